using LocalDigest.Text;

namespace LocalDigest.Tests.Text;

public sealed class AbbreviationsTests
{
    [Theory]
    [InlineData("We train vision-language models (VLMs) on video.", "VLM", "vision-language models")]
    [InlineData("We use deep reinforcement learning (RL).", "RL", "reinforcement learning")]
    [InlineData("Cosmic rays (CRs) are fast.", "CR", "Cosmic rays")]
    [InlineData("A VLM (vision-language model) sees.", "VLM", "vision-language model")]
    [InlineData("We use neural radiance\nfields (NeRF; see below).", "NeRF", "neural radiance\nfields")]
    public void A_definition_is_found(string text, string abbreviation, string meaning) =>
        Assert.Equal([new DefinedAbbreviation(abbreviation, meaning.ReplaceLineEndings(" "))], DefinedAbbreviations.In(text));

    [Theory]
    [InlineData("We reach 42 points (see Table 3) on all tasks.")]
    [InlineData("The method is open (MIT).")]
    [InlineData("Some (parenthesis that never ends")]
    [InlineData("We study galaxies (2020).")]
    [InlineData("Ends here. Then (ET)")]
    public void What_defines_nothing_gives_nothing(string text) => Assert.Empty(DefinedAbbreviations.In(text));

    [Fact]
    public void Forms_are_learned_from_papers_that_define_them()
    {
        var forms = Learn(("zonal kelp harvesting (ZKH)", 3));
        Assert.Equal([("ZKH", "zonal kelp harvesting")], forms.OtherForms("We need ZKH soon"));
        Assert.Equal([("zonal kelp harvesting", "ZKH")], forms.OtherForms("Zonal-kelp harvesting"));
        // Who names both needs no other form.
        Assert.Empty(forms.OtherForms("zonal kelp harvesting (ZKH)"));
    }

    [Fact]
    public void What_is_rare_or_ambiguous_is_not_learned()
    {
        Assert.Empty(Learn(("zonal kelp harvesting (ZKH)", 2)).OtherForms("ZKH"));
        Assert.Empty(Learn(("zonal kelp harvesting (ZKH)", 5), ("zinc kiln heating (ZKH)", 4)).OtherForms("ZKH"));
        Assert.NotEmpty(Learn(("zonal kelp harvesting (ZKH)", 9), ("zinc kiln heating (ZKH)", 1)).OtherForms("ZKH"));
    }

    [Fact]
    public void A_store_in_which_a_well_known_form_means_something_else_is_believed()
    {
        Assert.Equal("reinforcement learning", Assert.Single(Abbreviations.WellKnown.OtherForms("RL for games")).Other);
        Assert.Equal("roche lobe", Assert.Single(Learn(("Roche lobe (RL)", 4)).OtherForms("RL overflow")).Other);
    }

    [Theory]
    [InlineData("LLM agents", "large language model")]
    [InlineData("llms that plan", "large language model")]
    [InlineData("large language models", "LLM")]
    [InlineData("VLMs", "vision-language model|LVLM|MLLM|VLLM")]
    [InlineData("vision-language models", "VLM|LVLM|MLLM|VLLM")]
    [InlineData("multimodal large language models", "MLLM|VLM|LVLM|VLLM")]
    [InlineData("rags and cots", "")]
    public void Well_known_forms_need_no_store(string text, string others) =>
        Assert.Equal(
            others.Split('|', StringSplitOptions.RemoveEmptyEntries), Abbreviations.WellKnown.OtherForms(text).Select(form => form.Other));

    [Fact]
    public void A_subject_has_other_forms_only_where_it_is_nothing_but_the_name()
    {
        Assert.Equal(["LLMs", "large language model"], Abbreviations.WellKnown.FormsOf("LLMs"));
        Assert.Equal(["LLM agents"], Abbreviations.WellKnown.FormsOf("LLM agents"));
    }

    private static Abbreviations Learn(params (string Text, int Papers)[] texts) =>
        Abbreviations.Learn(texts.SelectMany(text => Enumerable.Repeat(DefinedAbbreviations.In(text.Text).ToList(), text.Papers)));
}
