using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using LocalDigest.Judging;
using LocalDigest.Models;
using LocalDigest.Prefiltering;
using LocalDigest.Profiles;

namespace LocalDigest.Preferences;

/// <summary>
/// Trains the models, keeps their versions and gives the one in use. Trainings of one profile go one after another, and one covers all
/// statements that were on disk when it began: however many wait, few are needed. Who reads never waits for a training.
/// </summary>
public sealed class PreferenceTrainer(
    ProfileTable profiles, Statements statements, PaperDescriptions descriptions, Judge judge, PreferenceTable versions,
    CrossedTermTable crossed, IShownPapers shown, IPreferenceLearner learner, TimeProvider clock)
{
    /// <summary>A new version is not used where it is worse on held-out statements by more than this, in nats a statement.</summary>
    public const double Margin = 0.02;

    /// <summary>Fewer statements do not show which of two versions is better.</summary>
    public const int LeastCompared = 20;

    /// <summary>With fewer statements there is nothing to learn that takes long.</summary>
    private const int LeastRefined = 20;

    /// <summary>The difference must also be so many of its standard errors: 5% of equal versions look so much worse by chance.</summary>
    private const double Significance = 1.645;

    private readonly ConcurrentDictionary<(string Profile, DateTimeOffset CreatedAt), Turn> turns = new();

    /// <summary>What is known of one profile's trainings.</summary>
    private sealed class Turn
    {
        private readonly Lock yielding = new();

        /// <summary>Ends the training that takes its time; null where none is under way. Guarded by <see cref="yielding"/>.</summary>
        private CancellationTokenSource? refining;

        /// <summary>Held by who trains.</summary>
        public SemaphoreSlim Training { get; } = new(1);

        public long Asked;

        /// <summary>The training that covers so many requests is finished. Guarded by <see cref="Training"/>.</summary>
        public long Covered { get; set; }

        /// <summary>The same for the trainings that took their time. Guarded by <see cref="Training"/>.</summary>
        public long Refined { get; set; }

        /// <summary>Guards what follows, for as long as it takes to load a model and to score papers by it.</summary>
        public Lock Reading { get; } = new();

        public (PreferenceVersion Version, IPreferenceModel Model)? Model { get; set; }

        public Preference? Preference { get; set; }

        /// <summary>The papers among which all were found that the model learned from.</summary>
        public PaperSnapshot? Whole { get; set; }

        /// <summary>The version that was found not to fit, and why, as a sentence.</summary>
        public (int Version, string Reason)? Unfit { get; set; }

        /// <summary>A training begins that takes its time, and that <see cref="Yield"/> ends.</summary>
        public CancellationToken BeginRefining(CancellationToken ct)
        {
            lock (yielding) return (refining = CancellationTokenSource.CreateLinkedTokenSource(ct)).Token;
        }

        public void EndRefining()
        {
            lock (yielding)
            {
                refining?.Dispose();
                refining = null;
            }
        }

        /// <summary>Somebody waits: what takes its time is begun anew when nobody does.</summary>
        public void Yield()
        {
            lock (yielding) refining?.Cancel();
        }
    }

    /// <summary>Learns from everything that is on disk now. When it returns, the next list is ranked with it.</summary>
    /// <returns>The number of the version in use; 0 where the profile is gone.</returns>
    public async Task<int> LearnAsync(string profileId, CancellationToken ct)
    {
        if (profiles.Find(profileId) is not { } profile) return 0;
        var turn = TurnOf(profile);
        var asked = Interlocked.Increment(ref turn.Asked);
        turn.Yield();
        await turn.Training.WaitAsync(ct);
        try
        {
            // A training that began after this was asked has seen it.
            if (turn.Covered < asked)
            {
                var covers = Interlocked.Read(ref turn.Asked);
                Train(profile, turn, isHurried: true, CancellationToken.None);
                turn.Covered = covers;
            }
            Current(profile);
            return turn.Model?.Version.Version ?? 0;
        }
        finally
        {
            turn.Training.Release();
        }
    }

    /// <summary>Learns what takes its time from what was said since the last time, as a version of its own; where nothing was, nothing is done.</summary>
    public async Task RefineAsync(string profileId, CancellationToken ct)
    {
        if (profiles.Find(profileId) is not { } profile) return;
        var turn = TurnOf(profile);
        if (turn.Refined == Interlocked.Read(ref turn.Asked)) return;
        await turn.Training.WaitAsync(ct);
        try
        {
            // Who waits for an answer comes first.
            if (turn.Covered != Interlocked.Read(ref turn.Asked)) return;
            var covers = turn.Covered;
            var yielding = turn.BeginRefining(ct);
            // Who asked before it could be ended is seen here.
            if (covers != Interlocked.Read(ref turn.Asked)) return;
            await Task.Run(() => Train(profile, turn, isHurried: false, yielding), ct);
            Current(profile);
            turn.Refined = covers;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // A thumb came in between, and is learned from now; this is done when it was.
        }
        finally
        {
            turn.EndRefining();
            turn.Training.Release();
        }
    }

    /// <summary>
    /// Trains anew where the version in use does not fit any more: the interests or the vectors changed, or papers that it learned from are
    /// gone. Where there is none, trains the first one if papers stand for the interest.
    /// </summary>
    public async Task KeepAsync(string profileId, CancellationToken ct)
    {
        if (profiles.Find(profileId) is not { } profile) return;
        Current(profile);
        var isFirst = TurnOf(profile).Model is null && profile.Seeds.Count > 0 && statements.Of(profile).Count > 0;
        if (isFirst || TurnOf(profile).Unfit is not null) await LearnAsync(profileId, ct);
    }

    /// <summary>What the model in use says of all papers; null where nothing has been said of any, or where the model does not fit and a new one is not trained yet.</summary>
    public Preference? Current(Profile profile)
    {
        var turn = TurnOf(profile);
        lock (turn.Reading)
        {
            var view = descriptions.For(profile);
            if (Load(profile, turn, view) is not { } model) return null;
            if (model.Version.Likes + model.Version.Dislikes == 0) return null;
            var judged = judge.Standing(profile, view.Papers).Grades;
            if (turn.Preference?.IsOf(model.Model, view, judged) == true) return turn.Preference;
            return turn.Preference = new Preference(model.Version, model.Model, view, judged, turn.Preference);
        }
    }

    /// <summary>Trains a model to try something. Nothing of it is stored, and the version in use stays.</summary>
    /// <param name="profile">Whose statements are learned from.</param>
    /// <param name="view">The papers, seen by the profile's interests or by others.</param>
    /// <param name="judged">The grades that count.</param>
    /// <param name="thumb">One more statement: a paper's number, and whether it is liked; null for none.</param>
    /// <param name="ct">Gives it up.</param>
    /// <returns>Null where nothing was said of any paper.</returns>
    public PreferenceTrial? Try(Profile profile, PaperView view, JudgedPapers judged, (long Paper, bool Likes)? thumb, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var said =
            statements.Of(profile).Where(statement => view.Has(statement.PaperNumber) && statement.PaperNumber != thumb?.Paper).ToList();
        if (thumb is { } given && view.Has(given.Paper)) said.Add(new Statement(given.Paper, given.Likes, 1, now, IsThumb: true));
        if (said.Count == 0) return null;
        said.Sort((one, other) => one.PaperNumber.CompareTo(other.PaperNumber));
        IPreferenceModel? used = null;
        var turn = TurnOf(profile);
        var own = descriptions.For(profile);
        lock (turn.Reading)
        {
            if (Load(profile, turn, own) is { } inUse && turn.Unfit is null) used = inUse.Model;
        }
        var set = SetOf(said, view, judged, now, shown.CountShownTo(profile.Id), isHurried: true, used, crossed.IdsOf(profile.Id));
        var model = learner.Train(set, ct);
        // By other interests the version in use is no measure.
        var isOwn = ReferenceEquals(view.Similarities.Interests, own.Similarities.Interests);
        var isBetter = !isOwn || used is null || Compare(set, model, () => used, "").IsUsed;
        return new PreferenceTrial(isBetter ? model : used!, view, judged);
    }

    /// <summary>Goes back to a version, until the next training makes a better one.</summary>
    /// <returns>The version; null where there is none of this number whose model is still kept.</returns>
    /// <exception cref="PreferenceException">The version does not fit the profile any more; the message says why.</exception>
    public PreferenceVersion? Rollback(Profile profile, int version)
    {
        var turn = TurnOf(profile);
        turn.Training.Wait();
        try
        {
            if (versions.All(profile.Id).FirstOrDefault(known => known.Version == version) is { IsWhole: true } wanted && wanted.Basis != BasisOf(profile, descriptions.For(profile)))
            {
                throw new PreferenceException($"Version {version} was trained for interests, crossed out terms or vectors that have changed since, and cannot rank by the present ones. Train a new one with POST …/model/retrain.");
            }
            var used = versions.Use(profile.Id, version, "It is used because you went back to it.");
            if (used is not null)
            {
                lock (turn.Reading) (turn.Model, turn.Whole) = (null, null);
            }
            return used;
        }
        finally
        {
            turn.Training.Release();
        }
    }

    // A profile that was deleted and made anew has nothing of the one before.
    private Turn TurnOf(Profile profile) => turns.GetOrAdd((profile.Id, profile.CreatedAt), _ => new Turn());

    /// <summary>Gives the version in use from memory, read from the store where it is not there yet. The caller holds <see cref="Turn.Reading"/>.</summary>
    /// <returns>Null where there is none, or where it cannot be used: <see cref="Turn.Unfit"/> says why then.</returns>
    private (PreferenceVersion Version, IPreferenceModel Model)? Load(Profile profile, Turn turn, PaperView view)
    {
        turn.Unfit = null;
        if (turn.Model is null && versions.Used(profile.Id) is { } stored)
        {
            if (stored.Version.Learner != learner.Name) return Unfit(stored.Version, $"The version before was of another learner, {stored.Version.Learner}.");
            try
            {
                turn.Model = (stored.Version, learner.Load(new MemoryStream(stored.Model)));
            }
            catch (InvalidDataException damaged)
            {
                return Unfit(stored.Version, $"Version {stored.Version.Version} could not be read: {damaged.Message}");
            }
        }
        if (turn.Model is not { } model) return null;
        if (model.Version.Basis != BasisOf(profile, view)) return Unfit(
            model.Version, "The interests, the terms that were crossed out, or the papers' vectors have changed since the version before.");
        if (turn.Whole == view.Papers) return model;
        var gone = model.Model.HeldOut.Keys.Count(paper => !view.Has(paper));
        if (gone == 0)
        {
            turn.Whole = view.Papers;
            return model;
        }
        var unfit = Unfit(model.Version, "Papers that the version before learned from are gone.");
        // While a part of them is there, the model serves until a new one is trained.
        return gone < model.Model.HeldOut.Count ? model : unfit;

        (PreferenceVersion, IPreferenceModel)? Unfit(PreferenceVersion version, string reason)
        {
            turn.Unfit = (version.Version, reason);
            return null;
        }
    }

    /// <summary>Trains a version. The caller holds <see cref="Turn.Training"/>.</summary>
    /// <param name="profile">Whose.</param>
    /// <param name="turn">Its trainings.</param>
    /// <param name="isHurried">Somebody waits: what takes long is left as it was learned before.</param>
    /// <param name="ct">Gives it up; nothing is kept of it.</param>
    private void Train(Profile profile, Turn turn, bool isHurried, CancellationToken ct)
    {
        var view = descriptions.For(profile);
        (PreferenceVersion Version, IPreferenceModel Model)? before;
        // Why the version in use cannot be: it is then no measure for the new one.
        string? because;
        lock (turn.Reading)
        {
            before = Load(profile, turn, view);
            because = turn.Unfit?.Reason;
        }
        var said = statements.Of(profile).Where(statement => view.Has(statement.PaperNumber)).ToList();
        // Where too little was said for anything that takes long, the version in use has it all.
        if (!isHurried && said.Count < LeastRefined) return;
        var judged = judge.Standing(profile, view.Papers).Grades;
        var started = clock.GetTimestamp();
        var set =
            SetOf(said, view, judged, clock.GetUtcNow(), shown.CountShownTo(profile.Id), isHurried, because is null ? before?.Model : null,
            crossed.IdsOf(profile.Id));
        var model = learner.Train(set, ct);
        var milliseconds = clock.GetElapsedTime(started).TotalMilliseconds;
        var (isUsed, note) = because is null && before is { } used
            ? Compare(set, model, () => used.Model, $"version {used.Version.Version}")
            : because is not null ? (true, because) : Compare(set, model, () => learner.Train(NothingSaid(set), ct), "the criteria alone");
        using var file = new MemoryStream();
        model.Save(file);
        var version = versions.Add(profile.Id, new PreferenceVersion
        {
            IsUsed = isUsed,
            Learner = learner.Name,
            Basis = BasisOf(profile, view),
            Settings = JsonSerializer.Serialize(learner.Settings),
            Note = note,
            Likes = model.Quality.Likes,
            Dislikes = model.Quality.Dislikes,
            Thumbs = said.Count(statement => statement.IsThumb),
            Auc = model.Quality.Auc,
            CriteriaAuc = model.Quality.CriteriaAuc,
            LogLoss = model.Quality.LogLoss,
            Milliseconds = Math.Round(milliseconds, 3),
        }, file.ToArray());
        if (!isUsed) return;
        lock (turn.Reading) (turn.Model, turn.Whole) = ((version, model), null);
    }

    /// <summary>What is learned from: statements, and papers of which nothing was said.</summary>
    internal static TrainingSet SetOf(
        IReadOnlyList<Statement> said, PaperView view, JudgedPapers judged, DateTimeOffset now, int shown, bool isHurried, IPreferenceModel? before,
        TermsLeftOut? leftOut = null) => new()
    {
        Documents = view.Of([.. said.Select(statement => statement.PaperNumber)], judged, leftOut ?? TermsLeftOut.None),
        Keys = [.. said.Select(statement => statement.PaperNumber)],
        Likes = [.. said.Select(statement => statement.Likes)],
        Weights = [.. said.Select(statement => statement.Weight)],
        Ages = [.. said.Select(statement => (float)Math.Max(0, (now - statement.At).TotalDays))],
        Background = view.Of(view.Sample, judged, leftOut ?? TermsLeftOut.None),
        Shown = shown,
        IsHurried = isHurried,
        Before = before,
    };

    /// <summary>What one learns from where nothing was said yet.</summary>
    private static TrainingSet NothingSaid(TrainingSet set) => new()
    {
        Documents = new DocumentFeatures(0, set.Documents.Dimensions, set.Documents.Topics), Keys = [], Likes = [], Weights = [], Ages = [], Background = set.Background, Shown = set.Shown,
    };

    /// <summary>
    /// Whether a new version is used. Both are measured on the same statements, each held out from the version that is measured: what the
    /// old one was trained on by its own held-out figures (the folds are the same), what came later by its score.
    /// </summary>
    private static (bool IsUsed, string Note) Compare(TrainingSet set, IPreferenceModel model, Func<IPreferenceModel> other, string name)
    {
        var count = set.Keys.Length;
        if (count < LeastCompared) return (true, $"Fewer than {LeastCompared} statements do not show whether it is better than {name}, so the newest is used.");
        var (scores, before) = (new float[count], other());
        before.Score(set.Documents, scores);
        double sum = 0, squares = 0, weights = 0;
        for (var i = 0; i < count; i++)
        {
            var old = before.HeldOut.TryGetValue(set.Keys[i], out var heldOut) ? heldOut : scores[i];
            var difference = PreferenceScore.Surprise(model.HeldOut[set.Keys[i]], set.Likes[i]) - PreferenceScore.Surprise(old, set.Likes[i]);
            sum += set.Weights[i] * difference;
            squares += set.Weights[i] * difference * difference;
            weights += set.Weights[i];
        }
        var mean = sum / weights;
        var error = Math.Sqrt(Math.Max(0, squares / weights - mean * mean) / count);
        return mean > Margin && mean > Significance * error
            ? (false, string.Create(CultureInfo.InvariantCulture, $"It is kept but not used: on held-out statements it does worse than {name}, by {mean:0.000} nats a statement (allowed: {Margin:0.00})."))
            : (true, string.Create(CultureInfo.InvariantCulture, $"On held-out statements it differs from {name} by {mean:+0.000;-0.000} nats a statement; less is better."));
    }

    private string BasisOf(Profile profile, PaperView view) =>
        string.Create(CultureInfo.InvariantCulture, $"{learner.Name}; revision {profile.Revision}; {view.Embedding}, {view.Dimensions} dimensions; {view.Topics} topics{CrossedOf(profile)}");

    /// <summary>What was crossed out, as a part of what a model is of; nothing where nothing was.</summary>
    private string CrossedOf(Profile profile) =>
        crossed.Of(profile.Id) is { Count: > 0 } terms
            ? "; without " + string.Join(", ", terms.Select(term => $"{term.Kind} {term.Name}")) : "";
}

/// <summary>A model cannot be used as asked; the message says what to do.</summary>
public sealed class PreferenceException(string message) : Exception(message);
