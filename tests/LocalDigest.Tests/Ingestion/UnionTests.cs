using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Tests.Ingestion;

/// <summary>Two records turn out to be one paper: nothing that hangs on either is lost.</summary>
public sealed class UnionTests
{
    private static readonly byte[] OtherText = [7];

    /// <summary>Values that a column's own rules ask for; any other column gets a number, a text or a hash by its kind.</summary>
    private static readonly Dictionary<string, object> Allowed = new(StringComparer.Ordinal)
    {
        ["feedback.value"] = 1,
        ["verdicts.relevance"] = 8,
        ["verdicts.novelty"] = 8,
        ["signals.kind"] = "Saved",
        ["marks.tags"] = "[]",
    };

    [Fact]
    public async Task Every_table_with_rows_of_papers_gives_them_to_the_paper_that_stays()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var database = daemon.Services.GetRequiredService<Database>();
        var tables = TablesOfPapers(database);
        Assert.Contains("library_pdfs", tables.Keys);
        Assert.Contains("full_text_pictures", tables.Keys);
        var (into, from) = await TwoRecordsAsync(daemon, database);
        database.Write(session => session.Execute(
            "INSERT INTO digests (id, profile, date, content, until, created_at, updated_at) VALUES ('d', 'default', '2026-01-21', '{}', '2026-01-21T00:00:00.000Z', '2026-01-21T00:00:00.000Z', '2026-01-21T00:00:00.000Z')"));
        foreach (var table in tables.Keys) Fill(database, table, tables[table], from);

