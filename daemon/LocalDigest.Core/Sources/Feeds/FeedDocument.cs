using System.Net;
using System.Text.Json;
using LocalDigest.Papers;
using LocalDigest.Text;
using static LocalDigest.Sources.LenientJson;

namespace LocalDigest.Sources;

/// <summary>
/// What a feed lists, in the feed's order. Sources of the formats: rssboard.org/rss-specification (2.0), web.resource.org/rss/1.0, RFC 4287 (Atom),
/// jsonfeed.org/version/1.1; of DOIs and authors in them: Dublin Core and PRISM elements.
/// </summary>
internal sealed record FeedDocument(IReadOnlyList<Listing> Listings, IReadOnlyList<string> Notes)
{
    private const int MostEntries = 2_000;
    private const int MostAuthors = 1_000;

    /// <summary>Longer ones are articles, of which the beginning says what they are about.</summary>
    private const int LongestAbstract = 6_000;

    /// <summary>Shorter descriptions are a line of bibliography; then the entry's content says more.</summary>
    private const int ShortDescription = 200;

    /// <exception cref="SourceException">It is no feed.</exception>
    public static async Task<FeedDocument> ReadAsync(Fetched answer, CancellationToken ct)
    {
        var service = $"The feed of {answer.Address.Host}";
        var first = FirstSign(answer);
        if (first == '{') return await ReadJsonAsync(answer, service, ct);
        if (answer.MediaType == "text/html") throw NoFeed(service);
        return ReadXml(answer.OpenText(), service);
    }

    /// <exception cref="SourceException">It is no feed.</exception>
    public static FeedDocument ReadXml(TextReader text, string service)
    {
        using var xml = new BoundedXml(text, service);
        var listings = new Gathered(service);
        switch (xml.Root.ToLowerInvariant())
        {
            case "rss" or "rdf":
                foreach (var part in xml.Parts("channel").Where(part => part.Is("item")))
                    if (!listings.Add(OfRss(part))) break;
                break;
            case "feed":
                foreach (var part in xml.Parts().Where(part => part.Is("entry")))
                    if (!listings.Add(OfAtom(part))) break;
                break;
            default:
                throw NoFeed(service);
        }
        return listings.Done(xml.Damaged);
    }

    private static async Task<FeedDocument> ReadJsonAsync(Fetched answer, string service, CancellationToken ct)
    {
        answer.Content.Position = 0;
        using var document = await ParseAsync(answer.Content, service, ct);
        if (String(document.RootElement, "version")?.StartsWith("https://jsonfeed.org/version/", StringComparison.Ordinal) != true) throw NoFeed(service);
        var listings = new Gathered(service);
        foreach (var item in Items(document.RootElement, "items"))
            if (!listings.Add(OfJson(item))) break;
        return listings.Done(damaged: false);
    }

    private static SourceException NoFeed(string service) =>
        new(SourceFailure.Malformed, $"{service} is no RSS, Atom or JSON feed. Check the address: that of the feed is needed, not that of the page.");

    private static char FirstSign(Fetched answer)
    {
        answer.Content.Position = 0;
        for (var i = 0; i < 1024 && answer.Content.ReadByte() is >= 0 and var read; i++)
            if (!char.IsWhiteSpace((char)read) && read < 0x80) return (char)read;
        return '\0';
    }

    private static Entry OfRss(XmlPart item)
    {
        string?[] names = [item.Value("doi"), .. item.All("identifier").Select(part => part.Text.Trim())];
        return new Entry
        {
            Title = item.Value("title"),
            Link = item.All("link").Select(Target).FirstOrDefault(IsWeb) ?? (IsWeb(item.Value("guid")) ? item.Value("guid") : null),
            Names = [.. names, item.Value("guid")],
            Description = item.Value("description"),
            Content = item.Value("encoded"),
            Authors = Authors([.. item.All("creator").Select(part => part.Text).Take(MostAuthors)]) is { Count: > 0 } creators ? creators : Authors([.. item.All("author").Select(MailAuthor)]),
            Date = Date(item, "pubDate", "date", "publicationDate"),
            Venue = item.Line("publicationName"),
            Keywords = [.. item.All("category").Select(part => part.Text.Trim()).Take(50)],
        };
    }

    private static Entry OfAtom(XmlPart entry) => new()
    {
        Title = entry.Value("title"),
        Link = entry.All("link").OrderBy(link => link.Attributes.GetValueOrDefault("rel", "alternate") == "alternate" ? 0 : 1).Select(Target).FirstOrDefault(IsWeb),
        Names = [entry.Value("doi"), .. entry.All("identifier").Select(part => part.Text.Trim()), entry.Value("id")],
        Description = entry.Value("summary"),
        Content = entry.Value("content"),
        Authors = [.. entry.All("author").SelectMany(author => author.All("name")).Take(MostAuthors).SelectMany(name => Authors([name.Text]))],
        Date = Date(entry, "published", "updated", "date"),
        Venue = entry.Line("publicationName"),
        Keywords = [.. entry.All("category").Select(part => part.Attributes.GetValueOrDefault("term") ?? "").Take(50)],
    };

