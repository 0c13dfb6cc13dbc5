using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using LocalDigest.Text;

namespace LocalDigest.Sources;

/// <summary>
/// Gets web resources that may be hostile or broken: bounded in time, bytes, compression and redirects, and in where it connects to,
/// which is judged on the address that is connected and not on a name. An answer is whole or it is a <see cref="SourceException"/>.
/// Large bodies lie in a temporary file, so that memory stays small. Safe to call from several threads at once.
/// </summary>
public sealed partial class BoundedHttp : IDisposable
{
    private const int MaxRedirects = 5;
    private const int MaxRefusalBytes = 64 << 10;
    private const int InMemoryBytes = 1 << 20;

    /// <summary>XML and JSON compress 5 to 20 times; DEFLATE's greatest ratio is 1,032.</summary>
    private const int MaxRatio = 100;

    private readonly string userAgent;
    private readonly TimeProvider time;
    private readonly int maxConnectionsPerServer;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> resolve;
    private readonly Dictionary<Zone, HttpMessageInvoker> invokers = [];
    private readonly Lock invokersLock = new();
    private readonly IWebProxy proxy;

    public BoundedHttp(string? contact, TimeProvider time, int maxConnectionsPerServer = 4)
        : this(contact, time, maxConnectionsPerServer, Dns.GetHostAddressesAsync)
    {
    }

    /// <param name="contact">Whom a server's keeper can write to.</param>
    /// <param name="time">The clock.</param>
    /// <param name="maxConnectionsPerServer">At once.</param>
    /// <param name="resolve">Looks up a name.</param>
    /// <param name="proxy">Null for the environment's: HTTPS_PROXY, HTTP_PROXY, NO_PROXY.</param>
    internal BoundedHttp(
        string? contact, TimeProvider time, int maxConnectionsPerServer, Func<string, CancellationToken, Task<IPAddress[]>> resolve, IWebProxy? proxy = null)
    {
        this.proxy = proxy ?? HttpClient.DefaultProxy;
        userAgent = UserAgent(contact);
        this.time = time;
        this.maxConnectionsPerServer = maxConnectionsPerServer;
        this.resolve = resolve;
    }

    /// <summary>Names the program and a contact: <c>LocalDigest/0.1.0 (+mailto:jane@example.org)</c>.</summary>
    internal static string UserAgent(string? contact)
    {
        var version = typeof(BoundedHttp).Assembly.GetName().Version?.ToString(3) ?? "0";
        var shown = new string([.. (contact ?? "").Trim().Where(c => c is >= ' ' and < '\x7f' and not ('(' or ')' or '\\'))]);
        return $"LocalDigest/{version} (+{(shown.Length == 0 ? "a reader's own computer; no contact configured" : shown)})";
    }

    /// <summary>Gets one resource whole, following redirects.</summary>
    /// <exception cref="SourceException">It could not be had; the message says why and what to do.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled; a time-out is a <see cref="SourceException"/>.</exception>
    public async Task<Fetched> GetAsync(Fetch fetch, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(fetch.Deadline, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            return await FollowAsync(fetch, both.Token);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new SourceException(SourceFailure.Unreachable,
                $"{Name(fetch)} did not finish its answer within {fetch.Deadline.TotalSeconds:0} seconds. It may be overloaded; try again later.", e) { Transient = true };
        }
        catch (HttpRequestException e)
        {
            throw ConnectionFailure(fetch, e);
        }
    }

    /// <summary>Drops idle connections, so that the next server is not asked over a second one beside them.</summary>
    internal void CloseConnections()
    {
        lock (invokersLock)
        {
            foreach (var invoker in invokers.Values) invoker.Dispose();
            invokers.Clear();
        }
    }

    public void Dispose() => CloseConnections();

