using System.Text.Json;
using LocalDigest.Papers;
using LocalDigest.Sources;
using LocalDigest.Tests.StandIns;
using static LocalDigest.Tests.Sources.Shorthand;

namespace LocalDigest.Tests.Sources;

public sealed class ZoteroSourceTests : IAsyncDisposable
{
    private static readonly SourceSpec Whole = new() { Kind = "zotero" };

    private readonly SkippingTime time = new(Utc("2025-08-20T12:00:00"));
    private readonly FakeZotero zotero = new();

    public ValueTask DisposeAsync() => zotero.DisposeAsync();

    [Fact]
    public async Task A_library_is_read_page_by_page()
    {
        for (var i = 0; i < 230; i++) zotero.Items.Add(FakeZotero.Item($"KEY{i:00000}", $"Tides number {i} of the sea"));
        var reading = await ReadAsync(zotero.Web);
        Assert.Equal(230, reading.Entries!.Count);
        Assert.Equal(230, reading.Entries.Select(entry => entry.Paper!.Id).Distinct().Count());
        Assert.Equal(7, reading.Version);
        Assert.Equal(["0", "100", "200"], zotero.Requests.Select(asked => asked.Query["start"]));
        Assert.All(zotero.Requests, asked => Assert.Equal(("/users/475425/items/top", "3", "canaryKey123"), (asked.Path, asked.Headers["Zotero-API-Version"], asked.Headers["Zotero-API-Key"])));
    }

