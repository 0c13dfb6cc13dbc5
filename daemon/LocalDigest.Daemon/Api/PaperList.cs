using System.ComponentModel.DataAnnotations;
using LocalDigest.Feedback;
using LocalDigest.Ranking;
using Microsoft.AspNetCore.Mvc;

namespace LocalDigest.Daemon.Api;

/// <summary>Which papers to list.</summary>
internal sealed record ListPapersRequest
{
    /// <summary>Whose order; the default profile's where it is not said.</summary>
    [FromQuery(Name = "profile")]
    public string? Profile { get; init; }

    /// <summary>
    /// What to search for, by words and by meaning; or an arXiv id, a DOI or an address, which give its paper alone, or a person's name,
    /// whose papers come first. Understood are "a phrase" and word*, which are looked for by words alone, -word, author:name and
    /// author:"a name". The short and the long form of a name count as one; a last word that few papers have counts as the beginning of
    /// one, and a typing error is corrected. Any text is allowed.
    /// </summary>
    [FromQuery(Name = "q"), MaxLength(10_000)]
    public string? Q { get; init; }

    /// <summary>First day of publication.</summary>
    [FromQuery(Name = "from")]
    public DateOnly? From { get; init; }

    /// <summary>Last day of publication.</summary>
    [FromQuery(Name = "to")]
    public DateOnly? To { get; init; }

    /// <summary>A category such as cs.CV, or an archive such as cs.</summary>
    [FromQuery(Name = "category")]
    public string? Category { get; init; }

    /// <summary>An author: words of one name in any order, with initials for given names. Several persons are separated by semicolons.</summary>
    [FromQuery(Name = "author")]
    public string? Author { get; init; }

    /// <summary>Only the papers of the digest of this id, which need not be the profile's own.</summary>
    [FromQuery(Name = "digest"), MaxLength(200)]
    public string? Digest { get; init; }

    /// <summary>Only papers with such a thumb.</summary>
    [FromQuery(Name = "feedback")]
    public FeedbackFilter? Feedback { get; init; }

    /// <summary>Only papers with such a mark: saved, seen, noted, or tag: with a tag behind it.</summary>
    [FromQuery(Name = "marked")]
    [RegularExpression(@"saved|seen|noted|tag:.*\S.*", ErrorMessage = "It is saved, seen, noted, or tag: with a tag behind it, as in tag:thesis.")]
    public string? Marked { get; init; }

    /// <summary>
    /// Papers that a list leaves out otherwise. Without it papers with a thumb down are left out, unless they are asked for by their
    /// thumb, their mark or their id.
    /// </summary>
    [FromQuery(Name = "include")]
    public IncludeFilter? Include { get; init; }

    /// <summary>Leaves out the papers that are marked as seen, unless they are asked for by their id.</summary>
    [FromQuery(Name = "hideSeen")]
    public bool? HideSeen { get; init; }

    /// <summary>Without it a search gives the best match first, and a list the best rank.</summary>
    [FromQuery(Name = "sort")]
    public PaperSort? Sort { get; init; }

    [FromQuery(Name = "limit"), Range(1, Paging.MostItems)]
    public int? Limit { get; init; }

    /// <summary>From the page before.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    /// <summary>What must have been said of a paper for it to be listed; null where that does not matter.</summary>
    internal Func<Annotation, bool>? Among
    {
        get
        {
            Func<Annotation, bool>? byThumb = Feedback switch
            {
                FeedbackFilter.Up => said => said.Thumb == Thumb.Up,
                FeedbackFilter.Down => said => said.Thumb == Thumb.Down,
                FeedbackFilter.Any => said => said.Thumb is not null,
                _ => null,
            };
            Func<Annotation, bool>? byMark = Marked switch
            {
                null => null,
                "saved" => said => said.Marks.Saved,
                "seen" => said => said.Marks.Seen,
                "noted" => said => said.Marks.Note is not null,
                _ => said => said.Marks.HasTag(Marked[TagPrefix.Length..].Trim()),
            };
            return byThumb is null ? byMark : byMark is null ? byThumb : said => byThumb(said) && byMark(said);
        }
    }

    private const string TagPrefix = "tag:";

    /// <summary>Whether a paper is left out for what was said of it.</summary>
    internal bool Hides(Annotation said) => (HideSeen == true && said.Marks.Seen)
        || (said.Thumb == Thumb.Down && Include != IncludeFilter.Disliked && Marked is null && Feedback is null or FeedbackFilter.None);
}

/// <summary>What a list holds that it leaves out otherwise.</summary>
internal enum IncludeFilter
{
    /// <summary>Papers with a thumb down.</summary>
    Disliked,
}

/// <summary>Which papers a list holds, by their thumbs.</summary>
internal enum FeedbackFilter
{
    Up,
    Down,

    /// <summary>With a thumb, up or down.</summary>
    Any,

    /// <summary>Without one.</summary>
    None,
}

/// <param name="Items">The papers in order.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
/// <param name="Total">How many papers the whole list has: exact, never an estimate, and as many as its pages give.</param>
/// <param name="Notice">
/// What to know of how the list came about, as sentences: what was searched for instead, that no paper has the id, or none such words or
/// author, that the embeddings endpoint fails or is not ready; null otherwise.
/// </param>
/// <param name="CorrectedQuery">What q was searched for as, where hardly any paper has what was typed; null where it was not corrected.</param>
public sealed record PapersResponse(
    IReadOnlyList<PaperResponse> Items, string? Next, int Total, string? Notice = null, string? CorrectedQuery = null);
