using System.Text.Json;
using System.Text.Json.Nodes;
using LocalDigest.Daemon.Api;

namespace LocalDigest.Daemon.Hosting;

/// <summary>The errors that operations answer with: what each status means, and a problem as it is sent.</summary>
internal static class Statuses
{
    private static readonly Dictionary<int, (string Meaning, string Type, string Detail)> Errors = new()
    {
        [400] = ("The request is malformed: no HTTP, or a body that is no JSON.", "malformed", "The body is not JSON, holds one name twice in an object, or is nested too deeply: see its line 1."),
        [401] = ("The token is missing or wrong.", "token", "Send the token from daemon.json in the data directory as 'Authorization: Bearer TOKEN'."),
        [403] = ("The Host header does not name this machine, or the request comes from another site's page.", "origin", "Requests from other sites' pages are refused."),
        [404] = ("What the request names does not exist.", "not-found", "There is no profile 'nobody'. GET /v1/profiles lists them."),
        [406] = ("None of the media types in Accept can be given.", "not-acceptable", "A digest is given as application/json, text/markdown or text/html; name one of them in Accept."),
        [412] = ("It is not what the caller read: somebody else changed it.", "changed", "The profile was changed in the meantime (it is at revision 3 now). Read it again and repeat the change."),
        [413] = ("The body is larger than this address takes.", "too-large", "The request is larger than this address takes. Send less at once."),
        [415] = ("The body is of a media type that this address does not take.", "media-type", "Send the body as application/json."),
        [422] = ("Fields or parameters are unknown, missing, of a wrong kind or out of range; each is named.", "invalid", "Correct limit and send it again; nothing was changed."),
        [502] = ("Another service that the answer depends on could not be read.", "upstream", "Zotero does not answer. Start it, and allow other applications in its advanced settings."),
        [503] = ("The database is busy or held by another program.", "database-busy", "The database is busy. Try again in a moment."),
        [507] = ("The disk is full. What was there is as it was.", "disk-full", "The disk is full. Make room and send the request again."),
    };

    public static bool IsError(int status) => Errors.ContainsKey(status);

    public static string Meaning(int status) => Errors[status].Meaning;

    /// <summary>A problem as it is sent.</summary>
    public static JsonNode Example(int status)
    {
        var (_, type, detail) = Errors[status];
        var errors = status == 422 ? new Dictionary<string, string[]> { ["limit"] = [$"It is a whole number from 1 to {Paging.MostItems}."] } : null;
        return JsonSerializer.SerializeToNode(Problems.Make(status, type, detail, errors), Problems.Json)!;
    }
}
