using System.Text.RegularExpressions;
using LocalDigest.Delivery;
using LocalDigest.Digests;
using LocalDigest.Profiles;
using LocalDigest.Tests.Golden;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Delivery;

/// <summary>
/// Mails leave encrypted and signed in, say only what they should, and where they do not leave a sentence says which setting to change.
/// </summary>
public sealed class MailTests
{
    private const string Password = "canary-pässword";

    private static readonly DeliveryTarget Reader = new() { Kind = "email", To = "reader@example.org" };

    [Theory, TakesLong]
    [InlineData("StartTls")]
    [InlineData("Implicit")]
    public async Task A_mail_leaves_encrypted_with_a_user_name_and_a_password(string encryption)
    {
        await using var server = new FakeSmtp(Enum.Parse<SmtpEncryption>(encryption)) { Account = ("me", Password) };
        var options = Of(server) with { UseTls = true, ImplicitTls = encryption == "Implicit", CertificateFingerprint = server.Fingerprint };
        await SendAsync(options with { User = "me", Password = Password });
        var mail = Assert.Single(server.Messages);
        Assert.True(mail.IsEncrypted);
        Assert.Equal("me", mail.User);
        Assert.Equal("QUIT", server.Lines[^1]);
    }

    [Theory, TakesLong]
    [InlineData("StartTls", null)]
    [InlineData("Implicit", null)]
    [InlineData("StartTls", "00")]
    public async Task A_certificate_that_nobody_vouches_for_is_not_trusted(string encryption, string? trusted)
    {
        await using var server = new FakeSmtp(Enum.Parse<SmtpEncryption>(encryption)) { Account = ("me", Password) };
        var options = Of(server) with { UseTls = true, ImplicitTls = encryption == "Implicit", User = "me", Password = Password };
        if (trusted is not null) options = options with { CertificateFingerprint = string.Concat(Enumerable.Repeat(trusted, 32)) };
        var fault = await FailAsync(options);
        Assert.Contains("LocalDigest:Smtp:CertificateFingerprint", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Lines, line => line.StartsWith("AUTH", StringComparison.Ordinal));
        Assert.Empty(server.Messages);
    }

