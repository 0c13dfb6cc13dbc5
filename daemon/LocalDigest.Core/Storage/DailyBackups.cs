using System.Globalization;

namespace LocalDigest.Storage;

/// <summary>A copy of the database for each day on which something was stored, kept by age and size in <c>backups</c>.</summary>
public sealed class DailyBackups(Database database, RowHashes hashes, BackupOptions options, TimeProvider clock)
{
    private const string Prefix = "daily-", Suffix = ".db";

    /// <summary>What must stay free on the disk beside the copy.</summary>
    private const long Reserve = 200L * 1024 * 1024;

    private string Folder => Path.Combine(Path.GetDirectoryName(database.FilePath)!, "backups");

    /// <summary>The daily copies, the newest first.</summary>
    public IReadOnlyList<DailyBackup> All => Directory.Exists(Folder)
        ? [.. new DirectoryInfo(Folder).GetFiles(Prefix + "*" + Suffix).Select(Of).OfType<DailyBackup>().OrderByDescending(copy =>
            copy.Day)]
        : [];

    /// <summary>Why the last one could not be made, as a sentence; null where nothing is wrong.</summary>
    public string? Problem { get; private set; }

    /// <summary>Makes today's copy unless there is one, nothing was stored since the last, or the database is damaged.</summary>
    /// <returns>The copy's name; null where none was due or none could be made: <see cref="Problem"/> says why.</returns>
    public string? Keep(CancellationToken ct)
    {
        if (!options.Enabled) return null;
        var today = DateOnly.FromDateTime(clock.GetLocalNow().DateTime);
        // A clock that was set back makes no second copy of a day, and none before one that is there. A copy from days to come was made
        // while the clock was wrong: it does not end the daily copies until then.
        var all = All.Where(copy => copy.Day <= today.AddDays(1)).ToList();
        if (all is [var newest, ..] && (newest.Day >= today || !IsNewerThan(newest))) return null;
        if (hashes.Last is { IsWhole: false })
        {
            Problem = "No copy of the database is made and no older one is removed while it is damaged.";
            return null;
        }
        ct.ThrowIfCancellationRequested();
        try
        {
            PrivateFiles.MakeFolder(Folder);
            var free = new DriveInfo(Folder).AvailableFreeSpace;
            var needed = new FileInfo(database.FilePath).Length + Reserve;
            if (free < needed)
            {
                Problem = $"Today's backup needs {needed / 1_000_000} MB on the disk, and {free / 1_000_000} MB are free. Make room, or "
                    + "set LocalDigest:Backups:Enabled to false.";
                return null;
            }
            var name = Make(today);
            Remove();
            Problem = null;
            return name;
        }
        catch (Exception error) when (error is StorageException or IOException or UnauthorizedAccessException)
        {
            Problem = $"Today's backup could not be made:"
                + $" {(error is StorageException ? error.Message : "the folder 'backups' cannot be written.")}";
            return null;
        }
    }

    private string Make(DateOnly day)
    {
        var name = Prefix + day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + Suffix;
        var aside = Path.Combine(Folder, name + ".part");
        try
        {
            File.Delete(aside);
            PrivateFiles.Create(aside);
            database.CopyInto(aside);
            DatabaseCopies.Check(aside, name);
            using (var written = new FileStream(aside, FileMode.Open, FileAccess.ReadWrite)) written.Flush(flushToDisk: true);
            File.Move(aside, Path.Combine(Folder, name), overwrite: true);
            return name;
        }
        finally
        {
            File.Delete(aside);
        }
    }

    private void Remove()
    {
        var all = All;
        var kept = all.Take(options.Days).ToList();
        kept.AddRange(all.Skip(options.Days).GroupBy(copy => copy.Day.DayNumber / 7).Select(week => week.First()).Take(options.Weeks));
        while (kept.Count > 1 && kept.Sum(copy => copy.Bytes) > options.MaxMegabytes * 1_000_000L) kept.RemoveAt(kept.Count - 1);
        foreach (var copy in all.Except(kept)) File.Delete(Path.Combine(Folder, copy.Name));
    }

    private bool IsNewerThan(DailyBackup copy)
    {
        var copied = File.GetLastWriteTimeUtc(Path.Combine(Folder, copy.Name));
        return new[] { database.FilePath, database.FilePath + "-wal" }.Any(path => File.Exists(path) && File.GetLastWriteTimeUtc(
            path) > copied);
    }

    private static DailyBackup? Of(FileInfo file) =>
        DateOnly.TryParseExact(
            file.Name[Prefix.Length..^Suffix.Length], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new DailyBackup(file.Name, day, file.Length)
            : null;
}

/// <param name="Name">The file's name in the folder <c>backups</c>.</param>
/// <param name="Day">Its day where the daemon runs.</param>
/// <param name="Bytes">Its size.</param>
public sealed record DailyBackup(string Name, DateOnly Day, long Bytes);
