using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalDigest.Daemon.Api;

/// <summary>Cursors: where a page of a list ended, as text that only the daemon reads.</summary>
internal static class Paging
{
    /// <summary>The longest page of every list.</summary>
    public const int MostItems = 500;

    public const int UsualItems = 50;

    /// <summary>What to say of a cursor that cannot be read.</summary>
    public const string Unknown =
        "It is not a cursor of this list. Send what 'next' held with the parameters of the page before, or begin again without it.";

    /// <summary>What is not of a place's form is another list's.</summary>
    private static readonly JsonSerializerOptions Exact =
        new() { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectRequiredConstructorParameters = true };

    /// <param name="list">What the list is: everything that decides which items it has and how they are ordered.</param>
    /// <param name="place">The last item of the page.</param>
    public static string Cursor<T>(object list, T place) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new Content<T>(Fingerprint(list), place)));

    /// <summary>Reads a cursor.</summary>
    /// <returns>False where it is none of this list.</returns>
    public static bool TryRead<T>(object list, string? cursor, out T? place)
    {
        place = default;
        if (cursor is null) return true;
        try
        {
            var content = JsonSerializer.Deserialize<Content<T>>(Base64Url.DecodeFromChars(cursor), Exact);
            if (content is null || content.List != Fingerprint(list)) return false;
            place = content.Place;
            return place is not null;
        }
        catch (Exception error) when (error is FormatException or JsonException or DecoderFallbackException)
        {
            return false;
        }
    }

    private static string Fingerprint(object list) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(list)))[..12];

    private sealed record Content<T>(string List, T Place);
}
