using LocalDigest.Models;
using LocalDigest.Models.MLNet;

namespace LocalDigest.Benchmarks;

/// <summary>The days of one user, to learn from some what the judge says on the next ones.</summary>
internal sealed class FunnelHistory
{
    private const int Background = 1000;

    private readonly string[] days;
    private readonly LearningQuality.Described documents;
    private readonly double mustRead;
    private readonly bool isListed;

    /// <param name="user">The user.</param>
    /// <param name="relevant">From which grade on a paper is relevant.</param>
    /// <param name="isListed">The judge saw what the user's program listed; otherwise the better half by the criteria, and a twentieth of the others.</param>
    /// <param name="embedding">The shipped one.</param>
    public FunnelHistory(UserProfile user, int relevant, bool isListed, ScienceEmbedding embedding)
    {
        (Name, Relevant, mustRead, this.isListed) = (user.Name, relevant, user.Least, isListed);
        var listed = user.Papers.Where(paper => paper.Relevance is not null && paper.Date is not null)
            .GroupBy(Day).Where(day => day.Count() >= 10).Select(day => day.Key).ToHashSet(StringComparer.Ordinal);
        // On other days the user's program did not run.
        Papers = [.. user.Papers.Where(paper => paper.Date is not null && listed.Contains(Day(paper))).OrderBy(paper => paper.Date, StringComparer.Ordinal)];
        days = [.. Papers.Select(Day).Distinct()];
        DayOf = [.. Papers.Select(paper => Array.BinarySearch(days, Day(paper), StringComparer.Ordinal))];
        Tokens = [.. Papers.Select(paper => 30 + paper.Text.Length / 4.0)];
        documents = new LearningQuality.Described(Papers, user.ToCriteria(), embedding);
    }

    /// <summary>The papers of some days, and what was learned before them.</summary>
    /// <param name="Papers">Their places in <see cref="FunnelHistory.Papers"/>.</param>
    /// <param name="Scores">The learned score of each.</param>
    /// <param name="Criteria">The criteria's.</param>
    /// <param name="Model">What was learned.</param>
    /// <param name="MustReads">How many of the papers are must-reads.</param>
    /// <param name="RateBefore">Which share of the judged papers was relevant.</param>
    /// <param name="Seconds">How long learning took.</param>
    public sealed record Later(int[] Papers, float[] Scores, float[] Criteria, IVerdictModel Model, int MustReads, double RateBefore, double Seconds);

    public string Name { get; }

    public int Relevant { get; }

    public LabelledDocument[] Papers { get; }

    /// <summary>The day of each paper, counted from 0.</summary>
    public int[] DayOf { get; }

    /// <summary>What judging each costs.</summary>
    public double[] Tokens { get; }

    public bool IsMustRead(int paper) => Papers[paper].Relevance >= mustRead;

    public bool IsRelevant(int paper) => Papers[paper].Relevance >= Relevant;

    /// <summary>Learns from some days.</summary>
    /// <param name="start">Which of several starts, from 0.</param>
    /// <param name="starts">How many there are.</param>
    /// <param name="learned">From how many days.</param>
    /// <param name="after">How many days follow.</param>
    /// <param name="most">From so many verdicts at most.</param>
    /// <returns>Null where there are not enough days or verdicts.</returns>
    public Later? Learn(int start, int starts, int learned, int after, int most)
    {
        var room = days.Length - learned - after;
        if (room < 0) return null;
        var first = (start + 1) * room / (starts + 1);
        int[] before = [.. Enumerable.Range(0, Papers.Length).Where(i => DayOf[i] >= first && DayOf[i] < first + learned)];
        int[] later = [.. Enumerable.Range(0, Papers.Length).Where(i => DayOf[i] >= first + learned && DayOf[i] < first + learned + after)];
        var random = new Random(start);
        int[] judged = [.. isListed ? before.Where(i => Papers[i].Relevance is not null) : before.GroupBy(i => DayOf[i]).SelectMany(day => Seen(day, random))];
        if (most < judged.Length)
        {
            random.Shuffle(judged);
            judged = [.. judged.Take(most)];
        }
        Array.Sort(judged);
        if (judged.Length == 0) return null;
        var sample = before.ToArray();
        random.Shuffle(sample);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var model = new MLNetVerdictLearner().Train(new VerdictSet
        {
            Documents = documents.Pick(judged),
            Keys = [.. judged.Select(i => (long)i)],
            Grades = [.. judged.Select(i => (int)Papers[i].Relevance!.Value)],
            Weights = [.. judged.Select(_ => 1f)],
            Background = documents.Pick([.. sample.Take(Background)]),
            Relevant = Relevant,
            Criteria = documents.Criteria,
        });
        var seconds = watch.Elapsed.TotalSeconds;
        var scores = new float[later.Length];
        model.Score(documents.Pick(later), scores);
        return new Later(
            later, scores, [.. later.Select(i => documents.Features.Criteria[i])], model, later.Count(IsMustRead), judged.Average(i => IsRelevant(i) ? 1.0 : 0), seconds);
    }

    private IEnumerable<int> Seen(IEnumerable<int> day, Random random)
    {
        int[] order = [.. day.OrderByDescending(i => documents.Features.Criteria[i])];
        return order.Where((_, place) => place < order.Length / 2 || random.NextDouble() < 0.05);
    }

    private static string Day(LabelledDocument paper) => paper.Date![..Math.Min(10, paper.Date!.Length)];
}
