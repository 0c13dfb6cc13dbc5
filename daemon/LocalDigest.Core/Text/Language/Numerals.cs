using System.Collections.Frozen;
using System.Globalization;

namespace LocalDigest.Text;

/// <summary>A number in a text.</summary>
/// <param name="Readings">The possible readings, the most probable first; a reading is one value or several. <c>1,234</c> is 1234;
/// <c>12,3</c> is 12.3, or 12 and 3.</param>
/// <param name="IsPercent">A percent sign or word belongs to it.</param>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="End">Where it ends, including a percent sign and a word such as "million".</param>
/// <param name="Use">What the number does in the text.</param>
/// <param name="Step">One unit of the last digit that is given, above 0: 0.1 of <c>45.1</c>, 1000 of <c>3.3万</c>, 1 of <c>5000</c>.</param>
/// <param name="IsFactor">It says how many times as much: <c>8x</c>, <c>3 times</c>, <c>twice</c>, <c>四倍</c>, <c>half</c>.</param>
internal readonly record struct Numeral(
    double[][] Readings, bool IsPercent, int Start, int End, NumeralUse Use, double Step = 1, bool IsFactor = false)
{
    /// <summary>The value of the most probable reading; its first number where it has several.</summary>
    public double Value => Readings[0][0];
}

/// <summary>What a number does in a text.</summary>
internal enum NumeralUse
{
    /// <summary>It is an amount, a count or a date.</summary>
    Quantity,

    /// <summary>It orders the text and claims nothing: a small number in words, or the number of a step, a stage, an item.</summary>
    Order,

    /// <summary>It labels a figure, a table, a section or an equation.</summary>
    Label,
}

/// <summary>
/// Finds the numbers in running text, as people and LaTeX write them: <c>12.3%</c>, <c>12.3 %</c>, <c>12.3\%</c>, <c>１２．３％</c>,
/// <c>1,000</c>, <c>1000</c>, <c>1k</c>, <c>2.09亿</c>, <c>5×10⁻⁵</c>, <c>5e-5</c>, <c>twenty percent</c>, <c>百分之二十</c>, <c>三百</c>,
/// <c>5倍</c>, <c>200, 000</c> as PDFs have it, <c>1/4</c>, <c>twice</c>, <c>three and a half</c>, <c>三分之一</c>, <c>两成</c>. Numbers that are
/// part of a name (<c>GPT-4</c>, <c>ResNet50</c>, <c>4DGS</c>, <c>3D</c>), versions such as 3.1.2, and indices are left out. Time is linear
/// in the length of the text.
/// </summary>
internal static partial class Numerals
{
    private const double LargestOrder = 20;
    private const int LongestNumber = 30;
    private const string ChineseDigits = "零一二三四五六七八九";
    private const string RaisedDigits = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    private static readonly (string Word, double Scale)[] Scales =
    [
        ("thousand", 1e3), ("million", 1e6), ("billion", 1e9), ("trillion", 1e12), ("hundred", 1e2), ("mln", 1e6), ("bn", 1e9),
        ("dozen", 12),
        ("万亿", 1e12), ("百亿", 1e10), ("十亿", 1e9), ("千万", 1e7), ("百万", 1e6), ("十万", 1e5), ("亿", 1e8), ("億", 1e8),
        ("万", 1e4), ("萬", 1e4), ("千", 1e3), ("百", 1e2),
    ];

    private static readonly string[] PercentWords =
        ["%", "percent", "per cent", "percentage point", "pct", "个百分点", "個百分點", "百分点", "パーセント"];

    private static readonly FrozenSet<string> Labels = Set(
        "figure figures fig figs table tables tab section sections sec equation equations eq eqs algorithm appendix chapter theorem " +
        "lemma abbildung tabelle abschnitt tableau");

    private static readonly string[] ChineseLabels = ["图", "圖", "表", "公式", "算法", "附录", "定理", "引理"];

