using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LocalDigest.Tests.Api;

/// <summary>Queries on a recorded collection of papers, with the right answers that people wrote beside them.</summary>
public sealed partial class RecordedQueriesTests
{
    [Fact]
    public async Task Every_recorded_query_finds_what_is_right()
    {
        var lines = await File.ReadAllLinesAsync(SharedData.Path("found/search/queries.tsv"), TestContext.Current.CancellationToken);
        var rows = lines.Skip(1).Select(line => line.Split('\t')).ToList();
        await using var daemon = await TestDaemon.StartAsync();
        await ImportAsync(daemon);
        var right = "";
        var faults = new List<string>();
        foreach (var row in rows)
        {
            // "the same" as in the row before; "the same five stand first" are not all that is found.
            if (!row[1].StartsWith("the same", StringComparison.Ordinal)) right = row[1];
            else if (row[1] != "the same") right = right.Replace("exactly ", "", StringComparison.Ordinal);
            var (field, text) = (row[0].Split('=')[0], row[0][(row[0].IndexOf('=', StringComparison.Ordinal) + 1)..]);
            var found = await daemon.GetAsync($"/v1/papers?{field}={Uri.EscapeDataString(text)}&limit=100");
            if (FaultOf(found, right, text) is { } fault) faults.Add($"{row[0]}: {fault}");
        }
        Assert.NotEmpty(rows);
        Assert.Empty(faults);
    }

    /// <summary>What is wrong about an answer; null where nothing is.</summary>
    private static string? FaultOf(JsonNode found, string right, string text)
    {
        var total = found["total"]!.GetValue<int>();
        var notice = found["notice"]?.GetValue<string>();
        var items = found["items"]!.AsArray().Select(item => item!).ToList();
        var ids = items.Select(item => item["id"]!.GetValue<string>()).ToList();
        var first = items.Take(10).ToList();
        bool Holds(JsonNode item, string word) => $"{item["title"]} {item["abstract"]}".Contains(word, StringComparison.OrdinalIgnoreCase);

        var said = $"found {total}, first {string.Join(' ', ids.Take(5))}";
        var named = IdPattern().Matches(right).Select(match => "arxiv:" + match.Groups["id"].Value).ToHashSet(StringComparer.Ordinal);
        if (named.Count > 0)
        {
            var isAll = right.Contains("only:", StringComparison.Ordinal) || right.StartsWith("exactly", StringComparison.Ordinal);
            return named.SetEquals(ids.Take(named.Count)) && (!isAll || total == named.Count) ? null : said;
        }
        if (FirstTenPattern().Match(right) is { Success: true } most)
        {
            var holding = first.Count(item => Holds(item, most.Groups["word"].Value));
            return holding >= int.Parse(most.Groups["count"].Value, null) && notice is not null ? null : $"{holding} hold it; notice: {notice}";
        }
        if (FirstPattern().Match(right) is { Success: true } hold)
        {
            var wanted = int.Parse(hold.Groups["count"].Value, null);
            return items.Take(wanted).Count(item => Holds(item, hold.Groups["word"].Value)) == wanted ? null : said;
        }
        return right.Split(' ')[0] switch
        {
            "none" when !text.StartsWith('-') => total == 0 ? null : said,
            "none" => items.Count > 0 && !items.Exists(item => HoldsWord(item, text[1..])) ? null : "a paper holds it",
            "total" => total > items.Count ? null : "the total is cut off",
            "papers" when text.Any(c => c > '\u3000') => total == 0 && notice is not null ? null : "nothing is told",
            "papers" => first.Count == 10 && first.All(item => Holds(item, text)) ? null : "the first ten do not hold it",
            _ => "this kind of right answer is not known",
        };
    }

    private static bool HoldsWord(JsonNode item, string word) => Regex.IsMatch(
        $"{item["title"]} {item["abstract"]}", $@"\b{Regex.Escape(word)}s?\b", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));

    private static async Task ImportAsync(TestDaemon daemon)
    {
        var path = SharedData.Path("data/profiles/embodied-vlm/papers.jsonl.xz");
        using var xz = new Process();
        xz.StartInfo = new ProcessStartInfo("xz", ["-dc", path]) { RedirectStandardOutput = true, UseShellExecute = false };
        try
        {
            xz.Start();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("skipped: xz is not installed");
        }
        var papers = new List<object>();
        while (await xz.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            var paper = JsonNode.Parse(line)!;
            papers.Add(new
            {
                id = $"arxiv:{paper["arxiv_id"]}",
                title = paper["title"],
                @abstract = paper["abstract"],
                authors = paper["authors"],
                published = paper["date"],
            });
        }
        Assert.Equal(papers.Count, (await daemon.ImportAsync(papers))["added"]!.GetValue<int>());
    }

    [GeneratedRegex(@"(?:arxiv:|\s)(?<id>\d{4}\.\d{5})", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex IdPattern();

    [GeneratedRegex(@"at least (?<count>\d+) of the first 10 hold '(?<word>[^']+)'",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex FirstTenPattern();

    [GeneratedRegex(@"the (?<count>\d+) papers that hold '(?<word>[^']+)' first",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex FirstPattern();
}
