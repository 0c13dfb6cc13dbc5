using System.ComponentModel.DataAnnotations;
using LocalDigest.Daemon.Wire;
using LocalDigest.Ingestion;
using LocalDigest.Papers;
using LocalDigest.Profiles;
using LocalDigest.Watching;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocalDigest.Daemon.Api;

/// <summary>What became of papers that are held, liked or cited.</summary>
internal static class WatchApi
{
    public const int MostEntries = 500;

    /// <summary>Why nobody is asked.</summary>
    public const string IsOff =
        "arXiv and Crossref are not asked about papers that you hold or cite, since their ids would leave this machine. Set " +
        "LocalDigest:Watch:Enabled to true to have them asked.";

    public static void MapWatch(this IEndpointRouteBuilder routes)
    {
        var watch = routes.MapGroup("/v1/watch").WithTags("Papers");
        watch.MapGet("", Get).WithName("getWatch")
            .WithSummary("What became of the papers that a profile holds or likes.")
            .WithDescription(
                "Newer versions, publications, retractions, as far as they have been found, the newest first. Nobody is asked: digests do "
                    + "" +
                "that, once a day for each paper, and runs of the kind watch.");
        watch.MapPost("/check", Check).WithName("checkWatch")
            .WithSummary("What became of papers that the caller cites.")
            .WithDescription(
                "In the order of the entries. arXiv and Crossref are asked about those that have not been asked about within a day, where "
                    + "" +
                "LocalDigest:Watch:Enabled is true, for a minute at most: where 'left' is above 0, ask again. Otherwise the answer is " +
                "what the store knows.");
    }

    private static Results<Ok<WatchResponse>, NotFoundProblem> Get(
        ProfileTable profiles, WatchList list, Watcher watcher, WatchTable table, string profile = Profile.DefaultId,
        [Range(1, Paging.MostItems)] int limit = Paging.UsualItems)
    {
        if (profiles.Find(profile) is null) return ProfilesApi.NoProfile(profile);
        var papers = list.Of(profile);
        var byId = papers.ToDictionary(paper => paper.Id.Value);
        var changes = table.ChangesOf([.. papers.Select(paper => paper.Id)]).GroupBy(change => change.Id).ToList();
        var shown = changes.Take(limit).Select(group => (Paper: byId[group.Key], Changes: group.ToList())).ToList();
        var fates = watcher.Of([.. shown.Select(item => WatchList.Watched(item.Paper))]);
        return TypedResults.Ok(new WatchResponse(
            watcher.IsOn, watcher.IsOn ? null : IsOff, papers.Count, changes.Count,
            [
                .. shown.Select(item => new WatchItem(
                    FateResponse.Of(item.Paper.Id, item.Paper, fates[item.Paper.Id]), item.Paper.Paper.Url,
                    [.. item.Changes.Select(change => new WatchChangeResponse(
                        change.Kind, change.Kind == WatchKind.NewVersion ? change.Version : null, change.At, change.IsNews))])),
            ]));
    }

    private static async Task<Results<Ok<WatchCheckResponse>, InvalidProblem>> Check(
        WatchCheckRequest request, PaperTable papers, Watcher watcher, CancellationToken ct)
    {
        var errors = new FieldErrors();
        var entries = new List<Cited>(request.Entries.Count);
        foreach (var (place, entry) in request.Entries.Index())
        {
            if (!PaperId.TryParse(entry.Id, out var id))
            {
                errors.Add($"entries[{place}].id", "It is no arXiv identifier, DOI or address.");
                continue;
            }
            if (entry.Doi is not null && !PaperId.TryDoi(entry.Doi, out _)) errors.Add($"entries[{place}].doi", "It is no DOI.");
            var stored = papers.Find(id);
            int? cited = entry.Version ?? (PaperId.TryArxiv(entry.Id, out _, out var version) ? version : null);
            // arXiv's own DOIs are names of the preprint and no publication.
            var doi = PaperId.TryDoi(entry.Doi, out var given) && given.IsDoi && given != id ? given.Local : null;
            var watched = stored is null ? new WatchedPaper(id, doi, null, null, SaysWithdrawn: false) : WatchList.Watched(stored);
            entries.Add(new Cited(watched with { Doi = watched.Doi ?? doi }, stored, cited, id.IsDoi || doi is not null));
        }
        if (errors.Any) return Problems.Invalid(errors);
        List<WatchedPaper> all = [.. entries.Select(entry => entry.Watched)];
        var report = await watcher.CheckAsync(all, null, ct);
        var fates = watcher.Of(all);
        return TypedResults.Ok(new WatchCheckResponse(
            watcher.IsOn, watcher.IsOn ? null : IsOff,
            [
                .. entries.Select((entry, place) => WatchCheckItem.Of(
                    request.Entries[place].Key, entry.Version, entry.IsPublished,
                        FateResponse.Of(entry.Watched.Id, entry.Stored, fates[entry.Watched.Id]))),
            ],
            report.Left, report.Problems));
    }