    private static Entry OfJson(JsonElement item) => new()
    {
        Title = String(item, "title"),
        Link = new[] { String(item, "url"), String(item, "external_url"), String(item, "id") }.FirstOrDefault(IsWeb),
        Names = [String(item, "id"), String(item, "external_url")],
        Description = String(item, "summary"),
        Content = String(item, "content_html") ?? WebUtility.HtmlEncode(String(item, "content_text")),
        Authors = [.. Items(item, "authors").Concat(Field(item, "author") is { } one ? [one] : []).Take(MostAuthors).Select(author => String(author, "name")).OfType<string>().Select(name => new Author(XmlPart.OneLine(name))).Distinct()],
        Date = WrittenDate.Start(String(item, "date_published")),
        Keywords = [.. Items(item, "tags").Select(String).OfType<string>().Take(50)],
    };

    /// <summary>An address as RSS has it, in the text, or as Atom has it, in <c>href</c>.</summary>
    private static string? Target(XmlPart link) => (link.Attributes.GetValueOrDefault("href") ?? link.Text).Trim();

    private static bool IsWeb(string? text) => text is { Length: < 2000 } && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0;

    /// <summary>RSS 2.0 has <c>address (Name)</c>.</summary>
    private static string MailAuthor(XmlPart author)
    {
        var text = author.Text.Trim();
        var open = text.IndexOf('(', StringComparison.Ordinal);
        if (open > 0 && text.EndsWith(')') && text[..open].Contains('@', StringComparison.Ordinal)) return text[(open + 1)..^1];
        return text.Contains('@', StringComparison.Ordinal) ? "" : text;
    }

    /// <summary>The date in the first of some elements that holds one.</summary>
    private static DateTimeOffset? Date(XmlPart entry, params string[] names) =>
        names.Select(name => WrittenDate.Start(entry.Value(name))).FirstOrDefault(date => date is not null);

    /// <summary>The authors in some elements of a feed: one in each, or all in one.</summary>
    internal static IReadOnlyList<Author> Authors(IReadOnlyList<string> elements)
    {
        var authors = elements.SelectMany(element => AuthorList.Read(HtmlFragment.ToText(element), PersonListForm.Field));
        return [.. authors.Distinct().Take(MostAuthors)];
    }

    /// <summary>An entry in whichever format, text as the feed has it.</summary>
    private sealed record Entry
    {
        public string? Title { get; init; }

        public string? Link { get; init; }

        /// <summary>What may be a DOI or an arXiv identifier.</summary>
        public IReadOnlyList<string?> Names { get; init; } = [];

        public string? Description { get; init; }

        public string? Content { get; init; }

        public IReadOnlyList<Author> Authors { get; init; } = [];

        public DateTimeOffset? Date { get; init; }

        public string? Venue { get; init; }

        public IReadOnlyList<string> Keywords { get; init; } = [];

        public Paper? ToPaper()
        {
            var title = HtmlFragment.ToText(Title ?? "");
            if (title.Length == 0) return null;
            var identity = PaperIdentity.Of(new()
            {
                Eprints = [Names.FirstOrDefault(name => name is not null && PaperId.TryArxiv(name, out _, out _))],
                Dois = [.. Names.Select(Doi), Doi(Link)],
                Urls = [Link],
            }, title, Authors, Date?.Year);
            // A page is a better name than one made of a title, which its author may change.
            var id = !identity.Id.IsArxiv && !identity.Id.IsDoi && PaperId.TryParse(Link, out var page) ? page : identity.Id;
            return new Paper
            {
                Id = id,
                Version = identity.Version,
                Title = title,
                Abstract = Summary(),
                Authors = Authors,
                Published = Date,
                Url = Link ?? identity.Page,
                Doi = identity.Doi,
                Venue = Venue,
                Keywords = Keywords,
            };
        }

        /// <summary>The description, or the content where that says more.</summary>
        private string Summary()
        {
            var description = HtmlFragment.ToText(Description ?? "");
            var text = description.Length >= ShortDescription || Content is null ? description : HtmlFragment.ToText(Content) is { } content && content.Length > description.Length ? content : description;
            return Sentences.Beginning(text, LongestAbstract);
        }

        /// <summary>A DOI that stands alone, behind <c>doi:</c>, or in the address of an article.</summary>
        private static string? Doi(string? text)
        {
            if (text is null || text.Length > 2000) return null;
            if (PaperId.TryDoi(text, out _)) return text;
            if (!IsWeb(text)) return null;
            var path = Uri.UnescapeDataString(new Uri(text).AbsolutePath);
            var at = path.IndexOf("/doi/", StringComparison.Ordinal) is >= 0 and var named ? path.IndexOf("/10.", named, StringComparison.Ordinal) : -1;
            return at >= 0 ? path[(at + 1)..].TrimEnd('/') : null;
        }
    }

    /// <summary>Entries as they are read.</summary>
    private sealed class Gathered(string service)
    {
        private readonly List<Listing> listings = [];
        private readonly HashSet<PaperId> seen = [];
        private readonly Unreadable unreadable = new(char.ToLowerInvariant(service[0]) + service[1..]);
        private int count;

        /// <returns>Whether more are wanted.</returns>
        public bool Add(Entry entry)
        {
            if (entry.ToPaper() is not { } paper) unreadable.Add("one has no title");
            else if (seen.Add(paper.Id)) listings.Add(new Listing(paper, IsSecondhand: paper.Id.IsArxiv));
            return ++count < MostEntries;
        }

        public FeedDocument Done(bool damaged) => new(listings,
            [.. unreadable.Notes(damaged), .. count >= MostEntries ? [$"{service} is longer than {MostEntries} entries; only the first of them were read."] : Array.Empty<string>()]);
    }
}
