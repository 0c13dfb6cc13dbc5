using System.Globalization;
using System.Net;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace LocalDigest.Digests;

/// <summary>
/// Markdown to HTML that is safe to show whatever the Markdown holds: only the kinds of nodes listed here are kept, raw HTML becomes text
/// (but for the empty anchors that digests jump to), and links lead only to http, https, mailto or a place on the page.
/// </summary>
/// <remarks>
/// Markdig's own <c>DisableHtml</c> leaves <c>javascript:</c> links alone, and its advanced extensions let attributes in; so the document is
/// filtered as a tree, before anything is rendered, by what is allowed and not by what is forbidden.
/// </remarks>
public static class SafeHtml
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseSoftlineBreakAsHardlineBreak()
        .Build();

    /// <summary>Renders the inside of a page's body.</summary>
    public static string FromMarkdown(string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        FilterBlocks(document);
        var text = new StringWriter(CultureInfo.InvariantCulture);
        var renderer = new HtmlRenderer(text);
        Pipeline.Setup(renderer);
        renderer.Render(document);
        renderer.Writer.Flush();
        return text.ToString();
    }

    private static void FilterBlocks(ContainerBlock container)
    {
        for (var i = container.Count - 1; i >= 0; i--)
        {
            var block = container[i];
            switch (block)
            {
                case HtmlBlock html:
                    container[i] = AsText(html);
                    break;
                case ParagraphBlock or HeadingBlock:
                    if (((LeafBlock)block).Inline is { } inline) FilterInlines(inline);
                    break;
                case Table or TableRow or TableCell or ListBlock or ListItemBlock or QuoteBlock:
                    FilterBlocks((ContainerBlock)block);
                    break;
                case ThematicBreakBlock or CodeBlock:
                    break;
                // Definitions of link targets write nothing; the links that use them are seen where they stand.
                case LinkReferenceDefinition or LinkReferenceDefinitionGroup:
                    break;
                default:
                    container.RemoveAt(i);
                    break;
            }
            // Fenced code takes its language as a class; other attributes come only from extensions that are not on.
            if (block is FencedCodeBlock { Info: { } info } fenced && !info.All(char.IsLetterOrDigit)) fenced.Info = null;
        }
    }

    private static void FilterInlines(ContainerInline container)
    {
        foreach (var inline in container.ToList())
        {
            switch (inline)
            {
                case LinkInline { IsImage: true } image:
                    // Only figures that the daemon itself serves are shown; others become their description.
                    if (!IsOwnFigure(image.Url)) Unwrap(image);
                    break;
                case LinkInline link:
                    FilterInlines(link);
                    if (!IsSafeTarget(link.Url)) Unwrap(link);
                    break;
                case AutolinkInline auto:
                    if (!auto.IsEmail && !IsSafeTarget(auto.Url)) auto.ReplaceBy(new LiteralInline(auto.Url));
                    break;
                case HtmlInline html:
                    if (!IsAnchor(html.Tag)) html.ReplaceBy(new LiteralInline(html.Tag));
                    break;
                case HtmlEntityInline or LiteralInline or LineBreakInline or CodeInline:
                    break;
                case EmphasisInline emphasis:
                    FilterInlines(emphasis);
                    break;
                case ContainerInline other:
                    FilterInlines(other);
                    break;
                default:
                    inline.Remove();
                    break;
            }
        }
    }

    private static ParagraphBlock AsText(HtmlBlock html)
    {
        var paragraph = new ParagraphBlock { Inline = new ContainerInline(), Line = html.Line };
        var lines = html.Lines.ToString().Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            // An anchor on a line of its own is a block to Markdown.
            if (IsAnchor(line.Trim()[..Math.Max(0, line.Trim().IndexOf('>') + 1)]) && line.Trim().EndsWith("></a>", StringComparison.Ordinal) && line.Count(c => c == '<') == 2)
            {
                paragraph.Inline.AppendChild(new HtmlInline(line.Trim()));
                continue;
            }
            if (i > 0) paragraph.Inline.AppendChild(new LineBreakInline { IsHard = true });
            paragraph.Inline.AppendChild(new LiteralInline(line));
        }
        return paragraph;
    }

    /// <summary>The opening or closing tag of an empty anchor with a plain name: <c>&lt;a id="link0"&gt;</c>.</summary>
    private static bool IsAnchor(string tag)
    {
        if (tag == "</a>") return true;
        foreach (var quote in (ReadOnlySpan<char>)['"', '\''])
        {
            var head = $"<a id={quote}";
            if (tag.StartsWith(head, StringComparison.Ordinal) && tag.EndsWith($"{quote}>", StringComparison.Ordinal))
            {
                var name = tag[head.Length..^2];
                return name.Length is > 0 and < 100 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or ':');
            }
        }
        return false;
    }

    private static bool IsSafeTarget(string? url)
    {
        if (url is null) return false;
        url = WebUtility.HtmlDecode(url).Trim();
        if (url.StartsWith('#')) return true;
        return Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "mailto";
    }

    /// <summary>A figure below the daemon's own address, or beside an exported file.</summary>
    private static bool IsOwnFigure(string? url) =>
        url is not null && (url.StartsWith("/v1/figures/", StringComparison.Ordinal) || url.StartsWith("figures/", StringComparison.Ordinal))
        && !url.Contains("..", StringComparison.Ordinal) && url.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' or '.');

    private static void Unwrap(LinkInline link)
    {
        foreach (var child in link.ToList())
        {
            child.Remove();
            link.InsertBefore(child);
        }
        link.Remove();
    }
}