    /// <param name="Watched">As it is looked up.</param>
    /// <param name="Stored">The store's paper; null where it has none.</param>
    /// <param name="Version">The version that is cited.</param>
    /// <param name="IsPublished">It is cited by its publisher's DOI.</param>
    private sealed record Cited(WatchedPaper Watched, StoredPaper? Stored, int? Version, bool IsPublished);
}

/// <summary>What the caller cites.</summary>
/// <param name="Entries">At most 500.</param>
public sealed record WatchCheckRequest([property: MaxLength(WatchApi.MostEntries)] IReadOnlyList<WatchEntry> Entries);

/// <summary>A paper that is cited.</summary>
/// <param name="Id">An arXiv identifier, with or without the version that is cited, a DOI, or an address of either.</param>
/// <param name="Doi">Where a preprint is known to have been published.</param>
/// <param name="Version">The version that is cited, where the id does not say it.</param>
/// <param name="Key">The caller's own name of it; it comes back.</param>
public sealed record WatchEntry(
    [property: MaxLength(2000)] string Id, [property: MaxLength(2000)] string? Doi = null, [property: Range(1, 9999)] int? Version = null,
    [property: MaxLength(500)] string? Key = null);

/// <param name="IsOn">Services are asked.</param>
/// <param name="Off">Why nobody is asked, and how to have that done; null where somebody is.</param>
/// <param name="Items">In the order of the entries.</param>
/// <param name="Left">Entries about which something can still be asked: time ran out, or a service did not answer.</param>
/// <param name="Problems">Why services did not answer, a sentence each.</param>
public sealed record WatchCheckResponse(bool IsOn, string? Off, IReadOnlyList<WatchCheckItem> Items, int Left,
    IReadOnlyList<string> Problems);

/// <param name="Key">The caller's own name of it.</param>
/// <param name="CitedVersion">The version that is cited; null where none is named.</param>
/// <param name="Changes">What the citation does not have yet.</param>
/// <param name="Fate">What is known of the paper.</param>
public sealed record WatchCheckItem(string? Key, int? CitedVersion, IReadOnlyList<WatchKind> Changes, FateResponse Fate)
{
    internal static WatchCheckItem Of(string? key, int? cited, bool isPublished, FateResponse fate)
    {
        var changes = new List<WatchKind>(3);
        if (fate.Trouble is { } trouble) changes.Add(trouble);
        if (fate.NewestVersion > cited) changes.Add(WatchKind.NewVersion);
        if (!isPublished && (fate.Doi is not null || fate.Venue is not null)) changes.Add(WatchKind.Published);
        return new WatchCheckItem(key, cited, changes, fate);
    }
}

/// <summary>What is known of a paper.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title; null where nobody knows it.</param>
/// <param name="IsStored">It is in the store.</param>
/// <param name="IsKnown">The store or a service knows it.</param>
/// <param name="NewestVersion">The newest version that is known of a preprint; null where none is counted.</param>
/// <param name="Doi">The DOI under which a preprint was published; null where that is not known.</param>
/// <param name="Venue">Where a preprint was published; null where that is not known.</param>
/// <param name="Trouble">That it was retracted or withdrawn, or that its publisher is concerned; null where nothing of that is
/// known.</param>
/// <param name="Notice">The DOI of the notice that says so; null where there is none.</param>
/// <param name="CheckedAt">When the oldest of the answers came; null where nobody has been asked.</param>
public sealed record FateResponse(
    string Id, string? Title, bool IsStored, bool IsKnown, int? NewestVersion, string? Doi, string? Venue, WatchKind? Trouble,
        string? Notice,
    DateTimeOffset? CheckedAt)
{
    internal static FateResponse Of(PaperId id, StoredPaper? stored, PaperFate fate) => new(
        stored?.Id.Value ?? id.Value, stored?.Paper.Title ?? fate.Title, stored is not null, stored is not null || fate.IsKnown,
        fate.IsPreprint ? fate.Version : null, fate.Doi, fate.Venue, fate.Trouble, fate.Notice, fate.At);
}

/// <param name="IsOn">Services are asked.</param>
/// <param name="Off">Why nobody is asked, and how to have that done; null where somebody is.</param>
/// <param name="Watched">How many papers are looked after.</param>
/// <param name="Total">Of how many of them something is known.</param>
/// <param name="Items">Those, the newest change first.</param>
public sealed record WatchResponse(bool IsOn, string? Off, int Watched, int Total, IReadOnlyList<WatchItem> Items);

/// <param name="Fate">What is known of the paper.</param>
/// <param name="Url">Its address; null where it has none.</param>
/// <param name="Changes">What became of it, the newest first.</param>
public sealed record WatchItem(FateResponse Fate, string? Url, IReadOnlyList<WatchChangeResponse> Changes);

/// <param name="Kind">What.</param>
/// <param name="Version">The version that is new; null for other kinds.</param>
/// <param name="At">When it was found.</param>
/// <param name="IsNews">A digest tells of it; what the first answer said already is no news unless it is grave.</param>
public sealed record WatchChangeResponse(WatchKind Kind, int? Version, DateTimeOffset At, bool IsNews);
