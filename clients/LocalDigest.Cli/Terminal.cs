using System.Text;

namespace LocalDigest.Cli;

/// <summary>
/// Where a command reads and writes. To a terminal it writes colours, links and lines of the terminal's width; to a pipe plain text, a
/// paragraph a line.
/// </summary>
internal sealed class Terminal : IDisposable
{
    private const int NarrowestWidth = 30;
    private const int WidestLine = 100;

    private readonly bool hasColours;

    public Terminal(TextReader input, TextWriter output, TextWriter error, bool isTerminal, bool hasColours, int width)
    {
        In = input;
        Out = output;
        Error = error;
        IsTerminal = isTerminal;
        this.hasColours = hasColours;
        Width = Math.Clamp(width, NarrowestWidth, WidestLine);
    }

    public TextReader In { get; }

    public TextWriter Out { get; }

    public TextWriter Error { get; }

    /// <summary>People read it; otherwise a program does.</summary>
    public bool IsTerminal { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>The console of this process. <c>NO_COLOR</c> is heard.</summary>
    public static Terminal OfConsole()
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var isTerminal = !Console.IsOutputRedirected;
        var colours = isTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") != "dumb";
        return new Terminal(
            new StreamReader(Console.OpenStandardInput(), utf8),
            new StreamWriter(Console.OpenStandardOutput(), utf8) { AutoFlush = true },
            new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true },
            isTerminal, colours, isTerminal ? WindowWidth() : WidestLine);
    }

    /// <summary>Text of others without what would steer a terminal.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var isSteering = (Rune.IsControl(rune) && rune.Value != '\n') || rune.Value is >= 0x202A and <= 0x202E
                or >= 0x2066 and <= 0x2069;
            if (isSteering) clean.Append(' ');
            else clean.Append(rune);
        }
        return clean.ToString();
    }

    public string Bold(string text) => Styled("1", text);

    public string Dim(string text) => Styled("2", text);

    public string Good(string text) => Styled("32", text);

    public string Bad(string text) => Styled("31", text);

    public string Warn(string text) => Styled("33", text);

    /// <summary>Text that leads to an address in terminals that know links; the address stands in no other way.</summary>
    public string Link(string text, string? url) =>
        hasColours && url is not null && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? $"\e]8;;{address.AbsoluteUri}\e\\{text}\e]8;;\e\\"
            : text;

    public void Line(string text = "") => Out.WriteLine(text);

    /// <summary>A paragraph of others' text, broken at the terminal's width.</summary>
    public void Paragraph(string text, int indent = 0, Func<string, string>? style = null)
    {
        var margin = new string(' ', indent);
        foreach (var paragraph in Clean(text).Split('\n'))
        {
            foreach (var line in IsTerminal ? Broken(paragraph, Width - indent) : [paragraph.Trim()]) Out.WriteLine(margin
                + (style is null ? line : style(line)));
        }
    }

    /// <summary>A title of others' text, and what stands behind it, broken at the terminal's width.</summary>
    /// <param name="mark">What stands before it, such as its number; the title's lines begin behind it.</param>
    /// <param name="title">The title.</param>
    /// <param name="style">How each line of it is written.</param>
    /// <param name="behind">Texts with their own styles. They keep together, on a line of their own where the last has no room for
    /// them.</param>
    public void Heading(string mark, string title, Func<string, string> style, IReadOnlyList<(string Text, Func<string,
        string> Style)> behind)
    {
        var clean = Clean(title).Replace('\n', ' ').Trim();
        var indent = mark.Length == 0 ? 0 : mark.Length + 1;
        var room = Width - indent;
        List<string> lines = IsTerminal ? [.. Broken(clean, room)] : [clean];
        if (lines.Count == 0) lines.Add("");
        var begin = mark.Length == 0 ? "" : mark + " ";
        foreach (var line in lines.SkipLast(1))
        {
            Out.WriteLine(begin + style(line));
            begin = new string(' ', indent);
        }
        var styled = string.Concat(behind.Select(part => part.Style(part.Text))).TrimEnd();
        var fits = !IsTerminal || Columns(lines[^1]) + behind.Sum(part => Columns(part.Text)) <= room;
        Out.WriteLine(begin + style(lines[^1]) + (fits ? styled : ""));
        if (fits) return;
        Out.WriteLine(new string(' ', indent)
            + string.Concat(behind.Select((part, i) => part.Style(i == 0 ? part.Text.TrimStart() : part.Text))));
    }

    /// <summary>What goes on, in a line of its own that the next one overwrites. Nothing where nobody watches.</summary>
    public void Progress(string text)
    {
        if (!IsTerminal || Console.IsErrorRedirected) return;
        var shown = Broken(text, Width - 1).FirstOrDefault() ?? "";
        Error.Write($"\r\e[K{shown}");
    }

    public void EndProgress()
    {
        if (IsTerminal && !Console.IsErrorRedirected) Error.Write("\r\e[K");
    }

    public void Dispose()
    {
        Out.Flush();
        Error.Flush();
    }

    internal static IEnumerable<string> Broken(string text, int width)
    {
        var line = new StringBuilder();
        var used = 0;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var length = Columns(word);
            if (used > 0 && used + 1 + length > width)
            {
                yield return line.ToString();
                line.Clear();
                used = 0;
            }
            if (used > 0)
            {
                line.Append(' ');
                used++;
            }
            foreach (var rune in word.EnumerateRunes())
            {
                // Scripts without spaces are broken anywhere.
                if (used + ColumnsOf(rune) > width)
                {
                    yield return line.ToString();
                    line.Clear();
                    used = 0;
                }
                line.Append(rune);
                used += ColumnsOf(rune);
            }
        }
        if (line.Length > 0) yield return line.ToString();
    }

    private static int Columns(string text) => text.EnumerateRunes().Sum(ColumnsOf);

    /// <summary>East Asian characters and emoji take two columns, combining ones none.</summary>
    private static int ColumnsOf(Rune rune) => rune.Value switch
    {
        >= 0x0300 and <= 0x036F or 0x200B or 0x200D or >= 0xFE00 and <= 0xFE0F => 0,
        >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF or >= 0xFE30 and <= 0xFE6F
            or >= 0xFF00 and <= 0xFF60 or >= 0xFFE0 and <= 0xFFE6 or >= 0x1F300 and <= 0x1FAFF or >= 0x20000 and <= 0x3FFFD => 2,
        _ => 1,
    };

    private static int WindowWidth()
    {
        try
        {
            return Console.WindowWidth > 0 ? Console.WindowWidth : WidestLine;
        }
        catch (IOException)
        {
            return WidestLine;
        }
    }

    private string Styled(string code, string text) => hasColours ? $"\e[{code}m{text}\e[0m" : text;
}
