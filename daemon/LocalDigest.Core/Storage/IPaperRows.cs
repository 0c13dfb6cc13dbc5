namespace LocalDigest.Storage;

/// <summary>
/// A table class whose rows belong to papers. When two papers turn out to be one, whoever makes them one asks each of these to move its rows;
/// rows that nobody moves are deleted with the paper they belong to.
/// </summary>
public interface IPaperRows
{
    /// <summary>The database's tables whose rows it moves: each has a foreign key to a paper, directly or through another one of them.</summary>
    IReadOnlyList<string> Tables { get; }

    /// <summary>Gives the rows of one paper to another. Where both have a row for the same thing, the one that says more stays.</summary>
    /// <param name="session">Of the transaction that makes the two papers one.</param>
    /// <param name="pair">The two.</param>
    void Move(Session session, PaperUnion pair);
}

/// <summary>Two papers that become one. What was said of the text of either is said of the text that the one has from now on.</summary>
/// <param name="From">Number of the paper that goes.</param>
/// <param name="Into">Number of the paper that stays.</param>
/// <param name="FromText">Text hash of the one that goes.</param>
/// <param name="IntoText">Text hash that the one that stays had.</param>
/// <param name="Text">Text hash that it has from now on.</param>
/// <param name="Version">Version that it has from now on.</param>
public sealed record PaperUnion(long From, long Into, byte[] FromText, byte[] IntoText, byte[] Text, int? Version);
