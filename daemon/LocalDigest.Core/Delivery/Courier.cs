using LocalDigest.Digests;
using LocalDigest.Profiles;

namespace LocalDigest.Delivery;

/// <summary>Brings digests where the user wants them: a folder, an e-mail address, a webhook.</summary>
public sealed class Courier : IDisposable
{
    private readonly StyleCatalogue catalogue;
    private readonly IReadOnlyDictionary<string, WebhookOptions> webhooks;
    private readonly FolderCourier toFolder;
    private readonly MailCourier toMail;
    private readonly WebhookCourier toWebhook;

    /// <param name="renderer">Writes the digests.</param>
    /// <param name="smtp">The mail server.</param>
    /// <param name="webhooks">The webhooks by their names.</param>
    /// <param name="clock">Dates mails.</param>
    /// <param name="figures">Where the figures of digests are; without it they are left out and the digest says so.</param>
    public Courier(
        DigestRenderer renderer, SmtpOptions smtp, IReadOnlyDictionary<string, WebhookOptions> webhooks, TimeProvider clock,
        IFigureFiles? figures = null)
    {
        catalogue = renderer.Catalogue;
        this.webhooks = webhooks;
        toFolder = new FolderCourier(renderer, figures);
        toMail = new MailCourier(renderer, smtp, figures, clock);
        toWebhook = new WebhookCourier(catalogue);
    }

    /// <summary>What is wrong with a target, as a sentence; null where digests can go there.</summary>
    /// <param name="target">As a caller sent it; null where the list had a hole.</param>
    public string? Check(DeliveryTarget? target)
    {
        if (target?.Style is { } style && !catalogue.Has(style)) return catalogue.Unknown(style);
        switch (target?.Kind)
        {
            case "folder":
                if (target.Path is null || !Path.IsPathFullyQualified(target.Path)) return "A folder is named by its whole path.";
                return target.Format is null or "markdown" or "html" or "json" ? null : "The format is markdown, html or json.";
            case "email":
                return MailCourier.AddressIn(target.To) is not null
                    ? null
                    : "An e-mail target needs one address in 'to', such as reader@example.org.";
            case "webhook":
                return target.Name is { } name && webhooks.ContainsKey(name)
                    ? null
                    : "A webhook is named by its name in the configuration (LocalDigest:Webhooks:NAME:Url).";
            default:
                return "A target is a folder, an email or a webhook.";
        }
    }

    /// <summary>Delivers a digest.</summary>
    /// <exception cref="DeliveryException">It did not arrive; the message says why and what to do.</exception>
    public async Task DeliverAsync(DigestContent digest, DeliveryTarget target, CancellationToken ct)
    {
        if (Check(target) is { } fault) throw new DeliveryException(fault, isLasting: true);
        try
        {
            if (target.Style is { } style) digest = catalogue.InStyle(digest, style);
            await (target.Kind switch
            {
                "folder" => Task.Run(() => toFolder.Write(digest, target), ct),
                "email" => toMail.SendAsync(digest, target, ct),
                _ => toWebhook.PostAsync(digest, target.Name!, webhooks[target.Name!], ct),
            });
        }
        catch (StyleException error)
        {
            // A style that is faulty stays so until somebody mends it.
            throw new DeliveryException(error.Message, isLasting: true, error);
        }
    }

    public void Dispose() => toWebhook.Dispose();
}
