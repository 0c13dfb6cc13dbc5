using System.Numerics;
using System.Runtime.InteropServices;

namespace LocalDigest.Ingestion;

/// <summary>
/// The words of all papers as they are spelled, for what the full-text index cannot tell, since it keeps stems: which words begin so,
/// which word was meant, in which words another is a part. It follows the log of changes from the first search that asks for it; what it
/// gives equals one made anew. Safe for several threads.
/// </summary>
/// <remarks>A word takes about 80 bytes. Where a paper was changed or removed all are read again: its old words are kept nowhere.</remarks>
internal sealed class PaperVocabulary(PaperTable papers)
{
    /// <summary>Longer ones are no words.</summary>
    private const int LongestWord = 40;

    /// <summary>A word with two letters wrong must be so many times as frequent as one with one letter wrong to be meant.</summary>
    private const double CostOfEdit = 50;

    private readonly Lock following = new();
    private readonly Dictionary<string, Word> words = new(StringComparer.Ordinal);

    /// <summary>What holds words that the full-text index cannot see: in Chinese a word is a part of a run, and C++ is a C there.</summary>
    private readonly Dictionary<string, int> runs = new(StringComparer.Ordinal);

    /// <summary>The words in the order of their letters; made anew where words were added.</summary>
    private string[] ordered = [];

    /// <summary>The papers whose words are counted.</summary>
    private readonly HashSet<long> counted = [];

    private long change;

    /// <summary>The words that begin so.</summary>
    public IReadOnlyList<string> BeginningWith(string beginning)
    {
        lock (following)
        {
            Follow();
            if (ordered.Length != words.Count)
            {
                ordered = [.. words.Keys];
                Array.Sort(ordered, StringComparer.Ordinal);
            }
            var first = Array.BinarySearch(ordered, beginning, StringComparer.Ordinal);
            return [.. ordered.Skip(first < 0 ? ~first : first).TakeWhile(word => word.StartsWith(beginning, StringComparison.Ordinal))];
        }
    }

    /// <summary>The runs of letters of other scripts, and the words with symbols, that hold a text; the most frequent first.</summary>
    /// <param name="text">In lower case.</param>
    /// <param name="most">At most so many.</param>
    public IReadOnlyList<string> Holding(string text, int most)
    {
        lock (following)
        {
            Follow();
            var holding = runs.Where(run => run.Key.Contains(text, StringComparison.Ordinal));
            return [.. holding.OrderByDescending(run => run.Value).Take(most).Select(run => run.Key)];
        }
    }

    /// <summary>The words that were probably meant by one that is hardly ever written, the likeliest first.</summary>
    /// <remarks>
    /// Edits are letters left out, added, changed, or two neighbours swapped (optimal string alignment): one in words of four letters and
    /// more, two in those of eight and more.
    /// </remarks>
    public IReadOnlyList<string> Near(string word)
    {
        var most = word.Length switch { < 4 => 0, < 8 => 1, _ => 2 };
        if (most == 0 || word.Length > LongestWord || word.Any(char.IsDigit)) return [];
        var letters = LettersOf(word);
        var near = new List<(string Word, double Weight)>();
        lock (following)
        {
            Follow();
            foreach (var (other, known) in words)
            {
                if (Math.Abs(other.Length - word.Length) > most || other == word) continue;
                if (BitOperations.PopCount(known.Letters ^ letters) > 2 * most) continue;
                if (Edits(word, other) is var edits && edits <= most) near.Add((other, known.Count / Math.Pow(CostOfEdit, edits)));
            }
        }
        var likeliest = near.OrderByDescending(item => item.Weight).ThenBy(item => item.Word, StringComparer.Ordinal);
        return [.. likeliest.Select(item => item.Word).Take(8)];
    }

    private void Follow()
    {
        var isOld = false;
        var before = change;
        change = papers.VisitChanges(before, entry =>
        {
            isOld |= counted.Contains(entry.Number);
            if (!isOld) Count(entry);
        });
        if (!isOld) return;
        words.Clear();
        runs.Clear();
        counted.Clear();
        ordered = [];
        change = papers.VisitChanges(0, Count);
    }

    /// <summary>Counts a paper's words, once however often it stands in the log.</summary>
    private void Count(PaperChange entry)
    {
        if (entry.Text is not { } paper || !counted.Add(entry.Number)) return;
        var text = $"{paper.Title} {paper.Abstract} {paper.AuthorNames}";
        foreach (var word in SearchWords.Of(text).Distinct(StringComparer.Ordinal))
        {
            if (SearchWords.IsOfOtherScript(word)) CollectionsMarshal.GetValueRefOrAddDefault(runs, word, out _)++;
            else if (word.Length is > 1 and <= LongestWord) Add(word);
        }
        foreach (var word in text.Split(' ').Where(SearchWords.HasSymbols).Distinct(StringComparer.Ordinal))
        {
            if (word.Length > LongestWord || !word.Any(char.IsLetterOrDigit)) continue;
            CollectionsMarshal.GetValueRefOrAddDefault(runs, word.ToLowerInvariant(), out _)++;
        }
    }

    private void Add(string word)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(words, word, out var isKnown);
        known = isKnown ? known with { Count = known.Count + 1 } : new Word(1, LettersOf(word));
    }

    /// <summary>The set of a word's letters, as bits.</summary>
    private static uint LettersOf(string word) => word.Aggregate(0u, (letters, c) => letters | 1u << (c & 31));

    /// <summary>The number of edits from one word to another.</summary>
    private static int Edits(string one, string other)
    {
        Span<int> before = stackalloc int[LongestWord + 1], last = stackalloc int[LongestWord + 1], row = stackalloc int[LongestWord + 1];
        for (var j = 0; j <= other.Length; j++) last[j] = j;
        for (var i = 1; i <= one.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var changed = last[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
                row[j] = Math.Min(changed, 1 + Math.Min(row[j - 1], last[j]));
                var isSwapped = i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
                if (isSwapped) row[j] = Math.Min(row[j], 1 + before[j - 2]);
            }
            var free = before;
            before = last;
            last = row;
            row = free;
        }
        return last[other.Length];
    }

    /// <param name="Count">How many papers it was seen in.</param>
    /// <param name="Letters">The set of its letters.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Word(int Count, uint Letters);
}
