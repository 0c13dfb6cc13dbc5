using LocalDigest.Storage;

namespace LocalDigest.Feedback;

/// <summary>A sign of interest that is no thumb.</summary>
public enum Signal
{
    /// <summary>The paper's page was opened.</summary>
    Opened,

    /// <summary>The paper was saved for later or to a library.</summary>
    Saved,

    /// <summary>Its BibTeX entry was copied.</summary>
    Bibtex,
}

/// <summary>A sign of interest as it stands.</summary>
public sealed record GivenSignal(long PaperNumber, Signal Kind, DateTimeOffset At);

/// <summary>The signs of interest on disk: of each kind the last one for a profile and paper.</summary>
public sealed class SignalTable(Database database, TimeProvider clock) : IPaperRows
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Tables => ["signals"];

    /// <inheritdoc/>
    public void Move(Session session, PaperUnion pair) => session.Execute(
        """
        INSERT INTO signals (profile, paper, kind, at) SELECT profile, ?1, kind, at FROM signals WHERE paper = ?2
        ON CONFLICT (profile, paper, kind) DO UPDATE SET at = max(at, excluded.at)
        """,
        pair.Into, pair.From);

    /// <summary>Records a sign; it is on disk when this returns.</summary>
    public void Record(string profile, long paperNumber, Signal kind) =>
        database.Write(session => Record(session, profile, paperNumber, kind));

    /// <summary>Records a sign within another change.</summary>
    internal void Record(Session session, string profile, long paperNumber, Signal kind) => session.Execute(
        "INSERT INTO signals (profile, paper, kind, at) VALUES (?1, ?2, ?3, ?4) "
            + "ON CONFLICT (profile, paper, kind) DO UPDATE SET at = excluded.at",
        profile, paperNumber, kind, clock.GetUtcNow());

    /// <summary>Takes a sign back within another change; nothing happens where there is none.</summary>
    internal static void TakeBack(Session session, string profile, long paperNumber, Signal kind) => session.Execute(
        "DELETE FROM signals WHERE profile = ?1 AND paper = ?2 AND kind = ?3", profile, paperNumber, kind);

    /// <summary>All signs of a profile, oldest first.</summary>
    public IReadOnlyList<GivenSignal> All(string profile) => database.Read(session => session.Query(
        "SELECT paper, kind, at FROM signals WHERE profile = ?1 ORDER BY at, paper, kind",
        row => new GivenSignal(row.Key(0), row.Name<Signal>(1), row.Moment(2)), profile));
}
