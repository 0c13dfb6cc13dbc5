using System.Text.Json;
using System.Text.Json.Nodes;
using LocalDigest.Llm;
using LocalDigest.Papers;
using LocalDigest.Profiles;
using LocalDigest.Reading;
using LocalDigest.Storage;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Reading;

public sealed class OverviewTests : IAsyncDisposable
{
    private static readonly DayPaper[] Papers =
    [
        new(PaperId.Arxiv("2601.90001"), "Grasping wet objects with tactile hands", "Robot hands with tactile skin grasp wet objects in 93% of 400 trials. Tactile grasping needs no camera.", "It matches your interest in hands."),
        new(PaperId.Arxiv("2601.90002"), "Tactile skin for robot hands", "A tactile skin of cheap foam lets robot hands feel slip. Grasping fails 4 times less often."),
        new(PaperId.Arxiv("2601.90003"), "Tides from few sensors", "TideNet forecasts harbour levels from sparse sensors with a graph network."),
        new(PaperId.Arxiv("2601.90004"), "Forecasting river levels", "A graph network forecasts river levels from sparse sensors and satellite images."),
        new(PaperId.Arxiv("2601.90005"), "Old manuscripts, new glyphs", "Handwriting of monks is read by a small transformer."),
    ];

    private readonly TempFolder folder = new();
    private readonly FakeLlm llm = new();
    private readonly Database database;
    private readonly List<ChatModel> models = [];

