using System.Globalization;
using LocalDigest.Papers;
using Polly;

namespace LocalDigest.Sources;

/// <summary>
/// The only way to arXiv, one for the whole process: one request at a time over one connection, and the least interval between two,
/// for all of its services together and over restarts. Once arXiv says that it is asked too often, nothing is sent for ten minutes at least.
/// Source: info.arxiv.org/help/api/tou.html, info.arxiv.org/help/robots.html.
/// </summary>
public sealed class ArxivClient : IDisposable
{
    internal const string Service = "arXiv";
    private const string StopKey = "arxiv/stopped";

    private const int Attempts = 3;
    private const int MostPauses = 3;

    private static readonly TimeSpan LeastStop = TimeSpan.FromMinutes(10);

    /// <summary>What this side calls the end of a request may be a little earlier than what the other side does.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(50);

    private readonly ArxivOptions options;
    private readonly ISourceMemory memory;
    private readonly TimeProvider time;
    private readonly BoundedHttp http;
    private readonly Spacing anySpacing;
    private readonly Spacing htmlSpacing;
    private readonly ResiliencePipeline retry;
    private readonly SemaphoreSlim gate = new(1, 1);
    private string? connectedTo;

    /// <exception cref="ArgumentException">The options are wrong; the message says which.</exception>
    public ArxivClient(ArxivOptions options, ISourceMemory memory, TimeProvider time)
    {
        if (options.Check() is { } problem) throw new ArgumentException(problem, nameof(options));
        this.options = options;
        this.memory = memory;
        this.time = time;
        http = new BoundedHttp(options.Contact, time, maxConnectionsPerServer: 1);
        anySpacing = new Spacing("arxiv/last-request", TimeSpan.FromSeconds(options.MinInterval) + Margin, memory, time);
        retry = Retrying.By(
            time,
            Retrying.Asked(MostPauses, TimeSpan.FromSeconds(options.Patience)),
            Retrying.Passing(Attempts, TimeSpan.FromSeconds(Math.Max(1, options.MinInterval))));
        htmlSpacing = new Spacing("arxiv/last-html-request", TimeSpan.FromSeconds(options.HtmlInterval) + Margin, memory, time);
    }

    internal ArxivOptions Options => options;

    /// <summary>Until when arXiv wants to be left alone; null where it may be asked.</summary>
    public DateTimeOffset? StoppedUntil => Stop.Read(memory.Recall(StopKey))?.Until(time.GetUtcNow());

    /// <summary>The full text that arXiv made of the paper's source. About one recent paper in seven has none: status 404.</summary>
    /// <exception cref="SourceException">It could not be had.</exception>
    public Task<Fetched> GetHtmlAsync(PaperId paper, int? version, CancellationToken ct) =>
        GetAsync(new Fetch(FileAddress(options.HtmlUrl, paper, version), Service)
        {
            Accept = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1",
            MaxBytes = 32 << 20,
            Deadline = TimeSpan.FromSeconds(120),
        }, ct);

    /// <summary>The paper's PDF.</summary>
    /// <exception cref="SourceException">It could not be had.</exception>
    public Task<Fetched> GetPdfAsync(PaperId paper, int? version, CancellationToken ct) =>
        GetAsync(new Fetch(FileAddress(options.PdfUrl, paper, version), Service)
        {
            Accept = "application/pdf, */*;q=0.1",
            MaxBytes = 100 << 20,
            Deadline = TimeSpan.FromSeconds(300),
        }, ct);

    /// <summary>A picture of a full text in HTML, with the same time between two of them as between two texts.</summary>
    /// <param name="address">As the full text names it.</param>
    /// <param name="maxBytes">What it may have.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="SourceException">It could not be had, or the address is none of arXiv's full texts.</exception>
    public Task<Fetched> GetFigureAsync(Uri address, long maxBytes, CancellationToken ct)
    {
        // The address came out of content: nothing else that the user configured, and nothing of this machine, is asked for it.
        if (!IsHtml(address) || address.UserInfo.Length > 0) throw new SourceException(SourceFailure.Refused, "The picture is not among arXiv's full texts. It was not fetched.");
        return GetAsync(new Fetch(address, Service)
        {
            Accept = "image/png, image/jpeg, image/webp, image/gif, */*;q=0.1",
            MaxBytes = maxBytes,
            Deadline = TimeSpan.FromSeconds(90),
        }, ct);
    }

