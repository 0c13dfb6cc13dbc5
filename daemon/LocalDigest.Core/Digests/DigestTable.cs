using System.Text.Json;
using LocalDigest.Papers;
using LocalDigest.Preferences;
using LocalDigest.Storage;

namespace LocalDigest.Digests;

/// <summary>A digest in a list.</summary>
/// <param name="Matches">Titles of the first papers in it that a search found, at most five; null where nothing was searched for.</param>
public sealed record DigestEntry(string Id, string Profile, DateOnly Date, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, int Papers, IReadOnlyList<string>? Matches = null);

/// <summary>Which digests to list.</summary>
/// <param name="Profile">Whose; null for all.</param>
/// <param name="From">The first day; null for no bound.</param>
/// <param name="To">The last day; null for no bound.</param>
/// <param name="Words">A digest is listed where one of its papers has all of them, as parts of words too, in its title, abstract, comment or short summary; empty for all.</param>
public sealed record DigestQuery(string? Profile = null, DateOnly? From = null, DateOnly? To = null, IReadOnlyList<string>? Words = null);

/// <summary>A day that has a digest.</summary>
public sealed record DigestDay(DateOnly Date, string Digest, int Papers);

/// <summary>Where a page of the list ended.</summary>
public sealed record DigestPlace(DateOnly Date, string Id);

/// <summary>That a digest showed a paper.</summary>
/// <param name="TextHash">Of the text that was shown.</param>
public sealed record Shown(string Digest, DateOnly Date, int? Version, byte[] TextHash);

/// <summary>The last word on whether a paper is in a profile's digest.</summary>
/// <param name="Outcome">A stable word: see <see cref="Selection"/>.</param>
/// <param name="Reason">A sentence.</param>
public sealed record Decision(long PaperNumber, string Outcome, string Reason);

/// <summary>The archive: one digest for each profile and day, and why each paper is or is not in one.</summary>
public sealed class DigestTable(Database database, TimeProvider clock) : IPaperRows, IShownPapers
{
    /// <inheritdoc/>
    public int CountShownTo(string profile) => database.Read(session => session.First(
        "SELECT count(DISTINCT s.paper) FROM digest_papers s JOIN digests d ON d.id = s.digest WHERE d.profile = ?1", row => row.Number(0), profile));

    /// <inheritdoc/>
    public IReadOnlyList<string> Tables => ["digest_papers", "decisions"];

    /// <inheritdoc/>
    public void Move(Session session, PaperUnion pair)
    {
        session.Execute("UPDATE OR IGNORE digest_papers SET paper = ?1 WHERE paper = ?2", pair.Into, pair.From);
        // That two records became one is nothing new to read.
        session.Execute("UPDATE digest_papers SET text_hash = ?4 WHERE paper = ?1 AND text_hash IN (?2, ?3)", pair.Into, pair.FromText, pair.IntoText, pair.Text);
        session.Execute(
            """
            INSERT INTO decisions (profile, paper, outcome, reason, job, date, at) SELECT profile, ?1, outcome, reason, job, date, at FROM decisions WHERE paper = ?2
            ON CONFLICT (profile, paper) DO UPDATE SET outcome = excluded.outcome, reason = excluded.reason, job = excluded.job, date = excluded.date, at = excluded.at
                WHERE excluded.at > decisions.at
            """,
            pair.Into, pair.From);
    }

    public DigestContent? Find(string id) =>
        database.Read(session => session.First("SELECT content FROM digests WHERE id = ?1", Read, id));

    public DigestContent? Latest(string profile) => database.Read(session => session.First(
        "SELECT content FROM digests WHERE profile = ?1 ORDER BY date DESC LIMIT 1", Read, profile));

    /// <summary>Digests, newest day first.</summary>
    /// <param name="query">Which ones.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="after">The last one of the page before; null to begin.</param>
    public IReadOnlyList<DigestEntry> List(DigestQuery query, int limit, DigestPlace? after = null)
    {
        var words = query.Words is { Count: > 0 } some ? JsonSerializer.Serialize(some.Select(word => word.ToLowerInvariant())) : null;
        return database.Read(session => session.Query(
            """
            SELECT id, profile, date, created_at, updated_at, (SELECT count(*) FROM digest_papers WHERE digest = id),
                CASE WHEN ?7 IS NOT NULL THEN (SELECT json_group_array(title) FROM (
                    SELECT title FROM digest_texts t WHERE t.digest = d.id AND NOT EXISTS (SELECT 1 FROM json_each(?7) w WHERE instr(t.words, w.value) = 0) ORDER BY place LIMIT 5)) END
            FROM digests d
            WHERE (?1 IS NULL OR profile = ?1) AND (?2 IS NULL OR date < ?2 OR (date = ?2 AND id > ?3)) AND (?5 IS NULL OR date >= ?5) AND (?6 IS NULL OR date <= ?6)
                AND (?7 IS NULL OR EXISTS (SELECT 1 FROM digest_texts t WHERE t.digest = d.id AND NOT EXISTS (SELECT 1 FROM json_each(?7) w WHERE instr(t.words, w.value) = 0)))
            ORDER BY date DESC, id LIMIT ?4
            """,
            row => new DigestEntry(row.Text(0), row.Text(1), row.Day(2), row.Moment(3), row.Moment(4), row.Number(5), row.TextOrNull(6) is { } titles ? JsonSerializer.Deserialize<List<string>>(titles) : null),
            query.Profile, after?.Date, after?.Id, limit, query.From, query.To, words));
    }

