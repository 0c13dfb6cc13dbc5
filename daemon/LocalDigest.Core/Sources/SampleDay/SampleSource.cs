using System.Reflection;
using System.Runtime.CompilerServices;
using LocalDigest.Papers;

namespace LocalDigest.Sources;

/// <summary>
/// The sample day that comes with LocalDigest: an invented day of arXiv and Hugging Face in the services' own formats, read as if they had
/// sent it, so that a machine without a network has something to show.
/// </summary>
public sealed class SampleSource : IPaperSource
{
    public const string Name = "sample";

    private const string Folder = "LocalDigest.Sources.SampleDay.";

    public static SourceSpec Spec { get; } = new() { Kind = Name };

    public string Kind => Name;

    public string? Check(SourceSpec spec) => null;

    /// <inheritdoc/>
    public async IAsyncEnumerable<SourceBatch> ReadAsync(SourceRequest request, [EnumeratorCancellation] CancellationToken ct)
    {
        using var feedText = new StreamReader(Open("arxiv.rss.xml"));
        var feed = ArxivFeed.Parse(feedText);
        yield return new SourceBatch { Listings = feed.Listings, ListDate = feed.ListDate };
        await using var dailyText = Open("huggingface.json");
        var daily = await HuggingFacePage.ParseAsync(dailyText, ct);
        yield return new SourceBatch { Listings = daily.Listings, ListDate = feed.ListDate };
    }

    private static Stream Open(string file) => Assembly.GetExecutingAssembly().GetManifestResourceStream(Folder + file)!;
}
