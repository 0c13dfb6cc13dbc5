using System.Buffers.Binary;
using System.Text;

namespace LocalDigest.Tests.StandIns;

/// <summary>
/// A sentence model small enough to be made up in a test: each token has a vector out of a table, and that is all. It is written as ONNX,
/// in protobuf's wire format, by the field numbers of onnx.proto3.
/// </summary>
internal static class TinyOnnx
{
    public const int Dimensions = 32;

    private const int Float = 1, Int64 = 7;

    /// <summary>Words that the vocabulary knows beside BERT's special tokens and letters.</summary>
    private static readonly string[] Words =
    [
        "query", "paper", "number", "about", "robots", "that", "learn", "to", "grasp", "item", "we", "teach", "with", "language", "models",
        "folding", "towels", "two", "arms", "Upper",
    ];

    /// <summary>One token a line.</summary>
    public static IReadOnlyList<string> Vocabulary { get; } =
    [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", .. Words, .. "abcdefghijklmnopqrstuvwxyz0123456789".Select(letter => $"{letter}"),
        .. "abcdefghijklmnopqrstuvwxyz0123456789".Select(letter => $"##{letter}"),
    ];

    /// <summary>The vector of a token.</summary>
    public static float[] VectorOf(string token, int seed = 1)
    {
        var random = new Random(1000 * seed + Vocabulary.Index().Single(item => item.Item == token).Index);
        return [.. Enumerable.Range(0, Dimensions).Select(_ => random.NextSingle() - 0.5f)];
    }

    /// <summary>Writes the folder of a model.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="settings"><c>embedder.json</c>; null for none.</param>
    /// <param name="seed">Another one gives other vectors.</param>
    public static void WriteTo(string folder, string? settings = null, int seed = 1)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), Model(seed: seed));
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), Vocabulary);
        if (settings is not null) File.WriteAllText(Path.Combine(folder, "embedder.json"), settings);
    }

    /// <summary>The model.</summary>
    /// <param name="spare">Rows of the table beyond the vocabulary.</param>
    /// <param name="inputs">Names of the inputs, of which the first goes into the table.</param>
    /// <param name="type">Type of the inputs in ONNX's numbers.</param>
    /// <param name="isPooled">The output has one vector for the text.</param>
    /// <param name="seed">Another one gives other vectors.</param>
    public static byte[] Model(int spare = 0, string[]? inputs = null, int type = Int64, bool isPooled = false, int seed = 1)
    {
        inputs ??= ["input_ids", "attention_mask"];
        IEnumerable<float> numbers = [.. Vocabulary.SelectMany(token => VectorOf(token, seed)), .. new float[spare * Dimensions]];
        var raw = numbers.SelectMany(number =>
        {
            var bytes = new byte[4];
            BinaryPrimitives.WriteSingleLittleEndian(bytes, number);
            return bytes;
        });
        byte[] shape = [.. Number(1, Vocabulary.Count + spare), .. Number(1, Dimensions)];
        byte[] table = [.. shape, .. Number(2, Float), .. Text(8, "table"), .. Message(9, [.. raw])];
        byte[] gather = [.. Text(1, "table"), .. Text(1, inputs[0]), .. Text(2, "tokens"), .. Text(4, "Gather")];
        byte[] keepDims = [.. Text(1, "keepdims"), .. Number(3, 0), .. Number(20, 2)];
        byte[] axes = [.. Text(1, "axes"), .. Number(8, 1), .. Number(20, 7)];
        byte[] mean =
        [
            .. Text(1, "tokens"), .. Text(2, "pooled"), .. Text(4, "ReduceMean"), .. Message(5, axes), .. Message(5, keepDims),
        ];
        byte[] graph =
        [
            .. Message(1, gather), .. isPooled ? Message(1, mean) : [], .. Text(2, "tiny"), .. Message(5, table),
            .. inputs.SelectMany(input => Message(11, ValueInfo(input, type, ["texts", "tokens"]))),
            .. Message(12, isPooled ? ValueInfo("pooled", Float, ["texts", null]) : ValueInfo("tokens", Float, ["texts", "tokens", null])),
        ];
        return [.. Number(1, 8), .. Message(7, graph), .. Message(8, Number(2, 13))];
    }

    /// <summary>A name with a type and a shape; a dimension without a name is as long as a vector.</summary>
    private static byte[] ValueInfo(string name, int type, string?[] shape)
    {
        var dimensions = shape.SelectMany(named => Message(1, named is null ? Number(1, Dimensions) : Text(2, named)));
        byte[] tensor = [.. Number(1, type), .. Message(2, [.. dimensions])];
        return [.. Text(1, name), .. Message(2, Message(1, tensor))];
    }

    private static byte[] Number(int field, long value) => [.. Varint((ulong)(field << 3)), .. Varint((ulong)value)];

    private static byte[] Text(int field, string text) => Message(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Message(int field, byte[] content) =>
        [.. Varint((ulong)(field << 3 | 2)), .. Varint((ulong)content.Length), .. content];

    private static IEnumerable<byte> Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7) yield return (byte)(value | 0x80);
        yield return (byte)value;
    }
}
