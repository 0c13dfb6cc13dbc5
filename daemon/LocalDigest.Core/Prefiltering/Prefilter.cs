using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using LocalDigest.Models;
using LocalDigest.Papers;
using LocalDigest.Profiles;
using LocalDigest.Text;

namespace LocalDigest.Prefiltering;

/// <summary>How near the papers of one moment are to a profile's interests. Never changes; safe for several threads.</summary>
public sealed class Similarities
{
    private readonly CriteriaMatch[] matches;
    private readonly float[] topicScores;
    private readonly Lazy<float[]> sorted;

    internal Similarities(PaperSnapshot papers, CriteriaScorer scorer, Interests interests, CriteriaMatch[] matches, float[] topicScores)
    {
        (Papers, Scorer, Interests, this.matches, this.topicScores) = (papers, scorer, interests, matches, topicScores);
        sorted = new Lazy<float[]>(() =>
        {
            float[] all = [.. matches.Select(match => match.Similarity)];
            Array.Sort(all);
            return all;
        });
    }

    /// <summary>The papers, whose places the numbers below count.</summary>
    public PaperSnapshot Papers { get; }

    public Interests Interests { get; }

    internal CriteriaScorer Scorer { get; }

    /// <summary>From 0 to 1; null for a paper that is not in the index.</summary>
    public double? Of(long paper) => Papers.PlaceOf(paper) is >= 0 and var place ? matches[place].Similarity : null;

    /// <summary>From 0 to 1.</summary>
    /// <param name="place">The paper's place in <see cref="Papers"/>.</param>
    public float At(int place) => matches[place].Similarity;

    /// <summary>How near a paper is, in a word; null where it is not in the index, or the interests tell no paper from another.</summary>
    public Closeness? ClosenessOf(long paper) =>
        !Scorer.SaysNothing && Papers.PlaceOf(paper) is >= 0 and var place ? matches[place].Closeness() : null;

    /// <summary>How well a paper meets each of the <see cref="Interests"/>' topics alone, in units of the topic's spread.</summary>
    /// <param name="place">The paper's place in <see cref="Papers"/>.</param>
    internal ReadOnlySpan<float> TopicScoresAt(int place) => topicScores.AsSpan(place * Interests.Topics.Count, Interests.Topics.Count);

    /// <summary>Which share of all papers is less similar, 0 to 1: a measure that means the same for every profile.</summary>
    /// <param name="similarity">From 0 to 1.</param>
    public double ShareBelow(double similarity)
    {
        var place = Array.BinarySearch(sorted.Value, (float)similarity);
        if (place < 0) place = ~place;
        // Of equal ones none is less similar.
        while (place > 0 && sorted.Value[place - 1] >= (float)similarity) place--;
        return sorted.Value.Length == 0 ? 1 : place / (double)sorted.Value.Length;
    }

    internal CriteriaMatch MatchAt(int place) => matches[place];

    /// <summary>The topic that a paper comes nearest to; null where there is none.</summary>
    public Topic? TopicOf(long paper) =>
        Papers.PlaceOf(paper) is >= 0 and var place && matches[place].Topic is >= 0 and var topic && topic < Interests.Topics.Count ? Interests.Topics[topic] : null;
}

/// <summary>Why a paper is or is not on the shortlist.</summary>
public enum Shortlisting
{
    Listed,

    /// <summary>It is there because somebody who is followed wrote it, or because a search of the reader's found it.</summary>
    Followed,
    NegativeKeyword,

    /// <summary>It holds none of the keywords of which the profile wants one.</summary>
    NoRequiredKeyword,
    BelowSimilarity,

    /// <summary>Similar enough, but the budget was taken by better ones.</summary>
    BeyondBudget,

    /// <summary>It is beyond the budget and there all the same: drawn, so that what is missed can be estimated.</summary>
    Drawn,
}

/// <summary>One paper's way through the prefilter.</summary>
/// <param name="WhyNot">Why it is not on the shortlist; null where it is.</param>
public sealed record Shortlisted(StoredPaper Paper, double Similarity, Topic? Topic, Shortlisting Outcome, Saying? WhyNot = null)
{
    public bool IsListed => Outcome is Shortlisting.Listed or Shortlisting.Followed or Shortlisting.Drawn;
}

/// <summary>What is known of a paper before it is judged.</summary>
/// <param name="Probability">That it will be called relevant or liked, 0 to 1.</param>
/// <param name="IsOfJudge">It was learned from the judge's verdicts, and not from thumbs alone.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Promise(double Probability, bool IsOfJudge);

