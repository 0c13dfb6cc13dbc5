using System.Text;
using System.Xml;

namespace LocalDigest.Sources;

/// <summary>
/// Well-formed XML out of what calls itself XML, as a stream: raw <c>&amp;</c> and <c>&lt;</c>, HTML's named characters, elements that are
/// not closed, prefixes that nobody declared, text before the root and behind it, a tail that is missing. No DTD is processed: a DOCTYPE is
/// left out with all that it declares. Names come out without their prefixes. Memory does not grow with the document.
/// </summary>
internal sealed class MendedXml : TextReader
{
    /// <summary>An element of this name stands at the end of an entry within which the document broke off.</summary>
    public const string CutMark = "breaks-off-here";

    private const int LongestName = 200;
    private const int LongestValue = 64 << 10;
    private const int LongestReference = 32;

    /// <summary>Elements of HTML that have no end, where feeds hold HTML as it is.</summary>
    private static readonly HashSet<string> Void =
        new(["br", "hr", "img", "wbr", "input", "col", "area", "embed"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Elements that end where another of their kind begins.</summary>
    private static readonly HashSet<string> SelfEnding = new(["p", "li", "dt", "dd"], StringComparer.OrdinalIgnoreCase);

    /// <summary>What a faulty server writes before its document.</summary>
    private static readonly HashSet<string> Stray = new(
        ["br", "b", "i", "p", "pre", "font", "strong", "em", "div", "span", "table", "tr", "td", "th", "script", "style", "link", "meta"],
        StringComparer.OrdinalIgnoreCase);

    private readonly LookAhead input;
    private readonly StringBuilder output = new();
    private readonly List<string> open = [];
    private readonly List<string> flaws = [];
    private int given;
    private string? entry;
    private bool isRootFound, isDone, isInCData;

    public MendedXml(TextReader inner) => input = new LookAhead(inner);

    /// <summary>Kinds of flaws that may have cost words, each with the line where it was met first.</summary>
    public IReadOnlyList<string> Flaws => flaws;

    /// <summary>Whether the document ends before its last element does.</summary>
    public bool IsCut { get; private set; }

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        if (buffer.IsEmpty) return 0;
        while (given == output.Length && !isDone)
        {
            output.Clear();
            given = 0;
            Step();
        }
        var count = Math.Min(buffer.Length, output.Length - given);
        output.CopyTo(given, buffer, count);
        given += count;
        return count;
    }

    public override int Read()
    {
        var one = new char[1];
        return Read(one) == 1 ? one[0] : -1;
    }

    public override int Peek() => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) input.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Takes one piece of the input.</summary>
    private void Step()
    {
        if (input.IsAtEnd) End();
        else if (isInCData) CData();
        else if (input.Current == '<') Markup();
        else if (input.Current == '&') Reference(inValue: false);
        else Text();
    }

    private void End()
    {
        isDone = true;
        if (open.Count == 0) return;
        IsCut = true;
        if (isInCData) output.Append("]]>");
        while (open.Count > 0)
        {
            if (IsEntry(open[^1])) output.Append($"<{CutMark}/>");
            CloseLast();
        }
    }

    private void Text()
    {
        while (!input.IsAtEnd && input.Current is not ('<' or '&') && output.Length < 4096)
        {
            // "]]>" must not stand in text.
            if (open.Count > 0) Append(input.Current);
            input.Skip(1);
        }
    }

    private void CData()
    {
        while (!input.IsAtEnd && output.Length < 4096)
        {
            if (input.StartsWith("]]>"))
            {
                input.Skip(3);
                isInCData = false;
                output.Append("]]>");
                return;
            }
            output.Append(input.Current);
            input.Skip(1);
        }
    }

    private void Markup()
    {
        var next = input.At(1);
        if (input.StartsWith("<!--")) SkipBehind("-->");
        else if (input.StartsWith("<![CDATA[")) BeginCData();
        else if (next == '?') SkipBehind("?>");
        else if (next == '!' && (char.IsAsciiLetter(input.At(2)) || input.At(2) == '[')) SkipDeclaration();
        else if (next == '/' && IsNameStart(input.At(2))) EndTag();
        else if (IsNameStart(next)) StartTag();
        else
        {
            if (open.Count > 0)
            {
                Flaw("a raw <");
                output.Append("&lt;");
            }
            input.Skip(1);
        }
    }

    private void BeginCData()
    {
        if (open.Count == 0)
        {
            SkipBehind("]]>");
            return;
        }
        input.Skip("<![CDATA[".Length);
        isInCData = true;
        output.Append("<![CDATA[");
    }

    private void SkipBehind(string mark)
    {
        while (!input.IsAtEnd && !input.StartsWith(mark)) input.Skip(1);
        input.Skip(mark.Length);
    }

    /// <summary>A DOCTYPE with its declarations, in which quotes may hold brackets.</summary>
    private void SkipDeclaration()
    {
        var brackets = 0;
        while (!input.IsAtEnd)
        {
            var c = input.Current;
            if (input.StartsWith("<!--"))
            {
                SkipBehind("-->");
                continue;
            }
            input.Skip(1);
            if (c is '"' or '\'')
            {
                while (!input.IsAtEnd && input.Current != c) input.Skip(1);
                input.Skip(1);
            }
            else if (c == '[') brackets++;
            else if (c == ']') brackets--;
            else if (c == '>' && brackets <= 0) return;
        }
    }

