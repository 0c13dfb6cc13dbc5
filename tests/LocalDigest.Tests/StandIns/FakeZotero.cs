using System.Globalization;
using System.Text.Json;
using LocalDigest.Sources;

namespace LocalDigest.Tests.StandIns;

/// <summary>Zotero's API on loopback: pages, versions and validators as zotero.org has them.</summary>
internal sealed class FakeZotero : IAsyncDisposable
{
    private readonly StandIn server;

    public FakeZotero() => server = new StandIn(asked => OnItems?.Invoke(asked) ?? Answer(asked));

    /// <summary>The items of the library, as JSON.</summary>
    public List<string> Items { get; } = [];

    public int Version { get; set; } = 7;

    /// <summary>Answers in place of the library, where it gives something.</summary>
    public Func<Asked, Reply?>? OnItems { get; set; }

    public IReadOnlyList<Asked> Requests => server.Requests;

    public string Url => server.Url;

    /// <summary>As the program on this machine.</summary>
    public ZoteroOptions Local => new() { ApiUrl = server.Url + "/api" };

    /// <summary>As zotero.org, which wants a key.</summary>
    public ZoteroOptions Web => new() { ApiUrl = server.Url, ApiKey = "canaryKey123", UserId = "475425" };

    public ValueTask DisposeAsync() => server.DisposeAsync();

    public Reply? Answer(Asked asked)
    {
        if (!asked.Path.EndsWith("/items/top", StringComparison.Ordinal)) return null;
        if (asked.Headers.TryGetValue("If-Modified-Since-Version", out var known) && int.Parse(known, CultureInfo.InvariantCulture) >= Version) return Reply.Nothing(304);
        var start = int.Parse(asked.Query["start"], CultureInfo.InvariantCulture);
        var limit = int.Parse(asked.Query["limit"], CultureInfo.InvariantCulture);
        return Reply.Json($"[{string.Join(',', Items.Skip(start).Take(limit))}]") with
        {
            Headers = new() { ["Total-Results"] = $"{Items.Count}", ["Last-Modified-Version"] = $"{Version}" },
        };
    }

    /// <summary>An item with the fields that are given beside the usual ones.</summary>
    public static string Item(string key, string title, string type = "journalArticle", string added = "2025-06-01T10:00:00Z", object? fields = null)
    {
        var data = new Dictionary<string, object?>
        {
            ["key"] = key,
            ["itemType"] = type,
            ["title"] = title,
            ["creators"] = new[] { new { creatorType = "author", firstName = "Ada", lastName = "King" } },
            ["abstractNote"] = "We measure made-up tides.",
            ["date"] = "2025-05-03",
            ["dateAdded"] = added,
        };
        foreach (var property in (fields ?? new { }).GetType().GetProperties()) data[property.Name] = property.GetValue(fields);
        return JsonSerializer.Serialize(new { key, version = 3, data });
    }
}
