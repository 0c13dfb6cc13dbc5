using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Papers;
using LocalDigest.Profiles;

namespace LocalDigest.Preferences;

/// <summary>What a user said of a paper, or showed without words.</summary>
/// <param name="PaperNumber">The paper's number in the database.</param>
/// <param name="Likes">Whether the user likes it.</param>
/// <param name="Weight">How much it counts beside a thumb, which counts 1.</param>
/// <param name="At">When it was said.</param>
/// <param name="IsThumb">It was said with a thumb.</param>
public sealed record Statement(long PaperNumber, bool Likes, float Weight, DateTimeOffset At, bool IsThumb);

/// <summary>
/// Brings together all that speaks of a user's taste, one statement for each paper. A thumb overrules everything else; of the rest the
/// weightiest counts.
/// </summary>
public sealed class Statements(FeedbackTable feedback, SignalTable signals, LibraryTable libraries, PaperTable papers)
{
    /// <summary>A paper in the user's library, or one that stands for the interest, counts as much of a like.</summary>
    public const float LibraryWeight = 0.5f;

    /// <summary>At most so many statements are learned from, the newest thumbs first, so that learning never takes long.</summary>
    public const int Most = 10_000;

    /// <summary>All statements of a profile, in the order of the papers' numbers.</summary>
    public IReadOnlyList<Statement> Of(Profile profile)
    {
        var all = new Dictionary<long, Statement>();
        foreach (var thumb in feedback.All(profile.Id)) all[thumb.PaperNumber] = new Statement(thumb.PaperNumber, thumb.Value == Thumb.Up, 1, thumb.At, IsThumb: true);
        foreach (var paper in libraries.All(profile.Id)) AddWeaker(new Statement(paper.PaperNumber, true, LibraryWeight, paper.AddedAt, IsThumb: false));
        foreach (var seed in profile.Seeds)
        {
            if (PaperId.TryParse(seed, out var id) && papers.Find(id) is { } paper) AddWeaker(new Statement(paper.Number, true, LibraryWeight, profile.UpdatedAt, IsThumb: false));
        }
        if (profile.Learning.Signals)
        {
            foreach (var signal in signals.All(profile.Id)) AddWeaker(new Statement(signal.PaperNumber, true, WeightOf(signal.Kind), signal.At, IsThumb: false));
        }
        return [.. all.Values.OrderByDescending(statement => statement.IsThumb).ThenByDescending(statement => statement.At).ThenBy(statement => statement.PaperNumber).Take(Most).OrderBy(statement => statement.PaperNumber)];

        void AddWeaker(Statement statement)
        {
            if (!all.TryGetValue(statement.PaperNumber, out var known) || (!known.IsThumb && known.Weight < statement.Weight)) all[statement.PaperNumber] = statement;
        }
    }

    /// <summary>How much a sign of interest counts beside a thumb.</summary>
    public static float WeightOf(Signal signal) => signal switch
    {
        Signal.Saved => 0.3f,
        Signal.Bibtex => 0.3f,
        _ => 0.1f,
    };
}
