namespace LocalDigest.Reading;

// Captions, and the parts of pages that they stand for.
internal sealed partial class PdfPaper
{
    /// <summary>A caption with what it belongs to.</summary>
    private sealed class Caption(string kind, string number, IReadOnlyList<PdfLine> lines, string words)
    {
        public bool IsTable => kind == "table";

        public bool IsListing => kind == "algorithm";

        public string Number => number;

        public string Words => words;

        public int Page => lines[0].Page;

        public PdfLine First => lines[0];

        public double Left => lines.Min(line => line.Left);

        public double Right => lines.Max(line => line.Right);

        public double Top => lines.Min(line => line.Top);

        public double Bottom => lines.Max(line => line.Bottom);

        public PageRegion? Region { get; set; }

        public List<string> Rows { get; } = [];

        public void Take()
        {
            foreach (var line in lines) line.IsTaken = true;
        }

        public bool IsInside(PdfLine line) =>
            Region is { } region && (line.Left + line.Right) / 2 is var x && (line.Top + line.Bottom) / 2 is var y
            && x > region.Left - 1 && x < region.Right + 1 && y > region.Top - 1 && y < region.Bottom + 1;

        public void TakeInside(PdfPage page)
        {
            foreach (var line in page.Lines.Where(line => !line.IsTaken && IsInside(line))) line.IsTaken = true;
        }
    }

