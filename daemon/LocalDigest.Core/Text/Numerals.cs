using System.Collections.Frozen;
using System.Globalization;

namespace LocalDigest.Text;

/// <summary>A number in a text.</summary>
/// <param name="Readings">What it may mean, the likeliest first; a reading is one or several values. <c>1,234</c> is 1234; <c>12,3</c> is 12.3, or 12 and 3.</param>
/// <param name="IsPercent">A percent sign or word belongs to it.</param>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="End">Where it ends, its percent sign and its word of scale included.</param>
/// <param name="Use">What it is there for.</param>
internal readonly record struct Numeral(double[][] Readings, bool IsPercent, int Start, int End, NumeralUse Use);

/// <summary>What a number is there for.</summary>
internal enum NumeralUse
{
    /// <summary>It says how much, how many, or when.</summary>
    Quantity,

    /// <summary>A small number in words, or the number of a step, a stage, an item: it orders the text that it stands in and claims nothing.</summary>
    Order,

    /// <summary>It names a figure, a table, a section, an equation.</summary>
    Label,
}

/// <summary>
/// Finds the numbers in running text, as people and LaTeX write them: <c>12.3%</c>, <c>12.3 %</c>, <c>12.3\%</c>, <c>１２．３％</c>, <c>1,000</c>, <c>1000</c>, <c>1k</c>,
/// <c>2.09亿</c>, <c>5×10⁻⁵</c>, <c>5e-5</c>, <c>twenty percent</c>, <c>百分之二十</c>, <c>三百</c>, <c>5倍</c>.
/// Numbers that are part of a name (<c>GPT-4</c>, <c>ResNet50</c>, <c>4DGS</c>, <c>3D</c>), versions of several parts, and raised or lowered indices are not among them.
/// </summary>
internal static class Numerals
{
    private const double LargestOrder = 20;
    private const int LongestNumber = 30;
    private const string ChineseDigits = "零一二三四五六七八九";
    private const string RaisedDigits = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    private static readonly (string Word, double Scale)[] Scales =
    [
        ("thousand", 1e3), ("million", 1e6), ("billion", 1e9), ("trillion", 1e12), ("hundred", 1e2), ("mln", 1e6), ("bn", 1e9), ("dozen", 12),
        ("万亿", 1e12), ("百亿", 1e10), ("十亿", 1e9), ("千万", 1e7), ("百万", 1e6), ("十万", 1e5), ("亿", 1e8), ("億", 1e8), ("万", 1e4), ("萬", 1e4), ("千", 1e3), ("百", 1e2),
    ];

    private static readonly string[] PercentWords = ["%", "percent", "per cent", "percentage point", "pct", "个百分点", "個百分點", "百分点", "パーセント"];

