using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.Json.Serialization;
using LocalDigest.Daemon.Api;
using LocalDigest.Digests;
using LocalDigest.Text;

namespace LocalDigest.Daemon.Cli;

/// <summary>Follows the run of a digest over a daemon's surface and says on the console how it goes, and at its end where the digest is.</summary>
internal sealed class RunFollower(HttpClient http, TextWriter console)
{
    private const int MostTitles = 5;

    /// <summary>How answers are read.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>A client that is signed in.</summary>
    public static HttpClient Client(string url, string token) => new(new SocketsHttpHandler { UseProxy = false })
    {
        BaseAddress = new Uri(url),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    };

    /// <returns>Whether there is a digest.</returns>
    /// <exception cref="HttpRequestException">The daemon does not answer, or refuses.</exception>
    public async Task<bool> FollowAsync(string id, CancellationToken ct)
    {
        var stage = "";
        RunResponse run;
        do
        {
            // Ends with the run; and before, for a listener that does not keep up.
            await using var stream = await http.GetStreamAsync($"/v1/runs/{id}/events", ct);
            await foreach (var change in SseParser.Create(stream, (_, data) => JsonSerializer.Deserialize<RunResponse>(data, Json)!).EnumerateAsync(ct))
            {
                if (change.Data.Stage is { } next && next != stage) await console.WriteLineAsync($"  {stage = next}…");
            }
            run = await GetAsync<RunResponse>($"/v1/runs/{id}", ct);
        }
        while (run.FinishedAt is null);
        foreach (var problem in run.Problems) await console.WriteLineAsync($"  ! {problem.Message}");
        if (run.Digest is null)
        {
            await console.WriteLineAsync("There is no digest. The lines above say why; start again when that is mended.");
            return false;
        }
        await TellAsync(await GetAsync<DigestContent>($"/v1/digests/{run.Digest}", ct), ct);
        return true;
    }

    private async Task TellAsync(DigestContent digest, CancellationToken ct)
    {
        foreach (var notice in digest.Notices.Where(notice => notice.Kind == "sample")) await console.WriteLineAsync($"  {notice.Text}");
        await console.WriteLineAsync();
        var passed = new StyleCatalogue().WordsFor("en").Fill("passed", [Saying.Number(digest.Papers.Count), Saying.Number(digest.Counts.Considered)]);
        await console.WriteLineAsync($"The digest is ready: {passed}.");
        for (var i = 0; i < Math.Min(MostTitles, digest.Papers.Count); i++) await console.WriteLineAsync($"  {i + 1}. {digest.Papers[i].Title}");
        using var made = await http.PostAsync("/v1/session/codes", null, ct);
        var link = await made.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<SessionCodeResponse>(Json, ct);
        await console.WriteLineAsync();
        await console.WriteLineAsync($"  in a browser, within a minute:  {link!.Url}");
        await console.WriteLineAsync($"  by its address:                 {http.BaseAddress}v1/digests/{digest.Id}  (the token is in daemon.json in the data directory)");
        await console.WriteLineAsync();
    }

    private async Task<T> GetAsync<T>(string path, CancellationToken ct) => (await http.GetFromJsonAsync<T>(path, Json, ct))!;
}
