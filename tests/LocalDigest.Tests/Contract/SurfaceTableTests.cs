using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Contract;

/// <summary>
/// Every operation of the description, with its example and with everything in it that can be wrong. Whether answers are as described is seen by
/// <see cref="SurfaceHandler"/>.
/// </summary>
public sealed class SurfaceTableTests : IAsyncLifetime
{
    private static readonly Surface Surface = Surface.Committed;

    private TestDaemon daemon = null!;
    private string run = "";

    public static IEnumerable<TheoryDataRow<string>> Everything => Surface.Operations.Select(operation => new TheoryDataRow<string>(operation.Id));

    public static IEnumerable<TheoryDataRow<string>> WithJson => Surface.Operations.Where(operation => operation.JsonBody is not null).Select(operation => new TheoryDataRow<string>(operation.Id));

    public static IEnumerable<TheoryDataRow<string>> WithoutBody => Surface.Operations.Where(operation => operation.Node["requestBody"] is null).Select(operation => new TheoryDataRow<string>(operation.Id));

    /// <summary>A daemon that has what the examples speak of: a paper, a profile, a digest and a run.</summary>
    public async ValueTask InitializeAsync()
    {
        daemon = await TestDaemon.StartAsync(clock: new SettableClock(new DateTimeOffset(2026, 1, 20, 9, 0, 0, TimeSpan.Zero)));
        using var papers = await SendAsync(Operation("importPapers"));
        Assert.Equal(HttpStatusCode.OK, papers.StatusCode);
        run = (await daemon.RunAsync(new { kind = "digest", date = "2026-01-20", sources = Array.Empty<object>() }))["id"]!.GetValue<string>();
    }

    public ValueTask DisposeAsync() => daemon.DisposeAsync();

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task An_example_works_or_is_told_why_not(string id)
    {
        var operation = Operation(id);
        using var answer = await SendAsync(operation);
        // What the examples' daemon has not: a paper that was read, a code, a target, Zotero, a model.
        var expected = id switch
        {
            "paperReading" or "paperFigure" => HttpStatusCode.NotFound,
            "redeemSessionCode" => HttpStatusCode.Unauthorized,
            "sendDigest" or "syncLibrary" or "rollbackModel" => HttpStatusCode.UnprocessableEntity,
            "deleteFeedback" => HttpStatusCode.NotFound,
            "addProfile" => HttpStatusCode.Created,
            "startRun" or "cancelRun" => HttpStatusCode.Accepted,
            "deleteProfile" => HttpStatusCode.NoContent,
            _ => HttpStatusCode.OK,
        };
        Assert.True(answer.StatusCode == expected, $"{operation}: {(int)answer.StatusCode} {(id.EndsWith("vents", StringComparison.Ordinal) ? "" : await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))}");
    }

    [Theory]
    [MemberData(nameof(WithJson))]
    public async Task Every_fault_of_a_body_is_422_with_its_field(string id)
    {
        var operation = Operation(id);
        var faults = Faults(operation.JsonBody!["schema"]!, operation.JsonBody["example"]!, "", isPatch: id == "patchProfile").ToList();
        Assert.True(faults.Count >= 5, $"{operation} has {faults.Count} faults");
        foreach (var (path, change, body) in faults)
        {
            using var answer = await SendAsync(operation, body: body);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(answer.StatusCode == HttpStatusCode.UnprocessableEntity, $"{operation}, {path} {change}: {(int)answer.StatusCode} {text}\n{body.ToJsonString()}");
            var errors = JsonNode.Parse(text)!["errors"]!.AsObject();
            Assert.True(errors.ContainsKey(path), $"{operation}, {path} {change}: {text}");
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
            using var malformed = await SendTextAsync(operation, body, "application/json");
            Assert.True(malformed.StatusCode == HttpStatusCode.BadRequest, $"{operation}: {(int)malformed.StatusCode} for {body[..Math.Min(20, body.Length)]}");
        }
        using var other = await SendTextAsync(operation, "{}", "text/plain");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, other.StatusCode);
        using var nothing = await SendTextAsync(operation, "[]", "application/json");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, nothing.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task Every_fault_of_an_address_is_422_with_its_parameter(string id)
    {
        var operation = Operation(id);
        var faults = new List<(string Name, string Value)> { ("unheardOf", "1"), ("unheardOf", "") };
        foreach (var parameter in operation.Parameters.Where(parameter => parameter["in"]!.GetValue<string>() == "query"))
        {
            var name = parameter["name"]!.GetValue<string>();
            var schema = Surface.Resolve(parameter["schema"]!);
            faults.Add((name, "a%00b"));
            if (schema["maximum"] is { } most) faults.Add((name, (most.GetValue<int>() + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)));
            if (schema["minimum"] is { } least) faults.Add((name, (least.GetValue<int>() - 1).ToString(System.Globalization.CultureInfo.InvariantCulture)));
            if (Types(schema).Contains("integer")) faults.AddRange([(name, "many"), (name, "1.5"), (name, "99999999999")]);
            if (schema["enum"] is not null) faults.AddRange([(name, "unheardOf"), (name, "0")]);
            if (schema["format"]?.GetValue<string>() == "date") faults.AddRange([(name, "yesterday"), (name, "2026-02-30"), (name, "01/02/2026")]);
            if (schema["maxLength"] is { } longest) faults.Add((name, new string('x', Math.Min(longest.GetValue<int>() + 1, 7000))));
        }
        foreach (var (name, value) in faults.Where(fault => fault.Value.Length < 7000))
        {
            using var answer = await SendAsync(operation, (name, value));
            var text = answer.Content.Headers.ContentType?.MediaType == "text/event-stream" ? "" : await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(answer.StatusCode == HttpStatusCode.UnprocessableEntity, $"{operation} {name}={value}: {(int)answer.StatusCode} {text}");
            Assert.Equal([name], JsonNode.Parse(text)!["errors"]!.AsObject().Select(error => error.Key));
        }
    }

