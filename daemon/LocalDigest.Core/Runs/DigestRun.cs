using System.Collections.Concurrent;
using System.Globalization;
using LocalDigest.Delivery;
using LocalDigest.Digests;
using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Jobs;
using LocalDigest.Judging;
using LocalDigest.Papers;
using LocalDigest.Prefiltering;
using LocalDigest.Profiles;
using LocalDigest.Ranking;
using LocalDigest.Reading;
using LocalDigest.Sources;
using LocalDigest.Storage;
using LocalDigest.Text;

namespace LocalDigest.Runs;

/// <summary>
/// Makes a digest: reads the sources, finds what is news, shortlists, judges, chooses, reads the best in full, writes. After a crash it goes on behind the last
/// thing that was finished; what it asked the outside is not asked again.
/// </summary>
public sealed class DigestRun(
    Database database, ProfileTable profiles, PaperTable papers, Harvester harvester, LibrarySync librarySync, LibraryTable libraries, Embeddings embeddings, Prefilter prefilter, Judge judge,
    Ranker ranker, DayReader reader, StyleCatalogue styles, DigestSanitiser sanitiser, DigestTable digests, DeliveryTable deliveries, TimeProvider clock) : IJobKind
{
    private const int MostMissed = 5;

    /// <summary>A first digest looks back so far.</summary>
    private static readonly TimeSpan FirstLookBack = TimeSpan.FromDays(7);

    /// <summary>Runs for one profile write the same digests, so they go one after another.</summary>
    private readonly ConcurrentDictionary<string, SemaphoreSlim> turns = new(StringComparer.Ordinal);

    public string Kind => "digest";

    /// <summary>What is kept on disk between the parts, to go on after a crash.</summary>
    private sealed record Memory
    {
        public IReadOnlyList<HarvestReport> Harvests { get; init; } = [];

        public bool IsSample { get; init; }

        /// <summary>The digest is of the day on which the run began, or a later one.</summary>
        public bool IsToday { get; init; }

        /// <summary>Papers that had arrived by then are considered; set when all sources have been read.</summary>
        public DateTimeOffset? Until { get; init; }

        /// <summary>Up to when the digest before had considered papers.</summary>
        public DateTimeOffset? After { get; init; }
    }

    public async Task<JobOutcome> RunAsync(Job job, JobProgress progress, CancellationToken ct)
    {
        var request = job.ReadRequest<DigestRequest>();
        var profile = profiles.Find(request.Profile);
        if (profile is null)
        {
            progress.Report(new Problem("profile", $"There is no profile '{request.Profile}' any more."));
            return new JobOutcome(JobState.Failed);
        }
        var turn = turns.GetOrAdd(profile.Id, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(ct);
        try
        {
            var words = styles.WordsFor(profile.Language);
            var memory = await HarvestAsync(job, request, profile, progress, ct);
            var days = DaysOf(request, memory);
            var (news, others) = FindNews(request, profile, memory, days, words);
            progress.Begin("prefilter", news.Count);
            var embedding = await embeddings.CatchUpAsync(ct);
            if (embedding.Problem is not null) progress.Report(new Problem("embedding", embedding.Notice!));
            var shortlist = prefilter.Shortlist(profile, news, ranker.For(profile).PreferenceOf);
            var existing = papers.Find(digests.PapersOf(DigestId(request)));
            var listed = shortlist.Where(item => item.IsListed).Select(item => item.Paper).ToList();
            progress.Count("considered", news.Count);
            progress.Count("shortlisted", listed.Count);

            var open = listed.Concat(existing.Where(paper => listed.All(item => item.Number != paper.Number))).ToList();
            var asking = reader.Begin(profile, job.Id);
            var judged = await JudgeAsync(asking, open, progress, ct);

            var order = ranker.For(profile);
            var usefulness = order.Preference?.Usefulness([.. open.Select(paper => paper.Number)]);
            var selected = Selection.Choose(
                [.. open.Select(paper => new Contender(paper, order.Of(paper), usefulness?.GetValueOrDefault(paper.Number) ?? 0))], profile.Digest, existing.Select(paper => paper.Number).ToHashSet(), words);
            progress.Count("selected", selected.Papers.Count);

            var style = request.Style ?? profile.Digest.Style;
            var readings = await reader.ReadAsync(asking, style, [.. selected.Papers.Select(contender => contender.Paper)], progress, ct);
            var shown = digests.ShownTo(profile.Id);
            var entries = selected.Papers.Select(contender => Entry(contender, shown, selected.Explored, papers.Sightings(contender.Paper.Number), readings.GetValueOrDefault(contender.Paper.Number), words)).ToList();
            var overview = await reader.OverviewAsync(asking, style, [.. selected.Papers.Zip(entries, (contender, entry) => new DayPaper(contender.Paper.Id, entry.Title, entry.Reading?.Tldr ?? entry.Abstract, entry.Comment))], progress, ct);

            progress.Begin("digest");
            ct.ThrowIfCancellationRequested();
            var filtered = shortlist.Where(item => !item.IsListed).Select(item => new Decision(item.Paper.Number, Outcome(item.Outcome), words.Say(item.WhyNot!))).ToList();
            var counts = new DigestCounts
            {
                Considered = news.Count,
                Shortlisted = open.Count,
                Judged = judged?.Verdicts.Values.Count(verdict => verdict.State == VerdictState.Scored) ?? 0,
                Selected = entries.Count,
            };
            var content = sanitiser.Clean(new DigestContent
            {
                Id = DigestId(request),
                Profile = profile.Id,
                ProfileName = profile.Name,
                Date = request.Date,
                Language = profile.Language,
                Style = style,
                WrittenAt = clock.GetUtcNow(),
                IsSample = entries.Exists(entry => entry.IsSample),
                Notices = DayReport.Write(request.Date, days, memory.Harvests, counts, others, judged, embedding, memory.IsSample, entries.Exists(entry => entry.IsSample), words),
                Papers = entries,
                Overview = overview,
                Groups = Groups(profile, selected.Papers),
                Missed = entries.Count > 0 ? [] : Missed([.. open.OrderByDescending(paper => order.ScoreOf(paper.Number)), .. shortlist.Where(item => !item.IsListed).Select(item => item.Paper)], [.. selected.Decisions, .. filtered], order, words),
                Sources = [.. memory.Harvests.Select(harvest => new SourceOutcome(harvest.Spec.Kind, DayReport.Label(harvest.Spec, words), harvest.Listed, harvest.Added, harvest.Failure))],
                Counts = counts,
                Model = judged is null ? null : judge.Model,
                Criteria = profile.Interests,
            });
            database.Write(session =>
            {
                digests.Save(session, content, [.. selected.Papers.Select(contender => contender.Paper)], [.. others, .. filtered, .. selected.Decisions], memory.Until!.Value, job.Id);
                if (request.Deliver && !(request.WillBeTriedAgain && DayReport.MayPass(content))) deliveries.Add(session, content.Id, profile.Delivery);
            });
            var isWhole = !progress.HasProblems;
            return new JobOutcome(isWhole ? JobState.Succeeded : JobState.Partial, content.Id);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<Memory> HarvestAsync(Job job, DigestRequest request, Profile profile, JobProgress progress, CancellationToken ct)
    {
        var sources = request.Sources ?? profile.Sources;
        var memory = progress.Recall<Memory>() ?? new Memory
        {
            After = digests.ConsideredUntil(profile.Id, request.Date),
            IsToday = request.Date >= Today(job.CreatedAt),
        };
        progress.Begin("harvest", sources.Count);
        progress.Advance(memory.Harvests.Count);
        if (memory.Until is null)
        {
            foreach (var spec in sources.Skip(memory.Harvests.Count))
            {
                var fetched = memory.Harvests.Sum(harvest => harvest.Listed);
                var harvest = ZoteroSource.Reads(spec)
                    ? await librarySync.HarvestAsync(profile, spec, ct)
                    : await harvester.HarvestAsync(spec, request.Date, memory.IsToday, request.Since, more => progress.Count("fetched", fetched += more), ct);
                memory = memory with { Harvests = [.. memory.Harvests, harvest] };
                progress.Remember(memory);
                progress.Advance();
            }
            if (request.SampleIfUnreachable && memory.Harvests.All(harvest => harvest.Failure is not null) && !papers.HasReal())
            {
                await harvester.HarvestAsync(SampleSource.Spec, request.Date, isToday: true, since: null, _ => { }, ct);
                memory = memory with { IsSample = true };
            }
            // A digest of a past day has considered that day's papers, not what came in today.
            memory = memory with { Until = memory.IsToday ? clock.GetUtcNow() : new DateTimeOffset(request.Date.AddDays(1), default, TimeSpan.Zero) };
            progress.Remember(memory);
        }
        progress.Count("fetched", memory.Harvests.Sum(harvest => harvest.Listed));
        progress.Count("new", memory.Harvests.Sum(harvest => harvest.Added));
        var english = styles.WordsFor("en");
        foreach (var harvest in memory.Harvests.Where(harvest => harvest.Failure is not null))
        {
            progress.Report(new Problem(harvest.Spec.Kind, $"{DayReport.Label(harvest.Spec, english)}: {harvest.Failure}"));
        }
        return memory;
    }

    /// <summary>The days whose papers are wanted, whenever they came in; null for those that came in since the last digest.</summary>
    private static (DateOnly From, DateOnly To)? DaysOf(DigestRequest request, Memory memory) =>
        memory.IsToday && request.Since is null ? null : (request.Since ?? WorkdayBefore(request.Date), request.Date);

    private (IReadOnlyList<StoredPaper> News, IReadOnlyList<Decision> Others) FindNews(DigestRequest request, Profile profile, Memory memory, (DateOnly From, DateOnly To)? days, Labels words)
    {
        var arrivals = new Dictionary<long, Arrival>();
        // The sample day is shown again on each day until there is something real.
        var isSampleAnew = memory.IsSample && digests.Find(DigestId(request)) is null;
        if (memory.IsToday)
        {
            DateTimeOffset? after = isSampleAnew ? null : memory.After ?? memory.Until!.Value - FirstLookBack;
            foreach (var arrival in papers.Arrived(after, memory.Until!.Value)) arrivals[arrival.Paper.Number] = arrival;
        }
        if (days is var (from, to))
        {
            foreach (var arrival in papers.Dated(from, to)) arrivals.TryAdd(arrival.Paper.Number, arrival);
        }
        var sources = request.Sources is { Count: > 0 } named ? named : profile.Sources;
        if (memory.IsSample) sources = [SampleSource.Spec];
        // Who names days, or reads nothing, wants what is stored whatever its age.
        var isAsked = days is not null || request.Sources is { Count: 0 };
        var shown = isSampleAnew ? new Dictionary<long, Shown>() : digests.ShownTo(profile.Id);
        return Candidates.Choose([.. arrivals.Values], sources, shown, libraries.All(profile.Id).Select(paper => paper.PaperNumber).ToHashSet(), request.Date, words, isAsked ? null : profile.Digest.MaxAgeDays);
    }

    private async Task<JudgeReport?> JudgeAsync(SummaryRun asking, IReadOnlyList<StoredPaper> open, JobProgress progress, CancellationToken ct)
    {
        if (!judge.IsConfigured) return null;
        progress.Begin("judge", open.Count);
        var told = 0;
        var report = await judge.JudgeAsync(asking.Profile, open, asking.Job, asking.Budget, done =>
        {
            progress.Advance(done - told);
            told = done;
        }, ct);
        progress.Count("judged", report.Verdicts.Values.Count(verdict => verdict.State == VerdictState.Scored));
        foreach (var fault in report.Faults)
        {
            progress.Count("verdicts-" + fault.Verdict.State.ToString().ToLowerInvariant(), report.Verdicts.Values.Count(verdict => verdict.State == fault.Verdict.State));
            progress.Report(new Problem("judge", fault.Verdict.Detail!, [.. fault.Papers.Select(id => id.Value)]));
        }
        if (report.Invented.Count > 0)
        {
            progress.Count("verdicts-invented", report.Invented.Count);
            progress.Report(new Problem("judge", report.Invented.Count == 1
                ? "The model judged a paper that nobody had asked about; it was ignored."
                : $"The model judged {report.Invented.Count} papers that nobody had asked about; they were ignored.", report.Invented));
        }
        return report;
    }

    private static string DigestId(DigestRequest request) =>
        string.Create(CultureInfo.InvariantCulture, $"{request.Profile}-{request.Date:yyyy-MM-dd}");

    private static DigestPaper Entry(
        Contender contender, IReadOnlyDictionary<long, Shown> shown, IReadOnlySet<long> explored, IReadOnlyList<Sighting> sightings, PaperReading? reading, Labels words)
    {
        var paper = contender.Paper.Paper;
        var ranked = contender.Ranked;
        var verdict = ranked.Verdict;
        return new DigestPaper
        {
            Id = paper.Id.Value,
            ArxivId = paper.Id.IsArxiv ? paper.Id.Local : null,
            Version = paper.Version,
            IsNewVersion = shown.TryGetValue(contender.Paper.Number, out var before) && !before.TextHash.AsSpan().SequenceEqual(contender.Paper.TextHash),
            Title = TitleOf(contender.Paper, words),
            IsSample = contender.Paper.IsSample,
            Url = paper.Url,
            Authors = [.. paper.Authors.Select(author => author.Name)],
            Abstract = paper.Abstract,
            Published = paper.Published,
            Categories = paper.Categories,
            Venue = paper.Venue ?? reading?.Summary.Venue,
            AuthorsNote = paper.Comment,
            CodeUrl = paper.CodeUrl ?? reading?.Summary.CodeUrl,
            ProjectUrl = paper.ProjectUrl ?? reading?.Summary.ProjectUrl,
            ListedBy = [.. sightings.Where(sighting => sighting.Kind != ListingKind.Imported).Select(sighting => sighting.Source).Distinct(StringComparer.Ordinal)],
            Upvotes = sightings.Max(sighting => sighting.Popularity),
            Score = ranked.Score,
            Similarity = ranked.Similarity,
            Preference = ranked.Preference,
            IsExploration = explored.Contains(contender.Paper.Number),
            Relevance = verdict?.Relevance,
            Novelty = verdict?.Novelty,
            Comment = verdict?.Comment,
            Topic = ranked.Topic is { } topic ? $"{topic.Number}. {topic.Title}" : null,
            Reasons = [.. (explored.Contains(contender.Paper.Number) ? [Selection.WhyExploration, .. ranked.Reasons] : ranked.Reasons).Select(words.Say)],
            State = verdict?.State == VerdictState.Scored ? "judged" : words.Say([new Saying("reason-unjudged"), .. verdict?.Cause is { } cause ? [cause] : (Saying[])[]]),
            IsFlagged = verdict?.IsFlagged ?? false,
            Reading = reading?.Reading,
            Figures = reading?.Figures ?? [],
        };
    }

    /// <summary>The papers by the profile's topics, in the order in which the user wrote them; a paper near none of them is in no group.</summary>
    private static IReadOnlyList<DigestGroup> Groups(Profile profile, IReadOnlyList<Contender> chosen) =>
    [
        .. profile.ParseInterests().Topics
            .Select(topic => new DigestGroup(topic.Title, [.. chosen.Where(contender => contender.Ranked.Topic?.Number == topic.Number).Select(contender => contender.Paper.Id.Value)]))
            .Where(group => group.Papers.Count > 0),
    ];

    /// <summary>The first of the papers that did not come in, each with the reason.</summary>
    private static IReadOnlyList<MissedPaper> Missed(IReadOnlyList<StoredPaper> inOrder, IReadOnlyList<Decision> decisions, Order order, Labels words)
    {
        var reasons = decisions.ToDictionary(decision => decision.PaperNumber, decision => decision.Reason);
        return [.. inOrder.Take(MostMissed).Select(paper => new MissedPaper(paper.Id.Value, TitleOf(paper, words), paper.Paper.Url, order.ScoreOf(paper.Number), reasons[paper.Number]))];
    }

    /// <summary>An invented paper is marked in its title, so that no style, feed, message or reader of JSON can lose the mark.</summary>
    private static string TitleOf(StoredPaper paper, Labels words) => paper.IsSample ? words.Fill("invented-title", [paper.Paper.Title]) : paper.Paper.Title;

    private static string Outcome(Shortlisting shortlisting) => shortlisting switch
    {
        Shortlisting.NegativeKeyword => Selection.NegativeKeyword,
        Shortlisting.BelowSimilarity => Selection.BelowSimilarity,
        _ => Selection.BeyondShortlist,
    };

    private DateOnly Today(DateTimeOffset moment) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, clock.LocalTimeZone).DateTime);

    private static DateOnly WorkdayBefore(DateOnly date)
    {
        do date = date.AddDays(-1);
        while (date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday);
        return date;
    }
}
