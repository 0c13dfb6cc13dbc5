using System.Net;
using System.Net.Sockets;
using LocalDigest.Sources;
using LocalDigest.Tests.StandIns;
using static LocalDigest.Tests.Sources.Shorthand;

namespace LocalDigest.Tests.Sources;

/// <summary>What goes through the proxy of the user's environment, and what does not.</summary>
public sealed class ProxyTests
{
    [Theory]
    [InlineData("http://papers.example.org/feed", "93.184.215.14", true)]
    [InlineData("http://papers.example.org/feed", null, true)]
    [InlineData("http://papers.example.org/feed", "192.168.1.1", false)]
    [InlineData("http://192.168.1.1/feed", null, false)]
    [InlineData("http://[::1]/feed", null, false)]
    [InlineData("http://printer/feed", null, false)]
    public async Task A_feed_is_read_through_the_users_proxy_and_what_lies_inside_is_not_asked_of_it(
        string address, string? resolved, bool isRead)
    {
        await using var server = new StandIn(_ => Reply.Text("hello", "text/plain"));
        Task<IPAddress[]> Resolve(string host, CancellationToken ct) =>
            host == "127.0.0.1" ? Task.FromResult(new[] { IPAddress.Loopback })
            : resolved is null ? throw new SocketException((int)SocketError.HostNotFound)
            : Task.FromResult(new[] { IPAddress.Parse(resolved) });
        using var http = new BoundedHttp(null, TimeProvider.System, 1, Resolve, new WebProxy(Of(server).Address));
        var fetch = Of(server) with { Address = new Uri(address), Reach = Reach.Public };
        if (isRead)
        {
            using var answer = await http.GetAsync(fetch, Ct);
            Assert.Equal("hello", await answer.OpenText().ReadToEndAsync(Ct));
        }
        else
        {
            Assert.Equal(SourceFailure.Refused, (await Assert.ThrowsAsync<SourceException>(() => http.GetAsync(fetch, Ct))).Failure);
        }
        Assert.Equal(isRead ? 1 : 0, server.Requests.Count);
    }

    [Fact]
    public async Task The_own_machine_is_reached_without_a_proxy()
    {
        await using var server = new StandIn(_ => Reply.Text("hello", "text/plain"));
        await using var other = new StandIn(_ => Reply.Text("from the proxy", "text/plain"));
        using var http = new BoundedHttp(null, TimeProvider.System, 1, Dns.GetHostAddressesAsync, new WebProxy(Of(other).Address));
        using var answer = await http.GetAsync(Of(server), Ct);
        Assert.Equal("hello", await answer.OpenText().ReadToEndAsync(Ct));
        Assert.Empty(other.Requests);
    }

    private static Fetch Of(StandIn server, string path = "/x") => new(new Uri(server.Url + path), "Stand-in") { Reach = Reach.Configured };
}
