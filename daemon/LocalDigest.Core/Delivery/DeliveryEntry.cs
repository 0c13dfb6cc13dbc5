using LocalDigest.Profiles;

namespace LocalDigest.Delivery;

/// <summary>One digest on its way to one place.</summary>
/// <param name="Digest">The digest's id.</param>
/// <param name="Target">Where it goes.</param>
/// <param name="State">How far it is.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="NextAt">Not before.</param>
/// <param name="Problem">What went wrong the last time, as a sentence.</param>
/// <param name="DeliveredAt">When it arrived.</param>
public sealed record DeliveryEntry(
    string Digest, DeliveryTarget Target, DeliveryState State, int Attempts, DateTimeOffset NextAt, string? Problem,
    DateTimeOffset? DeliveredAt)
{
    /// <summary>The target as it stands on disk, which is its row's key: written anew it may look otherwise.</summary>
    public required string Key { get; init; }
}
