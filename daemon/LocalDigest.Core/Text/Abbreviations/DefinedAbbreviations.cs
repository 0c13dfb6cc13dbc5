using System.Buffers;

namespace LocalDigest.Text;

/// <summary>An abbreviation and what it stands for, as one text defines it.</summary>
/// <param name="Short">As it is written, without a plural's s: <c>VLM</c>.</param>
/// <param name="Long">As it is written: <c>vision-language models</c>.</param>
internal sealed record DefinedAbbreviation(string Short, string Long);

/// <summary>Finds where a text defines abbreviations: "long form (LF)" and "LF (long form)".</summary>
/// <remarks>
/// Schwartz and Hearst 2003, "A simple algorithm for identifying abbreviation definitions in biomedical text": from right to left, each
/// letter of the short form must be found in the words before it, the first one at the beginning of a word.
/// </remarks>
internal static class DefinedAbbreviations
{
    private const int LongestShort = 10, LongestLong = 100;

    private static readonly SearchValues<char> NotOfName = SearchValues.Create(";:()[]$\\");

    /// <summary>The definitions of a text, in its order.</summary>
    public static IEnumerable<DefinedAbbreviation> In(string text)
    {
        text = text.ReplaceLineEndings(" ");
        for (var open = text.IndexOf('('); open >= 0; open = text.IndexOf('(', open + 1))
        {
            var close = text.IndexOf(')', open);
            if (close < 0) yield break;
            // "(VLM; see below)", "(VLM, 2024)"
            var inside = text[(open + 1)..close];
            var end = inside.AsSpan().IndexOfAny(',', ';', ':');
            if (end > 0) inside = inside[..end];
            inside = inside.Trim();
            // A long form is not longer than that.
            var before = text[Math.Max(0, open - 2 * LongestLong)..open].TrimEnd();
            if (IsShort(inside))
            {
                if (LongOf(inside, before) is { } found) yield return new DefinedAbbreviation(Singular(inside), found);
            }
            else if (inside.Length <= LongestLong && inside.Contains(' ') && LastWord(before) is { } word && IsShort(word))
            {
                if (LongOf(word, inside) == inside) yield return new DefinedAbbreviation(Singular(word), inside);
            }
        }
    }

    /// <summary>Without the s of its plural.</summary>
    public static string Singular(string form) => form.Length > 2 && form[^1] == 's' && char.IsUpper(form[^2]) ? form[..^1] : form;

    /// <summary>Two to ten letters and digits in one word, of which two are capitals.</summary>
    private static bool IsShort(string text) =>
        text.Length is > 1 and <= LongestShort && char.IsLetterOrDigit(text[0]) && text.All(c => char.IsLetterOrDigit(c) || c is '-')
        && text.Count(char.IsUpper) > 1;

    private static string? LastWord(string text)
    {
        var start = text.LastIndexOf(' ') + 1;
        return start < text.Length ? text[start..] : null;
    }

    /// <summary>The shortest run of words at the end of a text that a short form can stand for; null where there is none.</summary>
    private static string? LongOf(string shortForm, string text)
    {
        var letters = Singular(shortForm);
        // At most so many words as Schwartz and Hearst allow.
        var words = Math.Min(letters.Length + 5, letters.Length * 2);
        var start = text.Length;
        for (var i = 0; i < words && start > 0; i++) start = text.LastIndexOf(' ', start - 1) is >= 0 and var space ? space : 0;
        var from = start == 0 ? 0 : start + 1;
        var place = text.Length - 1;
        for (var letter = letters.Length - 1; letter >= 0; letter--)
        {
            var wanted = char.ToLowerInvariant(letters[letter]);
            if (!char.IsLetterOrDigit(wanted)) continue;
            while (place >= from && !Fits(place, wanted, isFirst: letter == 0)) place--;
            if (place < from) return null;
            place--;
        }
        // From the beginning of the word.
        var found = text[(text.LastIndexOf(' ', place + 1) + 1)..];
        // A long form does not hold its short one, nor the end of a sentence, and is longer than it.
        var isWhole = (found.Contains(' ') || found.Contains('-')) && found.Length <= LongestLong && found.Length > letters.Length;
        return isWhole && !found.Contains(letters, StringComparison.Ordinal)
            && !found.AsSpan().ContainsAny(NotOfName) && !found.Contains(". ", StringComparison.Ordinal)
            ? found
            : null;

        bool Fits(int at, char wanted, bool isFirst) =>
            char.ToLowerInvariant(text[at]) == wanted && !(isFirst && at > 0 && char.IsLetterOrDigit(text[at - 1]));
    }
}
