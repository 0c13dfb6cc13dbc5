using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using LocalDigest.Papers;

namespace LocalDigest.Reading;

/// <summary>
/// Reads the HTML that arXiv makes of a paper's source with LaTeXML: sections, paragraphs, mathematics, figures, tables, references, title block.
/// Nothing of the page is run or loaded; what the page says is text. Source: the CSS classes of LaTeXML's schema,
/// https://math.nist.gov/~BMiller/LaTeXML/manual/schema/.
/// </summary>
internal sealed partial class LatexmlPage
{
    private const int DeepestNesting = 150;
    private const int MostRows = 500;
    private const int MostCells = 60;
    private const int LongestCell = 1000;
    private const int LongestFormula = 4000;
    private const int MostTags = 2_000_000;

    private const string TooDeep = "Parts of arXiv's page that are nested deeper than any paper needs were left out.";

    private readonly FullTextBuilder text = new(TextBasis.Html);
    private readonly Uri address;
    private readonly IReadOnlyList<string> authors;
    private readonly StringBuilder line = new();
    private string? prefix;
    private int levelShift;

    private LatexmlPage(Uri address, IReadOnlyList<string> authors)
    {
        this.address = address;
        this.authors = authors;
    }

    /// <summary>Reads a page.</summary>
    /// <param name="html">The page.</param>
    /// <param name="address">Where it was found, to which addresses in it are relative.</param>
    /// <param name="paper">What is known of the paper.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="ReadingException">It is no full text.</exception>
    public static async Task<FullText> ReadAsync(TextReader html, Uri address, Paper paper, CancellationToken ct)
    {
        var source = await html.ReadToEndAsync(ct);
        if (source.AsSpan().Count('<') > MostTags) throw new ReadingException("The paper's page is larger than can be read.");
        var guarded = new NestingGuard(source);
        using var document = await new HtmlParser().ParseDocumentAsync(guarded.Text, ct);
        ct.ThrowIfCancellationRequested();
        var article = document.QuerySelector("article.ltx_document") ?? document.QuerySelector(".ltx_document") ?? throw new ReadingException("arXiv's page for the paper holds no full text.");
        var page = new LatexmlPage(BaseOf(document, address), [.. paper.Authors.Select(author => author.Name)]);
        page.Read(document, article);
        if (page.text.Sections == 0) throw new ReadingException("arXiv's page for the paper holds no text.");
        if (guarded.WasCut) page.text.Note(TooDeep);
        else if (!source.AsSpan(Math.Max(0, source.Length - 4096)).Contains("</html", StringComparison.OrdinalIgnoreCase)) page.text.Note("arXiv's page breaks off before its end; what came before is here.");
        if (source.AsSpan().Count('\ufffd') > source.Length / 500) page.text.Note("Some characters of arXiv's page could not be read; they are shown as \ufffd.");
        if (page.text.Sections < 3 && page.text.Paragraphs < 5) page.text.Note("arXiv's page holds little more than the abstract.");
        return page.text.Build(paper.Title);
    }

    private void Read(IDocument document, IElement article)
    {
        text.Language = (article.GetAttribute("lang") ?? document.DocumentElement.GetAttribute("lang")) is { Length: > 0 and <= 20 } language ? language : null;
        if (article.QuerySelector(".ltx_title_document") is { } title)
        {
            var subtitle = article.QuerySelector(".ltx_subtitle") is { } second ? Inline(second, withNotes: false) : "";
            text.Title = subtitle.Length > 0 ? $"{Inline(title, withNotes: false).TrimEnd(':')}: {subtitle}" : Inline(title,
                withNotes: false);
        }
        text.Affiliations = AffiliationsOf(article);
        if (article.QuerySelector(".ltx_part, .ltx_chapter") is not null) levelShift = 1;
        var unknown = article.QuerySelectorAll(".ltx_ERROR").Length;
        Walk(article, 0);
        if (unknown > 0) text.Note($"arXiv's conversion to HTML did not understand {unknown} of the source's commands; what they would have shown is missing.");
    }

    /// <summary>Reads what stands in an element: blocks one after another, and runs of words between them as paragraphs.</summary>
    private void Walk(IElement element, int depth)
    {
        if (depth > DeepestNesting)
        {
            text.Note(TooDeep);
            return;
        }
        foreach (var node in element.ChildNodes)
        {
            if (node is IElement child && IsBlock(child))
            {
                Flush();
                Block(child, depth + 1);
            }
            else
            {
                Append(node, line, withNotes: true, 0);
            }
        }
        Flush();
    }

