namespace LocalDigest.Llm;

/// <summary>The language model that the user configured, if any: every endpoint that speaks OpenAI's chat completions.</summary>
public sealed record LlmOptions
{
    public const string OpenAIBaseUrl = "https://api.openai.com/v1";

    /// <summary>Address up to and including <c>/v1</c>; OpenAI's own where only a key is given.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>Sent to <see cref="BaseUrl"/> only. Local servers need none.</summary>
    public string? ApiKey { get; init; }

    public string Model { get; init; } = "gpt-4o-mini";

    /// <summary>How long one answer may take from the first byte sent to the last byte read, 1 to 3600 seconds.</summary>
    public int TimeoutSeconds { get; init; } = 120;

    /// <summary>Requests under way at once, 1 to 32. A model on the own machine is happiest with 1.</summary>
    public int Concurrency { get; init; } = 2;

    /// <summary>At most so many requests in one run.</summary>
    public int MaxRequestsPerRun { get; init; } = 200;

    /// <summary>At most so many tokens, read and written together, in one run.</summary>
    public long MaxTokensPerRun { get; init; } = 2_000_000;

    /// <summary>
    /// How much the model takes in at once, question and answer together, in tokens, 2048 to 4,000,000. A longer paper is given to it in parts.
    /// A server on the own machine may be set to less than the model could: with Ollama it is <c>num_ctx</c>.
    /// </summary>
    public int ContextTokens { get; init; } = 16_384;

    /// <summary>Papers in one judging request, 1 to 50.</summary>
    public int PapersPerRequest { get; init; } = 8;

    /// <summary>
    /// Price in US dollars of a million tokens read, and written; null where it is not known, and then no cost is shown. It holds on days for which
    /// <see cref="Prices"/> says nothing.
    /// </summary>
    public decimal? UsdPerMillionInputTokens { get; init; }

    /// <inheritdoc cref="UsdPerMillionInputTokens"/>
    public decimal? UsdPerMillionOutputTokens { get; init; }

    /// <summary>Prices with the day from which on they hold; the last one that has begun counts. A request keeps the price of its day.</summary>
    public IReadOnlyList<LlmPrice> Prices { get; init; } = [];

    /// <summary>Sampling temperature, 0 to 2; null leaves it to the server, which some models insist on.</summary>
    public double? Temperature { get; init; }

    public bool IsConfigured => !string.IsNullOrWhiteSpace(BaseUrl) || !string.IsNullOrWhiteSpace(ApiKey);

    /// <summary>The address to which <c>/chat/completions</c> is added: also where <see cref="BaseUrl"/> names the whole path, or only the server.</summary>
    public Uri Endpoint
    {
        get
        {
            const string completions = "/chat/completions";
            var address = new UriBuilder(string.IsNullOrWhiteSpace(BaseUrl) ? OpenAIBaseUrl : BaseUrl.Trim());
            var path = address.Path.TrimEnd('/');
            if (path.EndsWith(completions, StringComparison.OrdinalIgnoreCase)) path = path[..^completions.Length];
            address.Path = path.Length == 0 ? "/v1" : path;
            return address.Uri;
        }
    }

    /// <summary>What a request costs on a day, in US dollars; null where the price is not known.</summary>
    /// <param name="inputTokens">Tokens read.</param>
    /// <param name="outputTokens">Tokens written.</param>
    /// <param name="day">The day, in UTC.</param>
    public decimal? Price(long inputTokens, long outputTokens, DateOnly day)
    {
        var price = Prices.Where(price => price.Since <= day && (price.Model is null || price.Model == Model)).MaxBy(price => price.Since);
        return (price?.UsdPerMillionInputTokens ?? UsdPerMillionInputTokens, price?.UsdPerMillionOutputTokens ?? UsdPerMillionOutputTokens) is ({ } input, { } output)
            ? (inputTokens * input + outputTokens * output) / 1_000_000m
            : null;
    }

    /// <summary>What is wrong with the settings, as a sentence; null where nothing is.</summary>
    public string? Check()
    {
        if (!string.IsNullOrWhiteSpace(BaseUrl) && (!Uri.TryCreate(BaseUrl.Trim(), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")))
        {
            return "LocalDigest:Llm:BaseUrl must be an http or https address such as http://127.0.0.1:11434/v1.";
        }
        if (TimeoutSeconds is < 1 or > 3600) return "LocalDigest:Llm:TimeoutSeconds must be between 1 and 3600.";
        if (Concurrency is < 1 or > 32) return "LocalDigest:Llm:Concurrency must be between 1 and 32.";
        if (PapersPerRequest is < 1 or > 50) return "LocalDigest:Llm:PapersPerRequest must be between 1 and 50.";
        if (MaxRequestsPerRun < 0) return "LocalDigest:Llm:MaxRequestsPerRun must be 0 or more.";
        if (MaxTokensPerRun < 0) return "LocalDigest:Llm:MaxTokensPerRun must be 0 or more.";
        if (UsdPerMillionInputTokens < 0) return "LocalDigest:Llm:UsdPerMillionInputTokens must be 0 or more.";
        if (UsdPerMillionOutputTokens < 0) return "LocalDigest:Llm:UsdPerMillionOutputTokens must be 0 or more.";
        if (Prices.Any(price => price.Since == default || price.UsdPerMillionInputTokens is not >= 0 || price.UsdPerMillionOutputTokens is not >= 0))
        {
            return "Each of LocalDigest:Llm:Prices needs Since, a day such as 2026-01-31, and UsdPerMillionInputTokens and UsdPerMillionOutputTokens of 0 or more.";
        }
        if (Temperature is { } temperature && temperature is not (>= 0 and <= 2)) return "LocalDigest:Llm:Temperature must be between 0 and 2.";
        if (ContextTokens is < 2048 or > 4_000_000) return "LocalDigest:Llm:ContextTokens must be between 2048 and 4000000.";
        return null;
    }

    /// <summary>Says nothing of the key.</summary>
    public override string ToString() => $"{Model} at {Endpoint.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)}";
}
