using LocalDigest.Models;

namespace LocalDigest.Reading;

/// <summary>Papers that are about the same thing.</summary>
/// <param name="Terms">Up to three words or pairs of words that tell it from the other papers, the strongest first.</param>
/// <param name="Members">Numbers of the papers, in the order given.</param>
internal sealed record DayCluster(IReadOnlyList<string> Terms, IReadOnlyList<int> Members);

/// <summary>
/// Groups a day's papers by their words. Likeness is BM25 in both directions, as a share of what each paper shares with itself; groups are
/// joined as long as the mean likeness between two is high enough (average linkage, as in Sokal and Michener, 1958). Equal input gives
/// equal output.
/// </summary>
internal static class DayClusters
{
    private const float LeastLikeness = 0.11f;
    private const int MostTerms = 3, MostPapers = 300;

    /// <summary>The groups of two papers or more, the largest first.</summary>
    /// <param name="papers">Title and text of each; those behind the first 300 are left alone.</param>
    public static IReadOnlyList<DayCluster> Of(IReadOnlyList<(string Title, string Text)> papers)
    {
        var n = Math.Min(papers.Count, MostPapers);
        if (n < 2) return [];
        var index = new LexicalIndex();
        for (var i = 0; i < n; i++) index.Add(papers[i].Title, papers[i].Text);
        var documents = Enumerable.Range(0, n).ToArray();
        var scores = new float[n * n];
        index.Score([.. Enumerable.Range(0, n).Select(i => index.Query(papers[i].Title + "\n" + papers[i].Text))], documents, scores);

        var groups = Join(Likeness(scores, n), n);
        var words = documents.Select(i => Terms(papers[i].Title + "\n" + papers[i].Text, index)).ToArray();
        return
        [
            .. groups.Where(group => group.Count > 1)
                .OrderByDescending(group => group.Count).ThenBy(group => group[0])
                .Select(group => new DayCluster(NameOf(group, words), group))
                .Where(cluster => cluster.Terms.Count > 0),
        ];
    }

    private static float[,] Likeness(float[] scores, int n)
    {
        var likeness = new float[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                float own = scores[i * n + i], other = scores[j * n + j];
                if (i != j && own > 0 && other > 0) likeness[i, j] = (scores[i * n + j] / other + scores[j * n + i] / own) / 2;
            }
        }
        return likeness;
    }

    private static List<List<int>> Join(float[,] likeness, int n)
    {
        var groups = Enumerable.Range(0, n).Select(i => new List<int> { i }).ToList();
        while (groups.Count > 1)
        {
            var best = (Likeness: LeastLikeness, A: -1, B: -1);
            for (var a = 0; a < groups.Count; a++)
            {
                for (var b = a + 1; b < groups.Count; b++)
                {
                    // The sums of a joined group were added up when it was joined.
                    var mean = likeness[groups[a][0], groups[b][0]] / (groups[a].Count * groups[b].Count);
                    if (mean > best.Likeness) best = (mean, a, b);
                }
            }
            if (best.A < 0) break;
            var (first, second) = (groups[best.A][0], groups[best.B][0]);
            for (var i = 0; i < n; i++)
            {
                likeness[first, i] += likeness[second, i];
                likeness[i, first] = likeness[first, i];
            }
            groups[best.A].AddRange(groups[best.B]);
            groups.RemoveAt(best.B);
        }
        foreach (var group in groups) group.Sort();
        return groups;
    }

    /// <summary>The terms that the most of a group's papers have and the fewest others.</summary>
    private static List<string> NameOf(List<int> group, HashSet<string>[] words)
    {
        var inside = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var term in group.SelectMany(paper => words[paper])) inside[term] = inside.GetValueOrDefault(term) + 1;
        var ranked = inside.Where(pair => pair.Value > 1)
            .Select(pair => (Term: pair.Key, Weight: Weight(pair.Key, pair.Value)))
            .Where(pair => pair.Weight > 0)
            .OrderByDescending(pair => pair.Weight).ThenBy(pair => pair.Term, StringComparer.Ordinal);
        var chosen = new List<string>();
        foreach (var (term, _) in ranked)
        {
            if (chosen.Count == MostTerms) break;
            if (!chosen.Any(other => other.Split(' ', '-').Intersect(term.Split(' ', '-')).Any())) chosen.Add(term);
        }
        return chosen;

        double Weight(string term, int within)
        {
            var everywhere = words.Count(paper => paper.Contains(term));
            var share = (double)within / group.Count;
            return share * Math.Log((words.Length + 1.0) / everywhere) * (term.Contains(' ', StringComparison.Ordinal) || term.Contains('-', StringComparison.Ordinal) ? 1.6 : 1);
        }
    }

    /// <summary>A text's words and pairs of neighbouring words, without those that carry no subject.</summary>
    private static HashSet<string> Terms(string text, LexicalIndex index)
    {
        var terms = new HashSet<string>(StringComparer.Ordinal);
        string? before = null;
        var reader = new WordReader(text);
        while (reader.Read())
        {
            // What the index of these very texts does not know is a stop word.
            var carries = !reader.IsNumber && reader.Word.Length > 2 && !General.Contains(reader.Word.ToString()) && index.DocumentFrequency(reader.Word) > 0;
            var word = reader.Word.ToString();
            if (carries)
            {
                terms.Add(word);
                if (before is not null && reader.Link != WordLink.Break) terms.Add(before + (reader.Link == WordLink.Hyphen ? "-" : " ") + word);
            }
            before = carries ? word : null;
        }
        return terms;
    }

    /// <summary>Words of every abstract.</summary>
    private static readonly HashSet<string> General = new((
        "paper work study propose proposed approach approaches method methods model models result results show shows new novel based existing task tasks problem problems performance framework data dataset datasets " +
        "experiment experiments demonstrate introduce present across different large high first two three state art achieve achieves improve improves significantly significant learning train training trained evaluate evaluation " +
        "effective efficient including provide provides however recent challenge challenges key via multiple various set sets find real world code available learn learns leverage remain remains often require requires address enable enables").Split(' '), StringComparer.Ordinal);
}
