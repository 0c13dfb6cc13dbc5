using LocalDigest.Daemon.Wire;
using LocalDigest.Sources;
using Microsoft.AspNetCore.WebUtilities;

namespace LocalDigest.Daemon.Api;

/// <summary>A reference manager's file in the body of a request: BibTeX or RIS, by Content-Type.</summary>
internal sealed class BibliographyBody
{
    public const string BibTeX = "application/x-bibtex";
    public const string Ris = "application/x-research-info-systems";

    private readonly Stream body;

    private BibliographyBody(Stream body, FileFormat expected, FileFormat found)
    {
        this.body = body;
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
            _ => null,
        };
        if (expected is not { } format) return null;
        request.EnableBuffering();
        await request.Body.DrainAsync(ct);
        request.Body.Position = 0;
        var beginning = new char[FileFormats.Beginning];
        // Disposing of the reader would close the body, which is read once more.
        var count = await LibraryText.Open(request.Body).ReadBlockAsync(beginning, ct);
        return new BibliographyBody(request.Body, format, FileFormats.Recognise(new string(beginning, 0, count)));
    }

    /// <summary>The entries, read as they are asked for.</summary>
    public IEnumerable<LibraryEntry> Entries()
    {
        // PubMed's records have no beginning that RIS knows, but tags of the same names: all of them would come out as one paper.
        if (Found == FileFormat.Medline) yield break;
        body.Position = 0;
        using var text = LibraryText.Open(body);
        foreach (var entry in Expected == FileFormat.BibTeX ? BibTeXFile.Read(text) : RisFile.Read(text)) yield return entry;
    }
}
