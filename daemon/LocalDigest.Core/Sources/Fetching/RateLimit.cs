using System.Globalization;

namespace LocalDigest.Sources;

/// <summary>What is left of a quota, from the <c>RateLimit</c> header.</summary>
/// <param name="Left">Requests that may still be made.</param>
/// <param name="Reset">When the quota is full again, from now.</param>
internal sealed record RateLimit(int? Left, TimeSpan? Reset)
{
    /// <summary>
    /// Reads <c>"api";r=499;t=120</c> (IETF draft-ietf-httpapi-ratelimit-headers), its older form <c>limit=500, remaining=499,
    /// reset=120</c>, and the separate headers <c>RateLimit-Remaining</c> and <c>RateLimit-Reset</c>.
    /// </summary>
    public static RateLimit? Of(HttpResponseMessage response)
    {
        int? left = null, reset = null;
        if (response.Headers.NonValidated.TryGetValues("RateLimit", out var header))
        {
            foreach (var part in header.ToString().Split(';', ','))
            {
                if (part.Split('=', 2) is not [var name, var value]
                    || !int.TryParse(value.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                {
                    continue;
                }
                if (name.Trim() is "r" or "remaining") left ??= number;
                if (name.Trim() is "t" or "reset") reset ??= number;
            }
        }
        left ??= Number("RateLimit-Remaining");
        reset ??= Number("RateLimit-Reset");
        return left is null && reset is null ? null : new RateLimit(left, reset is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

        int? Number(string name) =>
            response.Headers.NonValidated.TryGetValues(name, out var text)
                && int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : null;
    }
}
