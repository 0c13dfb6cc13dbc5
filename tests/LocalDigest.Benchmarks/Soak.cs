using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace LocalDigest.Benchmarks;

/// <summary>
/// <c>soak</c>: 64 clients and 20 readers of events at one published daemon for minutes or hours, first at the pace of readers and then
/// without a pause. It prints how long answers took, how the memory went, and whether every acknowledged thumb and note is there at the end;
/// it fails where one is not, an answer was an error, a reader of events got none, or the memory grew.
/// </summary>
/// <remarks>
/// Without a pause the times say how much the daemon does in a second and no more: as each client waits for its answer, the mean time is 64
/// divided by the requests a second. In the environment: <c>MINUTES</c> of each of the two (2), <c>PACE</c> for one of them alone
/// (<c>readers</c>, <c>none</c>), <c>PAPERS</c> (100,000), <c>DAEMON</c> for a daemon that was
/// published before.
/// </remarks>
internal static class Soak
{
    private const int Clients = 64, Streams = 20, BatchSize = 5000;

    /// <summary>The memory of the last quarter may be so much more than that of the second: what is more is a leak.</summary>
    private const double MostGrowth = 1.3;

    /// <summary>How long clients rest between an answer and the next request, in milliseconds, from and below.</summary>
    private static readonly (string Name, string Told, int Least, int Most)[] Paces =
    [
        ("readers", "each client rests 0.5 to 1.5 s between two requests", 500, 1500),
        ("none", "no client ever rests: what is measured is how much is done in a second", 0, 0),
    ];

    private static readonly string[] Queries =
        ["reinforcement learning agents", "dark matter halo", "protein folding", "causal inference", "speech recognition", "neutrino mass"];

