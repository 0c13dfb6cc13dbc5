using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Contract;

/// <summary>
/// Every operation of the description, with its example and with everything in it that can be wrong. That answers are as described is seen
/// to by <see cref="SurfaceHandler"/>.
/// </summary>
public sealed class SurfaceTableTests : IAsyncLifetime
{
    private static readonly Surface Surface = Surface.Committed;

    private TestDaemon daemon = null!;
    private string run = "";

    public static IEnumerable<TheoryDataRow<string>> All => Rows(_ => true);

    public static IEnumerable<TheoryDataRow<string>> WithJson => Rows(operation => operation.JsonBody is not null);

    public static IEnumerable<TheoryDataRow<string>> OfSomething =>
        Rows(operation => operation.Path.Contains('{', StringComparison.Ordinal) && operation.Node["requestBody"] is null);

    /// <summary>A daemon that has what the examples speak of: a paper, a profile, a digest and a run.</summary>
    public async ValueTask InitializeAsync()
    {
        daemon = await TestDaemon.StartAsync(clock: new SettableClock(new DateTimeOffset(2026, 1, 20, 9, 0, 0, TimeSpan.Zero)));
        using var papers = await SendAsync(Operation("importPapers"));
        Assert.Equal(HttpStatusCode.OK, papers.StatusCode);
        var digest = await daemon.RunAsync(new { kind = "digest", date = "2026-01-20", sources = Array.Empty<object>() });
        run = digest["id"]!.GetValue<string>();
    }

    public ValueTask DisposeAsync() => daemon.DisposeAsync();

    [Theory]
    [MemberData(nameof(All))]
    public async Task An_example_works_or_is_told_why_not(string id)
    {
        using var answer = await SendAsync(Operation(id));
        var expected = id switch
        {
            "addProfile" or "addFeed" or "addSearch" => HttpStatusCode.Created,
            "startRun" or "cancelRun" => HttpStatusCode.Accepted,
            "deleteProfile" => HttpStatusCode.NoContent,
            // What this daemon has not: a paper that was read, a thumb, a code, a browser, a key, a target, Zotero, a model.
            "paperReading" or "paperFigure" or "deleteFeedback" or "deleteSession"
                or "getFeed" or "deleteFeed" or "getSearch" or "replaceSearch" or "deleteSearch"
                or "crossOutTerm" or "restoreTerm" => HttpStatusCode.NotFound,
            "redeemSessionCode" or "openSession" or "digestFeed" or "digestJsonFeed" => HttpStatusCode.Unauthorized,
            "sendDigest" or "syncLibrary" or "rollbackModel" or "rollbackExpectation" or "estimateRun" =>
                HttpStatusCode.UnprocessableEntity,
            _ => HttpStatusCode.OK,
        };
        Assert.True(answer.StatusCode == expected, $"{id}: {(int)answer.StatusCode} {await TextAsync(answer)}");
    }

    [Theory]
    [MemberData(nameof(WithJson))]
    public async Task Every_fault_of_a_body_is_422_with_its_field(string id)
    {
        var operation = Operation(id);
        var body = operation.JsonBody!;
        var faults = new BodyFaults(isPatch: id == "patchProfile").Of(body["schema"]!, body["example"]!).ToList();
        Assert.True(faults.Count >= 5, $"{id} has {faults.Count} faults");
        foreach (var (path, change, wrong) in faults)
        {
            using var answer = await SendAsync(operation, body: wrong.ToJsonString());
            var text = await TextAsync(answer);
            var told = $"{id}, {path} {change}: {(int)answer.StatusCode} {text}";
            Assert.True(answer.StatusCode == HttpStatusCode.UnprocessableEntity, told);
            var errors = JsonNode.Parse(text)!["errors"]!.AsObject();
            Assert.True(errors.ContainsKey(path), told);
            Assert.All(errors, error => Assert.True(error.Value![0]!.GetValue<string>().Length > 10));
        }
        Assert.Single((await daemon.GetAsync("/v1/profiles"))["items"]!.AsArray());
        Assert.Equal(1, (await daemon.GetAsync("/v1/profiles/default"))["revision"]!.GetValue<int>());
    }

