using System.Text;
using LocalDigest.Daemon.Wire;
using LocalDigest.Sources;
using Microsoft.AspNetCore.WebUtilities;

namespace LocalDigest.Daemon.Api;

/// <summary>A reference manager's file in the body of a request, by Content-Type; what it looks like decides how it is read.</summary>
internal sealed class BibliographyBody
{
    public const string BibTeX = "application/x-bibtex";
    public const string Ris = "application/x-research-info-systems";

    public const string Csl = "application/vnd.citationstyles.csl+json";
    public const string Medline = "application/nbib";
    public const string EndNoteXml = "application/xml";

    /// <summary>The media types, as a sentence names them.</summary>
    public const string Types = $"{BibTeX}, {Ris} (RIS, and the tagged files of Web of Science), {Medline} (PubMed), {EndNoteXml} (EndNote) or {Csl}";

    private readonly Stream body;
    private readonly Encoding? encoding;

    private BibliographyBody(Stream body, Encoding? encoding, FileFormat expected, FileFormat found)
    {
        (this.body, this.encoding) = (body, encoding);
        Expected = expected;
        Found = found;
    }

    /// <summary>The format that the request says it is.</summary>
    public FileFormat Expected { get; }

    /// <summary>The format that it looks like.</summary>
    public FileFormat Found { get; }

    /// <summary>Takes in the whole body; the readers of libraries do not wait, so it is on disk or in memory before they begin.</summary>
    /// <returns>Null where the request is of another media type.</returns>
    public static async Task<BibliographyBody?> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        FileFormat? expected = request.MediaType() switch
        {
            BibTeX or "text/x-bibtex" => FileFormat.BibTeX,
            Ris => FileFormat.Ris,
            Csl => FileFormat.CslJson,
            Medline => FileFormat.Medline,
            EndNoteXml or "text/xml" => FileFormat.EndNoteXml,
            _ => null,
        };
        if (expected is not { } format) return null;
        request.EnableBuffering();
        await request.Body.DrainAsync(ct);
        request.Body.Position = 0;
        var characters = new char[FileFormats.Beginning];
        // Disposing of the reader would close the body, which is read once more.
        var count = await LibraryText.Open(request.Body).ReadBlockAsync(characters, ct);
        var beginning = new string(characters, 0, count);
        var named = LibraryText.Named(request.GetTypedHeaders().ContentType?.Charset.Value) ?? LibraryText.Declared(beginning);
        return new BibliographyBody(request.Body, named, format, FileFormats.Recognise(beginning));
    }

    /// <summary>The entries, read as they are asked for.</summary>
    /// <param name="ct">Stops reading.</param>
    public IEnumerable<LibraryEntry> Entries(CancellationToken ct)
    {
        // Programs send PubMed's and Web of Science's files by the name of RIS. Another file than the one that was meant has no entry.
        var isMeant = Found == Expected || (Expected == FileFormat.Ris && Found is FileFormat.Medline or FileFormat.WebOfScience);
        return isMeant ? Library.Read(Open, Found, ct) : Found == FileFormat.Unknown ? Library.Read(Open, Expected, ct) : [];
    }

    private StreamReader Open()
    {
        body.Position = 0;
        return (StreamReader)LibraryText.Open(new Unclosed(body), encoding);
    }

    /// <summary>The body, which is read more than once, and closed by the server.</summary>
    private sealed class Unclosed(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override int Read(Span<byte> buffer) => inner.Read(buffer);

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
