using System.Net;
using System.Text;
using System.Xml;

namespace LocalDigest.Sources;

/// <summary>
/// Reads XML from outside as a stream of parts, each one small tree. No DTD, no resolver, bounded depth, bounded parts,
/// so that neither an entity bomb nor a million open elements costs anything.
/// </summary>
internal sealed class BoundedXml : IDisposable
{
    private const int MaxDepth = 32;
    private const int MaxElementsInPart = 100_000;
    private const int MaxTextInPart = 4 << 20;
    private const int MaxCharacters = 64 << 20;

    /// <summary>Elements of HTML, as XML, that end a word.</summary>
    private static readonly HashSet<string> Blocks = new(
        ["p", "div", "br", "li", "ul", "ol", "table", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "section", "sec", "blockquote",
            "pre", "dt", "dd"],
        StringComparer.OrdinalIgnoreCase);

    private readonly string service;
    private readonly LegalCharacters text;
    private readonly XmlReader reader;
    private readonly char[] chunk = new char[4096];

    /// <exception cref="SourceException">It is no XML.</exception>
    public BoundedXml(TextReader answer, string service)
    {
        this.service = service;
        text = new LegalCharacters(answer);
        reader = XmlReader.Create(text, new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = MaxCharacters,
            CheckCharacters = false, // a stray character reference must not lose a whole list
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            CloseInput = true,
        });
        while (Next() && reader.NodeType != XmlNodeType.Element)
        {
        }
        Root = reader.LocalName;
    }

    /// <summary>The local name of the outermost element.</summary>
    public string Root { get; }

    /// <summary>Whether some of what was read so far was no text: wrong bytes, control characters.</summary>
    public bool Damaged => text.Damaged;

    /// <summary>
    /// The elements inside the outermost one, in order, each read whole. Those named in <paramref name="containers"/> are entered instead.
    /// </summary>
    /// <exception cref="SourceException">It is not well-formed, or beyond the bounds.</exception>
    public IEnumerable<XmlPart> Parts(params string[] containers)
    {
        while (Next())
            if (reader.NodeType == XmlNodeType.Element && !containers.Contains(reader.LocalName))
            {
                var elements = 0;
                yield return ReadPart(ref elements);
            }
    }

    public void Dispose() => reader.Dispose();

    private XmlPart ReadPart(ref int elements)
    {
        if (++elements > MaxElementsInPart) throw Malformed("one entry holds too many elements");
        var part = new XmlPart(reader.LocalName) { At = (reader as IXmlLineInfo)?.LineNumber ?? 0 };
        while (reader.MoveToNextAttribute()) part.Attributes[reader.LocalName] = reader.Value;
        reader.MoveToElement();
        if (reader.IsEmptyElement) return part;

        var content = new StringBuilder();
        while (Next())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    var child = ReadPart(ref elements);
                    part.Parts.Add(child);
                    content.Append(child.Text); // markup inside a title is still a title
                    if (Blocks.Contains(child.Name)) content.Append(' ');
                    break;
                case XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    AppendValue(content);
                    break;
                case XmlNodeType.CDATA:
                    // CDATA is not unescaped by XML, so that its one layer of escaping is HTML's.
                    var raw = new StringBuilder();
                    AppendValue(raw);
                    content.Append(WebUtility.HtmlDecode(raw.ToString()));
                    break;
                case XmlNodeType.EndElement:
                    // RFC 4287: html is escaped once by XML and once by itself.
                    part.Text = part.Attributes.GetValueOrDefault("type") == "html" ? WebUtility.HtmlDecode(content.ToString()) : content.ToString();
                    return part;
            }
        }
        throw Malformed("it breaks off", transient: true);
    }

    private void AppendValue(StringBuilder to)
    {
        for (int count; (count = Guarded(() => reader.ReadValueChunk(chunk, 0, chunk.Length))) > 0;)
        {
            to.Append(chunk, 0, count);
            if (to.Length > MaxTextInPart) throw Malformed("one entry is too long");
        }
    }

    private bool Next()
    {
        var more = Guarded(reader.Read);
        return reader.Depth <= MaxDepth ? more : throw Malformed("its elements are nested too deeply");
    }

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (XmlException e)
        {
            throw Malformed(e.LineNumber > 0 ? $"it breaks off or is wrong in line {e.LineNumber}" : "it is empty or wrong", e, transient: true);
        }
    }

    private SourceException Malformed(string why, Exception? inner = null, bool transient = false) =>
        new(SourceFailure.Malformed, $"{service} sent an answer that is no readable XML: {why}. Try again later.", inner) { Transient = transient };

    /// <summary>Replaces what XML does not allow, so that one wrong byte costs one character and not the document.</summary>
    private sealed class LegalCharacters(TextReader inner) : TextReader
    {
        public bool Damaged { get; private set; }

        public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

        public override int Read(Span<char> buffer)
        {
            var count = inner.Read(buffer);
            foreach (ref var c in buffer[..count])
            {
                if (c is '\ufffd') Damaged = true;
                if (c is not ((< ' ' and not ('\t' or '\n' or '\r')) or '\ufffe' or '\uffff')) continue;
                c = '\ufffd';
                Damaged = true;
            }
            return count;
        }

        public override int Read()
        {
            var one = new char[1];
            return Read(one) == 1 ? one[0] : -1;
        }

        public override int Peek() => inner.Peek();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}

/// <summary>An element with what is in it. Names are local and compared without case, for services disagree on <c>doi</c> and <c>DOI</c>.</summary>
internal sealed class XmlPart(string name)
{
    public string Name { get; } = name;

    /// <summary>The line on which it begins, from 1.</summary>
    public int At { get; init; }

    public Dictionary<string, string> Attributes { get; } = new(StringComparer.OrdinalIgnoreCase);

    public List<XmlPart> Parts { get; } = [];

    /// <summary>All text in it, unescaped exactly once.</summary>
    public string Text { get; set; } = "";

    public bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    public IEnumerable<XmlPart> All(string name) => Parts.Where(part => part.Is(name));

    public XmlPart? First(string name) => All(name).FirstOrDefault();

    /// <summary>The trimmed text of the first such element; null where there is none or it is empty.</summary>
    public string? Value(string name) => First(name)?.Text.Trim() is { Length: > 0 } text ? text : null;

    /// <summary><see cref="Value"/> on one line: services break lines where it suits them.</summary>
    public string? Line(string name) => Value(name) is { } text ? OneLine(text) : null;

    public static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
