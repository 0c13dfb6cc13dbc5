namespace LocalDigest.Tests.Fuzzing;

/// <summary>Good inputs of each kind, small, and with something of everything that its reader knows.</summary>
internal static class FuzzSeeds
{
    public const string BibTeX =
        "@string{jml = \"Journal of Made-up Letters\"}\n@article{lee2026, author = {Lee, Ann and {van der Poe}, Cy and others},\n title "
            + "= \"Sparse {C}aches of $x^2$ and \\'{e}\" # jml, year = 2026, month = jan,\n"
        + " journal = jml, doi = {10.1000/182}, eprint = {2601.12080}, archivePrefix = {arXiv}, file = {:a/b.pdf:PDF}, abstract = {We {"
            + "\\it cache} 10\\% of it.}\n}\n@comment{x}\n@inproceedings(b, title = {B}, author = {Doe, J.}, crossref = {lee2026})\n";

    public const string BibTeXMacros = "@string{a = \"x\"}\n@string{b = a # a}\n@string{c = b # b}\n@misc{k, title = c # { and } # b, au"
        + "thor = {A. Author and B. Author}, howpublished = {\\url{https://a.example/x}}, note = {accessed 2020}}\n";

    public const string Ris =
        "TY  - JOUR\nTI  - On the age of a distant galaxy\nAU  - Poe, Cy\nAU  - Lee, A. B.\nPY  - 2024/01/02/\nDA  - DEC 26\nDO  - https"
            + "://doi.org/10.1000/182\nAB  - We measure\nmore of it.\nUR  - https://a.example/x\nKW  - stars\nER  - \n\nTY  - CONF\nT1  "
                + "- Another\nER  - \n";

    public const string Medline =
        "PMID- 12345678\nDP  - 2018 Nov 4\nTI  - Fishing in mangroves\n      goes on here.\nAB  - We fish.\nFAU - Doe, Jane\nAU  - Doe J"
            + "\nJT  - PloS one\nAID - 10.1000/second [doi]\nLA  - eng\n\nPMID- 2\nTI  - Two.\nFAU - Wu, Dan\n\n";

    public const string WebOfScience =
        "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Lee, A\n   Poe, C\nTI Sparse caches\n   of bees\nSO JOURNAL\nAB We look"
            + ".\nDI 10.1021/bi049798f\nPY 2004\nPD DEC 26\nER\n\nEF\n";

    public const string EndNoteXml =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><xml><records><record><ref-type name=\"Journal Article\">17</ref-type><contributors><"
            + "authors><author><style face=\"normal\">Lee, Ann</style></author></authors></contributors>"
        + "<titles><title>Sparse caches</title></titles><dates><year>2026</year></dates><electronic-resource-num>10.1000/182</electronic"
            + "-resource-num><abstract>We cache.</abstract></record></records></xml>";

    public const string CslJson =
        "[{\"id\":\"a\",\"type\":\"article-journal\",\"title\":\"Sparse caches\",\"author\":[{\"family\":\"Lee\",\"given\":\"Ann\"},{\"l"
            + "iteral\":\"CMS\"}],\"issued\":{\"date-parts\":[[2026,1,20]]},\"DOI\":\"10.1000/182\",\"abstract\":\"<jats:p>We cache.</ja"
                + "ts:p>\",\"URL\":\"https://a.example/x\"},{\"title\":\"B\",\"issued\":{\"raw\":\"2020\"}}]";

    public const string Atom =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:arxiv=\"http://arxiv.org/schemas/at"
            + "om\" xmlns:opensearch=\"http://a9.com/-/spec/opensearch/1.1/\"><title>Papers</title><updated>2026-01-20T00:00:00Z</updated>"
        + "<opensearch:totalResults>1</opensearch:totalResults><entry><id>http://arxiv.org/abs/2601.12080v2</id><title>Sparse $k$ caches"
            + " &amp; bees</title><summary type=\"html\">&lt;p&gt;We cache.&lt;/p&gt;</summary><author><name>Ann Lee</name></author>"
        + "<published>2026-01-19T18:00:00Z</published><updated>2026-01-20T18:00:00Z</updated><arxiv:doi>10.1000/182</arxiv:doi><arxiv:co"
            + "mment>12 pages</arxiv:comment><category term=\"cs.CL\"/><arxiv:primary_category term=\"cs.CL\"/><link href=\"https://arxi"
                + "v.org/abs/2601.12080\" rel=\"alternate\"/></entry></feed>";

