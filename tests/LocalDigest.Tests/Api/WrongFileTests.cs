using System.Net;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Api;

/// <summary>A file that is not what its Content-Type says is refused in words, and changes nothing.</summary>
public sealed class WrongFileTests
{
    private const string NdJson = "application/x-ndjson";
    private const string BibTeX = "application/x-bibtex";
    private const string Ris = "application/x-research-info-systems";

    private const string SignIn = "<html>Sign in to your institution</html>";
    private const string WebOfScience =
        "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Poe, C\nTI Harvesting light\nPY 2004\nER\n\nEF\n";
    private const string Medline =
        "PMID- 30689646\nOWN - NLM\nTI  - Ecosystem services.\nFAU - Wu, Dan\n\nPMID- 30650000\nTI  - Mangroves.\n";
    private const string Library =
        "@article{a, title={Tides under the moon}, doi={10.1000/a}}\n@article{b, title={Ebb and flow}, doi={10.1000/b}}\n";

    public static TheoryData<string, string, string> WrongFiles => new()
    {
        { BibTeX, SignIn, "There is no BibTeX entry in it; it looks like HTML." },
        { BibTeX, "", "There is no BibTeX entry in it; it is empty." },
        { BibTeX, "% nothing yet\n@comment{jabref-meta: databaseType:bibtex;}\n@string{acm = {ACM}}\n", "There is no BibTeX entry in it." },
        { BibTeX, "TY  - JOUR\nTI  - x\nER  - \n", "There is no BibTeX entry in it; it looks like RIS." },
        { BibTeX, "{\n \"items\": []\n}", "There is no BibTeX entry in it; it looks like JSON." },
        { BibTeX, "%PDF-1.7 x", "There is no BibTeX entry in it; it looks like PDF." },
        { Ris, SignIn, "There is no RIS record in it; it looks like HTML." },
        { BibTeX, WebOfScience, "There is no BibTeX entry in it; it looks like Web of Science's tagged format." },
        { BibTeX, Medline, "There is no BibTeX entry in it; it looks like PubMed's MEDLINE format (.nbib)." },
        { Ris, Library, "There is no RIS record in it; it looks like BibTeX." },
        { Ris, "\r\n\r\n", "There is no RIS record in it; it is empty." },
        { NdJson, SignIn, "There is no line with a JSON object in it; it looks like HTML." },
        { NdJson, "", "There is no line with a JSON object in it; it is empty." },
        { NdJson, Library, "There is no line with a JSON object in it; it looks like BibTeX." },
        { NdJson, "[{\"title\":\"A list is no line\"}]", "There is no line with a JSON object in it; it looks like JSON." },
        // Entries were found, and none of them can be taken.
        { BibTeX, "@article{a,\n author={Poe, Cy}\n}\n\n@book{b, year=2001}\n", "None of the 2 BibTeX entries in it could be taken." },
        { Ris, "TY  - \r\nER  - \r\n", "The only RIS record in it could not be taken." },
        { NdJson, "{\"id\":\"arxiv:2601.90001\"}\n{\"title\":7}\n", "None of the 2 lines in it could be taken." },
    };

    [Theory]
    [MemberData(nameof(WrongFiles))]
    public async Task An_import_without_a_paper_is_refused_in_words(string type, string file, string fault)
    {
        await using var daemon = await TestDaemon.StartAsync();
        var problem = await RefusedAsync(daemon, "/v1/papers", type, file);
        Assert.Equal(fault, Assert.Single(problem["errors"]!["body"]!.AsArray())!.GetValue<string>());
        Assert.Contains(fault[..^1], problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(0, (await daemon.GetAsync("/v1/info"))["papers"]!.GetValue<int>());
    }

    public static IEnumerable<TheoryDataRow<string, string, string>> WrongLibraries => WrongFiles.Where(row => row.Data.Item1 != NdJson);

    [Theory]
    [MemberData(nameof(WrongLibraries))]
    public async Task A_library_is_not_emptied_by_a_file_without_a_paper(string type, string file, string fault)
    {
        await using var daemon = await TestDaemon.StartAsync();
        using (var stored = await daemon.SendAsync(HttpMethod.Post, "/v1/profiles/default/library?name=mine", Library, BibTeX))
        {
            Assert.True(stored.IsSuccessStatusCode);
        }
        var problem = await RefusedAsync(daemon, "/v1/profiles/default/library?name=mine", type, file);
        Assert.Equal(fault, Assert.Single(problem["errors"]!["body"]!.AsArray())!.GetValue<string>());
        using var again = await daemon.SendAsync(HttpMethod.Post, "/v1/profiles/default/library?name=mine", Library, BibTeX);
        var change = JsonNode.Parse(await again.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal((0, 0), (change["added"]!.GetValue<int>(), change["removed"]!.GetValue<int>()));
        Assert.Equal(2, change["unchanged"]!.GetValue<int>());
    }

    [Fact]
    public async Task What_was_rejected_is_told_with_its_line()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var problem = await RefusedAsync(daemon, "/v1/papers", BibTeX, "@article{a,\n author={Poe, Cy}\n}\n\n@book{b, year=2001}\n");
        Assert.Equal([1, 5], problem["rejected"]!.AsArray().Select(item => item!["line"]!.GetValue<int>()));
        Assert.All(problem["rejected"]!.AsArray(), item => Assert.Equal("The entry has no title.", item!["reason"]!.GetValue<string>()));
        Assert.Equal(0, problem["moreRejected"]!.GetValue<int>());
        var lines = string.Join('\n', Enumerable.Repeat("{}", 1200));
        Assert.Equal(200, (await RefusedAsync(daemon, "/v1/papers", NdJson, lines))["moreRejected"]!.GetValue<int>());
    }

    [Fact]
    public async Task One_paper_among_others_that_are_rejected_is_taken()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var answer = await daemon.SendAsync(
            HttpMethod.Post, "/v1/profiles/default/library?name=mine", "@book{b, year=2001}\n" + Library, BibTeX);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var change = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal((2, 1), (change["added"]!.GetValue<int>(), change["rejected"]!.AsArray().Count));
    }

    [Fact]
    public async Task A_rejected_import_leaves_the_sample_day_in_place()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.RunAsync(new { kind = "digest", sources = new[] { new { kind = "sample" } } });
        var before = (await daemon.GetAsync("/v1/info"))["papers"]!.GetValue<int>();
        Assert.True(before > 0);
        await RefusedAsync(daemon, "/v1/papers", BibTeX, "@article{a, title={" + new string('x', 1001) + "}}");
        Assert.Equal(before, (await daemon.GetAsync("/v1/info"))["papers"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("wrong-file-signin-page.html", BibTeX, "no BibTeX entry in it; it looks like HTML")]
    [InlineData("wos-tagged.txt", BibTeX, "no BibTeX entry in it; it looks like Web of Science's tagged format")]
    public async Task Files_that_people_sent_are_refused(string name, string type, string words)
    {
        var file = await File.ReadAllTextAsync(SharedData.Path("found/bibliography/" + name), TestContext.Current.CancellationToken);
        await using var daemon = await TestDaemon.StartAsync();
        foreach (var path in (string[])["/v1/papers", "/v1/profiles/default/library?name=mine"])
        {
            Assert.Contains(words, (await RefusedAsync(daemon, path, type, file))["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        }
    }

    private static async Task<JsonNode> RefusedAsync(TestDaemon daemon, string path, string type, string file)
    {
        using var answer = await daemon.SendAsync(HttpMethod.Post, path, file, type);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.UnprocessableEntity, $"{(int)answer.StatusCode} {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        return JsonNode.Parse(text)!;
    }
}
