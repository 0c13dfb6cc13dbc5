using System.Net;
using LocalDigest.Ingestion;
using LocalDigest.Papers;
using LocalDigest.Reading;
using LocalDigest.Tests.Reading;
using LocalDigest.Tests.StandIns;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Tests.Api;

public sealed class ReadingApiTests
{
    [Fact]
    public async Task What_was_read_is_served_with_its_pictures_and_their_real_types()
    {
        var made = MadeUpPaper.Towels;
        await using var arxiv = new FakeArxiv
        {
            OnFile = asked => asked.Path == "/html/2601.90001v1" ? Reply.Text(made.ToHtml(), "text/html") : new Reply(200, Pictures.Png(40, 30), "text/html"),
        };
        await using var daemon = await TestDaemon.StartAsync(["--LocalDigest:Arxiv:HtmlUrl=" + arxiv.Options.HtmlUrl, "--LocalDigest:Arxiv:MinInterval=0", "--LocalDigest:Arxiv:HtmlInterval=0", "--LocalDigest:Reading:FiguresPerPaper=2"]);
        await daemon.ImportAsync([new { id = "arxiv:2601.90001v1", title = made.Title, @abstract = made.Abstract, authors = made.Authors.Select(author => author.Name) }]);
        const string address = "/v1/papers/arxiv%3A2601.90001";
        using (var early = await daemon.Http.GetAsync(address + "/reading", TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.NotFound, early.StatusCode);
            Assert.Contains("has not been read in full yet", await early.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        await daemon.Services.GetRequiredService<Reader>().ReadAsync(daemon.Services.GetRequiredService<PaperTable>().Find(PaperId.Arxiv("2601.90001"))!, TestContext.Current.CancellationToken);
        var reading = await daemon.GetAsync(address + "/reading");
        Assert.Equal(("arxiv:2601.90001", "html", made.Title), (reading["id"]!.GetValue<string>(), reading["basis"]!.GetValue<string>(), reading["title"]!.GetValue<string>()));
        Assert.Equal(made.Sections.Select(section => section.Title).Prepend("Abstract"), reading["sections"]!.AsArray().Select(section => section!["title"]!.GetValue<string>()));
        Assert.Equal(made.Sections[0].Paragraphs, reading["sections"]![1]!["paragraphs"]!.AsArray().Select(paragraph => paragraph!.GetValue<string>()));
        Assert.Equal(["teaser", "method", "results"], reading["figures"]!.AsArray().Select(figure => figure!["role"]!.GetValue<string>()));
        Assert.Equal("code", reading["links"]![0]!["kind"]!.GetValue<string>());
        Assert.Equal("University of Exampleton", reading["affiliations"]![0]!["shortForm"]!.GetValue<string>());
        var urls = reading["figures"]!.AsArray().Select(figure => figure!["pictures"]![0]!["url"]?.GetValue<string>()).ToList();
        Assert.Equal([address + "/figures/fig1", null, address + "/figures/fig3"], urls);

        using var picture = await daemon.Http.GetAsync(urls[0], TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, "image/png"), (picture.StatusCode, picture.Content.Headers.ContentType!.MediaType));
        Assert.Equal("nosniff", Assert.Single(picture.Headers.GetValues("X-Content-Type-Options")));
        Assert.True(picture.Headers.CacheControl!.NoCache && picture.Headers.CacheControl.Private);
        Assert.Equal(Pictures.Png(40, 30), await picture.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        using var again = await daemon.SendAsync(HttpMethod.Get, urls[0]!, headers: ("If-None-Match", picture.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        foreach (var wrong in (string[])["/figures/fig2", "/figures/fig9", "/figures/..%2F..%2Flocaldigest.db"])
        {
            using var missing = await daemon.Http.GetAsync(address + wrong, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        }
        using var stranger = new HttpClient { BaseAddress = new Uri(daemon.Url) };
        using var refused = await stranger.GetAsync(urls[0], TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Theory]
    [InlineData("/v1/papers/arxiv%3A2601.99999/reading")]
    [InlineData("/v1/papers/arxiv%3A2601.99999/figures/fig1")]
    [InlineData("/v1/papers/nonsense/reading")]
    public async Task A_paper_that_is_not_known_is_said_not_to_be(string path)
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var response = await daemon.Http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("There is no paper", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bibtex_files_own_pdf_is_noted_for_its_paper_where_it_lies_in_the_library()
    {
        using var library = new TempFolder();
        await File.WriteAllBytesAsync(library.File("mine.pdf"), MadeUpPaper.Tides.ToPdf(1), TestContext.Current.CancellationToken);
        await using var daemon = await TestDaemon.StartAsync(["--LocalDigest:Reading:LibraryFolders:0=" + library.Path]);
        const string entry = """
            @article{tides, title = {Tide Gauges That Listen to Each Other}, author = {Mora, Dana and Novak, Emil}, doi = {10.1000/tides}, file = {Mine:LIBRARY/mine.pdf:application/pdf;Passwords:/etc/passwd:application/pdf}}
            """;
        using (var imported = await daemon.SendAsync(HttpMethod.Post, "/v1/papers", entry.Replace("LIBRARY", library.Path, StringComparison.Ordinal), "application/x-bibtex")) Assert.True(imported.IsSuccessStatusCode);
        Pdfs.Poppler();
        Assert.True(PaperId.TryParse("doi:10.1000/tides", out var id));
        var text = await daemon.Services.GetRequiredService<Reader>().ReadAsync(daemon.Services.GetRequiredService<PaperTable>().Find(id)!, TestContext.Current.CancellationToken);
        Assert.Equal(TextBasis.Pdf, text.Basis);
        Assert.Equal("pdf", (await daemon.GetAsync("/v1/papers/doi%3A10.1000%2Ftides/reading"))["basis"]!.GetValue<string>());
    }

    [Fact]
    public async Task Wrong_settings_are_said_before_anything_starts()
    {
        var error = await Assert.ThrowsAsync<LocalDigest.Daemon.Hosting.ConfigurationException>(() => TestDaemon.StartAsync(["--LocalDigest:Reading:MaxPages=0"]));
        Assert.Contains("LocalDigest:Reading:MaxPages", error.Message, StringComparison.Ordinal);
    }
}
