namespace LocalDigest.Trainer;

/// <summary>All that decides what a training gives; the same settings on the same corpus give the same bytes.</summary>
internal sealed record Settings
{
    public int Seed { get; init; } = 1;

    /// <summary>Most words with a vector.</summary>
    public int Words { get; init; } = 38_000;

    /// <summary>Most phrases with a vector.</summary>
    public int Phrases { get; init; } = 20_000;

    /// <summary>Terms of so many documents are called familiar: they make the first shelf of the file.</summary>
    public int FamiliarDocuments { get; init; } = 200;

    /// <summary>Length of the random vector that a term starts with, as a share of the logarithm of how rare it is.</summary>
    public float InitialScale { get; init; } = 0.2f;

    /// <summary>Length of the vector of a word that has none of its own, as a share of the mean length of those that have.</summary>
    public float UnseenShare { get; init; } = 1;

    public int Dimensions { get; init; } = 256;

    /// <summary>Lengths to which a vector can be cut; each is trained for. The last is the whole.</summary>
    public IReadOnlyList<int> Cuts { get; init; } = [64, 128, 256];

    /// <summary>How much the loss at each length counts.</summary>
    public IReadOnlyList<float> CutWeights { get; init; } = [0.14f, 0.08f, 0.78f];

    public int Epochs { get; init; } = 6;

    /// <summary>Pairs in a batch; each pair's other halves are the negatives of all the others. A multiple of 4.</summary>
    public int Batch { get; init; } = 1024;

    public float Temperature { get; init; } = 0.07f;

    public float LearningRate { get; init; } = 0.025f;

    /// <summary>The share of terms left out of a view at random.</summary>
    public float Dropout { get; init; } = 0.2f;

    /// <summary>How often the title's own words are taken out of the abstract that it is paired with.</summary>
    public float TitleDrop { get; init; } = 0.5f;

    /// <summary>What is wrong with them, as a sentence; null where nothing is.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? Problem =>
        Batch < 8 || Batch % 8 != 0 ? "The batch must be a multiple of 8."
        : Cuts.Count == 0 || Cuts[^1] != Dimensions || Cuts.Any(cut => cut % 64 != 0 || cut > Dimensions) ? "The cuts must be multiples of 64, and the last the number of dimensions."
        : CutWeights.Count != Cuts.Count ? "There must be one weight for each cut."
        : Temperature <= 0 || LearningRate <= 0 || Dropout is < 0 or >= 1 || TitleDrop is < 0 or > 1 || Epochs < 1 || Words < 1 || Phrases < 0 ? "A number of the settings is out of its range."
        : null;
}
