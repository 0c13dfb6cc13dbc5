using System.Net;
using System.Net.Sockets;

namespace LocalDigest.Sources;

/// <summary>
/// Tells addresses of the public internet from all others: the special-purpose registries of IANA (RFC 6890 and its updates)
/// for IPv4, and for IPv6 only 2000::/3 without the ranges that carry an IPv4 address or are not routed.
/// </summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(text => IPNetwork.Parse(text)),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (Translated.Contains(address)) address = new IPAddress(address.GetAddressBytes()[12..]);
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && !GlobalUnicast.Contains(address)) return false;
        return !NotPublic.Any(network => network.Contains(address));
    }
}
