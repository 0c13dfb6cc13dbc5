using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Durability;

/// <summary>Clients of a daemon that note what they ask for and what they are told, until it dies or they are stopped.</summary>
internal sealed class Clients(Promises promises, int seed)
{
    private const int BatchSize = 4;

    private readonly ConcurrentDictionary<int, string> papers = new();
    private readonly ConcurrentQueue<string> wrong = new();
    private readonly ConcurrentQueue<(byte[] File, long AsOf)> backups = new();
    private readonly ConcurrentDictionary<(string Key, string Tag), string> changed = new();
    private readonly ConcurrentBag<(string Key, string Path)> passing = [];
    private int imported, said, refused;

    /// <summary>Answers that nothing explains; a test in which there are any fails.</summary>
    public IReadOnlyCollection<string> Wrong => wrong;

    /// <summary>Copies that arrived whole, with the moment before which they were asked for.</summary>
    public IReadOnlyCollection<(byte[] File, long AsOf)> Backups => backups;

    /// <summary>Runs that were acknowledged.</summary>
    public ConcurrentQueue<string> Runs { get; } = new();

    /// <summary>The most papers that are brought in; after that only their remarks change.</summary>
    public int MostPapers { get; init; } = 150;

    /// <summary>Refusals that the test's fault explains, by their status and what they tell.</summary>
    public Func<int, string, bool> MayRefuse { get; set; } = (_, _) => false;

    /// <summary>How many requests were refused so.</summary>
    public int Refused => refused;

