using System.Collections.Frozen;

namespace LocalDigest.Text;

/// <content>Numbers in words of English and Chinese.</content>
internal static partial class Numerals
{
    private static readonly FrozenDictionary<string, double> Words = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase)
    {
        ["one"] = 1, ["two"] = 2, ["three"] = 3, ["four"] = 4, ["five"] = 5, ["six"] = 6, ["seven"] = 7, ["eight"] = 8, ["nine"] = 9,
        ["ten"] = 10, ["eleven"] = 11, ["twelve"] = 12,
        ["thirteen"] = 13, ["fourteen"] = 14, ["fifteen"] = 15, ["sixteen"] = 16, ["seventeen"] = 17, ["eighteen"] = 18, ["nineteen"] = 19,
        ["twenty"] = 20, ["thirty"] = 30,
        ["forty"] = 40, ["fifty"] = 50, ["sixty"] = 60, ["seventy"] = 70, ["eighty"] = 80, ["ninety"] = 90,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, double> Multipliers = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase)
    {
        ["hundred"] = 1e2, ["thousand"] = 1e3, ["million"] = 1e6, ["billion"] = 1e9, ["trillion"] = 1e12,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, double> Folds = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase)
    {
        ["twofold"] = 2, ["threefold"] = 3, ["fourfold"] = 4, ["fivefold"] = 5, ["sixfold"] = 6, ["sevenfold"] = 7, ["eightfold"] = 8,
        ["ninefold"] = 9, ["tenfold"] = 10,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Words that say how many times as much, with no number of their own.</summary>
    private static readonly FrozenDictionary<string, double> FactorWords = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase)
    {
        ["twice"] = 2, ["thrice"] = 3, ["doubles"] = 2, ["doubled"] = 2, ["doubling"] = 2, ["triples"] = 3, ["tripled"] = 3,
            ["tripling"] = 3,
        ["quadruples"] = 4, ["quadrupled"] = 4, ["quadrupling"] = 4, ["halves"] = 0.5, ["halved"] = 0.5, ["halving"] = 0.5,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, double> Parts = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase)
    {
        ["half"] = 2, ["halves"] = 2, ["third"] = 3, ["thirds"] = 3, ["quarter"] = 4, ["quarters"] = 4, ["fourth"] = 4, ["fourths"] = 4,
        ["fifth"] = 5, ["fifths"] = 5, ["sixth"] = 6, ["sixths"] = 6, ["eighth"] = 8, ["eighths"] = 8, ["tenth"] = 10, ["tenths"] = 10,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Reads a word, or a number in several words: <c>twenty-one thousand</c>, <c>three and a half</c>, <c>two thirds of</c>, <c>twice</c>.
    /// </summary>
    private static int ReadWords(string text, int start, List<Numeral> found)
    {
        double total = 0, current = 0, step = 1;
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
                found.Add(new Numeral([[fold]], false, start, to, NumeralUse.Quantity, IsFactor: true));
                return to;
            }
            if (words == 0 && FactorWords.TryGetValue(word, out var times))
            {
                found.Add(new Numeral([[times]], false, start, to, NumeralUse.Quantity, IsFactor: true));
                return to;
            }
            if (words == 0 && PartAt(text, start, word, to, 1, out var share, out var afterShare))
            {
                found.Add(new Numeral([[share]], false, start, afterShare, NumeralUse.Quantity, 0.01, IsFactor: true));
                return afterShare;
            }
            if (to < text.Length && char.IsAsciiDigit(text[to])) break;
            if (Words.TryGetValue(word, out var value) && (words == 0 || MayFollow(current, value)))
            {
                current += value;
                step = 1;
            }
            else if (Multipliers.TryGetValue(word, out var by))
            {
                current = Math.Max(1, current) * by;
                step = by;
                if (by > 100) (total, current) = (total + current, 0);
            }
            else if (!(words > 0 && word.Equals("and", StringComparison.OrdinalIgnoreCase) && current >= 100))
            {
                break;
            }
            words++;
            end = to;
            i = to < text.Length && text[to] is ' ' or '-' ? to + 1 : text.Length;
        }
        if (words == 0) return SkipLatin(text, end);
        var number = total + current;
        // Two thirds of, three and a half days, one in five.
        if (number <= 20 && PartAt(text, start, "", SkipBlank(text, end), number, out var part, out var afterPart))
        {
            found.Add(new Numeral([[part]], false, start, afterPart, NumeralUse.Quantity, 0.01, IsFactor: true));
            return afterPart;
        }
        var half = text.AsSpan(end) is var rest && rest.StartsWith(" and a half", StringComparison.OrdinalIgnoreCase) ? 11
            : rest.StartsWith("-and-a-half", StringComparison.OrdinalIgnoreCase) ? 11 : 0;
        if (half > 0)
        {
            (number, step, end) = (number + 0.5, 0.1, end + half);
            if (ScaleAt(text, end, out var scale, out var afterScale)) (number, step, end) = (number * scale, step * scale, afterScale);
        }
        var isPercent = PercentAt(text, end, out var after);
        if (isPercent) end = after;
        var isFactor = IsFollowedBy(text, end, "times") || IsFollowedBy(text, end, "fold");
        var use = isPercent || isFactor || half > 0 || number > 10 ? NumeralUse.Quantity : NumeralUse.Order;
        found.Add(new Numeral([[number]], isPercent, start, end, use, step, isFactor));
        return end;
    }

    private static int SkipBlank(string text, int i) => i < text.Length && text[i] is ' ' or '-' ? i + 1 : i;

    /// <summary>
    /// Whether a part of a whole ends here: <c>half of</c>, <c>a quarter of</c>, <c>two thirds</c>, <c>one in five</c>; a half of nothing,
    /// such as <c>half-life</c>, or a <c>third</c> in order, is none.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the number, or its word, begins.</param>
    /// <param name="word">The word itself where no number stands before it; empty for the word that begins at
    /// <paramref name="to"/>.</param>
    /// <param name="to">Where the word ends, or begins.</param>
    /// <param name="above">How many of the parts.</param>
    /// <param name="value">Above 0, at most 1.</param>
    /// <param name="end">Where it ends.</param>
    private static bool PartAt(string text, int start, string word, int to, double above, out double value, out int end)
    {
        (value, end) = (0, to);
        if (word.Length == 0)
        {
            while (end < text.Length && IsLatin(text[end])) end++;
            word = text[to..end];
            if (above >= 1 && word.Equals("in", StringComparison.OrdinalIgnoreCase) && above == 1 && end < text.Length && text[end] == ' ')
            {
                var from = end + 1;
                var last = from;
                while (last < text.Length && char.IsLetterOrDigit(text[last])) last++;
                var below = Words.TryGetValue(text[from..last], out var named) ? named
                    : double.TryParse(text.AsSpan(from, last - from), out var digits) ? digits : 0;
                if (below is < 2 or > 100) return false;
                (value, end) = (Rounded(1 / below), last);
                return true;
            }
            if (!Parts.TryGetValue(word, out var parts) || above >= parts || (above == 1 && word[^1] == 's')) return false;
            // "One third" is a part; "one half-life" is none.
            if (end < text.Length && text[end] == '-') return false;
            value = Rounded(above / parts);
            return true;
        }
        var isHalf = word.Equals("half", StringComparison.OrdinalIgnoreCase);
        var isNamed = (word.Equals("third", StringComparison.OrdinalIgnoreCase)
            || word.Equals("quarter", StringComparison.OrdinalIgnoreCase) || word.Equals("fifth", StringComparison.OrdinalIgnoreCase)
            || word.Equals("tenth", StringComparison.OrdinalIgnoreCase))
            && Precedes(text, start, "a ");
        if (!(isHalf || isNamed)) return false;
        if (!(text.AsSpan(to).StartsWith(" of", StringComparison.OrdinalIgnoreCase)
            || (isHalf && (text.AsSpan(to).StartsWith(" the", StringComparison.OrdinalIgnoreCase)
            || text.AsSpan(to).StartsWith(" as", StringComparison.OrdinalIgnoreCase)
            || text.AsSpan(to).StartsWith(" their", StringComparison.OrdinalIgnoreCase))))) return false;
        value = Rounded(1 / Parts[word]);
        return true;
    }

    /// <summary>Whether a number word goes on with the one before it: twenty-one, one hundred sixty, but not twenty thirty.</summary>
    private static bool MayFollow(double current, double value) =>
        current == 0 || (current % 100 >= 20 && current % 10 == 0 && value < 10) || (current >= 100 && current % 100 == 0 && value < 100);

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

    private static bool IsChineseNumeral(char c) =>
        ChineseDigits.Contains(c, StringComparison.Ordinal) || c is '十' or '百' or '千' or '万' or '亿';

    private static int ReadChinese(string text, int start, List<Numeral> found)
    {
        var from = start;
        var isPercent = text.AsSpan(start).StartsWith("百分之");
        if (isPercent) from += 3;
        if (isPercent && from < text.Length && char.IsAsciiDigit(text[from])) return from;
        if (ChinesePartAt(text, start, out var part, out var afterPart))
        {
            found.Add(new Numeral([[part]], false, start, afterPart, NumeralUse.Quantity, 0.01, IsFactor: true));
            return afterPart;
        }
        var end = from;
        while (end < text.Length && (IsChineseNumeral(text[end]) || IsChinesePoint(text, from, end))) end++;
        // 几百, 数千, 三十多 are vague and claim no number.
        var behind = end < text.Length ? text[end] : ' ';
        var isVague = behind is '几' or '多' or '余' || (start > 0 && text[start - 1] is '几' or '数' or '上' or '成');
        var run = text.AsSpan(from, end - from);
        if (!isVague && ChineseValue(run) is { } value)
        {
            var isFactor = behind == '倍' && value > 1;
            var isOrder = !isPercent && !isFactor && (value <= 10 || (start > 0 && text[start - 1] == '第' && value <= LargestOrder));
            // 十分, 十足: "very".
            var isVery = run is "十" && behind is '分' or '足' or '字';
            // 两成: two tenths.
            var isTenths = behind == '成' && value < 10 && !isPercent;
            if (isTenths) found.Add(new Numeral([[Rounded(value * 10)]], true, start, end + 1, NumeralUse.Quantity, 10));
            else if (!isVery) found.Add(new Numeral([[value]], isPercent, start, end, isOrder ? NumeralUse.Order : NumeralUse.Quantity,
                ChineseStep(run), isFactor));
        }
        return Math.Max(end, start + 1);
    }

    /// <summary>三分之一, 一半: a part of a whole.</summary>
    private static bool ChinesePartAt(string text, int start, out double value, out int end)
    {
        (value, end) = (0.5, start + 2);
        if (text.AsSpan(start).StartsWith("一半")) return true;
        if (end + 1 >= text.Length || text[start + 1] != '分' || text[start + 2] != '之') return false;
        var below = text[start] == '十' ? 10 : ChineseDigits.IndexOf(text[start], StringComparison.Ordinal);
        if (start + 3 >= text.Length) return false;
        var above = ChineseDigits.IndexOf(text[start + 3], StringComparison.Ordinal);
        if (below < 2 || above < 1 || above >= below) return false;
        (value, end) = (Rounded((double)above / below), start + 4);
        return true;
    }

    private static double ChineseStep(ReadOnlySpan<char> run) =>
        run.IndexOf('点') is >= 0 and var point ? Math.Pow(10, point + 1 - run.Length)
            : run[^1] switch { '十' => 10, '百' => 100, '千' => 1000, '万' => 1e4, '亿' => 1e8, _ => 1 };

    private static bool IsChinesePoint(string text, int from, int at) =>
        text[at] == '点' && at > from && at + 1 < text.Length && ChineseDigits.Contains(text[at + 1], StringComparison.Ordinal);

    /// <summary>The value of a Chinese numeral; null for words such as 万一, 千万, 三四.</summary>
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
}
