using System.Text.Json.Nodes;

namespace LocalDigest.Llm;

/// <summary>A question to the model.</summary>
/// <param name="Purpose">For the ledger: <c>judge</c>, …</param>
/// <param name="System">The instructions.</param>
/// <param name="User">The material.</param>
/// <param name="SchemaName">Name of the answer's form, letters and underscores.</param>
/// <param name="Schema">JSON Schema of the answer.</param>
/// <param name="MaxOutputTokens">Longest answer that makes sense.</param>
public sealed record ChatQuestion(string Purpose, string System, string User, string SchemaName, JsonNode Schema, int MaxOutputTokens)
{
    /// <summary>How many tokens it is about.</summary>
    public int InputTokens => TokenEstimate.Of(System) + TokenEstimate.Of(User);

    /// <summary>The material can be put in smaller parts.</summary>
    public bool IsDivisible { get; init; }

    /// <summary>How many tokens the answer usually has; by them the ledger and <see cref="Limit"/> reckon until it is there.</summary>
    public int UsualOutputTokens { get; init; } = MaxOutputTokens;

    /// <summary>What questions for this purpose may take together, over all runs; null for nothing to be kept.</summary>
    public SpendingLimit? Limit { get; init; }
}
