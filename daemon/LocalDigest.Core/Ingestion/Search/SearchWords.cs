using LocalDigest.Text;

namespace LocalDigest.Ingestion;

/// <summary>The words of a text as a search compares them: in lower case, Latin letters without accents.</summary>
internal static class SearchWords
{
    /// <summary>Characters that the full-text index does not see, and that make another word: C++, C#, A*.</summary>
    private const string Symbols = "+#*&^";

    /// <summary>Whether a word has characters that the full-text index does not see, and that make another word.</summary>
    public static bool HasSymbols(string word) => word.AsSpan().IndexOfAny(Symbols) >= 0;

    /// <summary>The words in order. Whatever is neither letter nor digit separates them, as the full-text index has it.</summary>
    public static IEnumerable<string> Of(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var start = i;
            while (i < text.Length && (char.IsLetterOrDigit(text[i]) || UnicodeText.IsMark(text[i]) || char.IsSurrogate(text[i]))) i++;
            if (i == start) continue;
            var word = text[start..i];
            var folded = IsOfOtherScript(word) ? word : UnicodeText.Fold(word);
            if (folded.Length > 0) yield return folded.ToLowerInvariant();
        }
    }

    /// <summary>Whether most letters of a text are of another script than Latin and Greek: no words of English.</summary>
    public static bool IsOfOtherScript(string text)
    {
        int other = 0, all = 0;
        foreach (var c in text.Where(char.IsLetter))
        {
            all++;
            if (c >= '\u0400' && c is not (>= '\u1d00' and <= '\u1fff') and not (>= '\u2000' and <= '\u2cff')) other++;
        }
        return other * 2 > all;
    }
}
