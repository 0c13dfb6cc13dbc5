namespace LocalDigest.Delivery;

/// <summary>How far a delivery is.</summary>
public enum DeliveryState
{
    Waiting,
    Delivered,

    /// <summary>It failed too often, or for a reason that stays; the problem says how. Asking for it again begins anew.</summary>
    GivenUp,
}
