using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using System.Text;
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
    private const long LongestAnswerBytes = 16 * 1024 * 1024;
    private const int Attempts = 4;

    /// <summary>A server that fails is asked less often than one that throttles: what it was asked may be what it fails at.</summary>
    private const int AttemptsAtFailure = 2;

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
        var network = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            // A proxy of the environment is for what is elsewhere; the own machine is reached without it.
            UseProxy = !names.Address.IsLoopback,
        };
        http = new HttpClient(
            new BoundedAnswer(LongestAnswerBytes, TimeSpan.FromSeconds(names.TimeoutSeconds), clock, network) { UserInfo = names.UserInfo })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        patience = new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = Attempts - 1,
            ShouldHandle = arguments =>
                ValueTask.FromResult(arguments.Outcome.Exception is RetryException retry && retry.Pause <= LongestPause
                    && (retry.Final.Failure != LlmFailure.ServerFailed || retry.Pause > TimeSpan.Zero || arguments.AttemptNumber < AttemptsAtFailure - 1)),
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
            NetworkTimeout = Timeout.InfiniteTimeSpan,
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

    /// <summary>Makes one attempt.</summary>
    /// <inheritdoc cref="WithPatienceAsync"/>
    public static async Task<T> OnceAsync<T>(Func<Task<T>> attemptAsync)
    {
        try
        {
            return await attemptAsync();
        }
        catch (RetryException retry)
        {
            throw retry.Final;
        }
    }

    /// <summary>Sends one request.</summary>
    /// <param name="send">Sends it with the options given.</param>
    /// <param name="refused">Looks at a refusal before it becomes a failure; what it gives is thrown in its place.</param>
    /// <param name="ct">Gives the request up.</param>
    /// <exception cref="RetryException">Worth another try.</exception>
    /// <exception cref="LlmException">Not worth one.</exception>
    public async Task<BinaryData> SendAsync(Func<RequestOptions, Task<ClientResult>> send, Func<ServerWords, Exception?>? refused, CancellationToken ct)
    {
        try
        {
            var result = await send(new RequestOptions { CancellationToken = ct, ErrorOptions = ClientErrorBehaviors.NoThrow });
            using var response = result.GetRawResponse();
            if (response.Status is >= 200 and < 300) return response.Content;
            var said = ServerWords.Read(response.Status, Encoding.UTF8.GetString(response.Content));
            throw refused?.Invoke(said) ?? Failure(said, response);
        }
        catch (Exception error) when (error is OperationCanceledException or AnswerTooLateException || error.InnerException is OperationCanceledException)
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

    /// <summary>An answer that is not of the documented form. That of another program will not become one.</summary>
    public LlmException Unreadable(string body) => body.AsSpan().TrimStart().StartsWith("<")
        ? new LlmException(
            LlmFailure.NotFound,
            $"At {names.Address} a web page answered in place of the {names.What}. Set {names.Section}:BaseUrl to the address of its API, "
                + "which usually ends in /v1.") { MayBeAddress = true }
        : Unreadable();

    /// <inheritdoc cref="Unreadable(string)"/>
    public LlmException Unreadable(Exception? inner = null) => new(
        LlmFailure.ServerFailed, $"The {names.What} {names} sent an answer that is not of the form of OpenAI's protocol. Check that {names.Section}:BaseUrl ends in /v1.", inner);

    /// <summary>The server read less than it was sent.</summary>
    /// <param name="read">Tokens that it read.</param>
    /// <param name="sent">Tokens that it was sent, about.</param>
    public LlmException CutShort(long read, long sent) => new(
        LlmFailure.ContextTooSmall,
        $"The {names.What} {names} read {read} of about {sent} tokens and cut off the rest. Raise the server's context (with Ollama num_ctx), or lower "
            + $"{names.Section}:ContextTokens to what it has.");

    /// <summary>The sentence on an answer in which nothing was said.</summary>
    public string NoAnswer(string what) => $"The {names.What} {names} sent {what}. Try again later, switch its thinking off, or choose another model.";

    public void Dispose() => http.Dispose();

    /// <summary>What a server's error becomes.</summary>
    /// <param name="words">What the server said.</param>
    /// <param name="response">The response; null where the error came in one that says it succeeded.</param>
    public Exception Failure(ServerWords words, PipelineResponse? response)
    {
        var (host, status, said) = (names.Address.Host, words.Status, Quoted(words.Said));
        switch (words.Kind)
        {
            case RefusalKind.Key:
                return Failed(LlmFailure.KeyRefused, $"The {names.What} at {host} refused the key (status {status}). Set {names.KeySettings} to a valid one.{said}");
            case RefusalKind.OutOfCredit:
                return Failed(LlmFailure.OutOfCredit, $"The account at {host} is out of credit (status {status}). Top it up, or choose another model.{said}");
            case RefusalKind.Region:
                return Failed(LlmFailure.RegionRefused, $"The {names.What} at {host} does not serve this country or region (status {status}); the key is not at fault. Choose another service.{said}");
            case RefusalKind.Content:
                return Failed(LlmFailure.ContentRefused, $"The content filter of the {names.What} at {host} refused the question (status {status}).{said}");
            case RefusalKind.Context:
                return Failed(LlmFailure.ContextTooSmall, $"The question is longer than the context of the {names.What} at {host} (status {status}). Raise the server's context, or lower {names.Section}:ContextTokens to what it has.{said}");
            case RefusalKind.Address:
                return new LlmException(
                    LlmFailure.NotFound,
                    $"At {names.Address} there is no {names.What}, or no model '{names.Model}' (status {status}). Correct {names.Section}:BaseUrl, "
                        + $"which usually ends in /v1, or {names.Section}:Model.{said}") { MayBeAddress = true };
            case RefusalKind.Model:
                return Failed(LlmFailure.NotFound, $"There is no model '{names.Model}' at {names.Address} (status {status}). Correct {names.Section}:Model or {names.Section}:BaseUrl; local servers must have pulled the model.{said}");
        }
        switch (status)
        {
            case 403:
                return Failed(LlmFailure.KeyRefused, $"The {names.What} at {host} refused access (status 403). Set {names.KeySettings} to a key that may use the model.{said}");
            case 429:
                var pause = (response is null ? null : RetryAfter(response)) ?? TimeSpan.Zero;
                return new RetryException(pause, Failed(LlmFailure.Throttled, $"The {names.What} at {host} is throttling (status 429){(pause > TimeSpan.Zero ? $" and asks to wait {pause.TotalSeconds:0} s" : "")}. What is left is asked for at the next run; lower {names.Section}:Concurrency, or check your plan's limits.{said}"));
            case >= 300 and < 400:
                return Failed(LlmFailure.RequestRefused, $"The {names.What} at {host} answers with a redirect (status {status}), which is not followed because it would carry the key elsewhere. Set {names.Section}:BaseUrl to the final address.", mayBeForm: false);
            case >= 500:
                return new RetryException((response is null ? null : RetryAfter(response)) ?? TimeSpan.Zero, Failed(LlmFailure.ServerFailed, $"The {names.What} at {host} failed (status {status}). Try again later, or look at its log.{said}"));
            default:
                return Failed(LlmFailure.RequestRefused, $"The {names.What} at {host} refused the request (status {status}).{said}");
        }
    }

    private static LlmException Failed(LlmFailure failure, string message, bool mayBeForm = true) =>
        new(failure, message) { MayBeForm = mayBeForm && failure is LlmFailure.RequestRefused or LlmFailure.ServerFailed };

    private TimeSpan? RetryAfter(PipelineResponse response)
    {
        if (!response.Headers.TryGetValue("Retry-After", out var text) || text is null) return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)) return TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 86_400));
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var at) ? TimeSpan.FromTicks(Math.Max(0, (at - clock.GetUtcNow()).Ticks)) : null;
    }

    /// <summary>The server's own words for the user; never anything that looks like a key.</summary>
    private string Quoted(string said)
    {
        if (key is { Length: > 3 }) said = said.Replace(key, "…", StringComparison.Ordinal);
        return said.Length == 0 ? "" : $" It says: “{said.ReplaceLineEndings(" ").Trim()}”";
    }
}
