using System.Diagnostics;
using System.Text.Json.Nodes;
using LocalDigest.Papers;
using LocalDigest.Reading;
using LocalDigest.Text;

namespace LocalDigest.Tests.Reading;

public sealed class ExtractsTests
{
    [Theory]
    [InlineData(
        "Caches grow with the length of a text. In this paper we propose a cache that keeps only the keys that matter. "
        + "On six tasks it reduces memory by 61% while accuracy falls by 0.2 points. Code will follow.",
        "On six tasks it reduces memory by 61% while accuracy falls by 0.2 points.")]
    [InlineData(
        "Caches are everywhere in the machines of today. In this paper we describe the cache of a computer from 1968 and its makers.",
        "In this paper we describe the cache of a computer from 1968 and its makers.")]
    [InlineData("", null)]
    public void The_key_sentence_says_what_was_found_or_else_what_was_done(string text, string? expected)
    {
        var paper = new Paper { Id = PaperId.Arxiv("2601.90001"), Title = "A cache of keys", Abstract = text };
        Assert.Equal(expected, Extracts.KeySentence(new StoredPaper(1, paper, [1], default, default, null)));
    }

    private const string Found = "We found that singing kettles boil 12% faster than silent ones.";

    // Each is full of what a finding has: figures, the title's words, "results", "higher".
    [Theory]
    [InlineData("This work was supported by the National Kettle Foundation under grants 12345 and 67890, which improved our results by "
        + "40%.")]
    [InlineData("Funding: the Ministry of Tea reduced the cost of kettles by 30% through grant no. 4711.")]
    [InlineData("This study has been partially funded by the European Research Council, whose kettles outperform ours by 12%.")]
    [InlineData("We thank Nora Quill for kettles that improved the results by 20%.")]
    [InlineData("Author contributions: N.Q. achieved higher accuracy and R.R. reduced the noise of the kettles.")]
    [InlineData("N.Q. and R.R. contributed equally and improved the kettles by 50%.")]
    [InlineData("All authors improved, read and approved the final manuscript on kettles, which yields 3 versions.")]
    [InlineData("Abbreviations: KBT, kettle boiling time; SKI, singing kettle index; HTR, higher thermal resistance.")]
    [InlineData("KBT: kettle boiling time; SKI: singing kettle index; HTR: higher thermal resistance, which reduces noise.")]
    [InlineData("Keywords: kettles, singing, higher accuracy, reduced noise, state of the art, 12% faster boiling.")]
    [InlineData("Trial registration: NCT01234567, which demonstrates improved kettles in 12 of 14 kitchens.")]
    [InlineData("The kettles were registered at ClinicalTrials.gov and achieve 12% higher rates of boiling.")]
    [InlineData("© 2025 The Kettle Society, published by Elsevier, which improves 100% of all kettles.")]
    [InlineData("This open access article on improved kettles is distributed under a Creative Commons licence (CC BY 4.0).")]
    [InlineData("Data availability: all 12 data sets of singing kettles that demonstrate higher accuracy are in the archive.")]
    [InlineData("The data sets of all 12 kettles, which yield higher accuracy, are publicly available on Zenodo.")]
    [InlineData("The authors declare no conflict of interest, and report 0% of improved kettles in their kitchens.")]
    [InlineData("Competing interests: N.Q. reports higher fees from kettles, which exceed 10% of her income.")]
    [InlineData("基金项目：国家水壶基金（12345），结果表明提高了12%的沸腾速度，并且降低了噪声，优于其他水壶的结果。")]
    [InlineData("本研究得到国家水壶自然科学基金资助（12345号），结果表明沸腾速度提高了百分之十二并达到最高水平。")]
    public void The_key_sentence_is_never_one_that_stands_beside_what_the_paper_says(string aside)
    {
        foreach (var text in (string[])[$"{Found} {aside}", $"{aside} {Found}"])
        {
            var paper = new Paper { Id = PaperId.Arxiv("2601.90001"), Title = "Singing kettles boil faster", Abstract = text };
            Assert.Equal(Found, Extracts.KeySentence(new StoredPaper(1, paper, [1], default, default, null)));
        }
    }

    [Theory]
    [InlineData("We show that public funding of kettles reduces the price of tea by 12% in rural areas.")]
    [InlineData("Our licence detector improves accuracy by 12% on images of number plates in the rain.")]
    [InlineData("Contributions of kettles to the noise of kitchens exceed those of toasters by 12%.")]
    [InlineData("Availability of water reduces the time to boil by 12% in kettles that are heated by the sun.")]
    [InlineData("When labelled data are available in 12 languages, our parser outperforms the baseline.")]
    [InlineData("Grants improve the careers of young researchers by 12% where committees are blind.")]
    public void What_only_sounds_alike_may_be_the_key_sentence(string sentence)
    {
        var paper = new Paper { Id = PaperId.Arxiv("2601.90001"), Title = "On tea", Abstract = sentence };
        Assert.Equal(sentence, Extracts.KeySentence(new StoredPaper(1, paper, [1], default, default, null)));
    }

