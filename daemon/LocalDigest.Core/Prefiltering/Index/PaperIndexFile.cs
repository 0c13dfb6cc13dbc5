using System.Security.Cryptography;
using LocalDigest.Storage;

namespace LocalDigest.Prefiltering;

/// <summary>
/// The papers in memory as a file beside the database, so that a start need not take every text apart again. It can be deleted at any time:
/// what it holds is made anew from the store.
/// </summary>
/// <remarks>
/// The database keeps the file's SHA-256. A file that was damaged, or that belongs to another database than the one that lies there now, is
/// not read; a backup that is put back has the hash of a file that holds nothing later than the backup itself.
/// </remarks>
public sealed class PaperIndexFile(Database database)
{
    private const int BufferSize = 1 << 20;

    private string FilePath => Path.Combine(Path.GetDirectoryName(database.FilePath)!, "papers.index");

    /// <summary>Hands over the file, if there is one that belongs to the database.</summary>
    /// <param name="read">Reads it from its beginning.</param>
    /// <returns>Whether there was one, and it could be read.</returns>
    internal bool TryRead(Action<Stream> read)
    {
        if (!File.Exists(FilePath)) return false;
        var known = database.Read(session => session.First("SELECT sha256 FROM paper_index_files", row => row.Bytes(0)));
        if (known is null) return false;
        try
        {
            using var file = new FileStream(FilePath, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize,
                FileOptions.SequentialScan);
            if (!SHA256.HashData(file).AsSpan().SequenceEqual(known)) return false;
            file.Position = 0;
            read(file);
            return true;
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            // The store has all of it.
            return false;
        }
    }

    /// <summary>Replaces the file.</summary>
    /// <param name="write">Writes all of it.</param>
    internal void Replace(Action<Stream> write)
    {
        var aside = FilePath + ".part";
        File.Delete(aside);
        PrivateFiles.Create(aside);
        byte[] hash;
        using (var file = new FileStream(aside, FileMode.Open, FileAccess.ReadWrite, FileShare.None, BufferSize))
        {
            write(file);
            file.Flush();
            file.Position = 0;
            hash = SHA256.HashData(file);
        }
        File.Move(aside, FilePath, overwrite: true);
        database.Write(session => session.Execute(
            "INSERT INTO paper_index_files (one, sha256) VALUES (1, ?1) ON CONFLICT (one) DO UPDATE SET sha256 = excluded.sha256", hash));
    }
}
