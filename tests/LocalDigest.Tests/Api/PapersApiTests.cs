using System.Net;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Api;

public sealed class PapersApiTests
{
    [Fact]
    public async Task Papers_come_in_by_lines_and_a_bad_line_stops_nothing()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var lines = string.Join('\n',
            """{"id":"arxiv:2601.90001v2","title":"A robot that folds towels","abstract":"It folds.","authors":["Ann Lee",{"name":"Bo Wu","affiliation":"Uni"}],"published":"2026-01-20","categories":["cs.RO","cs.LG"]}""",
            "not json",
            "",
            """{"id":"arxiv:2601.90002"}""",
            """{"title":"No id at all here","authors":["Cy Poe"]}""",
            """{"id":"javascript:alert(1)","title":"x"}""",
            """{"id":"arxiv:2601.90003","title":"Bad date","published":"the day before"}""",
            """{"id":"arxiv:2601.90004","title":7}""",
            """{"doi":"10.1000/ABC","title":"By its DOI"}""");
        using var response = await daemon.SendAsync(HttpMethod.Post, "/v1/papers", lines, "application/x-ndjson");
        var report = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(3, report["added"]!.GetValue<int>());
        Assert.Equal([2, 4, 6, 7, 8], report["rejected"]!.AsArray().Select(item => item!["line"]!.GetValue<int>()).Order());
        Assert.All(report["rejected"]!.AsArray(), item => Assert.True(item!["reason"]!.GetValue<string>().Length > 10));

