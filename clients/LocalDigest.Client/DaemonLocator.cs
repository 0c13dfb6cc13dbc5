using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;

namespace LocalDigest.Client;

/// <summary>Whether a daemon serves a data directory.</summary>
/// <param name="Record">The daemon that does; null for none.</param>
/// <param name="Stale">Why what <c>daemon.json</c> says does not hold, as a sentence; null where it does, or where there is no such
/// file.</param>
/// <param name="Info">What the daemon said of itself; null where there is none, or where it could not say.</param>
public sealed record DaemonState(DaemonRecord? Record, string? Stale, Info? Info = null);

/// <summary>Finds the daemon of a data directory, and notices a <c>daemon.json</c> that a killed daemon has left behind.</summary>
public static class DaemonLocator
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Looks who is there.</summary>
    public static async Task<DaemonState> LookAsync(string folder, CancellationToken ct)
    {
        if (DaemonRecord.Read(folder) is not { } record) return new DaemonState(null, null);
        if (!IsAlive(record.Pid)) return new DaemonState(null, $"daemon.json names process {record.Pid}, which has ended.");
        // The token is of no use to whoever has the port of a daemon that is gone: each daemon makes its own.
        using var http = new HttpClient(Network()) { BaseAddress = new Uri(record.Url), Timeout = Patience };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", record.Token);
        try
        {
            using var health = await http.GetAsync("/health", ct);
            if (!health.IsSuccessStatusCode || !await IsOursAsync(health, ct)) return new DaemonState(null,
                $"Another program answers at {record.Url}.");
            using var info = await http.GetAsync("/v1/info", ct);
            if (info.StatusCode == System.Net.HttpStatusCode.Unauthorized)
            {
                return new DaemonState(null, $"Another LocalDigest daemon, of another data directory, answers at {record.Url}.");
            }
            return new DaemonState(record, null, info.IsSuccessStatusCode ? await InfoOfAsync(info, ct) : null);
        }
        catch (HttpRequestException)
        {
            return new DaemonState(null, $"Nobody answers at {record.Url}, which daemon.json names.");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new DaemonState(null, $"What listens at {record.Url} does not answer within {Patience.TotalSeconds:0} seconds.");
        }
    }

    /// <summary>A connection to this machine: no proxy, no redirect, no cookie.</summary>
    internal static SocketsHttpHandler Network() => new()
    {
        UseProxy = false, AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = Patience,
    };

    private static bool IsAlive(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return false;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // It is there, and another user's.
            return true;
        }
    }

    private static async Task<Info?> InfoOfAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        try
        {
            return JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(ct), ClientJson.Default.Info);
        }
        catch (JsonException)
        {
            // Of another version, which whoever asks again is told.
            return null;
        }
    }

    private static async Task<bool> IsOursAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        try
        {
            var health = JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(ct), ClientJson.Default.Health);
            return health is { Status: "ok", Version.Length: > 0 };
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
