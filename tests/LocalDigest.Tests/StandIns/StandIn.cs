using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LocalDigest.Tests.StandIns;

/// <summary>A request as a stand-in got it.</summary>
internal sealed record Asked(string Path, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Headers, string Connection, DateTimeOffset Began)
{
    /// <summary>When the last of the answer was handed to the network, or writing it ended otherwise.</summary>
    public DateTimeOffset? Ended { get; set; }
}

/// <summary>What a stand-in answers.</summary>
internal sealed record Reply(int Status, byte[] Body, string? ContentType = null)
{
    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>Writes the body itself: slowly, wrongly, without end.</summary>
    public Func<HttpContext, Task>? Write { get; init; }

    public static Reply Text(string body, string contentType = "application/xml", int status = 200) => new(status, Encoding.UTF8.GetBytes(body), contentType);

    public static Reply Json(string body, int status = 200) => Text(body, "application/json", status);

    public static Reply Nothing(int status, params (string Name, string Value)[] headers) =>
        new(status, []) { Headers = headers.ToDictionary(header => header.Name, header => header.Value) };

    public static Reply Written(Func<HttpContext, Task> write, params (string Name, string Value)[] headers) =>
        new(200, [], "application/xml") { Write = write, Headers = headers.ToDictionary(header => header.Name, header => header.Value) };
}

/// <summary>A small web server on a free port of the loopback interface that records what it is asked.</summary>
internal sealed class StandIn : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly ConcurrentQueue<Asked> requests = new();
    private int open;
    private int mostOpen;

    /// <param name="answer">What to answer; null for 404.</param>
    /// <param name="time">The clock of the recorded times; the tests' own where none is given.</param>
    public StandIn(Func<Asked, Reply?> answer, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Use(next => async connection =>
            {
                var now = Interlocked.Increment(ref open);
                for (var most = mostOpen; now > most; most = mostOpen) Interlocked.CompareExchange(ref mostOpen, now, most);
                try
                {
                    await next(connection);
                }
                finally
                {
                    Interlocked.Decrement(ref open);
                }
            }));
        });
        application = builder.Build();
        application.Run(async context =>
        {
            var asked = new Asked(
                context.Request.Path.Value ?? "/",
                context.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()),
                context.Request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                context.Connection.Id,
                time.GetUtcNow());
            requests.Enqueue(asked);
            try
            {
                // Before the last byte and not behind it: the other side may have it, and have moved the tests' clock, before this side goes on.
                await SendAsync(context, answer(asked) ?? Reply.Nothing(404), () => asked.Ended = time.GetUtcNow());
            }
            finally
            {
                asked.Ended ??= time.GetUtcNow();
            }
        });
        application.StartAsync().GetAwaiter().GetResult();
        Url = application.Urls.Single();
    }

    /// <summary><c>http://127.0.0.1:PORT</c></summary>
    public string Url { get; }

    public IReadOnlyList<Asked> Requests => [.. requests];

    public int OpenConnections => open;

    /// <summary>The most connections that were open at one time.</summary>
    public int MostConnections => mostOpen;

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await application.StopAsync(soon.Token);
        await application.DisposeAsync();
    }

    private static async Task SendAsync(HttpContext context, Reply reply, Action ending)
    {
        context.Response.StatusCode = reply.Status;
        if (reply.ContentType is not null) context.Response.ContentType = reply.ContentType;
        foreach (var (name, value) in reply.Headers) context.Response.Headers[name] = value;
        if (reply.Write is { } write)
        {
            try
            {
                await write(context);
            }
            // The other side left in the middle, as it should of an answer without end.
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
            }
            return;
        }
        ending();
        if (reply.Status is 304 or 204) return;
        context.Response.ContentLength ??= reply.Body.Length;
        await context.Response.Body.WriteAsync(reply.Body);
    }
}
