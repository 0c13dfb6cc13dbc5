using System.Globalization;
using LocalDigest.Text;

namespace LocalDigest.Digests;

/// <summary>
/// Makes a digest's content fit to be published, whoever wrote it: generated texts pass <see cref="TextCheck"/>, and what does not pass is left out and said;
/// titles, abstracts and findings lose their raw LaTeX; figures are only the daemon's own; nothing is said across the papers of a day that has none.
/// </summary>
public sealed class DigestSanitiser(StyleCatalogue catalogue)
{
    /// <summary>The same digest without what must not be shown.</summary>
    public DigestContent Clean(DigestContent content)
    {
        var labels = catalogue.WordsFor(content.Language);
        var papers = content.Papers.Select(paper => Clean(paper, labels)).ToList();
        var ids = papers.Select(paper => paper.Id).ToHashSet(StringComparer.Ordinal);
        var links = new Links(papers.SelectMany(LinksOf));
        return content with
        {
            Papers = papers,
            Overview = papers.Count == 0 || content.Overview is null ? null : Clean(content.Overview, ids, links, labels),
            Groups = [.. content.Groups.Select(group => group with { Papers = [.. group.Papers.Where(ids.Contains)] }).Where(group => group.Papers.Count > 0)],
        };
    }

    private static DigestPaper Clean(DigestPaper paper, Labels labels)
    {
        var figures = paper.Figures.Where(figure => SafeHtml.IsOwnFigure(figure.Address, isOfDigest: true)).ToList();
        var clean = paper with
        {
            Title = LatexText.Clean(paper.Title).Text,
            Abstract = LatexText.Clean(paper.Abstract).Text,
            Url = Address(paper.Url),
            CodeUrl = Address(paper.CodeUrl),
            ProjectUrl = Address(paper.ProjectUrl),
            Comment = paper.Relevance is not null && string.IsNullOrWhiteSpace(paper.Comment) ? labels["no-comment"] : paper.Comment,
            Figures = [.. figures.Select(figure => figure with { Caption = LatexText.Clean(figure.Caption).Text })],
        };
        var foreign = paper.Figures.Count - figures.Count;
        var reading = clean.Reading is null ? null : new ReadingCheck(clean.Reading, new Links(LinksOf(clean)), labels).Clean();
        if (foreign > 0)
        {
            reading ??= new DigestReading();
            reading = reading with { Withheld = [.. reading.Withheld, labels.Fill("withheld-figures", [foreign.ToString(CultureInfo.InvariantCulture)])] };
        }
        return clean with { Reading = reading };
    }

    private static DigestOverview? Clean(DigestOverview overview, HashSet<string> ids, Links links, Labels labels)
    {
        var withheld = new List<string>(overview.Withheld);
        string? Text(string? text, string part)
        {
            if (string.IsNullOrWhiteSpace(text)) return null;
            var check = TextCheck.Check(text, links.Has);
            if (check.Text is null) withheld.Add(labels.Fill(Reason(check.Fault), [labels[part].TrimEnd(':', '：')]));
            return check.Text;
        }
        DigestOverviewPart Part(DigestOverviewPart part, string name) => new(Text(part.Lead, name),
        [
            .. part.Items.Select(item => item with { Title = LatexText.Clean(item.Title).Text, Text = Text(item.Text, name) ?? "", Papers = [.. item.Papers.Where(ids.Contains)] })
                // Who names papers of which none is here speaks of another day.
                .Where((item, at) => item.Title.Length + item.Text.Length > 0 && (item.Papers.Count > 0 || part.Items[at].Papers.Count == 0) && (item.Text.Length > 0 || part.Items[at].Text.Length == 0)),
        ]);
        var clean = overview with
        {
            Summary = Text(overview.Summary, "executive-summary"),
            Themes = Part(overview.Themes, "themes"),
            Highlights = Part(overview.Highlights, "highlights"),
            EmergingDirections = Part(overview.EmergingDirections, "directions"),
            ToReadInFull = Part(overview.ToReadInFull, "to-read"),
        };
        clean = clean with { Withheld = [.. withheld.Distinct(StringComparer.Ordinal)] };
        return clean.IsEmpty && clean.Withheld.Count == 0 ? null : clean;
    }

    private static string Reason(TextFault fault) => fault switch
    {
        TextFault.Refusal => "withheld-refusal",
        TextFault.Data => "withheld-data",
        _ => "withheld-nothing",
    };

