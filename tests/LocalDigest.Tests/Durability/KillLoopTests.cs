using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using LocalDigest.Storage;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Durability;

/// <summary>
/// Daemons are killed at any moment of starting, bringing in, thumbs, marks, learning, judged runs, copies and migrations, and started
/// again. How often and from which beginning the environment says (see <c>.ci/kills</c>).
/// </summary>
public sealed class KillLoopTests
{
    /// <summary>After so many kills a daemon gets a new folder: what it has to do would become less and less.</summary>
    private const int KillsOfAFolder = 20;

    private static readonly int Kills = Setting("LOCALDIGEST_KILLS", 24), Seed = Setting("LOCALDIGEST_KILL_SEED", 1);

    /// <summary>The folder of another copy of the program, such as a published one, which starts faster.</summary>
    private static readonly string? Program = Environment.GetEnvironmentVariable("LOCALDIGEST_KILL_PROGRAM");

    /// <summary>How long a kill waits for what it is to fall into: there may be nothing more to judge.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>How the keys begin of the writes whose answers are followed by a kill at once.</summary>
    private static readonly string[] Kinds = ["comment ", "thumb ", "note ", "profile "];

    private static readonly Dictionary<string, string> QuickStart = new() { ["DOTNET_TieredPGO"] = "0" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, TakesLong]
    public async Task Every_write_that_was_acknowledged_is_there_and_nothing_is_asked_twice()
    {
        var clock = Stopwatch.StartNew();
        var ready = new List<TimeSpan>();
        long acknowledged = 0, asked = 0, copies = 0, done = 0;
        var folders = Enumerable.Range(0, (Kills + KillsOfAFolder - 1) / KillsOfAFolder);
        var two = new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = Ct };
        await Parallel.ForEachAsync(folders, two, async (number, _) =>
        {
            var seed = HashCode(Seed, number);
            try
            {
                var end = await KillAsync(seed, Math.Min(KillsOfAFolder, Kills - number * KillsOfAFolder));
                lock (ready) ready.AddRange(end.Ready);
                Interlocked.Add(ref acknowledged, end.Acknowledged);
                Interlocked.Add(ref asked, end.Asked);
                Interlocked.Add(ref copies, end.Copies);
                Interlocked.Add(ref done, end.Ready.Count);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                throw new InvalidOperationException($"Folder {number} with LOCALDIGEST_KILL_SEED={Seed}: {error.Message}", error);
            }
        });
        ready.Sort();
        Assert.Equal(Kills, done);
        Assert.True(acknowledged > Kills && asked > 0, $"{acknowledged} writes, {asked} questions");
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{done} kills in {clock.Elapsed.TotalSeconds:0} s: {acknowledged} acknowledged writes, 0 lost; {asked} questions to the "
            + $"judge; {copies} copies; ready after {ready[ready.Count / 2].TotalMilliseconds:0} ms, "
            + $"p95 {ready[ready.Count * 95 / 100].TotalMilliseconds:0} ms"));
    }

    [Fact, TakesLong]
    public async Task Nothing_is_answered_before_it_is_stored_however_slow_the_disk_is()
    {
        using var folder = new TempFolder();
        var promises = new Promises();
        var clients = new Clients(promises, Seed);
        for (var kill = 0; kill < 2 * Kinds.Length; kill++)
        {
            using var daemon = await DaemonProcess.StartAsync(folder.Path, environment: QuickStart, program: Program);
            if (kill == 0) await clients.PrepareAsync(daemon.Http, Ct);
            // What has reached the file's cache outlives the process. So each write takes a while to get there.
            await using var disk = await Strace.AttachAsync(daemon, folder.File("strace.log"), "pwrite64", "delay_enter=10000");
            promises.AtNext(Kinds[kill % Kinds.Length], daemon.Kill);
            var work = clients.WorkAsync(daemon.Http, kill, withRuns: false, Ct);
            Assert.Same(work, await Task.WhenAny(work, Task.Delay(TimeSpan.FromSeconds(60), Ct)));
            await work;
            Check(folder.Path, promises, clients, $"after kill {kill} with an answer to a {Kinds[kill % Kinds.Length].Trim()}");
        }
        Assert.True(promises.Acknowledged > 2 * Kinds.Length, $"{promises.Acknowledged} writes");
    }

    [Fact, TakesLong]
    public async Task A_migration_that_is_killed_leaves_all_rows_in_the_old_schema_or_a_newer_one_and_ends_at_the_next_start()
    {
        var kills = Math.Max(4, Kills / 8);
        var random = new Random(Seed);
        using var old = new TempFolder();
        MakeOld(old.Path);
        var before = Counts(old.Path);
        Assert.Equal(2, before["version"]);
        var (midway, finished) = (0, 0);
        for (var kill = 0; kill < kills; kill++)
        {
            using var folder = new TempFolder();
            foreach (var file in Directory.GetFiles(old.Path)) File.Copy(file, folder.File(Path.GetFileName(file)));
            string[] arguments = ["--urls", "http://127.0.0.1:0", .. TestDaemon.NoNetwork];
            using (var daemon = DaemonProcess.Launch(folder.Path, arguments, QuickStart, Program))
            {
                // While the old database is copied, or from the end of that on: the kills fall around the migration, on any machine.
                var isCopying = kill % 2 == 0;
                while (!daemon.HasExited && !(Directory.Exists(folder.File("backups"))
                    && (isCopying || Directory.GetFiles(folder.File("backups"), "*.db").Length > 0))) await Task.Delay(1, Ct);
                await Task.Delay(random.Next(0, 120), Ct);
                Assert.False(daemon.HasExited, daemon.Output);
                daemon.Kill();
            }
            var left = Counts(folder.Path);
            if (left["version"] == Migrator.Newest) finished++;
            else midway++;
            AssertKept(before, left);
            using var last = await DaemonProcess.StartAsync(folder.Path, environment: QuickStart, program: Program);
            var info = JsonNode.Parse(await last.Http.GetStringAsync("/v1/info", Ct))!;
            Assert.Equal(before["papers"], info["papers"]!.GetValue<long>());
            last.Kill();
            var end = Counts(folder.Path);
            Assert.Equal(Migrator.Newest, end["version"]);
            AssertKept(before, end);
            Assert.Empty(StoredState.Read(folder.Path).Faults);
        }
        TestContext.Current.TestOutputHelper!.WriteLine($"{kills} kills: {midway} before the migration was done, {finished} after it");
        Assert.True(midway > 0, "No kill fell into a migration.");
    }

    private static async Task<(List<TimeSpan> Ready, int Acknowledged, int Asked, int Copies)> KillAsync(int seed, int kills)
    {
        var random = new Random(seed);
        using var folder = new TempFolder();
        await using var llm = new FakeLlm();
        llm.Before = async (asked, context) =>
        {
            await Task.Delay(5 + asked.Number % 7 * 5, context.RequestAborted);
            return false;
        };
        string[] settings = [.. llm.Settings, "--LocalDigest:Llm:PapersPerRequest=1", "--LocalDigest:Llm:MaxRequestsPerRun=10000"];
        var (promises, ready, copies) = (new Promises(), new List<TimeSpan>(), 0);
        var clients = new Clients(promises, seed);
        for (var kill = 0; kill < kills; kill++)
        {
            var (judged, before) = (kill == 0 ? [] : Judged(folder.Path), llm.Requests.Count);
            if (kill > 0 && random.Next(5) == 0)
            {
                // This one dies while it starts.
                using var early = DaemonProcess.Launch(
                    folder.Path, ["--urls", "http://127.0.0.1:0", .. TestDaemon.NoNetwork, .. settings], QuickStart, Program);
                await Task.Delay(random.Next(0, 1 + (int)ready[^1].TotalMilliseconds), Ct);
                early.Kill();
                Check(folder.Path, promises, clients, $"after kill {kill} at the start");
            }
            using var daemon = await DaemonProcess.StartAsync(folder.Path, settings, QuickStart, program: Program);
            ready.Add(daemon.ReadyAfter);
            if (kill == 0) await clients.PrepareAsync(daemon.Http, Ct);
            var work = clients.WorkAsync(daemon.Http, kill, withRuns: true, Ct);
            // Of five, one while its first answers are made, one while it judges, one once some answers came, and two with an answer of one
            // kind, at the moment at which it arrives: what was answered before it was stored is lost then. How soon that is hangs on what
            // else the machine does.
            var isKilled = false;
            if (kill % 5 > 2)
            {
                promises.AtNext(Kinds[(kill / 5 * 2 + kill % 5) % Kinds.Length], () =>
                {
                    daemon.Kill();
                    Volatile.Write(ref isKilled, true);
                });
            }
            var (answers, questions) = (promises.Acknowledged + random.Next(1, 25), llm.Requests.Count + random.Next(1, 5));
            var waited = Stopwatch.StartNew();
            while (clients.Wrong.Count == 0 && !work.IsCompleted && waited.Elapsed < Patience && (kill % 5) switch
            {
                0 => false,
                1 => llm.Requests.Count < questions,
                2 => promises.Acknowledged < answers,
                _ => !Volatile.Read(ref isKilled),
            }) await Task.Delay(2, Ct);
            if (kill % 5 < 3) await Task.Delay(random.Next(0, kill % 5 == 0 ? 500 : 60), Ct);
            daemon.Kill();
            await work;
            promises.AtNext("", null);
            Check(folder.Path, promises, clients, $"after kill {kill}");
            var again = llm.Requests.Skip(before).Where(asked => !asked.IsSecondLook).SelectMany(asked => asked.Papers).ToList();
            Assert.DoesNotContain(again, judged.Contains);
            Assert.Distinct(again);
            foreach (var (file, asOf) in clients.Backups)
            {
                CheckCopy(file, promises, asOf);
                copies++;
            }
        }
        using var last = await DaemonProcess.StartAsync(folder.Path, settings, QuickStart, program: Program);
        Assert.Empty(promises.Broken(await WithRunsAsync(last.Http, clients)));
        foreach (var run in clients.Runs)
        {
            JsonNode end = new JsonObject();
            await TestDaemon.UntilAsync(async () => (end = JsonNode.Parse(await last.Http.GetStringAsync($"/v1/runs/{run}", Ct))!)["state"]!
                .GetValue<string>() is not ("queued" or "running"));
            Assert.Equal("succeeded", end["state"]!.GetValue<string>());
        }
        var versions = JsonNode.Parse(await last.Http.GetStringAsync("/v1/profiles/default/model", Ct))!["versions"]!.AsArray();
        Assert.DoesNotContain(
            versions, version => version!["note"]!.GetValue<string>().Contains("could not be read", StringComparison.Ordinal));
        return (ready, promises.Acknowledged, llm.Requests.Count, copies);
    }

    private static void Check(string folder, Promises promises, Clients clients, string when)
    {
        Assert.True(clients.Wrong.Count == 0, $"{when}: {string.Join('\n', clients.Wrong)}");
        var (stored, faults) = StoredState.Read(folder);
        Assert.True(faults.Count == 0, $"{when}: {string.Join('\n', faults)}");
        var broken = promises.Broken(stored);
        Assert.True(broken.Count == 0, $"{when}: {string.Join('\n', broken)}");
        promises.Settle(stored);
    }

    private static void CheckCopy(byte[] file, Promises promises, long asOf)
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.File("copy.db"), file);
        var (stored, faults) = StoredState.ReadFile(folder.File("copy.db"));
        Assert.Empty(faults);
        Assert.Empty(promises.Broken(stored, asOf));
    }

    private static async Task<Dictionary<string, string>> WithRunsAsync(HttpClient http, Clients clients)
    {
        var values = await StoredState.AskAsync(http, Ct);
        foreach (var run in clients.Runs)
        {
            using var answer = await http.GetAsync($"/v1/runs/{run}", Ct);
            if (answer.IsSuccessStatusCode) values.Add("run " + run, "there");
        }
        return values;
    }

    private static HashSet<string> Judged(string folder)
    {
        const string sql = "SELECT p.id FROM verdicts v JOIN papers p ON p.number = v.paper WHERE v.state = 'Scored'";
        HashSet<string> judged = [];
        StoredState.Read(folder, connection => judged.UnionWith(StoredState.Rows(connection, sql).Select(row => (string)row[0]!)));
        return judged;
    }

    /// <summary>A database of the second schema with thousands of papers, so that migrating it takes a while.</summary>
    private static void MakeOld(string folder)
    {
        using var database = Database.Open(folder, TimeProvider.System, schema: 2);
        database.Write(session => session.Script("""
            INSERT INTO profiles VALUES ('default', 1, '{"Id":"default","Name":"Default","Interests":""}',
                '2026-01-20T00:00:00.000Z', '2026-01-20T00:00:00.000Z');
            WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 30000)
            INSERT INTO papers (number, id, title, abstract, authors, author_names, categories, keywords, published, standing, text_hash,
                title_key, added_at, changed_at, change)
            SELECT n, 'arxiv:2601.' || (10000 + n), 'Title ' || n, 'What paper ' || n || ' found about kettles.',
                '[{"Name":"Ada Author"}]', 'Ada Author', '["cs.RO"]', '', '2026-01-19T00:00:00.000Z', 1, randomblob(16), 'title ' || n,
                '2026-01-20T00:00:00.000Z', '2026-01-20T00:00:00.000Z', n
            FROM counted;
            INSERT INTO paper_names (name, paper) SELECT id, number FROM papers;
            INSERT INTO paper_categories (category, paper, is_primary) SELECT 'cs.RO', number, 1 FROM papers;
            INSERT INTO feedback (profile, paper, value, at)
            SELECT 'default', number, iif(number % 2, 1, -1), '2026-01-20T00:00:00.000Z' FROM papers WHERE number <= 200;
            INSERT INTO verdicts (paper, text_hash, prompt, model, state, relevance, novelty, at)
            SELECT number, text_hash, 'prompt', 'model', 'Scored', 5, 5, '2026-01-20T00:00:00.000Z' FROM papers WHERE number <= 500;
            """));
    }

    private static Dictionary<string, long> Counts(string folder)
    {
        string[] tables = ["papers", "paper_names", "paper_categories", "papers_fts_docsize", "feedback", "verdicts", "profiles"];
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        using var copy = new TempFolder();
        foreach (var file in Directory.GetFiles(folder, "localdigest.db*").Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
        {
            File.Copy(file, copy.File(Path.GetFileName(file)));
        }
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={copy.File("localdigest.db")};Pooling=False");
        connection.Open();
        foreach (var table in tables) counts[table] = (long)StoredState.Rows(connection, $"SELECT count(*) FROM {table}")[0][0]!;
        counts["version"] = (long)StoredState.Rows(connection, "PRAGMA user_version")[0][0]!;
        return counts;
    }

    private static void AssertKept(Dictionary<string, long> before, Dictionary<string, long> after)
    {
        foreach (var (table, count) in before.Where(pair => pair.Key != "version")) Assert.Equal((table, count), (table, after[table]));
    }

    private static int Setting(string name, int usual) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } said ? int.Parse(said, CultureInfo.InvariantCulture) : usual;

    /// <summary>The same on every machine, unlike <see cref="System.HashCode"/>.</summary>
    private static int HashCode(int seed, int number) => unchecked(seed * 1_000_003 + number * 7919);
}
