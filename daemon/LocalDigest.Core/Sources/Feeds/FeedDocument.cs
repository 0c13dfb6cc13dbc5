using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using LocalDigest.Papers;
using LocalDigest.Text;
using static LocalDigest.Sources.LenientJson;

namespace LocalDigest.Sources;

/// <summary>
/// What a feed lists, in the feed's order. Sources of the formats: rssboard.org/rss-specification (2.0), web.resource.org/rss/1.0, RFC 4287 (Atom),
/// jsonfeed.org/version/1.1; of DOIs and authors in them: Dublin Core and PRISM elements.
/// </summary>
/// <param name="Listings">The papers.</param>
/// <param name="Notes">What could not be read, and which flaws there were, each told once.</param>
/// <param name="IsCut">Whether there is more behind what could be read.</param>
internal sealed partial record FeedDocument(IReadOnlyList<Listing> Listings, IReadOnlyList<string> Notes, bool IsCut)
{
    private const int MostEntries = 2_000;
    private const int MostAuthors = 1_000;

    /// <summary>Longer ones are articles, of which the beginning says what they are about.</summary>
    private const int LongestAbstract = 6_000;

    /// <summary>Shorter descriptions are a line of bibliography; then the entry's content says more.</summary>
    private const int ShortDescription = 200;

    /// <summary>Reads a feed by what it holds and not by the type that it was sent as.</summary>
    /// <param name="answer">The feed.</param>
    /// <param name="now">Dates after this one are not believed.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="SourceException">It is no feed, or nothing of it can be read.</exception>
    public static async Task<FeedDocument> ReadAsync(Fetched answer, DateTimeOffset now, CancellationToken ct)
    {
        var listings = new Gathered($"The feed of {answer.Address.Host}", now);
        return FirstSign(answer) == '{' ? await ReadJsonAsync(answer, listings, ct) : ReadXml(answer.OpenText(), listings);
    }

    private static FeedDocument ReadXml(TextReader text, Gathered listings)
    {
        using var mended = new MendedXml(text);
        using var xml = new BoundedXml(mended, listings.Service);
        var isAtom = xml.Root.Equals("feed", StringComparison.OrdinalIgnoreCase);
        if (!isAtom && xml.Root.ToLowerInvariant() is not ("rss" or "rdf")) throw NoFeed(listings.Service);
        try
        {
            foreach (var part in xml.Parts("channel").Where(part => part.Is(isAtom ? "entry" : "item")
                && part.First(MendedXml.CutMark) is null))
                if (!listings.Add(isAtom ? OfAtom(part) : OfRss(part))) break;
        }
        // What was read before is whole.
        catch (SourceException e) when (listings.Any)
        {
            return listings.Done(xml.Damaged, isCut: true, e.Message);
        }
        if (mended.IsCut && !listings.Any && !listings.IsFull) throw BreaksOff(listings.Service);
        return listings.Done(xml.Damaged, mended.IsCut && !listings.IsFull, Flaws(mended, listings.Service));
    }

    private static string? Flaws(MendedXml mended, string service) => mended.Flaws.Count == 0 ? null
        : $"{service} is no well-formed XML ({string.Join(", ", mended.Flaws)}). It was read all the same; words or entries may be missing.";

    private static async Task<FeedDocument> ReadJsonAsync(Fetched answer, Gathered listings, CancellationToken ct)
    {
        answer.Content.Position = 0;
        try
        {
            using var document = await ParseAsync(answer.Content, listings.Service, ct);
            if (!IsJsonFeed(document.RootElement)) throw NoFeed(listings.Service);
            foreach (var item in Items(document.RootElement, "items"))
                if (!listings.Add(OfJson(item))) break;
            return listings.Done(damaged: false);
        }
        catch (SourceException e) when (e.InnerException is JsonException)
        {
            answer.Content.Position = 0;
            using var copy = new MemoryStream();
            await answer.Content.CopyToAsync(copy, ct);
            if (!BeginningOfJson(copy.GetBuffer().AsSpan(0, (int)copy.Length), listings)) throw;
            return listings.Done(damaged: false, isCut: !listings.IsFull);
        }
    }

    private static bool IsJsonFeed(JsonElement root) =>
        String(root, "version")?.StartsWith("https://jsonfeed.org/version/", StringComparison.Ordinal) == true;

