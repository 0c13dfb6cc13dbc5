using LocalDigest.Sources;

namespace LocalDigest.Tests.Sources;

public sealed class ArxivCategoryTests
{
    [Theory]
    [InlineData("cs.CV")]
    [InlineData("cs")]
    [InlineData("hep-th")]
    [InlineData("astro-ph.GA")]
    [InlineData("cond-mat.mes-hall")]
    [InlineData("physics.optics")]
    [InlineData("q-bio.NC")]
    [InlineData("math-ph")]
    public void A_category_that_arXiv_has_is_taken(string category) => Assert.Null(ArxivCategory.Problem(category));

    [Theory]
    [InlineData("cs.cv", "Write cs.CV.")]
    [InlineData("CS.CV", "Write cs.CV.")]
    [InlineData(" cs.CV", "Write cs.CV.")]
    [InlineData("Cond-Mat.Mes-Hall", "Write cond-mat.mes-hall.")]
    [InlineData("cs.CV OR all:x", "cs has AI, AR, CC")]
    [InlineData("cs.CV+cs.LG", "cs has AI, AR, CC")]
    [InlineData("cs.XX", "cs has AI, AR, CC")]
    [InlineData("hep-th.QM", "hep-th has no parts.")]
    [InlineData("bs.CV", "Write them as")]
    [InlineData("PHYSICS.Optics", "Write physics.optics.")]
    [InlineData("../etc", "Write them as")]
    [InlineData("", "Write them as")]
    [InlineData("cs.CV\n", "Write cs.CV.")]
    public void Another_one_is_named_with_what_was_likely_meant(string category, string advice)
    {
        var problem = ArxivCategory.Problem(category);
        Assert.NotNull(problem);
        Assert.StartsWith($"'{category.ReplaceLineEndings(" ")}' is not an arXiv category.", problem, StringComparison.Ordinal);
        Assert.Contains(advice, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cs.AI", "cs:cs:AI")]
    [InlineData("cs", "cs:cs")]
    [InlineData("math.AG", "math:math:AG")]
    [InlineData("stat.ML", "stat:stat:ML")]
    [InlineData("q-bio.NC", "q-bio:q-bio:NC")]
    [InlineData("astro-ph.GA", "physics:astro-ph:GA")]
    [InlineData("astro-ph", "physics:astro-ph")]
    [InlineData("hep-th", "physics:hep-th")]
    [InlineData("math-ph", "physics:math-ph")]
    [InlineData("nlin.SI", "physics:nlin:SI")]
    [InlineData("cond-mat.mes-hall", "physics:cond-mat:mes-hall")]
    [InlineData("physics.optics", "physics:physics:optics")]
    public void A_category_is_a_set_of_oai(string category, string set) => Assert.Equal(set, ArxivCategory.OaiSet(category));

    [Theory]
    [InlineData("cs.CV", "cs.CV", true)]
    [InlineData("cs", "cs.CV", true)]
    [InlineData("math", "math-ph", true)] // for it is math.MP
    [InlineData("hep", "hep-th", false)]
    [InlineData("cs.CV", "cs.LG", false)]
    [InlineData("cs.NA", "math.NA", true)]
    [InlineData("math-ph", "math.MP", true)]
    [InlineData("eess", "cs.SY", true)]
    [InlineData("cs.CV", "cs", false)]
    public void A_primary_category_belongs_to_its_archive_and_its_other_name(string wanted, string primary, bool covers) =>
        Assert.Equal(covers, ArxivCategory.Covers(wanted, primary));

    [Fact]
    public void A_whole_archive_is_asked_for_with_its_subjects() =>
        Assert.Equal("(cat:cs.CV OR cat:hep-th OR cat:hep-th.*) AND submittedDate:[202508181800 TO 202508191759]",
            new ArxivQuery(["cs.CV", "hep-th"], Shorthand.Utc("2025-08-18T18:00:30"), Shorthand.Utc("2025-08-19T17:59:00")).Text);
}

public sealed class ArxivScheduleTests
{
    [Theory]
    [InlineData("2025-08-20", "2025-08-19T18:00:00")] // Wednesday's list ends on Tuesday at 14:00 in New York
    [InlineData("2025-08-18", "2025-08-15T18:00:00")] // Monday's on Friday
    [InlineData("2025-08-19", "2025-08-18T18:00:00")] // Tuesday's on Monday, from Friday on
    [InlineData("2025-01-15", "2025-01-14T19:00:00")] // winter time
    [InlineData("2025-03-10", "2025-03-07T19:00:00")] // the weekend on which summer time begins
    [InlineData("2025-03-11", "2025-03-10T18:00:00")]
    [InlineData("2025-11-03", "2025-10-31T18:00:00")] // and ends
    [InlineData("2025-11-04", "2025-11-03T19:00:00")]
    public void A_list_ends_with_the_working_day_before_it(string list, string deadline) =>
        Assert.Equal(Shorthand.Utc(deadline), ArxivSchedule.Deadline(Shorthand.Day(list)));

    [Fact]
    public void The_lists_of_a_year_follow_on_each_other_without_gap()
    {
        for (var day = new DateOnly(2025, 1, 6); day.Year == 2025; day = day.AddDays(1))
        {
            Assert.Equal(day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday), ArxivSchedule.IsListDay(day));
            var newest = ArxivSchedule.Newest(day);
            Assert.True(ArxivSchedule.IsListDay(newest) && newest <= day && day.DayNumber - newest.DayNumber <= 2);
            var previous = ArxivSchedule.Previous(newest);
            Assert.True(previous < newest && newest.DayNumber - previous.DayNumber <= 3);
            Assert.InRange((ArxivSchedule.Deadline(newest) - ArxivSchedule.Deadline(previous)).TotalHours, 23, 73);
        }
    }

    [Fact]
    public void New_york_is_where_the_platform_says_it_is()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        for (var list = new DateOnly(2020, 1, 1); list.Year < 2031; list = list.AddDays(1))
            Assert.Equal(14, TimeZoneInfo.ConvertTime(ArxivSchedule.Deadline(list), zone).Hour);
    }
}
