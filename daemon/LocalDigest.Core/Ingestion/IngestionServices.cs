using LocalDigest.Sources;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Ingestion;

/// <summary>What the room gives to the host.</summary>
public static class IngestionServices
{
    public static IServiceCollection AddIngestion(this IServiceCollection services) => services
        .AddSingleton<ISourceMemory, SourceMemoryTable>().AddSingleton<PaperTable>().AddSingleton<PaperSearch>().AddSingleton<Ingestor>().AddSingleton<Harvester>();
}
