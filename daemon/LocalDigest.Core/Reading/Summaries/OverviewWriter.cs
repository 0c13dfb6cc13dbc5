using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LocalDigest.Llm;
using LocalDigest.Papers;

namespace LocalDigest.Reading;

/// <summary>A paper of the day, as an overview sees it.</summary>
/// <param name="Text">What it says: its short summary, else its abstract.</param>
/// <param name="Why">Why it is in the digest, in the judge's words; null where it was not judged.</param>
public sealed record DayPaper(PaperId Id, string Title, string Text, string? Why = null);

/// <summary>
/// Writes what a day's papers say together. Everything names the papers that it rests on: ids that were not given are taken out, and a
/// sentence is checked against the papers that it names. Without a model, and where it fails, papers are grouped by their words.
/// </summary>
public sealed class OverviewWriter(ChatModel model, SummaryTable table)
{
    private const string Prompt = "overview-1";
    private const int MostPapers = 80, LongestText = 700, OutputTokens = 1800, LongestItem = 2000, LongestTitle = 160;
    private const int MostThemes = 6, MostListed = 4;
    private const string ExecutiveSummary = "executiveSummary";
    private static readonly string[] Lists = ["themes", "highlights", "emergingDirections", "toReadInFull"];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <summary>Makes the overview of a day.</summary>
    /// <param name="run">From <see cref="Summariser.Begin"/>.</param>
    /// <param name="papers">The papers of the digest, best first. Nothing is asked and nothing said of a day without papers.</param>
    /// <param name="ct">Stops.</param>
    public async Task<DayOverview> WriteAsync(SummaryRun run, IReadOnlyList<DayPaper> papers, CancellationToken ct)
    {
        if (papers.Count == 0) return new DayOverview();
        if (!model.IsConfigured) return Grouped(papers, "No language model is configured, so that the day's papers are only grouped by their words.");

        var prompt = new SummaryPrompt(Prompt, Schema(), OutputTokens, ("language", run.Profile.Language));
        var material = Material(papers, prompt.Room(run.Session.Options), out var shown);
        var hash = HashOf(papers);
        var known = table.OverviewOf(hash, prompt.Key, run.Session.Model);
        if (known is not { IsFinal: true })
        {
            known = await AskAsync(run, prompt, material, shown, ct);
            table.SaveOverview(hash, known);
        }
        if (known.Body is null) return Grouped(papers, $"The overview of the day could not be written: {known.Detail}");
        var stored = JsonSerializer.Deserialize<StoredOverview>(known.Body, Json)!;
        var overview = stored.Overview(papers);
        var problems = new List<string>();
        if (known.Detail is not null) problems.Add($"The overview of the day is not complete. {known.Detail}");
        if (shown.Count < papers.Count) problems.Add($"The overview rests on the first {shown.Count} of {papers.Count} papers.");
        return overview with { Origin = $"{known.Model}/{Prompt}", Problems = problems };
    }

    private static async Task<StoredAnswer> AskAsync(
        SummaryRun run, SummaryPrompt prompt, string material, IReadOnlyList<DayPaper> shown, CancellationToken ct)
    {
        StoredAnswer Answer(SummaryState state, string? body, string? detail) => new(prompt.Key, run.Session.Model, state, body, detail);
        try
        {
            string? complaint = null;
            for (var attempt = 1; ; attempt++)
            {
                var answer = await run.Session.AskAsync(prompt.Ask(material, complaint), ct);
                var stored = Check(answer, prompt, run.Profile.Language, shown, out var fault, out var state);
                if (stored is not null) return Answer(SummaryState.Made, JsonSerializer.Serialize(stored, Json), fault);
                complaint = fault;
                if (attempt == 2 || state == SummaryState.Filtered) return Answer(state, null, fault);
            }
        }
        catch (LlmException error)
        {
            return Answer(error.Failure == LlmFailure.OverBudget ? SummaryState.OverBudget : SummaryState.Failed, null, error.Message);
        }
    }

