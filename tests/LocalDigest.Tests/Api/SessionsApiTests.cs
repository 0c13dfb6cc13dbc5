using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using LocalDigest.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Tests.Api;

public sealed class SessionsApiTests
{
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_browser_is_signed_in_once_and_stays_so_over_restarts()
    {
        using var folder = new TempFolder();
        string cookie;
        await using (var daemon = await TestDaemon.StartAsync(folder: folder.Path))
        {
            cookie = await SignInAsync(daemon);
            using var browser = Browser(daemon, cookie);
            var item = Assert.Single(await SessionsAsync(browser));
            Assert.Equal(("Firefox on Linux", true), (item!["name"]!.GetValue<string>(), item["current"]!.GetValue<bool>()));
            Assert.False(Assert.Single((await daemon.GetAsync("/v1/sessions"))["items"]!.AsArray())!["current"]!.GetValue<bool>());
        }
        await using (var daemon = await TestDaemon.StartAsync(folder: folder.Path))
        {
            using var browser = Browser(daemon, cookie);
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/v1/papers", Ct)).StatusCode);
            using var written = await browser.PostAsJsonAsync("/v1/profiles", new { name = "By cookie" }, Ct);
            Assert.Equal(HttpStatusCode.Created, written.StatusCode);
        }
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_of_other_sites()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var header = await SetCookieAsync(daemon);
        Assert.Contains("; httponly", header, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; samesite=strict", header, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; max-age=34560000", header, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain", header, StringComparison.OrdinalIgnoreCase);
        using var browser = Browser(daemon, header.Split(';')[0]);
        foreach (var (name, value) in ((string, string)[])[("Origin", "http://evil.test"), ("Sec-Fetch-Site", "same-site"), (
            "Host", "evil.test")])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/papers");
            request.Headers.TryAddWithoutValidation(name, value);
            using var refused = await browser.SendAsync(request, Ct);
            Assert.Equal((name, HttpStatusCode.Forbidden), (name, refused.StatusCode));
        }
    }

    [Fact]
    public async Task What_is_taken_back_is_out_at_once_with_what_it_has_open()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var lost = Browser(daemon, await SignInAsync(daemon));
        using var mine = Browser(daemon, await SignInAsync(daemon, "Mine"));
        var id = Assert.Single(await SessionsAsync(lost), item => item!["current"]!.GetValue<bool>())!["id"]!.GetValue<string>();
        using var events = await lost.GetAsync("/v1/events", HttpCompletionOption.ResponseHeadersRead, Ct);
        await using var stream = await events.Content.ReadAsStreamAsync(Ct);

        using var deleted = await mine.DeleteAsync($"/v1/sessions/{id}", Ct);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await Assert.ThrowsAnyAsync<IOException>(
            async () => await stream.CopyToAsync(Stream.Null, Ct).WaitAsync(TimeSpan.FromSeconds(10), Ct));
        using var refused = await lost.GetAsync("/v1/papers", Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("Mine", Assert.Single(await SessionsAsync(mine))!["name"]!.GetValue<string>());
        using var again = await mine.DeleteAsync($"/v1/sessions/{id}", Ct);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Fact]
    public async Task A_browser_signs_itself_out_and_is_told_so()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var browser = Browser(daemon, await SignInAsync(daemon));
        var id = Assert.Single(await SessionsAsync(browser))!["id"]!.GetValue<string>();
        using var deleted = await browser.DeleteAsync($"/v1/sessions/{id}", Ct);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Contains(
            "expires=Thu, 01 Jan 1970", Assert.Single(deleted.Headers.GetValues("Set-Cookie")), StringComparison.OrdinalIgnoreCase);
        using var refused = await browser.GetAsync("/v1/sessions", Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task A_code_of_a_signed_in_browser_signs_another_in_and_never_gives_the_token()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var browser = Browser(daemon, await SignInAsync(daemon));
        async Task<string> CodeAsync()
        {
            using var made = await browser.PostAsync("/v1/session/codes", null, Ct);
            return (await made.Content.ReadFromJsonAsync<JsonNode>(Ct))!["url"]!.GetValue<string>().Split("#code=")[1];
        }
        using var nobody = Browser(daemon, "");
        using var token = await nobody.PostAsJsonAsync("/v1/session", new { code = await CodeAsync() }, Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, token.StatusCode);
        var code = await CodeAsync();
        using var second = await nobody.PostAsJsonAsync("/v1/sessions", new { code }, Ct);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        using var used = await nobody.PostAsJsonAsync("/v1/sessions", new { code }, Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, used.StatusCode);
        Assert.Equal(2, (await SessionsAsync(browser)).Count);
    }

