using LocalDigest.Ingestion;
using LocalDigest.Judging;
using LocalDigest.Llm;
using LocalDigest.Profiles;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Tests.Judging;

public sealed class VerdictTableTests
{
    [Fact]
    public async Task A_cause_is_worded_alike_after_it_was_stored()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync([new { id = "arxiv:2601.00001", title = "A title about robots that grasp" }]);
        var paper = Assert.Single(daemon.Services.GetRequiredService<PaperTable>().Find(new HashSet<long> { 1 }));
        var table = daemon.Services.GetRequiredService<VerdictTable>();
        var made = new Verdict { PaperNumber = 1, State = VerdictState.Failed, Failure = LlmFailure.Throttled, Detail = "It is busy.", At = DateTimeOffset.UnixEpoch };
        var prompt = daemon.Services.GetRequiredService<Judge>().PromptOf(Profile.Default);
        table.Save(prompt, "model", [(paper, made)]);
        Assert.Equal(made, table.Of(prompt.Key, "model")[1]);
        Assert.Equal("cause-llm-throttled", Assert.Single(table.Given(prompt)).Verdict.Cause?.Name);
    }
}
