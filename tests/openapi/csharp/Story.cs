// README's story by a client that was generated of the description: papers come in, are ranked, a thumb changes the order, a digest is
// made and read.
using System.Net.Http.Headers;
using System.Text;
using Generated;

using var http = new HttpClient { BaseAddress = new Uri(args[0]) };
http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", args[1]);
var daemon = new Daemon(http);
Check("healthy", (await daemon.HealthAsync()).Status == HealthResponseStatus.Ok);

using var lines = new MemoryStream(Encoding.UTF8.GetBytes(args[2]));
var taken = await daemon.ImportPapersAsync(new FileParameter(lines, "papers.ndjson", "application/x-ndjson"));
Check("imported", taken is { Added: 12, Rejected.Count: 0 });

var profile = await daemon.PatchProfileAsync("default", null, new ProfilePatch { Interests = "Robots that fold towels", Sources = [] });
Check("interests", profile is { Interests: "Robots that fold towels", Revision: > 1 });

var ranked = await daemon.ListPapersAsync(null, null, null, null, null, null, null, null, null, null, null, null, 50, null);
Check("ranked", ranked.Items.Count == 12 && ranked.Items.First().Reasons.Count > 0
    && ranked.Items.Zip(ranked.Items.Skip(1)).All(pair => pair.First.Score >= pair.Second.Score));

var last = ranked.Items.Last().Id;
var learned = await daemon.PutFeedbackAsync(last, new FeedbackRequest { Value = Thumb.Up });
var after = await daemon.ListPapersAsync(null, null, null, null, null, null, null, null, null, null, null, null, 50, null);
Check("order changed", learned.ModelVersion > 0 && after.Items.Select(paper => paper.Id).ToList().IndexOf(last) < 11
    && after.Items.Single(paper => paper.Id == last).Feedback == Thumb.Up);

var run = await daemon.StartRunAsync(new RunRequest { Kind = RunRequestKind.Digest, Sources = [] });
for (var i = 0; i < 600 && run.State is JobState.Queued or JobState.Running; i++)
{
    await Task.Delay(100);
    run = await daemon.GetRunAsync(run.Id);
}
Check("digest made", run is { State: JobState.Succeeded, Digest: not null });

var digest = await daemon.GetDigestAsync(run.Digest!, null);
Check("digest read", digest.Papers.Count > 0 && digest.Papers.Any(paper => paper.Title.Contains("towel", StringComparison.Ordinal)));
Check("why", Enum.IsDefined((await daemon.ExplainPaperAsync(last, null)).Outcome));

try
{
    await daemon.GetPaperAsync("arxiv:2601.00000", null);
    Check("refused", false);
}
catch (ApiException<ProblemResponse> refusal)
{
    Check("refused", refusal.StatusCode == 404 && refusal.Result.Detail!.Contains("2601.00000", StringComparison.Ordinal));
}
return 0;

static void Check(string what, bool holds)
{
    if (!holds) throw new InvalidOperationException($"It does not hold: {what}");
    Console.WriteLine($"ok {what}");
}