    private void Block(IElement element, int depth)
    {
        if (IsFurniture(element)) return;
        if (element.ClassList.Contains("ltx_abstract"))
        {
            var outer = text.Section;
            text.BeginSection(TextSection.AbstractId, null, Heading(element)?.Title is { Length: > 0 } named ? named.TrimEnd('.', ':') : "Abstract", 1);
            Walk(element, depth);
            text.Return(outer);
        }
        else if (LevelOf(element) is { } level)
        {
            var outer = text.Section;
            var heading = Heading(element);
            text.BeginSection(element.Id, heading?.Number, heading?.Title ?? "", level);
            Walk(element, depth);
            text.Return(outer);
        }
        else if (element.ClassList.Contains("ltx_bibliography"))
        {
            References(element);
        }
        else if (element.LocalName == "figure" || element.ClassList.Contains("ltx_float"))
        {
            Float(element, depth);
        }
        else if (element.LocalName == "table")
        {
            if (IsEquation(element)) Equations(element);
            else if (element.QuerySelector("figure") is not null) Walk(element, depth);
            else Table(element, null, "");
        }
        else if (element.LocalName is "li" or "dd" || element.ClassList.Contains("ltx_item"))
        {
            var tag = element.Children.FirstOrDefault(child => child.ClassList.Contains("ltx_tag_item"));
            prefix = tag is null ? "• " : Inline(tag, withNotes: false) + " ";
            Walk(element, depth);
            prefix = null;
        }
        else if (element.ClassList.Contains("ltx_theorem") || element.ClassList.Contains("ltx_proof"))
        {
            prefix = element.Children.FirstOrDefault(child => child.ClassList.Contains("ltx_title")) is { } title ? Inline(title, withNotes: false).TrimEnd('.') + ". " : null;
            Walk(element, depth);
            prefix = null;
        }
        else if (element.LocalName == "img")
        {
            // A picture that stands by itself, as teasers above the abstract do; icons inside a line come elsewhere.
            if (Pictures(element).ToList() is { Count: > 0 } pictures) text.AddFigure(null, "", pictures);
        }
        else
        {
            Walk(element, depth);
        }
    }

    private void Flush()
    {
        if (line.Length == 0) return;
        var paragraph = Tidy(line.ToString());
        line.Clear();
        if (paragraph.Length == 0) return;
        // A formula in a paragraph of its own stands by itself.
        text.AddParagraph(prefix + paragraph);
        text.AddLinksIn(paragraph);
        prefix = null;
    }

    /// <summary>A section's level from its class; null for other elements.</summary>
    private int? LevelOf(IElement element)
    {
        foreach (var name in element.ClassList)
        {
            int? level = name switch
            {
                "ltx_part" or "ltx_chapter" => 1,
                "ltx_section" or "ltx_appendix" => 1 + levelShift,
                "ltx_subsection" => 2 + levelShift,
                "ltx_subsubsection" => 3 + levelShift,
                "ltx_paragraph" => 4 + levelShift,
                "ltx_subparagraph" => 5,
                "ltx_acknowledgements" => 1 + levelShift,
                _ => null,
            };
            if (level is not null) return level;
        }
        return null;
    }

    private (string? Number, string Title)? Heading(IElement element)
    {
        var heading = element.Children.FirstOrDefault(child => child.ClassList.Contains("ltx_title"));
        if (heading is null) return element.ClassList.Contains("ltx_acknowledgements") ? (null, "Acknowledgements") : null;
        var tag = heading.Children.FirstOrDefault(child => child.ClassList.Contains("ltx_tag"));
        var number = tag is null ? null : NumberIn(Inline(tag, withNotes: false));
        var title = Inline(heading, withNotes: false, except: tag);
        // The dot before a text that goes on in the same line is LaTeXML's.
        return (number, element.ClassList.Contains("ltx_acknowledgements") ? title.TrimEnd('.', ':') : title);
    }

    /// <summary>The number in <c>3.1 </c>, <c>II-A1 </c>, <c>Appendix A</c>, <c>Figure 2: </c>; null where there is none.</summary>
    private static string? NumberIn(string tag)
    {
        var match = NumberPattern().Match(tag);
        return match.Success ? match.Value : null;
    }

    private void Table(IElement element, string? number, string caption)
    {
        var rows = new List<IReadOnlyList<string>>();
        var cut = false;
        foreach (var row in element.QuerySelectorAll("tr, .ltx_tr").Where(row => row.Closest("table, .ltx_tabular") == element))
        {
            if (rows.Count == MostRows)
            {
                cut = true;
                break;
            }
            var cells = new List<string>();
            foreach (var cell in row.Children.Where(cell => cell.LocalName is "td" or "th" || cell.ClassList.Contains("ltx_td")))
            {
                if (cells.Count >= MostCells)
                {
                    cut = true;
                    break;
                }
                var words = Inline(cell, withNotes: false);
                cells.Add(words.Length <= LongestCell ? words : words[..LongestCell] + "…");
                for (var span = int.TryParse(cell.GetAttribute("colspan"), out var n) ? Math.Min(n, MostCells) : 1; span > 1 && cells.Count < MostCells; span--) cells.Add("");
            }
            if (cells.Any(cell => cell.Length > 0)) rows.Add(cells);
        }
        if (cut) text.Note($"{(number is null ? "A table" : "Table " + number)} is larger than is kept; only its first {MostRows} rows and {MostCells} columns are here.");
        // One cell is a box around text, not a table.
        if (number is null && caption.Length == 0 && rows.All(row => row.Count <= 1))
        {
            foreach (var row in rows) text.AddParagraph(row[0]);
        }
        else if (rows.Count > 0 || caption.Length > 0)
        {
            text.AddTable(number, caption, rows, []);
        }
    }

