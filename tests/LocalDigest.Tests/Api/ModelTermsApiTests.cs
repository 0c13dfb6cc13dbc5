using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Api;

public sealed class ModelTermsApiTests
{
    [Fact]
    public async Task Words_authors_and_categories_that_were_learned_are_told_with_their_weights()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(Enumerable.Range(0, 40).Select(i => new
        {
            id = $"arxiv:2601.9{i:0000}",
            title = i % 2 == 0 ? $"Sparse caches for language models, part {i}" : $"Robots that grasp, part {i}",
            @abstract = i % 2 == 0 ? "Caches of language models become sparse." : "Robots grasp things in simulators.",
            authors = new[] { i % 2 == 0 ? "Ann Lee" : "Bo Wu", $"Author {i}" },
            categories = new[] { i % 2 == 0 ? "cs.CL" : "cs.RO" },
        }));
        var nothing = await daemon.GetAsync("/v1/profiles/default/model/terms");
        Assert.Equal((0, 0), (nothing["version"]!.GetValue<int>(), nothing["items"]!.AsArray().Count));

        await daemon.PostAsync("/v1/feedback", new { items = Enumerable.Range(0, 30)
            .Select(i => new { id = $"arxiv:2601.9{i:0000}", value = i % 2 == 0 ? "up" : "down" }) });
        var terms = await daemon.GetAsync("/v1/profiles/default/model/terms?limit=1000");
        Assert.Equal(1, terms["version"]!.GetValue<int>());
        double Weight(string kind, string name) => Find(terms, kind, name)["weight"]!.GetValue<double>();
        Assert.True(Weight("word", "caches") > 0);
        Assert.True(Weight("word", "grasp") < 0);
        Assert.True(Weight("author", "Ann Lee") > 0);
        Assert.True(Weight("author", "Bo Wu") < 0);
        Assert.True(Weight("category", "cs.CL") > Weight("category", "cs.RO"));
        var caches = Find(terms, "word", "caches");
        Assert.Equal((15, 0), (caches["likes"]!.GetValue<int>(), caches["dislikes"]!.GetValue<int>()));
        var weights = terms["items"]!.AsArray().Select(term => Math.Abs(term!["weight"]!.GetValue<double>())).ToList();
        Assert.Equal(weights.OrderDescending(), weights);

        var authors = await daemon.GetAsync("/v1/profiles/default/model/terms?kind=author&limit=1");
        Assert.Single(authors["items"]!.AsArray());
        Assert.All(authors["items"]!.AsArray(), term => Assert.Equal("author", term!["kind"]!.GetValue<string>()));
        Assert.True(authors["total"]!.GetValue<int>() >= 2);
        using var nobody = await daemon.SendAsync(HttpMethod.Get, "/v1/profiles/nobody/model/terms");
        Assert.Equal(404, (int)nobody.StatusCode);
        using var wrong = await daemon.SendAsync(HttpMethod.Get, "/v1/profiles/default/model/terms?kind=colour");
        Assert.Equal(422, (int)wrong.StatusCode);
    }

    [Fact]
    public async Task What_is_crossed_out_counts_no_more_until_it_is_let_in_again()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(Enumerable.Range(0, 40).Select(i => new
        {
            id = $"arxiv:2601.9{i:0000}",
            title = i % 2 == 0 ? $"Sparse caches, part {i}" : $"Robots that grasp, part {i}",
            @abstract = i % 2 == 0 ? "Caches of language models become sparse." : "Robots grasp things in simulators.",
            authors = new[] { i % 2 == 0 ? "Ann Lee" : "Bo Wu" },
        }));
        await daemon.PostAsync("/v1/feedback", new { items = Enumerable.Range(0, 30)
            .Select(i => new { id = $"arxiv:2601.9{i:0000}", value = i % 2 == 0 ? "up" : "down" }) });
        foreach (var (kind, name) in ((string, string)[])[("word", "caches"), ("author", "Ann Lee")])
        {
            var path = $"/v1/profiles/default/model/terms/{Uri.EscapeDataString(name)}?kind={kind}";
            var before = await daemon.GetAsync("/v1/profiles/default/model/terms?limit=1000");
            Assert.True(Find(before, kind, name)["weight"]!.GetValue<double>() > 0);
            using var crossed = await daemon.SendAsync(HttpMethod.Delete, path);
            Assert.Equal(200, (int)crossed.StatusCode);
            var after = await daemon.GetAsync("/v1/profiles/default/model/terms?limit=1000");
            Assert.True(after["version"]!.GetValue<int>() > before["version"]!.GetValue<int>());
            Assert.DoesNotContain(after["items"]!.AsArray(), term => IsOf(term!, kind, name));
            Assert.True(IsOf(Assert.Single(after["crossedOut"]!.AsArray())!, kind, name));
            // Every part of a score is one of the model's; the crossed out word is none.
            var explained = await daemon.GetAsync("/v1/papers/arxiv%3A2601.90000/explain");
            Assert.DoesNotContain(explained["preference"]!["parts"]!.AsArray(), part => part!["name"]?.GetValue<string>() == name);

            using var again = await daemon.SendAsync(HttpMethod.Delete, path);
            Assert.Equal(404, (int)again.StatusCode);
            using var restored = await daemon.SendAsync(HttpMethod.Put, path);
            Assert.Equal(200, (int)restored.StatusCode);
            var restoredTerms = await daemon.GetAsync("/v1/profiles/default/model/terms?limit=1000");
            Assert.True(Find(restoredTerms, kind, name)["weight"]!.GetValue<double>() > 0);
            Assert.Empty(restoredTerms["crossedOut"]!.AsArray());
            using var twice = await daemon.SendAsync(HttpMethod.Put, path);
            Assert.Equal(404, (int)twice.StatusCode);
        }
        using var topic = await daemon.SendAsync(HttpMethod.Delete, "/v1/profiles/default/model/terms/robots?kind=topic");
        Assert.Equal(422, (int)topic.StatusCode);
    }

    private static bool IsOf(JsonNode term, string kind, string name) =>
        term["kind"]!.GetValue<string>() == kind && term["name"]!.GetValue<string>().Equals(name, StringComparison.OrdinalIgnoreCase);

    private static JsonNode Find(JsonNode terms, string kind, string name) =>
        terms["items"]!.AsArray().Single(term => IsOf(term!, kind, name))!;
}
