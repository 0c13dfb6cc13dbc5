using System.CommandLine;
using System.Net;

namespace LocalDigest.Daemon.Hosting;

/// <summary>How this daemon was started: the command line, and below it the configuration.</summary>
internal sealed record DaemonOptions
{
    public const string DefaultUrl = "http://127.0.0.1:7417";

    public required string DataDirectory { get; init; }

    public string Url { get; init; } = DefaultUrl;

    /// <summary>Whether requests need the token. Host and Origin are checked in any case.</summary>
    public bool NeedsToken { get; init; } = true;

    /// <summary>Make today's digest at once, with the sample day where no source can be reached.</summary>
    public bool MakeTodaysDigest { get; init; }

    /// <summary>End when this process has ended.</summary>
    public int? ParentProcess { get; init; }

    /// <summary>Host names beside the loopback ones that requests may name.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Reads the command line.</summary>
    /// <returns>What to run, or the exit code where there is nothing to run: help was shown, or a word was wrong.</returns>
    public static (DaemonArguments? Arguments, int ExitCode) ReadArguments(string[] args)
    {
        var data = new Option<string?>("--data") { Description = "The data directory. Default: $LOCALDIGEST_DATA, or the platform's folder for data.", HelpName = "DIR" };
        var urls = new Option<string?>("--urls") { Description = $"Where to listen, loopback only. Port 0 picks a free one. Default: {DefaultUrl}.", HelpName = "URL" };
        var auth = new Option<string?>("--auth") { Description = "'none' lets requests in without the token; Host and Origin are checked all the same." };
        auth.AcceptOnlyFromAmong("none", "token");
        var today = new Option<bool>("--today") { Description = "Make today's digest at once; where no source can be reached, of the sample day." };
        var parent = new Option<int?>("--parent-pid") { Description = "End when this process has ended.", HelpName = "PID" };
        var restore = new Option<string?>("--restore")
        {
            Description = "Put a backup in the place of the database, which is kept in backups, and end.", HelpName = "FILE",
        };
        var root = new RootCommand("LocalDigest's daemon: reads what is new, ranks it for you, writes your digest. Settings are named like --LocalDigest:Llm:Model=NAME.")
        {
            data, urls, auth, today, parent, restore,
        };
        root.TreatUnmatchedTokensAsErrors = false;
        DaemonArguments? arguments = null;
        string? fault = null;
        root.SetAction(result =>
        {
            var settings = new List<string>();
            var words = result.UnmatchedTokens;
            for (var i = 0; i < words.Count && fault is null; i++)
            {
                if (!words[i].StartsWith("--LocalDigest:", StringComparison.OrdinalIgnoreCase)) fault = $"'{words[i]}' is not an option. See --help.";
                else if (words[i].Contains('=')) settings.Add(words[i]);
                else if (i + 1 < words.Count) settings.Add($"{words[i]}={words[++i]}");
                else fault = $"'{words[i]}' needs a value.";
            }
            arguments = new DaemonArguments(
                result.GetValue(data), result.GetValue(urls), result.GetValue(auth), result.GetValue(today), result.GetValue(parent), settings,
                result.GetValue(restore));
        });
        var exitCode = root.Parse(args).Invoke();
        if (fault is not null)
        {
            Console.Error.WriteLine(fault);
            return (null, 2);
        }
        return (arguments, exitCode);
    }

    /// <summary>Puts the command line over the settings.</summary>
    /// <exception cref="ConfigurationException">An option cannot be used; the message says what to do.</exception>
    public static DaemonOptions From(DaemonArguments arguments, string dataDirectory, Settings settings)
    {
        var url = arguments.Urls ?? settings.Urls ?? DefaultUrl;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0)
        {
            throw new ConfigurationException($"'{url}' is not an address to listen on. Use one such as {DefaultUrl}.");
        }
        if (!IsLoopback(uri.DnsSafeHost))
        {
            throw new ConfigurationException(
                $"'{url}' is not on this machine alone. LocalDigest listens on 127.0.0.1, [::1] or localhost only; put a proxy with its own sign-in "
                    + "before it to reach it from elsewhere.");
        }
        if (uri.Port == 0 && uri.HostNameType == UriHostNameType.Dns)
        {
            throw new ConfigurationException($"'{url}' names two addresses, which cannot share a free port. Use http://127.0.0.1:0.");
        }
        var auth = arguments.Auth ?? Environment.GetEnvironmentVariable("LOCALDIGEST_AUTH") ?? settings.Auth;
        if (!string.IsNullOrEmpty(auth) && !IsAuth(auth, "none") && !IsAuth(auth, "token"))
        {
            throw new ConfigurationException("LOCALDIGEST_AUTH and LocalDigest:Auth must be token or none.");
        }
        return new DaemonOptions
        {
            DataDirectory = dataDirectory,
            Url = uri.GetLeftPart(UriPartial.Authority),
            NeedsToken = !IsAuth(auth, "none"),
            MakeTodaysDigest = arguments.Today,
            ParentProcess = arguments.ParentPid,
            AllowedHosts = settings.AllowedHosts,
        };
    }

    private static bool IsAuth(string? auth, string what) => string.Equals(auth, what, StringComparison.OrdinalIgnoreCase);

    /// <summary>The data directory: the option, LOCALDIGEST_DATA, or the platform's place (XDG data home on Linux).</summary>
    public static string DataDirectoryOf(string? option)
    {
        var named = option ?? Environment.GetEnvironmentVariable("LOCALDIGEST_DATA");
        if (!string.IsNullOrWhiteSpace(named)) return Path.GetFullPath(named);
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        if (data.Length == 0) throw new ConfigurationException("There is no home directory to keep data in. Name one with --data DIR.");
        return Path.Combine(data, "LocalDigest");
    }

    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
