using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using LocalDigest.Digests;
using LocalDigest.Profiles;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using MimeKit.Utils;

namespace LocalDigest.Delivery;

/// <summary>
/// Sends digests by mail: plain text and a page with its figures inside (RFC 2046, RFC 2387), over SMTP (RFC 5321) with TLS from the first
/// byte or by STARTTLS (RFC 8314, RFC 3207).
/// </summary>
internal sealed class MailCourier(DigestRenderer renderer, SmtpOptions smtp, IFigureFiles? figures, TimeProvider clock)
{
    /// <summary>Many servers take no mail of more than 10 MB, and figures grow by a third on the way.</summary>
    private const long MostFigureBytes = 6 * 1024 * 1024;

    private const int LongestQuotation = 200;

    private static readonly ParserOptions Strict = new()
    {
        AddressParserComplianceMode = RfcComplianceMode.Strict,
        AllowAddressesWithoutDomain = false,
        AllowUnquotedCommasInAddresses = false,
    };

    /// <summary>The one address in a text, with the name before it; null where it is none, or more than one.</summary>
    public static MailboxAddress? AddressIn(string? text) =>
        text is not null && !text.Any(char.IsControl) && MailboxAddress.TryParse(Strict, text, out var mailbox) && mailbox.Route.Count == 0
            ? mailbox
            : null;

