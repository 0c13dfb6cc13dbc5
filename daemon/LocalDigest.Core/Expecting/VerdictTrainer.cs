using System.Collections.Concurrent;
using System.Globalization;
using LocalDigest.Judging;
using LocalDigest.Models;
using LocalDigest.Prefiltering;
using LocalDigest.Profiles;

namespace LocalDigest.Expecting;

/// <summary>
/// Learns from the judge's verdicts of earlier days what it would say of new papers, keeps the versions, and gives the one in use. Who reads never waits
/// for a training.
/// </summary>
public sealed class VerdictTrainer(PaperDescriptions descriptions, Judge judge, VerdictModelTable versions, FunnelTable funnel, IVerdictLearner learner, TimeProvider clock)
{
    /// <summary>With fewer verdicts there is nothing to expect.</summary>
    public const int LeastVerdicts = 10;

    /// <summary>
    /// How much a verdict counts that was given by an older wording of the criteria, or by a judge that was asked otherwise. In replays of
    /// two users with 100 verdicts of today beside 20 days of older ones, must-reads among the best quarter rise from .868 to .885 and from .777 to
    /// .831 where the judge still says the same, and fall to .861 and .754 where older verdicts mean nothing.
    /// </summary>
    private const float OlderWeight = 0.2f;

    /// <summary>It learns anew when there are so many more verdicts, or a tenth more where that is more.</summary>
    private const int LeastNews = 10;

    private readonly ConcurrentDictionary<(string Profile, DateTimeOffset CreatedAt), Known> known = new();

    /// <summary>What is known of one profile's model. Guarded by itself.</summary>
    private sealed class Known
    {
        public bool IsLoaded { get; set; }

        public (VerdictVersion Version, IVerdictModel Model)? Model { get; set; }

        public Expectation? Expectation { get; set; }
    }

    /// <summary>Learns anew where enough has been judged since, or where the model does not fit any more; otherwise nothing is done.</summary>
    /// <param name="profile">Whose.</param>
    /// <param name="ct">Gives it up.</param>
    /// <param name="withPrior">Where too little was judged, a version is made that says what the criteria say.</param>
    /// <returns>The new version; null where none was made.</returns>
    public async Task<VerdictVersion?> KeepAsync(Profile profile, CancellationToken ct, bool withPrior = false)
    {
        var view = descriptions.For(profile);
        var standing = judge.Standing(profile, view.Papers).Grades.Grades.Where(pair => view.Has(pair.Key));
        var grades = new SortedDictionary<long, int>(standing.ToDictionary(pair => pair.Key, pair => Math.Clamp(pair.Value.Relevance, 1, 10)));
        if (grades.Count < LeastVerdicts && !withPrior) return null;
        if (grades.Count < LeastVerdicts) grades.Clear();
        var basis = BasisOf(profile, view);
        var own = KnownOf(profile);
        lock (own)
        {
            if (Load(profile, own)?.Version is { } used && used.Basis == basis
                && Math.Abs(grades.Count - used.Quality.Verdicts) < Math.Max(LeastNews, used.Quality.Verdicts / 10)) return null;
        }
        IReadOnlyDictionary<long, int> older = grades.Count == 0 ? grades : funnel.GradesOf(profile.Id).Where(pair => view.Has(pair.Key) && !grades.ContainsKey(pair.Key)).ToDictionary();
        return await Task.Run(() => Train(profile, own, view, grades, older, basis, ct), ct);
    }

    /// <summary>What is expected of all papers; null where nothing was made yet, or where the model does not fit and a new one is not trained yet.</summary>
    public Expectation? Current(Profile profile)
    {
        var own = KnownOf(profile);
        lock (own)
        {
            if (Load(profile, own) is not { } used) return null;
            var view = descriptions.For(profile);
            if (used.Version.Basis != BasisOf(profile, view)) return null;
            var relevant = RelevantOf(profile);
            if (own.Expectation?.IsOf(used.Model, view, relevant) == true) return own.Expectation;
            return own.Expectation = new Expectation(used.Version, used.Model, view, relevant, own.Expectation);
        }
    }

    /// <summary>Goes back to a version, until enough was judged to learn anew.</summary>
    /// <returns>The version under its new number; null where there is none of this number whose model is still kept.</returns>
    public VerdictVersion? Rollback(Profile profile, int version)
    {
        var own = KnownOf(profile);
        lock (own)
        {
            var used = versions.UseAgain(profile.Id, version);
            if (used is not null) (own.IsLoaded, own.Model) = (false, null);
            return used;
        }
    }

    private VerdictVersion Train(
        Profile profile, Known own, PaperView view, SortedDictionary<long, int> grades, IReadOnlyDictionary<long, int> older, string basis, CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        long[] papers = [.. grades.Keys.Concat(older.Keys).Order()];
        var nobody = new JudgedPapers(new Dictionary<long, (int, int)>());
        var model = learner.Train(new VerdictSet
        {
            Documents = view.At([.. papers.Select(view.Papers.PlaceOf)], nobody, withTerms: true),
            Keys = papers,
            Grades = [.. papers.Select(paper => grades.TryGetValue(paper, out var grade) ? grade : older[paper])],
            Weights = [.. papers.Select(paper => grades.ContainsKey(paper) ? 1 : OlderWeight)],
            Background = view.At([.. view.Sample.Select(view.Papers.PlaceOf)], nobody, withTerms: true),
            Relevant = RelevantOf(profile),
            Criteria = view.Similarities.Scorer,
        }, ct);
        using var file = new MemoryStream();
        model.Save(file);
        var version = versions.Add(profile.Id, new VerdictVersion
        {
            Learner = learner.Name,
            Basis = basis,
            Quality = model.Quality,
            Milliseconds = Math.Round(clock.GetElapsedTime(started).TotalMilliseconds, 3),
        }, file.ToArray());
        lock (own) (own.IsLoaded, own.Model) = (true, (version, model));
        return version;
    }

    // A profile that was deleted and made anew has nothing of the one before.
    private Known KnownOf(Profile profile) => known.GetOrAdd((profile.Id, profile.CreatedAt), _ => new Known());

    /// <summary>Gives the version in use from memory, read from the store where it is not there yet. The caller holds the lock.</summary>
    private (VerdictVersion Version, IVerdictModel Model)? Load(Profile profile, Known own)
    {
        if (own.IsLoaded) return own.Model;
        own.IsLoaded = true;
        if (versions.Newest(profile.Id) is not { } stored || stored.Version.Learner != learner.Name) return null;
        try
        {
            own.Model = (stored.Version, learner.Load(new MemoryStream(stored.Model)));
        }
        catch (InvalidDataException)
        {
            // The verdicts are there: a new one is learned from them.
            own.Model = null;
        }
        return own.Model;
    }

    private static int RelevantOf(Profile profile) => Math.Clamp(profile.Digest.MinRelevance, 1, 10);

    private string BasisOf(Profile profile, PaperView view) => string.Create(
        CultureInfo.InvariantCulture,
        $"{learner.Name}; {judge.PromptOf(profile).Key}; {view.Embedding}, {view.Dimensions} dimensions; {view.Topics} topics");
}
