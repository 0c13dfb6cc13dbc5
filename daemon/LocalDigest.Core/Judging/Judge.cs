using System.Collections.Concurrent;
using LocalDigest.Llm;
using LocalDigest.Papers;
using LocalDigest.Prefiltering;
using LocalDigest.Profiles;

namespace LocalDigest.Judging;

/// <summary>
/// Has the language model score papers against a profile's criteria. Each paper ends with a verdict on disk: its scores, or the reason
/// why it has none. Verdicts are stored as each answer arrives, so that an interrupted run asks nothing twice.
/// </summary>
public sealed class Judge(
    ChatModel model, VerdictTable table, JudgeHistory history, PromptCatalogue prompts, CallLedger ledger, TimeProvider clock)
{
    /// <summary>Papers that wait longer for a verdict are no news any more.</summary>
    private static readonly TimeSpan OwedFor = TimeSpan.FromDays(7);

    /// <summary>The judge is asked again about so many papers of a run; the next run asks about the others.</summary>
    private const int MostCheckedAgain = 12;

    private readonly ConcurrentDictionary<string, (Profile Profile, PromptTemplate Words, long Papers, long Changes, StandingVerdicts Verdicts)> standing = new(StringComparer.Ordinal);

    public bool IsConfigured => model.IsConfigured;

    /// <summary>Name of the model that judges.</summary>
    public string Model => model.Model;

    /// <summary>The verdicts that stand for a profile's criteria on papers as they are at one moment. They are read once for all who ask.</summary>
    /// <param name="profile">Whose criteria.</param>
    /// <param name="papers">The papers.</param>
    public StandingVerdicts Standing(Profile profile, PaperSnapshot papers)
    {
        // Counted before they are read: what is stored meanwhile makes these old.
        var (changes, words) = (table.Changes, prompts.For(profile.Id));
        if (standing.TryGetValue(profile.Id, out var known) && known.Profile.IsSameAs(profile) && known.Words == words
            && known.Papers == papers.Change && known.Changes == changes)
        {
            return known.Verdicts;
        }
        var verdicts = new StandingVerdicts(history.VerdictsOf(profile));
        standing[profile.Id] = (profile, words, papers.Change, changes, verdicts);
        return verdicts;
    }

    /// <summary>The question that is put to the judge for a profile, as it is worded now.</summary>
    public JudgePrompt PromptOf(Profile profile) => new(profile, prompts.For(profile.Id), TasteExamples.None);

    /// <summary>All grades of relevance that the judge has given by a profile's criteria as they are.</summary>
    public IEnumerable<int> GradesOf(Profile profile) =>
        history.VerdictsOf(profile).Values.Select(verdict => verdict.Relevance).OfType<int>();

    /// <summary>What judging a paper costs, estimated: tokens, and US dollars where a price is configured.</summary>
    public (long Tokens, double? Usd) CostOf(JudgePrompt prompt, StoredPaper paper)
    {
        var (read, written) = prompt.CostOf(paper, model.Options.PapersPerRequest);
        return (read + written, (double?)model.Options.Price(read, written, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime)));
    }

    /// <summary>
    /// What a profile's budget lets the judge take, in all runs together, and what it has taken of that; null where the budget is a share.
    /// </summary>
    public (SpendingLimit Limit, LlmCost Spent)? AllowanceOf(Profile profile)
    {
        const string refusal =
            "The profile's budget for the judge is used up. What is left is asked for in the next runs; raise digest.budget of the profile to have it sooner.";
        var (budget, today) = (profile.Digest.Budget, new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero));
        var from = today.AddDays(1) - (budget.UsdPerMonth is null ? BudgetSettings.Week : BudgetSettings.Month);
        if (budget is { UsdPerMonth: null, TokensPerDay: null }) return null;
        var (spent, first) = ledger.Since(profile.Id, JudgePrompt.Purpose, from);
        // A profile that has just begun has no week behind it.
        var days = (today - (first ?? today)).Days + 1;
        return (new SpendingLimit(from, refusal, budget.TokensPerDay * (long?)days, budget.UsdPerMonth), spent);
    }

    /// <summary>What judging papers will take.</summary>
    public JudgeEstimate Estimate(Profile profile, IReadOnlyCollection<StoredPaper> papers)
    {
        var prompt = PromptOf(profile);
        var costs = papers.Select(paper => CostOf(prompt, paper)).ToList();
        return new JudgeEstimate(
            papers.Count, costs.Sum(cost => cost.Tokens), costs.All(cost => cost.Usd is not null) ? costs.Sum(cost => cost.Usd) : null);
    }

    /// <summary>Those of some papers that have no final verdict of today's question and model.</summary>
    public IReadOnlyList<long> Unjudged(Profile profile, IReadOnlyCollection<long> papers)
    {
        var (now, known) = (clock.GetUtcNow(), table.Of(PromptOf(profile).Key, model.Model));
        return [.. papers.Where(paper => known.GetValueOrDefault(paper)?.IsFinal(now) != true)];
    }

    /// <summary>What judging has really cost in some runs together.</summary>
    public LlmCost SpentIn(IReadOnlyCollection<string> jobs) => ledger.Of(jobs, JudgePrompt.Purpose);

    /// <summary>The numbers of the papers about which the judge was asked lately and gave no verdict that is final.</summary>
    /// <param name="profile">By whose criteria.</param>
    public IReadOnlySet<long> Owed(Profile profile)
    {
        var now = clock.GetUtcNow();
        if (!IsConfigured) return new HashSet<long>();
        return table.Of(PromptOf(profile).Key, model.Model).Values
            .Where(verdict => (verdict.AwaitsCheck || !verdict.IsFinal(now)) && now - verdict.At < OwedFor)
            .Select(verdict => verdict.PaperNumber).ToHashSet();
    }

    /// <summary>Judges papers in a run of their own.</summary>
    /// <param name="profile">Whose criteria.</param>
    /// <param name="examples">Papers that show the profile's taste.</param>
    /// <param name="papers">The papers.</param>
    /// <param name="job">The run.</param>
    /// <param name="again">Papers are asked for again where their verdict is older; null to ask only for those without a final one.</param>
    /// <param name="bound">What a verdict is trusted for; the judge is asked again about papers that go beyond it.</param>
    /// <param name="advanced">Told after each answer how many papers have their verdict now.</param>
    /// <param name="ct">Stops; what was answered is kept.</param>
    public Task<JudgeReport> JudgeAsync(
        Profile profile, TasteExamples examples, IReadOnlyList<StoredPaper> papers, string job, DateTimeOffset? again, BoundVerdict bound,
        Action<int> advanced, CancellationToken ct) => JudgeAsync(profile, examples, papers, model.Begin(job, profile.Id), bound, advanced, ct, again);

    /// <summary>Judges the papers that have no final verdict yet.</summary>
    /// <param name="profile">Whose criteria.</param>
    /// <param name="examples">Papers that show the profile's taste.</param>
    /// <param name="papers">The shortlist.</param>
    /// <param name="session">The run's questions.</param>
    /// <param name="bound">What a verdict is trusted for; the judge is asked again about papers that go beyond it.</param>
    /// <param name="advanced">Told after each answer how many papers have their verdict now.</param>
    /// <param name="ct">Stops; what was answered is kept.</param>
    /// <param name="again">A final verdict that is older is asked for again; null for none.</param>
    /// <returns>The verdict of each paper, and what went wrong on the way, as sentences with the papers concerned.</returns>
    public async Task<JudgeReport> JudgeAsync(
        Profile profile, TasteExamples examples, IReadOnlyList<StoredPaper> papers, ModelSession session, BoundVerdict bound, Action<int> advanced,
        CancellationToken ct, DateTimeOffset? again = null)
    {
        var words = prompts.For(profile.Id);
        var prompt = new JudgePrompt(profile, words, examples);
        var sitting = new Sitting(prompt, session, AllowanceOf(profile)?.Limit, OnOwnScale(bound), papers);
        var known = table.Of(prompt.Key, session.Model);
        var open = new List<StoredPaper>();
        var now = clock.GetUtcNow();
        foreach (var paper in papers)
        {
            if (known.TryGetValue(paper.Number, out var verdict) && verdict.IsFinal(now) && !(verdict.At < again))
                sitting.Verdicts[paper.Number] = verdict;
            else open.Add(paper);
        }
        advanced(sitting.Verdicts.Count);

        // Papers without an acceptable verdict are asked for once more, in small batches, where less can get lost.
        var rest = await AskAsync(sitting, open, session.Options.PapersPerRequest, isLast: false, advanced, ct);
        await AskAsync(sitting, rest, Math.Max(1, session.Options.PapersPerRequest / 2), isLast: true, advanced, ct);
        await CheckAgainAsync(sitting, ct);
        var scale = history.OnOneScale(profile).Scale;
        return sitting.Report(verdict => scale.Put(new GivenVerdict(prompt.Key, session.Model, verdict)), words.Fault);

        // What is expected is on the common scale, what the judge says on its own.
        BoundVerdict OnOwnScale(BoundVerdict common)
        {
            var (known, judge) = (history.OnOneScale(profile).Scale, (prompt.Key, session.Model));
            return (paper, relevance) => common(paper, known.RelevanceOf(judge, relevance)) is { } most
                ? new VerdictBound(known.OwnRelevanceOf(judge, most.Unchecked), known.OwnRelevanceOf(judge, most.Checked))
                : null;
        }
    }

    /// <summary>Asks for all papers in batches side by side, and gives those that should be asked for again.</summary>
    private async Task<List<StoredPaper>> AskAsync(Sitting sitting, IReadOnlyList<StoredPaper> papers, int batchSize, bool isLast, Action<int> advanced, CancellationToken ct)
    {
        var again = new List<StoredPaper>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = sitting.Session.AtOnce, CancellationToken = ct };
        await Parallel.ForEachAsync(
            sitting.Prompt.Batches(papers, batchSize, sitting.Session.Options.ContextTokens), options, async (batch, ct) =>
        {
            var retry = await AskBatchAsync(sitting, batch, isLast, ct);
            lock (again)
            {
                again.AddRange(retry);
                advanced(sitting.Count);
            }
        });
        return again;
    }

    private async Task<IReadOnlyList<StoredPaper>> AskBatchAsync(Sitting sitting, StoredPaper[] batch, bool isLast, CancellationToken ct)
    {
        if (batch.Length > sitting.Most) return await AskPartsAsync(sitting, batch, sitting.Most, isLast, ct);
        if (sitting.InVain is { } reason)
        {
            Settle(sitting, [.. batch.Select(paper => (paper, reason(paper)))]);
            return [];
        }
        ChatAnswer answer;
        try
        {
            answer = await sitting.Session.AskAsync(
                sitting.Prompt.Ask(batch, sitting.Session.Options.ContextTokens) with { Limit = sitting.Limit }, ct);
        }
        catch (LlmException error)
        {
            if (error.MayBeMaterial && batch.Length > 1 && sitting.Session.GivenUp is null)
            {
                var half = (batch.Length + 1) / 2;
                if (error.Failure is LlmFailure.TimedOut or LlmFailure.ContextTooSmall) sitting.Lessen(half, error);
                return await AskPartsAsync(sitting, batch, half, isLast, ct);
            }
            if (!isLast && sitting.Session.GivenUp is null && !error.MayBeMaterial) return batch;
            Settle(sitting, [.. batch.Select(paper => (paper, None(paper, Of(error), error.Message, error.Failure)))]);
            return [];
        }

        var reading = VerdictParser.Parse(answer.Text, [.. batch.Select(paper => paper.Id)], sitting.Prompt.TopicCount);
        sitting.Invented(reading.Invented);
        var isInVain = reading.Items.Count == 0 && answer is { Refusal: null, IsFiltered: false, IsCut: false };
        sitting.Read(isInVain, paper => Unjudged(paper, null, answer, reading));
        var settled = new List<(StoredPaper, Verdict)>();
        var again = new List<StoredPaper>();
        foreach (var paper in batch)
        {
            var item = reading.Items.GetValueOrDefault(paper.Id);
            if (item is { Fault: null }) settled.Add((paper, Scored(paper, item, sitting.Bound(paper, item.Relevance))));
            else if (!isLast) again.Add(paper);
            else settled.Add((paper, Unjudged(paper, item, answer, reading)));
        }
        Settle(sitting, settled);
        return again;
    }

    private async Task<IReadOnlyList<StoredPaper>> AskPartsAsync(Sitting sitting, StoredPaper[] batch, int size, bool isLast, CancellationToken ct)
    {
        var again = new List<StoredPaper>();
        foreach (var part in batch.Chunk(size)) again.AddRange(await AskBatchAsync(sitting, part, isLast, ct));
        return again;
    }

    /// <summary>Stores verdicts, then lets them count.</summary>
    private void Settle(Sitting sitting, List<(StoredPaper Paper, Verdict Verdict)> verdicts)
    {
        if (verdicts.Count == 0) return;
        table.Save(sitting.Prompt, sitting.Session.Model, verdicts);
        sitting.Add(verdicts.Select(pair => pair.Verdict));
    }

    /// <summary>
    /// Asks about the papers that got far more than others like them once more, each alone. Where that fails, the paper counts as far as
    /// such papers do, and the next run asks.
    /// </summary>
    private async Task CheckAgainAsync(Sitting sitting, CancellationToken ct)
    {
        foreach (var (paper, verdict) in sitting.Awaiting().Take(MostCheckedAgain))
        {
            var most = sitting.Bound(paper, verdict.Answers[0].Relevance)?.Checked ?? verdict.Relevance!.Value;
            var answers = verdict.Answers.ToList();
            var (topic, lowest) = (verdict.Topic, answers[0]);
            var questions = sitting.Prompt.AskAgain(paper);
            foreach (var question in questions)
            {
                if (await AskOnceAsync(sitting, paper, question, ct) is not { } item) break;
                var answer = new JudgeAnswer(item.Relevance, item.Novelty, item.Comment);
                answers.Add(answer);
                if (answer.Relevance < lowest.Relevance) (topic, lowest) = (item.Topic, answer);
            }
            // One half alone says nothing of what stands in the other.
            if (answers.Count <= questions.Count) continue;
            Settle(sitting, [(paper, verdict with
            {
                Relevance = Math.Min(lowest.Relevance, most),
                Novelty = answers.Min(answer => answer.Novelty),
                Topic = topic,
                Comment = lowest.Comment,
                Answers = answers,
                At = clock.GetUtcNow(),
            })]);
        }
    }

    /// <summary>The acceptable verdict in the answer to a question about one paper; null where there is none.</summary>
    private static async Task<VerdictParser.Item?> AskOnceAsync(
        Sitting sitting, StoredPaper paper, ChatQuestion question, CancellationToken ct)
    {
        try
        {
            var answer = await sitting.Session.AskAsync(question with { Limit = sitting.Limit }, ct);
            return VerdictParser.Parse(answer.Text, [paper.Id], sitting.Prompt.TopicCount).Items.GetValueOrDefault(paper.Id) is { Fault: null } item ? item : null;
        }
        catch (LlmException error)
        {
            sitting.CheckFailure = error.Message;
            return null;
        }
    }

    private Verdict Scored(StoredPaper paper, VerdictParser.Item item, VerdictBound? bound) => new()
    {
        PaperNumber = paper.Number,
        State = VerdictState.Scored,
        Answers = bound is null ? [] : [new JudgeAnswer(item.Relevance, item.Novelty, item.Comment)],
        Relevance = Math.Min(item.Relevance, bound?.Unchecked ?? item.Relevance),
        Novelty = item.Novelty,
        Topic = item.Topic,
        Comment = item.Comment,
        At = clock.GetUtcNow(),
    };

    private Verdict Unjudged(StoredPaper paper, VerdictParser.Item? item, ChatAnswer answer, VerdictParser.Reading reading) =>
        answer.IsFiltered ? None(paper, VerdictState.Filtered, "The model's content filter stopped the answer.")
        : item is not null ? None(paper, VerdictState.Invalid, $"The model's verdict was not acceptable: {item.Fault}.")
        : answer.Refusal is not null ? None(paper, VerdictState.Refused, "The model declined to judge it.")
        : !reading.HasAnything && !answer.IsCut
            ? None(paper, VerdictState.Failed, "The model wrote nothing that can be read as a verdict. Choose another model if it stays so.", LlmFailure.NoAnswer)
        : None(paper, VerdictState.Missing, answer.IsCut ? "The model's answer was cut off before it." : "The model left it out of its answer.");

    private Verdict None(StoredPaper paper, VerdictState state, string detail, LlmFailure? failure = null) => new()
    {
        PaperNumber = paper.Number,
        State = state,
        Detail = detail,
        Failure = failure,
        At = clock.GetUtcNow(),
    };

    private static VerdictState Of(LlmException error) => error.Failure switch
    {
        LlmFailure.OverBudget or LlmFailure.OverProfileBudget => VerdictState.OverBudget,
        LlmFailure.ContentRefused => VerdictState.Filtered,
        _ => VerdictState.Failed,
    };
}

/// <summary>What came of judging.</summary>
/// <param name="Verdicts">One for each paper of the shortlist, by paper number.</param>
/// <param name="Faults">Papers without scores, grouped by the reason.</param>
/// <param name="Invented">Ids that the model judged although nobody had asked; they were ignored.</param>
/// <param name="Notes">What the user could set better, as sentences.</param>
/// <param name="CheckFailure">Why the judge could not be asked again about papers; null where it could.</param>
public sealed record JudgeReport(
    IReadOnlyDictionary<long, Verdict> Verdicts, IReadOnlyList<JudgeFault> Faults, IReadOnlyList<string> Invented, IReadOnlyList<string> Notes,
    string? CheckFailure);

/// <summary>Papers that have no scores, for one reason.</summary>
/// <param name="Verdict">That of one of them: state and cause are the same for all.</param>
/// <param name="Papers">Their ids.</param>
public sealed record JudgeFault(Verdict Verdict, IReadOnlyList<PaperId> Papers);
