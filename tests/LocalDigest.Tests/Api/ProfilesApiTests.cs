using System.Net;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Api;

public sealed class ProfilesApiTests
{
    [Fact]
    public async Task A_daemon_without_profile_makes_one()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var profile = Assert.Single((await daemon.GetAsync("/v1/profiles"))["items"]!.AsArray())!;
        Assert.Equal("default", profile["id"]!.GetValue<string>());
        Assert.Equal(4, profile["topics"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("/v1/profiles", """{"name":"n","sources":[null]}""", "sources")]
    [InlineData("/v1/profiles", """{"name":"n","sources":[{"kind":null}]}""", "sources")]
    [InlineData("/v1/profiles", """{"name":"n","sources":[{"kind":"arxiv","categories":[null]}]}""", "sources")]
    [InlineData("/v1/profiles", """{"name":"n","sources":[{"kind":"arxiv","categories":null}]}""", "sources")]
    [InlineData("/v1/profiles", """{"name":"n","delivery":[null]}""", "delivery")]
    [InlineData("/v1/profiles", """{"name":"n","digest":{"style":null}}""", "digest.style")]
    [InlineData("/v1/runs", """{"kind":"digest","sources":[null]}""", "sources")]
    [InlineData("/v1/runs", """{"kind":"digest","sources":[{"kind":null}]}""", "sources")]
    [InlineData("/v1/feedback", """{"items":[null]}""", "items[0].id")]
    public async Task A_hole_where_none_may_be_is_told_with_its_field(string path, string body, string field)
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var refused = await daemon.SendAsync(HttpMethod.Post, path, body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains(field, (await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/v1/runs", "null", "needs a body")]
    [InlineData("POST", "/v1/runs", null, "needs a body")]
    [InlineData("GET", "/v1/papers?limit=many", null, "'many' is nothing that 'limit' can be")]
    [InlineData("GET", "/v1/digests?limit=1.5", null, "'1.5' is nothing that 'limit' can be")]
    public async Task What_cannot_be_read_is_told_in_words_for_people(string method, string path, string? body, string words)
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var refused = await daemon.SendAsync(new HttpMethod(method), path, body ?? (method == "POST" ? "" : null));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var detail = JsonNode.Parse(await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["detail"]!.GetValue<string>();
        Assert.Contains(words, detail, StringComparison.Ordinal);
        Assert.DoesNotContain("parameter", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_is_added_changed_by_its_etag_and_deleted()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var created = await daemon.SendAsync(HttpMethod.Post, "/v1/profiles", new { name = "Sea Ice!", interests = "1. Ice\n   Relevant: sea ice.", keywords = new[] { "floe", "Floe", " " }, language = "zh" });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("/v1/profiles/sea-ice", created.Headers.Location!.ToString());
        var tag = created.Headers.ETag!.ToString();
        var profile = JsonNode.Parse(await created.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(["floe"], profile["keywords"]!.AsArray().Select(word => word!.GetValue<string>()));
        Assert.Equal("Ice", profile["topics"]![0]!["title"]!.GetValue<string>());

        using var changed = await daemon.SendAsync(HttpMethod.Put, "/v1/profiles/sea-ice", new { name = "Ice", interests = "glaciers" }, headers: [("If-Match", tag)]);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        using var late = await daemon.SendAsync(HttpMethod.Put, "/v1/profiles/sea-ice", new { name = "Late", interests = "snow" }, headers: [("If-Match", tag)]);
        Assert.Equal(HttpStatusCode.PreconditionFailed, late.StatusCode);
        Assert.Equal("glaciers", (await daemon.GetAsync("/v1/profiles/sea-ice"))["interests"]!.GetValue<string>());

        using var deleted = await daemon.SendAsync(HttpMethod.Delete, "/v1/profiles/sea-ice");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var again = await daemon.SendAsync(HttpMethod.Delete, "/v1/profiles/sea-ice");
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Fact]
    public async Task Two_profiles_of_one_name_have_two_ids()
    {
        await using var daemon = await TestDaemon.StartAsync();
        Assert.Equal("ice", (await daemon.PostAsync("/v1/profiles", new { name = "Ice" }))["id"]!.GetValue<string>());
        Assert.Equal("ice-2", (await daemon.PostAsync("/v1/profiles", new { name = "ice" }))["id"]!.GetValue<string>());
        Assert.Equal("profile", (await daemon.PostAsync("/v1/profiles", new { name = "冰" }))["id"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"name":"x","language":"english language"}""", "language")]
    [InlineData("""{"name":"x","sources":[{"kind":"telepathy"}]}""", "sources")]
    [InlineData("""{"name":"x","sources":[{"kind":"arxiv","categories":[]}]}""", "sources")]
    [InlineData("""{"name":"x","sources":[{"kind":"feed"}]}""", "sources")]
    [InlineData("""{"name":"x","sources":[{"kind":"feed","url":"file:///etc/hosts"}]}""", "sources")]
    [InlineData("""{"name":"x","sources":[{"kind":"zotero","collection":"../items"}]}""", "sources")]
    [InlineData("""{"name":"x","sources":[{"kind":"biorxiv","limit":0}]}""", "sources")]
    [InlineData("""{"name":"x","sources":[{"kind":"arxiv","categories":["cs.CV; DROP"]}]}""", "sources")]
    [InlineData("""{"name":"x","seeds":["not an id"]}""", "seeds")]
    [InlineData("""{"name":"x","digest":{"style":"baroque"}}""", "digest.style")]
    [InlineData("""{"name":"x","digest":{"maxPapers":0}}""", "digest.maxPapers")]
    [InlineData("""{"name":"x","digest":{"minSimilarity":7}}""", "digest.minSimilarity")]
    public async Task A_field_that_is_wrong_is_named_and_nothing_is_stored(string body, string field)
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var response = await daemon.SendAsync(HttpMethod.Post, "/v1/profiles", body);
        Assert.Equal(422, (int)response.StatusCode);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Contains(field, problem["errors"]!.AsObject().Select(error => error.Key));
        Assert.Single((await daemon.GetAsync("/v1/profiles"))["items"]!.AsArray());
    }

    [Fact]
    public async Task The_last_profile_is_followed_by_a_fresh_default()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var deleted = await daemon.SendAsync(HttpMethod.Delete, "/v1/profiles/default");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(1, (await daemon.GetAsync("/v1/profiles/default"))["revision"]!.GetValue<int>());
    }
}
