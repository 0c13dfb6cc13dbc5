using Microsoft.Net.Http.Headers;

namespace LocalDigest.Daemon.Wire;

internal static class RequestMediaType
{
    /// <summary>The media type of the body, without its parameters; null where the request names none.</summary>
    public static string? MediaType(this HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var header) ? header.MediaType.Value : null;
}
