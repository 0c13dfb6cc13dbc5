using System.Globalization;
using System.Text.Json;
using LocalDigest.Sources;

namespace LocalDigest.Tests.StandIns;

/// <summary>Hugging Face's daily papers on loopback.</summary>
internal sealed class FakeHuggingFace : IAsyncDisposable
{
    private readonly StandIn server;

    public FakeHuggingFace(TimeProvider? time = null)
    {
        server = new StandIn(asked => asked.Path == "/api/daily_papers" ? OnDaily is { } daily ? daily(asked) : Daily(asked) : null, time);
        Options = new HuggingFaceOptions { ApiUrl = server.Url + "/api" };
    }

    /// <summary>The items of each day, in the service's own JSON.</summary>
    public Dictionary<DateOnly, List<string>> Days { get; } = [];

    public Func<Asked, Reply?>? OnDaily { get; set; }

    public HuggingFaceOptions Options { get; }

    public IReadOnlyList<Asked> Requests => server.Requests;

    public ValueTask DisposeAsync() => server.DisposeAsync();

    public Reply Daily(Asked asked)
    {
        var day = DateOnly.ParseExact(asked.Query["date"], "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var limit = int.Parse(asked.Query.GetValueOrDefault("limit", "50"), CultureInfo.InvariantCulture);
        var page = int.Parse(asked.Query.GetValueOrDefault("p", "0"), CultureInfo.InvariantCulture);
        return Reply.Json($"[{string.Join(',', Days.GetValueOrDefault(day, []).Skip(page * limit).Take(limit))}]");
    }

    /// <summary>One item with everything that a made-up paper may have.</summary>
    public static string Item(string id, string title, int upvotes, DateOnly day) => JsonSerializer.Serialize(new
    {
        paper = new
        {
            id,
            title,
            summary = "We study a made-up question and answer it.",
            authors = new[] { new { name = "Ada King", hidden = false }, new { name = "Nobody Here", hidden = true }, new { name = "Bo Li", hidden = false } },
            publishedAt = $"{day.AddDays(-1):yyyy-MM-dd}T00:00:00.000Z",
            submittedOnDailyAt = $"{day:yyyy-MM-dd}T00:00:00.000Z",
            upvotes,
            githubRepo = $"https://github.com/example/{id}",
            githubStars = 3,
            projectPage = $"https://example.org/{id}",
            ai_summary = "A made-up summary.",
            ai_keywords = new[] { "robots", "planning" },
            organization = new { name = "example", fullname = "Example Lab" },
        },
        publishedAt = $"{day.AddDays(-1):yyyy-MM-dd}T00:00:00.000Z",
        title,
        thumbnail = "https://example.org/t.png",
        numComments = 2,
    });
}
