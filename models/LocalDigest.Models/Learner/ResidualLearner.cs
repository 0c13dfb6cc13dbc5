using System.Numerics.Tensors;

namespace LocalDigest.Models;

/// <summary>
/// The learner that LocalDigest uses: the criteria's score is the prior, and what a user says moves it. A regularised logistic regression
/// over meaning, words, topics, authors, categories and the judge learns what the criteria leave unexplained (their score is its offset);
/// nearness to single documents makes the first statement count; and a small regression over the three, fitted to what each of them said of
/// held-out documents, decides how much each is worth. See <see cref="PreferenceSettings"/> for the numbers.
/// </summary>
/// <param name="settings">Its numbers.</param>
/// <param name="expert">For words; null where there is none.</param>
public sealed class ResidualLearner(PreferenceSettings? settings = null, IWordsExpert? expert = null) : IPreferenceLearner
{
    private const int MostBackground = 200;

    /// <summary>The criteria's mean counts as much as so many papers that were shown.</summary>
    private const float UsualShown = 50;

    /// <summary>From so many documents on, what occurs in one of them only is left out: it says nothing of others.</summary>
    private const int ManyDocuments = 200;

    private readonly PreferenceSettings settings = settings ?? new PreferenceSettings();

    /// <inheritdoc/>
    public string Name => "residual-logistic-2";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Settings => settings.ByName;

    /// <inheritdoc/>
    public IPreferenceModel Load(Stream stream) => ResidualModel.Load(stream);

    /// <inheritdoc/>
    public IPreferenceModel Train(TrainingSet statements, CancellationToken ct = default)
    {
        statements.Check(nameof(statements));
        var documents = statements.Documents;
        var count = documents.Count;
        var weights = new float[count];
        for (var i = 0; i < count; i++)
        {
            weights[i] = statements.Weights[i] * settings.Recency(statements.Ages[i]);
        }
        var likes = statements.Likes.Count(like => like);
        var isOneSided = likes == 0 || likes == count;
        var scale = new Scale(statements, settings);
        var criteria = new float[count];
        for (var i = 0; i < count; i++) criteria[i] = scale.Criteria.Of(documents.CriteriaLogOdds(i));

        var folds = FoldsOf(statements.Keys);
        var design = new Design(statements, scale, settings, likes == count);
        var (parameters, residual) = count < settings.LeastForResidual
            ? (new float[design.Rows.Parameters], new float[count])
            : Learn(design, statements.Likes, weights, criteria, folds, isOneSided, ct);
        var exemplars = ExemplarsOf(statements, weights);
        var features = new StackInput[count];
        var opinion = OpinionOf(statements, weights, folds, isOneSided, ct);
        var near = NearOthers(documents, statements.Keys, exemplars);
        for (var i = 0; i < count; i++) features[i] = new(criteria[i], residual[i], near[i], opinion.Of(statements.Keys[i], documents.Words.IdsOf(i), documents.Words.WeightsOf(i)));

        var said = TensorPrimitives.Sum<float>(weights);
        var usual = Math.Clamp(Mean(statements.Background.Criteria), 0.01f, 0.99f);
        // Where the criteria say nothing, there is nothing to keep to.
        var hasCriteria = scale.Criteria.Inverse > 0;
        var (halfTrust, nearTrust) = hasCriteria ? (settings.HalfTrust, settings.NearTrust) : (settings.HalfTrustAlone, settings.NearTrustAlone);
        var balance = hasCriteria ? BalanceOf(statements.Likes, weights) : 1;
        var learned = balance * balance;
        var prior = new PreferenceStack(
            MathF.Log(usual / (1 - usual)), settings.CriteriaTrust, learned * said / (said + halfTrust), nearTrust * MathF.Sqrt(balance),
            opinion == WordsOpinion.None ? 0 : learned * settings.WordsTrust * said / (said + settings.HalfWordsTrust));
        var freedom = hasCriteria ? MathF.Sqrt(said / (said + settings.HalfFreedom)) : 1;
        var stack = PreferenceStack.Fit(prior, features, statements.Likes, weights, isOneSided, freedom);
        var heldOut = HoldOut(prior, features, statements.Likes, weights, folds, isOneSided, freedom);
        var model = design.Collapse(parameters, stack, exemplars, opinion, new PreferenceQuality
        {
            Likes = likes,
            Dislikes = count - likes,
            Auc = PreferenceScore.Auc(heldOut, statements.Likes),
            CriteriaAuc = PreferenceScore.Auc(criteria, statements.Likes),
            LogLoss = count == 0 ? null : heldOut.Select((logOdds, i) => PreferenceScore.Surprise(logOdds, statements.Likes[i])).Average(),
        }, statements.Keys.Zip(heldOut).ToDictionary(pair => pair.First, pair => pair.Second));
        // Thumbs are given to what is good or bad, and not to what is usual: their own rate of likes is not that of all papers. Slopes are right all
        // the same, and the constant follows from the rate (Prentice and Pyke, "Logistic Disease Incidence Models and Case-Control Studies", 1979).
        // Thumbs of one kind alone say nothing of it.
        var rate = isOneSided ? usual : (likes + UsualShown * usual) / (Math.Max(statements.Shown, count) + UsualShown);
        return model.WithRate(rate, statements.Background);
    }

