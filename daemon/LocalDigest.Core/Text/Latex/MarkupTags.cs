using System.Collections.Frozen;

namespace LocalDigest.Text;

/// <summary>
/// The tags of HTML and JATS that publishers leave in titles and abstracts: italics, scripts, paragraphs. A tag counts only where the text
/// both opens and closes it, so that <c>&lt;i|j&gt;</c>, <c>a&lt;b</c> and <c>&lt;think&gt;</c> stay text. Reading takes linear time.
/// </summary>
internal sealed class MarkupTags
{
    /// <param name="Name">Lower case, without a namespace.</param>
    /// <param name="End">The position behind the tag.</param>
    /// <param name="Close">For an opening <c>sub</c> or <c>sup</c> the position of the tag that closes it; otherwise -1.</param>
    public sealed record Tag(string Name, int End, int Close)
    {
        public bool IsBlock => Blocks.Contains(Name);
    }

    private readonly Dictionary<int, Tag> tags = [];

    public MarkupTags(string text)
    {
        var seen = new List<(int At, int End, string Name, bool Closes)>();
        for (var at = text.IndexOf('<', StringComparison.Ordinal); at >= 0; at = text.IndexOf('<', at + 1))
            if (TryRead(text, at, out var end, out var name, out var closes)) seen.Add((at, end, name, closes));
        if (seen.Count == 0) return;
        var opened = seen.Where(tag => !tag.Closes).Select(tag => tag.Name).ToHashSet();
        var closed = seen.Where(tag => tag.Closes).Select(tag => tag.Name).ToHashSet();
        var nextClose = new Dictionary<string, int>();
        for (var i = seen.Count - 1; i >= 0; i--)
        {
            var (at, end, name, closes) = seen[i];
            if (name is not ("br" or "hr") && !(opened.Contains(name) && closed.Contains(name))) continue;
            if (closes) nextClose[name] = at;
            tags[at] = new Tag(name, end, !closes && name is "sub" or "sup" ? nextClose.GetValueOrDefault(name, -1) : -1);
        }
    }

    public Tag? At(int position) => tags.GetValueOrDefault(position);

    private static bool TryRead(string text, int at, out int end, out string name, out bool closes)
    {
        end = at + 1;
        closes = end < text.Length && text[end] == '/';
        if (closes) end++;
        var start = end;
        while (end < text.Length && end - start < 20 && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is ':' or '-')) end++;
        name = text[start..end].ToLowerInvariant();
        if (name.StartsWith("jats:", StringComparison.Ordinal)) name = name[5..];
        if (!Names.Contains(name)) return false;
        var close = text.IndexOf('>', end, Math.Min(300, text.Length - end));
        if (close < 0) return false;
        var attributes = text.AsSpan(end, close - end).TrimEnd('/').Trim(' ');
        if (!attributes.IsEmpty && (closes || text[end] != ' ' || !attributes.Contains('=') || attributes.Contains('<'))) return false;
        end = close + 1;
        return true;
    }

    private static readonly FrozenSet<string> Blocks =
        FrozenSet.Create("p", "br", "hr", "div", "title", "sec", "li", "ul", "ol", "list", "list-item", "abstract");

    private static readonly FrozenSet<string> Names = Blocks.Union(
        
        [
            "i", "b", "u", "em", "strong", "it", "italic", "bold", "sub", "sup", "sc", "scp", "small", "span", "font", "tt", "code",
            "underline", "monospace", "roman", "inline-formula", "a", "xref", "ext-link",
        ]).ToFrozenSet();
}
