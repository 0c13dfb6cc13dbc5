using System.CommandLine;
using System.Diagnostics;
using System.Security;
using System.Text;
using LocalDigest.Client;

namespace LocalDigest.Cli.Commands;

/// <summary>Has the daemon started with the user's session: by systemd, launchd, or Windows' task scheduler.</summary>
internal static class ServiceCommand
{
    private const string Label = "org.localdigest.daemon";
    private const string Unit = "localdigest.service";
    private const string Task = "LocalDigest";

    /// <param name="File">What is written.</param>
    /// <param name="Text">What stands in it.</param>
    /// <param name="Install">What is run afterwards.</param>
    /// <param name="Uninstall">What is run before it is taken away.</param>
    private sealed record Service(string File, string Text, string[][] Install, string[][] Uninstall);

    public static Command Make(Shell shell) =>
        new("service", "Has the daemon started with your session.") { Install(shell), Uninstall(shell) };

    private static (Option<string> Kind, Option<string?> Folder, Option<bool> DryRun) Options()
    {
        var kind = new Option<string>("--kind")
        {
            Description = "systemd, launchd or task; this system's where it is left out.",
            DefaultValueFactory = _ => OperatingSystem.IsWindows() ? "task" : OperatingSystem.IsMacOS() ? "launchd" : "systemd",
        };
        kind.AcceptOnlyFromAmong("systemd", "launchd", "task");
        return (kind,
            new Option<string?>("--folder") { Description = "Where the file goes, in place of the system's folder. Nothing is run then.",
                HelpName = "DIR" },
            new Option<bool>("--dry-run") { Description = "Only write what would be done." });
    }

    private static Command Install(Shell shell)
    {
        var (kind, folder, dryRun) = Options();
        var command = new Command("install", "Starts the daemon now and with every session, and again where it fails.") { kind, folder,
            dryRun };
        shell.Does(command, async (words, ct) =>
        {
            var service = Of(words.GetValue(kind)!, words.GetValue(folder), shell.FolderOf(words));
            if (words.GetValue(dryRun))
            {
                shell.Terminal.Line($"# {service.File}");
                shell.Terminal.Line(service.Text);
                foreach (var line in service.Install) shell.Terminal.Line("# " + string.Join(' ', line));
                return ExitCodes.Done;
            }
            Directory.CreateDirectory(Path.GetDirectoryName(service.File)!);
            await File.WriteAllTextAsync(service.File, service.Text, words.GetValue(kind) == "task" ? Encoding.Unicode
                : new UTF8Encoding(false), ct);
            shell.Terminal.Line($"Wrote {service.File}.");
            if (words.GetValue(folder) is not null) return ExitCodes.Done;
            // The service's daemon takes the place of one that was started by hand.
            if ((await DaemonLocator.LookAsync(shell.FolderOf(words), ct)).Record is not null)
            {
                shell.Terminal.Error.WriteLine(
                    "A daemon runs already; the service takes over with the next session, or after 'localdigest stop'.");
            }
            return await RunAsync(shell, service.Install, ct);
        });
        return command;
    }

    private static Command Uninstall(Shell shell)
    {
        var (kind, folder, dryRun) = Options();
        var command = new Command("uninstall", "Takes that back. Papers, thumbs and digests stay.") { kind, folder, dryRun };
        shell.Does(command, async (words, ct) =>
        {
            var service = Of(words.GetValue(kind)!, words.GetValue(folder), shell.FolderOf(words));
            if (words.GetValue(dryRun))
            {
                foreach (var line in service.Uninstall) shell.Terminal.Line("# " + string.Join(' ', line));
                shell.Terminal.Line($"# removes {service.File}");
                return ExitCodes.Done;
            }
            if (!File.Exists(service.File)) throw new CommandException($"There is no {service.File}: no service was installed.");
            var code = words.GetValue(folder) is null ? await RunAsync(shell, service.Uninstall, ct) : ExitCodes.Done;
            File.Delete(service.File);
            shell.Terminal.Line($"Removed {service.File}.");
            return code;
        });
        return command;
    }

