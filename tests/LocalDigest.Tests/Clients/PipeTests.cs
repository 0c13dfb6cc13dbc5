namespace LocalDigest.Tests.Clients;

/// <summary>What other programs and Ctrl+C do to a command.</summary>
[TakesLong]
public sealed class PipeTests(StartedDaemon daemon) : IClassFixture<StartedDaemon>
{
    [Theory]
    [InlineData("export")]
    [InlineData("search --json -n 100")]
    [InlineData("today --html")]
    [InlineData("logs -n 500")]
    public async Task A_reader_that_has_enough_is_no_fault(string words)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("skipped: no shell with pipes");
        var end = await CliProgram.RunIntoAsync(daemon.Data, words.Split(' '), "head -n 1");
        Assert.Equal((0, ""), (end.Code, end.Error));
        Assert.Single(end.Out.TrimEnd('\n').Split('\n'));
        // One that reads nothing at all.
        Assert.Equal(new CliEnd(0, "", ""), await CliProgram.RunIntoAsync(daemon.Data, words.Split(' '), "true"));
    }

    [Fact]
    public async Task Ctrl_C_ends_what_goes_on_for_ever()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("skipped: no SIGINT");
        var end = await CliProgram.InterruptAsync(daemon.Data, ["logs", "--follow"], "is listening");
        Assert.Equal((130, "Stopped."), (end.Code, end.Error.Trim()));
    }
}
