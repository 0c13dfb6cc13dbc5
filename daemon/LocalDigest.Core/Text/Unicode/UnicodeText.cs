using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Text;

namespace LocalDigest.Text;

/// <summary>
/// What plain text needs before anything else looks at it, and the Unicode forms of raised, lowered and specially shaped letters.
/// Nothing here depends on <see cref="string.Normalize()"/>, which leaves text as it is where the process runs without culture data.
/// </summary>
internal static class UnicodeText
{
    /// <summary>
    /// Decodes HTML character references (also those escaped twice), repairs UTF-8 that was read as Windows-1252 where the bytes leave no
    /// doubt,
    /// removes what no reader sees (controls, zero-width characters, changes of direction, tags, soft hyphens), takes ligatures apart,
    /// and folds all white space to single spaces.
    /// </summary>
    public static string Tidy(string text)
    {
        // Feeds escape at most twice; a third round is there for text that went through one more program.
        for (var round = 0; round < 3 && text.Contains('&', StringComparison.Ordinal); round++)
        {
            var decoded = WebUtility.HtmlDecode(text);
            if (decoded == text) break;
            text = decoded;
        }
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is > ' ' and < '\x7f')
            {
                result.Append(c);
            }
            else if (char.IsWhiteSpace(c))
            {
                if (result.Length > 0 && result[^1] != ' ') result.Append(' ');
            }
            else if (c is >= '\xc2' and <= '\xf4' && TryMisread(text, i, result, out var length))
            {
                i += length - 1;
            }
            else if (c < ' ' || c == '\x7f')
            {
                // a control character, never text
            }
            else if (c is >= '\x80' and <= '\x9f')
            {
                if (Windows1252[c - 0x80] is var meant and not '\0') result.Append(meant);
            }
            else if (char.IsHighSurrogate(c))
            {
                if (i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                {
                    result.Append('\ufffd');
                    continue;
                }
                var rune = char.ConvertToUtf32(c, text[++i]);
                if (rune is >= 0xE0000 and <= 0xE007F || (rune is >= 0xE0100 and <= 0xE01EF && !MayVary(result))) continue;
                result.Append(c).Append(text[i]);
            }
            else if (char.IsLowSurrogate(c))
            {
                result.Append('\ufffd');
            }
            else if (IsInvisible(c))
            {
                // A joiner inside Arabic or Indic words and inside emoji belongs to the writing; anywhere else it only hides.
                var isBetween = result.Length > 0 && i + 1 < text.Length && Joins(result[^1]) && Joins(text[i + 1]);
                if (c is '\u200c' or '\u200d' && isBetween) result.Append(c);
            }
            else if (c is >= '\ufe00' and <= '\ufe0f')
            {
                if (MayVary(result)) result.Append(c);
            }
            else if (c is >= '\ufb00' and <= '\ufb06')
            {
                result.Append(Ligatures[c - 0xfb00]);
            }
            else
            {
                result.Append(c);
            }
        }
        while (result.Length > 0 && result[^1] == ' ') result.Length--;
        return result.ToString();
    }

    /// <summary>
    /// Text in which every base letter with combining marks is one character where Unicode has one (normal form C for the scripts that
    /// papers are written in).
    /// </summary>
    public static string Compose(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\u0300', '\u036f') && !text.AsSpan().ContainsAny(OtherComposing)) return text;
        var result = new StringBuilder(text.Length);
        var marks = new List<char>();
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (Singletons.TryGetValue(c, out var same)) c = same;
            var next = i + 1;
            while (next < text.Length && MarkClass(text[next]) != 0) next++;
            if (next == i + 1 || MarkClass(c) != 0)
            {
                // a letter without marks, or marks without a letter
                result.Append(c).Append(text, i + 1, next - i - 1);
                i = next - 1;
                continue;
            }
            marks.Clear();
            while (Decomposed.TryGetValue(c, out var parts))
            {
                marks.Insert(0, parts.Mark);
                c = parts.Base;
            }
            marks.AddRange(text.AsSpan(i + 1, next - i - 1));
            AppendComposed(result, c, marks.OrderBy(MarkClass));
            i = next - 1;
        }
        return result.ToString();
    }

    private static void AppendComposed(StringBuilder result, char letter, IEnumerable<char> marks)
    {
        var left = new StringBuilder();
        var lastClass = 0;
        foreach (var mark in marks)
        {
            var markClass = MarkClass(mark);
            // A mark is kept from its letter by another one of the same class that stands between them.
            if (lastClass < markClass && Composed.TryGetValue((letter, mark), out var whole))
            {
                letter = whole;
                continue;
            }
            left.Append(mark);
            lastClass = markClass;
        }
        result.Append(letter).Append(left);
    }

    /// <summary>The text as superscript characters, or null where one of them has none.</summary>
    public static string? Superscript(string text) => Map(text, Raised);

    /// <summary>The text as subscript characters, or null where one of them has none.</summary>
    public static string? Subscript(string text) => Map(text, Lowered);

    public static bool IsRaised(char c) => RaisedForms.Contains(c);

    public static bool IsLowered(char c) => LoweredForms.Contains(c);

    private static string? Map(string text, FrozenDictionary<char, char> table)
    {
        var mapped = new char[text.Length];
        for (var i = 0; i < text.Length; i++)
            if (!table.TryGetValue(text[i], out mapped[i])) return null;
        return new string(mapped);
    }

    /// <summary>
    /// A Latin letter or digit in one of the alphabets that mathematics tells apart, or null where that alphabet lacks it.
    /// </summary>
    public static string? Shape(char letter, MathAlphabet alphabet)
    {
        if (alphabet == MathAlphabet.Plain) return letter.ToString();
        var exceptions = Exceptions[(int)alphabet];
        // Letters that Unicode had before it got the alphabets stand outside of them.
        var at = exceptions.IndexOf(letter, StringComparison.Ordinal);
        if (at >= 0 && at % 2 == 0) return exceptions[(at + 1)..(at + 2)];
        var (upper, lower, digit) = alphabet switch
        {
            MathAlphabet.DoubleStruck => (0x1D538, 0x1D552, 0x1D7D8),
            MathAlphabet.Script => (0x1D49C, 0x1D4B6, 0),
            _ => (0x1D504, 0x1D51E, 0),
        };
        return letter switch
        {
            >= 'A' and <= 'Z' => char.ConvertFromUtf32(upper + letter - 'A'),
            >= 'a' and <= 'z' => char.ConvertFromUtf32(lower + letter - 'a'),
            >= '0' and <= '9' when digit != 0 => char.ConvertFromUtf32(digit + letter - '0'),
            _ => null,
        };
    }

    /// <summary>A Latin letter or digit in bold, or null where the alphabet has no bold form of it.</summary>
    public static string? Bold(char letter, MathAlphabet alphabet)
    {
        var (upper, lower, digit) = alphabet switch
        {
            MathAlphabet.Plain => (0x1D400, 0x1D41A, 0x1D7CE),
            MathAlphabet.Script => (0x1D4D0, 0x1D4EA, 0),
            MathAlphabet.Fraktur => (0x1D56C, 0x1D586, 0),
            _ => (0, 0, 0),
        };
        return letter switch
        {
            >= 'A' and <= 'Z' when upper != 0 => char.ConvertFromUtf32(upper + letter - 'A'),
            >= 'a' and <= 'z' when lower != 0 => char.ConvertFromUtf32(lower + letter - 'a'),
            >= '0' and <= '9' when digit != 0 => char.ConvertFromUtf32(digit + letter - '0'),
            _ => null,
        };
    }

    /// <summary>Whether the character is a combining mark that this room puts on letters.</summary>
    public static bool IsMark(char c) =>
        CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private static bool IsInvisible(char c) =>
        c is '\u00ad' or '\u034f' or '\u061c' or '\u115f' or '\u1160' or '\u17b4' or '\u17b5' or '\u180e'
        or (>= '\u200b' and <= '\u200f') or (>= '\u202a' and <= '\u202e') or (>= '\u2060' and <= '\u206f')
        or '\u3164' or '\ufeff' or '\uffa0' or (>= '\ufff0' and <= '\ufffb') or '\ufffe' or '\uffff';

    private static bool Joins(char c) =>
        c is (>= '\u0600' and <= '\u0dff') or (>= '\u1000' and <= '\u109f') or (>= '\u1780' and <= '\u18af')
        or (>= '\u2190' and <= '\u2bff') or '\ufe0f' || char.IsSurrogate(c);

    /// <summary>
    /// A variation selector says how the symbol or ideograph before it is drawn; elsewhere, or a second one, only carries hidden data.
    /// </summary>
    private static bool MayVary(StringBuilder before) => before.Length > 0 && before[^1] is >= '\u2000' and (< '\ufe00' or > '\ufe0f')
        && !(before.Length > 1 && char.IsLowSurrogate(before[^1]) && char.ConvertToUtf32(before[^2], before[^1]) >= 0xE0100);

    /// <summary>
    /// One character whose UTF-8 bytes were read as Windows-1252 or Latin-1, such as <c>â€™</c> for <c>’</c>. Taken only where at least one
    /// of the
    /// later bytes came out as a control character or as one of Windows-1252's own, which do not follow these letters in any language.
    /// </summary>
    private static bool TryMisread(string text, int at, StringBuilder result, out int length)
    {
        length = text[at] switch { < '\xe0' => 2, < '\xf0' => 3, _ => 4 };
        if (at + length > text.Length) return false;
        Span<byte> bytes = stackalloc byte[length];
        bytes[0] = (byte)text[at];
        var certain = false;
        for (var i = 1; i < length; i++)
        {
            var c = text[at + i];
            if (c is < '\x80' or (> '\xbf' and <= '\xff')) return false;
            var index = c <= '\xbf' ? c - 0x80 : Array.IndexOf(Windows1252, c);
            if (index is < 0 or > 0x3f) return false;
            certain |= index < 0x20;
            bytes[i] = (byte)(0x80 + index);
        }
        if (!certain || Rune.DecodeFromUtf8(bytes, out var rune, out var used) != OperationStatus.Done || used != length) return false;
        var category = Rune.GetUnicodeCategory(rune);
        var isText = category is not (UnicodeCategory.OtherNotAssigned or UnicodeCategory.Control or UnicodeCategory.PrivateUse
            or UnicodeCategory.Format);
        if (!isText) return false;
        if (Rune.IsWhiteSpace(rune)) result.Append(' ');
        else result.Append(rune.ToString());
        return true;
    }

    /// <summary>What Windows-1252 has at 0x80 to 0x9F, where Unicode has controls.</summary>
    private static readonly char[] Windows1252 = [.. "€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ"];

    private static readonly string[] Ligatures = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"];

    private static readonly FrozenDictionary<char, char> Raised = Pairs(
        "0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹+⁺-⁻−⁻=⁼(⁽)⁾aᵃbᵇcᶜdᵈeᵉfᶠgᵍhʰiⁱjʲkᵏlˡmᵐnⁿoᵒpᵖrʳsˢtᵗuᵘvᵛwʷxˣyʸzᶻ"
        + "AᴬBᴮDᴰEᴱGᴳHᴴIᴵJᴶKᴷLᴸMᴹNᴺOᴼPᴾRᴿTᵀUᵁVⱽWᵂβᵝγᵞδᵟθᶿφᵠϕᵠχᵡ");

    private static readonly FrozenDictionary<char, char> Lowered = Pairs(
        "0₀1₁2₂3₃4₄5₅6₆7₇8₈9₉+₊-₋−₋=₌(₍)₎aₐeₑhₕiᵢjⱼkₖlₗmₘnₙoₒpₚrᵣsₛtₜuᵤvᵥxₓβᵦγᵧρᵨφᵩϕᵩχᵪ");

    private static readonly FrozenSet<char> RaisedForms = Raised.Values.ToFrozenSet();

    private static readonly FrozenSet<char> LoweredForms = Lowered.Values.ToFrozenSet();

    /// <summary>What a byte from 0x80 to 0xFF is in Windows-1252; U+FFFD for the five that it leaves open.</summary>
    public static char FromWindows1252(byte value) =>
        value >= 0xa0 ? (char)value : Windows1252[value - 0x80] is var c and not '\0' ? c : '\ufffd';

    /// <summary>The letters and digits of a text without accents, in ASCII; what has no ASCII letter is left out.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            var c = letter;
            while (Decomposed.TryGetValue(c, out var parts)) c = parts.Base;
            if (char.IsAsciiLetterOrDigit(c)) folded.Append(c);
            else if (Foldings.TryGetValue(c, out var letters)) folded.Append(letters);
        }
        return folded.ToString();
    }

    private static readonly FrozenDictionary<char, string> Foldings = new Dictionary<char, string>
    {
        ['ß'] = "ss", ['ẞ'] = "SS", ['æ'] = "ae", ['Æ'] = "Ae", ['œ'] = "oe", ['Œ'] = "Oe", ['ø'] = "o", ['Ø'] = "O",
        ['ł'] = "l", ['Ł'] = "L", ['đ'] = "d", ['Đ'] = "D", ['ð'] = "d", ['Ð'] = "D", ['þ'] = "th", ['Þ'] = "Th",
        ['ı'] = "i", ['ħ'] = "h", ['Ħ'] = "H", ['ŋ'] = "ng", ['Ŋ'] = "Ng", ['ȷ'] = "j", ['ĸ'] = "k", ['ŧ'] = "t", ['Ŧ'] = "T",
    }.ToFrozenDictionary();

    /// <summary>Letter and form by turns, for each <see cref="MathAlphabet"/>.</summary>
    private static readonly string[] Exceptions =
    [
        "",
        "CℂHℍNℕPℙQℚRℝZℤ",
        "BℬEℰFℱHℋIℐLℒMℳRℛeℯgℊoℴ",
        "CℭHℌIℑRℜZℨ",
    ];

    private static FrozenDictionary<char, char> Pairs(string turns) =>
        Enumerable.Range(0, turns.Length / 2).ToFrozenDictionary(i => turns[2 * i], i => turns[2 * i + 1]);

    private static readonly FrozenDictionary<char, char> Singletons = Pairs("\u2126Ω\u212aK\u212bÅ\u0340\u0300\u0341\u0301");

    private static readonly SearchValues<char> OtherComposing =
        SearchValues.Create("\u0653\u0654\u0655\u3099\u309a\u2126\u212a\u212b");

    private static readonly FrozenDictionary<(char Base, char Mark), char> Composed = (
        from row in UnicodeCompositions.ByMark
        from i in Enumerable.Range(0, row.Value.Length / 2)
        select KeyValuePair.Create((row.Value[2 * i], row.Key), row.Value[2 * i + 1])).ToFrozenDictionary();

    private static readonly FrozenDictionary<char, (char Base, char Mark)> Decomposed =
        Composed.ToFrozenDictionary(pair => pair.Value, pair => (pair.Key.Base, pair.Key.Mark));

    /// <summary>The canonical combining class of the marks that take part in composition; 0 for everything else.</summary>
    private static int MarkClass(char c) => c switch
    {
        < '\u0300' => 0,
        <= '\u036f' => c switch
        {
            '\u0315' or '\u031a' or '\u0358' => 232,
            '\u031b' => 216,
            '\u0321' or '\u0322' or '\u0327' or '\u0328' => 202,
            >= '\u0334' and <= '\u0338' => 1,
            '\u0345' => 240,
            '\u034f' => 0,
            '\u035c' or '\u035f' or '\u0362' => 233,
            '\u035d' or '\u035e' or '\u0360' or '\u0361' => 234,
            (>= '\u0316' and <= '\u0333') or (>= '\u0339' and <= '\u033c') or (>= '\u0347' and <= '\u0349') or '\u034d' or '\u034e'
                or (>= '\u0353' and <= '\u0356') or '\u0359' or '\u035a' => 220,
            _ => 230,
        },
        '\u0653' or '\u0654' => 230,
        '\u0655' => 220,
        '\u3099' or '\u309a' => 8,
        _ => 0,
    };
}

/// <summary>Alphabets in which mathematics writes different things with the same letter.</summary>
internal enum MathAlphabet
{
    Plain,
    DoubleStruck,
    Script,
    Fraktur,
}
