using System.Text.Json.Nodes;
using LocalDigest.Llm;
using LocalDigest.Storage;
using LocalDigest.Tests.StandIns;
using Microsoft.AspNetCore.Http;

namespace LocalDigest.Tests.Llm;

/// <summary>Answers that come slowly: one that goes on is waited for, one that does not is given up.</summary>
public sealed class SlowAnswerTests : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly FakeLlm llm = new();
    private readonly Database database;
    private readonly ChatModel model;

    public SlowAnswerTests()
    {
        database = Database.Open(folder.Path, TimeProvider.System);
        model = new ChatModel(new LlmOptions { BaseUrl = llm.BaseUrl, Model = "fake", TimeoutSeconds = 1 }, new CallLedger(database, TimeProvider.System), TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        model.Dispose();
        database.Dispose();
        await llm.DisposeAsync();
        folder.Dispose();
    }

    [Fact, TakesLong]
    public async Task A_model_that_writes_slowly_is_read_to_the_end()
    {
        llm.Before = async (_, context) =>
        {
            context.Response.ContentType = "text/event-stream";
            foreach (var word in (string[])["{", "\"a\"", ":", "1", "}"])
            {
                await Task.Delay(400, context.RequestAborted);
                await SendAsync(context, $"data: {Event(word)}\n\n");
            }
            return true;
        };
        Assert.Equal("""{"a":1}""", (await AskAsync()).Text);
    }

    [Theory, TakesLong]
    [InlineData("{\"choices\":[{\"message\":{\"content\":\"a very long answer", "application/json", 1)]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n", "text/event-stream", 1)]
    [InlineData(": keep-alive\n\n", "text/event-stream", 100)]
    [InlineData("data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n", "text/event-stream", 100)]
    public async Task Bytes_that_bring_no_words_are_given_up_in_time(string text, string type, int atOnce)
    {
        llm.Before = async (_, context) =>
        {
            context.Response.ContentType = type;
            while (!context.RequestAborted.IsCancellationRequested)
            {
                foreach (var piece in text.Chunk(atOnce))
                {
                    await Task.Delay(50, context.RequestAborted);
                    await SendAsync(context, new string(piece));
                }
            }
            return true;
        };
        var started = TimeProvider.System.GetTimestamp();
        var error = await Assert.ThrowsAsync<LlmException>(AskAsync);
        Assert.Equal(LlmFailure.TimedOut, error.Failure);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0.9, 4);
    }

    [Fact]
    public async Task A_run_asks_no_longer_than_it_may()
    {
        var time = new SkippingTime(DateTimeOffset.UnixEpoch);
        using var other = new ChatModel(
            new LlmOptions { BaseUrl = llm.BaseUrl, Model = "fake", MaxMinutesPerRun = 5 }, new CallLedger(database, time), time);
        var session = other.Begin("run", "default");
        await session.AskAsync(FakeLlm.Question, TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromMinutes(6));
        var error = await Assert.ThrowsAsync<LlmException>(() => session.AskAsync(FakeLlm.Question, TestContext.Current.CancellationToken));
        Assert.Equal(LlmFailure.OverBudget, error.Failure);
        Assert.Contains("MaxMinutesPerRun", error.Message, StringComparison.Ordinal);
        Assert.Single(llm.Requests);
    }

    private static async Task SendAsync(HttpContext context, string text)
    {
        await context.Response.WriteAsync(text, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static string Event(string word) =>
        new JsonObject { ["choices"] = new JsonArray(new JsonObject { ["delta"] = new JsonObject { ["content"] = word } }) }.ToJsonString();

    private Task<ChatAnswer> AskAsync() =>
        model.AskAsync(FakeLlm.Question, "run", "default", new LlmBudget(100, 1_000_000), TestContext.Current.CancellationToken);
}
