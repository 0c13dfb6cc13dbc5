using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace LocalDigest.Tests.Api;

/// <summary>A feed reader has a key that is good for its feed and for nothing else.</summary>
public sealed class FeedKeysApiTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly SettableClock clock = new(new DateTimeOffset(2026, 1, 20, 9, 0, 0, TimeSpan.Zero));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_key_reads_its_feed_after_a_restart_and_until_it_is_taken_back()
    {
        string id, path;
        await using (var daemon = await WithDigestAsync())
        {
            var made = await daemon.PostAsync("/v1/feeds", new { profile = "default", name = "Miniflux", style = "brief" });
            (id, path) = (made["id"]!.GetValue<string>(), new Uri(made["url"]!.GetValue<string>()).PathAndQuery);
            Assert.Equal($"/v1/digests.atom?profile=default&key={made["key"]}", path);
        }
        await using (var daemon = await StartAsync())
        {
            using var reader = Reader(daemon);
            var atom = XDocument.Parse(await reader.GetStringAsync(path, Ct));
            Assert.Single(atom.Root!.Elements(), element => element.Name.LocalName == "entry");
            var json = await reader.GetStringAsync(path.Replace(".atom", ".json", StringComparison.Ordinal), Ct);
            Assert.Contains("On robots", JsonNode.Parse(json)!["items"]![0]!["content_html"]!.GetValue<string>(), StringComparison.Ordinal);
            // What is read may be shown to others: the key is not in it.
            Assert.DoesNotContain(path.Split("key=")[1], atom + json, StringComparison.Ordinal);
            var listed = Assert.Single((await daemon.GetAsync("/v1/feeds"))["items"]!.AsArray())!;
            Assert.Equal(("Miniflux", "brief", true), (
                listed["name"]!.GetValue<string>(), listed["style"]!.GetValue<string>(), listed["lastUsedAt"] is not null));
            Assert.False(listed.AsObject().ContainsKey("key"));

            using var deleted = await daemon.SendAsync(HttpMethod.Delete, $"/v1/feeds/{id}");
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(reader, path));
        }
    }

    [Fact]
    public async Task A_key_is_good_for_nothing_else()
    {
        await using var daemon = await WithDigestAsync();
        await daemon.PostAsync("/v1/profiles", new { name = "Other" });
        var key = (await daemon.PostAsync("/v1/feeds", new { }))["key"]!.GetValue<string>();
        using var reader = Reader(daemon);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(reader, $"/v1/digests.atom?key={key}"));
        string[] others =
        [
            $"/v1/digests.atom?profile=other&key={key}", $"/v1/digests?key={key}", $"/v1/digests/latest?key={key}", $"/v1/papers?key={key}",
            $"/v1/digests/default-2026-01-20?key={key}", $"/v1/digests.atom/?key={key}", $"/v1/feeds?key={key}",
            $"/v1/digests.atom?key={key}&key={key}", $"/v1/digests.atom?key={key}x", "/v1/digests.atom?key=", "/v1/digests.atom",
        ];
        foreach (var path in others) Assert.Equal((path, HttpStatusCode.Unauthorized), (path, await StatusAsync(reader, path)));
        using var post = await reader.PostAsync($"/v1/digests.atom?key={key}", null, Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, post.StatusCode);
        using var asBearer = new HttpRequestMessage(HttpMethod.Get, "/v1/papers");
        asBearer.Headers.Add("Authorization", "Bearer " + key);
        Assert.Equal(HttpStatusCode.Unauthorized, (await reader.SendAsync(asBearer, Ct)).StatusCode);
        // A wrong key is told to whoever has the token, too.
        using var wrong = await daemon.SendAsync(HttpMethod.Get, "/v1/digests.json?key=wrong");
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Contains("POST /v1/feeds", await wrong.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_feed_goes_with_its_profile_and_keys_are_on_no_disk()
    {
        string key;
        await using (var daemon = await WithDigestAsync())
        {
            await daemon.PostAsync("/v1/profiles", new { name = "Other" });
            var gone = (await daemon.PostAsync("/v1/feeds", new { profile = "other" }))["key"]!.GetValue<string>();
            key = (await daemon.PostAsync("/v1/feeds", new { }))["key"]!.GetValue<string>();
            using var deleted = await daemon.SendAsync(HttpMethod.Delete, "/v1/profiles/other");
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
            await daemon.PostAsync("/v1/profiles", new { name = "Other" });
            using var reader = Reader(daemon);
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(reader, $"/v1/digests.atom?profile=other&key={gone}"));
            Assert.Single((await daemon.GetAsync("/v1/feeds"))["items"]!.AsArray());
        }
        foreach (var file in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories))
        {
            Assert.Equal(-1, (await File.ReadAllBytesAsync(file, Ct)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(key)));
        }
    }

    [Fact]
    public async Task A_style_that_is_not_there_or_a_profile_that_is_not_is_refused()
    {
        await using var daemon = await StartAsync();
        using var style = await daemon.SendAsync(HttpMethod.Post, "/v1/feeds", new { style = "brif" });
        Assert.Equal(422, (int)style.StatusCode);
        using var profile = await daemon.SendAsync(HttpMethod.Post, "/v1/feeds", new { profile = "nobody" });
        Assert.Equal(404, (int)profile.StatusCode);
        Assert.Empty((await daemon.GetAsync("/v1/feeds"))["items"]!.AsArray());
    }

    private Task<TestDaemon> StartAsync() => TestDaemon.StartAsync(folder: folder.Path, clock: clock);

    private async Task<TestDaemon> WithDigestAsync()
    {
        var daemon = await StartAsync();
        await daemon.ImportAsync(
        [
            new { id = "arxiv:2601.90001", title = "On robots that learn", @abstract = "Robots learn words.", published = "2026-01-19" },
        ]);
        await daemon.RunAsync(new { kind = "digest", date = "2026-01-20", sources = Array.Empty<object>() });
        return daemon;
    }

    /// <summary>A feed reader, which has nothing but addresses.</summary>
    private static HttpClient Reader(TestDaemon daemon) => new() { BaseAddress = new Uri(daemon.Url) };

    private static async Task<HttpStatusCode> StatusAsync(HttpClient reader, string path)
    {
        using var answer = await reader.GetAsync(path, Ct);
        return answer.StatusCode;
    }
}
