using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using LocalDigest.Daemon.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Tests;

/// <summary>The whole daemon inside the test: real HTTP on a free port, real SQLite in a folder of its own; only the outside is missing.</summary>
internal sealed class TestDaemon : IAsyncDisposable
{
    /// <summary>Nothing listens there: sources that a test does not name cannot be reached.</summary>
    public static readonly string[] NoNetwork =
    [
        "--LocalDigest:Arxiv:ApiUrl=http://127.0.0.1:9/api", "--LocalDigest:Arxiv:RssUrl=http://127.0.0.1:9/rss", "--LocalDigest:Arxiv:OaiUrl=http://127.0.0.1:9/oai",
        "--LocalDigest:Arxiv:HtmlUrl=http://127.0.0.1:9/html", "--LocalDigest:Arxiv:PdfUrl=http://127.0.0.1:9/pdf", "--LocalDigest:HuggingFace:ApiUrl=http://127.0.0.1:9/hf",
        "--LocalDigest:Zotero:ApiUrl=http://127.0.0.1:9/api", "--LocalDigest:Biorxiv:ApiUrl=http://127.0.0.1:9/biorxiv",
        "--LocalDigest:OpenReview:ApiUrl=http://127.0.0.1:9/openreview", "--LocalDigest:SemanticScholar:ApiUrl=http://127.0.0.1:9/graph/v1",
    ];

    private readonly TempFolder? owned;
    private readonly WebApplication application;

    private TestDaemon(WebApplication application, TempFolder? owned, string url, string? token)
    {
        this.application = application;
        this.owned = owned;
        Url = url;
        var network = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, Expect100ContinueTimeout = TimeSpan.FromSeconds(30) };
        Http = new HttpClient(new SurfaceHandler(network)) { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(60) };
        if (token is not null) Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        Token = token;
    }

    public string Url { get; }

    public string? Token { get; }

    /// <summary>Signed in. Every answer is held against the committed description of the surface.</summary>
    public HttpClient Http { get; }

    public IServiceProvider Services => application.Services;

    /// <param name="settings">Configuration as on the command line.</param>
    /// <param name="folder">The data directory; one of its own, gone afterwards, where none is named.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="auth">"none" to drop the token.</param>
    public static async Task<TestDaemon> StartAsync(IEnumerable<string>? settings = null, string? folder = null, TimeProvider? clock = null, string auth = "token")
    {
        var own = folder is null ? new TempFolder() : null;
        folder ??= own!.Path;
        var arguments = new DaemonArguments(folder, "http://127.0.0.1:0", auth, Today: false, ParentPid: null, [.. NoNetwork, .. settings ?? []]);
        var built = DaemonHost.Build(arguments, folder, clock ?? TimeProvider.System);
        await built.StartAsync();
        var url = DaemonHost.AddressOf(built);
        built.Services.GetRequiredService<DaemonAddress>().Set(url);
        return new TestDaemon(built, own, url, auth == "none" ? null : built.Services.GetRequiredService<AccessToken>().Value);
    }

    public async Task<JsonNode> GetAsync(string path) => await ReadAsync(await Http.GetAsync(path, TestContext.Current.CancellationToken));

    public async Task<JsonNode> PostAsync(string path, object body) => await ReadAsync(await SendAsync(HttpMethod.Post, path, body));

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, string contentType = "application/json", params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body as string ?? System.Text.Json.JsonSerializer.Serialize(body, System.Text.Json.JsonSerializerOptions.Web), Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        }
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Takes in papers and gives the answer.</summary>
    public async Task<JsonNode> ImportAsync(IEnumerable<object> papers)
    {
        var lines = string.Join('\n', papers.Select(paper => System.Text.Json.JsonSerializer.Serialize(paper, System.Text.Json.JsonSerializerOptions.Web)));
        return await ReadAsync(await SendAsync(HttpMethod.Post, "/v1/papers", lines, "application/x-ndjson"));
    }

    /// <summary>Starts a run and waits for its end.</summary>
    public async Task<JsonNode> RunAsync(object request)
    {
        var run = await PostAsync("/v1/runs", request);
        return await EndOfAsync(run["id"]!.GetValue<string>());
    }

    public async Task<JsonNode> EndOfAsync(string id)
    {
        JsonNode run = new JsonObject();
        await UntilAsync(async () => (run = await GetAsync($"/v1/runs/{id}"))["state"]!.GetValue<string>() is not ("queued" or "running"));
        return run;
    }

    /// <summary>Waits until something is so, a minute at most.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromMinutes(1), "It has not become so within a minute.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Made-up papers, all different.</summary>
    public static IEnumerable<object> MadeUp(int count, string word = "robots") => Enumerable.Range(0, count).Select(i => new
    {
        id = $"arxiv:2601.9{i:0000}",
        title = $"Paper number {i} about {word} that learn to grasp item {i}",
        @abstract = $"We teach {word} to grasp item {i} with language models. Experiment {i} shows it works in {i + 1} of {i + 2} cases.",
        authors = new[] { $"Author {i} One", $"Author {i} Two" },
        categories = new[] { "cs.RO" },
        published = DateTimeOffset.UtcNow.AddDays(-1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
    });

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await application.StopAsync();
        await application.DisposeAsync();
        owned?.Dispose();
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {response.RequestMessage!.Method} {response.RequestMessage.RequestUri!.PathAndQuery}: {text}");
            return JsonNode.Parse(text)!;
        }
    }
}
