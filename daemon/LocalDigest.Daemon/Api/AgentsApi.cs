using System.Reflection;
using LocalDigest.Client;
using LocalDigest.Daemon.Hosting;
using LocalDigest.Mcp;
using ModelContextProtocol.Server;

namespace LocalDigest.Daemon.Api;

/// <summary>
/// The Model Context Protocol by streamable HTTP, with what <c>localdigest mcp</c> gives: its tools are a client of this daemon's own
/// surface, so that both ways say and refuse the same. No session is kept: each request stands alone.
/// </summary>
internal static class AgentsApi
{
    private const string Path = "/mcp";

    public static void AddAgents(this IServiceCollection services)
    {
        services.AddSingleton(provider => new LocalDigestClient(async ct => new Client.DaemonRecord(
            Environment.ProcessId, await provider.GetRequiredService<DaemonAddress>().Known.WaitAsync(ct),
            provider.GetRequiredService<AccessToken>().Value, Version, provider.GetRequiredService<TimeProvider>().GetUtcNow())));
        services.AddOptions<McpServerOptions>().Configure<LocalDigestClient>((options, client) =>
            AgentSurface.Fill(options, client, Version));
        services.AddMcpServer().WithHttpTransport(transport => transport.Stateless = true);
    }

    public static void MapAgents(this IEndpointRouteBuilder routes) => routes.MapMcp(Path).ExcludeFromDescription();

    private static string Version { get; } =
        typeof(AgentsApi).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
