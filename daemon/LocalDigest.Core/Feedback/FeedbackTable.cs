using LocalDigest.Storage;

namespace LocalDigest.Feedback;

/// <summary>What a user thinks of a paper.</summary>
public enum Thumb
{
    Down = -1,
    Up = 1,
}

/// <summary>A thumb as it stands.</summary>
/// <param name="PaperNumber">The paper's number in the database.</param>
/// <param name="Value">Up or down.</param>
/// <param name="At">When it was given or last changed.</param>
public sealed record GivenThumb(long PaperNumber, Thumb Value, DateTimeOffset At);

/// <summary>The thumbs on disk: at most one for each profile and paper, the last one given.</summary>
public sealed class FeedbackTable(Database database, TimeProvider clock) : IPaperRows
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Tables => ["feedback"];

    /// <inheritdoc/>
    public void Move(Session session, PaperUnion pair) => session.Execute(
        """
        INSERT INTO feedback (profile, paper, value, at) SELECT profile, ?1, value, at FROM feedback WHERE paper = ?2
        ON CONFLICT (profile, paper) DO UPDATE SET value = excluded.value, at = excluded.at WHERE excluded.at > feedback.at
        """,
        pair.Into, pair.From);

    /// <summary>Stores thumbs in one transaction; they are on disk when this returns.</summary>
    public void Give(string profile, IReadOnlyCollection<(long PaperNumber, Thumb Value)> thumbs)
    {
        var now = clock.GetUtcNow();
        database.Write(session =>
        {
            foreach (var (paper, value) in thumbs)
            {
                session.Execute(
                    """
                    INSERT INTO feedback (profile, paper, value, at) VALUES (?1, ?2, ?3, ?4)
                    ON CONFLICT (profile, paper) DO UPDATE SET value = excluded.value, at = excluded.at WHERE value <> excluded.value
                    """,
                    profile, paper, (int)value, now);
            }
        });
    }

    /// <summary>Takes a thumb back.</summary>
    /// <returns>Whether there was one.</returns>
    public bool TakeBack(string profile, long paperNumber) =>
        database.Write(session => session.Execute("DELETE FROM feedback WHERE profile = ?1 AND paper = ?2", profile, paperNumber)) > 0;

    /// <summary>All thumbs of a profile, oldest first.</summary>
    public IReadOnlyList<GivenThumb> All(string profile) => database.Read(session => session.Query(
        "SELECT paper, value, at FROM feedback WHERE profile = ?1 ORDER BY at, paper", Read, profile));

    public Thumb? Find(string profile, long paperNumber) => database.Read(session => session.First<Thumb?>(
        "SELECT value FROM feedback WHERE profile = ?1 AND paper = ?2", row => (Thumb)row.Number(0), profile, paperNumber));

    /// <summary>One page of a profile's thumbs, newest first.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="before">The last thumb of the page before, or null for the first page.</param>
    public IReadOnlyList<GivenThumb> Page(string profile, int limit, (DateTimeOffset At, long PaperNumber)? before) => database.Read(session => session.Query(
        """
        SELECT paper, value, at FROM feedback
        WHERE profile = ?1 AND (?2 IS NULL OR at < ?2 OR (at = ?2 AND paper < ?3))
        ORDER BY at DESC, paper DESC LIMIT ?4
        """,
        Read, profile, before?.At, before?.PaperNumber, limit));

    private static GivenThumb Read(Row row) => new(row.Key(0), (Thumb)row.Number(1), row.Moment(2));
}
