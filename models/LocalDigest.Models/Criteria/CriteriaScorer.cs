using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace LocalDigest.Models;

/// <summary>One thing a user wants to read about.</summary>
/// <param name="Title">Its name; may be empty.</param>
/// <param name="Relevant">What is relevant, in the user's words; may be empty where the title says it.</param>
/// <param name="NotRelevant">What is not; may be empty.</param>
/// <param name="Weight">How much it counts beside the other topics, from 0 to 1.</param>
public sealed record TopicQuery(string Title, string Relevant, string NotRelevant = "", double Weight = 1)
{
    /// <summary>Other forms of what it names, which count less than its own words.</summary>
    public IReadOnlyList<OtherForm> OtherForms { get; init; } = [];
}

/// <summary>Another form of what a text names: what an abbreviation stands for, or how it is abbreviated.</summary>
/// <param name="Named">The form in the text.</param>
/// <param name="Form">The other one.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct OtherForm(string Named, string Form);

/// <summary>All that a user wrote about what to select.</summary>
public sealed record Criteria
{
    /// <summary>The topics; none is allowed, and then keywords and remarks alone count.</summary>
    public IReadOnlyList<TopicQuery> Topics { get; init; } = [];

    /// <summary>Words and phrases that speak for a document.</summary>
    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>Words and phrases that speak against it.</summary>
    public IReadOnlyList<string> UnwantedKeywords { get; init; } = [];

    /// <summary>Subjects that speak against a document in every topic. What is not about one of them is not raised by it.</summary>
    public IReadOnlyList<string> Unwanted { get; init; } = [];

    /// <summary>What is said outside the topics: principles before them and closing remarks on taste.</summary>
    public string Remarks { get; init; } = "";
}

/// <summary>How well a document meets the criteria.</summary>
/// <param name="Similarity">From 0 to 1: about the probability that a person, or a judge, would call it relevant.</param>
/// <param name="Topic">The position of the best topic in <see cref="Criteria.Topics"/>; -1 where there is none.</param>
/// <param name="IsOnSubject">
/// Whether it has to do with a topic or a keyword at all, whatever else the corpus holds. The similarity is measured by the corpus: in one
/// that is all of another field, the least far documents reach any similarity.
/// </param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CriteriaMatch(float Similarity, int Topic, bool IsOnSubject);

/// <summary>Scores documents by a user's criteria. Safe to use from several threads at once.</summary>
/// <remarks>
/// Each topic, and all of them together, is a query in three ways, each in units of its spread over the corpus:
/// <list type="bullet">
/// <item>meaning: the cosine of the query's embedding;</item>
/// <item>words: BM25 with the corpus's document frequencies;</item>
/// <item>words carried over to meaning: what ridge regression on the corpus's embeddings predicts of the BM25 scores, so that documents count that say the same in other words
/// (the smoothing of scores over near documents of Diaz 2005, "Regularizing ad hoc retrieval scores", by a linear model of the space).</item>
/// </list>
/// The best topic counts together with all of them. Then the centre of the best documents in meaning is one more query (Rocchio 1971, pseudo-relevance feedback).
/// How much meaning counts, and how much words, depends on how familiar the embedding is with the corpus's vocabulary (<see cref="CorpusProfile.Familiarity"/>).
/// The sum's place in the corpus is turned into a probability by a logistic function; its two numbers were chosen to agree roughly with what six users' own judges called relevant.
/// </remarks>
public sealed partial class CriteriaScorer
{
    /// <summary>So many of the corpus's best documents make the centre.</summary>
    private const int CentreSize = 50;

    private const int Block = 512;

    // How much of the spread of the words' scores the prediction usually has.
    private const float CarriedUnit = 0.7f;

    private const float AgainstShare = 0.15f, KeywordShare = 0.5f, RemarkShare = 0.1f, Highest = 6;

    // A cosine with a topic, or a share of its words by their weights, that is enough by itself; half of each is enough together. By six
    // users' criteria, of the papers of a day of another field 1 to 7 in 100 reach it, and of those that the users' own judges called
    // relevant 93 (one user), 95 (one user) and all (four users) in 100.
    private const float EnoughMeaning = 0.22f, EnoughWords = 0.6f;

    // In a corpus of fewer documents similarities are measured by what is usual elsewhere, and less of both is enough.
    private const float MeasuringSize = 60;

    // What is unwanted costs a document so much of its score by it: of what lies above a threshold, so that what is only near in meaning
    // stays, or of what its words alone say, however usual they are in the corpus. Chosen so that most papers about it leave the best
    // hundred and nine in ten of the others there stay (embodied-vlm, with ten sentences such as "I do not care about robots").
    private const float UnwantedShare = 1.5f, UnwantedFrom = 2, HeldFrom = 0.5f, HeldUnit = 3;

