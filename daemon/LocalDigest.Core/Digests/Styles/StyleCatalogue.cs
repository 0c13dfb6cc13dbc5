using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using LocalDigest.Reading;

namespace LocalDigest.Digests;

/// <summary>A style in a list.</summary>
/// <param name="Name">As it is asked for.</param>
/// <param name="IsOwn">
/// The user wrote it: <c>styles/NAME.md.hbs</c> in the data directory. It stands in for one of the same name that comes with LocalDigest.
/// </param>
/// <param name="Description">What its front matter says of it, or its first comment; empty where it has neither.</param>
/// <param name="Problem">Why it cannot be used; null where it can.</param>
public sealed record StyleEntry(string Name, bool IsOwn, string Description, string? Problem);

/// <summary>
/// The styles there are: those that come with LocalDigest, and the user's own in one folder, <c>NAME.md.hbs</c>, with fixed words in
/// <c>labels.XX.json</c>, where XX is a BCP 47 tag. The folder is read anew each time, so that a change is seen at once.
/// </summary>
/// <param name="folder">The user's styles; null for none.</param>
public sealed partial class StyleCatalogue(string? folder = null)
{
    /// <summary>The style of digests that name none.</summary>
    public const string Usual = "criteria";

    private const string Prefix = "LocalDigest.Digests.Styles.";
    private const string StyleEnding = ".md.hbs";
    private const string LabelsBeginning = "labels.";
    private const string LabelsEnding = ".json";
    private const int LongestFile = 256 * 1024;

    private static readonly Dictionary<string, string> Shipped = ReadShipped(StyleEnding);
    private static readonly Dictionary<string, Dictionary<string, string>> ShippedLabels = ReadShipped(LabelsEnding)
        .ToDictionary(
            file => file.Key[LabelsBeginning.Length..], file => JsonSerializer.Deserialize<Dictionary<string, string>>(file.Value)!,
            StringComparer.OrdinalIgnoreCase);

    private readonly ConcurrentDictionary<string, StyleTemplate> templates = new(StringComparer.Ordinal);

    /// <summary>Names of all styles, in order.</summary>
    public IReadOnlyList<string> Names => [.. Shipped.Keys.Union(OwnFiles(StyleEnding).Where(IsName)).Order(StringComparer.Ordinal)];

    /// <summary>The languages whose fixed words are known.</summary>
    public IReadOnlyList<string> Languages =>
    [
        .. ShippedLabels.Keys.Union(
            OwnFiles(LabelsEnding).Where(name => LanguageFile().IsMatch(name)).Select(name => name[LabelsBeginning.Length..]),
            StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal),
    ];

    public bool Has(string style) => Shipped.ContainsKey(style) || (IsName(style) && OwnFiles(StyleEnding).Contains(style));

    /// <summary>What to say where <see cref="Has"/> says no.</summary>
    public string Unknown(string style) => $"There is no style '{style}'. Use one of: {string.Join(", ", Names)}.";

    /// <summary>
    /// Whether a style may be called so: 1 to 40 lower-case letters, digits and hyphens. Nothing else becomes part of a path.
    /// </summary>
    public static bool IsName(string name) => NamePattern().IsMatch(name);

    /// <summary>Every style with what is wrong with it, and files whose names cannot be those of styles.</summary>
    public IReadOnlyList<StyleEntry> List()
    {
        var own = OwnFiles(StyleEnding);
        return
        [
            .. Names.Select(name =>
            {
                try
                {
                    var template = Template(name);
                    template.Check();
                    return new StyleEntry(name, own.Contains(name), template.Description, null);
                }
                catch (StyleException fault)
                {
                    return new StyleEntry(name, own.Contains(name), "", fault.Message);
                }
            }),
            .. own.Where(name => !IsName(name)).Order(StringComparer.Ordinal).Select(name => new StyleEntry(
                name, true, "", $"A style is called by 1 to 40 lower-case letters, digits and hyphens. Rename '{name}{StyleEnding}'.")),
        ];
    }

    /// <summary>A style's template, which may be faulty.</summary>
    /// <exception cref="StyleException">There is none, or its file cannot be read.</exception>
    internal StyleTemplate Template(string style)
    {
        if (!Has(style)) throw new StyleException(Unknown(style));
        var own = ReadOwn(style + StyleEnding);
        var source = own ?? Shipped[style];
        if (templates.TryGetValue(style, out var known) && known.Source == source) return known;
        return templates[style] = new StyleTemplate(style, isOwn: own is not null, source);
    }

    /// <summary>
    /// What a run with a style has read and written; nothing for a style that is gone or cannot be read, which whoever renders it is told.
    /// </summary>
    internal IReadOnlySet<StylePart> PartsOf(string style)
    {
        try
        {
            return Template(style).AsksFor;
        }
        catch (StyleException)
        {
            return new HashSet<StylePart>();
        }
    }

