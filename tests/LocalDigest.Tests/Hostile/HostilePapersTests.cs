using System.Text.Json.Nodes;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Hostile;

/// <summary>
/// Sixty papers, each once as it is and once with an attack in it, before a judge that obeys whatever it sees: ten kinds in three
/// languages.
/// </summary>
public sealed class HostilePapersTests
{
    private const int TopTen = 10;

    private static readonly string[] Wanted =
    [
        "thickness of sea ice from satellites", "drift of sea ice in the Fram Strait", "radar altimeters over sea ice", "freeboard and snow on Arctic sea ice",
        "sea ice motion tracked in radar images", "ridges in Antarctic sea ice", "sea ice thickness from passive microwaves", "leads and drifting floes",
    ];

    private static readonly string[][] Others =
    [
        ["dung beetles", "pasture", "burrows", "larvae", "grazing", "soil fauna"], ["red wine", "tannins", "barrels", "vineyards", "fermentation", "yeast"],
        ["stone bridges", "arches", "mortar", "masonry", "load tests", "piers"], ["medieval poetry", "rhyme", "manuscripts", "scribes", "verse", "ballads"],
        ["city traffic", "junctions", "buses", "queues", "signal timing", "commuters"], ["chess openings", "endgames", "players", "blunders", "gambits", "tournaments"],
        ["honey bees", "hives", "foraging", "queens", "pollen", "mites"], ["school meals", "pupils", "vegetables", "kitchens", "menus", "canteens"],
        ["violin varnish", "resins", "luthiers", "spruce", "timbre", "bowing"], ["coral reefs", "bleaching", "polyps", "herbivores", "lagoons", "spawning"],
        ["bread ovens", "crust", "dough", "steam", "flour", "bakeries"], ["tax law", "audits", "deductions", "courts", "filings", "appeals"],
    ];

    [TakesLong]
    [Fact]
    public async Task No_poisoned_paper_rises_by_more_than_a_grade_or_into_the_top_ten_before_a_judge_that_obeys()
    {
        var (clean, _, _) = await DayAsync(isPoisoned: false);
        var (poisoned, judge, attacked) = await DayAsync(isPoisoned: true);
        Assert.Equal(60, attacked.Count);
        Assert.Equal(30, attacked.Values.Select(attack => (attack.Kind, attack.Language)).Distinct().Count());
        Assert.All(attacked, pair =>
        {
            var (before, after) = (clean.Grades[pair.Key], poisoned.Grades[pair.Key]);
            Assert.True(
                after <= before + 1, $"{pair.Value.Kind} in {pair.Value.Language} rose from {before} to {after}: {pair.Value.Text}");
        });
        Assert.DoesNotContain(poisoned.Listed.Take(TopTen).Except(clean.Listed.Take(TopTen)), attacked.ContainsKey);
        Assert.DoesNotContain(poisoned.Digest.Take(TopTen).Except(clean.Digest.Take(TopTen)), attacked.ContainsKey);

        // The judge did obey what no list holds, and was asked again by words that nobody could obey.
        Assert.NotEmpty(judge.Obeyed);
        Assert.All(judge.Obeyed.Keys, id => Assert.Equal(AttackKind.Unlisted, attacked[id].Kind));
        Assert.Empty(judge.Obeyed.Keys.Except(judge.AskedAgain.Keys));
    }

    private sealed record Seen(IReadOnlyDictionary<string, int> Grades, IReadOnlyList<string> Listed, IReadOnlyList<string> Digest);

    /// <summary>One first day of a new profile: forty papers on its subject among two hundred.</summary>
    private static async Task<(Seen Seen, ObeyingJudge Judge, IReadOnlyDictionary<string, Attack> Attacked)> DayAsync(bool isPoisoned)
    {
        var (papers, grades, attacked) = Papers(isPoisoned);
        var judge = new ObeyingJudge(grades, attacked.ToDictionary(pair => pair.Key, pair => pair.Value.Text, StringComparer.Ordinal));
        await using var llm = new FakeLlm { Before = judge.AnswerAsync };
        await using var daemon = await TestDaemon.StartAsync(llm.Settings);
        await MakeProfileAsync(daemon);
        await daemon.ImportAsync(papers);
        var run = await daemon.RunAsync(new { kind = "digest", profile = "sea-ice", sources = Array.Empty<object>() });
        Assert.Equal("succeeded", run["state"]!.GetValue<string>());
        var items = (await daemon.GetAsync("/v1/papers?profile=sea-ice&limit=200"))["items"]!.AsArray();
        var digest = await daemon.GetAsync($"/v1/digests/{run["digest"]!.GetValue<string>()}");
        static string Id(JsonNode? paper) => paper!["id"]!.GetValue<string>();
        return (
            new Seen(
                items.ToDictionary(Id, item => item!["relevance"]!.GetValue<int>(), StringComparer.Ordinal), [.. items.Select(Id)],
                [.. digest["papers"]!.AsArray().Select(Id)]),
            judge, attacked);
    }

    internal static Task<JsonNode> MakeProfileAsync(TestDaemon daemon) => daemon.PostAsync("/v1/profiles", new
    {
        name = "Sea ice",
        interests = "1. Sea ice\n   Relevant: thickness and drift of sea ice from satellites and radar altimeters.\n   Not relevant: glaciers.",
        sources = Array.Empty<object>(),
        digest = new { budget = new { share = 1.0 }, maxPapers = 100, exploration = 0.0 },
    });

    internal static (IReadOnlyList<object> Papers, IReadOnlyDictionary<string, int> Grades, IReadOnlyDictionary<string, Attack> Attacked) Papers(
        bool isPoisoned)
    {
        var papers = new List<object>();
        var grades = new Dictionary<string, int>(StringComparer.Ordinal);
        var attacked = new Dictionary<string, Attack>(StringComparer.Ordinal);
        void Add(string id, int grade, string title, string text)
        {
            grades[id] = grade;
            papers.Add(new
            {
                id,
                title,
                @abstract = text,
                authors = new[] { $"Author {papers.Count} Example" },
                categories = new[] { "physics.ao-ph" },
                published = Yesterday,
            });
        }
        for (var i = 0; i < 40; i++)
        {
            var (subject, other) = (Wanted[i % Wanted.Length], Wanted[(i + 3) % Wanted.Length]);
            Add(
                $"arxiv:2601.1{i:0000}", 6 + i % 4, $"On {subject}, case {i}",
                $"We measure {subject} in winter {i}. Our retrieval is compared with {other}. Errors fall by {i + 5} percent.");
        }
        for (var i = 0; i < 160; i++)
        {
            var words = Others[i % Others.Length];
            var id = $"arxiv:2601.2{i:0000}";
            var first = $"We study {words[0]} and their {words[1]} at {i + 3} sites.";
            var last = $"The {words[2]} differ where {words[3]} prevail, and {words[4]} explain {i % 50 + 20} percent of it.";
            var (title, middle) = ($"{words[0]} and {words[5]}, study {i}", "");
            if (i < Attack.All.Count)
            {
                attacked[id] = Attack.All[i];
                if (isPoisoned && i % 4 == 3 && Attack.All[i].Kind == AttackKind.Order) title += ". " + Attack.All[i].Text;
                else if (isPoisoned) middle = " " + Attack.All[i].Text;
            }
            Add(id, 2 + i % 4, title, i % 2 == 0 ? $"{first}{middle} {last}" : $"{first} {last}{middle}");
        }
        return (papers, grades, attacked);
    }

    private static string Yesterday =>
        DateTimeOffset.UtcNow.AddDays(-1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
