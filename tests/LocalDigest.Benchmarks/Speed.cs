using System.Numerics.Tensors;
using LocalDigest.Models;

namespace LocalDigest.Benchmarks;

/// <summary><c>speed</c>: how fast the parts are beside the plain way to do the same, in one table.</summary>
internal static class Speed
{
    private const int Documents = 1_000_000, Dimensions = 256, Wanted = 100, Queries = 5;

    public static void Run()
    {
        var table = new Table("what", "time or rate", "against", "time or rate", "ratio");
        Embed(table);
        Learn(table);
        Search(table);
        // Rows of other parts: one method each, called here.
        Console.WriteLine($"Searches: {Documents:n0} vectors of {Dimensions} dimensions, one core, {DotProduct.Best}. Learning: all cores.");
        table.Write(Console.Out);
    }

    /// <summary>Texts to vectors, on one core, beside a model of words that compares spellings only.</summary>
    private static void Embed(Table table)
    {
        using var embedding = ScienceEmbedding.OpenShipped();
        var load = Table.Milliseconds(() => ScienceEmbedding.OpenShipped().Dispose(), 20);
        table.Add("embedding, open the file and check it", Time(load), "", "", "");
        // made of its own vocabulary, 150 words of a term's frequency each: as long as an abstract
        var random = new Random(5);
        var terms = embedding.ReadVocabulary();
        string[] texts = [.. Enumerable.Range(0, 2000).Select(_ => string.Join(' ', Enumerable.Range(0, 150).Select(_ => terms[(int)(terms.Count * Math.Pow(random.NextDouble(), 3))])))];
        var vector = new float[embedding.Dimensions];
        var index = new LexicalIndex();
        var fast = Table.Milliseconds(() => Array.ForEach(texts, text => embedding.Embed(text, vector)));
        var words = Table.Milliseconds(() => Array.ForEach(texts, text => index.Query(text)));
        table.Add("embedding, texts of an abstract's length", $"{texts.Length / fast * 1000:n0} a second", "reading their words alone", $"{texts.Length / words * 1000:n0} a second", $"{fast / words:0.0} times the time");
    }

    /// <summary>From a thumb to the new order: training on all thumbs, and scoring the whole store.</summary>
    private static void Learn(Table table)
    {
        const int Store = 100_000, WordsOfPaper = 90, Topics = 5;
        var random = new Random(11);
        var papers = Describe(random, Store, WordsOfPaper, Topics);
        var background = Describe(random, 1000, WordsOfPaper, Topics);
        foreach (var thumbs in new[] { 100, 1000, 10_000 })
        {
            var statements = new TrainingSet
            {
                Documents = Describe(random, thumbs, WordsOfPaper, Topics),
                Keys = [.. Enumerable.Range(1, thumbs).Select(i => (long)i)],
                Likes = [.. Enumerable.Range(0, thumbs).Select(i => i % 2 == 0)],
                Weights = [.. Enumerable.Repeat(1f, thumbs)],
                Ages = new float[thumbs],
                Background = background,
            };
            var learner = new ResidualLearner();
            IPreferenceModel model = learner.Train(statements);
            var scores = new float[Store];
            var train = Table.Milliseconds(() => model = learner.Train(statements), 5);
            var score = Table.Milliseconds(() => model.Score(papers, scores), 5);
            table.Add($"learning from {thumbs:n0} thumbs", Time(train), $"and scoring {Store:n0} papers", Time(score), $"{train + score:0} ms together");
        }
    }

    private static DocumentFeatures Describe(Random random, int count, int words, int topics)
    {
        var ids = new uint[count * words];
        var weights = new float[ids.Length];
        Array.Fill(weights, 1 / MathF.Sqrt(words));
        // frequent words are met often, as in language
        for (var i = 0; i < ids.Length; i++) ids[i] = (uint)(Math.Pow(random.NextDouble(), 3) * 200_000 / words) * (uint)words + (uint)(i % words);
        var documents = new DocumentFeatures(count, Dimensions, topics) { Words = new SparseRows([.. Enumerable.Range(0, count + 1).Select(i => i * words)], ids, weights) };
        for (var i = 0; i < count; i++)
        {
            var vector = documents.Vectors.AsSpan(i * Dimensions, Dimensions);
            foreach (ref var number in vector) number = random.NextSingle() - 0.5f;
            TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
            documents.Criteria[i] = random.NextSingle();
        }
        foreach (ref var score in documents.TopicScores.AsSpan()) score = random.NextSingle();
        return documents;
    }

