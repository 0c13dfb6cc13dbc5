using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalDigest.Llm;
using LocalDigest.Papers;
using LocalDigest.Profiles;

namespace LocalDigest.Judging;

/// <summary>The question that is put to the judge: a versioned prompt, the profile's criteria, and papers as data.</summary>
public sealed class JudgePrompt
{
    private const string Name = "judge-1";
    private const int LongestAbstract = 6000;
    private const int MostAuthors = 12;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string system;
    private readonly JsonObject schema;

    public JudgePrompt(Profile profile)
    {
        var interests = profile.ParseInterests();
        TopicCount = interests.Topics.Count;
        system = Template.Value
            .Replace("{{language}}", profile.Language, StringComparison.Ordinal)
            .Replace("{{criteria}}", Criteria(profile, interests), StringComparison.Ordinal);
        schema = Schema(TopicCount);
        Key = Name + ":" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(system)))[..32];
    }

    private static Lazy<string> Template { get; } = new(() =>
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream($"LocalDigest.Judging.Prompts.{Name}.md")!);
        return reader.ReadToEnd();
    });

    /// <summary>Names the question: it changes with the prompt's version, the criteria and the language.</summary>
    public string Key { get; }

    public int TopicCount { get; }

    /// <summary>Puts papers into a question. Sentences that speak to the judge are left out.</summary>
    internal ChatQuestion Ask(IReadOnlyList<StoredPaper> papers)
    {
        var list = new JsonArray();
        foreach (var stored in papers)
        {
            var paper = stored.Paper;
            var item = new JsonObject
            {
                ["id"] = stored.Id.Value,
                ["title"] = SuspiciousText.Remove(paper.Title),
                ["authors"] = string.Join(", ", paper.Authors.Take(MostAuthors).Select(author => author.Name)) + (paper.Authors.Count > MostAuthors ? ", et al." : ""),
            };
            if (paper.Categories.Count > 0) item["categories"] = string.Join(' ', paper.Categories);
            var text = SuspiciousText.Remove(paper.Abstract);
            item["abstract"] = text.Length > LongestAbstract ? text[..LongestAbstract] + "…" : text;
            list.Add((JsonNode)item);
        }
        var user = $"The papers ({papers.Count}), as JSON data:\n\n{list.ToJsonString(Readable)}";
        return new ChatQuestion("judge", system, user, "verdicts", schema, MaxOutputTokens: 150 * papers.Count + 50);
    }

    private static string Criteria(Profile profile, Interests interests)
    {
        var text = new StringBuilder();
        foreach (var topic in interests.Topics)
        {
            text.Append(CultureInfo.InvariantCulture, $"{topic.Number}. {topic.Title}\n");
            if (topic.Relevant.Length > 0 && topic.Relevant != topic.Title) text.Append(CultureInfo.InvariantCulture, $"   Relevant: {topic.Relevant}\n");
            if (topic.NotRelevant.Length > 0) text.Append(CultureInfo.InvariantCulture, $"   Not relevant: {topic.NotRelevant}\n");
        }
        if (interests.Introduction.Length > 0) text.Append(CultureInfo.InvariantCulture, $"\n{interests.Introduction}\n");
        if (interests.Remarks.Length > 0) text.Append(CultureInfo.InvariantCulture, $"\n{interests.Remarks}\n");
        if (interests.Keywords.Count > 0) text.Append(CultureInfo.InvariantCulture, $"\nKeywords that speak for a paper: {string.Join(", ", interests.Keywords)}\n");
        if (interests.NegativeKeywords.Count > 0) text.Append(CultureInfo.InvariantCulture, $"Keywords that speak against a paper: {string.Join(", ", interests.NegativeKeywords)}\n");
        if (interests.Unwanted.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"Not wanted, whatever criterion matches: {string.Join("; ", interests.Unwanted)}\n");
        }
        if (profile.Authors.Count > 0) text.Append(CultureInfo.InvariantCulture, $"Authors whom the researcher follows: {string.Join(", ", profile.Authors)}\n");
        return text.ToString().Trim();
    }

    private static JsonObject Schema(int topics) => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["required"] = new JsonArray("verdicts"),
        ["properties"] = new JsonObject
        {
            ["verdicts"] = new JsonObject
            {
                ["type"] = "array",
                ["items"] = new JsonObject
                {
                    ["type"] = "object",
                    ["additionalProperties"] = false,
                    ["required"] = new JsonArray("id", "relevance", "novelty", "criterion", "comment"),
                    ["properties"] = new JsonObject
                    {
                        ["id"] = new JsonObject { ["type"] = "string" },
                        ["relevance"] = Score(1, 10),
                        ["novelty"] = Score(1, 10),
                        ["criterion"] = Score(0, topics),
                        ["comment"] = new JsonObject { ["type"] = "string" },
                    },
                },
            },
        },
    };

    private static JsonObject Score(int least, int most) => new() { ["type"] = "integer", ["minimum"] = least, ["maximum"] = most };
}
