namespace LocalDigest.Daemon.Hosting;

/// <summary>What other programs read to find the daemon.</summary>
internal sealed record DaemonRecord(int Pid, string Url, string Token, string Version, DateTimeOffset StartedAt);
