using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics.Tensors;
using LocalDigest.Models;
using LocalDigest.Models.MLNet;

namespace LocalDigest.Benchmarks;

/// <summary>
/// <c>quality learning</c>: how well later papers are ranked after thumbs on earlier ones, and how much of a literature review need not be read,
/// beside the methods of other programs, in one table each.
/// </summary>
internal static class LearningQuality
{
    // as the daemon describes papers
    private const int MostWords = 256;

    private const int Seeds = 5, ScreeningSeeds = 3, BackgroundSize = 1000;
    private const double ToFind = 0.95;

    private const int RealisticThumbs = 20, ShownADay = 30, Draws = 10;

    /// <summary>
    /// What a simulation study over many reviews found best for its kind: ASReview's ELAS u4, a support vector machine on TF-IDF of words and
    /// pairs of words with logarithmic counts.
    /// </summary>
    private const double ElasCost = 0.11, ElasPositive = 9.8;

    private static readonly int[] Thumbs = [1, 2, 5, 10, 20, 100, 400];

    // The must-reads of one user's are too few to give thumbs to: there, papers from 8 on are likes, among those that the judge saw.
    private static readonly (string Name, double Least, bool OnlyJudged)[] Users =
        [("astro-galaxies", 7, false), ("embodied-vlm", 8, true), ("rl-agents", 8, false), ("llm-foundations", 9, false), ("robot-3d", 8, false), ("high-energy-astro", 75, false)];

    public static void Run()
    {
        if (EvaluationData.Folder() is not { } data)
        {
            Console.Error.WriteLine("skipped: no ../shared/data");
            return;
        }
        using var embedding = ScienceEmbedding.OpenShipped();
        var thumbs = new Table(["AUC on later days", "thumbs", "LocalDigest", "criteria alone", "SVM on TF-IDF", "recency-weighted cosine", "logistic regression on the embedding"]);
        var realistic = new Table(["AUC on later days", "liked of 20", "criteria alone", "LocalDigest", "worst draw beside the criteria"]);
        foreach (var (name, least, onlyJudged) in Users)
        {
            var replayed = new Replayed(EvaluationData.User(data, name, least), onlyJudged, embedding);
            Replay(thumbs, replayed);
            ReplayShown(realistic, replayed);
        }
        Console.WriteLine($"Thumbs, half of them likes, given to papers of the earlier half of the days. Mean ± standard deviation over {Seeds} seeds.");
        thumbs.Write(Console.Out);
        Console.WriteLine();
        Console.WriteLine($"{RealisticThumbs} thumbs as people give them: on what was shown, the {ShownADay} best of a day by the criteria, whatever they are. Mean over {Draws} draws.");
        realistic.Write(Console.Out);
        Console.WriteLine();
        var screening = new Table(["share that need not be read to find 95%", "documents", "included", "LocalDigest", "SVM on TF-IDF", "ELAS u4", "logistic regression on the embedding"]);
        Screen(screening, Directory.GetFiles(Path.Combine(data, "screening"), "*.jsonl.xz").Order(StringComparer.Ordinal), embedding);
        Console.WriteLine($"Screening from one included and one excluded document. Mean over {ScreeningSeeds} seeds.");
        screening.Write(Console.Out);
    }

    private static void Replay(Table table, Replayed user)
    {
        var (documents, papers, relevant, early) = (user.Documents, user.Papers, user.Relevant, user.Early);
        var ngrams = NgramTfIdf.Of([.. papers.Select(paper => paper.Text)]);
        var criteria = user.Auc(documents.Features.Criteria);
        foreach (var count in Thumbs)
        {
            var results = new (double Own, double Svm, double Cosine, double Plain)[Seeds];
            var enough = true;
            for (var seed = 0; seed < Seeds; seed++)
            {
                var random = new Random(1000 * count + seed);
                int likes = count == 1 ? seed % 2 == 0 ? 1 : 0 : count / 2, dislikes = count - likes;
                int[] shuffled = [.. early];
                random.Shuffle(shuffled);
                int[] liked = [.. shuffled.Where(i => relevant[i]).Take(likes)], disliked = [.. shuffled.Where(i => !relevant[i]).Take(dislikes)];
                if (liked.Length < likes || disliked.Length < dislikes)
                {
                    enough = false;
                    break;
                }
                int[] said = [.. liked, .. disliked];
                Array.Sort(said);
                bool[] labels = [.. said.Select(i => relevant[i])];
                results[seed] = (user.Auc(documents.Learn(said, labels, Ages(papers, said))),
                    count == 1 ? double.NaN : user.Auc(LinearSvm.Score(ngrams, said, labels, 0.01)),
                    liked.Length == 0 ? double.NaN : user.Auc(RecencyCosine(documents, liked)),
                    count == 1 ? double.NaN : user.Auc(PlainRegression(documents, said, labels)));
            }
            if (!enough) continue;
            table.Add(count == Thumbs[0] ? user.Name : "", $"{count}", Show(results.Select(result => result.Own)), criteria.ToString("0.000"), Show(results.Select(result => result.Svm)), Show(results.Select(result => result.Cosine)), Show(results.Select(result => result.Plain)));
        }
    }

