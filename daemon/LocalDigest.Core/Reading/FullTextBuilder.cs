using System.Text;
using System.Text.RegularExpressions;
using LocalDigest.Text;

namespace LocalDigest.Reading;

/// <summary>
/// Puts a full text together in reading order, whatever it is read from. Here is what all readers share: the bounds on what a hostile or huge document may
/// bring in, ids that are unique and fit into an address, what links lead to, what figures show.
/// </summary>
internal sealed partial class FullTextBuilder(TextBasis basis)
{
    private const int MostSections = 1000;
    private const int MostParagraphs = 20_000;
    private const int MostCharacters = 4_000_000;
    private const int MostFigures = 300;
    private const int MostTables = 300;
    private const int MostReferences = 5000;
    private const int MostLinks = 300;
    private const int MostNotes = 30;
    private const int LongestLine = 100_000;

    /// <summary>Characters by which a text's language is told.</summary>
    private const int LanguageSample = 20_000;

    private readonly List<OpenSection> sections = [];
    private readonly List<Figure> figures = [];
    private readonly List<TextTable> tables = [];
    private readonly List<Reference> references = [];
    private readonly Dictionary<string, PaperLink> links = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> notes = [];
    private readonly HashSet<string> ids = new(StringComparer.Ordinal);
    private int paragraphs;
    private int characters;
    private OpenSection? current;

    private sealed record OpenSection(string Id, string? Number, string Title, int Level)
    {
        public List<TextParagraph> Paragraphs { get; } = [];
    }

    public string? Title { get; set; }

    public string? Language { get; set; }

    public IReadOnlyList<Affiliation> Affiliations { get; set; } = [];

    /// <summary>The section that is being written; null before the first.</summary>
    public string? Section => current?.Id;

    public int Paragraphs => paragraphs;

    public int Sections => sections.Count;

    public bool HasFigures => figures.Count > 0;

    /// <summary>Opens a section; paragraphs, figures and links go into it from now on.</summary>
    /// <returns>Its id.</returns>
    public string? BeginSection(string? id, string? number, string title, int level)
    {
        if (sections.Count == MostSections)
        {
            Cut("sections");
            return Section;
        }
        if (title.Length > 500) title = title[..500] + "…";
        current = new OpenSection(Unique(id, "s" + (sections.Count + 1)), number is { Length: > 0 and <= 20 } ? number : null, title, Math.Clamp(level, 1, 5));
        // What stands above an abstract (a collaboration, a number of a report) comes after it.
        if (current.Id == TextSection.AbstractId) sections.Insert(0, current);
        else sections.Add(current);
        return current.Id;
    }

    /// <summary>Goes back to a section after the ones inside it.</summary>
    public void Return(string? id) => current = sections.Find(section => section.Id == id);

    /// <summary>Adds a paragraph to the section that is open; text before all headings gets a section without a title.</summary>
    public void AddParagraph(string text)
    {
        if (text.Length == 0) return;
        if (text.Length > LongestLine)
        {
            text = text[..LongestLine] + "…";
            Note("A paragraph longer than 100,000 characters was cut.");
        }
        if (paragraphs == MostParagraphs || characters + text.Length > MostCharacters)
        {
            Cut("text");
            return;
        }
        if (current is null) BeginSection(null, null, "", 1);
        paragraphs++;
        characters += text.Length;
        current!.Paragraphs.Add(new TextParagraph(text));
    }

    /// <summary>Adds a figure; its id, role, section and the ids of its pictures are given here.</summary>
    public void AddFigure(string? number, string caption, IReadOnlyList<FigureImage> images)
    {
        if (figures.Count == MostFigures)
        {
            Cut("figures");
            return;
        }
        var id = Unique(number is null ? null : "fig" + number, "figure" + (figures.Count + 1));
        figures.Add(new Figure
        {
            Id = id,
            Number = number,
            Caption = Short(caption),
            Section = Section,
            Images = [.. images.Select((image, i) => image with { Id = i == 0 ? id : Unique($"{id}-{i + 1}", $"{id}-{i + 1}"), Caption = Short(image.Caption) })],
        });
    }

    public void AddTable(string? number, string caption, IReadOnlyList<IReadOnlyList<string>> rows, IReadOnlyList<string> lines)
    {
        if (tables.Count == MostTables) Cut("tables");
        else tables.Add(new TextTable(Unique(number is null ? null : "tab" + number, "table" + (tables.Count + 1)), number, Short(caption), Section, rows, lines));
    }