    private async Task<Fetched> FollowAsync(Fetch fetch, CancellationToken ct)
    {
        var address = fetch.Address;
        for (var redirects = 0; ; redirects++)
        {
            using var message = new HttpRequestMessage(fetch.Json is null ? HttpMethod.Get : HttpMethod.Post, address);
            if (fetch.Json is { } json) message.Content = new StringContent(json, Encoding.UTF8, "application/json");
            message.Headers.TryAddWithoutValidation("User-Agent", userAgent);
            message.Headers.TryAddWithoutValidation("Accept", fetch.Accept);
            message.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip, deflate, br");
            if (fetch.IfNoneMatch is { } tag) message.Headers.TryAddWithoutValidation("If-None-Match", tag);
            if (fetch.IfModifiedSince is { } date) message.Headers.TryAddWithoutValidation("If-Modified-Since", date);
            if (address.GetLeftPart(UriPartial.Authority) == fetch.Address.GetLeftPart(UriPartial.Authority))
            {
                foreach (var (name, value) in fetch.Headers) message.Headers.TryAddWithoutValidation(name, value);
            }

            using var response = await InvokerFor(await ZoneOfAsync(address, fetch, ct)).SendAsync(message, ct);
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
                return await ReceiveAsync(fetch, address, response, ct);

            if (fetch.Json is not null)
            {
                throw new SourceException(SourceFailure.Refused, $"{Name(fetch)} has moved. Set its new address in the configuration.")
                {
                    Status = (int)response.StatusCode,
                };
            }
            if (redirects == MaxRedirects)
                throw new SourceException(SourceFailure.Malformed, $"{Name(fetch)} redirects in circles (more than {MaxRedirects} times). Check its address in the configuration.") { Status = (int)response.StatusCode };
            address = RedirectTarget(fetch, address, response);
            if (fetch.BeforeRedirect is { } wait) await wait(address, ct);
        }
    }

    private static Uri RedirectTarget(Fetch fetch, Uri from, HttpResponseMessage response)
    {
        var location = response.Headers.NonValidated.TryGetValues("Location", out var values) ? values.ToString() : "";
        if (location.Length == 0 || !Uri.TryCreate(from, location, out var target))
            throw new SourceException(SourceFailure.Malformed, $"{Name(fetch)} redirects without saying where to (HTTP {(int)response.StatusCode}).") { Status = (int)response.StatusCode };
        if (target.Scheme is not ("http" or "https"))
            throw new SourceException(SourceFailure.Refused, $"{Name(fetch)} redirects to an address that is not on the web. It was not followed.") { Status = (int)response.StatusCode };
        return target;
    }

    private async Task<Fetched> ReceiveAsync(Fetch fetch, Uri address, HttpResponseMessage response, CancellationToken ct)
    {
        var status = response.StatusCode;
        if (status == HttpStatusCode.NotModified && fetch.IsConditional)
            return new Fetched(response, address, Stream.Null);
        if (status is not (HttpStatusCode.OK or HttpStatusCode.NonAuthoritativeInformation))
            throw await RefusalAsync(fetch, response, ct);
        return new Fetched(response, address, await ReadBodyAsync(fetch, response, ct));
    }

