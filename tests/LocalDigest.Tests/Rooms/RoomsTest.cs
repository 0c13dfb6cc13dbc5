using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using LocalDigest.Storage;
using ArchitectureOfTypes = ArchUnitNET.Domain.Architecture;

namespace LocalDigest.Tests.Rooms;

/// <summary>
/// Holds the code to the table of rooms in ARCHITECTURE.md: which room of Core may use which, and which tables of the database are whose. The table is
/// read from there, so that page and check cannot differ.
/// </summary>
public sealed partial class RoomsTest
{
    private const string Prefix = "LocalDigest.";

    /// <summary>Files per folder, beyond which a room gets floors.</summary>
    private const int MostFiles = 15;

    private const int MostLines = 400;

    /// <summary>Packages that belong to one room only.</summary>
    private static readonly Dictionary<string, string> OnlyIn = new(StringComparer.Ordinal)
    {
        ["OpenAI"] = "Llm",
        ["System.ClientModel"] = "Llm",
        ["Markdig"] = "Digests",
        ["HandlebarsDotNet"] = "Digests",
        ["AngleSharp"] = "Reading",
        ["UglyToad.PdfPig"] = "Reading",
        ["MailKit"] = "Delivery",
        ["MimeKit"] = "Delivery",
        ["Microsoft.Data.Sqlite"] = "Storage",
    };

    private static readonly Lazy<IReadOnlyDictionary<string, Room>> Plan = new(ReadPlan);

    private static readonly Lazy<ArchitectureOfTypes> Core = new(() => new ArchLoader().LoadAssemblies(typeof(Database).Assembly, typeof(LocalDigest.Models.ITextEmbedder).Assembly).Build());

    /// <param name="Uses">The rooms that it may use, and <c>Models</c>.</param>
    /// <param name="Owns">The tables that its SQL may write.</param>
    /// <param name="Reads">The tables of other rooms that its SQL may read.</param>
    private sealed record Room(IReadOnlyList<string> Uses, IReadOnlyList<string> Owns, IReadOnlyList<string> Reads);

