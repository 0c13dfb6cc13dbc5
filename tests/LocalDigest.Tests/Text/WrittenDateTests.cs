using System.Globalization;
using LocalDigest.Text;

namespace LocalDigest.Tests.Text;

public sealed class WrittenDateTests
{
    [Theory]
    [InlineData("2026-05-03T10:11:12Z", "2026-05-03T10:11:12+00:00")]
    [InlineData("2026-05-03T10:11:12+02:00", "2026-05-03T10:11:12+02:00")]
    [InlineData("2026-05-03T10:11:12.250-0530", "2026-05-03T10:11:12.25-05:30")]
    [InlineData("2008-09-04 19:45:10 +0100", "2008-09-04T19:45:10+01:00")]
    [InlineData("2026-05-03 10:11", "2026-05-03T10:11:00+00:00")]
    [InlineData("2026-05-03", "2026-05-03T00:00:00+00:00")]
    [InlineData("2010.12.01", "2010-12-01T00:00:00+00:00")]
    [InlineData("Sun, 03 May 2026 00:00:00 -0400", "2026-05-03T00:00:00-04:00")]
    [InlineData("Sun, 03 May 2026 00:00:00 EDT", "2026-05-03T00:00:00-04:00")]
    [InlineData("Wed, 03 May 2026 07:05:09 GMT", "2026-05-03T07:05:09+00:00")]
    [InlineData("3 May 2026 07:05 CEST", "2026-05-03T07:05:00+02:00")]
    [InlineData("3 May 2026 07:05 XYZ", "2026-05-03T07:05:00+00:00")]
    [InlineData("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37+00:00")]
    [InlineData("06 Nov 07 08:49:37 PST", "2007-11-06T08:49:37-08:00")]
    [InlineData("Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37+00:00")]
    [InlineData("May 3, 2026 12:30 AM", "2026-05-03T00:30:00+00:00")]
    [InlineData("May 3, 2026 5:00 p.m. EST", "2026-05-03T17:00:00-05:00")]
    [InlineData("31 Dec 2016 23:59:60 UTC", "2016-12-31T23:59:59+00:00")]
    [InlineData(" \n2026-05-03 ", "2026-05-03T00:00:00+00:00")]
    [InlineData("25/12/2009 10:00", "2009-12-25T10:00:00+00:00")]
    [InlineData("05/12/2009 10:00", null)]
    [InlineData("2026-05-03T25:00:00Z", null)]
    [InlineData("2026-05-03T10:61:00Z", null)]
    [InlineData("2026-05-03T10:00:00+2400", null)]
    [InlineData("May 2026", null)]
    [InlineData("10:30", null)]
    [InlineData("5/3", null)]
    [InlineData("soon", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_moment_is_read_in_its_own_zone(string? text, string? moment) =>
        Assert.Equal(moment, WrittenDate.Moment(text)?.ToString("yyyy-MM-ddTHH:mm:ss.FFFzzz", CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("2026-05-03T10:11:12Z", "2026-05-03T10:11:12")]
    [InlineData("May 2026", "2026-05-01T00:00:00")]
    [InlineData("2026///Spring", "2026-01-01T00:00:00")]
    [InlineData("soon", null)]
    public void What_is_open_begins_with_its_first_moment(string text, string? moment) =>
        Assert.Equal(moment, WrittenDate.Start(text)?.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));

    [Fact]
    public void A_long_text_is_no_date() => Assert.Null(WrittenDate.Moment("2026-05-03 " + new string('1', 1_000_000)));
}