        await MakeOneAsync(daemon);
        var lost = tables.Where(table => Count(database, table.Key, table.Value, into) == 0).Select(table => table.Key);
        Assert.Empty(lost);
        Assert.All(tables, table => Assert.Equal(0, Count(database, table.Key, table.Value, from)));
    }

    [Fact]
    public async Task Every_table_with_rows_of_papers_is_named_by_the_room_that_moves_them()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var tables = TablesOfPapers(daemon.Services.GetRequiredService<Database>()).Keys;
        var moved = daemon.Services.GetServices<IPaperRows>().SelectMany(rows => rows.Tables).Concat(PaperTable.OwnTables);
        Assert.Equal(tables.Order(StringComparer.Ordinal), moved.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_either_record_says_is_said_by_the_one_that_stays()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync([new { id = "arxiv:2601.00001", title = "A title about robots that grasp", @abstract = "", authors = new[] { "Ada King" }, categories = new[] { "cs.RO" } }]);
        await daemon.ImportAsync([new { id = "doi:10.1000/xyz1", title = "The journal version", @abstract = "Robots grasp towels.", authors = new[] { "Ada King" }, venue = "Journal of Robots" }]);
        await daemon.ImportAsync([new { id = "arxiv:2601.00001", doi = "10.1000/xyz1", title = "A title about robots that grasp", authors = new[] { "Ada King" } }]);
        var paper = await daemon.GetAsync("/v1/papers/arxiv%3A2601.00001");
        Assert.Equal(("Robots grasp towels.", "Journal of Robots", "10.1000/xyz1"), (paper["abstract"]!.GetValue<string>(), paper["venue"]!.GetValue<string>(), paper["doi"]!.GetValue<string>()));
        Assert.Equal("arxiv:2601.00001", (await daemon.GetAsync("/v1/papers/doi%3A10.1000%2Fxyz1"))["id"]!.GetValue<string>());
        Assert.Equal(1, (await daemon.GetAsync("/v1/papers"))["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task Of_two_rows_for_one_thing_the_one_that_says_more_stays()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var database = daemon.Services.GetRequiredService<Database>();
        var (into, from) = await TwoRecordsAsync(daemon, database);
        database.Write(session =>
        {
            session.Script(
                $"""
                INSERT INTO feedback VALUES ('default', {into}, -1, '2026-01-01T00:00:00.000Z'), ('default', {from}, 1, '2026-01-02T00:00:00.000Z');
                INSERT INTO library_papers VALUES ('default', 'mine', {into}, '2026-01-02T00:00:00.000Z'), ('default', 'mine', {from}, '2026-01-01T00:00:00.000Z');
                INSERT INTO signals VALUES ('default', {into}, 'Saved', '2026-01-02T00:00:00.000Z'), ('default', {from}, 'Saved', '2026-01-01T00:00:00.000Z');
                INSERT INTO full_texts VALUES ({into}, NULL, (SELECT text_hash FROM papers WHERE number = {into}), 'Abstract', x'00', 1, '2026-01-02T00:00:00.000Z', NULL),
                    ({from}, NULL, (SELECT text_hash FROM papers WHERE number = {from}), 'Html', x'01', 1, '2026-01-01T00:00:00.000Z', NULL);
                INSERT INTO full_text_pictures VALUES ({from}, 'a.png');
                """);
        });
        await MakeOneAsync(daemon);
        Assert.Equal((1, "2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z", "Html", "a.png"), database.Read(session => (
            session.First("SELECT value FROM feedback", row => row.Number(0)),
            session.First("SELECT added_at FROM library_papers", row => row.Text(0)),
            session.First("SELECT at FROM signals", row => row.Text(0)),
            session.First("SELECT basis FROM full_texts t JOIN papers p ON p.number = t.paper AND p.text_hash = t.text_hash", row => row.Text(0)),
            session.First("SELECT file FROM full_text_pictures", row => row.Text(0)))));
    }

    [Fact]
    public async Task Marks_of_both_records_stay()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var database = daemon.Services.GetRequiredService<Database>();
        var (into, from) = await TwoRecordsAsync(daemon, database);
        database.Write(session => session.Script(
            $"""
            INSERT INTO marks VALUES ('default', {into}, 1, 0, 'first', '["a","B"]'), ('default', {from}, 0, 1, 'second', '["b","c"]');
            """));
        await MakeOneAsync(daemon);
        var marks = daemon.Services.GetRequiredService<MarkTable>().Find("default", into);
        Assert.Equal((true, true, "first\n\nsecond"), (marks.Seen, marks.Saved, marks.Note));
        Assert.Equal(["a", "b", "c"], marks.Tags.Select(tag => tag.ToLowerInvariant()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_verdict_on_either_text_stands_for_the_paper_and_being_one_is_no_news()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var database = daemon.Services.GetRequiredService<Database>();
        var (into, from) = await TwoRecordsAsync(daemon, database);
        database.Write(session => session.Script(
            $"""
            INSERT INTO verdicts (paper, text_hash, prompt, model, state, relevance, novelty, at) SELECT number, text_hash, 'p', 'm', 'Scored', 9, 8, '2026-01-01T00:00:00.000Z' FROM papers WHERE number = {from};
            INSERT INTO digests (id, profile, date, content, until, created_at, updated_at) VALUES ('d', 'default', '2026-01-21', '{"{}"}', '2026-01-21T00:00:00.000Z', '2026-01-21T00:00:00.000Z', '2026-01-21T00:00:00.000Z');
            INSERT INTO digest_papers SELECT 'd', number, 0, NULL, text_hash FROM papers WHERE number = {from};
            """));
        await MakeOneAsync(daemon);
        Assert.Equal((into, into), database.Read(session => (
            session.First("SELECT v.paper FROM verdicts v JOIN papers p ON p.number = v.paper AND p.text_hash = v.text_hash", row => row.Key(0)),
            session.First("SELECT d.paper FROM digest_papers d JOIN papers p ON p.number = d.paper AND p.text_hash = d.text_hash", row => row.Key(0)))));
    }

    private static async Task<(long Into, long From)> TwoRecordsAsync(TestDaemon daemon, Database database)
    {
        await daemon.ImportAsync([new { id = "arxiv:2601.00001", title = "A first title that says one thing about robots", @abstract = "We study robots.", authors = new[] { "Ada King" } }]);
        await daemon.ImportAsync([new { id = "doi:10.1000/xyz1", title = "Robots: the journal version of our work", @abstract = "We study robots, again.", authors = new[] { "Ada King" }, categories = new[] { "robots" } }]);
        long NumberOf(string id) => database.Read(session => session.First("SELECT number FROM papers WHERE id = ?1", row => row.Key(0), id));
        return (NumberOf("arxiv:2601.00001"), NumberOf("doi:10.1000/xyz1"));
    }

    private static Task MakeOneAsync(TestDaemon daemon) => daemon.ImportAsync(
        [new { id = "arxiv:2601.00001", doi = "10.1000/xyz1", title = "A first title that says one thing about robots", @abstract = "We study robots.", authors = new[] { "Ada King" } }]);

    /// <summary>The tables with a foreign key to a paper, directly or through a table that has one, each with its column.</summary>
    private static Dictionary<string, string> TablesOfPapers(Database database) => database.Read(session =>
    {
        var keys = session.Query(
            """
            SELECT m.name, f."from", f."table" FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'
            """,
            row => (Table: row.Text(0), Column: row.Text(1), Parent: row.Text(2)));
        var found = keys.Where(key => key.Parent == "papers").ToDictionary(key => key.Table, key => key.Column, StringComparer.Ordinal);
        foreach (var key in keys.Where(key => found.TryGetValue(key.Parent, out var column) && column == key.Column)) found.TryAdd(key.Table, key.Column);
        return found;
    });

    /// <summary>Gives a paper a row in a table, with values that its columns take.</summary>
    private static void Fill(Database database, string table, string paperColumn, long paper) => database.Write(session =>
    {
        if (Count(session, table, paperColumn, paper) > 0) return;
        var columns = session.Query($"SELECT name, type FROM pragma_table_info('{table}')", row => (Name: row.Text(0), Type: row.Text(1)));
        var values = columns.Select(column => column.Name == paperColumn ? paper
            : column.Name == "profile" ? "default"
            : column.Name == "digest" ? "d"
            : column.Name.EndsWith("_at", StringComparison.Ordinal) || column.Name == "at" ? "2026-01-21T00:00:00.000Z"
            : column.Name is "date" or "announced" ? "2026-01-21"
            : Allowed.TryGetValue($"{table}.{column.Name}", out var allowed) ? allowed
            : column.Type == "INTEGER" ? 1 : column.Type == "BLOB" ? OtherText : (object)"x").ToArray();
        session.Execute($"INSERT INTO {table} VALUES ({string.Join(", ", values.Select((_, i) => $"?{i + 1}"))})", values);
    });

    private static long Count(Database database, string table, string column, long paper) => database.Read(session => Count(session, table, column, paper));

    private static long Count(Session session, string table, string column, long paper) => session.First($"SELECT count(*) FROM {table} WHERE {column} = ?1", row => row.Key(0), paper);
}
