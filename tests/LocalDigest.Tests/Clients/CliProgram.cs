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

    /// <summary>Runs it in a pseudo-terminal of 80 columns.</summary>
    public static Task<CliEnd> RunInTerminalAsync(string data, string[] words, string? input = null, IReadOnlyDictionary<string,
        string>? environment = null)
    {
        // A terminal ends no input: what is read from a file comes by the shell.
        var file = Path.Combine(data, "input-of-a-test");
        if (input is not null) File.WriteAllText(file, input);
        var line = $"stty cols 80; dotnet {string.Join(' ', ((string[])[Assembly, .. words]).Select(Quoted))}{(input is null ? "" : " < " + Quoted(file))}";
        return RunAsync(new ProcessStartInfo("/usr/bin/script", ["-qec", line, "/dev/null"]), data, "", environment);
    }

    private static string Quoted(string word) => "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private static async Task<CliEnd> RunAsync(ProcessStartInfo start, string data, string? input, IReadOnlyDictionary<string,
        string>? environment)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.UseShellExecute = false;
        start.Environment["LOCALDIGEST_DATA"] = data;
        start.Environment["LOCALDIGEST_DAEMON"] = Path.Combine(AppContext.BaseDirectory, "LocalDigest.Daemon.dll");
        start.Environment["TERM"] = "xterm-256color";
        start.Environment.Remove("NO_COLOR");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
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
}
