using System.Diagnostics;
using System.Globalization;

namespace LocalDigest.Client;

/// <summary>How a daemon is to be started.</summary>
/// <param name="Urls">Where it listens; null for the usual address.</param>
/// <param name="ParentPid">The process with which it ends; null for none: it stays.</param>
/// <param name="More">Further arguments, such as settings.</param>
public sealed record StartOptions(string? Urls = null, int? ParentPid = null, IReadOnlyList<string>? More = null);

/// <summary>Starts a daemon that stays when the program that started it, or its terminal, has gone.</summary>
public static class DaemonStarter
{
    private const int AnotherHasTheFolder = 3;
    private const long LongestLog = 4 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>The file that takes what a daemon says that was started so.</summary>
    public static string LogOf(string folder) => Path.Combine(folder, "daemon.log");

    /// <summary>Starts a daemon, and waits until it answers. Where several are started at once, one stays, and all get that one.</summary>
    /// <param name="folder">The data directory.</param>
    /// <param name="options">How.</param>
    /// <param name="ct">Gives up waiting; the daemon goes on.</param>
    /// <exception cref="DaemonException">It did not start; the message says why and what to do.</exception>
    public static async Task<DaemonRecord> StartAsync(string folder, StartOptions options, CancellationToken ct)
    {
        var program = DaemonProgram.Find();
        MakeFolder(folder);
        var log = LogOf(folder);
        if (File.Exists(log) && new FileInfo(log).Length > LongestLog) File.Move(log, log + ".1", overwrite: true);
        var from = File.Exists(log) ? new FileInfo(log).Length : 0;
        List<string> arguments = ["--data", folder];
        if (options.Urls is { } urls) arguments.AddRange(["--urls", urls]);
        if (options.ParentPid is { } parent) arguments.AddRange(["--parent-pid", parent.ToString(CultureInfo.InvariantCulture)]);
        arguments.AddRange(options.More ?? []);
        using var process = Detached(program, arguments, log);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Patience)
        {
            // daemon.json is written once it listens, and may be that of another that was started at the same moment.
            if ((await DaemonLocator.LookAsync(folder, ct)).Record is { } record) return record;
            if (process.HasExited && process.ExitCode != AnotherHasTheFolder) throw new DaemonException(Why(log, from, process.ExitCode));
            if (process.HasExited && clock.Elapsed > Patience / 4) throw new DaemonException(Why(log, from, process.ExitCode));
            await Task.Delay(Look, ct);
        }
        throw new DaemonException(
            $"The daemon was started and does not answer after {Patience.TotalSeconds:0} seconds. {log} says what it does.");
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static Process Detached(DaemonProgram program, List<string> arguments, string log)
    {
        ProcessStartInfo start;
        if (OperatingSystem.IsWindows())
        {
            // A process without a window has a console of its own, which ends with no other.
            start = program.With(arguments);
            var line = string.Join(' ', ((string[])[start.FileName, .. start.ArgumentList]).Select(word =>
                $"\"{word.Replace("\"", "\\\"", StringComparison.Ordinal)}\""));
            start = new ProcessStartInfo("cmd.exe") { Arguments = $"/d /s /c \"{line} >> \"{log}\" 2>&1 < nul\"", CreateNoWindow = true,
                UseShellExecute = false };
        }
        else
        {
            // A session of its own, where the platform has the program: neither Ctrl+C nor the end of the terminal reaches it.
            const string script =
                "umask 077; log=$1; shift; exec >>\"$log\" 2>&1 </dev/null; if command -v setsid >/dev/null 2>&1; then exec setsid \"$@\"; else exec nohup \"$@\"; fi";
            start = new ProcessStartInfo("/bin/sh",
                ["-c", script, "sh", log, program.Command, .. program.Arguments, .. arguments]) { UseShellExecute = false };
        }
        try
        {
            return Process.Start(start) ?? throw new DaemonException($"{program.Command} could not be started.");
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new DaemonException($"{start.FileName} could not be started: {error.Message}", error);
        }
    }

    /// <summary>What the daemon said since it was started.</summary>
    private static string Why(string log, long from, int exitCode)
    {
        var said = "";
        if (File.Exists(log))
        {
            using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Position = Math.Min(from, file.Length);
            said = new StreamReader(file).ReadToEnd().Trim();
        }
        return said.Length == 0 ? $"The daemon ended with code {exitCode} and said nothing; {log} has its earlier words." : said;
    }
}
