using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Delivery;

/// <summary>What the room gives to the host, which gives it the options of mail and webhooks, and figures.</summary>
public static class DeliveryServices
{
    public static IServiceCollection AddDelivery(this IServiceCollection services) => services.AddSingleton<DeliveryTable>().AddSingleton<Courier>();
}
