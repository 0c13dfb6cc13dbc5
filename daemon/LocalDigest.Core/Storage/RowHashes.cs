using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LocalDigest.Storage;

/// <summary>
/// Notices rows that are not what was stored. SQLite's own checks see a broken tree of pages and miss a bit that has turned within a text;
/// so each row that cannot be made again has a hash. Triggers take the hash away when a row is changed by a statement, whoever runs it.
/// What is changed beneath the database keeps its hash, and no longer fits it.
/// </summary>
/// <remarks>A row is unprotected from its write until <see cref="Add"/> comes by, which is minutes; writers pay nothing for it.</remarks>
public sealed class RowHashes(Database database)
{
    private const int Slice = 500;

    /// <summary>The tables whose rows nothing else could bring back.</summary>
    public static readonly IReadOnlyList<string> Tables =
    [
        "papers", "profiles", "searches", "digests", "feedback", "marks", "signals", "library_papers", "verdicts", "summaries",
    ];

    private readonly Lock working = new();

    /// <summary>What the last whole look found; null before the first one.</summary>
    public RowCheck? Last { get; private set; }

    /// <summary>What is wrong with stored rows, as a sentence that says what to do; null where nothing is known to be.</summary>
    public string? Problem => Last is { IsWhole: false } found ? $"{found.Told} Nothing was changed. {database.Remedy()}" : null;

    /// <summary>Hashes the rows that have no hash yet, in short transactions.</summary>
    /// <returns>How many rows got one.</returns>
    public long Add(CancellationToken ct)
    {
        lock (working)
        {
            var added = 0L;
            foreach (var name in Tables)
            {
                var table = Prepare(name);
                var (rows, hashes) = database.Read(session => (Count(session, $"SELECT count(*) FROM {name}"), CountHashes(session, name)));
                if (rows > hashes) added += Walk(table, isCheck: false, ct).Added;
            }
            return added;
        }
    }

    /// <summary>Compares every row with its hash, and hashes those that have none. Takes about 10 seconds for 100,000 papers.</summary>
    /// <param name="done">Told after each table: how many of <see cref="Tables"/> are done.</param>
    /// <param name="ct">Ends it between two slices; the last whole result stands.</param>
    /// <exception cref="DatabaseDamagedException">The file cannot even be read.</exception>
    public RowCheck Check(CancellationToken ct, Action<int>? done = null)
    {
        lock (working)
        {
            var found = new List<TableCheck>(Tables.Count);
            foreach (var name in Tables)
            {
                var table = Prepare(name);
                var (rows, _, changed) = Walk(table, isCheck: true, ct);
                found.Add(new TableCheck(name, rows, changed, CountLost(table)));
                done?.Invoke(found.Count);
            }
            return Last = new RowCheck(found);
        }
    }