    private static bool IsEquation(IElement table) => table.ClassList.Any(name => name is "ltx_equation" or "ltx_equationgroup" or "ltx_eqn_table" or "ltx_eqn_align" or "ltx_eqn_gather");

    private void Equations(IElement table)
    {
        foreach (var row in table.QuerySelectorAll("tr").Take(MostRows))
        {
            var formulas = row.QuerySelectorAll("math").Where(math => math.ParentElement?.Closest("math") is null).Select(LatexOf).Where(latex => latex.Length > 0).ToList();
            var number = row.QuerySelector(".ltx_tag_equation") is { } tag ? Inline(tag, withNotes: false) : null;
            // Words between the lines of a formula ("where", "and") are in rows of their own.
            if (formulas.Count == 0)
            {
                if (Inline(row, withNotes: true) is { Length: > 0 } words && words != number) text.AddParagraph(words);
                continue;
            }
            text.AddParagraph($"$${string.Join(' ', formulas)}$${(number is { Length: > 0 } ? " " + number : "")}");
        }
    }

    private void References(IElement element)
    {
        foreach (var item in element.QuerySelectorAll(".ltx_bibitem"))
        {
            var tag = item.Children.FirstOrDefault(child => child.ClassList.Contains("ltx_tag"));
            var url = item.QuerySelectorAll("a[href]").Select(link => link.GetAttribute("href")!).FirstOrDefault(href => href.StartsWith("http", StringComparison.OrdinalIgnoreCase));
            text.AddReference(tag is null ? "" : LabelIn(Inline(tag, withNotes: false)), Inline(item, withNotes: false, except: tag), url);
        }
    }

    /// <summary>A label without the brackets around all of it: <c>[1]</c>, <c>(2).</c>, but <c>Doe (2024)</c>.</summary>
    private static string LabelIn(string tag)
    {
        var label = tag.Trim('.', ' ');
        while (label.Length > 1 && (label[0], label[^1]) is ('[', ']') or ('(', ')'))
        {
            // "(a) and (b)" ends with another bracket than that which it begins with.
            var (close, open) = (label.IndexOf(label[^1], StringComparison.Ordinal), label.IndexOf(label[0], 1));
            if (close < label.Length - 1 && (open < 0 || open > close)) break;
            label = label[1..^1].Trim('.', ' ');
        }
        return label;
    }

    private static bool IsBlock(IElement element) =>
        element.LocalName is "div" or "p" or "section" or "article" or "main" or "ul" or "ol" or "dl" or "li" or "dt" or "dd" or "table" or "tbody" or "tr" or "figure" or "blockquote" or "pre" or "center" or "aside"
            or "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or "nav" or "header" or "footer" or "form" or "details"
        || (element.LocalName == "img" && element.ParentElement is { } parent && parent.Closest("figure") is null && parent.TextContent.AsSpan().Trim().IsEmpty);

    /// <summary>What is on the page but not in the paper, or is read elsewhere.</summary>
    private static bool IsFurniture(IElement element, bool inTitle = false)
    {
        if (element.LocalName is "script" or "style" or "nav" or "button" or "form" or "template" or "svg" or "noscript" or "iframe" or "header" or "footer" or "dialog" or "input" or "select" or "textarea" or "annotation" or "annotation-xml") return true;
        foreach (var name in element.ClassList)
        {
            if (name is "ltx_title" && !inTitle && element.LocalName is "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or "div") return true;
            if (name is "ltx_authors" && !inTitle) return true;
            if (name is "ltx_dates" or "ltx_TOC" or "ltx_ERROR" or "ltx_note_mark" or "ltx_rdf" or "ltx_pubnotes" or "ltx_classification" or "ltx_keywords" or "ltx_index" or "ltx_tag_item" or "ltx_rule" or "ltx_page_footer" or "ltx_page_header"
                or "ltx_subtitle" or "ltx_note_frontmatter" or "ltx_role_institutetext" or "ltx_role_affiliationtext"
                or "ltx_role_journal" or "ltx_role_copyright" or "ltx_role_doi" or "ltx_role_isbn" or "ltx_role_ccs" or "ltx_role_submissionid" or "ltx_role_conference") return true;
        }
        return false;
    }

    private static Uri BaseOf(IDocument document, Uri address) =>
        document.QuerySelector("base[href]")?.GetAttribute("href") is { } href && Uri.TryCreate(address, href, out var named) && named.Authority == address.Authority ? named : address;

    [GeneratedRegex(@"(?:[A-Z]?\d+[a-z]?|\b[IVXLC]+\b|\b[A-Z]\b)(?:[.-](?:[A-Z]?\d+[a-z]?\b|[IVXLC]+\b|[A-Z]\b))*",
        RegexOptions.NonBacktracking)]
    private static partial Regex NumberPattern();
}
