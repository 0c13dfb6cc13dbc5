using System.Net;
using System.Text;
using LocalDigest.Papers;

namespace LocalDigest.Tests.Reading;

/// <summary>An invented paper that can be had in the HTML that arXiv makes with LaTeXML, and as a typeset PDF with one column or two.</summary>
internal sealed record MadeUpPaper(string Title, IReadOnlyList<(string Name, string Marks)> Authors, IReadOnlyList<string> Places, string Abstract, IReadOnlyList<MadeUpSection> Sections, IReadOnlyList<string> References)
{
    public static MadeUpPaper Towels { get; } = new(
        "Folding Towels by Looking Twice",
        [("Ada King", "1"), ("Bo Li", "1,2"), ("Carla Diaz", "2")],
        ["Department of Laundry, University of Exampleton", "Institute for Soft Things, Sampleville"],
        "Robots fold towels badly because a single look does not tell where the corners are. We let the robot look a second time from the side that was hidden. On 120 towels of a made-up laundry the share of neat folds rises from 61% to 84%, and a fold takes three seconds longer.",
        [
            new("1", "Introduction", 1,
            [
                "A towel hides its own corners. Earlier systems take one picture, guess the corners that they cannot see, and fold by the guess [1]. The guess is wrong for about one towel in three, and nobody who has watched such a robot for an afternoon will call the result folded.",
                "We ask what a second look is worth. The robot lifts the towel at one corner, turns it, and looks again before it commits itself to a fold. Nothing else of the system changes, so that whatever improves is owed to the second look alone.",
            ]) { Figure = ("1", "The robot lifts the towel and looks a second time. The hidden corner is grey.") },
            new("2", "Method", 1, ["Our method has two parts, which are trained apart from each other and meet only in the controller of the arm."]),
            new("2.1", "The second look", 2,
            [
                "The camera stands still and the towel turns. After half a turn the network is shown both pictures side by side and marks the four corners in each of them. Corners that are marked in both must agree; where they do not, the robot turns the towel by another quarter.",
            ]) { Figure = ("2", "Overview of the pipeline: two pictures go into one network, and the controller folds.") },
            new("2.2", "Choosing the fold", 2,
            [
                "Among the folds that the corners allow we choose the one with the shortest way for the gripper. The way is measured on the table and not in the air, because the table is where towels get caught.",
            ]),
            new("3", "Experiments", 1,
            [
                "We bought 120 towels of four sizes and washed each of them twice. Every towel was folded ten times by each system, in an order drawn by lot, and three people who did not know the system judged the folds as neat or not neat.",
                "The second look raises the share of neat folds from 61% to 84%. Large towels gain most. The time for a fold grows from eleven seconds to fourteen, most of which is the turning of the towel and not the computing.",
            ])
            {
                Figure = ("3", "Results on 120 towels: share of neat folds for one look and for two looks."),
                Table = ("1", "Neat folds by size of the towel.", [["Size", "One look", "Two looks"], ["Small", "70%", "86%"], ["Large", "52%", "82%"]]),
            },
            new("4", "Conclusion", 1, ["Looking twice is cheap and worth its time. Our code is at https://github.com/example-laundry/second-look and may be used by anybody who owns towels."]),
        ],
        ["A. King and C. Diaz. Folding by one look. Journal of Invented Laundry, 2024.", "B. Li. Corners that nobody sees. In Proceedings of Soft Matters, pages 1-9, 2025."]);

