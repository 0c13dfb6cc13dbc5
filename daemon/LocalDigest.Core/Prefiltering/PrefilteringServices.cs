using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Prefiltering;

/// <summary>What the room gives to the host, which gives it the shipped embedding and, where the user has chosen one, another model.</summary>
public static class PrefilteringServices
{
    public static IServiceCollection AddPrefiltering(this IServiceCollection services) => services
        .AddSingleton<VectorTable>().AddSingleton<PaperIndexFile>().AddSingleton<PaperIndex>().AddSingleton<Embeddings>().AddSingleton<PaperMeanings>().AddSingleton<Prefilter>().AddSingleton<PaperDescriptions>();
}
