using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Hostile;

/// <summary>The token against every operation of the description that the running daemon gives, so that a new route is tried by itself.</summary>
public sealed class BrowserAttackTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

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

    private static async Task<int> StatusAsync(int port, string line, string[] headers) =>
        int.Parse((await AnswerAsync(port, line, headers)).Split(' ')[1], CultureInfo.InvariantCulture);

    private static async Task<string> AnswerAsync(int port, string line, string[] headers)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Ct);
        await using var stream = client.GetStream();
        var body = line.StartsWith('P') ? "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}" : "\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{line}\r\n{string.Join("\r\n", headers)}\r\nConnection: close\r\n{body}"), Ct);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync(Ct);
    }
}
