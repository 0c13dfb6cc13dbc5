using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace LocalDigest.Tests.Durability;

/// <summary>A disk that fails or is slow: strace, which changes some system calls of a daemon until this is ended.</summary>
internal sealed class Strace : IAsyncDisposable
{
    private readonly Process process;
    private readonly string log;
    private readonly Task<string> told;

    private Strace(Process process, string log)
    {
        (this.process, this.log) = (process, log);
        told = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Holds all threads of a daemon when it returns; skips the test where there is no strace, or no right to use it.</summary>
    /// <param name="daemon">The daemon.</param>
    /// <param name="log">A file for what was changed.</param>
    /// <param name="call">The system calls, as strace names them.</param>
    /// <param name="change">What is done to them, such as <c>error=EIO:when=1</c> or <c>delay_enter=3000</c> (microseconds).</param>
    public static async Task<Strace> AttachAsync(DaemonProcess daemon, string log, string call, string change)
    {
        Assert.SkipUnless(IsThere(), "skipped: no strace");
        var strace = Process.Start(new ProcessStartInfo("strace",
        [
            "-f", "-o", log, "-e", $"trace={call}", "-e", $"inject={call}:{change}",
            "-p", daemon.Id.ToString(CultureInfo.InvariantCulture),
        ]) { RedirectStandardError = true, UseShellExecute = false })!;
        // It says when it holds all threads.
        var attached = await strace.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
        if (attached?.Contains("not permitted", StringComparison.Ordinal) ?? true)
        {
            strace.Dispose();
            Assert.Skip("skipped: no right to trace another process");
        }
        return new Strace(strace, log);
    }

    /// <summary>Lets the daemon go.</summary>
    /// <returns>How many calls were changed.</returns>
    public async Task<int> EndAsync()
    {
        var ct = TestContext.Current.CancellationToken;
        if (!process.HasExited)
        {
            using var end = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await end.WaitForExitAsync(ct);
        }
        await process.WaitForExitAsync(ct);
        await told;
        return (await File.ReadAllLinesAsync(log, ct)).Count(line => line.Contains("INJECTED", StringComparison.Ordinal)
            || line.Contains("DELAYED", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        process.Dispose();
    }

    private static bool IsThere()
    {
        try
        {
            using var asked = Process.Start(
                new ProcessStartInfo("strace", ["-V"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            asked.WaitForExit();
            return asked.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
