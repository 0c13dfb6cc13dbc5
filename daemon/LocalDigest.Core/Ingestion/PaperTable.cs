using System.Text.Json;
using LocalDigest.Papers;
using LocalDigest.Sources;
using LocalDigest.Storage;

namespace LocalDigest.Ingestion;

/// <summary>What storing a paper changed.</summary>
public enum Stored
{
    Added,
    Updated,
    Unchanged,
}

/// <summary>That a source listed a paper.</summary>
/// <param name="Source">The source's kind, or <c>import</c>.</param>
/// <param name="Announced">The source's own day.</param>
/// <param name="Popularity">Votes or the like, where the source counts them.</param>
public sealed record Sighting(string Source, ListingKind Kind, DateOnly? Announced, int? Popularity);

/// <summary>A paper of which something came in, with the sightings that brought it.</summary>
public sealed record Arrival(StoredPaper Paper, IReadOnlyList<Sighting> Sightings);

/// <summary>The papers on disk. One paper is one row, under however many ids, categories, sources and versions it comes.</summary>
public sealed class PaperTable(Database database, TimeProvider clock)
{
    internal const string Columns =
        """
        p.number, p.id, p.version, p.title, p.abstract, p.authors, p.published, p.updated, p.categories, p.keywords, p.url, p.doi, p.venue,
        p.comment, p.license, p.code_url, p.project_url, p.text_hash, p.added_at, p.changed_at, p.gone_at
        """;

    /// <summary>Papers published so many years apart are not one paper, however alike their titles: reports of a series.</summary>
    private const int MostYearsApart = 3;

    private static readonly JsonSerializerOptions Lenient = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public StoredPaper? Find(PaperId id) => database.Read(session => session.First(
        $"SELECT {Columns} FROM papers p JOIN paper_names n ON n.paper = p.number WHERE n.name = ?1", Read, id.Value));

    public StoredPaper? Find(long number) =>
        database.Read(session => session.First($"SELECT {Columns} FROM papers p WHERE p.number = ?1", Read, number));

    /// <summary>Papers by number, in the order asked for; those that are gone are left out.</summary>
    public IReadOnlyList<StoredPaper> Find(IReadOnlyCollection<long> numbers) => database.Read(session =>
    {
        var papers = new List<StoredPaper>(numbers.Count);
        foreach (var number in numbers)
        {
            if (session.First($"SELECT {Columns} FROM papers p WHERE p.number = ?1", Read, number) is { } paper) papers.Add(paper);
        }
        return papers;
    });

    public long Count() => database.Read(session => session.First("SELECT count(*) FROM papers", row => row.Key(0)));

    /// <summary>The count of all changes so far.</summary>
    public long Change() => database.Read(session => session.First("SELECT coalesce(max(change), 0) FROM papers", row => row.Key(0)));

    /// <summary>The title and abstract as the source wrote them, where cleaning changed them.</summary>
    public (string? Title, string? Abstract) Raw(long number) => database.Read(session => session.First(
        "SELECT raw_title, raw_abstract FROM papers WHERE number = ?1", row => (row.TextOrNull(0), row.TextOrNull(1)), number));

    /// <summary>The sources that listed a paper, in the order of time.</summary>
    public IReadOnlyList<Sighting> Sightings(long number) => database.Read(session => session.Query(
        "SELECT source, kind, announced, popularity FROM sightings WHERE paper = ?1 ORDER BY seen_at, source",
        row => new Sighting(row.Text(0), row.Name<ListingKind>(1), row.DayOrNull(2), row.NumberOrNull(3)), number));

    /// <summary>Papers of which a source brought something new after one moment, up to another, with all their sightings.</summary>
    /// <param name="after">Not included; null for the beginning.</param>
    /// <param name="until">Included.</param>
    public IReadOnlyList<Arrival> Arrived(DateTimeOffset? after, DateTimeOffset until) => Arrivals(
        "s.seen_at <= ?2 AND (?1 IS NULL OR s.seen_at > ?1)", after, until);

    /// <summary>Papers that a source announced, or that were published, on days from one to another, both included.</summary>
    public IReadOnlyList<Arrival> Dated(DateOnly from, DateOnly to) => Arrivals(
        "coalesce(s.announced, substr(p.published, 1, 10)) BETWEEN ?1 AND ?2", from, to);

