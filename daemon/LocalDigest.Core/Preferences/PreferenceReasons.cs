using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Models;
using LocalDigest.Papers;
using LocalDigest.Prefiltering;
using LocalDigest.Profiles;

namespace LocalDigest.Preferences;

/// <summary>A part of a score by its name.</summary>
/// <param name="Kind">What it comes from.</param>
/// <param name="Name">The word, author, category, topic or title; null where the kind says it all.</param>
/// <param name="Value">What it adds to the log odds.</param>
public sealed record NamedPart(PreferencePartKind Kind, string? Name, double Value);

/// <summary>Puts the parts of a score into words.</summary>
public sealed class PreferenceReasons(PaperTable papers, FeedbackTable feedback)
{
    /// <summary>What adds less is not worth a sentence.</summary>
    private const double Least = 0.1;

    private const int MostSentences = 4, MostWords = 4;

    /// <summary>Names the parts of a paper's score; their order and sum stay.</summary>
    public IReadOnlyList<NamedPart> Name(StoredPaper stored, Similarities similarities, IReadOnlyList<PreferencePart> parts)
    {
        var paper = stored.Paper;
        var words = LexicalIndex.Spell($"{paper.Title}\n{paper.Abstract}");
        var tags = new Dictionary<uint, string>();
        foreach (var author in paper.Authors) tags.TryAdd(PaperDescriptions.AuthorTag(author.Name), author.Name);
        foreach (var category in paper.Categories) tags.TryAdd(PaperDescriptions.CategoryTag(category), category);
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
    public IReadOnlyList<string> Say(Profile profile, StoredPaper paper, Similarities similarities, IReadOnlyList<PreferencePart> parts)
    {
        var named = Name(paper, similarities, parts);
        var sentences = new List<(double Weight, string Text)>();
        var said = new HashSet<PreferencePartKind>();
        for (var i = 0; i < parts.Count; i++)
        {
            var (kind, name, value) = named[i];
            var text = kind switch
            {
                PreferencePartKind.NearLiked when parts[i].Id == paper.Number => "You liked this very paper.",
                PreferencePartKind.NearDisliked when parts[i].Id == paper.Number => "You disliked this very paper.",
                PreferencePartKind.NearLiked when name is not null => feedback.Find(profile.Id, parts[i].Id) is not null ? $"It is close to “{name}”, which you liked." : $"It is close to “{name}” of your library or reading.",
                PreferencePartKind.NearDisliked when name is not null => $"It is close to “{name}”, which you disliked.",
                PreferencePartKind.Tag when name is not null => paper.Paper.Categories.Contains(name)
                    ? $"You tend to {Verb(value)} papers in {name}."
                    : value > 0 ? $"You liked other papers by {name}." : $"You disliked other papers by {name}.",
                PreferencePartKind.Topic when name is not null => value > 0 ? $"Its topic “{name}” suits you more than the others." : $"Its topic “{name}” suits you less than the others.",
                PreferencePartKind.Meaning => value > 0 ? "What it is about as a whole is like what you like." : "What it is about as a whole is like what you dislike.",
                _ => null,
            };
            // The nearest paper of each kind is enough; the next ones would say the same and leave no room for other reasons.
            var isRepeated = (kind is PreferencePartKind.NearLiked or PreferencePartKind.NearDisliked) && !said.Add(kind);
            if (text is not null && !isRepeated) sentences.Add((Math.Abs(value), text));
        }
        AddWords(sentences, named, 1);
        AddWords(sentences, named, -1);
        return [.. sentences.Where(sentence => sentence.Weight >= Least).OrderByDescending(sentence => sentence.Weight).Take(MostSentences).Select(sentence => sentence.Text)];
    }

    private static void AddWords(List<(double, string)> sentences, IReadOnlyList<NamedPart> named, int sign)
    {
        var words = named.Where(part => part is { Kind: PreferencePartKind.Word, Name: not null } && Math.Sign(part.Value) == sign).Take(MostWords).ToList();
        if (words.Count > 0) sentences.Add((Math.Abs(words.Sum(part => part.Value)), $"You tend to {Verb(sign)} papers with the words {string.Join(", ", words.Select(part => part.Name))}."));
    }

    private static string Verb(double value) => value > 0 ? "like" : "dislike";
}
