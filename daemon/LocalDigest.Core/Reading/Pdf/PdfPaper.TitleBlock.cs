using System.Text.RegularExpressions;
using LocalDigest.Text;

namespace LocalDigest.Reading;

// Who works where, by the block below the title, by a part of its own, or by small type on the first page.
internal sealed partial class PdfPaper
{
    /// <summary>Addresses at the end of a paper take no more.</summary>
    private const int MostLastLines = 80;

    private IReadOnlyList<Affiliation> Affiliations(List<PdfLine> front, List<PdfLine> rest, Dictionary<PdfLine, Heading> headings)
    {
        string[] authors = [.. paper.Authors.Select(author => author.Name)];
        if (AtTheEnd(rest, authors) is { Count: > 0 } last) return last;
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
        return [.. TitleBlock.Read(block, authors).Where(place => TitleBlock.IsInstitution(place.Name))];
    }

    /// <summary>
    /// The addresses below the last reference, as the American Mathematical Society sets them: each author's institution, which an e-mail
    /// address follows. They are taken out of the text.
    /// </summary>
    private static IReadOnlyList<Affiliation> AtTheEnd(List<PdfLine> rest, string[] authors)
    {
        var named = new List<(string Name, string? Author)>();
        var first = rest.FindIndex(Math.Max(0, rest.Count - MostLastLines), line => EmailPattern().IsMatch(line.Text));
        if (first < 0 || rest[first].Page == 1 && rest[^1].Page > 1) return [];
        // The first address stands in the block of its e-mail address, or in the one above.
        var start = first;
        while (start > 0 && rest[start - 1].Page == rest[first].Page && rest[first].Top - rest[start - 1].Top < 5 * rest[first].Size
            && !rest[start - 1].Text.EndsWith('.')) start--;
        var words = new List<string>();
        var (author, isOther) = (0, false);
        foreach (var line in rest.Skip(start))
        {
            if (EmailPattern().IsMatch(line.Text))
            {
                if (words.Count > 0) named.Add((string.Join(' ', words), author < authors.Length ? authors[author] : null));
                words.Clear();
                (author, isOther) = (author + 1, false);
            }
            else if (OtherAddressPattern().IsMatch(line.Text))
            {
                isOther = true;
            }
            else if (!isOther && !line.Text.Contains('@') && !UrlPattern().IsMatch(line.Text))
            {
                words.Add(line.Text);
            }
            line.IsTaken = true;
        }
        return TitleBlock.Gather(named);
    }

