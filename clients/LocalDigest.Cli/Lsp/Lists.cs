using System.Text.Json.Nodes;
using LocalDigest.Client;

namespace LocalDigest.Cli.Lsp;

/// <summary>Lists of papers for editors that show them by themselves, in a tree or a picker.</summary>
internal static class Lists
{
    private const int Most = 100;
    private const int MostExplored = 30;
    private const int NotFound = 404;

    /// <summary>The papers of a list.</summary>
    /// <param name="client">The daemon.</param>
    /// <param name="name"><c>today</c>, <c>explore</c> (the best that is not read yet), <c>liked</c>, <c>archive</c> (digests), or
    /// <c>digest:</c> with an id.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="RpcException">There is no such list.</exception>
    public static async Task<JsonObject> OfAsync(LocalDigestClient client, string name, CancellationToken ct) => new()
    {
        ["items"] = name switch
        {
            "today" => await TodayAsync(client, ct),
            "explore" => Of((await client.ListPapersAsync(new PaperQuery { Feedback = "none", HideSeen = true, Limit = MostExplored }, ct))
                .Items),
            "liked" => Of((await client.ListPapersAsync(new PaperQuery { Feedback = "up", Limit = Most }, ct)).Items),
            "archive" => new JsonArray([.. (await client.ListDigestsAsync(limit: Most, ct: ct)).Items.Select(digest =>
                (JsonNode)new JsonObject
            {
                ["digest"] = digest.Id, ["title"] = digest.Date.ToString("yyyy-MM-dd"), ["papers"] = digest.Papers,
            })]),
            _ when name.StartsWith("digest:", StringComparison.Ordinal) => Of(await client.GetDigestAsync(name[7..], ct: ct)),
            _ => throw new RpcException(RpcException.InvalidParams, $"'{name}' is no list: today, explore, liked, archive or digest:ID."),
        },
    };

    public static JsonArray Of(IEnumerable<Paper> papers) =>
        [.. papers.Select(paper =>
            (JsonNode)Item(paper.Id, paper.Title, Reading.Authors(paper), paper.Url, paper.Feedback, paper.Comment))];

    public static JsonArray Of(Digest digest) =>
        [.. digest.Papers.Select(paper =>
            (JsonNode)Item(paper.Id, paper.Title, string.Join(", ", paper.Authors), paper.Url, paper.Feedback, paper.Comment
            ?? paper.KeySentence))];

    /// <summary>Before the first run there is no digest, and so no paper of today.</summary>
    private static async Task<JsonArray> TodayAsync(LocalDigestClient client, CancellationToken ct)
    {
        try
        {
            return Of(await client.LatestDigestAsync(ct: ct));
        }
        catch (RefusedException error) when (error.Status == NotFound)
        {
            return [];
        }
    }

    private static JsonObject Item(string id, string title, string authors, string? url, string? feedback, string? comment) => new()
    {
        ["id"] = id, ["title"] = title, ["authors"] = authors, ["url"] = url, ["feedback"] = feedback, ["comment"] = comment,
    };
}