    /// <summary>The exact best hundred of a million, and what it takes in memory and in precision.</summary>
    private static void Search(Table table)
    {
        var random = new Random(20260121);
        var spread = Spread();
        var centres = Enumerable.Range(0, 2000).Select(_ => Vector(random, spread, null)).ToArray();
        var floats = new float[Documents][];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Documents; i++) floats[i] = Vector(random, spread, centres[i % centres.Length]);
        var floatBytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        before = GC.GetTotalMemory(forceFullCollection: true);
        var index = new VectorIndex(Dimensions);
        foreach (var vector in floats) index.Add(vector);
        var indexBytes = GC.GetTotalMemory(forceFullCollection: true) - before;

        var queries = Enumerable.Range(0, Queries).Select(i => Vector(random, spread, centres[i])).ToArray();
        var best = new VectorMatch[Wanted];
        void All(Action<float[]> search) => Array.ForEach(queries, query => search(query));
        double Each(Action<float[]> search, int times) => Table.Milliseconds(() => All(search), times) / Queries;

        var fast = Each(query => index.Search(query, best), 9);
        var plain = Each(query => Best(floats, query, PlainDot), 2);
        var tensors = Each(query => Best(floats, query, (one, other) => TensorPrimitives.Dot<float>(one, other)), 3);
        table.Add("index, best 100 of a million", Time(fast), "plain float loop", Time(plain), $"{plain / fast:0.0} times faster");
        table.Add("", Time(fast), "TensorPrimitives.Dot", Time(tensors), $"{tensors / fast:0.0} times faster");
        foreach (var kind in DotProduct.Supported())
        {
            var time = Each(query => index.Search(query, best, kind), 5);
            table.Add($"  by {kind}", Time(time), "plain float loop", Time(plain), $"{plain / time:0.0} times faster");
        }
        var everything = new float[Documents];
        var scores = Each(query => index.ScoreAll(query, everything), 5);
        table.Add("index, all scores", Time(scores), "best 100", Time(fast), $"{fast / scores:0.00} times faster");
        table.Add("index, memory", $"{indexBytes / 1e6:0} MB", "floats", $"{floatBytes / 1e6:0} MB", $"{(double)floatBytes / indexBytes:0.0} times smaller");
        var same = queries.Average(query =>
        {
            index.Search(query, best);
            return best.Select(match => match.Position).Intersect(Best(floats, query, (one, other) => TensorPrimitives.Dot<float>(one, other))).Count() / (double)Wanted;
        });
        table.Add("index, the same best 100 as floats", $"{same:0.0%}", "floats", "100%", "");
    }

    /// <summary>Standard deviations that fall as those of embeddings do that hold most in their first dimensions: three quarters of the energy in the first 64.</summary>
    private static double[] Spread() => [.. Enumerable.Range(0, Dimensions).Select(i => Math.Exp(-i / 90.0))];

    private static float[] Vector(Random random, double[] spread, float[]? centre)
    {
        var vector = new float[Dimensions];
        for (var i = 0; i < Dimensions; i++)
        {
            var noise = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()) * spread[i];
            vector[i] = (float)(noise + (centre is null ? 0 : 8 * centre[i]));
        }
        var length = TensorPrimitives.Norm<float>(vector);
        TensorPrimitives.Divide(vector, length, vector);
        return vector;
    }

    private static List<int> Best(float[][] vectors, float[] query, Func<float[], float[], float> dot)
    {
        var best = new PriorityQueue<int, float>(Wanted + 1);
        for (var i = 0; i < vectors.Length; i++)
        {
            var score = dot(vectors[i], query);
            if (best.Count < Wanted) best.Enqueue(i, score);
            else if (best.TryPeek(out _, out var least) && score > least) best.EnqueueDequeue(i, score);
        }
        return [.. best.UnorderedItems.Select(item => item.Element)];
    }

    private static float PlainDot(float[] one, float[] other)
    {
        var sum = 0f;
        for (var i = 0; i < one.Length; i++) sum += one[i] * other[i];
        return sum;
    }

    private static string Time(double milliseconds) => $"{milliseconds:0.00} ms";
}
