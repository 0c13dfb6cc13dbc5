using System.Net;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Api;

public sealed class ProfilesApiTests
{
    private static readonly object Whole = new
    {
        name = "Whole",
        interests = "1. Ice\n   Relevant: sea ice.",
        language = "zh",
        keywords = new[] { "floe" },
        negativeKeywords = new[] { "glacier" },
        authors = new[] { "Ann Lee" },
        seeds = new[] { "arxiv:2601.00001" },
        sources = new[] { new { kind = "biorxiv", categories = new[] { "neuroscience" } } },
        digest = new { style = "brief", maxPapers = 3, minNovelty = 4 },
        learning = new { signals = false },
        schedule = new { time = "06:30", days = new[] { "sat" } },
        delivery = new[] { new { kind = "email", to = "ann@example.org" } },
    };

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, text);
            return JsonNode.Parse(text)!;
        }
    }

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
    [InlineData("/v1/feedback", """{"items":[null]}""", "items[0]")]
    public async Task A_hole_where_none_may_be_is_told_with_its_field(string path, string body, string field)
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var refused = await daemon.SendAsync(HttpMethod.Post, path, body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains(field, (await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "needs a body")]
    [InlineData("{\"kind\":\n", "is not JSON")]
    [InlineData("{\"kind\":\"digest\",\"kind\":\"digest\"}", "one name twice")]
    public async Task What_cannot_be_read_is_told_in_words_for_people(string body, string words)
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var refused = await daemon.SendAsync(HttpMethod.Post, "/v1/runs", body);
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
    public async Task What_a_replacement_leaves_out_is_the_default()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var defaults = await daemon.PostAsync("/v1/profiles", new { name = "Plain" });
        await daemon.PostAsync("/v1/profiles", Whole);
        var replaced = await ReadAsync(await daemon.SendAsync(HttpMethod.Put, "/v1/profiles/whole", new { name = "Plain" }));
        foreach (var field in (string[])["id", "revision", "createdAt", "updatedAt"])
        {
            defaults.AsObject().Remove(field);
            replaced.AsObject().Remove(field);
        }
        Assert.Equal(defaults.ToJsonString(), replaced.ToJsonString());
    }

    [Theory]
    [InlineData("application/merge-patch+json")]
    [InlineData("application/json")]
    public async Task A_patch_changes_what_it_names(string type)
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.PostAsync("/v1/profiles", Whole);
        var before = await daemon.GetAsync("/v1/profiles/whole");
        var patched = await ReadAsync(await daemon.SendAsync(HttpMethod.Patch, "/v1/profiles/whole",
            """{"digest":{"maxPapers":7,"minNovelty":null},"keywords":["snow"],"schedule":null,"language":null}""", type));
        Assert.Equal(2, patched["revision"]!.GetValue<int>());
        before["revision"] = 2;
        before["updatedAt"] = patched["updatedAt"]!.DeepClone();
        before["digest"]!["maxPapers"] = 7;
        before["digest"]!["minNovelty"] = 1;
        before["keywords"] = new JsonArray("snow");
        before["schedule"] = null;
        before["language"] = "en";
        Assert.Equal(before.ToJsonString(), patched.ToJsonString());
        Assert.Equal(patched.ToJsonString(), (await daemon.GetAsync("/v1/profiles/whole")).ToJsonString());
    }

    [Theory]
    [InlineData("""{"intrests":"x"}""", "intrests")]
    [InlineData("""{"intrests":null}""", "intrests")]
    [InlineData("""{"digest":{"maxPaper":null}}""", "digest.maxPaper")]
    [InlineData("""{"digest":{"maxPapers":501}}""", "digest.maxPapers")]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{"sources":[{"categories":["cs.CV"]}]}""", "sources[0].kind")]
    [InlineData("""{"digest":{"style":"baroque"}}""", "digest.style")]
    [InlineData("""["name"]""", "body")]
    public async Task A_patch_is_checked_as_a_profile_is(string patch, string field)
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var answer = await daemon.SendAsync(HttpMethod.Patch, "/v1/profiles/default", patch, "application/merge-patch+json");
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.UnprocessableEntity, text);
        Assert.Equal([field], JsonNode.Parse(text)!["errors"]!.AsObject().Select(error => error.Key));
        Assert.Equal(1, (await daemon.GetAsync("/v1/profiles/default"))["revision"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_patch_keeps_to_the_revision_that_was_read()
    {
        await using var daemon = await TestDaemon.StartAsync();
        async Task<HttpStatusCode> PatchAsync(string path, string? tag, string type = "application/merge-patch+json")
        {
            using var answer = await daemon.SendAsync(
                HttpMethod.Patch, path, """{"interests":"ice"}""", type, tag is null ? [] : [("If-Match", tag)]);
            return answer.StatusCode;
        }
        Assert.Equal(HttpStatusCode.OK, await PatchAsync("/v1/profiles/default", "\"1\""));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await PatchAsync("/v1/profiles/default", "\"1\""));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await PatchAsync("/v1/profiles/default", "none"));
        Assert.Equal(HttpStatusCode.OK, await PatchAsync("/v1/profiles/default", "*"));
        Assert.Equal(HttpStatusCode.NotFound, await PatchAsync("/v1/profiles/nobody", null));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await PatchAsync("/v1/profiles/default", null, "application/json-patch+json"));
        // Many at once without a revision: each is applied to what the others made.
        var patches = Enumerable.Range(0, 8).Select(i =>
            daemon.SendAsync(HttpMethod.Patch, "/v1/profiles/default", i % 2 == 0 ? new { name = "Ice" } : new { language = "zh" }));
        Assert.All(await Task.WhenAll(patches), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        var profile = await daemon.GetAsync("/v1/profiles/default");
        Assert.Equal(("Ice", "zh"), (profile["name"]!.GetValue<string>(), profile["language"]!.GetValue<string>()));
        Assert.Equal(11, profile["revision"]!.GetValue<int>());
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
    [InlineData("""{"name":"x","sources":[{"kind":"telepathy"}]}""", "sources[0].kind")]
    [InlineData("""{"name":"x","sources":[{"kind":"arxiv","categories":[]}]}""", "sources[0]")]
    [InlineData("""{"name":"x","sources":[{"kind":"feed"}]}""", "sources[0]")]
    [InlineData("""{"name":"x","sources":[{"kind":"feed","url":"file:///etc/hosts"}]}""", "sources[0].url")]
    [InlineData("""{"name":"x","sources":[{"kind":"zotero","collection":"../items"}]}""", "sources[0]")]
    [InlineData("""{"name":"x","sources":[{"kind":"biorxiv","limit":0}]}""", "sources[0].limit")]
    [InlineData("""{"name":"x","sources":[{"kind":"arxiv","categories":["cs.CV; DROP"]}]}""", "sources[0]")]
    [InlineData("""{"name":"x","seeds":["not an id"]}""", "seeds[0]")]
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
