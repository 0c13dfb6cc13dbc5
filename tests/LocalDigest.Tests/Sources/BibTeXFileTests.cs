using System.Globalization;
using LocalDigest.Papers;
using LocalDigest.Sources;

namespace LocalDigest.Tests.Sources;

public sealed class BibTeXFileTests
{
    [Fact]
    public void An_entry_becomes_a_paper()
    {
        var entry = One("""
            Anything outside of entries, even user@example.org, is a comment.
            @InProceedings{doe:2021,
              author    = "Jane Q. Doe and John {von} Roe and {The Example Consortium}",
              title     = {On the {F}ourier transform of $\ell_1$ balls: a na{\"\i}ve view},
              booktitle = {Proceedings of the 3rd Example Conference},
              year      = 2021, month = jul, day = 9,
              doi       = {https://doi.org/10.1000/ABC\_1},
              url       = {https://example.org/\~{}doe/a\_b},
              abstract  = {We gain 9$\times$ at 50\% of
                           the cost.},
              keywords  = {balls, {F}ourier transform},
              note      = {Best paper},
              pages     = {1--9},
            }
            """);
        var paper = entry.Paper!;
        Assert.Equal((2, "inproceedings", "doe:2021"), (entry.Line, entry.Type, entry.Key));
        Assert.Equal("On the Fourier transform of ℓ₁ balls: a naïve view", paper.Title);
        Assert.Equal(["Jane Q. Doe", "John von Roe", "The Example Consortium"], paper.Authors.Select(author => author.Name));
        Assert.Equal("We gain 9× at 50% of the cost.", paper.Abstract);
        Assert.Equal("Proceedings of the 3rd Example Conference", paper.Venue);
        Assert.Equal("2021-07-09", entry.Date.ToString());
        Assert.Equal(new DateTimeOffset(2021, 7, 9, 0, 0, 0, TimeSpan.Zero), paper.Published);
        Assert.Equal("10.1000/abc_1", paper.Doi);
        Assert.Equal("doi:10.1000/abc_1", paper.Id.Value);
        Assert.Equal("https://example.org/~doe/a_b", paper.Url);
        Assert.Equal(["balls", "Fourier transform"], paper.Keywords);
        Assert.Equal("Best paper", paper.Comment);
    }

    [Theory]
    [InlineData("Jane Doe", "Jane Doe")]
    [InlineData("Doe, Jane", "Jane Doe")]
    [InlineData("van der Berg, Anna Maria", "Anna Maria van der Berg")]
    [InlineData("de la Cruz, Jr., Pedro", "Pedro de la Cruz Jr.")]
    [InlineData("Doe, Jane and Roe, Rita and others", "Jane Doe|Rita Roe")]
    [InlineData("{Council on Cats, Dogs and Mice} AND {OpenLab}", "Council on Cats, Dogs and Mice|OpenLab")]
    [InlineData("Garc{\\'\\i}a~M{\\'a}rquez, Jos\\'e\n   and\n M\\\"uller, {\\'E}va", "José García Márquez|Éva Müller")]
    [InlineData("Anderson, Anders and Brand, Andy", "Anders Anderson|Andy Brand")]
    [InlineData("Doe, J.; Roe, R.", "J. Doe|R. Roe")]
    [InlineData("Jane Doe, Rita Roe, Max Moe", "Jane Doe|Rita Roe|Max Moe")]
    [InlineData("Plato", "Plato")]
    public void Authors_keep_their_order_and_have_the_given_name_first(string field, string names) =>
        Assert.Equal(names.Split('|'), One($"@misc{{k, title={{T}}, author={{{field}}}}}").Paper!.Authors.Select(author => author.Name));

    [Fact]
    public void Strings_are_joined_and_known_in_any_case()
    {
        var entry = One("""
            @string{ jex = "Journal of {E}xamples" }
            @STRING(who = {Jane Doe})
            @preamble{ "\newcommand{\x}{y}" # jex }
            @comment{ @article{not, title = {Not an entry}} }
            @article{k, title = "A" # { title} # " of parts", author = WHO # " and Rita Roe", journal = JEX # ", Series B", year = 1999, month = "3~" # apr}
            """);
        Assert.Equal("A title of parts", entry.Paper!.Title);
        Assert.Equal(["Jane Doe", "Rita Roe"], entry.Paper.Authors.Select(author => author.Name));
        Assert.Equal("Journal of Examples, Series B", entry.Paper.Venue);
        Assert.Equal("1999-04-03", entry.Date.ToString());
    }

