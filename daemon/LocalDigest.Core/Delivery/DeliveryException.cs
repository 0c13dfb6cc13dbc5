namespace LocalDigest.Delivery;

/// <summary>A delivery failed. The message is a sentence for the user and holds no secret.</summary>
/// <param name="message">Why, and what to do.</param>
/// <param name="isLasting">Trying again will not help until something is changed.</param>
/// <param name="inner">What caused it.</param>
public sealed class DeliveryException(string message, bool isLasting, Exception? inner = null) : Exception(message, inner)
{
    public bool IsLasting { get; } = isLasting;
}