    private List<Arrival> Arrivals(string condition, object? first, object? second) => database.Read(session =>
    {
        var found = new Dictionary<long, Arrival>();
        session.Visit(
            $"SELECT {Columns}, s.source, s.kind, s.announced, s.popularity FROM sightings s JOIN papers p ON p.number = s.paper WHERE {condition} ORDER BY p.number, s.seen_at",
            row =>
            {
                var number = row.Key(0);
                var sighting = new Sighting(row.Text(21), row.Name<ListingKind>(22), row.DayOrNull(23), row.NumberOrNull(24));
                found[number] = found.TryGetValue(number, out var known)
                    ? known with { Sightings = [.. known.Sightings, sighting] }
                    : new Arrival(Read(row), [sighting]);
            },
            first, second);
        return found.Values.ToList();
    });

    /// <summary>Hands over the text of each paper that is new or changed behind a change count, oldest change first.</summary>
    /// <returns>The count up to which the caller is up to date now.</returns>
    public long VisitChanges(long after, Action<long, string, string, byte[]> visit) => database.Read(session =>
    {
        var last = after;
        session.Visit(
            "SELECT number, title, abstract, text_hash, change FROM papers WHERE change > ?1 ORDER BY change",
            row =>
            {
                visit(row.Key(0), row.Text(1), row.Text(2), row.Bytes(3));
                last = row.Key(4);
            },
            after);
        return last;
    });

    /// <summary>Hands over number, author names (separated by ", ") and categories (JSON) of each paper that is new or changed behind a change count.</summary>
    /// <returns>The last change that was handed over.</returns>
    public long VisitMakers(long after, Action<long, string, string> visit) => database.Read(session =>
    {
        var last = after;
        session.Visit(
            "SELECT number, author_names, categories, change FROM papers WHERE change > ?1 ORDER BY change",
            row =>
            {
                visit(row.Key(0), row.Text(1), row.Text(2));
                last = row.Key(3);
            },
            after);
        return last;
    });

    /// <summary>Stores a paper and that a source listed it.</summary>
    internal Stored Store(Session session, Normalised normalised, string source, Listing listing)
    {
        var incoming = normalised.Paper;
        var standing = listing.IsSecondhand ? Standing.Secondhand : Standing.Home;
        var now = clock.GetUtcNow();
        var known = FindSame(session, incoming);
        Stored outcome;
        long number;
        if (known is null)
        {
            number = Insert(session, normalised, standing, now);
            outcome = Stored.Added;
        }
        else
        {
            number = known.Value.Number;
            outcome = Update(session, known.Value, normalised, standing, now);
        }
        AddName(session, number, incoming.Id.Value);
        if (incoming.Doi is { } doi) AddName(session, number, "doi:" + doi);
        Sight(session, number, source, listing, now);
        return outcome;
    }

    /// <summary>Deletes the papers that no other source has listed.</summary>
    internal static void DeleteSeenOnlyBy(Session session, string source) => session.Execute(
        "DELETE FROM papers WHERE number IN (SELECT paper FROM sightings GROUP BY paper HAVING min(source = ?1) = 1)", source);

    /// <summary>Notes that a source says a paper is gone. It stays in the archive and comes into no new digest.</summary>
    internal void MarkGone(Session session, PaperId id) => session.Execute(
        "UPDATE papers SET gone_at = ?2, change = (SELECT max(change) + 1 FROM papers) WHERE number = (SELECT paper FROM paper_names WHERE name = ?1) AND gone_at IS NULL",
        id.Value, clock.GetUtcNow());

    internal static StoredPaper Read(Row row) => new(
        row.Key(0),
        new Paper
        {
            Id = PaperId.TryParse(row.Text(1), out var id) ? id : throw new InvalidDataException("A paper of the database has an id of no known form."),
            Version = row.NumberOrNull(2),
            Title = row.Text(3),
            Abstract = row.Text(4),
            Authors = JsonSerializer.Deserialize<List<Author>>(row.Text(5))!,
            Published = row.MomentOrNull(6),
            Updated = row.MomentOrNull(7),
            Categories = JsonSerializer.Deserialize<List<string>>(row.Text(8))!,
            Keywords = row.Text(9).Split("; ", StringSplitOptions.RemoveEmptyEntries),
            Url = row.TextOrNull(10),
            Doi = row.TextOrNull(11),
            Venue = row.TextOrNull(12),
            Comment = row.TextOrNull(13),
            License = row.TextOrNull(14),
            CodeUrl = row.TextOrNull(15),
            ProjectUrl = row.TextOrNull(16),
        },
        row.Bytes(17),
        row.Moment(18),
        row.Moment(19),
        row.MomentOrNull(20));