    public static MadeUpPaper Tides { get; } = new(
        "Tide Gauges That Listen to Each Other",
        [("Dana Mora", "1"), ("Emil Novak", "2")],
        ["Coastal College, Northport", "Tidal Research Centre, Southport"],
        "Tide gauges drift, and a gauge alone cannot tell its own drift from the sea. We let neighbouring gauges correct each other. In a made-up bay with nine gauges the error after one year falls from 42 mm to 9 mm without any visit by boat.",
        [
            new("1", "Introduction", 1,
            [
                "A tide gauge is a tube, a float and a clock, and all three of them age. After a year most gauges are wrong by some centimetres, which is more than the sea rises in ten years. A visit by boat puts it right but costs a day and a calm sea.",
            ]),
            new("2", "Background", 1,
            [
                "Corrections by satellite see the open water and not the harbour. Corrections by levelling need a stable point on land, which harbours on mud do not have. Both have been compared in detail elsewhere [1].",
            ]),
            new("3", "Approach", 1,
            [
                "Each gauge sends its hourly mean to its neighbours. The difference of two neighbours is a slow curve if both are right, and bends where one of them begins to drift. A filter with two numbers for each gauge, an offset and a rate, follows the bend and says whose it is.",
                "The filter runs on the gauges themselves. It needs neither a centre nor a connection that is always there; what arrives late is used late.",
            ]) { Figure = ("1", "Architecture of the network: every gauge runs the same filter and talks to its neighbours.") },
            new("4", "Results", 1,
            [
                "We simulate nine gauges in one bay for a year and give each of them a drift drawn by lot. The error falls from 42 mm to 9 mm. A gauge that fails outright is noticed within two days, and its neighbours go on without it.",
            ]) { Figure = ("2", "Error after one year with and without corrections, in millimetres.") },
            new("4.1", "What does not work", 2, ["When all gauges of a bay drift alike, for example because the quay sinks, nobody notices. One stable gauge among the nine is enough to see it."]),
            new("5", "Discussion", 1, ["Listening to neighbours is no substitute for a stable point, but it makes one stable point serve a whole bay. We thank the harbour masters who did not exist for their patience with our questions."]),
        ],
        ["D. Mora. Mud, mostly. Annals of Harbour Science, 2023."]);

    /// <summary>What a source would say of it.</summary>
    public Paper Known => new() { Id = PaperId.Arxiv("2601.90001"), Version = 1, Title = Title, Abstract = Abstract, Authors = [.. Authors.Select(author => new Author(author.Name))] };

