using LocalDigest.Papers;

namespace LocalDigest.Tests.Papers;

public sealed class PaperIdTests
{
    [Theory]
    [InlineData("arxiv:2601.12080", "arxiv:2601.12080")]
    [InlineData("2601.12080v3", "arxiv:2601.12080")]
    [InlineData("arXiv:2601.12080v3", "arxiv:2601.12080")]
    [InlineData("oai:arXiv.org:2508.13426v1", "arxiv:2508.13426")]
    [InlineData("http://arxiv.org/abs/astro-ph/0601001v1", "arxiv:astro-ph/0601001")]
    [InlineData("https://arxiv.org/pdf/2601.12080v2.pdf", "arxiv:2601.12080")]
    [InlineData("url:https://arxiv.org/abs/2601.12080", "arxiv:2601.12080")]
    [InlineData("math.GT/0309136", "arxiv:math/0309136")]
    [InlineData("10.48550/arXiv.2601.12080", "arxiv:2601.12080")]
    [InlineData("https://doi.org/10.1088/1751-8121/AA9C53", "doi:10.1088/1751-8121/aa9c53")]
    [InlineData("doi:10.1000/182.", "doi:10.1000/182")]
    [InlineData("arxiv.org/abs/2601.12080", "arxiv:2601.12080")]
    [InlineData("https://arxiv.org/html/2601.12080v1?a=b#S3", "arxiv:2601.12080")]
    [InlineData("https://huggingface.co/papers/2601.12080", "arxiv:2601.12080")]
    [InlineData("arXiv: 2601.12080", "arxiv:2601.12080")]
    [InlineData("doi.org/10.1000/182", "doi:10.1000/182")]
    [InlineData("url:https://arxiv.org/abs/2601.12080?a=b", "url:https://arxiv.org/abs/2601.12080?a=b")]
    [InlineData("url:https://huggingface.co/papers/2601.12080", "url:https://huggingface.co/papers/2601.12080")]
    [InlineData("url:https://Example.org/paper?a=1#top", "url:https://example.org/paper?a=1")]
    [InlineData("url:urn:localdigest:0011", "url:urn:localdigest:0011")]
    public void One_paper_has_one_name(string spelling, string canonical)
    {
        Assert.True(PaperId.TryParse(spelling, out var id));
        Assert.Equal(canonical, id.Value);
    }

    [Theory]
    [InlineData("arxiv:2601.12080", "arxiv", "2601.12080")]
    [InlineData("doi:10.1000/182:3", "doi", "10.1000/182:3")]
    [InlineData("url:https://example.org/a:b", "url", "https://example.org/a:b")]
    public void An_id_is_a_scheme_and_what_stands_behind_its_first_colon(string spelling, string scheme, string local)
    {
        Assert.True(PaperId.TryParse(spelling, out var id));
        Assert.Equal((scheme, local), (id.Scheme, id.Local));
    }

    [Fact]
    public void No_text_is_no_id()
    {
        Assert.False(PaperId.TryParse(null, out _));
        Assert.False(PaperId.TryDoi(null, out _));
        Assert.False(PaperId.TryDoi("10.1000", out _));
    }

    [Theory]
    [InlineData("https://doi.org/10.1000/a%2Fb%3Cc", "doi:10.1000/a/b<c")]
    [InlineData("10.1000/a%252Fb", "doi:10.1000/a/b")]
    [InlineData("doi:10.1000/100%", "doi:10.1000/100%")]
    [InlineData("10.1000/a%20b", "doi:10.1000/a%20b")]
    [InlineData("10.1000/a%00b", "doi:10.1000/a%00b")]
    [InlineData("https://www.example.org/S0921?via%3Dihub", "url:https://www.example.org/S0921?via%3Dihub")]
    [InlineData("https://example.org/a%252Fb/%C3%A9/é+ü", "url:https://example.org/a%252Fb/%C3%A9/%C3%A9+%C3%BC")]
    [InlineData("https://example.org/a b|c", "url:https://example.org/a%20b%7Cc")]
    [InlineData("urn:isbn:100%25", "url:urn:isbn:100%25")]
    public void A_name_that_was_given_out_means_itself(string spelling, string canonical)
    {
        Assert.True(PaperId.TryParse(spelling, out var id));
        Assert.Equal(canonical, id.Value);
        Assert.True(PaperId.TryParse(id.Value, out var again));
        Assert.Equal(id, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("arxiv:")]
    [InlineData("arxiv:hello")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("just words")]
    [InlineData("url:ftp://example.org/x")]
    [InlineData("10.1088/with\nbreak")]
    public void What_names_no_paper_is_refused(string text) => Assert.False(PaperId.TryParse(text, out _));

    [Fact]
    public void A_derived_name_depends_on_title_and_first_author_and_not_on_their_spacing()
    {
        var one = PaperId.Derive("A  Title\nof a Paper", "Jane Doe");
        Assert.Equal(one, PaperId.Derive("a title of a paper", "jane doe"));
        Assert.NotEqual(one, PaperId.Derive("a title of a paper", "John Doe"));
        Assert.True(PaperId.TryParse(one.Value, out var again));
        Assert.Equal(one, again);
    }
}