/// <summary>Who wrote a paper and is followed.</summary>
/// <param name="Name">As the profile names them.</param>
/// <param name="IsInstitution">An institution, and not a person.</param>
public sealed record Followed(string Name, bool IsInstitution);

/// <summary>A paper that a caller holds, on its shortlist.</summary>
/// <param name="Place">Its place in what the caller sent, from 0.</param>
/// <param name="Similarity">Nearness to the interests, from 0 to 1.</param>
/// <param name="Topic">The topic that it comes nearest to; null where there is none.</param>
public sealed record HeldMatch(int Place, double Similarity, Topic? Topic);

/// <summary>How well papers that a caller holds meet the criteria.</summary>
/// <param name="Matches">One for each paper, in the caller's order.</param>
/// <param name="TopicScores">For each paper a score by each topic alone, in units of the topic's spread.</param>
public sealed record HeldScores(IReadOnlyList<HeldMatch> Matches, float[] TopicScores);

/// <summary>What came of papers that a caller holds.</summary>
/// <param name="Kept">The shortlist in order.</param>
/// <param name="NegativeKeyword">The places of papers that were left out for a negative keyword.</param>
/// <param name="NoRequiredKeyword">The places of papers that were left out since they hold none of the keywords that one must hold.</param>
/// <param name="ExpectedShare">The share of the relevant papers that the shortlist is expected to hold, from 0 to 1: similarities read as probabilities.</param>
public sealed record HeldShortlist(
    IReadOnlyList<HeldMatch> Kept, IReadOnlyList<int> NegativeKeyword, IReadOnlyList<int> NoRequiredKeyword, double ExpectedShare);

/// <summary>Chooses by similarity to the interests, locally and in milliseconds, what a judge or a reader gets to see.</summary>
public sealed class Prefilter(PaperIndex index)
{
    private readonly ConcurrentDictionary<string, (Profile Profile, Similarities Similarities)> known = new(StringComparer.Ordinal);

    /// <summary>Similarities of all papers to a profile's interests. Of the papers that were scored before, only those are scored again whose text changed.</summary>
    public Similarities Similarities(Profile profile)
    {
        var papers = index.Current();
        var before = known.TryGetValue(profile.Id, out var last) && last.Profile.IsSameAs(profile) ? last.Similarities : null;
        if (before?.Papers == papers) return before;
        var similarities = Score(profile, papers, before);
        known[profile.Id] = (profile, similarities);
        return similarities;
    }

    /// <summary>Similarities of papers to interests that nobody has yet. Nothing of them is kept.</summary>
    /// <param name="profile">A profile as it would be.</param>
    /// <param name="papers">The papers.</param>
    public Similarities Try(Profile profile, PaperSnapshot papers) => Score(profile, papers, null);

    private Similarities Score(Profile profile, PaperSnapshot papers, Similarities? before)
    {
        // Scores are measured by the corpus: by another one, those of before say nothing.
        if (before?.Papers.Corpus != papers.Corpus) before = null;
        var interests = before?.Interests ?? profile.ParseInterests();
        var scorer = before?.Scorer ?? new CriteriaScorer(CriteriaOf(interests, papers.Abbreviations), papers.Corpus, index.Embedder);
        var topics = interests.Topics.Count;
        var matches = new CriteriaMatch[papers.Count];
        var topicScores = new float[papers.Count * topics];
        var open = new List<int>();
        for (int place = 0, old = 0; place < papers.Count; place++)
        {
            var number = papers.Numbers[place];
            while (before is not null && old < before.Papers.Count && before.Papers.Numbers[old] < number) old++;
            var isScored = before is not null && old < before.Papers.Count && before.Papers.Numbers[old] == number && before.Papers.Positions[old] == papers.Positions[place];
            if (!isScored)
            {
                open.Add(place);
                continue;
            }
            matches[place] = before!.MatchAt(old);
            before.TopicScoresAt(old).CopyTo(topicScores.AsSpan(place * topics));
        }
        ScoreAt(scorer, papers, open, matches, topicScores);
        return new Similarities(papers, scorer, interests, matches, topicScores);
    }

