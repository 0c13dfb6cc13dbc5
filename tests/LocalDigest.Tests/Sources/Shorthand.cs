using LocalDigest.Papers;
using LocalDigest.Sources;

namespace LocalDigest.Tests.Sources;

internal static class Shorthand
{
    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<List<T>> ToListAsync<T>(this IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items.WithCancellation(Ct)) list.Add(item);
        return list;
    }

    /// <summary>Reads a source to its end or its failure, keeping what is to be kept.</summary>
    public static async Task<(List<SourceBatch> Batches, SourceException? Failure)> ReadAllAsync(this IPaperSource source, SourceRequest request, StandIns.InMemorySourceMemory memory)
    {
        var batches = new List<SourceBatch>();
        try
        {
            await foreach (var batch in source.ReadAsync(request, Ct))
            {
                batches.Add(batch);
                memory.Keep(batch);
            }
        }
        catch (SourceException e)
        {
            return (batches, e);
        }
        return (batches, null);
    }

    public static IEnumerable<string> Ids(this IEnumerable<SourceBatch> batches) => batches.SelectMany(batch => batch.Listings).Select(listing => listing.Paper.Id.Local);

    public static SourceSpec Arxiv(params string[] categories) => new() { Kind = "arxiv", Categories = categories };

    public static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
