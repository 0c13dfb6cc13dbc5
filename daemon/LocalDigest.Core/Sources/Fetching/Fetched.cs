using System.Net;
using System.Text;

namespace LocalDigest.Sources;

/// <summary>A whole answer. Dispose it: large ones lie in a temporary file.</summary>
public sealed class Fetched : IDisposable
{
    private readonly Dictionary<string, string> headers;

    internal Fetched(HttpResponseMessage response, Uri address, Stream content)
    {
        NotModified = response.StatusCode == HttpStatusCode.NotModified;
        Address = address;
        Content = content;
        MediaType = response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant();
        Charset = response.Content.Headers.ContentType?.CharSet?.Trim('"', '\'', ' ');
        ETag = response.Headers.NonValidated.TryGetValues("ETag", out var tag) ? tag.ToString() : null;
        LastModified = response.Content.Headers.NonValidated.TryGetValues("Last-Modified", out var date) ? date.ToString() : null;
        RateLimit = RateLimit.Of(response);
        headers = response.Headers.NonValidated.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>What is held already is still right (304); there is no content.</summary>
    public bool NotModified { get; }

    /// <summary>Where it was found, after redirects.</summary>
    public Uri Address { get; }

    /// <summary>The decompressed body; it can be read more than once.</summary>
    public Stream Content { get; }

    /// <summary>Lower case, without parameters: <c>text/html</c>.</summary>
    public string? MediaType { get; }

    public string? ETag { get; }

    public string? LastModified { get; }

    internal string? Charset { get; }

    /// <summary>A header of the answer that is not one of its body; null where it was not sent.</summary>
    internal string? Header(string name) => headers.GetValueOrDefault(name);

    internal RateLimit? RateLimit { get; }

    /// <summary>
    /// The body as text from its beginning. The encoding is that of the byte order mark, else of the XML declaration, else of <c>Content-Type</c>,
    /// else UTF-8. Bytes that are wrong in it become U+FFFD.
    /// </summary>
    public TextReader OpenText()
    {
        Content.Position = 0;
        Span<byte> head = stackalloc byte[256];
        var encoding = Encode(head[..Content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)], Charset);
        Content.Position = 0;
        return new StreamReader(Content, encoding, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
    }

    public void Dispose() => Content.Dispose();

    internal static Encoding Encode(ReadOnlySpan<byte> head, string? charset)
    {
        // Without a mark, only the zero bytes of "<?" show UTF-16.
        if (head.StartsWith("<\0?\0"u8)) return Encoding.Unicode;
        if (head.StartsWith("\0<\0?"u8)) return Encoding.BigEndianUnicode;
        return Find(Declared(head)) ?? Find(charset) ?? Encoding.UTF8;
    }

    /// <summary>The name in <c>&lt;?xml version="1.0" encoding="name"?&gt;</c>.</summary>
    private static string? Declared(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("\uFEFF"u8)) head = head[3..];
        head = head.TrimStart(" \t\r\n"u8); // blank lines before a declaration are a mistake of some servers
        if (!head.StartsWith("<?xml"u8)) return null;
        var end = head.IndexOf("?>"u8);
        var declaration = Encoding.Latin1.GetString(end < 0 ? head : head[..end]);
        var at = declaration.IndexOf("encoding", StringComparison.Ordinal);
        if (at < 0) return null;
        var value = declaration[(at + "encoding".Length)..].TrimStart(' ', '\t', '\r', '\n', '=');
        if (value.Length == 0 || value[0] is not ('"' or '\'')) return null;
        var close = value.IndexOf(value[0], 1);
        return close < 0 ? null : value[1..close];
    }

    private static Encoding? Find(string? name)
    {
        if (string.IsNullOrEmpty(name)) return null;
        // What declares itself UTF-16 and was read as single bytes is not UTF-16.
        if (name.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase) || name.StartsWith("utf-32", StringComparison.OrdinalIgnoreCase)) return null;
        // What is called Latin 1 is Windows-1252 on the web (WHATWG Encoding Standard); ASCII is a part of UTF-8, and text/xml is called so by mistake.
        if (name.Equals("iso-8859-1", StringComparison.OrdinalIgnoreCase) || name.Equals("latin1", StringComparison.OrdinalIgnoreCase)) name = "windows-1252";
        if (name.Equals("us-ascii", StringComparison.OrdinalIgnoreCase)) return Encoding.UTF8;
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
