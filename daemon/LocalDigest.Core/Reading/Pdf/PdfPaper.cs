using System.Text;
using System.Text.RegularExpressions;
using LocalDigest.Papers;

namespace LocalDigest.Reading;

/// <summary>
/// Finds a paper's structure in the places and sizes of its words. A line is a heading by its number, size, weight or name; a figure is what stands
/// between its caption and the next full line of text in the caption's column; lines become paragraphs by indents, gaps and sentence ends.
/// </summary>
internal sealed partial class PdfPaper
{
    private const double LeastPicture = 24;

    /// <summary>Words of a block that is text and no title block, and the fewest of an abstract.</summary>
    private const int LongBlock = 40, ShortAbstract = 8;

    private readonly PdfLayout layout;
    private readonly Paper paper;
    private readonly FullTextBuilder text = new(TextBasis.Pdf);

    /// <summary>Size of most letters, and of what a full line of text has as width.</summary>
    private readonly double bodySize;
    private readonly double columnWidth;
    private readonly double textLeft;
    private readonly double textRight;
    private readonly HashSet<string> familyNames;
    private readonly HashSet<string> wordsSeen = new(StringComparer.OrdinalIgnoreCase);

    private readonly StringBuilder paragraph = new();
    private readonly List<string> deferred = [];
    private bool inReferences;
    private bool areReferencesOver;
    private bool isFrontMatter;
    private StringBuilder? entry;

