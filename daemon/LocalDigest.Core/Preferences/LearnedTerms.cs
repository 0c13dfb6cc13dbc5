using LocalDigest.Ingestion;
using LocalDigest.Models;
using LocalDigest.Profiles;

namespace LocalDigest.Preferences;

/// <summary>What a learned term is.</summary>
public enum LearnedKind
{
    Word,
    Author,
    Category,

    /// <summary>A topic of the interests, beyond what the interests say themselves.</summary>
    Topic,
}

/// <summary>Something that was learned from what was said of papers.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The word as papers spell it most, the author, the category, the topic's title.</param>
/// <param name="Weight">What it adds to the log odds that a paper is liked, on average over the papers below; below 0 it speaks
/// against.</param>
/// <param name="Likes">How many of the papers of which something was said have it and are liked.</param>
/// <param name="Dislikes">How many have it and are not wanted.</param>
public sealed record LearnedTerm(LearnedKind Kind, string Name, double Weight, int Likes, int Dislikes);

/// <summary>
/// Says what the model in use has learned, term by term: the parts of its scores of the papers of which something was said. So it holds
/// for every learner that can take its scores apart.
/// </summary>
public sealed class LearnedTerms(PreferenceTrainer trainer, Statements statements, PaperTable papers, PreferenceReasons reasons)
{
    /// <summary>The newest statements tell what was learned; each is taken apart as a whole.</summary>
    private const int MostStatements = 400;

    /// <summary>What adds less says nothing.</summary>
    private const double Least = 0.0005;

    private sealed class Sum
    {
        public double Value { get; set; }

        public int Likes { get; set; }

        public int Dislikes { get; set; }

        public Dictionary<string, int> Names { get; } = new(StringComparer.Ordinal);
    }

    /// <summary>The terms, the weightiest first, and the version that learned them; null where nothing was learned.</summary>
    public (int Version, IReadOnlyList<LearnedTerm> Terms)? Of(Profile profile, CancellationToken ct)
    {
        if (trainer.Current(profile) is not { } preference) return null;
        var similarities = preference.Similarities;
        var said = statements.Of(profile).Where(statement => similarities.Papers.PlaceOf(statement.PaperNumber) >= 0)
            .OrderByDescending(statement => statement.At).ThenByDescending(statement => statement.PaperNumber).Take(MostStatements)
            .ToDictionary(statement => statement.PaperNumber);
        var sums = new Dictionary<(LearnedKind Kind, long Id), Sum>();
        foreach (var paper in papers.Find([.. said.Keys]))
        {
            ct.ThrowIfCancellationRequested();
            // Near papers are not named: each would be looked up.
            List<PreferencePart> parts =
            [
                .. preference.Explain(paper.Number, int.MaxValue)
                    .Where(part => part.Kind is PreferencePartKind.Word or PreferencePartKind.Tag or PreferencePartKind.Topic),
            ];
            var named = reasons.Name(paper, similarities, parts);
            var topic = similarities.TopicOf(paper.Number)?.Title;
            for (var i = 0; i < parts.Count; i++)
            {
                // The number of a part, a year or a size is no subject.
                if (named[i].Name is not { } name || name.All(char.IsDigit)) continue;
                if (KindOf(named[i], paper.Paper.Categories, topic) is not { } kind) continue;
                var key = (kind, parts[i].Id);
                if (!sums.TryGetValue(key, out var sum)) sums[key] = sum = new Sum();
                sum.Value += parts[i].Value;
                if (said[paper.Number].Likes) sum.Likes++;
                else sum.Dislikes++;
                sum.Names[name] = sum.Names.GetValueOrDefault(name) + 1;
            }
        }
        var terms = sums.Select(pair => new LearnedTerm(
            pair.Key.Kind, pair.Value.Names
                .OrderByDescending(name => name.Value).ThenBy(name => name.Key, StringComparer.Ordinal).First().Key,
            pair.Value.Value / (pair.Value.Likes + pair.Value.Dislikes), pair.Value.Likes, pair.Value.Dislikes));
        return (
            preference.Version.Version,
            [.. terms.Where(term => Math.Abs(term.Weight) >= Least).OrderByDescending(term => Math.Abs(term.Weight))
                .ThenBy(term => term.Name, StringComparer.Ordinal)]);
    }

    /// <param name="part">A part of a paper's score.</param>
    /// <param name="categories">The paper's.</param>
    /// <param name="topic">The topic that the paper is of: of other topics a paper says nothing.</param>
    private static LearnedKind? KindOf(NamedPart part, IReadOnlyList<string> categories, string? topic) => part.Kind switch
    {
        PreferencePartKind.Word => LearnedKind.Word,
        PreferencePartKind.Tag => categories.Contains(part.Name!) ? LearnedKind.Category : LearnedKind.Author,
        PreferencePartKind.Topic when part.Name == topic => LearnedKind.Topic,
        _ => null,
    };
}