    private static StoredOverview? Check(ChatAnswer answer, SummaryPrompt prompt, string language, IReadOnlyList<DayPaper> papers, out string? fault, out SummaryState state)
    {
        state = answer.IsFiltered ? SummaryState.Filtered : answer.Refusal is not null ? SummaryState.Refused : SummaryState.Invalid;
        fault = answer.IsFiltered ? "The model's content filter stopped the answer." : answer.Refusal is not null ? "The model declined to answer." : null;
        if (fault is not null) return null;
        if (JsonAnswer.Find(answer.Text, prompt.Answer) is not { } found)
        {
            fault = answer.IsCut ? "The model's answer was cut off at its length limit." : "The model's answer was not the JSON that was asked for.";
            return null;
        }
        var desk = new Desk(prompt, language, papers);
        var stored = new StoredOverview
        {
            ExecutiveSummary = desk.Item(ExecutiveSummary, JsonAnswer.Property(found, ExecutiveSummary), 1),
            Themes = desk.Items("themes", found, 2, MostThemes),
            Highlights = desk.Items("highlights", found, 1, MostListed),
            EmergingDirections = desk.Items("emergingDirections", found, 1, MostListed),
            ToReadInFull = desk.Items("toReadInFull", found, 1, MostListed),
            Grounding = desk.Grounding,
        };
        fault = desk.Faults.Count == 0 ? null : $"The model's answer was not acceptable everywhere: {string.Join("; ", desk.Faults.Distinct().Take(3))}.";
        if (!stored.IsEmpty) return stored;
        fault ??= "The model wrote nothing that rests on the papers.";
        return null;
    }

    /// <summary>Without a model: groups named by their words, and the first papers of the day's own order.</summary>
    private static DayOverview Grouped(IReadOnlyList<DayPaper> papers, string problem) => new()
    {
        Themes =
        [
            .. DayClusters.Of([.. papers.Select(paper => (paper.Title, paper.Text))]).Take(MostThemes)
                .Select(cluster => new OverviewItem(string.Join(", ", cluster.Terms), "", [.. cluster.Members.Select(member => papers[member].Id)])),
        ],
        ToReadInFull = [.. papers.Take(MostListed).Select(paper => new OverviewItem(paper.Title, paper.Why ?? "", [paper.Id]))],
        Problems = [problem],
    };

    private static string Material(IReadOnlyList<DayPaper> papers, int room, out IReadOnlyList<DayPaper> shown)
    {
        var list = new JsonArray();
        var chosen = new List<DayPaper>();
        foreach (var paper in papers.Take(MostPapers))
        {
            var item = new JsonObject { ["id"] = paper.Id.Value, ["title"] = SuspiciousText.Remove(paper.Title), ["says"] = PaperMaterial.Cut(SuspiciousText.Remove(paper.Text), LongestText) };
            room -= TokenEstimate.Of(item.ToJsonString(PaperMaterial.Readable)) + 2;
            if (room < 0 && chosen.Count > 0) break;
            list.Add((JsonNode)item);
            chosen.Add(paper);
        }
        shown = chosen;
        return list.ToJsonString(PaperMaterial.Readable);
    }

    private static byte[] HashOf(IReadOnlyList<DayPaper> papers) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', papers.Select(paper => $"{paper.Id}\n{paper.Title}\n{paper.Text}"))));

    private static JsonObject Schema()
    {
        static JsonNode Item(bool hasTitle) => hasTitle
            ? AnswerSchema.Object(("title", AnswerSchema.Text()), ("text", AnswerSchema.Text()), ("papers", AnswerSchema.List(AnswerSchema.Text())))
            : AnswerSchema.Object(("text", AnswerSchema.Text()), ("papers", AnswerSchema.List(AnswerSchema.Text())));
        return AnswerSchema.Object([(ExecutiveSummary, Item(false)), .. Lists.Select(name => (name, (JsonNode)AnswerSchema.List(Item(name == "themes"))))]);
    }

    /// <summary>Checks the items of one answer.</summary>
    private sealed class Desk(SummaryPrompt prompt, string language, IReadOnlyList<DayPaper> papers)
    {
        private readonly PartCheck check = new(prompt, language);

        public Grounding Grounding { get; private set; } = new();

        public List<string> Faults { get; } = [];

        public List<StoredItem> Items(string part, JsonElement answer, int leastPapers, int most) =>
            JsonAnswer.Property(answer, part) is { ValueKind: JsonValueKind.Array } list
                ? [.. list.EnumerateArray().Take(most).Select(element => Item(part, element, leastPapers)).OfType<StoredItem>()]
                : [];

