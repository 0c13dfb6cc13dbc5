using System.Runtime.InteropServices;
using LocalDigest.Storage;

namespace LocalDigest.Expecting;

/// <summary>A paper that a run considered.</summary>
public sealed record FunnelRow
{
    /// <summary>The run.</summary>
    public string Job { get; init; } = "";

    /// <summary>The paper's number.</summary>
    public required long Paper { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>The probability, before it was judged, that the judge would give at least a 2, 3, … 10: nine numbers.</summary>
    public required IReadOnlyList<float> Forecast { get; init; }

    /// <summary>How many verdicts the forecast was learned from.</summary>
    public required int Verdicts { get; init; }

    /// <summary>The chance with which it was to be shown to the judge, 0 to 1.</summary>
    public required double Chance { get; init; }

    /// <summary>Whether it was to be shown.</summary>
    public required bool IsShown { get; init; }

    /// <summary>What judging it costs, in tokens.</summary>
    public required long Tokens { get; init; }

    /// <summary>The same in US dollars; null where no price is configured.</summary>
    public double? Usd { get; init; }

    /// <summary>The judge's grade; null where it gave none.</summary>
    public int? Relevance { get; init; }

    /// <summary>By which criteria it was considered: <see cref="Judging.JudgePrompt.CriteriaKey"/>; null for an old row.</summary>
    public string? Criteria { get; init; }

    /// <summary>Whether a look at its title said that it does not matter; null where there was none.</summary>
    public bool? IsDismissed { get; init; }

    /// <summary>The probability that the judge gives at least a grade.</summary>
    /// <param name="grade">1 to 10.</param>
    public double Likelihood(int grade) => grade <= 1 ? 1 : Forecast[grade - 2];
}

/// <summary>The way of papers through the funnel, on disk.</summary>
public sealed class FunnelTable(Database database) : IPaperRows
{
    private const string Columns = "job, paper, at, forecast, verdicts, chance, is_shown, tokens, usd, relevance, criteria, is_dismissed";

    /// <inheritdoc/>
    public IReadOnlyList<string> Tables => ["funnel"];

    /// <inheritdoc/>
    public void Move(Session session, PaperUnion pair)
    {
        // Where both were considered, the one that was judged says more.
        session.Execute(
            """
            DELETE FROM funnel WHERE paper = ?1 AND EXISTS (
                SELECT 1 FROM funnel other WHERE other.profile = funnel.profile AND other.paper = ?2
                AND (funnel.relevance IS NULL AND other.relevance IS NOT NULL))
            """,
            pair.Into, pair.From);
        session.Execute("UPDATE OR IGNORE funnel SET paper = ?1 WHERE paper = ?2", pair.Into, pair.From);
    }

    /// <summary>What a run has decided before, by paper; empty where it has not.</summary>
    internal IReadOnlyDictionary<long, FunnelRow> Of(string profile, string job) => database.Read(session =>
        session.Query($"SELECT {Columns} FROM funnel WHERE profile = ?1 AND job = ?2", Read, profile, job).ToDictionary(row => row.Paper));

    /// <summary>What was considered from a moment on, in that order.</summary>
    internal IReadOnlyList<FunnelRow> Since(string profile, DateTimeOffset from) => database.Read(session =>
        session.Query($"SELECT {Columns} FROM funnel WHERE profile = ?1 AND at >= ?2 ORDER BY at, paper", Read, profile, from));

    /// <summary>The grades of relevance that papers were given, by whatever wording of the criteria.</summary>
    internal IReadOnlyDictionary<long, int> GradesOf(string profile) => database.Read(session =>
        session.Query("SELECT paper, relevance FROM funnel WHERE profile = ?1 AND relevance IS NOT NULL", row => (Paper: row.Key(0), Grade: row.Number(1)), profile)
            .ToDictionary(row => row.Paper, row => row.Grade));

    /// <summary>Stores what a run has decided, before anything is asked.</summary>
    internal void Save(string profile, string job, IReadOnlyCollection<FunnelRow> rows) => database.Write(session =>
    {
        foreach (var row in rows)
        {
            session.Execute(
                $"INSERT OR REPLACE INTO funnel (profile, {Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
                profile, job, row.Paper, row.At, MemoryMarshal.AsBytes<float>([.. row.Forecast]).ToArray(), row.Verdicts, row.Chance, row.IsShown, row.Tokens, row.Usd, row.Relevance, row.Criteria,
                row.IsDismissed);
        }
    });

    /// <summary>
    /// Notes what the judge said. What was below the cut stays as it was decided: who is judged on demand was not drawn by chance.
    /// </summary>
    /// <param name="profile">Whose papers.</param>
    /// <param name="grades">By paper.</param>
    internal void Judged(string profile, IEnumerable<KeyValuePair<long, int>> grades) => database.Write(session =>
    {
        foreach (var (paper, grade) in grades)
            session.Execute("UPDATE funnel SET relevance = ?3 WHERE profile = ?1 AND paper = ?2 AND is_shown = 1", profile, paper, grade);
    });

    private static FunnelRow Read(Row row) => new()
    {
        Job = row.Text(0),
        Paper = row.Key(1),
        At = row.Moment(2),
        Forecast = MemoryMarshal.Cast<byte, float>(row.Bytes(3)).ToArray(),
        Verdicts = row.Number(4),
        Chance = row.Real(5),
        IsShown = row.Flag(6),
        Tokens = row.Key(7),
        Usd = row.RealOrNull(8),
        Relevance = row.NumberOrNull(9),
        Criteria = row.TextOrNull(10),
        IsDismissed = row.NumberOrNull(11) is { } dismissed ? dismissed != 0 : null,
    };
}
