using System.Text.Json.Serialization;

namespace LocalDigest.Profiles;

/// <summary>Criteria text taken apart.</summary>
public sealed record Interests
{
    /// <summary>In the order of the text; empty where it names nothing that is wanted.</summary>
    public IReadOnlyList<Topic> Topics { get; init; } = [];

    /// <summary>What stands before the topics: how to use them.</summary>
    public string Introduction { get; init; } = "";

    /// <summary>What stands behind or between the topics and belongs to none: taste, principles.</summary>
    public string Remarks { get; init; } = "";

    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>Words that speak against a paper, without ruling it out.</summary>
    public IReadOnlyList<string> NegativeKeywords { get; init; } = [];

    /// <summary>What clauses of free text are against, in the user's words. Papers on it are less wanted; none is ruled out.</summary>
    public IReadOnlyList<string> Unwanted { get; init; } = [];
}

/// <summary>One criterion.</summary>
/// <param name="Number">Counted from 1, as the judge names it.</param>
/// <param name="Title">A few words; taken from the text where it has no title.</param>
/// <param name="Relevant">What is wanted.</param>
/// <param name="NotRelevant">What is not; may be empty.</param>
public sealed record Topic(int Number, string Title, string Relevant, string NotRelevant = "")
{
    private const int LongestShortTitle = 60;

    /// <summary>The title's first words, at most 60 characters, as it stands within a sentence.</summary>
    [JsonIgnore]
    public string ShortTitle
    {
        get
        {
            if (Title.Length <= LongestShortTitle) return Title;
            var end = Title.LastIndexOf(' ', LongestShortTitle - 1);
            return Title[..(end > 0 ? end : LongestShortTitle - 1)].TrimEnd(',', ';', ':', '.', '(') + "…";
        }
    }
}