    public void AddReference(string label, string text, string? url)
    {
        if (text.Length == 0) return;
        if (references.Count == MostReferences) Cut("references");
        else references.Add(new Reference(label.Length <= 200 ? label : label[..200], text.Length <= 2000 ? text : text[..2000] + "…", url is { Length: <= 2000 } ? url : null));
    }

    /// <summary>Notes an address in the text.</summary>
    /// <param name="address">As the paper has it; what is no public web address is left out.</param>
    /// <param name="text">The words of the link.</param>
    /// <param name="before">The words before it, which say what it is: "our code is at".</param>
    public void AddLink(string address, string text, string before)
    {
        address = address.TrimEnd('.', ',', ';', ':', ')', ']', '}', '\'', '"');
        if (address.Length > 500 || !Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || !uri.Host.Contains('.') || uri.UserInfo.Length > 0) return;
        if (links.Count == MostLinks || links.ContainsKey(uri.AbsoluteUri)) return;
        links.Add(uri.AbsoluteUri, new PaperLink(uri.AbsoluteUri, text.Length is > 0 and <= 200 ? text : address, KindOf(uri, before), Section));
    }

    /// <summary>A sentence for the user; the same one is said once.</summary>
    public void Note(string sentence)
    {
        if (notes.Count < MostNotes && !notes.Contains(sentence)) notes.Add(sentence);
    }

    public FullText Build(string knownTitle) => new()
    {
        Basis = basis,
        Title = Title is { Length: > 0 } title ? title : knownTitle,
        Sections = [.. sections.Select(section => new TextSection(section.Id, section.Number, section.Title, section.Level, section.Paragraphs))],
        Figures = WithRoles(),
        Tables = tables,
        References = references,
        Affiliations = Affiliations,
        Links = [.. links.Values.OrderBy(link => link.Kind)],
        Notes = notes,
        Language = WrittenLanguage.Of(Sample(), Language),
    };

    private string Sample()
    {
        var sample = new StringBuilder();
        foreach (var paragraph in sections.SelectMany(section => section.Paragraphs).TakeWhile(_ => sample.Length < LanguageSample))
            sample.Append(paragraph.Text.AsSpan(0, Math.Min(paragraph.Text.Length, LanguageSample))).Append('\n');
        return sample.ToString();
    }

    /// <summary>Addresses in running text, for <see cref="AddLink"/>: with the words before them.</summary>
    public void AddLinksIn(string text)
    {
        foreach (var match in AddressPattern().EnumerateMatches(text))
        {
            var address = text.Substring(match.Index, match.Length);
            AddLink(address.StartsWith("http", StringComparison.OrdinalIgnoreCase) ? address : "https://" + address, "", text[Math.Max(0, match.Index - 80)..match.Index]);
        }
    }

    private void Cut(string what) => Note($"The paper has more {what} than are read; only the first ones are here.");

    private static string Short(string caption) => caption.Length <= 4000 ? caption : caption[..4000] + "…";

    /// <summary>An id that fits into an address and is used once.</summary>
    private string Unique(string? wanted, string otherwise)
    {
        var id = wanted is not null && IdPattern().IsMatch(wanted) ? wanted : otherwise;
        for (var n = 2; !ids.Add(id); n++) id = $"{(wanted is not null && IdPattern().IsMatch(wanted) ? wanted : otherwise)}-{n}";
        return id;
    }

    private static LinkKind KindOf(Uri uri, string before)
    {
        var host = uri.Host.ToLowerInvariant();
        var path = uri.AbsolutePath.ToLowerInvariant();
        // Of the sentence that the link stands in, what is near.
        before = before[(before.LastIndexOfAny(['.', ';', '?', '!']) + 1)..];
        before = before.Length > 80 ? before[^80..] : before;
        if (host is "github.com" or "www.github.com" or "gitlab.com" or "bitbucket.org" or "codeberg.org" or "anonymous.4open.science" or "git.sr.ht" || host.StartsWith("gitlab.", StringComparison.Ordinal)) return LinkKind.Code;
        if (host is "zenodo.org" or "figshare.com" or "osf.io" or "kaggle.com" or "www.kaggle.com" || host.StartsWith("dataverse.", StringComparison.Ordinal)
            || (host is "huggingface.co" or "hf.co" && path.StartsWith("/datasets/", StringComparison.Ordinal))) return LinkKind.Data;
        if (host.EndsWith(".github.io", StringComparison.Ordinal) || host.EndsWith(".gitlab.io", StringComparison.Ordinal) || host == "sites.google.com") return LinkKind.Project;
        if (ProjectPattern().IsMatch(before)) return LinkKind.Project;
        if (CodePattern().IsMatch(before)) return LinkKind.Code;
        return DataPattern().IsMatch(before) ? LinkKind.Data : LinkKind.Other;
    }