    /// <summary>The row that is the same paper, under this id, its DOI, or another kind of id with the same title and first author.</summary>
    private static (long Number, Standing Standing)? FindSame(Session session, Paper paper)
    {
        var byId = Named(session, paper.Id.Value);
        var byDoi = paper.Doi is { } doi ? Named(session, "doi:" + doi) : null;
        if (byId is not null)
        {
            // What came under two names before they were known to be one paper becomes one now.
            if (byDoi is not null && byDoi.Value.Number != byId.Value.Number && !HasName(session, byDoi.Value.Number, paper.Id.Scheme))
            {
                Merge(session, into: byId.Value.Number, from: byDoi.Value.Number);
            }
            return byId;
        }
        // Two papers of one scheme are two papers, even where both claim one DOI: a thesis and its chapter, an erratum.
        if (byDoi is not null && (paper.Id.IsDoi || !HasName(session, byDoi.Value.Number, paper.Id.Scheme))) return byDoi;
        var key = Normalised.TitleKey(paper);
        if (key.Length == 0) return null;
        var alike = session.Query(
            "SELECT number, standing, published FROM papers WHERE title_key = ?1",
            row => (Number: row.Key(0), Standing: (Standing)row.Number(1), Published: row.MomentOrNull(2)), key);
        foreach (var (number, standing, published) in alike)
        {
            if (HasName(session, number, paper.Id.Scheme)) continue;
            if (published is { } one && paper.Published is { } other && Math.Abs(one.Year - other.Year) > MostYearsApart) continue;
            return (number, standing);
        }
        return null;
    }

    private static (long Number, Standing Standing)? Named(Session session, string name) => session.First<(long, Standing)?>(
        "SELECT p.number, p.standing FROM paper_names n JOIN papers p ON p.number = n.paper WHERE n.name = ?1",
        row => (row.Key(0), (Standing)row.Number(1)), name);

    private static bool HasName(Session session, long number, string scheme) => session.First(
        "SELECT 1 FROM paper_names WHERE paper = ?1 AND name >= ?2 || ':' AND name < ?2 || ';'", row => row.Number(0), number, scheme) == 1;

    private static void AddName(Session session, long number, string name) =>
        session.Execute("INSERT INTO paper_names (name, paper) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING", name, number);

    private static long Insert(Session session, Normalised normalised, Standing standing, DateTimeOffset now)
    {
        var paper = normalised.Paper;
        var number = session.First(
            """
            INSERT INTO papers (id, version, title, abstract, raw_title, raw_abstract, authors, author_names, published, updated, categories,
                keywords, url, doi, venue, comment, license, code_url, project_url, standing, text_hash, title_key, added_at, changed_at, change)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?23,
                coalesce((SELECT max(change) FROM papers), 0) + 1)
            RETURNING number
            """,
            row => row.Key(0),
            [paper.Id.Value, .. Fields(normalised), (int)standing, Normalised.TextHash(paper), Normalised.TitleKey(paper), now]);
        WriteCategories(session, number, paper);
        return number;
    }

    private static Stored Update(Session session, (long Number, Standing Standing) known, Normalised normalised, Standing standing, DateTimeOffset now)
    {
        var stored = session.First($"SELECT {Columns} FROM papers p WHERE p.number = ?1", Read, known.Number)!;
        var (rawTitle, rawAbstract) = session.First("SELECT raw_title, raw_abstract FROM papers WHERE number = ?1", row => (row.TextOrNull(0), row.TextOrNull(1)), known.Number);
        var incoming = normalised.Paper;
        var isOlder = incoming.Version < stored.Paper.Version;
        var leads = standing >= known.Standing && !isOlder;
        var merged = leads ? Overlay(incoming, stored.Paper) : Overlay(stored.Paper, incoming);
        merged = merged with { Id = stored.Id };
        var before = Text(stored.Paper);
        if (Text(merged) == before && (!leads || standing == known.Standing)) return Stored.Unchanged;

        var raw = leads ? normalised : new Normalised(merged, rawTitle, rawAbstract);
        session.Execute(
            """
            UPDATE papers SET version = ?2, title = ?3, abstract = ?4, raw_title = ?5, raw_abstract = ?6, authors = ?7, author_names = ?8,
                published = ?9, updated = ?10, categories = ?11, keywords = ?12, url = ?13, doi = ?14, venue = ?15, comment = ?16, license = ?17,
                code_url = ?18, project_url = ?19, standing = ?20, text_hash = ?21, title_key = ?22, changed_at = ?23,
                change = (SELECT max(change) + 1 FROM papers)
            WHERE number = ?1
            """,
            [known.Number, .. Fields(raw with { Paper = merged }), (int)(leads ? standing : known.Standing), Normalised.TextHash(merged), Normalised.TitleKey(merged), now]);
        WriteCategories(session, known.Number, merged);
        return Text(merged) == before ? Stored.Unchanged : Stored.Updated;
    }

