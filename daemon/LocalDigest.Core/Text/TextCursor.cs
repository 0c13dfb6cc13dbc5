namespace LocalDigest.Text;

/// <summary>
/// Reads text character by character, with a look-ahead of 256 characters, in constant memory. Line ends of every kind are read as
/// <c>\n</c>.
/// </summary>
internal sealed class TextCursor(TextReader reader)
{
    public const int End = -1;

    private readonly char[] buffer = new char[4096];
    private int start;
    private int filled;
    private bool finished;

    /// <summary>The line of the next character, from 1.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>
    /// The character <paramref name="ahead"/> places ahead (0 to 255) without reading it; <see cref="End"/> behind the last.
    /// </summary>
    public int Peek(int ahead = 0)
    {
        if (start + ahead >= filled) Fill();
        return start + ahead < filled ? buffer[start + ahead] : End;
    }

    public int Read()
    {
        var c = Peek();
        if (c == End) return End;
        start++;
        if (c == '\r')
        {
            if (Peek() == '\n') start++;
            c = '\n';
        }
        if (c == '\n') Line++;
        return c;
    }

    /// <summary>
    /// The rest of the line without its end; null behind the last. What is longer than <paramref name="limit"/> is cut there.
    /// </summary>
    public string? ReadLine(int limit)
    {
        if (Peek() == End) return null;
        var line = new System.Text.StringBuilder();
        for (var c = Read(); c is not (End or '\n'); c = Read())
            if (line.Length < limit) line.Append((char)c);
        return line.ToString();
    }

    private void Fill()
    {
        Array.Copy(buffer, start, buffer, 0, filled - start);
        filled -= start;
        start = 0;
        while (!finished && filled < buffer.Length)
        {
            var read = reader.Read(buffer, filled, buffer.Length - filled);
            if (read == 0) finished = true;
            filled += read;
            if (filled >= 512) break;
        }
    }
}
