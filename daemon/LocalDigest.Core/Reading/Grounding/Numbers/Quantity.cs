using LocalDigest.Text;

namespace LocalDigest.Reading;

/// <summary>A number of a text as an amount of something.</summary>
/// <param name="Number">The number.</param>
/// <param name="Value">One of its readings.</param>
/// <param name="Unit">The unit behind it; null where none is known.</param>
/// <param name="Place">The number of the place in which it stands; -1 for one of a statement.</param>
/// <param name="IsCell">It stands in a table, where units may be in the head.</param>
internal readonly record struct Quantity(Numeral Number, double Value, Unit? Unit, int Place = -1, bool IsCell = false)
{
    /// <summary>Relative differences below this come of computing alone.</summary>
    private const double Same = 1e-9;

    /// <summary>What "about" allows at most, relative to the number, however round it is.</summary>
    private const double MostVague = 0.06;

    /// <summary>Words that say that a number is rounded, behind which zeros at the end say nothing.</summary>
    private static readonly string[] VagueBefore =
    [
        "about", "roughly", "approximately", "around", "some", "nearly", "almost", "circa", "ca.", "~", "≈", "约", "大约", "近", "接近", "将近",
            "大概", "差不多",
    ];

    /// <summary>Words behind which a number is a bound that the paper's own number goes beyond.</summary>
    private static readonly string[] BoundBefore =
        ["over", "more than", "above", "upwards of", "at least", "exceeding", "超过", "逾", "多于", "nearly", "almost", "近", "under", "below",
        "less than", "不到"];

    /// <summary>How far a statement's number may be from the paper's, by the words around it.</summary>
    /// <param name="sentence">The statement.</param>
    public double Tolerance(string sentence)
    {
        var before = sentence[..Math.Min(Number.Start, sentence.Length)].TrimEnd(' ', '(', '$').ToLowerInvariant();
        var behind = Number.End < sentence.Length ? sentence[Number.End] : ' ';
        var isBound = behind is '余' or '多' or '+' || BoundBefore.Any(word => before.EndsWith(word, StringComparison.Ordinal))
            || sentence.AsSpan(Number.Start, Math.Min(Number.End, sentence.Length) - Number.Start).IndexOfAny('余', '多') >= 0;
        var isVague = isBound || behind is '左' || VagueBefore.Any(word => before.EndsWith(word, StringComparison.Ordinal));
        var step = Number.Step;
        if (isVague)
        {
            // "About 1,800" is given to hundreds.
            while (step < Math.Abs(Value) && Value % (step * 10) == 0) step *= 10;
            return Math.Max(Math.Min(isBound ? step : step / 2, MostVague * Math.Abs(Value)), Number.Step / 2 <= 0.15 * Math.Abs(Value)
                ? Number.Step / 2 : 0);
        }
        // Counts are not rounded; an amount is, to the digits that are given.
        var isCount = step >= 1 && !Number.IsPercent && Unit is null && Value < 100 && Number.Step == 1;
        return isCount ? 0 : step / 2;
    }

    /// <summary>The digits that are given, 1 to 15: a number of many is hardly met by chance.</summary>
    public int Digits
    {
        get
        {
            var value = Math.Abs(Value);
            if (value is 0 or double.PositiveInfinity) return 1;
            var written = value.ToString("E14", System.Globalization.CultureInfo.InvariantCulture).AsSpan(0, 16).TrimEnd('0').TrimEnd('.');
            var digits = written.Length > 1 ? written.Length - 1 : 1;
            // 0.80 was measured to two digits.
            return Number.Step < 1 ? Math.Max(digits, (int)Math.Round(Math.Log10(value / Number.Step)) + 1) : digits;
        }
    }

    /// <summary>Whether a number of the paper is what a statement's number says.</summary>
    /// <param name="paper">Of the paper.</param>
    /// <param name="tolerance">From <see cref="Tolerance"/>.</param>
    /// <param name="scales">What a table's head multiplies its numbers by; empty elsewhere.</param>
    /// <param name="countsTimes">The place speaks of factors, so that its plain numbers may be some.</param>
    public bool Is(in Quantity paper, double tolerance, IReadOnlyList<double> scales, bool countsTimes)
    {
        if (Number.IsPercent) return IsPercentOf(paper, tolerance);
        if (Number.IsFactor) return IsFactorOf(paper, countsTimes);
        if (Unit is { } mine && paper.Unit is { } other)
        {
            if (mine.Dimension != other.Dimension) return false;
            return Near(Value, paper.Value * other.Factor / mine.Factor, tolerance);
        }
        if (paper.Number.IsPercent)
        {
            // "60.1 on MMLU" where the table has 60.1%; no number of patients is a percentage.
            return Value < 1 ? Near(Value * 100, paper.Value, tolerance * 100) : Digits >= 3 && Near(Value, paper.Value, tolerance);
        }
        if (Near(Value, paper.Value, tolerance)) return true;
        foreach (var scale in scales)
        {
            if (Near(Value, paper.Value * scale, tolerance)) return true;
        }
        return false;
    }

    /// <summary>Whether a number of the paper is of the kind of this one, so that it could be given in its place.</summary>
    public bool IsLike(in Quantity paper)
    {
        if (Number.IsFactor != paper.Number.IsFactor) return false;
        if (Number.IsPercent || paper.Number.IsPercent)
            return Number.IsPercent == paper.Number.IsPercent || (paper.IsCell && Number.IsPercent && paper.Value is > 0 and < 100);
        if (Unit is { } mine && paper.Unit is { } other) return mine.Dimension == other.Dimension;
        return Value == Math.Floor(Value) == (paper.Value == Math.Floor(paper.Value))
            && (Unit is null == paper.Unit is null || paper.IsCell || Value != Math.Floor(Value));
    }

    private bool IsPercentOf(in Quantity paper, double tolerance)
    {
        if (paper.Number.IsPercent || paper.IsCell || paper.Value != Math.Floor(paper.Value) && paper.Unit is null)
        {
            if (Near(Value, paper.Value, tolerance)) return true;
        }
        return paper.Value is > 0 and <= 1 && paper.Unit is null && paper.Value != 1 && Near(Value, paper.Value * 100, tolerance);
    }

    private bool IsFactorOf(in Quantity paper, bool countsTimes)
    {
        var tolerance = Number.Step < 1 && Value > 1 ? Number.Step / 2 : 0;
        if (paper.Number.IsPercent)
        {
            // Half is 50%, twice is 100% more or 200%; one in five is 21.4%, too.
            var share = paper.Value / 100;
            return Value < 1 ? Math.Abs(Value - share) <= 0.08 * Value || Near(1 - Value, share, 0.005) : Near(Value, share, 0.005)
                || Near(Value - 1, share, 0.005);
        }
        if (!(paper.Number.IsFactor || countsTimes || (Value < 1 && paper.Value < 1))) return false;
        return Near(Value, paper.Value, Math.Max(tolerance, Value < 1 ? 0.005 : 0))
            || (paper.Value > 0 && Near(Value, 1 / paper.Value, Value < 1 ? 0.005 : 0));
    }

    private static bool Near(double one, double other, double tolerance) =>
        Math.Abs(one - other) <= tolerance * (1 + Same) + Same * Math.Abs(one);
}