    [Fact]
    public void Every_room_uses_only_the_rooms_it_may_use()
    {
        var faults = new HashSet<string>(StringComparer.Ordinal);
        foreach (var type in Core.Value.Types)
        {
            if (RoomOf(type) is not { } room || !Plan.Value.ContainsKey(room)) continue;
            foreach (var other in type.Dependencies.Select(dependency => RoomOf(dependency.Target)).OfType<string>())
            {
                if (other != room && !Plan.Value[room].Uses.Contains(other)) faults.Add($"{room} ({type.Name}) uses {other}");
            }
        }
        Assert.Empty(faults.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_room_may_use_another_without_doing_so()
    {
        var used = Core.Value.Types.Where(type => RoomOf(type) is not null)
            .SelectMany(type => type.Dependencies.Select(dependency => (From: RoomOf(type)!, To: RoomOf(dependency.Target)))).ToHashSet();
        Assert.Empty(Plan.Value.SelectMany(room => room.Value.Uses.Where(other => !used.Contains((room.Key, other))).Select(other => $"{room.Key} does not use {other}")));
    }

    [Fact]
    public void The_rooms_stand_in_an_order_without_circles()
    {
        var before = new HashSet<string>(StringComparer.Ordinal) { "Models" };
        var left = Plan.Value.ToDictionary();
        while (left.Count > 0)
        {
            var next = left.Where(room => room.Value.Uses.All(before.Contains)).Select(room => room.Key).ToList();
            Assert.True(next.Count > 0, "A circle of rooms: " + string.Join(", ", left.Keys));
            foreach (var room in next) left.Remove(room);
            before.UnionWith(next);
        }
    }

    [Fact]
    public void Every_package_stays_in_its_room()
    {
        var faults = from file in Files()
                     from package in OnlyIn
                     where file.Room != package.Value && Regex.IsMatch(file.Text, $@"^using (static )?{Regex.Escape(package.Key)}[.;]", RegexOptions.Multiline, TimeSpan.FromSeconds(1))
                     select $"{file.Path} in {file.Room} uses {package.Key}";
        Assert.Empty(faults);
    }

    [Fact]
    public void Every_folder_of_Core_is_a_room_of_the_plan_and_its_files_are_of_its_namespace()
    {
        Assert.Equal(Plan.Value.Keys.Order(StringComparer.Ordinal), Files().Select(file => file.Room).Distinct().Order(StringComparer.Ordinal));
        Assert.All(Files(), file => Assert.Contains($"namespace LocalDigest.{file.Room};", file.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_rooms_sql_names_only_the_tables_that_it_owns_or_may_read()
    {
        using var folder = new TempFolder();
        using var database = Database.Open(folder.Path, TimeProvider.System);
        var tables = database.Read(session => session.Query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'papers_fts_%'", row => row.Text(0))).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(tables.Order(StringComparer.Ordinal), Plan.Value.Values.SelectMany(room => room.Owns).Order(StringComparer.Ordinal));
        var faults = new List<string>();
        foreach (var file in Files())
        {
            var room = Plan.Value[file.Room];
            foreach (Match named in TableNamed().Matches(file.Text))
            {
                var table = named.Groups["table"].Value;
                if (!tables.Contains(table) || room.Owns.Contains(table)) continue;
                var isRead = named.Groups["verb"].Value is "FROM" or "JOIN" && !file.Text.AsSpan(0, named.Index).TrimEnd().EndsWith("DELETE");
                if (!isRead || !room.Reads.Contains(table)) faults.Add($"{file.Path} {(isRead ? "reads" : "writes")} {table}");
            }
        }
        Assert.Empty(faults);
    }

    [Fact]
    public void Core_knows_no_web_server_and_Models_knows_no_paper()
    {
        Assert.DoesNotContain("AspNetCore", File.ReadAllText(Repository.Path("daemon/LocalDigest.Core/LocalDigest.Core.csproj")), StringComparison.Ordinal);
        var models = typeof(LocalDigest.Models.ITextEmbedder).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!).ToList();
        Assert.DoesNotContain(models, name => name.StartsWith("LocalDigest", StringComparison.Ordinal) || name.Contains("Sqlite", StringComparison.Ordinal) || name.Contains("Http", StringComparison.Ordinal));
    }

    [Fact]
    public void Clients_know_nothing_of_the_daemon_but_its_surface()
    {
        var used = ((System.Reflection.Assembly[])[typeof(LocalDigest.Client.LocalDigestClient).Assembly,
            typeof(LocalDigest.Mcp.AgentSurface).Assembly, typeof(LocalDigest.Cli.Shell).Assembly])
            .SelectMany(assembly => assembly.GetReferencedAssemblies()).Select(assembly => assembly.Name!)
            .Where(name => name.StartsWith("LocalDigest", StringComparison.Ordinal) || name.Contains("AspNetCore", StringComparison.Ordinal));
        Assert.Equal(["LocalDigest.Client", "LocalDigest.Mcp"], used.Distinct());
    }

    [Fact]
    public void In_the_daemon_nobody_holds_sql_and_no_folder_knows_one_that_stands_above_it()
    {
        string[] order = ["Wire", "Hosting", "Api", "Cli"];
        var faults = new List<string>();
        foreach (var path in Sources("daemon/LocalDigest.Daemon"))
        {
            var text = File.ReadAllText(path);
            var name = System.IO.Path.GetFileName(path);
            if (text.Contains("SELECT ", StringComparison.Ordinal) || text.Contains("INSERT INTO", StringComparison.Ordinal)) faults.Add($"{name} holds SQL");
            // The host is what puts all together.
            var floor = name == "DaemonHost.cs" ? -1 : Array.FindIndex(order, folder => text.Contains($"namespace LocalDigest.Daemon.{folder};", StringComparison.Ordinal));
            if (floor < 0) continue;
            faults.AddRange(order[(floor + 1)..].Where(above => text.Contains($"using LocalDigest.Daemon.{above};", StringComparison.Ordinal)).Select(above => $"{name} knows {above}"));
        }
        Assert.Empty(faults);
    }

    [Fact]
    public void A_folder_with_many_files_has_floors()
    {
        var full = Sources("daemon/LocalDigest.Core").Concat(Sources("models/LocalDigest.Models")).Concat(Sources("daemon/LocalDigest.Daemon/Hosting")).Concat(Sources("daemon/LocalDigest.Daemon/Wire"))
            .GroupBy(System.IO.Path.GetDirectoryName).Where(folder => folder.Count() > MostFiles).Select(folder => $"{folder.Key}: {folder.Count()} files");
        Assert.Empty(full);
    }

    [Fact]
    public void A_long_file_says_in_its_first_comment_why()
    {
        var long_ = ((string[])["daemon", "models", "tests", "clients"]).SelectMany(Sources)
            .Where(path => File.ReadLines(path).Count() > MostLines)
            .Where(path => !File.ReadLines(path).First(line => line.Length > 0 && !line.StartsWith("using ", StringComparison.Ordinal)).StartsWith("// Long:", StringComparison.Ordinal))
            .Select(path => System.IO.Path.GetFileName(path));
        Assert.Empty(long_);
    }

    private static string? RoomOf(IType type) =>
        type.FullName.StartsWith(Prefix, StringComparison.Ordinal) && type.FullName.Split('.', '+') is { Length: > 2 } parts ? parts[1] : null;

    /// <summary>The table with the columns room, what it does, uses, tables.</summary>
    private static Dictionary<string, Room> ReadPlan()
    {
        var rooms = new Dictionary<string, Room>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(Repository.Path("ARCHITECTURE.md")).SkipWhile(line => !line.StartsWith("| room |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|')))
        {
            var cells = line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray();
            Assert.Equal(4, cells.Length);
            var tables = cells[3].Split("reads", 2);
            rooms.Add(cells[0], new Room(Names(cells[2]), Names(tables[0]), tables.Length > 1 ? Names(tables[1]) : []));
        }
        Assert.NotEmpty(rooms);
        return rooms;

        static string[] Names(string cell) => cell.Split([' ', ',', '–', ';'], StringSplitOptions.RemoveEmptyEntries);
    }

    private static IEnumerable<(string Room, string Path, string Text)> Files()
    {
        var core = Repository.Path("daemon/LocalDigest.Core");
        return Sources("daemon/LocalDigest.Core").Select(path => System.IO.Path.GetRelativePath(core, path).Replace('\\', '/')).Select(path => (path.Split('/')[0], path, File.ReadAllText(System.IO.Path.Combine(core, path))));
    }

    private static IEnumerable<string> Sources(string folder) => Directory.GetFiles(Repository.Path(folder), "*.cs", SearchOption.AllDirectories)
        .Where(path => !path.Replace('\\', '/').Split('/').Any(part => part is "obj" or "bin" or "node_modules"));

    [GeneratedRegex(@"\b(?<verb>FROM|JOIN|INTO|UPDATE|UPDATE OR IGNORE|TABLE)\s+(?<table>[a-z_]+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TableNamed();
}
