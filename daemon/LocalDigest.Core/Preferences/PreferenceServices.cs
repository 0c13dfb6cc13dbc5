using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Preferences;

/// <summary>What the room gives to the host, which gives it the learner.</summary>
public static class PreferenceServices
{
    public static IServiceCollection AddPreferences(this IServiceCollection services) =>
        services.AddSingleton<Statements>().AddSingleton<PreferenceTable>().AddSingleton<PreferenceTrainer>()
            .AddSingleton<PreferenceReasons>().AddSingleton<LearnedTerms>().AddSingleton<CrossedTermTable>()
            .AddSingleton<JudgeAndTaste>();
}
