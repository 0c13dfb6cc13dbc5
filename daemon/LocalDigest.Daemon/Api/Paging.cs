using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace LocalDigest.Daemon.Api;

/// <summary>Cursors: where a page ended, as text that only the daemon reads.</summary>
internal static class Paging
{
    public const int MostItems = 500;

    public static string Cursor<T>(T place) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(place));

    /// <summary>Reads a cursor.</summary>
    /// <returns>False where it is none of ours.</returns>
    public static bool TryRead<T>(string? cursor, out T? place)
    {
        place = default;
        if (string.IsNullOrEmpty(cursor)) return true;
        try
        {
            place = JsonSerializer.Deserialize<T>(Base64Url.DecodeFromChars(cursor));
            return place is not null;
        }
        catch (Exception error) when (error is FormatException or JsonException or DecoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>A page size from 1 to <see cref="MostItems"/>.</summary>
    public static int Limit(int? wanted, int usual = 50) => Math.Clamp(wanted ?? usual, 1, MostItems);
}
