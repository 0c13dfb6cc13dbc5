using LocalDigest.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Expecting;

/// <summary>What the room gives to the host, which gives it the learner.</summary>
public static class ExpectingServices
{
    public static IServiceCollection AddExpecting(this IServiceCollection services) => services
        .AddSingleton<VerdictModelTable>().AddSingleton<VerdictTrainer>().AddPaperRows<FunnelTable>().AddSingleton<Funnel>();
}
