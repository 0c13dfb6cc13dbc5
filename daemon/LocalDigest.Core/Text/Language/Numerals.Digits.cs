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
        if (i + 1 < text.Length && text[i] == '.' && char.IsAsciiDigit(text[i + 1]))
        {
            var from = ++i;
            while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
            fraction = text[from..i];
            // 3.1.2: a version, a section or a date, not an amount.
            if (i + 1 < text.Length && text[i] == '.' && char.IsAsciiDigit(text[i + 1])) return SkipToken(text, start);
            var mayBeGrouped = !isGrouped && fraction.Length == 3 && whole.Length is >= 1 and <= 3 && whole[0] != '0';
            if (mayBeGrouped) otherwise = [Value(whole + fraction, "", 0)];
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
        var isAmount = isPercent || scale > 1 || fraction.Length > 0;
        var use = isAmount ? LabelOr(text, start, NumeralUse.Quantity) : UseOf(text, start, end, value);
        found.Add(new Numeral(readings, isPercent, start, end, use));
        return Math.Max(end, start + 1);
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
