using System.Collections;
using System.Globalization;
using System.Text;
using HandlebarsDotNet;
using HandlebarsDotNet.ValueProviders;
using LocalDigest.Reading;

namespace LocalDigest.Digests;

/// <summary>
/// What templates may use beside the content's properties, which are written in <c>camelCase</c>; no name is one of theirs. Nothing is
/// escaped by itself: a line of plain text goes through <c>md</c>, a text of a reading through <c>block</c>.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item><c>{{md text}}</c> plain text as Markdown that reads the same; <c>{{href url}}</c> a link's target; <c>{{block text}}</c> a text
/// of a reading, kept from breaking what is around it;</item>
/// <item><c>{{label "key" value…}}</c> fixed words in the digest's language, or another: <c>in=reading.language</c>, with the values in
/// their gaps (see <see cref="Labels.Fill"/>); <c>{{day date "date-iso"}}</c> a day in the form that the label gives;</item>
/// <item><c>{{points "key" list}}</c>, <c>{{steps "key" list}}</c>, <c>{{point "key" text}}</c> an item with a bold label and its points,
/// numbered steps or text, <c>in=</c> as above;</item>
/// <item><c>{{names authors}}</c>, <c>{{count list}}</c>, <c>{{number @index}}</c> (from 1), <c>{{percent score}}</c>, <c>{{rating
/// this}}</c>, <c>{{leading title}}</c> (with a colon where it has no sign of its own at its end), <c>{{short title}}</c> (up to its
/// colon), <c>{{source kind}}</c>;</item>
/// <item><c>{{legend "stars"}}</c> a line on what the marks stand for that the papers have, with those of the style itself;</item>
/// <item>of a paper: <c>{{anchor this}}</c>, <c>{{pdf this}}</c>, <c>{{images this "teaser method"}}</c> (the roles), <c>{{refs ids}}</c>
/// (links to papers on the page), <c>{{why this}}</c> (one line: tldr, comment or reason); <c>{{provenance reading}}</c> what was read and
/// who wrote it;</item>
/// <item><c>(first a b …)</c> the first that is not empty, <c>(any a b …)</c> whether one is not, <c>(take list n)</c>, <c>(after list
/// n)</c>;</item>
/// <item><c>{{#topics}}…{{/topics}}</c> topics with their <c>title</c>, <c>subtopics</c> and <c>papers</c>; <c>{{#papersOf
/// ids}}…{{/papersOf}}</c> the papers of these ids.</item>
/// </list>
/// </remarks>
internal static class StyleVocabulary
{
    /// <summary>What one rendering knows beside the content that the template sees.</summary>
    internal sealed record Rendering(DigestContent Content, Labels Labels, Func<string, Labels> LabelsIn);

    /// <summary>The name under which a rendering goes along with the content.</summary>
    internal const string RenderingKey = "rendering";

    /// <summary>Papers under one heading, as templates see them.</summary>
    internal sealed record Group(string Title, IReadOnlyList<string> Subtopics, IReadOnlyList<DigestPaper> Papers);

    /// <summary>The part of a reading that a helper shows without a path to it; null for other words.</summary>
    public static StylePart? Shows(string helper) => helper == "why" ? new StylePart(SummaryKind.Tldr) : null;

    /// <summary>The record that paths begin from inside one of the blocks here; null for other blocks.</summary>
    public static Type? TypeInside(string block) => block switch
    {
        "topics" => typeof(Group),
        "papersOf" => typeof(DigestPaper),
        _ => null,
    };

