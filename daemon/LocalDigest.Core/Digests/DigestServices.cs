using LocalDigest.Preferences;
using LocalDigest.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Digests;

/// <summary>What the room gives to the host.</summary>
public static class DigestServices
{
    /// <param name="services">Where it is added.</param>
    /// <param name="styles">The folder with the user's own styles and words.</param>
    public static IServiceCollection AddDigests(this IServiceCollection services, string styles) => services
        .AddPaperRows<DigestTable>().AddSingleton<IShownPapers>(provider => provider.GetRequiredService<DigestTable>()).AddSingleton(new StyleCatalogue(styles)).AddSingleton<DigestSanitiser>()
        .AddSingleton(provider => new DigestRenderer(provider.GetRequiredService<StyleCatalogue>()));
}