    /// <summary>The days of a profile from one day to another that have a digest, in order.</summary>
    public IReadOnlyList<DigestDay> Days(string profile, DateOnly from, DateOnly to) => database.Read(session => session.Query(
        "SELECT date, id, (SELECT count(*) FROM digest_papers WHERE digest = id) FROM digests WHERE profile = ?1 AND date BETWEEN ?2 AND ?3 ORDER BY date",
        row => new DigestDay(row.Day(0), row.Text(1), row.Number(2)), profile, from, to));

    /// <summary>Up to when papers have been considered for a profile's digests before a day; null where there is none.</summary>
    public DateTimeOffset? ConsideredUntil(string profile, DateOnly through) => database.Read(session => session.First<DateTimeOffset?>(
        "SELECT until FROM digests WHERE profile = ?1 AND date <= ?2 ORDER BY date DESC LIMIT 1", row => row.Moment(0), profile, through));

    /// <summary>The day of a profile's last digest before a day; null where there is none.</summary>
    public DateOnly? DayBefore(string profile, DateOnly date) => database.Read(session => session.First<DateOnly?>(
        "SELECT date FROM digests WHERE profile = ?1 AND date < ?2 ORDER BY date DESC LIMIT 1", row => row.Day(0), profile, date));

    /// <summary>The papers that a profile's digests have shown, each with its last appearance.</summary>
    public IReadOnlyDictionary<long, Shown> ShownTo(string profile) => database.Read(session =>
    {
        var shown = new Dictionary<long, Shown>();
        session.Visit(
            """
            SELECT s.paper, s.digest, d.date, s.version, s.text_hash FROM digest_papers s JOIN digests d ON d.id = s.digest
            WHERE d.profile = ?1 ORDER BY d.date
            """,
            row => shown[row.Key(0)] = new Shown(row.Text(1), row.Day(2), row.NumberOrNull(3), row.Bytes(4)), profile);
        return shown;
    });

    /// <summary>The papers of a digest in their order.</summary>
    public IReadOnlyList<long> PapersOf(string digest) =>
        database.Read(session => session.Query("SELECT paper FROM digest_papers WHERE digest = ?1 ORDER BY place", row => row.Key(0), digest));

    /// <summary>The last decision on a paper for a profile.</summary>
    public (string Outcome, string Reason, DateOnly Date, DateTimeOffset At)? DecisionOn(string profile, long paper) => database.Read(session => session.First<(string, string, DateOnly, DateTimeOffset)?>(
        "SELECT outcome, reason, date, at FROM decisions WHERE profile = ?1 AND paper = ?2",
        row => (row.Text(0), row.Text(1), row.Day(2), row.Moment(3)), profile, paper));

    /// <summary>The numbers of the papers on which the last decision for a profile was this.</summary>
    public IReadOnlyList<long> DecidedOn(string profile, string outcome) => database.Read(session => session.Query(
        "SELECT paper FROM decisions WHERE profile = ?1 AND outcome = ?2", row => row.Key(0), profile, outcome));

    /// <summary>Keeps a digest with its papers and all decisions, in the caller's transaction.</summary>
    internal void Save(Session session, DigestContent content, IReadOnlyList<StoredPaper> papers, IReadOnlyList<Decision> decisions, DateTimeOffset until, string job)
    {
        var now = clock.GetUtcNow();
        session.Execute(
            """
            INSERT INTO digests (id, profile, date, content, until, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
            ON CONFLICT (id) DO UPDATE SET content = excluded.content, until = excluded.until, updated_at = excluded.updated_at
            """,
            content.Id, content.Profile, content.Date, JsonSerializer.Serialize(content), until, now);
        session.Execute("DELETE FROM digest_papers WHERE digest = ?1", content.Id);
        for (var place = 0; place < papers.Count; place++)
        {
            var paper = papers[place];
            session.Execute(
                "INSERT INTO digest_papers (digest, paper, place, version, text_hash) VALUES (?1, ?2, ?3, ?4, ?5)",
                content.Id, paper.Number, place, paper.Paper.Version, paper.TextHash);
        }
        session.Execute("DELETE FROM digest_texts WHERE digest = ?1", content.Id);
        for (var place = 0; place < content.Papers.Count; place++)
        {
            var paper = content.Papers[place];
            session.Execute(
                "INSERT INTO digest_texts (digest, place, title, words) VALUES (?1, ?2, ?3, ?4)",
                content.Id, place, paper.Title, string.Join('\n', paper.Title, paper.Abstract, paper.Comment, paper.Reading?.Tldr).ToLowerInvariant());
        }
        foreach (var decision in decisions)
        {
            session.Execute(
                """
                INSERT INTO decisions (profile, paper, outcome, reason, job, date, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                ON CONFLICT (profile, paper) DO UPDATE SET outcome = excluded.outcome, reason = excluded.reason, job = excluded.job, date = excluded.date, at = excluded.at
                """,
                content.Profile, decision.PaperNumber, decision.Outcome, decision.Reason, job, content.Date, now);
        }
    }

    private static DigestContent Read(Row row) => JsonSerializer.Deserialize<DigestContent>(row.Text(0))!;
}
