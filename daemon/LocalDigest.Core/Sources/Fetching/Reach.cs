namespace LocalDigest.Sources;

/// <summary>Where a request may go.</summary>
public enum Reach
{
    /// <summary>Addresses that came out of content: the public internet only, whatever a name or a redirect says.</summary>
    Public,

    /// <summary>
    /// An address that the user configured, wherever it is. Its redirects to other hosts may only go to the public internet,
    /// or from one loopback address to another.
    /// </summary>
    Configured,
}
