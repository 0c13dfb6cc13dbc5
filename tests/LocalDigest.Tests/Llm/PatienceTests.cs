using LocalDigest.Llm;
using LocalDigest.Storage;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Llm;

/// <summary>How long, and how often, an answer of the model is waited for.</summary>
public sealed class PatienceTests : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly SkippingTime time = new(new DateTimeOffset(2026, 1, 21, 12, 0, 0, TimeSpan.Zero));
    private readonly FakeLlm llm = new();
    private readonly Database database;
    private readonly ChatModel model;

    public PatienceTests()
    {
        database = Database.Open(folder.Path, time);
        model = new ChatModel(new LlmOptions { BaseUrl = llm.BaseUrl, Model = "fake" }, new CallLedger(database, time), time);
    }

    public async ValueTask DisposeAsync()
    {
        model.Dispose();
        database.Dispose();
        await llm.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData(429, "0", 1, 2, 4)]
    [InlineData(429, "20", 20, 20, 20)]
    [InlineData(503, "60", 60, 60, 60)]
    public async Task A_failure_that_may_pass_is_waited_for_three_times(int status, string? retryAfter, params int[] waits)
    {
        Refuse(status, retryAfter, times: 3);
        Assert.Equal("{}", (await AskAsync()).Text);
        Assert.Equal(4, llm.Requests.Count);
        Assert.Equal(waits, time.Waits.Select(wait => (int)wait.TotalSeconds));
    }

    [Fact]
    public async Task A_server_that_fails_is_asked_again_once_and_then_in_the_plainest_form()
    {
        Refuse(500, retryAfter: null, times: 2);
        Assert.Equal("""{"verdicts":[]}""", (await AskAsync()).Text);
        Assert.Equal(["json_schema", "json_schema", null], llm.Requests.Select(asked => asked.Body["response_format"]?["type"]?.GetValue<string>()));
    }

    [Theory]
    [InlineData(500, null, 3, "ServerFailed")]
    [InlineData(429, "61", 1, "Throttled")]
    [InlineData(429, "Wed, 21 Jan 2026 13:00:00 GMT", 1, "Throttled")]
    [InlineData(401, null, 1, "KeyRefused")]
    [InlineData(400, null, 2, "RequestRefused")]
    public async Task What_does_not_pass_or_asks_for_too_long_a_pause_ends(int status, string? retryAfter, int requests, string failure)
    {
        Refuse(status, retryAfter, times: int.MaxValue);
        var error = await Assert.ThrowsAsync<LlmException>(AskAsync);
        Assert.Equal(failure, error.Failure.ToString());
        Assert.Equal(requests, llm.Requests.Count);
    }

    private void Refuse(int status, string? retryAfter, int times) => llm.Before = async (asked, context) =>
    {
        if (asked.Number > times) return false;
        if (retryAfter is not null) context.Response.Headers.RetryAfter = retryAfter;
        await FakeLlm.WriteAsync(context, """{"error":{"message":"not now"}}""", status);
        return true;
    };

    private Task<ChatAnswer> AskAsync() => model.AskAsync(
        FakeLlm.Question, "run", "default", new LlmBudget(100, 1_000_000),
        TestContext.Current.CancellationToken);
}
