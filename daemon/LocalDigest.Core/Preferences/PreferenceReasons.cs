using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Models;
using LocalDigest.Papers;
using LocalDigest.Prefiltering;
using LocalDigest.Profiles;
using LocalDigest.Text;

namespace LocalDigest.Preferences;

/// <summary>A part of a score by its name.</summary>
/// <param name="Kind">What it comes from.</param>
/// <param name="Name">The word, author, category, topic or title; null where the kind says it all.</param>
/// <param name="Value">What it adds to the log odds.</param>
public sealed record NamedPart(PreferencePartKind Kind, string? Name, double Value);

/// <summary>Names the parts of a score, and says what they mean.</summary>
public sealed class PreferenceReasons(PaperTable papers, FeedbackTable feedback)
{
    /// <summary>What adds less is not worth a sentence.</summary>
    private const double Least = 0.03;

    private const int MostSentences = 4, MostWords = 4;

    /// <summary>Names the parts of a paper's score; their order and sum stay.</summary>
    public IReadOnlyList<NamedPart> Name(StoredPaper stored, Similarities similarities, IReadOnlyList<PreferencePart> parts)
    {
        var paper = stored.Paper;
        var words = LexicalIndex.Spell($"{paper.Title}\n{paper.Abstract}");
        var tags = new Dictionary<uint, string>();
        foreach (var author in paper.Authors) tags.TryAdd(PaperIndex.AuthorTag(author.Name), author.Name);
        foreach (var category in paper.Categories) tags.TryAdd(PaperIndex.CategoryTag(category), category);
        return [.. parts.Select(part => new NamedPart(part.Kind, part.Kind switch
        {
            PreferencePartKind.Word => words.GetValueOrDefault((uint)part.Id),
            PreferencePartKind.Tag => tags.GetValueOrDefault((uint)part.Id),
            PreferencePartKind.Topic => similarities.Interests.Topics.ElementAtOrDefault((int)part.Id)?.Title,
            PreferencePartKind.Criteria => similarities.TopicOf(stored.Number)?.Title,
            PreferencePartKind.NearLiked or PreferencePartKind.NearDisliked => papers.Find(part.Id)?.Paper.Title,
            _ => null,
        }, part.Value))];
    }

    /// <summary>Says what moved a paper, the weightiest first; the criteria and the judge have sentences of their own.</summary>
    /// <param name="profile">Whose score.</param>
    /// <param name="paper">The paper.</param>
    /// <param name="similarities">Nearness to the profile's interests.</param>
    /// <param name="words">The paper's words among those of the others.</param>
    /// <param name="parts">The parts of its score.</param>
    public IReadOnlyList<Saying> Say(
        Profile profile, StoredPaper paper, Similarities similarities, TellingWords words, IReadOnlyList<PreferencePart> parts)
    {
        var named = Name(paper, similarities, parts);
        var sentences = new List<(double Weight, Saying Saying)>();
        var said = new HashSet<PreferencePartKind>();
        for (var i = 0; i < parts.Count; i++)
        {
            var (kind, name, value) = named[i];
            var verb = Verb(value);
            var saying = kind switch
            {
                PreferencePartKind.NearLiked when parts[i].Id == paper.Number =>
                    new Saying(IsLiked(parts[i].Id) ? "reason-liked-itself" : "reason-kept-itself"),
                PreferencePartKind.NearDisliked when parts[i].Id == paper.Number => new Saying("reason-disliked-itself"),
                PreferencePartKind.NearLiked when name is not null =>
                    new Saying(IsLiked(parts[i].Id) ? "reason-near-liked" : "reason-near-library", name),
                PreferencePartKind.NearDisliked when name is not null => new Saying("reason-near-disliked", name),
                PreferencePartKind.Tag when name is not null => new Saying((paper.Paper.Categories.Contains(name) ? "reason-category-" : "reason-author-") + verb, name),
                PreferencePartKind.Topic when name is not null && similarities.Interests.Topics.Count > 1 =>
                    new Saying("reason-topic-" + verb, name),
                PreferencePartKind.Meaning => new Saying("reason-meaning-" + verb),
                _ => null,
            };
            // The nearest paper of each kind is enough; the next ones would say the same and leave no room for other reasons.
            var isRepeated = (kind is PreferencePartKind.NearLiked or PreferencePartKind.NearDisliked) && !said.Add(kind);
            if (saying is not null && !isRepeated) sentences.Add((Math.Abs(value), saying));
        }
        AddWords(sentences, named, words, 1);
        AddWords(sentences, named, words, -1);
        bool IsLiked(long number) => feedback.Find(profile.Id, number) == Thumb.Up;
        return [.. sentences.Where(sentence => sentence.Weight >= Least).OrderByDescending(sentence => sentence.Weight).Take(MostSentences).Select(sentence => sentence.Saying)];
    }

    private static void AddWords(List<(double, Saying)> sentences, IReadOnlyList<NamedPart> named, TellingWords words, int sign)
    {
        // That a paper has its own name in it says nothing of what its reader likes.
        var said = named
            .Where(part => part is { Kind: PreferencePartKind.Word, Name: not null } && Math.Sign(part.Value) == sign)
            .Where(part => !words.IsInvented(part.Name!))
            .Take(MostWords).ToList();
        if (said.Count == 0) return;
        var saying = new Saying("reason-words-" + Verb(sign), string.Join(", ", said.Select(part => part.Name)));
        sentences.Add((Math.Abs(said.Sum(part => part.Value)), saying));
    }

    private static string Verb(double value) => value > 0 ? "liked" : "disliked";
}