    public const string Rss =
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:arxiv=\"http://arxiv.org/schema"
            + "s/atom\"><channel><title>cs.CL updates</title><pubDate>Tue, 20 Jan 2026 00:00:00 -0500</pubDate><item><title>Sparse cache"
                + "s</title>"
        + "<link>https://arxiv.org/abs/2601.12080</link><guid isPermaLink=\"false\">oai:arXiv.org:2601.12080v1</guid><description>arXiv:"
            + "2601.12080v1 Announce Type: new\nAbstract: We cache <![CDATA[<b>more</b>]]>.</description><dc:creator>Ann Lee, Bo Wu</dc:"
                + "creator><category>cs.CL</category><arxiv:announce_type>new</arxiv:announce_type></item></channel></rss>";

    public const string JsonFeed =
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Papers\",\"items\":[{\"id\":\"a\",\"url\":\"https://a.example/x\""
            + ",\"title\":\"Sparse caches\",\"content_html\":\"<p>We cache.</p>\",\"date_published\":\"2026-01-20T00:00:00Z\",\"authors"
                + "\":[{\"name\":\"Ann Lee\"}],\"tags\":[\"ml\"]}]}";

    public const string Oai =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\"><responseDate>2026-01-20T00:0"
            + "0:00Z</responseDate><request verb=\"ListRecords\">x</request><ListRecords><record><header><identifier>oai:arXiv.org:2601."
                + "12080</identifier><datestamp>2026-01-20</datestamp><setSpec>cs:cs:CL</setSpec></header>"
        + "<metadata><arXivRaw xmlns=\"http://arxiv.org/OAI/arXivRaw/\"><id>2601.12080</id><submitter>A</submitter><version version=\"v1"
            + "\"><date>Mon, 19 Jan 2026 18:00:00 GMT</date></version><title>Sparse caches</title><authors>Ann Lee and Bo Wu</authors><c"
                + "ategories>cs.CL cs.LG</categories><abstract>We cache.</abstract></arXivRaw></metadata></record>"
        + "<resumptionToken cursor=\"0\" completeListSize=\"2\">token</resumptionToken></ListRecords></OAI-PMH>";

    public const string Html =
        "<!DOCTYPE html><html><head><title>Sparse</title></head><body><article class=\"ltx_document\"><h1 class=\"ltx_title ltx_title_do"
            + "cument\">Sparse caches</h1><div class=\"ltx_authors\"><span class=\"ltx_creator ltx_role_author\"><span class=\"ltx_perso"
                + "nname\">Ann Lee<br>University of X</span></span></div>"
        + "<div class=\"ltx_abstract\"><p class=\"ltx_p\">We cache <math alttext=\"x^2\"><mi>x</mi></math>.</p></div><section class=\"lt"
            + "x_section\" id=\"S1\"><h2 class=\"ltx_title\">1 Introduction</h2><div class=\"ltx_para\"><p class=\"ltx_p\">It is 45.11% "
                + "better.</p></div><figure class=\"ltx_figure\" id=\"S1.F1\"><img src=\"x1.png\"><figcaption>Figure 1: A.</figcaption><"
                    + "/figure>"
        + "<figure class=\"ltx_table\"><table class=\"ltx_tabular\"><tr><th>a</th><td colspan=\"2\">1</td></tr></table></figure></sectio"
            + "n><section class=\"ltx_bibliography\"><ul><li class=\"ltx_bibitem\">A. Lee. B. 2020.</li></ul></section></article></body>"
                + "</html>";

    public const string PdfText =
        "<doc>\n<page width=\"612.0\" height=\"792.0\">\n<flow>\n<block xMin=\"72\" yMin=\"72\" xMax=\"300\" yMax=\"90\">\n<line xMin=\""
            + "72\" yMin=\"72\" xMax=\"300\" yMax=\"90\">\n<word xMin=\"72.0\" yMin=\"72.0\" xMax=\"120.0\" yMax=\"90.0\">Sparse</word>"
                + "\n<word xMin=\"124.0\" yMin=\"72.0\" xMax=\"180.0\" yMax=\"90.0\">caches &amp; bees</word>\n</line>\n</block>\n</flow"
                    + ">\n</page>\n</doc>\n";

