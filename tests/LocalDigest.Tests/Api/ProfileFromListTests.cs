using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Api;

/// <summary>A profile that starts from a pasted list of papers, at the surface.</summary>
public sealed class ProfileFromListTests
{
    private const string Ids =
        """
        Papers I liked:
        - arXiv:2601.80000v2
        2. https://arxiv.org/abs/2601.80002
        [a link](https://arxiv.org/pdf/2601.80004), 2601.80006
        2601.99999
        """;

    [Fact]
    public async Task A_profile_made_of_ids_alone_ranks_papers_near_to_them_first()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TwoSubjects());
        var profile = await daemon.PostAsync("/v1/profiles", new { name = "Mine", from = Ids });
        Assert.Equal(["arxiv:2601.80000", "arxiv:2601.80002", "arxiv:2601.80004", "arxiv:2601.80006"], Strings(profile["seeds"]!));
        Assert.Equal(4, profile["from"]!["seeds"]!.GetValue<int>());
        Assert.Equal([1, 5], profile["from"]!["rejected"]!.AsArray().Select(line => line!["line"]!.GetValue<int>()));
        Assert.Contains("arxiv:2601.99999 is not in the store", profile["from"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.NotEmpty(profile["topics"]!.AsArray());
        Assert.Empty(profile["unwanted"]!.AsArray());

        var papers = (await daemon.GetAsync("/v1/papers?profile=mine&limit=40"))["items"]!.AsArray();
        Assert.All(papers.Take(20), paper => Assert.Contains("Tides", paper!["title"]!.GetValue<string>(), StringComparison.Ordinal));
        Assert.All(papers, paper => Assert.NotNull(paper!["preference"]));
    }

    [Fact]
    public async Task Seeds_move_the_order_whatever_the_interests_say()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TwoSubjects());
        await daemon.PostAsync("/v1/profiles", new { name = "Plain", interests = "Anything that is measured." });
        var plain = (await daemon.GetAsync("/v1/papers?profile=plain&limit=40"))["items"]!.AsArray();
        Assert.All(plain, paper => Assert.Null(paper!["preference"]));
        const string interests = "Anything that is measured.";
        string[] seeds = ["arxiv:2601.80001", "arxiv:2601.80003"];
        await daemon.PostAsync("/v1/profiles", new { name = "Seeded", interests, seeds });
        var papers = (await daemon.GetAsync("/v1/papers?profile=seeded&limit=40"))["items"]!.AsArray();
        Assert.All(papers.Take(20), paper => Assert.Contains("Fungi", paper!["title"]!.GetValue<string>(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Entries_of_a_bibliography_are_stored_and_become_seeds_and_topics()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TwoSubjects());
        const string from =
            """
            2601.80001
            @article{doe2020, title = {Why not fungi? No oak without roots}, author = {Jane Doe}, doi = {10.1000/oak.1}, year = 2020}
            @article{roe2021, title = {Exoplanet atmospheres from transmission spectroscopy}, author = {Richard Roe}, doi = {10.1000/exo.2}}
            @article{none, author = {Nobody}}
            """;
        var profile = await daemon.PostAsync("/v1/profiles", new { name = "Books", from });
        Assert.Equal(["arxiv:2601.80001", "doi:10.1000/oak.1", "doi:10.1000/exo.2"], Strings(profile["seeds"]!));
        Assert.Equal(2, profile["from"]!["added"]!.GetValue<int>());
        Assert.Equal(4, Assert.Single(profile["from"]!["rejected"]!.AsArray())!["line"]!.GetValue<int>());
        var stored = await daemon.GetAsync("/v1/papers/doi%3A10.1000%2Fexo.2");
        Assert.Equal("Exoplanet atmospheres from transmission spectroscopy", stored["title"]!.GetValue<string>());
        // Fungi and exoplanets are two topics, and a title that denies something is against nothing.
        Assert.True(profile["topics"]!.AsArray().Count > 1);
        Assert.Empty(profile["unwanted"]!.AsArray());
        Assert.All(profile["topics"]!.AsArray(), topic => Assert.Equal("", topic!["notRelevant"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Written_interests_stay_as_they_are()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TwoSubjects());
        string[] seeds = ["arxiv:2601.80000"];
        var profile = await daemon.PostAsync("/v1/profiles", new { name = "Both", interests = "Sea ice", seeds, from = "2601.80001" });
        Assert.Equal("Sea ice", profile["interests"]!.GetValue<string>());
        Assert.Equal(["arxiv:2601.80000", "arxiv:2601.80001"], Strings(profile["seeds"]!));
        Assert.Null((await daemon.GetAsync("/v1/profiles/both"))["from"]);
    }

    [Theory]
    [InlineData("I like fungi.\nAnd tides.", "No paper can be recognised")]
    [InlineData("2601.99999", "None of the papers in it is in the store")]
    [InlineData("@article{x, author = {Nobody}}", "No paper can be recognised")]
    public async Task A_list_that_gives_nothing_is_refused_and_makes_no_profile(string from, string sentence)
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TwoSubjects());
        using var refused = await daemon.SendAsync(HttpMethod.Post, "/v1/profiles", new { name = "None", from });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Contains(sentence, problem["errors"]!["from"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Single((await daemon.GetAsync("/v1/profiles"))["items"]!.AsArray());
    }

    /// <summary>Papers on tides with even numbers, and on fungi with odd ones.</summary>
    private static IEnumerable<object> TwoSubjects() => Enumerable.Range(0, 40).Select(i => new
    {
        id = $"arxiv:2601.8{i:0000}",
        title = i % 2 == 0 ? $"Tides number {i} along the coast" : $"Fungi number {i} under the oak",
        @abstract = i % 2 == 0
            ? "The moon pulls tides, and currents of the sea are measured."
            : "Spores of fungi spread below each root of the oak, and growth is measured.",
        published = DateTimeOffset.UtcNow.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    });

    private static IEnumerable<string> Strings(JsonNode array) => array.AsArray().Select(item => item!.GetValue<string>());
}
