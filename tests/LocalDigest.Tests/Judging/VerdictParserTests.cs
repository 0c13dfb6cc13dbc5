using LocalDigest.Judging;
using LocalDigest.Papers;

namespace LocalDigest.Tests.Judging;

public sealed class VerdictParserTests
{
    private static readonly PaperId One = PaperId.Arxiv("2601.90001");
    private static readonly PaperId Two = PaperId.Arxiv("2601.90002");

    [Theory]
    [InlineData("""{"verdicts":[{"id":"arxiv:2601.90001","relevance":8,"novelty":6,"criterion":2,"comment":"Fits topic 2."}]}""")]
    [InlineData("""[{"id":"2601.90001v3","relevance":8,"novelty":6,"criterion":2,"comment":"Fits topic 2."}]""")]
    [InlineData("""{"ARXIVID":"2601.90001","COMMENT":"Fits topic 2.","RELEVANCE":8,"NOVELTY":6,"CRITERION":"2"}""")]
    [InlineData("Here you go, \"as asked\":\n```json\n{\"verdicts\":[{\"id\":\"arxiv:2601.90001\",\"relevance\":\"8\",\"novelty\":6.0,\"criterion\":2,\"comment\":\"Fits topic 2.\"},]}\n```\nHope {this} helps!")]
    [InlineData("""{"verdicts":[{"id":"arxiv:2601.90001","relevance":8,"novelty":6,"criterion":2,"comment":"Fits topic 2."},{"id":"arxiv:2601.90002","relevance":3,"nov""")]
    public void Reads_a_verdict_from_whatever_it_is_wrapped_in(string text)
    {
        var reading = VerdictParser.Parse(text, [One, Two], topics: 4);
        var item = Assert.Single(reading.Items);
        Assert.Equal(One, item.Key);
        Assert.Equal(new VerdictParser.Item(8, 6, 2, "Fits topic 2.", null), item.Value);
        Assert.Empty(reading.Invented);
    }

    [Theory]
    [InlineData("<think>The form is {\"verdicts\": [{\"id\": \"the id\", ... e.g. 7\" screens.</think>{\"verdicts\":[{\"id\":\"arxiv:2601.90001\",\"relevance\":8,\"novelty\":6,\"criterion\":2,\"comment\":\"Fits topic 2.\"}]}")]
    [InlineData("""{'verdicts': [{'id': 'arxiv:2601.90001', 'relevance': 8, 'novelty': 6, 'criterion': 2, 'comment': 'Fits topic 2.',},]}""")]
    [InlineData("""{"verdicts": "[{\"id\": \"arxiv:2601.90001\", \"relevance\": 8, \"novelty\": 6, \"criterion\": 2, \"comment\": \"Fits topic 2.\"}]"}""")]
    [InlineData("\"{\\\"id\\\": \\\"arxiv:2601.90001\\\", \\\"relevance\\\": 8, \\\"novelty\\\": 6, \\\"criterion\\\": 2, \\\"comment\\\": \\\"Fits topic 2.\\\"}\"")]
    [InlineData("｛“id”：“arxiv:2601.90001”，“relevance”：８，“novelty”：6，“criterion”：2，“comment”：“Fits topic 2.”｝")]
    [InlineData("""{"arxiv:2601.90001": {"relevance": "8 out of 10", "novelty": "5.5", "criterion": "2", "comment": "Fits topic 2."}}""")]
    [InlineData("""[{"index": 1, "relevance": "8/10", "novelty": 6, "criterion": 2, "comment": "Fits topic 2."}, {"index": 2}]""")]
    [InlineData("| id | relevance | novelty | criterion | comment |\n|---|:--|---|---|---|\n| arxiv:2601.90001 | **8** | 6/10 | 2 | Fits topic 2. |")]
    [InlineData("{id: 'arxiv:2601.90001', relevance: 7.5, novelty: 5.6, criterion: 2, comment: 'Fits\ntopic 2.'}")]
    public void Reads_a_verdict_however_it_is_written(string text) =>
        Assert.Equal(new VerdictParser.Item(8, 6, 2, "Fits topic 2.", null), VerdictParser.Parse(text, [One, Two], topics: 4).Items[One]);

