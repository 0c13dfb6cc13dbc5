using AngleSharp.Dom;

namespace LocalDigest.Reading;

/// <summary>
/// Takes what is nested too deep out of a page before a parser builds a tree of it: parsers need time that grows with the square of the depth,
/// and no paper has a hundredth of what a hostile page may have.
/// </summary>
internal sealed class NestingGuard
{
    private const int Deepest = 512;

    /// <summary>Elements that have no end tag.</summary>
    private static readonly HashSet<string> Void = new(["br", "img", "hr", "meta", "link", "input", "wbr", "col", "base", "area", "embed", "source", "track", "param"], StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Raw = ["script", "style"];

    public NestingGuard(string html)
    {
        var depth = 0;
        Text = html;
        for (var at = html.IndexOf('<', StringComparison.Ordinal); at >= 0 && at + 1 < html.Length; at = html.IndexOf('<', at + 1))
        {
            if (html[at + 1] == '/')
            {
                depth = Math.Max(0, depth - 1);
                continue;
            }
            if (!char.IsAsciiLetter(html[at + 1])) continue;
            var tag = html.AsSpan(at + 1);
            if (Raw.FirstOrDefault(name => html.AsSpan(at + 1).StartsWith(name, StringComparison.OrdinalIgnoreCase)) is { } raw)
            {
                // What stands in scripts is no markup.
                var end = html.IndexOf("</" + raw, at, StringComparison.OrdinalIgnoreCase);
                if (end < 0) return;
                at = end;
                continue;
            }
            var close = tag.IndexOf('>');
            if (IsVoid(tag) || (close > 0 && tag[close - 1] == '/') || ++depth <= Deepest) continue;
            // The rest cannot be told apart any more.
            Text = html[..at];
            WasCut = true;
            return;
        }
    }

    /// <summary>The page up to where it is nested too deep.</summary>
    public string Text { get; }

    public bool WasCut { get; }

    private static bool IsVoid(ReadOnlySpan<char> tag)
    {
        var length = 0;
        while (length < tag.Length && length < 8 && char.IsAsciiLetterOrDigit(tag[length])) length++;
        return Void.GetAlternateLookup<ReadOnlySpan<char>>().Contains(tag[..length]);
    }
}
