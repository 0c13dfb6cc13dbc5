using System.Text;
using LocalDigest.Text;

namespace LocalDigest.Sources;

/// <summary>Opens the text of a bibliography whose encoding nobody wrote down.</summary>
public static class LibraryText
{
    /// <summary>
    /// UTF-8, UTF-16 or UTF-32 with a mark at the beginning, otherwise UTF-8; bytes that are not UTF-8 are read as Windows-1252, one by one, so that
    /// old files, and files put together from both, come out right. Nothing is read ahead; disposing of the reader closes the stream.
    /// </summary>
    public static TextReader Open(Stream stream) => new StreamReader(stream, Lenient, detectEncodingFromByteOrderMarks: true);

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
