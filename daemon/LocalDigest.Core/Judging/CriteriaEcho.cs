using System.Collections.Frozen;
using System.Text.RegularExpressions;
using LocalDigest.Profiles;
using LocalDigest.Text;

namespace LocalDigest.Judging;

/// <summary>
/// Finds sentences that repeat a profile's criteria in a paper that has nothing else to do with them: words put there for the judge. Who
/// writes about a criterion's subject uses its words in the title and throughout.
/// </summary>
internal sealed partial class CriteriaEcho
{
    /// <summary>A sentence with fewer different words of the criteria repeats nothing.</summary>
    private const int LeastWords = 5;

    /// <summary>So much of an echo's words are the criteria's.</summary>
    private const double LeastShare = 0.5;

    /// <summary>Where the rest of the paper shares more of their words, it is about them.</summary>
    private const int MostElsewhere = 1;

    /// <summary>Forms of a word have their beginning in common.</summary>
    private const int StemLength = 6;

    private readonly FrozenSet<string>[] topics;

    /// <param name="interests">The criteria.</param>
    public CriteriaEcho(Interests interests) =>
        topics = [.. interests.Topics.Select(topic => Words($"{topic.Title}\n{topic.Relevant}").ToFrozenSet(StringComparer.Ordinal))];

    /// <summary>The abstract without such sentences.</summary>
    /// <param name="title">The paper's title.</param>
    /// <param name="text">Its abstract.</param>
    public string Remove(string title, string text)
    {
        var sentences = Sentences.Pieces(text)
            .Select(piece => (Piece: piece, Words: Words(piece).ToHashSet(StringComparer.Ordinal))).ToList();
        var echoes = topics.SelectMany(topic => Echoes(topic, title, sentences)).ToHashSet(StringComparer.Ordinal);
        if (echoes.Count == 0) return text;
        return string.Concat(sentences.Select(sentence => sentence.Piece).Where(piece => !echoes.Contains(piece))).Trim();
    }

    private static IEnumerable<string> Echoes(FrozenSet<string> topic, string title, List<(string Piece, HashSet<string> Words)> sentences)
    {
        bool IsDense((string Piece, HashSet<string> Words) sentence) =>
            sentence.Words.Count(topic.Contains) is var shared && shared >= LeastWords && shared >= LeastShare * sentence.Words.Count;
        var dense = sentences.Where(IsDense).Select(sentence => sentence.Piece).ToList();
        if (dense.Count == 0) return [];
        var elsewhere = sentences.Where(sentence => !IsDense(sentence)).SelectMany(sentence => sentence.Words).Concat(Words(title))
            .Where(topic.Contains);
        return elsewhere.Distinct(StringComparer.Ordinal).Count() <= MostElsewhere ? dense : [];
    }

    private static IEnumerable<string> Words(string text)
    {
        foreach (Match word in WordPattern().Matches(text.ToLowerInvariant()))
        {
            if (!Common.Contains(word.Value)) yield return word.Length > StemLength ? word.Value[..StemLength] : word.Value;
        }
    }

    /// <summary>Words that papers of all subjects use.</summary>
    private static readonly FrozenSet<string> Common = (
        "that this with from have been which their these those such than they into also more most only over under between through both each "
        + "other where when while using used uses based paper papers work works method methods methodology approach approaches results result "
        + "study studies show shows propose proposed proposes present presents model models novel new data analysis relevant about against "
        + "across within without towards toward problem "
        + "problems research system systems task tasks performance learning application applications")
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    [GeneratedRegex(@"\p{L}{4,}", RegexOptions.CultureInvariant, PatternTime.Milliseconds)]
    private static partial Regex WordPattern();
}
