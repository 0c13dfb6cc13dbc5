using System.Globalization;
using System.Text.RegularExpressions;
using LocalDigest.Digests;
using LocalDigest.Reading;

// The patterns here read a handful of known files.
#pragma warning disable MA0009, MA0023

namespace LocalDigest.Tests.Golden;

/// <summary>Reads real digests back into content documents. Nothing of them is in the repository.</summary>
internal static class Seeds
{
    public const string ReportFile = "002_830de6816814581d.txt";
    public const string TopicsFile = "003_402819e66b5911e0.txt";
    public const string DeepDiveFile = "004_da1a817bb774902f.txt";

    public static string Text(string file) => File.ReadAllText(SharedData.Path("seeds/" + file));

    public static DigestContent ReadCriteria(string seed)
    {
        var head = seed.Split('\n')[0];
        var parts = seed.Split("\n## ");
        var papers = parts.Where(part => char.IsAsciiDigit(part[0])).Select(part =>
        {
            string Field(string name, string end) => Between(part, $"**{name}:**", end).Trim();
            var title = part.Split("](https://")[0];
            return new DigestPaper
            {
                Id = "arxiv:" + Field("ArXiv ID", "\n"),
                ArxivId = Field("ArXiv ID", "\n"),
                Title = title[(title.IndexOf('[', StringComparison.Ordinal) + 1)..],
                Url = "https://" + Between(part, "](https://", ")"),
                Authors = Field("Authors", "\n").Split(", "),
                Abstract = Field("Abstract", "\n"),
                Comment = Field("Comment", "\n"),
                Relevance = int.Parse(Field("Relevance", "\n"), CultureInfo.InvariantCulture),
                Novelty = int.Parse(Field("Novelty", "\n"), CultureInfo.InvariantCulture),
            };
        });
        return new DigestContent
        {
            Id = "seed",
            Profile = "default",
            Date = DateOnly.ParseExact(head[^10..], "MM/dd/yyyy", CultureInfo.InvariantCulture),
            Papers = [.. papers],
            Criteria = seed.Split("## Paper selection prompt\n")[1],
        };
    }

    public static DigestContent ReadReport(string seed)
    {
        var overview = Between(seed, "## Executive Summary\n", "## Table of Contents");
        // The heads of its four lists in the order in which they stand.
        string[] heads = ["**主要主题与趋势：**", "**亮点与创新：**", "**新兴研究方向与技术：**", "**建议阅读全文的论文：**"];
        var lists = heads.Select((head, i) => Part(i + 1 < heads.Length ? Between(overview, head, heads[i + 1]) : overview.Split(head)[1].TrimEnd()[..^3])).ToList();
        return new DigestContent
        {
            Id = "seed",
            Profile = "cv",
            ProfileName = Between(seed, "# Arxiv ", " Papers - "),
            Date = DateOnly.ParseExact(Between(seed, "time: ", "\n"), "yyyyMMdd", CultureInfo.InvariantCulture),
            Style = "report",
            Overview = new DigestOverview
            {
                Language = "zh",
                Summary = overview.Split(heads[0])[0].Trim(),
                Themes = lists[0],
                Highlights = lists[1],
                EmergingDirections = lists[2],
                ToReadInFull = lists[3],
            },
            Papers = [.. seed.Split("\n<a id='").Skip(1).Select(ReportPaper)],
        };
    }

    private static DigestOverviewPart Part(string text)
    {
        var start = Regex.Match(text, @"^(\*   |\d\.  )", RegexOptions.Multiline);
        var items = Regex.Split(text[start.Index..], @"^(?:\*   |\d\.  )", RegexOptions.Multiline).Skip(1).Select(item =>
        {
            var bold = Regex.Match(item, @"^\*\*(“?)(?<title>.+?)(?<end>”?)\*\*(?<colon>:?)\s*", RegexOptions.Singleline);
            var isNumbered = char.IsAsciiDigit(start.Value[0]);
            var title = isNumbered ? bold.Groups["title"].Value : bold.Groups[1].Value + bold.Groups["title"].Value + bold.Groups["end"].Value;
            return new DigestOverviewItem(title, item[bold.Length..].Trim());
        });
        return new DigestOverviewPart(text[..start.Index].Trim() is { Length: > 0 } lead ? lead : null, [.. items]);
    }

