using System.Text.Json;
using LocalDigest.Papers;
using LocalDigest.Sources;
using LocalDigest.Storage;

namespace LocalDigest.Ingestion;

/// <summary>That a source listed a paper.</summary>
/// <param name="Source">The source's kind, or <c>import</c>.</param>
/// <param name="Announced">The source's own day.</param>
/// <param name="Popularity">Votes or the like, where the source counts them.</param>
public sealed record Sighting(string Source, ListingKind Kind, DateOnly? Announced, int? Popularity);

/// <summary>A paper of which something came in, with the sightings that brought it.</summary>
public sealed record Arrival(StoredPaper Paper, IReadOnlyList<Sighting> Sightings);

/// <summary>An entry of the log of changes: a paper as it is now, or that it is there no more.</summary>
/// <param name="Number">The paper's number: never used twice.</param>
/// <param name="Text">What is searched and ranked of it; null where it was removed.</param>
public readonly record struct PaperChange(long Number, ChangedPaper? Text);

/// <summary>What is kept in memory of a paper.</summary>
/// <param name="AuthorNames">Separated by ", ".</param>
/// <param name="IsGone">Its source says that it was withdrawn or deleted: it is not listed.</param>
public sealed record ChangedPaper(
    string Title, string Abstract, byte[] TextHash, DateTimeOffset? Published, bool IsGone, string AuthorNames, IReadOnlyList<string> Categories);

/// <summary>The papers on disk. One paper is one row, under however many ids, categories, sources and versions it comes.</summary>
/// <remarks>
/// Every change of a row, and every removal, is an entry in the table <c>changes</c>, made by triggers: one ordered log, whose counts and whose numbers
/// of papers are never given twice. Whatever keeps papers in memory follows it from the place where it stands (<see cref="VisitChanges"/>).
/// </remarks>
public sealed partial class PaperTable(Database database, TimeProvider clock, IEnumerable<IPaperRows> others)
{
    private static readonly JsonSerializerOptions Lenient = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The columns that are read, in this order.</summary>
    private enum Column
    {
        Number, Id, Version, Title, Abstract, Authors, Published, Updated, Categories, Keywords, Url, Doi, Venue, Comment, License, CodeUrl, ProjectUrl,
        TextHash, AddedAt, ChangedAt, GoneAt, IsSample,
    }

    private const string Columns =
        $"""
        p.number, p.id, p.version, p.title, p.abstract, p.authors, p.published, p.updated, p.categories, p.keywords, p.url, p.doi, p.venue, p.comment, p.license,
        p.code_url, p.project_url, p.text_hash, p.added_at, p.changed_at, p.gone_at, (SELECT min(source = '{SampleSource.Name}') FROM sightings WHERE paper = p.number)
        """;

    private const int ColumnCount = (int)Column.IsSample + 1;

    public StoredPaper? Find(PaperId id) => database.Read(session => session.First(
        $"SELECT {Columns} FROM papers p JOIN paper_names n ON n.paper = p.number WHERE n.name = ?1", Read, id.Value));

    public StoredPaper? Find(long number) => database.Read(session => Find(session, number));

    /// <summary>Papers by number, in the order asked for; those that are gone are left out.</summary>
    public IReadOnlyList<StoredPaper> Find(IReadOnlyCollection<long> numbers) => database.Read(session =>
    {
        var papers = new List<StoredPaper>(numbers.Count);
        foreach (var number in numbers)
        {
            if (Find(session, number) is { } paper) papers.Add(paper);
        }
        return papers;
    });

    public long Count() => database.Read(session => session.First("SELECT count(*) FROM papers", row => row.Key(0)));

    /// <summary>Whether any paper is there that is not an invented one of the sample day.</summary>
    public bool HasReal() => database.Read(session => session.First(
        "SELECT 1 FROM papers p WHERE NOT EXISTS (SELECT 1 FROM sightings WHERE paper = p.number AND source = ?1) LIMIT 1", row => row.Number(0), SampleSource.Name) == 1);

    /// <summary>The title and abstract as the source wrote them, where cleaning changed them.</summary>
    public (string? Title, string? Abstract) Raw(long number) => database.Read(session => session.First(
        "SELECT raw_title, raw_abstract FROM papers WHERE number = ?1", row => (row.TextOrNull(0), row.TextOrNull(1)), number));

    /// <summary>The sources that listed a paper, in the order of time.</summary>
    public IReadOnlyList<Sighting> Sightings(long number) => database.Read(session => session.Query(
        "SELECT source, kind, announced, popularity FROM sightings WHERE paper = ?1 ORDER BY seen_at, source",
        row => new Sighting(row.Text(0), row.Name<ListingKind>(1), row.DayOrNull(2), row.NumberOrNull(3)), number));

    /// <summary>Papers of which a source brought something new after one moment, up to another, with all their sightings; not those of a
    /// backfill.</summary>
    /// <param name="after">Not included; null for the beginning.</param>
    /// <param name="until">Included.</param>
    public IReadOnlyList<Arrival> Arrived(DateTimeOffset? after, DateTimeOffset until) => Arrivals(
        "s.seen_at <= ?2 AND (?1 IS NULL OR s.seen_at > ?1) AND s.kind <> 'Backfilled'", after, until);

    /// <summary>Papers that a source announced, or that were published, on days from one to another, both included.</summary>
    public IReadOnlyList<Arrival> Dated(DateOnly from, DateOnly to) => Arrivals(
        "coalesce(s.announced, substr(p.published, 1, 10)) BETWEEN ?1 AND ?2", from, to);

