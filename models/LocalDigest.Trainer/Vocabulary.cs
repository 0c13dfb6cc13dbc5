using System.Runtime.InteropServices;
using LocalDigest.Models;

namespace LocalDigest.Trainer;

/// <summary>The terms that get a vector: the words and the phrases of two words that most documents hold.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<ulong, int> rows;

    private Vocabulary(List<(ulong Hash, string Spelling, int Documents, bool IsPhrase)> terms)
    {
        Terms = terms;
        rows = new Dictionary<ulong, int>(terms.Count);
        for (var i = 0; i < terms.Count; i++) rows[terms[i].Hash] = i;
    }

    /// <summary>The terms by row, those of most documents first.</summary>
    public IReadOnlyList<(ulong Hash, string Spelling, int Documents, bool IsPhrase)> Terms { get; }

    /// <summary>The row of a term; -1 where it has none.</summary>
    public int RowOf(ulong hash) => rows.GetValueOrDefault(hash, -1);

    /// <summary>Chooses the terms.</summary>
    /// <param name="corpus">Where they are counted.</param>
    /// <param name="words">How many words at most.</param>
    /// <param name="phrases">How many phrases at most.</param>
    /// <param name="leastWord">In how many documents a word must stand.</param>
    /// <param name="leastPhrase">In how many documents a phrase must stand.</param>
    public static Vocabulary Choose(Corpus corpus, int words, int phrases, int leastWord = 4, int leastPhrase = 6)
    {
        var counts = new Dictionary<ulong, int>();
        var seen = new HashSet<ulong>();
        foreach (var document in corpus.Documents)
        {
            seen.Clear();
            foreach (var word in document.Words)
            {
                if (seen.Add(word)) CollectionsMarshal.GetValueRefOrAddDefault(counts, word, out _)++;
            }
        }
        var chosen = Most(counts, words, leastWord).Select(term => (term.Hash, Spelling: corpus.Spellings[term.Hash], term.Documents, IsPhrase: false)).ToList();
        var known = chosen.Select(term => term.Hash).ToHashSet();
        var pairs = new Dictionary<ulong, int>();
        var parts = new Dictionary<ulong, (ulong First, ulong Second)>();
        foreach (var document in corpus.Documents)
        {
            seen.Clear();
            for (var i = 1; i < document.Words.Length; i++)
            {
                if (!document.Joined[i] || !known.Contains(document.Words[i]) || !known.Contains(document.Words[i - 1])) continue;
                var phrase = WordReader.HashOfPair(document.Words[i - 1], document.Words[i]);
                if (!seen.Add(phrase)) continue;
                CollectionsMarshal.GetValueRefOrAddDefault(pairs, phrase, out var counted)++;
                if (!counted) parts[phrase] = (document.Words[i - 1], document.Words[i]);
            }
        }
        chosen.AddRange(Most(pairs, phrases, leastPhrase).Select(term =>
            (term.Hash, corpus.Spellings[parts[term.Hash].First] + " " + corpus.Spellings[parts[term.Hash].Second], term.Documents, true)));
        return new Vocabulary([.. chosen.OrderByDescending(term => term.Documents).ThenBy(term => term.Hash)]);
    }

    private static IEnumerable<(ulong Hash, int Documents)> Most(Dictionary<ulong, int> counts, int most, int least) =>
        counts.Where(pair => pair.Value >= least).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(most).Select(pair => (pair.Key, pair.Value));
}
