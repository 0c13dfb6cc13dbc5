using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Api;

/// <summary>Libraries over the surface: which papers they are, beside what the store has, and what is said of them.</summary>
public sealed class LibraryImportApiTests
{
    [Fact]
    public async Task An_entry_with_another_papers_name_stays_a_paper_of_its_own_and_one_paper_under_two_names_is_told()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(
        [
            new { id = "arxiv:1011.1669", title = "Numerical study of the mixing of gases", authors = new[] { "Ana Real" }, published = "2010-11-07" },
            new { id = "doi:10.1000/book", title = "A whole book on everything", authors = new[] { "Eva Editor" },
                published = "2009-01-01" },
            new { id = "arxiv:2001.00001", title = "A study of stars that are far away", authors = new[] { "Bo Moe" }, published = "2020-01-01" },
        ]);
        var answer = await SendAsync(daemon, "/v1/papers", """
            @article{a, title={Exploiting nanocrystal libraries}, author={Choi, J.}, year=2016, doi={10.1000/nano}, eprint={1011.1669v3}, archivePrefix={arXiv}}
            @article{b, title={A study of stars that are far away}, author={Moe, Bo}, year=2021, doi={10.1000/stars}}
            @inbook{d, title={The chapter by somebody}, author={Writer, Wim}, year=2009, doi={10.1000/book}, eprint={0901.00011}, archivePrefix={arXiv}}
            @article{c, title={Left out}, author={Roe, C}, year=2016, odd, doi={10.1000/odd}}
            """, "application/x-bibtex");
        Assert.Equal((3, 1), (answer["added"]!.GetValue<int>(), answer["updated"]!.GetValue<int>()));
        var remarks = answer["remarks"]!.AsArray().ToDictionary(remark => remark!["line"]!.GetValue<int>(), remark => remark!["remark"]!.GetValue<string>());
        Assert.Equal("arxiv:1011.1669 is the name of another paper, by Ana Real: \"Numerical study of the mixing of gases\". It was not taken as the name of this one.", remarks[1]);
        Assert.Equal("It is the same paper as arxiv:2001.00001, \"A study of stars that are far away\".", remarks[2]);
        Assert.StartsWith("doi:10.1000/book is the name of another paper, by Eva Editor", remarks[3], StringComparison.Ordinal);
        Assert.Equal("Left out: 'odd' on line 4, which is no field with a value.", remarks[4]);
        var papers = (await daemon.GetAsync("/v1/papers?limit=10"))["items"]!.AsArray().ToDictionary(paper => paper!["id"]!.GetValue<string>(), paper => paper!["title"]!.GetValue<string>());
        Assert.Equal(6, papers.Count);
        Assert.Equal(("A whole book on everything", "The chapter by somebody"), (papers["doi:10.1000/book"], papers["arxiv:0901.00011"]));
        Assert.Equal(("Numerical study of the mixing of gases", "Exploiting nanocrystal libraries"), (papers["arxiv:1011.1669"], papers["doi:10.1000/nano"]));
    }

    [Theory]
    [InlineData("application/x-research-info-systems", "PMID- 1\nTI  - A title of PubMed's\nFAU - Doe, Jane\nLID - 10.1000/pm [doi]\n", "doi:10.1000/pm")]
    [InlineData("application/nbib", "PMID- 1\nTI  - A title of PubMed's\nFAU - Doe, Jane\nLID - 10.1000/pm [doi]\n", "doi:10.1000/pm")]
    [InlineData("application/x-research-info-systems", "FN Clarivate\nVR 1.0\nPT J\nAU Doe, J\nTI A title\nDI 10.1000/wos\nER\n\nEF", "doi:10.1000/wos")]
    [InlineData("application/xml", "<xml><records><record><titles><title>A title</title></titles><electronic-resource-num>10.1000/en</electronic-resource-num></record></records></xml>", "doi:10.1000/en")]
    [InlineData("application/vnd.citationstyles.csl+json", "[{\"title\":\"A title\",\"DOI\":\"10.1000/csl\",\"issued\":{\"raw\":\"2020\"}}]", "doi:10.1000/csl")]
    public async Task Every_format_is_a_library_and_takes_the_place_of_the_one_of_its_name(string type, string file, string id)
    {
        await using var daemon = await TestDaemon.StartAsync();
        var answer = await SendAsync(daemon, "/v1/profiles/default/library?name=mine", file, type);
        Assert.Equal((1, 0), (answer["added"]!.GetValue<int>(), answer["rejected"]!.AsArray().Count));
        using var paper = await daemon.SendAsync(HttpMethod.Get, $"/v1/papers/{Uri.EscapeDataString(id)}");
        Assert.Equal(200, (int)paper.StatusCode);
        // What is none changes nothing.
        foreach (var wrong in (string[])["<html>Sign in</html>", "{\"error\":\"no session\"}", "PMID- \n", "[]"])
        {
            using var refused = await daemon.SendAsync(HttpMethod.Post, "/v1/profiles/default/library?name=mine", wrong, type);
            Assert.Equal(422, (int)refused.StatusCode);
        }
        Assert.Equal(1, (await SendAsync(daemon, "/v1/profiles/default/library?name=mine", file, type))["unchanged"]!.GetValue<int>());
    }

    private static async Task<JsonNode> SendAsync(TestDaemon daemon, string path, string body, string type)
    {
        using var answer = await daemon.SendAsync(HttpMethod.Post, path, body, type);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }
}