    [Fact]
    public async Task A_password_is_sent_to_no_server_that_does_not_encrypt()
    {
        await using var server = new FakeSmtp { Account = ("me", Password) };
        Assert.Contains(
            "LocalDigest:Smtp:UseTls", (await FailAsync(Of(server) with { UseTls = true, User = "me", Password = Password })).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "LocalDigest:Smtp:ImplicitTls",
            (await FailAsync(Of(server) with { UseTls = true, ImplicitTls = true, TimeoutSeconds = 2 })).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Lines, line => line.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_password_names_its_setting_and_is_not_tried_again()
    {
        await using var server = new FakeSmtp { Account = ("me", "another") };
        var fault = await FailAsync(Of(server) with { User = "me", Password = Password });
        Assert.True(fault.IsLasting);
        Assert.Contains("LocalDigest:Smtp:User and LocalDigest:Smtp:Password", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_that_the_server_cannot_look_up_now_is_tried_again()
    {
        await using var server = new FakeSmtp { Account = ("me", Password), Answers = { ["AUTH"] = "454 4.7.0 try again" } };
        Assert.False((await FailAsync(Of(server) with { User = "me", Password = Password })).IsLasting);
    }

    [Theory, TakesLong]
    [InlineData("RCPT", "550 5.1.1 nobody", true, "refuses the recipient (status 550: “5.1.1 nobody”). Correct 'to' in the profile's delivery.")]
    [InlineData("RCPT", "450 greylisted", false, "refuses the recipient (status 450")]
    [InlineData("MAIL", "553 not yours", true, "LocalDigest:Smtp:From")]
    [InlineData("DATA", "554 no", true, "did not take the digest (status 554: “no”)")]
    [InlineData("END", "452 full", false, "did not take the digest (status 452: “full”)")]
    [InlineData("MAIL", "530 5.7.0 sign in first", true, "Set LocalDigest:Smtp:User and LocalDigest:Smtp:Password.")]
    [InlineData("", "554 not you", true, "does not want to talk to this computer (status 554: “not you”)")]
    [InlineData("", "HTTP/1.1 400 Bad Request", false, "LocalDigest:Smtp:Host and LocalDigest:Smtp:Port")]
    public async Task What_the_server_refuses_is_told_in_a_sentence(string command, string answer, bool isLasting, string sentence)
    {
        await using var server = new FakeSmtp { Answers = { [command] = answer } };
        var fault = await FailAsync(Of(server));
        Assert.Contains(sentence, fault.Message, StringComparison.Ordinal);
        Assert.Equal(isLasting, fault.IsLasting);
        Assert.Empty(server.Messages);
    }

    [Fact]
    public async Task A_password_that_a_server_repeats_is_not_repeated()
    {
        await using var server = new FakeSmtp { Account = ("me", Password), Answers = { ["RCPT"] = "550 no mail for canary-password" } };
        server.Account = ("me", "canary-password");
        var fault = await FailAsync(Of(server) with { User = "me", Password = "canary-password" });
        Assert.Contains("no mail for …", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_or_takes_no_user_names_is_told()
    {
        var gone = await FailAsync(new SmtpOptions { Host = "127.0.0.1", Port = 9, UseTls = false, From = "digest@example.org" });
        Assert.Contains(
            "could not be reached at port 9. Check the network, LocalDigest:Smtp:Host and LocalDigest:Smtp:Port.", gone.Message,
            StringComparison.Ordinal);
        Assert.False(gone.IsLasting);
        await using var server = new FakeSmtp();
        Assert.Contains(
            "LocalDigest:Smtp:User", (await FailAsync(Of(server) with { User = "me", Password = Password })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_that_was_taken_has_arrived_however_the_connection_ends()
    {
        await using var server = new FakeSmtp { HangsUp = true };
        await SendAsync(Of(server));
        Assert.Single(server.Messages);
    }

    [Fact]
    public async Task Headers_hold_any_letters_and_no_lines_of_their_own()
    {
        await using var server = new FakeSmtp();
        using var styles = new TempFolder();
        await File.WriteAllTextAsync(
            styles.File("labels.en.json"), """{"title":"Überblick {0}\r\nBcc: all@example.org\n\nBody\u0000\u2028end"}""",
            TestContext.Current.CancellationToken);
        using var courier = Courier(Of(server) with { From = "Jürgen Ä <digest@example.org>" }, new StyleCatalogue(styles.Path));
        await courier.DeliverAsync(
            InventedDay.In("en"), Reader with { To = "読者 <reader@example.org>" }, TestContext.Current.CancellationToken);
        var sent = Assert.Single(server.Messages);
        var head = sent.Text[..sent.Text.IndexOf("\r\n\r\n", StringComparison.Ordinal)];
        Assert.True(head.All(char.IsAscii), head);
        Assert.DoesNotContain("\nBcc:", head, StringComparison.Ordinal);
        // As a word of its own: a boundary is random and may hold a short name's letters.
        Assert.DoesNotMatch($@"(?i)(?<![\w+/=-]){Regex.Escape(Environment.MachineName)}(?![\w+/=])", sent.Text);
        var mail = sent.Parse();
        Assert.Equal("Überblick Kitchen Robotics Bcc: all@example.org Body end", mail.Subject);
        Assert.Equal("\"Jürgen Ä\" <digest@example.org>", mail.From.ToString());
        Assert.Equal("\"読者\" <reader@example.org>", mail.To.ToString());
        Assert.Equal("MAIL FROM:<digest@example.org> BODY=8BITMIME\nRCPT TO:<reader@example.org>", sent.Envelope);
        Assert.EndsWith("@example.org", mail.MessageId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_of_other_letters_reaches_servers_that_know_them()
    {
        var target = Reader with { To = "jürgen@müller.example" };
        await using var server = new FakeSmtp();
        using var courier = Courier(Of(server));
        await courier.DeliverAsync(InventedDay.In("en"), target, TestContext.Current.CancellationToken);
        Assert.Contains("SMTPUTF8", Assert.Single(server.Messages).Envelope, StringComparison.Ordinal);
        server.IsInternational = false;
        var fault = await Assert.ThrowsAsync<DeliveryException>(
            () => courier.DeliverAsync(InventedDay.In("en"), target, TestContext.Current.CancellationToken));
        Assert.True(fault.IsLasting);
        Assert.Contains("'to' in the profile's delivery", fault.Message, StringComparison.Ordinal);
        // A name of other letters needs nothing of the server.
        await courier.DeliverAsync(
            InventedDay.In("en"), Reader with { To = "読者 <reader@example.org>" }, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("My Name")]
    [InlineData("me")]
    [InlineData("a@example.org, b@example.org")]
    [InlineData("a@example.org\r\nBcc: b@example.org")]
    [InlineData("@example.org")]
    [InlineData("a@")]
    [InlineData("")]
    [InlineData("<a@example.org")]
    public void What_is_no_address_is_refused_when_it_is_read(string text)
    {
        using var courier = Courier(new SmtpOptions());
        Assert.Equal("An e-mail target needs one address in 'to', such as reader@example.org.", courier.Check(Reader with { To = text }));
        Assert.StartsWith(
            "LocalDigest:Smtp:From must be an e-mail address", new SmtpOptions { Host = "mail.example.org", From = text }.Check(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reader@example.org")]
    [InlineData("A Reader <reader@example.org>")]
    [InlineData("\"Reader, A\" <reader@example.org>")]
    [InlineData("o'neil+digest@mail.example.org")]
    [InlineData("root@localhost")]
    [InlineData("jürgen@müller.example")]
    public void An_address_may_have_a_name_before_it(string text)
    {
        using var courier = Courier(new SmtpOptions());
        Assert.Null(courier.Check(Reader with { To = text }));
        Assert.Null(new SmtpOptions { Host = "mail.example.org", From = text }.Check());
    }

    [Fact]
    public void Settings_that_cannot_be_are_refused_by_their_full_names()
    {
        var good = new SmtpOptions { Host = "mail.example.org", From = "digest@example.org" };
        Assert.Null(good.Check());
        Assert.Null(new SmtpOptions().Check());
        Assert.Null((good with { CertificateFingerprint = string.Join(':', Enumerable.Repeat("aB", 32)) }).Check());
        Assert.StartsWith("LocalDigest:Smtp:Host is missing", (good with { Host = null }).Check(), StringComparison.Ordinal);
        Assert.StartsWith("LocalDigest:Smtp:Host must", (good with { Host = "smtp://mail.example.org" }).Check(), StringComparison.Ordinal);
        Assert.StartsWith("LocalDigest:Smtp:From must", (good with { From = null }).Check(), StringComparison.Ordinal);
        Assert.StartsWith("LocalDigest:Smtp:Port must", (good with { Port = 70_000 }).Check(), StringComparison.Ordinal);
        Assert.StartsWith("LocalDigest:Smtp:TimeoutSeconds must", (good with { TimeoutSeconds = 0 }).Check(), StringComparison.Ordinal);
        Assert.StartsWith(
            "LocalDigest:Smtp:ImplicitTls asks", (good with { ImplicitTls = true, UseTls = false }).Check(), StringComparison.Ordinal);
        Assert.StartsWith(
            "LocalDigest:Smtp:CertificateFingerprint must", (good with { CertificateFingerprint = "xy" }).Check(),
            StringComparison.Ordinal);
        Assert.DoesNotContain("canary", (good with { Password = Password }).ToString(), StringComparison.Ordinal);
        Assert.Null(new WebhookOptions { Url = "https://example.org/x", Authorization = "Bearer x" }.Check("team"));
        Assert.StartsWith("LocalDigest:Webhooks:team:Url must", new WebhookOptions().Check("team"), StringComparison.Ordinal);
        Assert.StartsWith(
            "LocalDigest:Webhooks:team:Form must", new WebhookOptions { Url = "https://example.org", Form = "irc" }.Check("team"),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "LocalDigest:Webhooks:team:Authorization must",
            new WebhookOptions { Url = "https://example.org", Authorization = "a\nb" }.Check("team"), StringComparison.Ordinal);
    }

    private static SmtpOptions Of(FakeSmtp server) =>
        new() { Host = "127.0.0.1", Port = server.Port, UseTls = false, From = "digest@example.org", TimeoutSeconds = 20 };

    private static Courier Courier(SmtpOptions smtp, StyleCatalogue? styles = null) =>
        new(
            new DigestRenderer(styles ?? new StyleCatalogue()), smtp, new Dictionary<string, WebhookOptions>(StringComparer.Ordinal),
            TimeProvider.System);

    private static async Task SendAsync(SmtpOptions smtp)
    {
        using var courier = Courier(smtp);
        await courier.DeliverAsync(InventedDay.In("en"), Reader, TestContext.Current.CancellationToken);
    }

    private static Task<DeliveryException> FailAsync(SmtpOptions smtp) => Assert.ThrowsAsync<DeliveryException>(() => SendAsync(smtp));
}
