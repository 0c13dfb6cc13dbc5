using System.Net;
using System.Text.Json.Nodes;
using LocalDigest.Prefiltering;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Runs;

/// <summary>What a digest shows where no model judges: what is near, each with what it found and why it is there, and no more.</summary>
public sealed class WithoutModelTests
{
    private const string Interests =
        """
        1. Sea ice
           Relevant: thickness and drift of sea ice from satellites.

        2. Coral reefs
           Relevant: bleaching of corals in warm water.
        """;

    private static readonly string[] Seas = ["Arctic", "Antarctic", "Baltic", "Bering", "Kara", "Weddell", "Ross", "Barents", "Labrador"];

    [Fact, TakesLong]
    public async Task It_ends_where_the_match_ends_and_says_so()
    {
        await using var daemon = await StartAsync();
        await daemon.ImportAsync([.. Ice(8), .. Foreign(22)]);
        var digest = await DigestAsync(daemon);
        Assert.Equal(8, Papers(digest).Count);
        Assert.All(Papers(digest), paper => Assert.StartsWith("Drift of sea ice", paper["title"]!.GetValue<string>(), StringComparison.Ordinal));
        Assert.Equal("The 8 closest of 30 new papers are shown; the others are far from your interests.", Notice(digest, "match-ends"));
        foreach (var paper in Papers(digest))
        {
            Assert.Matches("^We find that the ice of the [A-Z][a-z]+ Sea drifts [0-9]% faster", paper["keySentence"]!.GetValue<string>());
            Assert.NotEmpty(paper["reasons"]!.AsArray());
        }
        var left = await daemon.GetAsync("/v1/papers/arxiv%3A2601.70003/explain");
        Assert.Equal(
            ("too-far", "It is far from your interests, and no language model has judged it."),
            (left["outcome"]!.GetValue<string>(), left["reason"]!.GetValue<string>()));
    }

    [Fact, TakesLong]
    public async Task A_day_with_nothing_near_gives_an_empty_digest_that_says_why_and_names_the_nearest()
    {
        await using var daemon = await StartAsync();
        await daemon.ImportAsync(Foreign(30));
        var digest = await DigestAsync(daemon);
        Assert.Empty(Papers(digest));
        Assert.Equal("None of the 30 new papers is near your interests, so none is shown. The nearest are named below.", Notice(digest, "nothing-near"));
        Assert.Equal(5, digest["missed"]!.AsArray().Count);
        Assert.Null(Notice(digest, "match-ends"));
    }

    [Fact, TakesLong]
    public async Task A_model_that_answers_nothing_is_as_good_as_none()
    {
        await using var llm = new FakeLlm { Judge = _ => null };
        await using var daemon = await StartAsync(llm.Settings);
        await daemon.ImportAsync([.. Ice(4), .. Foreign(10)]);
        var digest = await DigestAsync(daemon);
        Assert.Equal(4, Papers(digest).Count);
        Assert.NotNull(Notice(digest, "judge"));
        Assert.Equal("The 4 closest of 14 new papers are shown; the others are far from your interests.", Notice(digest, "match-ends"));
    }

    [Fact, TakesLong]
    public async Task Far_papers_are_shown_where_their_author_is_followed_or_a_model_judged_them()
    {
        await using var daemon = await StartAsync();
        await daemon.ImportAsync([.. Ice(3), .. Foreign(9)]);
        using (var changed = await daemon.SendAsync(HttpMethod.Patch, "/v1/profiles/default", new { authors = new[] { "Fay Wood 3" } }, "application/merge-patch+json"))
            Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        var digest = await DigestAsync(daemon);
        Assert.Equal(4, Papers(digest).Count);
        var followed = Papers(digest).Single(paper => paper["id"]!.GetValue<string>() == "arxiv:2601.70003");
        Assert.Equal("Fay Wood 3 wrote it, whom you follow.", followed["reasons"]![0]!.GetValue<string>());

        await using var llm = new FakeLlm();
        await using var judged = await StartAsync(llm.Settings);
        await judged.ImportAsync([.. Ice(3), .. Foreign(9)]);
        Assert.Equal(12, Papers(await DigestAsync(judged)).Count);
    }

    [Fact, TakesLong]
    public async Task Without_interests_the_newest_are_shown_and_that_is_said()
    {
        await using var daemon = await StartAsync(interests: "");
        await daemon.ImportAsync([.. Ice(3), .. Foreign(3)]);
        var digest = await DigestAsync(daemon);
        Assert.Equal(6, Papers(digest).Count);
        Assert.NotNull(Notice(digest, "no-interests"));
        Assert.All(Papers(digest), paper => Assert.DoesNotContain(
            paper["reasons"]!.AsArray(), reason => reason!.GetValue<string>().Contains("interests", StringComparison.Ordinal)));
    }

    [Fact, TakesLong]
    public async Task Interests_in_a_script_that_no_paper_has_hide_nothing()
    {
        await using var daemon = await StartAsync(interests: "海冰的厚度与漂移");
        await daemon.ImportAsync([.. Ice(3), .. Foreign(3)]);
        Assert.Equal(6, Papers(await DigestAsync(daemon)).Count);
    }

    [Fact, TakesLong]
    public async Task A_topic_is_named_by_the_words_that_both_have_and_one_topic_alone_is_compared_with_none()
    {
        await using var daemon = await StartAsync();
        await daemon.ImportAsync([.. Ice(3), .. Foreign(20)]);
        var reasons = Papers(await DigestAsync(daemon)).SelectMany(Reasons).ToList();
        Assert.All(reasons, reason => Assert.Matches("^It is (?:close|related) to “Sea ice”: ", reason));
        Assert.Contains(reasons, reason => reason.Contains("drift", StringComparison.Ordinal));

        await using var single = await StartAsync(interests: "1. Sea ice\n   Relevant: thickness and drift of sea ice from satellites.");
        await single.ImportAsync([.. Ice(3), .. Foreign(20)]);
        Assert.All(Papers(await DigestAsync(single)).SelectMany(Reasons), reason => Assert.Matches("^It is (?:close|related) to your interests: ", reason));
    }

