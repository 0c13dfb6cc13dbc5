using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalDigest.Papers;
using LocalDigest.Sources;
using Polly;
using static LocalDigest.Sources.LenientJson;

namespace LocalDigest.Citations;

/// <summary>
/// Asks Semantic Scholar about papers, many in one request and one request a second, and keeps what it says: for a week what it knows, for
/// a day that it does not know a paper yet. Source: the Academic Graph API, api.semanticscholar.org/api-docs.
/// </summary>
public sealed class SemanticScholar : IDisposable
{
    private const string Service = "Semantic Scholar";

    /// <summary>The service takes so many ids at once.</summary>
    private const int MostIds = 500;

    /// <summary>A recommendation is asked for by so many examples of each kind at most.</summary>
    private const int MostExamples = 100;

    private const string Fields = "venue,citationCount,influentialCitationCount,authors.hIndex";
    private const string PublicationFields = "title,venue,externalIds";

    private static readonly TimeSpan BetweenRequests = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan KnownFor = TimeSpan.FromDays(7);
    private static readonly TimeSpan UnknownFor = TimeSpan.FromDays(1);

    private readonly SemanticScholarOptions options;
    private readonly CitationTable table;
    private readonly TimeProvider clock;
    private readonly BoundedHttp http;
    private readonly ResiliencePipeline retry;
    private readonly SemaphoreSlim turn = new(1);
    private readonly Pause pause;

    /// <exception cref="ArgumentException">The options are wrong; the message says which.</exception>
    public SemanticScholar(SemanticScholarOptions options, CitationTable table, TimeProvider clock)
    {
        if (options.Check() is { } problem) throw new ArgumentException(problem, nameof(options));
        this.options = options;
        this.table = table;
        this.clock = clock;
        pause = new Pause(clock);
        http = new BoundedHttp(options.Contact, clock);
        retry = Retrying.By(clock, Retrying.Asked(2, TimeSpan.FromSeconds(30)), Retrying.Passing(2, TimeSpan.FromSeconds(2)));
    }

    /// <summary>The user has it asked.</summary>
    public bool IsOn => options.IsOn;

    /// <summary>Learns about papers what is not known or old.</summary>
    /// <param name="papers">The papers; one that has no arXiv id or DOI cannot be asked about.</param>
    /// <param name="ct">Stops; what was answered is kept.</param>
    /// <returns>
    /// What is known, by the paper's number, and why some could not be asked about, as a sentence; null where they could.
    /// </returns>
    public async Task<(IReadOnlyDictionary<long, Citation> Known, string? Problem)> LookUpAsync(
        IReadOnlyCollection<StoredPaper> papers, CancellationToken ct)
    {
        long[] numbers = [.. papers.Select(paper => paper.Number)];
        if (!IsOn) return (table.Of(numbers), null);
        var (known, now) = (table.Of(numbers), clock.GetUtcNow());
        var open = papers.Where(paper => NameOf(paper.Id) is not null && !paper.IsSample
            && !(known.GetValueOrDefault(paper.Number) is { } citation && now - citation.At < (citation.IsKnown ? KnownFor : UnknownFor)));
        string? problem = null;
        await turn.WaitAsync(ct);
        try
        {
            foreach (var part in open.Chunk(MostIds))
            {
                var answers = await AskAsync([.. part.Select(paper => NameOf(paper.Id)!)], Fields, Read, ct);
                table.Save(part.Zip(answers).ToDictionary(pair => pair.First.Number, pair => pair.Second));
            }
        }
        catch (SourceException error)
        {
            problem = WithAdvice(error, " Papers of which nothing is known are judged all the same.");
        }
        finally
        {
            turn.Release();
        }
        return (table.Of(numbers), problem);
    }

