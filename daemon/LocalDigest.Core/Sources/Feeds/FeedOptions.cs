namespace LocalDigest.Sources;

/// <summary>How feeds are read. Bound from the configuration section <c>Feeds</c>.</summary>
public sealed class FeedOptions
{
    /// <summary>Whether feeds on this machine and in its network may be read too, such as those of a reader of one's own.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <inheritdoc cref="ArxivOptions.Contact"/>
    public string? Contact { get; set; }
}
