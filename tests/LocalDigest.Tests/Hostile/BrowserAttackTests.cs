using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Hostile;

/// <summary>
/// What pages of other sites and rebound names can send, against every operation of the document that the running daemon gives: a new route
/// is tried by itself. Each is refused before its handler, and nothing is changed.
/// </summary>
public sealed class BrowserAttackTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, TakesLong]
    public async Task Every_operation_refuses_foreign_hosts_origins_and_sites_in_every_combination()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(3));
        var before = await StateAsync(daemon);
        var port = new Uri(daemon.Url).Port;
        var operations = await OperationsAsync(daemon);
        Assert.True(operations.Count >= 80, $"{operations.Count} operations");
        var own = $"127.0.0.1:{port}";
        string[] hosts = ["evil.test", $"evil.test:{port}", $"localhost.evil.test:{port}", $"0.0.0.0:{port}", "127.0.0.1",
            $"127.0.0.1.evil.test:{port}",
            $"localhost:{port - 1}", "[::]", $"2130706433:{port}", ""];
        string[] origins = ["http://evil.test", "null", $"https://127.0.0.1:{port}", "http://127.0.0.1:1", "file://",
            $"http://localhost.evil.test:{port}"];
        string[] sites = ["cross-site", "same-site"];
        var token = "Authorization: Bearer " + daemon.Token;
        var faults = new List<string>();
        var tried = 0;
        foreach (var (method, path, _) in operations)
        {
            List<(string Host, string[] Headers)> attacks =
            [
                .. hosts.Select(host => (host, (string[])[token])),
                .. hosts.Take(3).Select(host => (host, (string[])[])),
                .. origins.Select(origin => (own, (string[])[token, "Origin: " + origin])),
                .. origins.Take(2).SelectMany(origin => sites.Select(site => (own, (string[])[token, "Origin: " + origin, "Sec-Fetch-Site: "
                    + site]))),
                .. sites.Select(site => (own, (string[])[token, "Sec-Fetch-Site: " + site])),
                ("evil.test:" + port, [token, "Origin: http://evil.test:" + port, "Sec-Fetch-Site: same-origin"]),
                (own, [token, "Origin: " + $"http://{own}", "Origin: http://evil.test"]),
            ];
            foreach (var (host, headers) in attacks)
            {
                tried++;
                var status = await StatusAsync(port, $"{method} {path} HTTP/1.1", [$"Host: {host}", .. headers]);
                // The server itself refuses what is no host's name.
                if (status != 403 && !(status == 400 && host == "[::]")) faults.Add($"{method} {path} host '{host}'"
                    + $" {string.Join(", ", headers[^Math.Min(1, headers.Length)..])}: {status}");
            }
        }
        Assert.True(tried > 2000, $"{tried} tried");
        Assert.Empty(faults);
        Assert.Equal(before, await StateAsync(daemon));
    }

    [Fact, TakesLong]
    public async Task Every_operation_wants_the_token_whole_and_in_its_header()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var port = new Uri(daemon.Url).Port;
        var own = $"Host: 127.0.0.1:{port}";
        var faults = new List<string>();
        foreach (var (method, path, isOpen) in await OperationsAsync(daemon))
        {
            if (isOpen) continue;
            string[] tokens =
            [
                "", "Authorization: Bearer ", "Authorization: Bearer x", "Authorization: Basic " + daemon.Token, "Authorization: "
                    + daemon.Token,
                "Authorization: Bearer " + daemon.Token![..^1], "Authorization: Bearer " + daemon.Token + "x", "Cookie: token="
                    + daemon.Token,
                "Authorization: Bearer " + daemon.Token.ToUpperInvariant() + "\r\nAuthorization: Bearer " + daemon.Token, "X-Token: "
                    + daemon.Token,
            ];
            foreach (var token in tokens)
            {
                var status = await StatusAsync(port, $"{method} {path} HTTP/1.1", token.Length == 0 ? [own] : [own, token]);
                if (status != 401) faults.Add($"{method} {path} '{token.Split(':')[0]}': {status}");
            }
            var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            foreach (var name in (string[])["token", "access_token", "key"])
            {
                var status = await StatusAsync(port, $"{method} {path}{separator}{name}={daemon.Token} HTTP/1.1", [own]);
                if (status != 401) faults.Add($"{method} {path}?{name}: {status}");
            }
        }
        Assert.Empty(faults);
    }

    [Fact, TakesLong]
    public async Task Odd_methods_versions_and_hosts_reach_no_handler()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(3));
        var before = await StateAsync(daemon);
        var port = new Uri(daemon.Url).Port;
        var token = "Authorization: Bearer " + daemon.Token;
        var faults = new List<string>();
        foreach (var path in (await OperationsAsync(daemon)).Select(operation => operation.Path).Distinct(StringComparer.Ordinal))
        {
            (string Line, string[] Headers)[] attacks =
            [
                ($"GET {path} HTTP/1.0", [token]),
                ($"GET {path} HTTP/1.0", ["Host: evil.test", token]),
                ($"GET {path} HTTP/1.1", [$"Host: 127.0.0.1:{port}", "Host: evil.test", token]),
                ($"GET http://evil.test{path} HTTP/1.1", ["Host: evil.test", token]),
                ($"GET http://127.0.0.1:{port}{path} HTTP/1.1", ["Host: evil.test", token]),
                ($"GET http://evil.test{path} HTTP/1.1", [$"Host: 127.0.0.1:{port}", token]),
                ($"TRACE {path} HTTP/1.1", [$"Host: 127.0.0.1:{port}", token]),
                ($"CONNECT 127.0.0.1:{port} HTTP/1.1", [$"Host: 127.0.0.1:{port}", token]),
                ($"OPTIONS {path} HTTP/1.1", [$"Host: 127.0.0.1:{port}", "Origin: http://evil.test", "Access-Control-Request-Method: PUT"]),
                ($"PROPFIND {path} HTTP/1.1", [$"Host: 127.0.0.1:{port}", token]),
            ];
            foreach (var (line, headers) in attacks)
            {
                var answer = await AnswerAsync(port, line, headers);
                var status = int.Parse(answer.Split(' ')[1], CultureInfo.InvariantCulture);
                if (status is < 400 or >= 500) faults.Add($"{line}: {status}");
                if (answer.Contains("Access-Control", StringComparison.OrdinalIgnoreCase)) faults.Add(
                    $"{line}: opens itself to other sites");
            }
        }
        Assert.Empty(faults);
        Assert.Equal(before, await StateAsync(daemon));
    }

    /// <summary>What was sent by a stranger comes back in no header and splits no answer.</summary>
    [Theory]
    [InlineData("/v1/digests/x%0D%0ASet-Cookie:%20a=b")]
    [InlineData("/v1/papers/x%0D%0AX-Evil:%201/bibtex")]
    [InlineData("/v1/papers?q=x%0D%0AX-Evil:%201")]
    [InlineData("/v1/runs/%0D%0AX-Evil:%201/events")]
    [InlineData("/page/x%0D%0AX-Evil:%201.js")]
    public async Task Ends_of_lines_in_an_address_make_no_header(string path)
    {
        await using var daemon = await TestDaemon.StartAsync();
        var answer = await AnswerAsync(
            new Uri(daemon.Url).Port, $"GET {path} HTTP/1.1", [$"Host: 127.0.0.1:{new Uri(daemon.Url).Port}", "Authorization: Bearer "
                + daemon.Token]);
        var head = answer.Split("\r\n\r\n")[0];
        Assert.DoesNotContain("evil", head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("a=b", head, StringComparison.Ordinal);
    }

    private static async Task<List<(string Method, string Path, bool IsOpen)>> OperationsAsync(TestDaemon daemon)
    {
        var document = await daemon.GetAsync("/openapi/v1.json");
        List<(string Method, string Path, bool IsOpen)> all = [];
        foreach (var (path, methods) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in methods!.AsObject())
            {
                var filled = string.Join('/', path.Split('/').Select(part => part.StartsWith('{') ? "x" : part));
                all.Add((method.ToUpperInvariant(), filled, operation!["security"] is JsonArray { Count: 0 }));
            }
        }
        return all;
    }

    private static async Task<string> StateAsync(TestDaemon daemon)
    {
        var state = new StringBuilder();
        foreach (var path in (string[])["/v1/papers", "/v1/profiles", "/v1/feedback", "/v1/runs", "/v1/sessions", "/v1/feeds",
            "/v1/searches"])
        {
            state.AppendLine((await daemon.GetAsync(path)).ToJsonString());
        }
        return state.ToString();
    }

    private static async Task<int> StatusAsync(int port, string line, string[] headers) =>
        int.Parse((await AnswerAsync(port, line, headers)).Split(' ')[1], CultureInfo.InvariantCulture);

    private static async Task<string> AnswerAsync(int port, string line, string[] headers)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Ct);
        await using var stream = client.GetStream();
        var body = line.StartsWith('P') ? "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}" : "\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{line}\r\n{string.Join("\r\n", headers)}\r\nConnection: close\r\n{body}"), Ct);
        var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, Ct);
        }
        catch (IOException) when (answer.Length > 0)
        {
            // The server closes without reading what it has refused; its answer has come before.
        }
        return Encoding.Latin1.GetString(answer.ToArray());
    }
}
