namespace LocalDigest.Daemon.Wire;

/// <summary>The statuses of errors: what each means, and what is said where nothing more is known.</summary>
internal static class Statuses
{
    private static readonly Dictionary<int, Status> Errors = new()
    {
        [400] = new(
            "The request is malformed: no HTTP, or a body that is no JSON.",
            "malformed", "The request could not be read. See /openapi/v1.json."),
        [401] = new(
            "The token is missing or wrong, and no signed-in browser asks.",
            "token",
            "Send the token from daemon.json in the data directory as 'Authorization: Bearer TOKEN', or sign the browser in by a link."),
        [403] = new(
            "The Host header does not name this machine, or the request comes from another site's page.",
            "origin", "Requests from other sites' pages are refused."),
        [404] = new("What the request names does not exist.", "not-found", "There is nothing of this name."),
        [406] = new("None of the media types in Accept can be given.", "not-acceptable", "None of the media types in Accept can be given."),
        [412] = new(
            "It is not what the caller read: somebody else changed it.",
            "changed", "It was changed in the meantime. Read it again and repeat the change."),
        [413] = new(
            "The body is larger than this address takes.",
            "too-large", "The request is larger than this address takes. Send less at once."),
        [415] = new(
            "The body is of a media type that this address does not take.",
            "media-type", "The body is of a media type that this address does not take. See /openapi/v1.json."),
        [422] = new(
            "Fields or parameters are unknown, missing, of a wrong kind or out of range; each is named.",
            "invalid", "Correct what is named and send it again; nothing was changed."),
        [502] = new(
            "Another service that the answer depends on could not be read.",
            "upstream", "Another service could not be read. Try again later."),
        [503] = new(
            "The database is busy or held by another program.",
            "database-busy", "The database is busy. Try again in a moment."),
        [507] = new(
            "The disk is full. What was there is as it was.",
            "disk-full", "The disk is full. Make room and send the request again."),
    };

    /// <summary>What is known of a status; null where the daemon answers with it nowhere.</summary>
    public static Status? Find(int status) => Errors.GetValueOrDefault(status);

    /// <param name="Meaning">When it is sent, for readers of the description.</param>
    /// <param name="Type">The usual type of its problems, without what stands before it in all of them.</param>
    /// <param name="Detail">What to do, as a sentence.</param>
    internal sealed record Status(string Meaning, string Type, string Detail);
}
