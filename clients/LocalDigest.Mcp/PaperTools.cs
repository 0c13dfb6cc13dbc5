using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalDigest.Client;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace LocalDigest.Mcp;

/// <summary>What an agent may ask and do. Each is one question to the daemon; the descriptions are what the agent reads.</summary>
internal sealed class PaperTools(LocalDigestClient client)
{
    private const int MostLetters = 40_000;
    private const int MostCited = 100;
    private const int MostFound = 100;
    private const int MostSimilar = 50;
    private const int NotFound = 404;

    [McpServerTool(Name = "todays_digest", Title = "Today's papers", ReadOnly = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("The newest digest: which new papers matter to the user, and why. Best first.")]
    public Task<DigestResult> TodaysDigest(
        [Description("Another day's, yyyy-MM-dd.")] string? date = null,
            [Description("Whose; the default profile's where it is left out.")] string? profile = null,
        CancellationToken ct = default) => Asked(async () => DigestResult.Of(date is null
        ? await client.LatestDigestAsync(profile, ct: ct)
        : await client.GetDigestAsync($"{profile ?? "default"}-{Day(date):yyyy-MM-dd}", ct: ct)));

    [McpServerTool(Name = "search_papers", Title = "Search papers", ReadOnly = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Searches the user's store of papers by words and by meaning. Phrases in quotation marks, -word, author:name, ids, DOIs and addresses are understood.")]
    public Task<PapersResult> SearchPapers(
        [Description("What to search for; empty for the best papers.")] string query = "", [Description("1 to 100.")] int limit = 10,
        [Description("The first day of publication, yyyy-MM-dd.")] string? from = null, [Description("The last one.")] string? to = null,
        [Description("A category such as cs.CL.")] string? category = null,
            [Description("saved, seen, noted, or tag: with a tag behind it.")] string? marked = null,
        string? profile = null, CancellationToken ct = default) => Asked(async () => Of(await client.ListPapersAsync(new PaperQuery
        {
            Q = query.Length > 0 ? query : null, Limit = Limit(limit, MostFound), From = from is null ? null : Day(from), To = to is null
                ? null : Day(to),
            Category = category, Marked = marked, Profile = profile,
        }, ct)));

    [McpServerTool(Name = "get_paper", Title = "A paper", ReadOnly = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("One paper with its abstract, its grades, and the user's thumb and note.")]
    public Task<OnePaperResult> GetPaper([Description("An id of another tool, an arXiv number, a DOI or an address.")] string id,
        string? profile = null, CancellationToken ct = default) =>
        Asked(async () => new OnePaperResult(Untrusted.Notice, PaperResult.Of(await client.GetPaperAsync(Id(id), profile, ct))));

    [McpServerTool(Name = "read_paper", Title = "Read a paper", ReadOnly = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("The full text of a paper that was read for a digest; of others the abstract. Long papers are cut; name a section to read it.")]
    public Task<ReadingResult> ReadPaper(string id, [Description("The id of a section.")] string? section = null,
        CancellationToken ct = default) => Asked(async () =>
    {
        id = Id(id);
        try
        {
            return Of(id, await client.PaperReadingAsync(id, ct: ct), section);
        }
        catch (RefusedException error) when (error.Status == NotFound)
        {
            // Not read yet, or not there at all, which the next question tells.
            var paper = await client.GetPaperAsync(id, ct: ct);
            return new ReadingResult(Untrusted.Notice, paper.Id, paper.Title, "abstract",
                [new SectionResult("abstract", "Abstract", [paper.Abstract])], []);
        }
    });

    [McpServerTool(Name = "similar_papers", Title = "Similar papers", ReadOnly = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("The papers of the store that are nearest to one in meaning.")]
    public Task<PapersResult> SimilarPapers(string id, [Description("1 to 50.")] int limit = 10, CancellationToken ct = default) =>
        Asked(async () => Of(await client.SimilarPapersAsync(Id(id), Limit(limit, MostSimilar), ct: ct)));

    [McpServerTool(Name = "rank_papers", Title = "Rank papers", ReadOnly = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Orders papers that you hold by how well they fit the user's interests and taste. Nothing is stored.")]
    public Task<RankingResult> RankPapers(
        [Description("Each with a title, and an abstract and an id where you have them.")] IReadOnlyList<HeldPaper> papers,
            string? profile = null, CancellationToken ct = default) => Asked(async () =>
    {
        var held = papers.Select(paper =>
        {
            var fields = new JsonObject { ["title"] = paper.Title };
            if (paper.Id is not null) fields["id"] = paper.Id;
            if (paper.Abstract is not null) fields["abstract"] = paper.Abstract;
            return (JsonNode)fields;
        });
        var body = new JsonObject { ["papers"] = new JsonArray([.. held]) };
        if (profile is not null) body["profile"] = profile;
        var ranked = await client.RankAsync(body, ct);
        return new RankingResult(
        [
            .. ranked.GetProperty("items").EnumerateArray().Select(item => new RankedResult(
                item.GetProperty("id").GetString(), item.GetProperty("index").GetInt32(), item.GetProperty("score").GetDouble(),
                    item.GetProperty("similarity").GetDouble())),
        ]);
    });

    [McpServerTool(Name = "give_feedback", Title = "Thumbs", ReadOnly = false, Destructive = false, Idempotent = true, OpenWorld = false,
        UseStructuredContent = true)]
    [Description("Gives papers the user's thumb, from which the order learns at once. Only where the user has said so.")]
    public Task<FeedbackGiven> GiveFeedback(IReadOnlyList<string> ids, [Description("up, down, or none to take it back.")] string value,
        string? profile = null, CancellationToken ct = default) => Asked(async () =>
    {
        if (value is not ("up" or "down" or "none")) throw new McpException("value is up, down or none.");
        if (ids.Count == 0) throw new McpException("Name at least one paper.");
        List<string> all = [.. ids.Select(Id)];
        if (value == "none")
        {
            foreach (var id in all) await client.DeleteFeedbackAsync(id, profile, ct);
            return new FeedbackGiven(all, value);
        }
        var body = new JsonObject { ["items"] = new JsonArray([.. all.Select(id =>
            (JsonNode)new JsonObject { ["id"] = id, ["value"] = value })]) };
        if (profile is not null) body["profile"] = profile;
        await client.PostFeedbackAsync(body, ct);
        return new FeedbackGiven(all, value);
    });

    [McpServerTool(Name = "add_note", Title = "Note", ReadOnly = false, Destructive = false, OpenWorld = false,
        UseStructuredContent = true)]
    [Description("Adds a note of the user's to a paper, below what stands there already.")]
    public Task<NoteResult> AddNote(string id, string text, [Description("Tags to add.")] IReadOnlyList<string>? tags = null,
        string? profile = null, CancellationToken ct = default) => Asked(async () =>
    {
        var paper = await client.GetPaperAsync(Id(id), profile, ct);
        var body = new JsonObject { ["note"] = paper.Note is { Length: > 0 } old ? $"{old}\n{text}" : text };
        if (tags is { Count: > 0 }) body["tags"] = new JsonArray([.. paper.Tags.Union(tags, StringComparer.Ordinal).Select(tag =>
            (JsonNode)tag)]);
        if (profile is not null) body["profile"] = profile;
        var marks = await client.PutMarksAsync(paper.Id, body, ct);
        return new NoteResult(paper.Id, marks.Note, marks.Tags);
    });

    [McpServerTool(Name = "run_digest", Title = "Make the digest", ReadOnly = false, Destructive = false, Idempotent = true,
        OpenWorld = true, UseStructuredContent = true)]
    [Description("Reads the sources and makes today's digest, which may take minutes and may cost money at the user's language model. Tells its progress.")]
    public Task<RunResult> RunDigest(
        RequestContext<CallToolRequestParams> request,
            [Description("Ask no source: only of papers that are stored.")] bool storedOnly = false, string? profile = null,
        CancellationToken ct = default) => Asked(async () =>
    {
        var body = new JsonObject { ["kind"] = "digest" };
        if (profile is not null) body["profile"] = profile;
        if (storedOnly) body["sources"] = new JsonArray();
        var run = await client.StartRunAsync(body, ct);
        var steps = 0;
        await foreach (var change in client.FollowRunAsync(run.Id, ct))
        {
            run = change;
            if (request.Params.ProgressToken is not { } token) continue;
            // Waited for: what comes behind the answer is heard by nobody.
            var step = new ProgressNotificationValue { Progress = ++steps, Message = run.Total > 0
                ? $"{run.Stage}: {run.Done} of {run.Total}" : run.Stage };
            await request.Server.NotifyProgressAsync(token, step, cancellationToken: ct);
        }
        return new RunResult(run.Id, run.State, run.Digest, [.. run.Problems.Select(problem => problem.Message)]);
    });

    [McpServerTool(Name = "citation_status", Title = "Status of citations", ReadOnly = true, OpenWorld = true, UseStructuredContent = true)]
    [Description("Of papers that are cited: the newest version, whether they were withdrawn or retracted, and where they were published. "
        + "arXiv and Crossref are asked where the user has that switched on, once a day for each paper; else what the user's store knows "
        + "is told.")]
    public Task<CitationsResult> CitationStatus(
        [Description("Ids, arXiv numbers with or without the version that is cited, DOIs; 100 at most.")] IReadOnlyList<string> ids,
        CancellationToken ct = default) => Asked(async () =>
    {
        if (ids.Count is 0 or > MostCited) throw new McpException($"Name 1 to {MostCited} papers.");
        var body = new JsonObject { ["entries"] = new JsonArray([.. ids.Select(id => (JsonNode)new JsonObject { ["id"] = id.Trim() })]) };
        var check = await client.CheckWatchAsync(body, ct);
        var items = check.Items.Select(item => new CitationResult(
            item.Fate.Id, item.Fate.IsKnown, item.Fate.Title, item.CitedVersion, item.Fate.NewestVersion, item.Fate.Trouble,
                item.Fate.Notice,
            item.Fate.Venue, item.Fate.Doi, item.Fate.CheckedAt?.ToString("O", CultureInfo.InvariantCulture)));
        return new CitationsResult(Untrusted.Notice, [.. items], check.IsOn, check.Left, check.Problems);
    });

    internal sealed record HeldPaper(string Title, string? Abstract = null, string? Id = null);

    /// <summary>What the daemon refuses becomes an error that the agent reads as a sentence.</summary>
    internal static async Task<T> Asked<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception error) when (error is RefusedException or DaemonException)
        {
            throw new McpException(error.Message, error);
        }
    }

    private static PapersResult Of(PaperPage page) => new(Untrusted.Notice, [.. page.Items.Select(PaperResult.Of)], page.Total);

    private static ReadingResult Of(string id, JsonElement reading, string? section)
    {
        var sections = new List<SectionResult>();
        var leftOut = new List<string>();
        var letters = 0;
        foreach (var part in reading.GetProperty("sections").EnumerateArray())
        {
            var partId = part.GetProperty("id").GetString()!;
            if (section is not null && partId != section) continue;
            List<string> paragraphs = [.. part.GetProperty("paragraphs").EnumerateArray().Select(paragraph => paragraph.GetString()!)];
            letters += paragraphs.Sum(paragraph => paragraph.Length);
            if (letters > MostLetters && sections.Count > 0) leftOut.Add(partId);
            else sections.Add(new SectionResult(partId, part.GetProperty("title").GetString()!, paragraphs));
        }
        if (section is not null && sections.Count == 0) throw new McpException($"The paper has no section '{section}'.");
        return new ReadingResult(Untrusted.Notice, id, reading.GetProperty("title").GetString()!, reading.GetProperty("basis").GetString()!,
            sections, leftOut);
    }

    private static string Id(string word) => PaperName.Find(word.Trim()) ?? word.Trim();

    private static int Limit(int limit, int most) => limit >= 1 && limit <= most ? limit : throw new McpException($"limit is 1 to {most}.");

    private static DateOnly Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        ? day : throw new McpException($"'{text}' is no day. Write it as 2026-01-31.");
}
