using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using LocalDigest.Models;

namespace LocalDigest.Trainer;

/// <summary>
/// Learns a vector for each term so that two views of one document come to lie near each other and away from all other documents of the batch.
/// </summary>
/// <remarks>
/// The loss is the symmetric cross-entropy over in-batch negatives (InfoNCE: van den Oord et al. 2018, arXiv:1807.03748; symmetric as in CLIP, Radford et al. 2021,
/// arXiv:2103.00020), summed over the cuts of the vector (Kusupati et al. 2022, "Matryoshka Representation Learning", arXiv:2205.13147).
/// A view's vector is the sum of its terms' vectors, each times the fourth root of its count, made unit length. The optimiser is Adam (Kingma and Ba 2015, arXiv:1412.6980), for each row only
/// when it is met; its bias is corrected by the steps of the training and not of the row, so that rare terms, which are met seldom, move the further each time.
/// Batches, views and order depend on the seed alone, not on the number of threads.
/// </remarks>
internal sealed unsafe partial class ContrastiveTraining : IDisposable
{
    private const float FirstDecay = 0.9f, SecondDecay = 0.999f, Epsilon = 1e-8f;

    private readonly Settings settings;
    private readonly Vocabulary vocabulary;
    private readonly Packed[] documents;
    private readonly int width;
    private readonly float* terms, first, second;
    private int step;
    private readonly float* left, right, leftUnit, rightUnit, leftGradient, rightGradient, scores;

    private readonly record struct Packed(int[] Words, int[] Phrases, int[] Ends);

    public ContrastiveTraining(Settings settings, Corpus corpus, Vocabulary vocabulary)
    {
        this.settings = settings;
        this.vocabulary = vocabulary;
        width = settings.Dimensions;
        documents = [.. corpus.Documents.Select(Pack)];
        var size = (long)vocabulary.Terms.Count * width;
        terms = Allocate(size);
        first = Allocate(size);
        second = Allocate(size);
        var batch = (long)settings.Batch * width;
        left = Allocate(batch);
        right = Allocate(batch);
        leftUnit = Allocate(batch);
        rightUnit = Allocate(batch);
        leftGradient = Allocate(batch);
        rightGradient = Allocate(batch);
        scores = Allocate((long)settings.Batch * settings.Batch);
        Initialise(corpus.Documents.Count);
    }

    /// <summary>Epochs behind it.</summary>
    public int Epoch { get; private set; }

    /// <summary>Batches in an epoch.</summary>
    public int Batches => documents.Length / settings.Batch;

    /// <summary>A term's vector, of the full length.</summary>
    public ReadOnlySpan<float> Vector(int row) => new(terms + (long)row * width, width);

    /// <summary>Goes once through all documents.</summary>
    /// <returns>The mean loss over batches and cuts.</returns>
    public double RunEpoch(Action<int, double>? progress, CancellationToken ct)
    {
        var order = Enumerable.Range(0, documents.Length).ToArray();
        new Random(Seed(Epoch, -1)).Shuffle(order);
        var loss = 0.0;
        var views = new Views[2] { new(vocabulary.Terms.Count), new(vocabulary.Terms.Count) };
        var total = (double)Batches * settings.Epochs;
        for (var b = 0; b < Batches; b++)
        {
            ct.ThrowIfCancellationRequested();
            var done = (Epoch * (double)Batches + b) / total;
            var warm = Math.Min(1, done * 50);
            loss += Step(order.AsSpan(b * settings.Batch, settings.Batch), views, (float)(settings.LearningRate * warm * (1 - done) + 1e-5));
            progress?.Invoke(b + 1, loss / (b + 1));
        }
        Epoch++;
        return loss / Batches;
    }

    /// <summary>Writes the whole state, from which <see cref="Restore"/> goes on.</summary>
    public void Save(Stream stream)
    {
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write(vocabulary.Terms.Count);
        writer.Write(width);
        writer.Write(Epoch);
        writer.Write(step);
        foreach (var part in new[] { (nint)terms, (nint)first, (nint)second })
        {
            for (var row = 0; row < vocabulary.Terms.Count; row++) writer.Write(new ReadOnlySpan<byte>((float*)part + (long)row * width, width * sizeof(float)));
        }
    }

    /// <summary>Goes on from a saved state of the same corpus and settings.</summary>
    /// <exception cref="InvalidDataException">The state is of other sizes.</exception>
    public void Restore(Stream stream)
    {
        using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        if (reader.ReadInt32() != vocabulary.Terms.Count || reader.ReadInt32() != width) throw new InvalidDataException("The saved state belongs to another corpus or other settings. Delete it to start anew.");
        Epoch = reader.ReadInt32();
        step = reader.ReadInt32();
        foreach (var part in new[] { (nint)terms, (nint)first, (nint)second })
        {
            for (var row = 0; row < vocabulary.Terms.Count; row++) stream.ReadExactly(new Span<byte>((float*)part + (long)row * width, width * sizeof(float)));
        }
    }

