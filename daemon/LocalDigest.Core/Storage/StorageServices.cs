using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Storage;

/// <summary>What the room gives to the host.</summary>
public static class StorageServices
{
    /// <param name="services">Where it is added.</param>
    /// <param name="folder">The data directory; the database is opened when it is first asked for.</param>
    public static IServiceCollection AddStorage(this IServiceCollection services, string folder) =>
        services
            .AddSingleton(provider => Database.Open(folder, provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<RowHashes>().AddSingleton<DailyBackups>();

    /// <summary>Adds a table class with rows of papers, so that it is asked to move them when two papers become one.</summary>
    internal static IServiceCollection AddPaperRows<T>(this IServiceCollection services) where T : class, IPaperRows =>
        services.AddSingleton<T>().AddSingleton<IPaperRows>(provider => provider.GetRequiredService<T>());
}
