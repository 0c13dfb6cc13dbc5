using System.Text.Json.Nodes;
using LocalDigest.Tests.Reading;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Runs;

/// <summary>A Wednesday on which arXiv lists papers about towels that can be read in full, with a model that says only what they say, unless it is told otherwise.</summary>
internal sealed class TowelDay : IAsyncDisposable
{
    public static readonly DateTimeOffset Wednesday = new(2026, 1, 21, 8, 0, 0, TimeSpan.Zero);

    public static readonly object[] Cs = [new { kind = "arxiv", categories = new[] { "cs.RO" } }];

    public TowelDay()
    {
        Arxiv.OnFile = FullText;
        Llm.Write = asked => Honest(asked).ToJsonString();
    }

    public FakeArxiv Arxiv { get; } = new() { ListDate = DateOnly.FromDateTime(Wednesday.UtcDateTime) };

    public FakeHuggingFace HuggingFace { get; } = new();

    public FakeLlm Llm { get; } = new();

    public SettableClock Clock { get; } = new(Wednesday);

    /// <summary>Requests for full texts, without those for pictures.</summary>
    public IReadOnlyList<string> TextsAsked => [.. Arxiv.Requests.Select(asked => asked.Path).Where(path => (path.StartsWith("/html/", StringComparison.Ordinal) && !path.EndsWith(".png", StringComparison.Ordinal)) || path.StartsWith("/pdf/", StringComparison.Ordinal))];

    public void List(int papers) => Arxiv.Papers.AddRange(Enumerable.Range(0, papers).Select(i =>
        new FakePaper($"2601.9{i:0000}", $"Folding towels by looking twice, part {i}", ["cs.RO"], Wednesday.AddDays(-1)) { Abstract = MadeUpPaper.Towels.Abstract }));

    public Task<TestDaemon> StartAsync(bool withModel = true, string? folder = null, IEnumerable<string>? settings = null) => TestDaemon.StartAsync(
        [
            $"--LocalDigest:Arxiv:RssUrl={Arxiv.Options.RssUrl}", $"--LocalDigest:Arxiv:ApiUrl={Arxiv.Options.ApiUrl}", $"--LocalDigest:Arxiv:OaiUrl={Arxiv.Options.OaiUrl}",
            $"--LocalDigest:Arxiv:HtmlUrl={Arxiv.Options.HtmlUrl}", $"--LocalDigest:Arxiv:PdfUrl={Arxiv.Options.PdfUrl}", "--LocalDigest:Arxiv:MinInterval=0", "--LocalDigest:Arxiv:HtmlInterval=0",
            $"--LocalDigest:HuggingFace:ApiUrl={HuggingFace.Options.ApiUrl}", .. withModel ? Llm.Settings : [], .. settings ?? [],
        ],
        folder, Clock);

    /// <summary>Makes towels the reader's interest, so that they are shown without a judge, too.</summary>
    public static async Task WantTowelsAsync(TestDaemon daemon)
    {
        using var changed = await daemon.SendAsync(
            HttpMethod.Patch, "/v1/profiles/default", new { interests = "Robots that fold towels" }, "application/merge-patch+json");
        Assert.True(changed.IsSuccessStatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        await Arxiv.DisposeAsync();
        await HuggingFace.DisposeAsync();
        await Llm.DisposeAsync();
    }

    public static Reply? FullText(Asked asked) =>
        asked.Path.EndsWith(".png", StringComparison.Ordinal) ? new Reply(200, Pictures.Png(40, 30), "image/png")
        : asked.Path.StartsWith("/html/", StringComparison.Ordinal) ? Reply.Text(MadeUpPaper.Towels.ToHtml().Replace("2601.90001v1/", asked.Path["/html/".Length..] + "/", StringComparison.Ordinal), "text/html; charset=utf-8")
        : null;

    /// <summary>An answer of the form asked for in which everything stands in the paper.</summary>
    public static JsonNode Honest(ChatAsked asked) => JsonNode.Parse(asked.Form switch
    {
        "tldr" => """{"tldr": "A robot that looks at a towel twice folds it neatly more often."}""",
        "topics" => """{"overview": "Robots fold towels badly because one look does not show the corners.", "method": "The towel turns and the network sees two pictures, where the loss $\\mathcal{L} = \\sum_i \\lVert c_i \\rVert$ falls.", "experiments": "On 120 towels the share of neat folds rises from 61% to 84%.", "plainLanguage": "Looking twice helps to find the corners."}""",
        "deep_dive" => """{"keyContribution": "A second look at the towel from the side that was hidden.", "methodology": "The camera stands still and the towel turns.", "takeaways": "Looking twice is cheap.", "limitations": "A fold takes three seconds longer."}""",
        "method_analysis" => """
            {"abstractTranslated": "Robots fold towels badly because a single look does not tell where the corners are.",
             "motivation": {"drivingForces": ["A towel hides its own corners."], "painPoints": ["The guess is often wrong."], "hypotheses": []},
             "design": {"coreIdea": "The robot looks a second time.", "pipeline": ["The towel is lifted at one corner.", "It turns and is seen again."], "structure": [], "algorithms": []},
             "comparison": {"essentialDifferences": ["Earlier systems take one picture."], "contributions": [], "applicableScenarios": []},
             "experiments": {"validation": ["There were 120 towels of four sizes."], "keyResults": ["Neat folds rise from 61% to 84%."], "strengths": ["Large towels gain most."], "limitations": []},
             "practicalGuide": {"openSource": "The code is at https://github.com/example-laundry/second-look.", "implementationDetails": [], "transfer": []},
             "summary": {"coreIdea": "Look twice.", "pipeline": ["Lift and turn."]}}
            """,
        "facts" => """{"affiliations": [{"name": "Institute for Soft Things, Sampleville", "shortForm": "Institute for Soft Things"}], "venue": "", "codeUrl": "https://github.com/example-laundry/second-look", "projectUrl": "", "links": []}""",
        "overview" => $$"""
            {"executiveSummary": {"text": "The day is about robots that fold towels.", "papers": {{Ids(asked)}}},
             "themes": [{"title": "Towels", "text": "Robots fold towels after a second look.", "papers": {{Ids(asked)}}}],
             "highlights": [{"text": "A second look finds the corners.", "papers": {{Ids(asked)}}}], "emergingDirections": [], "toReadInFull": []}
            """,
        _ => "{}",
    })!;

    /// <summary>Does something to every text of an answer but the ids of papers.</summary>
    public static JsonNode Changed(JsonNode answer, Func<string, string> change, string? name = null) => answer switch
    {
        JsonObject item => new JsonObject(item.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)Changed(pair.Value!, change, pair.Key)))),
        JsonArray list => new JsonArray([.. list.Select(item => (JsonNode?)Changed(item!, change, name))]),
        _ => JsonValue.Create(name == "papers" ? answer.GetValue<string>() : change(answer.GetValue<string>())),
    };

    private static string Ids(ChatAsked asked)
    {
        var papers = JsonNode.Parse(asked.User[asked.User.IndexOf('[', StringComparison.Ordinal)..])!.AsArray();
        return new JsonArray([.. papers.Select(paper => (JsonNode)paper!["id"]!.GetValue<string>())]).ToJsonString();
    }
}
