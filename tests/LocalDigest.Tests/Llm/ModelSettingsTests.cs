using System.Text.Json.Nodes;
using LocalDigest.Storage;
using LocalDigest.Tests.StandIns;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Tests.Llm;

/// <summary>A language model is chosen while the daemon runs, and its key goes to nobody else.</summary>
public sealed class ModelSettingsTests : IDisposable
{
    private const string Key = "sk-canary-9876543210";

    private readonly TempFolder folder = new();
    private readonly SettableClock clock = new(new DateTimeOffset(2026, 1, 20, 9, 0, 0, TimeSpan.Zero));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_model_that_is_chosen_judges_at_once_and_after_a_restart()
    {
        await using var llm = new FakeLlm();
        await using (var daemon = await StartAsync())
        {
            Assert.Equal((false, null), Said(await daemon.GetAsync("/v1/llm/settings")));
            var chosen = await ChooseAsync(daemon, new { baseUrl = llm.BaseUrl, model = "chosen", apiKey = Key });
            Assert.Equal((true, "chosen"), Said(chosen));
            Assert.Equal(("page", "page", "page"), SetBy(chosen));
            await DigestAsync(daemon, "2601.90001");
            Assert.Contains(llm.Requests, asked => asked.Body["model"]!.GetValue<string>() == "chosen");
            Assert.Equal("chosen", (await daemon.GetAsync("/v1/info"))["model"]!["name"]!.GetValue<string>());
        }
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("model.json")));
        var before = llm.Requests.Count;
        await using (var daemon = await StartAsync())
        {
            Assert.Equal((true, "chosen"), Said(await daemon.GetAsync("/v1/llm/settings")));
            await DigestAsync(daemon, "2601.90002");
            Assert.True(llm.Requests.Count > before);
            using var forgotten = await daemon.SendAsync(HttpMethod.Delete, "/v1/llm/settings");
            Assert.Equal((false, null), Said(JsonNode.Parse(await forgotten.Content.ReadAsStringAsync(Ct))!));
            Assert.False(File.Exists(folder.File("model.json")));
            Assert.Null((await daemon.GetAsync("/v1/info"))["model"]);
        }
    }

    [Fact]
    public async Task The_key_is_told_to_nobody_and_goes_to_its_own_server_alone()
    {
        await using var own = new RecordedLlm { Answer = _ => RecordedAnswer.Completion("""{"preprint":"A.","json":"B."}""") };
        await using var other = new RecordedLlm { Answer = _ => RecordedAnswer.Completion("""{"preprint":"A.","json":"B."}""") };
        await using var daemon = await StartAsync();
        await ChooseAsync(daemon, new { baseUrl = own.Url + "/v1", model = "m", apiKey = Key });
        var settings = await daemon.GetAsync("/v1/llm/settings");
        Assert.True(settings["hasKey"]!.GetValue<bool>());
        Assert.DoesNotContain(Key, settings.ToJsonString(), StringComparison.Ordinal);

        // Another model of the same server keeps the key, tried or chosen.
        await daemon.PostAsync("/v1/llm/check", new { baseUrl = own.Url + "/v1", model = "n" });
        await ChooseAsync(daemon, new { baseUrl = own.Url + "/v1", model = "n" });
        await daemon.GetAsync("/v1/llm/check");
        Assert.Equal(["Bearer " + Key, "Bearer " + Key], own.Authorizations.Where(sent => sent.Length > 0).Take(2));

        // Another server gets none, tried or chosen.
        await daemon.PostAsync("/v1/llm/check", new { baseUrl = other.Url + "/v1", model = "n" });
        var moved = await ChooseAsync(daemon, new { baseUrl = other.Url + "/v1", model = "n" });
        Assert.False(moved["hasKey"]!.GetValue<bool>());
        await daemon.GetAsync("/v1/llm/check");
        Assert.NotEmpty(other.Requests);
        Assert.DoesNotContain(other.Authorizations, sent => sent.Contains(Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_of_a_file_is_not_sent_to_a_server_that_is_chosen_in_the_page()
    {
        await using var other = new RecordedLlm { Answer = _ => RecordedAnswer.Completion("""{"preprint":"A.","json":"B."}""") };
        var file = """{"LocalDigest":{"Llm":{"BaseUrl":"http://127.0.0.1:9/v1","Model":"mine","ApiKey":"KEY"}}} // kept""".Replace(
            "KEY", Key, StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder.File("appsettings.json"), file, Ct);
        await using var daemon = await StartAsync();
        Assert.Equal(("file", "file", "file"), SetBy(await daemon.GetAsync("/v1/llm/settings")));
        var same = await ChooseAsync(daemon, new { baseUrl = "http://127.0.0.1:9/v1", model = "other" });
        Assert.Equal(("page", "page", "file"), SetBy(same));
        Assert.DoesNotContain(Key, await File.ReadAllTextAsync(folder.File("model.json"), Ct), StringComparison.Ordinal);
        await ChooseAsync(daemon, new { baseUrl = other.Url + "/v1", model = "other" });
        await daemon.GetAsync("/v1/llm/check");
        Assert.DoesNotContain(other.Authorizations, sent => sent.Contains(Key, StringComparison.Ordinal));
        Assert.Equal(file, await File.ReadAllTextAsync(folder.File("appsettings.json"), Ct));
    }

    [Fact]
    public async Task What_the_command_line_has_set_stays_and_the_answer_says_so()
    {
        string[] settings = ["--LocalDigest:Llm:BaseUrl=http://127.0.0.1:9/v1", $"--LocalDigest:Llm:ApiKey={Key}"];
        await using var daemon = await StartAsync(settings);
        Assert.Equal(("commandLine", "none", "commandLine"), SetBy(await daemon.GetAsync("/v1/llm/settings")));
        var address = await FaultAsync(daemon, new { baseUrl = "http://127.0.0.1:10/v1", model = "m" }, "baseUrl");
        Assert.StartsWith("It is set on the command line", address, StringComparison.Ordinal);
        await FaultAsync(daemon, new { baseUrl = "http://127.0.0.1:9/v1", model = "m", apiKey = "other" }, "apiKey");
        Assert.Equal((true, "m"), Said(await ChooseAsync(daemon, new { baseUrl = "http://127.0.0.1:9/v1", model = "m" })));
    }

    [Fact]
    public async Task A_key_of_the_command_line_is_sent_to_no_server_that_is_chosen_in_the_page()
    {
        await using var daemon = await StartAsync([$"--LocalDigest:Llm:ApiKey={Key}"]);
        var fault = await FaultAsync(daemon, new { baseUrl = "http://127.0.0.1:9/v1", model = "m" }, "baseUrl");
        Assert.Contains("would be sent to another server", fault, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, fault, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("model.json")));
    }

    [Theory]
    [InlineData("""{"baseUrl":"ftp://x/v1","model":"m"}""", "baseUrl")]
    [InlineData("""{"baseUrl":"here","model":"m"}""", "baseUrl")]
    [InlineData("""{"baseUrl":"http://127.0.0.1:9/v1","model":" "}""", "model")]
    [InlineData("""{"baseUrl":"http://127.0.0.1:9/v1","model":"m","apiKey":"two words"}""", "apiKey")]
    [InlineData("""{"model":"m"}""", "apiKey")]
    [InlineData("""{"baseUrl":"http://127.0.0.1:9/v1"}""", "model")]
    public async Task What_is_no_model_is_refused_tried_or_chosen(string body, string field)
    {
        await using var daemon = await StartAsync();
        await FaultAsync(daemon, body, field);
        using var tried = await daemon.SendAsync(HttpMethod.Post, "/v1/llm/check", body);
        Assert.Equal(422, (int)tried.StatusCode);
        Assert.Equal((false, null), Said(await daemon.GetAsync("/v1/llm/settings")));
    }

    [Fact]
    public async Task A_model_is_tried_before_it_is_chosen_and_nothing_of_that_stays()
    {
        await using var llm = new RecordedLlm { Answer = _ => RecordedAnswer.Completion("""{"preprint":"A.","json":"B."}""") };
        await using var daemon = await StartAsync();
        var good = await daemon.PostAsync("/v1/llm/check", new { baseUrl = llm.Url + "/v1", model = "m", apiKey = Key });
        Assert.True(good["works"]!.GetValue<bool>(), good.ToJsonString());
        Assert.Equal("Bearer " + Key, llm.Authorizations.First(sent => sent.Length > 0));
        var bad = await daemon.PostAsync("/v1/llm/check", new { baseUrl = "http://127.0.0.1:9/v1", model = "m", apiKey = Key });
        Assert.False(bad["works"]!.GetValue<bool>());
        Assert.Equal("unreachable", bad["problem"]!["kind"]!.GetValue<string>());
        Assert.DoesNotContain(Key, bad.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal((false, null), Said(await daemon.GetAsync("/v1/llm/settings")));
    }

    [Fact]
    public async Task A_run_ends_with_the_model_that_it_began_with()
    {
        await using var first = new FakeLlm();
        await using var second = new FakeLlm();
        var (asked, chosen) = (new TaskCompletionSource(), new TaskCompletionSource());
        first.Before = async (_, _) =>
        {
            asked.TrySetResult();
            await chosen.Task.WaitAsync(TimeSpan.FromSeconds(20));
            return false;
        };
        await using var daemon = await StartAsync();
        await ChooseAsync(daemon, new { baseUrl = first.BaseUrl, model = "first" });
        await daemon.ImportAsync(Enumerable.Range(0, 20).Select(i => Paper($"2601.9{i:0000}")));
        var run = await daemon.PostAsync("/v1/runs", new { kind = "digest", date = "2026-01-20", sources = Array.Empty<object>() });
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(20), Ct);
        await ChooseAsync(daemon, new { baseUrl = second.BaseUrl, model = "second" });
        chosen.SetResult();
        var end = await daemon.EndOfAsync(run["id"]!.GetValue<string>());
        Assert.Equal("succeeded", end["state"]!.GetValue<string>());
        Assert.Empty(second.Requests);
        var models = daemon.Services.GetRequiredService<Database>().Read(
            session => session.Query("SELECT DISTINCT model FROM verdicts", row => row.Text(0)));
        Assert.Equal(["first"], models);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_told_with_what_to_do()
    {
        await File.WriteAllTextAsync(folder.File("model.json"), "{", Ct);
        var error = await Assert.ThrowsAsync<LocalDigest.Daemon.Hosting.ConfigurationException>(() => StartAsync());
        Assert.Contains("Delete it and choose the model again", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Path, error.Message, StringComparison.Ordinal);
    }

    private Task<TestDaemon> StartAsync(IEnumerable<string>? settings = null) => TestDaemon.StartAsync(
        [
            "--LocalDigest:Llm:LocalServers:Ollama=http://127.0.0.1:9/v1", "--LocalDigest:Llm:LocalServers:LM Studio=http://127.0.0.1:9/v1",
            "--LocalDigest:Llm:LocalServers:llama.cpp=http://127.0.0.1:9/v1", .. settings ?? [],
        ],
        folder.Path, clock);

    private static object Paper(string id) => new
    {
        id = "arxiv:" + id,
        title = $"Language models that need less memory, {id}",
        @abstract = "We make caches of language models smaller by sparsity.",
        published = "2026-01-19",
    };

    private static async Task DigestAsync(TestDaemon daemon, string id)
    {
        await daemon.ImportAsync([Paper(id)]);
        await daemon.RunAsync(new { kind = "digest", date = "2026-01-20", sources = Array.Empty<object>() });
    }

    private static async Task<JsonNode> ChooseAsync(TestDaemon daemon, object model)
    {
        using var answer = await daemon.SendAsync(HttpMethod.Put, "/v1/llm/settings", model);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private static async Task<string> FaultAsync(TestDaemon daemon, object model, string field)
    {
        using var answer = await daemon.SendAsync(HttpMethod.Put, "/v1/llm/settings", model);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True((int)answer.StatusCode == 422, text);
        return Assert.Single(JsonNode.Parse(text)!["errors"]!.AsObject(), error => error.Key == field).Value![0]!.GetValue<string>();
    }

    private static (bool Configured, string? Model) Said(JsonNode settings) =>
        (settings["configured"]!.GetValue<bool>(), settings["model"]?.GetValue<string>());

    private static (string BaseUrl, string Model, string ApiKey) SetBy(JsonNode settings)
    {
        string By(string field) => settings["setBy"]![field]!.GetValue<string>();
        return (By("baseUrl"), By("model"), By("apiKey"));
    }
}
