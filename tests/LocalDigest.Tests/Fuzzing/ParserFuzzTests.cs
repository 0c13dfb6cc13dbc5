using System.Diagnostics;
using System.Globalization;
using System.Text;
using LocalDigest.Citations;
using LocalDigest.Digests;
using LocalDigest.Ingestion;
using LocalDigest.Judging;
using LocalDigest.Papers;
using LocalDigest.Profiles;
using LocalDigest.Reading;
using LocalDigest.Sources;
using LocalDigest.Tests.Golden;
using LocalDigest.Text;

namespace LocalDigest.Tests.Fuzzing;

/// <summary>
/// Every reader of foreign text with inputs made of good ones: it reads what it can, or refuses in its own words. It throws nothing else,
/// and takes no second. <c>LOCALDIGEST_FUZZ_SEED</c> begins elsewhere, <c>LOCALDIGEST_FUZZ_CASES</c> makes more of each kind.
/// </summary>
public sealed class ParserFuzzTests
{
    /// <summary>The kinds together make 100,000 cases.</summary>
    private const int UsualCases = 5_000;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private static readonly Uri Somewhere = new("https://feeds.example/papers");

    private static readonly PaperId[] Asked = [Id("arxiv:2601.00001"), Id("arxiv:2601.00002")];

    private static readonly Dictionary<string, (Action<string> Read, string[] Good)> Kinds = new(StringComparer.Ordinal)
    {
        ["bibtex"] = (text => Entries(text, FileFormat.BibTeX), [FuzzSeeds.BibTeX, FuzzSeeds.BibTeXMacros]),
        ["ris"] = (text => Entries(text, FileFormat.Ris), [FuzzSeeds.Ris]),
        ["nbib"] = (text => Entries(text, FileFormat.Medline), [FuzzSeeds.Medline]),
        ["web-of-science"] = (text => Entries(text, FileFormat.WebOfScience), [FuzzSeeds.WebOfScience]),
        ["endnote-xml"] = (text => Entries(text, FileFormat.EndNoteXml), [FuzzSeeds.EndNoteXml]),
        ["csl-json"] = (text => Entries(text, FileFormat.CslJson), [FuzzSeeds.CslJson]),
        ["feed"] = (Feed, [FuzzSeeds.Atom, FuzzSeeds.Rss, FuzzSeeds.JsonFeed]),
        ["arxiv-feed"] = (text => ArxivFeed.Parse(new StringReader(text)), [FuzzSeeds.Rss, FuzzSeeds.Atom]),
        ["arxiv-api"] = (text => ArxivApi.Parse(new StringReader(text)), [FuzzSeeds.Atom]),
        ["arxiv-oai"] = (text => ArxivOai.Parse(new StringReader(text)), [FuzzSeeds.Oai]),
        ["openreview"] = (Venue, [FuzzSeeds.OpenReview]),
        ["recommendations"] = (Recommended, [FuzzSeeds.Recommendations]),
        ["html"] = (Page, [FuzzSeeds.Html]),
        ["pdf-text"] = (text => PdfLayout.Parse(text), [FuzzSeeds.PdfText]),
        ["answer"] = (text => VerdictParser.Parse(text, Asked, 3), [FuzzSeeds.Answer, FuzzSeeds.ThoughtAnswer]),
        ["markdown"] = (text => SafeHtml.FromMarkdown(text), [FuzzSeeds.Markdown]),
        ["style"] = (Style, [FuzzSeeds.Style]),
        ["latex"] = (text => LatexText.Clean(text), [FuzzSeeds.Latex]),
        ["search"] = (text => SearchQuery.Parse(text),
            ["\"sea ice\" -glaciers author:lee ti:caches OR 2601.12080 10.1000/182 https://arxiv.org/abs/2601.12080v2"]),
        ["interests"] = (text => InterestParser.Parse(text), [FuzzSeeds.Interests]),
        ["list"] = (text => LocalDigest.Ingestion.PaperList.Read(text),
            ["arXiv:2601.12080\nhttps://doi.org/10.1000/182\n- Some title, 2024\n[1] A. Lee. A title. arXiv 2601.00001."]),
        ["date"] = (text => WrittenDate.Start(text), ["2026-01-20T08:00:00+02:00", "20 January 2026", "Jan 2026", "2026",
            "Tue, 20 Jan 2026 08:00:00 GMT"]),
    };

