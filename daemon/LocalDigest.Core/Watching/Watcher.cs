using LocalDigest.Citations;
using LocalDigest.Papers;
using LocalDigest.Sources;

namespace LocalDigest.Watching;

/// <summary>What came of a check.</summary>
/// <param name="Left">Papers about which something could still be asked: time ran out, or a service did not answer.</param>
/// <param name="Problems">Why services did not answer, a sentence each.</param>
public sealed record WatchReport(int Left, IReadOnlyList<string> Problems);

/// <summary>
/// Looks up what became of papers: newer versions and withdrawals at arXiv, publications and retractions at Crossref, publications at
/// Semantic Scholar where that is on. A service is asked about a paper once a day, many papers in one request, the longest unasked first,
/// and within a budget of time. What it says is kept, so that a check that was stopped goes on where it ended.
/// </summary>
public sealed class Watcher : IDisposable
{
    private const int MostOfArxiv = 100, MostOfScholar = 500;

    /// <summary>A day, less what a daily run may begin earlier than the one before.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(23);

    private readonly WatchOptions options;
    private readonly WatchTable table;
    private readonly ArxivApi arxiv;
    private readonly Crossref crossref;
    private readonly SemanticScholar scholar;
    private readonly TimeProvider clock;
    private readonly SemaphoreSlim turn = new(1);

    /// <exception cref="ArgumentException">The options are wrong; the message says which.</exception>
    public Watcher(WatchOptions options, WatchTable table, ArxivClient arxiv, SemanticScholar scholar, TimeProvider clock)
    {
        if (options.Check() is { } problem) throw new ArgumentException(problem, nameof(options));
        this.options = options;
        this.table = table;
        this.arxiv = new ArxivApi(arxiv);
        this.scholar = scholar;
        this.clock = clock;
        crossref = new Crossref(options, clock);
    }

    /// <summary>The user has the services asked.</summary>
    public bool IsOn => options.Enabled;

    /// <summary>What is known of papers without asking anybody.</summary>
    public IReadOnlyDictionary<PaperId, PaperFate> Of(IReadOnlyCollection<WatchedPaper> papers)
    {
        var known = Known(papers);
        return papers.DistinctBy(paper => paper.Id).ToDictionary(paper => paper.Id, known.FateOf);
    }

