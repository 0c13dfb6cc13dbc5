using System.Text.Json.Nodes;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Hostile;

/// <summary>What becomes of a verdict that is far above what was expected.</summary>
public sealed class CheckedAgainTests
{
    /// <summary>A paper on beetles, for a reader of sea ice.</summary>
    private const string Beetles = "arxiv:2601.20012";

    [Theory]
    [InlineData(7, 7)]
    [InlineData(3, 3)]
    // A judge that insists is not believed beyond what one in fifty of such papers gets.
    [InlineData(10, 9)]
    public async Task The_lower_answer_counts_and_both_are_told_without_an_accusation(int second, int counted)
    {
        await using var llm = new FakeLlm();
        await using var daemon = await StartAsync(llm, asked => asked.IsSecondLook ? second : 10);
        var paper = await daemon.GetAsync($"/v1/papers/{Uri.EscapeDataString(Beetles)}?profile=sea-ice");
        Assert.InRange(paper["relevance"]!.GetValue<int>(), Math.Min(counted, 6), counted);
        Assert.True(paper["isCheckedAgain"]!.GetValue<bool>());
        var explained = await daemon.GetAsync($"/v1/papers/{Uri.EscapeDataString(Beetles)}/explain?profile=sea-ice");
        Assert.Equal([10, second, second], explained["answers"]!.AsArray().Select(answer => answer!["relevance"]!.GetValue<int>()));
        var told = $"It was checked again: the judge gave relevance 10 first and {second} then, and it counts as {paper["relevance"]}.";
        Assert.Contains(told, explained["paper"]!["reasons"]!.AsArray().Select(reason => reason!.GetValue<string>()));

        var digest = await daemon.GetAsync("/v1/digests/latest?profile=sea-ice");
        var entry = digest["papers"]!.AsArray().SingleOrDefault(entry => entry!["id"]!.GetValue<string>() == Beetles);
        Assert.Equal(second >= 5, entry is not null);
        foreach (var style in (string[])["criteria", "report", "topics", "deep-dive"])
        {
            using var page = await daemon.SendAsync(
                HttpMethod.Get, $"/v1/digests/latest?profile=sea-ice&style={style}", headers: ("Accept", "text/markdown"));
            var text = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(text.Contains("checked again", StringComparison.Ordinal) == entry is not null, $"{style}: {text}");
            Assert.DoesNotMatch("(?i)suspicio|manipulat|attack|inject|hostile", text);
        }
    }

    [Fact]
    public async Task What_could_not_be_checked_counts_as_papers_like_it_do_until_the_next_run_checks_it()
    {
        var isDown = true;
        await using var llm = new FakeLlm();
        await using var daemon = await StartAsync(llm, asked => asked.IsSecondLook ? (isDown ? null : 9) : 10);
        var paper = await daemon.GetAsync($"/v1/papers/{Uri.EscapeDataString(Beetles)}?profile=sea-ice");
        Assert.InRange(paper["relevance"]!.GetValue<int>(), 1, 4);
        Assert.False(paper["isCheckedAgain"]!.GetValue<bool>());
        var reasons = string.Join(' ', paper["reasons"]!.AsArray().Select(reason => reason!.GetValue<string>()));
        Assert.Contains("until it is checked again", reasons, StringComparison.Ordinal);

        isDown = false;
        await daemon.RunAsync(new { kind = "digest", profile = "sea-ice", sources = Array.Empty<object>() });
        paper = await daemon.GetAsync($"/v1/papers/{Uri.EscapeDataString(Beetles)}?profile=sea-ice");
        Assert.True(paper["isCheckedAgain"]!.GetValue<bool>());
        // What the day has taught of beetles bounds it still.
        Assert.InRange(paper["relevance"]!.GetValue<int>(), 5, 9);
        Assert.Single(llm.Requests, asked => !asked.IsSecondLook && asked.Papers.Contains(Beetles));
    }

    [Fact]
    public async Task The_second_question_holds_words_in_alphabetical_order_behind_a_mark_of_its_own()
    {
        await using var llm = new FakeLlm();
        await using var daemon = await StartAsync(llm, asked => asked.IsSecondLook ? 2 : 10);
        var second = llm.Requests.Where(asked => asked.IsSecondLook && asked.Papers[0] == Beetles).ToList();
        Assert.Equal(2, second.Count);
        Assert.All(second, asked =>
        {
            var paper = JsonNode.Parse(asked.User[asked.User.IndexOf("[{", StringComparison.Ordinal)..])![0]!;
            foreach (var part in (string[])["title", "abstract"])
            {
                var words = paper[part]!.GetValue<string>().Split(", ");
                Assert.Equal(words.Distinct().Order(StringComparer.Ordinal), words);
            }
            Assert.Contains("beetles", paper["title"]!.GetValue<string>(), StringComparison.Ordinal);
        });
        const string before = "behind the mark ";
        var marks = llm.Requests.Select(
            asked => asked.User.Substring(asked.User.IndexOf(before, StringComparison.Ordinal) + before.Length, 8)).ToList();
        Assert.All(marks, mark => Assert.Matches("^[0-9a-f]{8}$", mark));
        Assert.Equal(marks.Distinct().Count(), marks.Count);
    }

    /// <summary>
    /// A first day in which the judge gives one paper on beetles what a test says; null for an answer that cannot be read.
    /// </summary>
    private static async Task<TestDaemon> StartAsync(FakeLlm llm, Func<ChatAsked, int?> grade)
    {
        var (papers, grades, _) = HostilePapersTests.Papers(isPoisoned: false);
        llm.Before = async (asked, context) =>
        {
            if (asked.Papers.Count == 0) return false;
            var verdicts = new JsonArray();
            foreach (var id in asked.Papers)
            {
                if ((id == Beetles ? grade(asked) : grades[id]) is { } given)
                    verdicts.Add((JsonNode)FakeLlm.Verdict(id, given, novelty: 9));
            }
            await FakeLlm.WriteAsync(context, FakeLlm.Completion(new JsonObject { ["verdicts"] = verdicts }.ToJsonString()));
            return true;
        };
        var daemon = await TestDaemon.StartAsync(llm.Settings);
        await HostilePapersTests.MakeProfileAsync(daemon);
        await daemon.ImportAsync(papers);
        await daemon.RunAsync(new { kind = "digest", profile = "sea-ice", sources = Array.Empty<object>() });
        return daemon;
    }
}
