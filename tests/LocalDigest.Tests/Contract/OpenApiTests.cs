using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

using LocalDigest.Daemon.Hosting;
using LocalDigest.Digests;

namespace LocalDigest.Tests.Contract;

/// <summary>The committed description of the surface, <c>clients/openapi.json</c>, is the daemon's own.</summary>
public sealed class OpenApiTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task The_committed_description_is_the_daemons_own()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var served = (await daemon.GetAsync("/openapi/v1.json")).ToJsonString(Indented) + "\n";
        var path = Repository.Path("clients/openapi.json");
        // To accept a change: LOCALDIGEST_ACCEPT=1 dotnet test, and commit the file.
        if (Environment.GetEnvironmentVariable("LOCALDIGEST_ACCEPT") == "1") await File.WriteAllTextAsync(path, served, TestContext.Current.CancellationToken);
        Assert.Equal(served, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Every_operation_is_described_with_its_parameters_bodies_and_answers()
    {
        var operations = Surface.Committed.Operations;
        Assert.True(operations.Count >= 45);
        Assert.Equal(operations.Count, operations.Select(operation => operation.Id).Distinct().Count());
        Assert.All(operations, operation =>
        {
            Assert.True(operation.Node["summary"]!.GetValue<string>().Length > 10, operation.Id);
            Assert.True(operation.Node["description"]!.GetValue<string>().Length > 20, operation.Id);
            Assert.All(operation.Parameters, parameter => Assert.True(parameter["description"] is not null && parameter["example"] is not null, $"{operation.Id} {parameter["name"]}"));
            var answers = operation.Node["responses"]!.AsObject();
            Assert.All(answers, answer => Assert.True(answer.Value!["description"]!.GetValue<string>().Length > 3, $"{operation.Id} {answer.Key}"));
            foreach (var (type, content) in answers.SelectMany(answer => answer.Value!["content"]?.AsObject() ?? []).Concat(operation.Node["requestBody"]?["content"]?.AsObject() ?? []))
            {
                if (!type.StartsWith("image/", StringComparison.Ordinal)) Assert.True(content!["example"] is not null, $"{operation.Id} {type}");
            }
        });
        Assert.DoesNotContain(Examples.Missing, Surface.Committed.Document.ToJsonString(Indented), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_example_is_valid_by_its_schema()
    {
        var faults = new List<string>();
        void Check(string where, JsonNode? schema, JsonNode? example)
        {
            if (example is not null && schema is not null && Surface.Committed.FaultOf(schema, example) is { } fault) faults.Add($"{where}: {fault}");
        }
        foreach (var operation in Surface.Committed.Operations)
        {
            foreach (var parameter in operation.Parameters) Check($"{operation.Id} {parameter["name"]}", parameter["schema"], parameter["example"]);
            foreach (var (type, content) in operation.Node["requestBody"]?["content"]?.AsObject() ?? []) Check($"{operation.Id} {type}", content!["schema"], content["example"]);
            foreach (var (status, answer) in operation.Node["responses"]!.AsObject())
            {
                foreach (var (type, content) in answer!["content"]?.AsObject() ?? []) Check($"{operation.Id} {status} {type}", content!["schema"], content["example"]);
                foreach (var (name, header) in answer["headers"]?.AsObject() ?? []) Check($"{operation.Id} {status} {name}", header!["schema"], header["example"]);
            }
        }
        Assert.Empty(faults);
        Assert.NotNull(Surface.Committed.FaultOf(Surface.Committed.Document["components"]!["schemas"]!["PapersResponse"]!, JsonNode.Parse("""{"items":[{"id":7}]}""")!));
    }

    [Fact]
    public void Errors_that_can_happen_everywhere_are_declared_everywhere()
    {
        Assert.All(Surface.Committed.Operations, operation =>
        {
            var declared = operation.Node["responses"]!.AsObject().Select(answer => answer.Key).ToList();
            Assert.Empty(new[] { "400", "403", "422" }.Except(declared));
            if (!operation.IsOpen) Assert.Empty(new[] { "401", "503" }.Except(declared));
            if (operation.Node["requestBody"] is not null) Assert.Empty(new[] { "413", "415" }.Except(declared));
            foreach (var (status, header) in (IEnumerable<(string, string)>)[("201", "Location"), ("202", "Location"), ("503", "Retry-After"), ("401", "WWW-Authenticate")])
            {
                if (declared.Contains(status)) Assert.NotNull(operation.Node["responses"]![status]!["headers"]?[header]);
            }
        });
        Assert.Equal(["health", "redeemSessionCode"], Surface.Committed.Operations.Where(operation => operation.IsOpen).Select(operation => operation.Id).Order());
    }

    [Fact]
    public void Everything_that_can_become_of_a_paper_is_described()
    {
        var schemas = Surface.Committed.Document["components"]!["schemas"]!;
        string[] Names(string schema, string property) => [.. schemas[schema]!["properties"]![property]!["enum"]!.AsArray().Select(name => name!.GetValue<string>()).Order()];
        var outcomes = typeof(Selection).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);
        Assert.Equal(outcomes.Append("not-considered").Order(), Names("ExplainResponse", "outcome"));
    }

    [Fact]
    public async Task Every_kind_of_source_is_described()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var kinds = (await daemon.GetAsync("/v1/info"))["sources"]!.AsArray().Select(kind => kind!.GetValue<string>());
        Assert.Equal(kinds.Order(), Surface.Committed.Document["components"]!["schemas"]!["SourceSpec"]!["properties"]!["kind"]!["enum"]!.AsArray().Select(kind => kind!.GetValue<string>()).Order());
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
        Assert.Contains("/page/swagger.js", page, StringComparison.Ordinal);
    }
}
