using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LocalDigest.Papers;
using LocalDigest.Sources;

namespace LocalDigest.Ingestion;

/// <summary>What came of reading one source.</summary>
public sealed record HarvestReport
{
    public required SourceSpec Spec { get; init; }

    /// <summary>Papers that the source listed.</summary>
    public int Listed { get; init; }

    /// <summary>Papers among them that were not known.</summary>
    public int Added { get; init; }

    public int Updated { get; init; }

    public int Rejected { get; init; }

    /// <summary>The day of which the source says its list is.</summary>
    public DateOnly? ListDate { get; init; }

    /// <summary>The source said that nothing changed since the last reading.</summary>
    public bool NotModified { get; init; }

    /// <summary>What the user should know, as sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Why the source was not read to its end; null where it was. What came before is kept.</summary>
    public string? Failure { get; init; }

    /// <summary>Of which kind that is; null where nothing was asked because the specification is wrong.</summary>
    public SourceFailure? FailureKind { get; init; }
}

/// <summary>Reads sources into the store. Each answer is stored with the place to go on from, so that an interrupted reading asks nothing twice.</summary>
public sealed class Harvester(IEnumerable<IPaperSource> sources, Ingestor ingestor, ISourceMemory memory)
{
    private const int MostNotes = 100;

    private readonly Dictionary<string, IPaperSource> sources = sources.ToDictionary(source => source.Kind, StringComparer.OrdinalIgnoreCase);

    /// <summary>Every kind that a specification can have.</summary>
    public IReadOnlyCollection<string> Kinds => [.. sources.Keys, ZoteroSource.Kind];

    /// <summary>What is wrong with a specification, as a sentence; null where it can be read.</summary>
    /// <param name="spec">As a caller sent it: with holes where it may have none.</param>
    public string? Check(SourceSpec? spec)
    {
        if (spec is not { Kind: not null, Categories: not null } || spec.Categories.Contains(null!)) return "A source is an object with its 'kind', and 'categories' is a list of names.";
        if (sources.TryGetValue(spec.Kind, out var source)) return source.Check(spec);
        return ZoteroSource.Reads(spec)
            ? ZoteroSource.Check(spec)
            : $"There is no source of the kind '{spec.Kind}'. Use one of: {string.Join(", ", Kinds.Order())}.";
    }

    /// <summary>Reads what a source lists for a day.</summary>
    /// <param name="spec">The source.</param>
    /// <param name="date">The day.</param>
    /// <param name="isToday">Whether that is the present day.</param>
    /// <param name="since">The first day wanted; null for the source's own idea.</param>
    /// <param name="took">Told after each answer how many papers it listed.</param>
    /// <param name="taste">What its reader likes; null where there is no reader.</param>
    /// <param name="ct">Stops; what was read is kept.</param>
    public async Task<HarvestReport> HarvestAsync(
        SourceSpec spec, DateOnly date, bool isToday, DateOnly? since, Action<int> took, ReaderTaste? taste, CancellationToken ct)
    {
        if (Check(spec) is { } fault) return new HarvestReport { Spec = spec, Failure = fault };
        if (!sources.TryGetValue(spec.Kind, out var source)) throw new ArgumentException("A library lists no papers of a day.", nameof(spec));
        var request = new SourceRequest(spec, date, isToday, since) { Taste = taste };
        return await ReadAsync(source, request, PlaceKey(spec, date, since), (batch, _) => took(batch.Listings.Count), ct);
    }

    /// <summary>The specification that a backfill of an archive or a category of arXiv reads.</summary>
    public static SourceSpec BackfillOf(string category) => new() { Kind = "arxiv", Categories = [category], Via = "oai" };

    /// <summary>
    /// Brings in what arXiv has of an archive or a category that changed last on days from one to another, both included. The place after
    /// each answer is kept under these three, so that whoever asks for the same again goes on from there, until the end was reached.
    /// </summary>
    /// <param name="category">As arXiv writes it: <c>cs</c>, <c>cs.CL</c>, <c>hep-th</c>.</param>
    /// <param name="from">The first day, in UTC.</param>
    /// <param name="to">The last day.</param>
    /// <param name="took">Told after each answer what it was and what came of it.</param>
    /// <param name="ct">Stops; what was read is kept.</param>
    public async Task<HarvestReport> BackfillAsync(
        string category, DateOnly from, DateOnly to, Action<SourceBatch, HarvestReport> took, CancellationToken ct)
    {
        var spec = BackfillOf(category);
        if (Check(spec) is { } fault) return new HarvestReport { Spec = spec, Failure = fault };
        var request = new SourceRequest(spec, to, IsToday: false, from) { IsBackfill = true };
        return await ReadAsync(sources[spec.Kind], request, $"backfill/{spec.Kind}/{category}/{from:yyyy-MM-dd}/{to:yyyy-MM-dd}", took, ct);
    }

    private async Task<HarvestReport> ReadAsync(
        IPaperSource source, SourceRequest request, string place, Action<SourceBatch, HarvestReport> took, CancellationToken ct)
    {
        var spec = request.Spec;
        var report = new HarvestReport { Spec = spec };
        try
        {
            await foreach (var batch in source.ReadAsync(request with { Checkpoint = memory.Recall(place) }, ct))
            {
                var remember = batch.Remember.ToDictionary(pair => pair.Key, string? (pair) => pair.Value);
                remember[place] = batch.Checkpoint;
                var stored = ingestor.Take(batch, spec.Origin(request.Taste?.Reader), remember);
                report = report with
                {
                    Listed = report.Listed + batch.Listings.Count,
                    Added = report.Added + stored.Added,
                    Updated = report.Updated + stored.Updated,
                    Rejected = report.Rejected + stored.Rejected.Count,
                    ListDate = batch.ListDate ?? report.ListDate,
                    NotModified = report.NotModified || batch.NotModified,
                    Notes = Bounded(report.Notes,
                    [
                        .. batch.Notes,
                        .. stored.Rejected.Select(rejected => $"A paper of {source.Kind} was left out: {rejected.Reason}"),
                    ]),
                };
                took(batch, report);
            }
            return report;
        }
        catch (SourceException error)
        {
            return report with { Failure = error.Message, FailureKind = error.Failure };
        }
    }

    /// <summary>Notes of a reading that may go on for days.</summary>
    private static IReadOnlyList<string> Bounded(IReadOnlyList<string> before, IReadOnlyList<string> more) =>
        more.Count == 0 || before.Count > MostNotes ? before
        : before.Count + more.Count <= MostNotes ? [.. before, .. more]
        : [.. before, .. more.Take(MostNotes - before.Count), "There was more of this kind, which is not listed."];

    private static string PlaceKey(SourceSpec spec, DateOnly date, DateOnly? since)
    {
        var request = JsonSerializer.Serialize(new { spec, date, since });
        return "place/" + spec.Kind + "/" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request)))[..24];
    }
}
