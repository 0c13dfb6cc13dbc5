using System.Text;
using LocalDigest.Sources;

namespace LocalDigest.Tests.Sources;

public sealed class BoundedXmlTests
{
    [Fact]
    public void Parts_come_one_by_one_and_containers_are_entered()
    {
        using var xml = Open("<rss><channel><title>T</title><item><a>1</a><b c='2'/></item><item/></channel><x/></rss>");
        Assert.Equal("rss", xml.Root);
        var parts = xml.Parts("channel").ToList();
        Assert.Equal(["title", "item", "item", "x"], parts.Select(part => part.Name));
        Assert.Equal("1", parts[1].Value("A"));
        Assert.Equal("2", parts[1].First("b")!.Attributes["c"]);
    }

    [Theory]
    [InlineData("<r><t>R&amp;D at p &lt; 0.05</t></r>", "R&D at p < 0.05")]
    [InlineData("<r><t>R&amp;amp;D</t></r>", "R&amp;D")]
    [InlineData("<r><t>caf&#233; &#x1d538;</t></r>", "caf\u00e9 \U0001d538")]
    [InlineData("<r><t><![CDATA[R&amp;D at p < 0.05]]></t></r>", "R&D at p < 0.05")]
    [InlineData("<r><t type='html'>R&amp;amp;D</t></r>", "R&D")]
    [InlineData("<r><t>The <i>E. coli</i> case</t></r>", "The E. coli case")]
    [InlineData(@"<r><t>$\alpha &lt; \textbf{1}$</t></r>", @"$\alpha < \textbf{1}$")]
    public void Escapes_are_undone_exactly_once(string document, string text)
    {
        using var xml = Open(document);
        Assert.Equal(text, Assert.Single(xml.Parts()).Text);
        Assert.False(xml.Damaged);
    }

    [Theory]
    [InlineData("<r><t>a\u0001b\u000bc\uffffd</t></r>")]
    public void A_character_that_xml_forbids_costs_only_itself(string document)
    {
        using var xml = Open(document);
        Assert.Equal("a\ufffdb\ufffdc\ufffdd", Assert.Single(xml.Parts()).Text);
        Assert.True(xml.Damaged);
    }

    [Fact]
    public void Pairs_of_surrogates_survive_the_edges_of_buffers()
    {
        var text = string.Concat(Enumerable.Repeat("\U0001d538", 20_000));
        using var xml = Open($"<r><t> {text}</t></r>");
        Assert.Equal(" " + text, Assert.Single(xml.Parts()).Text);
        Assert.False(xml.Damaged);
    }

    [Theory]
    [InlineData("<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><r><t>&b;</t></r>")]
    [InlineData("<!DOCTYPE r SYSTEM \"http://127.0.0.1:1/x.dtd\"><r><t>x</t></r>")]
    [InlineData("<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><r><t>&x;</t></r>")]
    [InlineData("<r><t>&nbsp;</t></r>")]
    [InlineData("<r><t>open")]
    [InlineData("<r><t>x</t>")]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("Rate exceeded.")]
    [InlineData("{\"json\":1}")]
    public void What_is_no_xml_or_has_a_dtd_is_no_answer(string document)
    {
        var e = Assert.Throws<SourceException>(() =>
        {
            using var xml = Open(document);
            foreach (var part in xml.Parts()) Assert.DoesNotContain("root:", part.Text, StringComparison.Ordinal);
        });
        Assert.Equal(SourceFailure.Malformed, e.Failure);
        Assert.StartsWith("arXiv sent an answer that is no readable XML", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_million_open_elements_do_not_fell_it(bool inPart)
    {
        var document = new StringBuilder(inPart ? "<feed><entry>" : "");
        for (var i = 0; i < 1_000_000; i++) document.Append("<feed>");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var e = Assert.Throws<SourceException>(() =>
        {
            using var xml = Open(document.ToString());
            _ = xml.Parts("feed").Count();
        });
        Assert.Contains("nested too deeply", e.Message, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 20 << 20);
    }

    [Fact]
    public void An_entry_of_a_million_elements_is_refused()
    {
        using var xml = Open("<feed><entry>" + string.Concat(Enumerable.Repeat("<a/>", 1_000_000)) + "</entry></feed>");
        Assert.Contains("too many elements", Assert.Throws<SourceException>(() => xml.Parts().Count()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_of_endless_text_is_refused()
    {
        using var xml = Open("<feed><entry>" + new string('x', 6 << 20) + "</entry></feed>");
        Assert.Contains("too long", Assert.Throws<SourceException>(() => xml.Parts().Count()).Message, StringComparison.Ordinal);
    }

    private static BoundedXml Open(string document) => new(new StringReader(document), "arXiv");
}
