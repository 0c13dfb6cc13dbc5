using System.Net.Mime;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalDigest.Digests;

namespace LocalDigest.Delivery;

/// <summary>Posts digests to webhooks: whole as JSON, or as one message of a chat.</summary>
internal sealed class WebhookCourier(StyleCatalogue catalogue) : IDisposable
{
    private const int LongestSlackMessage = 3000;
    private const int LongestDiscordMessage = 2000;
    private const int MostInMessage = 8;

    // A proxy of the environment is for what is elsewhere; the own machine is reached without it.
    private readonly HttpClient ownMachine = Client(useProxy: false);
    private readonly HttpClient elsewhere = Client(useProxy: true);

    /// <param name="digest">The digest.</param>
    /// <param name="name">The webhook's name in the configuration.</param>
    /// <param name="webhook">Where and how.</param>
    /// <param name="ct">Gives it up.</param>
    /// <exception cref="DeliveryException">It was not taken.</exception>
    public async Task PostAsync(DigestContent digest, string name, WebhookOptions webhook, CancellationToken ct)
    {
        if (webhook.Check(name) is { } fault) throw new DeliveryException(fault, isLasting: true);
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url)
        {
            Content = new StringContent(Payload(digest, webhook.Form).ToJsonString(), Encoding.UTF8, MediaTypeNames.Application.Json),
        };
        if (webhook.Authorization is { Length: > 0 } authorization) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        try
        {
            // The status is the answer. What stands behind it may be long, or never end, and says nothing of whether the digest was taken.
            using var response = await (request.RequestUri!.IsLoopback ? ownMachine : elsewhere)
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            if (response.IsSuccessStatusCode) return;
            var status = (int)response.StatusCode;
            throw new DeliveryException(
                $"The webhook '{name}' answered with status {status}. Check LocalDigest:Webhooks:{name}:Url.",
                isLasting: status is >= 300 and < 500 and not 408 and not 429);
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new DeliveryException(
                $"The webhook '{name}' could not be reached. Check the network and LocalDigest:Webhooks:{name}:Url.",
                isLasting: false, error);
        }
    }

    public void Dispose()
    {
        ownMachine.Dispose();
        elsewhere.Dispose();
    }

    private static HttpClient Client(bool useProxy) => new(
        new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = useProxy })
    {
        Timeout = TimeSpan.FromSeconds(30),
        MaxResponseContentBufferSize = 64 * 1024,
        DefaultRequestHeaders = { { "User-Agent", "LocalDigest" } },
    };

    private JsonNode Payload(DigestContent digest, string form) => form switch
    {
        "slack" => new JsonObject { ["text"] = Short(digest, LongestSlackMessage, Slack, (name, url) => $"<{url}|{Slack(name)}>", "*") },
        "discord" => new JsonObject
        {
            ["content"] = Short(
                digest, LongestDiscordMessage, MarkdownText.Inline,
                (name, url) => $"[{MarkdownText.Inline(name)}](<{MarkdownText.Address(url)}>)", "**"),
            // A title that names @everyone calls nobody.
            ["allowed_mentions"] = new JsonObject { ["parse"] = new JsonArray() },
        },
        _ => JsonSerializer.SerializeToNode(digest, JsonSerializerOptions.Web)!,
    };

    /// <summary>
    /// The day in one message of a chat: how many, what went wrong, and as many of the first papers with their reason as it holds.
    /// </summary>
    private string Short(DigestContent digest, int longest, Func<string, string> escape, Func<string, string, string> link, string bold)
    {
        var lines = new List<string> { $"{bold}{escape(catalogue.TitleOf(digest))}{bold}" };
        lines.AddRange(
            digest.Notices.Where(notice => notice.Kind is not ("no-model" or "note" or "common-reason")).Take(3).Select(notice => escape(notice.Text)));
        lines.AddRange(digest.Papers.Take(MostInMessage).Select(paper =>
            "• " + (paper.Url is { } url ? link(paper.Title, url) : escape(paper.Title))
            + (paper.Relevance is { } relevance ? $" ({relevance}/10)" : "")
            + (paper.Comment is { Length: > 0 } comment ? "\n  " + escape(comment) : "")));
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            // Whole lines or none: a link that is cut leads nowhere.
            if (text.Length + line.Length + 1 > longest) break;
            text.Append(line).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>Slack's own escaping: three characters, and none of them can begin a link or a mention then.</summary>
    private static string Slack(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("|", "¦", StringComparison.Ordinal);
}