    /// <summary>Makes the profiles whose names are changed.</summary>
    public async Task PrepareAsync(HttpClient http, CancellationToken ct)
    {
        for (var i = 0; i < 3; i++)
        {
            using var made = await http.PostAsJsonAsync("/v1/profiles", new { name = $"Other {i}", sources = Array.Empty<object>() }, ct);
            Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(ct));
            promises.Note("profile " + (await made.Content.ReadFromJsonAsync<JsonNode>(ct))!["id"]!.GetValue<string>(), $"Other {i}");
        }
        using var told = await http.PutAsJsonAsync("/v1/profiles/default", new
        {
            name = "Robots", interests = "Robots that learn to grasp.", sources = Array.Empty<object>(),
            digest = new { budget = new { share = 1.0 } },
        }, ct);
        Assert.True(told.IsSuccessStatusCode);
        for (var i = 0; i < 3; i++) await ImportAsync(http, new Random(seed), ct);
    }

    /// <summary>Everything at once until <paramref name="ct"/> or the end of the daemon.</summary>
    /// <param name="withRuns">Whether runs are started and copies taken.</param>
    public Task WorkAsync(HttpClient http, int round, bool withRuns, CancellationToken ct)
    {
        List<Func<HttpClient, Random, CancellationToken, Task>> kinds = [ImportAsync, ThumbAsync, ManyThumbsAsync, MarkAsync, RenameAsync];
        if (withRuns) kinds.AddRange([RunAsync, BackUpAsync]);
        return Task.WhenAll(kinds.Select((work, kind) => Task.Run(
            () => RepeatAsync(work, http, new Random(unchecked(seed * 31 + round * 101 + kind)), ct), CancellationToken.None)));
    }

    /// <summary>Does one kind of thing again and again.</summary>
    public static async Task RepeatAsync(
        Func<HttpClient, Random, CancellationToken, Task> work, HttpClient http, Random random, CancellationToken ct)
    {
        try
        {
            while (!ct.IsCancellationRequested) await work(http, random, ct);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            // The daemon was killed, or the test is over. What had no answer stays open.
        }
    }

    /// <summary>New papers, or a new remark of the authors on some that are there.</summary>
    public async Task ImportAsync(HttpClient http, Random random, CancellationToken ct)
    {
        var isNew = imported + BatchSize <= MostPapers && (imported < 12 || random.Next(2) == 0);
        var numbers = isNew
            ? Enumerable.Range(Interlocked.Add(ref imported, BatchSize) - BatchSize, BatchSize).ToArray()
            : Shuffled(random).Take(BatchSize).ToArray();
        var writes = new List<(string Key, Promises.Write Write)>();
        var lines = new StringBuilder();
        foreach (var number in numbers)
        {
            var (id, comment) = (Id(number), Word("remark"));
            if (isNew) writes.Add(("paper " + id, promises.Begin("paper " + id, "there")));
            writes.Add(("comment " + id, promises.Begin("comment " + id, comment)));
            lines.AppendLine(JsonSerializer.Serialize(new
            {
                id, comment, title = $"Paper number {number} about {(number % 2 == 0 ? "robots" : "oceans")} of kind {number}",
                @abstract = $"We teach {(number % 2 == 0 ? "robots to grasp" : "sailors to measure")} item {number}, as we show.",
                authors = new[] { $"Author {number} One" }, categories = new[] { "cs.RO" },
                published = DateTimeOffset.UtcNow.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            }));
        }
        using var content = new StringContent(lines.ToString(), new MediaTypeHeaderValue("application/x-ndjson"));
        using var answer = await http.PostAsync("/v1/papers", content, ct);
        if (!await IsGoodAsync("import", answer, ct)) return;
        foreach (var (_, write) in writes) promises.End(write);
        foreach (var number in numbers) papers[number] = Id(number);
    }

    public async Task ThumbAsync(HttpClient http, Random random, CancellationToken ct)
    {
        if (Any(random) is not { } id) return;
        var value = random.Next(4) switch { 0 => null, 1 => "down", _ => "up" };
        var write = promises.Begin("thumb " + id, value);
        var path = $"/v1/papers/{Uri.EscapeDataString(id)}/feedback";
        using var answer = value is null ? await http.DeleteAsync(path, ct) : await http.PutAsJsonAsync(path, new { value }, ct);
        // That there was none to take back tells as much as that it was taken.
        if (value is null && answer.StatusCode == HttpStatusCode.NotFound || await IsGoodAsync("thumb", answer, ct)) promises.End(write);
    }

    public async Task ManyThumbsAsync(HttpClient http, Random random, CancellationToken ct)
    {
        var ids = Enumerable.Range(0, 6).Select(_ => Any(random)).OfType<string>().Distinct().ToList();
        if (ids.Count == 0) return;
        var items = ids.Select(id => (Id: id, Value: random.Next(2) == 0 ? "up" : "down")).ToList();
        var writes = items.Select(item => promises.Begin("thumb " + item.Id, item.Value)).ToList();
        var body = new { items = items.Select(item => new { id = item.Id, value = item.Value }) };
        using var answer = await http.PostAsJsonAsync("/v1/feedback", body, ct);
        if (await IsGoodAsync("thumbs", answer, ct)) writes.ForEach(promises.End);
    }

    public async Task MarkAsync(HttpClient http, Random random, CancellationToken ct)
    {
        if (Any(random) is not { } id) return;
        var path = $"/v1/papers/{Uri.EscapeDataString(id)}/marks";
        var note = random.Next(4) == 0 ? "" : Word("note");
        var saved = random.Next(2) == 0;
        Promises.Write[] writes =
            [promises.Begin("note " + id, note.Length == 0 ? null : note), promises.Begin("saved " + id, saved ? "yes" : null)];
        using var answer = await http.PutAsJsonAsync(path, new { note, saved }, ct);
        if (await IsGoodAsync("marks", answer, ct)) Array.ForEach(writes, promises.End);
    }

    /// <summary>Reads a profile and changes its name where it is still the one that was read.</summary>
    public async Task RenameAsync(HttpClient http, Random random, CancellationToken ct)
    {
        var path = $"/v1/profiles/other-{random.Next(3)}";
        using var read = await http.GetAsync(path, ct);
        if (!await IsGoodAsync("profile", read, ct)) return;
        var name = Word("Other");
        using var change = new HttpRequestMessage(HttpMethod.Patch, path)
        {
            Content = new StringContent(JsonSerializer.Serialize(new { name }), Encoding.UTF8, "application/merge-patch+json"),
        };
        change.Headers.IfMatch.Add(read.Headers.ETag!);
        var key = "profile " + path.Split('/')[^1];
        var write = promises.Begin(key, name);
        using var answer = await http.SendAsync(change, ct);
        if (answer.StatusCode == HttpStatusCode.PreconditionFailed) promises.Refuse(key, write);
        else if (await IsGoodAsync("rename", answer, ct))
        {
            promises.End(write);
            if (!changed.TryAdd((key, read.Headers.ETag!.Tag), name)) wrong.Enqueue($"{key} was changed twice from {read.Headers.ETag}");
        }
    }

    /// <summary>Adds a profile and a search, and takes away one of each that was added before.</summary>
    public async Task ComeAndGoAsync(HttpClient http, Random random, CancellationToken ct)
    {
        using (var made = await http.PostAsJsonAsync("/v1/profiles", new { name = Word("Passing"), sources = Array.Empty<object>() }, ct))
        {
            if (await IsGoodAsync("profile", made, ct)) await KeepAsync("profile", "/v1/profiles/", made, ct);
        }
        using (var made = await http.PostAsJsonAsync("/v1/searches", new { name = Word("search"), q = "robots" }, ct))
        {
            if (await IsGoodAsync("search", made, ct)) await KeepAsync("search", "/v1/searches/", made, ct);
        }
        if (random.Next(4) == 0 || !passing.TryTake(out var gone)) return;
        var write = promises.Begin(gone.Key, null);
        using var answer = await http.DeleteAsync(gone.Path, ct);
        if (await IsGoodAsync("removal", answer, ct)) promises.End(write);
    }

    private async Task KeepAsync(string kind, string path, HttpResponseMessage made, CancellationToken ct)
    {
        var body = (await made.Content.ReadFromJsonAsync<JsonNode>(ct))!;
        var id = body["id"]!.GetValue<string>();
        promises.Note($"{kind} {id}", body["name"]!.GetValue<string>());
        passing.Add(($"{kind} {id}", path + id));
    }

    /// <summary>Has what is new judged.</summary>
    public async Task RunAsync(HttpClient http, Random random, CancellationToken ct)
    {
        using var answer = await http.PostAsJsonAsync("/v1/runs", new { kind = "digest", sources = Array.Empty<object>() }, ct);
        if (await IsGoodAsync("run", answer, ct))
        {
            var id = (await answer.Content.ReadFromJsonAsync<JsonNode>(ct))!["id"]!.GetValue<string>();
            if (!Runs.Contains(id)) Runs.Enqueue(id);
            promises.Note("run " + id, "there");
        }
        await Task.Delay(random.Next(50, 150), ct);
    }

    public async Task BackUpAsync(HttpClient http, Random random, CancellationToken ct)
    {
        await Task.Delay(random.Next(20, 200), ct);
        var asOf = System.Diagnostics.Stopwatch.GetTimestamp();
        using var answer = await http.GetAsync("/v1/backup", ct);
        if (!await IsGoodAsync("backup", answer, ct)) return;
        var file = await answer.Content.ReadAsByteArrayAsync(ct);
        backups.Enqueue((file, asOf));
        while (backups.Count > 2) backups.TryDequeue(out _);
    }

    /// <summary>The papers that are there, in an order that hangs on the seed alone.</summary>
    private int[] Shuffled(Random random)
    {
        int[] known = [.. papers.Keys.Order()];
        random.Shuffle(known);
        return known;
    }

    private static string Id(int number) => $"arxiv:2601.{10_000 + number}";

    private string Word(string kind) => $"{kind} {Interlocked.Increment(ref said).ToString(CultureInfo.InvariantCulture)}";

    /// <summary>One of the papers that are there.</summary>
    private string? Any(Random random)
    {
        var known = papers.Keys.Order().ToList();
        return known.Count == 0 ? null : papers[known[random.Next(known.Count)]];
    }

    private async Task<bool> IsGoodAsync(string what, HttpResponseMessage answer, CancellationToken ct)
    {
        if (answer.IsSuccessStatusCode) return true;
        var body = await answer.Content.ReadAsStringAsync(ct);
        var isProblem = answer.Content.Headers.ContentType?.MediaType == "application/problem+json";
        if (isProblem && MayRefuse((int)answer.StatusCode, JsonNode.Parse(body)!["detail"]?.GetValue<string>() ?? ""))
        {
            Interlocked.Increment(ref refused);
            return false;
        }
        wrong.Enqueue($"{what}: {(int)answer.StatusCode} {body}");
        return false;
    }
}
