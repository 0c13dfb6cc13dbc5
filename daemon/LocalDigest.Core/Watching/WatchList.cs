using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Papers;

namespace LocalDigest.Watching;

/// <summary>Which papers of the store a profile has looked after: those of its libraries, and those that it likes.</summary>
public sealed class WatchList(LibraryTable libraries, FeedbackTable feedback, PaperTable papers)
{
    /// <summary>The papers of a profile, those that came last first; invented ones are none.</summary>
    public IReadOnlyList<StoredPaper> Of(string profile)
    {
        var held = libraries.All(profile).Select(paper => (paper.PaperNumber, At: paper.AddedAt));
        var liked = feedback.All(profile).Where(thumb => thumb.Value == Thumb.Up).Select(thumb => (thumb.PaperNumber, thumb.At));
        List<long> numbers = [.. held.Concat(liked).OrderByDescending(item => item.At).Select(item => item.PaperNumber).Distinct()];
        return [.. papers.Find(numbers).Where(paper => !paper.IsSample)];
    }

    /// <summary>A paper of the store as it is looked after.</summary>
    public static WatchedPaper Watched(StoredPaper paper) => new(
        paper.Id, paper.Paper.Doi, paper.Paper.Version, paper.Paper.Venue, paper.IsWithdrawn);
}
