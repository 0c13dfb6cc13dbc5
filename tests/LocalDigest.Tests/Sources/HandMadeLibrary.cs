using System.Runtime.CompilerServices;
using LocalDigest.Papers;
using LocalDigest.Sources;

namespace LocalDigest.Tests.Sources;

/// <summary>Papers made up to be hard to write down, and a reader that makes text while it is read.</summary>
internal static class HandMadeLibrary
{
    public static IReadOnlyList<Paper> Papers { get; } =
    [
        new()
        {
            Id = PaperId.Arxiv("2601.12080"),
            Version = 2,
            Title = @"Learning BERT with 50% & a_b: $L^\infty$ for $5",
            Abstract = @"We pay $5 to $10, 9× less than before (~3 ms, 10⁻⁵ of it), on sets {1, 2} – “so to speak”; see https://example.org/~doe/a_b. And $\mathcal{F}^{a/b}$ at 95%.",
            Authors = [new("Jane Q. Doe"), new("Anna van der Berg"), new("Martin King Jr."), new("Council on Cats, Dogs and Mice")],
            Published = new(2026, 1, 20, 0, 0, 0, TimeSpan.Zero),
            Categories = ["cs.CV"],
            Url = "https://arxiv.org/abs/2601.12080",
            Keywords = ["self-training", "R&D"],
            Comment = "12 pages, 3 figures",
        },
        new()
        {
            Id = Doi("10.1000/abc_1(2)"),
            Doi = "10.1000/abc_1(2)",
            Title = "Learning an α-helix – 3 ways, $x^{2 (unbalanced",
            Abstract = "",
            Authors = [new("José García"), new("Plato")],
            Published = new(2019, 5, 1, 0, 0, 0, TimeSpan.Zero),
            Url = "https://example.org/x%20y",
            Venue = "Journal of Examples & Counterexamples",
        },
        new()
        {
            Id = Doi("10.1000/conf"),
            Doi = "10.1000/conf",
            Title = "Learning #1 at C:∖ ^ with {1, 2} or { alone",
            Authors = [new("José García")],
            Published = new(2019, 1, 1, 0, 0, 0, TimeSpan.Zero),
            Url = "https://doi.org/10.1000/conf",
            Venue = "Proceedings of the Example Conference",
        },
        new() { Id = PaperId.Derive("Learning nothing", "José García", 2019), Title = "Learning nothing", Authors = [new("José García")], Published = new(2019, 1, 1, 0, 0, 0, TimeSpan.Zero) },
    ];

    public static void Same(Paper written, Paper read, bool keepsComment)
    {
        Assert.Equal(written.Title, read.Title);
        Assert.Equal(written.Abstract, read.Abstract);
        Assert.Equal(written.Authors, read.Authors);
        Assert.Equal(written.Published, read.Published);
        Assert.Equal((written.Id, written.Version, written.Doi, written.Url, written.Venue), (read.Id, read.Version, read.Doi, read.Url, read.Venue));
        Assert.Equal(written.Keywords, read.Keywords);
        if (!keepsComment) return;
        Assert.Equal(written.Comment, read.Comment);
        Assert.Equal(written.Categories, read.Categories);
    }

    private static PaperId Doi(string doi) => PaperId.TryDoi(doi, out var id) ? id : throw new FormatException(doi);
}

/// <summary>A library that comes into being while it is read, piece by piece.</summary>
internal sealed class GeneratedReader(int count, Func<int, string> piece) : TextReader
{
    private string current = "";
    private int at;
    private int given;

    public override int Read(char[] buffer, int index, int length)
    {
        if (at == current.Length)
        {
            if (given == count) return 0;
            current = piece(given++);
            at = 0;
        }
        length = Math.Min(length, current.Length - at);
        current.CopyTo(at, buffer, index, length);
        at += length;
        return length;
    }

    /// <summary>Each entry comes before more than a few further ones are read, and none is held behind.</summary>
    public void AssertNothingIsHeld(IEnumerable<LibraryEntry> entries)
    {
        var papers = Follow(entries);
        Assert.Equal(count, papers.Count);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.True(papers.Count(paper => paper.TryGetTarget(out _)) <= 1, "papers that were read before are still held");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private List<WeakReference<Paper>> Follow(IEnumerable<LibraryEntry> entries)
    {
        var papers = new List<WeakReference<Paper>>(count);
        foreach (var entry in entries)
        {
            Assert.Equal($"Paper number {papers.Count}", entry.Paper!.Title);
            papers.Add(new WeakReference<Paper>(entry.Paper));
            Assert.True(given <= papers.Count + 2, $"{given} entries were read for {papers.Count}");
        }
        return papers;
    }
}