    /// <exception cref="DeliveryException">The server did not take it.</exception>
    public async Task SendAsync(DigestContent digest, DeliveryTarget target, CancellationToken ct)
    {
        if (!smtp.IsConfigured)
        {
            throw new DeliveryException(
                "No mail server is configured. Set LocalDigest:Smtp:Host and LocalDigest:Smtp:From (and LocalDigest:Smtp:User, "
                    + "LocalDigest:Smtp:Password where it asks for them).",
                isLasting: true);
        }
        if (smtp.Check() is { } fault) throw new DeliveryException(fault, isLasting: true);
        using var message = Write(digest, target);
        using var client = new SmtpClient
        {
            // A list of revoked certificates that cannot be fetched must not keep a mail from leaving.
            CheckCertificateRevocation = false,
        };
        if (smtp.Fingerprint is { } trusted)
        {
            client.ServerCertificateValidationCallback = (_, certificate, _, _) =>
                certificate is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(certificate.GetRawCertData()), trusted);
        }
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(smtp.TimeoutSeconds), clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            await ConnectAsync(client, smtp.Host, both.Token);
            await SignInAsync(client, both.Token);
            await TransferAsync(client, message, both.Token);
            // What was taken is taken, however the connection ends.
            await client.DisconnectAsync(quit: true, both.Token);
        }
        catch (OperationCanceledException error) when (!ct.IsCancellationRequested)
        {
            throw new DeliveryException(
                $"The mail server {smtp.Host} did not take the digest within {smtp.TimeoutSeconds} s.", isLasting: false, error);
        }
        catch (Exception error) when (error is ProtocolException or IOException or ServiceNotConnectedException)
        {
            throw new DeliveryException(
                $"The connection to the mail server {smtp.Host} broke, or what answers there is none. Check LocalDigest:Smtp:Host and "
                    + "LocalDigest:Smtp:Port.",
                isLasting: false, error);
        }
    }

    private MimeMessage Write(DigestContent digest, DeliveryTarget target)
    {
        var from = AddressIn(smtp.From) ?? throw new DeliveryException("LocalDigest:Smtp:From is no e-mail address.", isLasting: true);
        if (string.IsNullOrEmpty(from.Name)) from.Name = "LocalDigest";
        var cargo = FigureCargo.Load(digest, figures, renderer.Catalogue, name => "cid:" + name, MostFigureBytes);
        var plain = digest with { Papers = [.. digest.Papers.Select(paper => paper with { Figures = [] })] };
        var body = new BodyBuilder
        {
            TextBody = renderer.Markdown(plain, target.Style),
            HtmlBody = renderer.Html(cargo.Digest, target.Style),
        };
        foreach (var (name, file) in cargo.Files)
        {
            body.LinkedResources.Add(name, file.Content, ContentType.Parse(file.MediaType)).ContentId = name;
        }
        var message = new MimeMessage
        {
            Date = clock.GetLocalNow(),
            Subject = OneLine(renderer.Catalogue.TitleOf(digest)),
            // Of the sender's domain: the name of this computer is nobody's business.
            MessageId = MimeUtils.GenerateMessageId(from.Domain),
            Body = body.ToMessageBody(),
        };
        message.From.Add(from);
        message.To.Add(AddressIn(target.To)!);
        return message;
    }

    private async Task ConnectAsync(SmtpClient client, string host, CancellationToken ct)
    {
        var security = !smtp.UseTls ? SecureSocketOptions.None
            : smtp.ImplicitTls ?? smtp.Port == 465 ? SecureSocketOptions.SslOnConnect
            : SecureSocketOptions.StartTls;
        try
        {
            await client.ConnectAsync(host, smtp.Port, security, ct);
        }
        catch (SslHandshakeException error) when (error.ServerCertificate is not null)
        {
            Fail(
                $"The certificate of the mail server {host} is not trusted. Check that LocalDigest:Smtp:Host is the name in it, and the "
                    + "clock of this computer; for a server that made its certificate itself set LocalDigest:Smtp:CertificateFingerprint.",
                error);
        }
        catch (SslHandshakeException error)
        {
            Fail(
                $"There is no encrypted connection to the mail server {host} at port {smtp.Port}. With LocalDigest:Smtp:Port 465 TLS "
                    + "begins with the first byte, with 587 by STARTTLS; LocalDigest:Smtp:ImplicitTls chooses for other ports.",
                error);
        }
        catch (NotSupportedException error)
        {
            Fail(
                $"The mail server {host} does not offer to encrypt (STARTTLS). Set LocalDigest:Smtp:Port to 465 if it speaks TLS there, "
                    + "or LocalDigest:Smtp:UseTls to false if the connection needs none.",
                error);
        }
        catch (SocketException error)
        {
            Fail(
                $"The mail server {host} could not be reached at port {smtp.Port}. Check the network, LocalDigest:Smtp:Host and "
                    + "LocalDigest:Smtp:Port.",
                error);
        }
        catch (SmtpCommandException error)
        {
            Fail(
                $"The mail server {host} does not want to talk to this computer ({Said(error)}). Try again later, or ask its operator.",
                error);
        }
    }

    private async Task SignInAsync(SmtpClient client, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(smtp.User)) return;
        if (!client.Capabilities.HasFlag(SmtpCapabilities.Authentication))
        {
            throw new DeliveryException(
                client.IsEncrypted
                    ? $"The mail server {smtp.Host} knows no user names at port {smtp.Port}. Take LocalDigest:Smtp:User out, or set "
                        + "another LocalDigest:Smtp:Port."
                    : $"The mail server {smtp.Host} takes no password without encryption. Set LocalDigest:Smtp:UseTls to true, or take "
                        + "LocalDigest:Smtp:User out.",
                isLasting: false);
        }
        try
        {
            await client.AuthenticateAsync(Encoding.UTF8, new NetworkCredential(smtp.User, smtp.Password ?? ""), ct);
        }
        catch (AuthenticationException error)
        {
            // Wrong passwords again and again close an account.
            var isLasting = error.InnerException is not SmtpCommandException { StatusCode: < (SmtpStatusCode)500 };
            throw new DeliveryException(
                $"The mail server {smtp.Host} refuses the user name or the password. Correct LocalDigest:Smtp:User and "
                    + "LocalDigest:Smtp:Password; many providers want a password that was made for a program.",
                isLasting, error);
        }
    }

    private async Task TransferAsync(SmtpClient client, MimeMessage message, CancellationToken ct)
    {
        // Letters before the @ are part of the envelope (RFC 6531); those behind it have a form in ASCII.
        if (!client.Capabilities.HasFlag(SmtpCapabilities.UTF8)
            && message.From.Concat(message.To).OfType<MailboxAddress>().Any(mailbox => !mailbox.LocalPart.All(char.IsAscii)))
        {
            throw new DeliveryException(
                $"The mail server {smtp.Host} takes only addresses of ASCII characters. Change LocalDigest:Smtp:From, or 'to' in the "
                    + "profile's delivery.",
                isLasting: true);
        }
        try
        {
            await client.SendAsync(message, ct);
        }
        catch (SmtpCommandException error) when (error.ErrorCode == SmtpErrorCode.RecipientNotAccepted)
        {
            Fail($"The mail server {smtp.Host} refuses the recipient ({Said(error)}). Correct 'to' in the profile's delivery.", error);
        }
        catch (SmtpCommandException error) when (error.ErrorCode == SmtpErrorCode.SenderNotAccepted)
        {
            Fail(
                $"The mail server {smtp.Host} refuses the sender ({Said(error)}). Set LocalDigest:Smtp:From to an address of yours there.",
                error);
        }
        catch (SmtpCommandException error)
        {
            Fail($"The mail server {smtp.Host} did not take the digest ({Said(error)}).", error);
        }
        catch (ServiceNotAuthenticatedException error)
        {
            throw new DeliveryException(
                $"The mail server {smtp.Host} wants to know who sends. Set LocalDigest:Smtp:User and LocalDigest:Smtp:Password.",
                isLasting: true, error);
        }
    }

    /// <summary>Of the server's answers those from 500 on are final (RFC 5321, section 4.2.1); all other failures may pass.</summary>
    [DoesNotReturn]
    private static void Fail(string sentence, Exception error) =>
        throw new DeliveryException(sentence, isLasting: error is SmtpCommandException { StatusCode: >= (SmtpStatusCode)500 }, error);

    /// <summary>The server's status and its own words: short, on one line, and without the password, which some servers repeat.</summary>
    private string Said(SmtpCommandException error)
    {
        var words = OneLine(error.Message);
        if (smtp.Password is { Length: > 0 } password)
        {
            var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(password));
            words = words.Replace(password, "…", StringComparison.OrdinalIgnoreCase).Replace(encoded, "…", StringComparison.Ordinal);
        }
        if (words.Length > LongestQuotation) words = words[..LongestQuotation] + "…";
        return words.Length == 0 ? $"status {(int)error.StatusCode}" : $"status {(int)error.StatusCode}: “{words}”";
    }

    private static string OneLine(string text) =>
        string.Join(
            ' ',
            new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
