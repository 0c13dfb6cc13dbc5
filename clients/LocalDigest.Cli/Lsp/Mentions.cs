using System.Text.RegularExpressions;

namespace LocalDigest.Cli.Lsp;

/// <summary>A place of a text that names a paper.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="Length">Characters.</param>
/// <param name="Id">The paper's id, such as <c>arxiv:2601.12080</c>; null for a key.</param>
/// <param name="Key">The key of a bibliography's entry; null for an id.</param>
/// <param name="Version">The version that it names; null for none.</param>
/// <param name="IsCertain">What stands there can be nothing else: a key of a command, and not any word behind an at sign.</param>
internal sealed record Mention(int Start, int Length, string? Id, string? Key, int? Version = null, bool IsCertain = true)
{
    public bool Holds(int offset) => offset >= Start && offset <= Start + Length;
}

/// <summary>Finds the papers that a text names, by ids, DOIs and keys.</summary>
internal static partial class Mentions
{
    public static IEnumerable<Mention> All(Document document) =>
        Ids(document.Text).Concat(Keys(document)).OrderBy(mention => mention.Start);

    public static IEnumerable<Mention> Ids(string text)
    {
        foreach (Match match in Arxiv().Matches(text))
        {
            int? version = match.Groups["version"] is { Success: true } given
                ? int.Parse(given.Value, System.Globalization.CultureInfo.InvariantCulture) : null;
            yield return new Mention(match.Index, match.Length, "arxiv:" + match.Groups["id"].Value, null, version);
        }
        foreach (Match match in Doi().Matches(text))
        {
            // arXiv's own DOIs name arXiv's papers.
            var doi = match.Groups["id"].Value.ToLowerInvariant();
            var id = doi.StartsWith("10.48550/arxiv.", StringComparison.Ordinal) ? "arxiv:" + doi[15..] : "doi:" + doi;
            yield return new Mention(match.Index, match.Length, id, null);
        }
    }

    public static IEnumerable<Mention> Keys(Document document) => document.Markup switch
    {
        Markup.Latex => LatexKeys(document.Text),
        Markup.Markdown => AtKeys(document.Text, Pandoc()),
        Markup.Typst => AtKeys(document.Text, Typst()),
        Markup.BibTeX => BibTeX.Parse(document.Text).Select(entry => new Mention(entry.KeyStart, entry.Key.Length, null, entry.Key)),
        _ => [],
    };

    private static IEnumerable<Mention> LatexKeys(string text)
    {
        foreach (Match match in Cite().Matches(text))
        {
            var keys = match.Groups["keys"];
            var start = keys.Index;
            foreach (var part in keys.Value.Split(','))
            {
                var key = part.Trim();
                if (key.Length > 0 && key != "*") yield return new Mention(start + part.IndexOf(key, StringComparison.Ordinal), key.Length,
                    null, key);
                start += part.Length + 1;
            }
        }
    }

    private static IEnumerable<Mention> AtKeys(string text, Regex pattern)
    {
        foreach (Match match in pattern.Matches(text))
        {
            var key = match.Groups["key"].Value.TrimEnd('.', ':', '-', '/', '?');
            if (key.Length == 0) continue;
            var isCertain = match.Index > 0 && text[match.Index - 1] is '[' or ';' or '-' or ' '
                && text.LastIndexOf('[', match.Index, Math.Min(match.Index, 200)) > text.LastIndexOf(']', match.Index,
                Math.Min(match.Index, 200));
            yield return new Mention(match.Groups["key"].Index, key.Length, null, key, IsCertain: isCertain
                || match.Value.Contains('<', StringComparison.Ordinal));
        }
    }

    [GeneratedRegex(@"(?:https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/|\barxiv:\s?)(?<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v(?<version>\d{1,3}))?(?:\.pdf)?(?!\d)", RegexOptions.IgnoreCase, 2000)]
    private static partial Regex Arxiv();

    [GeneratedRegex(@"(?:https?://(?:dx\.)?doi\.org/|\bdoi:\s*|(?<![\w./-]))(?<id>10\.\d{4,9}/[^\s""'<>{}\[\],;]*[^\s""'<>{}\[\],;.:)])",
        RegexOptions.IgnoreCase, 2000)]
    private static partial Regex Doi();

    [GeneratedRegex(@"\\[A-Za-z]*cite[A-Za-z]*\*?(?:\s*\[[^\]\n]*\]){0,2}\s*\{(?<keys>[^{}]*)\}", RegexOptions.None, 2000)]
    private static partial Regex Cite();

    [GeneratedRegex(@"(?<![\w@.`/])-?@(?<key>[A-Za-z0-9_][A-Za-z0-9_:.#$%&+?<>~/-]*)", RegexOptions.None, 2000)]
    private static partial Regex Pandoc();

    [GeneratedRegex(@"(?<![\w@.`/])@(?<key>[A-Za-z_][A-Za-z0-9_:.-]*)|cite\(\s*<(?<key>[A-Za-z_][A-Za-z0-9_:.-]*)>", RegexOptions.None,
        2000)]
    private static partial Regex Typst();
}
