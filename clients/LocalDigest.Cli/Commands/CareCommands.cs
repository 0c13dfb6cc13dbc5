using System.CommandLine;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalDigest.Client;

namespace LocalDigest.Cli.Commands;

/// <summary>Looks after an installation: its settings, what is wrong with it, and whether there is a newer one.</summary>
internal static class CareCommands
{
    private static readonly string[] SecretNames = ["key", "password", "secret", "token", "webhook"];

    public static string Version { get; } =
        Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static IEnumerable<Command> All(Shell shell) => [Config(shell), Doctor.Make(shell), Check(shell), Update(shell)];

    private static Command Check(Shell shell)
    {
        var command = new Command("check", "Looks through the database: whether every row is what was stored. 1 where one is not"
            + ".") { shell.Json };
        shell.Does(command, async (words, ct) =>
        {
            using var client = shell.Client(words);
            var run = await client.StartRunAsync(new JsonObject { ["kind"] = "check" }, ct);
            run = await RunCommand.FollowAsync(shell.Terminal, client, run, ct);
            foreach (var problem in run.Problems) await shell.Terminal.Error.WriteLineAsync("! " + Terminal.Clean(problem.Message));
            if (words.GetValue(shell.Json)) shell.WriteJson(run, ClientJson.Default.Run);
            else if (run.State == "succeeded") shell.Terminal.Line(
                $"Every row is what was stored ({(run.Counts.TryGetValue("rows", out var rows) ? rows : 0)} in all).");
            return run.State == "succeeded" ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    private static Command Config(Shell shell)
    {
        var show = new Command("show", "Shows the settings and where each comes from. Keys and passwords are never shown.") { shell.Json };
        shell.Does(show, (words, _) =>
        {
            var folder = shell.FolderOf(words);
            var found = new List<(string Name, string Value, string From)>();
            foreach (var file in (string[])["appsettings.json", "model.json"]) found.AddRange(OfFile(folder, file));
            foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
            {
                var name = (string)variable.Key;
                var isOurs = name.StartsWith("LocalDigest__", StringComparison.OrdinalIgnoreCase) || name is "LOCALDIGEST_DATA"
                    or "LOCALDIGEST_AUTH" or "LOCALDIGEST_DAEMON"
                    or "OPENAI_BASE_URL" or "OPENAI_API_KEY";
                if (isOurs) found.Add((name, Shown(name, (string?)variable.Value ?? ""), "environment"));
            }
            found.Sort((one, other) => string.CompareOrdinal(one.From + one.Name, other.From + other.Name));
            if (words.GetValue(shell.Json))
            {
                var settings = new JsonArray([.. found.Select(setting =>
                    (JsonNode)new JsonObject { ["name"] = setting.Name, ["value"] = setting.Value, ["from"] = setting.From })]);
                shell.WriteJson(new JsonObject { ["data"] = folder, ["settings"] = settings }, ClientJson.Default.JsonObject);
                return Task.FromResult(ExitCodes.Done);
            }
            shell.Terminal.Line($"data directory: {folder}");
            foreach (var (name, value, from) in found) shell.Terminal.Line(
                $"{name} = {Terminal.Clean(value)}  {shell.Terminal.Dim("(" + from + ")")}");
            if (found.Count == 0) shell.Terminal.Line("Nothing is set; all is as it comes.");
            return Task.FromResult(ExitCodes.Done);
        });
        return new Command("config", "Shows the settings.") { show };
    }

    private static IEnumerable<(string Name, string Value, string From)> OfFile(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        if (!File.Exists(path)) return [];
        try
        {
            using var read = JsonDocument.Parse(File.ReadAllBytes(path),
                new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return [.. Leaves("", read.RootElement).Select(leaf => (leaf.Name, Shown(leaf.Name, leaf.Value), file))];
        }
        catch (JsonException error)
        {
            throw new CommandException($"{path} is no JSON: {error.Message}");
        }
    }

    private static IEnumerable<(string Name, string Value)> Leaves(string prefix, JsonElement value)
    {
        string Below(string name) => prefix.Length == 0 ? name : $"{prefix}:{name}";
        return value.ValueKind switch
        {
            JsonValueKind.Object => value.EnumerateObject().SelectMany(field => Leaves(Below(field.Name), field.Value)),
            JsonValueKind.Array => value.EnumerateArray().SelectMany((item, i) => Leaves(Below($"{i}"), item)),
            _ => [(prefix, value.ToString())],
        };
    }

    /// <summary>A value without what is secret in it: all of a key, and the password in an address.</summary>
    internal static string Shown(string name, string value)
    {
        if (value.Length == 0) return "(empty)";
        // Of OPENAI_API_KEY and LocalDigest:Smtp:Password the last word tells.
        if (SecretNames.Any(secret => name.Contains(secret, StringComparison.OrdinalIgnoreCase))
            && !name.Contains("tokens", StringComparison.OrdinalIgnoreCase)) return "(set, not shown)";
        if (!Uri.TryCreate(value, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")) return value;
        return address.UserInfo.Length == 0 && address.Query.Length == 0 ? value
            : $"{address.Scheme}://{address.Authority}{address.AbsolutePath} (without what may be secret)";
    }

    private static Command Update(Shell shell)
    {
        var check = new Option<string?>("--check")
        {
            Description = "Ask this address, which answers with JSON that has a 'version' or a 'tag_name'. Without it nobody is asked.",
                HelpName = "URL",
        };
        var command = new Command("update", "Says which version this is, and whether there is a newer one.") { check };
        shell.Does(command, async (words, ct) =>
        {
            shell.Terminal.Line($"This is LocalDigest {Version}.");
            if ((await DaemonLocator.LookAsync(shell.FolderOf(words), ct)).Record is { } daemon && daemon.Version != Version)
            {
                shell.Terminal.Line($"The daemon that runs is {daemon.Version}; 'localdigest stop' and 'localdigest start' bring in this one.");
            }
            if (words.GetValue(check) is not { } address)
            {
                shell.Terminal.Line("Nobody was asked for a newer one; --check URL does.");
                return ExitCodes.Done;
            }
            var newest = await NewestAsync(address, ct);
            shell.Terminal.Line(IsNewer(newest, Version) ? $"There is a newer one: {newest}." : $"There is no newer one ({newest}).");
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<string> NewestAsync(string address, CancellationToken ct)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url)
            || url.Scheme is not ("http" or "https")) throw new CommandException($"'{address}' is no address.", ExitCodes.Usage);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = 1024 * 1024 };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("LocalDigest/" + Version);
        try
        {
            using var answer = JsonDocument.Parse(await http.GetByteArrayAsync(url, ct));
            foreach (var name in (string[])["version", "tag_name"])
            {
                if (answer.RootElement.ValueKind == JsonValueKind.Object && answer.RootElement.TryGetProperty(name, out var value)
                    && value.ValueKind == JsonValueKind.String) return value.GetString()!.TrimStart('v');
            }
            throw new CommandException($"{url.Host} answered without a version.");
        }
        catch (JsonException)
        {
            throw new CommandException($"{url.Host} answered, and not with JSON.");
        }
        catch (Exception error) when (error is HttpRequestException || (error is TaskCanceledException && !ct.IsCancellationRequested))
        {
            throw new CommandException($"{url.Host} could not be asked: {error.Message}");
        }
    }

    internal static bool IsNewer(string other, string than) =>
        System.Version.TryParse(other.Split('-')[0], out var one) && System.Version.TryParse(than.Split('-')[0], out var two) && one > two;
}