    [Theory]
    [InlineData("""It calls this "draft and verify", which topic 2 asks for.""")]
    [InlineData("""It's "a", "b" and 'c': all new.""")]
    [InlineData("""It makes $\\alpha$ of $\\theta$.""")]
    public void A_comment_keeps_its_quotation_marks_where_they_are_not_escaped(string comment)
    {
        var text = $$"""{"verdicts":[{"id":"2601.90001","relevance":8,"novelty":6,"criterion":1,"comment":"{{comment}}"},{"id":"2601.90002","relevance":7,"novelty":6,"comment":"y"}]}""";
        var items = VerdictParser.Parse(text, [One, Two], topics: 4).Items;
        Assert.Equal(2, items.Count);
        Assert.Null(items[One].Fault);
        if (!comment.Contains('\\', StringComparison.Ordinal)) Assert.Equal(comment, items[One].Comment);
    }

    [Theory]
    [InlineData("arxiv:2601.90001")]
    [InlineData("arxiv:2601.90002")]
    [InlineData("batch 7")]
    public void What_only_holds_verdicts_is_none_itself(string name)
    {
        var reading = VerdictParser.Parse(
            $$"""{"id":"{{name}}","verdicts":[{"id":"2601.90001","relevance":8,"novelty":6,"comment":"It fits."}]}""", [One, Two], 4);
        Assert.Equal([One], reading.Items.Keys);
        Assert.Null(reading.Items[One].Fault);
        Assert.Empty(reading.Invented);
    }

    [Fact]
    public void Texts_within_texts_are_unpacked_as_deep_as_models_pack_them_and_no_deeper()
    {
        var text = """{"id":"2601.90001","relevance":8,"novelty":6,"comment":"It fits."}""";
        for (var depth = 1; depth <= 4; depth++)
        {
            text = System.Text.Json.JsonSerializer.Serialize(new { verdicts = text });
            Assert.Equal(depth <= 2, VerdictParser.Parse(text, [One], topics: 4).HasAnything);
        }
    }

    [Fact]
    public void Numbers_with_a_gap_name_no_paper()
    {
        var text = """[{"index":1,"relevance":8,"novelty":6,"comment":"x"},{"index":3,"relevance":8,"novelty":6,"comment":"x"}]""";
        Assert.Empty(VerdictParser.Parse(text, [One, Two], topics: 4).Items);
    }