    private static readonly FrozenSet<string> OrderWords =
        Set("step stage phase part level point item no number question rq criterion topic task setting schritt stufe étape");

    private static readonly string[] ChineseOrderWords = ["第", "步骤", "阶段", "階段", "步", "问题", "任务", "层级"];

    /// <summary>The numbers of a text, in order.</summary>
    public static List<Numeral> In(string text)
    {
        var found = new List<Numeral>();
        var folded = Fold(text);
        for (var i = 0; i < folded.Length;)
        {
            var c = folded[i];
            if (char.IsAsciiDigit(c)) i = ReadDigits(folded, i, found);
            else if (IsPointOfNumber(folded, i)) i = ReadDigits(folded, i, found);
            else if (IsLatin(c)) i = ReadWords(folded, i, found);
            else if (IsChineseNumeral(c)) i = ReadChinese(folded, i, found);
            else i++;
        }
        return found;
    }

    /// <summary>Whether a letter is of the Latin script, whose words may contain digits.</summary>
    internal static bool IsLatin(char c) => char.IsAsciiLetter(c) || (c is >= '\u00c0' and <= '\u024f' && c is not ('×' or '÷'));

    /// <summary>Replaces full-width forms, minus signs and spaces by plain ones; the length stays.</summary>
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

    private static int SkipSpace(string text, int i)
    {
        while (i < text.Length && text[i] is ' ' or '\u2009' or '~' or '$' or '\\')
        {
            // A command such as \times is no space.
            if (text[i] == '\\' && i + 1 < text.Length && char.IsAsciiLetter(text[i + 1])) break;
            i++;
        }
        return i;
    }

    /// <summary>Whether a number begins with its point: <c>.5</c>.</summary>
    private static bool IsPointOfNumber(string text, int at) =>
        text[at] == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]) && !(at > 0 && char.IsLetterOrDigit(text[at - 1]));

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static bool ScaleAt(string text, int i, out double scale, out int end)
    {
        var at = i;
        while (at < text.Length && at - i < 3 && text[at] is ' ' or '\u2009' or '-' or '$' or '~' or '余' or '多') at++;
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
        var behind = end < text.Length ? text[end] : ' ';
        if (behind is ')' or '）' && (before < 0 || text[before] is '(' or '（' or ' ' or '\n')) return NumeralUse.Order;
        if ((before < 0 || text[before] == '\n') && behind is '.' or '、' or ':' or '：') return NumeralUse.Order;
        if (before >= 0 && text[before] == '#') return NumeralUse.Order;
        while (before >= 0 && text[before] is ' ' or '.' or '-' or '\u2009') before--;
        var isOrder = OrderWords.Contains(LatinWordEndingAt(text, before))
            || ChineseOrderWords.Any(word => Precedes(text, before + 1, word));
        return isOrder ? NumeralUse.Order : NumeralUse.Quantity;
    }

    private static NumeralUse LabelOr(string text, int start, NumeralUse otherwise)
    {
        var before = start - 1;
        while (before >= 0 && text[before] is ' ' or '.' or '(' or '~' or '\u2009') before--;
        var isLabel = Labels.Contains(LatinWordEndingAt(text, before)) || ChineseLabels.Any(word => Precedes(text, before + 1, word));
        return isLabel ? NumeralUse.Label : otherwise;
    }

    private static string LatinWordEndingAt(string text, int last)
    {
        var from = last;
        while (from >= 0 && IsLatin(text[from]) && last - from < 20) from--;
        return text[(from + 1)..(last + 1)];
    }

    private static bool Precedes(string text, int at, string word) =>
        at >= word.Length && text.AsSpan(at - word.Length, word.Length).SequenceEqual(word);

    private static double Value(string whole, string fraction, int exponent) =>
        double.TryParse($"0{whole}.{fraction}0e{exponent}", NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? Rounded(value)
            : 0;

    /// <summary>Twelve digits: what multiplication adds behind them is not the author's.</summary>
    internal static double Rounded(double value) =>
        double.Parse(value.ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
