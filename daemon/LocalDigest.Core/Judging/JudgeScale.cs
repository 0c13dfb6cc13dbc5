namespace LocalDigest.Judging;

/// <summary>A verdict and who gave it.</summary>
/// <param name="Prompt">How was asked: <see cref="JudgePrompt.Key"/>.</param>
/// <param name="Model">Which model answered.</param>
/// <param name="Verdict">What it said, on its own scale.</param>
internal sealed record GivenVerdict(string Prompt, string Model, Verdict Verdict)
{
    public (string Prompt, string Model) Judge => (Prompt, Model);
}

/// <summary>
/// Puts the grades of several judges (models, or versions of the prompt) on the scale of the first of them, by the papers that more than
/// one has judged.
/// </summary>
/// <remarks>
/// Equipercentile equating: a grade becomes the one that stands as high among the old grades of the same papers (Kolen and Brennan, "Test
/// Equating, Scaling, and Linking", 2014). Where few papers are there, the mean difference is trusted more than the quantiles, and no
/// difference more than that.
/// </remarks>
internal sealed class JudgeScale
{
    private const int Highest = 10;

    /// <summary>With so many papers the quantiles count as much as the mean difference.</summary>
    private const double HalfQuantiles = 20;

    /// <summary>With so many papers the mean difference counts half.</summary>
    private const double HalfShift = 1;

    private readonly Dictionary<(string Prompt, string Model), (int[] Relevance, int[] Novelty)> maps = [];
    private readonly Dictionary<(string Prompt, string Model), int> pairs = [];
    private readonly Dictionary<long, (int Relevance, int Novelty)> old = [];

    private JudgeScale(IReadOnlyList<(string Prompt, string Model)> judges) => Judges = judges;

    /// <summary>Those who gave grades, in the order in which they began.</summary>
    public IReadOnlyList<(string Prompt, string Model)> Judges { get; }

    /// <summary>Learns it.</summary>
    /// <param name="given">All verdicts on some criteria.</param>
    public static JudgeScale Learn(IReadOnlyCollection<GivenVerdict> given)
    {
        // A grade that was bounded because it surprised says nothing of the judge's scale.
        var judges = given.Where(one => one.Verdict is { Relevance: not null, Novelty: not null, Answers.Count: 0 })
            .GroupBy(one => one.Judge)
            .OrderBy(judge => judge.Min(one => one.Verdict.At)).ToList();
        var scale = new JudgeScale([.. judges.Select(judge => judge.Key)]);
        foreach (var judge in judges) scale.Add(judge.Key, [.. judge.Select(one => one.Verdict)]);
        return scale;
    }

    /// <summary>The verdict with its grades on the scale of the first judge.</summary>
    public Verdict Put(GivenVerdict given) =>
        given.Verdict is { Relevance: { } relevance, Novelty: { } novelty } && maps.TryGetValue(given.Judge, out var map)
            ? given.Verdict with
            {
                Relevance = map.Relevance[relevance - 1],
                Novelty = map.Novelty[novelty - 1],
                Answers = [.. given.Verdict.Answers.Select(answer => answer with
                {
                    Relevance = map.Relevance[answer.Relevance - 1],
                    Novelty = map.Novelty[answer.Novelty - 1],
                })],
            }
            : given.Verdict;

    /// <summary>What becomes of a judge's relevance on the scale, 1 to 10.</summary>
    public int RelevanceOf((string Prompt, string Model) judge, int relevance) =>
        maps.TryGetValue(judge, out var map) ? map.Relevance[relevance - 1] : relevance;

    /// <summary>The highest relevance of a judge's own that becomes no more than one on the scale; at least 1.</summary>
    public int OwnRelevanceOf((string Prompt, string Model) judge, int relevance) =>
        maps.TryGetValue(judge, out var map) ? Math.Max(1, map.Relevance.Count(mapped => mapped <= relevance)) : relevance;

    /// <summary>How many papers this judge and an earlier one have judged.</summary>
    public int PairsOf((string Prompt, string Model) judge) => pairs.GetValueOrDefault(judge);

    /// <summary>The grades of relevance on the scale, by paper: each by the first judge that gave one.</summary>
    public IEnumerable<KeyValuePair<long, int>> Relevance => old.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Relevance));

    /// <summary>What becomes of the grades 1, 2, … 10, by the grades that the same papers have on two scales.</summary>
    /// <param name="pairs">Grades on the new scale and on the old one.</param>
    internal static int[] MapOf(IReadOnlyList<(int New, int Old)> pairs)
    {
        var map = new int[Highest];
        int[] before = [.. pairs.Select(pair => pair.Old).Order()], after = [.. pairs.Select(pair => pair.New).Order()];
        var count = (double)pairs.Count;
        var shift = count == 0 ? 0 : (before.Average() - after.Average()) * count / (count + HalfShift);
        var trust = count / (count + HalfQuantiles);
        for (var grade = 1; grade <= Highest; grade++)
        {
            var mapped = count == 0 ? grade : (1 - trust) * (grade + shift) + trust * Equated(grade, before, after);
            map[grade - 1] = Math.Clamp((int)Math.Round(mapped, MidpointRounding.AwayFromZero), grade == 1 ? 1 : map[grade - 2], Highest);
        }
        return map;
    }

    /// <summary>The old grade below which as many of the old grades lie as of the new ones below a new grade.</summary>
    private static double Equated(int grade, int[] before, int[] after)
    {
        // Beyond what was seen, a grade is as far from the last one as it was.
        var seen = Math.Clamp(grade, after[0], after[^1]);
        var rank = after.Count(other => other < seen) + (after.Count(other => other == seen) - 1) / 2.0;
        var low = before[(int)Math.Floor(rank)];
        return low + (before[(int)Math.Ceiling(rank)] - low) * (rank - Math.Floor(rank)) + (grade - seen);
    }

    private void Add((string Prompt, string Model) judge, IReadOnlyList<Verdict> verdicts)
    {
        var both = verdicts.Where(verdict => old.ContainsKey(verdict.PaperNumber))
            .Select(verdict => (New: verdict, Old: old[verdict.PaperNumber])).ToList();
        // The first judge, and with it the scale, has no other before it.
        if (old.Count > 0)
        {
            maps[judge] = (
                MapOf([.. both.Select(pair => (pair.New.Relevance!.Value, pair.Old.Relevance))]),
                MapOf([.. both.Select(pair => (pair.New.Novelty!.Value, pair.Old.Novelty))]));
            pairs[judge] = both.Count;
        }
        foreach (var verdict in verdicts)
        {
            var mapped = Put(new GivenVerdict(judge.Prompt, judge.Model, verdict));
            old.TryAdd(verdict.PaperNumber, (mapped.Relevance!.Value, mapped.Novelty!.Value));
        }
    }
}
