using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Profiles;
using LocalDigest.Sources;

namespace LocalDigest.Runs;

/// <summary>What came of reading a library.</summary>
/// <param name="Change">How the profile's library changed.</param>
/// <param name="Rejected">Entries that are no papers, by the line on which they begin, with a sentence.</param>
public sealed record LibraryReport(LibraryChange Change, IReadOnlyList<(int Line, string Reason)> Rejected);

/// <summary>Takes in a user's library: its papers go into the store, and count as likes. Reading it again brings it up to date.</summary>
public sealed class LibraryImport(Ingestor ingestor, PaperTable papers, LibraryTable libraries, TimeProvider clock)
{
    private const int BatchSize = 500;

    /// <summary>Makes a profile's library hold just these entries.</summary>
    /// <param name="profile">Whose.</param>
    /// <param name="library">The library's name: what another name holds stays as it is.</param>
    /// <param name="entries">All of its entries.</param>
    /// <param name="ct">Stops it; the library is then as it was.</param>
    public LibraryReport Import(Profile profile, string library, IEnumerable<LibraryEntry> entries, CancellationToken ct)
    {
        var rejected = new List<(int, string)>();
        var found = new Dictionary<long, DateTimeOffset>();
        var now = clock.GetUtcNow();
        foreach (var batch in entries.Chunk(BatchSize))
        {
            ct.ThrowIfCancellationRequested();
            rejected.AddRange(batch.Where(entry => entry.Paper is null).Select(entry => (entry.Line, entry.Problem!)));
            var readable = batch.Where(entry => entry.Paper is not null).ToList();
            var report = ingestor.Import([.. readable.Select(entry => entry.Paper!)], isSecondhand: true, source: "library");
            rejected.AddRange(report.Rejected.Select(fault => (readable[fault.Place].Line, fault.Reason)));
            foreach (var entry in readable)
            {
                if (papers.Find(entry.Paper!.Id) is not { } stored) continue;
                // Who does not say when it was added has known it since it appeared, at the longest.
                var added = entry.AddedAt ?? entry.Paper.Published ?? now;
                found[stored.Number] = found.TryGetValue(stored.Number, out var earlier) && earlier < added ? earlier : added < now ? added : now;
            }
        }
        return new LibraryReport(libraries.Replace(profile.Id, library, [.. found.Select(pair => new LibraryPaper(pair.Key, pair.Value))]), rejected);
    }
}
