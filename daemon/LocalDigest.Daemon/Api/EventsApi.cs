using System.Text;
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
        await WriteAsync(context, job, subscription.Changes, ledger, json.Value);
    }

    private static async Task OfAllAsync(HttpContext context, JobEvents events, CallLedger ledger, IOptions<JsonOptions> json)
    {
        using var subscription = events.Listen();
        await WriteAsync(context, null, subscription.Changes, ledger, json.Value);
    }

    /// <param name="context">Takes the events.</param>
    /// <param name="only">The one run that is asked for, as it stands; null for all.</param>
    /// <param name="changes">What happens.</param>
    /// <param name="ledger">What runs cost.</param>
    /// <param name="json">How runs are written.</param>
    private static async Task WriteAsync(HttpContext context, Job? only, ChannelReader<Job> changes, CallLedger ledger, JsonOptions json)
    {
        context.Response.ContentType = MediaType;
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        // A daemon that stops does not wait for its listeners.
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        var ct = ends.Token;
        try
        {
            await context.Response.StartAsync(ct);
            await context.Response.Body.FlushAsync(ct);
            if (only is not null) await SendAsync(context, Event(only));
            if (only is { IsFinished: true }) return;
            while (true)
            {
                var more = changes.WaitToReadAsync(ct).AsTask();
                while (await Task.WhenAny(more, Task.Delay(Heartbeat, ct)) != more)
                {
                    ct.ThrowIfCancellationRequested();
                    await SendAsync(context, ":\n\n"u8.ToArray());
                }
                if (!await more) return;
                while (changes.TryRead(out var job))
                {
                    if (only is not null && job.Id != only.Id) continue;
                    await SendAsync(context, Event(job));
                    if (only is not null && job.IsFinished) return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The reader has gone, or took nothing for too long: the connection is of no use any more.
            context.Abort();
        }

        byte[] Event(Job job) => Encoding.UTF8.GetBytes($"event: run\ndata: {JsonSerializer.Serialize(RunResponse.Of(job, ledger), json.SerializerOptions)}\n\n");
    }

    private static async Task SendAsync(HttpContext context, byte[] bytes)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(Patience);
        await context.Response.Body.WriteAsync(bytes, patience.Token);
        await context.Response.Body.FlushAsync(patience.Token);
    }
}
