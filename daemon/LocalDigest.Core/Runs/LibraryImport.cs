using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Sources;

namespace LocalDigest.Runs;

/// <summary>What was read of a library.</summary>
/// <param name="Papers">Its papers, which are in the store now. Empty where the library is empty, or where what was read is none.</param>
/// <param name="Rejected">Entries that are no papers, by the line on which they begin, with a sentence.</param>
/// <param name="Remarks">What a reader should know of those that are: what was left out of one, with what it was made one.</param>
public sealed record LibraryContent(
    IReadOnlyList<LibraryPaper> Papers, IReadOnlyList<(int Line, string Reason)> Rejected, IReadOnlyList<(int Line, string Remark)> Remarks);

/// <summary>Takes the papers of a user's library into the store, so that they can count as likes.</summary>
public sealed class LibraryImport(Ingestor ingestor, TimeProvider clock)
{
    private const int BatchSize = 500;

    /// <summary>
    /// Takes in the entries of a library. What the library of a profile holds is not changed by it: see <see cref="LibraryTable.Replace"/>.
    /// </summary>
    /// <param name="entries">All of its entries.</param>
    /// <param name="ct">Stops it; papers that were taken in stay.</param>
    public LibraryContent Take(IEnumerable<LibraryEntry> entries, CancellationToken ct)
    {
        var rejected = new List<(int, string)>();
        var remarks = new List<(int, string)>();
        var found = new Dictionary<long, DateTimeOffset>();
        var now = clock.GetUtcNow();
        foreach (var batch in entries.Chunk(BatchSize))
        {
            ct.ThrowIfCancellationRequested();
            rejected.AddRange(batch.Where(entry => entry.Paper is null).Select(entry => (entry.Line, entry.Problem!)));
            var readable = batch.Where(entry => entry.Paper is not null).ToList();
            var report = ingestor.Import([.. readable.Select(entry => entry.Paper!)], isSecondhand: true, source: "library");
            rejected.AddRange(report.Rejected.Select(fault => (readable[fault.Place].Line, fault.Reason)));
            remarks.AddRange(readable.Where(entry => entry.Remark is not null).Select(entry => (entry.Line, entry.Remark!)));
            remarks.AddRange(report.Remarks.Select(said => (readable[said.Place].Line, said.Remark)));
            foreach (var (entry, number) in readable.Zip(report.Numbers))
            {
                if (number == 0) continue;
                // Who does not say when it was added has known it since it appeared, at the longest.
                var added = entry.AddedAt ?? entry.Paper!.Published ?? now;
                found[number] = found.TryGetValue(number, out var earlier) && earlier < added ? earlier : added < now ? added : now;
            }
        }
        return new LibraryContent([.. found.Select(pair => new LibraryPaper(pair.Key, pair.Value))], rejected, remarks);
    }
}