    /// <summary>What <paramref name="first"/> says, and where it says nothing, what <paramref name="second"/> says.</summary>
    private static Paper Overlay(Paper first, Paper second) => first with
    {
        Version = first.Version ?? second.Version,
        Abstract = first.Abstract.Length > 0 ? first.Abstract : second.Abstract,
        Authors = Better(first.Authors, second.Authors),
        // A feed names the day of its announcement, which is later than the day of submission.
        Published = Earlier(first.Published, second.Published),
        Updated = first.Updated ?? second.Updated,
        Categories = first.Categories.Count > 0 ? first.Categories : second.Categories,
        Keywords = first.Keywords.Count > 0 ? first.Keywords : second.Keywords,
        Url = first.Url ?? second.Url,
        Doi = first.Doi ?? second.Doi,
        Venue = first.Venue ?? second.Venue,
        Comment = first.Comment ?? second.Comment,
        License = first.License ?? second.License,
        CodeUrl = first.CodeUrl ?? second.CodeUrl,
        ProjectUrl = first.ProjectUrl ?? second.ProjectUrl,
    };

    private static IReadOnlyList<Author> Better(IReadOnlyList<Author> first, IReadOnlyList<Author> second)
    {
        if (first.Count == 0) return second;
        // The same list with affiliations says more.
        var secondSaysMore = second.Count == first.Count && first.All(author => author.Affiliation is null) && second.Any(author => author.Affiliation is not null);
        return secondSaysMore ? second : first;
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;

    private static object?[] Fields(Normalised normalised)
    {
        var paper = normalised.Paper;
        return
        [
            paper.Version, paper.Title, paper.Abstract, normalised.RawTitle, normalised.RawAbstract,
            JsonSerializer.Serialize(paper.Authors, Lenient), string.Join(", ", paper.Authors.Select(author => author.Name)),
            paper.Published, paper.Updated, JsonSerializer.Serialize(paper.Categories, Lenient), string.Join("; ", paper.Keywords),
            paper.Url, paper.Doi, paper.Venue, paper.Comment, paper.License, paper.CodeUrl, paper.ProjectUrl,
        ];
    }

    /// <summary>All that is stored of a paper as one text, to see whether anything changed.</summary>
    private static string Text(Paper paper) => JsonSerializer.Serialize(paper with { Published = Rounded(paper.Published), Updated = Rounded(paper.Updated) });

    private static DateTimeOffset? Rounded(DateTimeOffset? time) => time is { } moment ? Time.Moment(Time.Text(moment)) : null;

    private static void WriteCategories(Session session, long number, Paper paper)
    {
        session.Execute("DELETE FROM paper_categories WHERE paper = ?1", number);
        for (var i = 0; i < paper.Categories.Count; i++)
        {
            session.Execute("INSERT INTO paper_categories (category, paper, is_primary) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING", paper.Categories[i], number, i == 0);
        }
    }

    private static void Sight(Session session, long number, string source, Listing listing, DateTimeOffset now) => session.Execute(
        """
        INSERT INTO sightings (paper, source, kind, version, announced, popularity, seen_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (paper, source, kind) DO UPDATE SET
            seen_at = CASE WHEN coalesce(excluded.version, 0) > coalesce(sightings.version, 0) THEN excluded.seen_at ELSE sightings.seen_at END,
            announced = CASE WHEN coalesce(excluded.version, 0) > coalesce(sightings.version, 0) THEN excluded.announced ELSE coalesce(sightings.announced, excluded.announced) END,
            version = max(coalesce(excluded.version, 0), coalesce(sightings.version, 0)),
            popularity = coalesce(excluded.popularity, sightings.popularity)
        """,
        number, source, listing.Kind, listing.Paper.Version, listing.Announced, listing.Popularity, now);

    /// <summary>Makes two rows one: everything that belonged to the second belongs to the first.</summary>
    private static void Merge(Session session, long into, long from)
    {
        foreach (var table in (ReadOnlySpan<string>)["paper_names", "sightings", "feedback", "signals", "library_papers", "verdicts", "digest_papers", "decisions"])
        {
            session.Execute($"UPDATE OR IGNORE {table} SET paper = ?1 WHERE paper = ?2", into, from);
        }
        session.Execute("DELETE FROM papers WHERE number = ?1", from);
    }
}
