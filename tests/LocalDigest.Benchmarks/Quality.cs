using System.Numerics.Tensors;
using LocalDigest.Models;

namespace LocalDigest.Benchmarks;

/// <summary><c>quality</c>: how well papers are ranked by criteria and by a researcher's own papers, beside other methods, in one table.</summary>
internal static class Quality
{
    private static readonly string[] Ways = ["criteria, words and meaning (LocalDigest)", "  cut to 64 dimensions", "meaning alone", "BM25", "TF-IDF cosine"];

    public static void Run()
    {
        if (EvaluationData.Folder() is not { } data)
        {
            Console.Error.WriteLine("skipped: no ../shared/data");
            return;
        }
        using var embedding = ScienceEmbedding.OpenShipped();
        var table = new Table(["what", "measure", .. Ways, "published"]);
        Add(table, new Researchers(data), embedding);
        foreach (var user in EvaluationData.Users(data)) Add(table, user, embedding);
        Console.WriteLine("Loss: less is better. AUC and shares: more is better.");
        table.Write(Console.Out);
    }

    private static void Add(Table table, Researchers researchers, ScienceEmbedding embedding)
    {
        var ids = researchers.Papers.Keys.Index().ToDictionary(item => item.Item, item => item.Index, StringComparer.Ordinal);
        string[] texts = [.. researchers.Papers.Values.Select(paper => paper.Text)];
        var vectors = texts.Select(text => Embed(embedding, text)).ToArray();
        var cut = vectors.Select(vector => CutEmbedding.Cut(vector, 64)).ToArray();
        var words = new TfIdf(texts);
        var lexical = new LexicalIndex();
        foreach (var text in texts) lexical.Add("", text);
        int[] all = [.. Enumerable.Range(0, texts.Length)];
        // BM25 has no symmetric similarity: a researcher's paper is the query
        var bm25 = new Dictionary<int, float[]>();
        float[] Bm25(int query)
        {
            if (bm25.TryGetValue(query, out var known)) return known;
            var scores = new float[all.Length];
            lexical.Score([lexical.Query(texts[query])], all, scores);
            return bm25[query] = scores;
        }

        double Loss(Func<int, int, double> similarity) => researchers.Loss((own, other) => similarity(ids[own], ids[other]));
        var meaning = Loss((one, other) => TensorPrimitives.Dot<float>(vectors[one], vectors[other]));
        var described = new LearningQuality.Described([.. researchers.Papers.Values], new Criteria(), embedding);
        var library = researchers.LossOf(own =>
        {
            int[] liked = [.. own.Select(paper => ids[paper]).Order()];
            var scores = described.Learn(liked, [.. liked.Select(_ => true)], new float[liked.Length]);
            return paper => scores[ids[paper]];
        });
        table.Add("researchers, 20 own papers as a library", "loss", Show(library), "–", "–", "–", "–", "");
        table.Add("  mean of the nearest three", "loss", "–", Show(Loss((one, other) => TensorPrimitives.Dot<float>(cut[one], cut[other]))), Show(meaning),
            Show(Loss((own, other) => Bm25(own)[other])), Show(Loss(words.Cosine)), string.Join(", ", researchers.Published().OrderBy(method => method.Loss).Select(method => $"{method.Method} {Show(method.Loss)}")));
    }

    private static void Add(Table table, UserProfile user, ScienceEmbedding embedding)
    {
        var relevant = user.Relevant;
        var criteria = user.ToCriteria();
        string[] queries = [.. criteria.Topics.Select(topic => topic.Title + "\n" + topic.Relevant)];
        var full = ByCriteria(user, criteria, embedding);
        var cut = ByCriteria(user, criteria, new CutEmbedding(embedding, 64));
        var vectors = user.Papers.Select(paper => Embed(embedding, paper.Text)).ToArray();
        var meaning = Best(queries.Select(query =>
        {
            var vector = Embed(embedding, query);
            return vectors.Select(paper => TensorPrimitives.Dot<float>(vector, paper)).ToArray();
        }));
        var lexical = new LexicalIndex();
        foreach (var paper in user.Papers) lexical.Add(paper.Title, paper.Abstract);
        var bm25 = Best(queries.Select(query =>
        {
            var scores = new float[user.Papers.Length];
            lexical.Score([lexical.Query(query)], [.. Enumerable.Range(0, scores.Length)], scores);
            return scores;
        }));
        var words = new TfIdf([.. user.Papers.Select(paper => paper.Text)]);
        float[][] ways = [full, cut, meaning, bm25, Best(queries.Select(words.Cosines))];
        table.Add([$"{user.Name}, relevance from {user.Least:0} on", "AUC", .. ways.Select(scores => Show(Measures.Auc(scores, relevant))), ""]);
        table.Add(["", "share in the top 20%", .. ways.Select(scores => Show(Measures.ShareInTop(scores, relevant, 0.2))), ""]);
    }

    private static float[] ByCriteria(UserProfile user, Criteria criteria, ITextEmbedder embedder)
    {
        var words = new LexicalIndex();
        var vectors = new VectorIndex(embedder.Dimensions);
        foreach (var paper in user.Papers)
        {
            words.Add(paper.Title, paper.Abstract);
            vectors.Add(Embed(embedder, paper.Text));
        }
        int[] all = [.. Enumerable.Range(0, user.Papers.Length)];
        var familiarity = user.Papers.Where((_, i) => i % 8 == 0).Average(paper => embedder.Familiarity(paper.Text));
        var matches = new CriteriaMatch[all.Length];
        new CriteriaScorer(criteria, new CorpusProfile(words, vectors, all, familiarity), embedder).Score(words, vectors, all, matches);
        return [.. matches.Select(match => match.Similarity)];
    }

    internal static float[] Embed(ITextEmbedder embedder, string text)
    {
        var vector = new float[embedder.Dimensions];
        embedder.Embed(text, vector);
        return vector;
    }

    /// <summary>The best of several queries for each document.</summary>
    private static float[] Best(IEnumerable<float[]> scores) => scores.Aggregate((one, other) => [.. one.Zip(other, Math.Max)]);

    private static string Show(double figure) => figure.ToString("0.000");

    /// <summary>An embedding's first dimensions, made unit length.</summary>
    private sealed class CutEmbedding(ITextEmbedder whole, int dimensions) : ITextEmbedder
    {
        public string Model => $"{whole.Model}@{dimensions}";

        public int Dimensions => dimensions;

        public void Embed(ReadOnlySpan<char> text, Span<float> vector)
        {
            var all = new float[whole.Dimensions];
            whole.Embed(text, all);
            Cut(all, dimensions).CopyTo(vector);
        }

        public float Familiarity(ReadOnlySpan<char> text) => whole.Familiarity(text);

        public static float[] Cut(float[] vector, int length)
        {
            var cut = vector[..length];
            var norm = TensorPrimitives.Norm<float>(cut);
            if (norm > 0) TensorPrimitives.Divide(cut, norm, cut);
            return cut;
        }
    }
}
