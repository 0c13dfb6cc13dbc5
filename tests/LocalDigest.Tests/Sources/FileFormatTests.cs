using LocalDigest.Sources;

namespace LocalDigest.Tests.Sources;

public sealed class FileFormatTests
{
    [Theory]
    [InlineData("", FileFormat.Empty)]
    [InlineData("\ufeff \r\n\t\n", FileFormat.Empty)]
    [InlineData("<html>Sign in to your institution</html>", FileFormat.Html)]
    [InlineData("\n<!DOCTYPE html>\n<html lang=\"en\">", FileFormat.Html)]
    [InlineData("<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\">\n<html>", FileFormat.Html)]
    [InlineData("<p>The session has expired.</p>", FileFormat.Html)]
    [InlineData("<?xml version=\"1.0\"?>\n<PubmedArticleSet><PubmedArticle><title>x</title>", FileFormat.Xml)]
    [InlineData("<rss version=\"2.0\"><channel><title>x</title>", FileFormat.Xml)]
    [InlineData("{\n  \"items\": []\n}", FileFormat.Json)]
    [InlineData("[{\"title\":\"x\"}]", FileFormat.Json)]
    [InlineData("{\"title\":\"x\"}\n{\"title\":\"y\"}", FileFormat.JsonLines)]
    [InlineData("{\"title\":\"x\"}", FileFormat.JsonLines)]
    [InlineData("% exported on Monday\n\n@Article {key,\n title = {x}\n}", FileFormat.BibTeX)]
    [InlineData("@string(acm = \"ACM\")", FileFormat.BibTeX)]
    [InlineData("Write to someone@uni.edu {or not}", FileFormat.Unknown)]
    [InlineData("TY  - JOUR\r\nTI  - x\r\nER  - \r\n", FileFormat.Ris)]
    [InlineData("Provider: X\nTY  - JOUR\nTI  - PMID- 7\nER  -", FileFormat.Ris)]
    [InlineData("PMID- 30689646\nOWN - NLM\nTI  - x", FileFormat.Medline)]
    [InlineData("\ufeffFN Clarivate Analytics Web of Science\nVR 1.0\nPT J", FileFormat.WebOfScience)]
    [InlineData("PT J\nAU Parkes-Loach, PS", FileFormat.WebOfScience)]
    [InlineData("%0 Journal Article\n%T x", FileFormat.EndNote)]
    [InlineData("%PDF-1.7\n%âãÏÓ", FileFormat.Pdf)]
    [InlineData("PK\u0003\u0004\u0014", FileFormat.Zip)]
    [InlineData("SQLite format 3\0", FileFormat.Binary)]
    [InlineData("Title,Authors\nx,y", FileFormat.Unknown)]
    public void A_format_is_told_by_the_beginning_of_its_files(string text, FileFormat format) =>
        Assert.Equal(format, FileFormats.Recognise(text));

    [Fact]
    public void Every_format_but_none_has_a_name() => Assert.All(
        Enum.GetValues<FileFormat>().Except([FileFormat.Unknown, FileFormat.Empty]), format => Assert.NotNull(FileFormats.Name(format)));
}
