using LocalDigest.Storage;

namespace LocalDigest.Access;

/// <summary>The leave of a feed reader to read the digests of one profile, and nothing else.</summary>
/// <param name="Id">Its name in addresses. It lets nobody in.</param>
/// <param name="Profile">Whose digests.</param>
/// <param name="Name">What the user knows it by.</param>
/// <param name="Style">In which style; null for each digest's own.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastUsedAt">When it was last read, to the hour; null for never.</param>
public sealed record Feed(string Id, string Profile, string Name, string? Style, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt);

/// <summary>The keys of feed readers on disk, as hashes. They go with their profile.</summary>
public sealed class FeedTable(Database database, TimeProvider clock)
{
    private static readonly TimeSpan NotedEvery = TimeSpan.FromHours(1);

    private const string Columns = "id, profile, name, style, created_at, last_used_at";

    /// <summary>Makes a feed of a profile that exists.</summary>
    /// <returns>The feed, and its key, which is kept nowhere.</returns>
    public (Feed Feed, string Key) Add(string profile, string name, string? style)
    {
        var now = clock.GetUtcNow();
        var feed = new Feed(Guid.CreateVersion7(now).ToString("N"), profile, name, style, now, null);
        var key = Secret.New();
        database.Write(write => write.Execute(
            $"INSERT INTO feeds ({Columns}, key_hash) VALUES (?1, ?2, ?3, ?4, ?5, NULL, ?6)",
            feed.Id, profile, name, style, now, Secret.HashOf(key)));
        return (feed, key);
    }

    /// <summary>The feed that a key is good for, and notes that it is read; null for a key that is good for none.</summary>
    public Feed? Use(string key)
    {
        var now = clock.GetUtcNow();
        var feed = database.Read(read => read.First($"SELECT {Columns} FROM feeds WHERE key_hash = ?1", Read, Secret.HashOf(key)));
        if (feed is null || now - feed.LastUsedAt < NotedEvery) return feed;
        try
        {
            database.Write(write => write.Execute("UPDATE feeds SET last_used_at = ?2 WHERE id = ?1", feed.Id, now));
        }
        catch (StorageException)
        {
            // A full disk keeps no reader from reading; the next request notes it.
        }
        return feed;
    }

    /// <summary>A feed; null where there is none of this id.</summary>
    public Feed? Find(string id) => database.Read(read => read.First($"SELECT {Columns} FROM feeds WHERE id = ?1", Read, id));

    /// <summary>All feeds, the newest first.</summary>
    public IReadOnlyList<Feed> All() =>
        database.Read(read => read.Query($"SELECT {Columns} FROM feeds ORDER BY created_at DESC, id DESC", Read));

    /// <summary>Takes a feed's key back.</summary>
    /// <returns>Whether there was such a feed.</returns>
    public bool Remove(string id) => database.Write(write => write.Execute("DELETE FROM feeds WHERE id = ?1", id)) > 0;

    private static Feed Read(Row row) =>
        new(row.Text(0), row.Text(1), row.Text(2), row.TextOrNull(3), row.Moment(4), row.MomentOrNull(5));
}
