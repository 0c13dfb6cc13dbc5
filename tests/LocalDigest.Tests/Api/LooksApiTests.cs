using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Api;

/// <summary>When a reader last looked is the same in all of their browsers.</summary>
public sealed class LooksApiTests
{
    private readonly SettableClock clock = new(new DateTimeOffset(2026, 1, 19, 9, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task It_is_the_last_day_before_today_however_often_one_looks_today()
    {
        await using var daemon = await TestDaemon.StartAsync(clock: clock);
        Assert.Null(await BeforeAsync(daemon));
        Assert.Null(await LookAsync(daemon));
        await LookAsync(daemon);
        Assert.Null(await BeforeAsync(daemon));
        clock.Now = clock.Now.AddDays(3);
        Assert.Equal("2026-01-19", await BeforeAsync(daemon));
        for (var i = 0; i < 2; i++) Assert.Equal("2026-01-19", await LookAsync(daemon));
        Assert.Equal("2026-01-19", await BeforeAsync(daemon));
        clock.Now = clock.Now.AddDays(1);
        Assert.Equal("2026-01-22", await BeforeAsync(daemon));
    }

    [Fact]
    public async Task Each_profile_has_its_own_which_goes_with_it()
    {
        await using var daemon = await TestDaemon.StartAsync(clock: clock);
        await daemon.PostAsync("/v1/profiles", new { name = "Other" });
        await LookAsync(daemon, "other");
        clock.Now = clock.Now.AddDays(1);
        Assert.Equal("2026-01-19", await BeforeAsync(daemon, "other"));
        Assert.Null(await BeforeAsync(daemon));
        using var gone = await daemon.SendAsync(HttpMethod.Delete, "/v1/profiles/other");
        await daemon.PostAsync("/v1/profiles", new { name = "Other" });
        Assert.Null(await BeforeAsync(daemon, "other"));
        using var nobody = await daemon.SendAsync(HttpMethod.Get, "/v1/profiles/nobody/looks");
        Assert.Equal(404, (int)nobody.StatusCode);
    }

    private static async Task<string?> LookAsync(TestDaemon daemon, string profile = "default")
    {
        using var answer = await daemon.SendAsync(HttpMethod.Post, $"/v1/profiles/{profile}/looks");
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["before"]?.GetValue<string>();
    }

    private static async Task<string?> BeforeAsync(TestDaemon daemon, string profile = "default") =>
        (await daemon.GetAsync($"/v1/profiles/{profile}/looks"))["before"]?.GetValue<string>();
}
