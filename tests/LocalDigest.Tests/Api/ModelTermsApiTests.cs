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

    private static JsonNode Find(JsonNode terms, string kind, string name) => terms["items"]!.AsArray()
        .Single(term => term!["kind"]!.GetValue<string>() == kind && term["name"]!.GetValue<string>().Equals(
            name, StringComparison.OrdinalIgnoreCase))!;
}