    /// <summary>Fits the residual on all statements and, for each fold, on the others.</summary>
    /// <returns>The parameters, and what each document gets from the fit that did not see it.</returns>
    private (float[] Parameters, float[] HeldOut) Learn(Design design, bool[] likes, float[] weights, float[] criteria, int[] folds, bool isOneSided, CancellationToken ct)
    {
        var rows = design.Rows.Dense.Length / design.Rows.Width;
        bool[] outcomes = [.. likes, .. new bool[rows - likes.Length]];
        float[] offsets = [.. criteria.Concat(design.BackgroundCriteria).Select(score => settings.CriteriaTrust * score)];
        var heldOut = new float[likes.Length];
        float[] parameters = [];
        var last = folds.Length == 0 ? 0 : folds.Max();
        // The fit on everything is done first, as fold -1, since it takes the longest.
        Parallel.For(-1, last + 1, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = ct }, fold =>
        {
            var shares = new float[rows];
            for (var i = 0; i < likes.Length; i++) shares[i] = folds[i] == fold ? 0 : weights[i];
            Balance(shares, likes, isOneSided);
            var spoken = TensorPrimitives.Sum<float>(shares);
            for (var i = likes.Length; i < rows; i++) shares[i] = settings.BackgroundShare * spoken / (rows - likes.Length);
            var fitted = LogisticRegression.Fit(design.Rows, outcomes, shares, offsets, ct);
            if (fold < 0) parameters = fitted;
            for (var i = 0; i < likes.Length; i++)
            {
                if (folds[i] == fold) heldOut[i] = design.Residual(i, fitted);
            }
        });
        return (parameters, heldOut);
    }

    /// <summary>
    /// How much statements say of an order, from 0 to 1: where there are few, and most of them dislikes, they tell what to leave out and hardly
    /// what to look for. Twenty thumbs on what six users were shown, four to nine of them likes, never make the order worse than the
    /// criteria alone by more than .005 in AUC; without this, by .016.
    /// </summary>
    private float BalanceOf(bool[] likes, float[] weights)
    {
        float liked = 0, disliked = 0;
        for (var i = 0; i < likes.Length; i++)
        {
            if (likes[i]) liked += weights[i];
            else disliked += weights[i];
        }
        return liked >= disliked ? 1
            : liked == 0 ? settings.BalanceOfDislikes
            : Math.Min(1, 2 * liked / Math.Min(liked + disliked, settings.ManyForBalance));
    }

    /// <summary>What the expert for words says: it is asked where there is time, and otherwise what it said before stands.</summary>
    private WordsOpinion OpinionOf(TrainingSet statements, float[] weights, int[] folds, bool isOneSided, CancellationToken ct)
    {
        if (expert is null || isOneSided || statements.Keys.Length < settings.LeastForWords) return WordsOpinion.None;
        if (statements.IsHurried) return (statements.Before as ResidualModel)?.Opinion ?? WordsOpinion.None;
        return WordsOpinion.Learn(expert, statements, weights, folds, settings.MostWords, ct);
    }

    /// <summary>Gives likes and dislikes the same weight together, and leaves the sum as it is.</summary>
    private static void Balance(float[] shares, bool[] likes, bool isOneSided)
    {
        if (isOneSided) return;
        float liked = 0, disliked = 0;
        for (var i = 0; i < likes.Length; i++)
        {
            if (likes[i]) liked += shares[i];
            else disliked += shares[i];
        }
        if (liked == 0 || disliked == 0) return;
        for (var i = 0; i < likes.Length; i++) shares[i] *= (liked + disliked) / 2 / (likes[i] ? liked : disliked);
    }

    /// <summary>The fold of each document follows from its key alone, so that two trainings hold out the same ones together.</summary>
    private int[] FoldsOf(long[] keys)
    {
        if (keys.Length <= settings.MostLeftOutAlone) return [.. Enumerable.Range(0, keys.Length)];
        return [.. keys.Select(key => (int)(((ulong)key * 0x9E3779B97F4A7C15 >> 33) % (ulong)(keys.Length > settings.ManyStatements ? settings.FoldsOfMany : settings.Folds)))];
    }

    private Exemplars ExemplarsOf(TrainingSet statements, float[] weights)
    {
        var order = Enumerable.Range(0, weights.Length).OrderByDescending(i => weights[i]).ThenByDescending(i => statements.Keys[i]).ToList();
        int half = settings.MostExemplars / 2, likes = order.Count(i => statements.Likes[i]), dislikes = order.Count - likes;
        int mostLikes = Math.Max(half, settings.MostExemplars - dislikes), mostDislikes = Math.Max(settings.MostExemplars - half, settings.MostExemplars - likes);
        List<int> kept = [.. order.Where(i => statements.Likes[i]).Take(mostLikes), .. order.Where(i => !statements.Likes[i]).Take(mostDislikes)];
        var dimensions = Math.Min(settings.NearDimensions, statements.Documents.Dimensions);
        // Without dislikes beside them, faint nearness to many likes is all there is to go by; the first says little of what is far from it.
        float liked = order.Sum(i => statements.Likes[i] ? weights[i] : 0), disliked = order.Sum(i => statements.Likes[i] ? 0 : weights[i]);
        var contrast = liked > 0 ? Math.Min(1, (disliked + 1) / liked) : 1;
        return new Exemplars(
            [.. kept.Select(i => statements.Keys[i])], [.. kept.Select(i => statements.Likes[i] ? weights[i] : -weights[i])],
            [.. kept.Select(i => Exemplars.Cut(statements.Documents.Vector(i), dimensions))], dimensions,
            float.Lerp(settings.NearWidthOfLikes, settings.NearWidth, contrast), settings.NearFrom * contrast);
    }

    /// <summary>What each document gets from nearness to the exemplars other than itself.</summary>
    private static float[] NearOthers(DocumentFeatures documents, long[] keys, Exemplars exemplars)
    {
        var near = new float[documents.Count];
        var nearness = new float[exemplars.Count];
        exemplars.AddTo(documents, 0, near, 1);
        var own = exemplars.Keys.Select((key, e) => (key, e)).ToDictionary(pair => pair.key, pair => pair.e);
        for (var i = 0; i < near.Length; i++)
        {
            if (!own.TryGetValue(keys[i], out var e)) continue;
            exemplars.Nearness(documents.Vector(i), nearness);
            near[i] -= exemplars.Values[e] * nearness[e];
        }
        return near;
    }

    /// <summary>What the stack says of each document where it was fitted without that document's fold.</summary>
    private static float[] HoldOut(PreferenceStack prior, StackInput[] features, bool[] likes, float[] weights, int[] folds, bool isOneSided, float freedom)
    {
        var logOdds = new float[likes.Length];
        foreach (var fold in folds.Distinct())
        {
            var shares = weights.Select((weight, i) => folds[i] == fold ? 0 : weight).ToArray();
            var stack = PreferenceStack.Fit(prior, features, likes, shares, isOneSided, freedom);
            for (var i = 0; i < folds.Length; i++)
            {
                if (folds[i] == fold) logOdds[i] = stack.LogOdds(features[i]);
            }
        }
        return logOdds;
    }

    private static float Mean(float[] numbers) => numbers.Length == 0 ? 0.5f : numbers.Average();

    /// <summary>What is usual in the store.</summary>
    private sealed class Scale
    {
        public Scale(TrainingSet statements, PreferenceSettings settings)
        {
            var documents = statements.Documents;
            // A store may be too small to draw from.
            var background = statements.Background.Count > 0 ? statements.Background : documents;
            Mean = new float[documents.Dimensions];
            for (var i = 0; i < background.Count; i++) TensorPrimitives.Add(Mean, background.Vector(i), Mean);
            if (background.Count > 0) TensorPrimitives.Divide(Mean, background.Count, Mean);
            Criteria = StandardOf(Enumerable.Range(0, background.Count).Select(background.CriteriaLogOdds));
            Topics = [.. Enumerable.Range(0, documents.Topics).Select(t => StandardOf(Enumerable.Range(0, background.Count).Select(i => background.TopicsOf(i)[t])))];
            Judge = [StandardOf(background.Relevance.Concat(documents.Relevance)), StandardOf(background.Novelty.Concat(documents.Novelty))];
            Settings = settings;
        }

        public PreferenceSettings Settings { get; }

        public float[] Mean { get; }

        public Standard Criteria { get; }

        public Standard[] Topics { get; }

        public Standard[] Judge { get; }

        private static Standard StandardOf(IEnumerable<float> values)
        {
            double sum = 0, squares = 0;
            var count = 0;
            foreach (var value in values)
            {
                if (float.IsNaN(value)) continue;
                sum += value;
                squares += (double)value * value;
                count++;
            }
            if (count == 0) return default;
            var mean = sum / count;
            var deviation = Math.Sqrt(Math.Max(0, squares / count - mean * mean));
            return new Standard((float)mean, deviation > 1e-6 ? (float)(1 / deviation) : 0);
        }
    }

    /// <summary>The rows of the regression: vector, topics, judge and a constant for all; words and tags where they occur.</summary>
    private sealed class Design
    {
        private readonly DocumentFeatures documents;
        private readonly Scale scale;
        private readonly PreferenceSettings settings;
        private readonly Dictionary<uint, int> words = [], tags = [];
        private readonly int bias;

        public Design(TrainingSet statements, Scale scale, PreferenceSettings settings, bool withBackground)
        {
            (documents, this.scale, this.settings) = (statements.Documents, scale, settings);
            var background = withBackground && documents.Count > 0 ? Math.Min(MostBackground, statements.Background.Count) : 0;
            bias = documents.Dimensions + documents.Topics + 2;
            var isOneSided = !statements.Likes.Contains(true) || !statements.Likes.Contains(false);
            var dense = new float[(documents.Count + background) * (bias + 1)];
            var rare = documents.Count >= ManyDocuments ? Rare(documents) : [];
            var starts = new List<int> { 0 };
            var ids = new List<uint>();
            var weights = new List<float>();
            for (var i = 0; i < documents.Count + background; i++)
            {
                var (source, row) = i < documents.Count ? (documents, i) : (statements.Background, i - documents.Count);
                var numbers = dense.AsSpan(i * (bias + 1), bias + 1);
                Fill(source, row, numbers);
                // Outcomes of one kind would all go into the constant.
                numbers[bias] = isOneSided ? 0 : 3;
                Add(words, source.Words, row, settings.WordScale);
                Add(tags, source.Tags, row, settings.TagScale);
                starts.Add(ids.Count);
            }
            Rows = new DesignMatrix(bias + 1, dense, new SparseRows([.. starts], [.. ids], [.. weights]), words.Count + tags.Count);
            BackgroundCriteria = [.. Enumerable.Range(0, background).Select(i => scale.Criteria.Of(statements.Background.CriteriaLogOdds(i)))];

            void Add(Dictionary<uint, int> known, SparseRows rows, int row, float factor)
            {
                var from = rows.IdsOf(row);
                var values = rows.WeightsOf(row);
                for (var j = 0; j < from.Length; j++)
                {
                    if (rare.Contains(from[j])) continue;
                    if (!known.TryGetValue(from[j], out var place)) known[from[j]] = place = words.Count + tags.Count;
                    ids.Add((uint)place);
                    weights.Add(factor * values[j]);
                }
            }
        }

        public DesignMatrix Rows { get; }

        public IReadOnlyList<float> BackgroundCriteria { get; }

        /// <summary>What a document gets without the constant, which only evens out likes and dislikes.</summary>
        public float Residual(int row, float[] parameters) => Rows.Dot(row, parameters) - Rows.Dense[row * Rows.Width + bias] * parameters[bias];

        /// <summary>Brings all scales and shares into one number for each feature.</summary>
        public ResidualModel Collapse(float[] parameters, PreferenceStack stack, Exemplars exemplars, WordsOpinion opinion, PreferenceQuality quality, IReadOnlyDictionary<long, float> heldOut)
        {
            int dimensions = documents.Dimensions, topics = documents.Topics;
            var isKnown = documents.Vectors.Length > 0 && stack.Residual > 0;
            var meaning = new float[dimensions];
            if (isKnown) TensorPrimitives.Multiply(parameters.AsSpan(0, dimensions), stack.Residual * settings.VectorScale, meaning);
            return new ResidualModel
            {
                Dimensions = dimensions,
                Stack = stack,
                Criteria = scale.Criteria,
                Topics = scale.Topics,
                TopicWeights = [.. parameters.AsSpan(dimensions, topics).ToArray().Select(weight => weight * stack.Residual * settings.TopicScale)],
                Judge = scale.Judge,
                JudgeWeights = [.. parameters.AsSpan(dimensions + topics, 2).ToArray().Select(weight => weight * stack.Residual * settings.JudgeScale)],
                Meaning = meaning,
                MeaningOfMean = TensorPrimitives.Dot<float>(meaning, scale.Mean),
                Words = Sum(Weights(words, parameters, stack.Residual * settings.WordScale, settings.MostWords), opinion.Words, stack.Words),
                Opinion = opinion,
                Tags = Weights(tags, parameters, stack.Residual * settings.TagScale, settings.MostWords),
                Exemplars = exemplars,
                Quality = quality,
                HeldOut = heldOut,
            };
        }

        private void Fill(DocumentFeatures source, int row, Span<float> numbers)
        {
            var vector = source.Vector(row);
            // A document without a vector is as usual as can be.
            if (vector.ContainsAnyExcept(0f))
            {
                TensorPrimitives.Subtract(vector, scale.Mean, numbers);
                TensorPrimitives.Multiply(numbers[..vector.Length], settings.VectorScale, numbers);
            }
            var topics = source.TopicsOf(row);
            for (var t = 0; t < topics.Length; t++) numbers[vector.Length + t] = settings.TopicScale * scale.Topics[t].Of(topics[t]);
            numbers[bias - 2] = settings.JudgeScale * scale.Judge[0].Of(source.Relevance[row]);
            numbers[bias - 1] = settings.JudgeScale * scale.Judge[1].Of(source.Novelty[row]);
        }

        private static HashSet<uint> Rare(DocumentFeatures documents)
        {
            HashSet<uint> once = [], more = [];
            foreach (var id in documents.Words.Ids.Concat(documents.Tags.Ids))
            {
                if (!once.Add(id)) more.Add(id);
            }
            once.ExceptWith(more);
            return once;
        }

        /// <summary>Both say something of words; together they are one sum.</summary>
        private static SparseWeights Sum(SparseWeights one, SparseWeights other, float share)
        {
            if (share == 0 || other.Ids.Length == 0) return one;
            var sum = one.Ids.Zip(one.Weights).ToDictionary(pair => pair.First, pair => pair.Second);
            for (var i = 0; i < other.Ids.Length; i++) sum[other.Ids[i]] = sum.GetValueOrDefault(other.Ids[i]) + share * other.Weights[i];
            return new SparseWeights([.. sum.Keys], [.. sum.Values]);
        }

        private SparseWeights Weights(Dictionary<uint, int> places, float[] parameters, float factor, int most)
        {
            var kept = places.Select(pair => (Id: pair.Key, Weight: parameters[Rows.Width + pair.Value] * factor)).Where(pair => pair.Weight != 0)
                .OrderByDescending(pair => Math.Abs(pair.Weight)).ThenBy(pair => pair.Id).Take(most).ToList();
            return new SparseWeights([.. kept.Select(pair => pair.Id)], [.. kept.Select(pair => pair.Weight)]);
        }
    }
}
