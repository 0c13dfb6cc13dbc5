using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using LocalDigest.Client;

namespace LocalDigest.Cli.Commands;

/// <summary>Starts and stops the daemon, and says how it is.</summary>
internal static class DaemonCommands
{
    private const int UsualLines = 50;

    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan FollowLook = TimeSpan.FromMilliseconds(300);

    public static IEnumerable<Command> All(Shell shell) =>
        [Start(shell), Stop(shell), Status(shell), Open(shell), Token(shell), Logs(shell)];

    private static Command Start(Shell shell)
    {
        var urls = new Option<string?>("--urls") { Description = "Where it listens, loopback only. Port 0 picks a free one.",
            HelpName = "URL" };
        var parent = new Option<int?>("--parent-pid") { Description = "The daemon ends when this process has ended.", HelpName = "PID" };
        var settings = new Argument<string[]>(
            "settings") { Description = "Settings for it, behind --, such as --LocalDigest:Llm:Model=NAME.",
            Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("start", "Starts the daemon, unless it runs.") { urls, parent, settings };
        shell.Does(command, async (words, ct) =>
        {
            var folder = shell.FolderOf(words);
            var state = await DaemonLocator.LookAsync(folder, ct);
            if (state.Record is { } running)
            {
                shell.Terminal.Line($"The daemon runs already at {running.Url} (process {running.Pid}).");
                return ExitCodes.Done;
            }
            if (state.Stale is { } stale) shell.Terminal.Error.WriteLine($"An earlier daemon was not stopped as it should be: {stale}");
            var options = new StartOptions(words.GetValue(urls), words.GetValue(parent), words.GetValue(settings));
            var started = await DaemonStarter.StartAsync(folder, options, ct);
            shell.Terminal.Line($"The daemon runs at {started.Url} (process {started.Pid}).");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Stop(Shell shell)
    {
        var command = new Command("stop", "Stops the daemon. What it was doing goes on when it is started again.");
        shell.Does(command, async (words, ct) =>
        {
            var state = await DaemonLocator.LookAsync(shell.FolderOf(words), ct);
            if (state.Record is not { } daemon) throw new CommandException("No daemon runs. " + state.Stale, ExitCodes.NoDaemon);
            using var process = ProcessOf(daemon);
            await EndAsync(process, ct);
            var clock = Stopwatch.StartNew();
            while (!process.HasExited && clock.Elapsed < StopPatience) await Task.Delay(Look, ct);
            if (!process.HasExited) throw new CommandException(
                $"The daemon (process {daemon.Pid}) was asked to stop and has not done so within {StopPatience.TotalSeconds:0} seconds.");
            shell.Terminal.Line("The daemon has stopped.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Process ProcessOf(DaemonRecord daemon)
    {
        try
        {
            return Process.GetProcessById(daemon.Pid);
        }
        catch (ArgumentException)
        {
            throw new CommandException("The daemon has just ended.", ExitCodes.NoDaemon);
        }
    }

    private static async Task EndAsync(Process process, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows())
        {
            // There is no gentler way to a process without a window; what was acknowledged is on disk.
            process.Kill();
            return;
        }
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(ct);
        if (kill.ExitCode != 0) throw new CommandException(
            $"The daemon (process {process.Id}) could not be asked to stop: it belongs to another user.");
    }

    private static Command Status(Shell shell)
    {
        var command = new Command("status", "Says whether the daemon runs, and what it has.") { shell.Json };
        shell.Does(command, async (words, ct) =>
        {
            var folder = shell.FolderOf(words);
            var state = await DaemonLocator.LookAsync(folder, ct);
            var terminal = shell.Terminal;
            if (state.Record is not { } daemon)
            {
                if (words.GetValue(shell.Json)) shell.WriteJson(new JsonObject { ["running"] = false, ["data"] = folder,
                    ["stale"] = state.Stale }, ClientJson.Default.JsonObject);
                else terminal.Line($"No daemon runs on {folder}. {state.Stale}".TrimEnd());
                return ExitCodes.NoDaemon;
            }
            // Finding it has asked already: this command is to answer at once.
            using var client = state.Info is null ? shell.Client(words) : null;
            var info = state.Info ?? await client!.InfoAsync(ct);
            if (words.GetValue(shell.Json))
            {
                shell.WriteJson(new JsonObject
                {
                    ["running"] = true, ["url"] = daemon.Url, ["pid"] = daemon.Pid, ["version"] = info.Version,
                        ["startedAt"] = daemon.StartedAt,
                    ["data"] = folder, ["papers"] = info.Papers, ["model"] = info.Model?.Name, ["loss"] = info.Loss,
                }, ClientJson.Default.JsonObject);
                return ExitCodes.Done;
            }
            terminal.Line($"{terminal.Good("running")} at {terminal.Link(daemon.Url, daemon.Url)} (process {daemon.Pid}, version {info.Version})");
            terminal.Line($"  data    {folder}");
            terminal.Line($"  since   {daemon.StartedAt.ToLocalTime():yyyy-MM-dd HH:mm}");
            terminal.Line($"  papers  {info.Papers.ToString("N0", CultureInfo.InvariantCulture)}");
            terminal.Line($"  model   {(info.Model is { } model ? Terminal.Clean(model.Name) : "none; papers are ordered by their match with your interests")}");
            if (info.Loss is { } loss) terminal.Line(terminal.Warn("  " + loss));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Open(Shell shell)
    {
        var print = new Option<bool>(
            "--print") { Description = "Only write the address that signs the browser in. It is good once, for a minute." };
        var command = new Command("open", "Opens the page in the browser, signed in.") { print };
        shell.Does(command, async (words, ct) =>
        {
            using var client = shell.Client(words);
            var code = await client.NewSessionCodeAsync(ct);
            if (words.GetValue(print) || !TryOpen(code.Url)) shell.Terminal.Line(code.Url);
            return ExitCodes.Done;
        });
        return command;
    }

    private static bool TryOpen(string url)
    {
        try
        {
            var start = OperatingSystem.IsWindows() ? new ProcessStartInfo(url) { UseShellExecute = true }
                : new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open", [url]) { UseShellExecute = false,
                    RedirectStandardOutput = true, RedirectStandardError = true };
            using var opened = Process.Start(start);
            return opened is null || !opened.WaitForExit(TimeSpan.FromSeconds(3)) || opened.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static Command Token(Shell shell)
    {
        var command = new Command("token", "Writes the token for the Authorization header, good until the daemon stops.");
        shell.Does(command, async (words, ct) =>
        {
            var state = await DaemonLocator.LookAsync(shell.FolderOf(words), ct);
            if (state.Record is not { } daemon) throw new CommandException("No daemon runs. 'localdigest start' starts one.",
                ExitCodes.NoDaemon);
            shell.Terminal.Line(daemon.Token);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Logs(Shell shell)
    {
        var count = new Option<int>("--lines", "-n")
        {
            Description = "The last so many lines.", HelpName = "N", DefaultValueFactory = _ => UsualLines,
        };
        var follow = new Option<bool>("--follow", "-f") { Description = "Goes on with what comes, until Ctrl+C." };
        var command = new Command("logs", "Shows what the daemon says.") { count, follow };
        shell.Does(command, async (words, ct) =>
        {
            var path = DaemonStarter.LogOf(shell.FolderOf(words));
            if (!File.Exists(path))
            {
                throw new CommandException(
                    $"There is no {path}: the daemon was not started by 'localdigest start'. A service's words are in journalctl --user -u localdigest.");
            }
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file);
            var last = new Queue<string>();
            while (await reader.ReadLineAsync(ct) is { } line)
            {
                last.Enqueue(line);
                if (last.Count > words.GetValue(count)) last.Dequeue();
            }
            foreach (var line in last) shell.Terminal.Line(Terminal.Clean(line));
            while (words.GetValue(follow))
            {
                while (await reader.ReadLineAsync(ct) is { } line) shell.Terminal.Line(Terminal.Clean(line));
                await Task.Delay(FollowLook, ct);
            }
            return ExitCodes.Done;
        });
        return command;
    }
}
