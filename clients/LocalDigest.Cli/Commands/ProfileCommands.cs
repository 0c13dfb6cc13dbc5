using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalDigest.Client;

namespace LocalDigest.Cli.Commands;

/// <summary>Shows and changes what a profile is about.</summary>
internal static class ProfileCommands
{
    private const int ChangedMeanwhile = 412;

    /// <summary>What a user may change; the rest is made of it.</summary>
    private static readonly string[] Fields =
    [
        "name", "interests", "language", "keywords", "negativeKeywords", "requiredKeywords", "authors", "institutions", "seeds", "sources",
            "digest",
        "learning", "schedule", "delivery",
    ];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Make(Shell shell) => new("profile", "Shows and changes profiles.") { List(shell), Show(shell), Edit(shell) };

    private static Argument<string> Named() => new("profile") { Description = "Its id.", DefaultValueFactory = _ => "default" };

    private static Command List(Shell shell)
    {
        var command = new Command("list", "Lists the profiles.") { shell.Json };
        shell.Does(command, async (words, ct) =>
        {
            using var client = shell.Client(words);
            var profiles = await client.ListProfilesAsync(ct);
            if (words.GetValue(shell.Json)) shell.WriteJson(profiles);
            else foreach (var profile in profiles.GetProperty("items").EnumerateArray())
                shell.Terminal.Line($"{profile.GetProperty("id").GetString()}\t{Terminal.Clean(profile.GetProperty("name").GetString()!)}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Show(Shell shell)
    {
        var named = Named();
        var command = new Command("show", "Shows a profile's interests, or all of it as JSON.") { named, shell.Json };
        shell.Does(command, async (words, ct) =>
        {
            using var client = shell.Client(words);
            var profile = await client.GetProfileAsync(words.GetValue(named)!, ct);
            if (words.GetValue(shell.Json)) shell.WriteJson(profile);
            else shell.Terminal.Line(Terminal.Clean(profile.GetProperty("interests").GetString()!));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Edit(Shell shell)
    {
        var named = Named();
        var all = new Option<bool>("--all") { Description = "All of it, as JSON: sources, digest, schedule, delivery and more." };
        var command = new Command("edit", "Opens a profile's interests in $EDITOR, and stores them when it ends.") { named, all };
        shell.Does(command, async (words, ct) =>
        {
            using var client = shell.Client(words);
            var id = words.GetValue(named)!;
            var profile = JsonObject.Create(await client.GetProfileAsync(id, ct))!;
            var path = Path.Combine(Directory.CreateTempSubdirectory("localdigest-").FullName, words.GetValue(all) ? $"{id}.json"
                : $"{id}.md");
            var before = words.GetValue(all) ? Changeable(profile).ToJsonString(Indented) + "\n" : profile["interests"]!.GetValue<string>();
            await File.WriteAllTextAsync(path, before, ct);
            await EditAsync(path, ct);
            var after = await File.ReadAllTextAsync(path, ct);
            if (Same(before, after))
            {
                Forget(path);
                shell.Terminal.Line("Nothing was changed.");
                return ExitCodes.Done;
            }
            await StoreAsync(client, id, profile, after, words.GetValue(all), path, ct);
            Forget(path);
            shell.Terminal.Line("Stored. The next list is ranked with it.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task StoreAsync(LocalDigestClient client, string id, JsonObject profile, string after, bool isAll, string path,
        CancellationToken ct)
    {
        // Only where it is still what was opened.
        var tag = $"\"{profile["revision"]!.GetValue<int>()}\"";
        try
        {
            if (isAll) await client.ReplaceProfileAsync(id, JsonNode.Parse(after)!, tag, ct);
            else await client.PatchProfileAsync(id, new JsonObject { ["interests"] = after }, tag, ct);
        }
        catch (JsonException error)
        {
            throw new CommandException($"That is no JSON: {error.Message} Your text is kept in {path}.");
        }
        catch (RefusedException error) when (error.Status == ChangedMeanwhile)
        {
            throw new CommandException(
                $"Somebody else changed the profile while you wrote. Nothing of it is lost: your text is kept in {path}. Open it beside 'localdigest profile edit {id}', and put both together.");
        }
        catch (RefusedException error)
        {
            throw new CommandException($"{error.Message}\nYour text is kept in {path}.");
        }
        catch (DaemonException error)
        {
            throw new CommandException($"{error.Message}\nYour text is kept in {path}.", ExitCodes.NoDaemon);
        }
    }

    private static JsonObject Changeable(JsonObject profile)
    {
        var fields = new JsonObject();
        foreach (var field in Fields)
        {
            if (profile.TryGetPropertyValue(field, out var value)) fields[field] = value?.DeepClone();
        }
        return fields;
    }

    /// <summary>Editors end a file with a line's end.</summary>
    private static bool Same(string before, string after) => before.TrimEnd() == after.ReplaceLineEndings("\n").TrimEnd();

    private static async Task EditAsync(string path, CancellationToken ct)
    {
        var editor = Environment.GetEnvironmentVariable("VISUAL") is { Length: > 0 } visual ? visual
            : Environment.GetEnvironmentVariable("EDITOR") is { Length: > 0 } named ? named
            : OperatingSystem.IsWindows() ? "notepad" : "vi";
        // The variable may hold arguments, as in "code --wait".
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd.exe") { Arguments = $"/d /s /c \"{editor} \"{path}\"\"", UseShellExecute = false }
            : new ProcessStartInfo("/bin/sh", ["-c", editor + " \"$1\"", "sh", path]) { UseShellExecute = false };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(ct);
        if (process.ExitCode != 0) throw new CommandException(
            $"'{editor}' ended with code {process.ExitCode}. Nothing was stored; your text is in {path}.");
    }

    private static void Forget(string path) => Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
}