    private PdfPaper(PdfLayout layout, Paper paper)
    {
        this.layout = layout;
        this.paper = paper;
        familyNames = paper.Authors.Select(author => author.Name.Split(' ')[^1]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var lines = layout.Lines.ToList();
        bodySize = Mode(lines, line => line.Size, 0.25, line => line.Text.Length);
        var body = lines.Where(line => IsBodySize(line) && line.Words.Count >= 4).ToList();
        columnWidth = Mode(body, line => line.Width, 6, line => line.Text.Length);
        textLeft = Quantile(body.Select(line => line.Left), 0.02);
        textRight = Quantile(body.Select(line => line.Right), 0.98);
        if (IsTwoColumn) layout.OrderColumns((textLeft + textRight) / 2);
        foreach (var word in lines.SelectMany(line => line.Words.SkipLast(1))) wordsSeen.Add(word.Text.Trim('.', ',', ';', ':', '(', ')'));
    }

    private bool IsAcross(PdfLine line) => (textLeft + textRight) / 2 is var middle && line.Left < middle - 10 && line.Right > middle + 10;

    private bool IsTwoColumn => columnWidth < 0.62 * (textRight - textLeft);

    /// <summary>Reads a PDF: by poppler where it is installed, else by the daemon's own child process.</summary>
    /// <exception cref="ReadingException">It holds no text.</exception>
    public static async Task<FullText> ReadAsync(PdfFile file, Paper paper, Poppler poppler, ReadingOptions options, CancellationToken ct)
    {
        var byPoppler = poppler.IsInstalled || !PdfChild.IsThere;
        var (output, pages) = byPoppler
            ? (await poppler.LayoutAsync(file, options.MaxPages, ct), await poppler.PagesAsync(file, ct))
            : await new PdfChild(options).LayoutAsync(file, options.MaxPages, ct);
        var found = PdfLayout.Parse(output);
        // A scan may have a line of text from whoever scanned it.
        if (found.Lines.Sum(line => line.Words.Count) < 25 * Math.Max(1, Math.Min(found.Pages.Count, 4))) throw new ReadingException("The PDF holds pictures of pages and no text. A program for text recognition (OCR) can add it.");
        if (byPoppler && await poppler.FontsAsync(file, options.MaxPages, ct) is { } fonts) found.MarkBold(fonts);
        ct.ThrowIfCancellationRequested();
        var read = new PdfPaper(found, paper);
        read.Read();
        if (pages > found.Pages.Count)
        {
            read.text.Note(
                $"Only the first {found.Pages.Count} of the PDF's {pages} pages were read. LocalDigest:Reading:MaxPages allows more.");
        }
        if (!byPoppler && read.text.HasFigures) read.text.Note(Poppler.NoFigures);
        if (read.text.Sections < 3) read.text.Note("No headings were found in the PDF; its text is not divided into sections.");
        return read.text.Build(paper.Title);
    }

    private void Read()
    {
        DropFurniture();
        DropContents();
        var captions = Captions();
        foreach (var caption in captions) caption.Take();
        foreach (var caption in captions) Cut(caption, captions);
        foreach (var caption in captions) caption.TakeInside(layout.Pages[caption.Page - 1]);

        var headings = Headings();
        var unnamed = headings.Values.Any(heading => heading.IsReferences) ? null : UnnamedReferences();
        var first = headings.Keys.FirstOrDefault();
        var rest = layout.Lines.Where(line => !line.IsTaken).ToList();
        var front = rest.TakeWhile(line => (first is null ? line.Page == 1 : line != first)
            && !RunInAbstractPattern().IsMatch(line.Text)).ToList();
        // Without a heading in sight, only what is above the first full paragraph is a title block.
        if (first is null || first.Page > 1)
        {
            var text1 = front.GroupBy(line => line.Block).FirstOrDefault(block => block.Sum(line => line.Words.Count) > LongBlock)?.Key;
            front = [.. front.TakeWhile(line => line.Page == 1 && !(line.Block > text1) && !IsFull(line))];
        }
        // In two columns what is read first is not all that stands above.
        var border = rest.ElementAtOrDefault(front.Count);
        var head = IsTwoColumn && border is { Page: 1 } ? Above(border, rest, line => IsFull(line) && !IsAcross(line)) : front;
        var largest = head.Count == 0 ? 0 : head.Max(line => line.Size);
        List<PdfLine> title = [.. head.Where(line => line.Size > 0.97 * largest)];
        var hasAbstract = headings.Values.Any(heading => heading.IsAbstract)
            || (border is not null && RunInAbstractPattern().IsMatch(border.Text));
        Func<PdfLine, bool> isAbstract = hasAbstract ? _ => false : IsAbstractText(front);
        var isAllTitle = title.Count == head.Count;
        List<PdfLine> block = [.. head.Where(line => (isAllTitle || !title.Contains(line)) && !isAbstract(line))];
        text.Affiliations = Affiliations(block, rest, headings);
        text.Title = paper.Title.Length > 0 ? paper.Title : string.Join(' ', title.Select(line => line.Text));
        if (!hasAbstract) Front(front.FindAll(line => isAbstract(line)));
        foreach (var line in head.Except(front)) line.IsTaken = true;

        var pictures = new Queue<Caption>(captions);
        PdfLine? before = null;
        foreach (var line in layout.Lines.SkipWhile(line => line != rest.ElementAtOrDefault(front.Count)))
        {
            if (line.IsTaken) continue;
            PlaceFigures(pictures, line);
            if (line == unnamed)
            {
                EndParagraph(force: true);
                inReferences = true;
                text.BeginSection(null, null, "References", 1);
                before = null;
            }
            else if (headings.TryGetValue(line, out var heading))
            {
                if (heading.IsContinued) continue;
                EndParagraph(force: true);
                (inReferences, areReferencesOver, isFrontMatter) = (heading.IsReferences, false, false);
                text.BeginSection(heading.IsAbstract ? TextSection.AbstractId : null, heading.Number, heading.Title, heading.Level);
                before = null;
                continue;
            }
            if (inReferences) Reference(line, before);
            else Body(line, before);
            before = line;
        }
        EndParagraph(force: true);
        EndReference();
        while (pictures.Count > 0) Place(pictures.Dequeue());
    }

    /// <summary>What stands above the first heading: without an abstract of its own heading, the longest text there is one, unless the source's is known.</summary>
    private void Front(List<PdfLine> front)
    {
        List<string> blocks = paper.Abstract.Length > 0 ? [paper.Abstract] : [.. front.GroupBy(line => line.Block).Select(Joined)];
        if (blocks.Count == 0) return;
        text.BeginSection(TextSection.AbstractId, null, "Abstract", 1);
        foreach (var block in blocks) text.AddParagraph(block);
        // What comes before the first heading is not part of it.
        text.Return(null);
    }

    /// <summary>
    /// Tells the lines of an abstract without a heading from those of a title block: long blocks, or where there is none, the last block
    /// that is a sentence.
    /// </summary>
    private static Func<PdfLine, bool> IsAbstractText(List<PdfLine> front)
    {
        var blocks = front.GroupBy(line => line.Block)
            .Select(block => (block.Key, Words: block.Sum(line => line.Words.Count),
                Text: string.Join(' ', block.Select(line => line.Text)), AreAddresses: 2 * block.Count(line => TitleBlock.IsInstitution(line.Text)) >= block.Count())).ToList();
        var those = blocks.Where(block => block.Words > LongBlock && !block.AreAddresses).Select(block => block.Key).ToHashSet();
        if (those.Count == 0 && blocks.FindLast(block => block.Words >= ShortAbstract && !block.AreAddresses && block.Text[^1] == '.'
            && !block.Text.Contains('@') && block.Text.Any(char.IsLower)) is { Text: not null } last) those.Add(last.Key);
        return line => those.Contains(line.Block);
    }

    /// <summary>Takes out what pages have and papers do not: running heads and feet, numbers of pages and lines, text that runs up the margin.</summary>
    private void DropFurniture()
    {
        // Running heads have one place on all pages; what begins or ends a column only looks alike.
        var repeated = layout.Pages
            .SelectMany(page => page.Lines.Where(line => IsAtEdge(page, line)).Select(line =>
                (Text: Digits().Replace(line.Text, "#"), line.Top)).DistinctBy(head => head.Text))
            .GroupBy(head => head.Text, StringComparer.Ordinal)
            .Where(heads => heads.Any(head =>
                heads.Count(other => Math.Abs(other.Top - head.Top) < 4) >= Math.Max(2, Math.Min(3, layout.Pages.Count / 2))))
            .Select(heads => heads.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var page in layout.Pages)
        {
            foreach (var line in page.Lines)
            {
                var isUpright = line.Bottom - line.Top > 3 * line.Width && line.Text.Length > 2;
                var isArxivMark = page.Number == 1 && line.Text.StartsWith("arXiv:", StringComparison.Ordinal);
                var isLoneNumber = line.Text.All(c => char.IsAsciiDigit(c) || c is '-' or '–' or ' ' or '.') || PageNumberPattern().IsMatch(line.Text);
                // The numbers of pages of letter size stand further up.
                var isFoot = line.Top > (isLoneNumber ? 0.8 : 0.91) * page.Height && line.Text.Length < 60
                    && !FootnotePattern().IsMatch(line.Text) && IsApart(page, line) && !page.Lines.Exists(other => other.Top > line.Bottom);
                line.IsTaken = isUpright || isArxivMark || isFoot
                    || (IsAtEdge(page, line) && (repeated.Contains(Digits().Replace(line.Text, "#")) || isLoneNumber))
                    // Numbers of lines, as manuscripts for review have them, beside the text.
                    || (isLoneNumber && line.Text.Length <= 4 && (line.Right < textLeft - 2 || line.Left > textRight + 2));
            }
        }
    }

    /// <summary>Whether nothing stands close above a line.</summary>
    private static bool IsApart(PdfPage page, PdfLine line) => !page.Lines.Exists(other =>
        other != line && other.Top < line.Top && line.Top - other.Bottom < 1.6 * line.Size
        && Overlap(other.Left, other.Right, line.Left, line.Right) > 0);

    private static bool IsAtEdge(PdfPage page, PdfLine line) => line.Bottom < 0.09 * page.Height || line.Top > 0.91 * page.Height;

    private void Body(PdfLine line, PdfLine? before)
    {
        var words = line.Text;
        if (RunInAbstractPattern().Match(words) is { Success: true } run && text.Sections == 0)
        {
            EndParagraph(force: true);
            text.BeginSection(TextSection.AbstractId, null, "Abstract", 1);
            words = words[run.Length..].TrimStart();
        }
        if ((before is null || paragraph.Length == 0 || IsNew(line, before)) && text.Section != TextSection.AbstractId
            && RunIn(line) is { } begun)
        {
            EndParagraph(force: true);
            text.BeginSection(null, begun.Number, begun.Title, begun.Level);
            words = begun.Behind;
        }
        // A footnote is said after the paragraph that it interrupts.
        var page = layout.Pages[line.Page - 1];
        if (line.Size < 0.92 * bodySize && line.Top > 0.6 * page.Height && (line.Words[0].Height < 0.85 * line.Size || FootnotePattern().IsMatch(words) || (deferred.Count > 0 && before is not null && before.Block == line.Block)))
        {
            if (deferred.Count > 0 && before is not null && before.Block == line.Block && !FootnotePattern().IsMatch(words)) deferred[^1] = Join(deferred[^1], words);
            else deferred.Add(words);
            return;
        }
        var endsAbstract = text.Section == TextSection.AbstractId && FrontMatterPattern().IsMatch(words);
        if (before is not null && paragraph.Length > 0 && (IsNew(line, before) || endsAbstract)) EndParagraph();
        var joined = paragraph.Length == 0 ? words : Join(paragraph.ToString(), words);
        paragraph.Clear().Append(joined);
    }

    /// <summary>Whether a line begins a paragraph.</summary>
    private bool IsNew(PdfLine line, PdfLine before)
    {
        var ends = paragraph[^1] is '.' or '?' or '!' or ':' or '”' or '"' or ')' or '’';
        if (before.Block == line.Block)
        {
            var block = layout.Pages[line.Page - 1].Lines.Where(other => other.Block == line.Block).ToList();
            var (left, right) = (block.Min(other => other.Left), block.Max(other => other.Right));
            if (line.Top - before.Bottom > 0.8 * line.Size) return true;
            var isIndented = line.Left - left > 0.7 * line.Size && line.Left - left < 5 * line.Size && before.Left - left < 0.4 * line.Size;
            return (isIndented && ends) || (ends && before.Right < right - (0.15 * (right - left)) && char.IsUpper(line.Text[0])) || ItemPattern().IsMatch(line.Text);
        }
        // Over the end of a column or a page a sentence goes on.
        if (ends && paragraph[^1] != ')') return true;
        if (paragraph[^1] == '-') return false;
        return !(char.IsLower(line.Text[0]) || before.Width > 0.9 * columnWidth) || ItemPattern().IsMatch(line.Text);
    }

    private void EndParagraph(bool force = false)
    {
        if (paragraph.Length > 0)
        {
            var words = paragraph.ToString();
            // Keywords, funding and licences have a part without a heading, and what follows them is no abstract any more.
            if (!isFrontMatter && text.Section == TextSection.AbstractId && FrontMatterPattern().IsMatch(words))
            {
                isFrontMatter = true;
                text.BeginSection("front-matter", null, "", 1);
            }
            text.AddParagraph(words);
            text.AddLinksIn(words);
            paragraph.Clear();
        }
        if (deferred.Count > 0 && (force || paragraph.Length == 0))
        {
            foreach (var note in deferred)
            {
                text.AddParagraph(note);
                text.AddLinksIn(note);
            }
            deferred.Clear();
        }
        if (force) EndReference();
    }

    private string Joined(IEnumerable<PdfLine> lines) => lines.Select(line => line.Text).Aggregate(Join);

    /// <summary>Puts two lines together; a word that was divided at the end of the first becomes one where the paper has it so, or has nowhere the hyphen.</summary>
    private string Join(string first, string second)
    {
        // An address goes on behind a slash or a colon.
        if (BrokenAddressPattern().IsMatch(first)) return first + second;
        if (first.Length < 2 || second.Length == 0 || first[^1] is not ('-' or '‐' or '\u00ad') || !char.IsLetter(first[^2])) return $"{first} {second}";
        var head = first[(first.LastIndexOf(' ') + 1)..^1];
        var end = 0;
        while (end < second.Length && (char.IsLetter(second[end]) || second[end] == '-')) end++;
        var tail = second[..end];
        if (!char.IsLower(second[0]) || head.Contains("://", StringComparison.Ordinal)) return first + second;
        var keeps = wordsSeen.Contains($"{head}-{tail}".Trim('(', ',', '.')) && !wordsSeen.Contains(head + tail);
        return (keeps ? first : first[..^1]) + second;
    }

    private bool IsBodySize(PdfLine line) => Math.Abs(line.Size - bodySize) <= 0.1 * bodySize;

    private bool IsFull(PdfLine line) => IsBodySize(line) && line.Width > 0.85 * columnWidth && line.Words.Count >= 6
        && !paper.Authors.Any(author => line.Text.Contains(author.Name, StringComparison.OrdinalIgnoreCase));

    private static double Overlap(double left, double right, double otherLeft, double otherRight) => Math.Min(right, otherRight) - Math.Max(left, otherLeft);

    /// <summary>The value that most letters have, rounded to a step.</summary>
    private static double Mode(List<PdfLine> lines, Func<PdfLine, double> value, double step, Func<PdfLine, int> weight) =>
        lines.Count == 0 ? 1 : lines.GroupBy(line => Math.Round(value(line) / step)).MaxBy(group => group.Sum(weight))!.Key * step;

    private static double Quantile(IEnumerable<double> values, double part)
    {
        var ordered = values.Order().ToList();
        return ordered.Count == 0 ? 0 : ordered[(int)(part * (ordered.Count - 1))];
    }

    [GeneratedRegex(@"\d+", RegexOptions.NonBacktracking)]
    private static partial Regex Digits();

    [GeneratedRegex(@"^(?:page )?\d+(?: ?(?:of|/) ?\d+)?$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex PageNumberPattern();

    [GeneratedRegex(@"^(?<kind>Figure|FIGURE|Fig|FIG|Abbildung|Abb|Figura|Table|TABLE|Tab|Tabelle|Tableau|Tabla|Cuadro"
        + @"|Algorithm|ALGORITHM)\.?\s?(?<number>S?\d{1,3}(?:\.\d{1,3})?|[A-Z]\.?\d{1,2}|[IVX]{1,5})"
        + @"(?<stop>\s?[:.|—–]|$)?(?:\s|$)?", RegexOptions.NonBacktracking)]
    private static partial Regex CaptionPattern();

    [GeneratedRegex(@"^(?:(?:Appendix|APPENDIX|Anhang|Annexe)\s+)?(?<number>\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,5}|[A-Z](?:\.\d{1,2})?)"
        + @"[.:]?\s+(?<title>\p{Lu}.*)$", RegexOptions.NonBacktracking)]
    private static partial Regex NumberedPattern();

    [GeneratedRegex(@"^\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+\p{Lu}", RegexOptions.NonBacktracking)]
    private static partial Regex ArabicPattern();

    [GeneratedRegex(@"^[IVX]{1,5}\.\s+\p{Lu}", RegexOptions.NonBacktracking)]
    private static partial Regex RomanPattern();

    [GeneratedRegex(@"^(?:zusammenfassung|einleitung|einführung|grundlagen|methoden|methodik|ergebnisse|diskussion|fazit|ausblick|danksagung"
        + @"|literatur(?:verzeichnis)?|anhang|résumé|méthodes?|résultats|remerciements|bibliographie|références|annexes?|resumen|introducción"
        + @"|métodos|resultados|discusión|conclusiones|agradecimientos|referencias|bibliografía|abstract|summary|highlights"
        + @"|significance(?: statement)?|introduction|background|related works?|theory|model|the "
        + @"model|case report|data|data analysis|statistical analysis|study design|participants|patients and methods|subjects and methods"
        + @"|outlook|summary and (?:conclusions?|discussion)|preliminaries|methods?|methodology|materials and methods|experiments?"
        + @"|experimental results|evaluation|results?(?: and discussion)?|discussions?(?: and conclusions?)?|conclusions?(?: and (?:future "
        + @"work|outlook|discussion))?|future work|limitations?|acknowledge?ments?|references|references and notes|bibliography|literature "
        + @"cited|appendi(?:x|ces)|supplementary materials?|ethics statement|broader impacts?(?: statement)?|data availability|code "
        + @"availability|authors?[’']? contributions?|competing interests|conflicts? of interests?|declarations? of (?:competing "
        + @")?interests?|declarations|funding(?: (?:statement|sources?|information))?|authors?[’']? (?:details|information)|abbreviations"
        + @"|list of abbreviations|availability of data and materials?|data (?:and|&) code availability|data availability statement|ethics "
        + @"approval(?: and consent to participate)?|ethical approval|consent for publication|supporting information|additional files?"
        + @"|endnotes|notes|online content)$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex KnownPattern();

    [GeneratedRegex(@"^(?:zusammenfassung|danksagung|literatur(?:verzeichnis)?|anhang|résumé|remerciements|bibliographie|références|annexes?"
        + @"|resumen|agradecimientos|referencias|bibliografía|abstract|acknowledge?ments?|references|references and notes|bibliography"
        + @"|literature cited|appendi(?:x|ces)"
        + @"|limitations?|supplementary materials?|ethics statement|broader impacts?(?: statement)?|data availability|code availability"
        + @"|authors?[’']? contributions?|competing interests|conflicts? of interests?|declarations? of (?:competing )?interests?"
        + @"|declarations|funding(?: (?:statement|sources?|information))?|authors?[’']? (?:details|information)|abbreviations|list of "
        + @"abbreviations|availability of data and materials?|data (?:and|&) code availability|data availability statement|ethics "
        + @"approval(?: and consent to participate)?|ethical approval|consent for publication|supporting information|additional files?"
        + @"|endnotes|notes|online content)$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex KnownEndPattern();

    [GeneratedRegex(@"^(?:Abstract|ABSTRACT|A B S T R A C T|Summary)\s?[.:—–-]\s?", RegexOptions.NonBacktracking)]
    private static partial Regex RunInAbstractPattern();

    [GeneratedRegex(@"^(?:[0-9¹²³⁴⁵⁶⁷⁸⁹⁰]{1,2}|[*†‡§¶∗])\s?\S", RegexOptions.NonBacktracking)]
    private static partial Regex FootnotePattern();

    [GeneratedRegex(@"^(?:[•◦▪–—]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[).])\s", RegexOptions.NonBacktracking)]
    private static partial Regex ItemPattern();

    /// <summary>Beginnings of what stands between an abstract and the text and is neither.</summary>
    [GeneratedRegex(@"^(?:key\s?words?\b|index terms\b|ccs concepts|acm reference|pacs\b|msc\b|(?:20\d\d )?mathematics subject|jel\b"
        + @"|subject class|funding\b|grant\b|copyright\b|©|\(c\) |licen[cs]e\b|received\b|accepted\b|published\b|citation:|editor:|data "
        + @"availability|competing interests|conflict|\*? ?correspond|e-?mails?:|permission to make|this (?:article|work|paper) is "
        + @"(?:licensed|distributed)|this is an open access|open access|acknowledge?ments?\b\s?[.:—]|date:|preprint\b)",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex FrontMatterPattern();

    [GeneratedRegex(@"\bhttps?:(?://(?:\S{1,300}/)?)?$", RegexOptions.NonBacktracking)]
    private static partial Regex BrokenAddressPattern();

    [GeneratedRegex(@"https?://\S{4,300}", RegexOptions.NonBacktracking)]
    private static partial Regex UrlPattern();
}
