using System.Globalization;
using LocalDigest.Prefiltering;
using LocalDigest.Profiles;
using LocalDigest.Text;

namespace LocalDigest.Ranking;

/// <summary>Says what a paper's place comes from, beside what was learned from thumbs.</summary>
internal static class PaperReasons
{
    /// <summary>The reasons, the weightiest first.</summary>
    /// <param name="ranked">What is known of the paper.</param>
    /// <param name="words">The paper's words among those of the others.</param>
    /// <param name="interests">The profile's.</param>
    public static IEnumerable<Saying> Of(Ranked ranked, TellingWords words, Interests interests)
    {
        if (ranked.Verdict is { Relevance: { } relevance, Novelty: { } novelty })
        {
            yield return new Saying("reason-verdict", Saying.Number(relevance), Saying.Number(novelty));
            if (ranked.Verdict is { Answers: [var first, ..] answers })
            {
                yield return answers.Count > 1
                    ? new Saying(
                        "reason-checked-again", Saying.Number(first.Relevance), Saying.Number(answers.Skip(1).Min(answer => answer.Relevance)),
                        Saying.Number(relevance))
                    : new Saying("reason-awaits-check", Saying.Number(first.Relevance), Saying.Number(relevance));
            }
        }
        else if (ranked.Verdict?.Cause is { } cause)
        {
            yield return new Saying("reason-unjudged");
            yield return cause;
        }
        if (ranked.Followed is { } followed)
            yield return new Saying(followed.IsInstitution ? "reason-followed-institution" : "reason-followed-author", followed.Name);
        if (Match(ranked, words, interests) is { } match) yield return match;
        if (ranked.Verdict?.Relevance is null && ranked.Expected is { } expected)
            yield return new Saying("reason-expected", Math.Round(expected.Grade).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// What it has to do with the interests: the topic, where there are several, and the words that both have; null where that says
    /// nothing.
    /// </summary>
    private static Saying? Match(Ranked ranked, TellingWords words, Interests interests)
    {
        if (ranked.Closeness is not { } closeness) return null;
        // What the judge found in it counts more than a distance.
        if (closeness == Closeness.Far) return ranked.Verdict?.Relevance is null ? new Saying("reason-far") : null;
        var near = closeness == Closeness.Close ? "close" : "related";
        var topic = interests.Topics.Count > 1 ? ranked.Topic : null;
        var wanted = topic is null ? interests.Topics : [topic];
        var shared = words.SharedWith(string.Join('\n', wanted.Select(each => $"{each.Title}\n{each.Relevant}").Concat(interests.Keywords)));
        var list = string.Join(", ", shared);
        return (topic, shared.Count) switch
        {
            (null, 0) => new Saying($"reason-{near}"),
            (null, _) => new Saying($"reason-{near}-by-words", list),
            (_, 0) => new Saying($"reason-{near}-topic", topic.ShortTitle),
            _ => new Saying($"reason-{near}-topic-by-words", topic.ShortTitle, list),
        };
    }
}
