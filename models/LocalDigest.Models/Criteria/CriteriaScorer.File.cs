using System.Numerics.Tensors;

namespace LocalDigest.Models;

/// <content>Its file: all that it takes to score any text elsewhere, without the corpus.</content>
public sealed partial class CriteriaScorer
{
    private static readonly byte[] Magic = "LDCRIT01"u8.ToArray();

    private CriteriaScorer(BinaryReader reader)
    {
        topicWeights = ReadNumbers();
        statistics = new LexicalStatistics([0], reader.ReadInt32(), reader.ReadInt64());
        weights = new Weights(reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle());
        (keywords, unwantedKeywords, remarks, unwanted) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        (isEmpty, SaysNothing, enough) = (reader.ReadBoolean(), reader.ReadBoolean(), reader.ReadSingle());
        centre = ReadNumbers();
        (centreSpread, sumSpread) = (ReadSpread(), ReadSpread());
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var query = new LexicalQuery();
            for (var terms = reader.ReadInt32(); terms > 0; terms--) query.Add(reader.ReadUInt32(), reader.ReadSingle());
            queries.Add(query);
            channels.Add(new Channel(ReadNumbers(), ReadNumbers(), ReadSpread(), ReadSpread(), ReadSpread(), query.IsEmpty));
        }

        float[] ReadNumbers() => [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => reader.ReadSingle())];
        Spread ReadSpread() => new(reader.ReadSingle(), reader.ReadSingle());
    }

    /// <summary>How many topics the criteria have.</summary>
    public int Topics => topicWeights.Length;

    /// <summary>Length of the vectors.</summary>
    public int Dimensions => centre.Length;

    /// <summary>Writes it, to be read by <see cref="Load"/>: some kilobytes for each topic.</summary>
    public void Save(Stream stream) => PreferenceFile.Write(stream, Magic, writer =>
    {
        WriteNumbers(topicWeights);
        var (documents, words) = statistics.Totals;
        writer.Write(documents);
        writer.Write(words);
        WriteEach(weights.Meaning, weights.Words, weights.Carried, weights.Centre);
        foreach (var at in (int[])[keywords, unwantedKeywords, remarks, unwanted]) writer.Write(at);
        writer.Write(isEmpty);
        writer.Write(SaysNothing);
        writer.Write(enough);
        WriteNumbers(centre);
        WriteEach(centreSpread.Mean, centreSpread.Deviation, sumSpread.Mean, sumSpread.Deviation);
        writer.Write(queries.Count);
        for (var q = 0; q < queries.Count; q++)
        {
            writer.Write(queries[q].Weights.Count);
            foreach (var (term, weight) in queries[q].Weights)
            {
                writer.Write(term);
                writer.Write(weight);
            }
            var channel = channels[q];
            WriteNumbers(channel.Meaning);
            WriteNumbers(channel.Carried);
            foreach (var spread in (Spread[])[channel.MeaningSpread, channel.WordsSpread, channel.CarriedSpread]) WriteEach(spread.Mean, spread.Deviation);
        }

        void WriteNumbers(float[] numbers)
        {
            writer.Write(numbers.Length);
            WriteEach(numbers);
        }

        void WriteEach(params ReadOnlySpan<float> numbers)
        {
            foreach (var number in numbers) writer.Write(number);
        }
    });

    /// <summary>Reads one back.</summary>
    /// <param name="stream">What <see cref="Save"/> wrote.</param>
    /// <exception cref="InvalidDataException">It is damaged, or something else.</exception>
    public static CriteriaScorer Load(Stream stream)
    {
        using var reader = PreferenceFile.Read(stream, Magic);
        return new CriteriaScorer(reader);
    }

    /// <summary>Scores one text, as documents of an index are scored.</summary>
    /// <param name="title">Its title; may be empty.</param>
    /// <param name="text">Its abstract; may be empty.</param>
    /// <param name="vector">The embedding of both.</param>
    /// <param name="topicScores">Receives one number for each topic; empty where that is not wanted.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public CriteriaMatch Score(ReadOnlySpan<char> title, ReadOnlySpan<char> text, ReadOnlySpan<float> vector, Span<float> topicScores = default)
    {
        if (vector.Length != Dimensions) throw new ArgumentException($"A vector has {Dimensions} numbers here.", nameof(vector));
        if (!topicScores.IsEmpty && topicScores.Length != Topics) throw new ArgumentException("There must be one score for each topic.", nameof(topicScores));
        var words = new LexicalIndex();
        words.Add(title, text);
        var lexical = new float[queries.Count];
        words.Score(queries, [0], lexical, statistics);
        var (sums, best, isOnSubject) = (new float[1], new int[1], new bool[1]);
        var own = vector.ToArray();
        Sum(1, lexical, (query, dots) => dots[0] = TensorPrimitives.Dot(query, own), sums, best, isOnSubject, topicScores);
        return Match(sums[0], TensorPrimitives.Dot<float>(centre, own), Topics == 0 ? -1 : best[0], isOnSubject[0]);
    }
}
