namespace LocalDigest.Daemon.Hosting;

/// <summary>Where the daemon listens, once it does.</summary>
internal sealed class DaemonAddress
{
    private readonly TaskCompletionSource<string> known = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<string> Known => known.Task;

    public void Set(string url) => known.TrySetResult(url);
}
