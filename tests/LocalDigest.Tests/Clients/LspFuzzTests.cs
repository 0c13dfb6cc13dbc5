using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Clients;

/// <summary>What no editor should send to <c>localdigest lsp</c>: it answers, goes on, and serves the next message as any other.</summary>
[TakesLong]
public sealed class LspFuzzTests : IAsyncLifetime
{
    private const int Frames = 300, Parameters = 400, Seed = 20260120;

    /// <summary>So many that the last arrives whole, whatever part of them a head before takes for its own.</summary>
    private const int Pings = 8;

    private static readonly string[] Methods =
    [
        "initialize", "initialized", "textDocument/didOpen", "textDocument/didChange", "textDocument/didSave", "textDocument/didClose",
        "textDocument/hover", "textDocument/documentLink", "textDocument/codeLens", "textDocument/codeAction", "textDocument/completion",
        "textDocument/definition", "textDocument/references", "workspace/executeCommand", "workspace/symbol", "codeLens/resolve",
        "completionItem/resolve", "window/workDoneProgress/cancel", "$/cancelRequest", "$/setTrace", "workspace/didChangeWatchedFiles",
        "textDocument/foldingRange", "", "\u0000",
    ];

    private static readonly string[] Names =
    [
        "textDocument", "uri", "text", "languageId", "version", "position", "line", "character", "range", "start", "end", "contentChanges",
        "context", "diagnostics", "includeDeclaration", "command", "arguments", "query", "token", "id", "data", "source", "edit",
        "capabilities", "window", "processId", "workspaceFolders", "rootUri", "workDoneToken",
    ];

    private readonly TempFolder folder = new();
    private LspProgram server = null!;
    private string uri = "";

