using System.Collections.Concurrent;
using LocalDigest.Storage;
using LocalDigest.Tests.StandIns;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Tests.Storage;

/// <summary>
/// What the daemon really sends to SQLite while it answers, as SQLite's own trace tells it: no statement of a request that people wait for
/// reads a whole table that grows with the papers.
/// </summary>
public sealed class QueryPlanTests
{
    private const string Robot = "/v1/papers/arxiv%3A2601.90001";

    /// <summary>Tables with a row or more for each paper, thumb, verdict, question or change.</summary>
    private static readonly string[] Large =
    [
        "papers", "paper_names", "paper_categories", "sightings", "changes", "verdicts", "feedback", "marks", "signals", "library_papers",
        "vectors", "decisions", "digest_papers", "llm_calls", "summaries", "full_texts", "full_text_pictures", "funnel", "row_hashes",
        "citations", "watch_answers",
    ];

    private static readonly string[] Kinds = ["SELECT", "WITH", "UPDATE", "DELETE", "INSERT"];

    [Theory, TakesLong]
    [InlineData("GET", "/v1/papers?limit=20")]
    [InlineData("GET", "/v1/papers?sort=date&limit=20")]
    [InlineData("GET", "/v1/papers?sort=relevance&limit=20")]
    [InlineData("GET", "/v1/papers?sort=similarity&limit=20&from=2026-01-01")]
    [InlineData("GET", "/v1/papers?category=cs.RO&limit=20")]
    [InlineData("GET", "/v1/papers?feedback=up&limit=20")]
    [InlineData("GET", "/v1/papers?marked=saved&limit=20")]
    [InlineData("GET", "/v1/papers?include=disliked&limit=20")]
    [InlineData("GET", "/v1/papers?q=robots+grasp&limit=20")]
    [InlineData("GET", "/v1/papers?q=arxiv%3A2601.90001")]
    [InlineData("GET", Robot)]
    [InlineData("GET", Robot + "/similar?limit=10")]
    [InlineData("GET", Robot + "/explain")]
    [InlineData("GET", "/v1/feedback?limit=20")]
    [InlineData("GET", "/v1/runs?limit=20")]
    [InlineData("GET", "/v1/digests")]
    [InlineData("GET", "/v1/digests/latest")]
    [InlineData("PUT", Robot + "/feedback", """{"value":"up"}""")]
    [InlineData("PUT", Robot + "/marks", """{"seen":true,"note":"Read it again."}""")]
    [InlineData("POST", "/v1/papers", """{"id":"arxiv:2601.10001","title":"A new robot","abstract":"It grasps.","authors":["Ada King"]}""")]
    public async Task A_request_reads_no_large_table_from_end_to_end(string method, string path, string? body = null)
    {
        await using var llm = new FakeLlm();
        await using var daemon = await TestDaemon.StartAsync(llm.Settings);
        await daemon.ImportAsync(TestDaemon.MadeUp(60));
        for (var i = 0; i < 8; i++)
        {
            var value = i % 2 == 0 ? "up" : "down";
            using var thumb = await daemon.SendAsync(HttpMethod.Put, $"/v1/papers/arxiv%3A2601.9{i + 10:0000}/feedback", new { value });
            Assert.True(thumb.IsSuccessStatusCode);
        }
        await daemon.RunAsync(new { kind = "digest", sources = Array.Empty<object>() });
        // What only the first request after a start or a change needs is read now.
        for (var i = 0; i < 2; i++) await daemon.GetAsync("/v1/papers?limit=5&q=robots");
        var database = daemon.Services.GetRequiredService<Database>();
        ConcurrentDictionary<string, byte> sent = new(StringComparer.Ordinal);
        Trace(database, (_, sql) => sent.TryAdd(sql, 0));

        var type = path == "/v1/papers" && method == "POST" ? "application/x-ndjson" : "application/json";
        using (var answer = await daemon.SendAsync(new HttpMethod(method), path, body, type))
        {
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, text);
        }
        Trace(database, null);

