using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Llm;

/// <summary>What the room gives to the host, which gives it its <see cref="LlmOptions"/>.</summary>
public static class LlmServices
{
    public static IServiceCollection AddLlm(this IServiceCollection services) =>
        services.AddSingleton<CallLedger>().AddSingleton<ChatModel>().AddSingleton<LocalServers>().AddSingleton<ModelCheck>();
}
