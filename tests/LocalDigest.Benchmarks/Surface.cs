using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LocalDigest.Benchmarks;

/// <summary>
/// <c>surface</c>: the running daemon as its users meet it, published as one file, over HTTP. What a bare ASP.NET application and SQLite
/// alone take in the same run stands beside it, since times alone do not carry over between machines.
/// </summary>
/// <remarks>
/// <c>PAPERS</c> in the environment says how many papers (100,000; up to 1,080,000, see <see cref="CorpusPapers"/>). <c>DAEMON</c> names a
/// daemon that was published before, and <c>BARE</c> the bare application. <c>STORE</c> names a data directory that is kept: where it has
/// papers already, which must be those of the same <c>PAPERS</c>, nothing is imported and the import is not measured.
/// </remarks>
internal static class Surface
{
    private const int Starts = 7, Requests = 60, BatchSize = 5000;

    private const string Interests =
        "Reinforcement learning for language model agents that use tools; planning and memory of agents; evaluation of agents in software "
        + "engineering.\nGaussian splatting and neural rendering of scenes.\nNot interested in medical imaging.";

    private static readonly string[] Queries =
    [
        "reinforcement learning agents", "gaussian splatting", "dark matter halo", "speculative decoding", "graph neural network",
            "protein folding",
        "quantum error correction", "robot manipulation", "galaxy rotation curves", "diffusion models for video",
            "federated learning privacy",
        "retrieval augmented generation", "neutrino mass", "topological insulator", "large language model evaluation",
            "point cloud segmentation",
        "causal inference", "monte carlo tree search", "speech recognition", "time series forecasting",
    ];

