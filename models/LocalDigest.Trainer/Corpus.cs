using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using LocalDigest.Models;

namespace LocalDigest.Trainer;

/// <summary>One line of a corpus file.</summary>
internal sealed record CorpusLine
{
    [JsonPropertyName("id")]
    public string? Id { get; init; }

    [JsonPropertyName("title")]
    public string? Title { get; init; }

    [JsonPropertyName("abstract")]
    public string? Abstract { get; init; }
}

/// <summary>A document as the words of its title and of each sentence of its abstract.</summary>
/// <param name="Words">Hashes of the words in order: the title's, then each sentence's.</param>
/// <param name="Joined">For each word, whether it forms a phrase with the word before it.</param>
/// <param name="Ends">Where the title and each sentence end in <paramref name="Words"/>; the first is the title's.</param>
internal readonly record struct CorpusDocument(ulong[] Words, bool[] Joined, int[] Ends);

/// <summary>The documents to train on, read from JSON lines with <c>title</c> and <c>abstract</c>.</summary>
internal sealed class Corpus
{
    private readonly List<CorpusDocument> documents = [];
    private readonly List<(string Title, string Abstract)> texts = [];
    private readonly Dictionary<ulong, string> spellings = [];

    public IReadOnlyList<CorpusDocument> Documents => documents;

    /// <summary>How each word is spelled, folded.</summary>
    public IReadOnlyDictionary<ulong, string> Spellings => spellings;

    /// <summary>Lines that held no usable document.</summary>
    public int Skipped { get; private set; }

    /// <summary>Reads files in order.</summary>
    /// <param name="paths">JSON lines; gzip where the name ends in <c>.gz</c>; <c>-</c> for standard input.</param>
    /// <exception cref="InvalidDataException">A line is no JSON object; the message names file and line.</exception>
    public static Corpus Read(IEnumerable<string> paths, Action<int>? progress, CancellationToken ct)
    {
        var corpus = new Corpus();
        foreach (var path in paths)
        {
            using var raw = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
            using var stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(raw, CompressionMode.Decompress) : raw;
            using var reader = new StreamReader(stream);
            var number = 0;
            while (reader.ReadLine() is { } line)
            {
                ct.ThrowIfCancellationRequested();
                number++;
                if (string.IsNullOrWhiteSpace(line)) continue;
                try
                {
                    var read = JsonSerializer.Deserialize<CorpusLine>(line) ?? throw new JsonException();
                    corpus.Add(read.Title ?? "", read.Abstract ?? "");
                }
                catch (JsonException e)
                {
                    throw new InvalidDataException($"Line {number} of {path} is not a JSON object with the texts \"title\" and \"abstract\".", e);
                }
                if (corpus.documents.Count % 4096 == 0) progress?.Invoke(corpus.documents.Count);
            }
        }
        return corpus;
    }

    /// <summary>Takes documents out at random.</summary>
    /// <returns>Their titles and abstracts.</returns>
    public IReadOnlyList<(string Title, string Abstract)> TakeOut(int count, int seed)
    {
        var taken = new List<(string, string)>();
        var places = Enumerable.Range(0, documents.Count).ToArray();
        new Random(seed).Shuffle(places);
        var left = places.Take(count).ToHashSet();
        foreach (var place in places.Take(count)) taken.Add(texts[place]);
        var kept = documents.Where((_, place) => !left.Contains(place)).ToList();
        documents.Clear();
        documents.AddRange(kept);
        texts.Clear();
        return taken;
    }

    /// <summary>Where the sentences of a text end, the last at its length.</summary>
    public static IEnumerable<Range> Sentences(string text)
    {
        var start = 0;
        for (var i = 0; i + 2 < text.Length; i++)
        {
            if (text[i] is not ('.' or '?' or '!') || !char.IsWhiteSpace(text[i + 1]) || char.IsLower(text[i + 2]) || i - start < 20) continue;
            yield return start..(i + 1);
            start = i + 1;
        }
        if (start < text.Length) yield return start..text.Length;
    }

    private void Add(string title, string text)
    {
        List<ulong> words = [];
        List<bool> joined = [];
        List<int> ends = [];
        Take(title);
        foreach (var sentence in Sentences(text)) Take(text.AsSpan(sentence));
        if (ends.Count < 2 || ends[0] == 0 || words.Count - ends[0] < 10)
        {
            Skipped++;
            return;
        }
        documents.Add(new CorpusDocument([.. words], [.. joined], [.. ends]));
        texts.Add((title, text));

        void Take(ReadOnlySpan<char> part)
        {
            var before = words.Count;
            var reader = new TermReader(part);
            while (reader.Read())
            {
                words.Add(reader.Word);
                joined.Add(reader.Phrase != 0);
                ref var spelling = ref CollectionsMarshal.GetValueRefOrAddDefault(spellings, reader.Word, out var known);
                if (!known) spelling = reader.Spelling.ToString();
            }
            if (words.Count > before || ends.Count == 0) ends.Add(words.Count);
        }
    }
}