    // Another form's words count so much of the named one's; the meaning leans to it by what part of the text the named one is. So a text
    // that is nothing but an abbreviation is met by both alike, and a long one is hardly moved. Chosen on six users' criteria.
    private const float FormShare = 0.5f, MeaningShare = 1;

    // The logistic function of the standardised sum.
    private const float Slope = 1.15f, Offset = -2.3f;

    private readonly float[] topicWeights;
    private readonly LexicalStatistics statistics;
    private readonly Weights weights;
    private readonly List<LexicalQuery> queries = [];
    private readonly List<Channel> channels = [];
    private readonly float[] centre;
    private readonly Spread centreSpread = new(0, 1), sumSpread = new(0, 1);
    private readonly float enough;
    private readonly bool isEmpty;
    private readonly int keywords, unwantedKeywords, remarks, unwanted;

    /// <summary>One query in its three ways.</summary>
    private sealed record Channel(float[] Meaning, float[] Carried, Spread MeaningSpread, Spread WordsSpread, Spread CarriedSpread, bool IsEmpty);

    /// <summary>What the ways count.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Weights(float Meaning, float Words, float Carried, float Centre)
    {
        public static Weights Between(Weights low, Weights high, float share) => new(
            float.Lerp(low.Meaning, high.Meaning, share), float.Lerp(low.Words, high.Words, share), float.Lerp(low.Carried, high.Carried, share), float.Lerp(low.Centre, high.Centre, share));
    }

    /// <summary>Prepares the criteria for a corpus.</summary>
    /// <param name="criteria">What to look for.</param>
    /// <param name="corpus">What is usual there.</param>
    /// <param name="embedder">The one that embedded the corpus.</param>
    public CriteriaScorer(Criteria criteria, CorpusProfile corpus, ITextEmbedder embedder)
    {
        topicWeights = [.. criteria.Topics.Select(topic => (float)topic.Weight)];
        statistics = corpus.Statistics;
        // Where the corpus is small its regression is noise.
        var learned = corpus.Size / (corpus.Size + 500f);
        var familiar = Math.Clamp((corpus.Familiarity - UnfamiliarShare) / (FamiliarShare - UnfamiliarShare), 0, 1);
        weights = Weights.Between(Unfamiliar, Familiar, familiar);
        weights = weights with { Words = weights.Words + (1 - learned) * weights.Carried, Carried = learned * weights.Carried, Centre = learned * weights.Centre };

        List<string> texts = [];
        // Other forms, by the position of the text whose they are.
        Dictionary<int, IReadOnlyList<OtherForm>> forms = [];
        foreach (var topic in criteria.Topics)
        {
            if (topic.OtherForms.Count > 0) forms[texts.Count] = topic.OtherForms;
            texts.Add(topic.Title + "\n" + topic.Relevant);
            texts.Add(topic.NotRelevant);
        }
        if (forms.Count > 0) forms[texts.Count] = [.. forms.Values.SelectMany(others => others).Distinct()];
        texts.Add(string.Join('\n', criteria.Topics.Select(topic => topic.Title + "\n" + topic.Relevant)));
        (keywords, unwantedKeywords, remarks, unwanted) = (texts.Count, texts.Count + 1, texts.Count + 2, texts.Count + 3);
        texts.Add(string.Join("; ", criteria.Keywords));
        texts.Add(string.Join("; ", criteria.UnwantedKeywords));
        texts.Add(criteria.Remarks);
        texts.AddRange(criteria.Unwanted);
        List<(int Query, string Form, float Share)> leans = [];
        for (var q = 0; q < texts.Count; q++)
        {
            var query = corpus.Words.Query(texts[q], corpus.Statistics);
            var own = query.Weight;
            foreach (var other in forms.GetValueOrDefault(q, []))
            {
                // A rare form of a usual thing does not make a document rarer than the thing is.
                var form = corpus.Words.Query(other.Form, corpus.Statistics);
                var named = corpus.Words.Query(other.Named, corpus.Statistics).Weight;
                if (form.IsEmpty) continue;
                query.Add(form, FormShare * Math.Min(1, named / form.Weight));
                leans.Add((q, other.Form, MeaningShare * Math.Min(1, named / own)));
            }
            queries.Add(query);
        }

        var sample = corpus.Sample;
        var words = new float[sample.Length * queries.Count];
        corpus.Words.Score(queries, sample, words, corpus.Statistics);
        var column = new float[sample.Length];
        var dots = new float[sample.Length];
        for (var q = 0; q < queries.Count; q++)
        {
            for (var i = 0; i < sample.Length; i++) column[i] = words[i * queries.Count + q];
            var meaning = new float[embedder.Dimensions];
            embedder.Embed(texts[q], meaning);
            foreach (var lean in leans.Where(lean => lean.Query == q)) Lean(meaning, embedder, lean.Form, lean.Share);
            corpus.Dot(meaning, dots);
            var meaningSpread = Spread.Of(dots, usual: new(0.05f, 0.12f));
            var wordsSpread = Spread.Of(column, usual: new(6, 8));
            var carried = corpus.Regress(column);
            corpus.Dot(carried, dots);
            // in the unit of what it predicts, so that it counts less where there was little to predict
            var carriedSpread = new Spread(sample.Length == 0 ? 0 : TensorPrimitives.Sum<float>(dots) / sample.Length, CarriedUnit * wordsSpread.Deviation);
            channels.Add(new Channel(meaning, carried, meaningSpread, wordsSpread, carriedSpread, queries[q].IsEmpty));
        }
        isEmpty = channels.TrueForAll(channel => channel.IsEmpty);
        SaysNothing = isEmpty || (Array.TrueForAll(words, score => score == 0) && !texts.Exists(text => text.Any(char.IsAsciiLetter)));
        enough = Math.Min(1, corpus.Size / MeasuringSize);
        centre = new float[embedder.Dimensions];
        if (isEmpty || sample.Length == 0) return;

        var sums = new float[sample.Length];
        Sum(sample.Length, words, corpus.Dot, sums, default);
        var order = Enumerable.Range(0, sample.Length).OrderByDescending(i => sums[i]).Take(Math.Clamp(sample.Length / 10, 1, CentreSize));
        foreach (var i in order) TensorPrimitives.Add(centre, corpus.Vector(i), centre);
        var norm = TensorPrimitives.Norm<float>(centre);
        if (norm > 0) TensorPrimitives.Divide(centre, norm, centre);
        corpus.Dot(centre, dots);
        centreSpread = Spread.Of(dots, usual: new(0.3f, 0.15f));
        for (var i = 0; i < sums.Length; i++) sums[i] += weights.Centre * centreSpread.Standardise(dots[i]);
        sumSpread = Spread.Of(sums, usual: new(0, weights.Meaning + weights.Words + weights.Carried + weights.Centre));
    }

