using LocalDigest.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Tests.Storage;

/// <summary>Rows that are not what was stored are noticed, and rows that a statement has changed are not taken for such.</summary>
public sealed class RowHashesTests : IDisposable
{
    /// <summary>What can be brought back without the user: from sources, the other tables, a model, or at the next start.</summary>
    private static readonly string[] MadeAgain =
    [
        "paper_names", "paper_categories", "sightings", "source_memory", "changes", "vectors", "paper_index_files", "full_texts",
        "full_text_pictures", "library_pdfs", "overviews", "citations", "watch_answers", "watch_changes", "watch_told",
        "preference_models", "verdict_models", "crossed_terms", "funnel", "llm_calls", "jobs", "scheduled_runs", "deliveries", "decisions",
        "digest_papers", "digest_texts", "sessions", "feeds", "looks", "row_hashes", "hashed_tables",
    ];

    private readonly TempFolder folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_table_is_hashed_or_known_to_be_made_again()
    {
        using var database = Database.Open(folder.Path, TimeProvider.System);
        var tables = database.Read(session => session.Query(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'papers_fts%'", row =>
                row.Text(0)));
        Assert.Equal(tables.Order(StringComparer.Ordinal), RowHashes.Tables.Concat(MadeAgain).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Whatever_a_statement_does_to_a_row_is_no_damage()
    {
        await using var daemon = await FilledAsync();
        var database = daemon.Services.GetRequiredService<Database>();
        var hashes = daemon.Services.GetRequiredService<RowHashes>();
        Assert.True(hashes.Add(Ct) >= 12);
        Assert.Equal(0, hashes.Add(Ct));
        database.Write(session =>
        {
            foreach (var table in RowHashes.Tables)
            {
                var column = session.First(
                    "SELECT name FROM pragma_table_info(?1) WHERE pk = 0 AND type = 'TEXT' AND name NOT IN ('text_hash') LIMIT 1", row =>
                        row.Text(0), table)
                    ?? session.First("SELECT name FROM pragma_table_info(?1) WHERE pk = 1", row => row.Text(0), table);
                session.Execute($"UPDATE {table} SET {column} = {column}");
            }
            session.Execute("UPDATE papers SET abstract = 'Another text.' WHERE number = 1");
            session.Execute("DELETE FROM papers WHERE number = 2");
        });
        var found = hashes.Check(Ct);
        Assert.True(found.IsWhole, found.Told);
        Assert.Null(hashes.Problem);
        Assert.Equal(9, found.Tables.Single(table => table.Name == "papers").Rows);
        // What had no hash got one by the check.
        Assert.Equal(0, hashes.Add(Ct));
    }

    /// <summary>Beneath the triggers: what a disk does.</summary>
    [Theory]
    [InlineData("papers", "UPDATE papers SET abstract = replace(abstract, 'grasp', 'grasq') WHERE number = 3",
        "1 of 10 rows of papers are not what was stored")]
    [InlineData("feedback", "UPDATE feedback SET value = -value", "1 of 1 rows of feedback are not what was stored")]
    [InlineData("marks", "UPDATE marks SET note = 'x' || note", "1 of 1 rows of marks")]
    [InlineData("profiles", "UPDATE profiles SET revision = revision + 1", "1 of 1 rows of profiles")]
    [InlineData("feedback", "DELETE FROM feedback", "and 1 are gone")]
    public async Task What_no_statement_has_done_is_damage(string table, string harm, string told)
    {
        await using var daemon = await FilledAsync();
        var hashes = daemon.Services.GetRequiredService<RowHashes>();
        Assert.True(hashes.Check(Ct).IsWhole);
        Harm(table, harm);
        var found = hashes.Check(Ct);
        Assert.Equal(1, found.Damaged);
        Assert.Contains(told, found.Told, StringComparison.Ordinal);
        Assert.Contains(told, (await daemon.GetAsync("/v1/info"))["loss"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains(
            (await daemon.GetAsync("/health"))["notices"]!.AsArray(), notice => notice!.GetValue<string>().Contains("damaged",
                StringComparison.Ordinal));
        Assert.Null(daemon.Services.GetRequiredService<DailyBackups>().Keep(Ct));
        var run = await daemon.RunAsync(new { kind = "check" });
        Assert.Equal("failed", run["state"]!.GetValue<string>());
        Assert.Contains(told, run["problems"]![0]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(1, run["counts"]!["damaged"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_turned_bit_in_the_file_is_found_though_sqlite_sees_none()
    {
        await using (var daemon = await FilledAsync()) Assert.True(daemon.Services.GetRequiredService<RowHashes>().Check(Ct).IsWhole);
        var path = folder.File("localdigest.db");
        var bytes = await File.ReadAllBytesAsync(path, Ct);
        // Rows move between pages; what they leave behind in an old page nobody reads.
        var harmed = 0;
        for (var from = 0; bytes.AsSpan(from).IndexOf("We teach robots to grasp item 4"u8) is >= 0 and var place; from += place + 10,
            harmed++) bytes[from + place + 3] ^= 1;
        Assert.True(harmed > 0);
        await File.WriteAllBytesAsync(path, bytes, Ct);
        await using var after = await TestDaemon.StartAsync(folder: folder.Path);
        after.Services.GetRequiredService<Database>().LookThrough();
        var found = after.Services.GetRequiredService<RowHashes>().Check(Ct);
        Assert.Equal((1, 1), (found.Damaged, found.Tables.Single(table => table.Name == "papers").Changed));
    }

    [Fact]
    public async Task What_was_noted_before_a_restart_tells_damage_after_it()
    {
        await using (var daemon = await FilledAsync()) Assert.True(daemon.Services.GetRequiredService<RowHashes>().Check(Ct).IsWhole);
        Harm("marks", "UPDATE marks SET note = 'x' || note");
        using var database = Database.Open(folder.Path, TimeProvider.System);
        var found = new RowHashes(database).Check(Ct);
        Assert.Equal((1, 1), (found.Damaged, found.Tables.Single(table => table.Name == "marks").Changed));
        Assert.Equal(1, new RowHashes(database).Check(Ct).Damaged);
    }

    [Fact]
    public async Task Rows_of_a_table_that_got_another_column_are_hashed_anew_and_not_taken_for_damaged()
    {
        await using (var daemon = await FilledAsync()) Assert.True(daemon.Services.GetRequiredService<RowHashes>().Check(Ct).IsWhole);
        using var database = Database.Open(folder.Path, TimeProvider.System);
        database.Write(session => session.Script("ALTER TABLE marks ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'"));
        var found = new RowHashes(database).Check(Ct);
        Assert.True(found.IsWhole, found.Told);
        Assert.Equal(1, found.Tables.Single(table => table.Name == "marks").Rows);
    }

    [Fact]
    public async Task A_whole_database_is_told_to_be_whole()
    {
        await using var daemon = await FilledAsync();
        Assert.Null((await daemon.GetAsync("/v1/info"))["store"]!["isWhole"]);
        var run = await daemon.RunAsync(new { kind = "check" });
        Assert.Equal(("succeeded", 0), (run["state"]!.GetValue<string>(), run["counts"]!["damaged"]!.GetValue<int>()));
        Assert.True(run["counts"]!["rows"]!.GetValue<int>() >= 13);
        Assert.True((await daemon.GetAsync("/v1/info"))["store"]!["isWhole"]!.GetValue<bool>());
        using var wrong = await daemon.SendAsync(HttpMethod.Post, "/v1/runs", new { kind = "check", profile = "default" });
        Assert.Equal(422, (int)wrong.StatusCode);
    }

    private async Task<TestDaemon> FilledAsync()
    {
        var daemon = await TestDaemon.StartAsync(folder: folder.Path);
        await daemon.ImportAsync(TestDaemon.MadeUp(10));
        using var thumb = await daemon.SendAsync(HttpMethod.Put, "/v1/papers/arxiv%3A2601.90001/feedback", new { value = "up" });
        using var mark = await daemon.SendAsync(HttpMethod.Put, "/v1/papers/arxiv%3A2601.90005/marks", new { saved = true,
            note = "Look here." });
        Assert.True(thumb.IsSuccessStatusCode && mark.IsSuccessStatusCode);
        return daemon;
    }

    private void Harm(string table, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={folder.File("localdigest.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"DROP TRIGGER {table}_hash_changed; DROP TRIGGER {table}_hash_removed; {sql};";
        command.ExecuteNonQuery();
    }
}