    [Fact, TakesLong]
    public async Task What_most_papers_have_in_common_is_said_once_and_each_says_what_sets_it_apart()
    {
        await using var daemon = await StartAsync(interests: "Sea ice");
        await daemon.ImportAsync(Ice(9));
        var digest = await DigestAsync(daemon);
        var all = Papers(digest).SelectMany(Reasons).ToList();
        Assert.Equal(9, Papers(digest).Count);
        Assert.All(Papers(digest), paper => Assert.NotEmpty(Reasons(paper)));
        Assert.All(all.CountBy(reason => reason), said => Assert.True(said.Value < 5, $"{said.Value} times: {said.Key}"));
        Assert.StartsWith("This holds for 9 of 9 papers: It is close to your interests", Notice(digest, "common-reason"), StringComparison.Ordinal);
    }

    [Fact, TakesLong]
    public async Task The_invented_name_of_a_paper_is_no_reason()
    {
        await using var daemon = await StartAsync();
        object[] papers =
        [
            .. Enumerable.Range(0, 12).Select(i => Paper(
                $"2601.6{i:0000}", i % 2 == 0 ? $"Glacinet{(char)('a' + i)}: tides under the moon" : $"Fungi below the oak {i}",
                i % 2 == 0 ? $"We present Glacinet{(char)('a' + i)}. Glacinet{(char)('a' + i)} and Zorblax{(char)('a' + i)} tell tides." : "Fungi and spores spread along the roots.")),
        ];
        await daemon.ImportAsync(papers);
        await daemon.PostAsync("/v1/feedback", new
        {
            items = Enumerable.Range(0, 8).Select(i => new { id = $"arxiv:2601.6{i:0000}", value = i % 2 == 0 ? "up" : "down" }),
        });
        var list = (await daemon.GetAsync("/v1/papers?include=disliked"))["items"]!.AsArray();
        Assert.Contains(list, paper => Reasons(paper!).Any(reason => reason.Contains("words such as", StringComparison.Ordinal)));
        var said = list.SelectMany(paper => Reasons(paper!)).Where(reason => !reason.Contains('“', StringComparison.Ordinal));
        Assert.All(said, reason => Assert.DoesNotMatch("(?i)glacinet|zorblax", reason));
        // What was learned of the names is part of the score all the same, and the parts add up.
        var explained = await daemon.GetAsync("/v1/papers/arxiv%3A2601.60000/explain");
        var parts = explained["preference"]!["parts"]!.AsArray();
        Assert.Contains(parts, part => part!["name"]?.GetValue<string>().Contains("glacinet", StringComparison.OrdinalIgnoreCase) == true);
        Assert.Equal(explained["preference"]!["logOdds"]!.GetValue<double>(), parts.Sum(part => part!["value"]!.GetValue<double>()), 4);
    }

    [Theory]
    [InlineData(0.9f, true, Closeness.Close)]
    [InlineData(0.2f, true, Closeness.Related)]
    [InlineData(0.05f, true, Closeness.Far)]
    [InlineData(0.9f, false, Closeness.Far)]
    public void Closeness_is_a_word_for_similarity_on_the_subject(float similarity, bool isOnSubject, Closeness expected) =>
        Assert.Equal(expected, new LocalDigest.Models.CriteriaMatch(similarity, 0, isOnSubject).Closeness());

    private static async Task<TestDaemon> StartAsync(IEnumerable<string>? settings = null, string interests = Interests)
    {
        var daemon = await TestDaemon.StartAsync(settings);
        using var changed = await daemon.SendAsync(HttpMethod.Patch, "/v1/profiles/default", new { interests }, "application/merge-patch+json");
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        return daemon;
    }

    private static async Task<JsonNode> DigestAsync(TestDaemon daemon)
    {
        await daemon.RunAsync(new { kind = "digest", sources = Array.Empty<object>() });
        return await daemon.GetAsync("/v1/digests/latest");
    }

    private static List<JsonNode> Papers(JsonNode digest) => [.. digest["papers"]!.AsArray().OfType<JsonNode>()];

    private static IEnumerable<string> Reasons(JsonNode paper) => paper["reasons"]!.AsArray().Select(reason => reason!.GetValue<string>());

    private static string? Notice(JsonNode digest, string kind) =>
        digest["notices"]!.AsArray().FirstOrDefault(notice => notice!["kind"]!.GetValue<string>() == kind)?["text"]!.GetValue<string>();

    private static IEnumerable<object> Ice(int count) => Enumerable.Range(0, count).Select(i => Paper(
        $"2601.8{i:0000}", $"Drift of sea ice in the {Seas[i]} Sea",
        "Satellites see the ice of the polar seas every day. "
        + $"We find that the ice of the {Seas[i]} Sea drifts {i + 1}% faster than thirty years ago. This may change."));

    private static IEnumerable<object> Foreign(int count) => Enumerable.Range(0, count).Select(i => Paper(
        $"2601.7{i:0000}", $"Typing rules for handler number {i} of a functional language",
        $"We give a type system for algebraic effects with handler {i}. We prove that well-typed programs do not go wrong.", $"Fay Wood {i}"));

    private static object Paper(string id, string title, string text, string author = "Ada King") => new
    {
        id = "arxiv:" + id,
        title,
        @abstract = text,
        authors = new[] { author },
        published = DateTimeOffset.UtcNow.AddDays(-1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
    };
}
