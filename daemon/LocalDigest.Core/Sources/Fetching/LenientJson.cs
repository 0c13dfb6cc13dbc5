using System.Text.Json;

namespace LocalDigest.Sources;

/// <summary>Fields of JSON that others wrote: one of another type than it should be is as if it were not there.</summary>
internal static class LenientJson
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };

    /// <exception cref="SourceException">It is no JSON, or nested beyond all reason.</exception>
    public static async Task<JsonDocument> ParseAsync(Stream answer, string service, CancellationToken ct)
    {
        try
        {
            return await JsonDocument.ParseAsync(answer, Options, ct);
        }
        catch (JsonException e)
        {
            throw new SourceException(SourceFailure.Malformed, $"{service} sent an answer that is no readable JSON. Try again later.", e) { Transient = true };
        }
    }

    public static JsonElement? Field(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var field) && field.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? field : null;

    /// <summary>Trimmed; null where it is empty.</summary>
    public static string? String(JsonElement of, string name) => Field(of, name) is { } field ? String(field) : null;

    /// <inheritdoc cref="String(JsonElement, string)"/>
    public static string? String(JsonElement field)
    {
        if (field.ValueKind != JsonValueKind.String) return null;
        try
        {
            return field.GetString()!.Trim() is { Length: > 0 } text ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null; // half a surrogate pair: no text
        }
    }

    /// <summary>The elements of a list; none where it is not one.</summary>
    public static JsonElement[] Items(JsonElement of, string name) =>
        Field(of, name) is { ValueKind: JsonValueKind.Array } field ? [.. field.EnumerateArray()] : [];
}