    [Fact]
    public async Task Nothing_on_the_disk_lets_anybody_in()
    {
        using var folder = new TempFolder();
        string cookie;
        await using (var daemon = await TestDaemon.StartAsync(folder: folder.Path))
        {
            cookie = await SignInAsync(daemon);
        }
        var secret = cookie.Split('=')[1];
        Assert.True(secret.Length >= 43);
        foreach (var file in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories))
        {
            Assert.Equal(-1, (await File.ReadAllBytesAsync(file, Ct)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)));
        }
        await using var again = await TestDaemon.StartAsync(folder: folder.Path);
        var hash = again.Services.GetRequiredService<Database>().Read(
            read => read.First("SELECT secret_hash FROM sessions", row => row.Bytes(0)))!;
        foreach (var guess in (string[])[Convert.ToHexString(hash), Convert.ToBase64String(hash), ""])
        {
            using var thief = Browser(again, $"localdigest-1={guess}");
            Assert.Equal(HttpStatusCode.Unauthorized, (await thief.GetAsync("/v1/papers", Ct)).StatusCode);
        }
    }

    [Fact]
    public async Task A_browser_that_is_in_use_stays_in_and_one_that_is_not_is_out_after_400_days()
    {
        var clock = new SettableClock(DateTimeOffset.UtcNow);
        await using var daemon = await TestDaemon.StartAsync(clock: clock);
        using var browser = Browser(daemon, await SignInAsync(daemon));
        clock.Now += TimeSpan.FromDays(300);
        using var used = await browser.GetAsync("/v1/info", Ct);
        // The browser keeps the cookie for another 400 days.
        Assert.Contains("max-age=34560000", Assert.Single(used.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        using var soon = await browser.GetAsync("/v1/info", Ct);
        Assert.False(soon.Headers.Contains("Set-Cookie"));
        clock.Now += TimeSpan.FromDays(300);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/v1/info", Ct)).StatusCode);
        clock.Now += TimeSpan.FromDays(401);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/v1/info", Ct)).StatusCode);
    }

    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1", "Safari on iPhone")]
    [InlineData("Mozilla/5.0 (Linux; Android 15) Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome on Android")]
    [InlineData("<script>", "A browser")]
    [InlineData("", "A browser")]
    public void A_browser_has_a_name_that_its_reader_knows(string userAgent, string name) =>
        Assert.Equal(name, LocalDigest.Daemon.Hosting.BrowserName.Of(userAgent));

    private static async Task<string> SignInAsync(TestDaemon daemon, string? name = null) =>
        (await SetCookieAsync(daemon, name)).Split(';')[0];

    /// <summary>What the answer tells a browser that is signed in by a link.</summary>
    private static async Task<string> SetCookieAsync(TestDaemon daemon, string? name = null)
    {
        var code = (await daemon.PostAsync("/v1/session/codes", new { }))["url"]!.GetValue<string>().Split("#code=")[1];
        using var browser = Browser(daemon, "");
        using var answer = await browser.PostAsJsonAsync("/v1/sessions", new { code, name }, Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return Assert.Single(answer.Headers.GetValues("Set-Cookie"));
    }

    /// <summary>A browser that has nothing but a cookie.</summary>
    private static HttpClient Browser(TestDaemon daemon, string cookie)
    {
        var network = new SocketsHttpHandler { UseCookies = false, UseProxy = false };
        var browser = new HttpClient(new SurfaceHandler(network)) { BaseAddress = new Uri(daemon.Url) };
        browser.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", Firefox);
        if (cookie.Length > 0) browser.DefaultRequestHeaders.Add("Cookie", cookie);
        return browser;
    }

    private static async Task<JsonArray> SessionsAsync(HttpClient browser) =>
        (await browser.GetFromJsonAsync<JsonNode>("/v1/sessions", Ct))!["items"]!.AsArray();
}
