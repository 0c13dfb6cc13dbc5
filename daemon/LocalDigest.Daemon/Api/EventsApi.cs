using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using LocalDigest.Daemon.Hosting;
using LocalDigest.Jobs;
using LocalDigest.Llm;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace LocalDigest.Daemon.Api;

/// <summary>Runs as they change, as server-sent events.</summary>
internal static class EventsApi
{
    private const string MediaType = "text/event-stream";

    /// <summary>A comment is sent so often where nothing happens, so that both ends notice when the other is gone.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>A reader that takes nothing for so long is dropped; the server itself would wait for it for ever.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        var events = routes.MapGroup("/v1").WithTags("Runs");
        events.MapGet("/runs/{id}/events", OfRunAsync).WithName("runEvents")
            .WithSummary("One run as it changes.")
            .WithDescription(
                "Server-sent events named 'run', each with a RunResponse as its data: first the run as it stands, then each change. The " +
                "stream ends with the run. A comment comes every 15 seconds where nothing changes.")
            .Produces<RunResponse>(contentType: MediaType).Produces(404);
        events.MapGet("/events", OfAllAsync).WithName("events")
            .WithSummary("All runs as they change.")
            .WithDescription("Server-sent events named 'run', each with a RunResponse as its data. The stream does not end.")
            .Produces<RunResponse>(contentType: MediaType);
    }

    private static async Task OfRunAsync(string id, HttpContext context, JobTable jobs, JobEvents events, CallLedger ledger, IOptions<JsonOptions> json)
    {
        // Listening begins before the look at the table, so that no change falls between the two.
        using var subscription = events.Listen();
        if (jobs.Find(id) is not { } job)
        {
            await RunsApi.NoRun(id).ExecuteAsync(context);
            return;
        }
        await WriteAsync(context, Changes(job, subscription.Changes, CancellationToken.None), ledger, json.Value);
    }

    private static async Task OfAllAsync(HttpContext context, JobEvents events, CallLedger ledger, IOptions<JsonOptions> json)
    {
        using var subscription = events.Listen();
        await WriteAsync(context, subscription.Changes.ReadAllAsync(CancellationToken.None), ledger, json.Value);
    }

    private static async IAsyncEnumerable<Job> Changes(Job first, ChannelReader<Job> changes, [EnumeratorCancellation] CancellationToken ct)
    {
        yield return first;
        if (first.IsFinished) yield break;
        await foreach (var job in changes.ReadAllAsync(ct))
        {
            if (job.Id != first.Id) continue;
            yield return job;
            if (job.IsFinished) yield break;
        }
    }

    private static async Task WriteAsync(HttpContext context, IAsyncEnumerable<Job> jobs, CallLedger ledger, JsonOptions json)
    {
        context.Response.ContentType = MediaType;
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        // A daemon that stops does not wait for its listeners.
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        var ct = ends.Token;
        await using var enumerator = jobs.GetAsyncEnumerator(ct);
        Task<bool>? next = null;
        try
        {
            await context.Response.StartAsync(ct);
            await context.Response.Body.FlushAsync(ct);
            next = enumerator.MoveNextAsync().AsTask();
            while (true)
            {
                if (await Task.WhenAny(next, Task.Delay(Heartbeat, ct)) != next)
                {
                    ct.ThrowIfCancellationRequested();
                    await SendAsync(context, ":\n\n"u8.ToArray());
                    continue;
                }
                if (!await next) return;
                var data = JsonSerializer.Serialize(RunResponse.Of(enumerator.Current, ledger), json.SerializerOptions);
                await SendAsync(context, System.Text.Encoding.UTF8.GetBytes($"event: run\ndata: {data}\n\n"));
                next = enumerator.MoveNextAsync().AsTask();
            }
        }
        catch (OperationCanceledException)
        {
            // The reader has gone, or took nothing for too long: the connection is of no use any more.
            context.Abort();
        }
        finally
        {
            // An enumerator is disposed of once its last step has ended, and not before.
            await ends.CancelAsync();
            if (next is not null) await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task SendAsync(HttpContext context, byte[] bytes)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(Patience);
        await context.Response.Body.WriteAsync(bytes, patience.Token);
        await context.Response.Body.FlushAsync(patience.Token);
    }
}
