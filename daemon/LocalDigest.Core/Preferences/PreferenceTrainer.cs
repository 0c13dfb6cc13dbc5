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
/// statements that were on disk when it began: however many wait, few are needed.
/// </summary>
public sealed class PreferenceTrainer(
    ProfileTable profiles, Statements statements, PaperDescriptions descriptions, Judge judge, PreferenceTable versions, IPreferenceLearner learner, TimeProvider clock)
{
    /// <summary>A new version is not used where it is worse on held-out statements by more than this, in nats a statement.</summary>
    public const double Margin = 0.02;

    /// <summary>Fewer statements do not show which of two versions is better.</summary>
    public const int LeastCompared = 20;

    /// <summary>The difference must also be so many of its standard errors: 5% of equal versions look so much worse by chance.</summary>
    private const double Significance = 1.645;

    private readonly ConcurrentDictionary<(string Profile, DateTimeOffset CreatedAt), Turn> turns = new();

    /// <summary>What is known of one profile's trainings. Read and written by whoever holds the semaphore, but for <see cref="Asked"/>.</summary>
    private sealed class Turn
    {
        public SemaphoreSlim Semaphore { get; } = new(1);

        public long Asked;

        public long Covered { get; set; }

        public (PreferenceVersion Version, IPreferenceModel Model)? Model { get; set; }

        public (string Key, Preference Preference)? Ranked { get; set; }
    }

    /// <summary>Learns from everything that is on disk now. When it returns, the next list is ranked with it.</summary>
    /// <returns>The number of the version in use; 0 where the profile is gone.</returns>
    public async Task<int> LearnAsync(string profileId, CancellationToken ct)
    {
        if (profiles.Find(profileId) is not { } profile) return 0;
        var turn = TurnOf(profile);
        var asked = Interlocked.Increment(ref turn.Asked);
        await turn.Semaphore.WaitAsync(ct);
        try
        {
            // A training that began after this was asked has seen it.
            if (turn.Covered < asked)
            {
                var covers = Interlocked.Read(ref turn.Asked);
                Train(profile, turn);
                turn.Covered = covers;
            }
            Rank(profile, turn);
            return turn.Model?.Version.Version ?? 0;
        }
        finally
        {
            turn.Semaphore.Release();
        }
    }

    /// <summary>What the model in use says of all papers; null where nothing has been said of any.</summary>
    public Preference? For(Profile profile)
    {
        var turn = TurnOf(profile);
        turn.Semaphore.Wait();
        try
        {
            return Rank(profile, turn);
        }
        finally
        {
            turn.Semaphore.Release();
        }
    }

    /// <summary>Goes back to a version, until the next training makes a better one.</summary>
    /// <returns>The version; null where there is none of this number whose model is still kept.</returns>
    /// <exception cref="PreferenceException">The version does not fit the profile any more; the message says why.</exception>
    public PreferenceVersion? Rollback(Profile profile, int version)
    {
        var turn = TurnOf(profile);
        turn.Semaphore.Wait();
        try
        {
            if (versions.All(profile.Id).FirstOrDefault(known => known.Version == version) is { IsWhole: true } wanted && wanted.Basis != BasisOf(profile, descriptions.For(profile)))
            {
                throw new PreferenceException($"Version {version} was trained for interests or vectors that have changed since, and cannot rank by the present ones. Train a new one with POST …/model/retrain.");
            }
            var used = versions.Use(profile.Id, version, "It is used because you went back to it.");
            if (used is not null) turn.Model = null;
            return used;
        }
        finally
        {
            turn.Semaphore.Release();
        }
    }

    // A profile that was deleted and made anew has nothing of the one before.
    private Turn TurnOf(Profile profile) => turns.GetOrAdd((profile.Id, profile.CreatedAt), _ => new Turn());

    private Preference? Rank(Profile profile, Turn turn)
    {
        var view = descriptions.For(profile);
        var note = Load(profile, turn, view);
        if (note is not null) Train(profile, turn, note);
        if (turn.Model is not { } model || model.Version.Likes + model.Version.Dislikes == 0) return null;
        var verdicts = judge.Standing(profile);
        var judged = Judged(verdicts);
        var key = string.Create(CultureInfo.InvariantCulture, $"{model.Version.Version}/{profile.Revision}/{view.Change}/{judged.Count}/{(verdicts.Count == 0 ? default : verdicts.Values.Max(verdict => verdict.At)):O}");
        if (turn.Ranked is { } known && known.Key == key) return known.Preference;
        var preference = new Preference(model.Version, model.Model, view, judged);
        turn.Ranked = (key, preference);
        return preference;
    }

    /// <summary>Makes sure that the version in use is in memory and fits.</summary>
    /// <returns>Why a new one must be trained; null where none must.</returns>
    private string? Load(Profile profile, Turn turn, PaperView view)
    {
        if (turn.Model is null && versions.Used(profile.Id) is { } stored)
        {
            if (stored.Version.Learner != learner.Name) return $"The version before was of another learner, {stored.Version.Learner}.";
            try
            {
                turn.Model = (stored.Version, learner.Load(new MemoryStream(stored.Model)));
            }
            catch (InvalidDataException damaged)
            {
                return $"Version {stored.Version.Version} could not be read: {damaged.Message}";
            }
        }
        return turn.Model is { } model && model.Version.Basis != BasisOf(profile, view) ? "The interests or the papers' vectors have changed since the version before." : null;
    }

    /// <param name="profile">Whose.</param>
    /// <param name="turn">Held by the caller.</param>
    /// <param name="because">Why the version in use cannot be: it is then no measure for the new one. Null where it can.</param>
    private void Train(Profile profile, Turn turn, string? because = null)
    {
        var view = descriptions.For(profile);
        because ??= Load(profile, turn, view);
        var said = statements.Of(profile).Where(statement => view.Has(statement.PaperNumber)).ToList();
        var judged = Judged(judge.Standing(profile));
        var started = clock.GetTimestamp();
        var now = clock.GetUtcNow();
        var set = new TrainingSet
        {
            Documents = view.Of([.. said.Select(statement => statement.PaperNumber)], judged),
            Keys = [.. said.Select(statement => statement.PaperNumber)],
            Likes = [.. said.Select(statement => statement.Likes)],
            Weights = [.. said.Select(statement => statement.Weight)],
            Ages = [.. said.Select(statement => (float)Math.Max(0, (now - statement.At).TotalDays))],
            Background = view.Of(view.Sample, judged),
        };
        var model = learner.Train(set, CancellationToken.None);
        var milliseconds = clock.GetElapsedTime(started).TotalMilliseconds;
        var (isUsed, note) = because is null && turn.Model is { } before ? Compare(set, model, before) : (true, because ?? "It is the first.");
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
        if (isUsed) turn.Model = (version, model);
    }

    /// <summary>
    /// Whether a new version is used. Both are measured on the same statements, each held out from the version that is measured: what the
    /// old one was trained on by its own held-out figures (the folds are the same), what came later by its score.
    /// </summary>
    private static (bool IsUsed, string Note) Compare(TrainingSet set, IPreferenceModel model, (PreferenceVersion Version, IPreferenceModel Model) before)
    {
        var count = set.Keys.Length;
        if (count < LeastCompared) return (true, $"Fewer than {LeastCompared} statements do not show which version is better, so the newest is used.");
        var scores = new float[count];
        before.Model.Score(set.Documents, scores);
        double sum = 0, squares = 0, weights = 0;
        for (var i = 0; i < count; i++)
        {
            var old = before.Model.HeldOut.TryGetValue(set.Keys[i], out var heldOut) ? heldOut : scores[i];
            var difference = PreferenceScore.Surprise(model.HeldOut[set.Keys[i]], set.Likes[i]) - PreferenceScore.Surprise(old, set.Likes[i]);
            sum += set.Weights[i] * difference;
            squares += set.Weights[i] * difference * difference;
            weights += set.Weights[i];
        }
        var mean = sum / weights;
        var error = Math.Sqrt(Math.Max(0, squares / weights - mean * mean) / count);
        return mean > Margin && mean > Significance * error
            ? (false, string.Create(CultureInfo.InvariantCulture, $"It is kept but not used: on held-out statements it does worse than version {before.Version.Version}, by {mean:0.000} nats a statement (allowed: {Margin:0.00})."))
            : (true, string.Create(CultureInfo.InvariantCulture, $"On held-out statements it differs from version {before.Version.Version} by {mean:+0.000;-0.000} nats a statement; less is better."));
    }

    private string BasisOf(Profile profile, PaperView view) =>
        string.Create(CultureInfo.InvariantCulture, $"{learner.Name}; revision {profile.Revision}; {view.Embedding}, {view.Dimensions} dimensions; {view.Topics} topics");

    private static Dictionary<long, (int, int)> Judged(IReadOnlyDictionary<long, Verdict> verdicts) =>
        verdicts.Where(pair => pair.Value is { Relevance: not null, Novelty: not null }).ToDictionary(pair => pair.Key, pair => (pair.Value.Relevance!.Value, pair.Value.Novelty!.Value));
}

/// <summary>A model cannot be used as asked; the message says what to do.</summary>
public sealed class PreferenceException(string message) : Exception(message);