    [Theory]
    [InlineData("year = 2012, month = {February}", "2012-02")]
    [InlineData("year = {c1999}", "1999")]
    [InlineData("year = 2012, month = 7", "2012-07")]
    [InlineData("date = {2012-05-03/2012-06-01}, year = 2011", "2012-05-03")]
    [InlineData("date = {2012-05}", "2012-05")]
    [InlineData("year = {to appear}", "")]
    [InlineData("year = 2012, month = {Mar--Apr}", "2012-03")]
    public void Dates_are_as_exact_as_the_file(string fields, string date) =>
        Assert.Equal(date, One($"@misc{{k, title={{T}}, {fields}}}").Date?.ToString() ?? "");

    [Fact]
    public void A_paper_has_fields_of_the_book_that_it_refers_to_wherever_that_stands()
    {
        const string child = "@inproceedings{a, title = {A Talk}, author = {Jane Doe}, crossref = {Conf}}";
        const string parent = "@proceedings{conf, title = {The Conference}, editor = {Ed Itor}, year = 2006, month = oct}";
        foreach (var file in (string[])[child + "\n" + parent, parent + "\n" + child])
        {
            var talk = Read(file).Single(entry => entry.Key == "a");
            Assert.Equal(("The Conference", "2006-10"), (talk.Paper!.Venue, talk.Date.ToString()));
            Assert.Equal(["Jane Doe"], talk.Paper.Authors.Select(author => author.Name));
        }
        // A chapter without authors of its own is by those of its book.
        var chapter = Read("@incollection{c, title = {Seven}, crossref = {b}}\n@book{b, title = {All}, author = {Jane Doe and Bo Roe}, year = 2002}");
        Assert.Equal(["Jane Doe", "Bo Roe"], chapter.Single(entry => entry.Key == "c").Paper!.Authors.Select(author => author.Name));
        var orphan = Assert.Single(Read(child));
        Assert.Equal(("A Talk", null), (orphan.Paper!.Title, orphan.Paper.Venue));
    }

    [Theory]
    [InlineData("eprint = {2601.12080v2}, archivePrefix = {arXiv}, primaryClass = {cs.CV}", "arxiv:2601.12080", 2, "cs.CV")]
    [InlineData("eprint = {math/0309136}, eprinttype = {arxiv}, eprintclass = {math.GT}", "arxiv:math/0309136", null, "math.GT")]
    [InlineData("journal = {arXiv preprint arXiv:2601.12080}", "arxiv:2601.12080", null, null)]
    [InlineData("journal = {CoRR}, volume = {abs/2601.12080}", "arxiv:2601.12080", null, null)]
    [InlineData("url = {http://arxiv.org/abs/2601.12080v3}", "arxiv:2601.12080", 3, null)]
    [InlineData("doi = {10.48550/arXiv.2601.12080}", "arxiv:2601.12080", null, null)]
    [InlineData("eprint = {12345}, eprinttype = {pubmed}, doi = {10.1000/x}", "doi:10.1000/x", null, null)]
    public void A_preprint_is_known_by_its_arXiv_identifier(string fields, string id, int? version, string? category)
    {
        var paper = One($"@misc{{k, title={{T}}, {fields}}}").Paper!;
        Assert.Equal((id, version, category), (paper.Id.Value, paper.Version, paper.Categories.Count > 0 ? paper.Categories[0] : null));
        Assert.Null(paper.Venue);
    }

    [Fact]
    public void A_preprint_that_was_published_keeps_both_names()
    {
        var paper = One("@article{k, title={T}, eprint={2601.12080}, archiveprefix={arXiv}, doi={10.1000/X}, journal={Journal of Examples}}").Paper!;
        Assert.Equal(("arxiv:2601.12080", "10.1000/x", "Journal of Examples"), (paper.Id.Value, paper.Doi, paper.Venue));
    }

