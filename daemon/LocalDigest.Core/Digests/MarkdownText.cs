using System.Buffers;
using System.Text;
using LocalDigest.Papers;

namespace LocalDigest.Digests;

/// <summary>Writes plain text into Markdown so that it reads the same and nothing of it becomes markup (CommonMark 0.31).</summary>
public static class MarkdownText
{
    private static readonly SearchValues<char> EntityLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789#");

    /// <summary>Escapes clean text for a place inside a line; mathematics stays as LaTeX in its dollars. Line breaks become spaces.</summary>
    public static string Inline(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var (piece, isMath) in LatexText.Pieces(text))
        {
            if (isMath) escaped.Append('$').Append(piece).Append('$');
            else Escape(piece, escaped);
        }
        return escaped.ToString();
    }

    private static void Escape(string text, StringBuilder escaped)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '\r' or '\n' or '\t' or '\u2028' or '\u2029':
                    escaped.Append(' ');
                    continue;
                // Before anything but punctuation a backslash is a backslash.
                case '\\' when i + 1 == text.Length || char.IsAsciiLetterOrDigit(text[i + 1]) is false:
                case '`' or '*' or '[' or ']' or '<' or '|':
                case '_' when IsAtWordEdge(text, i):
                case '~' when i + 1 < text.Length && text[i + 1] == '~':
                case '&' when LooksLikeEntity(text, i):
                case '!' when i + 1 < text.Length && text[i + 1] == '[':
                case '#' or '>' or '+' or '-' or '=' when i == 0 && (text.Length == 1 || text[1] is ' ' or '-' or '='):
                    escaped.Append('\\');
                    break;
                case '.' or ')' when i is > 0 and < 10 && i + 1 < text.Length && text[i + 1] == ' ' && text.AsSpan(0, i).IndexOfAnyExceptInRange('0', '9') < 0:
                    escaped.Append('\\');
                    break;
            }
            escaped.Append(c);
        }
    }

    /// <summary>An address for the round brackets of a link.</summary>
    public static string Address(string url)
    {
        var address = new StringBuilder(url.Length);
        foreach (var c in url)
        {
            if (c is '(' or ')' or '<' or '>' or '\\' or '"' or '\'' or ' ' || char.IsControl(c)) address.Append(Uri.HexEscape((char)(c & 0xFF)));
            else address.Append(c);
        }
        return address.ToString();
    }

    private static bool IsAtWordEdge(string text, int at) =>
        at == 0 || at + 1 == text.Length || !char.IsLetterOrDigit(text[at - 1]) || !char.IsLetterOrDigit(text[at + 1]);

    private static bool LooksLikeEntity(string text, int at)
    {
        var end = text.IndexOf(';', at, Math.Min(34, text.Length - at));
        return end > at + 1 && text.AsSpan(at + 1, end - at - 1).IndexOfAnyExcept(EntityLetters) < 0;
    }
}