    private static string? Address(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? url : null;

    private static IEnumerable<string> LinksOf(DigestPaper paper) =>
        ((IEnumerable<string?>)[paper.Url, paper.CodeUrl, paper.ProjectUrl, paper.ArxivId is { } arxiv ? $"https://arxiv.org/abs/{arxiv}" : null, paper.ArxivId is { } id ? $"https://arxiv.org/pdf/{id}" : null])
            .Concat(paper.Reading?.Links.Select(link => link.Url) ?? [])
            .Concat(paper.Abstract.Split((char[])[' ', '(', ')', '[', ']', '<', '>', '{', '}', ',']).Where(word => word.StartsWith("http", StringComparison.OrdinalIgnoreCase)))
            .OfType<string>();

    /// <summary>The addresses that papers give; what lies below one of them is theirs, too.</summary>
    private sealed class Links(IEnumerable<string> addresses)
    {
        private readonly HashSet<string> known = addresses.Select(Key).Where(key => key.Length > 0).ToHashSet(StringComparer.OrdinalIgnoreCase);

        public bool Has(string address)
        {
            var key = Key(address);
            if (known.Contains(key)) return true;
            // A host is the paper's only where the paper gives it without a path: many papers share the others.
            for (var slash = key.LastIndexOf('/'); slash > 0; slash = key.LastIndexOf('/', slash - 1))
            {
                if (known.Contains(key[..slash])) return true;
            }
            return false;
        }

        private static string Key(string address)
        {
            var start = address.IndexOf("://", StringComparison.Ordinal);
            var key = (start < 0 ? address : address[(start + 3)..]).TrimEnd('/', '.', ',', ';', ')');
            return key.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? key[4..] : key;
        }
    }

    /// <summary>Goes through all texts of one reading.</summary>
    private sealed class ReadingCheck(DigestReading reading, Links links, Labels labels)
    {
        private readonly List<string> withheld = [.. reading.Withheld];
        private int removed = reading.Removed;
        private bool isGenerated;

        public DigestReading Clean()
        {
            var clean = reading with
            {
                Tldr = Text(reading.Tldr, "in-short"),
                Overview = Text(reading.Overview, "overview"),
                Method = Text(reading.Method, "method"),
                Experiments = Text(reading.Experiments, "experiments"),
                PlainLanguage = Text(reading.PlainLanguage, "plain-language"),
                KeyContribution = Text(reading.KeyContribution, "key-contribution"),
                Methodology = Text(reading.Methodology, "methodology"),
                Takeaways = Text(reading.Takeaways, "takeaways"),
                Limitations = Text(reading.Limitations, "limitations"),
                Analysis = Text(reading.Analysis, "analysis"),
                MethodAnalysis = reading.MethodAnalysis is { } analysis ? Analysis(analysis) : null,
                KeyFindings = [.. reading.KeyFindings.Select(finding => LatexText.Clean(finding).Text).Where(finding => finding.Length > 0)],
                Outline = [.. reading.Outline.Select(entry => entry with { Title = LatexText.Clean(entry.Title).Text, Lead = LatexText.Clean(entry.Lead).Text })],
                Links = [.. reading.Links.Where(link => Address(link.Url) is not null)],
            };
            return clean with
            {
                Withheld = [.. withheld.Distinct(StringComparer.Ordinal)],
                Removed = removed,
                Basis = reading.Basis ?? (isGenerated ? "unstated" : null),
            };
        }

        private string? Text(string? text, string part)
        {
            if (string.IsNullOrWhiteSpace(text)) return null;
            var check = TextCheck.Check(text, links.Has);
            removed += check.Removed;
            isGenerated |= check.Text is not null;
            if (check.Text is null) withheld.Add(labels.Fill(Reason(check.Fault), [labels[part].TrimEnd(':', '：')]));
            return check.Text;
        }

        private IReadOnlyList<string> Points(IReadOnlyList<string> points, string part) => [.. points.Select(point => Text(point, part)).OfType<string>()];

        private DigestAnalysis? Analysis(DigestAnalysis analysis)
        {
            const string part = "analysis";
            var clean = analysis with
            {
                Title = analysis.Title is { } title ? LatexText.Clean(title).Text : null,
                AbstractTranslated = Text(analysis.AbstractTranslated, part),
                Motivation = new DigestMotivation
                {
                    DrivingForces = Points(analysis.Motivation.DrivingForces, part),
                    PainPoints = Points(analysis.Motivation.PainPoints, part),
                    Hypotheses = Points(analysis.Motivation.Hypotheses, part),
                },
                Design = new DigestMethodDesign
                {
                    Text = Text(analysis.Design.Text, part),
                    CoreIdea = Text(analysis.Design.CoreIdea, part),
                    Pipeline = Points(analysis.Design.Pipeline, part),
                    Structure = Points(analysis.Design.Structure, part),
                    Algorithms = Points(analysis.Design.Algorithms, part),
                },
                Comparison = new DigestComparison
                {
                    EssentialDifferences = Points(analysis.Comparison.EssentialDifferences, part),
                    Contributions = Points(analysis.Comparison.Contributions, part),
                    ApplicableScenarios = Points(analysis.Comparison.ApplicableScenarios, part),
                },
                Experiments = new DigestExperiments
                {
                    Validation = Points(analysis.Experiments.Validation, part),
                    KeyResults = Points(analysis.Experiments.KeyResults, part),
                    Strengths = Points(analysis.Experiments.Strengths, part),
                    Limitations = Points(analysis.Experiments.Limitations, part),
                },
                PracticalGuide = new DigestPracticalGuide
                {
                    OpenSource = Text(analysis.PracticalGuide.OpenSource, part),
                    ImplementationDetails = Points(analysis.PracticalGuide.ImplementationDetails, part),
                    Transfer = Points(analysis.PracticalGuide.Transfer, part),
                },
                Summary = new DigestInBrief
                {
                    CoreIdea = Text(analysis.Summary.CoreIdea, part),
                    Pipeline = Points(analysis.Summary.Pipeline, part),
                },
            };
            return clean with { Title = clean.Title is { Length: > 0 } kept ? kept : null };
        }
    }
}
