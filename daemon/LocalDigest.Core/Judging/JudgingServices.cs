using LocalDigest.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Judging;

/// <summary>What the room gives to the host.</summary>
public static class JudgingServices
{
    /// <param name="services">Receives it.</param>
    /// <param name="prompts">The folder with the user's own prompts.</param>
    public static IServiceCollection AddJudging(this IServiceCollection services, string prompts) =>
        services.AddPaperRows<VerdictTable>().AddSingleton(new PromptCatalogue(prompts)).AddSingleton<JudgeHistory>().AddSingleton<Judge>()
            .AddSingleton<TitleScreen>();
}
