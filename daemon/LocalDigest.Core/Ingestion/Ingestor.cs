using LocalDigest.Papers;
using LocalDigest.Sources;
using LocalDigest.Storage;

namespace LocalDigest.Ingestion;

/// <summary>What came of taking in papers.</summary>
/// <param name="Added">Papers that were not known.</param>
/// <param name="Updated">Known papers of which something changed.</param>
/// <param name="Unchanged">Known papers that came again as they are.</param>
/// <param name="Rejected">Papers that could not be taken, by their place in the batch, with a sentence.</param>
/// <param name="Numbers">The number of each paper of the batch in the store, by its place; 0 for one that was rejected.</param>
/// <param name="Remarks">What a reader should know of papers that were taken, by their place, as sentences.</param>
public sealed record IngestReport(
    int Added, int Updated, int Unchanged, IReadOnlyList<(int Place, string Reason)> Rejected, IReadOnlyList<long> Numbers,
    IReadOnlyList<(int Place, string Remark)> Remarks)
{
    public static IngestReport Nothing { get; } = new(0, 0, 0, [], [], []);

    public int Taken => Added + Updated + Unchanged;
}

/// <summary>Papers that are ready to be stored.</summary>
/// <param name="Batch">As they came.</param>
/// <param name="Papers">Each one cleaned, or why it cannot be taken.</param>
internal sealed record CleanedBatch(SourceBatch Batch, (Normalised? Paper, string? Fault)[] Papers);

/// <summary>The one way into the store: cleans papers, finds the same paper under other names, stores them in one transaction a
/// batch.</summary>
public sealed class Ingestor(Database database, PaperTable papers)
{
    /// <summary>Set while papers of the sample day are stored.</summary>
    private const string SampleKey = "sample-day";

    /// <summary>Takes in what a caller or a file brings.</summary>
    /// <param name="batch">The papers.</param>
    /// <param name="isSecondhand">What they say fills gaps and overwrites nothing, as that of a reference manager's file.</param>
    /// <param name="source">Where it is from; only an <c>import</c> can be news by itself.</param>
    public IngestReport Import(IReadOnlyList<Paper> batch, bool isSecondhand = false, string source = "import") =>
        Store(Clean(batch, isSecondhand), source);

    /// <summary>
    /// The first half of <see cref="Import"/>, which needs no database: one batch can be cleaned while another is stored.
    /// </summary>
    internal static CleanedBatch Clean(IReadOnlyList<Paper> batch, bool isSecondhand) => Clean(new SourceBatch
    {
        Listings = [.. batch.Select(paper => new Listing(paper, ListingKind.Imported, IsSecondhand: isSecondhand))],
    });

    /// <summary>The second half of <see cref="Import"/>.</summary>
    internal IngestReport Store(CleanedBatch cleaned, string source = "import") =>
        Store(cleaned, source, new Dictionary<string, string?>());

    /// <summary>Takes in one answer of a source, together with what must be remembered of it.</summary>
    internal IngestReport Take(SourceBatch batch, string source, IReadOnlyDictionary<string, string?> remember) =>
        Store(Clean(batch), source, remember);

    private static CleanedBatch Clean(SourceBatch batch)
    {
        var normalised = new (Normalised? Paper, string? Fault)[batch.Listings.Count];
        Parallel.For(0, normalised.Length, i => normalised[i] = Normalised.From(batch.Listings[i].Paper));
        return new CleanedBatch(batch, normalised);
    }

    private IngestReport Store(CleanedBatch cleaned, string source, IReadOnlyDictionary<string, string?> remember)
    {
        var (batch, normalised) = (cleaned.Batch, cleaned.Papers);
        var listings = batch.Listings;
        return database.Write(session =>
        {
            if (Array.Exists(normalised, read => read.Paper is not null)) MakeWayForReal(session, source);
            var counts = new int[3];
            var rejected = new List<(int, string)>();
            var remarks = new List<(int, string)>();
            var numbers = new long[listings.Count];
            var again = new Dictionary<PaperId, (Paper Paper, PaperTable.StoredAs As)>();
            for (var i = 0; i < listings.Count; i++)
            {
                if (normalised[i].Paper is not { } paper)
                {
                    rejected.Add((i, normalised[i].Fault!));
                    continue;
                }
                var stored = again.TryGetValue(paper.Paper.Id, out var before) && IsAgain(listings[i], paper.Paper, before.Paper)
                    ? before.As with { Outcome = Stored.Unchanged }
                    : papers.Store(session, paper, source, listings[i]);
                // What a change may have moved is looked at anew.
                if (stored.Outcome != Stored.Unchanged) again.Clear();
                again[paper.Paper.Id] = (paper.Paper, stored);
                counts[(int)stored.Outcome]++;
                numbers[i] = stored.Number;
                if (stored.Remark is { } remark) remarks.Add((i, remark));
            }
            foreach (var id in batch.Deleted) papers.MarkGone(session, id);
            foreach (var (key, value) in remember) SourceMemoryTable.Set(session, key, value);
            return new IngestReport(counts[(int)Stored.Added], counts[(int)Stored.Updated], counts[(int)Stored.Unchanged], rejected, numbers, remarks);
        });
    }

    /// <summary>
    /// Whether an entry of a file only repeats one that was stored without a change since. Files that merge several exports, and hostile
    /// ones, have thousands of them, and each would cost as much as a new paper.
    /// </summary>
    private static bool IsAgain(Listing listing, Paper paper, Paper before) =>
        listing is { Kind: ListingKind.Imported, Announced: null, Popularity: null } && paper.SaysTheSameAs(before);

    /// <summary>The invented papers of the sample day go when the first real ones come.</summary>
    private static void MakeWayForReal(Session session, string source)
    {
        if (source == SampleSource.Name)
        {
            SourceMemoryTable.Set(session, SampleKey, "stored");
        }
        else if (SourceMemoryTable.Get(session, SampleKey) is not null)
        {
            PaperTable.DeleteSeenOnlyBy(session, SampleSource.Name);
            SourceMemoryTable.Set(session, SampleKey, null);
        }
    }
}
