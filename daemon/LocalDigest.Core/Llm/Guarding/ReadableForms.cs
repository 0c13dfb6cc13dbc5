using System.Buffers.Text;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LocalDigest.Text;

namespace LocalDigest.Llm;

/// <summary>
/// Reads text that was written so that people or programs overlook it: letters of other alphabets that look alike, digits for letters,
/// letters set apart, codes, shifted alphabets, text from right to left.
/// </summary>
internal static partial class ReadableForms
{
    private const RegexOptions Options =
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;

    /// <summary>A shorter code says nothing.</summary>
    private const int LeastDecoded = 8;

    /// <summary>So many frequent words make a sentence, and are no accident.</summary>
    private const int LeastCommon = 4;

    /// <summary>Letters that look like others: each Cyrillic or Greek one with its Latin twin.</summary>
    private static readonly FrozenDictionary<char, char> Twins = Pairs(
        "аaеeоoрpсcуyхxіiјjѕsԁdһhӏlԛqԝwвbкkмmнhтtгrпn" + "αaοoνvρpιiτtυuκkχxεeηnγyωwβb");

    /// <summary>Digits and signs that stand for letters.</summary>
    private static readonly FrozenDictionary<char, char> Digits = Pairs("0o1i3e4a5s7t@a$s!i");

    private static readonly FrozenDictionary<char, char> Bases = UnicodeCompositions.ByMark.Values
        .SelectMany(pairs => pairs.Chunk(2)).GroupBy(pair => pair[1]).ToFrozenDictionary(group => group.Key, group => group.First()[0]);

    /// <summary>The forms in which a sentence may be read, folded; the first is the sentence itself.</summary>
    public static IEnumerable<string> Of(string sentence)
    {
        var folded = Fold(sentence);
        yield return folded;
        var lower = sentence.ToLowerInvariant();
        if (lower != folded) yield return lower;
        if (MixedPattern().Count(folded) >= 2) yield return Map(folded, Digits);
        foreach (var decoded in Decoded(sentence)) yield return Fold(decoded);
        if (WrittenLanguage.MostCommonWords(folded) > 1) yield break;
        foreach (var form in Unshifted(folded)) yield return form;
    }

    /// <summary>
    /// Whether a sentence is nothing that a reader could read: a code of any kind, or letters set apart. What it hides need not be known.
    /// </summary>
    public static bool IsUnreadable(string sentence)
    {
        if (ApartPattern().IsMatch(sentence) || BitsPattern().IsMatch(sentence) || MorsePattern().IsMatch(sentence)) return true;
        if (NumbersPattern().IsMatch(sentence) || Decoded(sentence).Any()) return true;
        var folded = Fold(sentence);
        return WrittenLanguage.MostCommonWords(folded) <= 1
            && Unshifted(folded).Any(form => WrittenLanguage.MostCommonWords(form) >= LeastCommon);
    }

    /// <summary>A sentence with its alphabet shifted back by each number of letters, and from right to left.</summary>
    private static IEnumerable<string> Unshifted(string folded) =>
        Enumerable.Range(1, 25).Select(by => Shift(folded, by)).Append(new string([.. folded.Reverse()]));

