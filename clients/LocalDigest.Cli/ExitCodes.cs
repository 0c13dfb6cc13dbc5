namespace LocalDigest.Cli;

/// <summary>How the program ends. Scripts rely on these numbers.</summary>
internal static class ExitCodes
{
    /// <summary>It was done.</summary>
    public const int Done = 0;

    /// <summary>The daemon refused, or what was asked for failed; a sentence says why.</summary>
    public const int Failed = 1;

    /// <summary>A word of the command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>There is no daemon, and none was to be started or could be.</summary>
    public const int NoDaemon = 3;

    /// <summary>Ctrl+C.</summary>
    public const int Interrupted = 130;
}

/// <summary>What was asked for cannot be done; the message is a sentence that says what to do.</summary>
internal sealed class CommandException(string message, int exitCode = ExitCodes.Failed) : Exception(message)
{
    public int ExitCode => exitCode;
}
