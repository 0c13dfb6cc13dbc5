using LocalDigest.Llm;
using LocalDigest.Storage;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Llm;

/// <summary>What the ledger knows of a request before, while and after it is under way.</summary>
public sealed class CallLedgerTests : IAsyncDisposable
{
    private const string Purpose = "judge";

    private static readonly DateTimeOffset Start = new(2026, 1, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly TempFolder folder = new();
    private readonly SkippingTime time = new(Start);
    private readonly FakeLlm llm = new();
    private readonly Database database;
    private readonly CallLedger ledger;

    public CallLedgerTests()
    {
        database = Database.Open(folder.Path, time);
        ledger = new CallLedger(database, time);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        database.Dispose();
        await llm.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_request_is_on_disk_with_its_estimate_while_it_is_under_way_and_with_its_figures_afterwards()
    {
        LlmCost? meanwhile = null;
        llm.Before = (_, _) =>
        {
            meanwhile = ledger.Of("run");
            return Task.FromResult(false);
        };
        using var model = Model();
        await AskAsync(model);
        // Two tokens for "system", one for "user"; nine are usual for an answer.
        Assert.Equal(new LlmCost(1, 3, 9, null, null, 1), meanwhile);
        Assert.Equal(new LlmCost(1, 1000, 100, null, null, 0), ledger.Of("run"));
        Assert.Equal(1, ledger.Since("reader", Purpose, Start).Cost.Requests);
        Assert.Equal(0, ledger.Since("another", Purpose, Start).Cost.Requests);
    }

    [Fact]
    public async Task What_could_not_be_sent_is_not_in_the_ledger()
    {
        using var model = Model(options => options with { BaseUrl = "http://127.0.0.1:9/v1" });
        var error = await Assert.ThrowsAsync<LlmException>(() => AskAsync(model));
        Assert.Equal(LlmFailure.Unreachable, error.Failure);
        Assert.Equal(0, ledger.Of("run").Requests);
    }

    [Fact]
    public async Task Of_a_request_without_an_answer_or_without_figures_the_estimate_stands()
    {
        using var model = Model();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        llm.Before = async (asked, context) =>
        {
            if (asked.Number == 1) await stop.CancelAsync();
            else await FakeLlm.WriteAsync(context, """{"choices":[{"message":{"content":"{}"}}]}""");
            return true;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AskAsync(model, ct: stop.Token));
        Assert.Equal(new LlmCost(1, 3, 9, null, null, 1), ledger.Of("run"));
        await AskAsync(model);
        Assert.Equal(new LlmCost(2, 6, 18, null, null, 2), ledger.Of("run"));
    }

    [Fact, TakesLong]
    public async Task A_request_that_the_server_refused_took_nothing()
    {
        llm.Before = async (_, context) =>
        {
            await FakeLlm.WriteAsync(context, """{"error":{"message":"bad key"}}""", 401);
            return true;
        };
        using var model = Model();
        await Assert.ThrowsAsync<LlmException>(() => AskAsync(model));
        Assert.Equal(new LlmCost(1, 0, 0, null, null, 0), ledger.Of("run"));
    }

    [Fact]
    public async Task A_request_keeps_the_price_of_its_day_and_a_sum_with_unknown_prices_is_not_known()
    {
        LlmPrice From(int day, decimal usd) =>
            new() { Since = new DateOnly(2026, 1, day), UsdPerMillionInputTokens = usd, UsdPerMillionOutputTokens = 10 * usd };
        using (var model = Model(options => options with { Prices = [From(22, 3), From(1, 1), From(21, 2)] }))
        {
            await AskAsync(model);
            Assert.Equal(0.004, ledger.Of("run").Usd!.Value, 9);
        }
        using (var model = Model(options => options with { Prices = [From(22, 3)] })) await AskAsync(model);
        var sum = ledger.Of("run");
        Assert.Null(sum.Usd);
        Assert.Equal(0.004, sum.UsdAtLeast!.Value, 9);
    }

    [Fact]
    public void A_limit_of_tokens_counts_what_is_read_and_what_is_written_of_all_requests()
    {
        LedgerCall Call(long input, long output) => new()
        {
            Profile = "reader", Purpose = Purpose, Model = "m", InputTokens = input, OutputTokens = output,
            Limit = new SpendingLimit(Start, "Enough.", Tokens: 1000),
        };
        Assert.Null(ledger.Open(Call(950, 100), Start));
        Assert.NotNull(ledger.Open(Call(600, 100), Start));
        Assert.Null(ledger.Open(Call(250, 100), Start));
        Assert.NotNull(ledger.Open(Call(250, 50), Start));
        Assert.Null(ledger.Open(Call(1, 0), Start));
        // Of another profile, or of the days before, nothing counts.
        Assert.NotNull(ledger.Open(Call(900, 100) with { Profile = "another" }, Start));
        var later = Start.AddSeconds(1);
        Assert.NotNull(ledger.Open(Call(900, 100) with { Limit = new SpendingLimit(later, "Enough.", Tokens: 1000) }, later));
    }

    [Fact]
    public void The_sums_of_days_hold_their_first_and_their_last_day()
    {
        foreach (var day in (int[])[-1, 0, 1, 2])
        {
            ledger.Open(new LedgerCall { Purpose = Purpose, Model = "m", InputTokens = 1, OutputTokens = 1 }, Start.AddDays(day));
        }
        var first = DateOnly.FromDateTime(Start.UtcDateTime);
        Assert.Equal([first, first.AddDays(1)], ledger.Between(first, first.AddDays(1), null).Select(sum => sum.Day).Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_limit_is_kept_by_requests_side_by_side_in_several_processes(int processes)
    {
        var hold = new TaskCompletionSource();
        llm.Before = async (_, _) =>
        {
            await hold.Task;
            return false;
        };
        var databases = Enumerable.Range(0, processes).Select(_ => Database.Open(folder.Path, time)).ToList();
        var models = databases.Select(own => Model(with: new CallLedger(own, time))).ToList();
        // Twelve tokens each: three fit.
        var limit = new SpendingLimit(Start, "Enough.", Tokens: 40);
        var asking = Enumerable.Range(0, 12).Select(i => AskAsync(models[i % processes], limit)).ToList();
        await TestDaemon.UntilAsync(() => Task.FromResult(asking.Count(one => one.IsFaulted) == 9));
        hold.SetResult();
        foreach (var refused in asking.Where(one => one.IsFaulted))
        {
            var error = await Assert.ThrowsAsync<LlmException>(() => refused);
            Assert.Equal((LlmFailure.OverProfileBudget, "Enough."), (error.Failure, error.Message));
        }
        await Task.WhenAll(asking.Where(one => !one.IsFaulted));
        Assert.Equal(3, llm.Requests.Count);
        Assert.Equal(3, ledger.Of("run").Requests);
        foreach (var model in models) model.Dispose();
        foreach (var own in databases) own.Dispose();
    }

    [Fact]
    public async Task Money_without_a_price_allows_nothing()
    {
        using var model = Model();
        var error = await Assert.ThrowsAsync<LlmException>(() => AskAsync(model, new SpendingLimit(Start, "Enough.", Usd: 1000)));
        Assert.Equal(LlmFailure.OverProfileBudget, error.Failure);
        Assert.Empty(llm.Requests);
    }

    [Fact]
    public async Task Purposes_named_after_another_share_its_limit()
    {
        using var model = Model();
        // An answer of the stand-in takes 1,100 tokens, whatever was expected.
        var limit = new SpendingLimit(Start, "Enough.", Tokens: 2000) { Purpose = Purpose };
        await AskAsync(model, limit, purpose: "judgement");
        await AskAsync(model, limit, purpose: Purpose);
        await AskAsync(model, limit, purpose: $"{Purpose}-titles");
        foreach (var purpose in (string[])[Purpose, $"{Purpose}-titles"])
        {
            var error = await Assert.ThrowsAsync<LlmException>(() => AskAsync(model, limit, purpose: purpose));
            Assert.Equal(LlmFailure.OverProfileBudget, error.Failure);
        }
        Assert.Equal(2, ledger.Since("reader", Purpose, Start).Cost.Requests);
        Assert.Equal(1, ledger.Of(["run"], Purpose).Requests);
    }

    private ChatModel Model(Func<LlmOptions, LlmOptions>? change = null, CallLedger? with = null)
    {
        var options = new LlmOptions { BaseUrl = llm.BaseUrl, Model = "fake", Concurrency = 12 };
        return new ChatModel(change?.Invoke(options) ?? options, with ?? ledger, time);
    }

    private static Task<ChatAnswer> AskAsync(ChatModel model, SpendingLimit? limit = null, CancellationToken? ct = null, string purpose = Purpose) =>
        model.AskAsync(
            FakeLlm.Question with { Purpose = purpose, UsualOutputTokens = 9, Limit = limit },
            "run", "reader", new LlmBudget(100, 1_000_000), ct ?? Ct);
}
