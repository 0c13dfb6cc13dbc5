using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Contract;

/// <summary>The committed description of the surface, <c>clients/openapi.json</c>, is the daemon's own.</summary>
public sealed class OpenApiTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

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
    public async Task Every_operation_has_a_name_a_summary_and_its_answers()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var document = await daemon.GetAsync("/openapi/v1.json");
        var operations = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => operation.Value!)).ToList();
        Assert.True(operations.Count >= 25);
        Assert.Equal(operations.Count, operations.Select(operation => operation["operationId"]!.GetValue<string>()).Distinct().Count());
        Assert.All(operations, operation =>
        {
            Assert.True(operation["summary"]!.GetValue<string>().Length > 10);
            Assert.NotEmpty(operation["responses"]!.AsObject());
        });
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
