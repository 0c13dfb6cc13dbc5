using LocalDigest.Models;
using LocalDigest.Text;

namespace LocalDigest.Prefiltering;

/// <content>What is learned from the oldest papers: what is usual, and which abbreviations stand for what.</content>
public sealed partial class PaperIndex
{
    /// <summary>What is usual is learned from all papers up to so many, and is then the same until there are a tenth more.</summary>
    private const int SmallCorpus = 1024;

    private CorpusProfile? corpus;
    private int[] corpusPositions = [];
    private Abbreviations abbreviations = Abbreviations.WellKnown;

    /// <summary>
    /// What is usual among the papers. It is a function of the oldest of them alone, of all but the last tenth: so that new papers are
    /// scored by what is known, without scoring the others anew, and an index built anew comes to the same.
    /// </summary>
    private CorpusProfile LearnCorpus(int[] positions)
    {
        var size = CorpusSize(positions.Length);
        var stillHolds = corpus is not null && corpusPositions.AsSpan().SequenceEqual(positions.AsSpan(0, size));
        if (stillHolds) return corpus!;
        corpusPositions = positions[..size];
        abbreviations = Abbreviations.Learn(entries.Take(size).Select(entry => entry.Defined));
        return corpus = new CorpusProfile(
            words, shipped, positions.AsSpan(0, size), LearnFamiliarity(size), words.Statistics(positions.AsSpan(size)));
    }

    private float LearnFamiliarity(int size)
    {
        var sample = entries.Take(size).Where(entry => size <= SmallCorpus || entry.IsSampled).ToList();
        var unknown = sample.Where(entry => entry.Familiarity is null).ToDictionary(entry => entry.Number);
        foreach (var paper in unknown.Count == 0 ? [] : papers.Find(unknown.Keys))
        {
            unknown[paper.Number].Familiarity = embedder.Familiarity(TextOf(paper.Paper.Title, paper.Paper.Abstract));
        }
        // A paper that was removed meanwhile is told by the next change.
        return sample.Count == 0 ? 0 : (float)sample.Average(entry => entry.Familiarity ?? 0);
    }

    /// <summary>
    /// Of how many papers, the oldest ones, the corpus is made: all of them in a small store; in a larger one their number grows by steps
    /// of a tenth.
    /// </summary>
    private static int CorpusSize(int count)
    {
        if (count <= SmallCorpus) return count;
        var size = SmallCorpus;
        while (size + size / 10 <= count) size += size / 10;
        return size;
    }
}
