using System.Globalization;
using LocalDigest.Models;

namespace LocalDigest.Benchmarks;

/// <summary>
/// <c>quality funnel</c>: which share of the must-reads the judge gets to see where it reads a part of the papers only, chosen by what it said on earlier
/// days, beside the criteria alone.
/// </summary>
internal static class FunnelQuality
{
    private const int EvaluationDays = 20, Starts = 6, Draws = 17;

    /// <summary>The part of the tokens in replays of the estimate.</summary>
    private const double ReplayedShare = 0.25, Exploration = 0.05;

    private static readonly double[] Parts = [1 / 4.0, 1 / 6.0, 1 / 8.0];

    // Where the program listed a part of each day only, the judge saw what is listed; otherwise the better half by the criteria, and a twentieth of the others.
    private static readonly (string Name, double MustRead, int Relevant, bool IsListed)[] Users =
        [("astro-galaxies", 9, 7, false), ("embodied-vlm", 10, 8, true), ("rl-agents", 9, 8, true), ("llm-foundations", 10, 9, true)];

    private static readonly int[] Verdicts = [20, 50, 100], Days = [5, 20, 60];

    public static void Run()
    {
        if (EvaluationData.Folder() is not { } data)
        {
            Console.Error.WriteLine("skipped: no ../shared/data");
            return;
        }
        using var embedding = ScienceEmbedding.OpenShipped();
        var table = new Table(["must-reads seen", "verdicts", "quarter", "  criteria", "sixth", "  criteria", "eighth", "  criteria", "Brier", "  base rate", "seconds"]);
        var estimates = new Table(["share of relevant seen", "true", "estimate", "missed", "  bias", "in interval", "width", "replays"]);
        foreach (var user in Users)
        {
            var history = new FunnelHistory(EvaluationData.User(data, user.Name, user.MustRead), user.Relevant, user.IsListed, embedding);
            Add(table, history);
            Estimate(estimates, history);
        }
        Console.WriteLine($"The share of the must-reads of the {EvaluationDays} days that follow, where one cut spends a part of their tokens. Mean of {Starts} starts.");
        table.Write(Console.Out);
        Console.WriteLine($"Its estimate, where the judge reads {ReplayedShare:0%} of the tokens of the papers that have a grade, a twentieth of it below the cut: {Starts} starts after 20 days, {Draws} draws each.");
        estimates.Write(Console.Out);
    }

    private static void Add(Table table, FunnelHistory history)
    {
        var isFirst = true;
        foreach (var (count, isDays) in Verdicts.Select(count => (count, false)).Concat(Days.Select(count => (count, true))))
        {
            var results = Enumerable.Range(0, Starts).Select(start => history.Learn(start, Starts, isDays ? count : 20, EvaluationDays, isDays ? int.MaxValue : count))
                .OfType<FunnelHistory.Later>().Where(later => later.MustReads >= 10).Select(later => Measure(history, later)).ToList();
            if (results.Count == 0) continue;
            string Mean(int i) => results.Average(result => result[i]).ToString(i == 8 ? "0.0" : "0.000", CultureInfo.InvariantCulture);
            table.Add([isFirst ? history.Name : "", isDays ? $"{count} days" : $"{count}", .. Enumerable.Range(0, 9).Select(Mean)]);
            isFirst = false;
        }
    }

    private static double[] Measure(FunnelHistory history, FunnelHistory.Later later)
    {
        // Papers that were never judged have no truth.
        int[] known = [.. Enumerable.Range(0, later.Papers.Length).Where(i => history.Papers[later.Papers[i]].Relevance is not null)];
        double Error(Func<int, double> likelihood) => known.Average(i => Math.Pow(likelihood(i) - (history.IsRelevant(later.Papers[i]) ? 1 : 0), 2));
        return
        [
            .. Parts.SelectMany(part => (double[])[Share(later.Scores, part), Share(later.Criteria, part)]),
            Error(i => later.Model.Scale.Likelihood(later.Scores[i], history.Relevant)), Error(_ => later.RateBefore), later.Seconds,
        ];

        double Share(float[] by, double part)
        {
            var left = part * later.Papers.Sum(i => history.Tokens[i]);
            var seen = 0;
            foreach (var place in Enumerable.Range(0, later.Papers.Length).OrderByDescending(place => by[place]))
            {
                left -= history.Tokens[later.Papers[place]];
                if (left < 0) break;
                if (history.IsMustRead(later.Papers[place])) seen++;
            }
            return seen / (double)later.MustReads;
        }
    }

