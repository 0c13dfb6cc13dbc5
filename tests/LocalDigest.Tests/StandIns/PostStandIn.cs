using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace LocalDigest.Tests.StandIns;

/// <summary>Something on loopback that takes JSON by POST.</summary>
internal sealed class PostStandIn : IAsyncDisposable
{
    private readonly WebApplication application;

    public PostStandIn(Action<JsonNode> take)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        application = builder.Build();
        application.Run(async context =>
        {
            take((await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!);
            context.Response.StatusCode = Status;
        });
        application.StartAsync().GetAwaiter().GetResult();
        Url = application.Urls.Single();
    }

    public string Url { get; }

    public int Status { get; set; } = 200;

    public async ValueTask DisposeAsync()
    {
        await application.StopAsync();
        await application.DisposeAsync();
    }
}
