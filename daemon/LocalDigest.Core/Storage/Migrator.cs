using System.Globalization;
using System.Reflection;
using Microsoft.Data.Sqlite;

namespace LocalDigest.Storage;

/// <summary>
/// Brings the schema up to date by the numbered scripts in <c>Migrations</c>, which are only ever added to. Each runs in one transaction
/// together with the new <c>user_version</c>, so that a kill at any moment leaves the old schema or the new one.
/// </summary>
internal static class Migrator
{
    private const int BackupsKept = 5;

    /// <summary>The number of the newest script.</summary>
    public static int Newest => Scripts()[^1].Number;

    /// <summary>Looks at the version without changing a byte of the file.</summary>
    /// <exception cref="StorageException">The file was written by a newer LocalDigest.</exception>
    public static void RefuseNewer(DatabaseFile file)
    {
        long version;
        try
        {
            if (file.WrittenVersion() is { } written)
            {
                Refuse(written);
                return;
            }
            var readOnly = new SqliteConnectionStringBuilder { DataSource = file.DatabasePath, Mode = SqliteOpenMode.ReadOnly, Pooling = false };
            using var session = new Session(readOnly.ToString());
            version = session.First("PRAGMA user_version", row => row.Key(0));
        }
        catch (SqliteException error) when (error.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB)
        {
            throw new DatabaseDamagedException(file, error);
        }
        Refuse(version);
    }

    private static void Refuse(long version)
    {
        if (version > Newest)
        {
            throw new StorageException(
                $"The database was written by a newer LocalDigest (schema {version}; this one knows {Newest}). Start that version again, or name"
                + " another data directory with --data. The file was not touched.");
        }
    }

    /// <summary>Runs the scripts that are missing.</summary>
    /// <param name="session">The writer.</param>
    /// <param name="backups">Where a copy of the database goes before it is changed; null where there is nothing to lose.</param>
    /// <param name="clock">Names the copy.</param>
    /// <param name="through">The last script to run.</param>
    public static void Migrate(Session session, string? backups, TimeProvider clock, int through)
    {
        var version = session.First("PRAGMA user_version", row => row.Number(0));
        var missing = Scripts().Where(script => script.Number > version && script.Number <= through).ToList();
        if (missing.Count == 0) return;
        if (backups is not null && version > 0) BackUp(session, backups, version, clock);
        foreach (var (number, sql) in missing)
        {
            session.Script($"BEGIN IMMEDIATE; {sql}; PRAGMA user_version = {number}; COMMIT;");
        }
    }

    private static void BackUp(Session session, string folder, int version, TimeProvider clock)
    {
        PrivateFiles.MakeFolder(folder);
        var moment = clock.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var target = Path.Combine(folder, $"localdigest-schema{version}-{moment}.db");
        var aside = target + ".part";
        File.Delete(aside);
        PrivateFiles.Create(aside);
        session.Execute("VACUUM INTO ?1", aside);
        PrivateFiles.Close(aside);
        File.Move(aside, target, overwrite: true);
        foreach (var old in new DirectoryInfo(folder).GetFiles("localdigest-schema*.db").OrderByDescending(file => file.LastWriteTimeUtc).Skip(BackupsKept))
        {
            old.Delete();
        }
    }

    private static List<(int Number, string Sql)> Scripts()
    {
        const string prefix = "LocalDigest.Storage.Migrations.";
        var assembly = Assembly.GetExecutingAssembly();
        var scripts = new List<(int Number, string Sql)>();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            scripts.Add((int.Parse(name.AsSpan(prefix.Length, 3), CultureInfo.InvariantCulture), reader.ReadToEnd()));
        }
        return scripts;
    }
}
