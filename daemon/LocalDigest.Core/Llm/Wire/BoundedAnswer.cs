using System.Net.Http.Headers;
using System.Text;

namespace LocalDigest.Llm;

/// <summary>
/// Reads an answer to its end, and ends the reading of one that does not end by itself: by its size, and by time. A whole answer must be
/// there within the time allowed. One that comes in a stream must begin within it, and then go on: a stream that is silent for <see
/// cref="Quiet"/>, or brings bytes and no words, is given up, and so is one that takes ten times the time.
/// </summary>
internal sealed class BoundedAnswer(long longest, TimeSpan allowed, TimeProvider clock, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>Between two words of a stream: much longer than the slowest model that is of use takes for one.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);

    private const int LongestStream = 10;

    private const long LongestRefusal = 1024 * 1024;

    /// <summary>Sent by HTTP Basic, <c>name:password</c>; null leaves the request as it is.</summary>
    public string? UserInfo { get; init; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (UserInfo is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(UserInfo)));
        }
        using var silence = new CancellationTokenSource(allowed, clock);
        using var end = new CancellationTokenSource(allowed * LongestStream, clock);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token, end.Token);
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, any.Token);
            var isStream = response.Content.Headers.ContentType?.MediaType is "text/event-stream";
            var buffer = await ReadAsync(
                response, isStream ? () => silence.CancelAfter(allowed < Quiet ? allowed : Quiet) : () => { }, any.Token);
            var whole = new StreamContent(buffer);
            foreach (var header in response.Content.Headers) whole.Headers.TryAddWithoutValidation(header.Key, header.Value);
            whole.Headers.ContentLength = buffer.Length;
            response.Content = whole;
            return response;
        }
        catch (Exception error)
        {
            response?.Dispose();
            if (!cancellationToken.IsCancellationRequested && any.IsCancellationRequested) throw new AnswerTooLateException(error);
            throw;
        }
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Requests to the model are asynchronous.");

    private async Task<MemoryStream> ReadAsync(HttpResponseMessage response, Action wentOn, CancellationToken ct)
    {
        var buffer = new MemoryStream();
        // What a refusal says is read for a sentence; a server that goes on and on says no more.
        var most = response.IsSuccessStatusCode ? longest : Math.Min(longest, LongestRefusal);
        var line = 0;
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(chunk, ct)) > 0)
        {
            if (buffer.Length + read > most) throw new AnswerTooLongException();
            buffer.Write(chunk, 0, read);
            if (WentOn(buffer.GetBuffer().AsSpan(0, (int)buffer.Length), ref line)) wentOn();
        }
        buffer.Position = 0;
        return buffer;
    }

    /// <summary>Whether one of the lines that have come since says something.</summary>
    /// <param name="received">All that was received.</param>
    /// <param name="line">Where the first line begins that was not looked at; moved on.</param>
    private static bool WentOn(ReadOnlySpan<byte> received, ref int line)
    {
        var says = false;
        while (received[line..].IndexOf((byte)'\n') is >= 0 and var end)
        {
            says = says || CompletionText.Says(received.Slice(line, end));
            line += end + 1;
        }
        return says;
    }
}

/// <summary>An answer does not end.</summary>
internal sealed class AnswerTooLongException : IOException;

/// <summary>An answer does not come, or does not go on.</summary>
internal sealed class AnswerTooLateException(Exception inner) : IOException("The time is up.", inner);
