using System.Diagnostics;

namespace LocalDigest.Benchmarks;

/// <summary>Results of one run side by side. Ratios are what counts: they carry over between machines, times do not.</summary>
internal sealed class Table(params string[] columns)
{
    private readonly List<string[]> rows = [columns];

    public void Add(params string[] row)
    {
        if (row.Length != columns.Length) throw new ArgumentException("A row has as many fields as the table has columns.", nameof(row));
        rows.Add(row);
    }

    /// <summary>Writes the table as Markdown, aligned.</summary>
    public void Write(TextWriter to)
    {
        var widths = Enumerable.Range(0, columns.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        for (var i = 0; i < rows.Count; i++)
        {
            to.WriteLine("| " + string.Join(" | ", rows[i].Select((field, column) => column == 0 ? field.PadRight(widths[column]) : field.PadLeft(widths[column]))) + " |");
            if (i == 0) to.WriteLine("|" + string.Join("|", widths.Select((width, column) => column == 0 ? new string('-', width + 2) : new string('-', width + 1) + ":")) + "|");
        }
    }

    /// <summary>The shortest of several times that some work takes, in milliseconds; the first, which compiles, is not counted.</summary>
    public static double Milliseconds(Action work, int times = 7)
    {
        // Often enough that the compiler has done its best before the clock runs.
        work();
        work();
        Thread.Sleep(200);
        var best = double.PositiveInfinity;
        for (var i = 0; i < times; i++)
        {
            var started = Stopwatch.GetTimestamp();
            work();
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        return best;
    }
}
