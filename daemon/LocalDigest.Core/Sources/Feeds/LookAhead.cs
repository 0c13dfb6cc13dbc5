namespace LocalDigest.Sources;

/// <summary>A text of which some characters ahead can be seen.</summary>
internal sealed class LookAhead(TextReader inner) : IDisposable
{
    private readonly char[] buffer = new char[8192];
    private int at, end;
    private bool isDry;

    public int Line { get; private set; } = 1;

    public bool IsAtEnd => !Has(1);

    /// <summary>Only where <see cref="IsAtEnd"/> is false.</summary>
    public char Current => buffer[at];

    /// <summary>The character at a distance below the buffer's half; 0 behind the end.</summary>
    public char At(int distance) => Has(distance + 1) ? buffer[at + distance] : '\0';

    public bool StartsWith(string mark) => Has(mark.Length) && buffer.AsSpan(at, mark.Length).SequenceEqual(mark);

    public string Take(int from, int count) => new(buffer, at + from, count);

    public void Skip(int count)
    {
        for (; count > 0 && Has(1); count--)
            if (buffer[at++] == '\n') Line++;
    }

    public void Dispose() => inner.Dispose();

    private bool Has(int count)
    {
        while (end - at < count && !isDry)
        {
            buffer.AsSpan(at, end - at).CopyTo(buffer);
            (at, end) = (0, end - at);
            var read = inner.Read(buffer.AsSpan(end));
            isDry = read == 0;
            end += read;
        }
        return end - at >= count;
    }
}