    [Fact]
    public void Takes_what_is_proposed_and_what_was_found_and_leaves_out_the_rest()
    {
        var extract = Extracts.Of(InventedPaper.Stored.Paper, InventedPaper.Whole);
        Assert.Equal("We propose TideNet, a graph network that learns from 227 sparse sensors. It reduces the mean error by 12.3% on HarbourBench and runs 3 times faster than WaveFormer-2.", extract.Tldr);
        Assert.Contains("It reduces the mean error by 12.3% on HarbourBench and runs 3 times faster than WaveFormer-2.", extract.KeyFindings);
        Assert.DoesNotContain(extract.KeyFindings, sentence => sentence.Contains("github", StringComparison.Ordinal) || sentence.Contains("Future work", StringComparison.Ordinal));
        Assert.All(extract.Statements, statement => Assert.NotNull(statement.Where));
    }

    [Fact]
    public void Every_sentence_is_the_papers_own()
    {
        var extract = Extracts.Of(InventedPaper.Stored.Paper, InventedPaper.Whole);
        var paper = string.Join('\n', InventedPaper.Whole.Sections.Select(section => section.Text()));
        Assert.All(extract.KeyFindings.Concat(extract.Outline.Select(entry => entry.Lead)), sentence => Assert.Contains(sentence, paper, StringComparison.Ordinal));
    }

    [Fact]
    public void The_outline_has_a_sentence_of_each_section()
    {
        var outline = Extracts.Of(InventedPaper.Stored.Paper, InventedPaper.Whole).Outline;
        Assert.Equal(["1 Introduction", "2 Method", "3 Experiments", "4 Limitations", "5 Conclusion"], outline.Select(entry => entry.Title));
        Assert.Equal("Forecasts of harbour levels guide ships and barriers.", outline[0].Lead);
    }

