namespace LocalDigest.Ingestion;

/// <summary>How well a source knows the papers that it lists. A lesser one fills gaps and overwrites nothing.</summary>
public enum Standing
{
    /// <summary>Lists papers of others: Hugging Face, a reference manager's file.</summary>
    Secondhand = 1,

    /// <summary>The paper's own home, or a caller who says what the paper is.</summary>
    Home = 2,
}
