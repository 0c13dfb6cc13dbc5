using System.Diagnostics;

namespace LocalDigest.Tests.Clients;

/// <summary>How a command ended, and what it wrote.</summary>
internal sealed record CliEnd(int Code, string Out, string Error)
{
    public string All => Out + Error;
}

/// <summary>The real program <c>localdigest</c>, beside the tests, as a process.</summary>
internal static class CliProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static string Assembly => Path.Combine(AppContext.BaseDirectory, "localdigest.dll");

    public static bool HasTerminal => !OperatingSystem.IsWindows() && File.Exists("/usr/bin/script");

    /// <summary>Runs it in a pipe.</summary>
    /// <param name="data">The data directory.</param>
    /// <param name="words">The command line.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="environment">Variables over those of the tests.</param>
    public static Task<CliEnd> RunAsync(string data, string[] words, string? input = null, IReadOnlyDictionary<string,
        string>? environment = null) =>
        RunAsync(new ProcessStartInfo("dotnet", [Assembly, .. words]), data, input, environment);

    /// <summary>Starts it in a pipe, with what it writes in another program's input.</summary>
    /// <param name="data">The data directory.</param>
    /// <param name="words">The command line.</param>
    /// <param name="reader">The other program, as a shell's words. Its output is the end's, its code is not: that is the command's.</param>
    public static Task<CliEnd> RunIntoAsync(string data, string[] words, string reader)
    {
        var line = $"dotnet {string.Join(' ', ((string[])[Assembly, .. words]).Select(Quoted))} | {reader}; exit ${{PIPESTATUS[0]}}";
        return RunAsync(new ProcessStartInfo("bash", ["-c", line]), data, null, null);
    }

    /// <summary>Runs it until it has written something, and stops it as Ctrl+C does.</summary>
    public static Task<CliEnd> InterruptAsync(string data, string[] words, string once) =>
        RunAsync(new ProcessStartInfo("dotnet", [Assembly, .. words]), data, null, null, once);

    /// <summary>Runs it in a pseudo-terminal.</summary>
    public static Task<CliEnd> RunInTerminalAsync(string data, string[] words, string? input = null, IReadOnlyDictionary<string,
        string>? environment = null, int columns = 80)
    {
        // A terminal ends no input: what is read from a file comes by the shell.
        var file = Path.Combine(data, "input-of-a-test");
        if (input is not null) File.WriteAllText(file, input);
        var line = $"stty cols {columns}; dotnet {string.Join(' ', ((string[])[Assembly, .. words]).Select(Quoted))}{(input is null ? "" : " < " + Quoted(file))}";
        return RunAsync(new ProcessStartInfo("/usr/bin/script", ["-qec", line, "/dev/null"]), data, "", environment);
    }

    private static string Quoted(string word) => "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private static async Task<CliEnd> RunAsync(ProcessStartInfo start, string data, string? input, IReadOnlyDictionary<string,
        string>? environment, string? interruptedAt = null)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.UseShellExecute = false;
        start.Environment["LOCALDIGEST_DATA"] = data;
        start.Environment["LOCALDIGEST_DAEMON"] = Path.Combine(AppContext.BaseDirectory, "LocalDigest.Daemon.dll");
        start.Environment["TERM"] = "xterm-256color";
        start.Environment.Remove("NO_COLOR");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var interrupted = 0;
        void Heard(string text)
        {
            if (interruptedAt is null || !text.Contains(interruptedAt, StringComparison.Ordinal)) return;
            if (Interlocked.Exchange(ref interrupted, 1) == 0) Process.Start("kill", ["-INT", $"{process.Id}"])!.Dispose();
        }
        var output = ReadAsync(process.StandardOutput, Heard);
        var error = ReadAsync(process.StandardError, Heard);
        if (input is not null) await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        return new CliEnd(process.ExitCode, await output, await error);
    }

    private static async Task<string> ReadAsync(StreamReader reader, Action<string> heard)
    {
        var all = new System.Text.StringBuilder();
        var part = new char[4096];
        while (await reader.ReadAsync(part, TestContext.Current.CancellationToken) is var count and > 0)
        {
            all.Append(part, 0, count);
            heard(all.ToString());
        }
        return all.ToString();
    }
}