    public static async Task RunAsync()
    {
        if (EvaluationData.Folder() is not { } data)
        {
            Console.WriteLine("skipped: no ../shared/data");
            return;
        }
        var count = int.Parse(Environment.GetEnvironmentVariable("PAPERS") ?? "100000", CultureInfo.InvariantCulture);
        var work = Directory.CreateTempSubdirectory("localdigest-surface-").FullName;
        try
        {
            var program = Environment.GetEnvironmentVariable("DAEMON") ?? Path.Combine(Publish(
                Path.Combine("daemon", "LocalDigest.Daemon", "LocalDigest.Daemon.csproj"), Path.Combine(work, "daemon")),
                    "LocalDigest.Daemon");
            var bare = Environment.GetEnvironmentVariable("BARE") ?? BareApplication(work);
            var table = new Table("what", "ms, or as said", "against", "ms, or as said", "ratio");
            await MeasureStartAsync(table, program, bare, work);
            await MeasureStoreAsync(table, program, data, count, work);
            Console.WriteLine($"{count:n0} papers, {Environment.ProcessorCount} cores; of {Requests} requests each the median and the 95th percentile.");
            table.Write(Console.Out);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    /// <summary>From the start of the process to the first answer of <c>/health</c>, by turns with an application that has nothing
    /// else.</summary>
    private static async Task MeasureStartAsync(Table table, string program, string bare, string work)
    {
        var (ours, theirs, memory) = (new List<double>(), new List<double>(), 0.0);
        var folder = Path.Combine(work, "empty");
        for (var i = 0; i < Starts; i++)
        {
            await using (var other = await PublishedProgram.StartAsync(bare, [], null)) theirs.Add(other.Started);
            await using var daemon = await PublishedProgram.StartAsync(program, [], folder);
            ours.Add(daemon.Started);
            if (i < Starts - 1) continue;
            await Task.Delay(TimeSpan.FromSeconds(5));
            memory = daemon.Megabytes();
        }
        var (own, its) = (Median(ours), Median(theirs));
        table.Add("start to the first answer", $"{own:n0}", "bare ASP.NET", $"{its:n0}", $"{own / its:0.00} times");
        table.Add("memory at rest, empty", $"{memory:n0} MB", "", "", "");
    }

    private static async Task MeasureStoreAsync(Table table, string program, string data, int count, string work)
    {
        var folder = Environment.GetEnvironmentVariable("STORE") ?? Path.Combine(work, "full");
        var isKept = File.Exists(Path.Combine(folder, "localdigest.db"));
        var daemon = await PublishedProgram.StartAsync(program, [], folder);
        try
        {
            if (!isKept) await MeasureImportAsync(table, daemon, data, count, work);

            await daemon.SendAsync(HttpMethod.Patch, "/v1/profiles/default", new { interests = Interests });
            var found = (await daemon.GetAsync("/v1/papers?limit=100")).RootElement.GetProperty("items").EnumerateArray()
                .Select(item => item.GetProperty("id").GetString()!).ToList();
            await daemon.SendAsync(HttpMethod.Post, "/v1/feedback",
                new { items = found.Select((id, i) => new { id, value = i % 2 == 0 ? "up" : "down" }) });
            await daemon.GetAsync("/v1/papers?limit=50");
            // What is written behind everybody's back is not what a restart waits for.
            await Task.Delay(TimeSpan.FromSeconds(20));

            await daemon.DisposeAsync();
            daemon = await PublishedProgram.StartAsync(program, [], folder);
            table.Add("start to the first answer, with the papers", $"{daemon.Started:n0}", "", "", "");
            table.Add("first list after a restart", $"{await daemon.TimeAsync("/v1/papers?limit=50"):n0}", "", "", "");

            await MeasureRequestsAsync(table, "ranked list", daemon, i => $"/v1/papers?limit={50 + i % 3}");
            await MeasureRequestsAsync(table, "search", daemon, i =>
                $"/v1/papers?limit=20&q={Uri.EscapeDataString(Queries[i % Queries.Length])}{(i < Queries.Length ? "" : "&sort=date")}");
            await MeasureRequestsAsync(table, "neighbours", daemon, i =>
                $"/v1/papers/{Uri.EscapeDataString(CorpusPapers.IdOf((int)(i * 997L % count)))}/similar?limit=10");
            var thumbs = new List<double>();
            for (var i = 0; i < Requests; i++)
            {
                var id = CorpusPapers.IdOf((int)(i * 1009L % count));
                var started = Stopwatch.GetTimestamp();
                await daemon.SendAsync(HttpMethod.Put, $"/v1/papers/{Uri.EscapeDataString(id)}/feedback",
                    new { value = i % 2 == 0 ? "up" : "down" });
                await daemon.GetAsync("/v1/papers?limit=50");
                thumbs.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
            table.Add("thumb to new order", Both(thumbs), "", "", "");
            await MeasureDigestAsync(table, daemon, count);
            await Task.Delay(TimeSpan.FromSeconds(30));
            table.Add("memory at rest, with the papers", $"{daemon.Megabytes():n0} MB", "", "", "");
            table.Add("database", $"{new FileInfo(Path.Combine(folder, "localdigest.db")).Length / 1e6:n0} MB", "", "", "");
        }
        finally
        {
            await daemon.DisposeAsync();
        }
    }

    /// <summary>The time of the requests alone, and not of making the papers. SQLite has the same papers from the same place.</summary>
    private static async Task MeasureImportAsync(Table table, PublishedProgram daemon, string data, int count, string work)
    {
        var (time, added) = (TimeSpan.Zero, 0);
        foreach (var batch in CorpusPapers.Of(data, count).Chunk(BatchSize))
        {
            var lines = CorpusPapers.Lines(batch);
            var started = Stopwatch.GetTimestamp();
            using var answer = await daemon.SendAsync(HttpMethod.Post, "/v1/papers", lines, "application/x-ndjson");
            time += Stopwatch.GetElapsedTime(started);
            added += answer.RootElement.GetProperty("added").GetInt32();
        }
        if (added != count) throw new InvalidOperationException($"{count} papers were sent, and {added} taken for new.");
        var alone = Path.Combine(work, "alone.db");
        var theirs = count / ByItself(CorpusPapers.Of(data, count), alone).TotalSeconds;
        File.Delete(alone);
        var ours = count / time.TotalSeconds;
        table.Add("import", $"{ours:n0} a second", "SQLite alone", $"{theirs:n0} a second", $"{ours / theirs:0.00} of its rate");
        table.Add("most memory during the import", $"{daemon.MostMegabytes():n0} MB", "", "", "");
    }

    /// <summary>A digest of the newest papers' day and the workday before, without a language model.</summary>
    private static async Task MeasureDigestAsync(Table table, PublishedProgram daemon, int count)
    {
        daemon.ForgetMostMegabytes();
        var started = Stopwatch.GetTimestamp();
        using var queued = await daemon.SendAsync(
            HttpMethod.Post, "/v1/runs",
            new { kind = "digest", sources = Array.Empty<object>(), date = CorpusPapers.DayOf(count - 1, count) });
        var run = "/v1/runs/" + queued.RootElement.GetProperty("id").GetString();
        while (true)
        {
            using var now = await daemon.GetAsync(run);
            var state = now.RootElement.GetProperty("state").GetString();
            if (state is "succeeded" or "partial") break;
            if (state is not ("queued" or "running")) throw new InvalidOperationException($"The digest ended as {now.RootElement}.");
            await Task.Delay(50);
        }
        table.Add("a digest of two days", $"{Stopwatch.GetElapsedTime(started).TotalMilliseconds:n0}", "", "", "");
        table.Add("most memory during the digest", $"{daemon.MostMegabytes():n0} MB", "", "", "");
    }

    private static async Task MeasureRequestsAsync(Table table, string name, PublishedProgram daemon, Func<int, string> path)
    {
        var times = new List<double>();
        // The first compile what the others run.
        for (var i = 0; i < 5; i++) await daemon.GetAsync(path(i));
        for (var i = 0; i < Requests; i++) times.Add(await daemon.TimeAsync(path(i)));
        table.Add(name, Both(times), "", "", "");
    }

    /// <summary>How long SQLite takes to write the same rows with their full text, by one prepared statement each and a transaction for as
    /// many as a request brings.</summary>
    private static TimeSpan ByItself(IEnumerable<ImportedPaper> papers, string path)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
            CREATE TABLE papers (number INTEGER PRIMARY KEY, id TEXT UNIQUE, title TEXT, abstract TEXT, authors TEXT, categories TEXT, published TEXT);
            CREATE VIRTUAL TABLE papers_fts USING fts5 (title, abstract, authors, tokenize = 'porter unicode61');
            """;
        command.ExecuteNonQuery();
        using var row = connection.CreateCommand();
        row.CommandText = "INSERT INTO papers (number, id, title, abstract, authors, categories, published) VALUES (@number, @id, @title, "
            + "@abstract, @authors, @categories, @published)";
        using var words = connection.CreateCommand();
        words.CommandText = "INSERT INTO papers_fts (rowid, title, abstract, authors) VALUES (@number, @title, @abstract, @authors)";
        foreach (var name in (string[])["@number", "@id", "@title", "@abstract", "@authors", "@categories", "@published"])
        {
            row.Parameters.Add(new SqliteParameter(name, null));
            if (words.CommandText.Contains(name, StringComparison.Ordinal)) words.Parameters.Add(new SqliteParameter(name, null));
        }
        var (time, number) = (TimeSpan.Zero, 0);
        foreach (var batch in papers.Chunk(BatchSize))
        {
            var started = Stopwatch.GetTimestamp();
            using var transaction = connection.BeginTransaction();
            (row.Transaction, words.Transaction) = (transaction, transaction);
            foreach (var paper in batch)
            {
                object[] values = [++number, paper.Id, paper.Title, paper.Abstract, string.Join(", ", paper.Authors),
                    string.Join(' ', paper.Categories), paper.Published];
                for (var i = 0; i < values.Length; i++) row.Parameters[i].Value = values[i];
                row.ExecuteNonQuery();
                for (var i = 0; i < 4; i++) words.Parameters[i].Value = values[i == 0 ? 0 : i + 1];
                words.ExecuteNonQuery();
            }
            transaction.Commit();
            time += Stopwatch.GetElapsedTime(started);
        }
        return time;
    }

    /// <summary>An application that answers <c>/health</c> and nothing else, published as the daemon is.</summary>
    private static string BareApplication(string work)
    {
        var folder = Directory.CreateDirectory(Path.Combine(work, "bare-source")).FullName;
        File.WriteAllText(Path.Combine(folder, "Directory.Build.props"), "<Project />");
        File.WriteAllText(Path.Combine(folder, "Bare.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>
            """);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), """
            using Microsoft.AspNetCore.Builder;
            var builder = WebApplication.CreateSlimBuilder(args);
            var application = builder.Build();
            application.MapGet("/health", () => "ok");
            application.Run();
            """);
        return Path.Combine(Publish(Path.Combine(folder, "Bare.csproj"), Path.Combine(work, "bare")), "Bare");
    }

    internal static string Publish(string project, string into)
    {
        using var publish = Process.Start(new ProcessStartInfo("dotnet",
            ["publish", project, "-c", "Release", "-r", System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier,
                "--self-contained", "-p:PublishSingleFile=true",
                "-p:PublishReadyToRun=true", "-o", into, "-v:q", "--nologo"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var said = publish.StandardOutput.ReadToEnd();
        publish.WaitForExit();
        return publish.ExitCode == 0 ? into : throw new InvalidOperationException($"{project} could not be published: {said}");
    }

    private static double Median(List<double> values) => Percentile(values, 0.5);

    private static double Percentile(List<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
    }

    private static string Both(List<double> times) => $"{Median(times):n0}; p95 {Percentile(times, 0.95):n0}";
}
