using System.Text;
using System.Text.Json.Nodes;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Hostile;

/// <summary>
/// Every key that the settings know, each with a mark of its own, while all that uses them is exercised and servers answer with the keys
/// that
/// they were sent. A mark may stand where the user wrote it, and nowhere else: in no file, answer, header, line of output or command line.
/// </summary>
public sealed class SecretsTests : IDisposable
{
    private readonly TempFolder folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact, TakesLong]
    public async Task Keys_stand_where_the_user_wrote_them_and_nowhere_else()
    {
        string[] names = ["llm", "embedding", "zotero", "scholar", "smtp", "hookpath", "hookauth", "chosen", "checked"];
        var marks = names.ToDictionary(name => name, name => $"canary{name}{Guid.NewGuid():N}");
        // What was sent comes back in the refusal, as careless servers do.
        static Reply Echo(Asked asked) => Reply.Json(new JsonObject
        {
            ["error"] = new JsonObject { ["message"] = "refused: "
            + string.Join(" ", asked.Headers.Select(header => $"{header.Key}: {header.Value}")) + asked.Path },
        }.ToJsonString(), 401);
        await using var refusing = new StandIn(Echo);
        await using var smtp = new FakeSmtp { Account = ("me", "another"), Answers = { ["AUTH"] = $"535 {marks["smtp"]} is wrong" } };
        await using var llm = new FakeLlm();
        var fails = true;
        llm.Before = async (asked, context) =>
        {
            if (fails) await FakeLlm.WriteAsync(context, $$$"""{"error":{"message":"bad key {{{asked.Authorization}}}"}}""", 401);
            return fails;
        };
        await File.WriteAllTextAsync(folder.File("appsettings.json"), new JsonObject
        {
            ["LocalDigest"] = new JsonObject
            {
                ["Llm"] = new JsonObject { ["BaseUrl"] = llm.BaseUrl, ["Model"] = "fake", ["ApiKey"] = marks["llm"] },
                ["Embedding"] = new JsonObject { ["BaseUrl"] = refusing.Url + "/v1", ["ApiKey"] = marks["embedding"] },
                ["Zotero"] = new JsonObject { ["ApiUrl"] = refusing.Url + "/zotero", ["ApiKey"] = marks["zotero"], ["UserId"] = "7" },
                ["SemanticScholar"] = new JsonObject { ["ApiUrl"] = refusing.Url + "/scholar", ["ApiKey"] = marks["scholar"] },
                ["Watch"] = new JsonObject { ["Enabled"] = true, ["CrossrefUrl"] = refusing.Url + "/crossref" },
                ["Smtp"] = new JsonObject
                {
                    ["Host"] = "127.0.0.1", ["Port"] = smtp.Port, ["UseTls"] = false, ["From"] = "digest@example.org", ["User"] = "me",
                        ["Password"] = marks["smtp"],
                },
                ["Webhooks"] = new JsonObject
                {
                    ["chat"] = new JsonObject { ["Url"] = $"{refusing.Url}/hooks/{marks["hookpath"]}", ["Authorization"] = "Bearer "
                        + marks["hookauth"] },
                },
            },
        }.ToJsonString(), Ct);
        var said = new StringBuilder();
        string token, output, commandLine;
        using (var daemon = await DaemonProcess.StartAsync(folder.Path))
        {
            token = daemon.Record["token"]!.GetValue<string>();
            commandLine = OperatingSystem.IsLinux() ? await File.ReadAllTextAsync($"/proc/{daemon.Id}/cmdline", Ct) : "";
            async Task<JsonNode?> AskAsync(string method, string path, object? body = null, string type = "application/json")
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path);
                if (body is not null)
                {
                    request.Content = new StringContent(body as string ?? System.Text.Json.JsonSerializer.Serialize(body,
                        System.Text.Json.JsonSerializerOptions.Web), null, type);
                }
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
                patience.CancelAfter(TimeSpan.FromSeconds(30));
                using var answer = await daemon.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
                said.AppendLine($"{method} {path}: {(int)answer.StatusCode}").AppendLine(answer.ToString());
                // Events do not end: what comes at once is enough.
                if (answer.Content.Headers.ContentType?.MediaType == "text/event-stream")
                {
                    using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
                    var buffer = new byte[1 << 16];
                    await using var events = await answer.Content.ReadAsStreamAsync(Ct);
                    try
                    {
                        while (await events.ReadAsync(buffer, soon.Token) is var count and > 0) said.Append(Encoding.UTF8.GetString(buffer,
                        0, count));
                    }
                    catch (OperationCanceledException)
                    {
                        // The half second is over.
                    }
                    return null;
                }
                var text = Encoding.Latin1.GetString(await answer.Content.ReadAsByteArrayAsync(Ct));
                said.AppendLine(text);
                return answer.IsSuccessStatusCode && answer.Content.Headers.ContentType?.MediaType == "application/json" && text.Length > 0
                    ? JsonNode.Parse(text) : null;
            }

            async Task<JsonNode> RunAsync()
            {
                var id = (await AskAsync("POST", "/v1/runs",
                    new { kind = "digest", sources = new object[] { new { kind = "sample" } } }))!["id"]!.GetValue<string>();
                JsonNode run = new JsonObject();
                await TestDaemon.UntilAsync(async () =>
                    (run = (await AskAsync("GET", $"/v1/runs/{id}"))!)["state"]!.GetValue<string>() is not ("queued" or "running"));
                await AskAsync("GET", $"/v1/runs/{id}/events");
                return run;
            }

            await AskAsync("PATCH", "/v1/profiles/default",
                new { delivery = new object[] { new { kind = "email", to = "reader@example.org" },
                new { kind = "webhook", name = "chat" } } });
            await AskAsync("POST", "/v1/papers",
                """{"title":"Tides that listen","doi":"10.1000/tides","authors":["Dana Mora"],"abstract":"They rise and fall."}""",
                "application/x-ndjson");
            await AskAsync("PUT", "/v1/papers/doi%3A10.1000%2Ftides/marks", new { saved = true });
            await RunAsync();
            Assert.NotEmpty(llm.Requests);
            fails = false;
            var second = await RunAsync();
            var digest = second["digest"]!.GetValue<string>();
            await AskAsync("POST", $"/v1/digests/{digest}/deliveries");
            await TestDaemon.UntilAsync(async () =>
                (await AskAsync("GET", $"/v1/digests/{digest}/deliveries"))!["items"]!.AsArray() is { Count: 2 } all
                && all.All(one => one!["attempts"]!.GetValue<int>() > 0 && one["state"]!.GetValue<string>() != "sending"));
            await AskAsync("POST", "/v1/profiles/default/library/sync");
            await AskAsync("POST", "/v1/watch/check", new { });
            await AskAsync("POST", "/v1/llm/check", new { baseUrl = refusing.Url + "/v1", model = "m", apiKey = marks["checked"] });
            await AskAsync("POST", "/v1/embeddings", new { texts = (string[])["a"] });
            // Every operation that only reads, as it is described, with names that are there and names that are not.
            var document = (await AskAsync("GET", "/openapi/v1.json"))!;
            foreach (var (path, methods) in document["paths"]!.AsObject().Where(path => path.Value!["get"] is not null))
            {
                foreach (var id in (string[])["x", digest, "default", "doi%3A10.1000%2Ftides", second["id"]!.GetValue<string>()])
                {
                    var filled = string.Join('/', path.Split('/').Select(part => part.StartsWith('{') ? id : part));
                    await AskAsync("GET", filled);
                    if (filled == path) break;
                }
            }
            // The surface's own setting comes last, as it goes before the file's: only appsettings.json is left out of it.
            await AskAsync("PUT", "/v1/llm/settings", new { baseUrl = refusing.Url + "/v1", model = "m", apiKey = marks["chosen"] });
            await AskAsync("GET", "/v1/llm/settings");
            await AskAsync("GET", "/v1/llm/check");
            await AskAsync("GET", "/v1/info");
            await AskAsync("PUT", "/v1/llm/settings", "{\"baseUrl\":\"not an address\",\"model\":\"m\",\"apiKey\":\"" + marks["chosen"]
                + "\"}");
            await AskAsync("POST", "/v1/llm/check", "{\"apiKey\":\"" + marks["checked"] + "\",\"unknown\":1}");
            await AskAsync("POST", "/v1/llm/check", "{\"apiKey\":\"" + marks["checked"]);
            await daemon.StopAsync();
            output = daemon.Output;
        }
        Assert.NotEmpty(smtp.Lines);
        foreach (var name in (string[])["embedding", "hookpath", "hookauth", "chosen", "checked"])
        {
            // The test has reached what uses the key.
            Assert.True(refusing.Requests.Any(asked => (asked.Path + string.Join(' ', asked.Headers.Values)).Contains(marks[name],
                StringComparison.Ordinal)), name + " was never sent");
        }
        var everywhere = said + output;
        foreach (var (name, secret) in marks.Append(KeyValuePair.Create("token", token)))
        {
            foreach (var form in FormsOf(secret))
            {
                Assert.False(everywhere.Contains(form, StringComparison.Ordinal), $"{name} was told: {Around(everywhere, form)}");
                Assert.DoesNotContain(form, commandLine, StringComparison.Ordinal);
                foreach (var file in Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories))
                {
                    var where = Path.GetRelativePath(folder.Path, file);
                    var isPlace = name switch { "token" => where is "daemon.json" or "token", "chosen" => where == "model.json", _ =>
                        where == "appsettings.json" };
                    if (isPlace) continue;
                    Assert.False(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Ct)).Contains(form, StringComparison.Ordinal),
                        $"{name} stands in {where}");
                }
            }
        }
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(folder.File("model.json")));
    }

    private static IEnumerable<string> FormsOf(string secret) =>
        [secret, Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), Convert.ToHexString(Encoding.UTF8.GetBytes(secret)),
            new string([.. secret.Reverse()])];

    private static string Around(string text, string found)
    {
        var at = text.IndexOf(found, StringComparison.Ordinal);
        return text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 100)];
    }
}