    public OverviewTests() => database = Database.Open(folder.Path, TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        foreach (var model in models) model.Dispose();
        database.Dispose();
        await llm.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Everything_that_is_said_names_papers_that_were_given()
    {
        llm.Write = _ => Answer(
            ("The day is about touch and water: tactile hands and graph networks.", ["arxiv:2601.90001", "2601.90003", "arxiv:2601.99999"]),
            [("Touch", "Tactile skin helps robot hands.", ["arxiv:2601.90001", "arxiv:2601.90002"]), ("Alone", "Only one paper says so.", ["arxiv:2601.90005"])],
            [("", "It grasps wet objects in 93% of 400 trials.", ["arxiv:2601.90001"]), ("", "It grasps wet objects in 93% of trials.", ["arxiv:2601.90002"]), ("", "A paper that nobody gave.", ["arxiv:2601.99999"])]);
        var overview = await WriteAsync(Papers);
        Assert.Equal([Papers[0].Id, Papers[2].Id], overview.ExecutiveSummary!.Papers);
        Assert.Equal("Touch", Assert.Single(overview.Themes).Title);
        // 93% stands in the first paper and not in the second.
        Assert.Equal([Papers[0].Id], Assert.Single(overview.Highlights).Papers);
        Assert.Equal(3, overview.Grounding.Removed);
        Assert.Contains(new Removal("highlights", ClaimKind.Paper, false), overview.Grounding.Removals);
        Assert.Equal("fake/overview-1", overview.Origin);
        Assert.DoesNotContain("99999", Text(overview), StringComparison.Ordinal);
        // A resumed run asks no more.
        Assert.Equal(Text(overview), Text(await WriteAsync(Papers)));
        Assert.Single(llm.Requests);
    }

    [Fact]
    public async Task Of_a_day_without_papers_nothing_is_asked_and_nothing_said()
    {
        llm.Write = _ => Answer(("Executive summary for [insert the date here].", []), [], []);
        var overview = await WriteAsync([]);
        Assert.Null(overview.ExecutiveSummary);
        Assert.Empty(overview.Themes);
        Assert.Empty(llm.Requests);
    }

    [Theory]
    [InlineData("Please provide the list of papers.")]
    [InlineData("好的，这是一份简明执行摘要。希望这份摘要能为您提供有价值的洞察！")]
    [InlineData("Executive summary for [insert the date here].")]
    public async Task Chatter_gives_way_to_groups(string chatter)
    {
        llm.Write = asked => asked.Number == 1 ? chatter : Answer((chatter, ["arxiv:2601.90001"]), [("T", chatter, ["arxiv:2601.90001", "arxiv:2601.90002"])], []);
        var overview = await WriteAsync(Papers);
        Assert.Equal(2, llm.Requests.Count);
        Assert.DoesNotContain(chatter, Text(overview), StringComparison.Ordinal);
        Assert.Equal(PaperSummary.Extractive, overview.Origin);
        Assert.NotEmpty(overview.Themes);
        Assert.StartsWith("The overview of the day could not be written: ", Assert.Single(overview.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invented_numbers_links_and_quotations_go()
    {
        llm.Write = _ => Answer(
            ("Tactile hands and tides. They reach 99.9% everywhere.", ["arxiv:2601.90001", "arxiv:2601.90003"]),
            [("Touch", "Tactile skin helps hands. See https://example.org/fake.", ["arxiv:2601.90001", "arxiv:2601.90002"])],
            [("", "They say “nothing will be the same again”.", ["arxiv:2601.90001"])]);
        var overview = await WriteAsync(Papers);
        Assert.Equal("Tactile hands and tides.", overview.ExecutiveSummary!.Text);
        Assert.Equal("Tactile skin helps hands.", Assert.Single(overview.Themes).Text);
        Assert.Empty(overview.Highlights);
        Assert.Equal(3, overview.Grounding.Removed);
    }

    [Fact]
    public async Task Without_a_model_papers_are_grouped_by_their_words()
    {
        var overview = await WriteAsync(Papers, options => options with { BaseUrl = null });
        Assert.Equal([[Papers[0].Id, Papers[1].Id], [Papers[2].Id, Papers[3].Id]], overview.Themes.Select(theme => theme.Papers.ToArray()));
        Assert.Contains("tactile", overview.Themes[0].Title, StringComparison.Ordinal);
        Assert.Contains("graph network", overview.Themes[1].Title, StringComparison.Ordinal);
        Assert.Equal(Papers.Take(4).Select(paper => paper.Id), overview.ToReadInFull.Select(item => Assert.Single(item.Papers)));
        Assert.Null(overview.ExecutiveSummary);
        Assert.Contains("only grouped", Assert.Single(overview.Problems), StringComparison.Ordinal);
        Assert.Equal(Text(overview), Text(await WriteAsync(Papers, options => options with { BaseUrl = null })));
    }

    [Fact]
    public void Papers_that_share_nothing_form_no_group()
    {
        Assert.Empty(DayClusters.Of([("Tides", "harbour levels"), ("Monks", "old handwriting"), ("Hands", "tactile skin")]));
        Assert.Empty(DayClusters.Of([("Tides", "harbour levels")]));
        Assert.Empty(DayClusters.Of([]));
        Assert.Empty(DayClusters.Of([("", ""), ("", "")]));
    }

    [Fact]
    public void Three_hundred_papers_are_grouped_in_a_second()
    {
        var random = new Random(1);
        var words = Enumerable.Range(0, 400).Select(i => $"word{(char)('a' + i % 26)}{(char)('a' + i / 26)}").ToArray();
        var papers = Enumerable.Range(0, 400).Select(i => ($"Topic{(char)('a' + i % 20)} {words[random.Next(400)]}", string.Join(' ', Enumerable.Range(0, 120).Select(_ => words[random.Next(400)])))).ToList();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        DayClusters.Of(papers);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), watch.Elapsed.ToString());
    }

    private static string Text(DayOverview overview) => JsonSerializer.Serialize(overview);

    private async Task<DayOverview> WriteAsync(IReadOnlyList<DayPaper> papers, Func<LlmOptions, LlmOptions>? change = null)
    {
        var options = new LlmOptions { BaseUrl = llm.BaseUrl, Model = "fake" };
        var model = new ChatModel(change?.Invoke(options) ?? options, new CallLedger(database, TimeProvider.System), TimeProvider.System);
        models.Add(model);
        var table = new SummaryTable(database, TimeProvider.System);
        var run = new Summariser(model, table).Begin(Profile.Default, "job");
        return await new OverviewWriter(model, table).WriteAsync(run, papers, TestContext.Current.CancellationToken);
    }

    private static string Answer((string Text, string[] Papers) summary, (string Title, string Text, string[] Papers)[] themes, (string Title, string Text, string[] Papers)[] highlights)
    {
        static JsonNode Item(string title, string text, string[] papers) => new JsonObject { ["title"] = title, ["text"] = text, ["papers"] = new JsonArray([.. papers.Select(id => (JsonNode)id)]) };
        return new JsonObject
        {
            ["executiveSummary"] = Item("", summary.Text, summary.Papers),
            ["themes"] = new JsonArray([.. themes.Select(theme => Item(theme.Title, theme.Text, theme.Papers))]),
            ["highlights"] = new JsonArray([.. highlights.Select(item => Item(item.Title, item.Text, item.Papers))]),
            ["emergingDirections"] = new JsonArray(),
            ["toReadInFull"] = new JsonArray(),
        }.ToJsonString();
    }
}