        /// <summary>An item with the papers that it may name and the sentences that stand in them; null where nothing is left.</summary>
        public StoredItem? Item(string part, JsonElement? element, int leastPapers)
        {
            if (element is not { ValueKind: JsonValueKind.Object } item) return null;
            var raw = Text(item, "text");
            var rawTitle = Text(item, "title");
            if (raw.Length + rawTitle.Length == 0) return null;
            if (((raw.Length > 0 ? check.Fault(raw, LongestItem) : null) ?? (rawTitle.Length > 0 ? check.Fault(rawTitle, LongestTitle) : null)) is { } fault)
            {
                Faults.Add($"its {part} {PartCheck.Words(fault)}");
                return null;
            }
            var named = Named(item);
            if (named.Count < leastPapers)
            {
                Add(1, 1, 0, [new Removal(part, ClaimKind.Paper, IsMarked: false)]);
                return null;
            }
            var source = new SourceText(named.SelectMany(paper => new[] { paper.Title, paper.Text, paper.Id.Value }));
            var grounder = new Grounder(source, null, language, mayMark: false);
            var title = PartCheck.Tidy(rawTitle) is { Length: > 0 } tidy ? grounder.Check(part, [tidy]) : null;
            var text = grounder.Check(part, [PartCheck.Tidy(raw)]);
            if (title is not null) Add(title.Grounding.Checked, title.Grounding.Removed + title.Grounding.Marked, 0, title.Grounding.Removals);
            // With half of it blotted out, an item has no news.
            Add(text.Grounding.Checked, text.Grounding.Removed + text.Grounding.Marked, 0, [.. text.Grounding.Removals.Select(removal => removal with { IsMarked = false })]);
            var heading = title is { Texts: [var first, ..], Grounding.Marked: 0 } ? first.ReplaceLineEndings(" ") : "";
            var body = text is { Texts: [var words, ..], Grounding.Marked: 0 } ? words : "";
            return body.Length == 0 ? null : new StoredItem(heading, body, [.. named.Select(paper => paper.Id.Value)]);
        }

        private List<DayPaper> Named(JsonElement item)
        {
            var named = new List<DayPaper>();
            if (JsonAnswer.Property(item, "papers") is not { ValueKind: JsonValueKind.Array } list) return named;
            foreach (var element in list.EnumerateArray().Take(100))
            {
                if (element.ValueKind == JsonValueKind.String && PaperId.TryParse(element.GetString(), out var id) && papers.FirstOrDefault(paper => paper.Id == id) is { } paper && !named.Contains(paper)) named.Add(paper);
            }
            return named;
        }

        private void Add(int count, int removed, int marked, IReadOnlyList<Removal> removals) =>
            Grounding += new Grounding { Checked = count, Removed = removed, Marked = marked, Removals = removals };

        private static string Text(JsonElement item, string name) => JsonAnswer.Property(item, name) is { ValueKind: JsonValueKind.String } text ? text.GetString()!.Trim() : "";
    }

    /// <summary>An item as it is stored; ids as text.</summary>
    private sealed record StoredItem(string Title, string Text, IReadOnlyList<string> Papers);

    private sealed record StoredOverview
    {
        public StoredItem? ExecutiveSummary { get; init; }

        public IReadOnlyList<StoredItem> Themes { get; init; } = [];

        public IReadOnlyList<StoredItem> Highlights { get; init; } = [];

        public IReadOnlyList<StoredItem> EmergingDirections { get; init; } = [];

        public IReadOnlyList<StoredItem> ToReadInFull { get; init; } = [];

        public Grounding Grounding { get; init; } = new();

        [JsonIgnore]
        public bool IsEmpty => ExecutiveSummary is null && Themes.Count + Highlights.Count + EmergingDirections.Count + ToReadInFull.Count == 0;

        public DayOverview Overview(IReadOnlyList<DayPaper> papers)
        {
            var ids = papers.ToDictionary(paper => paper.Id.Value, paper => paper.Id, StringComparer.Ordinal);
            OverviewItem Of(StoredItem item) => new(item.Title, item.Text, [.. item.Papers.Where(ids.ContainsKey).Select(id => ids[id])]);
            return new DayOverview
            {
                ExecutiveSummary = ExecutiveSummary is null ? null : Of(ExecutiveSummary),
                Themes = [.. Themes.Select(Of)],
                Highlights = [.. Highlights.Select(Of)],
                EmergingDirections = [.. EmergingDirections.Select(Of)],
                ToReadInFull = [.. ToReadInFull.Select(Of)],
                Grounding = Grounding,
            };
        }
    }
}