    [Fact]
    public void A_Chinese_abstract_gives_Chinese_sentences()
    {
        var paper = InventedPaper.Stored.Paper with { Title = "港口水位预测", Abstract = "近年来，港口水位预测受到广泛关注，但传感器往往很少。本文提出一种基于稀疏传感器图的预测网络。实验结果表明，该网络的误差比现有方法降低了12.3%，并且速度提高了三倍。未来我们将研究河流。" };
        var extract = Extracts.Of(paper, InventedPaper.AbstractOnly with { Sections = [] });
        Assert.Equal("本文提出一种基于稀疏传感器图的预测网络。", extract.Tldr!.Split('。')[0] + "。");
        Assert.Contains("实验结果表明，该网络的误差比现有方法降低了12.3%，并且速度提高了三倍。", extract.KeyFindings);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Withdrawn.")]
    [InlineData("What is it? See Figure 1.")]
    public void Where_there_is_nothing_to_take_nothing_is_taken(string abstractText)
    {
        var extract = Extracts.Of(InventedPaper.Stored.Paper with { Abstract = abstractText }, InventedPaper.AbstractOnly with { Sections = [] });
        Assert.Null(extract.Tldr);
        Assert.Empty(extract.KeyFindings);
        Assert.Empty(extract.Outline);
    }

    [Fact]
    public void Equal_papers_give_equal_sentences_and_repeated_sentences_come_once()
    {
        var text = InventedPaper.Whole with { Sections = [.. InventedPaper.Whole.Sections, .. InventedPaper.Whole.Sections.Select(section => section with { Id = section.Id + "b", Title = "Conclusion" })] };
        var (one, other) = (Extracts.Of(InventedPaper.Stored.Paper, text), Extracts.Of(InventedPaper.Stored.Paper, text));
        Assert.Equal(one.KeyFindings, other.KeyFindings);
        Assert.Equal(one.KeyFindings.Distinct(), one.KeyFindings);
    }

    [Fact]
    public void Real_abstracts_give_a_sentence_each_that_is_their_own()
    {
        var (papers, none, openings) = (0, new List<string>(), 0);
        foreach (var paper in RecordedPapers())
        {
            papers++;
            var extract = Extracts.Of(paper, new FullText { Basis = TextBasis.Abstract, Title = paper.Title });
            if (extract.Tldr is null) none.Add(paper.Id.Value);
            if (extract.Tldr is not null && paper.Abstract.StartsWith(extract.Tldr, StringComparison.Ordinal)) openings++;
            Assert.All(extract.KeyFindings, sentence => Assert.Contains(sentence, paper.Abstract, StringComparison.Ordinal));
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{none.Count} without, {openings} first sentences, of {papers}");
        Assert.True(papers >= 50, papers.ToString());
        Assert.True(none.Count * 50 <= papers, $"{none.Count} of {papers} have none: {string.Join(", ", none.Take(10))}");
        // The first sentence is nearly always background.
        Assert.True(openings * 3 <= papers, $"{openings} of {papers} begin with the abstract's first sentence");
    }

    [Fact, TakesLong]
    public void Sentences_of_real_abstracts_neither_pass_as_invented_nor_break_in_their_middle()
    {
        var (sentences, missing, broken) = (0, new List<string>(), new List<string>());
        foreach (var paper in RecordedPapers())
        {
            var source = new SourceText(paper, new FullText { Basis = TextBasis.Abstract, Title = paper.Title });
            foreach (var sentence in Sentences.Of(paper.Abstract))
            {
                sentences++;
                missing.AddRange(Claims.In(sentence, "en").Where(claim => !source.Has(claim)).Select(claim => $"{paper.Id}: {claim.Kind} '{claim.Text}'"));
                if (sentence.Length < 12 || char.IsLower(sentence[0])) broken.Add($"{paper.Id}: {sentence}");
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{missing.Count} missing, {broken.Count} broken in {sentences} sentences");
        // What stands in an abstract is found in it, always.
        Assert.True(missing.Count == 0, $"{missing.Count} of {sentences}: {string.Join("\n", missing.Take(20))}");
        Assert.True(broken.Count * 100 <= sentences, $"{broken.Count} of {sentences}: {string.Join("\n", broken.Take(20))}");
    }

    [Fact, TakesLong]
    public void Claims_of_one_real_abstract_are_not_found_in_another()
    {
        var papers = RecordedPapers().ToList();
        var (strange, found) = (0, new List<string>());
        for (var i = 0; i + 1 < papers.Count; i++)
        {
            var source = new SourceText(papers[i + 1], new FullText { Basis = TextBasis.Abstract, Title = papers[i + 1].Title });
            foreach (var claim in Sentences.Of(papers[i].Abstract).SelectMany(sentence => Claims.In(sentence, "en")).Where(claim => claim.Kind == ClaimKind.Number || claim.Text.Skip(1).Any(char.IsUpper)))
            {
                strange++;
                if (source.Has(claim)) found.Add(claim.Text);
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{found.Count} of {strange} claims of other papers were found");
        Assert.True(found.Count * 10 <= strange, $"{found.Count} of {strange}: {string.Join(", ", found.Take(40))}");
    }

    [Fact, TakesLong]
    public void A_number_that_was_changed_in_a_real_sentence_is_found()
    {
        var (changed, passed) = (0, new List<string>());
        foreach (var paper in RecordedPapers())
        {
            var source = new SourceText(paper, new FullText { Basis = TextBasis.Abstract, Title = paper.Title });
            foreach (var sentence in Sentences.Of(paper.Abstract))
            {
                foreach (var claim in Claims.In(sentence, "en").Where(claim => claim.Kind == ClaimKind.Number && claim.Text.Any(char.IsAsciiDigit)))
                {
                    // Every digit one up: 12.3% becomes 23.4%.
                    var other = sentence[..claim.Start] + string.Concat(claim.Text.Select(c => char.IsAsciiDigit(c) ? (char)('0' + (c - '0' + 1) % 10) : c)) + sentence[claim.End..];
                    changed++;
                    if (Claims.In(other, "en").All(source.Has)) passed.Add($"{paper.Id}: {claim.Text}");
                }
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{passed.Count} of {changed} changed numbers passed");
        Assert.True(changed > 500, changed.ToString());
        Assert.True(passed.Count * 10 <= changed, $"{passed.Count} of {changed}: {string.Join(", ", passed.Take(40))}");
    }

    [Fact, TakesLong]
    public void Real_abstracts_are_not_taken_for_chatter()
    {
        var check = new PartCheck(new SummaryPrompt("tldr-1", SummaryForm.Of(SummaryKind.Tldr).Schema(), 100), "en");
        var (papers, faults) = (0, new List<string>());
        foreach (var paper in RecordedPapers())
        {
            papers++;
            if (check.Fault(paper.Abstract, 10_000) is { } fault) faults.Add($"{paper.Id} {fault}");
        }
        Assert.True(faults.Count * 200 <= papers, $"{faults.Count} of {papers}: {string.Join("\n", faults)}");
    }

    /// <summary>Real papers of computing and of astronomy; skips the calling test where there are none.</summary>
    private static IEnumerable<Paper> RecordedPapers() => ReadPapers("data/profiles/rl-agents/papers.jsonl.xz", 300).Concat(ReadPapers("data/profiles/astro-galaxies/papers.jsonl.xz", 300));

    private static List<Paper> ReadPapers(string relative, int most)
    {
        using var xz = new Process { StartInfo = new ProcessStartInfo("xz", ["-dc", SharedData.Path(relative)]) { RedirectStandardOutput = true, UseShellExecute = false } };
        try
        {
            xz.Start();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("skipped: xz is not installed");
        }
        var papers = new List<Paper>();
        while (papers.Count < most && xz.StandardOutput.ReadLine() is { } line)
        {
            var paper = JsonNode.Parse(line)!;
            papers.Add(new Paper
            {
                Id = PaperId.Arxiv(paper["arxiv_id"]!.GetValue<string>()),
                Title = LatexText.Clean(paper["title"]!.GetValue<string>()).Text,
                Abstract = LatexText.Clean(paper["abstract"]!.GetValue<string>()).Text,
            });
        }
        xz.Kill();
        xz.WaitForExit();
        return papers;
    }
}
