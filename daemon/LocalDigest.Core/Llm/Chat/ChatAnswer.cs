namespace LocalDigest.Llm;

/// <summary>What the model answered.</summary>
/// <param name="Text">The answer's text; empty for a refusal.</param>
/// <param name="Refusal">The words of a refusal that the service marked as one.</param>
/// <param name="IsCut">It stopped at its length limit.</param>
/// <param name="IsFiltered">The service's content filter stopped it.</param>
public sealed record ChatAnswer(string Text, string? Refusal, bool IsCut, bool IsFiltered)
{
    /// <summary>Tokens that the model read; 0 where the server does not tell.</summary>
    public long InputTokens { get; init; }

    /// <summary>Tokens that it wrote, its thoughts among them; 0 where the server does not tell.</summary>
    public long OutputTokens { get; init; }
}