    /// <summary>Lower-case letters without accents, in the alphabet that they look like.</summary>
    public static string Fold(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                // The alphabets of mathematics: 26 letters each, upper case first, and the digits at their end.
                case >= 0x1D400 and < 0x1D6A4:
                    result.Append((char)('a' + (rune.Value - 0x1D400) % 26));
                    break;
                case >= 0x1D7CE and <= 0x1D7FF:
                    result.Append((char)('0' + (rune.Value - 0x1D7CE) % 10));
                    break;
                case >= 0x1F130 and <= 0x1F149 or >= 0x1F150 and <= 0x1F169 or >= 0x1F170 and <= 0x1F189:
                    result.Append((char)('a' + (rune.Value - 0x1F130) % 32));
                    break;
                case >= 0x1F1E6 and <= 0x1F1FF:
                    result.Append((char)('a' + rune.Value - 0x1F1E6));
                    break;
                case >= 0x24B6 and <= 0x24E9:
                    result.Append((char)('a' + (rune.Value - 0x24B6) % 26));
                    break;
                // Full-width forms of ASCII.
                case >= 0xFF01 and <= 0xFF5E:
                    result.Append(char.ToLowerInvariant((char)(rune.Value - 0xFEE0)));
                    break;
                default:
                    if (!rune.IsBmp)
                    {
                        result.Append(rune.ToString());
                        break;
                    }
                    var c = char.ToLowerInvariant((char)rune.Value);
                    if (c is >= '\u0300' and <= '\u036f') break;
                    while (Bases.TryGetValue(c, out var bare) && bare != c) c = bare;
                    result.Append(Twins.GetValueOrDefault(c, c));
                    break;
            }
        }
        return result.ToString();
    }

    /// <summary>What stands in codes within a sentence, where it is text.</summary>
    private static IEnumerable<string> Decoded(string sentence)
    {
        foreach (Match code in HexPattern().Matches(sentence))
        {
            var digits = string.Concat(code.Value.Where(char.IsAsciiHexDigit));
            if (Text(Convert.FromHexString(digits[..(digits.Length / 2 * 2)])) is { } text) yield return text;
        }
        foreach (Match code in Base64Pattern().Matches(sentence))
        {
            var plain = code.Value.TrimEnd('=').Replace('-', '+').Replace('_', '/');
            plain = plain[..(plain.Length - (plain.Length % 4 == 1 ? 1 : 0))];
            plain = plain.PadRight((plain.Length + 3) / 4 * 4, '=');
            if (Base64.IsValid(plain) && Text(Convert.FromBase64String(plain)) is { } text) yield return text;
        }
        if (PercentPattern().IsMatch(sentence)) yield return Uri.UnescapeDataString(sentence);
        if (EscapePattern().IsMatch(sentence))
            yield return EscapePattern().Replace(sentence, Unescaped);
    }

    private static string Unescaped(Match code) =>
        ((char)int.Parse(code.Groups["code"].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString();

    /// <summary>Bytes as text where they are text; null otherwise.</summary>
    private static string? Text(byte[] bytes)
    {
        if (bytes.Length < LeastDecoded) return null;
        var text = Encoding.UTF8.GetString(bytes);
        var readable = text.Count(c => char.IsLetterOrDigit(c) || char.IsPunctuation(c) || c is ' ' or '\n');
        // Every letter of a word that happens to be valid code decodes to any byte.
        return !text.Contains('\ufffd') && readable >= 0.95 * text.Length && text.Count(char.IsLetter) >= 0.7 * text.Length ? text : null;
    }

    private static string Shift(string text, int by) => string.Create(text.Length, (text, by), static (result, from) =>
    {
        for (var i = 0; i < result.Length; i++)
            result[i] = from.text[i] is >= 'a' and <= 'z' ? (char)('a' + (from.text[i] - 'a' + from.by) % 26) : from.text[i];
    });

    private static string Map(string text, FrozenDictionary<char, char> table) => string.Create(text.Length, (text, table), static (result, from) =>
    {
        for (var i = 0; i < result.Length; i++) result[i] = from.table.GetValueOrDefault(from.text[i], from.text[i]);
    });

    private static FrozenDictionary<char, char> Pairs(string pairs) => pairs.Chunk(2).ToFrozenDictionary(pair => pair[0], pair => pair[1]);

    /// <summary>A word in which digits or signs stand among letters.</summary>
    [GeneratedRegex(@"[a-z]+[013457@$!]+[a-z]+|\b[0134]+[a-z]{2,}", Options)]
    private static partial Regex MixedPattern();

    /// <summary>Single letters set apart: <c>i g n o r e</c>.</summary>
    [GeneratedRegex(@"(^|[^\p{L}])([a-z][ ._*|/-]){9}[a-z]([^\p{L}]|$)", Options)]
    private static partial Regex ApartPattern();

    [GeneratedRegex(@"([01]{7,8}\s*){4}", Options)]
    private static partial Regex BitsPattern();

    [GeneratedRegex(@"([.·-]{1,5}[ /]+){10}", Options)]
    private static partial Regex MorsePattern();

    /// <summary>Codes of characters in a row.</summary>
    [GeneratedRegex(@"\b((3[2-9]|[4-9][0-9]|1[01][0-9]|12[0-6])[ ,;]+){12}", Options)]
    private static partial Regex NumbersPattern();

    [GeneratedRegex(@"([0-9a-f]{2}[ :]?){10,}", Options)]
    private static partial Regex HexPattern();

    [GeneratedRegex(@"[a-z0-9+/_-]{16,}={0,2}", Options)]
    private static partial Regex Base64Pattern();

    [GeneratedRegex(@"(%[0-9a-f]{2}[a-z]{0,10}){3}", Options)]
    private static partial Regex PercentPattern();

    [GeneratedRegex(@"\\u\{?(?<code>[0-9a-f]{4})\}?", Options)]
    private static partial Regex EscapePattern();
}
