using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MimeKit;

namespace LocalDigest.Tests.StandIns;

/// <summary>How a stand-in encrypts.</summary>
internal enum SmtpEncryption
{
    None,
    StartTls,
    Implicit,
}

/// <summary>A message as a mail server got it.</summary>
/// <param name="Text">Headers and body as they came.</param>
/// <param name="IsEncrypted">Whether it came over TLS.</param>
/// <param name="User">Who had signed in; null for nobody.</param>
/// <param name="Envelope">MAIL FROM and RCPT TO as they came.</param>
internal sealed record SmtpMessage(string Text, bool IsEncrypted, string? User, string Envelope)
{
    public MimeMessage Parse() => MimeMessage.Load(new MemoryStream(Encoding.Latin1.GetBytes(Text)));
}

/// <summary>
/// A mail server on loopback that keeps what it is given (RFC 5321), with TLS (RFC 3207, RFC 8314) by a certificate of its own making and
/// AUTH (RFC 4954).
/// </summary>
internal sealed class FakeSmtp : IAsyncDisposable
{
    private readonly SmtpEncryption encryption;
    private readonly X509Certificate2 certificate = MakeCertificate();
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<SmtpMessage> messages = new();
    private readonly ConcurrentQueue<string> lines = new();
    private readonly Task serving;

    public FakeSmtp(SmtpEncryption encryption = SmtpEncryption.None)
    {
        this.encryption = encryption;
        listener.Start();
        serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>SHA-256 of the certificate.</summary>
    public string Fingerprint => Convert.ToHexString(SHA256.HashData(certificate.RawData));

    public IReadOnlyList<SmtpMessage> Messages => [.. messages];

    /// <summary>Every line of every client, messages excepted.</summary>
    public IReadOnlyList<string> Lines => [.. lines];

    /// <summary>Who may sign in; null where the server offers no AUTH.</summary>
    public (string User, string Password)? Account { get; set; }

    /// <summary>
    /// An answer in place of agreement by the first word of a command, such as <c>451 later</c> to RCPT; END is the end of a message.
    /// </summary>
    public Dictionary<string, string> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether addresses may be of all letters (RFC 6531).</summary>
    public bool IsInternational { get; set; } = true;

    /// <summary>Ends the connection once a message is taken.</summary>
    public bool HangsUp { get; set; }

    /// <summary>The settings that lead here.</summary>
    public string[] Settings =>
    [
        "--LocalDigest:Smtp:Host=127.0.0.1", $"--LocalDigest:Smtp:Port={Port}", "--LocalDigest:Smtp:UseTls=false",
        "--LocalDigest:Smtp:From=digest@example.org",
    ];

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await serving;
        listener.Stop();
        stop.Dispose();
        certificate.Dispose();
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        // With a key that every platform's TLS can use.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private async Task ServeAsync()
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                try
                {
                    await TalkAsync(client);
                }
                catch (Exception error) when (error is IOException or AuthenticationException)
                {
                    // The client has gone, or does not trust the certificate.
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        Stream stream = client.GetStream();
        if (encryption == SmtpEncryption.Implicit) stream = await EncryptAsync(stream);
        string? user = null;
        var envelope = new List<string>();
        await SendAsync(stream, Answers.GetValueOrDefault("", "220 test"));
        while (await ReadAsync(stream) is { } line)
        {
            lines.Enqueue(line);
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            if (Answers.GetValueOrDefault(verb) is { } refusal)
            {
                await SendAsync(stream, refusal);
                continue;
            }
            switch (verb)
            {
                case "EHLO":
                    await SendAsync(stream, "250-test");
                    if (encryption == SmtpEncryption.StartTls && stream is not SslStream) await SendAsync(stream, "250-STARTTLS");
                    if (Account is not null) await SendAsync(stream, "250-AUTH PLAIN");
                    if (IsInternational) await SendAsync(stream, "250-SMTPUTF8");
                    await SendAsync(stream, "250 8BITMIME");
                    break;
                case "STARTTLS":
                    await SendAsync(stream, "220 go on");
                    stream = await EncryptAsync(stream);
                    break;
                case "AUTH":
                    // AUTH PLAIN and base64 of NUL, user, NUL, password (RFC 4616).
                    var said = Encoding.UTF8.GetString(Convert.FromBase64String(line.Split(' ')[2])).Split('\0');
                    if ((said[1], said[2]) == Account) user = said[1];
                    await SendAsync(stream, user is null ? $"535 5.7.8 {said[2]} is not the password" : "235 welcome");
                    break;
                case "MAIL" or "RCPT":
                    envelope.Add(line);
                    await SendAsync(stream, "250 ok");
                    break;
                case "DATA":
                    await SendAsync(stream, "354 go on");
                    var message = new StringBuilder();
                    while (await ReadAsync(stream) is { } text && text != ".")
                    {
                        message.Append(text.StartsWith("..", StringComparison.Ordinal) ? text[1..] : text).Append("\r\n");
                    }
                    if (Answers.GetValueOrDefault("END") is { } refused)
                    {
                        await SendAsync(stream, refused);
                        break;
                    }
                    messages.Enqueue(new SmtpMessage(message.ToString(), stream is SslStream, user, string.Join('\n', envelope)));
                    await SendAsync(stream, "250 kept");
                    if (HangsUp) return;
                    break;
                case "QUIT":
                    await SendAsync(stream, "221 bye");
                    return;
                default:
                    await SendAsync(stream, "250 ok");
                    break;
            }
        }
    }

    private async Task<Stream> EncryptAsync(Stream stream)
    {
        var encrypted = new SslStream(stream);
        await encrypted.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stop.Token);
        return encrypted;
    }

    private async Task SendAsync(Stream stream, string line) =>
        await stream.WriteAsync(Encoding.Latin1.GetBytes(line + "\r\n"), stop.Token);

    /// <summary>One line, byte by byte: what follows STARTTLS must not be in a buffer.</summary>
    private async Task<string?> ReadAsync(Stream stream)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, stop.Token) == 1)
        {
            if (one[0] == '\n') return Encoding.Latin1.GetString([.. line]).TrimEnd('\r');
            line.Add(one[0]);
        }
        return line.Count == 0 ? null : Encoding.Latin1.GetString([.. line]);
    }
}
