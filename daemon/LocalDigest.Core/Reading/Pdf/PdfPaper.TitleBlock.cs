using System.Text.RegularExpressions;

namespace LocalDigest.Reading;

// Who works where, by the block below the title, by a part of its own, or by small type on the first page.
internal sealed partial class PdfPaper
{
    private IReadOnlyList<Affiliation> Affiliations(List<PdfLine> front, List<PdfLine> rest, Dictionary<PdfLine, Heading> headings)
    {
        string[] authors = [.. paper.Authors.Select(author => author.Name)];
        var block = Pieces(front);
        if (TitleBlock.Read(block, authors) is { Count: > 0 } named) return named;
        // Journals of medicine and biology have them at the end, or below the first column.
        var details = rest.SkipWhile(line => !headings.TryGetValue(line, out var heading)
            || !DetailsPattern().IsMatch(heading.Title)).Skip(1)
            .TakeWhile(line => !headings.ContainsKey(line) && !FrontMatterPattern().IsMatch(line.Text)).Take(60).ToList();
        if (details.Count == 0)
        {
            var blocks = rest.Where(line => line.Page == 1 && line.Size < 0.92 * bodySize
                && TitleBlock.IsInstitution(line.Text)).Select(line => line.Block).ToHashSet();
            details = [.. rest.Where(line => line.Page == 1 && line.Size < 0.92 * bodySize && blocks.Contains(line.Block)
                && !line.Text.Contains('@'))];
        }
        if (details.Count == 0) return [];
        block.Add(TitlePiece.Break);
        // One institution takes several lines; marks divide them.
        foreach (var row in WordRows([.. details.SelectMany(line => line.Words)])) AddPieces(row, block, endsLine: false);
        return TitleBlock.Read(block, authors);
    }

    /// <summary>
    /// A title block in pieces. With raised marks its lines are read across the page, for the marks are what belongs together; without them
    /// each block is read by itself, for names and places below each other are.
    /// </summary>
    private List<TitlePiece> Pieces(List<PdfLine> front)
    {
        var pieces = new List<TitlePiece>();
        var sizes = front.SelectMany(line => line.Words).Select(word => word.Height).Order().ToList();
        var isMarked = front.Any(line => line.Words.Any(line.IsRaised))
            || front.Any(line => line.Size < 0.75 * sizes[sizes.Count / 2] && MarkPattern().IsMatch(line.Text));
        if (isMarked)
        {
            foreach (var row in WordRows([.. front.SelectMany(line => line.Words)])) AddPieces(row, pieces);
        }
        else
        {
            foreach (var line in front) AddPieces(line.Words, pieces);
        }
        return pieces;
    }

    private void AddPieces(IReadOnlyList<PdfWord> row, List<TitlePiece> pieces, bool endsLine = true)
    {
        var size = row.Max(word => word.Height);
        PdfWord? before = null;
        foreach (var word in row)
        {
            if (before is not null && word.Left - before.Right > 3 * size) pieces.Add(TitlePiece.Break);
            if (MarkPattern().IsMatch(word.Text) && (word.Height < 0.75 * size
                || (NumberMarkPattern().IsMatch(word.Text)
                && (before is null || familyNames.Contains(before.Text.TrimEnd(',')) || (!endsLine && before.Text[^1] is '.' or ';')))))
            {
                pieces.Add(new TitlePiece(TitlePieceKind.Mark, word.Text));
            }
            else
            {
                foreach (var piece in TitleBlock.Pieces(word.Text))
                {
                    if (piece.Kind == TitlePieceKind.Words && pieces.Count > 0 && pieces[^1].Kind == TitlePieceKind.Words)
                        pieces[^1] = new TitlePiece(TitlePieceKind.Words, $"{pieces[^1].Text} {piece.Text}");
                    else pieces.Add(piece);
                }
            }
            before = word;
        }
        if (endsLine) pieces.Add(TitlePiece.Break);
    }

    /// <summary>Words in rows from the top, each from the left; small raised ones belong to the row that they touch.</summary>
    private static List<List<PdfWord>> WordRows(List<PdfWord> words)
    {
        var rows = new List<List<PdfWord>>();
        foreach (var word in words.OrderByDescending(word => word.Height))
        {
            var row = rows.Select(row => (Row: row, Shared: Overlap(row[0].Top, row[0].Bottom, word.Top, word.Bottom))).OrderByDescending(
                pair => pair.Shared).FirstOrDefault();
            if (row.Row is not null && row.Shared > 0.4 * word.Height) row.Row.Add(word);
            else rows.Add([word]);
        }
        return [.. rows.OrderBy(row => row[0].Top).Select(row => row.OrderBy(word => word.Left).ToList())];
    }

    [GeneratedRegex(@"^(?:authors?[’']? (?:details|information|affiliations?)|affiliations?)$",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex DetailsPattern();

    [GeneratedRegex(@"^[\d*†‡§¶∗,a-h]{1,8}$", RegexOptions.NonBacktracking)]
    private static partial Regex MarkPattern();

    [GeneratedRegex(@"^\d{1,2}(?:,\d{1,2}){0,5},?[*†‡§¶∗]{0,3}$", RegexOptions.NonBacktracking)]
    private static partial Regex NumberMarkPattern();
}
