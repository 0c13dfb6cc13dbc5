using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LocalDigest.Digests;
using LocalDigest.Reading;
using LocalDigest.Runs;

namespace LocalDigest.Tests.Reading;

/// <summary>The parts of a summary are described once; all that deals with them follows from there.</summary>
public sealed class SummaryFormTests
{
    [Theory]
    [InlineData(SummaryKind.Tldr, "tldr")]
    [InlineData(SummaryKind.Topics, "overview, method, experiments, plainLanguage")]
    [InlineData(SummaryKind.DeepDive, "keyContribution, methodology, takeaways, limitations")]
    [InlineData(SummaryKind.Facts, "")]
    public void A_kind_asks_for_the_parts_that_are_marked_with_it(SummaryKind kind, string parts) =>
        Assert.Equal(parts, string.Join(", ", SummaryForm.Of(kind).Parts.Select(part => string.Join('.', part.Way))));

    [Fact]
    public void The_analysis_of_the_method_is_asked_for_without_its_name_around_it()
    {
        var parts = SummaryForm.Of(SummaryKind.MethodAnalysis).Parts;
        Assert.Equal(20, parts.Count);
        Assert.Equal(("methodAnalysis.abstractTranslated", false), (parts[0].Path, parts[0].IsList));
        Assert.Equal(["abstractTranslated"], parts[0].Way);
        Assert.Equal(("methodAnalysis.summary.pipeline", true), (parts[^1].Path, parts[^1].IsList));
        Assert.Equal(["summary", "pipeline"], parts[^1].Way);
        Assert.Equal(
            ["methodAnalysis.design.coreIdea", "methodAnalysis.design.pipeline"],
            parts.Where(part => part.Limits.IsRequired).Select(part => part.Path));
    }

    /// <summary>
    /// An answer is stored with the words that asked for it: whoever changes them gives the prompt a new version, or all papers are asked
    /// about again.
    /// </summary>
    [Theory]
    [InlineData(SummaryKind.Tldr, "c4579d6e5f45453f")]
    [InlineData(SummaryKind.Topics, "542a4bd9b505564f")]
    [InlineData(SummaryKind.DeepDive, "ef3f4e3392d565c2")]
    [InlineData(SummaryKind.MethodAnalysis, "dd5c76c3edb9e8a1")]
    [InlineData(SummaryKind.Facts, "fe1534526386412c")]
    public void The_words_of_a_prompt_belong_to_its_version(SummaryKind kind, string hash)
    {
        var form = SummaryForm.Of(kind);
        var prompt = new SummaryPrompt(form.Prompt, form.Schema(), form.OutputTokens);
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(prompt.Instructions)))[..16]);
        // Each part is in the form that the prompt shows, and explained.
        var least = form.Parts.Count > 1 ? 2 : 1;
        Assert.All(form.Parts, part => Assert.True(Regex.Count(prompt.Instructions, $@"\b{part.Way[^1]}\b") >= least, part.Path));
    }

    [Fact]
    public void Every_text_of_a_summary_reaches_the_digest_and_comes_back_from_the_archive()
    {
        var texts = TextShape.Change(
            new SummaryTexts { MethodAnalysis = new() }, (place, _) => place.IsList ? [place.Path, place.Path + " 2"] : [place.Path]);
        var reading = ReadingContent.Of(new PaperSummary(texts) { Basis = TextBasis.Html }, []);
        var stored = JsonSerializer.Deserialize<DigestReading>(JsonSerializer.Serialize(reading))!;
        var seen = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        TextShape.Change(stored, (place, found) => seen[place.Path] = found);
        var places = TextShape.Of<SummaryTexts>().Places;
        Assert.True(places.Count >= 33, places.Count.ToString());
        Assert.All(places, place => Assert.Equal(place.IsList ? [place.Path, place.Path + " 2"] : [place.Path], seen[place.Path]));
    }

    [Fact]
    public void A_change_is_a_copy_and_leaves_out_what_is_nothing()
    {
        var before = new SummaryTexts { Tldr = "a", KeyFindings = ["b", "c"] };
        var after = TextShape.Change(before, (place, texts) => [.. texts.Where(text => text == "c")]);
        Assert.Equal(("a", 2), (before.Tldr, before.KeyFindings.Count));
        Assert.Null(after.Tldr);
        Assert.Equal(["c"], after.KeyFindings);
        Assert.Null(after.MethodAnalysis);
        Assert.Equal("", TextShape.Change(new DigestLink("x", "y"), (_, _) => []).Text);
        Assert.Equal(["keyFindings", "tldr"], TextShape.Filled(before).Select(place => place.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_property_of_which_nobody_knows_whether_it_holds_a_text_is_an_error()
    {
        Assert.Throws<NotSupportedException>(() => TextShape.Of<WithMap>());
        Assert.Throws<NotSupportedException>(() => TextShape.Of<WithObject>());
        Assert.Throws<NotSupportedException>(() => TextShape.Of<string>());
    }

    private sealed record WithMap(IReadOnlyDictionary<string, string> Words);

    private sealed record WithObject(object Something);
}
