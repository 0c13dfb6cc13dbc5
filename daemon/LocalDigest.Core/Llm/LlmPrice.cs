namespace LocalDigest.Llm;

/// <summary>What a model costs from a day on.</summary>
public sealed record LlmPrice
{
    /// <summary>The first day on which it holds, in UTC.</summary>
    public DateOnly Since { get; init; }

    /// <summary>The model's name; null for every model.</summary>
    public string? Model { get; init; }

    /// <summary>US dollars for a million tokens read.</summary>
    public decimal? UsdPerMillionInputTokens { get; init; }

    /// <summary>US dollars for a million tokens written.</summary>
    public decimal? UsdPerMillionOutputTokens { get; init; }
}
