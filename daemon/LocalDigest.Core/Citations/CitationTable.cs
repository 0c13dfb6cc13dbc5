using System.Text.Json;
using LocalDigest.Storage;

namespace LocalDigest.Citations;

/// <summary>What was learned of papers' citations, on disk.</summary>
public sealed class CitationTable(Database database) : IPaperRows
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Tables => ["citations"];

    /// <inheritdoc/>
    public void Move(Session session, PaperUnion pair) =>
        session.Execute("UPDATE OR IGNORE citations SET paper = ?1 WHERE paper = ?2", pair.Into, pair.From);

    /// <summary>What is known of some papers, by their numbers.</summary>
    /// <param name="papers">Their numbers.</param>
    public IReadOnlyDictionary<long, Citation> Of(IReadOnlyCollection<long> papers) => database.Read(session => session.Query(
        """
        SELECT paper, is_known, count, influential, venue, h_index, at FROM citations WHERE paper IN (SELECT value FROM json_each(?1))
        """,
        row => (Paper: row.Key(0), Citation: new Citation(
            row.Flag(1), row.NumberOrNull(2), row.NumberOrNull(3), row.TextOrNull(4), row.NumberOrNull(5), row.Moment(6))),
        JsonSerializer.Serialize(papers)).ToDictionary(row => row.Paper, row => row.Citation));

    /// <summary>Stores what was learned, over what was known before.</summary>
    internal void Save(IReadOnlyDictionary<long, Citation> learned) => database.Write(session =>
    {
        foreach (var (paper, citation) in learned)
        {
            session.Execute(
                """
                INSERT OR REPLACE INTO citations (paper, is_known, count, influential, venue, h_index, at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                """,
                paper, citation.IsKnown, citation.Count, citation.Influential, citation.Venue, citation.HighestHIndex, citation.At);
        }
    });
}
