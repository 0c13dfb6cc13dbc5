using System.Collections.Frozen;
using System.Text.RegularExpressions;
using LocalDigest.Papers;

namespace LocalDigest.Ingestion;

/// <summary>What a term of a search asks for.</summary>
internal enum SearchTermKind
{
    /// <summary>A word, in any of its forms.</summary>
    Word,

    /// <summary>All words that begin so: <c>transf*</c>.</summary>
    Beginning,

    /// <summary>Words next to each other: <c>"world model"</c>.</summary>
    Phrase,

    /// <summary>An author: <c>author:Finn</c>, <c>author:"Chelsea Finn"</c>. Without quotes, words behind it may belong to it.</summary>
    Author,
}

/// <summary>One term of a search.</summary>
/// <param name="Kind">What it asks for.</param>
/// <param name="Text">Its text, with at least one letter or digit; without quotes, <c>-</c>, <c>*</c> and <c>author:</c>.</param>
/// <param name="IsExcluded">Papers with it are left out: <c>-word</c>.</param>
/// <param name="IsQuoted">It stood in quotes.</param>
internal sealed record SearchTerm(SearchTermKind Kind, string Text, bool IsExcluded, bool IsQuoted);

/// <summary>What a user typed into a search, taken apart. Any text can be read; time is linear in its length.</summary>
internal static partial class SearchQuery
{
    /// <summary>Terms beyond so many do not count: nobody types them, and each costs time.</summary>
    private const int MostTerms = 64;

    private const string AuthorField = "author:";

    private static readonly FrozenSet<string> FunctionWords = Set(
        "a about an and are as at be by can could did do does for from had has have how i if in into is it its me my of on or our "
        + "should that the their there these this those to was we were what when where which who whom whose why will with would you your");

    private static readonly FrozenSet<string> QuestionWords = Set("how what when where which who why can could do does is are should");

    /// <summary>Words that carry no subject where they stand in a question.</summary>
    private static readonly FrozenSet<string> Fillers = Set("any best find good paper papers show tell way ways work works");

    /// <summary>The terms in order; none where the text has neither letter nor digit.</summary>
    public static IReadOnlyList<SearchTerm> Parse(string text)
    {
        var terms = new List<SearchTerm>();
        for (var i = 0; i < text.Length && terms.Count < MostTerms;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }
            var isExcluded = text[i] == '-';
            if (isExcluded) i++;
            var isAuthor = text.AsSpan(i).StartsWith(AuthorField, StringComparison.OrdinalIgnoreCase);
            if (isAuthor) i += AuthorField.Length;
            while (isAuthor && i < text.Length && char.IsWhiteSpace(text[i])) i++;
            var isQuoted = i < text.Length && text[i] == '"';
            if (isQuoted) i++;
            var end = isQuoted ? text.IndexOf('"', i) : EndOfWord(text, i);
            if (end < 0) end = text.Length;
            var content = text[i..end];
            i = isQuoted ? end + 1 : Math.Max(end, i);
            if (content.Any(char.IsLetterOrDigit)) terms.Add(Term(content, isExcluded, isAuthor, isQuoted));
        }
        return terms;
    }

    /// <summary>The words that tell what is looked for: without those of a question, unless there are no others.</summary>
    public static IReadOnlyList<SearchTerm> WithoutStopWords(IReadOnlyList<SearchTerm> terms)
    {
        bool Is(SearchTerm term, FrozenSet<string> words) => term.Kind == SearchTermKind.Word && words.Contains(Bare(term.Text));
        var isQuestion = terms.Any(term => Is(term, QuestionWords));
        var kept = terms.Where(term => !Is(term, FunctionWords) && !(isQuestion && Is(term, Fillers))).ToList();
        return kept.Count == 0 ? terms : kept;
    }

    /// <summary>The ids that the whole text may be, the likeliest first; none where it is no id, address or DOI.</summary>
    public static IEnumerable<PaperId> Ids(string text)
    {
        // As references are copied: (arXiv:2601.12080v2 [cs.RO]).
        var bare = SubjectClass().Replace(text.Trim().Trim([.. "()<>[]{}\"'“”.,;"]), "").Trim();
        if (bare.Any(char.IsWhiteSpace) && !LabelledId().IsMatch(bare)) yield break;
        if (!PaperId.TryParse(bare, out var id)) yield break;
        yield return id;
        // Publishers' addresses hold the DOI: https://dl.acm.org/doi/10.1145/3292500.
        var match = DoiInAddress().Match(bare);
        if (match.Success && PaperId.TryDoi(match.Groups["doi"].Value, out var doi)) yield return doi;
    }

    /// <summary>A word as it is compared: lower case, without what stands around it.</summary>
    public static string Bare(string word) => string.Concat(SearchWords.Of(word));

    private static SearchTerm Term(string content, bool isExcluded, bool isAuthor, bool isQuoted)
    {
        if (isAuthor) return new(SearchTermKind.Author, content, isExcluded, isQuoted);
        if (isQuoted) return new(SearchTermKind.Phrase, content, isExcluded, isQuoted);
        // "A*" is an algorithm and no beginning.
        var beginning = content.TrimEnd('*');
        return beginning.Length < content.Length && beginning.Count(char.IsLetterOrDigit) > 1
            ? new(SearchTermKind.Beginning, beginning, isExcluded, isQuoted)
            : new(SearchTermKind.Word, content, isExcluded, isQuoted);
    }

    private static int EndOfWord(string text, int at)
    {
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] != '"') at++;
        return at;
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    [GeneratedRegex(@"\s*\[[A-Za-z.-]{2,20}\]?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SubjectClass();

    [GeneratedRegex(@"^(?:arxiv|doi):\s*\S+$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LabelledId();

    [GeneratedRegex(@"^https?://[^?#]*?/(?<doi>10\.\d{4,9}/[^?#\s]+)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex DoiInAddress();
}