    private List<Caption> Captions()
    {
        var captions = new List<Caption>();
        var numbers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var page in layout.Pages)
        {
            for (var i = 0; i < page.Lines.Count; i++)
            {
                var line = page.Lines[i];
                var match = CaptionPattern().Match(line.Text);
                if (line.IsTaken || !match.Success) continue;
                var before = i > 0 && page.Lines[i - 1].Block == line.Block ? page.Lines[i - 1] : null;
                // "Figure 2 shows" begins a line of text as well: a caption begins a block, or stands apart from the line before.
                if (before is not null && line.Top - before.Bottom < 0.45 * line.Size && !line.IsBold && !match.Groups["stop"].Success) continue;
                if (!match.Groups["stop"].Success && (before is not null || line.Text.Length > match.Length && char.IsLower(line.Text[match.Length..].TrimStart().FirstOrDefault('A')))) continue;
                var kind = match.Groups["kind"].Value.ToLowerInvariant() switch
                {
                    ['f', ..] or ['a', 'b', ..] => "figure",
                    ['t', ..] or ['c', ..] => "table",
                    _ => "algorithm",
                };
                if (!numbers.Add(kind + match.Groups["number"].Value)) continue;
                var lines = new List<PdfLine> { line };
                // "TABLE I" may stand alone above its words, in letters of another size.
                var isBare = match.Length == line.Text.Length;
                if (isBare && page.Lines.ElementAtOrDefault(i + 1) is { } words && IsBelow(words, line) && words.Text.Any(char.IsLetter))
                    lines.Add(words);
                for (var next = i + lines.Count; next < page.Lines.Count && page.Lines[next].Block == lines[^1].Block; next++)
                {
                    var (last, more) = (lines[^1], page.Lines[next]);
                    if (more.Top - last.Bottom > 0.9 * line.Size || Math.Abs(more.Size - lines[^1].Size) > 0.15 * line.Size
                        || CaptionPattern().Match(more.Text) is { Success: true, Groups: var g } && g["stop"].Success) break;
                    lines.Add(more);
                }
                captions.Add(new Caption(kind, match.Groups["number"].Value.TrimEnd('.'), lines, Joined(lines)[match.Length..].TrimStart(' ', ':', '.', '|', '—', '–', '-')));
            }
        }
        return captions;
    }

    /// <summary>Finds the part of the page that a caption speaks of: above it, or where nothing is there below it; tables are where more words are.</summary>
    private void Cut(Caption caption, List<Caption> captions)
    {
        var page = layout.Pages[caption.Page - 1];
        var (left, right) = Column(caption, page);
        var others = captions.Where(other => other != caption && other.Page == caption.Page).ToList();
        // Captions side by side divide the page between them.
        foreach (var beside in others.Where(other => Overlap(other.Top, other.Bottom, caption.Top, caption.Bottom) > 0))
        {
            if (beside.Left > caption.Right) right = Math.Min(right, (beside.Left + caption.Right) / 2);
            else if (beside.Right < caption.Left) left = Math.Max(left, (beside.Right + caption.Left) / 2);
        }
        var blocking = page.Lines.Where(line => Overlap(line.Left, line.Right, left, right) > 0.3 * line.Width && Blocks(line, caption)).ToList();
        var (margin, end) = (0.05 * page.Height, 0.95 * page.Height);
        var heads = page.Lines.Where(line => line.IsTaken && IsAtEdge(page, line) && line.Text.Length > 0).ToList();
        if (heads.Where(line => line.Bottom < 0.09 * page.Height).Select(line => line.Bottom).DefaultIfEmpty(0).Max() is var head and > 0) margin = Math.Max(margin, head);
        if (heads.Where(line => line.Top > 0.91 * page.Height).Select(line => line.Top).DefaultIfEmpty(end).Min() is var foot) end = Math.Min(end, foot);

        var ceiling = blocking.Where(line => line.Bottom <= caption.Top + 2).Select(line => line.Bottom)
            .Concat(others.Where(other => other.Bottom <= caption.Top + 2 && Overlap(other.Left, other.Right, left, right) > 0).Select(other => other.Bottom)).Append(margin).Max();
        var floor = blocking.Where(line => line.Top >= caption.Bottom - 2).Select(line => line.Top)
            .Concat(others.Where(other => other.Top >= caption.Bottom - 2 && Overlap(other.Left, other.Right, left, right) > 0).Select(other => other.Top)).Append(end).Min();
        // Letters reach a little below their boxes.
        var above = new PageRegion(caption.Page, left, ceiling + (0.3 * bodySize), right, caption.Top - (0.25 * bodySize));
        var below = new PageRegion(caption.Page, left, caption.Bottom + (0.3 * bodySize), right, floor - 1);

        if (caption.IsTable || caption.IsListing)
        {
            var (overWords, underWords) = (WordsIn(page, above), WordsIn(page, below));
            // Where nothing ends the table below, the nearer words are its own.
            var region = overWords.Count > underWords.Count && (caption.IsTable || underWords.Count == 0) ? above : below;
            caption.Region = region;
            caption.Rows.AddRange(Rows(region == above ? overWords : underWords));
            return;
        }
        caption.Region = above.Height >= LeastPicture ? above : below.Height >= LeastPicture ? below : null;
    }

    /// <summary>The column that a caption stands in, or the whole width.</summary>
    private (double Left, double Right) Column(Caption caption, PdfPage page)
    {
        var (pageLeft, pageRight) = (Math.Min(textLeft, caption.Left), Math.Max(textRight, caption.Right));
        var middle = (textLeft + textRight) / 2;
        var isWide = caption.Right - caption.Left > 1.15 * columnWidth || (caption.Left < middle - 12 && caption.Right > middle + 12);
        if (!IsTwoColumn || isWide) return (Math.Max(0, pageLeft - 4), Math.Min(page.Width, pageRight + 4));
        return caption.Left < middle ? (Math.Max(0, pageLeft - 4), middle) : (middle, Math.Min(page.Width, pageRight + 4));
    }

    /// <summary>Whether a line is text around a figure and not a label inside one.</summary>
    private bool Blocks(PdfLine line, Caption caption)
    {
        if (line.IsTaken) return false;
        if (NumberedPattern().IsMatch(line.Text) && (line.IsBold || line.Size > 1.08 * bodySize))
            return !caption.IsTable || LeadsToText(line);
        if (IsDistinct(line) && KnownPattern().IsMatch(line.Text) && LeadsToText(line)) return true;
        // On the first page titles, names and addresses stand above a teaser.
        if (line.Page == 1 && line.Bottom < caption.Top && (line.Size > 1.08 * bodySize || paper.Authors.Any(author => line.Text.Contains(author.Name, StringComparison.OrdinalIgnoreCase)) || TitleBlock.IsInstitution(line.Text))) return true;
        if (!IsBodySize(line)) return false;
        if (line.Width > 0.8 * columnWidth && line.Words.Count >= 4) return true;
        // The short last line of a paragraph.
        return line.Words.Count > 0 && layout.Pages[line.Page - 1].Lines.Any(other => other.Block == line.Block && other != line && IsBodySize(other) && other.Width > 0.8 * columnWidth && other.Words.Count >= 4);
    }

    private static List<PdfWord> WordsIn(PdfPage page, PageRegion region) =>
        [.. page.Lines.Where(line => !line.IsTaken).SelectMany(line => line.Words)
            .Where(word => (word.Left + word.Right) / 2 is var x && (word.Top + word.Bottom) / 2 is var y && x > region.Left && x < region.Right && y > region.Top && y < region.Bottom)];

    /// <summary>Words in rows, with a bar where cells stand apart.</summary>
    private static IEnumerable<string> Rows(List<PdfWord> words)
    {
        foreach (var row in WordRows(words).Take(200))
        {
            var cells = new List<List<PdfWord>>();
            foreach (var word in row)
            {
                if (cells.Count > 0 && word.Left - cells[^1][^1].Right <= 0.9 * word.Height) cells[^1].Add(word);
                else cells.Add([word]);
            }
            yield return string.Join(" | ", cells.Select(cell => new PdfLine(0, 0, cell).Text));
        }
    }

    private void PlaceFigures(Queue<Caption> pictures, PdfLine line)
    {
        while (pictures.TryPeek(out var next) && (next.Page < line.Page || (next.Page == line.Page && IsBefore(next.First, line)))) Place(pictures.Dequeue());
    }

    private bool IsBefore(PdfLine caption, PdfLine line)
    {
        var lines = layout.Pages[line.Page - 1].Lines;
        return lines.IndexOf(caption) < lines.IndexOf(line);
    }

    private void Place(Caption caption)
    {
        if (caption.IsTable) text.AddTable(caption.Number, caption.Words, [], caption.Rows);
        else if (caption.IsListing) text.AddParagraph($"Algorithm {caption.Number} {caption.Words} | {string.Join(" | ", caption.Rows)}");
        else text.AddFigure(caption.Number, caption.Words, caption.Region is { } region ? [new FigureImage("", "", null, region)] : []);
    }
}
