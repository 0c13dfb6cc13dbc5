using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Sources;

/// <summary>What the room gives to the host. The host gives it the options of each source, and an <see cref="ISourceMemory"/>.</summary>
public static class SourceServices
{
    public static IServiceCollection AddSources(this IServiceCollection services)
    {
        services.AddSingleton<ArxivClient>().AddSingleton<ZoteroSource>()
            .AddSingleton<IPaperSource, ArxivSource>().AddSingleton<IPaperSource, HuggingFaceSource>()
            .AddSingleton<IPaperSource, FeedSource>().AddSingleton<IPaperSource, SampleSource>()
            .AddSingleton<IPaperSource, OpenReviewSource>();
        foreach (var server in (string[])["biorxiv", "medrxiv"])
        {
            services.AddSingleton<IPaperSource>(provider => ActivatorUtilities.CreateInstance<BiorxivSource>(provider, server));
        }
        return services;
    }
}
