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

public sealed partial class PaperTable
{
    /// <summary>Papers published so many years apart are not one paper, however alike their titles: reports of a series.</summary>
    private const int MostYearsApart = 3;

    /// <summary>The columns that hold what <see cref="Fields"/> gives, in its order.</summary>
    private static readonly string[] Written =
    [
        "version", "title", "abstract", "raw_title", "raw_abstract", "authors", "author_names", "published", "updated", "categories", "keywords", "url", "doi",
        "venue", "comment", "license", "code_url", "project_url", "standing", "text_hash", "title_key", "changed_at",
    ];

    /// <summary>The number of a new paper is the count that its first entry in the log will have, so that none is given twice.</summary>
    private static readonly string InsertStatement =
        $"""
        INSERT INTO papers (number, id, added_at, {string.Join(", ", Written)})
        VALUES (coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'changes'), 0) + 1, ?1, ?2, {string.Join(", ", Written.Select((_, i) => $"?{i + 3}"))})
        RETURNING number
        """;

    private static readonly string UpdateStatement = $"UPDATE papers SET {string.Join(", ", Written.Select((column, i) => $"{column} = ?{i + 2}"))} WHERE number = ?1";

    /// <summary>A row as far as it must be known to write over it.</summary>
    private sealed record Known(StoredPaper Stored, Standing Standing, string? RawTitle, string? RawAbstract)
    {
        public long Number => Stored.Number;
    }

    /// <summary>What became of a paper.</summary>
    /// <param name="Outcome">What changed.</param>
    /// <param name="Number">Its number in the store.</param>
    /// <param name="Remark">With what it was made one, or why it does not have the name that it came with; null where there is nothing to say.</param>
    internal sealed record StoredAs(Stored Outcome, long Number, string? Remark);

    /// <summary>Stores a paper and that a source listed it.</summary>
    internal StoredAs Store(Session session, Normalised normalised, string source, Listing listing)
    {
        var standing = listing.IsSecondhand ? Standing.Secondhand : Standing.Home;
        var now = clock.GetUtcNow();
        string? remark = null;
        if (listing.IsSecondhand) (normalised, remark) = WithoutNamesOfOthers(session, normalised);
        var incoming = normalised.Paper;
        var known = FindSame(session, incoming, now);
        if (listing.IsSecondhand && known is not null && known.Stored.Id != incoming.Id)
            remark ??= $"It is the same paper as {known.Stored.Id}, \"{known.Stored.Paper.Title}\".";
        var number = known?.Number ?? Insert(session, normalised, standing, now);
        var outcome = known is null ? Stored.Added : Update(session, known, normalised, standing, now);
        AddName(session, number, incoming.Id.Value);
        if (incoming.Doi is { } doi) AddName(session, number, "doi:" + doi);
        Sight(session, number, source, listing, now);
        return new StoredAs(outcome, number, remark);
    }

    /// <summary>The paper without the id and the DOI that another paper of the store bears, and a sentence that says so.</summary>
    private static (Normalised, string? Remark) WithoutNamesOfOthers(Session session, Normalised normalised)
    {
        var paper = normalised.Paper;
        string? remark = null;
        if (paper.Doi is { } doi && OtherOf(session, "doi:" + doi, paper) is { } published)
        {
            remark = Say("doi:" + doi, published);
            paper = paper.Id.IsDoi ? PaperIdentity.WithoutContested(paper, isDoiContested: true) : paper with { Doi = null };
        }
        if (!paper.Id.IsDerived && OtherOf(session, paper.Id.Value, paper) is { } other)
        {
            remark = Say(paper.Id.Value, other);
            paper = PaperIdentity.WithoutContested(paper, isDoiContested: false);
        }
        return (normalised with { Paper = paper }, remark);

        static string Say(string name, Paper other) =>
            $"{name} is the name of another paper, by {other.Authors[0].Name}: \"{other.Title}\". It was not taken as the name of this one.";
    }

    /// <summary>The paper of a name where it is clearly not the one that comes; null where it is, or where there is none.</summary>
    private static Paper? OtherOf(Session session, string name, Paper paper)
    {
        if (Named(session, name) is not { } number) return null;
        var known = Load(session, number).Stored.Paper;
        return PaperLikeness.Of(paper.Title, paper.Authors).IsOther(PaperLikeness.Of(known.Title, known.Authors)) ? known : null;
    }

