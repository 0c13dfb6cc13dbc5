using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalDigest.Daemon.Api;
using LocalDigest.Digests;

namespace LocalDigest.Tests.Contract;

/// <summary>The committed description of the surface, <c>clients/openapi.json</c>, is the daemon's own.</summary>
public sealed class OpenApiTests
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static IReadOnlyList<Surface.Operation> Operations => Surface.Committed.Operations;

    [Fact]
    public async Task The_committed_description_is_the_daemons_own()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var served = (await daemon.GetAsync("/openapi/v1.json")).ToJsonString(Indented) + "\n";
        var path = Repository.Path("clients/openapi.json");
        // To accept a change: LOCALDIGEST_ACCEPT=1 dotnet test, and commit the file.
        if (Environment.GetEnvironmentVariable("LOCALDIGEST_ACCEPT") == "1")
        {
            await File.WriteAllTextAsync(path, served, TestContext.Current.CancellationToken);
        }
        Assert.Equal(served, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Every_operation_is_described()
    {
        Assert.True(Operations.Count >= 45);
        Assert.Equal(Operations.Count, Operations.Select(operation => operation.Id).Distinct().Count());
        Assert.All(Operations, operation =>
        {
            Assert.True(operation.Node["summary"]!.GetValue<string>().Length > 10, operation.Id);
            Assert.True(operation.Node["description"]!.GetValue<string>().Length > 20, operation.Id);
            var answers = operation.Node["responses"]!.AsObject().Select(answer => answer.Value!);
            Assert.All(operation.Parameters.Concat(answers), part => Assert.NotEmpty(part["description"]!.GetValue<string>()));
        });
    }

    [Fact]
    public void Everything_has_an_example_that_is_valid_by_its_schema()
    {
        var surface = Surface.Committed;
        Assert.All(Operations.SelectMany(WithExamples), part =>
        {
            Assert.True(part.Node["example"] is not null, part.Where + " has none");
            var fault = surface.FaultOf(part.Node["schema"]!, part.Node["example"]);
            Assert.True(fault is null, $"{part.Where}: {fault}");
        });
        Assert.DoesNotContain(Examples.Missing, surface.Document.ToJsonString(Indented), StringComparison.Ordinal);
        Assert.NotNull(surface.FaultOf(surface.Document["components"]!["schemas"]!["RankItem"]!, JsonNode.Parse("""{"id":7}""")));
    }

    [Fact]
    public void Errors_that_can_happen_everywhere_are_declared_everywhere()
    {
        (string Status, string Header)[] headers =
            [("201", "Location"), ("202", "Location"), ("503", "Retry-After"), ("401", "WWW-Authenticate")];
        Assert.All(Operations, operation =>
        {
            var answers = operation.Node["responses"]!.AsObject();
            string[] everywhere = ["400", "403", "422"], behindTheToken = ["401", "503"], withABody = ["413", "415"];
            Assert.DoesNotContain(everywhere, status => answers[status] is null);
            if (!operation.IsOpen) Assert.DoesNotContain(behindTheToken, status => answers[status] is null);
            if (operation.Node["requestBody"] is not null) Assert.DoesNotContain(withABody, status => answers[status] is null);
            Assert.DoesNotContain(headers, header => answers[header.Status] is { } answer && answer["headers"]?[header.Header] is null);
        });
        var open = Operations.Where(operation => operation.IsOpen).Select(operation => operation.Id);
        Assert.Equal(["health", "openSession", "redeemSessionCode"], open.Order());
    }

    [Fact]
    public void Everything_that_can_become_of_a_paper_is_described()
    {
        var outcomes = typeof(Selection).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral);
        var names = outcomes.Select(field => (string)field.GetRawConstantValue()!).Append("not-considered");
        Assert.Equal(names.Order(), AllowedIn("ExplainResponse", "outcome"));
    }

    [Fact]
    public async Task Every_kind_of_source_is_described()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var kinds = (await daemon.GetAsync("/v1/info"))["sources"]!.AsArray().Select(kind => kind!.GetValue<string>());
        Assert.Equal(kinds.Order(), AllowedIn("SourceSpec", "kind"));
    }

    [Theory]
    [InlineData("get", "/health")]
    [InlineData("get", "/v1/info")]
    [InlineData("post", "/v1/papers")]
    [InlineData("get", "/v1/papers")]
    [InlineData("get", "/v1/papers/{id}")]
    [InlineData("get", "/v1/papers/{id}/explain")]
    [InlineData("get", "/v1/papers/{id}/bibtex")]
    [InlineData("get", "/v1/papers/{id}/reading")]
    [InlineData("put", "/v1/papers/{id}/feedback")]
    [InlineData("delete", "/v1/papers/{id}/feedback")]
    [InlineData("post", "/v1/feedback")]
    [InlineData("get", "/v1/feedback")]
    [InlineData("post", "/v1/rank")]
    [InlineData("get", "/v1/profiles/{id}/model")]
    [InlineData("post", "/v1/profiles/{id}/model/rollback")]
    [InlineData("post", "/v1/profiles/{id}/model/retrain")]
    [InlineData("get", "/v1/profiles/{id}/model/history")]
    [InlineData("post", "/v1/profiles")]
    [InlineData("get", "/v1/profiles/{id}")]
    [InlineData("put", "/v1/profiles/{id}")]
    [InlineData("delete", "/v1/profiles/{id}")]
    [InlineData("post", "/v1/runs")]
    [InlineData("get", "/v1/runs/{id}")]
    [InlineData("delete", "/v1/runs/{id}")]
    [InlineData("get", "/v1/runs/{id}/events")]
    [InlineData("get", "/v1/events")]
    [InlineData("get", "/v1/digests")]
    [InlineData("get", "/v1/digests/{id}")]
    [InlineData("get", "/v1/digests/latest")]
    [InlineData("get", "/v1/digests.atom")]
    public async Task What_clients_rely_on_is_there(string method, string path)
    {
        var document = JsonNode.Parse(await File.ReadAllTextAsync(Repository.Path("clients/openapi.json"), TestContext.Current.CancellationToken))!;
        Assert.NotNull(document["paths"]![path]?[method]);
    }

    [Fact]
    public async Task The_page_of_the_api_is_served()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var browser = new HttpClient { BaseAddress = new Uri(daemon.Url) };
        var page = await browser.GetStringAsync("/swagger/index.html", TestContext.Current.CancellationToken);
        Assert.Contains("swagger-ui", page, StringComparison.Ordinal);
    }

    /// <summary>Everything of an operation that has an example: parameters, bodies, answers and their headers.</summary>
    private static IEnumerable<(string Where, JsonNode Node)> WithExamples(Surface.Operation operation)
    {
        // Pictures have none.
        IEnumerable<(string, JsonNode)> Parts(string where, JsonNode? named) => (named?.AsObject() ?? [])
            .Where(part => part.Value!["schema"]!["format"]?.GetValue<string>() != "binary")
            .Select(part => ($"{where} {part.Key}", part.Value!));
        var answers = operation.Node["responses"]!.AsObject();
        return
        [
            .. operation.Parameters.Select(parameter => ($"{operation.Id} {parameter["name"]}", parameter)),
            .. Parts(operation.Id, operation.Node["requestBody"]?["content"]),
            .. answers.SelectMany(answer => Parts($"{operation.Id} {answer.Key}", answer.Value!["content"])),
            .. answers.SelectMany(answer => Parts($"{operation.Id} {answer.Key}", answer.Value!["headers"])),
        ];
    }

    private static IEnumerable<string> AllowedIn(string schema, string property) =>
        Surface.Committed.Document["components"]!["schemas"]![schema]!["properties"]![property]!["enum"]!.AsArray()
            .Select(name => name!.GetValue<string>()).Order();
}
