using System.IO.Compression;
using LocalDigest.Ingestion;
using LocalDigest.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Tests.Storage;

/// <summary>
/// A data directory that the first release wrote (schema 7, commit e8cd056): eleven papers, four digests, a judge and a reader, five thumbs, a library with a PDF.
/// </summary>
public sealed class FirstReleaseTests : IDisposable
{
    private readonly TempFolder folder = new();

    public FirstReleaseTests() => ZipFile.ExtractToDirectory(Repository.Path("tests/LocalDigest.Tests/Storage/first-release.zip"), folder.Path);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_opens_with_everything_in_it_and_a_copy_beside_it()
    {
        await using var daemon = await TestDaemon.StartAsync(folder: folder.Path, clock: new SettableClock(new DateTimeOffset(2026, 1, 22, 6, 0, 0, TimeSpan.Zero)));
        Assert.Equal(11, (await daemon.GetAsync("/v1/info"))["papers"]!.GetValue<int>());
        Assert.Equal(["Default", "Sea ice"], (await daemon.GetAsync("/v1/profiles"))["items"]!.AsArray().Select(profile => profile!["name"]!.GetValue<string>()));
        var list = (await daemon.GetAsync("/v1/papers?include=disliked"))["items"]!.AsArray();
        Assert.Equal(11, list.Count);
        Assert.Equal(9, list.Count(paper => paper!["relevance"] is not null));
        Assert.Equal((3, 2), (list.Count(paper => paper!["feedback"]?.GetValue<string>() == "up"), list.Count(paper => paper!["feedback"]?.GetValue<string>() == "down")));
        Assert.All(list, paper => Assert.NotNull(paper!["preference"]));
        Assert.All(list, paper => Assert.False(paper!["isSample"]!.GetValue<bool>()));
        Assert.Contains("arxiv:2601.95000", (await daemon.GetAsync("/v1/papers?q=towels+dry+sun"))["items"]!.AsArray().Select(paper => paper!["id"]!.GetValue<string>()));
        Assert.Contains(1, (await daemon.GetAsync("/v1/profiles/default/model"))["versions"]!.AsArray().Select(version => version!["version"]!.GetValue<int>()));

        var digests = (await daemon.GetAsync("/v1/digests"))["items"]!.AsArray().Select(digest => digest!["id"]!.GetValue<string>());
        Assert.Equal(["default-2026-11-27", "default-2026-01-22", "sea-ice-2026-01-22", "default-2026-01-21"], digests);
        var digest = await daemon.GetAsync("/v1/digests/default-2026-01-21");
        Assert.Equal("The day is about towels that are looked at twice.", digest["overview"]!["summary"]!.GetValue<string>());
        Assert.Equal("delivered", (await daemon.GetAsync("/v1/digests/default-2026-01-21/deliveries"))["items"]![0]!["state"]!.GetValue<string>());
        var reading = await daemon.GetAsync("/v1/papers/arxiv%3A2601.90000/reading");
        Assert.NotEmpty(reading["sections"]!.AsArray());
        Assert.StartsWith("fake", reading["summary"]!["origin"]!.GetValue<string>(), StringComparison.Ordinal);
        using (var figure = await daemon.Http.GetAsync(reading["figures"]![0]!["pictures"]![0]!["url"]!.GetValue<string>(), TestContext.Current.CancellationToken)) Assert.True(figure.IsSuccessStatusCode);
        Assert.Equal("my.pdf", daemon.Services.GetRequiredService<Database>().Read(session => session.First("SELECT path FROM library_pdfs", row => row.Text(0))));
        Assert.Single(Directory.GetFiles(folder.File("backups"), "localdigest-schema7-*.db"));
    }

    [Fact]
    public async Task The_sqlite_library_is_a_current_one()
    {
        await using var daemon = await TestDaemon.StartAsync(folder: folder.Path);
        Assert.True(Version.Parse((await daemon.GetAsync("/v1/info"))["sqliteVersion"]!.GetValue<string>()) >= new Version(3, 50));
    }

    [Fact]
    public async Task Numbers_and_changes_go_on_above_those_that_it_gave_out()
    {
        await using var daemon = await TestDaemon.StartAsync(folder: folder.Path);
        var database = daemon.Services.GetRequiredService<Database>();
        var before = database.Read(session => session.First("SELECT max(number) FROM papers", row => row.Key(0)));
        Assert.Equal(18, daemon.Services.GetRequiredService<PaperTable>().Change());
        await daemon.ImportAsync([new { id = "arxiv:2601.00007", title = "Lamps" }]);
        Assert.True(database.Read(session => session.First("SELECT max(number) FROM papers", row => row.Key(0))) > before);
        Assert.True(daemon.Services.GetRequiredService<PaperTable>().Change() > 18);
    }
}