    public void Dispose()
    {
        foreach (var part in new[] { (nint)terms, (nint)first, (nint)second, (nint)left, (nint)right, (nint)leftUnit, (nint)rightUnit, (nint)leftGradient, (nint)rightGradient, (nint)scores })
        {
            NativeMemory.AlignedFree((void*)part);
        }
    }

    private double Step(ReadOnlySpan<int> batch, Views[] views, float rate)
    {
        var n = batch.Length;
        var pairs = batch.ToArray();
        Parallel.For(0, 2, half =>
        {
            views[half].Clear();
            foreach (var document in pairs) views[half].Add(documents[document], new Random(Seed(Epoch, document)), half, settings);
        });
        Sum(views[0], left, n);
        Sum(views[1], right, n);
        NativeMemory.Clear(leftGradient, (nuint)((long)n * width * sizeof(float)));
        NativeMemory.Clear(rightGradient, (nuint)((long)n * width * sizeof(float)));
        var loss = 0.0;
        for (var c = 0; c < settings.Cuts.Count; c++) loss += settings.CutWeights[c] * Contrast(n, settings.Cuts[c], settings.CutWeights[c]);
        Update(views, n, rate);
        return loss;
    }

    private void Sum(Views view, float* to, int n) => Rows(n, (from, end) =>
    {
        for (var i = from; i < end; i++)
        {
            var sum = new Span<float>(to + (long)i * width, width);
            sum.Clear();
            for (var t = view.Starts[i]; t < view.Starts[i + 1]; t++) TensorPrimitives.MultiplyAdd(Vector(view.Terms[t]), view.Weights[t], sum, sum);
        }
    });

    // Loss and gradient at one cut; gradients add up over the cuts.
    private double Contrast(int n, int cut, float weight)
    {
        var inverse = 1 / settings.Temperature;
        Rows(n, (from, end) =>
        {
            for (var i = from; i < end; i++)
            {
                Normalise(left, leftUnit, i, cut);
                Normalise(right, rightUnit, i, cut);
            }
        });
        Rows(n, (from, end) => MatrixKernels.TimesTransposed(leftUnit, rightUnit, scores, from, end, n, cut, width));
        var rowSums = new float[n];
        var columnSums = new float[n];
        var losses = new double[n];
        var halves = new float[2][] { new float[n], new float[n] };
        var half = -1;
        Rows(n, (from, end) =>
        {
            var columns = halves[Interlocked.Increment(ref half)];
            for (var i = from; i < end; i++)
            {
                var row = new Span<float>(scores + (long)i * n, n);
                losses[i] = row[i] * inverse;
                TensorPrimitives.Multiply(row, inverse, row);
                TensorPrimitives.Exp(row, row);
                rowSums[i] = TensorPrimitives.Sum<float>(row);
                TensorPrimitives.Add(columns, row, columns);
            }
        });
        TensorPrimitives.Add(halves[0], halves[1], columnSums);
        var loss = 0.0;
        for (var i = 0; i < n; i++) loss += 0.5 * (Math.Log(rowSums[i]) + Math.Log(columnSums[i])) - losses[i];
        var reciprocals = new float[n];
        TensorPrimitives.Divide(0.5f, columnSums, reciprocals);
        Rows(n, (from, end) =>
        {
            var factors = new float[n];
            for (var i = from; i < end; i++)
            {
                var row = new Span<float>(scores + (long)i * n, n);
                TensorPrimitives.Add(reciprocals, 0.5f / rowSums[i], factors);
                TensorPrimitives.Multiply(row, factors, row);
                row[i] -= 1;
            }
        });
        Rows(n, (from, end) =>
        {
            var buffer = (float*)NativeMemory.AlignedAlloc((nuint)((end - from) * (long)width * sizeof(float)), 64);
            for (var side = 0; side < 2; side++)
            {
                NativeMemory.Clear(buffer, (nuint)((end - from) * (long)width * sizeof(float)));
                if (side == 0) MatrixKernels.AddProduct(scores + (long)from * n, n, 1, rightUnit, buffer, 0, end - from, n, cut, width);
                else MatrixKernels.AddProduct(scores + from, 1, n, leftUnit, buffer, 0, end - from, n, cut, width);
                for (var i = from; i < end; i++)
                {
                    ThroughNorm(side == 0 ? left : right, side == 0 ? leftUnit : rightUnit, buffer + (long)(i - from) * width, side == 0 ? leftGradient : rightGradient, i, cut, weight);
                }
            }
            NativeMemory.AlignedFree(buffer);
        });
        return loss / n;
    }

    private void Normalise(float* from, float* to, int row, int cut)
    {
        var vector = new ReadOnlySpan<float>(from + (long)row * width, cut);
        var norm = TensorPrimitives.Norm(vector);
        TensorPrimitives.Multiply(vector, norm > 0 ? 1 / norm : 0, new Span<float>(to + (long)row * width, cut));
    }