    [Theory]
    [MemberData(nameof(WithJson))]
    public async Task What_is_no_json_is_400_and_another_media_type_415(string id)
    {
        var operation = Operation(id);
        foreach (var body in (string[])["", "{", "{\"a\":1,\"a\":2}", new string('[', 5000), "\ufeff", "nonsense"])
        {
            using var malformed = await SendAsync(operation, body: body);
            var shown = body[..Math.Min(20, body.Length)];
            Assert.True(malformed.StatusCode == HttpStatusCode.BadRequest, $"{id}: {(int)malformed.StatusCode} for {shown}");
        }
        using var other = await SendAsync(operation, body: "{}", type: "text/plain");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, other.StatusCode);
        using var list = await SendAsync(operation, body: "[]");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, list.StatusCode);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Every_fault_of_an_address_is_422_with_its_parameter(string id)
    {
        var operation = Operation(id);
        List<(string Name, string Value)> faults = [("unheardOf", "1"), ("unheardOf", "")];
        foreach (var parameter in operation.Parameters.Where(parameter => parameter["in"]!.GetValue<string>() == "query"))
        {
            faults.AddRange(Wrong(Surface.Resolve(parameter["schema"]!)).Select(value => (parameter["name"]!.GetValue<string>(), value)));
        }
        foreach (var (name, value) in faults)
        {
            using var answer = await SendAsync(operation, query: $"?{name}={value}");
            var text = await TextAsync(answer);
            Assert.True(answer.StatusCode == HttpStatusCode.UnprocessableEntity, $"{id} {name}={value}: {(int)answer.StatusCode} {text}");
            Assert.Equal([name], JsonNode.Parse(text)!["errors"]!.AsObject().Select(error => error.Key));
        }
    }

    [Theory]
    [MemberData(nameof(OfSomething))]
    public async Task What_a_path_names_and_is_not_there_is_404(string id)
    {
        var operation = Operation(id);
        var path = string.Join('/', operation.Path.Split('/').Select(part => part.StartsWith('{') ? "nobody" : part));
        using var answer = await SendAsync(operation with { Path = path });
        Assert.Equal((id, HttpStatusCode.NotFound), (id, answer.StatusCode));
    }

    private static IEnumerable<TheoryDataRow<string>> Rows(Func<Surface.Operation, bool> isWanted) =>
        Surface.Operations.Where(isWanted).Select(operation => new TheoryDataRow<string>(operation.Id));

    private static Surface.Operation Operation(string id) => Surface.Operations.Single(operation => operation.Id == id);

    /// <summary>Values that a parameter refuses, as they stand in an address.</summary>
    private static IEnumerable<string> Wrong(JsonNode schema)
    {
        string Beyond(string limit, int step) => (schema[limit]!.GetValue<int>() + step).ToString(CultureInfo.InvariantCulture);
        yield return "a%00b";
        if (schema["maximum"] is not null) yield return Beyond("maximum", 1);
        if (schema["minimum"] is not null) yield return Beyond("minimum", -1);
        string[] others = Surface.TypesOf(schema).Contains("integer") ? ["many", "1.5", "99999999999"]
            : schema["enum"] is not null ? ["unheardOf", "0"]
            : schema["format"]?.GetValue<string>() == "date" ? ["yesterday", "2026-02-30", "01/02/2026"]
            : [];
        foreach (var other in others) yield return other;
        // The server itself refuses a first line of more than 8 KB.
        if (schema["maxLength"]?.GetValue<int>() is < 7000 and var longest) yield return new string('x', longest + 1);
    }

    /// <summary>What an answer says; nothing of a stream, which does not end.</summary>
    private static async Task<string> TextAsync(HttpResponseMessage answer)
    {
        if (answer.Content.Headers.ContentType?.MediaType == "text/event-stream") return "";
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Sends an operation as its examples have it, except for what is said otherwise.</summary>
    private Task<HttpResponseMessage> SendAsync(Surface.Operation operation, string? query = null, string? body = null, string? type = null)
    {
        var request = new HttpRequestMessage(operation.Method, PathOf(operation) + (query ?? QueryOf(operation)));
        if (operation.Node["requestBody"]?["content"]?.AsObject().First() is { } content)
        {
            var example = content.Value!["example"]!;
            body ??= example is JsonObject ? example.ToJsonString() : example.GetValue<string>();
            request.Content = new ByteArrayContent(new UTF8Encoding(false).GetBytes(body));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type ?? content.Key);
        }
        return daemon.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    private string PathOf(Surface.Operation operation)
    {
        var path = operation.Path;
        foreach (var parameter in operation.Parameters.Where(parameter => parameter["in"]!.GetValue<string>() == "path"))
        {
            // Runs are named by the daemon.
            var value = path.StartsWith("/v1/runs/", StringComparison.Ordinal) ? run : parameter["example"]!.GetValue<string>();
            path = path.Replace($"{{{parameter["name"]}}}", Uri.EscapeDataString(value), StringComparison.Ordinal);
        }
        return path;
    }

    private static string QueryOf(Surface.Operation operation)
    {
        // A cursor is good for the list that gave it out.
        var parameters = operation.Parameters.Where(parameter =>
            parameter["in"]!.GetValue<string>() == "query" && parameter["name"]!.GetValue<string>() != "cursor");
        var fields = parameters.Select(parameter => $"{parameter["name"]}={Uri.EscapeDataString(parameter["example"]!.ToString())}");
        return "?" + string.Join('&', fields);
    }
}