    public async ValueTask InitializeAsync()
    {
        server = await LspProgram.StartAsync(folder.File("data"), folder.Path, "--no-start");
        uri = new Uri(folder.File("refs.bib")).AbsoluteUri;
        await server.OpenAsync(uri, "bibtex", "@misc{a, doi={10.9999/one}}\n@misc{a, title={𝛼}}\n");
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Whatever_the_parameters_are_a_request_has_one_answer_and_no_fault_of_the_servers_own()
    {
        var random = new Random(Seed);
        for (var i = 0; i < Parameters; i++)
        {
            var method = Methods[random.Next(Methods.Length)];
            var parameters = Value(random, 0);
            if (random.Next(3) == 0) await server.NotifyAsync(method, parameters);
            var answer = await server.RawAsync(method, parameters);
            var said = $"{i}: {method} {parameters?.ToJsonString()} -> {answer.ToJsonString()}";
            Assert.True(answer["error"] is not null || answer.AsObject().ContainsKey("result"), said);
            Assert.True(answer["error"]?["code"]?.GetValue<int>() is null or not -32603, said);
        }
        await ServesAsync();
    }

    [Fact]
    public async Task Whatever_comes_in_place_of_a_message_the_next_one_is_answered()
    {
        var random = new Random(Seed + 1);
        for (var i = 0; i < Frames; i++)
        {
            var bytes = Frame(random);
            await server.WriteAsync(bytes);
            Task<JsonNode> last = null!;
            for (var ping = 0; ping < Pings; ping++) last = server.RawAsync("localdigest/ping", new { i });
            try
            {
                Assert.Equal(-32601, (await last)["error"]!["code"]!.GetValue<int>());
            }
            catch (TimeoutException)
            {
                Assert.Fail($"{i}: after {Encoding.Latin1.GetString(bytes)}");
            }
        }
        await ServesAsync();
    }

    [Theory]
    [InlineData("Content-Length: 2\r\n\r\n[]", -32600)]
    [InlineData("Content-Length: 2\r\n\r\n{}", -32600)]
    [InlineData("Content-Length: 4\r\n\r\nnull", -32600)]
    [InlineData("Content-Length: 15\r\n\r\n{\"id\":1,\"id\":2}", -32700)]
    [InlineData("Content-Length: 22\r\n\r\n{\"method\":\"\\ud800abc\"}", -32600)]
    [InlineData("Content-Length: 24\r\n\r\n{\"id\":[1],\"method\":\"abc\"}", -32700)]
    [InlineData("Content-Length: 25\r\n\r\n{\"id\":[1],\"method\":\"abc\"}", -32600)]
    [InlineData("Content-Length: 12\r\n\r\n{\"method\":7}", -32600)]
    [InlineData("Content-Length: many\r\n\r\n{}", -32700)]
    [InlineData("Content-Length: -5\r\n\r\n", -32700)]
    [InlineData("Content-Length: 99999999999999999999\r\n\r\n{}", -32700)]
    [InlineData("Content-Type: application/json\r\n\r\n{}", -32700)]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", -32700)]
    [InlineData("Content-Length: 3\r\n\r\n\u00e4\u00e4", -32700)]
    public async Task What_is_no_message_is_answered_as_an_error_of_nobodys_and_passed_over(string sent, int code)
    {
        await server.WriteAsync(Encoding.Latin1.GetBytes(sent));
        await TestDaemon.UntilAsync(async () =>
        {
            // What was too short has taken a part of what came behind it.
            await server.RawAsync("localdigest/ping", null).WaitAsync(TimeSpan.FromSeconds(5)).ContinueWith(_ => { },
                TaskScheduler.Default);
            return server.Told.Any(told => told["error"]?["code"]?.GetValue<int>() == code);
        });
        Assert.All(server.Told.Where(told => told["error"] is not null), told => Assert.Null(told["id"]));
        await ServesAsync();
    }

    [Fact]
    public async Task Heads_in_other_forms_are_read()
    {
        var body = "{\"jsonrpc\":\"2.0\",\"id\":\"by name\",\"method\":\"localdigest/ping\"}";
        await server.WriteAsync(Encoding.ASCII.GetBytes(
            $"\r\n\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length:{body.Length}  \r\n\r\n{body}"));
        await TestDaemon.UntilAsync(() => Task.FromResult(server.Told.Any(told => told["id"]?.ToString() == "by name")));
        await ServesAsync();
    }

    [Fact]
    public async Task A_position_beyond_all_text_is_its_end()
    {
        Assert.Null(await server.AskAsync("textDocument/hover",
            new { textDocument = new { uri }, position = new { line = int.MaxValue, character = int.MaxValue } }));
        await server.NotifyAsync("textDocument/didChange", new
        {
            textDocument = new { uri, version = 2 },
            contentChanges = new[]
            {
                new { text = "@misc{b}", range = new { start = new { line = 1, character = int.MaxValue },
                    end = new { line = int.MaxValue, character = int.MaxValue } } },
            },
        });
        // The third entry stands behind the second, where a sum that overflowed would have put it before.
        var hint = Assert.Single(await server.DiagnosticsAsync(uri, hints => hints.Count == 1));
        Assert.Equal(1, hint!["range"]!["start"]!["line"]!.GetValue<int>());
    }

    private async Task ServesAsync()
    {
        Assert.False(server.Process.HasExited);
        var fresh = new Uri(folder.File("after.md")).AbsoluteUri;
        await server.OpenAsync(fresh, "markdown", "See arXiv:2601.90001.\n");
        Assert.Single((await server.AskAsync("textDocument/documentLink", new { textDocument = new { uri = fresh } }))!.AsArray());
        Assert.Null(await server.AskAsync("shutdown", null));
        await server.NotifyAsync("exit", null);
        Assert.Equal(0, await server.ExitAsync());
        Assert.DoesNotContain(server.Said, line => line.StartsWith("   at ", StringComparison.Ordinal));
    }

    /// <summary>A frame with something wrong in it, or bytes that are none.</summary>
    private byte[] Frame(Random random)
    {
        var body = Encoding.UTF8.GetBytes(random.Next(2) == 0
            ? new JsonObject { ["jsonrpc"] = "2.0", ["method"] = "textDocument/didSave", ["params"] = Value(random, 0) }.ToJsonString()
            : new JsonObject { ["method"] = Value(random, 1), ["id"] = Value(random, 2), ["params"] = Value(random, 0) }.ToJsonString());
        var length = body.Length.ToString(CultureInfo.InvariantCulture);
        switch (random.Next(10))
        {
            case 0:
                length = (body.Length + random.Next(1, 200)).ToString(CultureInfo.InvariantCulture);
                break;
            case 1:
                length = random.Next(body.Length).ToString(CultureInfo.InvariantCulture);
                break;
            case 2:
                length = ((string[])["", "-1", "1e3", "0x10", "99999999999", "9223372036854775808", "NaN", "12 13"])[random.Next(8)];
                break;
            case 3:
                for (var i = 0; i < 3; i++) body[random.Next(body.Length)] = (byte)random.Next(256);
                break;
            case 4:
                body = [.. body.Take(random.Next(body.Length))];
                break;
            case 5:
                return [.. Enumerable.Range(0, random.Next(1, 20_000)).Select(_ => (byte)random.Next(256)), .. "\r\n\r\n"u8];
            case 6:
                body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[", 5000)) + string.Concat(Enumerable.Repeat("]", 5000)));
                length = body.Length.ToString(CultureInfo.InvariantCulture);
                break;
            case 7:
                return [.. Encoding.ASCII.GetBytes($"Content-Lenght: {length}\r\n\r\n"), .. body];
            case 8:
                return [.. Encoding.ASCII.GetBytes($"{new string('x', random.Next(20_000))}\r\nContent-Length: {length}\n\n"), .. body];
            default:
                return body;
        }
        return [.. Encoding.ASCII.GetBytes($"Content-Length: {length}\r\n\r\n"), .. body];
    }

    /// <summary>Any value, more often one with the protocol's names in it.</summary>
    private JsonNode? Value(Random random, int depth)
    {
        switch (random.Next(depth > 4 ? 7 : 12))
        {
            case 0:
                return null;
            case 1:
                return random.Next(2) == 0;
            case 2:
                return JsonNode.Parse(((string[])["0", "-1", "1", "2147483648", "1e300", "-0.5",
                    "123456789012345678901234567890"])[random.Next(7)]);
            case 3:
                return uri;
            case 4:
                return ((string[])["", "file:///", "file://%zz", "untitled:x", "\u202e\u0000", "arxiv:2601.90001", "http://[",
                    "𝛼"])[random.Next(8)];
            case 5:
                return ((string[])["localdigest.up", "localdigest.addEntry", "localdigest.show", "localdigest.list", "localdigest.search"])[
                    random.Next(5)];
            case 6:
                return new string('a', random.Next(200));
            case 7 or 8:
                return new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth + 1))]);
            default:
                var fields = new JsonObject();
                for (var i = random.Next(6); i > 0; i--) fields[Names[random.Next(Names.Length)]] = Value(random, depth + 1);
                return fields;
        }
    }
}