    [Theory]
    [MemberData(nameof(WithoutBody))]
    public async Task What_a_path_names_and_is_not_there_is_404(string id)
    {
        var operation = Operation(id);
        if (!operation.Path.Contains('{')) return;
        using var answer = await SendAsync(operation, path: operation.Path.Replace("{id}", "nobody", StringComparison.Ordinal).Replace("{figure}", "nothing", StringComparison.Ordinal));
        Assert.True(answer.StatusCode == HttpStatusCode.NotFound, $"{operation}: {(int)answer.StatusCode}");
    }

    private static Surface.Operation Operation(string id) => Surface.Operations.Single(operation => operation.Id == id);

    /// <summary>Every change that makes a good value a wrong one: the path of what is wrong, what it is, and the whole body.</summary>
    private static IEnumerable<(string Path, string Change, JsonNode Body)> Faults(JsonNode schema, JsonNode example, string path, bool isPatch, Func<JsonNode?, JsonNode>? place = null)
    {
        place ??= value => value!;
        var form = Surface.Resolve(Only(schema));
        var fields = form["properties"]?.AsObject() ?? [];
        JsonNode With(string field, JsonNode? value)
        {
            var copy = example.DeepClone().AsObject();
            copy[field] = value;
            return place(copy);
        }
        string At(string field) => path.Length == 0 ? field : $"{path}.{field}";
        if (form["additionalProperties"]?.GetValueKind() == System.Text.Json.JsonValueKind.False) yield return (At("unheardOf"), "is unknown", With("unheardOf", 1));
        foreach (var required in form["required"]?.AsArray() ?? [])
        {
            var copy = example.DeepClone().AsObject();
            copy.Remove(required!.GetValue<string>());
            yield return (At(required.GetValue<string>()), "is missing", place(copy));
        }
        foreach (var (field, declared) in fields)
        {
            var values = Surface.Resolve(Only(declared!));
            var types = Types(declared!);
            if (!types.Contains("null") && types.Count > 0 && !isPatch) yield return (At(field), "is null", With(field, null));
            foreach (var (kind, value) in Kinds.Where(kind => types.Count > 0 && !types.Contains(kind.Kind) && !(kind.Kind == "integer" && types.Contains("number")))) yield return (At(field), $"is {kind}", With(field, value.DeepClone()));
            if (values["maximum"] is { } most) yield return (At(field), "is too much", With(field, most.GetValue<double>() + 1));
            if (values["minimum"] is { } least) yield return (At(field), "is too little", With(field, least.GetValue<double>() - 1));
            if (values["enum"] is not null) yield return (At(field), "is none of them", With(field, types.Contains("integer") ? 7 : "unheardOf"));
            if (values["maxLength"] is { } longest) yield return (At(field), "is too long", With(field, new string('x', longest.GetValue<int>() + 1)));
            if (values["minLength"]?.GetValue<int>() > 0) yield return (At(field), "is too short", With(field, ""));
            if (values["format"]?.GetValue<string>() is "date" or "date-time") yield return (At(field), "is no date", With(field, "yesterday"));
            if (values["pattern"] is not null) yield return (At(field), "is of another form", With(field, "unheardOf"));
            if (types.Contains("string") && values["enum"] is null) yield return (At(field), "is no text", With(field, JsonNode.Parse("\"a\\u0000b\"")));
            if (types.Contains("array"))
            {
                var item = values["items"] ?? new JsonObject();
                if (values["maxItems"] is { } many && many.GetValue<int>() <= 1000) yield return (At(field), "is too many", With(field, new JsonArray([.. Enumerable.Range(0, many.GetValue<int>() + 1).Select(_ => Good(item))])));
                if (values["minItems"]?.GetValue<int>() > 0) yield return (At(field), "is too few", With(field, new JsonArray()));
                if (Types(item).Count > 0) yield return ($"{At(field)}[0]", "is null", With(field, new JsonArray((JsonNode?)null)));
                if (Surface.Resolve(item)["properties"] is not null)
                {
                    foreach (var fault in Faults(item, Good(item), $"{At(field)}[0]", isPatch: false, value => With(field, new JsonArray(value)))) yield return fault;
                }
            }
            else if (values["properties"] is not null)
            {
                foreach (var fault in Faults(values, Good(values), At(field), isPatch, value => With(field, value))) yield return fault;
            }
        }
    }