    /// <summary>The page as arXiv makes it, with pictures beside it: <c>2601.90001v1/x1.png</c>.</summary>
    public string ToHtml()
    {
        var html = new StringBuilder();
        html.Append($"""
            <!DOCTYPE html><html lang="en"><head><title>{Text(Title)}</title><meta charset="utf-8"></head><body>
            <header class="desktop_header">A reader's menu</header><nav class="ltx_TOC"><ol><li>Contents that nobody reads twice</li></ol></nav>
            <div class="ltx_page_main"><div class="ltx_page_content"><article class="ltx_document ltx_authors_1line">
            <h1 class="ltx_title ltx_title_document">{Text(Title)}<span class="ltx_note ltx_role_thanks"><sup class="ltx_note_mark">†</sup><span class="ltx_note_outer"><span class="ltx_note_content">Thanks to all towels.</span></span></span></h1>
            <div class="ltx_authors"><span class="ltx_creator ltx_role_author"><span class="ltx_personname">{string.Join(", ", Authors.Select(author => $"{Text(author.Name)}<sup class=\"ltx_sup\">{author.Marks}</sup>"))}
            <br class="ltx_break">{string.Join("<br class=\"ltx_break\">", Places.Select((place, i) => $"<sup class=\"ltx_sup\">{i + 1}</sup>{Text(place)}"))}</span></span></div>
            <div class="ltx_abstract"><h6 class="ltx_title ltx_title_abstract">Abstract</h6><p class="ltx_p">{Text(Abstract)}</p></div>

            """);
        var picture = 0;
        var open = 0;
        foreach (var section in Sections)
        {
            for (; open >= section.Level; open--) html.Append("</section>");
            var (kind, id) = section.Level == 1 ? ("section", "S" + section.Number) : ("subsection", "S" + section.Number.Replace(".", ".SS", StringComparison.Ordinal));
            html.Append($"<section id=\"{id}\" class=\"ltx_{kind}\"><h{section.Level + 1} class=\"ltx_title ltx_title_{kind}\"><span class=\"ltx_tag ltx_tag_{kind}\">{section.Number} </span>{Text(section.Title)}</h{section.Level + 1}>\n");
            open = section.Level;
            foreach (var paragraph in section.Paragraphs) html.Append($"<div class=\"ltx_para\"><p class=\"ltx_p\">{Linked(paragraph)}</p></div>\n");
            if (section.Figure is { } figure)
            {
                html.Append($"<figure class=\"ltx_figure\"><img src=\"2601.90001v1/x{++picture}.png\" class=\"ltx_graphics\" width=\"400\" height=\"200\" alt=\"Refer to caption\"><figcaption class=\"ltx_caption\"><span class=\"ltx_tag ltx_tag_figure\">Figure {figure.Number}: </span>{Text(figure.Caption)}</figcaption></figure>\n");
            }
            if (section.Table is { } table)
            {
                html.Append($"<figure class=\"ltx_table\"><figcaption class=\"ltx_caption\"><span class=\"ltx_tag ltx_tag_table\">Table {table.Number}: </span>{Text(table.Caption)}</figcaption><table class=\"ltx_tabular\"><tbody>{string.Concat(table.Rows.Select(row => $"<tr class=\"ltx_tr\">{string.Concat(row.Select(cell => $"<td class=\"ltx_td\">{Text(cell)}</td>"))}</tr>"))}</tbody></table></figure>\n");
            }
        }
        for (; open > 0; open--) html.Append("</section>");
        html.Append($"<section id=\"bib\" class=\"ltx_bibliography\"><h2 class=\"ltx_title ltx_title_bibliography\">References</h2><ul class=\"ltx_biblist\">{string.Concat(References.Select((entry, i) => $"<li id=\"bib.bib{i + 1}\" class=\"ltx_bibitem\"><span class=\"ltx_tag ltx_tag_bibitem\">[{i + 1}]</span><span class=\"ltx_bibblock\">{Text(entry)}</span></li>"))}</ul></section>");
        return html.Append("</article></div><footer class=\"ltx_page_footer\">Generated</footer></div></body></html>").ToString();
    }

    /// <summary>The paper as it would be printed, with running heads, page numbers, divided words, figures and a margin mark.</summary>
    public byte[] ToPdf(int columns)
    {
        var typesetter = new Typesetter(columns, "INVENTED PROCEEDINGS 2026");
        typesetter.Centre(Title, 16, bold: true);
        typesetter.CentreMarked([.. Authors.Select(author => (author.Name, author.Marks))], 10);
        for (var i = 0; i < Places.Count; i++) typesetter.CentreMark($"{i + 1}", Places[i], 8);
        typesetter.BeginColumns();
        typesetter.Heading("Abstract", 11);
        typesetter.Paragraph(Abstract, indent: false);
        foreach (var section in Sections)
        {
            typesetter.Heading($"{section.Number}  {section.Title}", section.Level == 1 ? 11 : 9.5);
            for (var i = 0; i < section.Paragraphs.Count; i++) typesetter.Paragraph(section.Paragraphs[i], indent: i > 0);
            if (section.Figure is { } figure) typesetter.Figure($"Figure {figure.Number}: {figure.Caption}");
            if (section.Table is { } table) typesetter.Table($"Table {table.Number}: {table.Caption}", table.Rows);
        }
        typesetter.Heading("References", 11);
        for (var i = 0; i < References.Count; i++) typesetter.Entry($"[{i + 1}] {References[i]}");
        return typesetter.Save();
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Linked(string text)
    {
        var at = text.IndexOf("https://", StringComparison.Ordinal);
        if (at < 0) return Text(text);
        var end = text.IndexOf(' ', at);
        return $"{Text(text[..at])}<a href=\"{text[at..end]}\" class=\"ltx_ref ltx_url\">{text[at..end]}</a>{Text(text[end..])}";
    }
}

internal sealed record MadeUpSection(string Number, string Title, int Level, IReadOnlyList<string> Paragraphs)
{
    public (string Number, string Caption)? Figure { get; init; }

    public (string Number, string Caption, string[][] Rows)? Table { get; init; }
}

/// <summary>Sets a paper on pages: justified lines, divided words, columns, running heads.</summary>
internal sealed class Typesetter
{
    private const double Size = 9;
    private const double Leading = 11;
    private const double Top = 72;
    private const double Bottom = 720;

    private readonly PdfWriter pdf = new();
    private readonly int columns;
    private readonly string head;
    private double y = Top;
    private double columnTop = Top;
    private int column;

    public Typesetter(int columns, string head)
    {
        this.columns = columns;
        this.head = head;
        NewPage();
    }

    private double ColumnWidth => columns == 1 ? 432 : 240;

    private double Left => columns == 1 ? 90 : 60 + (column * 252);

    public void Centre(string text, double size, bool bold = false)
    {
        pdf.Text((pdf.Width - PdfWriter.WidthOf(text, size)) / 2, y, size, text, bold);
        y += size * 1.6;
    }

