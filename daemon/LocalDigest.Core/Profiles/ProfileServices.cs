using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Profiles;

/// <summary>What the room gives to the host.</summary>
public static class ProfileServices
{
    public static IServiceCollection AddProfiles(this IServiceCollection services) =>
        services.AddSingleton<ProfileTable>().AddSingleton<SearchTable>();
}
