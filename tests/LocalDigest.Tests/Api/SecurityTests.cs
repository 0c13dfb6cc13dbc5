using System.Net;
using System.Net.Sockets;
using System.Text;
using LocalDigest.Daemon.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Tests.Api;

public sealed class SecurityTests
{
    private static readonly (string, string)[] NoHeaders = [];

    /// <summary>What stands for the parts of routes that are open.</summary>
    private static readonly (string Name, string Value)[] Filled =
    [
        ("{documentName}", "v1"), ("{id}", "x"), ("{**file}", "main.js"), ("{**rest}", "x"), ("{figure}", "fig1"), ("{term}", "x"),
    ];

    [Fact]
    public async Task Every_route_refuses_a_foreign_host_a_foreign_origin_and_no_token()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var routes = RoutesOf(daemon);
        Assert.True(routes.Count > 20);
        var port = new Uri(daemon.Url).Port;
        foreach (var (method, path) in routes)
        {
            var token = ("Authorization", "Bearer " + daemon.Token);
            foreach (var host in (string[])["evil.test", $"evil.test:{port}", $"localhost.evil.test:{port}", $"0.0.0.0:{port}", "127.0.0.1", "127.0.0.1:1", ""])
            {
                Assert.Equal((403, method, path, host), (await StatusAsync(port, method, path, host, token), method, path, host));
            }
            foreach (var origin in (string[])["http://evil.test", "null", "https://127.0.0.1", "http://127.0.0.1:1", "file://", ""])
            {
                Assert.Equal((403, method, path, origin), (await StatusAsync(port, method, path, $"127.0.0.1:{port}", token, ("Origin", origin)), method, path, origin));
            }
            foreach (var site in (string[])["cross-site", "same-site", "anything"])
            {
                Assert.Equal((403, method, path, site), (await StatusAsync(port, method, path, $"127.0.0.1:{port}", token, ("Sec-Fetch-Site", site)), method, path, site));
            }
            // Pages that hold no data, the health check and the exchange of a code are open.
            if (path is "/health" or "/v1/session" or "/favicon.ico" || PageFiles.IsView(path) || (method, path) == ("POST", "/v1/sessions")) continue;
            if (path.StartsWith("/page/", StringComparison.Ordinal)) continue;
            foreach (var wrong in ((string, string)[][])[NoHeaders, [("Authorization", "Bearer x")], [("Authorization", "Basic " + daemon.Token)], [("Authorization", daemon.Token!)]])
            {
                Assert.Equal((401, method, path), (await StatusAsync(port, method, path, $"127.0.0.1:{port}", wrong), method, path));
            }
        }
    }

    [Fact]
    public async Task Loopback_names_with_the_port_are_let_in()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var port = new Uri(daemon.Url).Port;
        foreach (var host in (string[])["127.0.0.1", "localhost", "LOCALHOST", "[::1]", "digest.localhost"])
        {
            Assert.Equal(200, await StatusAsync(port, "GET", "/v1/info", $"{host}:{port}", ("Authorization", "Bearer " + daemon.Token), ("Origin", $"http://{host}:{port}"), ("Sec-Fetch-Site", "same-origin")));
        }
    }

    [Fact]
    public async Task A_request_without_or_with_two_hosts_is_refused()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var port = new Uri(daemon.Url).Port;
        Assert.Equal(403, await RawAsync(port, $"GET /v1/info HTTP/1.0\r\nAuthorization: Bearer {daemon.Token}\r\n\r\n"));
        Assert.Equal(400, await RawAsync(port, $"GET /v1/info HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil.test\r\nAuthorization: Bearer {daemon.Token}\r\nConnection: close\r\n\r\n"));
    }

    [Fact]
    public async Task Without_the_token_rule_host_and_origin_are_checked_all_the_same()
    {
        await using var daemon = await TestDaemon.StartAsync(auth: "none");
        var port = new Uri(daemon.Url).Port;
        Assert.Equal(200, await StatusAsync(port, "GET", "/v1/info", $"127.0.0.1:{port}"));
        Assert.Equal(403, await StatusAsync(port, "GET", "/v1/info", "evil.test"));
        Assert.Equal(403, await StatusAsync(port, "GET", "/v1/info", $"127.0.0.1:{port}", ("Origin", "http://evil.test")));
    }

    [Fact]
    public async Task Every_answer_carries_the_headers_that_keep_browsers_in_check()
    {
        await using var daemon = await TestDaemon.StartAsync();
        foreach (var path in (string[])["/health", "/v1/info", "/v1/nothing", "/", "/swagger/index.html", "/v1/digests/latest"])
        {
            using var response = await daemon.Http.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
            Assert.Equal("same-origin", Assert.Single(response.Headers.GetValues("Cross-Origin-Resource-Policy")));
            Assert.Contains("default-src 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
            Assert.False(response.Headers.Contains("Server"));
            Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
            if (path.StartsWith("/v1", StringComparison.Ordinal)) Assert.True(response.Headers.CacheControl!.NoStore);
        }
    }

    [Fact]
    public async Task A_code_lets_a_browser_in_once()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var url = (await daemon.PostAsync("/v1/session/codes", new { }))["url"]!.GetValue<string>();
        var code = url.Split("#code=")[1];
        using var browser = new HttpClient { BaseAddress = new Uri(daemon.Url) };
        async Task<HttpStatusCode> RedeemAsync(string what)
        {
            using var body = new StringContent($$"""{"code":"{{what}}"}""", Encoding.UTF8, "application/json");
            using var answer = await browser.PostAsync("/v1/session", body, TestContext.Current.CancellationToken);
            if (answer.IsSuccessStatusCode) Assert.Contains(daemon.Token!, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            return answer.StatusCode;
        }
        Assert.Equal(HttpStatusCode.Unauthorized, await RedeemAsync("wrong"));
        Assert.Equal(HttpStatusCode.OK, await RedeemAsync(code));
        Assert.Equal(HttpStatusCode.Unauthorized, await RedeemAsync(code));
    }

    [Fact]
    public async Task A_code_is_good_for_a_minute()
    {
        var clock = new SettableClock(DateTimeOffset.UtcNow);
        await using var daemon = await TestDaemon.StartAsync(clock: clock);
        var code = (await daemon.PostAsync("/v1/session/codes", new { }))["url"]!.GetValue<string>().Split("#code=")[1];
        clock.Now += TimeSpan.FromSeconds(61);
        using var answer = await daemon.SendAsync(HttpMethod.Post, "/v1/session", new { code });
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/v1/papers/nothing", null, null, 404)]
    [InlineData("GET", "/v1/papers/arxiv%3A2601.99999", null, null, 404)]
    [InlineData("GET", "/v1/nothing", null, null, 404)]
    [InlineData("PATCH", "/v1/profiles", null, null, 405)]
    [InlineData("POST", "/v1/profiles", "{", "application/json", 400)]
    [InlineData("POST", "/v1/profiles", "", "application/json", 400)]
    [InlineData("POST", "/v1/profiles", "{}", "text/plain", 415)]
    [InlineData("POST", "/v1/papers", "x", "text/plain", 415)]
    [InlineData("POST", "/v1/profiles", "{}", "application/json", 422)]
    [InlineData("POST", "/v1/runs", """{"kind":"dance"}""", "application/json", 422)]
    [InlineData("POST", "/v1/runs", """{"kind":"digest","profile":"nobody"}""", "application/json", 404)]
    [InlineData("GET", "/v1/papers?cursor=!!!", null, null, 422)]
    [InlineData("GET", "/v1/papers?limit=abc", null, null, 422)]
    [InlineData("GET", "/v1/papers?profile=nobody", null, null, 404)]
    [InlineData("GET", "/v1/digests/latest", null, null, 404)]
    [InlineData("GET", "/v1/runs/nothing/events", null, null, 404)]
    public async Task Errors_are_problem_details_that_say_what_to_do(string method, string path, string? body, string? type, int status)
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var response = await daemon.SendAsync(new HttpMethod(method), path, body, type ?? "application/json");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var problem = System.Text.Json.Nodes.JsonNode.Parse(text)!;
        Assert.StartsWith("urn:localdigest:problem:", problem["type"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(status, problem["status"]!.GetValue<int>());
        Assert.True(problem["detail"]!.GetValue<string>().Length > 20);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("LocalDigest.", text, StringComparison.Ordinal);
        if (status == 422) Assert.NotEmpty(problem["errors"]!.AsObject());
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_413()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var response = await daemon.SendAsync(HttpMethod.Post, "/v1/profiles", new { name = "x", interests = new string('x', 9 * 1024 * 1024) }, headers: [("Expect", "100-continue")]);
        Assert.Equal(413, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    private static List<(string Method, string Path)> RoutesOf(TestDaemon daemon) =>
    [
        .. daemon.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().SelectMany(endpoint =>
            (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method =>
                (method, "/" + Filled.Aggregate(endpoint.RoutePattern.RawText!, (path, part) => path.Replace(part.Name, part.Value, StringComparison.Ordinal))
                    .TrimStart('/')))).Distinct(),
    ];

    private static Task<int> StatusAsync(int port, string method, string path, string host, params (string Name, string Value)[] headers)
    {
        var request = new StringBuilder($"{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
        foreach (var (name, value) in headers) request.Append($"{name}: {value}\r\n");
        if (method is "POST" or "PUT") request.Append("Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
        else request.Append("\r\n");
        return RawAsync(port, request.ToString());
    }

    private static async Task<int> RawAsync(int port, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var line = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        return int.Parse(line!.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