    /// <summary>
    /// Gets something from arXiv when its turn has come. What fails in passing is tried again a few times; the gate stays shut meanwhile.
    /// For addresses that the user configured, and those below them.
    /// </summary>
    internal async Task<Fetched> GetAsync(Fetch fetch, CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            return await retry.ExecuteAsync(async ct =>
            {
                ThrowIfStopped();
                return await SendAsync(fetch, ct);
            }, ct);
        }
        // It asked for a longer pause than there is patience for, or for one too often.
        catch (SourceException e) when (e is { Failure: SourceFailure.Throttled, RetryAfter: { } wanted })
        {
            throw StopFor(wanted, $"HTTP {e.Status}", e);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose()
    {
        http.Dispose();
        gate.Dispose();
    }

    private async Task<Fetched> SendAsync(Fetch fetch, CancellationToken ct)
    {
        var begun = new List<Spacing>(2);
        try
        {
            await TurnAsync(fetch.Address, ct);
            var answer = await http.GetAsync(fetch with { Reach = Reach.Configured, BeforeRedirect = TurnAsync }, ct);
            // Seen with status 200 from the caches in front of arXiv.
            if (answer.Content.Length < 100 && await IsRateExceededAsync(answer, ct))
            {
                answer.Dispose();
                throw StopFor(LeastStop, "Rate exceeded");
            }
            return answer;
        }
        // Accept is always sent, so that a 406 is not about it: arXiv answers so at times when it is asked too often.
        catch (SourceException e) when (e.Status is 429 or 406)
        {
            throw StopFor(e.RetryAfter > LeastStop ? e.RetryAfter.Value : LeastStop, $"HTTP {e.Status}", e);
        }
        finally
        {
            foreach (var spacing in begun) spacing.End();
        }

        // Each redirect is a request of its own to whoever answers it.
        async Task TurnAsync(Uri address, CancellationToken turn)
        {
            foreach (var spacing in begun) spacing.End();
            begun.Clear();
            Spacing[] all = IsHtml(address) ? [anySpacing, htmlSpacing] : [anySpacing];
            foreach (var spacing in all)
                while (spacing.Left() is var left && left > TimeSpan.Zero)
                    await Task.Delay(left + TimeSpan.FromMilliseconds(1), time, turn);
            // arXiv's services are several hosts, and one connection means one to all of them.
            if (connectedTo != address.Authority) http.CloseConnections();
            connectedTo = address.Authority;
            foreach (var spacing in all)
            {
                spacing.Begin();
                begun.Add(spacing);
            }
        }
    }

    private bool IsHtml(Uri address) => address.AbsoluteUri.StartsWith(options.HtmlUrl.TrimEnd('/') + "/", StringComparison.OrdinalIgnoreCase);

    private static async Task<bool> IsRateExceededAsync(Fetched answer, CancellationToken ct)
    {
        using var text = answer.OpenText();
        return (await text.ReadToEndAsync(ct)).TrimStart().StartsWith("Rate exceeded", StringComparison.OrdinalIgnoreCase);
    }

    private void ThrowIfStopped()
    {
        if (Stop.Read(memory.Recall(StopKey)) is not { } stop) return;
        var now = time.GetUtcNow();
        if (stop.Until(now) is not { } until)
        {
            memory.Remember(StopKey, null);
            return;
        }
        // The clock was set back; from now on this is the stop.
        if (stop.At > now) memory.Remember(StopKey, new Stop(now, until - now).ToString());
        throw Stopped(until, "earlier");
    }

    private SourceException StopFor(TimeSpan length, string why, Exception? inner = null)
    {
        var now = time.GetUtcNow();
        memory.Remember(StopKey, new Stop(now, length).ToString());
        return Stopped(now + length, why, inner);
    }

    private static SourceException Stopped(DateTimeOffset until, string why, Exception? inner = null) =>
        new(SourceFailure.Throttled, $"arXiv asked to be left alone for a while ({why}). Nothing is asked of it until {Wording.Time(until)}; run again after that.", inner)
        {
            RetryAt = until,
            Status = (inner as SourceException)?.Status,
        };

    private static Uri FileAddress(string below, PaperId paper, int? version) =>
        paper.IsArxiv ? WebAddress.Below(below, paper.Local + (version is { } v ? $"v{v}" : "")) : throw new ArgumentException($"{paper} is not on arXiv.", nameof(paper));

    /// <summary>That arXiv asked to be left alone at a time, for so long.</summary>
    private sealed record Stop(DateTimeOffset At, TimeSpan Length)
    {
        public DateTimeOffset? Until(DateTimeOffset now) =>
            // A stop from the future was written before the clock was set back: its length is still right.
            At > now ? now + Length
            : At + Length > now ? At + Length
            : null;

        public override string ToString() => $"{At:o} {Length:c}";

        public static Stop? Read(string? text) =>
            text?.Split(' ') is [var at, var length]
            && DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var from)
            && TimeSpan.TryParse(length, CultureInfo.InvariantCulture, out var span)
                ? new Stop(from, span)
                : null;
    }
}