        Assert.NotEmpty(sent);
        var whole = sent.Keys.Where(IsExplained).SelectMany(sql => Scans(database, sql)).Distinct().ToList();
        Assert.True(whole.Count == 0, string.Join("\n\n", whole));
    }

    [Fact]
    public void What_hangs_on_a_paper_is_found_by_it()
    {
        // Where a paper is merged or deleted SQLite looks for the rows that refer to it: without an index it reads all of them.
        using var folder = new TempFolder();
        using var database = Database.Open(folder.Path, TimeProvider.System);
        var tables = database.Read(session => session.Query("SELECT name FROM sqlite_master WHERE type = 'table'", row => row.Text(0)));
        var referring = tables.SelectMany(table => database.Read(session => session.Query(
            "SELECT ?1, \"from\" FROM pragma_foreign_key_list(?1) WHERE \"table\" = 'papers'",
            row => (Table: row.Text(0), Column: row.Text(1)), table))).ToList();
        Assert.Contains(("feedback", "paper"), referring);
        Assert.All(referring, reference =>
        {
            var plan = database.Read(session => session.Query(
                $"EXPLAIN QUERY PLAN SELECT 1 FROM {reference.Table} WHERE {reference.Column} = 1", row => row.Text(3)));
            Assert.All(plan, step => Assert.StartsWith("SEARCH ", step, StringComparison.Ordinal));
        });
    }

    [Fact, TakesLong]
    public async Task A_digest_reads_no_verdicts_of_other_questions()
    {
        await using var llm = new FakeLlm();
        await using var daemon = await TestDaemon.StartAsync(llm.Settings);
        await daemon.ImportAsync(TestDaemon.MadeUp(20));
        await daemon.RunAsync(new { kind = "digest", sources = Array.Empty<object>() });
        var database = daemon.Services.GetRequiredService<Database>();
        ConcurrentDictionary<string, byte> sent = new(StringComparer.Ordinal);
        Trace(database, (_, sql) => sent.TryAdd(sql, 0));
        await daemon.RunAsync(new { kind = "digest", sources = Array.Empty<object>() });
        Trace(database, null);

        var asked = sent.Keys.Where(sql => IsExplained(sql) && sql.Contains("verdicts", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(asked);
        var whole = asked.SelectMany(sql => Scans(database, sql))
            .Where(scan => scan.Contains("verdicts", StringComparison.Ordinal)).ToList();
        Assert.True(whole.Count == 0, string.Join("\n\n", whole));
    }

    [Fact, TakesLong]
    public async Task Looking_through_all_rows_reads_no_table_once_for_each_row_of_another()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(20));
        var database = daemon.Services.GetRequiredService<Database>();
        var hashes = daemon.Services.GetRequiredService<RowHashes>();
        ConcurrentDictionary<string, byte> sent = new(StringComparer.Ordinal);
        Trace(database, (_, sql) => sent.TryAdd(sql, 0));
        hashes.Add(TestContext.Current.CancellationToken);
        Assert.True(hashes.Check(TestContext.Current.CancellationToken).IsWhole);
        Trace(database, null);

        var asked = sent.Keys.Where(sql => IsExplained(sql) && sql.Contains("row_hashes", StringComparison.Ordinal)).ToList();
        Assert.Contains(asked, sql => sql.Contains("EXISTS", StringComparison.Ordinal));
        foreach (var sql in asked)
        {
            var plan = database.Read(session => session.Query(
                "EXPLAIN QUERY PLAN " + sql, row => (Parent: row.Number(1), Step: row.Text(3))));
            // Steps side by side are loops one within another: one that is not the outermost is done for each row of it.
            var inner = plan.Where(step => step.Step.StartsWith("SCAN ", StringComparison.Ordinal)
                || step.Step.StartsWith("SEARCH ", StringComparison.Ordinal))
                .GroupBy(step => step.Parent).SelectMany(loops => loops.Skip(1));
            Assert.All(inner, step => Assert.False(step.Step.StartsWith("SCAN ", StringComparison.Ordinal), $"{step.Step}: {sql}"));
        }
    }

    private static void Trace(Database database, SQLitePCL.strdelegate_trace? take)
    {
        foreach (var session in database.AtRest) SQLitePCL.raw.sqlite3_trace(session.Connection.Handle, take, null);
    }

    /// <summary>Comments of the trace, which tell of triggers, are no statements by themselves.</summary>
    private static bool IsExplained(string sql) =>
        Kinds.Any(kind => sql.TrimStart().StartsWith(kind, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Scans(Database database, string sql)
    {
        var plan = database.Read(session => session.Query("EXPLAIN QUERY PLAN " + sql, row => row.Text(3)));
        string[] words = [.. sql.Split([' ', '\n', ',', '(', ')', '.', ';'], StringSplitOptions.RemoveEmptyEntries)];
        foreach (var step in plan.Where(step =>
            step.StartsWith("SCAN ", StringComparison.Ordinal) && !step.Contains("VIRTUAL TABLE INDEX", StringComparison.Ordinal)))
        {
            // A table that the statement does not name is that of a foreign key: SQLite plans a look at it, and takes it only where a key
            // is broken. A name that the statement gives a table stands behind it.
            var name = step.Split(' ')[1];
            var isLarge = words.Index().Any(word => Large.Contains(word.Item)
                && (word.Item == name || words.ElementAtOrDefault(word.Index + 1) == name));
            if (isLarge) yield return $"{step}: {sql}";
        }
    }
}
