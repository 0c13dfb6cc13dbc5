using System.Diagnostics;
using System.Text;
using LocalDigest.Papers;
using LocalDigest.Reading;

namespace LocalDigest.Tests.Reading;

public sealed class LatexmlPageTests
{
    private static readonly Paper Known = new() { Id = PaperId.Arxiv("2601.90001"), Title = "A title", Authors = [new("Ada King"), new("Bo Li"), new("Carla Diaz")] };

    [Fact]
    public async Task Mathematics_is_readable_text_where_it_can_be_and_latex_where_it_must_be()
    {
        var text = await BodyAsync("""
            <p class="ltx_p">The rate is <math alttext="10^{-5}" display="inline"><msup><mn>10</mn></msup></math> and the loss
            <math alttext="\mathcal{L}(\theta)=\sum_{i=1}^{n}%&#10;\ell_{i}" display="inline"><mi>L</mi></math> with <math alttext="\begin{pmatrix}a&amp;b\\ c&amp;d\end{pmatrix}" display="inline"><mi>M</mi></math> falls by 5<sup class="ltx_sup">2</sup>,
            H<sub class="ltx_sub">2</sub>O costs $5.</p>
            <table class="ltx_equation ltx_eqn_table"><tbody><tr class="ltx_equation ltx_eqn_row"><td class="ltx_eqn_cell"><math alttext="\displaystyle E=mc^{2}" display="block"><mi>E</mi></math></td><td class="ltx_eqn_cell ltx_eqn_eqno"><span class="ltx_tag ltx_tag_equation">(1)</span></td></tr></tbody></table>
            <table class="ltx_equationgroup ltx_eqn_align ltx_eqn_table"><tbody>
              <tr class="ltx_equation ltx_eqn_row"><td><math alttext="\displaystyle a"><mi>a</mi></math></td><td><math alttext="\displaystyle=b+c"><mi>b</mi></math></td></tr>
              <tr class="ltx_equation ltx_eqn_row"><td><math><semantics><mi>d</mi><annotation encoding="application/x-tex">d</annotation></semantics></math></td><td><math alttext="\displaystyle=e"><mi>e</mi></math></td></tr></tbody></table>
            """);
        Assert.Equal(
        [
            "The rate is 10⁻⁵ and the loss ℒ(θ)=∑ᵢ₌₁ⁿ ℓᵢ with $\\begin{pmatrix}a&b\\\\ c&d\\end{pmatrix}$ falls by 5², H₂O costs $5.",
            "$$E=mc^{2}$$ (1)", "$$a =b+c$$", "$$d =e$$",
        ], Paragraphs(text));
    }

