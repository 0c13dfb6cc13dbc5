using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace LocalDigest.Daemon.Hosting;

/// <summary>
/// Counts requests and how long they took, by route, method and status, from the server's own instrument
/// <c>http.server.request.duration</c>. Routes are templates, so that their number is bounded and no paper's id is kept.
/// </summary>
internal sealed class RequestMeter(IServiceProvider services) : IDisposable
{
    /// <summary>Upper ends of the classes of durations, in seconds.</summary>
    public static readonly IReadOnlyList<double> Bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<RequestClass, Durations> classes = new();

    /// <summary>What was counted so far.</summary>
    public IEnumerable<(RequestClass Class, DurationCounts Counts)> All =>
        classes.Select(entry => (entry.Key, entry.Value.Read())).OrderBy(entry => entry.Key.ToString(), StringComparer.Ordinal);

    /// <summary>Begins to count. Other servers in the same process are not counted.</summary>
    public void Start()
    {
        var factory = services.GetService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Name == "http.server.request.duration" && ReferenceEquals(instrument.Meter.Scope,
                factory)) listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) => Add(seconds, tags));
        listener.Start();
    }

    public void Dispose() => listener.Dispose();

    private void Add(double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string route = "", method = "", status = "";
        foreach (var (name, value) in tags)
        {
            if (name == "http.route") route = value?.ToString() ?? "";
            else if (name == "http.request.method") method = value?.ToString() ?? "";
            else if (name == "http.response.status_code") status = value?.ToString() ?? "";
        }
        classes.GetOrAdd(new RequestClass(method, route, status), _ => new Durations()).Add(seconds);
    }

    private sealed class Durations
    {
        private readonly Lock changing = new();
        private readonly long[] counts = new long[Bounds.Count + 1];
        private double sum;

        public void Add(double seconds)
        {
            var place = 0;
            while (place < Bounds.Count && seconds > Bounds[place]) place++;
            lock (changing)
            {
                counts[place]++;
                sum += seconds;
            }
        }

        public DurationCounts Read()
        {
            lock (changing) return new DurationCounts([.. counts], sum);
        }
    }
}

/// <param name="Method">GET, …; <c>_OTHER</c> for an unusual one.</param>
/// <param name="Route">The template; empty where none fits.</param>
/// <param name="Status">The status of the answer.</param>
internal sealed record RequestClass(string Method, string Route, string Status);

/// <param name="Counts">How many fell into each class; the last is above all bounds.</param>
/// <param name="Seconds">All of them together.</param>
internal sealed record DurationCounts(IReadOnlyList<long> Counts, double Seconds);
