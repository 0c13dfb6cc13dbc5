using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Text;

namespace LocalDigest.Text;

/// <summary>
/// Repairs and normalises plain text, and maps letters to superscripts, subscripts and the alphabets of mathematics. <see
/// cref="string.Normalize()"/> is not used, because it does nothing where the process runs without culture data. All methods take linear
/// time.
/// </summary>
internal static class UnicodeText
{
    /// <summary>
    /// Decodes HTML character references (also those escaped twice), repairs UTF-8 that was read as Windows-1252 where the bytes leave no
    /// doubt, removes invisible characters (controls, zero-width characters, direction marks, tags, soft hyphens), expands ligatures, and
    /// folds white space to single spaces.
    /// </summary>
    public static string Tidy(string text)
    {
        // Feeds escape at most twice; the third round is for text that went through one more program.
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
                // control characters are dropped
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
                // A joiner matters inside Arabic and Indic words and inside emoji; elsewhere it is invisible.
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
    /// Composes letters and combining marks where Unicode has one character for both: normal form C (Unicode Standard Annex 15), for the
    /// scripts that papers use.
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
            // A mark of the same class between them blocks the composition.
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

    /// <summary>The text in superscript characters; null where one is missing.</summary>
    public static string? Superscript(string text) => Map(text, Raised);

    /// <summary>The text in subscript characters; null where one is missing.</summary>
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

    /// <summary>A Latin letter or digit in an alphabet of mathematics; null where that alphabet lacks it.</summary>
    public static string? Shape(char letter, MathAlphabet alphabet)
    {
        if (alphabet == MathAlphabet.Plain) return letter.ToString();
        var exceptions = Exceptions[(int)alphabet];
        // Some letters were in Unicode before the alphabets were, at other places.
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

    /// <summary>A Latin letter or digit in bold; null where the alphabet has no bold form of it.</summary>
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

    /// <summary>Whether the character is a combining mark.</summary>
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
    /// Whether a variation selector may stand here: behind a symbol or ideograph, once. Elsewhere it only carries hidden data.
    /// </summary>
    private static bool MayVary(StringBuilder before) => before.Length > 0 && before[^1] is >= '\u2000' and (< '\ufe00' or > '\ufe0f')
        && !(before.Length > 1 && char.IsLowSurrogate(before[^1]) && char.ConvertToUtf32(before[^2], before[^1]) >= 0xE0100);

    /// <summary>
    /// Repairs a character whose UTF-8 bytes were read as Windows-1252 or Latin-1, such as <c>â€™</c> for <c>’</c>. At least one of the
    /// later bytes must be a control character or specific to Windows-1252, because no language has those behind these letters.
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

    /// <summary>The characters of Windows-1252 at 0x80 to 0x9F.</summary>
    private static readonly char[] Windows1252 = [.. "€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ"];

    private static readonly string[] Ligatures = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"];

    private static readonly FrozenDictionary<char, char> Raised = Pairs(
        "0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹+⁺-⁻−⁻=⁼(⁽)⁾aᵃbᵇcᶜdᵈeᵉfᶠgᵍhʰiⁱjʲkᵏlˡmᵐnⁿoᵒpᵖrʳsˢtᵗuᵘvᵛwʷxˣyʸzᶻ"
        + "AᴬBᴮDᴰEᴱGᴳHᴴIᴵJᴶKᴷLᴸMᴹNᴺOᴼPᴾRᴿTᵀUᵁVⱽWᵂβᵝγᵞδᵟθᶿφᵠϕᵠχᵡ");

    private static readonly FrozenDictionary<char, char> Lowered = Pairs(
        "0₀1₁2₂3₃4₄5₅6₆7₇8₈9₉+₊-₋−₋=₌(₍)₎aₐeₑhₕiᵢjⱼkₖlₗmₘnₙoₒpₚrᵣsₛtₜuᵤvᵥxₓβᵦγᵧρᵨφᵩϕᵩχᵪ");

    private static readonly FrozenSet<char> RaisedForms = Raised.Values.ToFrozenSet();

    private static readonly FrozenSet<char> LoweredForms = Lowered.Values.ToFrozenSet();

    /// <summary>The character of a byte from 0x80 to 0xFF in Windows-1252; U+FFFD for the five undefined ones.</summary>
    public static char FromWindows1252(byte value) =>
        value >= 0xa0 ? (char)value : Windows1252[value - 0x80] is var c and not '\0' ? c : '\ufffd';

    /// <summary>The letters and digits of a text in ASCII, without accents; others are left out.</summary>
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

    /// <summary>Letter and form in turn, for each <see cref="MathAlphabet"/>.</summary>
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

/// <summary>Alphabets of mathematics whose letters are distinct symbols.</summary>
internal enum MathAlphabet
{
    Plain,
    DoubleStruck,
    Script,
    Fraktur,
}
