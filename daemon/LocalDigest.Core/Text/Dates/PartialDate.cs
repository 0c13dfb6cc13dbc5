using System.Globalization;
using System.Runtime.InteropServices;

namespace LocalDigest.Text;

/// <summary>A date of which the month and the day, or only the day, may be unknown.</summary>
/// <param name="Year">1000 to 2999 where it was read.</param>
/// <param name="Month">1 to 12.</param>
/// <param name="Day">1 to the length of the month.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PartialDate(int Year, int? Month = null, int? Day = null)
{
    /// <summary>The first moment of the day, month or year, in UTC.</summary>
    public DateTimeOffset Start => new(Year, Month ?? 1, Month is null ? 1 : Day ?? 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary><c>2026</c>, <c>2026-05</c> or <c>2026-05-03</c>.</summary>
    public override string ToString() => (Month, Day) switch
    {
        (null, _) => $"{Year:D4}",
        (_, null) => $"{Year:D4}-{Month:D2}",
        _ => $"{Year:D4}-{Month:D2}-{Day:D2}",
    };

    /// <summary>
    /// Reads a date as bibliographies write it: <c>2026</c>, <c>2026-05-03</c>, <c>2026/5/3</c>, <c>2026///Spring</c>, <c>May 2026</c>,
    /// <c>3 May 2026</c>, <c>2026 May 3</c>, <c>c1999</c>, and of a span its beginning. Day and month in numbers before the year are read
    /// only where they cannot be confused: <c>25/12/2009</c>, not <c>05/12/2009</c>, which is a year. Null where no year is written.
    /// </summary>
    public static PartialDate? Parse(string? text)
    {
        if (text is null) return null;
        var parts = Parts(text);
        var at = parts.FindIndex(part => part.IsYear);
        if (at < 0) return null;
        var year = parts[at].Number;
        var names = parts.FindIndex(part => part.Month > 0);
        if (names >= 0)
        {
            // The number beside the name of the month is the day: 3 May 2026, May 3, 2026, 2026 May 3.
            var day = Neighbour(parts, names + 1, at) ?? Neighbour(parts, names - 1, at);
            return Valid(year, parts[names].Month, day);
        }
        if (at + 1 < parts.Count && parts[at + 1] is { IsShort: true } month)
            return Valid(year, month.Number, at + 2 < parts.Count && parts[at + 2].IsShort ? parts[at + 2].Number : null);
        if (at == 2 && parts[0].IsShort && parts[1].IsShort)
        {
            if (parts[0].Number > 12) return Valid(year, parts[1].Number, parts[0].Number);
            if (parts[1].Number > 12) return Valid(year, parts[0].Number, parts[1].Number);
        }
        if (at == 1 && parts[0].IsShort) return Valid(year, parts[0].Number, null);
        return new PartialDate(year);
    }

    /// <summary>The month in a text, as an English name or its beginning, or as a number; null where there is none.</summary>
    public static int? ParseMonth(string? text)
    {
        List<Part> parts = text is null ? [] : Parts(text);
        var at = parts.FindIndex(part => part.Month > 0);
        if (at >= 0) return parts[at].Month;
        at = parts.FindIndex(part => part.IsShort && part.Number is >= 1 and <= 12);
        return at >= 0 ? parts[at].Number : null;
    }

    private static int? Neighbour(List<Part> parts, int at, int year) =>
        at >= 0 && at < parts.Count && at != year && parts[at].IsShort ? parts[at].Number : null;

    /// <summary>The date as far as it exists: of 2009-02-31 the month, of 2009-13-01 the year.</summary>
    private static PartialDate Valid(int year, int month, int? day)
    {
        if (month is < 1 or > 12) return new(year);
        return day is { } d && d >= 1 && d <= DateTime.DaysInMonth(year, month) ? new(year, month, d) : new(year, month);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Part(int Number, int Digits, int Month)
    {
        public bool IsYear => Digits == 4 && Number is >= 1000 and <= 2999;

        public bool IsShort => Digits is 1 or 2;
    }

    /// <summary>The numbers and the names of months in a text, twelve at most; other words are skipped.</summary>
    private static List<Part> Parts(string text)
    {
        var parts = new List<Part>();
        for (var i = 0; i < text.Length && parts.Count < 12;)
        {
            var start = i;
            if (char.IsAsciiDigit(text[i]))
            {
                while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
                var digits = text.AsSpan(start, i - start);
                if (digits.Length <= 9) parts.Add(new Part(int.Parse(digits, CultureInfo.InvariantCulture), digits.Length, 0));
            }
            else if (char.IsLetter(text[i]))
            {
                while (i < text.Length && char.IsLetter(text[i])) i++;
                var month = MonthOf(text.AsSpan(start, i - start));
                if (month > 0) parts.Add(new Part(0, 0, month));
            }
            else
            {
                // 2010/2011 and 2010-- are spans; 2010///Spring leaves month and day open.
                i++;
            }
        }
        return parts;
    }

    /// <summary>Kept, since the culture makes a copy of all of them whenever it is asked.</summary>
    private static readonly string[] MonthNames = CultureInfo.InvariantCulture.DateTimeFormat.MonthNames;

    private static int MonthOf(ReadOnlySpan<char> word)
    {
        if (word.Length < 3) return 0;
        for (var month = 1; month <= 12; month++)
        {
            var name = MonthNames[month - 1];
            if (word.Length <= name.Length && name.AsSpan(0, word.Length).Equals(word, StringComparison.OrdinalIgnoreCase)) return month;
        }
        return word.Equals("sept", StringComparison.OrdinalIgnoreCase) ? 9 : 0;
    }
}
