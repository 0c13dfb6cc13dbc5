using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Api;

/// <summary>What no client library sends, byte by byte: the answer is a problem all the same.</summary>
public sealed class MalformedRequestTests
{
    [Theory]
    [InlineData("GET /v1/papers/a%00 HTTP/1.1\r\n{0}\r\n", 400)]
    [InlineData("PUT /v1/papers/a%00/feedback HTTP/1.1\r\n{0}Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", 400)]
    [InlineData("GARBAGE\r\n\r\n", 400)]
    [InlineData("GET  HTTP/1.1\r\n{0}\r\n", 400)]
    [InlineData("GET /health HTTP/9.1\r\n{0}\r\n", 505)]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505)]
    [InlineData("GET /health HTTP/1.1\r\n{0}no colon\r\n\r\n", 400)]
    [InlineData("GET /health HTTP/1.1\r\n{0}{0}\r\n", 400)]
    [InlineData("GET /health HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /health HTTP/1.1\r\nHost: a b\r\n\r\n", 400)]
    [InlineData("POST /v1/profiles HTTP/1.1\r\n{0}Content-Length: many\r\n\r\n", 400)]
    [InlineData("POST /v1/profiles HTTP/1.1\r\n{0}Transfer-Encoding: gzip\r\n\r\n", 400)]
    [InlineData("POST /v1/profiles HTTP/1.0\r\n{0}\r\n", 400)]
    [InlineData("POST /v1/session HTTP/1.1\r\n{0}Content-Type: application/json\r\nContent-Length: 99999999\r\n\r\n", 413)]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\u0001", 400)]
    public async Task The_answer_is_a_problem(string request, int status)
    {
        await using var daemon = await TestDaemon.StartAsync();
        var answer = Assert.Single(await SendAsync(daemon, request));
        Assert.Equal(status, answer.Status);
        Assert.Equal("application/problem+json", answer.Headers["Content-Type"]);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
        var problem = JsonNode.Parse(answer.Body)!;
        Assert.Equal(status, problem["status"]!.GetValue<int>());
        Assert.StartsWith("urn:localdigest:problem:", problem["type"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.True(problem["detail"]!.GetValue<string>().Length > 20);
    }

    [Theory]
    [InlineData(140_000, 0, 414)]
    [InlineData(1, 40_000, 431)]
    public async Task What_is_too_long_is_a_problem(int path, int header, int status)
    {
        await using var daemon = await TestDaemon.StartAsync();
        var answer = Assert.Single(
            await SendAsync(daemon, $"GET /{new string('x', path)} HTTP/1.1\r\n{{0}}X-Long: {new string('x', header)}\r\n\r\n"));
        Assert.Equal((status, "application/problem+json"), (answer.Status, answer.Headers["Content-Type"]));
    }

    [Fact]
    public async Task What_came_before_on_the_connection_is_answered_as_ever()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var good = "GET /health HTTP/1.1\r\n{0}\r\n";
        var answers = await SendAsync(daemon, good + good + "GARBAGE\r\n\r\n" + good);
        Assert.Equal([200, 200, 400], answers.Select(answer => answer.Status));
        Assert.Equal("application/problem+json", answers[^1].Headers["Content-Type"]);
    }

    [Fact]
    public async Task A_body_that_is_malformed_is_answered_once_by_its_handler()
    {
        await using var daemon = await TestDaemon.StartAsync();
        const string body = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n";
        var read = Assert.Single(await SendAsync(daemon, "POST /v1/session HTTP/1.1\r\n{0}" + body));
        Assert.Equal((400, "application/problem+json"), (read.Status, read.Headers["Content-Type"]));
        Assert.Contains("See /openapi/v1.json.", read.Body, StringComparison.Ordinal);
        // The handler refuses the token before it reads the body; what is wrong with the body is then nobody's any more.
        var answer = Assert.Single(await SendAsync(daemon, "POST /v1/profiles HTTP/1.1\r\n{0}" + body));
        Assert.Equal((401, "application/problem+json"), (answer.Status, answer.Headers["Content-Type"]));
    }

    [Fact]
    public async Task What_random_requests_found_is_a_problem()
    {
        var file = await File.ReadAllTextAsync(SharedData.Path("found/attacks/fuzz-500.json"), TestContext.Current.CancellationToken);
        var found = JsonNode.Parse(file)!.AsArray();
        await using var daemon = await TestDaemon.StartAsync();
        foreach (var request in found)
        {
            var path = request!["path"]!.GetValue<string>();
            var body = Encoding.UTF8.GetBytes(request["body"]!.GetValue<string>());
            var head = $"{request["method"]} {path} HTTP/1.1\r\n{{0}}Authorization: Bearer {daemon.Token}\r\nConnection: close\r\n"
                + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n";
            var answer = Assert.Single(await SendAsync(daemon, head + Encoding.Latin1.GetString(body)));
            Assert.Equal((path, true), (path, answer.Status is 400 or 422));
            Assert.Equal("application/problem+json", answer.Headers["Content-Type"]);
        }
    }

    private sealed record Answer(int Status, IReadOnlyDictionary<string, string> Headers, string Body);

    /// <summary>Sends bytes, with the daemon's Host header in place of {0}, and reads answers until the connection is closed.</summary>
    private static async Task<List<Answer>> SendAsync(TestDaemon daemon, string request)
    {
        var url = new Uri(daemon.Url);
        var text = request.Replace("{0}", $"Host: {url.Authority}\r\n", StringComparison.Ordinal);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, url.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);
        using var all = new MemoryStream();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        await stream.CopyToAsync(all, patience.Token);
        return Parse(Encoding.UTF8.GetString(all.ToArray()));
    }

    private static List<Answer> Parse(string received)
    {
        var answers = new List<Answer>();
        while (received.Length > 0)
        {
            var end = received.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            var lines = received[..end].Split("\r\n");
            var headers = lines[1..].Select(line => line.Split(": ", 2))
                .ToDictionary(header => header[0], header => header[1], StringComparer.OrdinalIgnoreCase);
            var rest = received[(end + 4)..];
            string body;
            if (headers.TryGetValue("Content-Length", out var length))
            {
                body = rest[..int.Parse(length, System.Globalization.CultureInfo.InvariantCulture)];
                received = rest[body.Length..];
            }
            else
            {
                var last = rest.IndexOf("0\r\n\r\n", StringComparison.Ordinal);
                body = rest[(rest.IndexOf("\r\n", StringComparison.Ordinal) + 2)..last].TrimEnd();
                received = rest[(last + 5)..];
            }
            answers.Add(new Answer(int.Parse(lines[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), headers, body));
        }
        return answers;
    }
}
