using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using LocalDigest.Models;
using LocalDigest.Text;

namespace LocalDigest.Reading;

/// <summary>
/// The words of a sentence that say what it is about, as stems that forms of one word share. Words of Chinese sentences come as the English
/// words of
/// <see cref="ScienceGlossary"/>, since the papers are English.
/// </summary>
internal static class ContentWords
{
    /// <summary>Stems are cut to this length, so that translation and translating meet and transformer stays apart.</summary>
    private const int LongestStem = 6;

    private const int ShortestStem = 3;

    private static readonly string[] Endings =
        ["ations", "ation", "ings", "ing", "edly", "ed", "ions", "ion", "ers", "er", "ies", "es", "s", "ly", "e", "al", "up", "out"];

    /// <summary>What settings and heads of tables shorten.</summary>
    private static readonly FrozenDictionary<string, string> Aliases = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["vocab"] = "vocabulary", ["dim"] = "dimension", ["dims"] = "dimension", ["len"] = "length", ["param"] = "parameter",
            ["params"] = "parameter", ["acc"] = "accuracy", ["lr"] = "rate",
        ["prec"] = "precision", ["temp"] = "temperature", ["avg"] = "average", ["std"] = "deviation", ["iter"] = "iteration",
            ["iters"] = "iteration", ["secs"] = "second", ["sec"] = "second",
        ["flop"] = "operation", ["flops"] = "operation", ["lab"] = "laboratory", ["labs"] = "laboratory", ["exp"] = "experiment",
            ["config"] = "configuration", ["freq"] = "frequency",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Words with which any paper is reported, whatever it is about.</summary>
    private static readonly FrozenSet<string> Reporting = (
        "paper study work author approach method result show report use present propose introduce find achieve reach obtain get give make "
            + "take include contain consist have " +
        "total number amount value large small big new good well high low main key first second third last several many about nearly "
            + "roughly almost over more than less " +
        "each per one two three four five six seven eight nine ten eleven twelve twenty thirty fifty hundred thousand million billion "
            + "percent percentage point " +
        "compare comparison against respectively overall only even same different various set based call name include")
        .Split(' ').Select(word => Stem(word)).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The stems of a text's content words, without numbers, in order, each once.</summary>
    public static List<string> Of(string text)
    {
        var stems = new List<string>();
        AddLatin(text, stems);
        if (text.Any(Sentences.IsIdeographic))
        {
            foreach (var word in ScienceGlossary.Of(text)) AddLatin(word, stems);
        }
        return stems;
    }

    /// <summary>All stems of a text, those of reporting words as well.</summary>
    public static HashSet<string> AllOf(string text)
    {
        var stems = new HashSet<string>(StringComparer.Ordinal);
        var reader = new WordReader(Apart(text));
        while (reader.Read())
        {
            if (!reader.IsNumber && !Sentences.IsIdeographic(reader.Word[0])) stems.Add(Stem(reader.Word.ToString()));
        }
        return stems;
    }

    /// <summary>The words of a text in order: the stems of each, one or those of its joined parts, and where it begins.</summary>
    public static List<(IReadOnlyCollection<string> Stems, int At)> Placed(string text)
    {
        var placed = new List<(IReadOnlyCollection<string>, int)>();
        for (var i = 0; i < text.Length;)
        {
            if (!IsOfWord(text[i]))
            {
                i++;
                continue;
            }
            var end = i + 1;
            while (end < text.Length && IsOfWord(text[end])) end++;
            if (AllOf(text[i..end]) is { Count: > 0 } stems) placed.Add((stems, i));
            i = end;
        }
        return placed;
    }

    /// <summary>Whether a word only holds sentences together, or is a number.</summary>
    public static bool IsEmpty(string word) =>
        Functional.Contains(word) || LexicalIndex.Spell(word).Count == 0 || NumberWords.Contains(word);

    /// <summary>Whether a stem is one with which any paper is reported.</summary>
    public static bool IsReporting(string stem) => Reporting.Contains(stem);

    private static readonly FrozenSet<string> NumberWords = (
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen "
            + "twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion percent cent half third "
            + "quarter twice")
        .Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static bool IsOfWord(char c) => (char.IsLetterOrDigit(c) || c == '_') && !Sentences.IsIdeographic(c);

