using System.Collections.Concurrent;
using LocalDigest.Daemon.Hosting;
using LocalDigest.Tests.StandIns;
using Microsoft.Extensions.Logging;

namespace LocalDigest.Tests.Faults;

/// <summary>One fault ends no service of the daemon.</summary>
public sealed class RepeatedServiceTests
{
    [Fact]
    public async Task A_fault_ends_its_round_and_is_logged_once_for_as_long_as_it_lasts()
    {
        var log = new KeptLog();
        Exception?[] rounds =
        [
            null, new FormatException("a"), new FormatException("a"), new IOException("b"), null, new FormatException("a"),
            new OperationCanceledException("not asked for"), null,
        ];
        using var service = new Rounds(rounds, log);
        await service.StartAsync(TestContext.Current.CancellationToken);
        await service.Done.WaitAsync(TestContext.Current.CancellationToken);
        await service.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal([rounds[1]!, rounds[3]!, rounds[5]!, rounds[6]!], log.Faults);
        Assert.True(service.ExecuteTask!.IsCompleted);
        Assert.False(service.ExecuteTask.IsFaulted);
    }

    private static DaemonAddress Known()
    {
        var address = new DaemonAddress();
        address.Set("http://127.0.0.1:1");
        return address;
    }

    private sealed class Rounds(Exception?[] rounds, ILogger logger)
        : RepeatedService(Known(), new SkippingTime(DateTimeOffset.UnixEpoch), logger)
    {
        private readonly TaskCompletionSource done = new();
        private int round;

        public Task Done => done.Task;

        protected override async Task RoundAsync(CancellationToken ct)
        {
            if (round == rounds.Length)
            {
                done.TrySetResult();
                await Task.Delay(Timeout.Infinite, ct);
            }
            if (rounds[round++] is { } fault) throw fault;
        }
    }

    private sealed class KeptLog : ILogger
    {
        private readonly ConcurrentQueue<Exception> faults = new();

        public IReadOnlyList<Exception> Faults => [.. faults];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Assert.Equal(LogLevel.Error, logLevel);
            faults.Enqueue(exception!);
        }
    }
}
