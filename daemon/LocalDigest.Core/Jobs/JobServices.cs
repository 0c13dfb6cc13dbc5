using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Jobs;

/// <summary>What the room gives to the host, which runs the jobs.</summary>
public static class JobServices
{
    public static IServiceCollection AddJobs(this IServiceCollection services) => services.AddSingleton<JobTable>();
}
