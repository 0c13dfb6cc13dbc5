using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LocalDigest.Client;

namespace LocalDigest.Cli.Commands;

/// <summary>Looks through an installation, and says of everything that is wrong what to do.</summary>
internal sealed class Doctor
{
    private const long LittleSpace = 500L * 1024 * 1024;

    /// <summary>Clocks of a file's server and of this machine may differ by so much.</summary>
    private static readonly TimeSpan OfClocks = TimeSpan.FromMinutes(10);

    private readonly Terminal terminal;
    private bool isIll;

    private Doctor(Terminal terminal) => this.terminal = terminal;

    public static Command Make(Shell shell)
    {
        var command = new Command("doctor", "Looks for what is wrong, and says what to do. 1 where something must be mended.");
        shell.Does(command, async (words, ct) =>
        {
            var doctor = new Doctor(shell.Terminal);
            var folder = shell.FolderOf(words);
            doctor.LookAtProgram();
            doctor.LookAtFolder(folder);
            doctor.LookAtClock(folder);
            doctor.LookAtPoppler();
            var state = await DaemonLocator.LookAsync(folder, ct);
            if (state.Stale is { } stale) doctor.Warn(stale, "An earlier daemon was killed; 'localdigest start' puts that right.");
            if (state.Record is null) doctor.Warn("No daemon runs.",
                "'localdigest start' starts it; 'localdigest service install' starts it with your session.");
            else await doctor.LookAtDaemonAsync(shell, words, state.Record, ct);
            return doctor.isIll ? ExitCodes.Failed : ExitCodes.Done;
        });
        return command;
    }

    private void Good(string what) => terminal.Line($"{terminal.Good("ok  ")} {Terminal.Clean(what)}");

    private void Warn(string what, string remedy) =>
        terminal.Line($"{terminal.Warn("note")} {Terminal.Clean(what)} {Terminal.Clean(remedy)}");

    private void Ill(string what, string remedy)
    {
        isIll = true;
        terminal.Line($"{terminal.Bad("bad ")} {Terminal.Clean(what)} {Terminal.Clean(remedy)}");
    }

    private void LookAtProgram()
    {
        try
        {
            var program = DaemonProgram.Find();
            Good($"The daemon's program is {(program.Arguments.Count > 0 ? program.Arguments[0] : program.Command)}.");
        }
        catch (DaemonException error)
        {
            Ill(error.Message, "");
        }
    }

    private void LookAtFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            Warn($"There is no data directory {folder} yet.", "The first start makes it.");
            return;
        }
        var others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(folder) & others) != UnixFileMode.None)
        {
            Ill($"Others may look into the data directory {folder}, where the token lies.", $"chmod 700 {folder}");
        }
        else Good($"The data directory is {folder}, yours alone.");
        var free = new DriveInfo(folder).AvailableFreeSpace;
        if (free < LittleSpace) Ill($"Its disk has {free / 1e6:0} MB left.", "Make room, or papers and thumbs cannot be stored.");
        else Good($"Its disk has {(free / 1e9).ToString("0.0", CultureInfo.InvariantCulture)} GB left.");
    }

    private void LookAtClock(string folder)
    {
        var database = Path.Combine(folder, "localdigest.db");
        var ahead = File.Exists(database) ? File.GetLastWriteTimeUtc(database) - DateTime.UtcNow : TimeSpan.Zero;
        if (ahead > OfClocks) Ill(
            $"The clock says {DateTime.Now.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}, and the database was written"
                + $" {ahead.TotalHours:0.0} hours later.",
            "Set the clock: digests and schedules go by it.");
        else Good($"The clock says {DateTime.Now.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}.");
    }

    private void LookAtStore(StoreInfo store)
    {
        Good($"The database has {store.Bytes / 1e6:0.0} MB, schema {store.Schema}.");
        if (store.IsWhole == true) Good("Every row is what was stored.");
        else if (store.IsWhole is null) Warn("The rows were not looked through since the daemon's start.",
            "'localdigest check' does it now.");
        if (store.BackupProblem is { } problem) Ill(problem, "");
        else if (store.NewestBackup is { } day) Good($"There are {store.Backups} daily backups, the newest of {day:yyyy-MM-dd}.");
        else Warn("There is no daily backup yet.",
            "The daemon makes one a minute after its start; LocalDigest:Backups says how many are kept.");
    }

    private void LookAtSources(JsonElement profiles)
    {
        foreach (var profile in profiles.GetProperty("items").EnumerateArray())
        {
            var id = profile.GetProperty("id").GetString();
            var kinds = profile.GetProperty("sources").EnumerateArray().Select(source => source.GetProperty("kind").GetString()).Distinct()
                .ToList();
            if (kinds.Count == 0) Warn($"The profile {id} reads no source.",
                "Settings on the page takes some, or 'localdigest import' brings papers in.");
            else Good($"The profile {id} reads {string.Join(", ", kinds)}.");
        }
    }

    private void LookAtPoppler()
    {
        var names = OperatingSystem.IsWindows() ? new[] { "pdftotext.exe" } : ["pdftotext"];
        var places = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        if (places.Any(place => names.Any(name => File.Exists(Path.Combine(place, name))))) Good("Poppler is there: PDFs can be read.");
        else Warn("Poppler is not there: papers without HTML are known by their abstracts alone.",
            "apt install poppler-utils, or brew install poppler.");
    }

    private async Task LookAtDaemonAsync(Shell shell, ParseResult words, DaemonRecord daemon, CancellationToken ct)
    {
        using var client = shell.Client(words);
        Good($"The daemon answers at {daemon.Url}, version {daemon.Version}.");
        if (daemon.Version != CareCommands.Version) Warn($"This program is version {CareCommands.Version}.",
            "'localdigest stop' and 'localdigest start' bring both together.");
        foreach (var notice in (await client.HealthAsync(ct)).Notices) Ill(notice, "");
        var info = await client.InfoAsync(ct);
        if (info.Loss is { } loss) Ill(loss, "");
        Good($"{info.Papers} papers are stored.");
        LookAtStore(info.Store);
        LookAtSources(await client.ListProfilesAsync(ct));
        LookAtModel(await client.CheckLlmAsync(ct));
        LookAtRuns(await client.ListRunsAsync(1, ct));
    }

    private void LookAtModel(JsonElement check)
    {
        var model = check.GetProperty("model").GetString();
        if (!check.GetProperty("configured").GetBoolean())
        {
            var found = check.GetProperty("found").EnumerateArray().Select(server => server.GetProperty("baseUrl").GetString()).ToList();
            Warn("No language model is configured: papers are ordered by their match with your interests.", found.Count > 0
                ? $"One answers at {string.Join(", ", found)}; Settings on the page takes it." : "Settings on the page takes one.");
        }
        else if (check.GetProperty("works").GetBoolean()) Good($"The language model {model} answers.");
        else Ill($"The language model {model} does not work.", check.GetProperty("problem").TryGetProperty("message", out var message)
            ? message.GetString()! : "");
    }

    private void LookAtRuns(JsonElement runs)
    {
        if (runs.GetProperty("items").GetArrayLength() == 0)
        {
            Warn("No digest was made yet.", "'localdigest run' makes one.");
            return;
        }
        var last = runs.GetProperty("items")[0].Deserialize(ClientJson.Default.Run)!;
        if (last.State is "failed") Ill("The last run failed.", string.Join(' ', last.Problems.Select(problem => problem.Message)));
        else if (last.Problems.Count > 0) Warn($"The last run {last.State}, with problems.",
            string.Join(' ', last.Problems.Select(problem => problem.Message)));
        else Good($"The last run {last.State}.");
    }
}
