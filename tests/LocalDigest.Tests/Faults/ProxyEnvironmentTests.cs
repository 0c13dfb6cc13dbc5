using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Faults;

/// <summary>A proxy of the environment, which sees addresses and contents, and the own machine.</summary>
public sealed class ProxyEnvironmentTests
{
    [Fact, TakesLong]
    public async Task A_model_and_a_webhook_on_the_own_machine_are_reached_without_the_proxy()
    {
        using var folder = new TempFolder();
        var atProxy = new ConcurrentQueue<JsonNode>();
        await using var proxy = new PostStandIn(atProxy.Enqueue);
        var atWebhook = new ConcurrentQueue<JsonNode>();
        await using var webhook = new PostStandIn(atWebhook.Enqueue);
        await using var llm = new FakeLlm();
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HTTP_PROXY"] = proxy.Url, ["http_proxy"] = proxy.Url, ["HTTPS_PROXY"] = proxy.Url, ["NO_PROXY"] = "", ["no_proxy"] = "",
        };
        using var daemon = await DaemonProcess.StartAsync(
            folder.Path, [.. llm.Settings, $"--LocalDigest:Webhooks:team:Url={webhook.Url}"], environment);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = daemon.Http.BaseAddress };
        http.DefaultRequestHeaders.Authorization = daemon.Http.DefaultRequestHeaders.Authorization;
        var lines = string.Join('\n', TestDaemon.MadeUp(3).Select(paper => System.Text.Json.JsonSerializer.Serialize(paper, System.Text.Json.JsonSerializerOptions.Web)));
        using var papers = await http.PostAsync("/v1/papers", new StringContent(lines, null, "application/x-ndjson"), Ct);
        Assert.True(papers.IsSuccessStatusCode, await papers.Content.ReadAsStringAsync(Ct));

        using var profile = await http.PatchAsJsonAsync(
            "/v1/profiles/default", new { delivery = new[] { new { kind = "webhook", name = "team" } } }, Ct);
        Assert.True(profile.IsSuccessStatusCode, await profile.Content.ReadAsStringAsync(Ct));

        using var started = await http.PostAsJsonAsync("/v1/runs", new { kind = "digest", sources = Array.Empty<object>() }, Ct);
        var id = (await started.Content.ReadFromJsonAsync<JsonNode>(Ct))!["id"]!.GetValue<string>();
        JsonNode run = new JsonObject();
        await TestDaemon.UntilAsync(async () =>
            (run = (await http.GetFromJsonAsync<JsonNode>($"/v1/runs/{id}", Ct))!)["state"]!.GetValue<string>() is not ("queued" or "running"));
        Assert.NotEmpty(llm.Requests);
        using var sent = await http.PostAsync($"/v1/digests/{run["digest"]}/deliveries", content: null, Ct);
        Assert.True(sent.IsSuccessStatusCode, await sent.Content.ReadAsStringAsync(Ct));
        await TestDaemon.UntilAsync(() => Task.FromResult(!atWebhook.IsEmpty || !atProxy.IsEmpty));
        Assert.Empty(atProxy);
        Assert.Single(atWebhook);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
}
