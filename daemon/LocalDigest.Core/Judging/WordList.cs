using System.Text.RegularExpressions;
using LocalDigest.Text;

namespace LocalDigest.Judging;

/// <summary>The words of a text without their order: they say what it is about and can tell nobody what to do.</summary>
internal static partial class WordList
{
    /// <summary>The different words in alphabetical order; Chinese, Japanese and Korean ones as pairs of characters.</summary>
    public static string Of(string text) => string.Join(", ", WordPattern().Matches(text.ToLowerInvariant())
        .SelectMany(match => Parts(match.Value)).Where(word => word.Length > 2 || !char.IsAscii(word[0])).Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal));

    private static IEnumerable<string> Parts(string word) =>
        char.IsBetween(word[0], '\u3040', '\ud7af') && word.Length > 2
            ? Enumerable.Range(0, word.Length - 1).Select(at => word.Substring(at, 2))
            : [word];

    [GeneratedRegex(@"[\u3040-\ud7af]+|[\p{L}\p{N}][\p{L}\p{N}'’+-]*", RegexOptions.CultureInvariant, PatternTime.Milliseconds)]
    private static partial Regex WordPattern();
}