    public const string Answer =
        "{\"papers\":[{\"id\":\"arxiv:2601.00001\",\"relevance\":8,\"novelty\":6,\"topic\":1,\"comment\":\"It halves the memory.\"},{\"i"
            + "d\":\"arxiv:2601.00002\",\"relevance\":2,\"novelty\":3,\"topic\":null,\"comment\":\"Not about it.\"}]}";

    public const string ThoughtAnswer = "<think>Let { me \" see.</think>\n```json\n[{\"id\":\"2601.00001\",\"RELEVANCE\":\"8/10\",\"nove"
        + "lty\":6.0,\"comment\":\"ok\"}]\n```\nHope that helps {";

    public const string Markdown =
        "# Digest\n\n1. **Sparse caches** by [Ann Lee](https://arxiv.org/abs/2601.12080) *new* `code`\n   > quoted\n   - a\n     - b\n\n"
            + "| a | b |\n|---|---|\n| 1 | 2 |\n\n![f](figures/a.png){width=3}\n\n<b>x</b> [r]: http://a.example \"t\"\n\n$x^2$ and ~~go"
                + "ne~~ ^up^ www.a.example a@b.example\n\n---\n";

    public const string Style =
        "---\ndescription: One screen.\nasks-for: overview\n---\n# {{label \"brief-title\"}} {{day date \"date-long\"}}\n\n{{#if c"
            + "ounts.considered}}\n**{{label \"passed\" (count papers) counts.considered}}**{{#if profileName}} {{md profileName}}{{/if}"
                + "}\n{{/if}}\n"
        + "{{#each notices}}\n> {{md text}}\n{{/each}}\n{{#if overview}}{{#if overview.summary}}\n{{block overview.summary}}\n{{/if}}{{/"
            + "if}}\n{{#each (take papers 10)}}\n{{number @index}}. **[{{md title}}]({{href url}})**{{#if relevance}} `{{relevance}}/10`"
                + "{{/if}}\n{{/each}}\n";

    public const string Latex = "Schr\\\"odinger and \\textit{na\\\"{\\i}ve} $\\frac{a}{b_{n}^{2}}$ with \\(\\mathcal{O}(n\\log n)\\), e"
        + "^{+}e^- and 10\\% of $\\left[\\sum_{i=1}^n x_i\\right]$ {\\bf bold} \\cite{a} \\href{http://a.example}{x} ~--- ``q''";

    public const string Interests = "1. Sea ice\n   Relevant: thickness from satellites; drift.\n   Not relevant: glaciers, permafrost."
        + "\n\n2. **Sparse caches**\n   Relevant: caches of small language models.\n\nI like field work, and no surveys.";

    public const string OpenReview = """
        {"notes":[{"id":"aB3-x_9","forum":"aB3-x_9","cdate":1757000000000,"odate":1760000000000,"pdate":1767000000000,
        "tmdate":1767100000000,
        "content":{"title":{"value":"Sparse caches"},"abstract":{"value":"We cache."},
        "authors":{"value":["Ann Lee",{"fullname":"Bo Berg"}]},
        "keywords":{"value":["caches"]},"venue":{"value":"ICLR 2026 Poster"},"venueid":{"value":"ICLR.cc/2026/Conference"}}},
        {"id":"old","content":{"title":"Old caches","authors":["Ann Lee"],"keywords":"a; b","html":"https://arxiv.org/abs/2601.12080"}}]}
        """;

    public const string Recommendations = """
        {"recommendedPapers":[{"paperId":"0a1b","externalIds":{"ArXiv":"2601.12080","DOI":"10.1000/182"},
        "title":"Sparse caches","abstract":null,"authors":[{"authorId":null,"name":"Ann Lee"}],"publicationDate":"2026-01-20","venue":"arXiv.org","url":"https://example.org"}]}
        """;
}
