using System.Text.Json;
using LocalDigest.Profiles;
using LocalDigest.Storage;

namespace LocalDigest.Delivery;

/// <summary>The deliveries on disk.</summary>
public sealed class DeliveryTable(Database database, TimeProvider clock)
{
    private const string Columns = "digest, target, state, attempts, next_at, problem, delivered_at";

    public IReadOnlyList<DeliveryEntry> Of(string digest) =>
        database.Read(session => session.Query($"SELECT {Columns} FROM deliveries WHERE digest = ?1 ORDER BY target", Read, digest));

    /// <summary>Those that wait and whose time has come.</summary>
    /// <param name="longest">The longest wait that is ever noted: where one lies further ahead, the clock was set back since.</param>
    public IReadOnlyList<DeliveryEntry> Due(TimeSpan longest) => database.Read(session => session.Query(
        $"""
        SELECT {Columns} FROM deliveries WHERE state = 'Waiting' AND (next_at <= ?1 OR next_at > ?2) ORDER BY next_at LIMIT 100
        """,
        Read, clock.GetUtcNow(), clock.GetUtcNow() + longest));

    /// <summary>
    /// Sends a digest on its way, in the transaction that keeps it. What was delivered already goes again only where it is to be kept up to
    /// date.
    /// </summary>
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

    /// <summary>
    /// Notes an attempt before it is made, so that one whose outcome cannot be noted (a full disk, a crash) is not repeated at once.
    /// </summary>
    /// <param name="entry">As <see cref="Due"/> gave it.</param>
    /// <param name="nextAt">When it is tried again where nothing is heard of this attempt.</param>
    /// <returns>Whether the attempt may be made; false where somebody else has made it meanwhile.</returns>
    internal bool Begin(DeliveryEntry entry, DateTimeOffset nextAt) => database.Write(session => session.Execute(
        """
        UPDATE deliveries SET attempts = attempts + 1, next_at = ?4
        WHERE digest = ?1 AND target = ?2 AND state = 'Waiting' AND attempts = ?3
        """,
        entry.Digest, entry.Key, entry.Attempts, nextAt)) > 0;

    internal void Delivered(DeliveryEntry entry) => Settle(entry, DeliveryState.Delivered, null, clock.GetUtcNow());

    /// <summary>Notes a failure. What waits on is tried at the time that <see cref="Begin"/> was told.</summary>
    internal void Failed(DeliveryEntry entry, string problem, bool isLast) =>
        Settle(entry, isLast ? DeliveryState.GivenUp : DeliveryState.Waiting, problem, null);

    private void Settle(DeliveryEntry entry, DeliveryState state, string? problem, DateTimeOffset? deliveredAt) =>
        database.Write(session => session.Execute(
            "UPDATE deliveries SET state = ?3, problem = ?4, delivered_at = coalesce(?5, delivered_at) WHERE digest = ?1 AND target = ?2",
            entry.Digest, entry.Key, state, problem, deliveredAt));

    private static DeliveryEntry Read(Row row)
    {
        var key = row.Text(1);
        return new(row.Text(0), Target(key), row.Name<DeliveryState>(2), row.Number(3), row.Moment(4), row.TextOrNull(5), row.MomentOrNull(6))
        {
            Key = key,
        };
    }

    /// <summary>
    /// A target that cannot be read is of no kind, so that it is refused like any other that cannot be, and no other delivery waits for it.
    /// </summary>
    private static DeliveryTarget Target(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<DeliveryTarget>(text) ?? Unreadable;
        }
        catch (JsonException)
        {
            return Unreadable;
        }
    }

    private static readonly DeliveryTarget Unreadable = new() { Kind = "" };
}
