using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Fuzzing;

/// <summary>
/// Every operation of the description with bodies, addresses and parameters made of its examples: each answer comes in time, none is a
/// fault
/// of the daemon, and each refusal is a problem. <c>LOCALDIGEST_FUZZ_SEED</c> begins elsewhere, <c>LOCALDIGEST_FUZZ_REQUESTS</c> makes
/// more.
/// </summary>
public sealed class HttpFuzzTests : IAsyncLifetime
{
    /// <summary>For each operation.</summary>
    private const int UsualRequests = 40;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>Streams without an end, and those that ask other programs.</summary>
    private static readonly string[] NotAsked = ["runEvents", "events", "agents", "checkLlm", "tryLlm", "getBackup", "chooseLlm",
        "forgetLlm"];

    private TestDaemon daemon = null!;

    public static IEnumerable<TheoryDataRow<string>> Operations => Surface.Committed.Operations
        .Where(operation => !NotAsked.Contains(operation.Id)).Select(operation => new TheoryDataRow<string>(operation.Id));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(20));
    }

    public ValueTask DisposeAsync() => daemon.DisposeAsync();

    [Theory, TakesLong]
    [MemberData(nameof(Operations))]
    public async Task No_request_is_a_fault_of_the_daemon(string id)
    {
        var operation = Surface.Committed.Operations.Single(operation => operation.Id == id);
        var seed = Number("LOCALDIGEST_FUZZ_SEED", 1);
        // The answers are not held against the description: what a server answers to what is no HTTP is not in it.
        using var http = new HttpClient { BaseAddress = new Uri(daemon.Url) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", daemon.Token);
        for (var number = 0; number < Number("LOCALDIGEST_FUZZ_REQUESTS", UsualRequests); number++)
        {
            var mutator = new Mutator(id.Aggregate((seed * 1_000_003) + number, (hash, letter) => unchecked((hash * 31) + letter)));
            var (address, content) = Make(operation, mutator);
            using var request = new HttpRequestMessage(operation.Method, address);
            if (content is var (type, body))
            {
                request.Content = new ByteArrayContent(body);
                request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            }
            var clock = Stopwatch.StartNew();
            using var answer = await http.SendAsync(request, Ct);
            var text = await answer.Content.ReadAsStringAsync(Ct);
            var told = $"{id} {number}: {(int)answer.StatusCode} after {clock.Elapsed.TotalSeconds:0.0} s for {address}"
                + $" {(content is var (_, sent) ? Encoding.UTF8.GetString(sent[..Math.Min(sent.Length, 600)]) : "")}:"
                    + $" {text[..Math.Min(text.Length, 400)]}";
            Assert.True((int)answer.StatusCode < 500 || answer.StatusCode is HttpStatusCode.BadGateway, told);
            Assert.True(clock.Elapsed < Longest, told);
            if (answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.NotModified) continue;
            Assert.True(answer.Content.Headers.ContentType?.MediaType == "application/problem+json", told);
            Assert.True(JsonNode.Parse(text)!["detail"]!.GetValue<string>().Length > 20, told);
        }
        using var health = await http.GetAsync("/health", Ct);
        Assert.True(health.IsSuccessStatusCode);
    }

    private static (string Address, (string Type, byte[] Body)? Content) Make(Surface.Operation operation, Mutator mutator)
    {
        var what = mutator.Next(3);
        var address = new StringBuilder();
        foreach (var part in operation.Path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var value = part[0] != '{' ? part : what == 0 ? mutator.Change(mutator.Of(Names), Names)[..] : mutator.Of(Names);
            if (value.Length > 2000) value = value[..2000];
            address.Append('/').Append(part[0] == '{' ? Escaped(value) : value);
        }
        var separator = '?';
        foreach (var parameter in operation.Parameters.Where(parameter => parameter["in"]!.GetValue<string>() == "query"))
        {
            if (mutator.Next(2) == 0) continue;
            var value = what == 1 ? mutator.Change(mutator.Of(Values), Values) : mutator.Of(Values);
            if (value.Length > 3000) value = value[..3000];
            address.Append(separator).Append(parameter["name"]!.GetValue<string>()).Append('=').Append(Escaped(value));
            separator = '&';
        }
        if (operation.Node["requestBody"]?["content"] is not JsonObject forms) return (address.ToString(), null);
        var (type, form) = mutator.Of(forms.ToList());
        var example = form?["example"];
        if (example is null or JsonValue)
        {
            var good = example?.ToString() ?? "";
            return (address.ToString(), (type, Encoding.UTF8.GetBytes(mutator.Change(good, [good]))));
        }
        // Half of the bodies are JSON still: their texts, numbers and lists are changed and not their letters.
        var body = mutator.Next(2) == 0 ? Twisted(example.DeepClone(), mutator).ToJsonString() : mutator.Change(example.ToJsonString(),
            [example.ToJsonString()]);
        return (address.ToString(), (type, Encoding.UTF8.GetBytes(body.Replace("\\uFFFF", "\\ud800", StringComparison.Ordinal))));
    }

    /// <summary>Puts something else in the place of one to three values.</summary>
    private static JsonNode Twisted(JsonNode root, Mutator mutator)
    {
        for (var left = 1 + mutator.Next(3); left > 0; left--)
        {
            var places = Places(root).ToList();
            if (places.Count == 0) return root;
            var (parent, key) = mutator.Of(places);
            JsonNode? value = mutator.Next(9) switch
            {
                0 => null,
                1 => long.MaxValue,
                2 => -1,
                3 => 1e308,
                4 => mutator.Of(Mutator.Hostile),
                5 => new JsonArray([.. Enumerable.Range(0, 300).Select(_ => (JsonNode)mutator.Of(Mutator.Hostile))]),
                6 => string.Concat(Enumerable.Repeat(mutator.Of(Mutator.Hostile), 2000)),
                7 => new JsonObject { [mutator.Of(Mutator.Hostile)] = true },
                _ => mutator.Change("A text of $x^2$ with [a link](http://a.example).", Mutator.Hostile),
            };
            if (parent is JsonObject fields) fields[(string)key] = value;
            else ((JsonArray)parent)[(int)key] = value;
        }
        return root;
    }

    private static IEnumerable<(JsonNode Parent, object Key)> Places(JsonNode node)
    {
        if (node is JsonObject fields)
        {
            foreach (var (name, value) in fields)
            {
                yield return (node, name);
                foreach (var place in value is null ? [] : Places(value)) yield return place;
            }
        }
        else if (node is JsonArray items)
        {
            for (var i = 0; i < items.Count; i++)
            {
                yield return (node, i);
                foreach (var place in items[i] is { } item ? Places(item) : []) yield return place;
            }
        }
    }

    /// <summary>As a client would that knows no surrogates: halves of characters and what no address may hold come as they are in
    /// UTF-8.</summary>
    private static string Escaped(string value) =>
        string.Concat(Encoding.UTF8.GetBytes(value).Select(letter => char.IsAsciiLetterOrDigit((char)letter) ? ((char)letter).ToString()
            : $"%{letter:X2}"));

    private static readonly string[] Names = ["arxiv:2601.90001", "default", "latest", "10.1000/182", "url:https://a.example/x", "fig1",
        "42", "v1"];

    private static readonly string[] Values =
        ["1", "500", "2026-01-20", "2026-01", "default", "robots that learn", "author:lee", "rank", "true", "cs.RO", "up",
            "arxiv:2601.90001", "saved", "tag:x", "9999-12-31", "0001-01-01", ""];

    private static int Number(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : usual;
}