    private static DigestPaper ReportPaper(string part)
    {
        var version = Between(part, "", "'");
        var analysis = Between(part, "**Analysis:**", "**Key Findings:**").Trim();
        var findings = Between(part, "**Key Findings:**", "**Links:**");
        return new DigestPaper
        {
            Id = "arxiv:" + version.Split('v')[0],
            ArxivId = version.Split('v')[0],
            Version = int.Parse(version.Split('v')[1], CultureInfo.InvariantCulture),
            Title = Between(part, "## [", "](http"),
            Url = "http" + Between(part, "](http", ")"),
            Authors = Between(part, "**Authors:** ", "\n").Split(", "),
            Published = DateTimeOffset.ParseExact(Between(part, "**Published:** ", "\n"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            Categories = Between(part, "**Categories:** ", "\n").Split(", "),
            Abstract = Between(part, "**Abstract:**", "**Analysis:**").Trim(),
            Reading = new DigestReading
            {
                Language = "zh",
                Analysis = analysis.Split("\n---\n\n## ")[0],
                MethodAnalysis = analysis.Contains("\n### 1. ", StringComparison.Ordinal) ? Analysis(analysis.Split("\n---\n\n## ", 2)[1]) : null,
                KeyFindings = [.. findings.Split('\n').Where(line => line.StartsWith("- ", StringComparison.Ordinal)).Select(line => line[2..])],
            },
        };
    }

    private static MethodAnalysis Analysis(string text)
    {
        var parts = Regex.Split(text, @"^### \d\. .*$", RegexOptions.Multiline);
        IReadOnlyList<string> Points(int part, string label) => PointsOf(parts[part], label);
        return new MethodAnalysis
        {
            Title = parts[0].Trim(),
            AbstractTranslated = parts[1].Trim(),
            Motivation = new() { DrivingForces = Points(2, "驱动力"), PainPoints = Points(2, "现有方法痛点"), Hypotheses = Points(2, "研究假设") },
            Design = new() { Text = parts[3].Trim() },
            Comparison = new() { EssentialDifferences = Points(4, "本质区别"), Contributions = Points(4, "创新贡献"), ApplicableScenarios = Points(4, "适用场景") },
            Experiments = new() { Validation = Points(5, "验证方法"), KeyResults = Points(5, "关键结果"), Strengths = Points(5, "优势场景"), Limitations = Points(5, "局限性") },
            PracticalGuide = new() { OpenSource = Assert.Single(Points(6, "开源情况")), ImplementationDetails = Points(6, "实现细节"), Transfer = Points(6, "迁移可能") },
            // What stands behind the last part stays with its last point.
            Summary = new() { CoreIdea = Assert.Single(Points(7, "核心思想")), Pipeline = [.. Points(7, "速记版pipeline").Select(step => Regex.Replace(step, @"^\d\.  ", ""))] },
        };
    }

    /// <summary>The points below a label, or what stands behind it. Numbered points keep their numbers.</summary>
    private static IReadOnlyList<string> PointsOf(string part, string label)
    {
        var item = Regex.Split(part, @"^\*   ", RegexOptions.Multiline).Single(item => item.StartsWith($"**{label}**：", StringComparison.Ordinal))[$"**{label}**：".Length..];
        if (item.Split('\n')[0].Trim().Length > 0) return [item.Trim()];
        return [.. Regex.Split(item, @"^    (?=\*   |\d\.  )", RegexOptions.Multiline).Skip(1).Select(point => Regex.Replace(point, @"^\*   ", "").Replace("\n    ", "\n", StringComparison.Ordinal).Trim())];
    }

    public static DigestContent ReadTopics(string seed)
    {
        var papers = new List<DigestPaper>();
        var groups = new List<DigestGroup>();
        foreach (var topic in seed.Split("# Topic: ").Skip(1).Select(part => part.Split("\n## ")))
        {
            var ids = new List<string>();
            foreach (var part in topic.Skip(1))
            {
                var facts = part.Split('\n')[1].Split('｜');
                var addresses = Regex.Matches(part, "<u>(.*?)</u>").Select(match => match.Groups[1].Value).ToList();
                var texts = Regex.Split(part, "^### .*$", RegexOptions.Multiline);
                var stars = facts[^1].Trim();
                papers.Add(new DigestPaper
                {
                    Id = "arxiv:" + Between(part, "/abs/", "v1"),
                    Title = part.Split('\n')[0].Trim(),
                    Url = addresses[0],
                    ProjectUrl = addresses.ElementAtOrDefault(1),
                    Published = DateTimeOffset.ParseExact(facts[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
                    Venue = facts.Length == 4 ? facts[2] : null,
                    Stars = (stars.Split("⭐️").Length - 1) + (stars.Contains("🟡", StringComparison.Ordinal) ? 0.5 : 0),
                    Reading = new DigestReading
                    {
                        Affiliations = facts[1].Split(", "),
                        Overview = Plain(texts[1]),
                        Method = Plain(texts[2]),
                        Experiments = Plain(texts[3]),
                        PlainLanguage = Plain(texts[4]),
                    },
                    Figures = [.. texts.Zip((string[])["", "teaser", "method", "results", "other"]).SelectMany(pair =>
                        Regex.Matches(pair.First, @"!\[\]\((.*?)\)").Select(image => new DigestFigure { Id = image.Groups[1].Value, Address = image.Groups[1].Value, Role = pair.Second }))],
                });
                ids.Add(papers[^1].Id);
            }
            var heads = topic[0].Trim().Split('｜', 2);
            groups.Add(new DigestGroup(heads[0], ids, heads.Length > 1 ? heads[1].Split(", ") : null));
        }
        return new DigestContent { Id = "seed", Profile = "vision", Date = new DateOnly(2025, 3, 13), Language = "zh", Style = "topics", Papers = papers, Groups = groups };
    }

    private static string Plain(string text) => Regex.Replace(text, @"!\[\]\(.*?\)", "").Trim();

    public static DigestContent ReadDeepDive(string seed)
    {
        var scan = Regex.Match(seed, @"扫描 (\d+) 篇 \(HF Top (\d+)\)");
        return new DigestContent
        {
            Id = "seed",
            Profile = "cv",
            ProfileName = Between(seed, "# 🚀 ", " 论文日报"),
            Date = DateOnly.ParseExact(Between(seed, "论文日报 | ", "\n"), "yyyy-MM-dd", CultureInfo.InvariantCulture),
            Language = "zh",
            Style = "deep-dive",
            Counts = new DigestCounts { Considered = int.Parse(scan.Groups[1].ValueSpan, CultureInfo.InvariantCulture) },
            Sources = [new SourceOutcome("huggingface", "Hugging Face", int.Parse(scan.Groups[2].ValueSpan, CultureInfo.InvariantCulture), 0, null)],
            Papers = [.. seed.Split("### <a id='item-").Skip(1).Select(part =>
            {
                var texts = Regex.Split(part, @"^### \d\. .*$", RegexOptions.Multiline);
                var reader = Regex.Match(part, @"\(Takeaway for (.*?)\)");
                return new DigestPaper
                {
                    Id = "arxiv:" + Between(part, "/abs/", "]"),
                    Title = Regex.Match(part, @"</a>\d+\. (.*)").Groups[1].Value.Trim(),
                    Url = Between(part, "**: [", "]"),
                    ListedBy = ["huggingface"],
                    Score = int.Parse(Between(part, "**评分**: ", "/"), CultureInfo.InvariantCulture) / 100.0,
                    Reading = new DigestReading
                    {
                        Tldr = texts[0].Split(")\n", 2)[1].Trim().TrimEnd('-').Trim(),
                        KeyContribution = texts[1].Trim(),
                        Methodology = texts[2].Trim(),
                        Takeaways = texts[3].Trim(),
                        TakeawaysFor = reader.Success ? reader.Groups[1].Value : null,
                        Limitations = texts[4].Trim()[..^3].Trim(),
                    },
                };
            })],
        };
    }

    private static string Between(string text, string start, string end)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal);
        Assert.True(from >= 0, $"The seed has no '{start}'.");
        from += start.Length;
        var to = text.IndexOf(end, from, StringComparison.Ordinal);
        Assert.True(to >= 0, $"The seed has no '{end}' behind '{start}'.");
        return text[from..to];
    }
}
