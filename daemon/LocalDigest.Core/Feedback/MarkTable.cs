using System.Text.Json;
using LocalDigest.Storage;

namespace LocalDigest.Feedback;

/// <summary>What a reader noted on a paper.</summary>
public sealed record Marks
{
    /// <summary>On a paper on which nothing is noted.</summary>
    public static Marks None { get; } = new();

    /// <summary>The reader has seen the paper and need not be told of it again.</summary>
    public bool Seen { get; init; }

    /// <summary>It is kept for later.</summary>
    public bool Saved { get; init; }

    /// <summary>The reader's own words; null for none.</summary>
    public string? Note { get; init; }

    /// <summary>The reader's own keywords, no two alike but for capitals.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    internal bool IsEmpty => !Seen && !Saved && Note is null && Tags.Count == 0;

    public bool HasTag(string tag) => Tags.Contains(tag, StringComparer.OrdinalIgnoreCase);
}

/// <summary>The marks on disk: one row for each profile and paper on which anything is noted.</summary>
public sealed class MarkTable(Database database, SignalTable signals) : IPaperRows
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Tables => ["marks"];

    /// <inheritdoc/>
    public void Move(Session session, PaperUnion pair) => session.Execute(
        """
        INSERT INTO marks (profile, paper, seen, saved, note, tags) SELECT profile, ?1, seen, saved, note, tags FROM marks WHERE paper = ?2
        ON CONFLICT (profile, paper) DO UPDATE SET
            seen = seen OR excluded.seen,
            saved = saved OR excluded.saved,
            note = CASE WHEN excluded.note IN ('', note) THEN note WHEN note = '' THEN excluded.note
                ELSE note || char(10, 10) || excluded.note END,
            tags = (SELECT json_group_array(tag) FROM (
                SELECT tag FROM (SELECT value AS tag FROM json_each(marks.tags) UNION ALL SELECT value FROM json_each(excluded.tags))
                GROUP BY lower(tag)))
        """,
        pair.Into, pair.From);

    /// <summary>
    /// Changes a paper's marks, and with them the sign of interest that saving it is; all of it is on disk when this returns, or nothing.
    /// </summary>
    /// <param name="profile">Whose marks.</param>
    /// <param name="paperNumber">The paper's number in the database.</param>
    /// <param name="change">Makes the new marks of those that stand.</param>
    /// <returns>The marks before and after.</returns>
    public (Marks Before, Marks After) Change(string profile, long paperNumber, Func<Marks, Marks> change) => database.Write(session =>
    {
        var before = Find(session, profile, paperNumber);
        var after = change(before);
        if (after.IsEmpty)
        {
            session.Execute("DELETE FROM marks WHERE profile = ?1 AND paper = ?2", profile, paperNumber);
        }
        else
        {
            session.Execute(
                """
                INSERT INTO marks (profile, paper, seen, saved, note, tags) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                ON CONFLICT (profile, paper) DO UPDATE SET
                    seen = excluded.seen, saved = excluded.saved, note = excluded.note, tags = excluded.tags
                """,
                profile, paperNumber, after.Seen ? 1 : 0, after.Saved ? 1 : 0, after.Note ?? "", JsonSerializer.Serialize(after.Tags));
        }
        if (after.Saved && !before.Saved) signals.Record(session, profile, paperNumber, Signal.Saved);
        else if (before.Saved && !after.Saved) SignalTable.TakeBack(session, profile, paperNumber, Signal.Saved);
        return (before, after);
    });

    /// <summary>A paper's marks.</summary>
    public Marks Find(string profile, long paperNumber) => database.Read(session => Find(session, profile, paperNumber));

    /// <summary>All marks of a profile, by the papers' numbers.</summary>
    public IReadOnlyDictionary<long, Marks> All(string profile) => database.Read(session => session.Query(
        "SELECT seen, saved, note, tags, paper FROM marks WHERE profile = ?1", row => (Paper: row.Key(4), Marks: Read(row)), profile)
        .ToDictionary(pair => pair.Paper, pair => pair.Marks));

    private static Marks Find(Session session, string profile, long paperNumber) => session.First(
        "SELECT seen, saved, note, tags FROM marks WHERE profile = ?1 AND paper = ?2", Read, profile, paperNumber) ?? Marks.None;

    private static Marks Read(Row row) => new()
    {
        Seen = row.Flag(0),
        Saved = row.Flag(1),
        Note = row.Text(2) is { Length: > 0 } note ? note : null,
        Tags = JsonSerializer.Deserialize<List<string>>(row.Text(3))!,
    };
}
