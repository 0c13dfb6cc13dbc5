using LocalDigest.Text;

namespace LocalDigest.Reading;

/// <summary>What a paper's text was read from, the best first.</summary>
public enum TextBasis
{
    /// <summary>The HTML that arXiv makes of the paper's source: structure and mathematics are the authors'.</summary>
    Html,

    /// <summary>The pages of a PDF: structure is inferred from geometry, mathematics is what the letters on the page give.</summary>
    Pdf,

    /// <summary>Nothing but title and abstract could be had; <see cref="FullText.Notes"/> say why.</summary>
    Abstract,
}

/// <summary>
/// What one version of a paper says, for people and models to read. All text is readable Unicode on one line a paragraph. Mathematics that plain
/// Unicode can say is plain (10⁻⁵, xᵢ); other mathematics is LaTeX between <c>$…$</c>, as <see cref="LatexText"/> has it, and between <c>$$…$$</c>
/// where it is a paragraph of its own. It is the authors' text: hostile input.
/// </summary>
public sealed record FullText
{
    public required TextBasis Basis { get; init; }

    public required string Title { get; init; }

    /// <summary>
    /// In reading order, each with its own paragraphs and not those of the sections below it. The abstract is the first one, with the id
    /// <see cref="TextSection.AbstractId"/>, wherever there is one. Empty only where not even an abstract is known.
    /// </summary>
    public IReadOnlyList<TextSection> Sections { get; init; } = [];

    /// <summary>In the order in which they appear.</summary>
    public IReadOnlyList<Figure> Figures { get; init; } = [];

    /// <inheritdoc cref="Figures"/>
    public IReadOnlyList<TextTable> Tables { get; init; } = [];

    /// <summary>The bibliography.</summary>
    public IReadOnlyList<Reference> References { get; init; } = [];

    /// <summary>In the order of the title block; empty where none is named.</summary>
    public IReadOnlyList<Affiliation> Affiliations { get; init; } = [];

    /// <summary>Addresses in the text outside the bibliography: each once, code, project pages and data first.</summary>
    public IReadOnlyList<PaperLink> Links { get; init; } = [];

    /// <summary>What could not be read, or was left out, and what to do about it: whole sentences for the user.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>
    /// The text's language (BCP 47), such as <c>en</c>: as the page says it where that may be, else as the words tell; null where
    /// neither does.
    /// </summary>
    public string? Language { get; init; }
}

/// <summary>A section, subsection, or a part without a heading.</summary>
/// <param name="Id">Unique in the paper and the same whenever the same text is read: <c>abstract</c>, <c>S3.SS1</c>, <c>A1</c>.</param>
/// <param name="Number">As it is printed, without its last dot: <c>3.1</c>, <c>IV</c>, <c>A.2</c>; null where it has none.</param>
/// <param name="Title">The heading without its number; empty for text before the first heading.</param>
/// <param name="Level">1 for sections and the abstract, 2 for subsections, to 5.</param>
/// <param name="Paragraphs">Its own, in order; may be empty where only subsections follow.</param>
public sealed record TextSection(string Id, string? Number, string Title, int Level, IReadOnlyList<TextParagraph> Paragraphs)
{
    /// <summary>The id of the abstract.</summary>
    public const string AbstractId = "abstract";

    /// <summary>All of the section's own text, paragraphs separated by an empty line.</summary>
    public string Text() => string.Join("\n\n", Paragraphs.Select(paragraph => paragraph.Text));
}

/// <summary>A paragraph, an item of a list, or a formula that stands by itself.</summary>
/// <param name="Text">One line; see <see cref="FullText"/> for its mathematics.</param>
public sealed record TextParagraph(string Text);

/// <summary>What a figure shows.</summary>
public enum FigureRole
{
    Other,

    /// <summary>The picture with which the paper introduces itself, on the first page or before the first section ends.</summary>
    Teaser,

    /// <summary>How it is done: an overview, a pipeline, an architecture.</summary>
    Method,

    /// <summary>What came out of it.</summary>
    Results,
}

/// <summary>A figure with all its panels.</summary>
public sealed record Figure
{
    /// <summary>Unique in the paper, of letters, digits, dots and dashes: <c>fig1</c>.</summary>
    public required string Id { get; init; }

