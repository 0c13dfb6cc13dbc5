using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using LocalDigest.Papers;
using LocalDigest.Sources;
using LocalDigest.Text;
using Polly;
using static LocalDigest.Sources.LenientJson;

namespace LocalDigest.Watching;

/// <summary>
/// Asks Crossref what became of papers with DOIs, several in one request and one request a second: whether a preprint was published, and
/// whether a publisher or Retraction Watch says that a paper was retracted. Source: the REST API, api.crossref.org/swagger-ui, and
/// crossref.org/documentation/retrieve-metadata/rest-api.
/// </summary>
internal sealed partial class Crossref : IDisposable
{
    private const string Service = "Crossref";

    /// <summary>A request's address stays short enough for every server on the way.</summary>
    public const int MostIds = 20;

    private static readonly TimeSpan BetweenRequests = TimeSpan.FromSeconds(1);

    private readonly WatchOptions options;
    private readonly TimeProvider clock;
    private readonly BoundedHttp http;
    private readonly ResiliencePipeline retry;
    private readonly Pause pause;

    public Crossref(WatchOptions options, TimeProvider clock)
    {
        this.options = options;
        this.clock = clock;
        pause = new Pause(clock);
        http = new BoundedHttp(options.Contact, clock);
        retry = Retrying.By(clock, Retrying.Asked(2, TimeSpan.FromSeconds(30)), Retrying.Passing(2, TimeSpan.FromSeconds(2)));
    }

    /// <summary>What it says of some papers. One at a time: callers take turns.</summary>
    /// <param name="papers">At most <see cref="MostIds"/>, by DOI.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="SourceException">It did not answer.</exception>
    public async Task<IReadOnlyDictionary<PaperId, WatchAnswer>> AskAsync(IReadOnlyCollection<PaperId> papers, CancellationToken ct)
    {
        var answers = papers.ToDictionary(paper => paper, _ => WatchAnswer.Unknown);
        // A filter's values are divided by commas; a DOI with one of its own is asked for by its address.
        foreach (var paper in papers.Where(paper => paper.Local.Contains(',', StringComparison.Ordinal)))
        {
            var one = WebAddress.Below(options.CrossrefUrl.TrimEnd('/') + "/works", Uri.EscapeDataString(paper.Local));
            try
            {
                await AskAsync(one, answers, ct);
            }
            catch (SourceException error) when (error.Status == 404)
            {
                // A DOI of another agency, or none at all: it is unknown there.
            }
        }
        List<PaperId> together = [.. papers.Where(paper => !paper.Local.Contains(',', StringComparison.Ordinal))];
        if (together.Count == 0) return answers;
        var address = WebAddress.With(
            options.CrossrefUrl.TrimEnd('/') + "/works", ("filter", string.Join(',', together.Select(paper => "doi:" + paper.Local))),
            ("rows", together.Count.ToString(CultureInfo.InvariantCulture)));
        await AskAsync(address, answers, ct);
        return answers;
    }

    public void Dispose() => http.Dispose();

    private Task AskAsync(Uri address, Dictionary<PaperId, WatchAnswer> answers, CancellationToken ct) => retry.ExecuteAsync(async ct =>
    {
        if (pause.Left is var wait && wait > TimeSpan.Zero) await Task.Delay(wait, clock, ct);
        pause.Begin(BetweenRequests);
        using var answer = await http.GetAsync(
            new Fetch(address, Service) { Reach = Reach.Configured, Accept = "application/json", MaxBytes = 32 << 20 }, ct);
        using var document = await ParseAsync(answer.Content, Service, ct);
        var message = Field(document.RootElement, "message");
        if (message is { } list && Field(list, "items") is { ValueKind: JsonValueKind.Array } items)
        {
            foreach (var item in items.EnumerateArray()) Read(item, answers);
        }
        else if (message is { } record && String(record, "DOI") is not null)
        {
            Read(record, answers);
        }
        else
        {
            throw new SourceException(SourceFailure.Malformed, $"{Service} answered with no records. Its interface may have changed.");
        }
    }, ct).AsTask();

    private static void Read(JsonElement record, Dictionary<PaperId, WatchAnswer> answers)
    {
        // Only what was asked for: an answer about other papers is none.
        if (!PaperId.TryDoi(String(record, "DOI"), out var id) || !answers.ContainsKey(id)) return;
        var title = Items(record, "title").Select(String).FirstOrDefault(text => text is not null);
        var isPreprint = String(record, "type") == "posted-content";
        var trouble = Items(record, "updated-by").Select(Update).OrderByDescending(update => update.Kind).FirstOrDefault();
        if (trouble.Kind is null && title is not null && Mark().Match(title) is { Success: true } mark)
        {
            trouble = (mark.Groups["withdrawn"].Success ? WatchKind.Withdrawn : WatchKind.Retracted, null);
        }
        var published = isPreprint ? Published(record) : null;
        answers[id] = new WatchAnswer
        {
            IsKnown = true,
            Title = Line(title),
            IsPreprint = isPreprint,
            Doi = published,
            // A preprint's record has the server's name; the journal's own record has the journal's.
            Venue = isPreprint ? null : Line(Items(record, "container-title").Select(String).FirstOrDefault(text => text is not null)),
            Trouble = trouble.Kind,
            Notice = trouble.Notice,
        };
    }

    private static (WatchKind? Kind, string? Notice) Update(JsonElement update)
    {
        WatchKind? kind = String(update, "type")?.ToLowerInvariant().Replace('_', '-') switch
        {
            "retraction" => WatchKind.Retracted,
            "withdrawal" or "removal" => WatchKind.Withdrawn,
            "expression-of-concern" or "partial-retraction" => WatchKind.Concern,
            _ => null,
        };
        return (kind, kind is not null && PaperId.TryDoi(String(update, "DOI"), out var notice) && notice.IsDoi ? notice.Local : null);
    }

    private static string? Published(JsonElement record) => Field(record, "relation") is { } relation
        ? Items(relation, "is-preprint-of").Where(other => String(other, "id-type") == "doi")
            .Select(other => PaperId.TryDoi(String(other, "id"), out var doi) && doi.IsDoi ? doi.Local : null).FirstOrDefault(doi =>
                doi is not null)
        : null;

    private static string? Line(string? text) =>
        text is not null && LatexText.Clean(text).Text is { Length: > 0 and < 2000 } line ? line : null;

    [GeneratedRegex(@"^\W*(?:(?<withdrawn>withdrawn)|retracted)(?:\s+article)?\s*[:\]]",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Mark();
}