    /// <summary>Thumbs that are given to what digests show: mostly likes for one user, hardly any for another.</summary>
    private static void ReplayShown(Table table, Replayed user)
    {
        // What the digests of the earlier days held.
        int[] shown =
        [
            .. user.Early.GroupBy(i => user.Papers[i].Date, StringComparer.Ordinal)
                .SelectMany(day => day.OrderByDescending(i => user.Documents.Features.Criteria[i]).Take(ShownADay)),
        ];
        if (shown.Length < 2 * RealisticThumbs) return;
        var criteria = user.Auc(user.Documents.Features.Criteria);
        var (results, likes) = (new List<double>(), new List<int>());
        for (var draw = 0; draw < Draws; draw++)
        {
            int[] said = [.. shown];
            new Random(draw).Shuffle(said);
            said = [.. said.Take(RealisticThumbs).Order()];
            bool[] labels = [.. said.Select(i => user.Relevant[i])];
            likes.Add(labels.Count(like => like));
            results.Add(user.Auc(user.Documents.Learn(said, labels, Ages(user.Papers, said), 2 * RealisticThumbs)));
        }
        table.Add(user.Name, $"{likes.Average():0.0}", $"{criteria:0.000}", Show(results), $"{results.Min() - criteria:+0.000;-0.000}");
    }

    private static void Screen(Table table, IEnumerable<string> files, ScienceEmbedding embedding)
    {
        var means = new List<(double Own, double Svm, double Elas, double Plain)>();
        foreach (var file in files)
        {
            LabelledDocument[] documents = [.. EvaluationData.Lines<LabelledDocument>(file)];
            bool[] included = [.. documents.Select(document => document.Label == 1)];
            var described = new Described(documents, new Criteria(), embedding);
            var ngrams = NgramTfIdf.Of([.. documents.Select(document => document.Text)]);
            var results = new ConcurrentBag<(double Own, double Svm, double Elas, double Plain)>();
            for (var seed = 0; seed < ScreeningSeeds; seed++)
            {
                results.Add((Saved(seed, (said, labels) => described.Learn(said, labels, new float[said.Length])),
                    Saved(seed, (said, labels) => LinearSvm.Score(ngrams, said, labels, 0.01)),
                    Saved(seed, (said, labels) => LinearSvm.Score(ngrams, said, labels, ElasCost, ElasPositive)),
                    Saved(seed, (said, labels) => PlainRegression(described, said, labels))));
            }
            means.Add((results.Average(result => result.Own), results.Average(result => result.Svm), results.Average(result => result.Elas), results.Average(result => result.Plain)));
            table.Add(Path.GetFileName(file).Split('.')[0], $"{documents.Length}", $"{included.Count(one => one)}", Percent(means[^1].Own), Percent(means[^1].Svm), Percent(means[^1].Elas), Percent(means[^1].Plain));

            // Reads from the top, learns after every paper and later after a twentieth of what was read, and stops where enough is found.
            double Saved(int seed, Func<int[], bool[], float[]> rank)
            {
                var random = new Random(seed);
                int[] order = [.. Enumerable.Range(0, documents.Length)];
                random.Shuffle(order);
                var said = new List<int> { order.First(i => included[i]), order.First(i => !included[i]) };
                var unread = order.Except(said).ToHashSet();
                var wanted = (int)Math.Ceiling(ToFind * included.Count(one => one));
                while (said.Count(i => included[i]) < wanted)
                {
                    int[] sorted = [.. said.Order()];
                    var scores = rank(sorted, [.. sorted.Select(i => included[i])]);
                    foreach (var i in unread.OrderByDescending(i => scores[i]).ThenBy(i => i).Take(Math.Max(1, said.Count / 20)).ToList())
                    {
                        said.Add(i);
                        unread.Remove(i);
                        if (said.Count(read => included[read]) >= wanted) break;
                    }
                }
                return unread.Count / (double)documents.Length;
            }
        }
        table.Add("mean", "", "", Percent(means.Average(mean => mean.Own)), Percent(means.Average(mean => mean.Svm)), Percent(means.Average(mean => mean.Elas)), Percent(means.Average(mean => mean.Plain)));
    }

