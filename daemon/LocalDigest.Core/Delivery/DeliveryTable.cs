using System.Text.Json;
using LocalDigest.Profiles;
using LocalDigest.Storage;

namespace LocalDigest.Delivery;

public enum DeliveryState
{
    Waiting,
    Delivered,

    /// <summary>It failed too often; the problem says how. Asking for it again begins anew.</summary>
    GivenUp,
}

/// <summary>One digest on its way to one place.</summary>
/// <param name="Problem">What went wrong the last time, as a sentence.</param>
public sealed record DeliveryEntry(string Digest, DeliveryTarget Target, DeliveryState State, int Attempts, DateTimeOffset NextAt, string? Problem, DateTimeOffset? DeliveredAt);

/// <summary>The deliveries on disk.</summary>
public sealed class DeliveryTable(Database database, TimeProvider clock)
{
    private const string Columns = "digest, target, state, attempts, next_at, problem, delivered_at";

    public IReadOnlyList<DeliveryEntry> Of(string digest) =>
        database.Read(session => session.Query($"SELECT {Columns} FROM deliveries WHERE digest = ?1 ORDER BY target", Read, digest));

    /// <summary>Those that wait and whose time has come.</summary>
    public IReadOnlyList<DeliveryEntry> Due() => database.Read(session => session.Query(
        $"SELECT {Columns} FROM deliveries WHERE state = 'Waiting' AND next_at <= ?1 ORDER BY next_at LIMIT 100", Read, clock.GetUtcNow()));

    /// <summary>Sends a digest on its way, in the transaction that keeps it. What was delivered already goes again only where it is to be kept up to date.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="digest">The digest.</param>
    /// <param name="targets">Where it goes.</param>
    /// <param name="again">Begin anew with those that were delivered or given up, too.</param>
    internal void Add(Session session, string digest, IReadOnlyList<DeliveryTarget> targets, bool again = false)
    {
        foreach (var target in targets)
        {
            session.Execute(
                """
                INSERT INTO deliveries (digest, target, state, attempts, next_at) VALUES (?1, ?2, 'Waiting', 0, ?3)
                ON CONFLICT (digest, target) DO UPDATE SET state = 'Waiting', attempts = 0, next_at = excluded.next_at, problem = NULL WHERE ?4
                """,
                digest, JsonSerializer.Serialize(target), clock.GetUtcNow(), again || target.Kind == "folder");
        }
    }

    /// <inheritdoc cref="Add(Session, string, IReadOnlyList{DeliveryTarget}, bool)"/>
    public void Add(string digest, IReadOnlyList<DeliveryTarget> targets, bool again) => database.Write(session => Add(session, digest, targets, again));

    internal void Delivered(DeliveryEntry entry) => Settle(entry, DeliveryState.Delivered, entry.NextAt, null, clock.GetUtcNow());

    internal void Failed(DeliveryEntry entry, string problem, DateTimeOffset? nextAt) =>
        Settle(entry, nextAt is null ? DeliveryState.GivenUp : DeliveryState.Waiting, nextAt ?? entry.NextAt, problem, null);

    private void Settle(DeliveryEntry entry, DeliveryState state, DateTimeOffset nextAt, string? problem, DateTimeOffset? deliveredAt) => database.Write(session => session.Execute(
        "UPDATE deliveries SET state = ?3, attempts = attempts + 1, next_at = ?4, problem = ?5, delivered_at = coalesce(?6, delivered_at) WHERE digest = ?1 AND target = ?2",
        entry.Digest, JsonSerializer.Serialize(entry.Target), state, nextAt, problem, deliveredAt));

    private static DeliveryEntry Read(Row row) => new(
        row.Text(0), JsonSerializer.Deserialize<DeliveryTarget>(row.Text(1))!, row.Name<DeliveryState>(2), row.Number(3), row.Moment(4), row.TextOrNull(5), row.MomentOrNull(6));
}
