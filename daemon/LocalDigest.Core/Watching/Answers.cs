using LocalDigest.Papers;

namespace LocalDigest.Watching;

/// <summary>What services have said, put together paper by paper.</summary>
internal sealed class Answers(IReadOnlyDictionary<(PaperId Id, WatchService Service), (WatchAnswer Answer, DateTimeOffset At)> known)
{
    private readonly Dictionary<(PaperId Id, WatchService Service), (WatchAnswer Answer, DateTimeOffset At)> known = known.ToDictionary();

    /// <summary>Adds answers; a newer one takes an older one's place.</summary>
    public void Add(IReadOnlyDictionary<(PaperId Id, WatchService Service), (WatchAnswer Answer, DateTimeOffset At)> more)
    {
        foreach (var (key, value) in more) known[key] = value;
    }

    /// <summary>The same with answers that have just come.</summary>
    public Answers With(WatchService service, IReadOnlyDictionary<PaperId, WatchAnswer> more, DateTimeOffset at)
    {
        var with = new Answers(known);
        foreach (var (id, answer) in more) with.known[(id, service)] = (answer, at);
        return with;
    }

    /// <summary>The version of which arXiv last spoke; null where it was not asked or does not know the paper.</summary>
    public int? VersionOf(PaperId id) => Said(id, WatchService.Arxiv)?.Version;

    /// <summary>When a service last spoke of a name; null where it was not asked.</summary>
    public DateTimeOffset? At(PaperId id, WatchService service) => known.TryGetValue((id, service), out var said) ? said.At : null;

    /// <summary>By which name a service is to be asked about a paper; null where it has been asked since a time, or cannot be.</summary>
    public PaperId? DueOf(WatchedPaper paper, WatchService service, DateTimeOffset since)
    {
        PaperId? name = service switch
        {
            WatchService.Arxiv => paper.Id.IsArxiv ? paper.Id : null,
            // What is published needs no second witness.
            WatchService.SemanticScholar => paper.Id.IsArxiv && Said(paper.Id, WatchService.Arxiv)?.Doi is null && paper.Doi is null
                ? paper.Id : null,
            // A preprint that Crossref knows, and then what it became.
            _ => NamesOf(paper, this).Where(id => id.IsDoi).Cast<PaperId?>().FirstOrDefault(id => !(At(id!.Value, service) > since)),
        };
        return name is { } id && !(At(id, service) > since) ? id : null;
    }

    /// <summary>The DOI that a preprint got, as far as is known; null where it is the paper's own name.</summary>
    public PaperId? PublishedAs(WatchedPaper paper)
    {
        var doi = Said(paper.Id, WatchService.Arxiv)?.Doi ?? Said(paper.Id, WatchService.Crossref)?.Doi
            ?? Said(paper.Id, WatchService.SemanticScholar)?.Doi ?? paper.Doi;
        return PaperId.TryDoi(doi, out var id) && id.IsDoi && id != paper.Id ? id : null;
    }

    /// <summary>The names by which services are asked about a paper: its own, and that of what it became.</summary>
    public static IEnumerable<PaperId> NamesOf(WatchedPaper paper, Answers answers) =>
        answers.PublishedAs(paper) is { } published ? [paper.Id, published] : [paper.Id];

    /// <summary>Everything that is known of a paper.</summary>
    public PaperFate FateOf(WatchedPaper paper)
    {
        WatchService[] all = [WatchService.Arxiv, WatchService.Crossref, WatchService.SemanticScholar];
        var own = all.Select(service => Said(paper.Id, service)).OfType<WatchAnswer>().ToList();
        var published = PublishedAs(paper);
        var journal = published is { } name ? Said(name, WatchService.Crossref) : null;
        var isPreprint = paper.Id.IsArxiv || own.Any(answer => answer.IsPreprint);
        var versions = own.Select(answer => answer.Version).Append(paper.Version).OfType<int>().ToList();
        var venue = journal?.Venue ?? own.Select(answer => answer.Venue).FirstOrDefault(found => found is not null) ?? VenueOf(paper.Venue);
        var troubles = own.Append(journal).Where(answer => answer?.Trouble is not null).Select(answer =>
            (Kind: answer!.Trouble!.Value, answer.Notice)).ToList();
        if (paper.SaysWithdrawn) troubles.Add((WatchKind.Withdrawn, null));
        var worst = troubles.OrderByDescending(trouble => trouble.Kind).ThenBy(trouble =>
            trouble.Notice is null).Cast<(WatchKind Kind, string? Notice)?>().FirstOrDefault();
        var moments = NamesOf(paper, this).SelectMany(id => all.Select(service => At(id, service))).OfType<DateTimeOffset>().ToList();
        return new PaperFate(
            own.Any(answer => answer.IsKnown) || journal?.IsKnown == true,
            own.Append(journal).Select(answer => answer?.Title).FirstOrDefault(title => title is not null),
            isPreprint, versions.Count > 0 ? versions.Max() : null, isPreprint ? published?.Local : null, isPreprint ? venue : null,
            worst?.Kind, worst?.Notice, moments.Count > 0 ? moments.Min() : null);
    }

    /// <summary>A place of publication; null for preprint servers, which are none.</summary>
    public static string? VenueOf(string? venue) =>
        venue is null or "CoRR" || Servers.Any(server => venue.Contains(server, StringComparison.OrdinalIgnoreCase)) ? null : venue;

    private static readonly string[] Servers = ["arxiv", "biorxiv", "medrxiv", "chemrxiv", "preprint", "ssrn", "research square"];

    private WatchAnswer? Said(PaperId id, WatchService service) => known.TryGetValue((id, service), out var said) ? said.Answer : null;
}
