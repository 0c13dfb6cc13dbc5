using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using LocalDigest.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LocalDigest.Tests.StandIns;

/// <summary>An embeddings server on loopback that speaks OpenAI's protocol and counts how often it was asked for each text.</summary>
internal sealed class FakeEmbeddings : IAsyncDisposable
{
    public const int Dimensions = 96, BatchSize = 8;

    private readonly WebApplication application;
    private readonly HashedEmbedding embedding = new("of the other side", Dimensions);
    private readonly ConcurrentDictionary<string, int> asked = new(StringComparer.Ordinal);

    public FakeEmbeddings()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        application = builder.Build();
        application.MapPost("/v1/embeddings", HandleAsync);
        application.StartAsync().GetAwaiter().GetResult();
        BaseUrl = application.Urls.Single() + "/v1";
    }

    public string BaseUrl { get; }

    /// <summary>The status of every answer; 200 for one that helps.</summary>
    public int Status { get; set; } = 200;

    /// <summary>No request is answered before this is.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>After so many batches every request fails.</summary>
    public int FailsAfter { get; set; } = int.MaxValue;

    /// <summary>How often each text was embedded.</summary>
    public IReadOnlyDictionary<string, int> Asked => asked;

    /// <summary>Settings that lead here.</summary>
    public string[] Settings(string model = "fake-embed") =>
    [
        $"--LocalDigest:Embedding:BaseUrl={BaseUrl}", $"--LocalDigest:Embedding:Model={model}", "--LocalDigest:Embedding:ApiKey=sk-canary-0123456789",
        $"--LocalDigest:Embedding:Dimensions={Dimensions}", $"--LocalDigest:Embedding:BatchSize={BatchSize}",
    ];

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await application.StopAsync(soon.Token);
        await application.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var body = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
        await Gate.WaitAsync(context.RequestAborted);
        if (Status != 200 || FailsAfter-- <= 0)
        {
            context.Response.StatusCode = Status == 200 ? 400 : Status;
            await context.Response.WriteAsync("""{"error":{"message":"out of order"}}""", context.RequestAborted);
            return;
        }
        var data = new JsonArray();
        foreach (var (index, text) in body["input"]!.AsArray().Select(item => item!.GetValue<string>()).Index())
        {
            asked.AddOrUpdate(text, 1, (_, times) => times + 1);
            var vector = new float[Dimensions];
            embedding.Embed(text, vector);
            data.Add((JsonNode)new JsonObject { ["index"] = index, ["embedding"] = new JsonArray([.. vector.Select(number => (JsonNode)JsonValue.Create(number))]) });
        }
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(new JsonObject { ["data"] = data, ["usage"] = new JsonObject { ["prompt_tokens"] = 3 } }.ToJsonString(), context.RequestAborted);
    }
}
