using System.Text;
using LocalDigest.Sources;

namespace LocalDigest.Tests.Sources;

/// <summary>What reference managers really write: names in odd places, wrong names, and formats other than BibTeX and RIS.</summary>
public sealed class LibraryTests
{
    [Theory]
    [InlineData("journal={Ar{X}iv:1412.6980}", "arxiv:1412.6980")]
    [InlineData("journal={{arXiv} Preprint {arXiv}:1910.06508v2}", "arxiv:1910.06508")]
    [InlineData("journal={CoRR}, volume={abs/1706.03762}", "arxiv:1706.03762")]
    [InlineData("journal={arXiv [cs.LG]}, pages={1906.11323}", "arxiv:1906.11323")]
    [InlineData("journal={arXiv}, volume={doi.org/10.48550/ARXIV.2404.14619}", "arxiv:2404.14619")]
    [InlineData("journal={arXiv preprint hep-th/9901001}", "arxiv:hep-th/9901001")]
    [InlineData("eprint=\"arXiv:1910.08819 [hep-ex]\"", "arxiv:1910.08819")]
    [InlineData("eprint={https://arxiv.org/abs/1910.08819}", "arxiv:1910.08819")]
    [InlineData("eprint={9407087}, archivePrefix={hep-th}", "arxiv:hep-th/9407087")]
    [InlineData("eprint={9407087}, archivePrefix={arXiv}, primaryClass={hep-th}", "arxiv:hep-th/9407087")]
    [InlineData("number={arXiv:2101.00008}, publisher={arXiv}", "arxiv:2101.00008")]
    [InlineData("eid={arXiv:2101.00007}, journal={arXiv e-prints}", "arxiv:2101.00007")]
    [InlineData("note={arXiv: 1602.02412 [cs, stat]}", "arxiv:1602.02412")]
    [InlineData("note={see http://arxiv.org/abs/1404.6391}", "arxiv:1404.6391")]
    [InlineData("howpublished={\\url{https://arxiv.org/pdf/1404.6391.pdf}}", "arxiv:1404.6391")]
    [InlineData("url={arxiv.org/abs/2101.00019}", "arxiv:2101.00019")]
    [InlineData("arxivurl={http://arxiv.org/abs/0809.4006}", "arxiv:0809.4006")]
    [InlineData("doi={doi.org/10.1000/noscheme}", "doi:10.1000/noscheme")]
    [InlineData("doi={10.1000/one 10.1000/two}", "doi:10.1000/one")]
    [InlineData("doi={https://doi.org/doi:10.1000/twice}", "doi:10.1000/twice")]
    [InlineData("doi={10.1000/own}, note={Comment on arXiv:2101.00008}", "doi:10.1000/own")]
    [InlineData("doi={10.1000/own}, eprint={12345678}, eprinttype={pubmed}", "doi:10.1000/own")]
    [InlineData("doi={10.1000/own}, journal={Nature}, number={1906.11323}", "doi:10.1000/own")]
    public void A_paper_is_named_by_what_stands_anywhere_in_its_entry(string fields, string id) =>
        Assert.Equal(id, Assert.Single(Read($"@article{{k, title={{A title}}, author={{Doe, J}}, {fields}}}")).Paper!.Id.Value);

    [Theory]
    [InlineData("@article{de Boer 2001, title={T}, author={Doe, M}, year=2004}")]
    [InlineData("@article{k, Bdsk Url = {x}, title={T}, author={Doe, M}, year = 2004}")]
    [InlineData("@article{k, title = {T} author {Doe, M}, year = 2004}")]
    [InlineData("@article{a,b:c,d, title={T}, author={Doe, M}, year={2004}}")]
    [InlineData("@article{k, title = {T}}, author = {Doe, M}, year = 2004}")]
    [InlineData("@article{k, title = {T}, = , author = {Doe, M}, {stray}, year = 2004}")]
    public void A_wrong_sign_costs_no_more_than_itself(string file)
    {
        var entry = Assert.Single(Read(file));
        Assert.Null(entry.Problem);
        Assert.Equal(("T", "M Doe", 2004), (entry.Paper!.Title, Assert.Single(entry.Paper.Authors).Name, entry.Paper.Published?.Year));
    }

    [Fact]
    public void Quotation_marks_within_quotation_marks_are_text_and_what_is_left_out_is_said()
    {
        var entries = Read("@misc{a, title = \"On \"inner\" things\", year = 2007}\n\n@misc{b,c, title = {Two}}}, year = 2008}\n");
        Assert.Equal("On \"inner\" things", entries[0].Paper!.Title);
        Assert.Null(entries[0].Remark);
        Assert.Equal((3, 2008), (entries[1].Line, entries[1].Paper!.Published?.Year));
        Assert.Contains("'c' on line 3", entries[1].Remark, StringComparison.Ordinal);
        Assert.Contains("a bracket too many on line 3", entries[1].Remark, StringComparison.Ordinal);
    }

