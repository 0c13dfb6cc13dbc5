using LocalDigest.Models;
using LocalDigest.Papers;
using LocalDigest.Text;

namespace LocalDigest.Prefiltering;

/// <summary>
/// Papers that a caller holds and that are not stored, made ready to be scored as the stored ones are: cleaned by the same rules, embedded by the
/// shipped embedding, and weighed by the document frequencies of the store and of themselves together.
/// </summary>
public sealed class HeldPapers
{
    private const int FamiliaritySample = 500;

    private HeldPapers(IReadOnlyList<Paper> papers, LexicalIndex words, VectorIndex vectors, PaperSnapshot stored, ITextEmbedder embedder)
    {
        Embedder = embedder;
        Papers = papers;
        Words = words;
        Vectors = vectors;
        Positions = [.. Enumerable.Range(0, papers.Count)];
        Statistics = words.Statistics().Plus(stored.Corpus.Statistics);
        // What is usual is told best by the larger of the two.
        if (stored.Count >= papers.Count)
        {
            (Corpus, Abbreviations) = (stored.Corpus, stored.Abbreviations);
        }
        else
        {
            Corpus = new CorpusProfile(words, vectors, Positions, FamiliarityOf(papers), Statistics);
            var texts = papers.Select(paper => PaperIndex.TextOf(paper.Title, paper.Abstract));
            Abbreviations = Abbreviations.Learn(texts.Select(text => DefinedAbbreviations.In(text).ToList()));
        }
    }

    internal ITextEmbedder Embedder { get; }

    /// <summary>What is usual in the store, or among these papers where they are more.</summary>
    internal CorpusProfile Corpus { get; }

    /// <summary>Which forms are one there.</summary>
    internal Abbreviations Abbreviations { get; }

    /// <summary>The papers with their text cleaned, in the caller's order.</summary>
    public IReadOnlyList<Paper> Papers { get; }

    internal LexicalIndex Words { get; }

    /// <summary>How rare words are in the store and among these papers together.</summary>
    internal LexicalStatistics Statistics { get; }

    internal VectorIndex Vectors { get; }

    /// <summary>The position of each paper in <see cref="Words"/> and in <see cref="Vectors"/>.</summary>
    internal int[] Positions { get; }

    /// <summary>Makes papers ready.</summary>
    /// <param name="papers">Title and abstract are read.</param>
    /// <param name="index">The store.</param>
    /// <param name="ct">Gives it up.</param>
    public static HeldPapers Of(IReadOnlyList<Paper> papers, PaperIndex index, CancellationToken ct)
    {
        var embedder = index.Embedder;
        var cleaned = new Paper[papers.Count];
        var codes = new sbyte[papers.Count][];
        var scales = new float[papers.Count];
        Parallel.For(0, papers.Count, new ParallelOptions { CancellationToken = ct }, () => new float[embedder.Dimensions], (i, _, vector) =>
        {
            var paper = cleaned[i] = papers[i] with { Title = LatexText.Clean(papers[i].Title).Text, Abstract = LatexText.Clean(papers[i].Abstract).Text };
            embedder.Embed(PaperIndex.TextOf(paper.Title, paper.Abstract), vector);
            codes[i] = new sbyte[vector.Length];
            scales[i] = VectorIndex.Quantise(vector, codes[i]);
            return vector;
        }, _ => { });
        var words = new LexicalIndex();
        var vectors = new VectorIndex(embedder.Dimensions);
        for (var i = 0; i < cleaned.Length; i++)
        {
            ct.ThrowIfCancellationRequested();
            words.Add(cleaned[i].Title, cleaned[i].Abstract);
            vectors.Add(codes[i], scales[i]);
        }
        return new HeldPapers(cleaned, words, vectors, index.Current(), embedder);
    }

    private float FamiliarityOf(IReadOnlyList<Paper> papers)
    {
        var step = papers.Count / FamiliaritySample + 1;
        return papers.Where((_, i) => i % step == 0).Average(paper => Embedder.Familiarity(PaperIndex.TextOf(paper.Title, paper.Abstract)));
    }
}
