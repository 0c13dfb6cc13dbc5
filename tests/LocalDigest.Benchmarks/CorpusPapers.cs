using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace LocalDigest.Benchmarks;

/// <summary>A paper as an import takes it.</summary>
internal sealed record ImportedPaper(string Id, string Title, string Abstract, string[] Authors, string[] Categories, string Published);

/// <summary>
/// As many papers as wanted, made from the corpus and the same at each call: its own first, then such whose title is of the words of two
/// and whose abstract is of the sentences of three. As long and as varied as real ones, and no two with the same text.
/// </summary>
internal static class CorpusPapers
{
    /// <summary>So many numbers of a month are used.</summary>
    private const int InMonth = 90_000;

    private static readonly string[] Files = ["arxiv-1993-2019.jsonl.xz", "arxiv-2025-2026.jsonl.xz", "conferences.jsonl.xz"];

    /// <summary>The most papers that have an id of their own.</summary>
    public const int Most = 12 * InMonth;

    /// <param name="data">The folder of the labelled data.</param>
    /// <param name="count">How many, up to <see cref="Most"/>.</param>
    public static IEnumerable<ImportedPaper> Of(string data, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Most);
        var real = Files.SelectMany(file => EvaluationData.Lines<LabelledDocument>(Path.Combine(data, "corpus", file)))
            .Take(count).Select(paper => (Title: paper.Title ?? "", Abstract: paper.Abstract ?? "")).ToList();
        var known = new HashSet<UInt128>(count);
        var shift = 0L;
        for (var i = 0; i < count; i++)
        {
            var (title, text) = real[i % real.Count];
            if (i >= real.Count || !known.Add(HashOf(title, text)))
            {
                do (title, text) = Mixed(real, i, shift++);
                while (!known.Add(HashOf(title, text)));
            }
            yield return new ImportedPaper(
                IdOf(i), title, text, [$"Ada Author{i % 5000}", $"Ben Writer{i % 3001}"],
                [$"cs.{(char)('A' + i % 20)}{(char)('A' + i % 7)}"], DayOf(i, count));
        }
    }

    /// <summary>The id of the paper at a place.</summary>
    public static string IdOf(int place) => $"arxiv:{2001 + place / InMonth:0000}.{10_000 + place % InMonth:00000}";

    /// <summary>The day of the paper at a place among so many: they are spread over 700 days, the newest last.</summary>
    public static string DayOf(int place, int count) =>
        DateTime.UnixEpoch.AddDays(20_000 + place * 700L / count).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Papers as the body of an import.</summary>
    public static string Lines(IEnumerable<ImportedPaper> papers) =>
        string.Join('\n', papers.Select(paper => JsonSerializer.Serialize(paper, JsonSerializerOptions.Web)));

    private static (string Title, string Abstract) Mixed(List<(string Title, string Abstract)> real, int place, long shift)
    {
        var one = real[place % real.Count];
        var two = real[(int)((place * 7919L + shift * 31) % real.Count)];
        var three = real[(int)((place * 104_729L + shift * 17) % real.Count)];
        var (words, others) = (one.Title.Split(' '), two.Title.Split(' '));
        var title = string.Join(' ', words.Take((words.Length + 1) / 2).Concat(others.Skip(others.Length / 2)));
        string[][] sentences = [one.Abstract.Split(". "), two.Abstract.Split(". "), three.Abstract.Split(". ")];
        // As many as the first has, from each of the three by turns.
        var mixed = Enumerable.Range(0, sentences[0].Length).Select(i => sentences[i % 3][i % sentences[i % 3].Length].TrimEnd('.'));
        return (title, string.Join(". ", mixed) + ".");
    }

    private static UInt128 HashOf(string title, string text) =>
        MemoryMarshal.Read<UInt128>(SHA256.HashData(MemoryMarshal.AsBytes($"{title}\n{text}".AsSpan())));
}