    /// <summary>Reads the whole body, decompressed, into memory or a temporary file.</summary>
    private static async Task<Stream> ReadBodyAsync(Fetch fetch, HttpResponseMessage response, CancellationToken ct)
    {
        if (response.Content.Headers.ContentLength > fetch.MaxBytes && response.Content.Headers.ContentEncoding.Count == 0) throw TooLarge(fetch);

        var received = new CountingStream(await response.Content.ReadAsStreamAsync(ct));
        var buffer = ArrayPool<byte>.Shared.Rent(32 << 10);
        Stream kept = new MemoryStream();
        try
        {
            await using var plain = await DecompressedAsync(fetch, response, received, ct);
            while (await ReadAsync(fetch, plain, buffer, ct) is var count and > 0)
            {
                var total = kept.Length + count;
                if (total > fetch.MaxBytes) throw TooLarge(fetch);
                if (total > InMemoryBytes && total > received.Count * MaxRatio)
                    throw new SourceException(SourceFailure.Malformed, $"{Name(fetch)} sent an answer that is compressed beyond reason. It was not read.");
                if (total > InMemoryBytes && kept is MemoryStream)
                {
                    var file = TemporaryFile();
                    kept.Position = 0;
                    await kept.CopyToAsync(file, ct);
                    kept = file;
                }
                await kept.WriteAsync(buffer.AsMemory(0, count), ct);
            }
            kept.Position = 0;
            return kept;
        }
        catch
        {
            await kept.DisposeAsync();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<int> ReadAsync(Fetch fetch, Stream body, Memory<byte> buffer, CancellationToken ct)
    {
        try
        {
            return await body.ReadAsync(buffer, ct);
        }
        // A body that ends before its Content-Length, its last chunk or its compression does is no data (see also Directory.Build.props).
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new SourceException(SourceFailure.Malformed, $"{Name(fetch)} sent an answer that was cut off or damaged on its way. Try again later.", e) { Transient = true };
        }
    }

    private static async Task<Stream> DecompressedAsync(Fetch fetch, HttpResponseMessage response, Stream body, CancellationToken ct)
    {
        // Applied in the order listed, so taken off in reverse.
        foreach (var coding in response.Content.Headers.ContentEncoding.Reverse())
        {
            body = coding.ToLowerInvariant() switch
            {
                "gzip" or "x-gzip" => new GZipStream(body, CompressionMode.Decompress),
                "br" => new BrotliStream(body, CompressionMode.Decompress),
                "deflate" => await InflatedAsync(fetch, body, ct),
                "identity" => body,
                _ => throw new SourceException(SourceFailure.Malformed, $"{Name(fetch)} sent an answer in a compression that was not asked for."),
            };
        }
        return await UnpackedAsync(fetch, body, ct);
    }

    /// <summary>A file that lies compressed on a server comes so without a word in the headers (RFC 1952: <c>1f 8b 08</c>).</summary>
    private static async Task<Stream> UnpackedAsync(Fetch fetch, Stream body, CancellationToken ct)
    {
        var head = await HeadAsync(fetch, body, 3, ct);
        var whole = new PrefixedStream(head, body);
        return head.Span is [0x1f, 0x8b, 0x08] ? new GZipStream(whole, CompressionMode.Decompress) : whole;
    }

    private static async Task<ReadOnlyMemory<byte>> HeadAsync(Fetch fetch, Stream body, int length, CancellationToken ct)
    {
        var head = new byte[length];
        var count = 0;
        while (count < length && await ReadAsync(fetch, body, head.AsMemory(count), ct) is var read and > 0) count += read;
        return head.AsMemory(0, count);
    }

    /// <summary>RFC 9110 means the zlib format by <c>deflate</c>; some servers send the bare one. Zlib's first two bytes are a multiple of 31.</summary>
    private static async Task<Stream> InflatedAsync(Fetch fetch, Stream body, CancellationToken ct)
    {
        var head = await HeadAsync(fetch, body, 2, ct);
        var whole = new PrefixedStream(head, body);
        return head.Span is [var first, var second] && (first & 0x0f) == 8 && ((first << 8) | second) % 31 == 0
            ? new ZLibStream(whole, CompressionMode.Decompress)
            : new DeflateStream(whole, CompressionMode.Decompress);
    }

    private static FileStream TemporaryFile()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(Path.Combine(Path.GetTempPath(), "localdigest-" + Path.GetRandomFileName()), options);
        // On Unix an open file needs no name; without one, nothing is left behind by a crash.
        if (!OperatingSystem.IsWindows()) File.Delete(file.Name);
        return file;
    }

