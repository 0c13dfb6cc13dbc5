using LocalDigest.Storage;

namespace LocalDigest.Tests.Storage;

/// <summary>A copy for each day, kept by age and size, that can be brought back.</summary>
public sealed class DailyBackupsTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly SettableClock clock = new(new DateTimeOffset(2026, 1, 1, 9, 0, 0, TimeSpan.Zero));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_day_on_which_something_was_stored_has_one_copy_and_it_can_be_brought_back()
    {
        using (var database = Database.Open(folder.Path, clock))
        {
            var backups = new DailyBackups(database, new RowHashes(database), new BackupOptions(), clock);
            Store(database, "first");
            Assert.Equal("daily-2026-01-01.db", backups.Keep(Ct));
            Store(database, "second");
            Assert.Null(backups.Keep(Ct));
            clock.Now += TimeSpan.FromDays(1);
            Assert.Equal("daily-2026-01-02.db", backups.Keep(Ct));
            clock.Now += TimeSpan.FromDays(1);
            // Nothing was stored since.
            Settle(database);
            Assert.Null(backups.Keep(Ct));
            Assert.Null(backups.Problem);
            if (!OperatingSystem.IsWindows())
            {
                Assert.All(Directory.GetFiles(folder.File("backups")),
                    file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
            }
            // A clock that is set back by a day makes none of a day that was.
            clock.Now -= TimeSpan.FromDays(2);
            Store(database, "third");
            Assert.Null(backups.Keep(Ct));
        }
        DatabaseCopies.Restore(folder.Path, Path.Combine(folder.File("backups"), "daily-2026-01-01.db"), clock);
        using var restored = Database.Open(folder.Path, clock);
        Assert.Equal(["first"], restored.Read(session => session.Query("SELECT value FROM source_memory", row => row.Text(0))));
        // The next remedy names a daily copy and not what the restore has put aside.
        Assert.Contains("backups/daily-2026-01-02.db", restored.Remedy(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_clock_that_was_a_year_ahead_for_a_while_does_not_end_the_daily_copies()
    {
        using var database = Database.Open(folder.Path, clock);
        var backups = new DailyBackups(database, new RowHashes(database), new BackupOptions(), clock);
        clock.Now += TimeSpan.FromDays(365);
        Store(database, "ahead");
        Assert.Equal("daily-2027-01-01.db", backups.Keep(Ct));
        clock.Now -= TimeSpan.FromDays(365);
        Store(database, "right again");
        Assert.Equal("daily-2026-01-01.db", backups.Keep(Ct));
        Store(database, "more");
        Assert.Null(backups.Keep(Ct));
        clock.Now += TimeSpan.FromDays(1);
        Assert.Equal("daily-2026-01-02.db", backups.Keep(Ct));
    }

    [Theory]
    [InlineData(7, 4, 10_000, 11)]
    [InlineData(2, 0, 10_000, 2)]
    [InlineData(3, 1, 10_000, 4)]
    [InlineData(7, 4, 1, 1)]
    public void Old_ones_are_removed_by_age_and_by_size(int days, int weeks, int megabytes, int kept)
    {
        using var database = Database.Open(folder.Path, clock);
        var options = new BackupOptions { Days = days, Weeks = weeks, MaxMegabytes = megabytes };
        var backups = new DailyBackups(database, new RowHashes(database), options, clock);
        // Made so large that one fills what the smallest limit allows.
        if (megabytes == 1) Store(database, new string('x', 900_000));
        for (var day = 0; day < 60; day++)
        {
            var name = Path.Combine(folder.File("backups"), $"daily-{clock.Now:yyyy-MM-dd}.db");
            if (day < 59)
            {
                Directory.CreateDirectory(folder.File("backups"));
                File.WriteAllBytes(name, new byte[100]);
                File.SetLastWriteTimeUtc(name, DateTime.UtcNow.AddHours(-1));
                clock.Now += TimeSpan.FromDays(1);
                continue;
            }
            Store(database, "newest");
            Assert.Equal(Path.GetFileName(name), backups.Keep(Ct));
        }
        var all = backups.All;
        Assert.Equal(kept, all.Count);
        Assert.Equal(DateOnly.FromDateTime(clock.Now.DateTime), all[0].Day);
        Assert.Equal(all.Select(copy => copy.Day).OrderDescending(), all.Select(copy => copy.Day));
    }

    [Fact]
    public void One_that_cannot_be_made_is_told_and_leaves_nothing()
    {
        using var database = Database.Open(folder.Path, clock);
        Store(database, "x");
        // A file where the folder should be.
        File.WriteAllText(folder.File("backups"), "");
        var backups = new DailyBackups(database, new RowHashes(database), new BackupOptions(), clock);
        Assert.Null(backups.Keep(Ct));
        Assert.Contains("could not be made", backups.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Path, backups.Problem, StringComparison.Ordinal);
        File.Delete(folder.File("backups"));
        Assert.NotNull(backups.Keep(Ct));
        Assert.Null(backups.Problem);
        Assert.Empty(Directory.GetFiles(folder.File("backups"), "*.part"));
    }

    [Fact]
    public void Switched_off_none_is_made()
    {
        using var database = Database.Open(folder.Path, clock);
        Store(database, "x");
        Assert.Null(new DailyBackups(database, new RowHashes(database), new BackupOptions { Enabled = false }, clock).Keep(Ct));
        Assert.False(Directory.Exists(folder.File("backups")));
    }

    private static void Store(Database database, string value) => database.Write(session =>
        session.Execute("INSERT OR REPLACE INTO source_memory (key, value) VALUES (?1, ?2)", value[..Math.Min(9, value.Length)], value));

    /// <summary>What was written before counts as before the newest copy.</summary>
    private static void Settle(Database database)
    {
        var before = DateTime.UtcNow.AddMinutes(-1);
        foreach (var path in (string[])[database.FilePath, database.FilePath + "-wal"])
        {
            if (File.Exists(path)) File.SetLastWriteTimeUtc(path, before);
        }
    }
}
