namespace LocalDigest.Daemon.Hosting;

/// <summary>The words of the command line.</summary>
/// <param name="Settings">Configuration keys with values, as <c>--LocalDigest:A:B=value</c>.</param>
/// <param name="Restore">The backup to bring back, in place of starting.</param>
internal sealed record DaemonArguments(
    string? Data, string? Urls, string? Auth, bool Today, int? ParentPid, IReadOnlyList<string> Settings, string? Restore = null);
