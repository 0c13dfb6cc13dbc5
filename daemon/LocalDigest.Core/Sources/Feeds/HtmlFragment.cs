using System.Net;
using System.Text;

namespace LocalDigest.Sources;

/// <summary>The words of a piece of HTML, as feeds carry it.</summary>
internal static class HtmlFragment
{
    /// <summary>What stands in these is not for readers.</summary>
    private static readonly string[] Hidden = ["script", "style", "template", "noscript", "iframe", "object", "svg"];

    /// <summary>Elements of running text; all others end a word.</summary>
    private static readonly HashSet<string> Inline = new(["a", "abbr", "b", "cite", "code", "em", "font", "i", "mark", "s", "small", "span", "strong", "sub", "sup", "u", "jats:italic", "jats:bold", "jats:sub", "jats:sup"], StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Text on one line, without tags, comments, scripts and styles, its character references resolved. Nothing is thrown for any input, and the time grows with
    /// its length. What comes out is text and is never to be put into a page as HTML.
    /// </summary>
    public static string ToText(string html) => XmlPart.OneLine(WebUtility.HtmlDecode(Read(html, ' ')));

    /// <summary>As <see cref="ToText"/>, each paragraph by itself; without empty ones.</summary>
    public static IReadOnlyList<string> ToLines(string html) =>
        [.. Read(html, Break).Split(Break).Select(line => XmlPart.OneLine(WebUtility.HtmlDecode(line))).Where(line => line.Length > 0)];

    /// <summary>Ends a paragraph; no character of a text.</summary>
    private const char Break = '\u001e';

    /// <summary>The text, references as they are, a sign in the place of each tag that ends a word.</summary>
    private static string Read(string html, char between)
    {
        var text = new StringBuilder(html.Length);
        for (var at = 0; at < html.Length;)
        {
            if (html[at] != '<' || at + 1 >= html.Length || !(char.IsAsciiLetter(html[at + 1]) || html[at + 1] is '/' or '!' or '?'))
            {
                text.Append(html[at++]);
                continue;
            }
            if (html.AsSpan(at).StartsWith("<!--", StringComparison.Ordinal))
            {
                at = Next(html, "-->", at + 4, isBehind: true);
                continue;
            }
            var start = html[at + 1] == '/' ? at + 2 : at + 1;
            var nameEnd = start;
            while (nameEnd < html.Length && (char.IsAsciiLetterOrDigit(html[nameEnd]) || html[nameEnd] is ':' or '-')) nameEnd++;
            var name = html[start..nameEnd];
            var end = html.IndexOf('>', nameEnd);
            // A sign of comparison that only looks like a tag has no end, and neither has anything behind it.
            if (end < 0)
            {
                text.Append(html, at, html.Length - at);
                break;
            }
            if (!Inline.Contains(name)) text.Append(between);
            var isOpening = html[at + 1] != '/' && html[end - 1] != '/';
            at = end + 1;
            if (isOpening && Hidden.Contains(name, StringComparer.OrdinalIgnoreCase)) at = Next(html, "</" + name, at, isBehind: false);
        }
        return text.ToString();
    }

    /// <summary>The place of the next mark, or behind it; the end where there is none.</summary>
    private static int Next(string html, string mark, int from, bool isBehind)
    {
        var at = html.IndexOf(mark, Math.Min(from, html.Length), StringComparison.OrdinalIgnoreCase);
        return at < 0 ? html.Length : isBehind ? at + mark.Length : at;
    }
}
