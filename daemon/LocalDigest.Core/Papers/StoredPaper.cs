namespace LocalDigest.Papers;

/// <summary>A paper as the database holds it, with its text cleaned.</summary>
/// <param name="Number">Its short name inside the database; never shown.</param>
/// <param name="Paper">What is known of it.</param>
/// <param name="TextHash">SHA-256 of title and abstract, 32 bytes: it changes when a reader or a judge would see something new.</param>
/// <param name="AddedAt">When it first came in.</param>
/// <param name="ChangedAt">When anything of it last changed.</param>
/// <param name="GoneAt">When its source said that it was deleted.</param>
/// <param name="IsSample">It is an invented paper of the sample day: no other source has ever listed it.</param>
public sealed record StoredPaper(
    long Number, Paper Paper, byte[] TextHash, DateTimeOffset AddedAt, DateTimeOffset ChangedAt, DateTimeOffset? GoneAt, bool IsSample = false)
{
    public PaperId Id => Paper.Id;

    /// <summary>Its title, its note or its abstract says that it was withdrawn. It stays listed, with a mark, and is no news.</summary>
    public bool IsWithdrawn => SourceRemarks.SaysWithdrawn(Paper);

    /// <summary>What arXiv's moderators noted on it; null where they noted nothing.</summary>
    public string? ModeratorsNote => SourceRemarks.Moderators(Paper);

    /// <summary>The paper as a bibliography may name it: an invented one, and one that was withdrawn, say so in their note.</summary>
    public Paper Cited =>
        IsSample ? Paper with { Comment = "Invented example of LocalDigest's sample day: there is no such paper." }
        : IsWithdrawn ? Paper with { Comment = $"Withdrawn. {Paper.Comment}".TrimEnd() }
        : Paper;
}
