using System.ComponentModel.DataAnnotations;
using LocalDigest.Daemon.Wire;
using LocalDigest.Profiles;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocalDigest.Daemon.Api;

/// <summary>Searches that a reader keeps, and that may bring papers into the digest.</summary>
internal static class SearchesApi
{
    public static void MapSearches(this IEndpointRouteBuilder routes)
    {
        var searches = routes.MapGroup("/v1/searches").WithTags("Papers");
        searches.MapGet("", List).WithName("listSearches")
            .WithSummary("The searches that a profile keeps.")
            .WithDescription("In the order in which they were kept.");
        searches.MapPost("", Add).WithName("addSearch")
            .WithSummary("Keeps a search.")
            .WithDescription(
                "Of words, a category or an author, or several of them together, as GET /v1/papers takes them. With 'asSource' the " +
                "digest considers each of a day's new papers that has every word, whichever source listed it, and says which search " +
                "found it.");
        searches.MapGet("/{id}", Get).WithName("getSearch")
            .WithSummary("A search that is kept.")
            .WithDescription("To run it, hand what it holds to GET /v1/papers.");
        searches.MapPut("/{id}", Replace).WithName("replaceSearch")
            .WithSummary("Changes a search.")
            .WithDescription("It is replaced as a whole: what is left out is none.");
        searches.MapDelete("/{id}", Delete).WithName("deleteSearch")
            .WithSummary("Keeps a search no more.")
            .WithDescription("What it has brought into digests stays there.");
    }

    private static Results<Ok<SearchesResponse>, NotFoundProblem> List(
        ProfileTable profiles, SearchTable searches, string profile = Profile.DefaultId) =>
        profiles.Find(profile) is null
            ? ProfilesApi.NoProfile(profile)
            : TypedResults.Ok(new SearchesResponse([.. searches.Of(profile).Select(SearchResponse.Of)]));

    private static Results<Created<SearchResponse>, NotFoundProblem, InvalidProblem> Add(
        SearchRequest request, ProfileTable profiles, SearchTable searches)
    {
        if (request.Faults is { Any: true } errors) return Problems.Invalid(errors);
        var wanted = request.ToSearch("");
        if (profiles.Find(wanted.Profile) is null) return ProfilesApi.NoProfile(wanted.Profile);
        var search = searches.Add(wanted);
        return TypedResults.Created($"/v1/searches/{search.Id}", SearchResponse.Of(search));
    }

    private static Results<Ok<SearchResponse>, NotFoundProblem> Get(string id, SearchTable searches) =>
        searches.Find(id) is { } search ? TypedResults.Ok(SearchResponse.Of(search)) : NoSearch(id);

    private static Results<Ok<SearchResponse>, NotFoundProblem, InvalidProblem> Replace(
        string id, SearchRequest request, ProfileTable profiles, SearchTable searches)
    {
        if (request.Faults is { Any: true } errors) return Problems.Invalid(errors);
        var wanted = request.ToSearch(id);
        if (profiles.Find(wanted.Profile) is null) return ProfilesApi.NoProfile(wanted.Profile);
        return searches.Replace(wanted) is { } search ? TypedResults.Ok(SearchResponse.Of(search)) : NoSearch(id);
    }

    private static Results<NoContent, NotFoundProblem> Delete(string id, SearchTable searches) =>
        searches.Remove(id) ? TypedResults.NoContent() : NoSearch(id);

    private static NotFoundProblem NoSearch(string id) => Problems.NotFound($"There is no search '{id}'. GET /v1/searches lists them.");
}

/// <summary>A search to keep.</summary>
public sealed record SearchRequest
{
    /// <summary>Whose; the default profile's where it is not said.</summary>
    public string? Profile { get; init; }

    /// <summary>What to list it as, and what the digest says of a paper that it found.</summary>
    [StringLength(100, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>Words, as q of GET /v1/papers.</summary>
    [MaxLength(2000)]
    public string? Q { get; init; }

    /// <summary>A category such as cs.CV, or an archive such as cs.</summary>
    [MaxLength(100)]
    public string? Category { get; init; }

    /// <summary>An author, as author of GET /v1/papers.</summary>
    [MaxLength(300)]
    public string? Author { get; init; }

    /// <summary>Whether the digest considers what it finds among a day's new papers.</summary>
    public bool? AsSource { get; init; }

    /// <summary>What its form alone does not tell.</summary>
    internal FieldErrors Faults
    {
        get
        {
            var errors = new FieldErrors();
            errors.Check("name", Name.Trim().Length > 0 && !Name.Any(char.IsControl), "It is a name on one line.");
            var isEmpty = Given(Q) is null && Given(Category) is null && Given(Author) is null;
            errors.Check("q", !isEmpty, "Give words, a category or an author.");
            return errors;
        }
    }

    internal SavedSearch ToSearch(string id) => new()
    {
        Id = id,
        Profile = Profile ?? Profiles.Profile.DefaultId,
        Name = Name.Trim(),
        Q = Given(Q),
        Category = Given(Category),
        Author = Given(Author),
        AsSource = AsSource ?? false,
    };

    private static string? Given(string? text) => text?.Trim() is { Length: > 0 } given ? given : null;
}

/// <param name="Items">Searches in the order in which they were kept.</param>
public sealed record SearchesResponse(IReadOnlyList<SearchResponse> Items);

/// <param name="Id">Its name in addresses.</param>
/// <param name="Profile">Whose.</param>
/// <param name="Name">What it is listed as.</param>
/// <param name="Q">Words; null for none.</param>
/// <param name="Category">A category; null for all.</param>
/// <param name="Author">An author; null for all.</param>
/// <param name="AsSource">The digest considers what it finds among a day's new papers.</param>
/// <param name="CreatedAt">When it was kept.</param>
public sealed record SearchResponse(
    string Id, string Profile, string Name, string? Q, string? Category, string? Author, bool AsSource, DateTimeOffset CreatedAt)
{
    internal static SearchResponse Of(SavedSearch search) => new(
        search.Id, search.Profile, search.Name, search.Q, search.Category, search.Author, search.AsSource, search.CreatedAt);
}
