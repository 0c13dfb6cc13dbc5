using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using LocalDigest.Prefiltering;
using LocalDigest.Profiles;
using LocalDigest.Text;

namespace LocalDigest.Benchmarks;

/// <summary>A document with what people, or a judge, said of it.</summary>
internal sealed record LabelledDocument
{
    [JsonPropertyName("id")]
    public JsonElement Id { get; init; }

    [JsonPropertyName("title")]
    public string? Title { get; init; }

    [JsonPropertyName("abstract")]
    public string? Abstract { get; init; }

    [JsonPropertyName("authors")]
    public string[]? Authors { get; init; }

    [JsonPropertyName("date")]
    public string? Date { get; init; }

    /// <summary>The judge's; null where the user's program did not list the paper.</summary>
    [JsonPropertyName("relevance")]
    public double? Relevance { get; init; }

    /// <summary>1 for included, in screening.</summary>
    [JsonPropertyName("label")]
    public int? Label { get; init; }

    /// <summary>What is embedded and searched.</summary>
    public string Text => Title + "\n" + Abstract;
}

/// <summary>A user: the criteria, and the papers of their days.</summary>
/// <param name="Name">The folder's.</param>
/// <param name="Criteria">As the user wrote them.</param>
/// <param name="Papers">Judged papers and those that the user's program did not list.</param>
/// <param name="Least">From which relevance on a paper counts as relevant.</param>
internal sealed record UserProfile(string Name, string Criteria, LabelledDocument[] Papers, double Least)
{
    public bool[] Relevant => [.. Papers.Select(paper => paper.Relevance >= Least)];

    /// <summary>The criteria as the daemon would take them with these papers in its store.</summary>
    public Models.Criteria ToCriteria() => Prefilter.CriteriaOf(
        InterestParser.Parse(Criteria), Abbreviations.Learn(Papers.Select(paper => DefinedAbbreviations.In(paper.Text).ToList())));
}

/// <summary>The labelled data that ranking is measured on; see its README. It lies beside the repository, in <c>../shared/data</c>.</summary>
internal static class EvaluationData
{
    private static readonly (string Name, double Least)[] Profiles =
        [("astro-galaxies", 7), ("embodied-vlm", 10), ("rl-agents", 8), ("llm-foundations", 9), ("robot-3d", 8), ("high-energy-astro", 75)];

    /// <summary>The folder; null where there is none.</summary>
    public static string? Folder()
    {
        var named = Environment.GetEnvironmentVariable("LOCALDIGEST_SHARED");
        var folder = Path.Combine(string.IsNullOrEmpty(named) ? Path.Combine("..", "shared") : named, "data");
        return Directory.Exists(folder) ? folder : null;
    }

    public static IEnumerable<UserProfile> Users(string data) => Profiles.Select(profile => User(data, profile.Name, profile.Least));

    public static UserProfile User(string data, string name, double least)
    {
        var folder = Path.Combine(data, "profiles", name);
        var unlisted = Path.Combine(folder, "unlisted.jsonl.xz");
        IEnumerable<LabelledDocument> papers = Lines<LabelledDocument>(Path.Combine(folder, "papers.jsonl.xz"));
        if (File.Exists(unlisted)) papers = papers.Concat(Lines<LabelledDocument>(unlisted));
        return new UserProfile(name, File.ReadAllText(Path.Combine(folder, "topics.txt")), [.. papers], least);
    }

    /// <summary>Reads JSON lines, through <c>xz</c> where the name says so.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static IEnumerable<T> Lines<T>(string path)
    {
        if (!path.EndsWith(".xz", StringComparison.Ordinal))
        {
            foreach (var line in File.ReadLines(path)) yield return JsonSerializer.Deserialize<T>(line)!;
            yield break;
        }
        using var xz = Process.Start(new ProcessStartInfo("xz", ["-dc", path]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        while (xz.StandardOutput.ReadLine() is { } line) yield return JsonSerializer.Deserialize<T>(line)!;
        xz.WaitForExit();
        if (xz.ExitCode != 0) throw new InvalidDataException($"xz could not read {path} to its end.");
    }
}
