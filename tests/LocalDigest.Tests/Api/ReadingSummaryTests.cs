using System.Net;
using LocalDigest.Ingestion;
using LocalDigest.Papers;
using LocalDigest.Profiles;
using LocalDigest.Reading;
using LocalDigest.Storage;
using LocalDigest.Tests.Reading;
using LocalDigest.Tests.StandIns;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Tests.Api;

public sealed class ReadingSummaryTests
{
    [Fact]
    public async Task The_reading_of_a_paper_says_where_each_statement_stands()
    {
        await using var llm = new FakeLlm { Write = _ => """{"tldr": "TideNet forecasts harbour levels. It was tested on 9999 ships."}""" };
        await using var daemon = await TestDaemon.StartAsync(llm.Settings);
        var paper = await StoreAsync(daemon);

        var before = await daemon.GetAsync("/v1/papers/arxiv:2601.90001/reading");
        Assert.Equal("extractive", before["summary"]!["origin"]!.GetValue<string>());
        Assert.Equal(["tldr", "keyFindings", "outline"], before["summary"]!["extractedParts"]!.AsArray().Select(part => part!.GetValue<string>()));

        var summariser = daemon.Services.GetRequiredService<Summariser>();
        var profile = daemon.Services.GetRequiredService<ProfileTable>().Find(Profile.DefaultId)!;
        await summariser.SummariseAsync(summariser.Begin(profile, "job"), paper, InventedPaper.Whole, [SummaryKind.Tldr], TestContext.Current.CancellationToken);

        var summary = (await daemon.GetAsync("/v1/papers/arxiv:2601.90001/reading?profile=default"))["summary"]!;
        Assert.Equal("TideNet forecasts harbour levels.", summary["tldr"]!.GetValue<string>());
        Assert.Equal("html", summary["basis"]!.GetValue<string>());
        Assert.Equal("fake/tldr-1", summary["origin"]!.GetValue<string>());
        Assert.Equal(1, summary["grounding"]!["removed"]!.GetValue<int>());
        Assert.Equal("number", summary["grounding"]!["removals"]![0]!["kind"]!.GetValue<string>());
        var statement = summary["statements"]![0]!;
        Assert.Equal("tldr", statement["part"]!.GetValue<string>());
        Assert.NotEmpty(statement["where"]!["section"]!.GetValue<string>());
        Assert.Equal(1, statement["where"]!["paragraph"]!.GetValue<int>());

        Assert.Equal(HttpStatusCode.NotFound, (await daemon.Http.GetAsync("/v1/papers/arxiv:2601.90001/reading?profile=nobody", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_number_that_stands_elsewhere_is_masked_wherever_the_summary_is_read_and_the_note_says_why()
    {
        // The paper has 48 hours, and 8 rounds.
        await using var llm = new FakeLlm
        {
            Write = _ => """
                {"overview": "TideNet forecasts harbour levels.",
                 "method": "It is a graph network. Its encoder passes messages over the graph for 48 rounds."}
                """,
        };
        await using var daemon = await TestDaemon.StartAsync(llm.Settings);
        await StoreAsync(daemon);
        var run = await daemon.RunAsync(new { kind = "digest", profile = "default", sources = Array.Empty<object>(), style = "topics" });
        var summary = (await daemon.GetAsync("/v1/papers/arxiv:2601.90001/reading?profile=default"))["summary"]!;
        const string masked = "Its encoder passes messages over the graph for [not found there] rounds.";
        Assert.EndsWith(masked, summary["method"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(1, summary["grounding"]!["marked"]!.GetValue<int>());
        var statement = summary["statements"]!.AsArray().Single(one => one!["text"]!.GetValue<string>() == masked)!;
        Assert.StartsWith("A number of this sentence stands in the paper, but not near what the sentence says it of",
            statement["note"]!.GetValue<string>(), StringComparison.Ordinal);

        foreach (var kind in (string[])["text/markdown", "text/html", "application/json"])
        {
            var address = $"/v1/digests/{run["digest"]!.GetValue<string>()}";
            using var answer = await daemon.SendAsync(HttpMethod.Get, address, headers: ("Accept", kind));
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains("not found there", text, StringComparison.Ordinal);
            Assert.DoesNotContain("48 rounds", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Summaries_go_with_their_paper()
    {
        await using var llm = new FakeLlm { Write = _ => """{"tldr": "TideNet forecasts harbour levels."}""" };
        await using var daemon = await TestDaemon.StartAsync(llm.Settings);
        var paper = await StoreAsync(daemon);
        var summariser = daemon.Services.GetRequiredService<Summariser>();
        await summariser.SummariseAsync(summariser.Begin(Profile.Default, "job"), paper, InventedPaper.Whole, [SummaryKind.Tldr], TestContext.Current.CancellationToken);
        var database = daemon.Services.GetRequiredService<Database>();
        Assert.Equal(1, database.Read(session => session.First("SELECT count(*) FROM summaries", row => row.Number(0))));
        database.Write(session => session.Execute("DELETE FROM papers WHERE number = ?1", paper.Number));
        Assert.Equal(0, database.Read(session => session.First("SELECT count(*) FROM summaries", row => row.Number(0))));
    }

    private static async Task<StoredPaper> StoreAsync(TestDaemon daemon)
    {
        var known = InventedPaper.Stored.Paper;
        await daemon.ImportAsync([new { id = known.Id.Value, title = known.Title, @abstract = known.Abstract, authors = known.Authors.Select(author => author.Name) }]);
        var paper = daemon.Services.GetRequiredService<PaperTable>().Find(known.Id)!;
        new FullTextTable(daemon.Services.GetRequiredService<Database>()).Save(paper, new StoredText(InventedPaper.Whole, DateTimeOffset.UnixEpoch, null), 1L << 30);
        return paper;
    }
}