    [Theory]
    [InlineData("{:papers/One\\_two.pdf:PDF;::}", "papers/One_two.pdf")]
    [InlineData("{Full:files/1/a.pdf:application/pdf;Extra:files/2/b.pdf:application/pdf}", "files/1/a.pdf|files/2/b.pdf")]
    [InlineData("{Text:C\\:\\\\papers\\\\new.pdf:application/pdf}", "C:\\papers\\new.pdf")]
    [InlineData("{Text:C:\\papers\\new.pdf:application/pdf}", "C:\\papers\\new.pdf")]
    [InlineData("{:D$\\backslash$:/Library/a \\& b.pdf:pdf}", "D:/Library/a & b.pdf")]
    [InlineData("{/home/jane/papers/a.pdf}", "/home/jane/papers/a.pdf")]
    [InlineData("{C:\\papers\\a.pdf}", "C:\\papers\\a.pdf")]
    public void Paths_of_files_are_unescaped(string field, string paths) =>
        Assert.Equal(paths.Split('|'), One($"@misc{{k, title={{T}}, file = {field}}}").Files);

    [Theory]
    [InlineData("date-added = {2011-08-03 15:40:21 +0200}", "2011-08-03T13:40:21Z")]
    [InlineData("timestamp = {2014.05.12}", "2014-05-12T00:00:00Z")]
    [InlineData("creationdate = {2022-09-01T12:00:00}", "2022-09-01T12:00:00Z")]
    [InlineData("timestamp = {Wed, 03 Aug 2011 15:40:21 +0200}", "2011-08-03T13:40:21Z")]
    [InlineData("timestamp = {Wed, 03 Aug 2011 15:40:21 +0200}, bibsource = {dblp computer science bibliography}", null)]
    public void When_the_user_added_it_is_kept(string fields, string? time) =>
        Assert.Equal(time is null ? null : DateTimeOffset.Parse(time, CultureInfo.InvariantCulture), One($"@misc{{k, title={{T}}, {fields}}}").AddedAt);

    [Fact]
    public void An_entry_that_cannot_be_read_is_named_and_costs_no_other()
    {
        var entries = Read("""
            @article{good1, title = {First}}

            @article{open,
              title = {Never closed,
              year = 2001

            @article{good2, title = {Second}, year = 2002}
            @article{equals, title {No equals sign}, year = 2003}
            @article{good3, title = "Third"}
            @misc{untitled, author = {Jane Doe}}
            @article good4, title = {No brace}
            @article{good5, title = {Fifth}
            """);
        Assert.Equal(["First", null, "Second", "No equals sign", "Third", null, null, "Fifth"], entries.Select(entry => entry.Paper?.Title));
        var problems = entries.Where(entry => entry.Paper is null).Select(entry => (entry.Line, entry.Key, entry.Problem)).ToList();
        Assert.Equal(
            [
                (3, "open", "The value of the field 'title' that begins on line 4 is not closed."),
                (10, "untitled", "The entry has no title."),
                (11, null, "The entry @article has no opening brace."),
            ],
            problems);
    }

    [Theory]
    [InlineData("@article{k,\n title = {T}\n year = 2001\n}")]
    [InlineData("@article{title = {T}, year = 2001}")]
    [InlineData("@article{ , title = {T}, year = 2001,, }")]
    [InlineData("@article(k, title = {T}, year = {2001})")]
    [InlineData("\ufeff@ARTICLE { k , TITLE={T} , YEAR=2001 }")]
    [InlineData("@article{k, % a remark\n title = {T}, year = 2001\n% another\n}")]
    [InlineData("@article{k, title = {T}, year = 2001")]
    [InlineData("@article{k, title = {T}, year = 2001\r\n@string{x = {y}}")]
    [InlineData("@\n  %a\narticle\n {k, title = {T}, year = 2001}")]
    [InlineData("@article{k,\rtitle = {T},\ryear = 2001}\r")]
    public void What_programs_write_is_read_though_BibTeX_would_complain(string file)
    {
        var entry = One(file);
        Assert.Equal(("T", 2001), (entry.Paper!.Title, entry.Date!.Value.Year));
    }

    [Fact]
    public void Quoted_values_may_hold_accents_and_braces()
    {
        var entry = One("@article{k, author = \"P\\\"ackert, Eva and M{\\\"u}ller, Jo\", title = \"A {\"}quoted{\"} word\"}");
        Assert.Equal(["Eva Päckert", "Jo Müller"], entry.Paper!.Authors.Select(author => author.Name));
        Assert.Equal("A \"quoted\" word", entry.Paper.Title);
    }

    [Fact]
    public void Papers_survive_being_written_and_read()
    {
        var papers = HandMadeLibrary.Papers;
        var entries = Read(BibTeXFile.Write(papers));
        Assert.Equal(papers.Count, entries.Count);
        for (var i = 0; i < papers.Count; i++) HandMadeLibrary.Same(papers[i], entries[i].Paper!, keepsComment: true);
        Assert.Equal(papers.Count, entries.Select(entry => entry.Key).Distinct().Count());
    }

