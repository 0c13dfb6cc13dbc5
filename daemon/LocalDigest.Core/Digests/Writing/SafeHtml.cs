using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using LocalDigest.Text;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace LocalDigest.Digests;

/// <summary>
/// Markdown to HTML that is safe to show whatever the Markdown holds: only the kinds of nodes listed here are kept, raw HTML becomes text
/// (but for the empty anchors that digests jump to, and addresses between <c>&lt;u&gt;</c> and <c>&lt;/u&gt;</c>, which become links), links lead only to http, https,
/// mailto or a place on the page, images only to the daemon's own figures, and mathematics becomes MathML of our making.
/// </summary>
/// <remarks>
/// Markdig's own <c>DisableHtml</c> leaves <c>javascript:</c> links alone, and its advanced extensions let attributes in; so the document is
/// filtered as a tree, before anything is rendered, by what is allowed and not by what is forbidden.
/// </remarks>
public static partial class SafeHtml
{
    private const int MostPixels = 20_000;

    private static readonly MarkdownPipeline Pipeline = MakePipeline();

    /// <summary>Renders the inside of a page's body.</summary>
    /// <param name="markdown">The text.</param>
    /// <param name="figures">Figures whose size is known, or that lie beside the page (a relative address) or inside of a mail (<c>cid:</c>).</param>
    public static string FromMarkdown(string markdown, IReadOnlyList<DigestFigure>? figures = null)
    {
        // Halves of characters, at which Markdig's writer of addresses throws, become the sign for what cannot be read.
        markdown = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(markdown));
        try
        {
            return Render(markdown, figures ?? []);
        }
        catch (ArgumentException)
        {
            // Markdig refuses what is nested more than 128 deep, be it while it reads or writes, and says so in this way alone. Nobody
            // writes that for its form: it is shown as it stands.
            return $"<pre><code>{WebUtility.HtmlEncode(markdown)}</code></pre>\n";
        }
    }

    private static string Render(string markdown, IReadOnlyList<DigestFigure> figures)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        FilterBlocks(document, figures.GroupBy(figure => figure.Address, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal));
        var text = new StringWriter(CultureInfo.InvariantCulture);
        var renderer = new HtmlRenderer(text);
        Pipeline.Setup(renderer);
        renderer.Render(document);
        renderer.Writer.Flush();
        return text.ToString();
    }

    private static void FilterBlocks(ContainerBlock container, Dictionary<string, DigestFigure> figures)
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
                    if (((LeafBlock)block).Inline is { } inline) FilterInlines(inline, figures);
                    break;
                case Table or TableRow or TableCell or ListBlock or ListItemBlock or QuoteBlock:
                    FilterBlocks((ContainerBlock)block, figures);
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

    private static void FilterInlines(ContainerInline container, Dictionary<string, DigestFigure> figures)
    {
        foreach (var math in container.OfType<MathInline>()) math.LookAround();
        // A block begins and ends its line by itself.
        foreach (var line in container.OfType<LineBreakInline>().Where(line => line.PreviousSibling is MathInline { IsBlock: true } || line.NextSibling is MathInline { IsBlock: true }).ToList()) line.Remove();
        foreach (var inline in container.ToList())
        {
            switch (inline)
            {
                case LinkInline { IsImage: true } image:
                    FilterInlines(image, figures);
                    // Only figures that the daemon itself serves are shown; others become their description.
                    if (image.Url is not { } address || !IsOwnFigure(address, figures.ContainsKey(address))) Unwrap(image);
                    else Measure(image, figures.GetValueOrDefault(address));
                    break;
                case LinkInline link:
                    FilterInlines(link, figures);
                    if (!IsSafeTarget(link.Url)) Unwrap(link);
                    break;
                case AutolinkInline auto:
                    if (!auto.IsEmail && !IsSafeTarget(auto.Url)) auto.ReplaceBy(new LiteralInline(auto.Url));
                    break;
                case HtmlInline { Tag: "<u>", NextSibling: LiteralInline { NextSibling: HtmlInline { Tag: "</u>" } close } target } open when IsSafeTarget(target.Content.ToString()):
                    var underlined = new LinkInline { Url = target.Content.ToString(), IsClosed = true };
                    underlined.AppendChild(new LiteralInline(target.Content.ToString()));
                    close.Remove();
                    target.Remove();
                    open.ReplaceBy(underlined);
                    break;
                case MathInline math:
                    math.ReplaceBy(IsInImage(math) ? new LiteralInline(math.Latex) : Typeset(math));
                    break;
                case Inline { Parent: null }:
                    // It went with one before it.
                    break;
                case HtmlInline html:
                    if (!IsAnchor(html.Tag)) html.ReplaceBy(new LiteralInline(html.Tag));
                    break;
                case HtmlEntityInline or LiteralInline or LineBreakInline or CodeInline:
                    break;
                case EmphasisInline emphasis:
                    FilterInlines(emphasis, figures);
                    break;
                case ContainerInline other:
                    FilterInlines(other, figures);
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

    /// <summary>A figure at the daemon's own address; one of the digest's own figures may also lie beside an exported page or inside of a mail.</summary>
    internal static bool IsOwnFigure(string address, bool isOfDigest) =>
        !address.Contains("..", StringComparison.Ordinal) && !address.Contains("%2e", StringComparison.OrdinalIgnoreCase)
        && (ServedFigure().IsMatch(address) || (isOfDigest && CarriedFigure().IsMatch(address)));

    private static void Measure(LinkInline image, DigestFigure? figure)
    {
        var attributes = image.GetAttributes();
        attributes.AddProperty("loading", "lazy");
        if (figure is not { Width: > 0 and <= MostPixels, Height: > 0 and <= MostPixels }) return;
        attributes.AddProperty("width", figure.Width.Value.ToString(CultureInfo.InvariantCulture));
        attributes.AddProperty("height", figure.Height.Value.ToString(CultureInfo.InvariantCulture));
    }

    private static bool IsInImage(Inline inline)
    {
        for (var parent = inline.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is LinkInline { IsImage: true }) return true;
        }
        return false;
    }

    /// <summary>MathML; where the LaTeX cannot be read, plain text that says the same, or the LaTeX itself as code.</summary>
    private static Inline Typeset(MathInline math)
    {
        if (MathMarkup.Write(math.Latex, math.IsBlock) is { } markup) return new HtmlInline(markup);
        var plain = LatexText.Clean($"${math.Latex}$").Text;
        return LatexText.Pieces(plain).Any(piece => piece.IsMath) ? new CodeInline(math.Latex) : new LiteralInline(plain);
    }

    private static MarkdownPipeline MakePipeline()
    {
        var builder = new MarkdownPipelineBuilder().UsePipeTables().UseCjkFriendlyEmphasis().UseSoftlineBreakAsHardlineBreak();
        builder.InlineParsers.Insert(0, new MathParser());
        return builder.Build();
    }

    /// <summary>Mathematics in the text, before it is typeset.</summary>
    private sealed class MathInline(string latex, bool isDisplay) : LeafInline
    {
        public string Latex => latex;

        /// <summary>It was set off, and nothing else is on its line: in running text it is part of the sentence.</summary>
        public bool IsBlock { get; private set; }

        /// <summary>Finds out whether it is a block, in a paragraph that is still as it was written.</summary>
        public void LookAround() => IsBlock = isDisplay && Parent?.ParentBlock is not null && (PreviousSibling is null or LineBreakInline) && (NextSibling is null or LineBreakInline);
    }

    /// <summary>Finds mathematics by the rule by which the rest of the project finds it, so that money stays money.</summary>
    private sealed class MathParser : InlineParser
    {
        private const int Longest = 5000;

        public MathParser() => OpeningCharacters = ['$'];

        public override bool Match(InlineProcessor processor, ref StringSlice slice)
        {
            if (new FormulaFinder(slice.Text, Math.Min(slice.End + 1, slice.Start + Longest)).At(slice.Start) is not { } formula)
            {
                if (slice.PeekChar() != '$') return false;
                // Dollars in a row that begin nothing are a sign together.
                var first = slice.Start;
                while (slice.CurrentChar == '$') slice.SkipChar();
                processor.Inline = new LiteralInline(new string('$', slice.Start - first));
                return true;
            }
            processor.Inline = new MathInline(slice.Text[formula.From..formula.To].Trim(), formula.IsDisplay);
            slice.Start = formula.End;
            return true;
        }
    }

    [GeneratedRegex("^/v1/papers/[A-Za-z0-9._~%:-]{1,600}/figures/[A-Za-z0-9._~-]{1,200}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ServedFigure();

    [GeneratedRegex("^(?:cid:[A-Za-z0-9._@-]{1,200}|(?:[A-Za-z0-9%][A-Za-z0-9 ._%-]{0,200}/){0,3}[A-Za-z0-9][A-Za-z0-9._-]{0,200}\\.(?:png|jpg|jpeg|gif|webp))$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex CarriedFigure();

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
