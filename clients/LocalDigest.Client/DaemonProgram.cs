using System.Diagnostics;

namespace LocalDigest.Client;

/// <summary>The daemon as a program on this machine.</summary>
/// <param name="Command">What to run.</param>
/// <param name="Arguments">The first arguments: the assembly, where <paramref name="Command"/> is <c>dotnet</c>.</param>
public sealed record DaemonProgram(string Command, IReadOnlyList<string> Arguments)
{
    private const string Name = "LocalDigest.Daemon";

    /// <summary>
    /// Finds it: what <c>LOCALDIGEST_DAEMON</c> names, beside this program, in the folder <c>daemon</c> beside it, or where the repository
    /// builds it.
    /// </summary>
    /// <exception cref="DaemonException">It is in none of these places.</exception>
    public static DaemonProgram Find()
    {
        var here = AppContext.BaseDirectory;
        if (Environment.GetEnvironmentVariable("LOCALDIGEST_DAEMON") is { Length: > 0 } named)
        {
            return File.Exists(named) ? Of(named)
                : throw new DaemonException($"LOCALDIGEST_DAEMON names {named}, and there is no such file.");
        }
        foreach (var folder in (string[])[here, Path.Combine(here, "daemon"), .. Built(here)])
        {
            if (In(folder) is { } found) return found;
        }
        throw new DaemonException(
            "The daemon's program was not found beside this one. Name it by the environment variable LOCALDIGEST_DAEMON, or start it yourself: "
            + "dotnet run --project daemon/LocalDigest.Daemon");
    }

    /// <summary>How to start it, with its arguments.</summary>
    public ProcessStartInfo With(IEnumerable<string> arguments) => new(Command, [.. Arguments, .. arguments]) { UseShellExecute = false };

    private static DaemonProgram? In(string folder)
    {
        var program = Path.Combine(folder, OperatingSystem.IsWindows() ? Name + ".exe" : Name);
        if (File.Exists(program)) return Of(program);
        var assembly = Path.Combine(folder, Name + ".dll");
        return File.Exists(assembly) ? Of(assembly) : null;
    }

    private static DaemonProgram Of(string path)
    {
        path = Path.GetFullPath(path);
        return path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? new DaemonProgram("dotnet", [path])
            : new DaemonProgram(path, []);
    }

    /// <summary>
    /// In the repository: clients/LocalDigest.Cli/bin/CONFIGURATION/net10.0 has its like below daemon/LocalDigest.Daemon.
    /// </summary>
    private static IEnumerable<string> Built(string here)
    {
        var framework = new DirectoryInfo(here.TrimEnd(Path.DirectorySeparatorChar));
        if (framework.Parent is not { } configuration || configuration.Parent?.Name != "bin") yield break;
        for (var folder = configuration.Parent.Parent; folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "LocalDigest.sln"))) continue;
            yield return Path.Combine(folder.FullName, "daemon", Name, "bin", configuration.Name, framework.Name);
        }
    }
}
