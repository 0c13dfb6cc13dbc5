using System.Net;
using System.Net.Sockets;

namespace LocalDigest.Sources;

// Where requests may connect to.
public sealed partial class BoundedHttp
{
    /// <summary>
    /// Which connections a hop may use. Pooled connections are kept apart by it, so that none is reused where it would be refused.
    /// </summary>
    private enum Zone
    {
        Public,
        Loopback,
        ConfiguredLoopback,
        Configured,
        PublicByProxy,
    }

    /// <exception cref="ForbiddenAddressException">A proxy would be asked for what lies inside this computer or its network.</exception>
    private async Task<Zone> ZoneOfAsync(Uri address, Fetch fetch, CancellationToken ct)
    {
        var zone = ZoneOf(address, fetch);
        if (zone != Zone.Public || proxy.IsBypassed(address) || proxy.GetProxy(address) is null) return zone;
        // Whom the proxy connects to cannot be seen from here, so that the name is judged. Behind many proxies names of the public internet
        // cannot be looked up: those are left to the proxy. Names without a dot are of the own network.
        if (!await IsPublicAsync(address.IdnHost.Trim('[', ']'), ct)) throw new HttpRequestException("", new ForbiddenAddressException());
        return Zone.PublicByProxy;
    }

    private async Task<bool> IsPublicAsync(string host, CancellationToken ct)
    {
        if (IPAddress.TryParse(host, out var literal)) return PublicAddress.Is(literal);
        try
        {
            return (await resolve(host, ct)).All(PublicAddress.Is) && host.Contains('.');
        }
        catch (SocketException)
        {
            return host.Contains('.');
        }
    }

    private static Zone ZoneOf(Uri address, Fetch fetch)
    {
        if (fetch.Reach == Reach.Public) return Zone.Public;
        var origin = fetch.Address.GetLeftPart(UriPartial.Authority);
        if (address.GetLeftPart(UriPartial.Authority) == origin) return address.IsLoopback ? Zone.ConfiguredLoopback : Zone.Configured;
        return address.IsLoopback && fetch.Address.IsLoopback ? Zone.Loopback : Zone.Public;
    }

    private HttpMessageInvoker InvokerFor(Zone zone)
    {
        lock (invokersLock)
        {
            if (invokers.TryGetValue(zone, out var known)) return known;
            return invokers[zone] = new HttpMessageInvoker(new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.None,
                ConnectCallback = (context, ct) => ConnectAsync(zone, context.DnsEndPoint, ct),
                ConnectTimeout = TimeSpan.FromSeconds(20),
                MaxConnectionsPerServer = maxConnectionsPerServer,
                MaxResponseDrainSize = 64 << 10,
                MaxResponseHeadersLength = 64,
                PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
                UseCookies = false,
                // Behind a proxy the connected address is the proxy's, which proves nothing of where the request ends.
                UseProxy = zone is Zone.Configured or Zone.PublicByProxy,
                Proxy = proxy,
            });
        }
    }

    private async ValueTask<Stream> ConnectAsync(Zone zone, DnsEndPoint end, CancellationToken ct)
    {
        var addresses = await resolve(end.Host, ct);
        var allowed = zone switch
        {
            Zone.Public => [.. addresses.Where(PublicAddress.Is)],
            Zone.Loopback => [.. addresses.Where(IPAddress.IsLoopback)],
            _ => addresses,
        };
        if (allowed.Length == 0)
            throw addresses.Length == 0 ? new SocketException((int)SocketError.HostNotFound) : new ForbiddenAddressException();

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, end.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class ForbiddenAddressException : Exception;
}
