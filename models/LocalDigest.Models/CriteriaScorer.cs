using System.Runtime.InteropServices;

namespace LocalDigest.Models;

/// <summary>One thing a user wants to read about.</summary>
/// <param name="Title">Its name; may be empty.</param>
/// <param name="Relevant">What is relevant, in the user's words; may be empty where the title says it.</param>
/// <param name="NotRelevant">What is not; may be empty.</param>
/// <param name="Weight">How much it counts beside the other topics, from 0 to 1.</param>
public sealed record TopicQuery(string Title, string Relevant, string NotRelevant = "", double Weight = 1);

/// <summary>All that a user wrote about what to select.</summary>
public sealed record Criteria
{
    /// <summary>The topics; none is allowed, and then keywords and remarks alone count.</summary>
    public IReadOnlyList<TopicQuery> Topics { get; init; } = [];

    /// <summary>Words and phrases that speak for a document.</summary>
    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>Words and phrases that speak against it.</summary>
    public IReadOnlyList<string> UnwantedKeywords { get; init; } = [];

    /// <summary>What is said outside the topics: principles before them and closing remarks on taste.</summary>
    public string Remarks { get; init; } = "";
}

/// <summary>How well a document meets the criteria.</summary>
/// <param name="Similarity">From 0 to 1.</param>
/// <param name="Topic">The position of the best topic in <see cref="Criteria.Topics"/>; -1 where there is none.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CriteriaMatch(float Similarity, int Topic);

/// <summary>Scores documents by a user's criteria. Safe to use from several threads at once.</summary>
public sealed class CriteriaScorer
{
    private const float AgainstShare = 0.3f, RemarkShare = 0.15f, KeywordShare = 0.25f, Half = 0.35f;
    private const int Block = 512;

    private readonly Criteria criteria;
    private readonly LexicalIndex words;
    private readonly List<LexicalQuery> queries = [];
    private readonly List<float> scales = [];

    /// <summary>Prepares the criteria against the words of a corpus.</summary>
    /// <param name="criteria">What to look for.</param>
    /// <param name="words">The documents to score; its document frequencies weigh the words.</param>
    public CriteriaScorer(Criteria criteria, LexicalIndex words)
    {
        this.criteria = criteria;
        this.words = words;
        foreach (var topic in criteria.Topics)
        {
            AddQuery(topic.Title + "\n" + topic.Relevant);
            AddQuery(topic.NotRelevant);
        }
        AddQuery(string.Join("; ", criteria.Keywords));
        AddQuery(string.Join("; ", criteria.UnwantedKeywords));
        AddQuery(criteria.Remarks);
    }

    /// <summary>Scores documents.</summary>
    /// <param name="documents">Their numbers in the index.</param>
    /// <param name="matches">Receives one match for each document.</param>
    public void Score(ReadOnlySpan<int> documents, Span<CriteriaMatch> matches)
    {
        if (matches.Length != documents.Length) throw new ArgumentException("There must be one match for each document.", nameof(matches));
        var width = queries.Count;
        var scores = new float[Math.Min(Block, documents.Length) * width];
        for (var start = 0; start < documents.Length; start += Block)
        {
            var block = documents.Slice(start, Math.Min(Block, documents.Length - start));
            var part = scores.AsSpan(0, block.Length * width);
            words.Score(queries, block, part);
            for (var i = 0; i < block.Length; i++) matches[start + i] = Match(part.Slice(i * width, width));
        }
    }

    private CriteriaMatch Match(ReadOnlySpan<float> row)
    {
        var topics = criteria.Topics.Count;
        var best = -1;
        var bestScore = 0f;
        for (var t = 0; t < topics; t++)
        {
            var score = (float)criteria.Topics[t].Weight * (row[2 * t] * scales[2 * t] - AgainstShare * row[2 * t + 1] * scales[2 * t + 1]);
            if (best >= 0 && score <= bestScore) continue;
            best = t;
            bestScore = score;
        }
        var extra = KeywordShare * (row[2 * topics] * scales[2 * topics] - row[2 * topics + 1] * scales[2 * topics + 1]) + RemarkShare * row[2 * topics + 2] * scales[2 * topics + 2];
        var sum = Math.Max(0, bestScore + extra);
        return new(sum / (sum + Half), best);
    }

    // A score is put in proportion to what a document with the query's weightiest dozen words would have.
    private void AddQuery(string text)
    {
        var query = words.Query(text);
        var most = query.Weights.Values.OrderDescending().Take(12).Sum();
        queries.Add(query);
        scales.Add(most > 0 ? 1 / most : 0);
    }
}
