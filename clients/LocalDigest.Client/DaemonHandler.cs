using System.Net;
using System.Net.Http.Headers;

namespace LocalDigest.Client;

/// <summary>
/// Sends requests to the daemon of a data directory: where that was started anew, under another address and token, to the new one.
/// </summary>
/// <param name="find">Gives the daemon; starts it where that is wanted.</param>
/// <param name="inner">The network.</param>
internal sealed class DaemonHandler(Func<CancellationToken, Task<DaemonRecord>> find, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private DaemonRecord? known;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var daemon = known ??= await find(cancellationToken);
        var path = request.RequestUri!.PathAndQuery;
        // A body that is read once cannot be sent twice.
        var mayRepeat = request.Content is null or ByteArrayContent;
        try
        {
            var answer = await SendAsync(request, path, daemon, cancellationToken);
            if (answer.StatusCode != HttpStatusCode.Unauthorized || !mayRepeat) return answer;
            var next = await find(cancellationToken);
            if (next.Token == daemon.Token) return answer;
            answer.Dispose();
            known = next;
        }
        catch (HttpRequestException error) when (error.HttpRequestError == HttpRequestError.ConnectionError)
        {
            known = null;
            // Nothing was sent. Says in a sentence what is wrong where there is none any more.
            known = await find(cancellationToken);
            if (!mayRepeat) throw;
        }
        return await SendAsync(request, path, known, cancellationToken);
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string path, DaemonRecord daemon, CancellationToken ct)
    {
        request.RequestUri = new Uri(new Uri(daemon.Url), path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", daemon.Token);
        return base.SendAsync(request, ct);
    }
}