    public static void Register(IHandlebars handlebars)
    {
        void Write(string name, Func<Rendering, Arguments, string> write) => handlebars.RegisterHelper(
            name, (in EncodedTextWriter output, in HelperOptions options, in Context _, in Arguments arguments) => output.WriteSafeString(write(Of(options.Data), arguments)));
        void Give(string name, Func<Arguments, object?> give) => handlebars.RegisterHelper(
            name, (in HelperOptions _, in Context _, in Arguments arguments) => give(arguments)!);

        Write("md", (_, arguments) => MarkdownText.Inline(Text(arguments[0])));
        Write("href", (_, arguments) => MarkdownText.Address(Text(arguments[0])));
        Write("block", (_, arguments) => MarkdownText.Block(Text(arguments[0])));
        Write("label", (rendering, arguments) => LabelsOf(rendering, arguments).Fill(Text(arguments[0]), [.. Positional(arguments).Skip(1).Select(value => MarkdownText.Inline(Text(value)))]));
        Write("day", (rendering, arguments) => Day(arguments[0], rendering.Labels[Positional(arguments).Count > 1 ? Text(arguments[1]) : "date-format"]));
        Write("names", (_, arguments) => string.Join(", ", Strings(arguments[0]).Select(MarkdownText.Inline)));
        Write("count", (_, arguments) => List(arguments[0]).Count().ToString(CultureInfo.InvariantCulture));
        Write("number", (_, arguments) => (Convert.ToInt32(arguments[0], CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture));
        Write("percent", (_, arguments) => Math.Round(Convert.ToDouble(arguments[0], CultureInfo.InvariantCulture) * 100).ToString(CultureInfo.InvariantCulture));
        Write("rating", (_, arguments) => Stars(Paper(arguments)));
        Write("leading", (rendering, arguments) => Lead(Text(arguments[0]), LabelsOf(rendering, arguments)));
        Write("short", (_, arguments) => MarkdownText.Inline(Short(Text(arguments[0]))));
        // Behind the kind stands what was asked for there: an address, a venue, a reader.
        Write("source", (rendering, arguments) => rendering.Labels.TryGet("source-" + Text(arguments[0]).Split(' ')[0], out var name)
            ? name
            : MarkdownText.Inline(Text(arguments[0])));
        Write("scanned", (rendering, _) => string.Join(", ", rendering.Content.Sources.Select(source => Scanned(source, rendering.Labels))));
        Write("legend", (rendering, arguments) => Legend(rendering, Positional(arguments).Count > 0 ? Text(arguments[0]) : ""));
        Write("anchor", (_, arguments) => Anchor(Paper(arguments)));
        Write("pdf", (_, arguments) => Pdf(Paper(arguments)));
        Write("images", (_, arguments) => Figures(Paper(arguments), Text(arguments[1]).Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Write("refs", (rendering, arguments) => References(rendering.Content, [.. Strings(arguments[0])]));
        Write("why", (_, arguments) => Why(Paper(arguments)));
        Write("provenance", (rendering, arguments) => arguments[0] is DigestReading reading ? Basis(reading, LabelsOf(rendering, arguments)) : "");
        Write("points", (rendering, arguments) => Points(Heading(rendering, arguments), [.. Strings(arguments[1])], numbered: false));
        Write("steps", (rendering, arguments) => Points(Heading(rendering, arguments), [.. Strings(arguments[1])], numbered: true));
        Write("point", (rendering, arguments) => Text(arguments[1]) is { Length: > 0 } text ? Points(Heading(rendering, arguments), [text], numbered: false) : "");

        Give("first", arguments => arguments.FirstOrDefault(IsThere));
        Give("any", arguments => arguments.Any(IsThere));
        Give("take", arguments => List(arguments[0]).Take(Convert.ToInt32(arguments[1], CultureInfo.InvariantCulture)).ToList());
        Give("after", arguments => List(arguments[0]).Skip(Convert.ToInt32(arguments[1], CultureInfo.InvariantCulture)).ToList());

        handlebars.RegisterHelper("topics", (output, options, _, _) =>
        {
            foreach (var group in Groups(Of(options.Data))) options.Template(output, group);
        });
        handlebars.RegisterHelper("papersOf", (output, options, _, arguments) =>
        {
            var papers = Of(options.Data).Content.Papers;
            foreach (var id in Strings(arguments[0]))
            {
                if (papers.FirstOrDefault(paper => paper.Id == id) is { } paper) options.Template(output, paper);
            }
        });
    }

    /// <summary>
    /// The papers by topic: as the content has them, and otherwise by each paper's own topic in the order in which the topics come up.
    /// </summary>
    internal static IReadOnlyList<Group> Groups(Rendering rendering)
    {
        var content = rendering.Content;
        var byId = content.Papers.GroupBy(paper => paper.Id, StringComparer.Ordinal).ToDictionary(papers => papers.Key, papers => papers.First(), StringComparer.Ordinal);
        var groups = content.Groups.Select(group => new Group(group.Title, group.Subtopics, [.. group.Papers.Select(id => byId.GetValueOrDefault(id)).OfType<DigestPaper>()])).Where(group => group.Papers.Count > 0).ToList();
        var grouped = groups.SelectMany(group => group.Papers).Select(paper => paper.Id).ToHashSet(StringComparer.Ordinal);
        groups.AddRange(content.Papers.Where(paper => !grouped.Contains(paper.Id))
            .GroupBy(paper => paper.Topic ?? "", StringComparer.Ordinal)
            .OrderBy(papers => papers.Key.Length == 0)
            .Select(papers => new Group(papers.Key.Length == 0 ? rendering.Labels["no-topic"] : papers.Key, [], [.. papers])));
        return groups;
    }

    private static Rendering Of(DataValues data) => (Rendering)data[RenderingKey]!;

    private static Labels LabelsOf(Rendering rendering, Arguments arguments) =>
        Named(arguments, "in") is string { Length: > 0 } language ? rendering.LabelsIn(language) : rendering.Labels;

    private static object? Named(Arguments arguments, string name) => arguments.Hash.FirstOrDefault(pair => string.Equals(pair.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The values without those that have a name, which stand last.</summary>
    private static List<object?> Positional(Arguments arguments) => [.. arguments.Where(value => !ReferenceEquals(value, arguments.Hash) && value is not IReadOnlyDictionary<string, object>)];

    private static DigestPaper Paper(Arguments arguments) => arguments[0] as DigestPaper ?? throw new StyleException("a paper is needed where something else stands");

    private static string Heading(Rendering rendering, Arguments arguments)
    {
        var labels = LabelsOf(rendering, arguments);
        return $"**{labels[Text(arguments[0])]}**{labels["colon"]}";
    }

    private static string Day(object? date, string format) => date switch
    {
        DateOnly day => day.ToString(format, CultureInfo.InvariantCulture),
        DateTimeOffset moment => moment.ToString(format, CultureInfo.InvariantCulture),
        _ => "",
    };

    /// <summary>A list item: its heading with its only point behind it, or with its points below it.</summary>
    private static string Points(string heading, IReadOnlyList<string> points, bool numbered)
    {
        if (points.Count == 0) return "";
        var item = new StringBuilder("*   ").Append(heading);
        if (points.Count == 1 && !numbered && !StartsList(points[0])) return item.Append(MarkdownText.Nested(points[0], "    ")).Append('\n').ToString();
        item.Append('\n');
        for (var i = 0; i < points.Count; i++)
        {
            // Points that were numbered by whoever wrote them keep their numbers.
            var mark = StartsList(points[i]) ? "" : numbered ? string.Create(CultureInfo.InvariantCulture, $"{i + 1}.  ") : "*   ";
            item.Append("    ").Append(mark).Append(MarkdownText.Nested(points[i], mark.Length == 0 ? "    " : "        ")).Append('\n');
        }
        return item.ToString();
    }

    private static bool StartsList(string text)
    {
        if (text.Length > 1 && text[0] is '*' or '-' or '+' && text[1] == ' ') return true;
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return digits is > 0 and < 4 && digits + 1 < text.Length && text[digits] is '.' or ')' && text[digits + 1] == ' ';
    }

    /// <summary>From 0 to 3 stars by halves, as given or by the score.</summary>
    private static string Stars(DigestPaper paper)
    {
        var halves = (int)Math.Round(Math.Clamp(paper.Stars ?? paper.Score * 3, 0, 3) * 2);
        return new StringBuilder().Insert(0, "⭐️", halves / 2).Append(halves % 2 == 1 ? "🟡" : "").ToString();
    }

    /// <summary>A line that says what the marks stand for which the digest's papers have; empty where they have none.</summary>
    /// <param name="rendering">What is rendered.</param>
    /// <param name="own">The marks that only this style has: <c>stars</c> or <c>relevance</c>; empty for none.</param>
    private static string Legend(Rendering rendering, string own)
    {
        var (papers, labels) = (rendering.Content.Papers, rendering.Labels);
        var withdrawn = labels.Fill("withdrawn-title", [""]).Trim();
        (string Label, bool IsThere)[] marks =
        [
            // Stars that a document brings along were given by somebody else.
            ("legend-stars", own == "stars" && papers.Any(paper => paper.Stars is null)),
            ("legend-relevance", own == "relevance" && papers.Any(paper => paper.Relevance is not null)),
            ("legend-checked-again", papers.Any(paper => paper.IsCheckedAgain)),
            ("legend-withdrawn", papers.Any(paper => paper.Title.StartsWith(withdrawn, StringComparison.Ordinal))),
        ];
        var said = marks.Where(mark => mark.IsThere).Select(mark => labels[mark.Label]).ToList();
        return said.Count == 0 ? "" : $"\n*{string.Join(labels["sentence-space"], said)}*\n";
    }

    private static string Lead(string title, Labels labels) =>
        MarkdownText.Inline(title) + (title.Length > 0 && char.IsLetterOrDigit(title[^1]) ? labels["colon"].TrimEnd() : "");

    private static string Short(string title)
    {
        var end = title.IndexOfAny([':', '：']);
        if (end is > 1 and <= 60) return title[..end];
        const int longest = 60;
        if (title.Length <= longest) return title;
        end = title.LastIndexOf(' ', longest);
        return title[..(end > 0 ? end : longest)] + "…";
    }

    private static string Scanned(SourceOutcome source, Labels labels) =>
        labels.Fill(labels.TryGet("scanned-" + source.Kind, out _) ? "scanned-" + source.Kind : "scanned-other", [source.Listed.ToString(CultureInfo.InvariantCulture), MarkdownText.Inline(source.Label)]);

    /// <summary>A name for a place on the page that is the paper's own.</summary>
    internal static string Anchor(DigestPaper paper) => paper.ArxivId is { } arxiv
        ? Name(arxiv) + (paper.Version is { } version ? "v" + version.ToString(CultureInfo.InvariantCulture) : "")
        : Name(paper.Id);

    private static string Name(string id) => string.Concat(id.Take(90).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '-'));

    /// <summary>
    /// The papers of these ids in parentheses, each by its short title and leading to its place on the page; empty for none.
    /// </summary>
    private static string References(DigestContent content, IReadOnlyList<string> ids)
    {
        var papers = content.Papers.Where(paper => ids.Contains(paper.Id)).Select(paper => $"[{MarkdownText.Inline(Short(paper.Title))}](#{Anchor(paper)})").ToList();
        return papers.Count == 0 ? "" : $" ({string.Join(", ", papers)})";
    }

    private static string Pdf(DigestPaper paper) => paper.ArxivId is { } arxiv
        ? MarkdownText.Address("https://arxiv.org/pdf/" + arxiv + (paper.Version is { } version ? "v" + version.ToString(CultureInfo.InvariantCulture) : ""))
        : "";

    private static string Figures(DigestPaper paper, string[] roles) => string.Join("\n", paper.Figures.Where(figure => roles.Contains(figure.Role))
        .Select(figure => $"![{MarkdownText.Inline(figure.Caption)}]({MarkdownText.Address(figure.Address)})"));

    /// <summary>
    /// Why a reader might want it, on one line: what it says in short, what the judge says, or what it found and what moved it.
    /// </summary>
    private static string Why(DigestPaper paper)
    {
        if (paper.Reading?.Tldr is { Length: > 0 } tldr) return MarkdownText.Line(tldr);
        if (paper.Comment is { Length: > 0 } comment) return MarkdownText.Inline(comment);
        if (paper.Reading?.KeyContribution is { Length: > 0 } contribution) return MarkdownText.Line(contribution);
        return string.Join(' ', (paper.KeySentence is { } found ? [found, .. paper.Reasons] : paper.Reasons).Select(MarkdownText.Inline));
    }

    /// <summary>What was read, who wrote, what was taken out: as sentences.</summary>
    private static string Basis(DigestReading reading, Labels labels)
    {
        var said = new List<string>();
        if (reading.Basis is { } basis) said.Add(labels.TryGet("basis-" + basis, out var words) ? words : labels["basis-unstated"]);
        if (reading.Origin == "extractive") said.Add(labels["origin-extractive"]);
        else if (reading.Origin is { Length: > 0 } model) said.Add(labels.Fill("origin-model", [MarkdownText.Inline(model)]));
        if (reading.Removed > 0) said.Add(labels.Fill("removed", [reading.Removed.ToString(CultureInfo.InvariantCulture)]));
        said.AddRange(reading.Withheld.Select(MarkdownText.Inline));
        return string.Join(labels["sentence-space"], said);
    }

    private static IEnumerable<object?> List(object? value) => value is string or null ? [] : (value as IEnumerable ?? Array.Empty<object>()).Cast<object?>();

    private static IEnumerable<string> Strings(object? value) => value as IEnumerable<string> ?? List(value).OfType<string>();

    private static bool IsThere(object? value) => value switch
    {
        null or UndefinedBindingResult or false or 0 or 0.0 => false,
        string text => text.Length > 0,
        IEnumerable list => list.Cast<object>().Any(),
        _ => true,
    };

    private static string Text(object? value) => value switch
    {
        null or UndefinedBindingResult => "",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
