using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace LocalDigest.Client;

/// <summary>
/// The daemon's surface, an operation a method. What programs here use has a type; of the rest the JSON is given as it comes. Every method
/// throws
/// <see cref="RefusedException"/> with the daemon's sentence where it refuses, and <see cref="DaemonException"/> where it does not answer.
/// </summary>
public sealed partial class LocalDigestClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(500);
    private const int MostAttempts = 20;

    private readonly HttpClient http;

    /// <summary>A client of the daemon of a data directory, also after that was started anew.</summary>
    /// <param name="find">Finds the daemon, or starts it.</param>
    /// <param name="network">In place of the network, for tests.</param>
    public LocalDigestClient(Func<CancellationToken, Task<DaemonRecord>> find, HttpMessageHandler? network = null)
    {
        http = new HttpClient(new DaemonHandler(find, network ?? DaemonLocator.Network())) { BaseAddress = new Uri("http://daemon/"),
            Timeout = Patience };
    }

    public void Dispose() => http.Dispose();

    /// <summary>A run as it changes, until its end. Where the connection ends before, it is made again.</summary>
    /// <exception cref="DaemonException">The daemon is gone and does not come back.</exception>
    public async IAsyncEnumerable<Run> FollowRunAsync(string id, [EnumeratorCancellation] CancellationToken ct)
    {
        var attempts = 0;
        while (true)
        {
            Run? last = null;
            await using (var changes = RunEventsAsync(id, ct).GetAsyncEnumerator(ct))
            {
                while (true)
                {
                    try
                    {
                        if (!await changes.MoveNextAsync()) break;
                    }
                    catch (Exception error) when (error is IOException or HttpRequestException or DaemonException
                        && attempts < MostAttempts)
                    {
                        break;
                    }
                    attempts = 0;
                    yield return last = changes.Current;
                }
            }
            if (last?.FinishedAt is not null) yield break;
            attempts++;
            if (attempts > MostAttempts) throw new DaemonException(
                "The daemon ends the connection again and again. 'localdigest logs' says what it does.");
            await Task.Delay(BetweenAttempts, ct);
        }
    }

    private static string Segment(string value) => Uri.EscapeDataString(value);

    private static string Query(string path, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var text = new StringBuilder(path);
        var separator = '?';
        foreach (var (name, value) in parameters)
        {
            var written = value switch
            {
                null => null,
                DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                bool flag => flag ? "true" : "false",
                _ => Convert.ToString(value, CultureInfo.InvariantCulture),
            };
            if (written is null) continue;
            text.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(written));
            separator = '&';
        }
        return text.ToString();
    }

    private static ByteArrayContent Json(JsonNode body, string mediaType = "application/json")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString()));
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return content;
    }

    private static HttpContent File(Stream content, string mediaType) =>
        new StreamContent(content) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };

    private Task<T> GetAsync<T>(string path, CancellationToken ct) => SendAsync<T>(HttpMethod.Get, path, null, ct);

    private Task<T> PostAsync<T>(string path, HttpContent? body, CancellationToken ct) => SendAsync<T>(HttpMethod.Post, path, body, ct);

    private Task<T> PutAsync<T>(string path, HttpContent? body, CancellationToken ct) => SendAsync<T>(HttpMethod.Put, path, body, ct);

    private Task<T> DeleteAsync<T>(string path, CancellationToken ct) => SendAsync<T>(HttpMethod.Delete, path, null, ct);

    private async Task DeleteAsync(string path, CancellationToken ct) =>
        (await AskAsync(HttpMethod.Delete, path, null, null, null, ct)).Dispose();

    private async Task<T> SendAsync<T>(HttpMethod method, string path, HttpContent? body, CancellationToken ct, string? ifMatch = null)
    {
        using var answer = await AskAsync(method, path, body, null, ifMatch, ct);
        await using var content = await answer.Content.ReadAsStreamAsync(ct);
        try
        {
            return (await JsonSerializer.DeserializeAsync(content, (JsonTypeInfo<T>)ClientJson.Default.GetTypeInfo(typeof(T))!, ct))!;
        }
        catch (JsonException error)
        {
            throw new DaemonException(
                $"The answer to {method} {path.Split('?')[0]} could not be read. Are the daemon and this program of one version?", error);
        }
    }

    private async Task<string> TextAsync(string path, string accept, CancellationToken ct)
    {
        using var answer = await AskAsync(HttpMethod.Get, path, null, accept, null, ct);
        return await answer.Content.ReadAsStringAsync(ct);
    }

    private async Task<StreamedAnswer> StreamAsync(string path, string accept, CancellationToken ct)
    {
        var answer = await AskAsync(HttpMethod.Get, path, null, accept, null, ct);
        return new StreamedAnswer(answer, await answer.Content.ReadAsStreamAsync(ct));
    }

    private async IAsyncEnumerable<Run> EventsAsync(string path, [EnumeratorCancellation] CancellationToken ct)
    {
        using var stream = await StreamAsync(path, "text/event-stream", ct);
        using var lines = new StreamReader(stream.Content);
        var data = new StringBuilder();
        while (await lines.ReadLineAsync(ct) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal)) data.Append(line.AsSpan(5));
            if (line.Length > 0 || data.Length == 0) continue;
            yield return JsonSerializer.Deserialize(data.ToString(), ClientJson.Default.Run)!;
            data.Clear();
        }
    }

    /// <summary>Sends a request and gives the answer where it is good; only its head has been read.</summary>
    private async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, HttpContent? body, string? accept, string? ifMatch,
        CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        if (accept is not null) request.Headers.Accept.ParseAdd(accept);
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        HttpResponseMessage answer;
        try
        {
            answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        }
        catch (HttpRequestException error)
        {
            throw new DaemonException(
                $"The daemon does not answer any more ({error.HttpRequestError}). 'localdigest status' looks after it.", error);
        }
        catch (TaskCanceledException error) when (!ct.IsCancellationRequested)
        {
            throw new DaemonException(
                $"The daemon has not answered within {Patience.TotalMinutes:0} minutes. 'localdigest logs' says what it does.", error);
        }
        if (answer.IsSuccessStatusCode) return answer;
        using (answer) throw new RefusedException((int)answer.StatusCode, await ProblemOfAsync(answer, ct));
    }

    private static async Task<Problem?> ProblemOfAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json") return null;
        try
        {
            return JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(ct), ClientJson.Default.Problem);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