    public static IEnumerable<TheoryDataRow<string>> Names => Kinds.Keys.Select(name => new TheoryDataRow<string>(name));

    [Theory, TakesLong]
    [MemberData(nameof(Names))]
    public void Bad_input_is_read_or_refused_and_nothing_else(string kind)
    {
        var (read, good) = Kinds[kind];
        var seed = Number("LOCALDIGEST_FUZZ_SEED", 1);
        foreach (var input in good) read(input);
        for (var number = 0; number < Number("LOCALDIGEST_FUZZ_CASES", UsualCases); number++)
        {
            var mutator = new Mutator(HashOf(kind, seed, number));
            var input = mutator.Change(mutator.Of(good), good);
            var taken = Try(kind, number, read, input);
            // A busy machine may stop anybody for a second, and hardly three times at the same input.
            for (var again = 0; again < 2 && taken > Longest; again++) taken = Try(kind, number, read, input);
            Assert.True(taken <= Longest, $"{kind} {number} took {taken.TotalSeconds:0.0} s: {Shown(input)}");
        }
    }

    private static TimeSpan Try(string kind, int number, Action<string> read, string input)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            read(input);
        }
        catch (Exception error) when (error is not (SourceException or ReadingException or StyleException))
        {
            Assert.Fail($"{kind} {number}: {error.GetType().Name} {error.Message} at {error.StackTrace?.Split('\n')[0]} for"
                + $" {Shown(input)}");
        }
        catch (Exception refusal)
        {
            Assert.True(refusal.Message.Length > 10, refusal.Message);
        }
        return clock.Elapsed;
    }

    private static PaperId Id(string text) => PaperId.TryParse(text, out var id) ? id : throw new ArgumentException(text, nameof(text));

    private static string Shown(string input) => System.Text.Json.JsonSerializer.Serialize(input.Length > 1500 ? input[..1500] : input);

    private static int Number(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : usual;

    /// <summary>string.GetHashCode differs from one process to the next.</summary>
    private static int HashOf(string kind, int seed, int number) =>
        kind.Aggregate((seed * 1_000_003) + number, (hash, letter) => unchecked((hash * 31) + letter));

    private static void Entries(string text, FileFormat format)
    {
        foreach (var entry in Library.Read(() => new StringReader(text), format)) Assert.NotNull(entry);
    }

    private static void Feed(string text)
    {
        using var answer = new Fetched(new HttpResponseMessage(), Somewhere, new MemoryStream(Encoding.UTF8.GetBytes(text)));
        FeedDocument.ReadAsync(answer, DateTimeOffset.UnixEpoch.AddYears(56), CancellationToken.None).GetAwaiter().GetResult();
    }

    private static void Venue(string text) => OpenReviewPage.ParseAsync(
        new MemoryStream(Encoding.UTF8.GetBytes(text)), DateTimeOffset.UnixEpoch.AddYears(56), CancellationToken.None)
        .GetAwaiter().GetResult();

    private static void Recommended(string text)
    {
        using var answer = LenientJson.ParseAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), "It", CancellationToken.None)
            .GetAwaiter().GetResult();
        RecommendedPapers.Read(answer.RootElement, DateTimeOffset.UnixEpoch.AddYears(56));
    }

    private static void Page(string text)
    {
        var paper = new Paper { Id = Asked[0], Title = "Sparse caches", Abstract = "We cache." };
        LatexmlPage.ReadAsync(new StringReader(text), Somewhere, paper, CancellationToken.None).GetAwaiter().GetResult();
    }

    private static void Style(string text)
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.File("mine.md.hbs"), Encoding.UTF8.GetBytes(text));
        var renderer = new DigestRenderer(new StyleCatalogue(folder.Path));
        renderer.Html(InventedDay.In("en"), "mine");
    }
}
