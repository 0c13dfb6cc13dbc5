using System.Text.RegularExpressions;

namespace LocalDigest.Reading;

// Lists of contents, and the beginning of a bibliography without a heading.
internal sealed partial class PdfPaper
{
    private const int LeastEntries = 4;

    /// <summary>
    /// Takes out lists of contents: rows that end with a number of a page at one right edge, the numbers growing. Below a heading that says
    /// so two rows are enough; without one the rows must begin as headings do, or have leaders, for tables have numbers at their right too.
    /// </summary>
    private void DropContents()
    {
        foreach (var page in layout.Pages)
        {
            var rows = RowsOf(page);
            for (var i = 0; i < rows.Count; i++)
            {
                var isNamed = ContentsPattern().IsMatch(rows[i].Text.Trim());
                // A list may go on on the next page without its heading.
                var first = isNamed ? i + 1 : i;
                var (end, entries) = Entries(rows, first);
                var headed = entries.Count(row => EntryStartPattern().IsMatch(row.Text));
                if (isNamed ? entries.Count < 2 : entries.Count < LeastEntries || headed < 0.6 * entries.Count) continue;
                foreach (var line in rows.Take(end).Skip(i).SelectMany(row => row.Lines)) line.IsTaken = true;
                i = end - 1;
            }
        }
    }

    /// <summary>The entries of a list of contents that begins in a row; where it ends. A title may take more than one row.</summary>
    private static (int End, List<PageRow> Entries) Entries(List<PageRow> rows, int first)
    {
        var entries = new List<PageRow>();
        var (end, between) = (first, 0);
        for (var i = first; i < rows.Count && between <= 2; i++)
        {
            var row = rows[i];
            if (row.PageNumber is not { } number
                || (entries.Count > 0 && (number < entries[^1].PageNumber || Math.Abs(row.Right - entries[^1].Right) > 8)))
            {
                between++;
                if (entries.Count == 0) break;
                continue;
            }
            entries.Add(row);
            (end, between) = (i + 1, 0);
        }
        return (end, entries);
    }

    private static List<PageRow> RowsOf(PdfPage page)
    {
        var rows = new List<List<PdfLine>>();
        foreach (var line in page.Lines.Where(line => !line.IsTaken).OrderBy(line => line.Bottom))
        {
            if (rows.Count > 0 && Math.Abs(rows[^1][0].Bottom - line.Bottom) < 0.35 * line.Size) rows[^1].Add(line);
            else rows.Add([line]);
        }
        return [.. rows.Select(row => new PageRow([.. row.OrderBy(line => line.Left)]))];
    }

    /// <summary>Lines side by side.</summary>
    private sealed class PageRow
    {
        public PageRow(IReadOnlyList<PdfLine> lines)
        {
            Lines = lines;
            Text = string.Join(' ', lines.Select(line => line.Text));
            Right = lines.Max(line => line.Right);
            var words = lines.SelectMany(line => line.Words).ToList();
            if (words.Count < 2 || !Text.Any(char.IsLetter)) return;
            var isApart = words[^1].Left - words[^2].Right > 1.5 * lines[0].Size;
            // The page's number stands apart, or behind leaders.
            if (EntryEndPattern().Match(Text) is { Success: true } match && (isApart || match.Groups["leader"].Length > 2)
                && int.TryParse(match.Groups["page"].Value, out var page)) PageNumber = page;
        }

        public IReadOnlyList<PdfLine> Lines { get; }

        public string Text { get; }

        public double Right { get; }

        /// <summary>The number of a page at its end; null where there is none.</summary>
        public int? PageNumber { get; }
    }

    /// <summary>
    /// The first line of a bibliography that has no heading, as physicists' letters have it: labels from 1 in order, in the second half of
    /// the paper.
    /// </summary>
    private PdfLine? UnnamedReferences()
    {
        var lines = layout.Lines.Where(line => !line.IsTaken).ToList();
        var (best, most) = ((PdfLine?)null, 5);
        for (var (i, tries) = (lines.Count / 3, 0); i < lines.Count && tries < 50; i++)
        {
            if (LabelNumber(lines[i]) != 1) continue;
            tries++;
            var (next, last) = (2, i);
            for (var j = i + 1; j < lines.Count && j - last <= 8; j++)
            {
                if (LabelNumber(lines[j]) != next) continue;
                next++;
                last = j;
            }
            // Numbers of formulas and points of lists begin lines too; a bibliography is the longest row of labels, or ends the paper.
            var endsPaper = next > 2 && lines[i].Text[0] == '[' && lines.Count - last <= 4;
            if (next - 1 > most || (endsPaper && best is null)) (best, most) = (lines[i], next - 1);
        }
        return best;
    }

    private static int? LabelNumber(PdfLine line) =>
        BracketLabelPattern().Match(line.Text) is { Success: true } match && int.TryParse(match.Groups["label"].Value, out var number)
            ? number : null;

    [GeneratedRegex(@"^(?:\d{0,2}\.?\s*)(?:table of )?contents$|^inhalt(?:sverzeichnis)?$|^table des matières$|^índice$|^目\s*录$",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex ContentsPattern();

    [GeneratedRegex(@"^(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?\s|[IVX]{1,5}\.?\s|[A-Z](?:\.\d{1,2})?\.?\s|Appendi|References|Bibliography"
        + @"|Acknowledg|Supplement|Chapter|Part\s)|(?:\s?\.){4}", RegexOptions.NonBacktracking)]
    private static partial Regex EntryStartPattern();

    [GeneratedRegex(@"(?<leader>(?:\s?[.·…])*)\s*(?<page>\d{1,4})$", RegexOptions.NonBacktracking)]
    private static partial Regex EntryEndPattern();

    [GeneratedRegex(@"^(?:\[(?<label>\d{1,3})\]|\((?<label>\d{1,3})\))\s", RegexOptions.NonBacktracking)]
    private static partial Regex BracketLabelPattern();
}
