using System.Text.Json.Nodes;
using LocalDigest.Daemon.Hosting;
using Microsoft.Extensions.Logging;

namespace LocalDigest.Tests.Observing;

/// <summary>The log as lines of JSON in files that are put aside by size and removed by age.</summary>
public sealed class LogFilesTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly SettableClock clock = new(new DateTimeOffset(2026, 1, 20, 9, 0, 0, TimeSpan.Zero));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_line_says_when_what_and_by_whom_and_quotes_no_exception()
    {
        Write(new LogFileOptions(), log => log.LogWarning(Thrown(), "Run {Job} ended", "r\n1"));
        var line = JsonNode.Parse(Assert.Single(File.ReadAllLines(folder.File("logs/localdigest.jsonl"))))!;
        // The clock runs on from where it was set.
        Assert.Matches(@"^2026-01-20T09:00:\d\d\.\d{3}Z$", line["at"]!.GetValue<string>());
        Assert.Equal(("Warning", "Test", "Run r\n1 ended", "r\n1"),
            (line["level"]!.GetValue<string>(), line["category"]!.GetValue<string>(), line["message"]!.GetValue<string>(),
                line["values"]!["Job"]!.GetValue<string>()));
        Assert.Equal(2, line["errors"]!.AsArray().Count);
        Assert.Contains(nameof(Thrown), line["errors"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain("a paper's text", line.ToJsonString(), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("logs/localdigest.jsonl")));
        }
    }

    [Fact]
    public void Files_are_put_aside_by_size_and_no_more_are_kept_than_asked_for()
    {
        var options = new LogFileOptions { MaxMegabytes = 1, Files = 3 };
        for (var round = 0; round < 6; round++) Write(options, log => { for (var i = 0; i < 800; i++) log.LogInformation("{Text}",
            new string('x', 700)); });
        var files = Directory.GetFiles(folder.File("logs"));
        Assert.Equal(3, files.Length);
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 1, 1_100_000));
        Assert.All(files.SelectMany(File.ReadLines), line => Assert.NotNull(JsonNode.Parse(line)));
    }

    [Fact]
    public void Old_files_are_removed_when_the_next_is_put_aside()
    {
        Directory.CreateDirectory(folder.File("logs"));
        File.WriteAllText(folder.File("logs/localdigest.2.jsonl"), "{}\n");
        File.SetLastWriteTimeUtc(folder.File("logs/localdigest.2.jsonl"), clock.Now.UtcDateTime.AddDays(-31));
        Write(new LogFileOptions { MaxMegabytes = 1 }, log => { for (var i = 0; i < 700; i++) log.LogInformation("{Text}", new string('x',
            1000)); });
        File.SetLastWriteTimeUtc(folder.File("logs/localdigest.jsonl"), clock.Now.UtcDateTime);
        Assert.False(File.Exists(folder.File("logs/localdigest.3.jsonl")));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_costs_lines_and_nothing_else_and_is_told_later()
    {
        File.WriteAllText(folder.File("logs"), "a file where the folder should be");
        using (var files = new LogFiles(folder.File("logs"), new LogFileOptions(), clock))
        {
            var log = files.CreateLogger("Test");
            log.LogInformation("lost");
            Assert.True(SpinWait.SpinUntil(() => files.Lost > 0, TimeSpan.FromSeconds(30)));
            File.Delete(folder.File("logs"));
            log.LogInformation("kept");
        }
        var lines = File.ReadAllLines(folder.File("logs/localdigest.jsonl"));
        Assert.Contains("kept", lines[0], StringComparison.Ordinal);
        Assert.Contains("could not be written here", lines[^1], StringComparison.Ordinal);
    }

    private void Write(LogFileOptions options, Action<ILogger> write)
    {
        using var files = new LogFiles(folder.File("logs"), options, clock);
        write(files.CreateLogger("Test"));
    }

    private static Exception Thrown()
    {
        try
        {
            throw new InvalidOperationException("quotes a paper's text", new FormatException("a paper's text, too"));
        }
        catch (InvalidOperationException error)
        {
            return error;
        }
    }
}