    [Fact]
    public void A_preprint_is_written_as_arXiv_itself_does()
    {
        var text = BibTeXFile.Write(HandMadeLibrary.Papers[0]);
        Assert.StartsWith("@misc{doe2026learning,\n", text, StringComparison.Ordinal);
        Assert.Contains("  eprint = {2601.12080},\n  archivePrefix = {arXiv},\n  primaryClass = {cs.CV},\n", text, StringComparison.Ordinal);
        Assert.Contains("  title = {Learning {BERT} with 50\\% \\& a\\_b: $L^\\infty$ for \\$5},\n", text, StringComparison.Ordinal);
        Assert.Contains("  author = {Jane Q. Doe and Anna van der Berg and King, Jr., Martin and {Council on Cats, Dogs and Mice}},\n", text, StringComparison.Ordinal);
        Assert.Contains("  month = jan,\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("The Title of It", "José García-Márquez", 2026, "garciamarquez2026title")]
    [InlineData("A 3D View", "Anna van der Berg", 2020, "vanderberg20203d")]
    [InlineData("Über Straßen", "王小明", null, "uber")]
    [InlineData("標題", "王小明", 2020, "urlurnlocaldigest00112233")]
    public void Keys_are_ASCII_and_depend_on_the_paper_alone(string title, string author, int? year, string key)
    {
        Assert.True(PaperId.TryParse("url:urn:localdigest:00112233", out var id));
        var paper = new Paper { Id = id, Title = title, Authors = [new(author)], Published = year is { } y ? new(y, 5, 3, 0, 0, 0, TimeSpan.Zero) : null };
        Assert.Equal(key, BibTeXFile.Key(paper));
    }

    [Fact]
    public void Papers_that_would_have_one_key_are_told_apart_in_both_formats()
    {
        var day = new DateTimeOffset(2026, 5, 3, 0, 0, 0, TimeSpan.Zero);
        Paper Of(string id, string title) => new() { Id = PaperId.Arxiv(id), Title = title, Authors = [new("Ada Doe")], Published = day };
        Paper[] papers = [Of("2601.00001", "Sparse caches"), Of("2601.00002", "Sparse experts"), Of("2601.00003", "SPARSE keys")];
        string[] keys = ["doe2026sparse", "doe2026sparse-2", "doe2026sparse-3"];
        Assert.Equal(keys, Read(BibTeXFile.Write(papers)).Select(entry => entry.Key));
        Assert.Equal(keys, RisFile.Read(new StringReader(RisFile.Write(papers))).Select(entry => entry.Key));
    }

    [Fact]
    public void No_file_throws_and_every_entry_that_stands_alone_behind_it_is_read()
    {
        string[] parts = ["@", "article", "@article{k,", "@string{", "title", "=", "{", "}", "\"", ",", "#", "\n", "\\", "author", " and ", "%", "(", ")", "2001", "jan", "@comment{", "x", "\r", "crossref = {k}", "date={2001-02-03}", "doi={10.1/x}", "file={a:b;c}"];
        var random = new Random(20260118);
        for (var round = 0; round < 5_000; round++)
        {
            var junk = string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => parts[random.Next(parts.Length)]));
            Assert.All(Read(junk), entry => Assert.True(entry.Paper is null ^ entry.Problem is null));
            if (junk.Contains("@comment", StringComparison.Ordinal)) continue;
            var isRead = Read(junk + "\n@misc{last, title = {The last one}}\n").Exists(entry => entry.Paper?.Title == "The last one");
            Assert.True(isRead, $"What stands behind this is lost: {junk}");
        }
    }

    [Fact]
    public void A_large_library_is_read_without_being_held()
    {
        using var library = new GeneratedReader(6_000, i => $"@article{{key{i},\n title = {{Paper number {i}}},\n author = {{Doe, Jane{i}}},\n abstract = {{{string.Concat(Enumerable.Repeat("words of an abstract ", 100))}}}\n}}\n");
        library.AssertNothingIsHeld(BibTeXFile.Read(library));
    }

    private static List<LibraryEntry> Read(string file) => [.. BibTeXFile.Read(new StringReader(file))];

    private static LibraryEntry One(string file)
    {
        var entry = Assert.Single(Read(file));
        Assert.Null(entry.Problem);
        return entry;
    }
}
