using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace LocalDigest.Reading;

// Figures, tables and algorithms with their captions.
internal sealed partial class LatexmlPage
{
    /// <summary>A figure, a table, an algorithm, or several of them in one frame.</summary>
    private void Float(IElement element, int depth)
    {
        var caption = CaptionOf(element);
        // A frame around figures with numbers of their own is no figure.
        if (!IsNumbered(caption) && element.QuerySelectorAll("figcaption, .ltx_caption").Take(100).Any(inner => inner != caption
            && IsNumbered(inner)))
        {
            Walk(element, depth);
            return;
        }
        if (OwnCaptions(element) is { Count: > 1 } captions)
        {
            SideBySide(element, captions);
            return;
        }
        var (kind, number, words) = ReadCaption(caption);
        var table = element.QuerySelector("table.ltx_tabular, span.ltx_tabular");
        var pictures = Pictures(element).ToList();
        if (element.ClassList.Contains("ltx_table") || kind == "table" || (kind is null && table is not null && pictures.Count == 0))
        {
            if (table is not null) Table(table, number, words);
            else if (pictures.Count > 0) text.AddTable(number, words, [], []);
            else Listing(element, caption, words);
            return;
        }
        if (element.ClassList.Contains("ltx_figure") || kind == "figure" || pictures.Count > 0)
        {
            if (pictures.Count == 0 && element.QuerySelector("svg") is not null)
            {
                text.Note($"{(number is null ? "A figure" : "Figure " + number)} is a drawing inside arXiv's page (SVG) and is not kept; "
                    + "its caption is.");
            }
            if (pictures.Count > 0 || words.Length > 0) text.AddFigure(number, words, pictures);
            // What is said in a figure beside its pictures: examples of prompts and the like.
            else Walk(element, depth);
            return;
        }
        Listing(element, caption, words);
    }

    /// <summary>A frame's numbered captions of figures and tables that belong to no figure inside it, each once: LaTeXML may say one
    /// twice.</summary>
    private List<(string? Kind, string? Number, string Words)> OwnCaptions(IElement element) =>
        [.. element.QuerySelectorAll("figcaption, .ltx_caption").Take(100)
            .Where(caption => caption.Closest("figure, .ltx_float") == element).Select(ReadCaption).Where(caption =>
                caption is { Kind: "figure" or "table", Number: not null })
            .DistinctBy(caption => (caption.Kind, caption.Number))];

    /// <summary>
    /// Several figures or tables with captions of their own in one frame, as minipages make them: the page has them in one order and
    /// does not say which belong together, so pictures are shared out evenly where that comes out, and else stay with the first.
    /// </summary>
    private void SideBySide(IElement element, List<(string? Kind, string? Number, string Words)> captions)
    {
        var tables = new Queue<IElement>(element.QuerySelectorAll("table.ltx_tabular, span.ltx_tabular")
            .Where(table => table.ParentElement?.Closest(".ltx_tabular") is null).Take(captions.Count));
        var pictures = Pictures(element).ToList();
        var figures = captions.Count(caption => caption.Kind == "figure");
        var each = figures > 0 && pictures.Count % figures == 0 ? pictures.Count / figures : pictures.Count;
        foreach (var (kind, number, words) in captions)
        {
            if (kind == "figure")
            {
                text.AddFigure(number, words, [.. pictures.Take(each)]);
                pictures.RemoveRange(0, Math.Min(each, pictures.Count));
            }
            else if (tables.TryDequeue(out var table))
            {
                Table(table, number, words);
            }
            else
            {
                text.AddTable(number, words, [], []);
            }
        }
    }

    /// <summary>An algorithm or a listing is text: its caption and its lines.</summary>
    private void Listing(IElement element, IElement? caption, string words)
    {
        var lines = new StringBuilder();
        if (caption?.QuerySelector(".ltx_tag") is { } tag) lines.Append(Inline(tag, withNotes: false)).Append(' ');
        lines.Append(words);
        foreach (var item in element.QuerySelectorAll(".ltx_listingline, .ltx_p").Where(item =>
            item.Closest("figcaption") is null).Take(MostRows))
            lines.Append(lines.Length > 0 ? " | " : "").Append(Inline(item, withNotes: true));
        text.AddParagraph(Tidy(lines.ToString()));
    }

    private static IElement? CaptionOf(IElement element) =>
        element.Children.FirstOrDefault(child => child.LocalName == "figcaption" || child.ClassList.Contains("ltx_caption"))
        ?? element.QuerySelectorAll("figcaption, .ltx_caption").Take(100).FirstOrDefault(caption =>
            caption.Closest("figure, .ltx_float") == element);

    private bool IsNumbered(IElement? caption) => caption is not null && ReadCaption(caption) is { Kind: not null, Number: not null };

    private (string? Kind, string? Number, string Words) ReadCaption(IElement? caption)
    {
        if (caption is null) return (null, null, "");
        var tag = caption.QuerySelector(".ltx_tag");
        var label = tag is null ? "" : Inline(tag, withNotes: false);
        var words = Inline(caption, withNotes: true, except: tag);
        if (tag is null && CaptionPattern().Match(words) is { Success: true } match)
        {
            label = match.Value;
            words = words[match.Length..].Trim();
        }
        var kind = label.TrimStart().ToLowerInvariant() switch
        {
            var l when l.StartsWith("fig", StringComparison.Ordinal) => "figure",
            var l when l.StartsWith("tab", StringComparison.Ordinal) => "table",
            var l when l.StartsWith("alg", StringComparison.Ordinal) || l.StartsWith("list", StringComparison.Ordinal) => "listing",
            // In other languages the class tells (Abbildung 1, 图 1); panels have it too, but a letter in brackets for a name.
            _ when tag is null || !NamePattern().IsMatch(label) => null,
            _ when tag.ClassList.Contains("ltx_tag_figure") => "figure",
            _ when tag.ClassList.Contains("ltx_tag_table") => "table",
            _ => null,
        };
        return (kind, kind is null ? null : NumberIn(label), kind is null && label.Length > 0 ? $"{label} {words}".Trim() : words);
    }

    private IEnumerable<FigureImage> Pictures(IElement element)
    {
        var all = element.LocalName == "img" ? [element] : element.QuerySelectorAll("img, object").Take(100);
        foreach (var picture in all)
        {
            var source = picture.GetAttribute("src") ?? picture.GetAttribute("data");
            if (source is null || source.StartsWith("data:", StringComparison.OrdinalIgnoreCase) || !Uri.TryCreate(address, source,
                out var at)
                || at.Scheme is not ("http" or "https")) continue;
            // Icons in captions and flags beside names are no pictures of the paper.
            if (picture.Closest("figcaption") is not null
                || (int.TryParse(picture.GetAttribute("width"), out var width) && width < 40)) continue;
            var panel = picture.Closest("figure");
            var (kind, _, words) = panel is null || panel == element ? (null, null, "") : ReadCaption(CaptionOf(panel));
            yield return new FigureImage("", kind is null ? words : "", at.AbsoluteUri, null);
        }
    }

    [GeneratedRegex(@"^\W*(?:\p{L}{2,}|[\u3400-\u9fff])[^()]*\d", RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^(?:Figure|Fig\.|Table|Tab\.|Algorithm|Listing)\s*[A-Z]?\.?\d+(?:\.\d+)*\s*[:.|–—-]?",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex CaptionPattern();
}