    private static readonly (string Kind, JsonNode Value)[] Kinds =
        [("string", "text"), ("integer", 1), ("boolean", true), ("array", new JsonArray(1)), ("object", new JsonObject { ["a"] = 1 })];

    /// <summary>A small good value of a schema.</summary>
    private static JsonNode Good(JsonNode schema)
    {
        var form = Surface.Resolve(Only(schema));
        if (form["properties"] is JsonObject fields)
        {
            return new JsonObject((form["required"]?.AsArray() ?? []).Select(field => KeyValuePair.Create(field!.GetValue<string>(), (JsonNode?)Good(fields[field.GetValue<string>()]!))));
        }
        if (form["enum"] is JsonArray allowed) return allowed[0]!.DeepClone();
        return Types(form) switch
        {
            var types when types.Contains("integer") || types.Contains("number") => form["minimum"]?.DeepClone() ?? 0,
            var types when types.Contains("boolean") => true,
            var types when types.Contains("array") => new JsonArray(),
            var types when types.Contains("object") => new JsonObject(),
            _ => form["format"]?.GetValue<string>() switch { "date" => "2026-01-20", "date-time" => "2026-01-20T08:00:00Z", "uri" => "https://example.org/", _ => "text" },
        };
    }

    /// <summary>The part of a schema that is not null.</summary>
    private static JsonNode Only(JsonNode schema) =>
        schema["oneOf"] is JsonArray options && options.Where(option => option!["type"]?.ToString() != "null").ToList() is [{ } only] ? only : schema;

    /// <summary>The kinds of JSON that a schema takes; empty for any.</summary>
    private static HashSet<string> Types(JsonNode schema)
    {
        if (schema["oneOf"] is JsonArray options) return [.. options.SelectMany(option => Types(option!))];
        return Surface.Resolve(schema)["type"] switch
        {
            JsonArray types => [.. types.Select(type => type!.GetValue<string>())],
            { } type => [type.GetValue<string>()],
            null => [],
        };
    }

    private Task<HttpResponseMessage> SendAsync(Surface.Operation operation, (string Name, string Value)? query = null, JsonNode? body = null, string? path = null)
    {
        var content = operation.Node["requestBody"]?["content"]?.AsObject().First();
        var text = body?.ToJsonString() ?? content?.Value!["example"] switch
        {
            JsonObject example => example.ToJsonString(),
            { } example => example.GetValue<string>(),
            null => null,
        };
        return SendTextAsync(operation, text, content?.Key, query, path);
    }

    /// <summary>Sends an operation with the examples of its parameters; the query only where none is to be looked at by itself.</summary>
    private Task<HttpResponseMessage> SendTextAsync(Surface.Operation operation, string? body, string? type, (string Name, string Value)? query = null, string? path = null)
    {
        var address = new StringBuilder(path ?? operation.Path);
        var separator = '?';
        foreach (var parameter in operation.Parameters)
        {
            var name = parameter["name"]!.GetValue<string>();
            var example = parameter["example"]!.ToString();
            if (parameter["in"]!.GetValue<string>() == "path") address.Replace($"{{{name}}}", Uri.EscapeDataString(operation.Path.StartsWith("/v1/runs", StringComparison.Ordinal) ? run : example));
            // A cursor is good for the list that gave it out, and only for that.
            else if (parameter["in"]!.GetValue<string>() == "query" && query is null && name != "cursor") (_, separator) = (address.Append($"{separator}{name}={Uri.EscapeDataString(example)}"), '&');
        }
        if (query is { } only) address.Append($"?{only.Name}={only.Value}");
        var request = new HttpRequestMessage(operation.Method, address.ToString());
        if (body is not null && type is not null)
        {
            request.Content = new ByteArrayContent(new UTF8Encoding(false).GetBytes(body));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }
        return daemon.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }
}