    /// <summary>The words that say what a number counts: those behind it, up to the next word of another kind: <c>6 identical
    /// layers</c>.</summary>
    public static List<string> Counted(string text, int end)
    {
        var stems = new List<string>();
        if (end < text.Length && text.AsSpan(end).TrimStart() is { Length: > 0 } rest && Sentences.IsIdeographic(rest[0]))
        {
            var clause = rest[..Math.Min(rest.Length, 10)];
            var stop = clause.IndexOfAny(ClauseEnds);
            foreach (var word in ScienceGlossary.Of((stop < 0 ? clause : clause[..stop]).ToString())) stems.AddRange(AllOf(word));
            return stems;
        }
        var words = 0;
        for (var i = end; i < text.Length && words < 4;)
        {
            if (text[i] is ' ' or '-' or '\u2009')
            {
                i++;
                continue;
            }
            if (!char.IsLetter(text[i])) break;
            var to = i;
            while (to < text.Length && (char.IsLetterOrDigit(text[to]))) to++;
            var word = text[i..to];
            if (word.Length < 4 && Functional.Contains(word) || Functional.Contains(word)) break;
            if (!NumberWords.Contains(word)) stems.AddRange(AllOf(word));
            words++;
            i = to;
        }
        return stems;
    }

    private static readonly SearchValues<char> ClauseEnds = SearchValues.Create("，。；、,;0123456789和与");

    private static readonly FrozenSet<string> Functional = (
        "of in on at to for with and or by from than as is are was were be been the a an per against after before over under which that "
            + "while when where if but compared respectively during between " +
        "using on into via it its has have had can could may each").Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes joined words apart beside what they are as one: <c>MapReduce</c>, <c>warmup_steps</c>.</summary>
    private static string Apart(string text)
    {
        var apart = new StringBuilder(text.Length + 16);
        var start = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (!char.IsLetter(text[i - 1]) && !char.IsDigit(text[i - 1]) && text[i - 1] != '_') start = i;
            if (text[i] == '_' && i + 2 < text.Length && i - start > 2 && char.IsLetter(text[i + 1]) && char.IsLetter(text[i + 2]))
            {
                apart.Append(text, start, i - start).Append(' ');
                start = i + 1;
                var end = start;
                while (end < text.Length && char.IsLetter(text[end])) end++;
                apart.Append(text, start, end - start).Append(' ');
            }
            else if (char.IsUpper(text[i]) && char.IsLower(text[i - 1]) && i - start > 2 && i + 2 < text.Length
                && char.IsLower(text[i + 1]))
            {
                apart.Append(text, start, i - start).Append(' ');
                start = i;
                var end = i;
                while (end < text.Length && char.IsLetter(text[end])) end++;
                apart.Append(text, i, end - i).Append(' ');
            }
        }
        return apart.Length == 0 ? text : text + " . " + apart.ToString();
    }

    private static void AddLatin(string text, List<string> stems)
    {
        var reader = new WordReader(text);
        while (reader.Read())
        {
            if (reader.IsNumber || Sentences.IsIdeographic(reader.Word[0])) continue;
            var word = reader.Word.ToString();
            if (LexicalIndex.Spell(word).Count == 0) continue;
            var stem = Stem(word);
            if (!Reporting.Contains(stem) && stem.Length > 1 && !stems.Contains(stem)) stems.Add(stem);
        }
    }

    private static string Stem(string word)
    {
        if (Aliases.TryGetValue(word, out var whole)) word = whole;
        if (word.Length <= ShortestStem || word.Any(c => !char.IsAsciiLetterLower(c))) return word;
        foreach (var ending in Endings)
        {
            if (word.Length - ending.Length < (ending is "up" or "out" ? ShortestStem + 1 : ShortestStem)
                || !word.EndsWith(ending, StringComparison.Ordinal)) continue;
            word = word[..^ending.Length];
            // Running, stopped.
            if (ending is "ing" or "ed" or "er" or "ers" && word.Length > ShortestStem && word[^1] == word[^2]
                && word[^1] is not ('l' or 's')) word = word[..^1];
            break;
        }
        if (word.Length > ShortestStem && word[^1] is 'e' or 'i' or 'y') word = word[..^1];
        return word.Length > LongestStem ? word[..LongestStem] : word;
    }
}
