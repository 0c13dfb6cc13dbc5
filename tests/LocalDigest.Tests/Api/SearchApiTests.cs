using System.Net;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Api;

/// <summary>What people type into a search, and what they look for by it.</summary>
public sealed class SearchApiTests
{
    private static readonly object[] Papers =
    [
        Paper(1, "Kettles that whistle in tune", "Acoustic resonance of kettles is measured.", "Mara Quill", "Tomo Berg"),
        Paper(2, "Acoustic resonance of copper pans", "Pans are struck with spoons.", "Mara Berg", "Tomo Quill"),
        Paper(3, "Sourdough under pressure", "Bread rises; resonance plays no part.", "M. Quill"),
        Paper(4, "A compiler for recipes in C++", "Recipes become programs.", "Zoë Lindqvist"),
        Paper(5, "A grammar of recipes", "The C of the matter is cooking; vitamin C is kept.", "Jan de Vries"),
        Paper(6, "厨房里的声学共振研究", "我们测量水壶的声学共振。", "Li Hua"),
        Paper(7, "Navigation of kitchens by drones", "Drones carry plates; navigational charts of kitchens help.", "Ada Orlov"),
        Paper(8, "Folding napkins by machine", "Machines grasp and fold napkins.", "Bo Ek"),
    ];

    private static object Paper(int number, string title, string text, params string[] authors) =>
        new
        {
            id = $"arxiv:2601.9700{number}",
            title,
            @abstract = text,
            authors,
            published = "2026-01-20",
            doi = number == 2 ? "10.1000/pans" : null,
        };

    [Theory]
    [InlineData("2601.97002")]
    [InlineData("arXiv:2601.97002v3")]
    [InlineData("(arXiv:2601.97002v1 [cs.RO])")]
    [InlineData("https://arxiv.org/abs/2601.97002")]
    [InlineData("arxiv.org/pdf/2601.97002v2.pdf")]
    [InlineData("https://www.arxiv.org/html/2601.97002v1#S2")]
    [InlineData("https://huggingface.co/papers/2601.97002")]
    [InlineData("10.48550/arXiv.2601.97002")]
    [InlineData("10.1000/PANS")]
    [InlineData("doi: 10.1000/pans")]
    [InlineData("https://doi.org/10.1000/pans.")]
    [InlineData("https://publisher.example/doi/full/10.1000/pans")]
    public async Task An_id_address_or_DOI_finds_its_paper_alone(string text)
    {
        await using var daemon = await StartAsync();
        var found = await SearchAsync(daemon, text);
        Assert.Equal([2], Numbers(found));
        Assert.Null(found["notice"]);
    }

