namespace LocalDigest.Client;

/// <summary>The data directory, where a daemon says by <c>daemon.json</c> that it is there.</summary>
public static class DataFolder
{
    /// <summary>
    /// The directory that a daemon would use: the one named, <c>LOCALDIGEST_DATA</c>, or the platform's (XDG data home on Linux).
    /// </summary>
    /// <param name="named">A path; null where the user names none.</param>
    /// <exception cref="DaemonException">There is no home directory, and none was named.</exception>
    public static string Of(string? named)
    {
        named ??= Environment.GetEnvironmentVariable("LOCALDIGEST_DATA");
        if (!string.IsNullOrWhiteSpace(named)) return Path.GetFullPath(named);
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        if (data.Length == 0) throw new DaemonException(
            "There is no home directory to look for the daemon in. Name its data directory with --data DIR.");
        return Path.Combine(data, "LocalDigest");
    }
}
