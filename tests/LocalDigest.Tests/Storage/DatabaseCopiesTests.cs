using LocalDigest.Storage;

namespace LocalDigest.Tests.Storage;

public sealed class DatabaseCopiesTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Copy => folder.File("copy.db");

    private string Data => folder.File("data");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_brought_back_is_what_was_there_and_the_other_is_kept()
    {
        using (var database = Database.Open(Data, TimeProvider.System))
        {
            Remember(database, "before");
            Take(database);
            Remember(database, "after");
        }
        var old = DatabaseCopies.Restore(Data, Copy, TimeProvider.System);
        Assert.Equal("before", Remembered(Data));
        Directory.CreateDirectory(folder.File("kept"));
        File.Copy(old!, folder.File("kept/localdigest.db"));
        Assert.Equal("after", Remembered(folder.File("kept")));
        using var again = Database.Open(Data, TimeProvider.System);
        Assert.Null(again.Loss);
    }

    [Fact]
    public async Task A_copy_is_consistent_while_others_write_and_leaves_nothing_behind()
    {
        using var database = Database.Open(Data, TimeProvider.System);
        for (var i = 0; i < 500; i++) database.Write(session => session.Execute("INSERT INTO source_memory VALUES (?1, 'x')", $"k{i}"));
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(() =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++) database.Write(session =>
                session.Execute("INSERT OR REPLACE INTO source_memory VALUES ('w', ?1)", $"{i}"));
        }, TestContext.Current.CancellationToken);
        Take(database);
        await stop.CancelAsync();
        await writing;
        Assert.Empty(Directory.GetFiles(System.IO.Path.Combine(Data, "backups")));
        DatabaseCopies.Restore(folder.File("other"), Copy, TimeProvider.System);
        using var other = Database.Open(folder.File("other"), TimeProvider.System);
        Assert.True(other.Read(session => session.First("SELECT count(*) FROM source_memory", row => row.Number(0))) >= 500);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(other.FilePath));
    }

    [Theory]
    [InlineData("missing", "There is no file")]
    [InlineData("text", "it is no SQLite file")]
    [InlineData("foreign", "none of LocalDigest")]
    [InlineData("namesake", "none of LocalDigest")]
    [InlineData("newer", "written by a newer LocalDigest")]
    [InlineData("flipped", "is damaged")]
    public void What_is_no_good_backup_is_told_and_changes_nothing(string kind, string told)
    {
        using (var database = Database.Open(Data, TimeProvider.System))
        {
            Remember(database, "kept");
            for (var i = 0; i < 2000; i++) database.Write(session =>
                session.Execute("INSERT INTO source_memory VALUES (?1, 'x')", $"k{i}"));
            Take(database);
        }
        if (kind == "missing") File.Delete(Copy);
        if (kind == "text") File.WriteAllText(Copy, new string('x', 5000));
        if (kind == "foreign")
        {
            File.Delete(Copy);
            using var session = new Session($"Data Source={Copy};Pooling=False");
            session.Script("CREATE TABLE things (a); PRAGMA user_version = 3");
        }
        if (kind == "namesake")
        {
            File.Delete(Copy);
            using var session = new Session($"Data Source={Copy};Pooling=False");
            session.Script("CREATE TABLE papers (a); CREATE TABLE profiles (a); CREATE TABLE feedback (a);");
        }
        if (kind == "newer")
        {
            using var session = new Session($"Data Source={Copy};Pooling=False");
            session.Script("PRAGMA user_version = 9999");
        }
        if (kind == "flipped")
        {
            using var file = File.OpenWrite(Copy);
            // Zeroes over the middle: whole pages are no tree any more.
            file.Position = file.Length / 2 / 4096 * 4096;
            file.Write(new byte[8192]);
        }
        var error = Assert.Throws<StorageException>(() => DatabaseCopies.Restore(Data, Copy, TimeProvider.System));
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
        Assert.Equal("kept", Remembered(Data));
        Assert.DoesNotContain(Directory.GetFiles(Data), path => path.Contains("restoring", StringComparison.Ordinal));
    }

    private static void Remember(Database database, string what) =>
        database.Write(session => session.Execute("INSERT OR REPLACE INTO source_memory VALUES ('a', ?1)", what));

    private static string? Remembered(string data)
    {
        using var database = Database.Open(data, TimeProvider.System);
        return database.Read(session => session.First("SELECT value FROM source_memory WHERE key = 'a'", row => row.Text(0)));
    }

    private void Take(Database database)
    {
        using var copy = DatabaseCopies.Take(database);
        using var file = File.Create(Copy);
        copy.CopyTo(file);
    }
}
