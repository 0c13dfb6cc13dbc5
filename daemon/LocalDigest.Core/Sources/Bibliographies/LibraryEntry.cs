using LocalDigest.Papers;
using LocalDigest.Text;

namespace LocalDigest.Sources;

/// <summary>One entry of a BibTeX or RIS file: a paper, or why there is none.</summary>
public sealed record LibraryEntry
{
    /// <summary>The line on which the entry begins, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>What kind of thing the file says it is, as the file has it but in lower case: <c>article</c>, <c>jour</c>.</summary>
    public string Type { get; init; } = "";

    /// <summary>The citation key, or RIS's reference identifier.</summary>
    public string? Key { get; init; }

    /// <summary>What the entry says, in clean text; null where <see cref="Problem"/> says why.</summary>
    public Paper? Paper { get; init; }

    /// <summary>Why the entry could not be read, as a sentence; null where it was.</summary>
    public string? Problem { get; init; }

    /// <summary>What of the entry was left out, as a sentence; null where nothing was.</summary>
    public string? Remark { get; init; }

    /// <summary>When it was published, as exactly as the file says. <see cref="Paper.Published"/> is its first day.</summary>
    public PartialDate? Date { get; init; }

    /// <summary>When the user put it into the library, where the file says so.</summary>
    public DateTimeOffset? AddedAt { get; init; }

    /// <summary>The user's own copies, as paths the way the file has them: absolute, or relative to the library's folder.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>LaTeX macros in title and abstract that were not understood.</summary>
    public IReadOnlyList<string> UnknownMacros { get; init; } = [];
}
