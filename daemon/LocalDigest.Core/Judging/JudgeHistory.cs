using LocalDigest.Llm;
using LocalDigest.Profiles;

namespace LocalDigest.Judging;

/// <summary>Who judged by a profile's criteria before, and how far today's judge says the same.</summary>
public sealed class JudgeHistory(ChatModel model, VerdictTable table, PromptCatalogue prompts)
{
    /// <summary>By so many papers that two judges have graded their scales are compared.</summary>
    private const int EnoughAnchors = 12;

    /// <summary>The verdicts that stand on texts as they are now, on one scale, by paper number.</summary>
    public IReadOnlyDictionary<long, Verdict> VerdictsOf(Profile profile) => OnOneScale(profile).Verdicts;

    /// <summary>How far today's judge says the same when it is asked again.</summary>
    public GradePairs WithItself(Profile profile)
    {
        var prompt = Asked(profile);
        return GradePairs.Of([.. table.Of(prompt.Key, model.Model).Values
            .Where(verdict => verdict is { Relevance: not null, RelevanceBefore: not null })
            .Select(verdict => (verdict.RelevanceBefore!.Value, verdict.Relevance!.Value))]);
    }

    /// <summary>How far today's judge says what the one before it said, each on its own scale.</summary>
    public GradePairs WithTheOneBefore(Profile profile)
    {
        var (given, _, scale) = OnOneScale(profile);
        var judges = given.Where(one => one.Verdict.Relevance is not null)
            .ToLookup(one => one.Judge, one => KeyValuePair.Create(one.Verdict.PaperNumber, one.Verdict.Relevance!.Value));
        var place = scale.Judges.Index().FirstOrDefault(judge => judge.Item == (Asked(profile).Key, model.Model)).Index;
        if (place == 0) return GradePairs.Of([]);
        var before = judges[scale.Judges[place - 1]].ToDictionary();
        return GradePairs.Of([.. judges[scale.Judges[place]].Where(paper => before.ContainsKey(paper.Key)).Select(paper => (before[paper.Key], paper.Value))]);
    }

    /// <summary>Which judge took the place of which; null where today's is the first, or has given no grade yet.</summary>
    public JudgeChange? ChangeOf(Profile profile)
    {
        var now = (Prompt: Asked(profile).Key, model.Model);
        var (given, _, scale) = OnOneScale(profile);
        var place = scale.Judges.Index().Where(judge => judge.Item == now).Select(judge => judge.Index).FirstOrDefault(0);
        if (place == 0) return null;
        return new JudgeChange(scale.Judges[place - 1].Model, now.Model, given.Where(one => one.Judge == now && one.Verdict.Relevance is not null).Min(one => one.Verdict.At), scale.PairsOf(now));
    }

    /// <summary>
    /// The numbers of a few papers that an earlier judge has graded and that today's judge should grade too, so that its grades can be put
    /// on the old scale: the newest of each grade in turn. Empty where enough are there, or where there was no other judge.
    /// </summary>
    public IReadOnlyList<long> Anchors(Profile profile)
    {
        var now = (Prompt: Asked(profile).Key, model.Model);
        var (given, _, scale) = OnOneScale(profile);
        if (!model.IsConfigured || scale.Judges is not [var first, ..] || first == now) return [];
        var known = given.Where(one => one.Judge == now).Select(one => one.Verdict.PaperNumber).ToHashSet();
        return
        [
            .. scale.Relevance.Where(paper => !known.Contains(paper.Key))
                .GroupBy(paper => paper.Value)
                .SelectMany(
                    grade => grade.OrderByDescending(paper => paper.Key).Select((paper, turn) => (paper.Key, turn, grade: grade.Key)))
                .OrderBy(paper => paper.turn).ThenByDescending(paper => paper.grade)
                .Take(Math.Max(0, EnoughAnchors - scale.PairsOf(now))).Select(paper => paper.Key),
        ];
    }

    /// <summary>All verdicts on a profile's criteria, the one of each paper that stands, and the scale on which its grades are.</summary>
    internal (IReadOnlyList<GivenVerdict> Given, IReadOnlyDictionary<long, Verdict> Verdicts, JudgeScale Scale) OnOneScale(Profile profile)
    {
        var given = table.Given(Asked(profile));
        var scale = JudgeScale.Learn(given);
        var verdicts = new Dictionary<long, Verdict>();
        // In the order of their making: the last one stands.
        foreach (var one in given) verdicts[one.Verdict.PaperNumber] = scale.Put(one);
        return (given, verdicts, scale);
    }

    private JudgePrompt Asked(Profile profile) => new(profile, prompts.For(profile.Id), TasteExamples.None);
}

/// <summary>A judge took the place of another.</summary>
/// <param name="Before">The model that judged before.</param>
/// <param name="Now">The model that judges; the same where it is asked in other words.</param>
/// <param name="Since">When it gave its first grade.</param>
/// <param name="Pairs">How many papers it and an earlier judge have judged: by them its grades are put on the old scale.</param>
public sealed record JudgeChange(string Before, string Now, DateTimeOffset Since, int Pairs);

/// <summary>How far two grades of relevance of the same papers agree.</summary>
/// <param name="Papers">How many papers have both.</param>
/// <param name="Same">The share to which both give the same grade; null where there is no paper.</param>
/// <param name="WithinOne">The share in which they differ by one at most.</param>
/// <param name="MeanDifference">The mean of the second less the first: how much higher the second is.</param>
public sealed record GradePairs(int Papers, double? Same, double? WithinOne, double? MeanDifference)
{
    internal static GradePairs Of(IReadOnlyCollection<(int First, int Second)> pairs) => pairs.Count == 0
        ? new GradePairs(0, null, null, null)
        : new GradePairs(
            pairs.Count, pairs.Average(pair => pair.First == pair.Second ? 1.0 : 0), pairs.Average(pair => Math.Abs(pair.First - pair.Second) <= 1 ? 1.0 : 0),
            pairs.Average(pair => (double)pair.Second - pair.First));
}
