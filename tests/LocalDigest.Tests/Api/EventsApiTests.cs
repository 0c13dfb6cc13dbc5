using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Tests.Api;

public sealed class EventsApiTests
{
    [Fact]
    public async Task A_reader_that_leaves_is_no_failure()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var requests = new Requests();
        using var subscription = daemon.Services.GetRequiredService<DiagnosticListener>()
            .Subscribe(requests, name => name is Requests.Failed or Requests.Ended);
        var stream = await daemon.Http.GetAsync(
            "/v1/events", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.True(stream.IsSuccessStatusCode);
        stream.Dispose();
        await requests.Ends.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal([Requests.Ended], requests.Seen);
    }

    /// <summary>What the server says of its requests.</summary>
    private sealed class Requests : IObserver<KeyValuePair<string, object?>>
    {
        public const string Failed = "Microsoft.AspNetCore.Hosting.UnhandledException";
        public const string Ended = "Microsoft.AspNetCore.Hosting.EndRequest";

        public List<string> Seen { get; } = [];

        public TaskCompletionSource Ends { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void OnNext(KeyValuePair<string, object?> value)
        {
            Seen.Add(value.Key);
            Ends.TrySetResult();
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
