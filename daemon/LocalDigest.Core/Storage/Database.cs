using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace LocalDigest.Storage;

/// <summary>
/// The one SQLite file. Readers run side by side; writers one after another, each in one transaction that is on disk when
/// <see cref="Write{T}"/> returns (WAL, <c>synchronous=FULL</c>). Never call a network inside either.
/// </summary>
public sealed class Database : IDisposable
{
    /// <summary>How long a writer waits for another program that holds the file before <see cref="DatabaseBusyException"/>.</summary>
    private const int BusySeconds = 5;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly DatabaseFile file;
    private readonly string connectionString;
    private readonly ConcurrentBag<Session> readers = [];
    private readonly Lock writing = new();
    private Session? writer;
    private long foundBusyAt = long.MinValue;
    private bool disposed;

    /// <summary>The folder says that the database is open.</summary>
    private bool isMarked;

    private Database(DatabaseFile file)
    {
        this.file = file;
        connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = file.DatabasePath,
            ForeignKeys = true,
            // Sessions are kept here with their statements; a second pool below would only hide open files.
            Pooling = false,
            DefaultTimeout = BusySeconds,
        }.ToString();
    }

    public string FilePath => file.DatabasePath;

    /// <summary>What may be missing in it, as a sentence; null where nothing is.</summary>
    public string? Loss { get; private init; }

    /// <summary>The version of the SQLite library in use, such as <c>3.40.1</c>.</summary>
    public string SqliteVersion => Read(session => session.First("SELECT sqlite_version()", row => row.Text(0)))!;

    /// <summary>Opens or makes the database in a folder, and brings its schema up to date.</summary>
    /// <param name="folder">Made with mode 700 where it is missing; the file gets mode 600.</param>
    /// <param name="clock">Names backups.</param>
    /// <exception cref="StorageException">The file is damaged, of a newer version, or cannot be written; the message says what to do.</exception>
    public static Database Open(string folder, TimeProvider clock) => Open(folder, clock, Migrator.Newest);

    /// <inheritdoc cref="Open(string, TimeProvider)"/>
    /// <param name="folder">The folder.</param>
    /// <param name="clock">Names backups.</param>
    /// <param name="schema">The schema to bring it to: an older one only to try how it is brought up to date.</param>
    internal static Database Open(string folder, TimeProvider clock, int schema)
    {
        PrivateFiles.MakeFolder(folder);
        var opened = new DatabaseFile(folder);
        var loss = opened.Inspect();
        var isNew = opened.IsEmpty;
        if (isNew) PrivateFiles.Create(opened.DatabasePath);
        else PrivateFiles.Close(opened.DatabasePath);
        var database = new Database(opened) { Loss = loss };
        try
        {
            if (!isNew) Migrator.RefuseNewer(opened);
            database.Guard(() =>
            {
                lock (database.writing)
                {
                    database.writer = database.ConnectWriter();
                    if (!isNew && opened.IsSmall) opened.Check(database.writer);
                    Migrator.Migrate(database.writer, isNew ? null : opened.BackupFolder, clock, schema);
                }
                return true;
            });
            opened.Open();
            database.isMarked = true;
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>What can be done where it is damaged, as a sentence.</summary>
    internal string Remedy() => file.Remedy();

    /// <summary>What it takes on the disk, its log included, in bytes.</summary>
    public long Bytes => new[] { FilePath, FilePath + "-wal" }.Sum(path => new FileInfo(path) is { Exists: true } found ? found.Length : 0);

    /// <summary>The number of the newest migration that it went through.</summary>
    public int Schema => Read(session => session.First("PRAGMA user_version", row => row.Number(0)));

    /// <summary>The connections that nobody uses at the moment.</summary>
    internal IReadOnlyCollection<Session> AtRest => [.. readers, .. writer is { } one ? [one] : Array.Empty<Session>()];

    /// <summary>Looks through the whole file, however large it is.</summary>
    /// <exception cref="DatabaseDamagedException">It is damaged.</exception>
    /// <remarks>
    /// On a connection of its own: one that has searched before holds on to parts of the full-text index that a writer has merged since,
    /// and SQLite then takes them for damaged.
    /// </remarks>
    public void LookThrough() => Guard(() =>
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        using var session = Connect();
        file.Check(session);
        return true;
    });

    /// <summary>Looks through the whole file, which takes seconds where it is large. At the start this was done where it is small.</summary>
    /// <exception cref="DatabaseDamagedException">It is damaged.</exception>
    public void Check()
    {
        if (!file.IsSmall) LookThrough();
    }

    /// <summary>Reads a consistent state: all queries of <paramref name="read"/> see the same one.</summary>
    public T Read<T>(Func<Session, T> read) => Guard(() =>
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (!readers.TryTake(out var session)) session = Connect();
        try
        {
            session.Execute("BEGIN");
            try
            {
                return read(session);
            }
            finally
            {
                session.Execute("ROLLBACK");
            }
        }
        finally
        {
            Return(session);
        }
    });

    /// <summary>
    /// Writes in one transaction: all of it is on disk when this returns, or nothing of it where it throws. Keep it short.
    /// </summary>
    /// <exception cref="DatabaseBusyException">Another program holds the file.</exception>
    /// <exception cref="DiskFullException">There is no room left.</exception>
    public T Write<T>(Func<Session, T> write) => Guard(() =>
    {
        var asked = Stopwatch.GetTimestamp();
        lock (writing)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            var session = writer ??= ConnectWriter();
            Begin(session, asked);
            try
            {
                var result = write(session);
                session.Execute("COMMIT");
                return result;
            }
            catch
            {
                // SQLite has rolled back by itself after some errors; a connection of which that is not known is not used again.
                try
                {
                    session.Execute("ROLLBACK");
                }
                catch (SqliteException)
                {
                    session.Dispose();
                    writer = null;
                }
                throw;
            }
        }
    });

    /// <inheritdoc cref="Write{T}"/>
    public void Write(Action<Session> write) => Write(session =>
    {
        write(session);
        return true;
    });

    /// <summary>Writes a copy of a consistent state into a file that is empty. Others read and write meanwhile.</summary>
    internal void CopyInto(string path) => Guard(() =>
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        using var session = Connect();
        session.Execute("VACUUM INTO ?1", path);
        return true;
    });

    /// <summary>Gives back the memory of pages that SQLite keeps for the next time.</summary>
    public void GiveBackMemory()
    {
        lock (writing) writer?.GiveBackMemory();
        for (var left = readers.Count; left > 0 && readers.TryTake(out var session); left--)
        {
            session.GiveBackMemory();
            Return(session);
        }
    }

    /// <summary>Waits for another program that holds the file; those who waited in line behind this writer have waited for it too.</summary>
    private void Begin(Session session, long asked)
    {
        var since = foundBusyAt > asked ? asked : Stopwatch.GetTimestamp();
        while (!session.TryBegin())
        {
            if (Stopwatch.GetElapsedTime(since).TotalSeconds >= BusySeconds)
            {
                foundBusyAt = Stopwatch.GetTimestamp();
                throw new DatabaseBusyException();
            }
            Thread.Sleep(Look);
        }
    }

    public void Dispose()
    {
        lock (writing)
        {
            disposed = true;
            while (readers.TryTake(out var session)) session.Dispose();
            // The last connection that closes brings the log into the file.
            writer?.Dispose();
            writer = null;
            if (isMarked) file.Close();
            isMarked = false;
        }
    }

    private void Return(Session session)
    {
        readers.Add(session);
        // A reader that came back after Dispose has emptied the bag must not keep the file open.
        if (disposed && readers.TryTake(out var late)) late.Dispose();
    }

    private Session Connect()
    {
        var session = new Session(connectionString);
        try
        {
            // FULL, not NORMAL: in WAL mode NORMAL may lose the last acknowledged writes when the power fails.
            session.Script("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;");
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>
    /// An import touches pages all over several indexes; with SQLite's 2 MB they would be read and written many times over.
    /// </summary>
    private Session ConnectWriter()
    {
        var session = Connect();
        session.Script("PRAGMA cache_size=-16384;");
        return session;
    }

    private T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException error) when (error.SqliteErrorCode is SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED)
        {
            throw new DatabaseBusyException(error);
        }
        catch (SqliteException error) when (error.SqliteErrorCode is SQLitePCL.raw.SQLITE_FULL)
        {
            throw new DiskFullException(error);
        }
        catch (SqliteException error) when (error.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB)
        {
            throw new DatabaseDamagedException(file, error);
        }
        catch (SqliteException error) when (error.SqliteErrorCode is SQLitePCL.raw.SQLITE_IOERR or SQLitePCL.raw.SQLITE_CANTOPEN or SQLitePCL.raw.SQLITE_READONLY)
        {
            throw new StorageException("The database could not be read or written. Check that the disk works, is not full, and that the data directory belongs to you; nothing was acknowledged that is not stored.", error);
        }
    }
}

/// <summary>The store failed. The message is a sentence for the user; nothing half-done was kept.</summary>
public class StorageException : Exception
{
    public StorageException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}

public sealed class DatabaseBusyException(Exception? inner = null)
    : StorageException("Another program holds the database. Close it, or wait a moment and try again.", inner);

/// <param name="inner">What it came from.</param>
/// <param name="message">What was stored all the same, and what to do; null where nothing was.</param>
public sealed class DiskFullException(Exception inner, string? message = null)
    : StorageException(message ?? "The disk is full: nothing was stored. Free some space and try again; reading goes on meanwhile.", inner);

public sealed class DatabaseDamagedException : StorageException
{
    internal DatabaseDamagedException(DatabaseFile file, Exception? inner = null)
        : base($"The database file {Path.GetFileName(file.DatabasePath)} is damaged. It was left as it is. {file.Remedy()}", inner)
    {
    }
}
