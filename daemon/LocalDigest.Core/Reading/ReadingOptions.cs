namespace LocalDigest.Reading;

/// <summary>How papers are read in full. Bound from the configuration section <c>Reading</c>.</summary>
public sealed record ReadingOptions
{
    /// <summary>Figures that are fetched for one paper, 0 to 20. Those of arXiv's HTML are fifteen seconds apart, as arXiv asks.</summary>
    public int FiguresPerPaper { get; init; } = 3;

    /// <summary>What texts and figures may take on the disk, in MB, 10 to 100,000; beyond it the ones that were read longest ago go.</summary>
    public int MaxMegabytes { get; init; } = 500;

    /// <summary>Pages of a PDF that are read, 1 to 2,000.</summary>
    public int MaxPages { get; init; } = 100;

    /// <summary>Seconds that one of poppler's programs may take, 1 to 600.</summary>
    public int PopplerSeconds { get; init; } = 60;

    /// <summary>Where poppler's programs are; null for wherever the system finds programs.</summary>
    public string? PopplerFolder { get; init; }

    /// <summary>
    /// Folders of the user's own with PDFs: what a BibTeX or RIS file names in its <c>file</c> field is read where it lies in one of them, and nowhere else.
    /// </summary>
    public IReadOnlyList<string> LibraryFolders { get; init; } = [];

    /// <summary>What is wrong with these options, as a sentence; null where nothing is.</summary>
    public string? Check()
    {
        if (FiguresPerPaper is < 0 or > 20) return "LocalDigest:Reading:FiguresPerPaper must be between 0 and 20.";
        if (MaxMegabytes is < 10 or > 100_000) return "LocalDigest:Reading:MaxMegabytes must be between 10 and 100,000.";
        if (MaxPages is < 1 or > 2000) return "LocalDigest:Reading:MaxPages must be between 1 and 2,000.";
        if (PopplerSeconds is < 1 or > 600) return "LocalDigest:Reading:PopplerSeconds must be between 1 and 600.";
        if (LibraryFolders.Any(folder => !Path.IsPathFullyQualified(folder)))
        {
            return "LocalDigest:Reading:LibraryFolders must be absolute paths.";
        }
        return null;
    }
}