    /// <summary>As it is printed: <c>1</c>, <c>A.2</c>; null where it has none.</summary>
    public string? Number { get; init; }

    /// <summary>Without <c>Figure 1:</c>; empty where there is none.</summary>
    public string Caption { get; init; } = "";

    /// <summary>The <see cref="TextSection.Id"/> of the section in which it stands; null before the first one.</summary>
    public string? Section { get; init; }

    public FigureRole Role { get; init; }

    /// <summary>Its pictures, left to right and top to bottom; more than one where panels are pictures of their own.</summary>
    public IReadOnlyList<FigureImage> Images { get; init; } = [];

    /// <summary>The first of its pictures that is stored; null where none is.</summary>
    public StoredImage? Stored => Images.Select(image => image.Stored).FirstOrDefault(stored => stored is not null);
}

/// <summary>One picture of a figure. Exactly one of <paramref name="Address"/> and <paramref name="Region"/> is given.</summary>
/// <param name="Id">Unique in the paper: the figure's id, for further panels followed by a dash and a number (<c>fig1-2</c>).</param>
/// <param name="Caption">The panel's own caption; empty where it has none.</param>
/// <param name="Address">Where the picture is on the web, absolute.</param>
/// <param name="Region">Where the picture is in the PDF.</param>
/// <param name="Stored">The picture in the store; null where it was not fetched.</param>
public sealed record FigureImage(string Id, string Caption, string? Address, PageRegion? Region, StoredImage? Stored = null);

/// <summary>A rectangle of a page, in points (1/72 inch) from the page's left and top.</summary>
/// <param name="Page">From 1.</param>
public sealed record PageRegion(int Page, double Left, double Top, double Right, double Bottom)
{
    public double Width => Right - Left;

    public double Height => Bottom - Top;
}

/// <summary>A picture in the store.</summary>
/// <param name="File">Its name there: SHA-256 of its content in hexadecimal digits, with the extension of its type.</param>
/// <param name="MediaType"><c>image/png</c>, <c>image/jpeg</c>, <c>image/gif</c> or <c>image/webp</c>.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Bytes">The length of the file.</param>
public sealed record StoredImage(string File, string MediaType, int Width, int Height, long Bytes);

/// <summary>A table.</summary>
/// <param name="Id">Unique in the paper: <c>tab1</c>.</param>
/// <param name="Number">As it is printed; null where it has none.</param>
/// <param name="Caption">Without <c>Table 1:</c>.</param>
/// <param name="Section">The <see cref="TextSection.Id"/> of the section in which it stands; null before the first one.</param>
/// <param name="Rows">Cells of a row from left to right, header rows first; a cell over several columns is followed by empty ones.
/// Empty where the basis is a PDF, whose pages do not tell cells apart; <paramref name="Lines"/> has the text then.</param>
/// <param name="Lines">The lines of the table as they stand on a PDF's page; empty for HTML.</param>
public sealed record TextTable(string Id, string? Number, string Caption, string? Section, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<string> Lines);

/// <summary>An entry of the bibliography.</summary>
/// <param name="Label">As it is cited: <c>12</c>, <c>Doe et al. (2024)</c>; empty where it has none.</param>
/// <param name="Text">The whole entry on one line.</param>
/// <param name="Url">Its first web address; null where it has none.</param>
public sealed record Reference(string Label, string Text, string? Url);

/// <summary>Where authors work.</summary>
/// <param name="Name">As the paper has it: <c>Department of Physics, University of X</c>.</param>
/// <param name="Authors">Those of its authors whom the paper's marks or markup put there; empty where that cannot be told.</param>
/// <param name="ShortForm">The institution alone, for a line in a list: <c>University of X</c>.</param>
public sealed record Affiliation(string Name, IReadOnlyList<string> Authors, string ShortForm);

/// <summary>What a link leads to, as far as address and words around it tell.</summary>
public enum LinkKind
{
    Code,
    Project,
    Data,
    Other,
}

/// <summary>A web address that the paper names.</summary>
/// <param name="Url">http or https.</param>
/// <param name="Text">The words of the link; the address itself where it has no others.</param>
/// <param name="Kind">What it leads to.</param>
/// <param name="Section">The <see cref="TextSection.Id"/> of the section in which it first stands; null for the title block.</param>
public sealed record PaperLink(string Url, string Text, LinkKind Kind, string? Section);
