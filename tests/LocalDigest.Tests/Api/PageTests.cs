using System.Net;
using System.Text.RegularExpressions;
using LocalDigest.Daemon.Hosting;

namespace LocalDigest.Tests.Api;

public sealed partial class PageTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_view_is_the_same_page_and_holds_no_script_of_its_own()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var browser = new HttpClient { BaseAddress = new Uri(daemon.Url) };
        var first = await browser.GetStringAsync("/", Ct);
        Assert.DoesNotContain("{{", first, StringComparison.Ordinal);
        Assert.DoesNotMatch("<script(?![^>]* src=)|<style| style=| on[a-z]+=", first);
        foreach (var view in PageFiles.Views)
        {
            Assert.Equal(first, await browser.GetStringAsync($"/{view}", Ct));
            using var deeper = await browser.GetAsync($"/{view}/arxiv:2601.12080?q=a%2Fb", Ct);
            Assert.Equal(first, await deeper.Content.ReadAsStringAsync(Ct));
            var policy = Assert.Single(deeper.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("require-trusted-types-for 'script'", policy, StringComparison.Ordinal);
            Assert.True(deeper.Headers.CacheControl!.NoCache);
        }
        using var nothing = await browser.GetAsync("/nothing", Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, nothing.StatusCode);
    }

    [Fact]
    public async Task What_it_loads_is_there_and_may_be_kept_for_ever_and_is_100_kB_at_most()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var browser = new HttpClient { BaseAddress = new Uri(daemon.Url) };
        browser.DefaultRequestHeaders.Add("Accept-Encoding", "gzip, br");
        using var plain = new HttpClient { BaseAddress = browser.BaseAddress };
        var files = Address().Matches(await plain.GetStringAsync("/", Ct)).Select(found => found.Groups["at"].Value).Distinct().ToList();
        Assert.Contains(files, file => file.EndsWith("/main.js", StringComparison.Ordinal));
        Assert.Contains(files, file => file.EndsWith(".css", StringComparison.Ordinal));
        var together = 0;
        foreach (var file in files)
        {
            using var answer = await browser.GetAsync(file, Ct);
            Assert.Equal("br", Assert.Single(answer.Content.Headers.ContentEncoding));
            Assert.True(answer.Headers.CacheControl!.MaxAge > TimeSpan.FromDays(300));
            together += (await answer.Content.ReadAsByteArrayAsync(Ct)).Length;
            using var whole = await plain.GetAsync(file, Ct);
            Assert.Empty(whole.Content.Headers.ContentEncoding);
        }
        Assert.InRange(together, 1, 100_000);
    }

    [Fact]
    public async Task A_file_of_another_version_is_not_given()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var browser = new HttpClient { BaseAddress = new Uri(daemon.Url) };
        var folder = new PageFiles().Folder;
        foreach (var path in (string[])["/page/0123456789abcdef/main.js", $"{folder}/nothing.js", $"{folder}/..%2findex.html"])
        {
            using var answer = await browser.GetAsync(path, Ct);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [GeneratedRegex("(?:src|href)=\"(?<at>/page/[^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Address();
}