    /// <summary>Moves a direction a part of the way to that of another text.</summary>
    private static void Lean(float[] meaning, ITextEmbedder embedder, string text, float share)
    {
        var other = new float[meaning.Length];
        embedder.Embed(text, other);
        TensorPrimitives.MultiplyAdd(other, share, meaning, meaning);
        var norm = TensorPrimitives.Norm<float>(meaning);
        if (norm > 0) TensorPrimitives.Divide(meaning, norm, meaning);
    }

    private delegate void DotWithAll(ReadOnlySpan<float> query, Span<float> dots);

    /// <summary>
    /// Whether the criteria tell no document from another: they are empty, or written in a script that neither the corpus has nor the
    /// embedding knows.
    /// </summary>
    public bool SaysNothing { get; }

    /// <summary>Scores documents.</summary>
    /// <param name="words">The words of the documents.</param>
    /// <param name="vectors">Their vectors, at the same positions.</param>
    /// <param name="documents">Their positions in both.</param>
    /// <param name="matches">Receives one match for each document.</param>
    /// <param name="topicScores">Receives for each document a score by each topic alone, in units of the topic's spread; empty where that is not wanted.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public void Score(LexicalIndex words, VectorIndex vectors, ReadOnlySpan<int> documents, Span<CriteriaMatch> matches, Span<float> topicScores = default)
    {
        var topics = topicWeights.Length;
        if (matches.Length != documents.Length) throw new ArgumentException("There must be one match for each document.", nameof(matches));
        if (!topicScores.IsEmpty && topicScores.Length != documents.Length * topics) throw new ArgumentException("There must be one score for each document and topic.", nameof(topicScores));
        var lexical = new float[Math.Min(Block, documents.Length) * queries.Count];
        var sums = new float[Math.Min(Block, documents.Length)];
        var dots = new float[sums.Length];
        var best = new int[sums.Length];
        var isOnSubject = new bool[sums.Length];
        for (var start = 0; start < documents.Length; start += Block)
        {
            var block = documents.Slice(start, Math.Min(Block, documents.Length - start)).ToArray();
            var size = block.Length;
            words.Score(queries, block, lexical.AsSpan(0, size * queries.Count), statistics);
            var perTopic = topicScores.IsEmpty ? default : topicScores.Slice(start * topics, size * topics);
            Sum(
                size, lexical, (query, result) => vectors.Score(query, block, result), sums.AsSpan(0, size), best.AsSpan(0, size), isOnSubject,
                perTopic);
            vectors.Score(centre, block, dots.AsSpan(0, size));
            for (var i = 0; i < size; i++) matches[start + i] = Match(sums[i], dots[i], topics == 0 ? -1 : best[i], isOnSubject[i]);
        }
    }

