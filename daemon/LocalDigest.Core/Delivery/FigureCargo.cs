using System.Security.Cryptography;
using LocalDigest.Digests;

namespace LocalDigest.Delivery;

/// <summary>A digest that takes its figures along to where the daemon cannot serve them.</summary>
/// <param name="Digest">The digest, its figures at their new addresses; those that cannot come along are left out and said.</param>
/// <param name="Files">The figures by their names there, each once.</param>
internal sealed record FigureCargo(DigestContent Digest, IReadOnlyList<(string Name, FigureFile File)> Files)
{
    /// <param name="digest">The digest as it is kept.</param>
    /// <param name="figures">Where the figures are; null for none.</param>
    /// <param name="catalogue">Has the words for what is left out.</param>
    /// <param name="address">The address of a figure from its name.</param>
    /// <param name="mostBytes">Figures beyond so many bytes together stay behind.</param>
    public static FigureCargo Load(DigestContent digest, IFigureFiles? figures, StyleCatalogue catalogue, Func<string, string> address, long mostBytes)
    {
        if (digest.Papers.All(paper => paper.Figures.Count == 0)) return new FigureCargo(digest, []);
        var missing = catalogue.WordsFor(digest.Language)["withheld-uncarried"];
        var files = new Dictionary<string, FigureFile>(StringComparer.Ordinal);
        var bytes = 0L;
        var papers = digest.Papers.Select(paper =>
        {
            var carried = new List<DigestFigure>();
            foreach (var figure in paper.Figures)
            {
                if (figures?.Find(paper.Id, figure.Id) is not { } file || Ending(file.MediaType) is not { } ending) continue;
                var name = Convert.ToHexStringLower(SHA256.HashData(file.Content))[..32] + ending;
                if (!files.ContainsKey(name))
                {
                    if (bytes + file.Content.Length > mostBytes) continue;
                    bytes += file.Content.Length;
                    files[name] = file;
                }
                carried.Add(figure with { Address = address(name) });
            }
            if (carried.Count == paper.Figures.Count) return paper with { Figures = carried };
            var reading = paper.Reading ?? new DigestReading();
            return paper with { Figures = carried, Reading = reading with { Withheld = [.. reading.Withheld, missing] } };
        }).ToList();
        return new FigureCargo(digest with { Papers = papers }, [.. files.Select(file => (file.Key, file.Value))]);
    }

    private static string? Ending(string mediaType) => mediaType switch
    {
        "image/png" => ".png",
        "image/jpeg" => ".jpg",
        "image/gif" => ".gif",
        "image/webp" => ".webp",
        _ => null,
    };
}