        var paper = await daemon.GetAsync("/v1/papers/arxiv%3A2601.90001");
        Assert.Equal("A robot that folds towels", paper["title"]!.GetValue<string>());
        Assert.Equal(["Ann Lee", "Bo Wu"], paper["authors"]!.AsArray().Select(author => author!["name"]!.GetValue<string>()));
        Assert.Equal(2, paper["version"]!.GetValue<int>());
        Assert.Equal("https://arxiv.org/abs/2601.90001", paper["url"]!.GetValue<string>());
        Assert.Equal("By its DOI", (await daemon.GetAsync("/v1/papers/doi%3A10.1000%2Fabc"))["title"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_long_import_is_told_in_the_order_of_its_lines()
    {
        await using var daemon = await TestDaemon.StartAsync();
        // Line 3 is refused where it is cleaned, line 600 where it is read, which is sooner; line 1,201 repeats the first.
        string[] lines = [.. Enumerable.Range(1, 1200).Select(line => line switch
        {
            3 => $$"""{"id":"arxiv:2601.10003","title":"{{new string('x', 2000)}}"}""",
            600 => "not json",
            _ => $$"""{"id":"arxiv:2601.{{10_000 + line}}","title":"Kettle number {{line}}"}""",
        })];
        using var response = await daemon.SendAsync(
            HttpMethod.Post, "/v1/papers", string.Join('\n', lines.Append(lines[0])), "application/x-ndjson");
        var report = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal([1198, 0, 1], ((string[])["added", "updated", "unchanged"]).Select(what => report[what]!.GetValue<int>()));
        Assert.Equal([3, 600], report["rejected"]!.AsArray().Select(item => item!["line"]!.GetValue<int>()));
        Assert.Equal(1198, (await daemon.GetAsync("/v1/papers?limit=1"))["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task The_same_again_changes_nothing_and_a_new_version_updates_the_same_paper()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var papers = TestDaemon.MadeUp(30).ToList();
        Assert.Equal(30, (await daemon.ImportAsync(papers))["added"]!.GetValue<int>());
        var again = await daemon.ImportAsync(papers);
        Assert.Equal((0, 0, 30), (again["added"]!.GetValue<int>(), again["updated"]!.GetValue<int>(), again["unchanged"]!.GetValue<int>()));
        var newer = await daemon.ImportAsync([new { id = "arxiv:2601.90003v2", title = "A new title for paper three", @abstract = "Changed." }]);
        Assert.Equal((0, 1), (newer["added"]!.GetValue<int>(), newer["updated"]!.GetValue<int>()));
        var older = await daemon.ImportAsync([new { id = "arxiv:2601.90003v1", title = "The first title of paper three", @abstract = "Old." }]);
        Assert.Equal(1, older["unchanged"]!.GetValue<int>());
        Assert.Equal("A new title for paper three", (await daemon.GetAsync("/v1/papers/arxiv%3A2601.90003"))["title"]!.GetValue<string>());
        Assert.Equal(30, (await daemon.GetAsync("/v1/papers"))["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task One_paper_under_two_names_is_one_paper()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(
        [
            new { id = "arxiv:2601.90001", title = "Folding towels with soft robots", authors = new[] { "Ann Lee" }, published = "2026-01-20" },
            // The published version knows its DOI only: it is found by title and author.
            new { id = "doi:10.1000/towels", title = "Folding Towels with Soft Robots.", authors = new[] { "A. Lee" }, venue = "J. Towels", published = "2026-05-02" },
            // Another paper of the same title, thirty years before.
            new { id = "doi:10.1000/old", title = "Folding towels with soft robots", authors = new[] { "C. Lee" }, published = "1996-01-01" },
            // Two papers of one archive are two.
            new { id = "arxiv:2601.90002", title = "Folding towels with soft robots", authors = new[] { "Ann Lee" }, published = "2026-01-21" },
        ]);
        Assert.Equal(3, (await daemon.GetAsync("/v1/papers"))["total"]!.GetValue<int>());
        var byDoi = await daemon.GetAsync("/v1/papers/doi%3A10.1000%2Ftowels");
        Assert.Equal("arxiv:2601.90001", byDoi["id"]!.GetValue<string>());
        Assert.Equal("J. Towels", byDoi["venue"]!.GetValue<string>());
        Assert.Equal("2026-01-20T00:00:00+00:00", byDoi["published"]!.GetValue<string>());
    }

    [Fact]
    public async Task Two_records_become_one_when_they_turn_out_to_be_one_paper_and_keep_their_thumbs()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync([new { id = "doi:10.1000/x", title = "Short note" }, new { id = "arxiv:2601.90001", title = "Brief note" }]);
        using (var thumb = await daemon.SendAsync(HttpMethod.Put, "/v1/papers/doi%3A10.1000%2Fx/feedback", new { value = "up" })) Assert.True(thumb.IsSuccessStatusCode);
        await daemon.ImportAsync([new { id = "arxiv:2601.90001", title = "Brief note", doi = "10.1000/X" }]);
        Assert.Equal(1, (await daemon.GetAsync("/v1/papers"))["total"]!.GetValue<int>());
        Assert.Equal("up", (await daemon.GetAsync("/v1/papers/arxiv%3A2601.90001"))["feedback"]!.GetValue<string>());
        Assert.Equal("arxiv:2601.90001", (await daemon.GetAsync("/v1/papers/doi%3A10.1000%2Fx"))["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Pages_go_through_the_whole_list_in_order_and_once()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(57));
        foreach (var sort in (string[])["", "&sort=rank", "&sort=date", "&sort=relevance", "&sort=similarity", "&q=grasp", "&q=grasp&sort=date"])
        {
            var seen = new List<string>();
            string? cursor = null;
            do
            {
                var page = await daemon.GetAsync($"/v1/papers?limit=10{sort}{(cursor is null ? "" : "&cursor=" + cursor)}");
                Assert.Equal(57, page["total"]!.GetValue<int>());
                seen.AddRange(page["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()));
                cursor = page["next"]?.GetValue<string>();
            }
            while (cursor is not null);
            Assert.Equal(57, seen.Count);
            Assert.Equal(57, seen.Distinct().Count());
            if (sort is "" or "&sort=rank")
            {
                var scores = (await daemon.GetAsync($"/v1/papers?limit=57{sort}"))["items"]!.AsArray().Select(item => item!["score"]!.GetValue<double>()).ToList();
                Assert.Equal(scores.OrderDescending(), scores);
            }
        }
    }

    [Fact]
    public async Task Filters_choose_what_they_name()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(
        [
            new { id = "arxiv:2601.90001", title = "Deep sea worms", authors = new[] { "Zoë Müller" }, categories = new[] { "q-bio.PE" }, published = "2026-01-10" },
            new { id = "arxiv:2601.90002", title = "Galaxy halos", authors = new[] { "Jo Ng" }, categories = new[] { "astro-ph.GA", "astro-ph.CO" }, published = "2026-01-20T23:30:00Z" },
            new { id = "arxiv:2601.90003", title = "Language of worms", authors = new[] { "Jo Ng", "Zoe Muller" }, categories = new[] { "cs.CL" }, published = "2026-01-21" },
        ]);
        async Task<IEnumerable<string>> IdsAsync(string query) => (await daemon.GetAsync("/v1/papers?" + query))["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()[^1..]).Order();
        Assert.Equal(["2"], await IdsAsync("from=2026-01-11&to=2026-01-20"));
        Assert.Equal(["2"], await IdsAsync("category=astro-ph"));
        Assert.Equal(["2"], await IdsAsync("category=astro-ph.CO"));
        Assert.Equal(["3"], await IdsAsync("category=CS.cl"));
        Assert.Equal(["1", "3"], await IdsAsync("author=muller"));
        Assert.Equal(["1", "3"], await IdsAsync("q=worm"));
        Assert.Equal(["3"], await IdsAsync("q=worms&author=ng"));
        Assert.Equal(["1"], await IdsAsync("q=%22deep%20sea%22"));
        Assert.Equal(["1"], await IdsAsync("q=dee*"));
        Assert.Equal(["1", "2", "3"], await IdsAsync("q=worms%20galaxy"));
        foreach (var odd in (string[])["q=%22", "q=*", "q=AND%20OR", "q=title:x%20NEAR(", "q=%27%20%3B--", "author=%22", "category=%25"]) await IdsAsync(odd);
        using (var thumb = await daemon.SendAsync(HttpMethod.Put, "/v1/papers/arxiv%3A2601.90002/feedback", new { value = "down" })) Assert.True(thumb.IsSuccessStatusCode);
        Assert.Equal(["2"], await IdsAsync("feedback=down"));
        Assert.Equal(["2"], await IdsAsync("feedback=any"));
        Assert.Empty(await IdsAsync("feedback=up"));
        Assert.Equal(["1", "3"], await IdsAsync("feedback=none"));
    }

    [Fact]
    public async Task A_paper_in_the_line_of_interest_ranks_above_the_others()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(20, "beetles"));
        await daemon.ImportAsync([new { id = "arxiv:2601.80001", title = "Thickness of Arctic sea ice from radar altimetry", @abstract = "Sea ice thickness is measured." }]);
        await daemon.PostAsync("/v1/profiles", new { name = "Ice", interests = "1. Sea ice\n   Relevant: thickness of sea ice from altimetry.\n   Not relevant: insects." });
        var first = (await daemon.GetAsync("/v1/papers?profile=ice&limit=1"))["items"]![0]!;
        Assert.Equal("arxiv:2601.80001", first["id"]!.GetValue<string>());
        Assert.Equal("1. Sea ice", first["topic"]!.GetValue<string>());
        Assert.InRange(first["similarity"]!.GetValue<double>(), 0.3, 1);
    }

    [Fact]
    public async Task Text_is_cleaned_once_and_kept_raw()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync([new { id = "arxiv:2601.90001", title = "Up to 9$\\times$ faster", @abstract = "We present \\textbf{fast} methods by \\OURS." }]);
        var paper = await daemon.GetAsync("/v1/papers/arxiv%3A2601.90001");
        Assert.Equal("Up to 9× faster", paper["title"]!.GetValue<string>());
        Assert.DoesNotContain("\\", paper["abstract"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("Up to 9$\\times$ faster", paper["raw"]!["title"]!.GetValue<string>());
        Assert.Contains("\\OURS", paper["raw"]!["abstract"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/x-bibtex", "@article{lee,\n title = {Folding {T}owels with M{\\\"u}ller's arm},\n author = {Lee, Ann and M{\\\"u}ller, Zo{\\\"e}},\n year = 2026,\n doi = {10.1000/towels}\n}\n\n@article{broken,\n title = {No end\n")]
    [InlineData("application/x-research-info-systems", "TY  - JOUR\r\nTI  - Folding Towels with Müller's arm\r\nAU  - Lee, Ann\r\nAU  - Müller, Zoë\r\nPY  - 2026\r\nDO  - 10.1000/towels\r\nER  - \r\n")]
    public async Task A_reference_managers_file_comes_in_and_goes_out(string type, string file)
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var response = await daemon.SendAsync(HttpMethod.Post, "/v1/papers", file, type);
        var report = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(1, report["added"]!.GetValue<int>());
        if (type == "application/x-bibtex") Assert.Equal(8, Assert.Single(report["rejected"]!.AsArray())!["line"]!.GetValue<int>());
        var paper = await daemon.GetAsync("/v1/papers/doi%3A10.1000%2Ftowels");
        Assert.Equal("Folding Towels with Müller's arm", paper["title"]!.GetValue<string>());
        Assert.Equal(["Ann Lee", "Zoë Müller"], paper["authors"]!.AsArray().Select(author => author!["name"]!.GetValue<string>()));
        using var bibtex = await daemon.Http.GetAsync("/v1/papers/doi%3A10.1000%2Ftowels/bibtex", TestContext.Current.CancellationToken);
        Assert.Equal("application/x-bibtex", bibtex.Content.Headers.ContentType!.MediaType);
        var text = await bibtex.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("doi = {10.1000/towels}", text, StringComparison.Ordinal);
        // What goes out comes in again as the same paper.
        using var again = await daemon.SendAsync(HttpMethod.Post, "/v1/papers", text, "application/x-bibtex");
        Assert.Contains("\"added\":0", await again.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_id_of_a_list_is_taken_by_every_address()
    {
        await using var daemon = await TestDaemon.StartAsync();
        string[] ids =
        [
            "url:https://www.example.org/science/article/pii/S0921?via%3Dihub", "url:https://example.org/a%252Fb/%25/c",
            "url:https://example.org/a+b?c=d&e=f+g", "url:https://example.org/été/論文/𝔘", "url:https://example.org/a%23b/?q=%3F",
            "url:urn:isbn:100%25#sharp", "url:https://example.org/..%2F..%2Fx/%2e%2e/y",
            "doi:10.1000/a(b)<c>;d[e]", "doi:10.1000/a%20b", "doi:10.1000/100%", "arxiv:hep-th/9901001", "url:https://example.org/%E9",
        ];
        await daemon.ImportAsync(ids.Select((id, i) => new { id, title = $"A paper of number {i} and of a strange address" }));
        var listed = (await daemon.GetAsync("/v1/papers"))["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()).ToList();
        Assert.Equal(ids.Length, listed.Count);
        foreach (var id in listed)
        {
            var paper = $"/v1/papers/{Uri.EscapeDataString(id)}";
            Assert.Equal(id, (await daemon.GetAsync(paper))["id"]!.GetValue<string>());
            Assert.Equal(id, (await daemon.GetAsync(paper + "/explain"))["paper"]!["id"]!.GetValue<string>());
            var similar = (await daemon.GetAsync(paper + "/similar"))["items"]!.AsArray();
            Assert.DoesNotContain(id, similar.Select(item => item!["id"]!.GetValue<string>()));
            using var bibtex = await daemon.Http.GetAsync(paper + "/bibtex", TestContext.Current.CancellationToken);
            Assert.Equal((id, HttpStatusCode.OK), (id, bibtex.StatusCode));
            foreach (var (method, address, body) in new (HttpMethod, string, object?)[]
            {
                (HttpMethod.Put, "/feedback", new { value = "up" }),
                (HttpMethod.Delete, "/feedback", null),
                (HttpMethod.Post, "/signals", new { kind = "opened" }),
            })
            {
                using var answer = await daemon.SendAsync(method, paper + address, body);
                Assert.Equal((id, address, HttpStatusCode.OK), (id, address, answer.StatusCode));
            }
            using var unread = await daemon.Http.GetAsync(paper + "/reading", TestContext.Current.CancellationToken);
            var text = await unread.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains("has not been read in full yet", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_id_is_decoded_once()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(
        [
            new { id = "url:https://example.org/a%2Fb", title = "Escaped" },
            new { id = "url:https://example.org/a/b", title = "Not escaped" },
        ]);
        async Task<string> TitleAsync(string id) => (await daemon.GetAsync("/v1/papers/" + id))["title"]!.GetValue<string>();
        Assert.Equal("Escaped", await TitleAsync("url%3Ahttps%3A%2F%2Fexample.org%2Fa%252Fb"));
        Assert.Equal("Not escaped", await TitleAsync("url%3Ahttps%3A%2F%2Fexample.org%2Fa%2Fb"));
        // Only what must be escaped is.
        Assert.Equal("Not escaped", await TitleAsync("url:https:%2F%2Fexample.org%2Fa%2Fb"));
    }

    [Fact]
    public async Task A_body_of_twenty_thousand_lines_goes_through_in_batches()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var body = new PaperStream(20_000);
        using var content = new StreamContent(body);
        content.Headers.ContentType = new("application/x-ndjson");
        using var response = await daemon.Http.PostAsync("/v1/papers", content, TestContext.Current.CancellationToken);
        var report = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(20_000, report["added"]!.GetValue<int>());
    }

    /// <summary>Lines that are made while they are read.</summary>
    private sealed class PaperStream(int papers) : Stream
    {
        private byte[] line = [];
        private int at, made;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (at == line.Length)
            {
                if (made == papers) return 0;
                line = System.Text.Encoding.UTF8.GetBytes($$"""{"id":"url:https://example.org/{{made++}}","title":"Paper {{made}}"}""" + "\n");
                at = 0;
            }
            var size = Math.Min(count, line.Length - at);
            Array.Copy(line, at, buffer, offset, size);
            at += size;
            return size;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