    private static readonly FrozenSet<string> Labels =
        "figure figures fig figs table tables tab section sections sec equation equations eq eqs algorithm appendix chapter theorem lemma abbildung tabelle abschnitt tableau".Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] ChineseLabels = ["图", "圖", "表", "公式", "算法", "附录", "定理", "引理"];

    private static readonly FrozenSet<string> OrderWords =
        "step stage phase part level point item no number question rq criterion topic task setting schritt stufe étape".Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] ChineseOrderWords = ["第", "步骤", "阶段", "階段", "步", "问题", "任务", "层级"];

    private static readonly FrozenDictionary<string, double> Words = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase)
    {
        ["one"] = 1, ["two"] = 2, ["three"] = 3, ["four"] = 4, ["five"] = 5, ["six"] = 6, ["seven"] = 7, ["eight"] = 8, ["nine"] = 9, ["ten"] = 10, ["eleven"] = 11, ["twelve"] = 12,
        ["thirteen"] = 13, ["fourteen"] = 14, ["fifteen"] = 15, ["sixteen"] = 16, ["seventeen"] = 17, ["eighteen"] = 18, ["nineteen"] = 19, ["twenty"] = 20, ["thirty"] = 30,
        ["forty"] = 40, ["fifty"] = 50, ["sixty"] = 60, ["seventy"] = 70, ["eighty"] = 80, ["ninety"] = 90,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, double> Multipliers = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase)
    {
        ["hundred"] = 1e2, ["thousand"] = 1e3, ["million"] = 1e6, ["billion"] = 1e9, ["trillion"] = 1e12,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, double> Folds = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase)
    {
        ["twofold"] = 2, ["threefold"] = 3, ["fourfold"] = 4, ["fivefold"] = 5, ["sixfold"] = 6, ["sevenfold"] = 7, ["eightfold"] = 8, ["ninefold"] = 9, ["tenfold"] = 10,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The numbers of a text, in order.</summary>
    public static List<Numeral> In(string text)
    {
        var found = new List<Numeral>();
        var folded = Fold(text);
        for (var i = 0; i < folded.Length;)
        {
            var c = folded[i];
            if (char.IsAsciiDigit(c)) i = ReadDigits(folded, i, found);
            else if (c == '.' && i + 1 < folded.Length && char.IsAsciiDigit(folded[i + 1]) && (i == 0 || !char.IsLetterOrDigit(folded[i - 1]))) i = ReadDigits(folded, i, found);
            else if (IsLatin(c)) i = ReadWords(folded, i, found);
            else if (IsChineseNumeral(c)) i = ReadChinese(folded, i, found);
            else i++;
        }
        return found;
    }

    /// <summary>The letters of Western languages, which form words with digits.</summary>
    internal static bool IsLatin(char c) => char.IsAsciiLetter(c) || (c is >= '\u00c0' and <= '\u024f' && c is not ('×' or '÷'));

    /// <summary>Full-width forms, kinds of minus and of space become plain ones, character by character.</summary>
    private static string Fold(string text) => string.Create(text.Length, text, static (target, source) =>
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = source[i] switch
            {
                >= '０' and <= '９' and var c => (char)('0' + (c - '０')),
                '％' or '﹪' => '%',
                '．' => '.',
                '，' when i > 0 && i + 1 < source.Length && char.IsDigit(source[i - 1]) && char.IsDigit(source[i + 1]) => ',',
                '−' or '‐' or '‑' or '‒' or '–' or '—' or '－' => '-',
                '\u00a0' or '\u2007' or '\u202f' or '\u2009' or '\u200a' => '\u2009',
                '’' => '\'',
                '〇' => '零',
                '两' or '兩' => '二',
                '萬' => '万',
                '億' => '亿',
                '點' => '点',
                var c => c,
            };
        }
    });

    private static int ReadDigits(string text, int start, List<Numeral> found)
    {
        if (IsPartOfName(text, start) || IsIndex(text, start)) return SkipToken(text, start);

        var i = start;
        while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
        var whole = text[start..i];
        var isGrouped = false;
        while (GroupAt(text, i) is var group and > 0 && (isGrouped ? whole.Length < LongestNumber : whole.Length is > 0 and <= 3))
        {
            isGrouped = true;
            i += group;
            whole += text[(i - 3)..i];
        }
        var fraction = "";
        double[]? otherwise = null;
        if (i + 1 < text.Length && text[i] == '.' && char.IsAsciiDigit(text[i + 1]))
        {
            var from = ++i;
            while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
            fraction = text[from..i];
            // 3.1.2: a version, a section or a date, not an amount.
            if (i + 1 < text.Length && text[i] == '.' && char.IsAsciiDigit(text[i + 1])) return SkipToken(text, start);
            if (!isGrouped && fraction.Length == 3 && whole.Length is >= 1 and <= 3 && whole[0] != '0') otherwise = [Value(whole + fraction, "", 0)];
        }
        else if (!isGrouped && i + 1 < text.Length && text[i] == ',' && char.IsAsciiDigit(text[i + 1]))
        {
            var from = i + 1;
            var to = from;
            while (to < text.Length && char.IsAsciiDigit(text[to])) to++;
            // 12,3 is a decimal in many languages; 1,2,3 is a list everywhere.
            if (to - from <= 2 && !(to + 1 < text.Length && text[to] is ',' or '.' && char.IsAsciiDigit(text[to + 1])))
            {
                fraction = text[from..to];
                otherwise = [Value(whole, "", 0), Value(fraction, "", 0)];
                i = to;
            }
        }

        var exponent = 0;
        if (whole == "10" && fraction.Length == 0 && ExponentAt(text, i, out var power, out var afterPower))
        {
            (whole, exponent, i) = ("1", power, afterPower);
        }
        else if (PowerOfTenAt(text, i, out power, out afterPower))
        {
            (exponent, i) = (power, afterPower);
        }
        var value = Value(whole, fraction, exponent);

        var letters = i;
        while (letters < text.Length && IsLatin(text[letters])) letters++;
        var suffix = text.AsSpan(i, letters - i);
        if (suffix.Length > 0)
        {
            if (letters < text.Length && char.IsAsciiDigit(text[letters]) && !(suffix is "x" or "X")) return SkipToken(text, start);
            if (suffix is "D" or "d" && value <= 10) return letters;
            if (suffix[0] == 'D' && suffix.Length > 1 && char.IsUpper(suffix[1])) return SkipToken(text, start);
            if (suffix is "st" or "nd" or "rd" or "th")
            {
                found.Add(new Numeral([[value]], false, start, letters, value <= LargestOrder ? NumeralUse.Order : NumeralUse.Quantity));
                return letters;
            }
        }
        var end = i;
        var scale = suffix switch { "k" or "K" => 1e3, "M" => 1e6, "B" => 1e9, "T" => 1e12, _ => 1 };
        if (scale > 1) end = letters;
        else if (ScaleAt(text, i, out var word, out var afterScale)) (scale, end) = (word, afterScale);

        var isPercent = PercentAt(text, end, out var afterPercent) || Precedes(text, start, "百分之");
        if (isPercent) end = Math.Max(end, afterPercent);
        double[][] readings = otherwise is null || scale > 1 || exponent != 0 ? [[Rounded(value * scale)]] : [[value], otherwise];
        found.Add(new Numeral(readings, isPercent, start, end, isPercent || scale > 1 || fraction.Length > 0 ? LabelOr(text, start, NumeralUse.Quantity) : UseOf(text, start, end, value)));
        return Math.Max(end, start + 1);
    }

    /// <summary>ResNet50, GPT-4, x1 and v2 are names; top-5 and 224x224 are not.</summary>
    private static bool IsPartOfName(string text, int start)
    {
        if (start == 0) return false;
        var before = text[start - 1];
        if (before is 'x' or 'X' && start > 1 && char.IsAsciiDigit(text[start - 2])) return false;
        if (IsLatin(before)) return true;
        if (before is not ('-' or '+' or '/') || start < 2 || !IsLatin(text[start - 2])) return false;
        for (var i = start - 2; i >= 0 && (char.IsLetterOrDigit(text[i]) || text[i] == '-'); i--)
        {
            if (char.IsUpper(text[i])) return true;
        }
        return false;
    }

    /// <summary>x_1, x^2, x_{12}: no amount.</summary>
    private static bool IsIndex(string text, int start)
    {
        var i = start - 1;
        while (i >= 0 && text[i] is '{' or '-') i--;
        return i >= 0 && (text[i] == '^' || (text[i] == '_' && (i < start - 1 || i == 0 || !char.IsWhiteSpace(text[i - 1]))));
    }

    private static int SkipToken(string text, int i)
    {
        while (i < text.Length && (char.IsAsciiDigit(text[i]) || IsLatin(text[i]) || (text[i] is '.' or '-' or '_' && i + 1 < text.Length && (char.IsAsciiDigit(text[i + 1]) || IsLatin(text[i + 1]))))) i++;
        return i;
    }

    /// <summary>The length of a separator and three digits, and no fourth one, at a place; 0 where there are none.</summary>
    private static int GroupAt(string text, int i)
    {
        var length = text.AsSpan(i).StartsWith("{,}") ? 3 : i < text.Length && text[i] is ',' or '\'' or '\u2009' ? 1 : 0;
        if (length == 0 || i + length + 3 > text.Length) return 0;
        for (var d = 0; d < 3; d++)
        {
            if (!char.IsAsciiDigit(text[i + length + d])) return 0;
        }
        return i + length + 3 < text.Length && char.IsAsciiDigit(text[i + length + 3]) ? 0 : length + 3;
    }

    private static bool PowerOfTenAt(string text, int i, out int power, out int end)
    {
        if (i + 1 < text.Length && text[i] is 'e' or 'E')
        {
            var at = i + 1;
            var isNegative = text[at] == '-';
            if (text[at] is '-' or '+') at++;
            var digits = at;
            while (digits < text.Length && char.IsAsciiDigit(text[digits]) && digits - at < 3) digits++;
            if (digits > at && (digits == text.Length || !char.IsLetterOrDigit(text[digits])))
            {
                power = int.Parse(text.AsSpan(at, digits - at), CultureInfo.InvariantCulture) * (isNegative ? -1 : 1);
                end = digits;
                return true;
            }
        }
        var sign = SkipSpace(text, i);
        foreach (var times in (ReadOnlySpan<string>)["×", "\\times", "\\cdot", "·", "*", "x"])
        {
            if (!text.AsSpan(sign).StartsWith(times)) continue;
            var ten = SkipSpace(text, sign + times.Length);
            if (text.AsSpan(ten).StartsWith("10") && ExponentAt(text, ten + 2, out power, out end)) return true;
        }
        (power, end) = (0, i);
        return false;
    }

    /// <summary>Reads ^6, ^{-5}, ⁻⁵.</summary>
    private static bool ExponentAt(string text, int i, out int power, out int end)
    {
        (power, end) = (0, i);
        var digits = "";
        if (i < text.Length && text[i] == '^')
        {
            end = i + 1;
            while (end < text.Length && digits.Length < 4 && (char.IsAsciiDigit(text[end]) || text[end] is '{' or '}' or '-' or '+'))
            {
                if (text[end] is not ('{' or '}' or '+')) digits += text[end];
                end++;
                if (text[end - 1] == '}') break;
            }
        }
        else
        {
            while (end < text.Length && digits.Length < 4 && (text[end] == '⁻' || RaisedDigits.Contains(text[end], StringComparison.Ordinal)))
            {
                digits += text[end] == '⁻' ? "-" : RaisedDigits.IndexOf(text[end], StringComparison.Ordinal).ToString(CultureInfo.InvariantCulture);
                end++;
            }
        }
        return int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out power);
    }

    private static int SkipSpace(string text, int i)
    {
        while (i < text.Length && text[i] is ' ' or '\u2009' or '~' or '$' or '\\' && !(text[i] == '\\' && i + 1 < text.Length && char.IsAsciiLetter(text[i + 1]))) i++;
        return i;
    }

    private static bool ScaleAt(string text, int i, out double scale, out int end)
    {
        var at = i;
        while (at < text.Length && at - i < 3 && text[at] is ' ' or '\u2009' or '-' or '$' or '~') at++;
        foreach (var (word, by) in Scales)
        {
            if (!text.AsSpan(at).StartsWith(word, StringComparison.OrdinalIgnoreCase)) continue;
            end = at + word.Length;
            if (char.IsAsciiLetter(word[0]))
            {
                if (end < text.Length && text[end] is 's' or 'S') end++;
                if (end < text.Length && char.IsLetter(text[end]) && !Sentences.IsIdeographic(text[end])) continue;
            }
            // 千瓦, 千米, 千克, 百分点: units, not scales.
            else if (word is "千" or "百" && end < text.Length && "瓦米克兆字赫分帕卡".Contains(text[end], StringComparison.Ordinal)) continue;
            scale = by;
            return true;
        }
        (scale, end) = (1, i);
        return false;
    }

    private static bool PercentAt(string text, int i, out int end)
    {
        var at = i;
        while (at < text.Length && at - i < 4 && text[at] is ' ' or '\u2009' or '\\' or '$' or '}' or '~' or '-') at++;
        foreach (var word in PercentWords)
        {
            if (!text.AsSpan(at).StartsWith(word, StringComparison.OrdinalIgnoreCase)) continue;
            end = at + word.Length;
            if (end < text.Length && text[end] == 's' && char.IsAsciiLetter(word[^1])) end++;
            if (char.IsAsciiLetter(word[^1]) && end < text.Length && char.IsAsciiLetter(text[end])) continue;
            return true;
        }
        end = i;
        return false;
    }

    private static NumeralUse UseOf(string text, int start, int end, double value)
    {
        var label = LabelOr(text, start, NumeralUse.Quantity);
        if (label == NumeralUse.Label || value > LargestOrder || value != Math.Floor(value)) return label;
        var before = start - 1;
        // (3), 3), and at the beginning of a line 3. and 3、
        if (end < text.Length && text[end] is ')' or '）' && (before < 0 || text[before] is '(' or '（' or ' ' or '\n')) return NumeralUse.Order;
        if ((before < 0 || text[before] == '\n') && end < text.Length && text[end] is '.' or '、' or ':' or '：') return NumeralUse.Order;
        if (before >= 0 && text[before] == '#') return NumeralUse.Order;
        while (before >= 0 && text[before] is ' ' or '.' or '-' or '\u2009') before--;
        if (OrderWords.Contains(LatinWordEndingAt(text, before)) || ChineseOrderWords.Any(word => Precedes(text, before + 1, word))) return NumeralUse.Order;
        return NumeralUse.Quantity;
    }

    private static NumeralUse LabelOr(string text, int start, NumeralUse otherwise)
    {
        var before = start - 1;
        while (before >= 0 && text[before] is ' ' or '.' or '(' or '~' or '\u2009') before--;
        return Labels.Contains(LatinWordEndingAt(text, before)) || ChineseLabels.Any(word => Precedes(text, before + 1, word)) ? NumeralUse.Label : otherwise;
    }

    private static string LatinWordEndingAt(string text, int last)
    {
        var from = last;
        while (from >= 0 && IsLatin(text[from]) && last - from < 20) from--;
        return text[(from + 1)..(last + 1)];
    }

    private static bool Precedes(string text, int at, string word) => at >= word.Length && text.AsSpan(at - word.Length, word.Length).SequenceEqual(word);

    /// <summary>Reads a word and, where it is a number in words, those that belong to it: <c>twenty-one thousand</c>.</summary>
    private static int ReadWords(string text, int start, List<Numeral> found)
    {
        double total = 0, current = 0;
        var words = 0;
        var end = start;
        for (var i = start; i < text.Length && IsLatin(text[i]);)
        {
            var to = i;
            while (to < text.Length && IsLatin(text[to])) to++;
            var word = text[i..to];
            if (words == 0) end = to;
            if (words == 0 && Folds.TryGetValue(word, out var fold))
            {
                found.Add(new Numeral([[fold]], false, start, to, NumeralUse.Quantity));
                return to;
            }
            if (to < text.Length && char.IsAsciiDigit(text[to])) break;
            if (Words.TryGetValue(word, out var value) && (words == 0 || current == 0 || (current % 100 >= 20 && current % 10 == 0 && value < 10) || (current >= 100 && current % 100 == 0 && value < 100))) current += value;
            else if (Multipliers.TryGetValue(word, out var by)) (total, current) = by == 100 ? (total, Math.Max(1, current) * by) : (total + Math.Max(1, current) * by, 0);
            else if (!(words > 0 && word.Equals("and", StringComparison.OrdinalIgnoreCase) && current >= 100)) break;
            words++;
            end = to;
            i = to < text.Length && text[to] is ' ' or '-' ? to + 1 : text.Length;
        }
        if (words == 0) return SkipLatin(text, end);
        var number = total + current;
        var isPercent = PercentAt(text, end, out var after);
        if (isPercent) end = after;
        var isFactor = IsFollowedBy(text, end, "times") || IsFollowedBy(text, end, "fold");
        found.Add(new Numeral([[number]], isPercent, start, end, isPercent || isFactor || number > 10 ? NumeralUse.Quantity : NumeralUse.Order));
        return end;
    }

    private static int SkipLatin(string text, int i)
    {
        while (i < text.Length && IsLatin(text[i])) i++;
        return i;
    }

    private static bool IsFollowedBy(string text, int i, string word)
    {
        while (i < text.Length && text[i] is ' ' or '-') i++;
        return text.AsSpan(i).StartsWith(word, StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsChineseNumeral(char c) => c is '零' or '一' or '二' or '三' or '四' or '五' or '六' or '七' or '八' or '九' or '十' or '百' or '千' or '万' or '亿';

    private static int ReadChinese(string text, int start, List<Numeral> found)
    {
        var from = start;
        var isPercent = text.AsSpan(start).StartsWith("百分之");
        if (isPercent) from += 3;
        if (isPercent && from < text.Length && char.IsAsciiDigit(text[from])) return from;
        var end = from;
        while (end < text.Length && (IsChineseNumeral(text[end]) || (text[end] == '点' && end > from && end + 1 < text.Length && ChineseDigits.Contains(text[end + 1], StringComparison.Ordinal)))) end++;
        // 几百, 数千, 三十多: about so many, which claims no number.
        var isVague = (start > 0 && text[start - 1] is '几' or '数' or '上' or '成') || (end < text.Length && text[end] is '几' or '多' or '余');
        var run = text.AsSpan(from, end - from);
        if (!isVague && ChineseValue(run) is { } value)
        {
            var isFactor = end < text.Length && text[end] == '倍' && value > 1;
            var isOrder = !isPercent && !isFactor && (value <= 10 || (start > 0 && text[start - 1] == '第' && value <= LargestOrder));
            // 十分, 十足: "very".
            if (!(run is "十" && end < text.Length && text[end] is '分' or '足' or '字')) found.Add(new Numeral([[value]], isPercent, start, end, isOrder ? NumeralUse.Order : NumeralUse.Quantity));
        }
        return Math.Max(end, start + 1);
    }

    /// <summary>The value of a Chinese numeral; null for what is none: 万一, 千万, 三四.</summary>
    private static double? ChineseValue(ReadOnlySpan<char> run)
    {
        var point = run.IndexOf('点');
        var whole = point < 0 ? run : run[..point];
        var decimals = point < 0 ? default : run[(point + 1)..];
        if (whole.Length == 0 || !(ChineseDigits.Contains(whole[0], StringComparison.Ordinal) || whole[0] == '十')) return null;
        double fraction = 0, place = 1;
        foreach (var c in decimals)
        {
            if (ChineseDigits.IndexOf(c, StringComparison.Ordinal) is var digit and >= 0) fraction += digit * (place /= 10);
            else return null;
        }
        if (whole.IndexOfAny("十百千万亿") < 0)
        {
            if (whole.Length == 2 || whole.Length > 15) return null;
            double digits = 0;
            foreach (var c in whole) digits = digits * 10 + ChineseDigits.IndexOf(c, StringComparison.Ordinal);
            return Rounded(digits + fraction);
        }
        double total = 0, section = 0, unit = 0;
        foreach (var c in whole)
        {
            var digit = ChineseDigits.IndexOf(c, StringComparison.Ordinal);
            if (digit >= 0) unit = digit;
            else if (c is '十' or '百' or '千')
            {
                section += (unit == 0 ? 1 : unit) * (c switch { '十' => 10, '百' => 100, _ => 1000 });
                unit = 0;
            }
            else
            {
                total = (total + section + unit) * (c == '万' ? 1e4 : 1e8);
                section = unit = 0;
            }
        }
        return Rounded(total + section + unit + fraction);
    }

    private static double Value(string whole, string fraction, int exponent) =>
        double.TryParse($"{(whole.Length == 0 ? "0" : whole)}.{(fraction.Length == 0 ? "0" : fraction)}e{exponent}", NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? Rounded(value) : 0;

    /// <summary>Twelve digits: what multiplication adds behind them is not the author's.</summary>
    internal static double Rounded(double value) => double.Parse(value.ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
