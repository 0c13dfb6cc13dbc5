using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests;

/// <summary>The daemon as a process of its own, to be killed.</summary>
internal sealed class DaemonProcess : IDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();

    private DaemonProcess(Process process) => this.process = process;

    public HttpClient Http { get; private set; } = new();

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    /// <summary>From the start of the process to the first answer of /health.</summary>
    public TimeSpan ReadyAfter { get; private set; }

    public JsonNode Record { get; private set; } = new JsonObject();

    public string Output
    {
        get
        {
            lock (output) return output.ToString();
        }
    }

    /// <param name="program">The folder of another copy of the program; null for the one beside the tests.</param>
    /// <param name="folder">The data directory.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="environment">Variables over those of the tests.</param>
    /// <param name="directory">The current directory; null for that of the tests.</param>
    public static DaemonProcess Launch(
        string folder, IEnumerable<string>? arguments = null, IReadOnlyDictionary<string, string>? environment = null, string? program = null,
        string? directory = null)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = directory ?? "",
        };
        foreach (var argument in (IEnumerable<string>)[Path.Combine(program ?? AppContext.BaseDirectory, "LocalDigest.Daemon.dll"), "--data", folder, .. arguments ?? ["--urls", "http://127.0.0.1:0", .. TestDaemon.NoNetwork]]) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        var daemon = new DaemonProcess(new Process { StartInfo = start });
        daemon.process.OutputDataReceived += daemon.Take;
        daemon.process.ErrorDataReceived += daemon.Take;
        daemon.process.Start();
        daemon.process.BeginOutputReadLine();
        daemon.process.BeginErrorReadLine();
        return daemon;
    }

    /// <summary>Starts a daemon and waits until it answers.</summary>
    public static async Task<DaemonProcess> StartAsync(
        string folder, IEnumerable<string>? settings = null, IReadOnlyDictionary<string, string>? environment = null,
        string? directory = null, string? program = null)
    {
        File.Delete(Path.Combine(folder, "daemon.json"));
        var clock = Stopwatch.StartNew();
        string[] arguments = ["--urls", "http://127.0.0.1:0", .. TestDaemon.NoNetwork, .. settings ?? []];
        var daemon = Launch(folder, arguments, environment, program, directory);
        var path = Path.Combine(folder, "daemon.json");
        while (clock.Elapsed < TimeSpan.FromSeconds(60))
        {
            if (daemon.process.HasExited) break;
            if (File.Exists(path))
            {
                daemon.Record = JsonNode.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken))!;
                daemon.Http = new HttpClient { BaseAddress = new Uri(daemon.Record["url"]!.GetValue<string>()) };
                daemon.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", daemon.Record["token"]!.GetValue<string>());
                using var health = await daemon.Http.GetAsync("/health", TestContext.Current.CancellationToken);
                if (health.IsSuccessStatusCode)
                {
                    daemon.ReadyAfter = clock.Elapsed;
                    return daemon;
                }
            }
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
        var said = daemon.Output;
        daemon.Dispose();
        throw new InvalidOperationException("The daemon did not start: " + said);
    }

    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Asks it to end and gives its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        return await ExitAsync();
    }

    public async Task<int> ExitAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited) Kill();
        process.Dispose();
        Http.Dispose();
    }

    private void Take(object sender, DataReceivedEventArgs line)
    {
        lock (output) output.AppendLine(line.Data);
    }
}
