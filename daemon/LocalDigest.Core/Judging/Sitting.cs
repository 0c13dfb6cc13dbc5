using LocalDigest.Llm;
using LocalDigest.Papers;

namespace LocalDigest.Judging;

/// <summary>One run of the judge over one shortlist; shared by the requests that are under way side by side.</summary>
internal sealed class Sitting(
    JudgePrompt prompt, ModelSession session, SpendingLimit? limit, BoundVerdict bound, IReadOnlyList<StoredPaper> papers)
{
    /// <summary>
    /// After so many answers in which no verdict could be read, with none that could be between them, nothing more is asked.
    /// </summary>
    private const int AnswersInVain = 2;

    private const string FewerAtOnce = "Fewer papers were judged at once. ";

    private readonly Lock adding = new();
    private readonly List<string> invented = [];
    private readonly List<string> notes = [];
    private int most = int.MaxValue;
    private int answersInVain;
    private Func<StoredPaper, Verdict>? inVain;

    public JudgePrompt Prompt { get; } = prompt;

    public ModelSession Session { get; } = session;

    public SpendingLimit? Limit { get; } = limit;

    public BoundVerdict Bound { get; } = bound;

    public Dictionary<long, Verdict> Verdicts { get; } = [];

    public int Count
    {
        get
        {
            lock (adding) return Verdicts.Count;
        }
    }

    public void Add(IEnumerable<Verdict> verdicts)
    {
        lock (adding)
        {
            foreach (var verdict in verdicts) Verdicts[verdict.PaperNumber] = verdict;
        }
    }

    /// <summary>How many papers the model can judge at once, as far as is known.</summary>
    public int Most
    {
        get
        {
            lock (adding) return most;
        }
    }

    /// <summary>The verdict on all papers that are left, since the model's answers cannot be read; null while they can.</summary>
    public Func<StoredPaper, Verdict>? InVain
    {
        get
        {
            lock (adding) return inVain;
        }
    }

    /// <summary>The model could not judge more at once than half of what it was asked.</summary>
    public void Lessen(int to, LlmException because)
    {
        lock (adding)
        {
            most = Math.Min(most, to);
            if (!notes.Contains(FewerAtOnce + because.Message, StringComparer.Ordinal)) notes.Add(FewerAtOnce + because.Message);
        }
    }

    /// <summary>Why the judge could not be asked again about some papers; null where it could.</summary>
    public string? CheckFailure { get; set; }

    /// <summary>The papers about which the judge is to be asked again, the highest grades first.</summary>
    public IReadOnlyList<(StoredPaper Paper, Verdict Verdict)> Awaiting() =>
    [
        .. papers.Where(paper => Verdicts[paper.Number].AwaitsCheck).Select(paper => (paper, Verdicts[paper.Number]))
            .OrderByDescending(pair => pair.Item2.Answers[0].Relevance).ThenByDescending(pair => pair.Item2.Answers[0].Novelty),
    ];

    /// <summary>An answer was read.</summary>
    public void Read(bool isInVain, Func<StoredPaper, Verdict> verdict)
    {
        lock (adding)
        {
            if (Session.Correction is { } correction && !notes.Contains(correction, StringComparer.Ordinal)) notes.Add(correction);
            answersInVain = isInVain ? answersInVain + 1 : 0;
            if (answersInVain >= AnswersInVain) inVain ??= verdict;
        }
    }

    public void Invented(IReadOnlyList<string> ids)
    {
        lock (adding) invented.AddRange(ids);
    }

    /// <param name="onScale">Puts a verdict on the common scale.</param>
    /// <param name="fault">What is wrong with the user's own prompt, as a sentence; null for nothing.</param>
    public JudgeReport Report(Func<Verdict, Verdict> onScale, string? fault)
    {
        var faults = papers
            .Where(paper => Verdicts[paper.Number].State != VerdictState.Scored)
            .GroupBy(paper => (Verdicts[paper.Number].State, Verdicts[paper.Number].Detail, Verdicts[paper.Number].Failure))
            .Select(group => new JudgeFault(Verdicts[group.First().Number], [.. group.Select(paper => paper.Id)]))
            .ToList();
        var onOneScale = Verdicts.ToDictionary(pair => pair.Key, pair => onScale(pair.Value));
        return new JudgeReport(
            onOneScale, faults, [.. invented.Distinct(StringComparer.Ordinal)], fault is null ? notes : [fault, .. notes], CheckFailure);
    }
}