    // d(x/|x|): what lies along the vector falls away.
    private void ThroughNorm(float* raw, float* unit, float* gradient, float* to, int row, int cut, float weight)
    {
        var norm = TensorPrimitives.Norm(new ReadOnlySpan<float>(raw + (long)row * width, cut));
        if (norm == 0) return;
        var direction = new ReadOnlySpan<float>(unit + (long)row * width, cut);
        var g = new Span<float>(gradient, cut);
        var along = TensorPrimitives.Dot(direction, g);
        TensorPrimitives.MultiplyAdd(direction, -along, g, g);
        var sum = new Span<float>(to + (long)row * width, cut);
        TensorPrimitives.MultiplyAdd(g, weight / norm, sum, sum);
    }

    private void Update(Views[] views, int n, float rate)
    {
        step++;
        // who uses a term: gathered by term, so that each row is updated by one thread, always in the same order
        var uses = new List<(int Term, int Place, float Weight)>(views[0].Count + views[1].Count);
        for (var side = 0; side < 2; side++)
        {
            for (var i = 0; i < n; i++)
            {
                for (var t = views[side].Starts[i]; t < views[side].Starts[i + 1]; t++) uses.Add((views[side].Terms[t], side * n + i, views[side].Weights[t]));
            }
        }
        var starts = new int[vocabulary.Terms.Count + 1];
        foreach (var use in uses) starts[use.Term + 1]++;
        List<int> met = [];
        for (var term = 0; term < vocabulary.Terms.Count; term++)
        {
            if (starts[term + 1] > 0) met.Add(term);
            starts[term + 1] += starts[term];
        }
        var sorted = new (int Place, float Weight)[uses.Count];
        var next = starts.AsSpan(0, vocabulary.Terms.Count).ToArray();
        foreach (var use in uses) sorted[next[use.Term]++] = (use.Place, use.Weight);

        // the frequent terms come first: dealt out in turn they are shared evenly
        Parallel.For(0, 2, part =>
        {
            var gradient = new float[width];
            for (var m = part; m < met.Count; m += 2)
            {
                var term = met[m];
                var g = gradient.AsSpan();
                g.Clear();
                for (var u = starts[term]; u < starts[term + 1]; u++)
                {
                    var (place, weight) = sorted[u];
                    var from = place < n ? leftGradient + (long)place * width : rightGradient + (long)(place - n) * width;
                    TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(from, width), weight, g, g);
                }
                Adam(term, g, rate);
            }
        });
    }

    private void Adam(int term, Span<float> gradient, float rate)
    {
        var corrected = rate * MathF.Sqrt(1 - MathF.Pow(SecondDecay, step)) / (1 - MathF.Pow(FirstDecay, step));
        float* w = terms + (long)term * width, m = first + (long)term * width, v = second + (long)term * width;
        for (var k = 0; k < gradient.Length; k++)
        {
            m[k] = FirstDecay * m[k] + (1 - FirstDecay) * gradient[k];
            v[k] = SecondDecay * v[k] + (1 - SecondDecay) * gradient[k] * gradient[k];
            w[k] -= corrected * m[k] / (MathF.Sqrt(v[k]) + Epsilon);
        }
    }
    // Random directions, as long as the term is rare: sums then start as an inverse-document-frequency weighting.
    private void Initialise(int total)
    {
        var random = new Random(Seed(-1, -1));
        for (var row = 0; row < vocabulary.Terms.Count; row++)
        {
            var scale = (float)(settings.InitialScale * Math.Log((total + 1.0) / (vocabulary.Terms[row].Documents + 1.0)) / Math.Sqrt(width));
            for (var k = 0; k < width; k++) terms[(long)row * width + k] = scale * (float)Normal(random);
        }
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private Packed Pack(CorpusDocument document)
    {
        var words = new int[document.Words.Length];
        var phrases = new int[document.Words.Length];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = vocabulary.RowOf(document.Words[i]);
            phrases[i] = document.Joined[i] ? vocabulary.RowOf(WordReader.HashOfPair(document.Words[i - 1], document.Words[i])) : -1;
        }
        return new Packed(words, phrases, document.Ends);
    }

    private int Seed(int epoch, int document) => HashOf(settings.Seed, epoch, document);

    // HashCode.Combine differs from process to process.
    private static int HashOf(int a, int b, int c)
    {
        var h = unchecked((ulong)a * 0x9E3779B97F4A7C15 + (ulong)b * 0xC2B2AE3D27D4EB4F + (ulong)c * 0x165667B19E3779F9);
        h ^= h >> 31;
        h *= 0xD6E8FEB86659FD93;
        return (int)((h ^ (h >> 32)) & int.MaxValue);
    }

    private static void Rows(int n, Action<int, int> work) => Parallel.For(0, 2, part => work(part * (n / 2), (part + 1) * (n / 2)));

    private static float* Allocate(long count)
    {
        var memory = (float*)NativeMemory.AlignedAlloc((nuint)(count * sizeof(float)), 64);
        NativeMemory.Clear(memory, (nuint)(count * sizeof(float)));
        return memory;
    }
}