    /// <summary>
    /// What each figure shows, by the words of its caption first and of its section's heading second. The teaser is the first figure where it stands before
    /// the end of the first section with a heading; there is at most one.
    /// </summary>
    private List<Figure> WithRoles()
    {
        var shown = new List<Figure>(figures.Count);
        var early = sections.Where(section => section.Id == TextSection.AbstractId || section.Title.Length == 0)
            .Concat(sections.Where(section => section.Id != TextSection.AbstractId && section.Title.Length > 0).Take(1)).Select(section => section.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var figure in figures)
        {
            // A picture without number and words is a logo or a badge.
            var isFirst = shown.TrueForAll(other => other.Number is null && other.Caption.Length == 0)
                && (figure.Number is "1" or "I" || (figure.Number is null && figure.Caption.Length > 0));
            var isEarly = figure.Section is null || early.Contains(figure.Section);
            shown.Add(figure with { Role = isFirst && isEarly ? FigureRole.Teaser : RoleOf(figure) });
        }
        return shown;
    }

    private FigureRole RoleOf(Figure figure)
    {
        // The first sentence says what the figure is; what follows explains it.
        var head = figure.Caption.Length > 160 ? figure.Caption[..160] : figure.Caption;
        var method = MethodPattern().Count(head);
        var results = ResultsPattern().Count(head);
        if (method == results)
        {
            var heading = Headings(figure.Section);
            method += MethodPattern().Count(heading);
            results += ResultsPattern().Count(heading);
        }
        return method > results ? FigureRole.Method : results > method ? FigureRole.Results : FigureRole.Other;
    }

    /// <summary>The headings of a section and of those around it.</summary>
    private string Headings(string? id)
    {
        var at = sections.FindIndex(section => section.Id == id);
        if (at < 0) return "";
        var text = sections[at].Title;
        for (var (i, level) = (at, sections[at].Level); i >= 0 && level > 1; i--)
        {
            if (sections[i].Level >= level) continue;
            level = sections[i].Level;
            text += " " + sections[i].Title;
        }
        return text;
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", RegexOptions.NonBacktracking)]
    private static partial Regex IdPattern();

    [GeneratedRegex(@"https?://[^\s<>""{}|\\^`$]{4,400}|\b(?:www\.)?(?:github|gitlab)\.com/[\w.-]{1,100}/[\w.-]{1,100}|\b[\w-]{1,60}\.github\.io(?:/[\w./-]{0,100})?", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex AddressPattern();

    [GeneratedRegex(@"project\W{0,3}(?:web)?\W?(?:page|site)|\bwebsite|\bhome\W?page|\bdemo\b|\bproject\W{0,3}$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex ProjectPattern();

    [GeneratedRegex(@"\bcode|\bimplementation|\bsoftware\b|\brepositor", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex CodePattern();

    [GeneratedRegex(@"\bdata\b|\bdataset|\bcorpus|\bbenchmark|\bweights\b|\bcheckpoints?\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex DataPattern();

    [GeneratedRegex(@"\boverview|\barchitecture|\bpipeline|\bframework|\bmethod|\bour approach|\bapproach\b|\bproposed|\bworkflow|\bschematic|\bdiagram|\billustrat|\bmodel structure|\bdesign of|\bset-?up\b|\bapparatus|\bflowchart|\balgorithm", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex MethodPattern();

    [GeneratedRegex(@"\bresults?\b|\bperformance|\bcompar|\baccurac|\bablation|\bcurves?\b|\berrors?\b|\bevaluat|\bexperiment|\bqualitative|\bquantitative|\bscaling|\bloss\b|\bruntime|\bthroughput|\bas a function of|\bversus\b|\bvs\b|\bdistribution|\bcorrelation|\bmeasured|\bheat\W?map|\bspectr|\bprecision|\brecall\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex ResultsPattern();
}