    private CriteriaMatch Match(float sum, float nearCentre, int topic, bool isOnSubject)
    {
        var all = sum + weights.Centre * centreSpread.Standardise(nearCentre);
        return new(isEmpty ? 0 : 1 / (1 + MathF.Exp(-Slope * sumSpread.Standardise(all) - Offset)), topic, isOnSubject);
    }

    // All but the centre. The words' scores lie document by document, the vectors' come query by query.
    private void Sum(
        int size, ReadOnlySpan<float> lexical, DotWithAll dot, Span<float> sums, Span<int> best, Span<bool> isOnSubject = default,
        Span<float> topicScores = default)
    {
        isOnSubject.Clear();
        var topics = topicWeights.Length;
        var scores = new float[queries.Count][];
        Span<float> dots = new float[size];
        for (var q = 0; q < queries.Count; q++)
        {
            var channel = channels[q];
            var score = scores[q] = new float[size];
            if (channel.IsEmpty) continue;
            dot(channel.Meaning, dots);
            if ((q < 2 * topics && q % 2 == 0) || q == keywords)
            {
                var enoughWords = EnoughWords * queries[q].Weight;
                for (var i = 0; i < isOnSubject.Length && i < size; i++)
                    isOnSubject[i] |= dots[i] / EnoughMeaning + lexical[i * queries.Count + q] / enoughWords >= enough;
            }
            for (var i = 0; i < size; i++) score[i] = weights.Meaning * channel.MeaningSpread.Standardise(dots[i]) + weights.Words * channel.WordsSpread.Standardise(lexical[i * queries.Count + q]);
            if (weights.Carried == 0) continue;
            dot(channel.Carried, dots);
            for (var i = 0; i < size; i++) score[i] += weights.Carried * channel.CarriedSpread.Standardise(dots[i]);
        }
        for (var i = 0; i < size; i++)
        {
            var most = 0f;
            var at = -1;
            for (var t = 0; t < topics; t++)
            {
                // a topic of little weight must be met the better
                var score = scores[2 * t][i] - AgainstShare * Math.Max(0, scores[2 * t + 1][i]) - (1 - topicWeights[t]) * 2;
                if (!topicScores.IsEmpty) topicScores[i * topics + t] = score;
                if (at >= 0 && score <= most) continue;
                (at, most) = (t, score);
            }
            if (!best.IsEmpty) best[i] = at;
            // No document gains by not being about what is unwanted.
            var against = 0f;
            for (var q = unwanted; q < queries.Count; q++)
            {
                // 1 for a document of usual length that has each of the words once.
                var held = queries[q].IsEmpty ? 0 : lexical[i * queries.Count + q] / queries[q].Weight;
                against = Math.Max(against, Math.Max(scores[q][i] - UnwantedFrom, HeldUnit * (held - HeldFrom)));
            }
            sums[i] = most + scores[2 * topics][i] + KeywordShare * (scores[keywords][i] - scores[unwantedKeywords][i])
                + RemarkShare * scores[remarks][i] - UnwantedShare * against;
        }
    }

    private static readonly Weights Unfamiliar = new(0.1f, 0.5f, 1, 0), Familiar = new(1.5f, 0.25f, 0.25f, 0.5f);

    private const float UnfamiliarShare = 0.84f, FamiliarShare = 0.91f;

    /// <summary>The mean and the standard deviation of what a query gives over a corpus.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Spread(float Mean, float Deviation)
    {
        /// <summary>What is usual counts as much as so many documents.</summary>
        private const float UsualCount = 50;

        public static Spread Of(ReadOnlySpan<float> values, Spread usual)
        {
            double n = values.Length, sum = TensorPrimitives.Sum(values), squares = TensorPrimitives.SumOfSquares(values);
            var mean = (sum + UsualCount * usual.Mean) / (n + UsualCount);
            var own = n > 0 ? Math.Max(0, squares / n - sum / n * (sum / n)) : 0;
            var variance = (n * own + UsualCount * usual.Deviation * usual.Deviation) / (n + UsualCount);
            return new((float)mean, (float)Math.Sqrt(Math.Max(variance, 1e-12)));
        }

        public float Standardise(float value) => Math.Clamp((value - Mean) / Deviation, -Highest, Highest);
    }
}