    /// <summary>Scores the papers at some places, in parallel.</summary>
    private static void ScoreAt(CriteriaScorer scorer, PaperSnapshot papers, List<int> places, CriteriaMatch[] matches, float[] topicScores)
    {
        const int block = 4096;
        var topics = papers.Count == 0 ? 0 : topicScores.Length / papers.Count;
        Parallel.For(0, (places.Count + block - 1) / block, i =>
        {
            var some = places.GetRange(i * block, Math.Min(block, places.Count - i * block));
            var scored = new CriteriaMatch[some.Count];
            var scores = new float[some.Count * topics];
            scorer.Score(papers.Words, papers.Shipped.Index, [.. some.Select(place => papers.Positions[place])], scored, scores);
            for (var k = 0; k < some.Count; k++)
            {
                matches[some[k]] = scored[k];
                scores.AsSpan(k * topics, topics).CopyTo(topicScores.AsSpan(some[k] * topics));
            }
        });
    }

    /// <summary>Puts candidates in order and says of each whether it is on the shortlist, and why.</summary>
    /// <param name="profile">Whose interests.</param>
    /// <param name="candidates">What to choose from.</param>
    /// <param name="promise">What is known of a paper beyond its similarity, by its number; where it is null, similarity makes the order.</param>
    /// <param name="isSought">Whether a search of the reader's found a paper, by its number; null for none.</param>
    public IReadOnlyList<Shortlisted> Shortlist(
        Profile profile, IReadOnlyList<StoredPaper> candidates, Func<long, Promise?>? promise = null, Func<long, bool>? isSought = null)
    {
        var similarities = Similarities(profile);
        var listed = 0;
        var result = new List<Shortlisted>(candidates.Count);
        foreach (var paper in candidates.OrderByDescending(paper => promise?.Invoke(paper.Number)?.Probability ?? similarities.Of(paper.Number) ?? 0).ThenBy(paper => paper.Number))
        {
            var similarity = similarities.Of(paper.Number) ?? 0;
            var topic = similarities.TopicOf(paper.Number);
            Shortlisted Say(Shortlisting outcome, Saying? whyNot = null) => new(paper, similarity, topic, outcome, whyNot);
            if (FoundWord(paper.Paper, profile.NegativeKeywords) is { } word)
            {
                result.Add(Say(Shortlisting.NegativeKeyword, new Saying("decision-negative-keyword", word)));
            }
            else if (Followed(paper.Paper, profile) is not null || isSought?.Invoke(paper.Number) == true)
            {
                result.Add(Say(Shortlisting.Followed));
            }
            else if (LacksRequiredWord(paper.Paper, profile))
            {
                result.Add(Say(Shortlisting.NoRequiredKeyword, new Saying("decision-no-required-keyword", string.Join(", ", profile.RequiredKeywords))));
            }
            else if (profile.Digest.MinSimilarity > 0 && similarities.ShareBelow(similarity) is var share && share < profile.Digest.MinSimilarity)
            {
                result.Add(Say(Shortlisting.BelowSimilarity, new Saying("decision-below-similarity", Saying.Percent(share), Saying.Percent(profile.Digest.MinSimilarity))));
            }
            else if (profile.Digest.Shortlist is { } limit && listed >= limit)
            {
                var most = Saying.Number(limit);
                result.Add(Say(Shortlisting.BeyondBudget, promise?.Invoke(paper.Number) is { } known
                    ? new Saying(known.IsOfJudge ? "decision-beyond-expected" : "decision-beyond-liked", Saying.Number(known.Probability), most)
                    : new Saying("decision-beyond-similar", Saying.Number(similarity), most)));
            }
            else
            {
                listed++;
                result.Add(Say(Shortlisting.Listed));
            }
        }
        return result;
    }

    /// <summary>Scores papers that a caller holds.</summary>
    public static HeldScores Score(Interests interests, HeldPapers papers)
    {
        var matches = new CriteriaMatch[papers.Positions.Length];
        var topicScores = new float[papers.Positions.Length * interests.Topics.Count];
        new CriteriaScorer(CriteriaOf(interests, papers.Abbreviations), papers.Corpus, papers.Embedder)
            .Score(papers.Words, papers.Vectors, papers.Positions, matches, topicScores);
        return new HeldScores([.. matches.Select((match, place) => new HeldMatch(place, match.Similarity, match.Topic >= 0 && match.Topic < interests.Topics.Count ? interests.Topics[match.Topic] : null))], topicScores);
    }

