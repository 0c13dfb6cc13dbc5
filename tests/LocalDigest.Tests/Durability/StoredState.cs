using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace LocalDigest.Tests.Durability;

/// <summary>What a store has, by the keys of <see cref="Promises"/>, and whether it is whole in itself.</summary>
internal static class StoredState
{
    /// <summary>Every table of the surface whose rows clients write, as key and value.</summary>
    private const string Values = """
        SELECT 'paper ' || id, 'there' FROM papers
        UNION ALL SELECT 'comment ' || id, comment FROM papers WHERE comment IS NOT NULL
        UNION ALL SELECT 'thumb ' || p.id, CASE value WHEN 1 THEN 'up' ELSE 'down' END
            FROM feedback JOIN papers p ON p.number = paper WHERE profile = 'default'
        UNION ALL SELECT 'note ' || p.id, note FROM marks JOIN papers p ON p.number = paper WHERE profile = 'default' AND note <> ''
        UNION ALL SELECT 'saved ' || p.id, 'yes' FROM marks JOIN papers p ON p.number = paper WHERE profile = 'default' AND saved = 1
        UNION ALL SELECT 'profile ' || id, json_extract(body, '$.Name') FROM profiles WHERE id <> 'default'
        UNION ALL SELECT 'search ' || id, name FROM searches
        UNION ALL SELECT 'run ' || id, 'there' FROM jobs
        """;

    /// <summary>Each must give no row in a store that is whole.</summary>
    private static readonly string[] Faults =
    [
        "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
        "SELECT 'a row of ' || \"table\" || ' belongs to nothing' FROM pragma_foreign_key_check",
        "SELECT 'no name of its own: ' || id FROM papers p "
            + "WHERE NOT EXISTS (SELECT 1 FROM paper_names n WHERE n.name = p.id AND n.paper = p.number)",
        "SELECT 'not in the log of changes: ' || id FROM papers p "
            + "WHERE NOT EXISTS (SELECT 1 FROM changes c WHERE c.paper = p.number AND c.is_removal = 0)",
        "SELECT 'papers and full texts differ in number' WHERE (SELECT count(*) FROM papers) <> (SELECT count(*) FROM papers_fts_docsize)",
        "SELECT 'a model in use without its numbers' FROM preference_models WHERE is_used = 1 AND length(coalesce(model, '')) < 8",
        "SELECT 'a verdict model without its numbers' FROM verdict_models m WHERE length(coalesce(model, '')) < 8 "
            + "AND version = (SELECT max(version) FROM verdict_models n WHERE n.profile = m.profile)",
    ];

    /// <summary>Reads the database of a data directory from a copy of its files, as the next process finds them.</summary>
    /// <param name="folder">The data directory of a daemon that does not run.</param>
    /// <param name="more">Reads something else of the same state.</param>
    public static (Dictionary<string, string> Values, List<string> Faults) Read(string folder, Action<SqliteConnection>? more = null)
    {
        using var copy = new TempFolder();
        foreach (var file in Directory.GetFiles(folder, "localdigest.db*").Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
        {
            File.Copy(file, copy.File(Path.GetFileName(file)));
        }
        return ReadFile(copy.File("localdigest.db"), more);
    }

    /// <summary>Reads a database file that nobody else uses.</summary>
    public static (Dictionary<string, string> Values, List<string> Faults) ReadFile(string path, Action<SqliteConnection>? more = null)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        var faults = Faults.SelectMany(sql => Rows(connection, sql).Select(row => row[0]?.ToString() ?? "")).ToList();
        Rows(connection, "INSERT INTO papers_fts(papers_fts, rank) VALUES('integrity-check', 1)");
        more?.Invoke(connection);
        return (Rows(connection, Values).ToDictionary(row => (string)row[0]!, row => row[1]!.ToString()!), faults);
    }

    /// <summary>The same keys and values as the surface shows them to the profile <c>default</c>.</summary>
    public static async Task<Dictionary<string, string>> AskAsync(HttpClient http, CancellationToken ct)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await http.GetFromJsonAsync<JsonNode>("/v1/papers?include=disliked&limit=200" + cursor, ct))!;
            foreach (var paper in page["items"]!.AsArray())
            {
                var id = paper!["id"]!.GetValue<string>();
                values.Add("paper " + id, "there");
                if (paper["feedback"]?.GetValue<string>() is { } thumb) values.Add("thumb " + id, thumb);
                if (paper["note"]?.GetValue<string>() is { } note) values.Add("note " + id, note);
                if (paper["saved"]!.GetValue<bool>()) values.Add("saved " + id, "yes");
                var one = (await http.GetFromJsonAsync<JsonNode>("/v1/papers/" + Uri.EscapeDataString(id), ct))!;
                if (one["authorsNote"]?.GetValue<string>() is { } comment) values.Add("comment " + id, comment);
            }
            Assert.Equal(page["total"]!.GetValue<int>(), await TotalAsync(http, ct));
            cursor = page["next"]?.GetValue<string>() is { } next ? "&cursor=" + Uri.EscapeDataString(next) : null;
        }
        Assert.Equal(await TotalAsync(http, ct), values.Keys.Count(key => key.StartsWith("paper ", StringComparison.Ordinal)));
        foreach (var profile in (await http.GetFromJsonAsync<JsonNode>("/v1/profiles", ct))!["items"]!.AsArray())
        {
            var id = profile!["id"]!.GetValue<string>();
            if (id != "default") values.Add("profile " + id, profile["name"]!.GetValue<string>());
        }
        foreach (var search in (await http.GetFromJsonAsync<JsonNode>("/v1/searches?profile=default", ct))!["items"]!.AsArray())
        {
            values.Add("search " + search!["id"]!.GetValue<string>(), search["name"]!.GetValue<string>());
        }
        return values;
    }

    /// <summary>Every row of every table, as lines by table, but of those that are named.</summary>
    public static Dictionary<string, List<string>> AllRows(SqliteConnection connection, params string[] but)
    {
        const string tables =
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite_%'";
        return Rows(connection, tables).Select(row => (string)row[0]!).Except(but).ToDictionary(table => table, table =>
            Rows(connection, $"SELECT * FROM \"{table}\"").Select(row => string.Join('|', row.Select(Line)))
                .Order(StringComparer.Ordinal).ToList());

        static string Line(object? value) => value is byte[] bytes ? Convert.ToHexString(bytes) : value?.ToString() ?? "null";
    }

    /// <summary>All rows of a statement.</summary>
    public static List<object?[]> Rows(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            var row = new object?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++) row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
            rows.Add(row);
        }
        return rows;
    }

    private static async Task<int> TotalAsync(HttpClient http, CancellationToken ct) =>
        (await http.GetFromJsonAsync<JsonNode>("/v1/info", ct))!["papers"]!.GetValue<int>();
}