    /// <summary>The mean cosine to the liked papers, the newer ones weighing more: the k-th newest 1/(1 + log10 k), as in zotero-arxiv-daily.</summary>
    private static float[] RecencyCosine(Described documents, int[] liked)
    {
        var centre = new float[documents.Features.Dimensions];
        foreach (var (rank, i) in liked.OrderDescending().Index()) TensorPrimitives.MultiplyAdd(documents.Features.Vector(i), 1 / (1 + MathF.Log10(rank + 1)), centre, centre);
        return [.. Enumerable.Range(0, documents.Features.Count).Select(i => TensorPrimitives.Dot(centre, documents.Features.Vector(i)))];
    }

    /// <summary>L2-regularised logistic regression on the vectors alone, balanced, scaled so that its regularisation is scikit-learn's with C = 1 on standardised vectors.</summary>
    private static float[] PlainRegression(Described documents, int[] said, bool[] labels)
    {
        var features = documents.Features;
        var width = features.Dimensions + 1;
        var dense = new float[said.Length * width];
        var shares = new float[said.Length];
        for (var i = 0; i < said.Length; i++)
        {
            var row = dense.AsSpan(i * width, width);
            TensorPrimitives.Multiply(features.Vector(said[i]), MathF.Sqrt(features.Dimensions), row);
            row[^1] = 1;
            shares[i] = said.Length / 2f / labels.Count(label => label == labels[i]);
        }
        var weights = LogisticRegression.Fit(new DesignMatrix(width, dense, SparseRows.Empty(said.Length), 0), labels, shares, new float[said.Length], default);
        return [.. Enumerable.Range(0, features.Count).Select(i => TensorPrimitives.Dot<float>(weights.AsSpan(0, features.Dimensions), features.Vector(i)))];
    }

    private static float[] Ages(LabelledDocument[] papers, int[] said)
    {
        var newest = said.Max(i => Day(papers[i]));
        return [.. said.Select(i => (float)(newest - Day(papers[i])).TotalDays)];

        static DateTime Day(LabelledDocument paper) => DateTime.TryParse(paper.Date, CultureInfo.InvariantCulture, out var day) ? day : DateTime.UnixEpoch;
    }

    private static string Show(IEnumerable<double> values)
    {
        double[] known = [.. values.Where(value => !double.IsNaN(value))];
        if (known.Length == 0) return "–";
        var mean = known.Average();
        return $"{mean:0.000} ± {Math.Sqrt(known.Average(value => (value - mean) * (value - mean))):0.000}";
    }

    private static string Percent(double share) => share.ToString("0.000");

    /// <summary>One user's papers, the earlier ones to give thumbs to and the later ones to be ranked.</summary>
    private sealed class Replayed
    {
        private readonly int[] late;
        private readonly bool[] lateRelevant;

        public Replayed(UserProfile user, bool onlyJudged, ScienceEmbedding embedding)
        {
            Name = user.Name;
            Papers = [.. user.Papers.Where(paper => !onlyJudged || paper.Relevance is not null).OrderBy(paper => paper.Date, StringComparer.Ordinal)];
            Relevant = [.. Papers.Select(paper => paper.Relevance >= user.Least)];
            Documents = new Described(Papers, user.ToCriteria(), embedding);
            // A day is early or late as a whole.
            var middle = Papers[Papers.Length / 2].Date;
            Early = [.. Enumerable.Range(0, Papers.Length).Where(i => string.CompareOrdinal(Papers[i].Date, middle) < 0)];
            if (Early.Length == 0) Early = [.. Enumerable.Range(0, Papers.Length / 2)];
            late = [.. Enumerable.Range(Early.Length, Papers.Length - Early.Length)];
            lateRelevant = [.. late.Select(i => Relevant[i])];
        }

        public string Name { get; }

        public LabelledDocument[] Papers { get; }

        public bool[] Relevant { get; }

        public Described Documents { get; }

        public int[] Early { get; }

        /// <summary>How well scores of all papers order the later ones.</summary>
        public double Auc(float[] scores) => Measures.Auc([.. late.Select(i => scores[i])], lateRelevant);
    }

    /// <summary>Documents as the learner sees them.</summary>
    internal sealed class Described
    {
        private readonly DocumentFeatures background;

