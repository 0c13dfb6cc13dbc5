using LocalDigest.Text;

namespace LocalDigest.Tests.Text;

public sealed class PartialDateTests
{
    [Theory]
    [InlineData("2026", "2026")]
    [InlineData("2026-05", "2026-05")]
    [InlineData("2026-05-03", "2026-05-03")]
    [InlineData("2026/5/3", "2026-05-03")]
    [InlineData("2026-05-03T10:11:12Z", "2026-05-03")]
    [InlineData("2026///Spring", "2026")]
    [InlineData("3 May 2026", "2026-05-03")]
    [InlineData("May 3rd, 2026", "2026-05-03")]
    [InlineData("2026 Sept 9", "2026-09-09")]
    [InlineData("Jan. 2026", "2026-01")]
    [InlineData("25/12/2009", "2009-12-25")]
    [InlineData("12/25/2009", "2009-12-25")]
    [InlineData("05/12/2009", "2009")]
    [InlineData("05/2009", "2009-05")]
    [InlineData("2009-02-31", "2009-02")]
    [InlineData("2009-13-01", "2009")]
    [InlineData("2010/2011", "2010")]
    [InlineData("c1999", "1999")]
    [InlineData("0000", null)]
    [InlineData("in press", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Dates_in_many_forms(string? text, string? date) => Assert.Equal(date, PartialDate.Parse(text)?.ToString());

    [Fact]
    public void What_is_open_starts_at_its_beginning()
    {
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new PartialDate(2026).Start);
        Assert.Equal(new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero), new PartialDate(2026, 5).Start);
    }
}
