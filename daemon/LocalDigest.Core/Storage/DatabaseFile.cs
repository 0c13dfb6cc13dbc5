using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LocalDigest.Storage;

/// <summary>
/// The database's file in its folder: whether it is the one that was there before, whole, and closed as it should be. SQLite itself makes an empty file
/// where one is gone, and forgets what was in a log that is gone, without a word.
/// </summary>
/// <remarks>
/// Beside the database lie two small files: <c>localdigest.id</c> says that the folder has had a database, since when; <c>localdigest.open</c> is there
/// while a program has it open, and is left behind by one that was killed.
/// </remarks>
internal sealed class DatabaseFile
{
    /// <summary>A file up to this size is looked through at each start; a larger one takes longer than a start may.</summary>
    private const long SmallBytes = 64L * 1024 * 1024;

    private readonly string folder;
    private readonly string mark;

    public DatabaseFile(string folder)
    {
        this.folder = folder;
        DatabasePath = Path.Combine(folder, "localdigest.db");
        mark = Path.Combine(folder, "localdigest.id");
        OpenPath = Path.Combine(folder, "localdigest.open");
    }

    public string DatabasePath { get; }

    /// <summary>Where copies of the database go.</summary>
    public string BackupFolder => Path.Combine(folder, "backups");

    /// <summary>There is no database in the file yet.</summary>
    public bool IsEmpty => !File.Exists(DatabasePath) || new FileInfo(DatabasePath).Length == 0;

    /// <summary>It is small enough to be looked through while somebody waits.</summary>
    public bool IsSmall => new FileInfo(DatabasePath).Length <= SmallBytes;

    private string LogPath => DatabasePath + "-wal";

    private string OpenPath { get; }

    /// <summary>Looks at the folder before the database is opened.</summary>
    /// <returns>What may be missing, as a sentence; null where nothing is.</returns>
    /// <exception cref="StorageException">The folder has had a database, and it is gone.</exception>
    public string? Inspect()
    {
        if (IsEmpty)
        {
            if (!WasUsed()) return null;
            throw new StorageException(
                $"The database {Path.GetFileName(DatabasePath)} is gone or empty, and the data directory was in use before. {Remedy()}"
                + $" To begin anew, delete {Path.GetFileName(mark)}, and the folders 'figures' and 'backups', from the data directory.");
        }
        if (!File.Exists(OpenPath) || File.Exists(LogPath)) return null;
        var since = File.GetLastWriteTimeUtc(OpenPath).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        return $"The database was not closed when LocalDigest last ended, and its log {Path.GetFileName(LogPath)} is gone: what was stored since {since} may be missing. {Remedy()}";
    }

    /// <summary>
    /// The schema's version as the file's first page has it: <c>user_version</c>, four bytes from the sixtieth on, the highest first
    /// (SQLite, "Database File Format", 1.3). Null where a log may have a newer one, or where that is no database.
    /// </summary>
    public long? WrittenVersion()
    {
        if (File.Exists(LogPath)) return null;
        Span<byte> header = stackalloc byte[64];
        using var stream = new FileStream(DatabasePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete,
            bufferSize: 0);
        return stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length
            && header.StartsWith("SQLite format 3\0"u8)
            ? BinaryPrimitives.ReadInt32BigEndian(header[60..])
            : null;
    }

    /// <summary>Says that the database is open now.</summary>
    public void Open()
    {
        if (!File.Exists(mark)) PrivateFiles.Replace(mark, "This folder has a database of LocalDigest. Without this file, an empty database would be made where that one is gone.\n");
        PrivateFiles.Replace(OpenPath, "");
    }

    /// <summary>Says that the database was closed.</summary>
    public void Close() => File.Delete(OpenPath);

    /// <summary>What can be done where the database is damaged or gone.</summary>
    public string Remedy()
    {
        var newest = Directory.Exists(BackupFolder)
            ? new DirectoryInfo(BackupFolder).GetFiles("*.db")
                // What a restore put aside is what was wrong before.
                .Where(file => !file.Name.StartsWith("before-restore-", StringComparison.Ordinal))
                .OrderByDescending(file => file.LastWriteTimeUtc).FirstOrDefault()
            : null;
        return newest is null
            ? "There is no backup beside it; sqlite3's command .recover saves what can still be read of a damaged file."
            : $"The newest backup is backups/{newest.Name} "
                + $"({newest.LastWriteTimeUtc.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}): 'localdigest stop', then"
                + " 'localdigest restore' with that file of the data directory brings it back and keeps what is there now.";
    }

    /// <summary>Looks through the whole file.</summary>
    /// <param name="session">An open connection.</param>
    /// <exception cref="DatabaseDamagedException">It is damaged. It was left as it is.</exception>
    public void Check(Session session)
    {
        string? found;
        try
        {
            found = session.First("PRAGMA quick_check(1)", row => row.Text(0));
        }
        catch (SqliteException error) when (error.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB)
        {
            throw new DatabaseDamagedException(this, error);
        }
        if (found != "ok") throw new DatabaseDamagedException(this);
    }

    /// <summary>The first release left no mark: what it kept beside the database tells as much.</summary>
    private bool WasUsed() => File.Exists(mark) || HasFiles("backups") || HasFiles("figures");

    private bool HasFiles(string name) => Path.Combine(folder, name) is var path && Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any();
}
