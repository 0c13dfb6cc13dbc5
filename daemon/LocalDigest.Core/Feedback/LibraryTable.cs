using LocalDigest.Storage;

namespace LocalDigest.Feedback;

/// <summary>A paper of a user's library.</summary>
/// <param name="PaperNumber">The paper's number in the database.</param>
/// <param name="AddedAt">When the user added it.</param>
public sealed record LibraryPaper(long PaperNumber, DateTimeOffset AddedAt);

/// <summary>What came of bringing a library up to date.</summary>
/// <param name="Added">Papers that were not in it.</param>
/// <param name="Removed">Papers that are in it no more.</param>
/// <param name="Unchanged">Papers that were and are in it.</param>
public sealed record LibraryChange(int Added, int Removed, int Unchanged);

/// <summary>The papers of a profile's libraries, by the library's name.</summary>
public sealed class LibraryTable(Database database) : IPaperRows
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Tables => ["library_papers"];

    /// <inheritdoc/>
    public void Move(Session session, PaperUnion pair) => session.Execute(
        """
        INSERT INTO library_papers (profile, library, paper, added_at) SELECT profile, library, ?1, added_at FROM library_papers WHERE paper = ?2
        ON CONFLICT (profile, library, paper) DO UPDATE SET added_at = min(added_at, excluded.added_at)
        """,
        pair.Into, pair.From);

    /// <summary>Makes a library hold just these papers, in one transaction. The same papers again change nothing.</summary>
    public LibraryChange Replace(string profile, string library, IReadOnlyCollection<LibraryPaper> papers) => database.Write(session =>
    {
        var known = session.Query("SELECT paper FROM library_papers WHERE profile = ?1 AND library = ?2", row => row.Key(0), profile, library).ToHashSet();
        var added = 0;
        var now = papers.Select(paper => paper.PaperNumber).ToHashSet();
        foreach (var paper in papers)
        {
            if (known.Contains(paper.PaperNumber)) continue;
            added += session.Execute(
                "INSERT INTO library_papers (profile, library, paper, added_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                profile, library, paper.PaperNumber, paper.AddedAt);
        }
        var gone = known.Where(paper => !now.Contains(paper)).ToList();
        foreach (var paper in gone) session.Execute("DELETE FROM library_papers WHERE profile = ?1 AND library = ?2 AND paper = ?3", profile, library, paper);
        return new LibraryChange(added, gone.Count, known.Count - gone.Count);
    });

    /// <summary>Whether a library holds papers.</summary>
    public bool Holds(string profile, string library) => database.Read(session => session.First(
        "SELECT 1 FROM library_papers WHERE profile = ?1 AND library = ?2", row => row.Number(0), profile, library) == 1);

    /// <summary>All papers of a profile's libraries; one that is in several comes with the day it was first added.</summary>
    public IReadOnlyList<LibraryPaper> All(string profile) => database.Read(session => session.Query(
        "SELECT paper, min(added_at) FROM library_papers WHERE profile = ?1 GROUP BY paper ORDER BY 2, paper",
        row => new LibraryPaper(row.Key(0), row.Moment(1)), profile));
}
