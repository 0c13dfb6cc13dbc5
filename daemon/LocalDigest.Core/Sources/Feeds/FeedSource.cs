using System.Runtime.CompilerServices;
using System.Text.Json;
using LocalDigest.Papers;

namespace LocalDigest.Sources;

/// <summary>
/// Feeds of journals, preprint servers and blogs: RSS 2.0, RSS 1.0, Atom and JSON Feed. A feed is asked with the validators of its last answer,
/// which are remembered with the papers that they stand for.
/// </summary>
public sealed class FeedSource(FeedOptions options, ISourceMemory memory, TimeProvider time) : IPaperSource, IDisposable
{
    private const int Attempts = 2;

    private readonly BoundedHttp http = new(options.Contact, time);

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
        var known = request.Unconditional ? null : Validators.Read(memory.Recall(key));
        using var answer = await GetAsync(address, known, ct);
        if (answer.NotModified)
        {
            yield return new SourceBatch { NotModified = true };
            yield break;
        }
        var feed = await FeedDocument.ReadAsync(answer, ct);
        var listings = request.Spec.Limit is { } limit ? [.. feed.Listings.Take(limit)] : feed.Listings;
        yield return new SourceBatch
        {
            Listings = listings,
            Total = feed.Listings.Count,
            Notes = [.. feed.Notes, .. feed.Listings.Count == 0 && feed.Notes.Count == 0 ? [$"The feed of {answer.Address.Host} is empty."] : Array.Empty<string>()],
            // Behind a limit there is more, which a greater limit would want.
            Remember = request.Spec.Limit is null ? new Dictionary<string, string> { [key] = new Validators(answer.ETag, answer.LastModified).ToString() } : new Dictionary<string, string>(),
        };
    }

    public void Dispose() => http.Dispose();

    private async Task<Fetched> GetAsync(Uri address, Validators? known, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await http.GetAsync(new Fetch(address, $"The feed of {address.Host}")
                {
                    Reach = options.AllowPrivateAddresses ? Reach.Configured : Reach.Public,
                    Accept = "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.1",
                    MaxBytes = 16 << 20,
                    Deadline = TimeSpan.FromSeconds(45),
                    IfNoneMatch = known?.ETag,
                    IfModifiedSince = known?.LastModified,
                }, ct);
            }
            catch (SourceException e) when (e.Transient && attempt < Attempts)
            {
                await Task.Delay(Growing.Pause(TimeSpan.FromSeconds(2), attempt), time, ct);
            }
        }
    }

    private sealed record Validators(string? ETag, string? LastModified)
    {
        /// <summary>What another version wrote may not be readable; then it is as if nothing had been remembered.</summary>
        public static Validators? Read(string? text)
        {
            if (text is null) return null;
            try
            {
                return JsonSerializer.Deserialize<Validators>(text);
            }
            catch (JsonException)
            {
                return null;
            }
        }

        public override string ToString() => JsonSerializer.Serialize(this);
    }
}

/// <summary>How feeds are read. Bound from the configuration section <c>Feeds</c>.</summary>
public sealed class FeedOptions
{
    /// <summary>Whether feeds on this machine and in its network may be read too, such as those of a reader of one's own.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <inheritdoc cref="ArxivOptions.Contact"/>
    public string? Contact { get; set; }
}