    [Fact]
    public async Task An_id_that_is_not_here_is_told()
    {
        await using var daemon = await StartAsync();
        var found = await SearchAsync(daemon, "https://arxiv.org/abs/2601.99999");
        Assert.Equal(0, Total(found));
        Assert.Contains("arxiv:2601.99999", found["notice"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mara Quill", 1, 3)]
    [InlineData("quill mara", 1, 3)]
    [InlineData("Quill, M.", 1, 3)]
    [InlineData("Mara Q.", 1)]
    [InlineData("Mara", 1, 2)]
    [InlineData("lindqv*", 4)]
    [InlineData("zoe lindqvist", 4)]
    [InlineData("Mara Quill; Tomo Berg", 1)]
    [InlineData("Mara Lindqvist")]
    [InlineData("Quill Berg")]
    [InlineData("-")]
    public async Task An_author_is_one_person(string name, params int[] papers)
    {
        await using var daemon = await StartAsync();
        var found = await daemon.GetAsync("/v1/papers?author=" + Uri.EscapeDataString(name));
        Assert.Equal(papers.AsEnumerable(), Numbers(found).Order());
    }

    [Fact]
    public async Task A_name_finds_the_papers_of_that_person_first()
    {
        await using var daemon = await StartAsync();
        Assert.Equal([1, 3], Numbers(await SearchAsync(daemon, "Mara Quill")).Order());
        Assert.Equal([1, 3], Numbers(await SearchAsync(daemon, "author:\"Quill, Mara\"")).Order());
        Assert.Equal(1, Numbers(await SearchAsync(daemon, "author:Mara Quill kettles"))[0]);
        Assert.DoesNotContain(2, Numbers(await SearchAsync(daemon, "author:Mara Quill resonance")));
        Assert.DoesNotContain(1, Numbers(await SearchAsync(daemon, "resonance -author:\"Mara Quill\"")));
        // A name beside a subject.
        Assert.Equal(3, Numbers(await SearchAsync(daemon, "quill sourdough"))[0]);
        var nobody = await SearchAsync(daemon, "author:Nobody");
        Assert.Equal(0, Total(nobody));
        Assert.Contains("Nobody", nobody["notice"]!.GetValue<string>(), StringComparison.Ordinal);
        var shared = await SearchAsync(daemon, "Quill Orlov");
        Assert.Equal(0, Total(shared));
        Assert.NotNull(shared["notice"]);
    }

    [Theory]
    [InlineData("resonanse", "resonance", 2)]
    [InlineData("acuostic resonance", "acoustic resonance", 1, 2)]
    [InlineData("Mara Quil", "Mara quill", 1)]
    public async Task A_typing_error_is_corrected_and_told(string typed, string corrected, params int[] papers)
    {
        await using var daemon = await StartAsync();
        var found = await SearchAsync(daemon, typed);
        Assert.Equal(corrected, found["correctedQuery"]!.GetValue<string>());
        Assert.Contains($"\"{corrected}\"", found["notice"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty(papers.Except(Numbers(found)));
    }

    [Theory]
    [InlineData("resonance")]
    [InlineData("\"resonanse\"")]
    [InlineData("sourdough kettle")]
    [InlineData("xyzzyplugh")]
    [InlineData("spin")]
    public async Task What_is_no_typing_error_is_searched_for_as_it_is(string typed)
    {
        await using var daemon = await StartAsync();
        Assert.Null((await SearchAsync(daemon, typed))["correctedQuery"]);
    }

    [Theory]
    [InlineData("navi*", 7)]
    [InlineData("navigatio*", 7)]
    [InlineData("navigatio", 7)]
    [InlineData("napk", 8)]
    [InlineData("\"copper pans\"", 2)]
    [InlineData("\"pans copper\"")]
    [InlineData("recipes -compiler", 5)]
    [InlineData("recipes -\"vitamin C\"", 4)]
    [InlineData("recipes -C++", 5)]
    public async Task Beginnings_phrases_and_exclusions_are_understood(string text, params int[] papers)
    {
        await using var daemon = await StartAsync();
        Assert.Equal(papers.AsEnumerable(), Numbers(await SearchAsync(daemon, text)).Order());
    }

    [Fact]
    public async Task What_is_only_excluded_leaves_all_others()
    {
        await using var daemon = await StartAsync();
        var found = await SearchAsync(daemon, "-resonance -recipes -kitchens");
        Assert.Equal([6, 8], Numbers(found).Order());
        Assert.Equal(2, Total(found));
    }

    [Fact]
    public async Task Symbols_make_another_word()
    {
        await using var daemon = await StartAsync();
        Assert.Equal(4, Numbers(await SearchAsync(daemon, "C++"))[0]);
        Assert.Contains(5, Numbers(await SearchAsync(daemon, "C")));
    }

    [Fact]
    public async Task The_words_of_a_question_do_not_count()
    {
        await using var daemon = await StartAsync();
        var asked = Numbers(await SearchAsync(daemon, "what is the best way to grasp napkins?"));
        Assert.Equal("8", string.Join(' ', asked));
        Assert.Equal(string.Join(' ', Numbers(await SearchAsync(daemon, "grasp napkins?"))), string.Join(' ', asked));
        // Where there are no others, they do.
        Assert.Contains(5, Numbers(await SearchAsync(daemon, "the of")));
    }

    [Fact]
    public async Task Chinese_is_found_where_papers_hold_it_and_told_where_none_does()
    {
        await using var daemon = await StartAsync();
        Assert.Equal(6, Assert.Single(Numbers(await SearchAsync(daemon, "声学共振"))));
        var none = await SearchAsync(daemon, "视觉语言模型");
        Assert.Equal(0, Total(none));
        Assert.Contains("视觉语言模型", none["notice"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Null(none["correctedQuery"]);
    }

    [Fact]
    public async Task The_total_is_as_many_as_the_pages_give()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(2300));
        var (seen, total, cursor) = (new HashSet<string>(), 0, (string?)null);
        do
        {
            var page = await daemon.GetAsync("/v1/papers?q=robots&limit=500" + (cursor is null ? "" : "&cursor=" + cursor));
            foreach (var item in page["items"]!.AsArray()) Assert.True(seen.Add(item!["id"]!.GetValue<string>()));
            total = Total(page);
            cursor = page["next"]?.GetValue<string>();
        }
        while (cursor is not null);
        Assert.Equal((2300, 2300), (total, seen.Count));
    }

    [Fact]
    public async Task No_text_is_too_odd_to_search_for()
    {
        await using var daemon = await StartAsync();
        string[] odd =
        [
            "\"", "\"\"", "\" \"", "*", "**", "-", "--", "- -", "-*", "-\"", "()", "(((",
            "NEAR(a b)", "a NEAR/2 b", "AND", "OR NOT", "title:x", "^a", "{title}:a", "a+b",
            "+", "++", "#", "a*b*", "**a**", "author:", "author:\"",
            "author:*", "author:- x", "-author:", "';--", "%_\\", "\ud83d\ude00", "é̂", "\u200b", "a\tb\nc", "-a -b",
            "\"a", "a\"b\"c", "x*", "1*", "2601.", "10.1000/", "http://", "urn:x", "arxiv:",
            "doi:", "author:a author:b", "ß", "ΔΣ*", "声*", "-声", "\"声学\"", ":", "...", "[", "]]",
            new('a', 10_000), new('"', 10_000), new('*', 10_000), new('-', 10_000), string.Concat(Enumerable.Repeat("ab* ", 2_500)),
            string.Concat(Enumerable.Repeat("author:a ", 1_100)), string.Concat(Enumerable.Repeat("-x \"y ", 1_600)), new('声', 1_000),
        ];
        foreach (var text in odd)
        {
            foreach (var field in (string[])["q", "author"])
            {
                using var response = await daemon.Http.GetAsync(
                    $"/v1/papers?{field}={Uri.EscapeDataString(text)}", TestContext.Current.CancellationToken);
                var status = response.StatusCode;
                Assert.True(status is HttpStatusCode.OK or HttpStatusCode.UnprocessableEntity, $"{field}={text}: {status}");
            }
        }
        using var zero = await daemon.Http.GetAsync("/v1/papers?q=a%00b", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, zero.StatusCode);
    }

    [Theory]
    [InlineData("VLM", 1, 2, 3)]
    [InlineData("vision-language models", 2, 1, 3)]
    [InlineData("VLMs kitchens", 1, 2)]
    [InlineData("kitchens vision language model", 2, 1)]
    [InlineData("\"VLM\"", 1)]
    public async Task Short_and_long_forms_are_one_and_what_was_typed_stands_first(string typed, params int[] papers)
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(
        [
            Paper(1, "A VLM for kitchens", "It names pans.", "Mara Quill"),
            Paper(2, "Vision-language models at work", "They name pans in kitchens.", "Tomo Berg"),
            Paper(3, "Naming pans", "An MLLM names pans.", "Bo Ek"),
            Paper(4, "Sea ice", "Ice drifts.", "Ada Orlov"),
        ]);
        var found = await SearchAsync(daemon, typed);
        Assert.Equal(papers[0], Numbers(found)[0]);
        Assert.Equal(papers.Order(), Numbers(found).Take(papers.Length).Order());
        Assert.Null(found["correctedQuery"]);
        Assert.Equal(papers.Length > 1, found["notice"]?.GetValue<string>().Contains("other forms", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public async Task Short_forms_that_papers_define_are_learned()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(
        [
            .. Enumerable.Range(1, 3).Select(i =>
                Paper(i, $"Pans {i}", $"Kettle resonance mapping (KRM) is used in town {i}.", "Mara Quill")),
            Paper(4, "Whistling", "We improve KRM.", "Tomo Berg"),
            Paper(5, "Whistling again", "We improve kettle resonance mapping.", "Bo Ek"),
        ]);
        Assert.Contains(5, Numbers(await SearchAsync(daemon, "KRM improve")));
        Assert.Contains(4, Numbers(await SearchAsync(daemon, "kettle resonance mapping improve")).Take(2));
    }

    private static async Task<TestDaemon> StartAsync()
    {
        var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(Papers);
        return daemon;
    }

    private static Task<JsonNode> SearchAsync(TestDaemon daemon, string text) =>
        daemon.GetAsync("/v1/papers?q=" + Uri.EscapeDataString(text));

    private static int Total(JsonNode list) => list["total"]!.GetValue<int>();

    private static int[] Numbers(JsonNode list) => [.. list["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()[^1] - '0')];
}
