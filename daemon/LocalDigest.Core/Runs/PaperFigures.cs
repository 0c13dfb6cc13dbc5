using LocalDigest.Delivery;
using LocalDigest.Ingestion;
using LocalDigest.Papers;
using LocalDigest.Reading;

namespace LocalDigest.Runs;

/// <summary>The figures of papers that were read, for digests that take them along.</summary>
public sealed class PaperFigures(PaperTable papers, Reader reader, FigureStore store) : IFigureFiles
{
    public FigureFile? Find(string paper, string figure)
    {
        if (!PaperId.TryParse(paper, out var id) || papers.Find(id) is not { } known || reader.Find(known) is not { } read) return null;
        var image = read.Text.Figures.SelectMany(one => one.Images).FirstOrDefault(one => one.Id == figure)?.Stored;
        if (image is null) return null;
        using var file = store.Open(image);
        if (file is null) return null;
        var content = new byte[file.Length];
        file.ReadExactly(content);
        return new FigureFile(image.MediaType, content);
    }
}
