using System.Net;
using LocalDigest.Tests.StandIns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace LocalDigest.Tests.Api;

/// <summary>The Model Context Protocol on the daemon itself, by its streamable HTTP.</summary>
public sealed class AgentsApiTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_agent_lists_and_calls_the_tools_of_the_command()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var log = new RecordedLog();
        daemon.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        await daemon.ImportAsync(TestDaemon.MadeUp(4));
        await using var agent = await ConnectAsync(daemon);
        var tools = await agent.ListToolsAsync(cancellationToken: Ct);
        Assert.Equal(
            [
                "add_note", "citation_status", "get_paper", "give_feedback", "rank_papers", "read_paper", "run_digest", "search_papers",
                    "similar_papers",
                "todays_digest",
            ],
            tools.Select(tool => tool.Name).Order(StringComparer.Ordinal));
        var found = await agent.CallToolAsync("search_papers",
            new Dictionary<string, object?> { ["query"] = "robots grasp", ["limit"] = 2 }, cancellationToken: Ct);
        Assert.NotEqual(true, found.IsError);
        Assert.Equal(2, found.StructuredContent!.Value.GetProperty("papers").GetArrayLength());
        var noted = await agent.CallToolAsync("add_note", new Dictionary<string, object?> { ["id"] = "2601.90001", ["text"] = "Mine." },
            cancellationToken: Ct);
        Assert.NotEqual(true, noted.IsError);
        Assert.Equal("Mine.", (await daemon.GetAsync("/v1/papers/arxiv%3A2601.90001"))["note"]!.GetValue<string>());
        var run = await agent.CallToolAsync("run_digest", new Dictionary<string, object?> { ["storedOnly"] = true }, cancellationToken: Ct);
        Assert.Equal("succeeded", run.StructuredContent!.Value.GetProperty("state").GetString());
        var wrong = await agent.CallToolAsync("get_paper", new Dictionary<string, object?> { ["id"] = "2601.00000" },
            cancellationToken: Ct);
        Assert.True(wrong.IsError);
        Assert.StartsWith("There is no paper 'arxiv:2601.00000'.", wrong.Content.OfType<TextContentBlock>().Single().Text,
            StringComparison.Ordinal);
        // A wrong id is no fault of the daemon's.
        Assert.DoesNotContain(log.Entries, entry => entry.Level >= LogLevel.Warning);
        Assert.Single(await agent.ListPromptsAsync(cancellationToken: Ct));
        Assert.Equal(2, (await agent.ListResourceTemplatesAsync(cancellationToken: Ct)).Count);
    }

    [Theory]
    [InlineData(null, null, HttpStatusCode.Unauthorized)]
    [InlineData("Bearer nonsense", null, HttpStatusCode.Unauthorized)]
    [InlineData("own", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("own", null, HttpStatusCode.OK)]
    public async Task Nobody_comes_in_without_the_token_or_from_another_site(string? authorization, string? origin, HttpStatusCode status)
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, daemon.Url + "/mcp");
        request.Content = new StringContent("""
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}
            """, System.Text.Encoding.UTF8, "application/json");
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization == "own"
            ? $"Bearer {daemon.Token}" : authorization);
        if (origin is not null) request.Headers.TryAddWithoutValidation("Origin", origin);
        using var answer = await http.SendAsync(request, Ct);
        Assert.Equal(status, answer.StatusCode);
        if (status == HttpStatusCode.OK) Assert.Contains("untrusted data", await answer.Content.ReadAsStringAsync(Ct),
            StringComparison.Ordinal);
    }

    private static Task<McpClient> ConnectAsync(TestDaemon daemon) => McpClient.CreateAsync(
        new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri(daemon.Url + "/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {daemon.Token}" },
        }),
        cancellationToken: Ct);
}