    /// <summary>Asks about papers what has not been asked within a day, and keeps what it says.</summary>
    /// <param name="papers">The papers.</param>
    /// <param name="advance">Told how many questions are answered, of how many; more may come up on the way.</param>
    /// <param name="ct">Stops; what was answered is kept.</param>
    public async Task<WatchReport> CheckAsync(IReadOnlyCollection<WatchedPaper> papers, Action<int, int>? advance, CancellationToken ct)
    {
        if (!IsOn || papers.Count == 0) return new WatchReport(0, []);
        papers = [.. papers.DistinctBy(paper => paper.Id)];
        using var budget = new CancellationTokenSource(TimeSpan.FromSeconds(options.Budget), clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, budget.Token);
        var problems = new List<string>();
        try
        {
            // Two callers who ask about the same papers are one question.
            await turn.WaitAsync(both.Token);
            try
            {
                var check = new Check(this, papers, problems, advance, both.Token);
                await check.RunAsync();
            }
            finally
            {
                turn.Release();
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Time is over; what is left is counted below.
        }
        var (known, since) = (Known(papers), clock.GetUtcNow() - Fresh);
        return new WatchReport(papers.Count(paper => Services().Any(service => known.DueOf(paper, service, since) is not null)), problems);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        crossref.Dispose();
        turn.Dispose();
    }

    private Answers Known(IReadOnlyCollection<WatchedPaper> papers)
    {
        var known = new Answers(table.Of([.. papers.Select(paper => paper.Id).Distinct()]));
        // What a preprint became was learned, and is asked about by that name.
        var published = papers.Select(known.PublishedAs).OfType<PaperId>().Distinct().ToList();
        if (published.Count > 0) known.Add(table.Of(published));
        return known;
    }

    private IEnumerable<WatchService> Services() =>
        Enum.GetValues<WatchService>().Where(service => service != WatchService.SemanticScholar || scholar.IsOn);

    /// <summary>One check: service after service, since each learns from those before it by which names to ask.</summary>
    private sealed class Check(
        Watcher watcher, IReadOnlyCollection<WatchedPaper> papers, List<string> problems, Action<int, int>? advance, CancellationToken ct)
    {
        private int done, total;

        public async Task RunAsync()
        {
            await AskAsync(WatchService.Arxiv, MostOfArxiv, AskArxivAsync);
            if (watcher.scholar.IsOn) await AskAsync(WatchService.SemanticScholar, MostOfScholar, AskScholarAsync);
            // Again for what the first round says that preprints became.
            for (var round = 1; round <= 2; round++)
            {
                if (!await AskAsync(WatchService.Crossref, Crossref.MostIds, watcher.crossref.AskAsync)) break;
            }
        }

        /// <returns>False where the service does not answer.</returns>
        private async Task<bool> AskAsync(
            WatchService service, int most, Func<PaperId[], CancellationToken, Task<IReadOnlyDictionary<PaperId, WatchAnswer>>> ask)
        {
            var known = watcher.Known(papers);
            var before = watcher.clock.GetUtcNow() - Fresh;
            var due = papers.Select(paper => known.DueOf(paper, service, before)).OfType<PaperId>().Distinct()
                .OrderBy(id => known.At(id, service) ?? DateTimeOffset.MinValue).ToList();
            total += due.Count;
            foreach (var part in due.Chunk(most))
            {
                ct.ThrowIfCancellationRequested();
                advance?.Invoke(done, total);
                try
                {
                    var answers = await ask(part, ct);
                    watcher.table.Save(service, answers, watcher.clock.GetUtcNow());
                    Note(service, known, answers);
                    known.Add(watcher.table.Of(part));
                }
                catch (SourceException error)
                {
                    problems.Add(error.Message);
                    return false;
                }
                done += part.Length;
            }
            advance?.Invoke(done, total);
            return true;
        }

        /// <summary>Keeps what became of the papers that an answer is about.</summary>
        private void Note(WatchService service, Answers before, IReadOnlyDictionary<PaperId, WatchAnswer> answers)
        {
            var now = watcher.clock.GetUtcNow();
            var after = before.With(service, answers, now);
            var changes = new List<WatchChange>();
            foreach (var paper in papers)
            {
                // The name under which this service was asked may be another than the paper's own.
                var asked = Answers.NamesOf(paper, after).Where(answers.ContainsKey).ToList();
                if (asked.Count == 0) continue;
                var isFirst = asked.All(id => before.At(id, service) is null);
                var (was, isNow) = (before.FateOf(paper), after.FateOf(paper));
                void Add(WatchKind kind, int version, bool isOld) =>
                    changes.Add(new WatchChange(paper.Id.Value, kind, version, now, isOld));
                if (after.VersionOf(paper.Id) is { } newest
                    && newest > (before.VersionOf(paper.Id) ?? paper.Version)) Add(WatchKind.NewVersion, newest, false);
                if (isNow.IsPublished && !was.IsPublished) Add(WatchKind.Published, 0, isFirst);
                if (isNow.Trouble is { } trouble && was.Trouble != trouble) Add(trouble, 0, isFirst);
            }
            watcher.table.Note(changes);
        }

        private async Task<IReadOnlyDictionary<PaperId, WatchAnswer>> AskArxivAsync(PaperId[] ids, CancellationToken stop)
        {
            var found = (await watcher.arxiv.LookUpAsync(ids, stop)).GroupBy(paper => paper.Id).ToDictionary(same => same.Key, same =>
                same.First());
            return ids.ToDictionary(id => id, id => found.GetValueOrDefault(id) is { } paper ? Read(paper) : WatchAnswer.Unknown);
        }

        private async Task<IReadOnlyDictionary<PaperId, WatchAnswer>> AskScholarAsync(PaperId[] ids, CancellationToken stop) =>
            (await watcher.scholar.PublicationsAsync(ids, stop)).ToDictionary(
                pair => pair.Key,
                pair => pair.Value is { } said
                    ? new WatchAnswer { IsKnown = true, Title = said.Title, IsPreprint = pair.Key.IsArxiv, Doi = said.Doi,
                        Venue = Answers.VenueOf(said.Venue) }
                    : WatchAnswer.Unknown);

        private static WatchAnswer Read(Paper paper) => new()
        {
            IsKnown = true,
            Title = Text.LatexText.Clean(paper.Title).Text,
            IsPreprint = true,
            Version = paper.Version,
            Doi = paper.Doi,
            Venue = paper.Venue is { } venue ? Answers.VenueOf(Text.LatexText.Clean(venue).Text) : null,
            Trouble = new StoredPaper(0, paper, [], default, default, null).IsWithdrawn ? WatchKind.Withdrawn : null,
        };
    }
}
