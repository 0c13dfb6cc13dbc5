using System.Globalization;
using LocalDigest.Models;
using LocalDigest.Models.MLNet;

namespace LocalDigest.Benchmarks;

/// <summary>
/// <c>quality funnel</c>: which share of the must-reads the judge gets to see where it reads a part of the papers only, chosen by what it said on earlier
/// days, beside the criteria alone.
/// </summary>
internal static class FunnelQuality
{
    private const int EvaluationDays = 20, Starts = 6, Background = 1000;

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
        foreach (var user in Users) Add(table, EvaluationData.User(data, user.Name, user.MustRead), user.Relevant, user.IsListed, embedding);
        Console.WriteLine($"The share of the must-reads of the {EvaluationDays} days that follow, where one cut spends a part of their tokens. Mean of {Starts} starts.");
        table.Write(Console.Out);
    }

    private static void Add(Table table, UserProfile user, int relevant, bool isListed, ScienceEmbedding embedding)
    {
        var listed = user.Papers.Where(paper => paper.Relevance is not null && paper.Date is not null).GroupBy(Day).Where(day => day.Count() >= 10).Select(day => day.Key).ToHashSet(StringComparer.Ordinal);
        // On other days the user's program did not run.
        LabelledDocument[] papers = [.. user.Papers.Where(paper => paper.Date is not null && listed.Contains(Day(paper))).OrderBy(paper => paper.Date, StringComparer.Ordinal)];
        string[] days = [.. papers.Select(Day).Distinct()];
        int[] dayOf = [.. papers.Select(paper => Array.BinarySearch(days, Day(paper), StringComparer.Ordinal))];
        double[] tokens = [.. papers.Select(paper => 30 + paper.Text.Length / 4.0)];
        var documents = new LearningQuality.Described(papers, user.ToCriteria(), embedding);
        var isFirst = true;
        foreach (var (count, isDays) in Verdicts.Select(count => (count, false)).Concat(Days.Select(count => (count, true))))
        {
            var results = Enumerable.Range(0, Starts).Select(start => Replay(start, isDays ? count : 20, isDays ? int.MaxValue : count)).OfType<double[]>().ToList();
            if (results.Count == 0) continue;
            string Mean(int i) => results.Average(result => result[i]).ToString(i == 8 ? "0.0" : "0.000", CultureInfo.InvariantCulture);
            table.Add([isFirst ? user.Name : "", isDays ? $"{count} days" : $"{count}", .. Enumerable.Range(0, 9).Select(Mean)]);
            isFirst = false;
        }

        double[]? Replay(int start, int learned, int most)
        {
            var room = days.Length - learned - EvaluationDays;
            if (room < 0) return null;
            var first = (start + 1) * room / (Starts + 1);
            int[] before = [.. Enumerable.Range(0, papers.Length).Where(i => dayOf[i] >= first && dayOf[i] < first + learned)];
            int[] later = [.. Enumerable.Range(0, papers.Length).Where(i => dayOf[i] >= first + learned && dayOf[i] < first + learned + EvaluationDays)];
            var random = new Random(start);
            int[] judged = [.. isListed ? before.Where(i => papers[i].Relevance is not null) : before.GroupBy(i => dayOf[i]).SelectMany(day => Seen(day, random))];
            if (most < judged.Length)
            {
                random.Shuffle(judged);
                judged = [.. judged.Take(most)];
            }
            Array.Sort(judged);
            if (judged.Length == 0 || later.Count(i => papers[i].Relevance >= user.Least) < 10) return null;
            var sample = before.ToArray();
            random.Shuffle(sample);
            var watch = System.Diagnostics.Stopwatch.StartNew();
            var model = new MLNetVerdictLearner().Train(new VerdictSet
            {
                Documents = documents.Pick(judged),
                Keys = [.. judged.Select(i => (long)i)],
                Grades = [.. judged.Select(i => (int)papers[i].Relevance!.Value)],
                Weights = [.. judged.Select(_ => 1f)],
                Background = documents.Pick([.. sample.Take(Background)]),
                Relevant = relevant,
            });
            var seconds = watch.Elapsed.TotalSeconds;
            var scores = new float[later.Length];
            model.Score(documents.Pick(later), scores);
            float[] criteria = [.. later.Select(i => documents.Features.Criteria[i])];
            // Papers that were never judged have no truth.
            int[] known = [.. Enumerable.Range(0, later.Length).Where(i => papers[later[i]].Relevance is not null)];
            var rate = known.Average(i => papers[later[i]].Relevance >= relevant ? 1.0 : 0);
            var brier = known.Average(i => Math.Pow(model.Scale.Likelihood(scores[i], relevant) - (papers[later[i]].Relevance >= relevant ? 1 : 0), 2));
            return [.. Parts.SelectMany(part => (double[])[Share(scores, part), Share(criteria, part)]), brier, rate * (1 - rate), seconds];

            double Share(float[] by, double part)
            {
                var left = part * later.Sum(i => tokens[i]);
                int seen = 0, all = later.Count(i => papers[i].Relevance >= user.Least);
                foreach (var place in Enumerable.Range(0, later.Length).OrderByDescending(place => by[place]))
                {
                    left -= tokens[later[place]];
                    if (left < 0) break;
                    if (papers[later[place]].Relevance >= user.Least) seen++;
                }
                return seen / (double)all;
            }
        }

        IEnumerable<int> Seen(IEnumerable<int> day, Random random)
        {
            int[] order = [.. day.OrderByDescending(i => documents.Features.Criteria[i])];
            return order.Where((_, place) => place < order.Length / 2 || random.NextDouble() < 0.05);
        }
    }

    private static string Day(LabelledDocument paper) => paper.Date![..Math.Min(10, paper.Date!.Length)];
}
