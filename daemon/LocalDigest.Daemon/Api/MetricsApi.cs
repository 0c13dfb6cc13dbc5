using System.Diagnostics;
using System.Globalization;
using System.Text;
using LocalDigest.Daemon.Hosting;
using LocalDigest.Ingestion;
using LocalDigest.Jobs;
using LocalDigest.Llm;
using LocalDigest.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocalDigest.Daemon.Api;

/// <summary>
/// Figures for Prometheus and what reads its text. Written here: OpenTelemetry's exporter of this form has no stable release, and its
/// pipeline would be loaded at each start for a page that few ask for.
/// </summary>
internal static class MetricsApi
{
    public const string MediaType = "text/plain";

    private const string Version = MediaType + "; version=0.0.4; charset=utf-8";

    public static void MapMetrics(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/v1/metrics").WithTags("Daemon").MapGet("", Get).WithName("getMetrics")
            .WithSummary("Figures of the daemon as Prometheus reads them.")
            .WithDescription(
                "Requests and their durations by route, papers, the database and its backups, memory, runs that wait or go on, and what "
                    + "the " +
                "language model took today. No paper, no name and no address is in it.")
            .Produces<string>(contentType: MediaType);

    private static ContentHttpResult Get(
        RequestMeter requests, Database database, PaperTable papers, DailyBackups backups, RowHashes hashes, JobTable jobs,
            CallLedger ledger,
        TimeProvider clock)
    {
        var text = new StringBuilder(8192);
        using var process = Process.GetCurrentProcess();
        Gauge("localdigest_info", "The daemon's version.", 1, ("version", HealthApi.Version));
        Gauge("localdigest_uptime_seconds", "Seconds since the start.", (DateTime.Now - process.StartTime).TotalSeconds);
        Gauge("localdigest_memory_bytes", "Memory of the process.", process.WorkingSet64);
        Gauge("localdigest_managed_heap_bytes", "Memory of its objects.", GC.GetTotalMemory(forceFullCollection: false));
        Counter("localdigest_cpu_seconds_total", "Processor time.", process.TotalProcessorTime.TotalSeconds);
        Gauge("localdigest_threads", "Threads of the process.", process.Threads.Count);
        Gauge("localdigest_papers", "Papers that are stored.", papers.Count());
        var store = StoreInfo.Of(database, hashes, backups);
        Gauge("localdigest_database_bytes", "Size of the database's file.", store.Bytes);
        Gauge("localdigest_database_schema", "The newest change of its form.", store.Schema);
        Gauge("localdigest_database_damaged_rows", "Rows that the last check found damaged.", hashes.Last?.Damaged ?? 0);
        Gauge("localdigest_disk_free_bytes", "Room on its disk.", new DriveInfo(Path.GetDirectoryName(database.FilePath)!)
            .AvailableFreeSpace);
        Gauge("localdigest_backups", "Daily backups.", store.Backups);
        Gauge("localdigest_backups_bytes", "Size of all daily backups.", store.BackupBytes);
        Head("localdigest_runs_open", "Runs that wait or go on.", "gauge");
        var open = jobs.Recent(Paging.MostItems).Where(job => !job.IsFinished).ToList();
        foreach (var state in (JobState[])[JobState.Queued, JobState.Running])
        {
            Sample("localdigest_runs_open", open.Count(job => job.State == state), ("state", state.ToString().ToLowerInvariant()));
        }
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var cost = LlmCost.Sum([.. ledger.Between(today, today, null).Select(sum => sum.Cost)]);
        Gauge("localdigest_llm_requests_today", "Requests to the language model today, by UTC.", cost.Requests);
        Head("localdigest_llm_tokens_today", "Tokens of the language model today, by UTC.", "gauge");
        Sample("localdigest_llm_tokens_today", cost.InputTokens, ("direction", "input"));
        Sample("localdigest_llm_tokens_today", cost.OutputTokens, ("direction", "output"));
        Head("localdigest_http_request_duration_seconds", "Durations of requests.", "histogram");
        foreach (var (kind, counts) in requests.All) Histogram(kind, counts);
        return TypedResults.Text(text.ToString(), Version);

        void Head(string name, string help, string type) => text.Append(CultureInfo.InvariantCulture,
            $"# HELP {name} {help}\n# TYPE {name} {type}\n");

        void Sample(string name, double value, params ReadOnlySpan<(string Name, string Value)> labels)
        {
            text.Append(name);
            for (var i = 0; i < labels.Length; i++)
            {
                text.Append(i == 0 ? '{' : ',').Append(labels[i].Name).Append("=\"").Append(Escaped(labels[i].Value)).Append('"');
            }
            text.Append(labels.Length > 0 ? "} " : " ").Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
        }

        void Gauge(string name, string help, double value, params ReadOnlySpan<(string Name, string Value)> labels)
        {
            Head(name, help, "gauge");
            Sample(name, value, labels);
        }

        void Counter(string name, string help, double value)
        {
            Head(name, help, "counter");
            Sample(name, value);
        }

        void Histogram(RequestClass kind, DurationCounts counts)
        {
            const string name = "localdigest_http_request_duration_seconds";
            (string, string)[] labels = [("method", kind.Method), ("route", kind.Route), ("status", kind.Status)];
            var below = 0L;
            for (var i = 0; i < counts.Counts.Count; i++)
            {
                below += counts.Counts[i];
                var bound = i < RequestMeter.Bounds.Count ? RequestMeter.Bounds[i].ToString("R", CultureInfo.InvariantCulture) : "+Inf";
                Sample(name + "_bucket", below, [.. labels, ("le", bound)]);
            }
            Sample(name + "_sum", counts.Seconds, labels);
            Sample(name + "_count", below, labels);
        }
    }

    private static string Escaped(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n",
            StringComparison.Ordinal);
}