    /// <exception cref="InvalidOperationException">Something that was acknowledged is lost, or an answer was an error.</exception>
    public static async Task RunAsync()
    {
        if (EvaluationData.Folder() is not { } data)
        {
            Console.WriteLine("skipped: no ../shared/data");
            return;
        }
        var minutes = double.Parse(Environment.GetEnvironmentVariable("MINUTES") ?? "2", CultureInfo.InvariantCulture);
        var count = int.Parse(Environment.GetEnvironmentVariable("PAPERS") ?? "100000", CultureInfo.InvariantCulture);
        var work = Directory.CreateTempSubdirectory("localdigest-soak-").FullName;
        try
        {
            var program = Environment.GetEnvironmentVariable("DAEMON") ?? Path.Combine(
                Surface.Publish(Path.Combine("daemon", "LocalDigest.Daemon", "LocalDigest.Daemon.csproj"), Path.Combine(work, "daemon")),
                "LocalDigest.Daemon");
            await using var daemon = await PublishedProgram.StartAsync(program, [], Path.Combine(work, "data"));
            var papers = CorpusPapers.Of(data, count).ToList();
            foreach (var batch in papers.Chunk(BatchSize))
            {
                await daemon.SendAsync(HttpMethod.Post, "/v1/papers", CorpusPapers.Lines(batch), "application/x-ndjson");
            }
            await daemon.SendAsync(HttpMethod.Patch, "/v1/profiles/default", new { interests = "Agents that learn.\nProtein folding." });
            await daemon.GetAsync("/v1/papers?limit=50");
            var wanted = Environment.GetEnvironmentVariable("PACE");
            var paces = Paces.Where(pace => wanted is null || pace.Name == wanted).ToList();
            if (paces.Count == 0)
                throw new InvalidOperationException($"PACE is {wanted}. Set it to readers or none, or leave it out for both.");
            List<string> ids = [.. papers.Select(paper => paper.Id)];
            foreach (var (_, told, least, most) in paces) await WorkAsync(daemon, ids, TimeSpan.FromMinutes(minutes), told, (least, most));
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task WorkAsync(
        PublishedProgram daemon, List<string> ids, TimeSpan length, string pace, (int Least, int Most) rest)
    {
        var times = new ConcurrentDictionary<string, ConcurrentBag<double>>();
        var said = new ConcurrentDictionary<string, (string Thumb, string Note)>();
        var events = new int[Streams];
        using var over = new CancellationTokenSource(length);
        var streams = Enumerable.Range(0, Streams).Select(stream => daemon.ListenAsync(
            "/v1/events", _ => Interlocked.Increment(ref events[stream]), over.Token)).ToList();
        var clients = Enumerable.Range(0, Clients).Select(client =>
            Task.Run(() => ClientAsync(daemon, ids, client, rest, times, said, over.Token))).ToList();
        var memory = new List<double>();
        while (!over.IsCancellationRequested)
        {
            memory.Add(daemon.Megabytes());
            await Task.WhenAny(Task.Delay(1000), Task.WhenAll(clients));
            // A client that ends early has failed.
            if (clients.Exists(client => client.IsFaulted)) break;
        }
        await over.CancelAsync();
        await Task.WhenAll([.. clients, .. streams]);

        var table = new Table("what", "requests", "median", "p95", "p99", "longest");
        foreach (var (what, bag) in times.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var sorted = bag.Order().ToList();
            table.Add(what, $"{sorted.Count:n0}", Of(sorted, 0.5), Of(sorted, 0.95), Of(sorted, 0.99), Of(sorted, 1));
        }
        Console.WriteLine(
            $"{ids.Count:n0} papers, {Clients} clients, {Streams} readers of events, {length.TotalMinutes:0.##} minutes; {pace}. "
            + $"{times.Values.Sum(bag => bag.Count) / length.TotalSeconds:n0} requests a second; in ms:");
        table.Write(Console.Out);
        var quarter = memory.Count / 4 + 1;
        var (early, late) = (memory.Skip(memory.Count / 4).Take(quarter).Average(), memory.TakeLast(quarter).Average());
        Console.WriteLine($"Memory: {early:n0} MB in the second quarter, {late:n0} MB in the last ({late / early:0.00} times). "
            + $"Events read: {events.Sum():n0}, by each reader {events.Min():n0} to {events.Max():n0}.");
        var lost = 0;
        foreach (var (id, (thumb, note)) in said)
        {
            using var paper = await daemon.GetAsync("/v1/papers/" + Uri.EscapeDataString(id));
            if (paper.RootElement.GetProperty("feedback").GetString() != thumb || paper.RootElement.GetProperty("note").GetString() != note)
                lost++;
        }
        Console.WriteLine($"Papers with an acknowledged thumb and note: {said.Count:n0}; lost: {lost}.");
        if (lost > 0) throw new InvalidOperationException($"{lost} acknowledged changes are lost.");
        if (events.Min() == 0) throw new InvalidOperationException("A reader of events got none.");
        if (late > MostGrowth * early) throw new InvalidOperationException($"The memory grew from {early:n0} to {late:n0} MB.");
    }

    /// <summary>A reader of its own share of the papers, so that the last thing said of each is known.</summary>
    private static async Task ClientAsync(
        PublishedProgram daemon, List<string> ids, int client, (int Least, int Most) rest,
        ConcurrentDictionary<string, ConcurrentBag<double>> times, ConcurrentDictionary<string, (string Thumb, string Note)> said,
        CancellationToken ct)
    {
        var random = new Random(client);
        var own = ids.Where((_, i) => i % Clients == client).Take(200).ToList();
        // Not all at once.
        await Task.Delay(random.Next(rest.Most), CancellationToken.None);
        for (var turn = 0; !ct.IsCancellationRequested; turn++)
        {
            var id = own[random.Next(own.Count)];
            var path = "/v1/papers/" + Uri.EscapeDataString(id);
            switch (random.Next(10))
            {
                case < 4:
                    await TimeAsync("ranked list", $"/v1/papers?limit={20 + random.Next(30)}");
                    break;
                case < 6:
                    await TimeAsync("search", $"/v1/papers?limit=20&q={Uri.EscapeDataString(Queries[random.Next(Queries.Length)])}");
                    break;
                case < 7:
                    await TimeAsync("neighbours", path + "/similar?limit=10");
                    break;
                case < 9:
                    await TimeAsync("one paper", path);
                    break;
                default:
                    var (thumb, note) = (random.Next(2) == 0 ? "up" : "down", $"note {turn} of client {client}");
                    var started = Stopwatch.GetTimestamp();
                    await daemon.SendAsync(HttpMethod.Put, path + "/feedback", new { value = thumb });
                    Note("thumb", Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                    started = Stopwatch.GetTimestamp();
                    await daemon.SendAsync(HttpMethod.Put, path + "/marks", new { note });
                    Note("note", Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                    said[id] = (thumb, note);
                    break;
            }
            await Task.Delay(random.Next(rest.Least, rest.Most), CancellationToken.None);
        }

        async Task TimeAsync(string what, string path) => Note(what, await daemon.TimeAsync(path));

        void Note(string what, double time) => times.GetOrAdd(what, _ => []).Add(time);
    }

    private static string Of(List<double> sorted, double share) =>
        $"{sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))]:n0}";
}
