using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace LocalDigest.Tests.Observing;

/// <summary>Figures in Prometheus' text form.</summary>
public sealed partial class MetricsApiTests
{
    [Fact]
    public async Task They_are_well_formed_count_what_happened_and_name_no_paper()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(7));
        for (var i = 0; i < 3; i++) await daemon.GetAsync("/v1/papers/arxiv%3A2601.90001");
        using (var none = await daemon.Http.GetAsync("/v1/papers/arxiv%3A2601.99999", TestContext.Current.CancellationToken)) Assert.Equal(
            HttpStatusCode.NotFound, none.StatusCode);
        using var answer = await daemon.Http.GetAsync("/v1/metrics", TestContext.Current.CancellationToken);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(7, Value(text, "localdigest_papers"));
        Assert.Equal(3, Value(text, Durations + """_count{method="GET",route="/v1/papers/{id}",status="200"}"""));
        Assert.Equal(3, Value(text, Durations + """_bucket{method="GET",route="/v1/papers/{id}",status="200",le="+Inf"}"""));
        Assert.Equal(1, Value(text, Durations + """_count{method="GET",route="/v1/papers/{id}",status="404"}"""));
        Assert.True(Value(text, "localdigest_database_bytes") > 10_000);
        Assert.DoesNotContain("2601", text, StringComparison.Ordinal);
        Assert.DoesNotContain(daemon.Token!, text, StringComparison.Ordinal);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        foreach (var line in text.TrimEnd('\n').Split('\n')) Assert.Matches(WellFormed(), line);
        var named = text.Split('\n').Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2])
            .ToList();
        Assert.Equal(named.Distinct(), named);
    }

    [Fact]
    public async Task They_need_the_token()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var stranger = new HttpClient { BaseAddress = new Uri(daemon.Url) };
        using var answer = await stranger.GetAsync("/v1/metrics", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private const string Durations = "localdigest_http_request_duration_seconds";

    private static double Value(string text, string sample)
    {
        var line = Assert.Single(text.Split('\n'), line => line.StartsWith(sample + " ", StringComparison.Ordinal));
        return double.Parse(line[(sample.Length + 1)..], CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(
        """^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="([^"\\]|\\.)*"(,[a-z]+="([^"\\]|\\.)*")*\})"""
        + "? [-+0-9.E]+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WellFormed();
}
