using LocalDigest.Models;

namespace LocalDigest.Tests.Models;

/// <summary>Documents of several subjects and a reader who wants one of them, of which the criteria tell only a part. Everything follows from the seed.</summary>
internal sealed class MadeUpReader
{
    public const int Subjects = 8, Dimensions = 64;

    private readonly Random random;
    private readonly float[][] centres;

    public MadeUpReader(int seed, int topics = 2)
    {
        random = new Random(seed);
        Topics = topics;
        centres = [.. Enumerable.Range(0, Subjects).Select(_ => Unit(Noise(1)))];
    }

    public int Topics { get; }

    /// <summary>Describes a document of each subject that is named, in this order.</summary>
    public DocumentFeatures Describe(IReadOnlyList<int> subjects)
    {
        var documents = new DocumentFeatures(subjects.Count, Dimensions, Topics) { Words = Rows(subjects, Words), Tags = Rows(subjects, Tags) };
        for (var i = 0; i < subjects.Count; i++)
        {
            var vector = Noise(0.12f);
            for (var d = 0; d < Dimensions; d++) vector[d] += centres[subjects[i]][d];
            Unit(vector).CopyTo(documents.Vectors, i * Dimensions);
            // The criteria find two subjects, of which the reader wants only the first.
            documents.Criteria[i] = Math.Clamp((subjects[i] is 0 or 1 ? 0.5f : 0.3f) + 0.12f * Gaussian(), 0.01f, 0.99f);
            for (var t = 0; t < Topics; t++) documents.TopicScores[i * Topics + t] = (subjects[i] == t ? 1 : 0) + 0.3f * Gaussian();
        }
        return documents;
    }

    public DocumentFeatures Any(int count) => Describe([.. Enumerable.Range(0, count).Select(_ => random.Next(Subjects))]);

    /// <summary>Statements on documents of which the first <paramref name="likes"/> are of the wanted subject and liked, and the others of any other and disliked.</summary>
    public TrainingSet Say(int likes, int dislikes, DocumentFeatures? background = null)
    {
        var subjects = Enumerable.Range(0, likes + dislikes).Select(i => i < likes ? 0 : 1 + random.Next(Subjects - 1)).ToList();
        return Say(Describe(subjects), [.. subjects.Select(subject => subject == 0)], background);
    }

    public TrainingSet Say(DocumentFeatures documents, bool[] likes, DocumentFeatures? background = null) => new()
    {
        Documents = documents,
        Keys = [.. Enumerable.Range(1, documents.Count).Select(i => (long)i)],
        Likes = likes,
        Weights = [.. Enumerable.Repeat(1f, documents.Count)],
        Ages = new float[documents.Count],
        Background = background ?? Any(400),
    };

    private (uint, float)[] Words(int subject)
    {
        var words = Enumerable.Range(0, 12).Select(_ => (uint)(random.Next(3) == 0 ? 1 + random.Next(400) : 1000 * (subject + 1) + random.Next(30))).Distinct().Order().ToArray();
        return [.. words.Select(word => (word, 1 / MathF.Sqrt(words.Length)))];
    }

    private (uint, float)[] Tags(int subject) => [((uint)(50_000 + subject), 1f), ((uint)(60_000 + random.Next(300)), 1f)];

    private static SparseRows Rows(IReadOnlyList<int> subjects, Func<int, (uint Id, float Weight)[]> of)
    {
        var starts = new List<int> { 0 };
        var all = new List<(uint Id, float Weight)>();
        foreach (var subject in subjects)
        {
            all.AddRange(of(subject));
            starts.Add(all.Count);
        }
        return new SparseRows([.. starts], [.. all.Select(item => item.Id)], [.. all.Select(item => item.Weight)]);
    }

    private float[] Noise(float deviation) => [.. Enumerable.Range(0, Dimensions).Select(_ => deviation * Gaussian())];

    private float Gaussian() => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));

    private static float[] Unit(float[] vector)
    {
        var length = MathF.Sqrt(vector.Sum(number => number * number));
        return [.. vector.Select(number => number / length)];
    }
}
