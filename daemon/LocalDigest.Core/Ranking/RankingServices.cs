using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Ranking;

/// <summary>What the room gives to the host.</summary>
public static class RankingServices
{
    public static IServiceCollection AddRanking(this IServiceCollection services) => services.AddSingleton<Ranker>()
        .AddSingleton<PaperFinder>().AddSingleton<Previewer>().AddSingleton<SearchSources>().AddSingleton<PaperMap>().AddSingleton<PaperSpread>();
}
