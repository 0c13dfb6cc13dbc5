using System.Globalization;
using System.Text.Json;
using LocalDigest.Digests;
using LocalDigest.Profiles;
using LocalDigest.Storage;

namespace LocalDigest.Delivery;

/// <summary>Writes digests into folders, their figures beside them.</summary>
internal sealed class FolderCourier(DigestRenderer renderer, IFigureFiles? figures)
{
    /// <summary>Beside the digests.</summary>
    private const string FiguresFolder = "figures";

    /// <exception cref="DeliveryException">It was not written.</exception>
    public void Write(DigestContent digest, DeliveryTarget target)
    {
        if (!Directory.Exists(target.Path))
        {
            throw new DeliveryException(
                $"The folder of {digest.ProfileName}'s digests does not exist. Make it, or change the profile's delivery.",
                isLasting: false);
        }
        var cargo = FigureCargo.Load(digest, figures, renderer.Catalogue, name => $"{FiguresFolder}/{name}", long.MaxValue);
        var (suffix, text) = target.Format switch
        {
            "html" => (".html", renderer.Html(cargo.Digest, target.Style)),
            "json" => (".json", JsonSerializer.Serialize(cargo.Digest, JsonSerializerOptions.Web)),
            _ => (".md", renderer.Markdown(cargo.Digest, target.Style)),
        };
        try
        {
            if (cargo.Files.Count > 0) Directory.CreateDirectory(Path.Combine(target.Path, FiguresFolder));
            foreach (var (name, file) in cargo.Files)
            {
                // Figures are named by their content: one that is there is the same.
                var path = Path.Combine(target.Path, FiguresFolder, name);
                if (!File.Exists(path)) PrivateFiles.Replace(path, file.Content);
            }
            var fileName = string.Create(CultureInfo.InvariantCulture, $"{digest.Date:yyyy-MM-dd} {digest.Profile}{suffix}");
            PrivateFiles.Replace(Path.Combine(target.Path, fileName), text);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DeliveryException(
                "The digest could not be written into the folder: check that it may be written to and that the disk is not full.",
                isLasting: false, error);
        }
    }
}
