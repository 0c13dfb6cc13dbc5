using LocalDigest.Storage;

namespace LocalDigest.Preferences;

/// <summary>One training of a profile's preference model.</summary>
public sealed record PreferenceVersion
{
    /// <summary>From 1; 0 before it is stored.</summary>
    public int Version { get; init; }

    /// <summary>Lists are ranked with it.</summary>
    public required bool IsUsed { get; init; }

    /// <summary>Whose model it is: <see cref="Models.IPreferenceLearner.Name"/>.</summary>
    public required string Learner { get; init; }

    /// <summary>What it can be used with: the profile's revision and the form of the papers' description.</summary>
    public required string Basis { get; init; }

    /// <summary>What it was trained with, as JSON.</summary>
    public required string Settings { get; init; }

    /// <summary>Why it is used or not, as a sentence.</summary>
    public required string Note { get; init; }

    public required int Likes { get; init; }

    public required int Dislikes { get; init; }

    /// <summary>How many of the likes and dislikes are thumbs.</summary>
    public required int Thumbs { get; init; }

    /// <summary>The chance that a liked paper is put before a disliked one, on held-out statements; null where there are not both.</summary>
    public double? Auc { get; init; }

    /// <summary>The same for the criteria alone.</summary>
    public double? CriteriaAuc { get; init; }

    /// <summary>On held-out statements, in nats.</summary>
    public double? LogLoss { get; init; }

    /// <summary>How long the training took.</summary>
    public required double Milliseconds { get; init; }

    /// <summary>The model itself is still there, and not only its figures.</summary>
    public bool IsWhole { get; init; } = true;

    public DateTimeOffset TrainedAt { get; init; }
}

/// <summary>The versions of preference models on disk. A version and whether it is used are written in one transaction.</summary>
public sealed class PreferenceTable(Database database, TimeProvider clock)
{
    /// <summary>Of older versions only the figures are kept.</summary>
    public const int ModelsKept = 20;

    private const string Columns =
        "version, is_used, learner, basis, settings, note, likes, dislikes, thumbs, auc, criteria_auc, log_loss, milliseconds, model IS NOT NULL, trained_at";

    /// <summary>All versions of a profile, newest first.</summary>
    public IReadOnlyList<PreferenceVersion> All(string profile) => database.Read(session => session.Query(
        $"SELECT {Columns} FROM preference_models WHERE profile = ?1 ORDER BY version DESC", Read, profile));

    /// <summary>The version that lists are ranked with, with its model; null where there is none.</summary>
    public (PreferenceVersion Version, byte[] Model)? Used(string profile) => database.Read(session => session.First<(PreferenceVersion, byte[])?>(
        $"SELECT {Columns}, model FROM preference_models WHERE profile = ?1 AND is_used = 1", row => (Read(row), row.Bytes(15)), profile));

    /// <summary>Stores a version under the next number; where it is used, the one before is used no more.</summary>
    internal PreferenceVersion Add(string profile, PreferenceVersion version, byte[] model) => database.Write(session =>
    {
        var stored = version with
        {
            Version = session.First("SELECT coalesce(max(version), 0) + 1 FROM preference_models WHERE profile = ?1", row => row.Number(0), profile),
            TrainedAt = clock.GetUtcNow(),
        };
        if (stored.IsUsed) session.Execute("UPDATE preference_models SET is_used = 0 WHERE profile = ?1 AND is_used = 1", profile);
        session.Execute(
            """
            INSERT INTO preference_models (profile, version, is_used, learner, basis, settings, note, likes, dislikes, thumbs, auc, criteria_auc, log_loss, milliseconds, model, trained_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
            """,
            profile, stored.Version, stored.IsUsed, stored.Learner, stored.Basis, stored.Settings, stored.Note, stored.Likes, stored.Dislikes, stored.Thumbs,
            stored.Auc, stored.CriteriaAuc, stored.LogLoss, stored.Milliseconds, model, stored.TrainedAt);
        session.Execute(
            "UPDATE preference_models SET model = NULL WHERE profile = ?1 AND version <= ?2 AND is_used = 0 AND model IS NOT NULL",
            profile, stored.Version - ModelsKept);
        return stored;
    });

    /// <summary>Ranks with another version from now on.</summary>
    /// <returns>The version; null where there is none of this number that is whole.</returns>
    internal PreferenceVersion? Use(string profile, int version, string note) => database.Write(session =>
    {
        var isThere = session.First("SELECT 1 FROM preference_models WHERE profile = ?1 AND version = ?2 AND model IS NOT NULL", row => row.Number(0), profile, version) == 1;
        if (!isThere) return null;
        session.Execute("UPDATE preference_models SET is_used = 0 WHERE profile = ?1 AND is_used = 1", profile);
        session.Execute("UPDATE preference_models SET is_used = 1, note = ?3 WHERE profile = ?1 AND version = ?2", profile, version, note);
        return session.First($"SELECT {Columns} FROM preference_models WHERE profile = ?1 AND version = ?2", Read, profile, version);
    });

    private static PreferenceVersion Read(Row row) => new()
    {
        Version = row.Number(0),
        IsUsed = row.Flag(1),
        Learner = row.Text(2),
        Basis = row.Text(3),
        Settings = row.Text(4),
        Note = row.Text(5),
        Likes = row.Number(6),
        Dislikes = row.Number(7),
        Thumbs = row.Number(8),
        Auc = row.RealOrNull(9),
        CriteriaAuc = row.RealOrNull(10),
        LogLoss = row.RealOrNull(11),
        Milliseconds = row.Real(12),
        IsWhole = row.Flag(13),
        TrainedAt = row.Moment(14),
    };
}