    private static Service Of(string kind, string? folder, string data)
    {
        var program = DaemonProgram.Find();
        string[] words = [Where(program.Command), .. program.Arguments, "--data", data];
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var settings = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData);
        return kind switch
        {
            "systemd" => new Service(
                Path.Combine(folder ?? Path.Combine(settings, "systemd", "user"), Unit), Systemd(words),
                [["systemctl", "--user", "daemon-reload"], ["systemctl", "--user", "enable", "--now", Unit]],
                [["systemctl", "--user", "disable", "--now", Unit]]),
            "launchd" => new Service(
                Path.Combine(folder ?? Path.Combine(home, "Library", "LaunchAgents"), Label + ".plist"), Launchd(words, data),
                [["launchctl", "load", "-w", Path.Combine(home, "Library", "LaunchAgents", Label + ".plist")]],
                [["launchctl", "unload", "-w", Path.Combine(home, "Library", "LaunchAgents", Label + ".plist")]]),
            _ => new Service(
                Path.Combine(folder ?? data, "localdigest-task.xml"), WindowsTask(words),
                [["schtasks", "/create", "/f", "/tn", Task, "/xml", Path.Combine(folder ?? data, "localdigest-task.xml")],
                    ["schtasks", "/run", "/tn", Task]],
                [["schtasks", "/end", "/tn", Task], ["schtasks", "/delete", "/f", "/tn", Task]]),
        };
    }

    /// <summary>Services do not look through PATH as a shell does.</summary>
    private static string Where(string command)
    {
        if (Path.IsPathRooted(command)) return command;
        var names = OperatingSystem.IsWindows() ? new[] { command + ".exe" } : [command];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(place => names.Select(name => Path.Combine(place, name))).FirstOrDefault(File.Exists) ?? command;
    }

    private static string Systemd(IEnumerable<string> words)
    {
        // In a unit a percent sign, a dollar and a quotation mark mean something.
        var line = string.Join(' ', words.Select(word =>
            "\"" + word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("%", "%%", StringComparison.Ordinal).Replace("$", "$$", StringComparison.Ordinal) + "\""));
        return $"""
            [Unit]
            Description=LocalDigest, which tells you which new papers matter
            After=network-online.target

            [Service]
            ExecStart={line}
            Restart=on-failure
            RestartSec=10
            # Another daemon has the data directory, or a setting is wrong: starting again would not help.
            RestartPreventExitStatus=2 3 4
            UMask=0077
            NoNewPrivileges=yes

            [Install]
            WantedBy=default.target

            """;
    }

    private static string Launchd(IEnumerable<string> words, string data)
    {
        var arguments = string.Join('\n', words.Select(word => $"    <string>{SecurityElement.Escape(word)}</string>"));
        var log = SecurityElement.Escape(DaemonStarter.LogOf(data));
        return $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
            <plist version="1.0">
            <dict>
              <key>Label</key>
              <string>{Label}</string>
              <key>ProgramArguments</key>
              <array>
            {arguments}
              </array>
              <key>RunAtLoad</key>
              <true/>
              <key>KeepAlive</key>
              <dict>
                <key>SuccessfulExit</key>
                <false/>
              </dict>
              <key>ThrottleInterval</key>
              <integer>30</integer>
              <key>Umask</key>
              <integer>63</integer>
              <key>StandardOutPath</key>
              <string>{log}</string>
              <key>StandardErrorPath</key>
              <string>{log}</string>
            </dict>
            </plist>

            """;
    }

    private static string WindowsTask(string[] words)
    {
        var arguments = string.Join(' ', words[1..].Select(word => word.Contains(' ', StringComparison.Ordinal) ? $"\"{word}\"" : word));
        return $"""
            <?xml version="1.0" encoding="UTF-16"?>
            <Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
              <RegistrationInfo>
                <Description>LocalDigest, which tells you which new papers matter</Description>
              </RegistrationInfo>
              <Triggers>
                <LogonTrigger>
                  <Enabled>true</Enabled>
                  <UserId>{SecurityElement.Escape($"{Environment.UserDomainName}\\{Environment.UserName}")}</UserId>
                </LogonTrigger>
              </Triggers>
              <Settings>
                <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
                <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
                <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
                <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
                <Hidden>true</Hidden>
              </Settings>
              <Actions>
                <Exec>
                  <Command>{SecurityElement.Escape(words[0])}</Command>
                  <Arguments>{SecurityElement.Escape(arguments)}</Arguments>
                </Exec>
              </Actions>
            </Task>

            """;
    }

    private static async Task<int> RunAsync(Shell shell, string[][] lines, CancellationToken ct)
    {
        foreach (var line in lines)
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(line[0], line[1..]) { UseShellExecute = false })!;
                await process.WaitForExitAsync(ct);
                if (process.ExitCode == 0) continue;
                shell.Terminal.Error.WriteLine(
                    $"'{string.Join(' ', line)}' ended with code {process.ExitCode}. The file is in place; run that line again when it can work.");
                return ExitCodes.Failed;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                shell.Terminal.Error.WriteLine(
                    $"There is no {line[0]} here. The file is in place; where it serves, run: {string.Join(' ', line)}");
                return ExitCodes.Failed;
            }
        }
        return ExitCodes.Done;
    }
}