    /// <summary>Deletes the papers that no other source has listed, with all that belongs to them.</summary>
    internal static void DeleteSeenOnlyBy(Session session, string source) => session.Execute(
        "DELETE FROM papers WHERE number IN (SELECT paper FROM sightings GROUP BY paper HAVING min(source = ?1) = 1)", source);

    /// <summary>Notes that a source says a paper is gone. It stays in the archive and comes into no new digest.</summary>
    internal void MarkGone(Session session, PaperId id) => session.Execute(
        "UPDATE papers SET gone_at = ?2 WHERE number = (SELECT paper FROM paper_names WHERE name = ?1) AND gone_at IS NULL", id.Value, clock.GetUtcNow());

    /// <summary>The row that is the same paper, under this id, its DOI, or another kind of id with the same title and first author.</summary>
    private Known? FindSame(Session session, Paper paper, DateTimeOffset now)
    {
        var byId = Named(session, paper.Id.Value);
        var byDoi = paper.Doi is { } doi ? Named(session, "doi:" + doi) : null;
        if (byId is { } into)
        {
            // What came under two names before they were known to be one paper becomes one now.
            if (byDoi is { } from && from != into && !HasName(session, from, paper.Id.Scheme)) return Unite(session, Load(session, into), Load(session, from), now);
            return Load(session, into);
        }
        // Two papers of one scheme are two papers, even where both claim one DOI: a thesis and its chapter, an erratum.
        if (byDoi is { } other && (paper.Id.IsDoi || !HasName(session, other, paper.Id.Scheme))) return Load(session, other);
        var key = Normalised.TitleKey(paper);
        if (key.Length == 0) return null;
        foreach (var (number, published) in session.Query("SELECT number, published FROM papers WHERE title_key = ?1", row => (row.Key(0), row.MomentOrNull(1)), key))
        {
            // A name made of title, author and year is no name of a scheme: of two such the year decides.
            var isDerived = paper.Id.IsDerived && HasName(session, number, "url");
            if (!isDerived && HasName(session, number, paper.Id.Scheme)) continue;
            if (published is { } one && paper.Published is { } two && Math.Abs(one.Year - two.Year) > (isDerived ? 0 : MostYearsApart)) continue;
            return Load(session, number);
        }
        return null;
    }

    private static Known Load(Session session, long number) => session.First(
        $"SELECT {Columns}, p.standing, p.raw_title, p.raw_abstract FROM papers p WHERE p.number = ?1",
        row => new Known(Read(row), (Standing)row.Number(ColumnCount), row.TextOrNull(ColumnCount + 1), row.TextOrNull(ColumnCount + 2)), number)!;

    private static long? Named(Session session, string name) => session.First<long?>("SELECT paper FROM paper_names WHERE name = ?1", row => row.Key(0), name);

    private static bool HasName(Session session, long number, string scheme) => session.First(
        "SELECT 1 FROM paper_names WHERE paper = ?1 AND name >= ?2 || ':' AND name < ?2 || ';'", row => row.Number(0), number, scheme) == 1;

    private static void AddName(Session session, long number, string name) =>
        session.Execute("INSERT INTO paper_names (name, paper) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING", name, number);

    private static long Insert(Session session, Normalised normalised, Standing standing, DateTimeOffset now)
    {
        var number = session.First(InsertStatement, row => row.Key(0), [normalised.Paper.Id.Value, now, .. Fields(normalised, standing, now)]);
        WriteCategories(session, number, normalised.Paper);
        return number;
    }

    private static Stored Update(Session session, Known known, Normalised incoming, Standing standing, DateTimeOffset now)
    {
        var leads = standing >= known.Standing && !(incoming.Paper.Version < known.Stored.Paper.Version);
        var before = known.Stored.Paper;
        var merged = leads ? Overlay(incoming.Paper, before) : Overlay(before, incoming.Paper);
        merged = merged with { Id = before.Id, Published = Rounded(merged.Published), Updated = Rounded(merged.Updated) };
        var isSame = merged.SaysTheSameAs(before);
        if (isSame && (!leads || standing == known.Standing)) return Stored.Unchanged;
        var raw = leads ? (incoming.RawTitle, incoming.RawAbstract) : (known.RawTitle, known.RawAbstract);
        Write(session, known.Number, new Normalised(merged, raw.Item1, raw.Item2), leads ? standing : known.Standing, now);
        return isSame ? Stored.Unchanged : Stored.Updated;
    }

