using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
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
            Headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            var body = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
            take(body);
            var answer = Answer?.Invoke(body);
            context.Response.StatusCode = Status;
            if (answer is not null) await context.Response.WriteAsync(answer, context.RequestAborted);
        });
        application.StartAsync().GetAwaiter().GetResult();
        Url = application.Urls.Single();
    }

    public string Url { get; }

    public int Status { get; set; } = 200;

    /// <summary>What it answers; null for nothing.</summary>
    public Func<JsonNode, string>? Answer { get; set; }

    /// <summary>Of the last request.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; private set; } = new Dictionary<string, string>();

    public async ValueTask DisposeAsync()
    {
        await application.StopAsync();
        await application.DisposeAsync();
    }
}