    [Fact]
    public void Indented_entries_are_found_again_behind_one_that_is_not_closed()
    {
        var entries = Read("  @article{a, title={One}, abstract={open {brace, year=2001}\n  @article{b, title={Two}}\n\t@article{c, title={Three}}\n");
        Assert.Equal([null, "Two", "Three"], entries.Select(entry => entry.Paper?.Title));
        Assert.Contains("line 1 is not closed", entries[0].Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Doe, T. and et al.", "T. Doe")]
    [InlineData("Doe, U., et al.", "U. Doe")]
    [InlineData("Doe, U. and others", "U. Doe")]
    [InlineData("J{\\\"o}rg M{\\\"u}ller, Anna Roe, Max Moe", "Jörg Müller|Anna Roe|Max Moe")]
    [InlineData("Zhao, Wayne and family=Zimmermann, given=M., prefix=von, useprefix=true", "Wayne Zhao|M. von Zimmermann")]
    [InlineData("So{$\\not$}rensen, Claus", "Claus Sorensen")]
    public void Names_are_names(string authors, string names) => Assert.Equal(
        names.Split('|'), Assert.Single(Read($"@misc{{k, title={{T}}, author={{{authors}}}}}")).Paper!.Authors.Select(author => author.Name));

    [Theory]
    [InlineData("Penn E.B.", "E.B. Penn")]
    [InlineData("van der Roe A.", "A. van der Roe")]
    [InlineData("Wu D", "D Wu")]
    [InlineData("Doe, Jane", "Jane Doe")]
    [InlineData("World Health Organization", "World Health Organization")]
    [InlineData("NASA ADS", "NASA ADS")]
    public void Names_with_the_family_name_first_need_no_comma(string written, string name) => Assert.Equal(
        name, Assert.Single(Assert.Single(Read($"TY  - JOUR\nTI  - T\nAU  - {written}\nER  - \n", FileFormat.Ris)).Paper!.Authors).Name);

    [Theory]
    [InlineData("journal={\\apjl}", "Astrophysical Journal Letters")]
    [InlineData("journal={{\\mnras}}", "Monthly Notices of the Royal Astronomical Society")]
    [InlineData("journal=jacm", "Journal of the ACM")]
    [InlineData("journal=jacm # {, old series}", "Journal of the ACM, old series")]
    [InlineData("journal={Nat}", "Nature")]
    [InlineData("journal={Nature Physics}", "Nature Physics")]
    public void Journals_by_a_macro_have_their_names(string field, string venue) =>
        Assert.Equal(venue, Assert.Single(Read($"@article{{k, title={{T}}, {field}}}")).Paper!.Venue);

    [Theory]
    [InlineData("Disk Galaxy{\\mdash}A Challenge for CO{\\ndash}H$_2$", "Disk Galaxy—A Challenge for CO–H₂")]
    [InlineData("the Gould{\\rsquo}s Belt, 0\\farcs3 and 7\\fdg5", "the Gould’s Belt, 0″.3 and 7°.5")]
    [InlineData("Lines of \\ion{Fe}{2} and \\ion{O}{vi}", "Lines of Fe II and O VI")]
    [InlineData("Thin \\{\\vphantom\\}{{GaN}}\\vphantom\\{\\} Layers", "Thin GaN Layers")]
    public void Commands_of_exporters_are_signs(string written, string title) =>
        Assert.Equal(title, Assert.Single(Read($"@article{{k, title={{{written}}}}}")).Paper!.Title);

    [Fact]
    public void What_papers_of_other_titles_and_authors_are_called_is_the_name_of_none_of_them()
    {
        const string wrong = "eprint={1011.1669v3}, arxivid={arXiv:1011.1669v3}, archivePrefix={arXiv}";
        var entries = Read($$$"""
            @article{a, title={Exploiting nanocrystals}, author={Choi, J.}, year=2016, doi={10.1000/a}, {{{wrong}}}}
            @article{b, title={Formation of hydrosols}, author={LaMer, Victor}, year=1950, {{{wrong}}}}
            @inbook{c, title={The first chapter}, author={Roe, A}, year=2001, doi={10.1000/book}}
            @inbook{d, title={On something else}, author={Poe, B}, year=2001, doi={10.1000/book}}
            @article{e, title={A preprint of stars}, author={Moe, C}, year=2001, eprint={2001.00001}, archivePrefix={arXiv}}
            @article{f, title={A paper of stars}, author={Moe, C}, year=2002, eprint={2001.00001}, archivePrefix={arXiv}}
            """);
        Assert.Equal("doi:10.1000/a", entries[0].Paper!.Id.Value);
        Assert.All(entries[1..4], entry => Assert.True(entry.Paper!.Id.IsDerived && entry.Paper.Doi is null, entry.Paper.Id.Value));
        Assert.All(entries[..4], entry => Assert.Contains("not taken as the name of this one", entry.Remark, StringComparison.Ordinal));
        Assert.Equal(4, entries[..4].Select(entry => entry.Paper!.Id).Distinct().Count());
        // The same first author: a title that was changed.
        Assert.All(entries[4..], entry => Assert.Equal(("arxiv:2001.00001", null), (entry.Paper!.Id.Value, entry.Remark)));
    }

    [Fact]
    public void The_year_tells_papers_apart_that_have_no_name()
    {
        var entries = Read("@article{a, title={Editorial comments}, author={B, A}, year=1988}\n@article{b, title={Editorial comments}, author={B, A}, year=2015}");
        Assert.NotEqual(entries[0].Paper!.Id, entries[1].Paper!.Id);
    }

    [Fact]
    public void PubMeds_records_are_read_one_by_one()
    {
        const string file = "PMID- 30689646\nDP  - 2018 Nov 4\nTI  - Changes in the Loess\n      Plateau.\nLID - e1 [pii]\nLID - 10.1371/journal.pone.0209483 [doi]\n"
            + "AB  - Severe soil\n      loss.\nFAU - Wu, Dan\nAU  - Wu D\nCN  - The Loess Group\nJT  - PloS one\nOT  - *soil\n\n"
            + "PMID- 2\nTI  - Mangroves.\nAU  - Doe J\nDEP - 20181204\n";
        var entries = Read(file, FileFormats.Recognise(file));
        var (first, second) = (entries[0].Paper!, entries[1].Paper!);
        Assert.Equal(("doi:10.1371/journal.pone.0209483", "Changes in the Loess Plateau.", "Severe soil loss.", "PloS one"), (first.Id.Value, first.Title, first.Abstract, first.Venue));
        Assert.Equal(["Dan Wu", "The Loess Group"], first.Authors.Select(author => author.Name));
        Assert.Equal(("2018-11-04", "soil"), (entries[0].Date?.ToString(), Assert.Single(first.Keywords)));
        Assert.Equal((15, "J Doe", "2018-12-04"), (entries[1].Line, Assert.Single(second.Authors).Name, entries[1].Date?.ToString()));
        Assert.Equal(2, entries.Count);
    }

    [Fact]
    public void Web_of_Sciences_tagged_records_are_read()
    {
        const string file = "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Loach, PS\n   Majeed, AP\nTI Stabilizing the\n   complex\nSO BIOCHEMISTRY\nPD DEC 26\nPY 2004\nDE light; harvest\nDI 10.1000/bi\nER\n\n"
            + "PT J\nAU Doe, J\nTI Two\nER\n\nEF";
        var entries = Read(file, FileFormats.Recognise(file));
        var first = entries[0].Paper!;
        Assert.Equal(("doi:10.1000/bi", "Stabilizing the complex", "BIOCHEMISTRY", "2004-12-26"), (first.Id.Value, first.Title, first.Venue, entries[0].Date?.ToString()));
        Assert.Equal(["PS Loach", "AP Majeed"], first.Authors.Select(author => author.Name));
        Assert.Equal(["light", "harvest"], first.Keywords);
        Assert.Equal([3, 15], entries.Select(entry => entry.Line));
    }

    [Fact]
    public void EndNotes_XML_is_read_up_to_a_flaw()
    {
        const string file = """
            <?xml version="1.0" encoding="UTF-8"?>
            <xml><records><record><source-app name="EndNote" version="20">EndNote</source-app><ref-type name="Journal Article">17</ref-type>
            <contributors><authors><author><style face="normal">Doe, Jane</style></author><author>Roe, R.</author></authors></contributors>
            <titles><title><style>On </style><style face="italic">E. coli</style></title><secondary-title>Journal of Tests</secondary-title></titles>
            <dates><year>2019</year><pub-dates><date>Dec 26</date></pub-dates></dates><abstract>Small.</abstract>
            <keywords><keyword>one</keyword><keyword>two</keyword></keywords><electronic-resource-num>10.1000/en</electronic-resource-num>
            <urls><related-urls><url>https://example.org/x</url></related-urls></urls></record>
            <record><titles><title>Broken</title></titles><record>
            """;
        Assert.Equal(FileFormat.EndNoteXml, FileFormats.Recognise(file));
        var entries = Read(file, FileFormat.EndNoteXml);
        var first = entries[0].Paper!;
        Assert.Equal(("doi:10.1000/en", "On E. coli", "Journal of Tests", "Small.", "2019-12-26"), (first.Id.Value, first.Title, first.Venue, first.Abstract, entries[0].Date?.ToString()));
        Assert.Equal(["Jane Doe", "R. Roe"], first.Authors.Select(author => author.Name));
        Assert.Equal(2, entries.Count);
        Assert.Contains("read up to here", entries[1].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Items_of_the_Citation_Style_Language_are_read_up_to_a_flaw()
    {
        const string file = """
            [
              {"id":"doe2019","type":"article-journal","title":"On tests","container-title":"Journal of Tests","DOI":"10.1000/csl",
               "author":[{"family":"Doe","given":"Jane","non-dropping-particle":"van der"},{"literal":"The Team"}],"issued":{"date-parts":[[2019,"5",3]]}},
              {"type":"manuscript","title":"A preprint","number":"arXiv:2101.00008","issued":{"raw":"2021"}},
              {"type":"book", oh
            ]
            """;
        Assert.Equal(FileFormat.CslJson, FileFormats.Recognise(file));
        var entries = Read(file, FileFormat.CslJson);
        var first = entries[0].Paper!;
        Assert.Equal(("doi:10.1000/csl", "On tests", "Journal of Tests", "2019-05-03"), (first.Id.Value, first.Title, first.Venue, entries[0].Date?.ToString()));
        Assert.Equal(["Jane van der Doe", "The Team"], first.Authors.Select(author => author.Name));
        Assert.Equal(("arxiv:2101.00008", 4), (entries[1].Paper!.Id.Value, entries[1].Line));
        Assert.Equal((3, "The file is read up to here: on line 5 it is no JSON."), (entries.Count, entries[2].Problem));
    }

    [Fact]
    public void A_second_field_on_a_line_of_RIS_is_a_field()
    {
        var entry = Assert.Single(Read("TY  - JOUR\nTI  - T\nPY  - 2013\nDA  - DEC 26\nDO  - 10.1002/ar.25299     LK  - https://example.org/x\nER  - \n", FileFormat.Ris));
        Assert.Equal(("doi:10.1002/ar.25299", "https://example.org/x", "2013-12-26"), (entry.Paper!.Id.Value, entry.Paper.Url, entry.Date?.ToString()));
    }

    [Theory]
    [InlineData("windows-1250", "Zażółć")]
    [InlineData("Cp1250", "Zażółć")]
    [InlineData("ISO8859_2", "Zażółć")]
    public void A_file_that_says_its_encoding_is_read_in_it(string name, string text)
    {
        var encoding = LibraryText.Named(name)!;
        var bytes = encoding.GetBytes($"% Encoding: {name}\n\n@misc{{k, title={{{text}}}}}");
        var beginning = Encoding.Latin1.GetString(bytes);
        Assert.Equal(encoding, LibraryText.Declared(beginning));
        using var reader = LibraryText.Open(new MemoryStream(bytes), LibraryText.Declared(beginning));
        Assert.Contains(text, reader.ReadToEnd(), StringComparison.Ordinal);
        Assert.Null(LibraryText.Named("no-such-thing"));
    }

    [Theory]
    [InlineData(FileFormat.BibTeX)]
    [InlineData(FileFormat.Ris)]
    public void Macros_that_double_and_lines_without_end_take_neither_time_nor_memory(FileFormat format)
    {
        var file = new StringBuilder();
        if (format == FileFormat.BibTeX)
        {
            file.Append("@string{a0 = \"0123456789\"}\n");
            for (var i = 1; i <= 25; i++) file.Append($"@string{{a{i} = a{i - 1} # a{i - 1}}}\n");
            for (var i = 0; i < 10_000; i++) file.Append("@misc{k, title = a9 # a9}\n");
        }
        else
        {
            file.Append("TY  - JOUR\nTI  - a title\nAB  - x\n").Insert(file.Length, "more text here\n", 20_000);
        }
        var before = GC.GetTotalAllocatedBytes();
        var entries = Library.Read(() => new StringReader(file.ToString()), format, TestContext.Current.CancellationToken).ToList();
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 1L << 30);
        if (format == FileFormat.BibTeX)
        {
            Assert.Contains(entries, entry => entry.Problem?.Contains("longer than 10000 characters", StringComparison.Ordinal) == true);
            Assert.Contains(entries, entry => entry.Problem?.Contains("million characters", StringComparison.Ordinal) == true);
        }
        else
        {
            Assert.Equal("a title", Assert.Single(entries).Paper!.Title);
        }
    }

    [Fact]
    public void Reading_stops_when_nobody_waits_for_it()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => Library.Read(() => new StringReader("@misc{k, title={T}}"), FileFormat.BibTeX, stop.Token).ToList());
    }

    private static List<LibraryEntry> Read(string file, FileFormat format = FileFormat.BibTeX) => [.. Library.Read(() => new StringReader(file), format)];
}
