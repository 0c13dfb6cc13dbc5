using LocalDigest.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Feedback;

/// <summary>What the room gives to the host.</summary>
public static class FeedbackServices
{
    public static IServiceCollection AddFeedback(this IServiceCollection services) =>
        services.AddPaperRows<FeedbackTable>().AddPaperRows<SignalTable>().AddPaperRows<LibraryTable>().AddPaperRows<MarkTable>()
            .AddSingleton<Annotations>().AddSingleton<LookTable>();
}
