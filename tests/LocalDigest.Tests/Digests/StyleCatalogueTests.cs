using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using LocalDigest.Digests;
using LocalDigest.Judging;
using LocalDigest.Llm;
using LocalDigest.Sources;
using LocalDigest.Tests.Golden;

namespace LocalDigest.Tests.Digests;

/// <summary>Styles and words of the user's own: what is wrong with them is said, with its line, and breaks nothing else.</summary>
public sealed partial class StyleCatalogueTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private DigestRenderer Renderer => new(new StyleCatalogue(folder.Path));

    private void Write(string file, string text) => File.WriteAllText(folder.File(file), text);

    [Fact]
    public void An_own_style_is_listed_and_written()
    {
        Write("short.md.hbs", "{{!-- Titles only. --}}\n# {{label \"papers\"}}\n{{#each papers}}\n- {{md title}}\n{{/each}}\n");
        var entry = Assert.Single(Renderer.Styles(), style => style.Name == "short");
        Assert.Equal(new StyleEntry("short", true, "Titles only.", null), entry);
        Assert.Equal("# Papers\n- DoughNet: Learning to Knead with $O(n \\log n)$ Contacts\n- Folding \\*Any\\* Towel\n- Spoons: A Survey\n", Renderer.Markdown(InventedDay.In("en"), "short"));
    }

    [Fact]
    public void An_own_style_stands_in_for_one_that_comes_along_and_a_change_is_seen_at_once()
    {
        var renderer = Renderer;
        Write("brief.md.hbs", "one {{count papers}}");
        Assert.Equal("one 3\n", renderer.Markdown(InventedDay.In("en"), "brief"));
        Write("brief.md.hbs", "two {{count papers}}");
        Assert.Equal("two 3\n", renderer.Markdown(InventedDay.In("en"), "brief"));
        File.Delete(folder.File("brief.md.hbs"));
        Assert.StartsWith("# What matters today", renderer.Markdown(InventedDay.In("en"), "brief"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\nb\n{{#if papers}}\nc", "line 3: {{#if}} is not closed")]
    [InlineData("a\n{{/each}}", "line 2: {{/each}} closes a block that was not opened")]
    [InlineData("{{#if papers}}\n{{#each papers}}\n{{/if}}\n{{/each}}", "line 3: {{/if}} stands where {{/each}} is needed for line 2")]
    [InlineData("a\nb {{papers", "line 2: ")]
    [InlineData("---\ndescription: x\n---\n{{#if papers}}", "line 4: {{#if}} is not closed")]
    [InlineData("---\nasks-for: tldr\n", "line 1: the front matter that begins here is not ended by a line ---")]
    [InlineData("---\ndescription: x\ntitle: y\n---\nz", "line 3: front matter has no 'title'")]
    [InlineData("---\nasks-for: overview, everything\n---\n{{overview.summary}}",
        "line 2: there is no part 'everything': use tldr, topics,")]
    [InlineData("---\nasks-for: tldr\n---\nx", "line 1: the front matter names 'tldr', and the template shows nothing of it")]
    [InlineData("---\ndescription: x\n---\n{{overview.summary}}",
        "line 1: the template shows 'overview', and the front matter does not name it")]
    [InlineData("---\nasks-for: overview\nalso-shows: overview\n---\n{{overview.summary}}",
        "line 1: 'overview' stands in asks-for and in also-shows")]
    public void A_style_that_cannot_be_read_is_told_with_its_line(string template, string fault)
    {
        Write("mine.md.hbs", template);
        var said = Assert.Single(Renderer.Styles(), style => style.Name == "mine").Problem!;
        Assert.StartsWith("The style 'mine' (styles/mine.md.hbs) is faulty at " + fault, said, StringComparison.Ordinal);
        Assert.Equal(said, Assert.Throws<StyleException>(() => Renderer.Markdown(InventedDay.In("en"), "mine")).Message);
        // The others do not care.
        Assert.NotEmpty(Renderer.Markdown(InventedDay.In("en"), "criteria"));
    }

    [Theory]
    [InlineData("criteria", "")]
    [InlineData("brief", "overview, tldr")]
    [InlineData("topics", "facts, topics")]
    [InlineData("deep-dive", "deep-dive, overview, tldr")]
    [InlineData("report", "facts, method-analysis, overview")]
    public void A_style_that_comes_along_says_what_it_asks_for(string style, string parts) => Assert.Equal(parts, AskedBy(style));

    [Fact]
    public void Front_matter_tells_what_is_asked_for_from_what_is_only_shown()
    {
        Write("mine.md.hbs", """
            ---
            description: The point: in short.
            asks-for: tldr
            also-shows: topics
            ---
            {{#each papers}}{{md title}}: {{why this}}{{#with reading}}{{block method}}{{/with}}
            {{/each}}
            """);
        Assert.Equal(
            new StyleEntry("mine", true, "The point: in short.", null), Assert.Single(Renderer.Styles(), style => style.Name == "mine"));
        Assert.Equal("tldr", AskedBy("mine"));
        Assert.StartsWith("DoughNet", Renderer.Markdown(InventedDay.In("en"), "mine"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{#each papers}}{{#with reading}}{{!-- method, {{tldr}} --}}{{! limitations }} takeaways {{label \"method\"}}{{/with}}{{/each}}",
        "")]
    [InlineData("{{#each papers}}{{why this}}{{/each}}", "tldr")]
    [InlineData("{{#each papers}}{{#with reading}}{{block overview}}{{/with}}{{/each}}", "topics")]
    [InlineData("{{#each papers as |paper|}}{{#if paper.reading.methodAnalysis}}x{{/if}}{{/each}}", "method-analysis")]
    [InlineData("{{#each papers}}{{#if title}}{{first reading.takeaways comment}}{{/if}}{{/each}}", "deep-dive")]
    [InlineData("{{#topics}}{{#each papers}}{{names reading.affiliations}}{{/each}}{{/topics}}", "facts")]
    [InlineData("{{#each papers}}{{#if ../overview}}x{{/if}}{{/each}}", "overview")]
    [InlineData("{{#with overview}}{{#papersOf highlights.items.[0].papers}}{{reading.tldr}}{{/papersOf}}{{/with}}", "overview, tldr")]
    public void Without_front_matter_a_style_asks_for_what_its_template_shows(string template, string parts)
    {
        Write("mine.md.hbs", template);
        Assert.Equal(parts, AskedBy("mine"));
    }

    [Theory]
    [InlineData("a\n{{nothingLikeIt}}", "line 2: there is nothing called 'nothingLikeIt' here")]
    [InlineData("a\n\n{{#each papers}}{{titel}}{{/each}}", "line 3: there is nothing called 'titel' here")]
    [InlineData("{{label \"no-such-word\"}}", "line 1: there is no label 'no-such-word'")]
    [InlineData("a\n{{#*inline \"p\"}}x{{> p}}{{/inline}}{{> p}}", "line 2: ")]
    [InlineData("a\n{{> other}}", "line 2: ")]
    [InlineData("{{number title}}", "")]
    [InlineData("{{md}}", "")]
    [InlineData("{{#topics}}{{images this}}{{/topics}}", "")]
    public void A_style_that_fails_at_its_work_is_told(string template, string fault)
    {
        Write("mine.md.hbs", template);
        var said = Assert.Throws<StyleException>(() => Renderer.Markdown(InventedDay.In("en"), "mine")).Message;
        Assert.StartsWith("The style 'mine' (styles/mine.md.hbs) is faulty" + (fault.Length > 0 ? " at " + fault : ""), said, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Path, said, StringComparison.Ordinal);
    }

    [Fact]
    public void Blocks_in_blocks_without_end_are_refused()
    {
        Write("mine.md.hbs", string.Concat(Enumerable.Repeat("{{#if papers}}", 5000)) + string.Concat(Enumerable.Repeat("{{/if}}", 5000)));
        Assert.Contains("nested more than 50 deep", Assert.Single(Renderer.Styles(), style => style.Name == "mine").Problem!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("Upper")]
    [InlineData("criteria.md.hbs")]
    [InlineData("")]
    [InlineData("a\0b")]
    public void A_name_is_never_a_path(string name)
    {
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(folder.Path)!, "secret.md.hbs"), "secret");
        try
        {
            Assert.False(Renderer.Catalogue.Has(name));
            Assert.Throws<StyleException>(() => Renderer.Markdown(InventedDay.In("en"), name));
        }
        finally
        {
            File.Delete(Path.Combine(Path.GetDirectoryName(folder.Path)!, "secret.md.hbs"));
        }
    }

    [Fact]
    public void A_file_whose_name_cannot_be_a_style_is_told()
    {
        Write("My Style.md.hbs", "x");
        Assert.Contains("Rename 'My Style.md.hbs'", Assert.Single(Renderer.Styles(), style => style.Name == "My Style").Problem!, StringComparison.Ordinal);
    }

    [Fact]
    public void Own_words_go_before_ours_and_missing_ones_are_English()
    {
        Write("labels.de.json", "{ \"authors\": \"Autoren\", \"date-format\": \"dd.MM.yyyy\" }");
        Write("labels.en.json", "{ \"abstract\": \"In their words\" }");
        var markdown = Renderer.Markdown(InventedDay.In("en") with { Language = "de-AT" });
        Assert.Contains("**Autoren:** Ada Baker", markdown, StringComparison.Ordinal);
        Assert.Contains(" 20.11.2026", markdown, StringComparison.Ordinal);
        Assert.Contains("**In their words:**", markdown, StringComparison.Ordinal);
        Assert.Contains("**Relevance:** 9", markdown, StringComparison.Ordinal);
        Assert.Equal(["de", "en", "zh"], Renderer.Catalogue.Languages);
    }

    [Theory]
    [InlineData("1", "One dog is here, 1 of 1 of {0:it|them}.")]
    [InlineData("0", "0 dogs are here, 0 of 0 of {0:it|them}.")]
    [InlineData("11", "11 dogs are here, 11 of 11 of {0:it|them}.")]
    [InlineData("{0:x|y}", "{0:x|y} dogs are here, {0:x|y} of {0:x|y} of {0:it|them}.")]
    public void One_and_many_have_forms_of_their_own(string count, string sentence)
    {
        Write("labels.de.json", """{ "papers": "{0:One dog is|{0} dogs are} here, {0} of {0} of {1}." }""");
        Assert.Equal(sentence, Renderer.Catalogue.WordsFor("de").Fill("papers", [count, "{0:it|them}"]));
        Write("labels.de.json", """{ "papers": "{0:x|y {1}} {2:a|b}" }""");
        Assert.Equal(count == "1" ? "x {2:a|b}" : "y {0} {2:a|b}", Renderer.Catalogue.WordsFor("de").Fill("papers", [count, "{0}"]));
    }

    [Fact]
    public void Of_one_nothing_is_said_in_the_plural()
    {
        var words = new StyleCatalogue().WordsFor("en");
        // The gap of a heading is for a name.
        var said = Words("en").Keys.Where(name => !name.EndsWith("-title", StringComparison.Ordinal)).Select(name => (Name: name, Text: words.Fill(name, ["1", "1", "1", "1"])));
        Assert.All(said, word => Assert.DoesNotMatch("\\b1 (?:more |new )?[a-z]+s\\b|\\b1 [a-z]+s? (?:are|were)\\b", word.Text));
        var day = InventedDay.In("en");
        day = day with { Papers = [day.Papers[0]], Counts = new DigestCounts { Considered = 1, Shortlisted = 1, Judged = 1, Selected = 1 }, Sources = [.. day.Sources.Select(source => source with { Listed = 1, Added = 1 })] };
        Assert.All(Renderer.Catalogue.Names, style => Assert.DoesNotMatch("\\b1 (?:[a-z]+ )?papers\\b", Renderer.Markdown(day, style)));
        Assert.EndsWith(": 1 paper", Renderer.Catalogue.TitleOf(day), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_language_that_comes_along_has_all_words_and_no_gap_beyond_the_English_ones()
    {
        var (english, chinese) = (Words("en"), Words("zh"));
        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), chinese.Keys.Order(StringComparer.Ordinal));
        // Chinese needs no space between sentences.
        Assert.All(chinese.Where(word => word.Key != "sentence-space"), word => Assert.NotEmpty(word.Value));
        // What is told of an embedding has more figures than English needs.
        Assert.All(chinese.Where(word => word.Key != "notice-embedding-behind"), word => Assert.Empty(Gaps(word.Value).Except(Gaps(english[word.Key]))));
        var causes = Enum.GetNames<SourceFailure>().Select(name => "cause-source-" + name)
            .Concat(Enum.GetNames<LlmFailure>().Select(name => "cause-llm-" + name))
            .Concat(Enum.GetNames<VerdictState>().Except([nameof(VerdictState.Scored)]).Select(name => "cause-judge-" + name));
        Assert.All(causes, cause => Assert.Contains(cause.ToLowerInvariant(), english));

        static IEnumerable<char> Gaps(string words) => Enumerable.Range(0, Math.Max(0, words.Length - 2)).Where(i => words[i] == '{' && words[i + 2] == '}').Select(i => words[i + 1]);
    }

    [Fact]
    public void Every_word_that_the_code_names_is_there()
    {
        var english = Words("en");
        var code = string.Concat(Directory.EnumerateFiles(Repository.Path("daemon/LocalDigest.Core"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Select(File.ReadAllText));
        var named = WordPattern().Matches(code).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal).ToList();
        Assert.True(named.Count >= 40, named.Count.ToString(CultureInfo.InvariantCulture));
        Assert.All(named, name => Assert.True(name.EndsWith('-') ? english.Keys.Count(key => key.StartsWith(name, StringComparison.Ordinal)) >= 2 : english.ContainsKey(name), name));
    }

    private string AskedBy(string style) =>
        string.Join(", ", Renderer.Catalogue.PartsOf(style).Select(part => part.Name).Order(StringComparer.Ordinal));

    private static Dictionary<string, string> Words(string language) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Repository.Path($"daemon/LocalDigest.Core/Digests/Styles/labels.{language}.json")))!;

    [GeneratedRegex("\"(?<name>(?:notice|reason|decision|name|title)-[a-z-]+)\"", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex WordPattern();

    [Fact]
    public void Words_that_cannot_be_read_are_told_with_their_line()
    {
        Write("labels.de.json", "{\n\"authors\": \"Autoren\",\n\"abstract\" \"x\"\n}");
        var said = Assert.Throws<StyleException>(() => Renderer.Markdown(InventedDay.In("en") with { Language = "de" })).Message;
        Assert.StartsWith("The words in styles/labels.de.json cannot be read: line 3", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_digest_whose_style_is_gone_is_shown_in_the_usual_one_and_says_so()
    {
        var markdown = Renderer.Markdown(InventedDay.In("en") with { Style = "gone" });
        Assert.Contains("> There is no style 'gone' any more", markdown, StringComparison.Ordinal);
        Assert.Contains("Total relevant papers: 3", markdown, StringComparison.Ordinal);
    }
}
