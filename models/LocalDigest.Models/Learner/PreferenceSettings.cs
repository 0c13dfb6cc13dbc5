namespace LocalDigest.Models;

/// <summary>The numbers of <see cref="ResidualLearner"/>. The defaults are what was found best over several users at once.</summary>
public sealed record PreferenceSettings
{
    /// <summary>After so many days a statement counts half.</summary>
    public float HalfLifeDays { get; init; } = 180;

    /// <summary>An old statement counts at least so much of a new one.</summary>
    public float LeastRecency { get; init; } = 0.25f;

    /// <summary>How much more log odds one standard deviation of the criteria's score gives, before anything was said.</summary>
    public float CriteriaTrust { get; init; } = 1.5f;

    /// <summary>How freely the vector's directions are learned: the scale of the centred vectors under a unit Gaussian prior.</summary>
    public float VectorScale { get; init; } = 1;

    /// <summary>The same for words.</summary>
    public float WordScale { get; init; } = 2;

    /// <summary>The same for each topic's score, in standard deviations.</summary>
    public float TopicScale { get; init; } = 1;

    /// <summary>The same for authors and categories.</summary>
    public float TagScale { get; init; } = 0.5f;

    /// <summary>The same for the judge's relevance and novelty, in standard deviations.</summary>
    public float JudgeScale { get; init; } = 0.5f;

    /// <summary>From so many statements on, words and directions are learned; below, only nearness to them counts.</summary>
    public int LeastForResidual { get; init; } = 6;

    /// <summary>After so many statements, what is learned from all of them together is trusted half.</summary>
    public float HalfTrust { get; init; } = 150;

    /// <summary>The same where there are no criteria.</summary>
    public float HalfTrustAlone { get; init; } = 50;

    /// <summary>As <see cref="NearTrust"/>, where there are no criteria.</summary>
    public float NearTrustAlone { get; init; } = 0.5f;

    /// <summary>After so many statements, what the criteria, what was learned and nearness are worth beside each other is half free (in variance).</summary>
    public float HalfFreedom { get; init; } = 1000;

    /// <summary>From so many statements on, the expert for words is asked.</summary>
    public int LeastForWords { get; init; } = 20;

    /// <summary>How much log odds one spread of what the expert for words says gives, where much was said.</summary>
    public float WordsTrust { get; init; } = 1;

    /// <summary>After so many statements, the expert for words is trusted half of that.</summary>
    public float HalfWordsTrust { get; init; } = 100;

    /// <summary>How much log odds a liked document gives to one just like it, before held-out statements have shown how much that is worth.</summary>
    public float NearTrust { get; init; } = 0.3f;

    /// <summary>How much dislikes alone say of an order, beside as many likes and dislikes, 0 to 1.</summary>
    public float BalanceOfDislikes { get; init; } = 0.25f;

    /// <summary>From so many statements on, half as many likes say as much of an order as more.</summary>
    public float ManyForBalance { get; init; } = 20;

    /// <summary>How fast nearness falls off: to 1/e over so much of the cosine, where dislikes weigh at least what likes do.</summary>
    public float NearWidth { get; init; } = 0.25f;

    /// <summary>The same where there are likes only, such as a library; with few dislikes it lies between.</summary>
    public float NearWidthOfLikes { get; init; } = 0.35f;

    /// <summary>Cosines up to this are not near at all, so that one statement leaves the order of all else as it is; the less, the fewer dislikes there are beside the likes.</summary>
    public float NearFrom { get; init; } = 0.15f;

    /// <summary>Nearness is kept to at most so many documents, the weightiest.</summary>
    public int MostExemplars { get; init; } = 128;

    /// <summary>Nearness looks at the first so many dimensions of the vectors.</summary>
    public int NearDimensions { get; init; } = 128;

    /// <summary>How much all background documents together weigh as dislikes beside the likes, where nothing was disliked.</summary>
    public float BackgroundShare { get; init; } = 0.2f;

    /// <summary>Into how many parts the statements are cut to hold out one at a time.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>From more than so many statements on, fewer parts tell as much.</summary>
    public int ManyStatements { get; init; } = 4000;

    /// <summary>Into how many parts that many are cut.</summary>
    public int FoldsOfMany { get; init; } = 3;

    /// <summary>Up to so many statements each is held out alone.</summary>
    public int MostLeftOutAlone { get; init; } = 20;

    /// <summary>A model keeps at most so many words, the weightiest.</summary>
    public int MostWords { get; init; } = 4096;

    /// <summary>What is left of a statement's weight at an age in days: 1 for a new one, down to <see cref="LeastRecency"/>.</summary>
    internal float Recency(float days) => Math.Max(LeastRecency, float.Exp2(-days / HalfLifeDays));

    internal IReadOnlyDictionary<string, double> ByName => new Dictionary<string, double>(StringComparer.Ordinal)
    {
        [nameof(HalfLifeDays)] = HalfLifeDays,
        [nameof(BalanceOfDislikes)] = BalanceOfDislikes,
        [nameof(ManyForBalance)] = ManyForBalance,
        [nameof(LeastRecency)] = LeastRecency,
        [nameof(CriteriaTrust)] = CriteriaTrust,
        [nameof(VectorScale)] = VectorScale,
        [nameof(WordScale)] = WordScale,
        [nameof(TopicScale)] = TopicScale,
        [nameof(TagScale)] = TagScale,
        [nameof(JudgeScale)] = JudgeScale,
        [nameof(LeastForResidual)] = LeastForResidual,
        [nameof(HalfTrust)] = HalfTrust,
        [nameof(HalfTrustAlone)] = HalfTrustAlone,
        [nameof(NearTrustAlone)] = NearTrustAlone,
        [nameof(HalfFreedom)] = HalfFreedom,
        [nameof(LeastForWords)] = LeastForWords,
        [nameof(WordsTrust)] = WordsTrust,
        [nameof(HalfWordsTrust)] = HalfWordsTrust,
        [nameof(NearTrust)] = NearTrust,
        [nameof(NearWidth)] = NearWidth,
        [nameof(NearWidthOfLikes)] = NearWidthOfLikes,
        [nameof(NearFrom)] = NearFrom,
        [nameof(MostExemplars)] = MostExemplars,
        [nameof(NearDimensions)] = NearDimensions,
        [nameof(BackgroundShare)] = BackgroundShare,
        [nameof(Folds)] = Folds,
        [nameof(ManyStatements)] = ManyStatements,
        [nameof(FoldsOfMany)] = FoldsOfMany,
        [nameof(MostLeftOutAlone)] = MostLeftOutAlone,
        [nameof(MostWords)] = MostWords,
    };
}
