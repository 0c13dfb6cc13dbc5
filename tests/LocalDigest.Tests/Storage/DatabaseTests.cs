using System.Security.Cryptography;
using LocalDigest.Storage;
using Microsoft.Data.Sqlite;

namespace LocalDigest.Tests.Storage;

public sealed class DatabaseTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_new_database_is_for_its_owner_only()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("skipped: Unix modes");
        var data = folder.File("data");
        using var database = Database.Open(data, TimeProvider.System);
        database.Write(session => session.Execute("INSERT INTO source_memory VALUES ('a', 'b')"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(data));
        Assert.All(Directory.GetFiles(data), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        Assert.Equal(["localdigest.db", "localdigest.db-shm", "localdigest.db-wal", "localdigest.id", "localdigest.open"], Directory.GetFiles(data).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Writes_are_on_disk_when_they_return()
    {
        using var database = Open();
        var settings = database.Write(session => (
            session.First("PRAGMA synchronous", row => row.Number(0)),
            session.First("PRAGMA journal_mode", row => row.Text(0)),
            session.First("PRAGMA foreign_keys", row => row.Number(0))));
        Assert.Equal((2, "wal", 1), settings);
    }

    [Fact]
    public void A_failing_write_leaves_nothing_behind()
    {
        using var database = Open();
        Assert.Throws<InvalidOperationException>(() => database.Write(session =>
        {
            session.Execute("INSERT INTO source_memory VALUES ('a', 'b')");
            throw new InvalidOperationException();
        }));
        Assert.Equal(0, database.Read(session => session.First("SELECT count(*) FROM source_memory", row => row.Number(0))));
        database.Write(session => session.Execute("INSERT INTO source_memory VALUES ('a', 'b')"));
    }

    [Fact]
    public void A_reader_sees_one_state_while_others_write()
    {
        using var database = Open();
        database.Read(session =>
        {
            var before = session.First("SELECT count(*) FROM source_memory", row => row.Number(0));
            database.Write(writer => writer.Execute("INSERT INTO source_memory VALUES ('a', 'b')"));
            Assert.Equal(before, session.First("SELECT count(*) FROM source_memory", row => row.Number(0)));
            return true;
        });
        Assert.Equal(1, database.Read(session => session.First("SELECT count(*) FROM source_memory", row => row.Number(0))));
    }

    [Fact]
    public async Task Many_writers_at_once_lose_nothing()
    {
        using var database = Open();
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), TestContext.Current.CancellationToken, (i, _) =>
        {
            database.Write(session => session.Execute("INSERT INTO source_memory VALUES (?1, 'x')", $"key{i}"));
            return ValueTask.CompletedTask;
        });
        Assert.Equal(200, database.Read(session => session.First("SELECT count(*) FROM source_memory", row => row.Number(0))));
    }

    [Fact]
    public void A_file_that_another_program_holds_is_a_clear_failure_and_no_loss()
    {
        using var database = Open();
        using (var other = new SqliteConnection($"Data Source={database.FilePath};Pooling=False"))
        {
            other.Open();
            using var command = other.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            command.ExecuteNonQuery();
            var error = Assert.Throws<DatabaseBusyException>(() => database.Write(session => session.Execute("INSERT INTO source_memory VALUES ('a', 'b')")));
            Assert.Contains("Another program", error.Message, StringComparison.Ordinal);
            // Reading goes on.
            Assert.Equal(0, database.Read(session => session.First("SELECT count(*) FROM source_memory", row => row.Number(0))));
        }
        database.Write(session => session.Execute("INSERT INTO source_memory VALUES ('a', 'b')"));
    }

    [Fact]
    public void A_newer_schema_is_refused_and_the_file_left_as_it_is()
    {
        using (Open())
        {
        }
        var path = folder.File("localdigest.db");
        Run(path, "PRAGMA journal_mode=DELETE; PRAGMA user_version = 9999");
        var before = Hash(path);
        var error = Assert.Throws<StorageException>(Open);
        Assert.Contains("newer LocalDigest", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Hash(path));
    }

    [Fact]
    public void An_older_schema_is_copied_first_and_its_rows_are_kept()
    {
        for (var schema = 1; schema < Migrator.Newest; schema++)
        {
            using var old = new TempFolder();
            int written;
            using (var database = Database.Open(old.Path, TimeProvider.System, schema))
            {
                written = database.Read(session => session.First("PRAGMA user_version", row => row.Number(0)));
                database.Write(session => session.Script(RowsOf(schema)));
            }
            using (var database = Database.Open(old.Path, TimeProvider.System))
            {
                Assert.Equal(("A title", "a title\nup to 9× faster\n"), database.Read(session => session.First("SELECT title, words FROM digest_texts WHERE digest = 'default-2026-01-21' AND place = 0", row => (row.Text(0), row.Text(1)))));
                Assert.Equal((Migrator.Newest, "A title", "up to 9× faster", 1, "Scored"), database.Read(session => (
                    session.First("PRAGMA user_version", row => row.Number(0)),
                    session.First("SELECT title FROM papers", row => row.Text(0)),
                    session.First("SELECT abstract FROM papers_fts WHERE papers_fts MATCH 'faster'", row => row.Text(0)),
                    session.First("SELECT value FROM feedback", row => row.Number(0)),
                    session.First("SELECT state FROM verdicts", row => row.Text(0)))));
                // What a newer schema added is there and empty.
                Assert.Equal(0, database.Read(session => session.First("SELECT count(*) FROM vectors", row => row.Number(0))));
                // A paper of an older schema can be read in full, and its text goes with it.
                database.Write(session => session.Script(Texts));
                Assert.Equal(1, database.Read(session => session.First("SELECT count(*) FROM full_texts t JOIN papers p ON p.number = t.paper AND p.text_hash = t.text_hash JOIN full_text_pictures USING (paper)", row => row.Number(0))));
                database.Write(session => session.Execute("DELETE FROM papers"));
                Assert.Equal(0, database.Read(session => session.First("SELECT (SELECT count(*) FROM full_texts) + (SELECT count(*) FROM full_text_pictures) + (SELECT count(*) FROM library_pdfs)", row => row.Number(0))));
            }
            var backup = Assert.Single(Directory.GetFiles(old.File("backups")));
            Assert.Contains($"schema{written}-", backup, StringComparison.Ordinal);
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(backup));
            // Nothing to do, nothing to copy.
            using (Database.Open(old.Path, TimeProvider.System))
            {
            }
            Assert.Single(Directory.GetFiles(old.File("backups")));
        }
    }

    /// <summary>From the eighth schema on the log counts the changes of papers, and no column of theirs.</summary>
    private static string RowsOf(int schema) =>
        (schema < 8 ? Rows : Rows.Replace(", change)", ")", StringComparison.Ordinal).Replace("', 1);\nINSERT INTO paper_names", "');\nINSERT INTO paper_names", StringComparison.Ordinal))
        + (schema < 7 ? "" : DigestTexts);

    /// <summary>What the seventh schema makes of the digests that it finds.</summary>
    private const string DigestTexts = "INSERT INTO digest_texts VALUES ('default-2026-01-21', 0, 'A title', 'a title' || char(10) || 'up to 9× faster' || char(10));";

    /// <summary>What was read of the paper.</summary>
    private const string Texts =
        """
        INSERT INTO full_texts VALUES (1, NULL, x'00', 'Html', x'00', 1, '2026-01-22T00:00:00.000Z', NULL);
        INSERT INTO full_text_pictures VALUES (1, 'a.png');
        INSERT INTO library_pdfs VALUES (1, 'mine.pdf');
        """;

    /// <summary>What the first schema could hold.</summary>
    private const string Rows =
        """
        INSERT INTO papers (number, id, title, abstract, authors, author_names, categories, keywords, standing, text_hash, title_key, added_at, changed_at, change)
            VALUES (1, 'arxiv:2601.90001', 'A title', 'up to 9× faster', '[]', '', '[]', '', 2, x'00', '', '2026-01-21T00:00:00.000Z', '2026-01-21T00:00:00.000Z', 1);
        INSERT INTO paper_names VALUES ('arxiv:2601.90001', 1);
        INSERT INTO profiles VALUES ('default', 1, '{"Id":"default","Name":"Default"}', '2026-01-21T00:00:00.000Z', '2026-01-21T00:00:00.000Z');
        INSERT INTO feedback VALUES ('default', 1, 1, '2026-01-21T00:00:00.000Z');
        INSERT INTO verdicts (paper, text_hash, prompt, model, state, at) VALUES (1, x'00', 'p', 'm', 'Scored', '2026-01-21T00:00:00.000Z');
        INSERT INTO digests VALUES ('default-2026-01-21', 'default', '2026-01-21', '{"Papers":[{"Title":"A title","Abstract":"Up to 9× FASTER","Comment":null}]}', '2026-01-21T00:00:00.000Z', '2026-01-21T00:00:00.000Z', '2026-01-21T00:00:00.000Z');
        """;

    [Theory]
    [InlineData(0)]
    [InlineData(4096)]
    public void A_damaged_file_is_said_to_be_damaged_and_kept(int offset)
    {
        using (Open())
        {
        }
        var path = folder.File("localdigest.db");
        Run(path, "PRAGMA journal_mode=DELETE");
        var bytes = File.ReadAllBytes(path);
        RandomNumberGenerator.Fill(bytes.AsSpan(offset));
        File.WriteAllBytes(path, bytes);
        var before = Hash(path);
        var error = Assert.ThrowsAny<Exception>(() =>
        {
            using var database = Open();
            database.Read(session => session.First("SELECT count(*) FROM sqlite_master JOIN papers", row => row.Number(0)));
        });
        Assert.IsType<DatabaseDamagedException>(error);
        Assert.Contains("no backup", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Hash(path));
    }

    [Fact]
    public void A_killed_writer_leaves_the_state_before()
    {
        using (var database = Open())
        {
            database.Write(session => session.Execute("INSERT INTO source_memory VALUES ('a', 'b')"));
            // What a crash leaves: file and log as they are in the middle of a transaction.
            Assert.Throws<InvalidOperationException>(() => database.Write(session =>
            {
                session.Execute("INSERT INTO source_memory VALUES ('half', 'done')");
                Directory.CreateDirectory(folder.File("copy"));
                foreach (var file in Directory.GetFiles(folder.Path, "localdigest.db*")) File.Copy(file, Path.Combine(folder.File("copy"), Path.GetFileName(file)));
                throw new InvalidOperationException();
            }));
        }
        using var after = Database.Open(folder.File("copy"), TimeProvider.System);
        Assert.Equal(["a"], after.Read(session => session.Query("SELECT key FROM source_memory", row => row.Text(0))));
    }

    private Database Open() => Database.Open(folder.Path, TimeProvider.System);

    private static void Run(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static string Hash(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
}