    private async Task<SourceException> RefusalAsync(Fetch fetch, HttpResponseMessage response, CancellationToken ct)
    {
        var status = (int)response.StatusCode;
        var wait = RetryAfter(response);
        var (failure, words) = status switch
        {
            429 => (SourceFailure.Throttled, "has been asked too often (HTTP 429)"),
            503 when wait is not null => (SourceFailure.Throttled, "is overloaded (HTTP 503)"),
            408 or >= 500 => (SourceFailure.Unreachable, $"has a fault of its own at the moment (HTTP {status}). Try again later"),
            401 or 407 => (SourceFailure.Refused, $"wants to know who asks (HTTP {status}). Check the key or the proxy in the configuration"),
            403 => (SourceFailure.Refused, "refuses to answer this program (HTTP 403)"),
            404 or 410 => (SourceFailure.Refused, $"has nothing at the address that was asked (HTTP {status})"),
            >= 400 => (SourceFailure.Refused, $"refused the request (HTTP {status})"),
            _ => (SourceFailure.Malformed, $"gave an answer that makes no sense here (HTTP {status})"),
        };
        var retryAt = failure == SourceFailure.Throttled && wait is { } pause ? time.GetUtcNow() + pause : (DateTimeOffset?)null;
        return new SourceException(failure, $"{Name(fetch)} {words}.{(retryAt is { } at ? $" It can be asked again from {Wording.Time(at)}." : "")}")
        {
            Status = status,
            RetryAfter = wait,
            RetryAt = retryAt,
            Transient = failure == SourceFailure.Unreachable,
            Answer = await WordsAsync(fetch, response, ct),
        };
    }

    /// <summary>A refusal's own words. They are a help and not the answer: where they are too long, too slow or cut off, the status must do.</summary>
    private async Task<string?> WordsAsync(Fetch fetch, HttpResponseMessage response, CancellationToken ct)
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(5), time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, soon.Token);
        try
        {
            await using var body = await ReadBodyAsync(fetch with { MaxBytes = MaxRefusalBytes }, response, both.Token);
            using var reader = new StreamReader(body, Encoding.UTF8);
            return await reader.ReadToEndAsync(both.Token);
        }
        catch (SourceException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary><c>Retry-After</c> in seconds or as a date, else with a 429 the reset of <c>RateLimit</c>; at most a day.</summary>
    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        TimeSpan? wait = null;
        if (response.Headers.NonValidated.TryGetValues("Retry-After", out var values))
        {
            if (double.TryParse(values.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)) wait = TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 86400));
            else if (WrittenDate.Moment(values.ToString()) is { } date) wait = date - time.GetUtcNow();
        }
        if (response.StatusCode == HttpStatusCode.TooManyRequests) wait ??= RateLimit.Of(response)?.Reset;
        return wait is { } found ? TimeSpan.FromSeconds(Math.Clamp(found.TotalSeconds, 0, 86400)) : null;
    }

    private static SourceException ConnectionFailure(Fetch fetch, HttpRequestException e)
    {
        for (Exception? inner = e; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case ForbiddenAddressException:
                    return new SourceException(SourceFailure.Refused, $"{Name(fetch)} leads to an address inside this computer or its network. It was not followed.", e);
                case AuthenticationException:
                    return new SourceException(SourceFailure.Unreachable, $"{Name(fetch)} could not prove who it is: its certificate is not accepted. Check the clock of this computer, the address, and any proxy.", e);
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData }:
                    return Unreachable("its name was not found. Check the network connection and the address", isPassing: false);
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return Unreachable("nothing listens there. Check the address, or try again later", isPassing: false);
            }
        }
        return e.HttpRequestError switch
        {
            HttpRequestError.ResponseEnded => Unreachable("it ended the connection without an answer. Try again later"),
            HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.InvalidResponse =>
                new SourceException(SourceFailure.Malformed, $"{Name(fetch)} does not answer as a web server does. Check the address.", e),
            _ => Unreachable("the connection failed. Check the network connection, or try again later"),
        };

        // Without a network or a server, asking again in a few seconds only makes the user wait.
        SourceException Unreachable(string why, bool isPassing = true) => new(SourceFailure.Unreachable, $"{Name(fetch)} could not be reached: {why}.", e) { Transient = isPassing };
    }

    private static SourceException TooLarge(Fetch fetch) =>
        new(SourceFailure.Malformed, $"{Name(fetch)} sent an answer larger than {Math.Max(1, fetch.MaxBytes >> 20)} MB. It was not read.");

    /// <summary>The service and its host: no path and no query, for those may hold what is nobody's business.</summary>
    private static string Name(Fetch fetch) => fetch.Service == fetch.Address.Host ? fetch.Service : $"{fetch.Service} ({fetch.Address.Host})";
}
