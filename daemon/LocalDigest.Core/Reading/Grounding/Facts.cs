using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LocalDigest.Llm;
using LocalDigest.Papers;
using LocalDigest.Text;

namespace LocalDigest.Reading;

/// <summary>Who made a paper where, where it appears, and what of the authors' own it leads to: from its record and its pages, without a model.</summary>
internal sealed partial record Facts(IReadOnlyList<string> Affiliations, string? Venue, string? CodeUrl, string? ProjectUrl, IReadOnlyList<PaperLink> Links)
{
    private const int MostAffiliations = 30, MostLinks = 10, LongestShortForm = 60;

    /// <summary>The JSON Schema of a model's answer.</summary>
    public static JsonObject Schema() => AnswerSchema.Object(
        ("affiliations", AnswerSchema.List(AnswerSchema.Object(("name", AnswerSchema.Text()), ("shortForm", AnswerSchema.Text())))),
        ("venue", AnswerSchema.Text()), ("codeUrl", AnswerSchema.Text()), ("projectUrl", AnswerSchema.Text()),
        ("links", AnswerSchema.List(AnswerSchema.Text())));

    public static Facts Of(Paper paper, FullText text)
    {
        var own = OwnLinks.Of(paper, text);
        var affiliations = text.Affiliations.Count > 0
            ? text.Affiliations.Select(affiliation => affiliation.ShortForm.Length > 0 ? affiliation.ShortForm : affiliation.Name)
            : paper.Authors.Select(author => author.Affiliation).OfType<string>();
        var code = own.FirstOrDefault(link => link.Kind == LinkKind.Code)?.Url;
        var project = own.FirstOrDefault(link => link.Kind == LinkKind.Project)?.Url;
        return new Facts(
            [.. affiliations.Select(name => name.Trim()).Where(name => name.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).Take(MostAffiliations)],
            paper.Venue ?? Accepted(paper.Comment), code, project, [.. own.Where(link => link.Url != code && link.Url != project).Take(MostLinks)]);
    }

    /// <summary>What a model found out, as far as it stands in the paper, takes the place of what was found out without one.</summary>
    public Facts With(CheckedParts made)
    {
        string? One(string name) => made.Parts.GetValueOrDefault(name) is [var first, ..] ? first : null;
        var code = One("codeUrl") ?? CodeUrl;
        var project = One("projectUrl") ?? ProjectUrl;
        return new Facts(
            made.Parts.GetValueOrDefault("affiliations") ?? Affiliations, Venue ?? One("venue"), code, project,
            [.. Links.Where(link => link.Url != code && link.Url != project)]);
    }

    /// <summary>Checks a model's answer: institutions and venue must stand in the paper, addresses must be the authors' own.</summary>
    public static CheckedParts Check(JsonElement answer, Paper paper, FullText text, SourceText source)
    {
        var parts = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var removals = new List<Removal>();
        var count = 0;
        var affiliations = new List<string>();
        if (JsonAnswer.Property(answer, "affiliations") is { ValueKind: JsonValueKind.Array } list)
        {
            foreach (var item in list.EnumerateArray().Take(MostAffiliations))
            {
                var name = Words(item.ValueKind == JsonValueKind.String ? item : JsonAnswer.Property(item, "name"));
                var shortForm = Words(item.ValueKind == JsonValueKind.String ? item : JsonAnswer.Property(item, "shortForm"));
                if (name.Length == 0) continue;
                count++;
                if (!source.HasWords(name)) removals.Add(new Removal("affiliations", ClaimKind.Name, IsMarked: false));
                else affiliations.Add(Shortens(shortForm, name) || (shortForm.Length is > 1 and <= LongestShortForm && source.HasWords(shortForm)) ? shortForm : ShortFormOf(name, text));
            }
        }
        if (affiliations.Count > 0) parts["affiliations"] = [.. affiliations.Distinct(StringComparer.OrdinalIgnoreCase)];

        if (Words(JsonAnswer.Property(answer, "venue")) is { Length: > 0 and <= 120 } venue)
        {
            count++;
            if (source.HasWords(venue)) parts["venue"] = [venue];
            else removals.Add(new Removal("venue", ClaimKind.Name, IsMarked: false));
        }
        var own = OwnLinks.Of(paper, text);
        foreach (var name in (ReadOnlySpan<string>)["codeUrl", "projectUrl"])
        {
            if (Words(JsonAnswer.Property(answer, name)) is not { Length: > 0 } url) continue;
            count++;
            // As the paper spells it, not as the model does.
            if (own.FirstOrDefault(link => SourceText.Plain(link.Url) == SourceText.Plain(url)) is { } link) parts[name] = [link.Url];
            else removals.Add(new Removal(name, ClaimKind.Link, IsMarked: false));
        }
        return new CheckedParts(parts, [], new Grounding { Checked = count, Removed = removals.Count, Removals = removals });
    }

    /// <summary>Whether a short form is made of a name's letters in their order, beginning with the first letter of a word: MIT, SJTU, ETH Zürich, THU-SIGS.</summary>
    internal static bool Shortens(string shortForm, string name)
    {
        if (shortForm.Length is < 2 or > LongestShortForm || shortForm.Length > name.Length) return false;
        var letters = shortForm.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant).ToList();
        if (letters.Count < 2) return false;
        var at = 0;
        for (var i = 0; i < name.Length && at < letters.Count; i++)
        {
            if (char.ToLowerInvariant(name[i]) != letters[at]) continue;
            if (at == 0 && i > 0 && char.IsLetterOrDigit(name[i - 1])) continue;
            at++;
        }
        return at == letters.Count;
    }

    private static string ShortFormOf(string name, FullText text) =>
        text.Affiliations.FirstOrDefault(affiliation => affiliation.Name.Contains(name, StringComparison.OrdinalIgnoreCase) || name.Contains(affiliation.Name, StringComparison.OrdinalIgnoreCase))?.ShortForm is { Length: > 0 } known ? known : name;

    private static string? Accepted(string? comment)
    {
        var match = AcceptedPattern().Match(comment ?? "");
        return match.Success ? match.Groups["venue"].Value.Trim() : null;
    }

    private static string Words(JsonElement? element) => element is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: <= 300 } words ? LatexText.Clean(words).Text.Trim() : "";

    [GeneratedRegex(@"\b(?:[Aa]ccepted|[Aa]ppear(?:s|ed|ing)?|[Pp]ublished|[Pp]resented)\s+(?:for publication\s+)?(?:to|at|in|by|as [a-z ]{2,30} (?:at|in))\s+(?:the\s+)?(?<venue>[A-Z][^.;,()]{1,80})", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex AcceptedPattern();
}
