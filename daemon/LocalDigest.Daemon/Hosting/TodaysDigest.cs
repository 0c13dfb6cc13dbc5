using LocalDigest.Digests;
using LocalDigest.Jobs;
using LocalDigest.Profiles;
using LocalDigest.Runs;
using LocalDigest.Text;

namespace LocalDigest.Daemon.Hosting;

/// <summary>What <c>--today</c> does: makes today's digest of the first profile and says on the console where it is.</summary>
internal sealed class TodaysDigest(
    DaemonOptions options, RunStarter starter, JobTable jobs, JobEvents events, ProfileTable profiles, DigestTable digests, StyleCatalogue styles, AccessToken token, DaemonAddress address, TimeProvider clock) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.MakeTodaysDigest) return;
        var url = await address.Known.WaitAsync(stoppingToken);
        var today = DateOnly.FromDateTime(clock.GetLocalNow().DateTime);
        using var subscription = events.Listen();
        var profile = profiles.Find(Profile.DefaultId) ?? profiles.All()[0];
        var job = starter.StartDigest(new DigestRequest { Profile = profile.Id, Date = today, SampleIfUnreachable = true });
        Console.WriteLine($"Making the digest of {today:yyyy-MM-dd} for '{profile.Name}'…");
        var stage = "";
        for (var now = job; ; now = await subscription.Changes.ReadAsync(stoppingToken))
        {
            if (now.Id != job.Id) continue;
            if (now.IsFinished) break;
            if (now.Stage is { } next && next != stage) Console.WriteLine($"  {stage = next}…");
        }
        Tell(jobs.Find(job.Id)!, url);
    }

    private void Tell(Job job, string url)
    {
        foreach (var problem in job.Problems) Console.WriteLine($"  ! {problem.Message}");
        if (job.Result is not { } id || digests.Find(id) is not { } digest)
        {
            Console.WriteLine("There is no digest. The lines above say why; start again when that is mended.");
            return;
        }
        foreach (var notice in digest.Notices.Where(notice => notice.Kind == "sample")) Console.WriteLine($"  {notice.Text}");
        Console.WriteLine();
        Console.WriteLine($"The digest is ready: {styles.WordsFor("en").Fill("passed", [Saying.Number(digest.Papers.Count), Saying.Number(digest.Counts.Considered)])}.");
        for (var i = 0; i < Math.Min(5, digest.Papers.Count); i++) Console.WriteLine($"  {i + 1}. {digest.Papers[i].Title}");
        Console.WriteLine();
        Console.WriteLine($"  in a browser, within a minute:  {url}/#code={token.NewCode()}");
        Console.WriteLine($"  by its address:                 {url}/v1/digests/latest" + (options.NeedsToken ? "  (the token is in daemon.json in the data directory)" : ""));
        Console.WriteLine();
    }
}

/// <summary>Where the daemon listens, once it does.</summary>
internal sealed class DaemonAddress
{
    private readonly TaskCompletionSource<string> known = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<string> Known => known.Task;

    public void Set(string url) => known.TrySetResult(url);
}
