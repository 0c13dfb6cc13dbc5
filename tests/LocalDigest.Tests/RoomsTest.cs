using System.Text.RegularExpressions;

namespace LocalDigest.Tests;

/// <summary>The plan of the house: which room of Core may use which. A room that names another one is seen here.</summary>
public sealed partial class RoomsTest
{
    private static readonly Dictionary<string, string[]> MayUse = new(StringComparer.Ordinal)
    {
        ["Text"] = [],
        ["Papers"] = ["Text"],
        ["Storage"] = [],
        ["Llm"] = ["Text", "Storage"],
        ["Profiles"] = ["Text", "Papers", "Storage"],
        ["Sources"] = ["Text", "Papers"],
        ["Ingestion"] = ["Text", "Papers", "Sources", "Storage"],
        ["Prefiltering"] = ["Text", "Papers", "Profiles", "Ingestion", "Models", "Llm", "Storage"],
        ["Judging"] = ["Text", "Papers", "Profiles", "Prefiltering", "Llm", "Storage"],
        ["Feedback"] = ["Text", "Papers", "Storage"],
        ["Preferences"] = ["Text", "Papers", "Profiles", "Ingestion", "Prefiltering", "Judging", "Feedback", "Models", "Storage"],
        ["Reading"] = ["Text", "Papers", "Profiles", "Sources", "Llm", "Models", "Storage"],
        ["Ranking"] = ["Text", "Papers", "Profiles", "Ingestion", "Prefiltering", "Judging", "Preferences"],
        ["Digests"] = ["Text", "Papers", "Profiles", "Ranking", "Reading", "Storage"],
        ["Delivery"] = ["Profiles", "Digests", "Storage"],
        ["Jobs"] = ["Storage"],
        ["Runs"] = ["Text", "Papers", "Storage", "Profiles", "Sources", "Ingestion", "Prefiltering", "Judging", "Feedback", "Preferences", "Ranking", "Reading", "Digests", "Delivery", "Jobs", "Llm"],
    };

    /// <summary>Packages that belong to one room only.</summary>
    private static readonly Dictionary<string, string> OnlyIn = new(StringComparer.Ordinal)
    {
        ["OpenAI"] = "Llm",
        ["System.ClientModel"] = "Llm",
        ["Markdig"] = "Digests",
        ["HandlebarsDotNet"] = "Digests",
        ["AngleSharp"] = "Reading",
        ["Microsoft.Data.Sqlite"] = "Storage",
    };

    [Fact]
    public void Every_room_uses_only_the_rooms_it_may_use()
    {
        var faults = new List<string>();
        foreach (var (room, file, text) in Files())
        {
            foreach (var named in RoomPattern().Matches(text).Select(match => match.Groups["room"].Value).Distinct())
            {
                if (named != room && (MayUse.ContainsKey(named) || named == "Models") && !MayUse[room].Contains(named)) faults.Add($"{file} in {room} names {named}");
            }
            foreach (var other in MayUse.Keys.Where(other => other != room && !MayUse[room].Contains(other)))
            {
                // Inside the namespace LocalDigest a room can also be named without it: Storage.Database.
                if (Regex.IsMatch(text, $@"(?<![\w.]){other}\.[A-Z]", RegexOptions.None, TimeSpan.FromSeconds(1))) faults.Add($"{file} in {room} names {other} without a using");
            }
        }
        Assert.Empty(faults);
    }

    [Fact]
    public void Every_package_stays_in_its_room()
    {
        var faults = new List<string>();
        foreach (var (room, file, text) in Files())
        {
            foreach (var (package, home) in OnlyIn)
            {
                if (room != home && text.Contains($"using {package}", StringComparison.Ordinal)) faults.Add($"{file} in {room} uses {package}");
            }
        }
        Assert.Empty(faults);
    }

    [Fact]
    public void Every_folder_of_Core_is_a_room_of_the_plan()
    {
        var rooms = Files().Select(file => file.Room).Distinct().Order(StringComparer.Ordinal);
        Assert.Empty(rooms.Except(MayUse.Keys));
        Assert.All(Files(), file => Assert.Contains($"namespace LocalDigest.{file.Room};", file.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Core_knows_no_web_server_and_Models_knows_no_paper()
    {
        var core = File.ReadAllText(Repository.Path("daemon/LocalDigest.Core/LocalDigest.Core.csproj"));
        Assert.DoesNotContain("AspNetCore", core, StringComparison.Ordinal);
        Assert.DoesNotContain("MLNet", core, StringComparison.Ordinal);
        var models = typeof(LocalDigest.Models.ITextEmbedder).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!).ToList();
        Assert.DoesNotContain(models, name => name.StartsWith("LocalDigest", StringComparison.Ordinal) || name.Contains("Sqlite", StringComparison.Ordinal) || name.Contains("Http", StringComparison.Ordinal));
    }

    [Fact]
    public void The_api_holds_no_sql()
    {
        var faults = Directory.GetFiles(Repository.Path("daemon/LocalDigest.Daemon"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .Where(file => File.ReadAllText(file) is var text && (text.Contains("SELECT ", StringComparison.Ordinal) || text.Contains("INSERT INTO", StringComparison.Ordinal)));
        Assert.Empty(faults);
    }

    private static List<(string Room, string File, string Text)> Files()
    {
        var core = Repository.Path("daemon/LocalDigest.Core");
        return
        [
            .. Directory.GetFiles(core, "*.cs", SearchOption.AllDirectories)
                .Select(file => (Path: file, Relative: System.IO.Path.GetRelativePath(core, file).Replace('\\', '/')))
                .Where(file => !file.Relative.StartsWith("obj/", StringComparison.Ordinal) && !file.Relative.StartsWith("bin/", StringComparison.Ordinal))
                .Select(file => (file.Relative.Split('/')[0], file.Relative, File.ReadAllText(file.Path))),
        ];
    }

    [GeneratedRegex(@"LocalDigest\.(?<room>[A-Z]\w+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RoomPattern();
}
