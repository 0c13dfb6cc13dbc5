using System.Globalization;
using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Papers;
using LocalDigest.Preferences;
using LocalDigest.Profiles;
using LocalDigest.Sources;

namespace LocalDigest.Runs;

/// <summary>What came of bringing a library up to date.</summary>
/// <param name="Change">How the profile's library changed.</param>
/// <param name="Rejected">Entries that are no papers, with a sentence.</param>
public sealed record LibraryReport(
    LibraryChange Change, IReadOnlyList<(int Line, string Reason)> Rejected, IReadOnlyList<(int Line, string Remark)> Remarks);

/// <summary>Keeps a profile's library in step with Zotero: its papers count as likes, weighed by when they were added.</summary>
public sealed class LibrarySync(ZoteroSource zotero, LibraryImport import, LibraryTable libraries, ISourceMemory memory, PreferenceTrainer trainer)
{
    private const int MostNotes = 5;

    /// <summary>Makes the library that a source stands for hold what Zotero holds now. Where that cannot be read, it stays as it was.</summary>
    /// <returns>What changed; null where Zotero says that nothing has.</returns>
    /// <exception cref="SourceException">Zotero could not be read; the message says what to do.</exception>
    public async Task<LibraryReport?> SyncAsync(Profile profile, SourceSpec spec, CancellationToken ct) => (await ReadAsync(profile, spec, ct)).Report;

    /// <summary>The same as a part of a run: a failure is in the report, and papers of a library are none of the day.</summary>
    internal async Task<HarvestReport> HarvestAsync(Profile profile, SourceSpec spec, CancellationToken ct)
    {
        var harvest = new HarvestReport { Spec = spec };
        if (ZoteroSource.Check(spec) is { } fault) return harvest with { Failure = fault };
        try
        {
            var (report, notes) = await ReadAsync(profile, spec, ct);
            if (report is null) return harvest with { NotModified = true };
            var change = report.Change;
            return harvest with
            {
                Rejected = report.Rejected.Count,
                Notes =
                [
                    .. notes,
                    .. change.Added + change.Removed == 0 ? [] : (string[])[$"Your library follows Zotero: {change.Added} came in, {change.Removed} went, {change.Unchanged} stayed."],
                    .. report.Rejected.Take(MostNotes).Select(rejected => rejected.Reason),
                ],
            };
        }
        catch (SourceException error)
        {
            return harvest with { Failure = error.Message, FailureKind = error.Failure };
        }
    }

    private async Task<(LibraryReport? Report, IReadOnlyList<string> Notes)> ReadAsync(Profile profile, SourceSpec spec, CancellationToken ct)
    {
        var library = spec.Collection is { } collection ? $"zotero {collection}" : "zotero";
        var key = $"zotero/{profile.Id}/{zotero.Place(spec)}";
        // What is remembered of a library that is gone must not keep it from coming back.
        var known = libraries.Holds(profile.Id, library) && long.TryParse(memory.Recall(key), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : (long?)null;
        var reading = await zotero.ReadAsync(spec, known, ct);
        if (reading.Entries is not { } entries) return (null, reading.Notes);
        var content = import.Take(entries, ct);
        var report = new LibraryReport(libraries.Replace(profile.Id, library, content.Papers), content.Rejected, content.Remarks);
        if (report.Change.Added + report.Change.Removed > 0) await trainer.LearnAsync(profile.Id, ct);
        // Last, so that a crash before it only reads once more.
        memory.Remember(key, reading.Version?.ToString(CultureInfo.InvariantCulture));
        return (report, reading.Notes);
    }
}
