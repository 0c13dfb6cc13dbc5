using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Judging;
using LocalDigest.Models;
using LocalDigest.Papers;
using LocalDigest.Preferences;
using LocalDigest.Prefiltering;
using LocalDigest.Profiles;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Tests.Preferences;

public sealed class PreferenceTrainerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, TakesLong]
    public async Task A_version_that_is_worse_on_held_out_thumbs_is_kept_but_not_used_and_says_so()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(40));
        var services = daemon.Services;
        var profile = services.GetRequiredService<ProfileTable>().Find(Profile.DefaultId)!;
        Give(services, 0, 30);
        var learner = new SettableLearner();
        var trainer = Trainer(services, learner);
        Assert.Equal(1, await trainer.LearnAsync(profile.Id, Ct));

        // What it says of held-out papers is now wrong by much more than the margin.
        learner.Confidence = -2;
        Assert.Equal(1, await trainer.LearnAsync(profile.Id, Ct));
        var versions = services.GetRequiredService<PreferenceTable>().All(profile.Id);
        Assert.Equal([(2, false), (1, true)], versions.Select(version => (version.Version, version.IsUsed)));
        Assert.StartsWith("It is kept but not used: on held-out statements it does worse than version 1", versions[0].Note, StringComparison.Ordinal);

        // A little worse is as good; much better is better.
        learner.Confidence = 0.99f;
        Assert.Equal(3, await trainer.LearnAsync(profile.Id, Ct));
        learner.Confidence = 3;
        Assert.Equal(4, await trainer.LearnAsync(profile.Id, Ct));
    }

    [Fact]
    public async Task A_thumb_does_not_wait_for_the_training_that_takes_its_time_which_is_done_afterwards()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(40));
        var services = daemon.Services;
        Give(services, 0, 30);
        using var gate = new ManualResetEventSlim();
        using var learner = new SettableLearner { SlowGate = gate };
        var trainer = Trainer(services, learner);
        await trainer.LearnAsync(Profile.DefaultId, Ct);
        var refining = trainer.RefineAsync(Profile.DefaultId, Ct);
        learner.SlowBegun.Wait(Ct);
        Give(services, 30, 1);
        // It would wait for ever if it waited for the gate.
        Assert.Equal(2, await trainer.LearnAsync(Profile.DefaultId, Ct).WaitAsync(TimeSpan.FromMinutes(1), Ct));
        await refining;
        Assert.Equal(2, services.GetRequiredService<PreferenceTable>().All(Profile.DefaultId).Count);
        gate.Set();
        await trainer.RefineAsync(Profile.DefaultId, Ct);
        Assert.Equal(3, services.GetRequiredService<PreferenceTable>().All(Profile.DefaultId).Count);
        // And once is enough.
        await trainer.RefineAsync(Profile.DefaultId, Ct);
        Assert.Equal(3, services.GetRequiredService<PreferenceTable>().All(Profile.DefaultId).Count);
    }

    [Fact]
    public async Task The_learner_is_handed_ages_in_days_with_likes_and_weights_of_the_same_papers()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(4));
        var services = daemon.Services;
        var numbers = Enumerable.Range(0, 3).Select(i => services.GetRequiredService<PaperTable>().Find(PaperId.Arxiv($"2601.9{i:0000}"))!.Number).ToArray();
        var now = new DateTimeOffset(2026, 1, 21, 12, 0, 0, TimeSpan.Zero);
        Statement[] said =
        [
            new(numbers[0], true, 1, now.AddDays(-90), IsThumb: true), new(numbers[1], false, 0.5f, now.AddHours(-12), IsThumb: false), new(numbers[2], true, 0.3f, now.AddDays(1), IsThumb: false),
        ];
        var view = services.GetRequiredService<PaperDescriptions>().For(services.GetRequiredService<ProfileTable>().Find(Profile.DefaultId)!);
        var set = PreferenceTrainer.SetOf(said, view, new JudgedPapers(new Dictionary<long, (int, int)> { [numbers[1]] = (9, 4) }), now, shown: 7, isHurried: true, before: null);
        Assert.Equal(numbers, set.Keys);
        Assert.Equal([true, false, true], set.Likes);
        Assert.Equal([1f, 0.5f, 0.3f], set.Weights);
        // What was said in a future of the clock is said now.
        Assert.Equal([90f, 0.5f, 0f], set.Ages);
        Assert.Equal([float.NaN, 9f, float.NaN], set.Documents.Relevance);
        Assert.Equal([float.NaN, 4f, float.NaN], set.Documents.Novelty);
    }

    [Theory, TakesLong]
    [InlineData(1, 1 / 51.0)]
    [InlineData(50, 0.5)]
    [InlineData(150, 0.75)]
    public async Task Trust_in_what_was_learned_grows_with_the_statements(int thumbs, double trust)
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(160));
        var services = daemon.Services;
        Give(services, 0, thumbs);
        var trainer = Trainer(services, new SettableLearner());
        await trainer.LearnAsync(Profile.DefaultId, Ct);
        Assert.Equal(trust, trainer.Current(services.GetRequiredService<ProfileTable>().Find(Profile.DefaultId)!)!.Trust, 9);
    }

    [Fact]
    public async Task Few_thumbs_show_nothing_so_the_newest_is_used()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(40));
        Give(daemon.Services, 0, PreferenceTrainer.LeastCompared - 1);
        var learner = new SettableLearner();
        var trainer = Trainer(daemon.Services, learner);
        await trainer.LearnAsync(Profile.DefaultId, Ct);
        learner.Confidence = -2;
        Assert.Equal(2, await trainer.LearnAsync(Profile.DefaultId, Ct));
    }

    [Fact]
    public async Task One_training_serves_all_who_wait()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(40));
        Give(daemon.Services, 0, 10);
        using var learner = new SettableLearner { Gate = new ManualResetEventSlim() };
        var trainer = Trainer(daemon.Services, learner);
        var first = Task.Run(() => trainer.LearnAsync(Profile.DefaultId, Ct), Ct);
        learner.Begun.Wait(Ct);
        var others = Enumerable.Range(0, 20).Select(_ => trainer.LearnAsync(Profile.DefaultId, Ct)).ToList();
        learner.Gate.Set();
        Assert.Equal(1, await first);
        // The second training sees what they brought; none of them needs a third.
        Assert.All(await Task.WhenAll(others), version => Assert.Equal(2, version));
        Assert.Equal(2, learner.Trainings);
    }

    [Fact]
    public async Task Of_old_versions_only_the_figures_are_kept()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(5));
        Give(daemon.Services, 0, 3);
        var trainer = Trainer(daemon.Services, new SettableLearner());
        for (var i = 0; i < PreferenceTable.ModelsKept + 5; i++) await trainer.LearnAsync(Profile.DefaultId, Ct);
        var versions = daemon.Services.GetRequiredService<PreferenceTable>().All(Profile.DefaultId);
        Assert.Equal(PreferenceTable.ModelsKept + 5, versions.Count);
        Assert.Equal(PreferenceTable.ModelsKept, versions.Count(version => version.IsWhole));
        Assert.Null(trainer.Rollback(daemon.Services.GetRequiredService<ProfileTable>().Find(Profile.DefaultId)!, 3));
    }

    [Fact]
    public async Task A_thumb_overrules_libraries_and_the_weightiest_of_the_rest_counts()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(4));
        var services = daemon.Services;
        Give(services, 1, 1);
        var numbers = Numbers(services, 4);
        services.GetRequiredService<LibraryTable>().Replace(Profile.DefaultId, "own", [new LibraryPaper(numbers[1], DateTimeOffset.UnixEpoch), new LibraryPaper(numbers[2], DateTimeOffset.UnixEpoch)]);
        foreach (var number in numbers) services.GetRequiredService<SignalTable>().Record(Profile.DefaultId, number, Signal.Opened);
        var profile = services.GetRequiredService<ProfileTable>().Find(Profile.DefaultId)! with { Seeds = ["arxiv:2601.90003"] };
        var all = services.GetRequiredService<Statements>().Of(profile);
        Assert.Equal(
            [(numbers[0], true, 0.1f, false), (numbers[1], false, 1f, true), (numbers[2], true, 0.5f, false), (numbers[3], true, 0.5f, false)],
            all.Select(statement => (statement.PaperNumber, statement.Likes, statement.Weight, statement.IsThumb)));
    }

    private static PreferenceTrainer Trainer(IServiceProvider services, IPreferenceLearner learner) => new(
        services.GetRequiredService<ProfileTable>(), services.GetRequiredService<Statements>(), services.GetRequiredService<PaperDescriptions>(), services.GetRequiredService<Judge>(),
        services.GetRequiredService<PreferenceTable>(), services.GetRequiredService<CrossedTermTable>(), services.GetRequiredService<IShownPapers>(),
        learner, TimeProvider.System);

    /// <summary>Thumbs on made-up papers, down on every odd one.</summary>
    private static void Give(IServiceProvider services, int first, int count) => services.GetRequiredService<FeedbackTable>().Give(
        Profile.DefaultId, [.. Numbers(services, first + count).Skip(first).Select((number, i) => (number, (first + i) % 2 == 0 ? Thumb.Up : Thumb.Down))]);

    private static List<long> Numbers(IServiceProvider services, int count) =>
        [.. Enumerable.Range(0, count).Select(i => services.GetRequiredService<PaperTable>().Find(PaperId.Arxiv($"2601.9{i:0000}"))!.Number)];

    /// <summary>Says of every held-out paper what the user said of it, as sure as it is told to.</summary>
    private sealed class SettableLearner : IPreferenceLearner, IDisposable
    {
        public float Confidence { get; set; } = 1;

        public ManualResetEventSlim? Gate { get; init; }

        public ManualResetEventSlim Begun { get; } = new();

        /// <summary>Holds up the trainings that take their time.</summary>
        public ManualResetEventSlim? SlowGate { get; init; }

        public ManualResetEventSlim SlowBegun { get; } = new();

        public int Trainings { get; private set; }

        public string Name => "settable";

        public IReadOnlyDictionary<string, double> Settings => new Dictionary<string, double>();

        public IPreferenceModel Train(TrainingSet statements, CancellationToken ct = default)
        {
            Trainings++;
            Begun.Set();
            Gate?.Wait(ct);
            // What is learned of nothing, to compare with, is nobody's training.
            if (!statements.IsHurried && statements.Keys.Length > 0)
            {
                SlowBegun.Set();
                SlowGate?.Wait(ct);
            }
            return new SettableModel(statements, Confidence);
        }

        public IPreferenceModel Load(Stream stream) => throw new InvalidDataException("This preference model is never read back.");

        public void Dispose()
        {
            Gate?.Dispose();
            Begun.Dispose();
            SlowBegun.Dispose();
        }
    }

    private sealed class SettableModel(TrainingSet statements, float confidence) : IPreferenceModel
    {
        public PreferenceQuality Quality => new() { Likes = statements.Likes.Count(like => like), Dislikes = statements.Likes.Count(like => !like) };

        public IReadOnlyDictionary<long, float> HeldOut { get; } = statements.Keys.Select((key, i) => (key, i)).ToDictionary(pair => pair.key, pair => statements.Likes[pair.i] ? confidence : -confidence);

        public void Score(DocumentFeatures documents, Span<float> scores) => scores.Clear();

        public void Deviate(DocumentFeatures documents, Span<float> deviations) => deviations.Clear();

        public IReadOnlyList<PreferencePart> Explain(DocumentFeatures documents, int row, int most = 5) => [];

        public void Save(Stream stream) => stream.WriteByte(1);
    }
}
