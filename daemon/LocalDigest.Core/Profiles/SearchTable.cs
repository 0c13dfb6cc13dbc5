using LocalDigest.Storage;

namespace LocalDigest.Profiles;

/// <summary>A search that a reader keeps.</summary>
public sealed record SavedSearch
{
    /// <summary>Its name in addresses.</summary>
    public required string Id { get; init; }

    /// <summary>Whose.</summary>
    public required string Profile { get; init; }

    public required string Name { get; init; }

    /// <summary>Words as they are typed into a search; null for none.</summary>
    public string? Q { get; init; }

    /// <summary>A category such as <c>cs.CV</c>, or an archive such as <c>cs</c>; null for all.</summary>
    public string? Category { get; init; }

    /// <summary>An author; null for all.</summary>
    public string? Author { get; init; }

    /// <summary>What it finds among a day's new papers is considered for the digest whatever else speaks for it.</summary>
    public bool AsSource { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The searches that readers keep, on disk. They go with their profile.</summary>
public sealed class SearchTable(Database database, TimeProvider clock)
{
    private const string Columns = "id, profile, name, q, category, author, as_source, created_at";

    /// <summary>Keeps a search of a profile that exists.</summary>
    /// <param name="search">Its id and its time are made here.</param>
    public SavedSearch Add(SavedSearch search)
    {
        var now = clock.GetUtcNow();
        var kept = search with { Id = Guid.CreateVersion7(now).ToString("N"), CreatedAt = now };
        database.Write(session => session.Execute(
            $"INSERT INTO searches ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            kept.Id, kept.Profile, kept.Name, kept.Q, kept.Category, kept.Author, kept.AsSource, now));
        return kept;
    }

    /// <summary>Puts a search in the place of the one of its id.</summary>
    /// <returns>The search as it is now; null where there is none of this id.</returns>
    public SavedSearch? Replace(SavedSearch search) => database.Write(session =>
    {
        session.Execute(
            "UPDATE searches SET profile = ?2, name = ?3, q = ?4, category = ?5, author = ?6, as_source = ?7 WHERE id = ?1",
            search.Id, search.Profile, search.Name, search.Q, search.Category, search.Author, search.AsSource);
        return Find(session, search.Id);
    });

    /// <summary>A search; null where there is none of this id.</summary>
    public SavedSearch? Find(string id) => database.Read(session => Find(session, id));

    /// <summary>A profile's searches in the order in which they were kept.</summary>
    public IReadOnlyList<SavedSearch> Of(string profile) => database.Read(session =>
        session.Query($"SELECT {Columns} FROM searches WHERE profile = ?1 ORDER BY created_at, id", Read, profile));

    /// <returns>Whether there was such a search.</returns>
    public bool Remove(string id) => database.Write(session => session.Execute("DELETE FROM searches WHERE id = ?1", id)) > 0;

    private static SavedSearch? Find(Session session, string id) =>
        session.First($"SELECT {Columns} FROM searches WHERE id = ?1", Read, id);

    private static SavedSearch Read(Row row) => new()
    {
        Id = row.Text(0),
        Profile = row.Text(1),
        Name = row.Text(2),
        Q = row.TextOrNull(3),
        Category = row.TextOrNull(4),
        Author = row.TextOrNull(5),
        AsSource = row.Flag(6),
        CreatedAt = row.Moment(7),
    };
}
