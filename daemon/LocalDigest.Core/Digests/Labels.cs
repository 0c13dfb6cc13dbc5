using System.Reflection;
using System.Text.Json;

namespace LocalDigest.Digests;

/// <summary>The fixed words of digests in one language, from <c>Styles/labels.XX.json</c>.</summary>
public sealed class Labels
{
    private const string Prefix = "LocalDigest.Digests.Styles.labels.";
    private static readonly Lazy<Dictionary<string, Labels>> Known = new(Load);

    private readonly Dictionary<string, string> words;

    private Labels(string language, Dictionary<string, string> words)
    {
        Language = language;
        this.words = words;
    }

    public string Language { get; }

    public static IEnumerable<string> Languages => Known.Value.Keys;

    /// <summary>The words of a language such as <c>zh-CN</c>; of its main language where that is all there is, and otherwise English.</summary>
    public static Labels For(string language)
    {
        var main = language.Split('-')[0];
        return Known.Value.GetValueOrDefault(language) ?? Known.Value.GetValueOrDefault(main) ?? Known.Value["en"];
    }

    /// <exception cref="KeyNotFoundException">There is no such word, which is a mistake in a template.</exception>
    public string this[string key] => words.TryGetValue(key, out var word) ? word : throw new KeyNotFoundException($"There is no label '{key}'.");

    internal IReadOnlyCollection<string> Keys => words.Keys;

    private static Dictionary<string, Labels> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var known = new Dictionary<string, Labels>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            var language = name[Prefix.Length..^".json".Length];
            using var stream = assembly.GetManifestResourceStream(name)!;
            known[language] = new Labels(language, JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!);
        }
        return known;
    }
}