    /// <summary>The count of the last change; 0 where there was none.</summary>
    public long Change() => database.Read(session => session.First("SELECT coalesce(max(change), 0) FROM changes", row => row.Key(0)));

    /// <summary>Hands over each paper that is new, changed or removed behind a place in the log, the oldest change first.</summary>
    /// <param name="after">The count of the last change that the caller knows; 0 for none.</param>
    /// <param name="visit">Called within one consistent state of the store.</param>
    /// <param name="most">At most so many; a caller that takes its time with each asks again, so that the log of the database does not grow
    /// meanwhile.</param>
    /// <returns>The count up to which the caller is up to date now.</returns>
    public long VisitChanges(long after, Action<PaperChange> visit, int most = int.MaxValue) => database.Read(session =>
    {
        var last = after;
        session.Visit(
            """
            SELECT c.change, c.paper, c.is_removal, p.title, p.abstract, p.text_hash, p.published, p.gone_at, p.author_names, p.categories
            FROM changes c LEFT JOIN papers p ON p.number = c.paper WHERE c.change > ?1 ORDER BY c.change LIMIT ?2
            """,
            row =>
            {
                last = row.Key(0);
                visit(new PaperChange(row.Key(1), row.Flag(2) ? null : new ChangedPaper(
                    row.Text(3), row.Text(4), row.Bytes(5), row.MomentOrNull(6), row.TextOrNull(7) is not null, row.Text(8), Words(row.Text(9)))));
            },
            after, most);
        return last;
    });

    private List<Arrival> Arrivals(string condition, object? first, object? second) => database.Read(session =>
    {
        var found = new Dictionary<long, Arrival>();
        session.Visit(
            $"SELECT {Columns}, s.source, s.kind, s.announced, s.popularity FROM sightings s JOIN papers p ON p.number = s.paper WHERE {condition} ORDER BY p.number, s.seen_at",
            row =>
            {
                var number = row.Key((int)Column.Number);
                var sighting = new Sighting(row.Text(ColumnCount), row.Name<ListingKind>(ColumnCount + 1), row.DayOrNull(ColumnCount + 2), row.NumberOrNull(ColumnCount + 3));
                found[number] = found.TryGetValue(number, out var known)
                    ? known with { Sightings = [.. known.Sightings, sighting] }
                    : new Arrival(Read(row), [sighting]);
            },
            first, second);
        return found.Values.ToList();
    });

    private static StoredPaper? Find(Session session, long number) =>
        session.First($"SELECT {Columns} FROM papers p WHERE p.number = ?1", Read, number);

    private static StoredPaper Read(Row row) => new(
        row.Key((int)Column.Number),
        new Paper
        {
            Id = PaperId.TryParse(row.Text((int)Column.Id), out var id) ? id : throw new InvalidDataException("A paper of the database has an id of no known form."),
            Version = row.NumberOrNull((int)Column.Version),
            Title = row.Text((int)Column.Title),
            Abstract = row.Text((int)Column.Abstract),
            Authors = JsonSerializer.Deserialize<List<Author>>(row.Text((int)Column.Authors))!,
            Published = row.MomentOrNull((int)Column.Published),
            Updated = row.MomentOrNull((int)Column.Updated),
            Categories = Words(row.Text((int)Column.Categories)),
            Keywords = row.Text((int)Column.Keywords).Split("; ", StringSplitOptions.RemoveEmptyEntries),
            Url = row.TextOrNull((int)Column.Url),
            Doi = row.TextOrNull((int)Column.Doi),
            Venue = row.TextOrNull((int)Column.Venue),
            Comment = row.TextOrNull((int)Column.Comment),
            License = row.TextOrNull((int)Column.License),
            CodeUrl = row.TextOrNull((int)Column.CodeUrl),
            ProjectUrl = row.TextOrNull((int)Column.ProjectUrl),
        },
        row.Bytes((int)Column.TextHash),
        row.Moment((int)Column.AddedAt),
        row.Moment((int)Column.ChangedAt),
        row.MomentOrNull((int)Column.GoneAt),
        row.NumberOrNull((int)Column.IsSample) == 1);

    private static List<string> Words(string json) => json == "[]" ? [] : JsonSerializer.Deserialize<List<string>>(json)!;

    /// <summary>How many papers of each category, and of each archive such as <c>cs</c>, were published on each day.</summary>
    /// <param name="since">The first day.</param>
    /// <returns>By the category: the counts of the days that have any, in no order. Of archives, each paper counts once.</returns>
    public ILookup<string, int> CountsByDay(DateOnly since) => database.Read(session => session.Query(
        """
        WITH days AS (
            SELECT c.category, p.number, substr(p.published, 1, 10) AS day
            FROM papers p JOIN paper_categories c ON c.paper = p.number WHERE p.published >= ?1
        )
        SELECT category, count(*) FROM days GROUP BY category, day
        UNION ALL
        SELECT substr(category, 1, instr(category, '.') - 1) AS archive, count(DISTINCT number) FROM days WHERE instr(category, '.') > 0
        GROUP BY archive, day
        """,
        row => (Category: row.Text(0), Count: row.Number(1)), since)).ToLookup(
            row => row.Category, row => row.Count, StringComparer.OrdinalIgnoreCase);
}
