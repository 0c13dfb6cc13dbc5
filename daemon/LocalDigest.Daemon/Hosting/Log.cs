namespace LocalDigest.Daemon.Hosting;

/// <summary>What the daemon says on its console. Never a token, a key, or the text of a paper.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "LocalDigest {Version} is listening on {Url}; data in {Folder}")]
    public static partial void Listening(ILogger logger, string version, string url, string folder);

    [LoggerMessage(3, LogLevel.Information, "Run {Job} ({Kind}) {State}")]
    public static partial void JobEnded(ILogger logger, string job, string kind, string state);

    [LoggerMessage(4, LogLevel.Error, "Run {Job} ({Kind}) failed")]
    public static partial void JobFailed(ILogger logger, Exception error, string job, string kind);

    [LoggerMessage(5, LogLevel.Information, "Interrupted runs go on: {Count}")]
    public static partial void JobsResumed(ILogger logger, int count);

    [LoggerMessage(6, LogLevel.Information, "The process {Parent} that started this daemon has ended; stopping")]
    public static partial void ParentEnded(ILogger logger, int parent);

    [LoggerMessage(7, LogLevel.Error, "A round failed; the next ones go on")]
    public static partial void RoundFailed(ILogger logger, Exception error);

    [LoggerMessage(8, LogLevel.Error, "The delivery of {Digest} to its {Kind} failed")]
    public static partial void DeliveryBroke(ILogger logger, Exception error, string digest, string kind);

    [LoggerMessage(9, LogLevel.Warning, "The digest {Digest} did not reach its {Kind}: {Problem}")]
    public static partial void DeliveryFailed(ILogger logger, string digest, string kind, string problem);

    [LoggerMessage(10, LogLevel.Warning, "The chosen embedding model failed; the shipped embedding serves meanwhile: {Problem}")]
    public static partial void EmbeddingFailed(ILogger logger, string problem);

    [LoggerMessage(16, LogLevel.Information, "Learned from {Verdicts} verdicts of the profile {Profile}: version {Version}")]
    public static partial void VerdictsLearned(ILogger logger, string profile, int verdicts, int version);

    [LoggerMessage(17, LogLevel.Warning, "A place for digests cannot be used: {Problem}")]
    public static partial void DeliveryUnusable(ILogger logger, string problem);

    [LoggerMessage(12, LogLevel.Error, "{Loss}")]
    public static partial void Loss(ILogger logger, string loss);

    [LoggerMessage(18, LogLevel.Information, "Today's backup is {Name}")]
    public static partial void BackupMade(ILogger logger, string name);

    [LoggerMessage(13, LogLevel.Critical, "{Problem}")]
    public static partial void Damaged(ILogger logger, string problem);
}
