using LocalDigest.Storage;

namespace LocalDigest.Access;

/// <summary>A browser that is signed in.</summary>
/// <param name="Id">Its name in addresses. It lets nobody in.</param>
/// <param name="Name">What the reader knows it by, such as <c>Firefox on Linux</c>.</param>
/// <param name="CreatedAt">When it was signed in.</param>
/// <param name="LastUsedAt">When it last asked for something, to the hour.</param>
public sealed record BrowserSession(string Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt);

/// <summary>The browsers that are signed in, on disk with the hashes of their secrets.</summary>
public sealed class SessionTable(Database database, TimeProvider clock)
{
    /// <summary>A browser that was not used for so long must be signed in again; no browser keeps a cookie longer either.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(400);

    /// <summary>Noted so rarely, since each note is a write.</summary>
    private static readonly TimeSpan NotedEvery = TimeSpan.FromHours(1);

    private const string Columns = "id, name, created_at, last_used_at";

    /// <summary>Signs a browser in.</summary>
    /// <returns>The session, and the secret that stands for it from now on, which is kept nowhere.</returns>
    public (BrowserSession Session, string Secret) Add(string name)
    {
        var now = clock.GetUtcNow();
        var session = new BrowserSession(Guid.CreateVersion7(now).ToString("N"), name, now, now);
        var secret = Secret.New();
        database.Write(write =>
        {
            write.Execute("DELETE FROM sessions WHERE last_used_at <= ?1", now - Life);
            write.Execute(
                $"INSERT INTO sessions ({Columns}, secret_hash) VALUES (?1, ?2, ?3, ?3, ?4)", session.Id, name, now, Secret.HashOf(secret));
        });
        return (session, secret);
    }

    /// <summary>The session that a secret stands for, and notes that it is used.</summary>
    /// <returns>The session as it was, and whether its use was noted just now; null for a secret that lets nobody in.</returns>
    public (BrowserSession Session, bool IsNoted)? Use(string secret)
    {
        var now = clock.GetUtcNow();
        var session = database.Read(read => read.First(
            $"SELECT {Columns} FROM sessions WHERE secret_hash = ?1 AND last_used_at > ?2", Read, Secret.HashOf(secret), now - Life));
        if (session is null) return null;
        if (now - session.LastUsedAt < NotedEvery) return (session, false);
        try
        {
            database.Write(write => write.Execute("UPDATE sessions SET last_used_at = ?2 WHERE id = ?1", session.Id, now));
            return (session, true);
        }
        catch (StorageException)
        {
            // A full disk keeps no reader from reading; the next request notes it.
            return (session, false);
        }
    }

    /// <summary>All that let a browser in, the one used last first.</summary>
    public IReadOnlyList<BrowserSession> All() => database.Read(read => read.Query(
        $"SELECT {Columns} FROM sessions WHERE last_used_at > ?1 ORDER BY last_used_at DESC, id DESC", Read, clock.GetUtcNow() - Life));

    /// <summary>Signs a browser out.</summary>
    /// <returns>Whether there was such a session.</returns>
    public bool Remove(string id) => database.Write(write => write.Execute("DELETE FROM sessions WHERE id = ?1", id)) > 0;

    private static BrowserSession Read(Row row) => new(row.Text(0), row.Text(1), row.Moment(2), row.Moment(3));
}