    private void EndTag()
    {
        input.Skip(2);
        var name = Name();
        while (!input.IsAtEnd && input.Current is not ('>' or '<')) input.Skip(1);
        if (!input.IsAtEnd && input.Current == '>') input.Skip(1);
        if (open.Count == 0) return;
        var at = open.FindLastIndex(element => element.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (at < 0)
        {
            if (!Void.Contains(name)) Flaw($"</{name}> without a beginning");
            return;
        }
        CloseDownTo(at);
        if (open.Count == 0) isDone = true; // what stands behind the root is nobody's
    }

    private void StartTag()
    {
        input.Skip(1);
        var name = Name();
        var attributes = Attributes(out var isEmpty, out var isWhole);
        if (!isWhole) return;
        if (!isRootFound)
        {
            if (Stray.Contains(name)) return;
            isRootFound = true;
            entry = name.Equals("feed", StringComparison.OrdinalIgnoreCase) ? "entry" : "item";
        }
        else if (IsEntry(name) && open.FindIndex(IsEntry) is >= 0 and var before)
        {
            CloseDownTo(before);
        }
        else if (SelfEnding.Contains(name) && open[^1].Equals(name, StringComparison.OrdinalIgnoreCase))
        {
            CloseLast();
        }
        output.Append('<').Append(name).Append(attributes);
        if (isEmpty || Void.Contains(name)) output.Append("/>");
        else
        {
            output.Append('>');
            open.Add(name);
        }
        if (open.Count == 0) isDone = true;
    }

    private bool IsEntry(string name) => name.Equals(entry, StringComparison.OrdinalIgnoreCase);

    private void CloseDownTo(int at)
    {
        if (at < open.Count - 1) Flaw($"<{open[^1]}> without an end");
        while (open.Count > at) CloseLast();
    }

    private void CloseLast()
    {
        output.Append("</").Append(open[^1]).Append('>');
        open.RemoveAt(open.Count - 1);
    }

    /// <summary>Reads up to the end of a start tag.</summary>
    private string Attributes(out bool isEmpty, out bool isWhole)
    {
        var before = output.Length;
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        isEmpty = false;
        isWhole = false;
        while (!input.IsAtEnd)
        {
            var c = input.Current;
            if (c == '>')
            {
                input.Skip(1);
                isWhole = true;
                break;
            }
            if (c == '<')
            {
                Flaw("a tag without an end");
                isWhole = true;
                break;
            }
            if (!IsNameStart(c))
            {
                isEmpty = c == '/' && input.At(1) == '>';
                input.Skip(1);
                continue;
            }
            var isNamespace = input.StartsWith("xmlns");
            var name = Name();
            SkipSpace();
            var length = output.Length;
            output.Append(' ').Append(name).Append("=\"");
            if (!input.IsAtEnd && input.Current == '=')
            {
                input.Skip(1);
                SkipSpace();
                Value();
            }
            output.Append('"');
            if (isNamespace || name.Equals("xmlns", StringComparison.OrdinalIgnoreCase) || !names.Add(name)) output.Length = length;
        }
        var attributes = output.ToString(before, output.Length - before);
        output.Length = before;
        return attributes;
    }

    private void Value()
    {
        if (input.IsAtEnd) return;
        var quote = input.Current is '"' or '\'' ? input.Current : '\0';
        if (quote != '\0') input.Skip(1);
        var start = output.Length;
        while (!input.IsAtEnd && output.Length - start < LongestValue)
        {
            var c = input.Current;
            if (c == quote && quote != '\0')
            {
                input.Skip(1);
                return;
            }
            if (quote == '\0' && (char.IsWhiteSpace(c) || c is '>' or '<' || (c == '/' && input.At(1) == '>'))) return;
            if (c == '&')
            {
                Reference(inValue: true);
                continue;
            }
            if (c == '"') output.Append("&quot;");
            else if (c == '<') output.Append("&lt;");
            else Append(c);
            input.Skip(1);
        }
    }

    /// <summary>A reference to a character, or an ampersand that is none.</summary>
    private void Reference(bool inValue)
    {
        var length = 1;
        while (length < LongestReference && (char.IsAsciiLetterOrDigit(input.At(length)) || (length == 1 && input.At(1) == '#'))) length++;
        var isReference = length > 1 && input.At(length) == ';';
        var name = isReference ? input.Take(1, length - 1) : "";
        if (open.Count == 0 && !inValue)
        {
            input.Skip(isReference ? length + 1 : 1);
            return;
        }
        var text = isReference ? NamedCharacters.Of(name) : null;
        if (text is null)
        {
            Flaw(isReference ? $"the unknown &{name};" : "a raw &");
            output.Append("&amp;");
            input.Skip(1);
            return;
        }
        foreach (var rune in text.EnumerateRunes()) output.Append($"&#{rune.Value};");
        input.Skip(length + 1);
    }

    private void Append(char c)
    {
        if (c == '>') output.Append("&gt;");
        else output.Append(c);
    }

    /// <summary>A name without its prefix, of characters that XML allows in names.</summary>
    private string Name()
    {
        var name = new StringBuilder();
        while (!input.IsAtEnd && input.Current is var c && (c == ':' || XmlConvert.IsNCNameChar(c)))
        {
            if (c == ':') name.Clear();
            else if (name.Length < LongestName && (name.Length > 0 || XmlConvert.IsStartNCNameChar(c))) name.Append(c);
            input.Skip(1);
        }
        return name.Length > 0 ? name.ToString() : "_";
    }

    private static bool IsNameStart(char c) => XmlConvert.IsStartNCNameChar(c) || c == ':';

    private void SkipSpace()
    {
        while (!input.IsAtEnd && char.IsWhiteSpace(input.Current)) input.Skip(1);
    }

    /// <summary>Notes the first of each kind.</summary>
    private void Flaw(string kind)
    {
        if (flaws.Count < 3 && !flaws.Exists(known => known.StartsWith(kind + " in line", StringComparison.Ordinal))) flaws.Add(
            $"{kind} in line {input.Line}");
    }
}
