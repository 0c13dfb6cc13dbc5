using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Watching;

/// <summary>What the room gives to the host, which gives it its <see cref="WatchOptions"/>.</summary>
public static class WatchServices
{
    public static IServiceCollection AddWatching(this IServiceCollection services) =>
        services.AddSingleton<WatchTable>().AddSingleton<Watcher>().AddSingleton<WatchList>();
}
