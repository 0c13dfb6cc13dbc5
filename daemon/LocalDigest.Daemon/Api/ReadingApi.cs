using LocalDigest.Daemon.Wire;
using LocalDigest.Ingestion;
using LocalDigest.Profiles;
using LocalDigest.Reading;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace LocalDigest.Daemon.Api;

/// <summary>What papers say in full, and their figures.</summary>
internal static class ReadingApi
{
    public static void MapReading(this IEndpointRouteBuilder routes)
    {
        var papers = routes.MapGroup("/v1/papers").WithTags("Papers");
        papers.MapGet("/{id}/reading", Get).WithName("paperReading")
            .WithSummary("What a paper says.")
            .WithDescription(
                "A checked summary with where each sentence stands, sections, figures, tables, references, who wrote it where, links, " +
                "and what could not be read. Only of papers that were read in full: those that a digest took in.");
        papers.MapGet("/{id}/figures/{figure}", Picture).WithName("paperFigure")
            .WithSummary("A picture of a paper.")
            .WithDescription("By the id of a figure or of one of its panels. It is kept on this machine.")
            .Produces<byte[]>(200, "image/png", "image/jpeg", "image/gif", "image/webp").Produces(304)
            .WithMetadata(new ETagMetadata("The picture, for If-None-Match."));
    }

    private static Results<Ok<ReadingResponse>, NotFoundProblem> Get(
        string id, PaperTable papers, Reader reader, ProfileTable profiles, Summariser summariser, string profile = Profile.DefaultId)
    {
        if (PapersApi.Named(papers, id) is not { } paper) return PapersApi.NoPaper(id);
        if (profiles.Find(profile) is not { } reads) return ProfilesApi.NoProfile(profile);
        return reader.Find(paper) is { } stored ? TypedResults.Ok(ReadingResponse.Of(paper.Id.Value, stored, summariser.Standing(reads, paper, stored.Text))) : NotRead(paper.Id.Value);
    }

    private static Results<FileStreamHttpResult, NotFoundProblem> Picture(string id, string figure, HttpContext context, PaperTable papers, Reader reader, FigureStore figures)
    {
        if (PapersApi.Named(papers, id) is not { } paper) return PapersApi.NoPaper(id);
        if (reader.Find(paper) is not { } stored) return NotRead(paper.Id.Value);
        var image = stored.Text.Figures.SelectMany(known => known.Images).FirstOrDefault(known => known.Id == figure)?.Stored;
        if (image is null || figures.Open(image) is not { } content)
        {
            return Problems.NotFound($"'{(figure.Length > 70 ? figure[..70] + "…" : figure)}' is no picture of {paper.Id} that is kept. GET /v1/papers/{{id}}/reading lists those that are.");
        }
        // The same address may show another picture once the paper has a new version: kept by the browser, but asked for again.
        context.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Stream(content, image.MediaType, entityTag: new EntityTagHeaderValue($"\"{image.File[..32]}\""));
    }

    private static NotFoundProblem NotRead(string id) =>
        Problems.NotFound($"'{id}' has not been read in full yet. The papers that a digest takes in are read when it is made.");
}

/// <summary>What a paper says. All text is the authors': readable Unicode with LaTeX between dollars.</summary>
public sealed record ReadingResponse
{
    /// <summary>The paper's id.</summary>
    public required string Id { get; init; }

    /// <summary>What it was read from: html, pdf, or nothing but the abstract.</summary>
    public required TextBasis Basis { get; init; }

    public required string Title { get; init; }

    /// <summary>As the page says it, such as en; null where it says nothing.</summary>
    public string? Language { get; init; }

    public required DateTimeOffset ReadAt { get; init; }

    /// <summary>What could not be read or was left out, as sentences.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>What stands of a summary for the profile: written by a model and checked, or the paper's own sentences.</summary>
    public required PaperSummary Summary { get; init; }

    /// <summary>In reading order; the abstract has the id 'abstract'.</summary>
    public required IReadOnlyList<ReadSectionResponse> Sections { get; init; }

    public required IReadOnlyList<ReadFigureResponse> Figures { get; init; }

    public required IReadOnlyList<TextTable> Tables { get; init; }

    public required IReadOnlyList<Reference> References { get; init; }

    public required IReadOnlyList<Affiliation> Affiliations { get; init; }

    /// <summary>Code, project pages and data first.</summary>
    public required IReadOnlyList<PaperLink> Links { get; init; }

    internal static ReadingResponse Of(string id, StoredText stored, PaperSummary summary)
    {
        var text = stored.Text;
        return new ReadingResponse
        {
            Id = id,
            Basis = text.Basis,
            Title = text.Title,
            Language = text.Language,
            ReadAt = stored.ReadAt,
            Notes = text.Notes,
            Summary = summary,
            Sections = [.. text.Sections.Select(section => new ReadSectionResponse(section.Id, section.Number, section.Title, section.Level, [.. section.Paragraphs.Select(paragraph => paragraph.Text)]))],
            Figures = [.. text.Figures.Select(figure => new ReadFigureResponse(figure.Id, figure.Number, figure.Caption, figure.Section, figure.Role,
                [.. figure.Images.Select(image => new ReadPictureResponse(image.Id, image.Caption, image.Stored is null ? null : PictureAddress(id, image.Id), image.Stored?.MediaType, image.Stored?.Width, image.Stored?.Height))]))],
            Tables = text.Tables,
            References = text.References,
            Affiliations = text.Affiliations,
            Links = text.Links,
        };
    }

    /// <summary>Where the daemon serves a picture.</summary>
    private static string PictureAddress(string id, string picture) => $"/v1/papers/{Uri.EscapeDataString(id)}/figures/{picture}";
}

/// <param name="Id">The same whenever the same text is read.</param>
/// <param name="Number">As it is printed.</param>
/// <param name="Title">Empty for text before the first heading.</param>
/// <param name="Level">1 for sections, to 5.</param>
/// <param name="Paragraphs">Its own, without those of the sections below it.</param>
public sealed record ReadSectionResponse(string Id, string? Number, string Title, int Level, IReadOnlyList<string> Paragraphs);

/// <param name="Number">As it is printed.</param>
/// <param name="Caption">Without its number.</param>
/// <param name="Section">The id of the section in which it stands.</param>
/// <param name="Role">teaser, method, results or other.</param>
/// <param name="Pictures">Its panels.</param>
public sealed record ReadFigureResponse(string Id, string? Number, string Caption, string? Section, FigureRole Role, IReadOnlyList<ReadPictureResponse> Pictures);

/// <param name="Caption">The panel's own.</param>
/// <param name="Url">Where the daemon serves it; null where it is not kept.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
public sealed record ReadPictureResponse(string Id, string Caption, string? Url, string? MediaType, int? Width, int? Height);