    /// <summary>Rows in the order of their key, some hundred at a time, so that nobody waits for long.</summary>
    private (long Rows, long Added, long Changed) Walk(Table table, bool isCheck, CancellationToken ct)
    {
        long rows = 0, added = 0, changed = 0;
        object[]? after = null;
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var slice = database.Read(session => Read(session, table, after, isCheck ? table.Content : "NULL"));
            if (slice.Count == 0) return (rows, added, changed);
            rows += slice.Count;
            if (isCheck) changed += slice.Count(row => row.Stored is { } stored && !stored.AsSpan().SequenceEqual(Hash(row.Content!)));
            if (slice.Any(row => row.Stored is null)) added += Store(table, after);
            after = slice[^1].Key;
        }
    }

    /// <summary>Reads and hashes within one transaction that writes, so that no change can come between.</summary>
    private long Store(Table table, object[]? after) => database.Write(session =>
    {
        var added = 0L;
        foreach (var row in Read(session, table, after, table.Content).Where(row => row.Stored is null))
        {
            added += session.Execute(
                "INSERT INTO row_hashes (of_table, key, hash) VALUES (?1, ?2, ?3)", table.Name, row.Literal, Hash(row.Content!));
        }
        return added;
    });

    private static List<HashedRow> Read(Session session, Table table, object[]? after, string content)
    {
        var keys = string.Join(", ", table.Key.Select(column => "t." + column));
        var marks = string.Join(", ", Enumerable.Range(2, table.Key.Count).Select(place => "?" + place.ToString(
            CultureInfo.InvariantCulture)));
        var where = after is null ? "" : $"WHERE ({keys}) > ({marks})";
        return session.Query(
            $"""
            SELECT {table.Literal}, h.hash, {content}, {keys}
            FROM {table.Name} t LEFT JOIN row_hashes h ON h.of_table = ?1 AND h.key = {table.Literal}
            {where} ORDER BY {keys} LIMIT {Slice}
            """,
            row => new HashedRow(
                row.Text(0), row.BytesOrNull(1), row.TextOrNull(2), [.. Enumerable.Range(3, table.Key.Count).Select(row.Value)]),
            [table.Name, .. after ?? []]);
    }

    /// <summary>Hashes whose rows are gone though nobody removed them.</summary>
    /// <remarks>As EXISTS, and not as a join, of which SQLite may read the whole table anew for each hash.</remarks>
    private long CountLost(Table table) => database.Read(session => CountHashes(session, table.Name) - Count(
        session,
        $"""
        SELECT count(*) FROM {table.Name} t
        WHERE EXISTS (SELECT 1 FROM row_hashes h WHERE h.of_table = '{table.Name}' AND h.key = {table.Literal})
        """));

    private static long CountHashes(Session session, string table) =>
        session.First("SELECT count(*) FROM row_hashes WHERE of_table = ?1", row => row.Key(0), table);

    private static long Count(Session session, string sql) => session.First(sql, row => row.Key(0));

    /// <summary>The table's form; the hashes of another form are forgotten.</summary>
    private Table Prepare(string name)
    {
        var columns = database.Read(session => session.Query(
            "SELECT name, type, pk FROM pragma_table_info(?1)", row => (Name: row.Text(0), Type: row.Text(1), Place: row.Number(2)), name));
        // How a floating-point number is written differs between versions of SQLite; no column of these tables that matters is one.
        List<string> hashed = [.. columns.Where(column => column.Type != "REAL").Select(column => column.Name)];
        var names = string.Join(",", hashed);
        var known = database.Read(session => session.First("SELECT columns FROM hashed_tables WHERE of_table = ?1", row => row.Text(0),
            name));
        if (known != names)
        {
            database.Write(session =>
            {
                session.Execute("DELETE FROM row_hashes WHERE of_table = ?1", name);
                session.Execute("INSERT OR REPLACE INTO hashed_tables (of_table, columns) VALUES (?1, ?2)", name, names);
            });
        }
        List<string> key = [.. columns.Where(column => column.Place > 0).OrderBy(column => column.Place).Select(column => column.Name)];
        return new Table(
            name, key, string.Join(" || ',' || ", key.Select(column => $"quote(t.{column})")),
            string.Join(" || ',' || ", hashed.Select(column => $"quote(t.{column})")));
    }

    private static byte[] Hash(string content) => SHA256.HashData(Encoding.UTF8.GetBytes(content))[..16];

    /// <param name="Name">The table.</param>
    /// <param name="Key">Its primary key.</param>
    /// <param name="Literal">The key of a row <c>t</c> as one text.</param>
    /// <param name="Content">All that is hashed of a row <c>t</c> as one text.</param>
    private sealed record Table(string Name, IReadOnlyList<string> Key, string Literal, string Content);

    private sealed record HashedRow(string Literal, byte[]? Stored, string? Content, object[] Key);
}

/// <summary>What a whole look at the rows found.</summary>
public sealed record RowCheck(IReadOnlyList<TableCheck> Tables)
{
    public long Rows => Tables.Sum(table => table.Rows);

    /// <summary>Rows that are not what was stored, or are gone.</summary>
    public long Damaged => Tables.Sum(table => table.Changed + table.Lost);

    public bool IsWhole => Damaged == 0;

    /// <summary>The result as a sentence.</summary>
    public string Told => IsWhole
        ? $"Every row is what was stored ({Rows} in all)."
        : $"The database is damaged: {string.Join(", ", Tables.Where(table => table.Changed + table.Lost > 0).Select(Of))}, "
            + "and no program has changed that.";

    private static string Of(TableCheck table) =>
        $"{table.Changed} of {table.Rows} rows of {table.Name} are not what was stored" + (table.Lost > 0 ? $" and {table.Lost} are gone"
            : "");
}

/// <param name="Name">The table.</param>
/// <param name="Rows">Rows that it has.</param>
/// <param name="Changed">Rows that are not what was stored.</param>
/// <param name="Lost">Rows that are gone.</param>
public sealed record TableCheck(string Name, long Rows, long Changed, long Lost);
