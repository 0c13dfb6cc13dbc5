using System.Text.RegularExpressions;
using LocalDigest.Papers;
using LocalDigest.Text;

namespace LocalDigest.Reading;

/// <summary>
/// Which of the addresses in a paper are the authors' own. An address that is also in the bibliography, or that the paper only mentions, is someone else's:
/// the code of a method that it compares with must not be shown as its own.
/// </summary>
internal static partial class OwnLinks
{
    /// <summary>The addresses of a paper, each with the sentence in which it stands; the title block's with none.</summary>
    public static IEnumerable<(string Url, LinkKind Kind, string? Section, string Context)> Mentions(FullText text)
    {
        foreach (var link in text.Links)
        {
            var plain = SourceText.Plain(link.Url);
            var sentence = text.Sections
                .Where(section => link.Section is null || section.Id == link.Section)
                .SelectMany(section => section.Paragraphs)
                .SelectMany(paragraph => Sentences.Of(paragraph.Text))
                .FirstOrDefault(sentence => sentence.Contains(plain, StringComparison.OrdinalIgnoreCase) || (link.Text.Length > 3 && sentence.Contains(link.Text, StringComparison.OrdinalIgnoreCase)));
            yield return (link.Url, link.Kind, link.Section, sentence ?? "");
        }
    }

    /// <summary>The authors' own addresses: from the paper's record, its title block, its abstract, or a sentence that says that something of theirs is there.</summary>
    public static IReadOnlyList<PaperLink> Of(Paper paper, FullText text)
    {
        var foreign = text.References.Select(reference => reference.Url).OfType<string>().Select(SourceText.Plain).ToHashSet(StringComparer.Ordinal);
        var own = new List<PaperLink>();
        if (paper.CodeUrl is { Length: > 0 } code) own.Add(new PaperLink(code, "", LinkKind.Code, null));
        if (paper.ProjectUrl is { Length: > 0 } project) own.Add(new PaperLink(project, "", LinkKind.Project, null));
        foreach (var (url, kind, section, context) in Mentions(text))
        {
            if (foreign.Contains(SourceText.Plain(url)) || own.Any(link => SourceText.Plain(link.Url) == SourceText.Plain(url))) continue;
            if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")) continue;
            if (section is null || section == TextSection.AbstractId || OwnPattern().IsMatch(context)) own.Add(new PaperLink(url, "", kind, section));
        }
        // Where only the abstract was read, its addresses are in its words.
        foreach (var match in text.Links.Count > 0 ? [] : AddressPattern().Matches(paper.Abstract).Select(match => match.Value.TrimEnd('.', ',', ';', ':', '}')))
        {
            if (own.Any(link => SourceText.Plain(link.Url) == SourceText.Plain(match))) continue;
            var kind = CodeHost().IsMatch(match) ? LinkKind.Code : ProjectPage().IsMatch(match) ? LinkKind.Project : LinkKind.Other;
            own.Add(new PaperLink(match, "", kind, TextSection.AbstractId));
        }
        return own;
    }

    [GeneratedRegex(@"\b(?:our|we (?:release|provide|publish|share|make|host|open)|project (?:page|website|site)|(?:code|codebase|source|implementation|models?|weights|checkpoints|data|dataset|datasets|benchmark|demo|videos?|results|website|materials?)\b[^.]{0,60}\b(?:available|released|found|accessible|hosted|published|open-sourced|provided)|available (?:at|here|on|online|from)|open-?sourced? (?:at|on))\b|(?:代码|项目|数据)[^。]{0,20}(?:开源|公开|主页|地址|见|获取)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OwnPattern();

    [GeneratedRegex(@"https?://[^\s<>()\[\]{}""'，。；、）】]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex AddressPattern();

    [GeneratedRegex(@"//(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|gitee\.com|anonymous\.4open\.science|osf\.io)/", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex CodeHost();

    [GeneratedRegex(@"\.github\.io|//sites\.google\.com/|project", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ProjectPage();
}
