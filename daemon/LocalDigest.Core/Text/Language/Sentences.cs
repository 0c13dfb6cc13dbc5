using System.Collections.Frozen;

namespace LocalDigest.Text;

/// <summary>
/// Splits text into sentences, in English and Chinese and in languages with the same punctuation. No sentence ends inside a formula or a
/// number, behind an abbreviation or an initial, inside parentheses, or before a lower-case letter. Chinese and Japanese sentences end at
/// 。！？ without a space. Time is linear in the length of the text.
/// </summary>
internal static class Sentences
{
    /// <summary>A parenthesis that is still open after this many characters is taken for one that never closes.</summary>
    private const int LongestParenthesis = 300;

    private const int LongestAbbreviation = 12;

    private static readonly FrozenSet<string> Abbreviations = (
        "e.g i.e cf vs viz ca approx resp al fig figs eq eqs eqn sec secs sect tab tabs ref refs alg algs app thm def defs lem prop cor " +
        "ch chap vol no nos pp p art ex dr prof mr mrs ms st mt jr sr dept univ inst lab w.r.t a.k.a s.t i.i.d incl excl est max min " +
        "avg std dim const")
        .Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Abbreviations that may also end a sentence; an upper-case letter behind them decides.</summary>
    private static readonly FrozenSet<string> Undecided =
        "etc inc ltd co corp u.s u.k u.s.a ph.d al.s no max min avg lab app def ex"
        .Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The sentences of a text in order, trimmed, none empty.</summary>
    public static IEnumerable<string> Of(string text) => Pieces(text).Select(piece => piece.Trim()).Where(sentence => sentence.Length > 0);

    /// <summary>
    /// The text split behind each sentence and line. The pieces joined are the text; white space stands at their beginnings.
    /// </summary>
    public static IEnumerable<string> Pieces(string text)
    {
        var start = 0;
        foreach (var end in Ends(text))
        {
            if (end > start) yield return text[start..end];
            start = end;
        }
    }

    /// <summary>
    /// The first sentences of a text that fit into a length. Where they fill less than half of it, the text is cut there and an ellipsis
    /// added.
    /// </summary>
    public static string Beginning(string text, int longest)
    {
        if (text.Length <= longest) return text;
        var end = Ends(text).TakeWhile(end => end <= longest).LastOrDefault();
        if (end > longest / 2) return text[..end].TrimEnd();
        return text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)].TrimEnd() + "…";
    }

    /// <summary>Where each sentence ends: the positions behind the last characters. The last one is the end of the text.</summary>
    private static IEnumerable<int> Ends(string text)
    {
        var formulas = new FormulaFinder(text);
        var opened = -1;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '$' or '\\':
                    // A formula ends in its paragraph, or it is none.
                    if (formulas.At(i) is { } formula && text.IndexOf('\n', i, formula.End - i) < 0) i = formula.End - 1;
                    else if (i + 1 < text.Length && text[i + 1] == '$') i++;
                    continue;
                case '\n':
                    opened = -1;
                    yield return i + 1;
                    continue;
                case '(' or '（' or '[' when opened < 0:
                    opened = i;
                    continue;
                case ')' or '）' or ']':
                    opened = -1;
                    continue;
            }
            if (c is not ('.' or '!' or '?' or '。' or '！' or '？' or '．')) continue;
            var isInside = opened >= 0 && i - opened < LongestParenthesis;
            if (isInside && c is '.' or '?' or '!' && !(i + 1 < text.Length && text[i + 1] is ')' or ']')) continue;
            var end = i + 1;
            while (end < text.Length && EndsSentence(text[end])) end++;
            if (c is '。' or '！' or '？' or '．' || IsEnd(text, i, end))
            {
                opened = -1;
                yield return end;
                i = end - 1;
            }
        }
        if (text.Length > 0) yield return text.Length;
    }

    /// <summary>Whether a character behind a full stop still belongs to the sentence.</summary>
    private static bool EndsSentence(char c) =>
        c is '"' or '”' or '’' or ')' or ']' or '）' or '」' or '』' or '】' or '*' or '!' or '?' or '！' or '？' or '。';

    private static bool IsEnd(string text, int stop, int end)
    {
        if (end < text.Length && !char.IsWhiteSpace(text[end]) && !IsIdeographic(text[end])) return false;
        var next = end;
        while (next < text.Length && (char.IsWhiteSpace(text[next]) || text[next] is '*' or '"' or '“' or '‘' or '(' or '[')) next++;
        if (next == text.Length) return true;
        if (text[stop] != '.') return true;
        if (char.IsLower(text[next])) return false;
        var from = stop;
        while (from > 0 && stop - from < LongestAbbreviation && IsOfAbbreviation(text, from - 1)) from--;
        var word = text.AsSpan(from, stop - from);
        if (word.Length == 0) return true;
        // An initial, as in J. Doe. "Vitamin C. The" looks the same; there two sentences stay one.
        if (word.Length == 1 && char.IsUpper(word[0]) && (from == 0 || text[from - 1] is ' ' or '-' or '(')) return false;
        if (Undecided.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word)) return char.IsUpper(text[next]);
        return !Abbreviations.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);
    }

    private static bool IsOfAbbreviation(string text, int at) =>
        char.IsLetter(text[at]) || (text[at] == '.' && at > 0 && char.IsLetter(text[at - 1]));

    /// <summary>Chinese characters, Japanese syllables, Korean syllables and the punctuation among them.</summary>
    public static bool IsIdeographic(char c) =>
        c is (>= '\u2e80' and <= '\u9fff') or (>= '\uac00' and <= '\ud7af') or (>= '\uf900' and <= '\ufaff')
            or (>= '\uff00' and <= '\uffef');
}