    [Theory]
    [InlineData("""{"id":"2601.90001","relevance":11,"novelty":6,"comment":"x"}""", "relevance")]
    [InlineData("""{"id":"2601.90001","relevance":0,"novelty":6,"comment":"x"}""", "relevance")]
    [InlineData("""{"id":"2601.90001","relevance":10.5,"novelty":6,"comment":"x"}""", "relevance")]
    [InlineData("""{"id":"2601.90001","relevance":"8/5","novelty":6,"comment":"x"}""", "relevance")]
    [InlineData("""{"id":"2601.90001","relevance":7,"novelty":3,"comment":"N/A"}""", "empty")]
    [InlineData("""{"id":"2601.90001","relevance":7,"novelty":3,"comment":"…"}""", "empty")]
    [InlineData("""{"id":"2601.90001","relevance":7,"novelty":3,"comment":"None."}""", "empty")]
    [InlineData("""{"id":"2601.90001","relevance":7,"novelty":3,"comment":"暂无"}""", "empty")]
    [InlineData("""{"id":"2601.90001","relevance":7,"novelty":3,"comment":"<b>bold</b> see"}""", "HTML")]
    [InlineData("""{"id":"2601.90001","relevance":"high","novelty":6,"comment":"x"}""", "relevance")]
    [InlineData("""{"id":"2601.90001","relevance":7,"comment":"x"}""", "novelty")]
    [InlineData("""{"id":"2601.90001","relevance":7,"novelty":-3,"comment":"x"}""", "novelty")]
    [InlineData("""{"id":"2601.90001","relevance":7,"novelty":3,"comment":"  "}""", "empty")]
    [InlineData("""{"id":"2601.90001","relevance":7,"novelty":3}""", "empty")]
    [InlineData("""{"id":"2601.90001","relevance":7,"novelty":3,"comment":"Please provide the paper's abstract."}""", "asks for the paper")]
    [InlineData("""{"id":"2601.90001","relevance":7,"novelty":3,"comment":"抱歉，我无法评审这篇论文。"}""", "asks for the paper")]
    [InlineData("""{"id":"2601.90001","relevance":7,"novelty":3,"comment":"I am unable to assess it."}""", "asks for the paper")]
    [InlineData("""{"id":"2601.90001","relevance":7,"novelty":3,"comment":"a"} {"id":"2601.90001","relevance":2,"novelty":3,"comment":"b"}""", "twice")]
    public void Rejects_a_verdict_that_is_not_whole(string text, string fault)
    {
        var item = Assert.Single(VerdictParser.Parse(text, [One], topics: 4).Items).Value;
        Assert.Contains(fault, item.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Leaves_out_papers_that_nobody_asked_about_and_names_them()
    {
        var reading = VerdictParser.Parse("""[{"id":"arxiv:2601.99999","relevance":9,"novelty":9,"comment":"x"},{"id":"hello","relevance":9,"novelty":9,"comment":"x"}]""", [One], topics: 4);
        Assert.Empty(reading.Items);
        Assert.Equal(["arxiv:2601.99999", "hello"], reading.Invented);
    }

    [Fact]
    public void A_criterion_that_does_not_exist_is_none()
    {
        var reading = VerdictParser.Parse("""{"id":"2601.90001","relevance":7,"novelty":3,"criterion":9,"comment":"x"}""", [One], topics: 4);
        Assert.Null(reading.Items[One].Topic);
    }

    [Theory]
    [InlineData("I'm sorry, but I cannot help with that.")]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1, 2, {\"a\": {\"b\": []}}]")]
    [InlineData("\"{\\\"id\\\"")]
    public void An_answer_without_verdicts_gives_none(string text) => Assert.False(VerdictParser.Parse(text, [One], topics: 4).HasAnything);

    [Fact]
    public void An_endless_nest_of_braces_takes_no_time()
    {
        var text = new string('{', 200_000) + new string('}', 200_000);
        Assert.False(VerdictParser.Parse(text, [One], topics: 4).HasAnything);
    }

    [Fact]
    public void Comments_are_tidied_and_cut()
    {
        var item = VerdictParser.Parse($$"""{"id":"2601.90001","relevance":7,"novelty":3,"comment":"line\nbreak \u202Eevil {{new string('x', 3000)}}"}""", [One], topics: 4).Items[One];
        Assert.StartsWith("line break evil x", item.Comment, StringComparison.Ordinal);
        Assert.True(item.Comment.Length < 1300);
    }

    [Fact]
    public void Halves_of_characters_in_an_answer_break_nothing_and_wide_digits_are_digits()
    {
        var id = PaperId.Arxiv("2601.00001");
        var wide = VerdictParser.Parse("{\"papers\":[{\"id\":\"arxiv:2601.00001\",\"relevance\":\"\uff18\uff0f\uff11\uff10\",\"novelty\""
            + ":6,\"comment\":\"It halves the memory.\"}]}", [id], 1);
        Assert.Equal(8, wide.Items[id].Relevance);
        var broken = VerdictParser.Parse("{\"papers\":[{\"id\":\"arxiv:2601.00001\",\"relevance\":\"\ufffe\\ud800\",\"novelty\":6,\"comm"
            + "ent\":\"It halves the memory.\"}]}", [id], 1);
        Assert.NotNull(broken.Items[id].Fault);
    }
}
