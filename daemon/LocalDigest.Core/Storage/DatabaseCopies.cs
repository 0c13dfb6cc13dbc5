using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LocalDigest.Storage;

/// <summary>Copies of the whole database: one taken while everything goes on, and one brought back.</summary>
public static class DatabaseCopies
{
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    /// <summary>Takes a copy as one consistent file.</summary>
    /// <param name="database">May be read and written meanwhile.</param>
    /// <returns>The copy, from its beginning. It is gone when the stream is closed, or the process ends.</returns>
    /// <exception cref="DiskFullException">There is no room for the copy beside the database.</exception>
    public static FileStream Take(Database database)
    {
        var folder = Path.Combine(Path.GetDirectoryName(database.FilePath)!, "backups");
        PrivateFiles.MakeFolder(folder);
        RemoveAbandoned(folder);
        var path = Path.Combine(folder, $"copy-{Path.GetRandomFileName()}.part");
        PrivateFiles.Create(path);
        try
        {
            database.CopyInto(path);
            // Where the platform lets a file go that is open, nothing is left of it after a kill.
            var options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None;
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16,
                options | FileOptions.SequentialScan | FileOptions.Asynchronous);
        }
        finally
        {
            if (!OperatingSystem.IsWindows()) File.Delete(path);
        }
    }

    /// <summary>
    /// Puts a copy in the place of the database. The one that was there is kept in <c>backups</c>. The caller sees to it that nobody uses
    /// the folder.
    /// </summary>
    /// <param name="folder">The data directory; made where it is missing.</param>
    /// <param name="source">The copy; it is only read.</param>
    /// <param name="clock">Names what is put aside.</param>
    /// <returns>Where the database lies that was there before; null where there was none.</returns>
    /// <exception cref="StorageException">The copy is none, is damaged or of a newer version, or the disk is full: the database is as it
    /// was.</exception>
    public static string? Restore(string folder, string source, TimeProvider clock)
    {
        PrivateFiles.MakeFolder(folder);
        var file = new DatabaseFile(folder);
        var aside = file.DatabasePath + ".restoring";
        try
        {
            Bring(source, aside);
            Check(aside, Path.GetFileName(source));
            var old = file.IsEmpty ? null : PutAside(file, clock);
            File.Move(aside, file.DatabasePath, overwrite: true);
            // Whatever was not closed before, this file was.
            file.Close();
            return old;
        }
        finally
        {
            foreach (var path in (string[])[aside, aside + "-wal", aside + "-shm", aside + "-journal"]) File.Delete(path);
        }
    }

    private static void Bring(string source, string aside)
    {
        try
        {
            using var from = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read);
            File.Delete(aside);
            PrivateFiles.Create(aside);
            using var to = new FileStream(aside, FileMode.Open, FileAccess.Write);
            from.CopyTo(to);
            to.Flush(flushToDisk: true);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StorageException($"There is no file {source}. Name a file that 'localdigest backup' has made.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"{source} could not be copied into the data directory: {error.Message} Nothing was changed.",
                error);
        }
    }

    /// <summary>Looks through a copy.</summary>
    /// <exception cref="StorageException">It is no whole database of LocalDigest that this version can open.</exception>
    internal static void Check(string path, string name)
    {
        try
        {
            using var session = new Session(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
            var version = session.First("PRAGMA user_version", row => row.Number(0));
            var isOurs = version > 0
                && session.First("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('papers', 'profiles', 'feedback')",
                    row => row.Number(0)) == 3;
            if (!isOurs) throw new StorageException($"{name} is a database, and none of LocalDigest. Nothing was changed.");
            if (version > Migrator.Newest)
            {
                throw new StorageException(
                    $"{name} was written by a newer LocalDigest (schema {version}; this one knows {Migrator.Newest}). Restore it with that version. Nothing was changed.");
            }
            var found = session.First("PRAGMA integrity_check(1)", row => row.Text(0));
            if (found != "ok") throw Damaged(name, null);
        }
        catch (SqliteException error) when (error.SqliteErrorCode is SQLitePCL.raw.SQLITE_NOTADB)
        {
            throw new StorageException($"{name} is no backup of LocalDigest: it is no SQLite file. Nothing was changed.", error);
        }
        catch (SqliteException error) when (error.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT)
        {
            throw Damaged(name, error);
        }
        catch (SqliteException error)
        {
            throw new StorageException($"{name} could not be read as a backup of LocalDigest. Nothing was changed.", error);
        }
    }

    private static StorageException Damaged(string name, Exception? inner) =>
        new($"{name} is damaged. Restore an older backup. Nothing was changed.", inner);

    private static string PutAside(DatabaseFile file, TimeProvider clock)
    {
        try
        {
            // Brings the log into the file.
            using var session = new Session(new SqliteConnectionStringBuilder { DataSource = file.DatabasePath,
                Pooling = false }.ToString());
            session.Script("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException)
        {
            // A damaged one is kept as it is, its log beside it.
        }
        PrivateFiles.MakeFolder(file.BackupFolder);
        var moment = clock.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var old = Path.Combine(file.BackupFolder, $"before-restore-{moment}.db");
        // The log first: one that stayed would be taken for the log of the file that comes.
        foreach (var part in (string[])["-wal", "-shm", ""])
        {
            if (File.Exists(file.DatabasePath + part)) File.Move(file.DatabasePath + part, old + part, overwrite: true);
        }
        return old;
    }

    private static void RemoveAbandoned(string folder)
    {
        foreach (var left in new DirectoryInfo(folder).GetFiles("copy-*.part"))
        {
            if (left.LastWriteTimeUtc < DateTime.UtcNow - Abandoned) left.Delete();
        }
    }
}
