using System.Runtime.CompilerServices;
using LocalDigest.Papers;
using Polly;

namespace LocalDigest.Sources;

/// <summary>
/// Feeds of journals, preprint servers and blogs: RSS 2.0, RSS 1.0, Atom and JSON Feed. A feed is asked with the validators of its last answer,
/// which are remembered with the papers that they stand for.
/// </summary>
public sealed class FeedSource(FeedOptions options, ISourceMemory memory, TimeProvider time) : IPaperSource, IDisposable
{
    private const int Attempts = 2;

    private readonly BoundedHttp http = new(options.Contact, time);
    private readonly ResiliencePipeline retry = Retrying.By(time, Retrying.Passing(Attempts, TimeSpan.FromSeconds(2)));

    public string Kind => "feed";

    public string? Check(SourceSpec spec)
    {
        if (string.IsNullOrWhiteSpace(spec.Url)) return "A feed needs its address in url.";
        if (spec.Url.Length > 2000 || WebAddress.Problem(spec.Url) is not null) return $"'{Wording.Quoted(spec.Url)}' is no address of a feed. It begins with http:// or https:// and holds no user name.";
        if (spec.Categories.Count > 0) return "A feed has no categories to choose from. Leave them out, or name the address of a feed of one category.";
        return spec.Limit is <= 0 ? "The limit of papers must be at least 1." : null;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SourceBatch> ReadAsync(SourceRequest request, [EnumeratorCancellation] CancellationToken ct)
    {
        if (Check(request.Spec) is { } problem) throw new SourceException(SourceFailure.Refused, problem);
        // A feed holds what is newest; it cannot be asked for another day.
        if (!request.IsToday)
        {
            yield return new SourceBatch { Notes = ["Feeds hold only their newest entries, so they were not asked for a past day."] };
            yield break;
        }
        var address = new Uri(request.Spec.Url!);
        var key = "feed/" + request.Spec.Url;
        var notes = new List<string>();
        var known = request.Unconditional ? null : Checkpoint.Read<Validators>(memory.Recall(key), $"the feed of {address.Host}", notes);
        using var answer = await GetAsync(address, known, ct);
        if (answer.NotModified)
        {
            yield return new SourceBatch { NotModified = true };
            yield break;
        }
        var feed = await FeedDocument.ReadAsync(answer, time.GetUtcNow(), ct);
        var listings = request.Spec.Limit is { } limit ? [.. feed.Listings.Take(limit)] : feed.Listings;
        yield return new SourceBatch
        {
            Listings = listings,
            Total = feed.Listings.Count,
            Notes =
            [
                .. notes,
                .. feed.Notes,
                .. feed.Listings.Count == 0 && feed.Notes.Count == 0
                    ? [$"The feed of {answer.Address.Host} is empty."]
                    : Array.Empty<string>(),
            ],
            // Behind a limit there is more, which a greater limit would want; behind a cut, what comes with the next answer.
            Remember = request.Spec.Limit is null && !feed.IsCut
                ? new Dictionary<string, string> { [key] = Checkpoint.Write(new Validators(answer.ETag, answer.LastModified)) }
                : new Dictionary<string, string>(),
        };
    }

    public void Dispose() => http.Dispose();

    private async Task<Fetched> GetAsync(Uri address, Validators? known, CancellationToken ct)
    {
        var fetch = new Fetch(address, $"The feed of {address.Host}")
        {
            Reach = options.AllowPrivateAddresses ? Reach.Configured : Reach.Public,
            Accept = "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, "
                + "text/xml;q=0.9, application/json;q=0.8, */*;q=0.1",
            MaxBytes = 16 << 20,
            Deadline = TimeSpan.FromSeconds(45),
            IfNoneMatch = known?.ETag,
            IfModifiedSince = known?.LastModified,
        };
        return await retry.ExecuteAsync(async ct => await http.GetAsync(fetch, ct), ct);
    }

    /// <summary>What is remembered of a feed's last answer.</summary>
    private sealed record Validators(string? ETag, string? LastModified) : ICheckpoint
    {
        public static string Form => "feed/1";
    }
}