    /// <summary>
    /// An archived digest as it is to be shown in a style: where the style asks for parts that nobody has read or written for this digest,
    /// a notice says so.
    /// </summary>
    internal DigestContent InStyle(DigestContent digest, string style)
    {
        var shown = digest with { Style = style };
        if (digest.Papers.Count == 0) return shown;
        var missing = PartsOf(style).ToHashSet();
        missing.ExceptWith(PartsOf(digest.Style));
        var filled = digest.Papers.Select(paper => paper.Reading).OfType<DigestReading>().SelectMany(TextShape.Filled);
        var asked = filled.Select(place => place.Nearest<AskedForAttribute>()).OfType<AskedForAttribute>();
        missing.ExceptWith(asked.Select(asking => new StylePart(asking.Kind)));
        if (digest.Overview is not null) missing.Remove(StylePart.Overview);
        // Where no model listed them, affiliations and links are those of the paper's record.
        missing.Remove(new StylePart(SummaryKind.Facts));
        if (missing.Count == 0) return shown;
        var notice = new Notice("other-style", WordsFor(digest.Language).Fill("style-other", [digest.Style, style]));
        return shown with { Notices = [.. digest.Notices, notice] };
    }

    /// <summary>
    /// The words of a language such as <c>zh-CN</c>: the user's, LocalDigest's, then those of its main language, then English.
    /// </summary>
    /// <exception cref="StyleException">A file of the user's is not JSON.</exception>
    internal Labels LabelsFor(string language) => Chain(language, OwnLabels);

    /// <summary>
    /// The words in which the daemon writes: as those in which it renders, but a file of the user's that cannot be read is passed over,
    /// because no digest may be lost for it. Who renders is told.
    /// </summary>
    public Labels WordsFor(string language) => Chain(language, tag =>
    {
        try
        {
            return OwnLabels(tag);
        }
        catch (StyleException)
        {
            return null;
        }
    });

    /// <summary>What a digest is called in the subject of a mail and in a feed.</summary>
    public string TitleOf(DigestContent digest)
    {
        var day = digest.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var count = digest.Papers.Count.ToString(CultureInfo.InvariantCulture);
        return WordsFor(digest.Language).Fill("title", [digest.ProfileName, day, count]);
    }

    private static Labels Chain(string language, Func<string, Dictionary<string, string>?> ownLabels)
    {
        List<string> chain = [language];
        for (var dash = language.LastIndexOf('-'); dash > 0; dash = chain[^1].LastIndexOf('-')) chain.Add(chain[^1][..dash]);
        chain.Add("en");
        var words = new List<IReadOnlyDictionary<string, string>>();
        foreach (var tag in chain.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (ownLabels(tag) is { } own) words.Add(own);
            if (ShippedLabels.GetValueOrDefault(tag) is { } shipped) words.Add(shipped);
        }
        return new Labels(words);
    }

    private Dictionary<string, string>? OwnLabels(string language)
    {
        var name = LabelsBeginning + language;
        if (!LanguageFile().IsMatch(name) || ReadOwn(name + LabelsEnding) is not { } text) return null;
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(text, ForgivingJson) ?? throw new JsonException();
        }
        catch (JsonException error)
        {
            var line = (error.LineNumber ?? 0) + 1;
            throw new StyleException(
                $"The words in styles/{name}{LabelsEnding} cannot be read: line {line} is not of the form \"name\": \"words\".", error);
        }
    }

    private string? ReadOwn(string file)
    {
        if (folder is null || !File.Exists(Path.Combine(folder, file))) return null;
        try
        {
            var info = new FileInfo(Path.Combine(folder, file));
            if (info.Length > LongestFile) throw new StyleException($"The file styles/{file} is larger than {LongestFile / 1024} KB.");
            return File.ReadAllText(info.FullName);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StyleException($"The file styles/{file} cannot be read: check its rights.", error);
        }
    }

    /// <summary>Names of the user's files of a kind, without their ending.</summary>
    private HashSet<string> OwnFiles(string ending) => folder is null || !Directory.Exists(folder)
        ? []
        : Directory.EnumerateFiles(folder, "*" + ending)
            .Select(path => Path.GetFileName(path)![..^ending.Length]).ToHashSet(StringComparer.Ordinal);

    private static Dictionary<string, string> ReadShipped(string ending)
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(ending, StringComparison.Ordinal))
            .ToDictionary(name => name[Prefix.Length..^ending.Length], name => Shown(assembly, name), StringComparer.Ordinal);
    }

    private static string Shown(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    private static readonly JsonSerializerOptions ForgivingJson = new()
    {
        ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true,
    };

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,39}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();

    [GeneratedRegex("^labels\\.[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LanguageFile();
}