    /// <summary>
    /// A title block in pieces. With raised marks its lines are read across the page, for the marks are what belongs together; without them
    /// each block is read by itself, for names and places below each other are.
    /// </summary>
    private List<TitlePiece> Pieces(List<PdfLine> front)
    {
        var pieces = new List<TitlePiece>();
        var sizes = front.SelectMany(line => line.Words).Select(word => word.Height).Order().ToList();
        if (InColumns(front) is { } columns) return columns;
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

    /// <summary>What stands above a line on the first page, over its whole width, without blocks of text.</summary>
    private static List<PdfLine> Above(PdfLine border, List<PdfLine> rest, Func<PdfLine, bool> isText) =>
        [.. rest.Where(line => line.Page == 1).GroupBy(line => line.Block).Where(block => !block.Any(isText))
            .SelectMany(block => block.Where(line => line != border && line.Bottom <= border.Top + 2)).OrderBy(line => rest.IndexOf(line))];

    /// <summary>
    /// Names side by side, each with its lines below: those lines together are one institution. Null where the block is made otherwise.
    /// </summary>
    private List<TitlePiece>? InColumns(List<PdfLine> front)
    {
        var names = front.FindAll(line => paper.Authors.Any(author => line.Text.Contains(author.Name, StringComparison.OrdinalIgnoreCase)));
        var isBeside = names.Exists(name => names.Exists(other =>
            other != name && Overlap(name.Top, name.Bottom, other.Top, other.Bottom) > 0.5 * name.Size));
        if (!isBeside || front.Exists(line => LeadingMarkPattern().IsMatch(line.Text))) return null;
        var below = names.ToDictionary(name => name, _ => new List<PdfLine>());
        foreach (var line in front.Where(line => !names.Contains(line)))
        {
            // The lowest name above it in its column.
            var owner = names.Where(name => name.Top < line.Top && Overlap(name.Left, name.Right, line.Left, line.Right) > 0)
                .MaxBy(name => name.Top);
            if (owner is not null) below[owner].Add(line);
        }
        var pieces = new List<TitlePiece>();
        foreach (var (name, lines) in below)
        {
            AddPieces(name.Words, pieces);
            foreach (var place in Places([.. lines.OrderBy(line => line.Top).Select(line => line.Text).Where(text => !text.Contains('@'))]))
            {
                pieces.Add(new TitlePiece(TitlePieceKind.Words, place));
                pieces.Add(TitlePiece.Break);
            }
        }
        return pieces;
    }

    /// <summary>Lines below a name as institutions: a second university is another one.</summary>
    private static IEnumerable<string> Places(IReadOnlyList<string> lines)
    {
        var place = "";
        foreach (var line in lines)
        {
            if (place.Length > 0 && TitleBlock.IsUniversity(line) && TitleBlock.IsUniversity(place))
            {
                yield return place;
                place = "";
            }
            place = place.Length == 0 ? line : $"{place.TrimEnd(',')}, {line}";
        }
        if (place.Length > 0) yield return place;
    }

    private void AddPieces(IReadOnlyList<PdfWord> row, List<TitlePiece> pieces, bool endsLine = true)
    {
        var size = row.Max(word => word.Height);
        PdfWord? before = null;
        foreach (var word in row)
        {
            var shown = OrcidPattern().Replace(Stars().Replace(UnicodeText.Compose(UnicodeText.Tidy(word.Text)), "*"), "");
            if (before is not null && word.Left - before.Right > 3 * size) pieces.Add(TitlePiece.Break);
            if (MarkPattern().IsMatch(shown) && (word.Height < 0.75 * size
                || (NumberMarkPattern().IsMatch(shown)
                && (before is null || familyNames.Contains(before.Text.TrimEnd(',')) || (!endsLine && before.Text[^1] is '.' or ';')))))
            {
                pieces.Add(new TitlePiece(TitlePieceKind.Mark, shown));
            }
            else
            {
                foreach (var piece in TitleBlock.Pieces(shown))
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

    [GeneratedRegex(@"^e-?mail(?: address(?:es)?)?\s?:", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex EmailPattern();

    [GeneratedRegex(@"^(?:current|present|permanent) address|^url\s?:|^https?:", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex OtherAddressPattern();

    /// <summary>A number or letter before an institution.</summary>
    [GeneratedRegex(@"^(?:[\d*†‡§¶∗]{1,3}|[¹²³⁴⁵⁶⁷⁸⁹⁰]{1,2}|[a-h])(?:\s|$)|^\d{1,2}\p{Lu}", RegexOptions.NonBacktracking)]
    private static partial Regex LeadingMarkPattern();

    /// <summary>Asterisks as fonts of formulas have them.</summary>
    [GeneratedRegex("[∗⋆⁎＊]", RegexOptions.NonBacktracking)]
    private static partial Regex Stars();

    [GeneratedRegex(@"\[\d{4}[-−–]\d{4}[-−–]\d{4}[-−–]\d{3}[\dX]\]", RegexOptions.NonBacktracking)]
    private static partial Regex OrcidPattern();

    [GeneratedRegex(@"^[\d*†‡§¶∗,a-h]{1,8}$", RegexOptions.NonBacktracking)]
    private static partial Regex MarkPattern();

    [GeneratedRegex(@"^[*†‡§¶∗]{0,3}\d{1,2}(?:,\d{1,2}){0,5},?[*†‡§¶∗]{0,3}$", RegexOptions.NonBacktracking)]
    private static partial Regex NumberMarkPattern();
}