    /// <summary>The items of a JSON feed up to the place from which on it is no JSON.</summary>
    /// <returns>Whether it is a JSON feed with an item before that place.</returns>
    private static bool BeginningOfJson(ReadOnlySpan<byte> json, Gathered listings)
    {
        if (json.StartsWith("\uFEFF"u8)) json = json[3..];
        var reader = new Utf8JsonReader(json, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = 32 }));
        var isFeed = false;
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1) continue;
                var isVersion = reader.ValueTextEquals("version");
                var isItems = reader.ValueTextEquals("items");
                if (!reader.Read()) break;
                if (isVersion) isFeed = reader.TokenType == JsonTokenType.String
                    && reader.GetString()!.StartsWith("https://jsonfeed.org/version/", StringComparison.Ordinal);
                if (!isItems || reader.TokenType != JsonTokenType.StartArray)
                {
                    if (!reader.TrySkip()) break;
                    continue;
                }
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray && JsonDocument.TryParseValue(ref reader, out var item))
                {
                    using (item)
                    {
                        if (!listings.Add(OfJson(item.RootElement))) break;
                    }
                }
            }
        }
        catch (JsonException)
        {
            // The caller has noticed before; here only what stands before the fault is wanted.
        }
        return isFeed && listings.Any;
    }

    private static SourceException BreaksOff(string service) =>
        new(SourceFailure.Malformed, $"{service} breaks off before its first entry ends. Try again later.") { Transient = true };

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

        /// <param name="now">A later date is not believed: the entry is of now.</param>
        public Paper? ToPaper(DateTimeOffset now)
        {
            var (title, preprint, category) = WithoutIdentifier(HtmlFragment.ToText(Title ?? ""));
            if (title.Length == 0) return null;
            // A day begins earlier elsewhere.
            var isBelieved = !(Date > now.AddDays(1));
            var summary = Summary();
            var authors = Authors.Count > 0 || summary.Authors is null ? Authors : AuthorList.Read(summary.Authors, PersonListForm.Field);
            var identity = PaperIdentity.Of(new()
            {
                Eprints = [preprint, Names.FirstOrDefault(name => name is not null && PaperId.TryArxiv(name, out _, out _))],
                Dois = [.. Names.Select(Doi), Doi(Link)],
                Urls = [Link],
            }, title, authors, isBelieved ? Date?.Year : null);
            // A page is a better name than one made of a title, which its author may change.
            var id = !identity.Id.IsArxiv && !identity.Id.IsDoi && PaperId.TryParse(Link, out var page) ? page : identity.Id;
            return new Paper
            {
                Id = id,
                Version = identity.Version,
                Title = title,
                Abstract = Sentences.Beginning(summary.Text, LongestAbstract),
                Authors = [.. authors.Distinct().Take(MostAuthors)],
                Published = isBelieved ? Date : now,
                Url = Link ?? identity.Page,
                Doi = identity.Doi,
                Venue = Venue ?? summary.Venue,
                Categories = category is null ? [] : [category],
                Keywords = Keywords,
            };
        }

        /// <summary>The description, or the content where that says more.</summary>
        private BibliographyLines Summary()
        {
            var description = BibliographyLines.Read(HtmlFragment.ToLines(Description ?? ""));
            if (description.Text.Length >= ShortDescription || Content is null) return description;
            var content = BibliographyLines.Read(HtmlFragment.ToLines(Content));
            var text = content.Text.Length > description.Text.Length ? content.Text : description.Text;
            return new(text, description.Authors ?? content.Authors, description.Venue ?? content.Venue);
        }

        /// <summary>arXiv's old feeds, and what copies them, have identifier and category in the title: <c>Kernels. (arXiv:2611.20001v2
        /// [cs.LG] UPDATED)</c>.</summary>
        private static (string Title, string? Preprint, string? Category) WithoutIdentifier(string title)
        {
            var match = TitleTailPattern().Match(title);
            if (!match.Success || !PaperId.TryArxiv(match.Groups["id"].Value, out _, out _)) return (title, null, null);
            var category = match.Groups["category"] is { Success: true, Value: var named } && ArxivCategory.Problem(named) is null ? named
                : null;
            return (title[..match.Index].Trim(), match.Groups["id"].Value, category);
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

    [GeneratedRegex(@"\s*\(arXiv:\s?(?<id>[\w.\-/]{5,40}?)(?:\s+\[(?<category>[\w.\-]{2,20})\])?(?:\s+(?:UPDATED|REPLACED|CROSS LISTED"
        + @"|NEW))?\)\.?\s*$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex TitleTailPattern();

    /// <summary>Entries as they are read.</summary>
    private sealed class Gathered(string service, DateTimeOffset now)
    {
        private readonly List<Listing> listings = [];
        private readonly HashSet<PaperId> seen = [];
        private readonly Unreadable unreadable = new(char.ToLowerInvariant(service[0]) + service[1..]);
        private int count;

        public string Service => service;

        /// <summary>Whether an entry was read.</summary>
        public bool Any => count > 0;

        public bool IsFull => count >= MostEntries;

        /// <returns>Whether more are wanted.</returns>
        public bool Add(Entry entry)
        {
            if (entry.ToPaper(now) is not { } paper) unreadable.Add("one has no title");
            else if (seen.Add(paper.Id)) listings.Add(new Listing(paper, IsSecondhand: paper.Id.IsArxiv));
            count++;
            return !IsFull;
        }

        public FeedDocument Done(bool damaged, bool isCut = false, string? flaw = null) => new(
            listings,
            [
                .. unreadable.Notes(damaged),
                .. flaw is null ? Array.Empty<string>() : [flaw],
                .. isCut ? [$"{service} breaks off; what stands before was read, and it is asked again in the next run."]
                    : Array.Empty<string>(),
                .. IsFull ? [$"{service} is longer than {MostEntries} entries; only the first of them were read."] : Array.Empty<string>(),
            ],
            isCut);
    }
}