    private static void Write(Session session, long number, Normalised paper, Standing standing, DateTimeOffset now)
    {
        session.Execute(UpdateStatement, [number, .. Fields(paper, standing, now)]);
        session.Execute("DELETE FROM paper_categories WHERE paper = ?1", number);
        WriteCategories(session, number, paper.Paper);
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

    /// <summary>The values of the columns <see cref="Written"/>.</summary>
    private static object?[] Fields(Normalised normalised, Standing standing, DateTimeOffset now)
    {
        var paper = normalised.Paper;
        return
        [
            paper.Version, paper.Title, paper.Abstract, normalised.RawTitle, normalised.RawAbstract,
            JsonSerializer.Serialize(paper.Authors, Lenient), string.Join(", ", paper.Authors.Select(author => author.Name)),
            paper.Published, paper.Updated, JsonSerializer.Serialize(paper.Categories, Lenient), string.Join("; ", paper.Keywords),
            paper.Url, paper.Doi, paper.Venue, paper.Comment, paper.License, paper.CodeUrl, paper.ProjectUrl,
            (int)standing, Normalised.TextHash(paper), Normalised.TitleKey(paper), now,
        ];
    }

    /// <summary>A time as the database keeps it.</summary>
    private static DateTimeOffset? Rounded(DateTimeOffset? time) => time is { } moment ? Time.Moment(Time.Text(moment)) : null;

    private static void WriteCategories(Session session, long number, Paper paper)
    {
        for (var i = 0; i < paper.Categories.Count; i++)
        {
            session.Execute("INSERT INTO paper_categories (category, paper, is_primary) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING", paper.Categories[i], number, i == 0);
        }
    }

    private static void Sight(Session session, long number, string source, Listing listing, DateTimeOffset now) => session.Execute(
        SightStatement, number, source, listing.Kind, listing.Paper.Version, listing.Announced, listing.Popularity, now);

    private const string SightStatement = "INSERT INTO sightings (paper, source, kind, version, announced, popularity, seen_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)" + LaterVersion;

    /// <summary>A source that lists a later version has seen the paper anew.</summary>
    private const string LaterVersion =
        """

        ON CONFLICT (paper, source, kind) DO UPDATE SET
            seen_at = CASE WHEN coalesce(excluded.version, 0) > coalesce(sightings.version, 0) THEN excluded.seen_at ELSE sightings.seen_at END,
            announced = CASE WHEN coalesce(excluded.version, 0) > coalesce(sightings.version, 0) THEN excluded.announced ELSE coalesce(sightings.announced, excluded.announced) END,
            version = max(coalesce(excluded.version, 0), coalesce(sightings.version, 0)),
            popularity = coalesce(excluded.popularity, sightings.popularity)
        """;

    /// <summary>Makes two rows one: everything that belonged to the second belongs to the first.</summary>
    private Known Unite(Session session, Known into, Known from, DateTimeOffset now)
    {
        var (first, second) = from.Standing > into.Standing ? (from, into) : (into, from);
        var united = Overlay(first.Stored.Paper, second.Stored.Paper) with { Id = into.Stored.Id };
        var (rawTitle, rawAbstract) = (first.RawTitle, united.Abstract == first.Stored.Paper.Abstract ? first.RawAbstract : second.RawAbstract);
        var union = new PaperUnion(from.Number, into.Number, from.Stored.TextHash, into.Stored.TextHash, Normalised.TextHash(united), united.Version);
        MoveOwn(session, union);
        foreach (var other in others) other.Move(session, union);
        session.Execute("DELETE FROM papers WHERE number = ?1", from.Number);
        Write(session, into.Number, new Normalised(united, rawTitle, rawAbstract), first.Standing, now);
        return Load(session, into.Number);
    }

    /// <summary>The tables beside <c>papers</c> whose rows are this class's own; those of <c>paper_categories</c> follow from the paper.</summary>
    internal static IReadOnlyList<string> OwnTables => ["paper_names", "paper_categories", "sightings"];

    private static void MoveOwn(Session session, PaperUnion pair)
    {
        session.Execute("UPDATE paper_names SET paper = ?1 WHERE paper = ?2", pair.Into, pair.From);
        session.Execute(
            "INSERT INTO sightings (paper, source, kind, version, announced, popularity, seen_at) SELECT ?1, source, kind, version, announced, popularity, seen_at FROM sightings WHERE paper = ?2" + LaterVersion,
            pair.Into, pair.From);
        session.Execute("UPDATE papers SET added_at = min(added_at, (SELECT added_at FROM papers WHERE number = ?2)) WHERE number = ?1", pair.Into, pair.From);
    }
}
