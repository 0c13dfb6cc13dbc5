using System.Text;
using AngleSharp.Dom;
using LocalDigest.Text;

namespace LocalDigest.Reading;

// Words, links and formulas inside a block as one line of text.
internal sealed partial class LatexmlPage
{
    /// <summary>What an element says on one line.</summary>
    private string Inline(IElement element, bool withNotes, IElement? except = null)
    {
        var words = new StringBuilder();
        foreach (var node in element.ChildNodes)
            if (node != except) Append(node, words, withNotes, 0);
        return Tidy(words.ToString());
    }

    private void Append(INode node, StringBuilder words, bool withNotes, int depth)
    {
        if (node is IText text)
        {
            words.Append(text.Data);
            return;
        }
        if (node is not IElement element || depth > DeepestNesting) return;
        if (element.ClassList.Contains("ltx_note_mark") || element.ClassList.Contains("ltx_tag_note")) return;
        switch (element.LocalName)
        {
            case "math":
                words.Append(Formula(element));
                return;
            case "br":
                words.Append(' ');
                return;
            case "sup":
                words.Append(UnicodeText.Superscript(element.TextContent.Trim()) is { } raised && element.TextContent.Any(char.IsAsciiDigit) ? raised : Tidy(element.TextContent));
                return;
            case "sub":
                words.Append(UnicodeText.Subscript(element.TextContent.Trim()) is { } lowered ? lowered : Tidy(element.TextContent));
                return;
            case "a" when element.GetAttribute("href") is { Length: > 0 } href && Uri.TryCreate(address, href, out var target) && target.GetLeftPart(UriPartial.Path) != address.GetLeftPart(UriPartial.Path)
                && !target.AbsolutePath.StartsWith(address.AbsolutePath, StringComparison.Ordinal):
                this.text.AddLink(target.AbsoluteUri, Tidy(element.TextContent), Tidy(words.ToString(Math.Max(0, words.Length - 100), Math.Min(100, words.Length))));
                break;
        }
        if (IsFurniture(element)) return;
        if (element.ClassList.Contains("ltx_note"))
        {
            // A footnote follows what it is about, in parentheses, as in titles and abstracts.
            if (!withNotes || element.QuerySelector(".ltx_note_content") is not { } content) return;
            var note = Inline(content, withNotes: false);
            if (note.Length > 0) words.Append(" (").Append(note).Append(')');
            return;
        }
        var parts = IsBlock(element) || element.ClassList.Contains("ltx_p") || element.ClassList.Contains("ltx_td");
        if (parts) words.Append(' ');
        foreach (var child in element.ChildNodes) Append(child, words, withNotes, depth + 1);
        if (parts) words.Append(' ');
    }

    private static string Formula(IElement math)
    {
        var latex = LatexOf(math);
        if (latex.Length == 0) return "";
        if (math.GetAttribute("display") == "block") return $" $${latex}$$ ";
        // A formula of many lines is not taken apart.
        return latex.Length > 500 ? $"${latex}$" : LatexText.Clean($"${latex}$").Text;
    }

    private static string LatexOf(IElement math)
    {
        var latex = math.GetAttribute("alttext");
        if (string.IsNullOrWhiteSpace(latex)) latex = math.QuerySelector("annotation[encoding='application/x-tex']")?.TextContent;
        if (string.IsNullOrWhiteSpace(latex)) latex = math.TextContent;
        // LaTeXML breaks long lines with a comment sign.
        latex = UnicodeText.Tidy(latex.Replace("%\r\n", "", StringComparison.Ordinal).Replace("%\n", "", StringComparison.Ordinal)).Replace("$", "\\$", StringComparison.Ordinal).Replace("\\\\$", "\\$", StringComparison.Ordinal);
        if (latex.StartsWith("\\displaystyle", StringComparison.Ordinal)) latex = latex["\\displaystyle".Length..].TrimStart();
        return latex.Length <= LongestFormula ? latex : latex[..LongestFormula] + "…";
    }

    private static string Tidy(string words)
    {
        var tidy = UnicodeText.Compose(UnicodeText.Tidy(words));
        return tidy.Replace(" ,", ",", StringComparison.Ordinal).Replace(" .", ".", StringComparison.Ordinal).Replace("( ", "(", StringComparison.Ordinal);
    }
}
