using System.Globalization;
using System.Text.Json;
using LocalDigest.Daemon.Api;
using LocalDigest.Daemon.Hosting;
using LocalDigest.Profiles;
using LocalDigest.Runs;

namespace LocalDigest.Daemon.Cli;

/// <summary>What <c>--today</c> does: makes today's digest of the first profile and says on the console where it is.</summary>
internal sealed class TodaysDigest(
    DaemonOptions options, RunStarter starter, ProfileTable profiles, AccessToken token, DaemonAddress address, TimeProvider clock)
    : BackgroundService
{
    /// <summary>Makes it at a daemon that runs already.</summary>
    /// <param name="daemon">Where that is.</param>
    /// <param name="console">Takes what happens.</param>
    /// <returns>The exit code; null where the daemon does not answer (any more).</returns>
    public static async Task<int?> MakeAtAsync(DaemonRecord daemon, TextWriter console)
    {
        using var http = RunFollower.Client(daemon.Url, daemon.Token);
        RunResponse run;
        try
        {
            var all = (await http.GetFromJsonAsync<ProfilesResponse>("/v1/profiles", RunFollower.Json))!.Items;
            var profile = all.FirstOrDefault(profile => profile.Id == Profile.DefaultId) ?? all[0];
            using var started = await http.PostAsJsonAsync("/v1/runs", new RunRequest { Kind = "digest", Profile = profile.Id });
            run = (await started.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<RunResponse>(RunFollower.Json))!;
            await console.WriteLineAsync($"The daemon at {daemon.Url} makes today's digest for '{profile.Name}'…");
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or JsonException)
        {
            // Gone, hanging, or something else that has its port now.
            return null;
        }
        try
        {
            return await new RunFollower(http, console).FollowAsync(run.Id, CancellationToken.None) ? 0 : 1;
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            await console.WriteLineAsync($"The daemon at {daemon.Url} ended before the digest was ready. Once it runs again, it goes on with it.");
            return 1;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.MakeTodaysDigest) return;
        var url = await address.Known.WaitAsync(stoppingToken);
        var today = DateOnly.FromDateTime(clock.GetLocalNow().DateTime);
        var profile = profiles.Find(Profile.DefaultId) ?? profiles.All()[0];
        var job = starter.StartDigest(new DigestRequest { Profile = profile.Id, Date = today, SampleIfUnreachable = true });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Making the digest of {today:yyyy-MM-dd} for '{profile.Name}'…"));
        using var http = RunFollower.Client(url, token.Value);
        await new RunFollower(http, Console.Out).FollowAsync(job.Id, stoppingToken);
    }
}
