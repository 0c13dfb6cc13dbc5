using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace LocalDigest.Daemon.Api;

/// <summary>What a property of free form holds, as a JSON schema, where its type does not say it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class JsonShapeAttribute(string schema) : Attribute
{
    /// <summary>A text, or a list of texts.</summary>
    public const string TextOrTexts = """{"oneOf":[{"type":"string"},{"type":"array","items":{"type":"string"},"minItems":1}]}""";

    /// <summary>Numbers, or their bytes in base64.</summary>
    public const string NumbersOrBase64 = """{"oneOf":[{"type":"array","items":{"type":"number"}},{"type":"string"}]}""";

    /// <summary>Names, or objects with a name.</summary>
    public const string Authors =
        """
        {"type":["array","null"],"items":{"oneOf":[{"type":"string"},
          {"type":"object","required":["name"],"properties":{"name":{"type":"string"},"affiliation":{"type":["string","null"]}}}]}}
        """;

    /// <summary>A moment in RFC 3339.</summary>
    public const string Moment = """{"type":"string","format":"date-time"}""";

    /// <summary>Named numbers and switches.</summary>
    public const string Settings = """{"type":"object","additionalProperties":{"type":["number","boolean"]}}""";

    public OpenApiSchema Read(OpenApiDocument document) =>
        OpenApiModelFactory.Parse<OpenApiSchema>(schema, OpenApiSpecVersion.OpenApi3_1, document, out _, OpenApiConstants.Json)
        ?? throw new InvalidOperationException($"'{schema}' is no JSON schema.");
}
