using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalDigest.Digests;
using LocalDigest.Profiles;
using LocalDigest.Storage;

namespace LocalDigest.Delivery;

/// <summary>A delivery failed. The message is a sentence for the user and holds no secret.</summary>
/// <param name="isLasting">Trying again will not help until something is changed.</param>
public sealed class DeliveryException(string message, bool isLasting, Exception? inner = null) : Exception(message, inner)
{
    public bool IsLasting { get; } = isLasting;
}

/// <summary>Brings digests where the user wants them: a folder, an e-mail address, a webhook.</summary>
public sealed class Courier : IDisposable
{
    private const int LongestSlackMessage = 3000;
    private const int LongestDiscordMessage = 2000;
    private const int MostInMessage = 8;

    /// <summary>Many servers take no mail of more than 10 MB, and figures grow by a third on the way.</summary>
    private const long MostMailBytes = 6 * 1024 * 1024;

    /// <summary>Beside the exported digests.</summary>
    private const string FiguresFolder = "figures";

    private readonly DigestRenderer renderer;
    private readonly IFigureFiles? figures;
    private readonly SmtpOptions smtp;
    private readonly IReadOnlyDictionary<string, WebhookOptions> webhooks;
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(30), MaxResponseContentBufferSize = 64 * 1024 };

    /// <param name="figures">Where the figures of digests are; without it they are left out and the digest says so.</param>
    public Courier(DigestRenderer renderer, SmtpOptions smtp, IReadOnlyDictionary<string, WebhookOptions> webhooks, IFigureFiles? figures = null)
    {
        this.figures = figures;
        this.renderer = renderer;
        this.smtp = smtp;
        this.webhooks = webhooks;
        http.DefaultRequestHeaders.UserAgent.ParseAdd("LocalDigest");
    }

    /// <summary>What is wrong with a target, as a sentence; null where digests can go there.</summary>
    /// <param name="target">As a caller sent it; null where the list had a hole.</param>
    public string? Check(DeliveryTarget? target)
    {
        if (target?.Style is { } style && !renderer.Catalogue.Has(style)) return renderer.Catalogue.Unknown(style);
        switch (target?.Kind)
        {
            case "folder":
                if (target.Path is null || !Path.IsPathFullyQualified(target.Path)) return "A folder is named by its whole path.";
                return target.Format is null or "markdown" or "html" or "json" ? null : "The format is markdown, html or json.";
            case "email":
                return MailAddress.TryCreate(target.To, out _) ? null : "An e-mail target needs an address in 'to'.";
            case "webhook":
                return target.Name is { } name && webhooks.ContainsKey(name) ? null : "A webhook is named by its name in the configuration (Webhooks:NAME:Url).";
            default:
                return "A target is a folder, an email or a webhook.";
        }
    }

    /// <summary>Delivers a digest.</summary>
    /// <exception cref="DeliveryException">It did not arrive; the message says why and what to do.</exception>
    public Task DeliverAsync(DigestContent digest, DeliveryTarget target, CancellationToken ct)
    {
        if (Check(target) is { } fault) throw new DeliveryException(fault, isLasting: true);
        if (target.Style is { } style) digest = renderer.Catalogue.InStyle(digest, style);
        return target.Kind switch
        {
            "folder" => Task.Run(() => ToFolder(digest, target), ct),
            "email" => ToMailAsync(digest, target, ct),
            _ => ToWebhookAsync(digest, webhooks[target.Name!], target, ct),
        };
    }

    public void Dispose() => http.Dispose();

    private void ToFolder(DigestContent digest, DeliveryTarget target)
    {
        if (!Directory.Exists(target.Path)) throw new DeliveryException($"The folder of {digest.ProfileName}'s digests does not exist. Make it, or change the profile's delivery.", isLasting: false);
        var cargo = FigureCargo.Load(digest, figures, renderer.Catalogue, name => $"{FiguresFolder}/{name}", long.MaxValue);
        var (suffix, text) = target.Format switch
        {
            "html" => (".html", Rendered(() => renderer.Html(cargo.Digest, target.Style))),
            "json" => (".json", JsonSerializer.Serialize(cargo.Digest, JsonSerializerOptions.Web)),
            _ => (".md", Rendered(() => renderer.Markdown(cargo.Digest, target.Style))),
        };
        try
        {
            if (cargo.Files.Count > 0) Directory.CreateDirectory(Path.Combine(target.Path!, FiguresFolder));
            foreach (var (name, file) in cargo.Files)
            {
                // Figures are named by their content: one that is there is the same.
                var path = Path.Combine(target.Path!, FiguresFolder, name);
                if (!File.Exists(path)) PrivateFiles.Replace(path, file.Content);
            }
            PrivateFiles.Replace(Path.Combine(target.Path!, FileName(digest) + suffix), text);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DeliveryException("The digest could not be written into the folder: check that it may be written to and that the disk is not full.", isLasting: false, error);
        }
    }

    /// <summary>A style that is faulty stays so until somebody mends it.</summary>
    private static string Rendered(Func<string> render)
    {
        try
        {
            return render();
        }
        catch (StyleException fault)
        {
            throw new DeliveryException(fault.Message, isLasting: true, fault);
        }
    }

    private static string FileName(DigestContent digest) => string.Create(CultureInfo.InvariantCulture, $"{digest.Date:yyyy-MM-dd} {digest.Profile}");

    private async Task ToMailAsync(DigestContent digest, DeliveryTarget target, CancellationToken ct)
    {
        if (!smtp.IsConfigured) throw new DeliveryException("No mail server is configured. Set Smtp:Host and Smtp:From (and Smtp:User, Smtp:Password where it asks for them).", isLasting: true);
        using var message = new MailMessage
        {
            From = new MailAddress(smtp.From!, "LocalDigest"),
            Subject = renderer.Catalogue.TitleOf(digest),
            SubjectEncoding = Encoding.UTF8,
        };
        message.To.Add(new MailAddress(target.To!));
        var cargo = FigureCargo.Load(digest, figures, renderer.Catalogue, name => "cid:" + name, MostMailBytes);
        var plain = digest with { Papers = [.. digest.Papers.Select(paper => paper with { Figures = [] })] };
        message.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(Rendered(() => renderer.Markdown(plain, target.Style)), Encoding.UTF8, MediaTypeNames.Text.Plain));
        var page = AlternateView.CreateAlternateViewFromString(Rendered(() => renderer.Html(cargo.Digest, target.Style)), Encoding.UTF8, MediaTypeNames.Text.Html);
        foreach (var (name, file) in cargo.Files)
        {
            page.LinkedResources.Add(new LinkedResource(new MemoryStream(file.Content), file.MediaType) { ContentId = name, TransferEncoding = TransferEncoding.Base64, ContentType = { Name = name } });
        }
        message.AlternateViews.Add(page);
        using var client = new SmtpClient(smtp.Host, smtp.Port) { EnableSsl = smtp.UseTls, DeliveryFormat = SmtpDeliveryFormat.International };
        if (!string.IsNullOrEmpty(smtp.User)) client.Credentials = new NetworkCredential(smtp.User, smtp.Password);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(smtp.TimeoutSeconds));
        try
        {
            await client.SendMailAsync(message, patience.Token);
        }
        catch (OperationCanceledException error) when (!ct.IsCancellationRequested)
        {
            throw new DeliveryException($"The mail server {smtp.Host} did not take the digest within {smtp.TimeoutSeconds} s.", isLasting: false, error);
        }
        catch (SmtpException error)
        {
            var isLasting = error.StatusCode is SmtpStatusCode.MailboxUnavailable or SmtpStatusCode.MailboxNameNotAllowed or SmtpStatusCode.ClientNotPermitted or SmtpStatusCode.MustIssueStartTlsFirst;
            throw new DeliveryException($"The mail server {smtp.Host} did not take the digest ({error.StatusCode}). Check Smtp:Host, Smtp:Port, Smtp:UseTls, Smtp:User and the address.", isLasting, error);
        }
    }

    private async Task ToWebhookAsync(DigestContent digest, WebhookOptions webhook, DeliveryTarget target, CancellationToken ct)
    {
        if (!Uri.TryCreate(webhook.Url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new DeliveryException($"The webhook '{target.Name}' has no web address in the configuration (Webhooks:{target.Name}:Url).", isLasting: true);
        }
        var title = renderer.Catalogue.TitleOf(digest);
        JsonNode payload = webhook.Form switch
        {
            "slack" => new JsonObject { ["text"] = Short(digest, title, LongestSlackMessage, Slack, (name, url) => $"<{url}|{Slack(name)}>", bold: "*") },
            "discord" => new JsonObject
            {
                ["content"] = Short(digest, title, LongestDiscordMessage, MarkdownText.Inline, (name, url) => $"[{MarkdownText.Inline(name)}](<{MarkdownText.Address(url)}>)", bold: "**"),
                // A title that names @everyone calls nobody.
                ["allowed_mentions"] = new JsonObject { ["parse"] = new JsonArray() },
            },
            _ => JsonSerializer.SerializeToNode(digest, JsonSerializerOptions.Web)!,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(payload.ToJsonString(), Encoding.UTF8, MediaTypeNames.Application.Json) };
        if (webhook.Authorization is { Length: > 0 } authorization) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        try
        {
            using var response = await http.SendAsync(request, ct);
            if (response.IsSuccessStatusCode) return;
            var status = (int)response.StatusCode;
            throw new DeliveryException($"The webhook '{target.Name}' answered with status {status}. Check its address in the configuration.", isLasting: status is >= 300 and < 500 and not 408 and not 429);
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new DeliveryException($"The webhook '{target.Name}' could not be reached. Check the network and its address in the configuration.", isLasting: false, error);
        }
    }

    /// <summary>The day in one message of a chat: how many, what went wrong, and as many of the first papers with their reason as it holds.</summary>
    private static string Short(DigestContent digest, string title, int longest, Func<string, string> escape, Func<string, string, string> link, string bold)
    {
        var lines = new List<string> { $"{bold}{escape(title)}{bold}" };
        lines.AddRange(digest.Notices.Where(notice => notice.Kind is not ("no-model" or "note")).Take(3).Select(notice => escape(notice.Text)));
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
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("|", "¦", StringComparison.Ordinal);
}
