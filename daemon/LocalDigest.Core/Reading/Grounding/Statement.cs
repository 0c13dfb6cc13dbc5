using System.Buffers;
using System.Collections.Frozen;
using LocalDigest.Text;

namespace LocalDigest.Reading;

/// <summary>A word of a statement that can be looked up in a paper.</summary>
/// <param name="Stems">The word, or the English ones for a Chinese word, as stems; one of them is enough.</param>
/// <param name="At">Where it begins in the statement.</param>
/// <param name="IsName">It is a name: a word with a capital inside a sentence, with several capitals, or with digits.</param>
internal sealed record Term(IReadOnlyList<string> Stems, int At, bool IsName);

/// <summary>A sentence of generated text with its content words.</summary>
internal sealed class Statement
{
    public Statement(string text)
    {
        Text = text;
        IsIdeographic = text.Any(Sentences.IsIdeographic);
        Terms = TermsOf(text, IsIdeographic);
        Words = [.. Terms.Select(term => term.Stems)];
        Marks = Marking(text);
    }

    public string Text { get; }

    public bool IsIdeographic { get; }

    /// <summary>The content words in order, each once.</summary>
    public IReadOnlyList<Term> Terms { get; }

    /// <summary>The stems of the content words; a word stands where one of its stems does.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Words { get; }

    /// <summary>Where words begin and clauses end, to measure distances.</summary>
    public Ruler Marks { get; }

    internal static Ruler Marking(string text) => new(text);

    private static List<Term> TermsOf(string text, bool isIdeographic)
    {
        var terms = new List<Term>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (stems, at) in ContentWords.Placed(text))
        {
            var end = EndOf(text, at);
            var word = text[at..end];
            if (!ContentWords.IsEmpty(word) && !word.All(char.IsAsciiDigit) && seen.Add(stems.First()))
                terms.Add(new Term([.. stems], at, IsName(text, at, end, isIdeographic)));
        }
        if (!isIdeographic) return terms;
        // One Chinese word has several English ones, of which one is enough.
        foreach (var (words, at) in ScienceGlossary.Placed(text))
        {
            var stems = ContentWords.AllOf(words);
            if (stems.Count > 0 && seen.Add(words)) terms.Add(new Term([.. stems], at, IsName: false));
        }
        terms.Sort((one, other) => one.At.CompareTo(other.At));
        return terms;
    }

    /// <summary>The names of a sentence of a paper, each with where it begins.</summary>
    internal static List<(IReadOnlyCollection<string> Stems, int At)> NamesIn(string text) =>
        ContentWords.Placed(text).FindAll(word => word.At > 0 && IsName(text, word.At, EndOf(text, word.At), isIdeographic: false));

    private static int EndOf(string text, int at)
    {
        while (at < text.Length && char.IsLetterOrDigit(text[at]) && !Sentences.IsIdeographic(text[at])) at++;
        return at;
    }

    private static bool IsName(string text, int at, int end, bool isIdeographic)
    {
        var word = text.AsSpan(at, end - at);
        var (capitals, digits) = (0, 0);
        foreach (var c in word)
        {
            if (char.IsUpper(c)) capitals++;
            else if (char.IsAsciiDigit(c)) digits++;
        }
        return capitals > 1 || (capitals > 0 && digits > 0) || (capitals == 1 && char.IsUpper(word[0]) && (at > 0 || isIdeographic));
    }
}

/// <summary>Measures how far two places of a sentence are apart, in words; what ends a clause, and a number, count as several.</summary>
internal sealed class Ruler
{
    private const int OfClause = 3;

    private const int OfNumber = 3;

    /// <summary>Words between what is compared: what stands behind them belongs to the other one.</summary>
    private static readonly FrozenSet<string> Contrasting = "whereas while versus vs against than but compared respectively"
        .Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly SearchValues<char> ClauseMarks = SearchValues.Create("，；。：、;,:.()（）|");

    private readonly int[] distances;

    public Ruler(string text)
    {
        distances = new int[text.Length + 1];
        var at = 0;
        for (var i = 0; i < text.Length; i++)
        {
            distances[i] = at;
            var isOfWord = char.IsLetterOrDigit(text[i]);
            var isStart = isOfWord && (i == 0 || !char.IsLetterOrDigit(text[i - 1]));
            if (char.IsAsciiDigit(text[i]) && isStart) at += OfNumber;
            // Two characters make a Chinese word.
            else if (Sentences.IsIdeographic(text[i]) && isOfWord) at += i % 2;
            else if (isStart) at += Contrasting.Contains(WordAt(text, i)) ? OfClause : 1;
            else if (ClauseMarks.Contains(text[i]) && !(i > 0 && i + 1 < text.Length && char.IsAsciiDigit(text[i - 1])
                && char.IsAsciiDigit(text[i + 1]))) at += OfClause;
        }
        distances[text.Length] = at;
    }

    private static string WordAt(string text, int start)
    {
        var end = start;
        while (end < text.Length && char.IsLetter(text[end])) end++;
        return text[start..end];
    }

    /// <summary>The distance between a place and what lies between two others, 0 or more.</summary>
    public int Between(int at, int start, int end)
    {
        if (at >= end) return distances[Math.Min(at, distances.Length - 1)] - distances[Math.Min(end, distances.Length - 1)];
        return at < start ? Math.Max(0, distances[start] - distances[at] - 1) : 0;
    }
}
