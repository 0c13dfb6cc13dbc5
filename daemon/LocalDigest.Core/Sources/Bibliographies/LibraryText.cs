using System.Text;
using System.Text.RegularExpressions;
using LocalDigest.Text;

namespace LocalDigest.Sources;

/// <summary>Opens the text of a bibliography whose encoding nobody wrote down.</summary>
public static partial class LibraryText
{
    /// <summary>
    /// UTF-8, UTF-16 or UTF-32 with a mark at the beginning, otherwise UTF-8; bytes that are not UTF-8 are read as Windows-1252, one by one, so that
    /// old files, and files put together from both, come out right. Nothing is read ahead; disposing of the reader closes the stream.
    /// </summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="encoding">What somebody wrote down all the same; null for nothing. A mark at the beginning says more than that.</param>
    public static TextReader Open(Stream stream, Encoding? encoding = null) =>
        new StreamReader(stream, encoding is null or UTF8Encoding ? Lenient : encoding, detectEncodingFromByteOrderMarks: true);

    /// <summary>The encoding of a name, as in Content-Type or in JabRef's first line; null where there is none of this name.</summary>
    public static Encoding? Named(string? name)
    {
        if (string.IsNullOrWhiteSpace(name)) return null;
        // Java's names for them: Cp1252, ISO8859_1, UTF8.
        name = name.Trim(' ', '"').Replace('_', '-');
        if (name.StartsWith("Cp", StringComparison.OrdinalIgnoreCase)) name = "windows-" + name[2..];
        if (name.StartsWith("ISO8859", StringComparison.OrdinalIgnoreCase)) name = "iso-8859" + name[7..];
        if (name.Equals("utf8", StringComparison.OrdinalIgnoreCase)) name = "utf-8";
        return CodePages.GetEncoding(name) ?? Known(name);
    }

    /// <summary>The encoding that a file declares in a comment in its first lines, as JabRef does: <c>% Encoding: windows-1250</c>.</summary>
    /// <param name="beginning">Its first characters, in any encoding that has ASCII's letters.</param>
    public static Encoding? Declared(string beginning) =>
        DeclarationPattern().Match(beginning) is { Success: true } match ? Named(match.Groups["name"].Value) : null;

    private static Encoding? Known(string name)
    {
        try
        {
            return Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            // The framework says so of a name that it does not know.
            return null;
        }
    }

    [GeneratedRegex(@"\A\W*%?\s*(?:This file was created with[^\n]*\n\W*)?Encoding:\s*(?<name>[\w.-]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex DeclarationPattern();

    private static readonly EncodingProvider CodePages = CodePagesEncodingProvider.Instance;

    private static readonly Encoding Lenient = Encoding.GetEncoding("utf-8", EncoderFallback.ReplacementFallback, new Windows1252Fallback());

    private sealed class Windows1252Fallback : DecoderFallback
    {
        public override int MaxCharCount => 4;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer();

        private sealed class Buffer : DecoderFallbackBuffer
        {
            private byte[] bytes = [];
            private int next;

            public override int Remaining => bytes.Length - next;

            public override bool Fallback(byte[] bytesUnknown, int index)
            {
                bytes = [.. bytesUnknown];
                next = 0;
                return bytes.Length > 0;
            }

            public override char GetNextChar() => next < bytes.Length ? UnicodeText.FromWindows1252(bytes[next++]) : '\0';

            public override bool MovePrevious()
            {
                if (next == 0) return false;
                next--;
                return true;
            }

            public override void Reset()
            {
                bytes = [];
                next = 0;
            }
        }
    }
}