        public Described(LabelledDocument[] documents, Criteria criteria, ScienceEmbedding embedding)
        {
            var words = new LexicalIndex();
            var vectors = new VectorIndex(embedding.Dimensions);
            foreach (var document in documents)
            {
                words.Add(document.Title, document.Abstract);
                vectors.Add(Quality.Embed(embedding, document.Text));
            }
            int[] all = [.. Enumerable.Range(0, documents.Length)];
            var familiarity = documents.Where((_, i) => i % 8 == 0).Average(document => embedding.Familiarity(document.Text));
            var matches = new CriteriaMatch[all.Length];
            var topics = new float[all.Length * criteria.Topics.Count];
            Criteria = new CriteriaScorer(criteria, new CorpusProfile(words, vectors, all, familiarity), embedding);
            Criteria.Score(words, vectors, all, matches, topics);
            Features = Describe(all);
            var sample = all.ToArray();
            new Random(7).Shuffle(sample);
            background = Describe([.. sample.Take(BackgroundSize)]);

            DocumentFeatures Describe(int[] rows)
            {
                var described = new DocumentFeatures(rows.Length, embedding.Dimensions, criteria.Topics.Count)
                {
                    Words = Gather([.. rows.Select(row => words.Words(row, 1, MostWords))]),
                    Tags = Gather([.. rows.Select(row => Tags(documents[row]))]),
                    Terms = words.Terms(rows),
                };
                for (var i = 0; i < rows.Length; i++)
                {
                    vectors.Read(rows[i], described.Vectors.AsSpan(i * embedding.Dimensions, embedding.Dimensions));
                    described.Criteria[i] = matches[rows[i]].Similarity;
                    topics.AsSpan(rows[i] * criteria.Topics.Count, criteria.Topics.Count).CopyTo(described.TopicScores.AsSpan(i * criteria.Topics.Count));
                }
                return described;
            }
        }

        public DocumentFeatures Features { get; }

        public CriteriaScorer Criteria { get; }

        /// <summary>Scores all documents by what was learned from some.</summary>
        /// <param name="said">Which of them.</param>
        /// <param name="labels">Whether each is liked.</param>
        /// <param name="ages">How old each statement is, in days.</param>
        /// <param name="shown">How many documents the user was shown; 0 where that is not known.</param>
        public float[] Learn(int[] said, bool[] labels, float[] ages, int shown = 0)
        {
            var weights = new float[said.Length];
            Array.Fill(weights, 1);
            var model = new ResidualLearner(expert: new MLNetWordsExpert()).Train(new TrainingSet { Documents = Pick(said), Keys = [.. said.Select(i => (long)i + 1)], Likes = labels, Weights = weights, Ages = ages, Background = background, Shown = shown });
            var scores = new float[Features.Count];
            model.Score(Features, scores);
            return scores;
        }

        /// <summary>Some of the documents.</summary>
        public DocumentFeatures Pick(int[] rows)
        {
            var picked = new DocumentFeatures(rows.Length, Features.Dimensions, Features.Topics) { Words = Gather([.. rows.Select(row => Row(Features.Words, row))]), Tags = Gather([.. rows.Select(row => Row(Features.Tags, row))]), Terms = Gather([.. rows.Select(row => Row(Features.Terms, row))]) };
            for (var i = 0; i < rows.Length; i++)
            {
                Features.Vector(rows[i]).CopyTo(picked.Vectors.AsSpan(i * Features.Dimensions));
                Features.TopicsOf(rows[i]).CopyTo(picked.TopicScores.AsSpan(i * Features.Topics));
                picked.Criteria[i] = Features.Criteria[rows[i]];
            }
            return picked;
        }

        private static SparseRows Row(SparseRows rows, int row) => new([0, rows.IdsOf(row).Length], [.. rows.IdsOf(row)], [.. rows.WeightsOf(row)]);

        private static SparseRows Tags(LabelledDocument document)
        {
            uint[] ids = [.. (document.Authors ?? []).Take(8).Select(author => (uint)(WordReader.HashOf(author) >> 32)).Distinct()];
            return new SparseRows([0, ids.Length], ids, [.. ids.Select(_ => 1 / MathF.Sqrt(ids.Length))]);
        }

        private static SparseRows Gather(SparseRows[] rows)
        {
            var starts = new int[rows.Length + 1];
            for (var i = 0; i < rows.Length; i++) starts[i + 1] = starts[i] + rows[i].Ids.Length;
            return new SparseRows(starts, [.. rows.SelectMany(row => row.Ids)], [.. rows.SelectMany(row => row.Weights)]);
        }
    }
}
