using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace LocalDigest.Tests;

/// <summary>The committed description of the surface, <c>clients/openapi.json</c>, and whether values are what it says.</summary>
internal sealed class Surface
{
    private static readonly Lazy<Surface> Read = new(() =>
        new Surface(JsonNode.Parse(File.ReadAllText(Repository.Path("clients/openapi.json")))!));

    private static readonly EvaluationOptions WithFormats = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    private readonly ConcurrentDictionary<string, JsonSchema> schemas = new(StringComparer.Ordinal);
    private readonly string definitions;

    private Surface(JsonNode document)
    {
        Document = document;
        definitions = Local(document["components"]!["schemas"]!);
        Operations =
        [
            .. document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation =>
                new Operation(new HttpMethod(operation.Key.ToUpperInvariant()), path.Key, operation.Value!))),
        ];
    }

    public static Surface Committed => Read.Value;

    public JsonNode Document { get; }

    public IReadOnlyList<Operation> Operations { get; }

    /// <summary>A component, or the schema itself where it is none.</summary>
    public JsonNode Resolve(JsonNode schema) =>
        schema["$ref"] is { } reference ? Document["components"]!["schemas"]![reference.GetValue<string>().Split('/')[^1]]! : schema;

    /// <summary>The kinds of JSON that a schema takes by its own word; empty for any.</summary>
    public static HashSet<string> TypesOf(JsonNode schema) => schema["type"] switch
    {
        JsonArray types => [.. types.Select(type => type!.GetValue<string>())],
        { } type => [type.GetValue<string>()],
        null => [],
    };

    /// <summary>The operation at an address; null where the description has none.</summary>
    public Operation? Find(HttpMethod method, string path)
    {
        var parts = path.Split('/');
        return Operations
            .Where(operation => operation.Method == method && Matches(operation.Path.Split('/'), parts))
            // An exact part comes before one that takes anything: /v1/digests/latest before /v1/digests/{id}.
            .OrderBy(operation => operation.Path.Count(c => c == '{'))
            .FirstOrDefault();
    }

    /// <summary>What is wrong with a value by a schema of the description; null where nothing is.</summary>
    public string? FaultOf(JsonNode schema, JsonNode? value)
    {
        var text = Local(schema);
        var rules = schemas.GetOrAdd(text, _ => JsonSchema.FromText(
            $$"""{"$schema":"https://json-schema.org/draft/2020-12/schema","allOf":[{{text}}],"$defs":{{definitions}}}"""));
        var result = rules.Evaluate(JsonSerializer.SerializeToElement(value), WithFormats);
        if (result.IsValid) return null;
        var faults = (result.Details ?? []).Where(detail => detail.Errors?.Count > 0);
        return string.Join("; ", faults.Select(fault => $"{fault.InstanceLocation} {string.Join(", ", fault.Errors!.Values)}").Take(5));
    }

    /// <summary>What is wrong with an answer; null where it is as described, or of an address that is not described.</summary>
    public string? FaultOf(HttpRequestMessage request, HttpResponseMessage answer, string? body)
    {
        if (Find(request.Method, request.RequestUri!.AbsolutePath) is not { } operation) return null;
        var status = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
        if (operation.Node["responses"]![status] is not { } declared) return $"{operation.Id} declares no {status}.";
        foreach (var (name, _) in declared["headers"]?.AsObject() ?? [])
        {
            // A code that is refused was no token.
            var isNoToken = operation.IsOpen && name == "WWW-Authenticate";
            if (!answer.Headers.Contains(name) && !isNoToken) return $"{operation.Id} sends no {name} with {status}.";
        }
        var type = answer.Content.Headers.ContentType?.MediaType;
        if (declared["content"] is not JsonObject content) return type is null ? null : $"{operation.Id} declares no content of {status}.";
        if (type is null || content[type] is not { } form) return $"{operation.Id} declares no {type} for {status}.";
        if (body is null) return null;
        return FaultOf(form["schema"]!, JsonNode.Parse(body)) is { } fault ? $"{operation.Id} {status} is not as described: {fault}" : null;
    }

    private static bool Matches(string[] template, string[] path) =>
        template.Length == path.Length && template.Zip(path).All(part => part.First == part.Second || part.First.StartsWith('{'));

    private static string Local(JsonNode schema) =>
        schema.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal);

    /// <summary>An operation of the description.</summary>
    internal sealed record Operation(HttpMethod Method, string Path, JsonNode Node)
    {
        public string Id => Node["operationId"]!.GetValue<string>();

        public IReadOnlyList<JsonNode> Parameters => [.. (Node["parameters"]?.AsArray() ?? []).OfType<JsonNode>()];

        /// <summary>It needs no token.</summary>
        public bool IsOpen => Node["security"] is JsonArray { Count: 0 };

        /// <summary>The body of JSON; null where there is none.</summary>
        public JsonNode? JsonBody => Node["requestBody"]?["content"]?["application/json"];
    }
}

/// <summary>Holds every answer against the committed description of the surface.</summary>
internal sealed class SurfaceHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const long LongestBody = 1024 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        var headers = answer.Content.Headers;
        var isJson = headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        string? body = null;
        if (isJson && headers.ContentLength is null or <= LongestBody)
        {
            await answer.Content.LoadIntoBufferAsync(cancellationToken);
            body = await answer.Content.ReadAsStringAsync(cancellationToken);
        }
        // To accept a change of the description: LOCALDIGEST_ACCEPT=1 dotnet test, and once more without it.
        var fault = Surface.Committed.FaultOf(request, answer, body);
        Assert.True(fault is null, fault);
        return answer;
    }
}
