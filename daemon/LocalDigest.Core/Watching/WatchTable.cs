using System.Text.Json;
using LocalDigest.Papers;
using LocalDigest.Storage;

namespace LocalDigest.Watching;

/// <summary>What services said of papers, what became of them, and which digest told of it.</summary>
public sealed class WatchTable(Database database)
{
    /// <summary>What became of some papers, the newest first.</summary>
    /// <param name="papers">Their names.</param>
    public IReadOnlyList<WatchChange> ChangesOf(IReadOnlyCollection<PaperId> papers) => database.Read(session => session.Query(
        """
        SELECT id, kind, version, at, is_old FROM watch_changes WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY at DESC, id, kind, version
        """,
        ReadChange, Names(papers)));

    /// <summary>What a digest of a profile has to tell of some papers: what none has told, or it itself has told before. The gravest
    /// first.</summary>
    public IReadOnlyList<WatchChange> UntoldOf(string profile, string digest, IReadOnlyCollection<PaperId> papers)
    {
        var told = database.Read(session => session.Query(
            "SELECT id, kind, version FROM watch_told WHERE profile = ?1 AND digest <> ?2",
            row => (row.Text(0), row.Name<WatchKind>(1), row.Number(2)), profile, digest)).ToHashSet();
        return
        [
            .. ChangesOf(papers).Where(change => change.IsNews && !told.Contains((change.Id, change.Kind, change.Version)))
                .OrderByDescending(change => change.Kind),
        ];
    }

    /// <summary>Notes that a digest tells of something, in the caller's transaction.</summary>
    internal static void Tell(Session session, string profile, string digest, IEnumerable<WatchChange> changes)
    {
        session.Execute("DELETE FROM watch_told WHERE profile = ?1 AND digest = ?2", profile, digest);
        foreach (var change in changes)
        {
            session.Execute(
                "INSERT OR IGNORE INTO watch_told (profile, id, kind, version, digest) VALUES (?1, ?2, ?3, ?4, ?5)",
                profile, change.Id, change.Kind.ToString(), change.Version, digest);
        }
    }

    /// <summary>What is known of some names, by name and service.</summary>
    internal IReadOnlyDictionary<(PaperId Id, WatchService Service), (WatchAnswer Answer, DateTimeOffset At)> Of(
        IReadOnlyCollection<PaperId> papers) => database.Read(session => session.Query(
        "SELECT id, service, at, answer FROM watch_answers WHERE id IN (SELECT value FROM json_each(?1))",
        row => (Id: Read(row.Text(0)), Service: row.Name<WatchService>(1), At: row.Moment(2),
            Answer: JsonSerializer.Deserialize<WatchAnswer>(row.Text(3))!),
        Names(papers))).ToDictionary(row => (row.Id, row.Service), row => (row.Answer, row.At));

    /// <summary>Keeps what a service said.</summary>
    internal void Save(WatchService service, IReadOnlyDictionary<PaperId, WatchAnswer> answers, DateTimeOffset at) =>
        database.Write(session =>
    {
        foreach (var (id, answer) in answers)
        {
            session.Execute(
                "INSERT OR REPLACE INTO watch_answers (id, service, at, answer) VALUES (?1, ?2, ?3, ?4)",
                id.Value, service.ToString(), at, JsonSerializer.Serialize(answer));
        }
    });

    /// <summary>Keeps what became of papers; what is known stays as it was found first.</summary>
    internal void Note(IEnumerable<WatchChange> changes) => database.Write(session =>
    {
        foreach (var change in changes)
        {
            session.Execute(
                "INSERT OR IGNORE INTO watch_changes (id, kind, version, at, is_old) VALUES (?1, ?2, ?3, ?4, ?5)",
                change.Id, change.Kind.ToString(), change.Version, change.At, change.IsOld);
        }
    });

    private static WatchChange ReadChange(Row row) =>
        new(row.Text(0), row.Name<WatchKind>(1), row.Number(2), row.Moment(3), row.Flag(4));

    private static PaperId Read(string id) =>
        PaperId.TryParse(id, out var paper) ? paper : throw new InvalidOperationException($"'{id}' is no name of a paper.");

    private static string Names(IReadOnlyCollection<PaperId> papers) => JsonSerializer.Serialize(papers.Select(paper => paper.Value));
}