    /// <summary>Makes the shortlist of papers that a caller holds.</summary>
    /// <param name="interests">What is wanted.</param>
    /// <param name="profile">Whose keywords leave papers out and whose followed authors' papers are always on the list; null for
    /// nobody's.</param>
    /// <param name="papers">The papers.</param>
    /// <param name="keep">At most so many.</param>
    /// <param name="share">No more than are expected to hold this share of the relevant papers, from 0 to 1; null for no such limit.</param>
    public static HeldShortlist Shortlist(Interests interests, Profile? profile, HeldPapers papers, int keep, double? share)
    {
        var (left, lacking) = (new List<int>(), new List<int>());
        var open = new List<(HeldMatch Match, bool IsFollowed)>();
        foreach (var match in Score(interests, papers).Matches)
        {
            var paper = papers.Papers[match.Place];
            if (profile is not null && FoundWord(paper, profile.NegativeKeywords) is not null) left.Add(match.Place);
            else if (profile is not null && Followed(paper, profile) is null && LacksRequiredWord(paper, profile)) lacking.Add(match.Place);
            else open.Add((match, profile is not null && Followed(paper, profile) is not null));
        }
        var expected = open.Sum(item => item.Match.Similarity);
        var kept = new List<HeldMatch>();
        var found = 0.0;
        foreach (var (match, isFollowed) in open.OrderByDescending(item => item.IsFollowed).ThenByDescending(item => item.Match.Similarity).ThenBy(item => item.Match.Place))
        {
            if (kept.Count >= keep || (!isFollowed && share is { } wanted && found >= wanted * expected)) break;
            kept.Add(match);
            found += match.Similarity;
        }
        kept.Sort((one, other) => other.Similarity != one.Similarity ? other.Similarity.CompareTo(one.Similarity) : one.Place.CompareTo(other.Place));
        return new HeldShortlist(kept, left, lacking, expected > 0 ? Math.Min(1, found / expected) : 1);
    }

    /// <summary>The interests as the scorer takes them: with the other forms of the abbreviations that they name.</summary>
    internal static Criteria CriteriaOf(Interests interests, Abbreviations abbreviations) => new()
    {
        Topics = [.. interests.Topics.Select(topic => new TopicQuery(topic.Title, topic.Relevant, topic.NotRelevant)
        {
            OtherForms =
            [
                .. abbreviations.OtherForms($"{topic.Title}\n{topic.Relevant}").Select(form => new OtherForm(form.Named, form.Other)),
            ],
        })],
        Keywords = InAllForms(interests.Keywords, abbreviations),
        UnwantedKeywords = InAllForms(interests.NegativeKeywords, abbreviations),
        Unwanted = InAllForms(interests.Unwanted.Select(Negations.WithoutException), abbreviations),
        Remarks = interests.Remarks,
    };

    private static IReadOnlyList<string> InAllForms(IEnumerable<string> subjects, Abbreviations abbreviations) =>
        [.. subjects.SelectMany(abbreviations.FormsOf).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>The first of the words or phrases that stands in title or abstract, as a whole word.</summary>
    private static string? FoundWord(Paper paper, IReadOnlyList<string> words) =>
        words.FirstOrDefault(word => word.Trim().Length > 0 && (Holds(paper.Title, word.Trim()) || Holds(paper.Abstract, word.Trim())));

    private static bool LacksRequiredWord(Paper paper, Profile profile) =>
        profile.RequiredKeywords.Count > 0 && FoundWord(paper, profile.RequiredKeywords) is null;

    private static bool Holds(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + word.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]))) return true;
        }
        return false;
    }

    /// <summary>Who of those that a profile follows wrote a paper; null for nobody.</summary>
    internal static Followed? Followed(Paper paper, Profile profile) =>
        profile.Authors.FirstOrDefault(name => paper.Authors.Any(author => IsSameName(author.Name, name.Trim()))) is { } person ? new Followed(person, IsInstitution: false)
        : profile.Institutions.FirstOrDefault(name => paper.Authors.Any(author => author.Affiliation is { } where && Holds(where, name.Trim()))) is { } place
            ? new Followed(place, IsInstitution: true)
        : null;

    /// <summary>The same name, or the same family name with an initial in place of the given name.</summary>
    internal static bool IsSameName(string one, string other)
    {
        if (one.Equals(other, StringComparison.OrdinalIgnoreCase)) return true;
        var first = one.Split([' ', '.'], StringSplitOptions.RemoveEmptyEntries);
        var second = other.Split([' ', '.'], StringSplitOptions.RemoveEmptyEntries);
        if (first.Length < 2 || second.Length < 2 || !first[^1].Equals(second[^1], StringComparison.OrdinalIgnoreCase)) return false;
        return (first[0].Length == 1 || second[0].Length == 1) && char.ToUpperInvariant(first[0][0]) == char.ToUpperInvariant(second[0][0]);
    }
}
