using LocalDigest.Models;
using LocalDigest.Storage;

namespace LocalDigest.Expecting;

/// <summary>One training on a profile's verdicts.</summary>
public sealed record VerdictVersion
{
    /// <summary>From 1; 0 before it is stored.</summary>
    public int Version { get; init; }

    /// <summary>Whose model it is: <see cref="IVerdictLearner.Name"/>.</summary>
    public required string Learner { get; init; }

    /// <summary>What it can be used with: the question to the judge and the form of the papers' description.</summary>
    public required string Basis { get; init; }

    /// <summary>How well it did on held-out verdicts.</summary>
    public required VerdictQuality Quality { get; init; }

    /// <summary>How long the training took.</summary>
    public required double Milliseconds { get; init; }

    public DateTimeOffset TrainedAt { get; init; }
}

/// <summary>The versions of verdict models on disk; the newest is in use.</summary>
public sealed class VerdictModelTable(Database database, TimeProvider clock)
{
    /// <summary>Of older versions only the figures are kept.</summary>
    public const int ModelsKept = 3;

    private const string Columns = "version, learner, basis, verdicts, relevant, auc, criteria_auc, brier, base_brier, milliseconds, trained_at";

    /// <summary>All versions of a profile, newest first.</summary>
    public IReadOnlyList<VerdictVersion> All(string profile) => database.Read(session => session.Query(
        $"SELECT {Columns} FROM verdict_models WHERE profile = ?1 ORDER BY version DESC", Read, profile));

    /// <summary>The newest version with its model; null where there is none.</summary>
    public (VerdictVersion Version, byte[] Model)? Newest(string profile) => database.Read(session => session.First<(VerdictVersion, byte[])?>(
        $"SELECT {Columns}, model FROM verdict_models WHERE profile = ?1 AND model IS NOT NULL ORDER BY version DESC LIMIT 1",
        row => (Read(row), row.Bytes(11)), profile));

    /// <summary>Stores a version under the next number.</summary>
    internal VerdictVersion Add(string profile, VerdictVersion version, byte[] model) => database.Write(session =>
    {
        var stored = version with
        {
            Version = session.First("SELECT coalesce(max(version), 0) + 1 FROM verdict_models WHERE profile = ?1", row => row.Number(0), profile),
            TrainedAt = clock.GetUtcNow(),
        };
        session.Execute(
            $"INSERT INTO verdict_models (profile, {Columns}, model) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            profile, stored.Version, stored.Learner, stored.Basis, stored.Quality.Verdicts, stored.Quality.Relevant, stored.Quality.Auc,
            stored.Quality.CriteriaAuc, stored.Quality.Brier, stored.Quality.BaseBrier, stored.Milliseconds, stored.TrainedAt, model);
        session.Execute(
            "UPDATE verdict_models SET model = NULL WHERE profile = ?1 AND version <= ?2 AND model IS NOT NULL", profile, stored.Version - ModelsKept);
        return stored;
    });

    /// <summary>Stores an older version once more under the next number, so that it is the newest.</summary>
    /// <returns>Null where there is none of this number, or where only its figures are kept.</returns>
    internal VerdictVersion? UseAgain(string profile, int version)
    {
        var wanted = database.Read(session => session.First<(VerdictVersion Version, byte[] Model)?>(
            $"SELECT {Columns}, model FROM verdict_models WHERE profile = ?1 AND version = ?2 AND model IS NOT NULL", row => (Read(row), row.Bytes(11)), profile, version));
        return wanted is { } known ? Add(profile, known.Version, known.Model) : null;
    }

    private static VerdictVersion Read(Row row) => new()
    {
        Version = row.Number(0),
        Learner = row.Text(1),
        Basis = row.Text(2),
        Quality = new VerdictQuality
        {
            Verdicts = row.Number(3),
            Relevant = row.Number(4),
            Auc = row.RealOrNull(5),
            CriteriaAuc = row.RealOrNull(6),
            Brier = row.RealOrNull(7),
            BaseBrier = row.RealOrNull(8),
        },
        Milliseconds = row.Real(9),
        TrainedAt = row.Moment(10),
    };
}