    public void CentreMarked(IReadOnlyList<(string Text, string Mark)> words, double size)
    {
        var x = (pdf.Width - words.Sum(word => PdfWriter.WidthOf(word.Text, size) + PdfWriter.WidthOf(word.Mark, size * 0.6) + (2 * size))) / 2;
        foreach (var (text, mark) in words)
        {
            pdf.Text(x, y, size, text);
            x += PdfWriter.WidthOf(text, size);
            pdf.Text(x + 0.3, y - (0.1 * size), size * 0.6, mark);
            x += PdfWriter.WidthOf(mark, size * 0.6) + (2 * size);
        }
        y += size * 1.6;
    }

    public void CentreMark(string mark, string text, double size)
    {
        var x = (pdf.Width - PdfWriter.WidthOf(text, size)) / 2;
        pdf.Text(x - PdfWriter.WidthOf(mark, size * 0.6) - 0.3, y - (0.1 * size), size * 0.6, mark);
        pdf.Text(x, y, size, text);
        y += size * 1.6;
    }

    public void BeginColumns()
    {
        y += 14;
        columnTop = y;
    }

    public void Heading(string text, double size)
    {
        Need(size + (3 * Leading));
        y += 10;
        pdf.Text(Left, y, size, text, bold: true);
        y += size + 6;
    }

    public void Paragraph(string text, bool indent)
    {
        var lines = Lines(text, indent ? 2 : 0).ToList();
        for (var i = 0; i < lines.Count; i++)
        {
            Need(Leading);
            var shift = indent && i == 0 ? 2 * 0.6 * Size : 0;
            var isLoose = PdfWriter.WidthOf(lines[i], Size) < 0.8 * ColumnWidth;
            pdf.Text(Left + shift, y, Size, lines[i], fill: i < lines.Count - 1 && !isLoose ? ColumnWidth - shift : null);
            y += Leading;
        }
    }

    public void Entry(string text)
    {
        var lines = Lines(text, 0, hang: 4).ToList();
        for (var i = 0; i < lines.Count; i++)
        {
            Need(Leading);
            pdf.Text(Left + (i > 0 ? 4 * 0.6 * Size : 0), y, Size, lines[i]);
            y += Leading;
        }
    }

    public void Figure(string caption)
    {
        var lines = Lines(caption, 0).ToList();
        Need(100 + (lines.Count * Leading));
        y += 12;
        pdf.Rectangle(Left + 20, y, ColumnWidth - 40, 60);
        pdf.Text(Left + 30, y + 4, 6, "label inside");
        pdf.Rectangle(Left + 50, y + 20, 30, 30, 0.2);
        y += 68;
        foreach (var line in lines)
        {
            pdf.Text(Left, y, Size, line);
            y += Leading;
        }
        y += 14;
    }

    public void Table(string caption, string[][] rows)
    {
        Need(60 + (rows.Length * Leading));
        y += 14;
        foreach (var line in Lines(caption, 0))
        {
            pdf.Text(Left, y, Size, line);
            y += Leading;
        }
        y += 4;
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++) pdf.Text(Left + 10 + (i * 70), y, Size, row[i]);
            y += Leading;
        }
        y += 14;
    }

    public byte[] Save() => pdf.Save();

    private void NewPage()
    {
        pdf.AddPage();
        pdf.Text(90, 40, 8, head);
        pdf.Text(300, 750, 8, pdf.Pages.ToString(System.Globalization.CultureInfo.InvariantCulture));
        y = columnTop = Top;
        column = 0;
    }

    private void Need(double height)
    {
        if (y + height <= Bottom) return;
        if (++column < columns) y = columnTop;
        else NewPage();
    }

    /// <summary>Words in lines; long words are divided.</summary>
    private IEnumerable<string> Lines(string text, int indent, int hang = 0)
    {
        var room = (int)(ColumnWidth / (0.6 * Size)) - indent;
        var line = "";
        foreach (var word in text.Split(' '))
        {
            var rest = word;
            while (true)
            {
                var with = line.Length == 0 ? rest : $"{line} {rest}";
                if (with.Length <= room)
                {
                    line = with;
                    break;
                }
                var left = room - line.Length - 2;
                if (line.Length > 0 && rest.Length >= 9 && rest.All(char.IsAsciiLetterLower) && left >= 3 && rest.Length - left >= 3)
                {
                    yield return $"{line} {rest[..left]}-";
                    rest = rest[left..];
                }
                else if (line.Length == 0)
                {
                    line = rest;
                    break;
                }
                else
                {
                    yield return line;
                }
                line = "";
                room = (int)(ColumnWidth / (0.6 * Size)) - hang;
            }
        }
        if (line.Length > 0) yield return line;
    }
}