    [Fact]
    public async Task Footnotes_lists_theorems_algorithms_and_remarks_are_told_in_their_place()
    {
        var text = await BodyAsync("""
            <div class="ltx_para"><p class="ltx_p">A claim<span class="ltx_note ltx_role_footnote"><sup class="ltx_note_mark">1</sup><span class="ltx_note_outer"><span class="ltx_note_content"><sup class="ltx_note_mark">1</sup><span class="ltx_tag ltx_tag_note">1</span>With a remark.</span></span></span> stands. <span class="ltx_ERROR undefined">\todo</span></p></div>
            <ul class="ltx_itemize"><li class="ltx_item"><span class="ltx_tag ltx_tag_item">•</span><div class="ltx_para"><p class="ltx_p">First.</p></div></li>
            <li class="ltx_item"><span class="ltx_tag ltx_tag_item">(ii)</span><div class="ltx_para"><p class="ltx_p">Second.</p></div></li></ul>
            <div class="ltx_theorem"><h6 class="ltx_title ltx_runin ltx_title_theorem"><span class="ltx_tag">Theorem 1</span> (Folding)</h6><div class="ltx_para"><p class="ltx_p">Every towel folds.</p></div></div>
            <figure class="ltx_float ltx_algorithm"><figcaption class="ltx_caption"><span class="ltx_tag ltx_tag_float">Algorithm 1 </span>Fold</figcaption><div class="ltx_listing"><div class="ltx_listingline">Lift</div><div class="ltx_listingline">Turn</div></div></figure>
            """);
        Assert.Equal(["A claim (With a remark.) stands.", "• First.", "(ii) Second.", "Theorem 1 (Folding). Every towel folds.", "Algorithm 1 Fold | Lift | Turn"], Paragraphs(text));
        Assert.Contains(text.Notes, note => note.Contains("did not understand 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Figures_may_hold_figures_panels_and_tables()
    {
        var text = await BodyAsync("""
            <figure class="ltx_figure" id="S1.F1"><div class="ltx_flex_figure">
              <div class="ltx_flex_cell"><figure class="ltx_figure ltx_figure_panel"><img src="2601.90001v1/a.png" width="200"><figcaption class="ltx_caption"><span class="ltx_tag ltx_tag_figure">(a) </span>Left</figcaption></figure></div>
              <div class="ltx_flex_cell"><figure class="ltx_figure ltx_figure_panel"><img src="2601.90001v1/b.png"><figcaption class="ltx_caption"><span class="ltx_tag ltx_tag_figure">(b) </span>Right</figcaption></figure></div></div>
              <figcaption class="ltx_caption"><span class="ltx_tag ltx_tag_figure">Figure 1: </span>Two panels <img src="icon.png" width="12"></figcaption></figure>
            <figure class="ltx_figure">
              <figure class="ltx_figure"><img src="2601.90001v1/c.png"><figcaption><span class="ltx_tag">Figure 2: </span>Side</figcaption></figure>
              <figure class="ltx_table"><figcaption><span class="ltx_tag">Table 1: </span>By side</figcaption><table class="ltx_tabular"><tr><th colspan="2">Both</th></tr><tr><td>1</td><td>2</td></tr></table></figure></figure>
            <figure class="ltx_figure"><svg class="ltx_picture"><script>alert(1)</script></svg><figcaption><span class="ltx_tag">Figure 3: </span>Drawn</figcaption></figure>
            """);
        Assert.Equal([("1", "Two panels", 2), ("2", "Side", 1), ("3", "Drawn", 0)], text.Figures.Select(figure => (figure.Number, figure.Caption, figure.Images.Count)));
        Assert.Equal([("fig1", "(a) Left", "https://arxiv.org/html/2601.90001v1/a.png"), ("fig1-2", "(b) Right", "https://arxiv.org/html/2601.90001v1/b.png")], text.Figures[0].Images.Select(image => (image.Id, image.Caption, image.Address!)));
        var table = Assert.Single(text.Tables);
        Assert.Equal(("1", "By side"), (table.Number, table.Caption));
        Assert.Equal(["Both|", "1|2"], table.Rows.Select(row => string.Join('|', row)));
        Assert.Contains(text.Notes, note => note.StartsWith("Figure 3 is a drawing", StringComparison.Ordinal));
        Assert.Equal("S1", text.Figures[1].Section);
    }

    [Fact]
    public async Task Sections_have_their_numbers_levels_and_ids_and_appendices_are_sections()
    {
        var text = await Pdfs.ReadHtmlAsync(Page("""
            <div class="ltx_abstract"><h6 class="ltx_title ltx_title_abstract">Abstract.</h6><p class="ltx_p">Short.</p></div>
            <section id="S1" class="ltx_section"><h2 class="ltx_title ltx_title_section"><span class="ltx_tag ltx_tag_section">I </span>Introduction</h2>
              <div class="ltx_para"><p class="ltx_p">Text.</p></div>
              <section id="S1.SS1" class="ltx_subsection"><h3 class="ltx_title"><span class="ltx_tag">I-A </span>Part</h3>
                <section id="S1.SS1.SSS0.Px1" class="ltx_paragraph"><h4 class="ltx_title">Run in.</h4><p class="ltx_p">Deep.</p></section></section></section>
            <section id="A1" class="ltx_appendix"><h2 class="ltx_title ltx_title_appendix"><span class="ltx_tag ltx_tag_appendix">Appendix A </span>Proofs</h2><p class="ltx_p">Proof.</p></section>
            <section id="A1" class="ltx_section"><h2 class="ltx_title">Twice the same id</h2><p class="ltx_p">More.</p></section>
            <div class="ltx_acknowledgements"><h6 class="ltx_title">Acknowledgements.</h6>Thanks.</div>
            """));
        Assert.Equal(
            [("abstract", null, "Abstract", 1), ("S1", "I", "Introduction", 1), ("S1.SS1", "I-A", "Part", 2),
                ("S1.SS1.SSS0.Px1", null, "Run in.", 4), ("A1", "A", "Proofs", 1), ("A1-2", null, "Twice the same id", 1), ("s7", null,
                    "Acknowledgements", 1)],
            text.Sections.Select(section => (section.Id, section.Number, section.Title, section.Level)));
        Assert.Equal("Thanks.", text.Sections[^1].Text());
    }

    [Fact]
    public async Task Who_works_where_is_read_from_contacts_from_marks_and_from_lines()
    {
        static string Creators(string inside) => Page($"<div class=\"ltx_authors\">{inside}</div><p class=\"ltx_p\">Text.</p>");
        var contacts = await Pdfs.ReadHtmlAsync(Creators("""
            <span class="ltx_creator ltx_role_author"><span class="ltx_personname">Ada King</span><span class="ltx_author_notes"><span class="ltx_contact ltx_role_affiliation"><span class="ltx_contact_name">Affiliation: </span>Department of Towels, University of Exampleton, Norland</span><span class="ltx_contact ltx_role_email">ada@example.org</span></span></span>
            <span class="ltx_author_before"> and </span><span class="ltx_creator ltx_role_author"><span class="ltx_personname">Bo Li<sup class="ltx_sup">*</sup></span><span class="ltx_author_notes"><span class="ltx_contact ltx_role_affiliation">Department of Towels, University of Exampleton, Norland</span><span class="ltx_contact ltx_role_affiliation">Soft Labs Inc.</span></span></span>
            """), Known);
        Assert.Equal([("University of Exampleton", "Ada King, Bo Li"), ("Soft Labs Inc", "Bo Li")], contacts.Affiliations.Select(place => (place.ShortForm, string.Join(", ", place.Authors))));

        var lines = await Pdfs.ReadHtmlAsync(Creators("""
            <span class="ltx_creator ltx_role_author"><span class="ltx_personname">Ada King<br class="ltx_break">School of Cloth<br class="ltx_break">Exampleton College<br class="ltx_break"><span class="ltx_text">ada@example.org</span></span></span>
            <span class="ltx_creator ltx_role_author"><span class="ltx_personname">Bo Li<br class="ltx_break">Institute for Soft Things</span></span>
            """), Known);
        Assert.Contains(lines.Affiliations, place => place.Name == "Exampleton College" && place.Authors.SequenceEqual(["Ada King"]));
        Assert.Contains(lines.Affiliations, place => place.Name == "Institute for Soft Things" && place.Authors.SequenceEqual(["Bo Li"]));
        Assert.DoesNotContain(lines.Affiliations, place => place.Name.Contains('@'));

        var math = await Pdfs.ReadHtmlAsync(Creators("""
            <span class="ltx_creator ltx_role_author"><span class="ltx_personname">Ada King<math alttext="{}^{1}"><mi>1</mi></math>, Bo Li<math alttext="{}^{1,2}"><mi>1</mi></math> <br class="ltx_break"><math alttext="{}^{1}"><mi>1</mi></math>Exampleton College <math alttext="{}^{2}"><mi>2</mi></math>Soft Labs Inc.</span></span>
            """), Known);
        Assert.Equal([("Exampleton College", "Ada King, Bo Li"), ("Soft Labs Inc", "Bo Li")], math.Affiliations.Select(place => (place.Name, string.Join(", ", place.Authors))));
    }

    [Fact]
    public async Task Links_say_what_they_lead_to_and_only_to_the_web()
    {
        var text = await BodyAsync("""
            <p class="ltx_p">Our code is at <a href="https://github.com/x/y" class="ltx_ref">this place</a>; see the project page: <a href="https://towels.example.org/">towels</a>.
            The data set is <a href="https://zenodo.org/record/1">here</a>, <a href="javascript:alert(1)">not</a> <a href="#S2">there</a> nor <a href="http://user:pw@example.org/">so</a>.
            <a href="https://arxiv.org/html/2601.90001v1#S1">Section 1</a> is no link, and https://example.org/plain is one.</p>
            """);
        Assert.Equal([("https://github.com/x/y", LinkKind.Code), ("https://towels.example.org/", LinkKind.Project), ("https://zenodo.org/record/1", LinkKind.Data), ("https://example.org/plain", LinkKind.Other)], text.Links.Select(link => (link.Url, link.Kind)));
        Assert.All(text.Links, link => Assert.Equal("S1", link.Section));
    }

    [Fact]
    public async Task Marks_of_institutes_that_are_written_twice_are_told_apart()
    {
        static string Institute(int mark, string name) =>
            $"<span class=\"ltx_note ltx_role_institutetext\"><sup class=\"ltx_note_mark\">{mark}</sup><span class=\"ltx_note_outer\">"
            + $"<span class=\"ltx_note_content\"><sup class=\"ltx_note_mark\">{mark}</sup>{name}</span></span></span>";
        static string Author(string name, string notes) =>
            $"<span class=\"ltx_creator ltx_role_author\"><span class=\"ltx_personname\">{name}</span>"
            + $"<span class=\"ltx_author_notes\">{notes}</span></span>";
        var text = await Pdfs.ReadHtmlAsync(Page(Institute(1, "Exampleton College") + Institute(2, "Soft Labs Inc")
            + Institute(11, "Institute of Cloth") + $"<div class=\"ltx_authors\">{Author("Ada King", "1111")}{Author("Bo Li", "11221111")}"
            + $"{Author("Carla Diaz", "22")}</div><p class=\"ltx_p\">Text.</p>"), Known);
        Assert.Equal([("Exampleton College", "Bo Li"), ("Soft Labs Inc", "Bo Li, Carla Diaz"), ("Institute of Cloth", "Ada King, Bo Li")],
            text.Affiliations.Select(place => (place.Name, string.Join(", ", place.Authors))));
        Assert.Equal("Text.", Assert.Single(text.Sections).Text());
    }

    [Fact]
    public async Task Captions_are_known_in_any_language_and_panels_are_no_figures_of_their_own()
    {
        static string Caption(string kind, string tag, string words) =>
            $"<figcaption class=\"ltx_caption\"><span class=\"ltx_tag ltx_tag_{kind}\">{tag}</span>{words}</figcaption>";
        var text = await BodyAsync($"""
            <figure class="ltx_figure"><figure class="ltx_figure"><img src="a.png">{Caption("figure", "(ii) ", "Links")}</figure>
              {Caption("figure", "Abbildung 4: ", "Zwei")}</figure>
            <figure class="ltx_figure"><img src="b.png"><img src="c.png"><img src="d.png"><img src="e.png">
              {Caption("figure", "图 5: ", "左")}{Caption("figure", "图 5: ", "左")}{Caption("figure", "图 6: ", "右")}</figure>
            <figure class="ltx_figure"><img src="f.png"><table class="ltx_tabular"><tr><td>1</td><td>2</td></tr></table>
              {Caption("figure", "Рис. 7: ", "Один")}{Caption("table", "Таблица 8: ", "Две")}</figure>
            """);
        Assert.Equal([("4", "Zwei", "a"), ("5", "左", "bc"), ("6", "右", "de"), ("7", "Один", "f")], text.Figures.Select(figure =>
            (figure.Number, figure.Caption, string.Concat(figure.Images.Select(image =>
                Path.GetFileNameWithoutExtension(image.Address!))))));
        Assert.Equal("(ii) Links", text.Figures[0].Images[0].Caption);
        var table = Assert.Single(text.Tables);
        Assert.Equal(("8", "Две", 1), (table.Number, table.Caption, table.Rows.Count));
    }

    [Theory]
    [InlineData("[12]", "12")]
    [InlineData("(3).", "3")]
    [InlineData("[Doe (2024)]", "Doe (2024)")]
    [InlineData("Doe et al. (2024)", "Doe et al. (2024)")]
    [InlineData("(a) and (b)", "(a) and (b)")]
    public async Task A_references_label_keeps_the_brackets_that_are_its_own(string tag, string label)
    {
        var text = await BodyAsync($"""
            <p class="ltx_p">Text.</p><section class="ltx_bibliography"><ul><li class="ltx_bibitem"><span class="ltx_tag">{tag}</span>
            <span class="ltx_bibblock">A paper.</span></li></ul></section>
            """);
        Assert.Equal(label, Assert.Single(text.References).Label);
    }

    [Fact]
    public async Task A_page_without_sections_is_one_text()
    {
        var text = await Pdfs.ReadHtmlAsync(Page("<div class=\"ltx_para\"><p class=\"ltx_p\">Only a note.</p></div>"));
        Assert.Equal(("", "Only a note."), (Assert.Single(text.Sections).Title, text.Sections[0].Text()));
        Assert.Contains(text.Notes, note => note.Contains("little more than the abstract", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Scripts_styles_frames_and_hidden_characters_are_not_text()
    {
        var text = await BodyAsync("""
            <script>alert("<p>script</p>")</script><style>.a{}</style><p class="ltx_p" onclick="x()">Seen<script>alert(2)</script><iframe src="https://evil.test/">frame</iframe>&#8203;&#8238; text &lt;b&gt;.</p>
            <form><button>Press</button></form><noscript>nothing</noscript><template><p>shadow</p></template><object data="https://evil.test/x"></object>
            """);
        Assert.Equal(["Seen text <b>."], Paragraphs(text));
        Assert.Empty(text.Figures);
        Assert.Empty(text.Links);
    }

    [Fact]
    public async Task Text_from_right_to_left_keeps_its_letters_and_loses_its_signs_of_direction()
    {
        var text = await Pdfs.ReadHtmlAsync(Page("<section class=\"ltx_section\" id=\"S1\"><h2 class=\"ltx_title\">مقدمة</h2><p class=\"ltx_p\">\u202bהמגבת מקופלת\u202c</p></section>").Replace("lang=\"en\"", "lang=\"he\" dir=\"rtl\"", StringComparison.Ordinal));
        Assert.Equal(("he", "مقدمة", "המגבת מקופלת"), (text.Language, text.Sections[0].Title, text.Sections[0].Text()));
    }

    [Fact]
    public async Task A_page_that_breaks_off_is_read_as_far_as_it_goes_with_a_note()
    {
        var whole = MadeUpPaper.Towels.ToHtml();
        var text = await Pdfs.ReadHtmlAsync(whole[..whole.IndexOf("Among the folds", StringComparison.Ordinal)], MadeUpPaper.Towels.Known);
        Assert.Equal(["Abstract", "Introduction", "Method", "The second look"], text.Sections.Where(section => section.Paragraphs.Count > 0).Select(section => section.Title));
        Assert.Contains(text.Notes, note => note.Contains("breaks off", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bytes_in_another_encoding_are_shown_as_such_with_a_note()
    {
        var bytes = Encoding.Latin1.GetBytes(Page($"<section id=\"S1\" class=\"ltx_section\"><h2 class=\"ltx_title\">Une étude</h2>{string.Concat(Enumerable.Repeat("<p class=\"ltx_p\">été à la plage, déjà vu</p>", 20))}</section>"));
        using var reader = new StreamReader(new MemoryStream(bytes), Encoding.UTF8);
        var text = await Pdfs.ReadHtmlAsync(await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Contains("la plage", text.Sections[0].Text(), StringComparison.Ordinal);
        Assert.Contains(text.Notes, note => note.Contains("could not be read", StringComparison.Ordinal));
    }

    [Fact, TakesLong]
    public async Task A_huge_table_is_cut_with_a_note_and_text_without_end_is_bounded()
    {
        var row = $"<tr>{string.Concat(Enumerable.Repeat("<td>1</td>", 200))}</tr>";
        var text = await BodyAsync($"<figure class=\"ltx_table\"><figcaption><span class=\"ltx_tag\">Table 7: </span>Huge</figcaption><table class=\"ltx_tabular\">{string.Concat(Enumerable.Repeat(row, 2000))}</table></figure>{string.Concat(Enumerable.Repeat("<p class=\"ltx_p\">more and more</p>", 25_000))}");
        var table = Assert.Single(text.Tables);
        Assert.Equal((500, 60), (table.Rows.Count, table.Rows[0].Count));
        Assert.Contains(text.Notes, note => note.StartsWith("Table 7 is larger", StringComparison.Ordinal));
        Assert.True(text.Sections.Sum(section => section.Paragraphs.Count) <= 20_000);
        Assert.Contains(text.Notes, note => note.Contains("more text than", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<div>")]
    [InlineData("<b>")]
    [InlineData("<span class='ltx_text'>")]
    [InlineData("<figure class='ltx_figure'>")]
    [InlineData("<section class='ltx_section'>")]
    [InlineData("<table><tr><td>")]
    [InlineData("<math><mrow>")]
    public async Task A_page_nested_without_end_is_read_in_time(string open)
    {
        var clock = Stopwatch.StartNew();
        var text = await Pdfs.ReadHtmlAsync(Page("<p class=\"ltx_p\">Before.</p>" + string.Concat(Enumerable.Repeat(open, 100_000)) + "deep"));
        Assert.Contains("Before.", text.Sections[0].Text(), StringComparison.Ordinal);
        Assert.Contains(text.Notes, note => note.Contains("nested deeper", StringComparison.Ordinal));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html><body><h1>HTML is not available for the source</h1></body></html>")]
    [InlineData("<html><article class='ltx_document'></article></html>")]
    public async Task A_page_that_is_no_full_text_is_told_apart(string page)
    {
        var error = await Assert.ThrowsAsync<ReadingException>(() => Pdfs.ReadHtmlAsync(page));
        Assert.Contains("no ", error.Message, StringComparison.Ordinal);
    }

    private static string Page(string body) =>
        $"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"></head><body><div class=\"ltx_page_main\"><article class=\"ltx_document\"><h1 class=\"ltx_title ltx_title_document\">A title</h1>{body}</article></div></body></html>";

    private static Task<FullText> BodyAsync(string body) =>
        Pdfs.ReadHtmlAsync(Page($"<section id=\"S1\" class=\"ltx_section\"><h2 class=\"ltx_title ltx_title_section\"><span class=\"ltx_tag\">1 </span>One</h2>{body}</section>"));

    private static IEnumerable<string> Paragraphs(FullText text) => text.Sections.SelectMany(section => section.Paragraphs).Select(paragraph => paragraph.Text);
}