    /// <summary>Asks where papers were published; nothing of it is kept here.</summary>
    /// <param name="papers">At most 500, each with an arXiv id or a DOI.</param>
    /// <param name="ct">Stops.</param>
    /// <returns>By paper; null for one that it does not know.</returns>
    /// <exception cref="SourceException">It did not answer; the message says what to do.</exception>
    internal async Task<IReadOnlyDictionary<PaperId, Publication?>> PublicationsAsync(IReadOnlyList<PaperId> papers, CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            var answers = await AskAsync([.. papers.Select(paper => NameOf(paper)!)], PublicationFields, ReadPublication, ct);
            return papers.Zip(answers).ToDictionary(pair => pair.First, pair => pair.Second);
        }
        catch (SourceException error)
        {
            throw new SourceException(error.Failure, WithAdvice(error, ""), error) { RetryAt = error.RetryAt, Status = error.Status };
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Whether a paper has a name there.</summary>
    internal static bool Names(PaperId paper) => NameOf(paper) is not null;

    /// <summary>
    /// Asks for new papers like some and unlike others. Where it does not know all of them, it is asked again by those that it knows.
    /// </summary>
    /// <param name="liked">The newest first; at most 100 of those with an arXiv id or a DOI count.</param>
    /// <param name="disliked">Likewise.</param>
    /// <param name="limit">How many papers at most; 1 to 500.</param>
    /// <param name="ct">Stops.</param>
    /// <returns>The papers, the best first, and what the user should know.</returns>
    /// <exception cref="SourceException">It did not answer; the message says what to do.</exception>
    internal async Task<(IReadOnlyList<Listing> Listings, IReadOnlyList<string> Notes)> RecommendAsync(
        IReadOnlyList<PaperId> liked, IReadOnlyList<PaperId> disliked, int limit, CancellationToken ct)
    {
        static string[] NamesOf(IReadOnlyList<PaperId> papers) => [.. papers.Select(NameOf).OfType<string>().Distinct().Take(MostExamples)];
        var (positive, negative) = (NamesOf(liked), NamesOf(disliked));
        await turn.WaitAsync(ct);
        try
        {
            try
            {
                return await RecommendAsync(positive, negative, limit, ct);
            }
            catch (SourceException error) when (error.Status is 400 or 404)
            {
                // One unknown paper costs the whole answer, and which one it was is told in words alone.
                var names = positive.Concat(negative).ToList();
                var answers = await AskAsync(names, "paperId", (entry, _) => entry.ValueKind == JsonValueKind.Object, ct);
                var known = names.Zip(answers).Where(pair => pair.Second).Select(pair => pair.First).ToHashSet(StringComparer.Ordinal);
                if (known.Count == names.Count) throw;
                string[] rest = [.. positive.Where(known.Contains)];
                if (rest.Length == 0)
                    return ([], [$"{Service} knows none of the {positive.Length} papers that you liked last yet, and recommended nothing. "
                        + "It knows new papers after some days."]);
                return await RecommendAsync(rest, [.. negative.Where(known.Contains)], limit, ct);
            }
        }
        catch (SourceException error)
        {
            throw new SourceException(error.Failure, WithAdvice(error, ""), error) { RetryAt = error.RetryAt, Status = error.Status };
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        http.Dispose();
        turn.Dispose();
    }

    /// <summary>One request about several papers.</summary>
    /// <param name="names">Their names there, at most <see cref="MostIds"/>.</param>
    /// <param name="fields">What to say of each.</param>
    /// <param name="read">Reads an entry, which is null where a paper is not known, and when it came.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>In the order of the names.</returns>
    private async Task<IReadOnlyList<T>> AskAsync<T>(
        IReadOnlyList<string> names, string fields, Func<JsonElement, DateTimeOffset, T> read, CancellationToken ct)
    {
        return await PostAsync(
            WebAddress.With(options.ApiUrl.TrimEnd('/') + "/paper/batch", ("fields", fields)),
            new JsonObject { ["ids"] = ListOf(names) },
            root =>
            {
                // The answer has the papers in the order of the question; without one for each nobody knows which is which.
                if (root.ValueKind != JsonValueKind.Array || root.GetArrayLength() != names.Count)
                {
                    throw new SourceException(
                        SourceFailure.Malformed,
                        $"{Service} did not answer with one entry for each paper. Its interface may have changed.");
                }
                var at = clock.GetUtcNow();
                return (IReadOnlyList<T>)[.. root.EnumerateArray().Select(entry => read(entry, at))];
            }, ct);
    }

    private Task<(IReadOnlyList<Listing> Listings, IReadOnlyList<string> Notes)> RecommendAsync(
        string[] positive, string[] negative, int limit, CancellationToken ct) => PostAsync(
        WebAddress.With(
            options.RecommendationsUrl, ("fields", RecommendedPapers.Fields), ("limit", limit.ToString(CultureInfo.InvariantCulture))),
        new JsonObject { ["positivePaperIds"] = ListOf(positive), ["negativePaperIds"] = ListOf(negative) },
        root => RecommendedPapers.Read(root, clock.GetUtcNow()), ct);

    private static JsonArray ListOf(IEnumerable<string> names) => [.. names.Select(name => (JsonNode)name)];

    /// <summary>One request, when its turn has come.</summary>
    private async Task<T> PostAsync<T>(Uri address, JsonObject body, Func<JsonElement, T> read, CancellationToken ct)
    {
        var headers = new Dictionary<string, string>();
        if (!string.IsNullOrWhiteSpace(options.ApiKey)) headers["x-api-key"] = options.ApiKey.Trim();
        return await retry.ExecuteAsync(async ct =>
        {
            if (pause.Left is var wait && wait > TimeSpan.Zero) await Task.Delay(wait, clock, ct);
            pause.Begin(BetweenRequests);
            using var answer = await http.GetAsync(new Fetch(address, Service)
            {
                Reach = Reach.Configured,
                Accept = "application/json",
                Headers = headers,
                Json = body.ToJsonString(),
            }, ct);
            using var document = await ParseAsync(answer.Content, Service, ct);
            return read(document.RootElement);
        }, ct);
    }

    private string WithAdvice(SourceException error, string otherwise) =>
        error.Message + (error.Failure == SourceFailure.Throttled && string.IsNullOrWhiteSpace(options.ApiKey)
            ? " It serves callers with a key first: ask for one at semanticscholar.org/product/api and set "
                + "LocalDigest:SemanticScholar:ApiKey."
            : otherwise);

    private static Publication? ReadPublication(JsonElement entry, DateTimeOffset at) => entry.ValueKind != JsonValueKind.Object
        ? null
        : new Publication(
            Line(String(entry, "title")), Line(String(entry, "venue")),
            Field(entry, "externalIds") is { } ids && PaperId.TryDoi(String(ids, "DOI"), out var doi) && doi.IsDoi ? doi.Local : null);

    private static string? Line(string? text) => text is { Length: > 0 and < 500 } line ? line.Trim() : null;

    private static Citation Read(JsonElement entry, DateTimeOffset at) => entry.ValueKind != JsonValueKind.Object
        ? new Citation(IsKnown: false, null, null, null, null, at)
        : new Citation(
            IsKnown: true, Count(entry, "citationCount"), Count(entry, "influentialCitationCount"),
            Line(String(entry, "venue")),
            Items(entry, "authors").Select(author => Count(author, "hIndex")).Max(), at);

    private static int? Count(JsonElement of, string name) =>
        Field(of, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) && value >= 0 ? value : null;

    /// <summary>The paper's name there; null where it has none.</summary>
    private static string? NameOf(PaperId id) => id.IsArxiv ? "ARXIV:" + id.Local : id.IsDoi ? "DOI:" + id.Local : null;
}
