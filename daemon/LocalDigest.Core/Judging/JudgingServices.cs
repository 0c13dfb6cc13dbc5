using LocalDigest.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Judging;

/// <summary>What the room gives to the host.</summary>
public static class JudgingServices
{
    public static IServiceCollection AddJudging(this IServiceCollection services) => services.AddPaperRows<VerdictTable>().AddSingleton<Judge>();
}
