using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LocalDigest.Client;

namespace LocalDigest.Tests.Contract;

/// <summary>The .NET client against the committed description: a method for every operation, and types that read what is sent.</summary>
public sealed class ClientSurfaceTests
{
    private static readonly Surface Surface = Surface.Committed;

    /// <summary>Methods that go beyond one operation, and second forms of an answer.</summary>
    private static readonly string[] Beyond = ["FollowRun", "LatestDigestText", "GetDigestText", "DigestsSinceText", "RenderDigestText"];

    public static IEnumerable<TheoryDataRow<string>> Operations =>
        Surface.Operations.Select(operation => new TheoryDataRow<string>(operation.Id));

    public static IEnumerable<TheoryDataRow<string>> Texts =>
        Beyond.Where(name => Method(name) is not null && name != "FollowRun").Select(name => new TheoryDataRow<string>(name));

    public static IEnumerable<TheoryDataRow<Type>> Types => typeof(LocalDigestClient).Assembly.GetTypes()
        .Where(type => type.GetCustomAttribute<WireAttribute>() is not null).Select(type => new TheoryDataRow<Type>(type));

    [Fact]
    public void There_is_a_method_for_every_operation_and_no_other()
    {
        var methods = typeof(LocalDigestClient).GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Select(method => method.Name).Where(name => name.EndsWith("Async", StringComparison.Ordinal)).Select(name =>
                name[..^5]).Except(Beyond);
        Assert.Equal(Surface.Operations.Select(operation => Pascal(operation.Id)).Order(StringComparer.Ordinal),
            methods.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_method_sends_its_operation_with_all_of_its_parameters(string id) => await HoldAsync(id, Method(Pascal(id))!);

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_second_form_is_of_the_same_operation(string name) =>
        await HoldAsync(char.ToLowerInvariant(name[0]) + name[1..^4], Method(name)!);

    [Theory]
    [MemberData(nameof(Types))]
    public void A_type_names_only_what_its_schema_has_and_takes_null_where_that_may_be_null(Type type)
    {
        var name = type.GetCustomAttribute<WireAttribute>()!.Schema;
        var fields = Surface.Document["components"]!["schemas"]![name]!["properties"]!.AsObject();
        var nullability = new NullabilityInfoContext();
        foreach (var property in type.GetProperties().Where(property => property.GetCustomAttribute<JsonExtensionDataAttribute>() is null))
        {
            var field = fields[JsonNamingPolicy.CamelCase.ConvertName(property.Name)];
            Assert.True(field is not null, $"{name} has no {property.Name}");
            var isRequired = Surface.Document["components"]!["schemas"]![name]!["required"]?.AsArray().Any(word =>
                word!.GetValue<string>() == JsonNamingPolicy.CamelCase.ConvertName(property.Name)) == true;
            var mayBeNull = Surface.TypesOf(field).Contains("null") || field["oneOf"]?.AsArray().Any(option =>
                option!["type"]?.ToString() == "null") == true;
            var takesNull = Nullable.GetUnderlyingType(property.PropertyType) is not null || nullability.Create(property)
                .ReadState == NullabilityState.Nullable;
            Assert.True(takesNull || (!mayBeNull && (isRequired || property.PropertyType != typeof(string))),
                $"{name}.{property.Name} may be null");
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_type_reads_the_example_and_writes_it_as_it_was(Type type)
    {
        var name = type.GetCustomAttribute<WireAttribute>()!.Schema;
        var example = Examples().FirstOrDefault(found => found.Schema == name).Example;
        if (example is null) return;
        var read = JsonSerializer.Deserialize(example.ToJsonString(), type, ClientJson.Default)!;
        var written = JsonNode.Parse(JsonSerializer.Serialize(read, type, ClientJson.Default))!;
        foreach (var (field, value) in example.AsObject())
        {
            Assert.True(JsonNode.DeepEquals(Plain(value), Plain(written[field])),
                $"{name}.{field}: {value?.ToJsonString()} became {written[field]?.ToJsonString()}");
        }
    }

    private static async Task HoldAsync(string id, MethodInfo method)
    {
        var operation = Surface.Operations.Single(operation => operation.Id == id);
        var network = new Recorder();
        using var client = new LocalDigestClient(_ =>
            Task.FromResult(new DaemonRecord(1, "http://127.0.0.1:7417", "t", "1", DateTimeOffset.UnixEpoch)), network);
        var arguments = method.GetParameters().Select(parameter => Argument(parameter, operation)).ToArray();
        try
        {
            var result = method.Invoke(client, arguments);
            if (result is Task task) await task;
            if (result is IAsyncEnumerable<Run> runs) await foreach (var _ in runs) break;
        }
        catch (RefusedException)
        {
            // The network says 418: what was sent is all that counts.
        }
        var sent = network.Sent!;
        Assert.Equal(operation.Method, sent.Method);
        Assert.Equal(id, Surface.Find(sent.Method, Uri.UnescapeDataString(sent.RequestUri!.AbsolutePath))?.Id);
        var query = System.Web.HttpUtility.ParseQueryString(sent.RequestUri.Query);
        Assert.Equal(
            operation.Parameters.Where(parameter => parameter["in"]!.GetValue<string>() == "query").Select(parameter =>
                parameter["name"]!.GetValue<string>()).Order(StringComparer.Ordinal),
            query.AllKeys.Order(StringComparer.Ordinal));
        Assert.Equal(operation.Parameters.Any(parameter => parameter["in"]!.GetValue<string>() == "header"),
            sent.Headers.Contains("If-Match"));
        var content = operation.Node["requestBody"]?["content"]?.AsObject();
        Assert.Equal(content is not null, network.Body is not null);
        if (content is null) return;
        Assert.True(content.ContainsKey(network.MediaType!), network.MediaType);
        if (network.MediaType!.EndsWith("json", StringComparison.Ordinal) && content[network.MediaType]!["schema"]!["$ref"] is not null)
        {
            Assert.Null(Surface.FaultOf(content[network.MediaType]!["schema"]!, JsonNode.Parse(network.Body!)));
        }
    }

    private static object? Argument(ParameterInfo parameter, Surface.Operation operation)
    {
        var example = operation.Parameters.FirstOrDefault(known => known["name"]!.GetValue<string>() == parameter.Name)?["example"];
        var body = operation.Node["requestBody"]?["content"]?.AsObject().First();
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        if (type == typeof(DateOnly)) return DateOnly.Parse(example!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture);
        if (type == typeof(int)) return example!.GetValue<int>();
        if (type == typeof(bool)) return example!.GetValue<bool>();
        if (type == typeof(CancellationToken)) return TestContext.Current.CancellationToken;
        if (type == typeof(JsonNode)) return body!.Value.Value!["example"]!.DeepClone();
        if (type == typeof(Stream)) return new MemoryStream("x"u8.ToArray());
        if (type == typeof(PaperQuery))
        {
            return new PaperQuery
            {
                Profile = "default", Q = "q", From = new DateOnly(2026, 1, 1), To = new DateOnly(2026, 1, 2), Category = "cs.CL",
                    Author = "Lee", Digest = "d", Feedback = "none",
                Marked = "saved", Include = "disliked", HideSeen = true, Sort = "date", Limit = 5, Cursor = "x",
            };
        }
        return parameter.Name switch
        {
            "ifMatch" => "\"3\"",
            "mediaType" => body?.Key ?? "text/markdown",
            _ => example?.ToString() ?? "x",
        };
    }

    /// <summary>All examples of answers, by the schema that they are of.</summary>
    private static IEnumerable<(string Schema, JsonNode Example)> Examples()
    {
        foreach (var operation in Surface.Operations)
        {
            foreach (var (_, answer) in operation.Node["responses"]!.AsObject())
            {
                foreach (var (_, form) in answer!["content"]?.AsObject() ?? [])
                {
                    if (form!["schema"]?["$ref"] is not { } reference || form["example"] is not JsonObject example) continue;
                    yield return (reference.GetValue<string>().Split('/')[^1], example);
                    foreach (var inner in Inner(Surface.Resolve(form["schema"]!), example)) yield return inner;
                }
            }
        }
    }

    private static IEnumerable<(string Schema, JsonNode Example)> Inner(JsonNode schema, JsonObject example)
    {
        foreach (var (field, form) in schema["properties"]?.AsObject() ?? [])
        {
            var reference = form!["$ref"] ?? form["items"]?["$ref"] ?? form["oneOf"]?.AsArray().Select(option =>
                option!["$ref"]).FirstOrDefault(found => found is not null);
            var value = example[field] is JsonArray { Count: > 0 } items ? items[0] : example[field];
            if (reference is null || value is not JsonObject) continue;
            yield return (reference.GetValue<string>().Split('/')[^1], value);
            foreach (var inner in Inner(Surface.Document["components"]!["schemas"]![reference.GetValue<string>().Split('/')[^1]]!,
                value.AsObject())) yield return inner;
        }
    }

    /// <summary>Times and numbers in one spelling.</summary>
    private static JsonNode? Plain(JsonNode? value) => value switch
    {
        JsonArray items => new JsonArray([.. items.Select(Plain)]),
        JsonObject fields => new JsonObject(fields.Where(field => field.Value is not null).Select(field =>
            KeyValuePair.Create(field.Key, Plain(field.Value)))),
        JsonValue text when text.TryGetValue<DateTimeOffset>(out var moment) =>
            JsonValue.Create(moment.ToString("O", System.Globalization.CultureInfo.InvariantCulture)),
        { } other => other.DeepClone(),
        null => null,
    };

    private static MethodInfo? Method(string name) => typeof(LocalDigestClient).GetMethod(name + "Async");

    private static string Pascal(string id) => char.ToUpperInvariant(id[0]) + id[1..];

    /// <summary>Remembers the request, and refuses it.</summary>
    private sealed class Recorder : HttpMessageHandler
    {
        public HttpRequestMessage? Sent { get; private set; }

        public string? Body { get; private set; }

        public string? MediaType { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Sent = request;
            if (request.Content is not null)
            {
                Body = await request.Content.ReadAsStringAsync(cancellationToken);
                MediaType = request.Content.Headers.ContentType!.MediaType;
            }
            return new HttpResponseMessage((HttpStatusCode)418) { Content = new StringContent("", Encoding.UTF8) };
        }
    }
}