    /// <summary>Replays the days that follow many times, each with other draws below the cut, and compares what is estimated with what is true.</summary>
    private static void Estimate(Table table, FunnelHistory history)
    {
        var replays = new List<(double True, SeenShare Estimate, int Missed)>();
        for (var start = 0; start < Starts; start++)
        {
            if (history.Learn(start, Starts, 20, 28, int.MaxValue) is not { } later) continue;
            for (var draw = 0; draw < Draws; draw++) replays.Add(Replay(history, later, new Random(draw)));
        }
        if (replays.Count == 0) return;
        bool Holds((double True, SeenShare Estimate, int Missed) replay) => replay.True >= replay.Estimate.Low - 1e-9 && replay.True <= replay.Estimate.High + 1e-9;
        string Mean(Func<(double True, SeenShare Estimate, int Missed), double> number, string form = "0.000") =>
            replays.Average(number).ToString(form, CultureInfo.InvariantCulture);
        table.Add([
            history.Name, Mean(replay => replay.True), Mean(replay => replay.Estimate.Share), Mean(replay => replay.Missed, "0.0"),
            Mean(replay => replay.Estimate.Missed - replay.Missed, "+0.0;-0.0"), Mean(replay => Holds(replay) ? 1 : 0), Mean(replay => replay.Estimate.High - replay.Estimate.Low),
            replays.Count.ToString(CultureInfo.InvariantCulture),
        ]);
    }

    private static (double True, SeenShare Estimate, int Missed) Replay(FunnelHistory history, FunnelHistory.Later later, Random random)
    {
        var considered = new List<Considered>();
        int seen = 0, missed = 0;
        int[] places = [.. Enumerable.Range(0, later.Papers.Length).Where(place => history.Papers[later.Papers[place]].Relevance is not null)];
        double Tokens(int place) => history.Tokens[later.Papers[place]];
        foreach (var today in places.GroupBy(place => history.DayOf[later.Papers[place]]))
        {
            int[] week = [.. places.Where(place => history.DayOf[later.Papers[place]] is var day && day <= today.Key && day > today.Key - 5).OrderByDescending(place => later.Scores[place])];
            double left = ReplayedShare * (1 - Exploration) * week.Sum(Tokens), cut = double.PositiveInfinity;
            foreach (var place in week)
            {
                if ((left -= Tokens(place)) < 0) break;
                cut = later.Scores[place];
            }
            double Likelihood(int place) => later.Model.Scale.Likelihood(later.Scores[place], history.Relevant);
            int[] below = [.. today.Where(place => later.Scores[place] < cut)];
            var chances = LocalDigest.Models.Exploration.Chances([.. below.Select(Likelihood)], [.. below.Select(Tokens)], ReplayedShare * Exploration * today.Sum(Tokens));
            foreach (var (place, chance) in today.Except(below).Select(place => (place, 1.0)).Concat(below.Zip(chances)))
            {
                var (isShown, isRelevant) = (chance >= 1 || random.NextDouble() < chance, history.IsRelevant(later.Papers[place]));
                if (isRelevant && isShown) seen++;
                if (isRelevant && !isShown) missed++;
                considered.Add(new Considered(Likelihood(place), chance, isShown ? isRelevant : null));
            }
        }
        return (seen / (double)Math.Max(1, seen + missed), SeenShare.Estimate(considered)!, missed);
    }
}
