using LocalDigest.Sources;
using LocalDigest.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Citations;

/// <summary>What the room gives to the host, which gives it its <see cref="SemanticScholarOptions"/>.</summary>
public static class CitationServices
{
    public static IServiceCollection AddCitations(this IServiceCollection services) =>
        services.AddPaperRows<CitationTable>().AddSingleton<SemanticScholar>().AddSingleton<IPaperSource, RecommendationSource>();
}
