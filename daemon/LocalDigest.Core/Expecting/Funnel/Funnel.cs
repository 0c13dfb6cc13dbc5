using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LocalDigest.Judging;
using LocalDigest.Llm;
using LocalDigest.Models;
using LocalDigest.Prefiltering;
using LocalDigest.Profiles;
using LocalDigest.Text;

namespace LocalDigest.Expecting;

/// <summary>
/// Decides within a profile's budget which papers the judge gets to see, keeps what was decided, and says what it cost and what may have been missed.
/// </summary>
public sealed class Funnel(
    FunnelTable table, VerdictTrainer expecting, Prefilter prefilter, Judge judge, TitleScreen titles, TimeProvider clock)
{
    /// <summary>A must-read is what the judge gives so much, unless it gives that hardly ever.</summary>
    private const int MustReadGrade = 9;

    /// <summary>So many papers tell what is usual in a store.</summary>
    private const int LeastUsual = 50;

    /// <summary>
    /// The chance of a paper whose title was dismissed to be judged all the same, so that what is missed by titles can be estimated.
    /// </summary>
    private const double DismissedChance = 0.1;

    /// <summary>Estimates rest on so many days.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromDays(28);

    /// <summary>
    /// Learns from the latest verdicts before a run puts its papers in order. A run that is taken up again has decided already: it learns
    /// when it is over.
    /// </summary>
    public async Task LearnAsync(Profile profile, string job, CancellationToken ct)
    {
        if (table.Of(profile.Id, job).Count == 0) await expecting.KeepAsync(profile, ct, withPrior: true);
    }

    /// <summary>Decides, and stores it before anything is asked. What the same run has decided before stands.</summary>
    /// <param name="profile">Whose.</param>
    /// <param name="job">The run.</param>
    /// <param name="shortlist">What the prefilter lets through, in order, and what it does not.</param>
    /// <param name="promise">By what papers are put in order, for each that is in the store.</param>
    /// <returns>The same papers, each with what becomes of it; and why nothing may be spent, where that is so.</returns>
    public (IReadOnlyList<Shortlisted> Shortlist, Saying? Problem) Decide(
        Profile profile, string job, IReadOnlyList<Shortlisted> shortlist, Func<long, double> promise)
    {
        var decided = table.Of(profile.Id, job);
        var expectation = expecting.Current(profile);
        var (now, mustRead, verdicts) = (clock.GetUtcNow(), MustReadOf(profile), expectation?.Version.Quality.Verdicts ?? 0);
        List<Shortlisted> open = [.. shortlist.Where(item => item.Outcome == Shortlisting.Listed && !decided.ContainsKey(item.Paper.Number))];
        var rows = new Dictionary<long, FunnelRow>();
        var prompt = judge.PromptOf(profile);
        foreach (var item in shortlist.Where(item => item.IsListed && !decided.ContainsKey(item.Paper.Number)))
        {
            var cost = judge.CostOf(prompt, item.Paper);
            rows[item.Paper.Number] = new FunnelRow
            {
                Paper = item.Paper.Number,
                Job = job,
                At = now,
                Forecast = expectation?.ForecastOf(item.Paper.Number) ?? GradeScale.Usual.Forecast(0),
                Verdicts = verdicts,
                Chance = 1,
                IsShown = true,
                Tokens = cost.Tokens,
                Usd = cost.Usd,
                Criteria = prompt.CriteriaKey,
            };
        }
        var memory = table.Since(profile.Id, now - Memory);
        var (chances, problem) = Plan(profile, [.. open.Select(item => rows[item.Paper.Number])], memory, judge.AllowanceOf(profile), mustRead, expectation, promise, now);
        foreach (var item in open)
        {
            var chance = chances.GetValueOrDefault(item.Paper.Number);
            rows[item.Paper.Number] = rows[item.Paper.Number] with { Chance = chance, IsShown = chance >= 1 || Uniform(job, item.Paper.Number) < chance };
        }
        table.Save(profile.Id, job, rows.Values);
        return ([.. shortlist.Select(Outcome)], problem);

        Shortlisted Outcome(Shortlisted item)
        {
            if (item.Outcome != Shortlisting.Listed) return item;
            var row = rows.GetValueOrDefault(item.Paper.Number) ?? decided[item.Paper.Number];
            if (row.IsShown) return row.Chance < 1 ? item with { Outcome = Shortlisting.Drawn } : item;
            if (row.IsDismissed == true) return Dismissed(item);
            return item with
            {
                Outcome = Shortlisting.BeyondBudget,
                WhyNot = expectation is { IsPrior: false } known && known.GradeOf(item.Paper.Number) is { } grade
                    ? new Saying("decision-below-cut-expected", grade.ToString("0.0", CultureInfo.InvariantCulture))
                    : new Saying("decision-below-cut"),
            };
        }
    }

    /// <summary>
    /// Has the titles of what was decided to be shown looked at by a cheap model, where there is one. What it dismisses is shown only by a
    /// small chance, which is stored as that of other papers below the cut.
    /// </summary>
    /// <param name="profile">Whose.</param>
    /// <param name="job">The run.</param>
    /// <param name="shortlist">From <see cref="Decide"/>.</param>
    /// <param name="session">The run's questions.</param>
    /// <param name="ct">Stops.</param>
    /// <returns>The same papers, each with what becomes of it; and what went wrong, as a sentence.</returns>
    public async Task<(IReadOnlyList<Shortlisted> Shortlist, string? Failure)> LookAtTitlesAsync(
        Profile profile, string job, IReadOnlyList<Shortlisted> shortlist, ModelSession session, CancellationToken ct)
    {
        if (!titles.IsConfigured) return (shortlist, null);
        var rows = table.Of(profile.Id, job);
        var unjudged = judge.Unjudged(profile, [.. rows.Keys]).ToHashSet();
        var open = shortlist.Where(item => item.Outcome == Shortlisting.Listed && unjudged.Contains(item.Paper.Number)
            && rows[item.Paper.Number].IsDismissed is null);
        var limit = judge.AllowanceOf(profile)?.Limit;
        var report = await titles.ReadAsync(profile, open.Select(item => item.Paper), session, limit, ct);
        var seen = report.Asked.ToDictionary(paper => paper, paper => report.Dismissed.Contains(paper)
            ? rows[paper] with { IsDismissed = true, Chance = DismissedChance, IsShown = Uniform(job + " title", paper) < DismissedChance }
            : rows[paper] with { IsDismissed = false });
        table.Save(profile.Id, job, seen.Values);
        return ([.. shortlist.Select(item => seen.GetValueOrDefault(item.Paper.Number) switch
        {
            { IsDismissed: true, IsShown: true } => item with { Outcome = Shortlisting.Drawn },
            { IsDismissed: true } => Dismissed(item),
            _ => item,
        })], report.Failure);
    }

    /// <summary>The numbers of the papers that the profile's runs have considered from a moment on.</summary>
    public IReadOnlyList<long> Considered(Profile profile, DateTimeOffset from) =>
        [.. table.Since(profile.Id, from).Select(row => row.Paper)];

    /// <summary>The numbers of the papers of the last week that were considered by other criteria than those of today.</summary>
    public IReadOnlyList<long> Stale(Profile profile)
    {
        var criteria = judge.PromptOf(profile).CriteriaKey;
        var rows = table.Since(profile.Id, clock.GetUtcNow() - BudgetSettings.Week);
        return [.. rows.Where(row => row.Criteria is { } before && before != criteria).Select(row => row.Paper)];
    }

    /// <summary>Notes what the judge said of papers.</summary>
    public void Judged(Profile profile, IReadOnlyDictionary<long, Verdict> verdicts) => table.Judged(
        profile.Id, verdicts.Values.Where(verdict => verdict.Confirmed is not null).Select(verdict => KeyValuePair.Create(verdict.PaperNumber, verdict.Confirmed!.Value)));

    /// <summary>How far the judge's word on a paper is trusted, by what was expected of it before it was judged.</summary>
    /// <param name="profile">Whose papers.</param>
    public BoundVerdict BoundOf(Profile profile)
    {
        var rows = table.Since(profile.Id, clock.GetUtcNow() - Memory).ToDictionary(row => row.Paper);
        var (expectation, similarities) = (expecting.Current(profile), prefilter.Similarities(profile));
        var surprise = Surprise.Learn(
            [.. rows.Values.Where(row => row.Relevance is not null).Select(row => row.Likelihood(row.Relevance!.Value))]);
        return (paper, relevance) =>
        {
            var row = rows.GetValueOrDefault(paper.Number);
            if ((row?.Forecast ?? expectation?.ForecastOf(paper.Number)) is not { } forecast) return null;
            // The criteria alone tell papers apart by what is usual in the store: few papers tell little of that, and in a store of a
            // single subject the least near is near still.
            var isOfCriteria = row is null ? expectation is { IsPrior: true } : row.Verdicts == 0;
            if (isOfCriteria && (similarities.Papers.Count < LeastUsual || similarities.ClosenessOf(paper.Number) is not Closeness.Far))
                return null;
            var hasTrace = SuspiciousText.HasTrace($"{paper.Paper.Title}\n{paper.Paper.Abstract}");
            return surprise.BoundOf(forecast, relevance, hasTrace);
        };
    }

    /// <summary>What was considered, judged and spent, and which share of what matters the judge has seen: of four weeks, and week by week, the newest first.</summary>
    public FunnelReport Report(Profile profile)
    {
        var rows = table.Since(profile.Id, clock.GetUtcNow() - 3 * Memory);
        var (mustRead, relevant) = (MustReadOf(profile), profile.Digest.MinRelevance);
        var since = clock.GetUtcNow() - Memory;
        return new FunnelReport(
            mustRead, relevant, Part(DateOnly.FromDateTime(since.UtcDateTime), [.. rows.Where(row => row.At >= since)]),
            [.. rows.GroupBy(row => MondayOf(row.At)).OrderByDescending(week => week.Key).Select(week => Part(week.Key, [.. week]))]);

        FunnelPart Part(DateOnly from, List<FunnelRow> part)
        {
            string[] jobs = [.. part.Select(row => row.Job).Distinct(StringComparer.Ordinal)];
            var (spent, onTitles) = (judge.SpentIn(jobs), titles.SpentIn(jobs));
            var shown = part.Where(row => row.IsShown).Sum(row => row.Tokens);
            var all = part.Sum(row => row.Tokens);
            // What an estimated token has really cost.
            var truth = spent.Tokens > 0 && shown > 0 ? spent.Tokens / (double)shown : 1;
            return new FunnelPart(
                from, part.Count, part.Count(row => row.Relevance is not null), spent.Tokens + onTitles.Tokens, (long)Math.Round(all * truth),
                spent.Usd + onTitles.Usd,
                SeenShare.Estimate(Considered(part, mustRead)), SeenShare.Estimate(Considered(part, relevant)));
        }
    }

    /// <summary>
    /// What was expected of the judge and what it said: of twelve weeks, null where nothing was expected, and week by week, the newest
    /// first.
    /// </summary>
    public (ExpectationCheck? Whole, IReadOnlyList<ExpectationCheck> Weeks) ExpectationChecks(Profile profile)
    {
        // What was forecast without a verdict to learn from says what the criteria say.
        var rows = table.Since(profile.Id, clock.GetUtcNow() - 3 * Memory).Where(row => row is { Relevance: not null, Verdicts: > 0 })
            .ToList();
        return (rows.Count == 0 ? null : Check(rows), [.. rows.GroupBy(row => MondayOf(row.At)).OrderByDescending(week => week.Key).Select(week => Check([.. week]))]);

        ExpectationCheck Check(List<FunnelRow> part)
        {
            var expected = part.Select(row => 1 + row.Forecast.Sum(chance => (double)chance)).ToList();
            var auc = PreferenceScore.Auc(
                [.. part.Select(row => (float)row.Likelihood(profile.Digest.MinRelevance))], [.. part.Select(row => row.Relevance >= profile.Digest.MinRelevance)]);
            return new ExpectationCheck(
                part.Min(row => MondayOf(row.At)), part.Count, expected.Average(), part.Average(row => row.Relevance!.Value),
                part.Zip(expected, (row, mean) => Math.Abs(row.Relevance!.Value - mean)).Average(), auc);
        }
    }

    /// <summary>What the judge read in the last four weeks, and what it may have missed.</summary>
    public IReadOnlyList<Saying> Say(Profile profile)
    {
        var whole = Report(profile).Whole;
        var used = whole.TokensOfAll > 0 ? Math.Min(1, whole.TokensUsed / (double)whole.TokensOfAll) : 1;
        var read = new Saying("foot-read", Saying.Number(whole.Judged), Saying.Number(whole.Papers), Saying.Percent(used));
        return whole.MustReads is { } seen && whole.Judged < whole.Papers
            ? [read, new Saying("foot-seen", Saying.Percent(seen.Share), Saying.Percent(seen.Low), Saying.Percent(seen.High))]
            : [read];
    }

    /// <summary>The grade of must-reads: 9, or less where the judge gives that to fewer than one paper in a hundred; never less than relevant.</summary>
    private int MustReadOf(Profile profile)
    {
        int[] grades = [.. judge.GradesOf(profile)];
        var grade = Math.Max(MustReadGrade, profile.Digest.MinRelevance);
        while (grades.Length > 0 && grade > profile.Digest.MinRelevance && grades.Count(given => given >= grade) < Math.Max(3, grades.Length / 100)) grade--;
        return grade;
    }

    private Shortlisted Dismissed(Shortlisted item) =>
        item with { Outcome = Shortlisting.DismissedByTitle, WhyNot = new Saying("decision-by-title", titles.Model) };

    private static (IReadOnlyDictionary<long, double> Chances, Saying? Problem) Plan(
        Profile profile, IReadOnlyList<FunnelRow> open, IReadOnlyList<FunnelRow> memory, (SpendingLimit Limit, LlmCost Spent)? allowance, int mustRead,
        Expectation? expectation, Func<long, double> promise, DateTimeOffset now)
    {
        var budget = profile.Digest.Budget;
        var isMoney = budget.UsdPerMonth is not null;
        if (isMoney && open.Any(row => row.Usd is null)) return (new Dictionary<long, double>(), new Saying("notice-no-price"));
        var isNow = open.Select(row => row.Paper).ToHashSet();
        List<FunnelRow> past = [.. memory.Where(row => row.At > now - BudgetSettings.Week && !isNow.Contains(row.Paper))];
        // Papers of earlier days are measured by what is known today, as those of today are.
        FunnelCandidate Candidate(FunnelRow row, bool isOpen) => new(
            row.Paper, promise(row.Paper), (row with { Forecast = expectation?.ForecastOf(row.Paper) ?? row.Forecast }).Likelihood(mustRead), isMoney ? Math.Max(row.Usd ?? 0, 1e-9) : row.Tokens, isOpen);
        List<FunnelCandidate> papers = [.. open.Select(row => Candidate(row, true)), .. past.Select(row => Candidate(row, false))];
        var all = papers.Sum(paper => paper.Cost);
        if (allowance is { Limit.Tokens: { } tokens, Spent: var taken })
            return (FunnelPlan.Chances(papers, tokens, tokens - taken.Tokens), null);
        if (allowance is { Limit.Usd: { } usd, Spent: var paid })
            return (FunnelPlan.Chances(papers, usd / BudgetSettings.Month.TotalDays * Days(past, now), usd - (paid.UsdAtLeast ?? 0)), null);
        var verdicts = expectation?.Version.Quality.Verdicts ?? 0;
        // What forecasts of far fewer verdicts got wrong says little of those of today.
        var error = ForecastError.Learn(Considered(memory.Where(row => row.At >= now - Memory && row.Verdicts >= verdicts / 2), mustRead));
        var share = budget.Share ?? FunnelPlan.ShareFor(papers, budget.Seen ?? BudgetSettings.UsualSeen, error, verdicts);
        return (FunnelPlan.Chances(papers, share * all, double.PositiveInfinity), null);
    }

    /// <summary>How many days the papers that share a budget are of, today included; a profile that has just begun has no week behind it.</summary>
    private static double Days(List<FunnelRow> past, DateTimeOffset now) =>
        past.Count == 0 ? 1 : Math.Clamp(Math.Ceiling((now - past.Min(row => row.At)).TotalDays) + 1, 1, BudgetSettings.Week.TotalDays);

    private static List<Considered> Considered(IEnumerable<FunnelRow> rows, int grade) =>
        [.. rows.Select(row => new Considered(row.Likelihood(grade), row.Chance, row.Relevance is { } given ? given >= grade : null))];

    private static DateOnly MondayOf(DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        return day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
    }

    /// <summary>A number from 0 to 1 that nobody can foresee and that is the same when the run is taken up again.</summary>
    private static double Uniform(string job, long paper) =>
        BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{job} {paper}")))) / (ulong.MaxValue + 1.0);
}

/// <summary>What the funnel did.</summary>
/// <param name="MustReadGrade">From which grade on a paper is a must-read.</param>
/// <param name="RelevantGrade">From which grade on it is relevant.</param>
/// <param name="Whole">Of the last four weeks.</param>
/// <param name="Weeks">Week by week, the newest first.</param>
public sealed record FunnelReport(int MustReadGrade, int RelevantGrade, FunnelPart Whole, IReadOnlyList<FunnelPart> Weeks);

/// <summary>What the funnel did with the papers of some days.</summary>
/// <param name="From">The first day.</param>
/// <param name="Papers">How many came in.</param>
/// <param name="Judged">How many of them the judge graded.</param>
/// <param name="TokensUsed">What was spent on judging.</param>
/// <param name="TokensOfAll">What judging all of them would have cost.</param>
/// <param name="Usd">US dollars spent on judging; null where no price is configured.</param>
/// <param name="MustReads">Which share of the must-reads was seen; null where there is none as far as anybody knows.</param>
/// <param name="Relevant">The same for relevant papers.</param>
public sealed record FunnelPart(DateOnly From, int Papers, int Judged, long TokensUsed, long TokensOfAll, double? Usd, SeenShare? MustReads, SeenShare? Relevant);
