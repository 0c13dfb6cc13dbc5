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

    /// <summary>Reads a word, or a number in several words: <c>twenty-one thousand</c>.</summary>
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
            if (Words.TryGetValue(word, out var value) && (words == 0 || MayFollow(current, value)))
            {
                current += value;
            }
            else if (Multipliers.TryGetValue(word, out var by))
            {
                current = Math.Max(1, current) * by;
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
        var isPercent = PercentAt(text, end, out var after);
        if (isPercent) end = after;
        var isFactor = IsFollowedBy(text, end, "times") || IsFollowedBy(text, end, "fold");
        var use = isPercent || isFactor || number > 10 ? NumeralUse.Quantity : NumeralUse.Order;
        found.Add(new Numeral([[number]], isPercent, start, end, use));
        return end;
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
            if (!isVery) found.Add(new Numeral([[value]], isPercent, start, end, isOrder ? NumeralUse.Order : NumeralUse.Quantity));
        }
        return Math.Max(end, start + 1);
    }

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
