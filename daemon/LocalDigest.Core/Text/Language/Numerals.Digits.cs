using System.Globalization;

namespace LocalDigest.Text;

/// <content>Numbers in digits.</content>
internal static partial class Numerals
{
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
        var isLoose = false;
        if (!isGrouped && whole.Length is > 0 and <= 3 && whole[0] != '0') isLoose = LooseGroupsAt(text, i, out otherwise, out i, whole);
        if (!isLoose && i + 1 < text.Length && text[i] == '.' && char.IsAsciiDigit(text[i + 1]))
        {
            var from = ++i;
            while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
            fraction = text[from..i];
            // 3.1.2: a version, a section or a date, not an amount.
            if (i + 1 < text.Length && text[i] == '.' && char.IsAsciiDigit(text[i + 1])) return SkipToken(text, start);
            var mayBeGrouped = !isGrouped && fraction.Length == 3 && whole.Length is >= 1 and <= 3 && whole[0] != '0';
            if (mayBeGrouped) otherwise = [Value(whole + fraction, "", 0)];
        }
        else if (!isLoose && !isGrouped && i + 1 < text.Length && text[i] == ',' && char.IsAsciiDigit(text[i + 1]))
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
        if (fraction.Length == 0 && exponent == 0 && !isGrouped && !isLoose
            && FractionAt(text, start, i, value, out var part, out var afterPart))
        {
            found.Add(new Numeral([[part], [value, double.Parse(text.AsSpan(i + 1, afterPart - i - 1), CultureInfo.InvariantCulture)]],
                false, start, afterPart, NumeralUse.Quantity, 0.01, IsFactor: true));
            return afterPart;
        }

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
        double[][] readings = isLoose ? [[Rounded(otherwise![0] * scale)], [value, .. otherwise[1..]]]
            : otherwise is null || scale > 1 || exponent != 0 ? [[Rounded(value * scale)]] : [[value], otherwise];
        var isFactor = !isPercent && IsFactorAt(text, end);
        var isAmount = isPercent || isFactor || scale > 1 || fraction.Length > 0;
        var use = isAmount ? LabelOr(text, start, NumeralUse.Quantity) : UseOf(text, start, end, value);
        var step = Math.Pow(10, exponent - fraction.Length) * scale;
        found.Add(new Numeral(readings, isPercent, start, end, use, step, isFactor));
        return Math.Max(end, start + 1);
    }

    /// <summary>
    /// Groups of three digits that a blank, or a comma and a blank, tears apart, as PDFs and some languages have them: <c>200, 000</c>,
    /// <c>51 697</c>. They may as well be numbers one after another.
    /// </summary>
    /// <param name="values">The number as one, then the groups behind the first one as numbers of their own.</param>
    private static bool LooseGroupsAt(string text, int i, out double[]? values, out int end, string whole)
    {
        var groups = new List<double>();
        end = i;
        while (whole.Length < LongestNumber)
        {
            var at = end < text.Length && text[end] == ',' ? end + 1 : end;
            if (at >= text.Length || text[at] != ' ') break;
            var digits = 0;
            while (at + 1 + digits < text.Length && digits < 4 && char.IsAsciiDigit(text[at + 1 + digits])) digits++;
            var behind = at + 1 + digits;
            if (digits != 3 || (behind < text.Length && (char.IsLetter(text[behind]) || text[behind] is '-' or '%'))) break;
            if (behind + 1 < text.Length && text[behind] == '.' && char.IsAsciiDigit(text[behind + 1])) break;
            var group = text.Substring(at + 1, 3);
            whole += group;
            groups.Add(Value(group, "", 0));
            end = behind;
        }
        values = groups.Count == 0 ? null : [Value(whole, "", 0), .. groups];
        return groups.Count > 0;
    }

    /// <summary>Whether a part of a whole is written as two small numbers: <c>1/4</c>, <c>2/3</c>; not a list of three.</summary>
    private static bool FractionAt(string text, int start, int i, double above, out double value, out int end)
    {
        (value, end) = (0, i);
        if (start > 0 && text[start - 1] is '/' or '-' || i + 1 >= text.Length || text[i] != '/' || above is < 1 or > 20) return false;
        end = i + 1;
        while (end < text.Length && end - i < 4 && char.IsAsciiDigit(text[end])) end++;
        if (end == i + 1 || (end < text.Length && (char.IsLetterOrDigit(text[end]) && !Sentences.IsIdeographic(text[end])
            || text[end] is '/' or '.' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1])))) return false;
        var below = double.Parse(text.AsSpan(i + 1, end - i - 1), CultureInfo.InvariantCulture);
        if (below <= above || below > 20) return false;
        value = Rounded(above / below);
        return true;
    }

    /// <summary>Whether what stands behind a number says "so many times": x, ×, times, -fold, 倍; not the times of 224×224 or of "5 times a
    /// day".</summary>
    private static bool IsFactorAt(string text, int end)
    {
        var at = SkipSpace(text, end);
        if (at < text.Length && text[at] is 'x' or 'X' or '×')
            return at + 1 == text.Length || !(char.IsLetterOrDigit(text[at + 1])
                || (text[at + 1] == ' ' && at + 2 < text.Length && char.IsAsciiDigit(text[at + 2])));
        if (at < text.Length && text[at] == '倍') return true;
        if (text.AsSpan(at).StartsWith("\\times", StringComparison.Ordinal)) return !(SkipSpace(text, at + 6) is var next
            && next < text.Length && char.IsAsciiDigit(text[next]));
        return IsFollowedBy(text, end, "times") || IsFollowedBy(text, end, "fold");
    }

    /// <summary>Whether digits belong to a name: in ResNet50, GPT-4, x1 and v2, not in top-5 and 224x224.</summary>
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

    /// <summary>Whether digits are a subscript or superscript: x_1, x^2, x_{12}.</summary>
    private static bool IsIndex(string text, int start)
    {
        var i = start - 1;
        while (i >= 0 && text[i] is '{' or '-') i--;
        return i >= 0 && (text[i] == '^' || (text[i] == '_' && (i < start - 1 || i == 0 || !char.IsWhiteSpace(text[i - 1]))));
    }

    private static int SkipToken(string text, int i)
    {
        while (IsOfToken(text, i) || (i < text.Length && text[i] is '.' or '-' or '_' && IsOfToken(text, i + 1))) i++;
        return i;
    }

    private static bool IsOfToken(string text, int at) => at < text.Length && (char.IsAsciiDigit(text[at]) || IsLatin(text[at]));

    /// <summary>The length of a separator with exactly three digits behind it; 0 where there is none.</summary>
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
        foreach (var times in (ReadOnlySpan<string>)["×", "\\times", "\\cdot", "·", "⋅", "∙", "•", "*", "x", "X"])
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
            while (end < text.Length && digits.Length < 4 && (char.IsAsciiDigit(text[end]) || text[end] is '{' or '}' or '(' or '-' or '+'))
            {
                if (text[end] is not ('{' or '}' or '(' or '+')) digits += text[end];
                end++;
                if (text[end - 1] == '}') break;
            }
            if (end < text.Length && text[i + 1] == '(' && text[end] == ')') end++;
        }
        else
        {
            for (; end < text.Length && digits.Length < 4; end++)
            {
                var digit = RaisedDigits.IndexOf(text[end], StringComparison.Ordinal);
                if (digit < 0 && text[end] != '⁻') break;
                digits += digit < 0 ? "-" : digit.ToString(CultureInfo.InvariantCulture);
            }
        }
        return int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out power);
    }
}