    [Fact]
    public async Task A_collection_of_the_program_on_this_machine_is_asked_for_by_its_key_and_without_a_secret()
    {
        zotero.Items.Add(FakeZotero.Item("AAAA2222", "Tides"));
        await ReadAsync(zotero.Local, new SourceSpec { Kind = "zotero", Collection = "ABCD2345" });
        var asked = Assert.Single(zotero.Requests);
        Assert.Equal("/api/users/0/collections/ABCD2345/items/top", asked.Path);
        Assert.False(asked.Headers.ContainsKey("Zotero-API-Key"));
        Assert.StartsWith("LocalDigest/", asked.Headers["User-Agent"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_is_read_in_place_of_the_user()
    {
        var options = zotero.Local;
        options.GroupId = "36222";
        await ReadAsync(options);
        Assert.Equal("/api/groups/36222/items/top", Assert.Single(zotero.Requests).Path);
    }

    [Fact]
    public async Task An_unchanged_library_of_zotero_org_is_not_sent_again()
    {
        zotero.Items.Add(FakeZotero.Item("AAAA2222", "Tides"));
        var reading = await ReadAsync(zotero.Web, known: 7);
        Assert.Null(reading.Entries);
        Assert.Equal(7, reading.Version);
        Assert.NotNull((await ReadAsync(zotero.Web, known: 6)).Entries);
    }

    [Fact]
    public async Task The_program_is_always_asked_for_everything_because_its_version_only_moves_with_a_sync()
    {
        zotero.Items.Add(FakeZotero.Item("AAAA2222", "Tides"));
        var reading = await ReadAsync(zotero.Local, known: 7);
        Assert.Single(reading.Entries!);
        Assert.Null(reading.Version);
        Assert.False(zotero.Requests[0].Headers.ContainsKey("If-Modified-Since-Version"));
    }

    [Fact]
    public async Task Identifiers_are_found_where_Zotero_keeps_them()
    {
        zotero.Items.Add(FakeZotero.Item("K1", "In the field", fields: new { DOI = "10.1000/Tide.1", publicationTitle = "Journal of Tides" }));
        zotero.Items.Add(FakeZotero.Item("K2", "In extra", "conferencePaper", fields: new { extra = "Citation Key: king\nDOI: 10.1000/tide.2" }));
        zotero.Items.Add(FakeZotero.Item("K3", "A preprint", "preprint", fields: new { archiveID = "arXiv:2501.00003", repository = "arXiv" }));
        zotero.Items.Add(FakeZotero.Item("K4", "An old way", fields: new { extra = "arXiv: 2501.00004 [cs]", publicationTitle = "arXiv:2501.00004 [cs]" }));
        zotero.Items.Add(FakeZotero.Item("K5", "A saved page", "webpage", fields: new { url = "https://arxiv.org/abs/2501.00005v2" }));
        zotero.Items.Add(FakeZotero.Item("K6", "No name at all"));
        var papers = (await ReadAsync(zotero.Local)).Entries!.Select(entry => entry.Paper!).ToList();
        Assert.Equal(["doi:10.1000/tide.1", "doi:10.1000/tide.2", "arxiv:2501.00003", "arxiv:2501.00004", "arxiv:2501.00005"], papers.Take(5).Select(paper => paper.Id.Value));
        Assert.StartsWith("url:urn:localdigest:", papers[5].Id.Value, StringComparison.Ordinal);
        Assert.Equal("Journal of Tides", papers[0].Venue);
        Assert.Null(papers[3].Venue);
        Assert.Equal(2, papers[4].Version);
    }

    [Fact]
    public async Task Notes_attachments_films_and_what_is_in_the_trash_are_no_papers()
    {
        zotero.Items.Add(FakeZotero.Item("K1", "A note", "note"));
        zotero.Items.Add(FakeZotero.Item("K2", "paper.pdf", "attachment"));
        zotero.Items.Add(FakeZotero.Item("K3", "A film", "film"));
        zotero.Items.Add(FakeZotero.Item("K4", "Any page", "webpage", fields: new { url = "https://example.org/" }));
        zotero.Items.Add(FakeZotero.Item("K5", "Thrown away", fields: new { deleted = 1 }));
        zotero.Items.Add(FakeZotero.Item("K6", "", "journalArticle"));
        zotero.Items.Add(FakeZotero.Item("K7", "A paper"));
        var entries = (await ReadAsync(zotero.Local)).Entries!;
        Assert.Equal(["K6", "K7"], entries.Select(entry => entry.Key));
        Assert.Null(entries[0].Paper);
        Assert.Contains("has no title", entries[0].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Creators_dates_and_tags_are_read_and_wrong_fields_are_as_if_missing()
    {
        zotero.Items.Add("""
            {"key":"K1","data":{"itemType":"bookSection","title":"Tides <i>and</i> moons","date":"May 3, 2024","dateAdded":"2025-01-02T03:04:05Z","DOI":12,"url":"javascript:alert(1)",
             "creators":[{"creatorType":"editor","firstName":"Ed","lastName":"Itor"},{"creatorType":"author","name":"Institute of Tides"},{"creatorType":"author","firstName":"","lastName":"Wu"},7],
             "tags":[{"tag":"sea"},{"tag":5},"moon"],"abstractNote":null,"extra":["x"]}}
            """);
        zotero.Items.Add("3");
        var entry = Assert.Single((await ReadAsync(zotero.Local)).Entries!);
        var paper = entry.Paper!;
        Assert.Equal("Tides and moons", paper.Title);
        Assert.Equal(["Institute of Tides", "Wu"], paper.Authors.Select(author => author.Name));
        Assert.Equal(["sea"], paper.Keywords);
        Assert.Equal(Utc("2024-05-03"), paper.Published);
        Assert.Equal(Utc("2025-01-02T03:04:05"), entry.AddedAt);
        Assert.Null(paper.Url);
        Assert.Equal("", paper.Abstract);
    }

    [Fact]
    public async Task A_library_that_changes_between_two_pages_is_read_again_from_its_beginning()
    {
        for (var i = 0; i < 150; i++) zotero.Items.Add(FakeZotero.Item($"KEY{i:00000}", $"Tides {i}"));
        zotero.OnItems = asked =>
        {
            if (zotero.Requests.Count == 2) zotero.Version = 8;
            return null;
        };
        var reading = await ReadAsync(zotero.Web);
        Assert.Equal((150, 8), (reading.Entries!.Count, reading.Version));
        Assert.Equal(["0", "100", "0", "100"], zotero.Requests.Select(asked => asked.Query["start"]));
    }

    [Fact]
    public async Task Half_a_library_is_never_taken_for_the_whole()
    {
        zotero.OnItems = asked => Reply.Json($"[{(asked.Query["start"] == "0" ? FakeZotero.Item("K1", "Tides") : "")}]") with { Headers = new() { ["Total-Results"] = "40", ["Last-Modified-Version"] = "7" } };
        var error = await Assert.ThrowsAsync<SourceException>(() => ReadAsync(zotero.Web));
        Assert.Equal("Zotero gave 1 of 40 entries and no more. The library here is as it was; run again later.", error.Message);
    }

    [Fact]
    public async Task A_server_that_repeats_its_first_page_is_not_asked_for_ever()
    {
        var page = $"[{string.Join(',', Enumerable.Range(0, 100).Select(i => FakeZotero.Item($"K{i}", $"Tides {i}")))}]";
        zotero.OnItems = _ => Reply.Json(page);
        await Assert.ThrowsAsync<SourceException>(() => ReadAsync(zotero.Web));
        Assert.Equal(2, zotero.Requests.Count);
    }

    [Fact]
    public async Task Backoff_and_Retry_After_are_honoured()
    {
        for (var i = 0; i < 150; i++) zotero.Items.Add(FakeZotero.Item($"KEY{i:00000}", $"Tides {i}"));
        zotero.OnItems = asked => zotero.Requests.Count switch
        {
            1 => WithHeader(zotero.Answer(asked)!, "Backoff", "12"),
            2 => Reply.Nothing(429, ("Retry-After", "20")),
            _ => null,
        };
        Assert.Equal(150, (await ReadAsync(zotero.Web)).Entries!.Count);
        Assert.Equal([12, 20], time.Waits.Select(wait => (int)Math.Round(wait.TotalSeconds)));
    }

    [Fact]
    public async Task A_long_pause_ends_the_reading_and_is_kept()
    {
        zotero.OnItems = _ => Reply.Nothing(503, ("Retry-After", "3600"));
        using var source = new ZoteroSource(zotero.Web, time);
        var error = await Assert.ThrowsAsync<SourceException>(() => source.ReadAsync(Whole, null, Ct));
        Assert.Contains("left alone until 2025-08-20 13:00 UTC", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SourceException>(() => source.ReadAsync(Whole, null, Ct));
        Assert.Single(zotero.Requests);
    }

    [Theory]
    [InlineData(403, true, "In Zotero's settings, under Advanced, allow other applications")]
    [InlineData(403, false, "Zotero refuses the key.")]
    [InlineData(404, true, "Zotero has no collection ABCD2345.")]
    [InlineData(400, true, "Set LocalDigest:Zotero:UserId to 0.")]
    public async Task A_refusal_says_what_to_do_and_no_secret(int status, bool isLocal, string words)
    {
        zotero.OnItems = _ => Reply.Text("Local API is not enabled", "text/plain", status);
        var error = await Assert.ThrowsAsync<SourceException>(() => ReadAsync(isLocal ? zotero.Local : zotero.Web, new SourceSpec { Kind = "zotero", Collection = "ABCD2345" }));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canaryKey123", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Zotero_that_does_not_run_is_told_as_such()
    {
        var error = await Assert.ThrowsAsync<SourceException>(() => ReadAsync(new ZoteroOptions { ApiUrl = "http://127.0.0.1:9/api" }));
        Assert.StartsWith("Zotero could not be reached on this computer. Start Zotero,", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_is_not_sent_behind_a_redirect_to_another_place()
    {
        await using var other = new StandIn(_ => Reply.Json("[]"));
        zotero.OnItems = _ => Reply.Nothing(302, ("Location", other.Url + "/"));
        await ReadAsync(zotero.Web);
        var asked = Assert.Single(other.Requests);
        Assert.False(asked.Headers.ContainsKey("Zotero-API-Key"));
    }

    [Theory]
    [InlineData("<html></html>")]
    [InlineData("{\"items\":[]}")]
    [InlineData("[{\"title\":\"Another form\"}]")]
    public async Task What_is_no_list_of_items_is_no_empty_library(string body)
    {
        zotero.OnItems = _ => Reply.Json(body);
        Assert.Equal(SourceFailure.Malformed, (await Assert.ThrowsAsync<SourceException>(() => ReadAsync(zotero.Web))).Failure);
    }

    [Theory]
    [InlineData("https://api.zotero.org", "0", null, null, "LocalDigest:Zotero:UserId")]
    [InlineData("http://api.example.org", "5", null, "abc", "https://")]
    [InlineData("http://127.0.0.1:23119/api", "me", null, null, "LocalDigest:Zotero:UserId")]
    [InlineData("http://127.0.0.1:23119/api", "0", "a/b", null, "LocalDigest:Zotero:GroupId")]
    [InlineData("https://api.zotero.org", "5", null, "a b", "LocalDigest:Zotero:ApiKey")]
    [InlineData("ftp://x", "0", null, null, "LocalDigest:Zotero:ApiUrl")]
    public void Wrong_options_are_named(string url, string user, string? group, string? key, string words) =>
        Assert.Contains(words, new ZoteroOptions { ApiUrl = url, UserId = user, GroupId = group, ApiKey = key }.Check(), StringComparison.Ordinal);

    [Fact]
    public async Task A_recorded_library_is_read()
    {
        var body = await File.ReadAllTextAsync(SharedData.Path("samples/zotero/pyzotero_items_doc.json"), Ct);
        using var document = JsonDocument.Parse(body);
        foreach (var item in document.RootElement.EnumerateArray()) zotero.Items.Add(item.GetRawText());
        var entries = (await ReadAsync(zotero.Local)).Entries!;
        Assert.Equal(16, entries.Count); // of 20; not two web pages, a film and a work of art
        var holmes = entries.Single(entry => entry.Key == "PQKBRC33");
        Assert.Equal(("doi:10.2307/2321200", "R. Creighton Buck", "The American Mathematical Monthly"), (holmes.Paper!.Id.Value, holmes.Paper.Authors.Single().Name, holmes.Paper.Venue));
        Assert.Equal((Utc("1980-05-01"), Utc("2011-02-02T22:25:04")), (holmes.Paper.Published!.Value, holmes.AddedAt!.Value));
        Assert.All(entries, entry => Assert.True(entry.Paper is not null || entry.Problem is not null));
    }

    private async Task<ZoteroReading> ReadAsync(ZoteroOptions options, SourceSpec? spec = null, long? known = null)
    {
        using var source = new ZoteroSource(options, time);
        return await source.ReadAsync(spec ?? Whole, known, Ct);
    }

    private static Reply WithHeader(Reply reply, string name, string value)
    {
        reply.Headers[name] = value;
        return reply;
    }
}
