using System.Text.RegularExpressions;
using LocalDigest.Text;

namespace LocalDigest.Llm;

/// <summary>The language model that the user configured, if any: every endpoint that speaks OpenAI's chat completions.</summary>
public sealed partial record LlmOptions
{
    public const string OpenAIBaseUrl = "https://api.openai.com/v1";

    /// <summary>
    /// Address up to and including <c>/v1</c>; OpenAI's own where only a key is given. A name and password in it are sent by HTTP Basic
    /// where no key is set, and shown nowhere.
    /// </summary>
    public string? BaseUrl { get; init; }

    /// <summary>Sent to <see cref="BaseUrl"/> only. Local servers need none.</summary>
    public string? ApiKey { get; init; }

    public string Model { get; init; } = "gpt-4o-mini";

    /// <summary>
    /// A cheaper model of the same endpoint that looks at titles first: what it says cannot matter is not judged. Null for none.
    /// </summary>
    public string? TitlesModel { get; init; }

    /// <summary>
    /// How long one answer may take from the first byte sent to the last byte read, 1 to 3600 seconds; where the answer comes in a stream,
    /// to its first word.
    /// </summary>
    public int TimeoutSeconds { get; init; } = 120;

    /// <summary>Requests under way at once, 1 to 32. Where nothing is set, 1 on the own machine and 2 elsewhere.</summary>
    public int? Concurrency { get; init; }

    /// <summary>How long a run may ask, 1 to 1440 minutes. The best papers come first; what is left is asked for at the next run.</summary>
    public int MaxMinutesPerRun { get; init; } = 60;

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
    /// Price in US dollars of a million tokens read, and written; null where it is not known, and then no cost is shown. It holds on days
    /// for which
    /// <see cref="Prices"/> says nothing.
    /// </summary>
    public decimal? UsdPerMillionInputTokens { get; init; }

    /// <inheritdoc cref="UsdPerMillionInputTokens"/>
    public decimal? UsdPerMillionOutputTokens { get; init; }

    /// <summary>
    /// Prices with the day from which on they hold; the last one that has begun counts. A request keeps the price of its day.
    /// </summary>
    public IReadOnlyList<LlmPrice> Prices { get; init; } = [];

    /// <summary>Sampling temperature, 0 to 2; null leaves it to the server, which some models insist on.</summary>
    public double? Temperature { get; init; }

    /// <summary>
    /// Where programs on the own machine usually serve models, by their names: looked at when the model is checked. Loopback only.
    /// </summary>
    public IReadOnlyDictionary<string, string> LocalServers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Ollama"] = "http://127.0.0.1:11434/v1",
        ["LM Studio"] = "http://127.0.0.1:1234/v1",
        ["llama.cpp"] = "http://127.0.0.1:8080/v1",
    };

    public bool IsConfigured => !string.IsNullOrWhiteSpace(BaseUrl) || !string.IsNullOrWhiteSpace(ApiKey);

    /// <summary>
    /// The address to which <c>/chat/completions</c> is added, without name and password: also where <see cref="BaseUrl"/> names the whole
    /// path, or only the server.
    /// </summary>
    public Uri Endpoint => WithPath(Path is "" ? "/v1" : Path);

    /// <summary>
    /// Where else the model may be meant to be, in case <see cref="Endpoint"/> is not it. None where the address names a version.
    /// </summary>
    internal IReadOnlyList<Uri> OtherEndpoints =>
        VersionPattern().IsMatch(Path) ? [] : Path is "" ? [WithPath("/")] : [WithPath(Path + "/v1"), WithPath("/v1")];

    /// <summary>How many requests are under way at once.</summary>
    internal int AtOnce => Concurrency ?? (Endpoint.IsLoopback ? 1 : 2);

    /// <summary>
    /// The name and password in the address, as HTTP Basic takes them: <c>name:password</c>. Null where there is none, or a key.
    /// </summary>
    internal string? UserInfo =>
        !string.IsNullOrWhiteSpace(ApiKey) || Address.UserInfo is "" ? null : Uri.UnescapeDataString(Address.UserInfo);

    private Uri Address => new(string.IsNullOrWhiteSpace(BaseUrl) ? OpenAIBaseUrl : BaseUrl.Trim());

    private string Path
    {
        get
        {
            const string completions = "/chat/completions";
            var path = Address.AbsolutePath.TrimEnd('/');
            return path.EndsWith(completions, StringComparison.OrdinalIgnoreCase) ? path[..^completions.Length] : path;
        }
    }

    /// <summary>What a request costs on a day, in US dollars; null where the price is not known.</summary>
    /// <param name="inputTokens">Tokens read.</param>
    /// <param name="outputTokens">Tokens written.</param>
    /// <param name="day">The day, in UTC.</param>
    public decimal? Price(long inputTokens, long outputTokens, DateOnly day)
    {
        var price = PriceOn(day);
        return (price.UsdPerMillionInputTokens, price.UsdPerMillionOutputTokens) is ({ } input, { } output)
            ? (inputTokens * input + outputTokens * output) / 1_000_000m
            : null;
    }

    /// <summary>The price on a day; without amounts where it is not known.</summary>
    internal LlmPrice PriceOn(DateOnly day)
    {
        var price = Prices.Where(price => price.Since <= day && (price.Model is null || price.Model == Model)).MaxBy(price => price.Since);
        return price ?? new LlmPrice { UsdPerMillionInputTokens = UsdPerMillionInputTokens, UsdPerMillionOutputTokens = UsdPerMillionOutputTokens };
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
        if (MaxMinutesPerRun is < 1 or > 1440) return "LocalDigest:Llm:MaxMinutesPerRun must be between 1 and 1440.";
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
        foreach (var (name, address) in LocalServers)
        {
            if (!Uri.TryCreate(address, UriKind.Absolute, out var local) || local.Scheme is not ("http" or "https") || !local.IsLoopback)
            {
                return $"LocalDigest:Llm:LocalServers:{name} must be an address on this machine such as http://127.0.0.1:11434/v1.";
            }
        }
        if (ContextTokens is < 2048 or > 4_000_000) return "LocalDigest:Llm:ContextTokens must be between 2048 and 4000000.";
        return null;
    }

    private Uri WithPath(string path) => new UriBuilder(Address) { UserName = "", Password = "", Path = path }.Uri;

    [GeneratedRegex(
        @"/v\d+\w*(/|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, PatternTime.Milliseconds)]
    private static partial Regex VersionPattern();

    /// <summary>Says nothing of the key.</summary>
    public override string ToString() => $"{Model} at {Endpoint.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)}";
}
