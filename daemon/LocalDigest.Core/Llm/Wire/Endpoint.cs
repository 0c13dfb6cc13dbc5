using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenAI;
using Polly;
using Polly.Retry;

namespace LocalDigest.Llm;

/// <summary>
/// One server that speaks OpenAI's protocol: bounded in time and size, without redirects, patient with throttling and passing failures, and
/// clear about what went wrong.
/// </summary>
internal sealed class Endpoint : IDisposable
{
    private const long LongestAnswerBytes = 64 * 1024 * 1024;
    private const int Attempts = 4;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    private readonly EndpointNames names;
    private readonly string? key;
    private readonly TimeProvider clock;
    private readonly HttpClient http;
    private readonly ResiliencePipeline patience;

    public Endpoint(EndpointNames names, string? key, TimeProvider clock)
    {
        this.names = names;
        this.key = string.IsNullOrWhiteSpace(key) ? null : key.Trim();
        this.clock = clock;
        // A redirect would carry the key to another host: the answer of a redirecting server is a failure that says so.
        http = new HttpClient(new BoundedAnswer(LongestAnswerBytes, new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }))
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        patience = new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = Attempts - 1,
            ShouldHandle = arguments =>
                ValueTask.FromResult(arguments.Outcome.Exception is RetryException retry && retry.Pause <= LongestPause),
            // The pause that the server asked for, or else one, two and four seconds.
            DelayGenerator = arguments =>
                ValueTask.FromResult<TimeSpan?>(
                    arguments.Outcome.Exception is RetryException { Pause: var asked } && asked > TimeSpan.Zero ? asked : null),
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromSeconds(1),
        }).Build();
        Options = new OpenAIClientOptions
        {
            Endpoint = names.Address,
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = TimeSpan.FromSeconds(names.TimeoutSeconds),
            UserAgentApplicationId = "LocalDigest",
        };
    }

    public OpenAIClientOptions Options { get; }

    /// <summary>The key as the package wants one; local servers need none.</summary>
    public ApiKeyCredential Credential => new(key ?? "none");

    /// <summary>Makes attempts until one succeeds, fails for good, or patience ends.</summary>
    /// <exception cref="LlmException">There is no answer; the message says why and what to do.</exception>
    public async Task<T> WithPatienceAsync<T>(Func<Task<T>> attemptAsync, CancellationToken ct)
    {
        try
        {
            return await patience.ExecuteAsync(async _ => await attemptAsync(), ct);
        }
        catch (RetryException retry)
        {
            throw retry.Final;
        }
    }

    /// <summary>Sends one request.</summary>
    /// <param name="send">Sends it with the options given.</param>
    /// <param name="refused">Looks at a refusal (status and the server's own words) before it becomes a failure; what it gives is thrown in its place.</param>
    /// <param name="ct">Gives the request up.</param>
    /// <exception cref="RetryException">Worth another try.</exception>
    /// <exception cref="LlmException">Not worth one.</exception>
    public async Task<BinaryData> SendAsync(Func<RequestOptions, Task<ClientResult>> send, Func<int, string, Exception?>? refused, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(names.TimeoutSeconds), clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            var result = await send(new RequestOptions { CancellationToken = both.Token, ErrorOptions = ClientErrorBehaviors.NoThrow });
            using var response = result.GetRawResponse();
            if (response.Status is >= 200 and < 300) return response.Content;
            var said = Said(response.Content);
            throw refused?.Invoke(response.Status, said) ?? Failure(response, said);
        }
        catch (Exception error) when (error is OperationCanceledException or TimeoutException || error.InnerException is OperationCanceledException)
        {
            ct.ThrowIfCancellationRequested();
            throw new LlmException(LlmFailure.TimedOut, $"The {names.What} {names} did not answer within {names.TimeoutSeconds} s. Raise {names.Section}:TimeoutSeconds, send less at once, or use a faster model.", error);
        }
        catch (AnswerTooLongException error)
        {
            throw new LlmException(LlmFailure.ServerFailed, $"The {names.What} {names} sent more than {LongestAnswerBytes / 1024 / 1024} MB in one answer, which was not read further.", error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or ClientResultException or AggregateException)
        {
            throw new RetryException(TimeSpan.Zero, new LlmException(LlmFailure.Unreachable, $"The {names.What} {names} could not be reached. Start it, or correct {names.Section}:BaseUrl.", error));
        }
    }

    /// <summary>An answer that is not of the documented form.</summary>
    public LlmException Unreadable(Exception? inner = null) => new(
        LlmFailure.ServerFailed, $"The {names.What} {names} sent an answer that is not of the form of OpenAI's protocol. Check that {names.Section}:BaseUrl ends in /v1.", inner);

    public void Dispose() => http.Dispose();

    private Exception Failure(PipelineResponse response, string said)
    {
        var host = names.Address.Host;
        switch (response.Status)
        {
            case 401 or 403:
                return new LlmException(LlmFailure.KeyRefused, $"The {names.What} at {host} refused the key (status {response.Status}). Set {names.KeySettings} to a valid one.{Quoted(said)}");
            case 404:
                return new LlmException(LlmFailure.NotFound, $"There is no model '{names.Model}' at {names.Address} (status 404). Correct {names.Section}:Model or {names.Section}:BaseUrl; local servers must have pulled the model.{Quoted(said)}");
            case 429:
                var pause = RetryAfter(response) ?? TimeSpan.Zero;
                return new RetryException(pause, new LlmException(LlmFailure.Throttled, $"The {names.What} at {host} is throttling (status 429){(pause > TimeSpan.Zero ? $" and asks to wait {pause.TotalSeconds:0} s" : "")}. What is left is asked for at the next run; lower {names.Section}:Concurrency, or check your plan's limits.{Quoted(said)}"));
            case >= 300 and < 400:
                return new LlmException(LlmFailure.RequestRefused, $"The {names.What} at {host} answers with a redirect (status {response.Status}), which is not followed because it would carry the key elsewhere. Set {names.Section}:BaseUrl to the final address.");
            case >= 500:
                return new RetryException(RetryAfter(response) ?? TimeSpan.Zero, new LlmException(LlmFailure.ServerFailed, $"The {names.What} at {host} failed (status {response.Status}). Try again later, or look at its log.{Quoted(said)}"));
            default:
                return new LlmException(LlmFailure.RequestRefused, $"The {names.What} at {host} refused the request (status {response.Status}).{Quoted(said)}");
        }
    }

    private TimeSpan? RetryAfter(PipelineResponse response)
    {
        if (!response.Headers.TryGetValue("Retry-After", out var text) || text is null) return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)) return TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 86_400));
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var at) ? TimeSpan.FromTicks(Math.Max(0, (at - clock.GetUtcNow()).Ticks)) : null;
    }

    /// <summary>The server's own words, short, for the user; never anything that looks like a key.</summary>
    private string Said(BinaryData content)
    {
        string said;
        try
        {
            var json = JsonNode.Parse(content);
            var error = (json as JsonObject)?["error"];
            said = (error is JsonObject inner ? inner["message"] : error)?.ToString() ?? (json as JsonObject)?["message"]?.ToString() ?? "";
        }
        catch (JsonException)
        {
            said = content.ToString();
        }
        if (key is { Length: > 3 }) said = said.Replace(key, "…", StringComparison.Ordinal);
        return said.Length > 300 ? said[..300] + "…" : said;
    }

    private static string Quoted(string said) => said.Length == 0 ? "" : $" It says: “{said.ReplaceLineEndings(" ").Trim()}”";
}
