using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Access;

/// <summary>What the room gives to the host.</summary>
public static class AccessServices
{
    public static IServiceCollection AddAccess(this IServiceCollection services) =>
        services.AddSingleton<SessionTable>().AddSingleton<FeedTable>();
}
