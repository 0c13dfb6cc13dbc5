namespace LocalDigest.Client;

/// <summary>There is no daemon to ask, or it could not be started. The message is a sentence that says what to do.</summary>
public sealed class DaemonException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The daemon refused a request. The message is the daemon's own sentence.</summary>
public sealed class RefusedException : Exception
{
    /// <param name="status">The HTTP status.</param>
    /// <param name="problem">What the daemon said; null where it was not its form.</param>
    public RefusedException(int status, Problem? problem) : base(Sentence(status, problem))
    {
        Status = status;
        Problem = problem;
    }

    public int Status { get; }

    public Problem? Problem { get; }

    private static string Sentence(int status, Problem? problem)
    {
        if (problem?.Detail is not { Length: > 0 } detail) return $"The daemon answered with status {status} and did not say why.";
        var fields = (problem.Errors?.AsEnumerable() ?? []).Select(error => $"{error.Key}: {string.Join(' ', error.Value)}");
        var lines = (problem.Rejected ?? []).Take(10).Select(line => $"line {line.Line}: {line.Reason}");
        return string.Join('\n', (IEnumerable<string>)[detail, .. fields.Concat(lines).Select(fault => "  " + fault)]);
    }
}
