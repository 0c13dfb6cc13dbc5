using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenAI;
using OpenAI.Chat;

namespace LocalDigest.Llm;

/// <summary>A question to the model.</summary>
/// <param name="Purpose">For the ledger: <c>judge</c>, …</param>
/// <param name="System">The instructions.</param>
/// <param name="User">The material.</param>
/// <param name="SchemaName">Name of the answer's form, letters and underscores.</param>
/// <param name="Schema">JSON Schema of the answer.</param>
/// <param name="MaxOutputTokens">Longest answer that makes sense.</param>
public sealed record ChatQuestion(string Purpose, string System, string User, string SchemaName, JsonNode Schema, int MaxOutputTokens);

/// <summary>What the model answered.</summary>
/// <param name="Text">The answer's text; empty for a refusal.</param>
/// <param name="Refusal">The words of a refusal that the service marked as one.</param>
/// <param name="IsCut">It stopped at its length limit.</param>
/// <param name="IsFiltered">The service's content filter stopped it.</param>
public sealed record ChatAnswer(string Text, string? Refusal, bool IsCut, bool IsFiltered);

/// <summary>
/// Asks the configured model. Answers are read leniently, because the endpoints that speak this protocol differ; time, size, redirects
/// and spending are bounded strictly.
/// </summary>
/// <remarks>
/// Protocol: OpenAI chat completions. The request is built and the answer read by hand on the package's protocol methods: its typed
/// methods refuse finish reasons and fields that other servers send. A server that rejects <c>response_format: json_schema</c> is asked
/// with <c>json_object</c> and then with neither; which one worked is remembered while the daemon runs.
/// </remarks>
public sealed class ChatModel : IDisposable
{
    private const long LongestAnswerBytes = 4 * 1024 * 1024;
    private const int Attempts = 4;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    private readonly LlmOptions options;
    private readonly CallLedger ledger;
    private readonly TimeProvider clock;
    private readonly HttpClient http;
    private readonly ChatClient client;
    private readonly SemaphoreSlim slots;
    private int format;

    public ChatModel(LlmOptions options, CallLedger ledger, TimeProvider clock)
    {
        this.options = options;
        this.ledger = ledger;
        this.clock = clock;
        slots = new SemaphoreSlim(options.Concurrency);
        // A redirect would carry the key to another host: the answer of a redirecting server is a failure that says so.
        http = new HttpClient(new BoundedAnswer(LongestAnswerBytes, new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }))
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        client = new ChatClient(options.Model, new ApiKeyCredential(string.IsNullOrWhiteSpace(options.ApiKey) ? "none" : options.ApiKey.Trim()), new OpenAIClientOptions
        {
            Endpoint = options.Endpoint,
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = TimeSpan.FromSeconds(options.TimeoutSeconds),
            UserAgentApplicationId = "LocalDigest",
        });
    }

    private enum Format
    {
        JsonSchema,
        JsonObject,
        Free,
    }

    public bool IsConfigured => options.IsConfigured;

    public string Model => options.Model;

    public LlmOptions Options => options;

    /// <summary>A fresh budget for one run.</summary>
    public LlmBudget NewBudget() => new(options.MaxRequestsPerRun, options.MaxTokensPerRun);

    /// <summary>Asks once, with patience for throttling and passing failures.</summary>
    /// <param name="question">What to ask.</param>
    /// <param name="job">The job to which the cost belongs.</param>
    /// <param name="budget">What may be spent.</param>
    /// <param name="ct">Stops at once; the request that is under way is given up.</param>
    /// <exception cref="LlmException">There is no answer; the message says why and what to do.</exception>
    public async Task<ChatAnswer> AskAsync(ChatQuestion question, string? job, LlmBudget budget, CancellationToken ct)
    {
        await slots.WaitAsync(ct);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return await AskOnceAsync(question, job, budget, ct);
                }
                catch (FormatRefusedException)
                {
                    // The next form is tried at once; a form that is refused costs nothing.
                    attempt--;
                }
                catch (RetryException retry) when (attempt < Attempts && retry.Pause <= LongestPause)
                {
                    await Task.Delay(retry.Pause > TimeSpan.Zero ? retry.Pause : TimeSpan.FromSeconds(Math.Pow(2, attempt - 1)), clock, ct);
                }
                catch (RetryException retry)
                {
                    throw retry.Final;
                }
            }
        }
        finally
        {
            slots.Release();
        }
    }

    public void Dispose()
    {
        http.Dispose();
        slots.Dispose();
    }

    private async Task<ChatAnswer> AskOnceAsync(ChatQuestion question, string? job, LlmBudget budget, CancellationToken ct)
    {
        var asked = (Format)format;
        var body = Request(question, asked);
        // Four characters a token is the common rule for English; Chinese needs about one a character, so this errs on the low side there.
        var estimate = (question.System.Length + question.User.Length) / 4L + question.MaxOutputTokens;
        budget.Reserve(estimate);
        var started = clock.GetTimestamp();
        long input = 0, output = 0;
        var outcome = "cancelled";
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(options.TimeoutSeconds), clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            using var content = BinaryContent.Create(BinaryData.FromString(body.ToJsonString()));
            var result = await client.CompleteChatAsync(content, new RequestOptions { CancellationToken = both.Token, ErrorOptions = ClientErrorBehaviors.NoThrow });
            using var response = result.GetRawResponse();
            if (response.Status is not (>= 200 and < 300))
            {
                outcome = response.Status.ToString(CultureInfo.InvariantCulture);
                throw Failure(response, asked);
            }
            outcome = "unreadable";
            var answer = Read(response.Content, out input, out output);
            outcome = answer.IsFiltered ? "filtered" : answer.Refusal is not null ? "refused" : answer.IsCut ? "cut" : "answered";
            return answer;
        }
        catch (Exception error) when (error is OperationCanceledException or TimeoutException || error.InnerException is OperationCanceledException)
        {
            ct.ThrowIfCancellationRequested();
            outcome = "timed out";
            throw new LlmException(LlmFailure.TimedOut, $"The language model {options} did not answer within {options.TimeoutSeconds} s. Raise Llm:TimeoutSeconds, lower Llm:PapersPerRequest, or use a faster model.", error);
        }
        catch (AnswerTooLongException error)
        {
            outcome = "too long";
            throw new LlmException(LlmFailure.ServerFailed, $"The language model {options} sent more than {LongestAnswerBytes / 1024 / 1024} MB in one answer, which was not read further.", error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or ClientResultException or AggregateException)
        {
            outcome = "unreachable";
            throw new RetryException(TimeSpan.Zero, new LlmException(LlmFailure.Unreachable, $"The language model {options} could not be reached. Start it, or correct Llm:BaseUrl.", error));
        }
        finally
        {
            budget.Settle(estimate, input + output);
            ledger.Record(job, question.Purpose, options.Model, outcome, input, output, options.Price(input, output), clock.GetElapsedTime(started));
        }
    }

    private JsonObject Request(ChatQuestion question, Format asked)
    {
        var request = new JsonObject
        {
            ["model"] = options.Model,
            ["messages"] = new JsonArray(
                new JsonObject { ["role"] = "system", ["content"] = question.System },
                new JsonObject { ["role"] = "user", ["content"] = question.User }),
        };
        if (options.Temperature is { } temperature) request["temperature"] = temperature;
        switch (asked)
        {
            case Format.JsonSchema:
                request["response_format"] = new JsonObject
                {
                    ["type"] = "json_schema",
                    ["json_schema"] = new JsonObject { ["name"] = question.SchemaName, ["strict"] = true, ["schema"] = question.Schema.DeepClone() },
                };
                break;
            case Format.JsonObject:
                request["response_format"] = new JsonObject { ["type"] = "json_object" };
                break;
        }
        return request;
    }

    private Exception Failure(PipelineResponse response, Format asked)
    {
        var said = Said(response.Content);
        switch (response.Status)
        {
            case 400 or 415 or 422 or 501 when asked != Format.Free && (said.Length == 0 || said.Contains("response_format", StringComparison.OrdinalIgnoreCase) || said.Contains("json", StringComparison.OrdinalIgnoreCase) || said.Contains("schema", StringComparison.OrdinalIgnoreCase)):
                Interlocked.CompareExchange(ref format, (int)asked + 1, (int)asked);
                return new FormatRefusedException();
            case 401 or 403:
                return new LlmException(LlmFailure.KeyRefused, $"The language model at {options.Endpoint.Host} refused the key (status {response.Status}). Set Llm:ApiKey or OPENAI_API_KEY to a valid one.{Quoted(said)}");
            case 404:
                return new LlmException(LlmFailure.NotFound, $"There is no model '{options.Model}' at {options.Endpoint} (status 404). Correct Llm:Model or Llm:BaseUrl; local servers must have pulled the model.{Quoted(said)}");
            case 429:
                var pause = RetryAfter(response) ?? TimeSpan.Zero;
                return new RetryException(pause, new LlmException(LlmFailure.Throttled, $"The language model at {options.Endpoint.Host} is throttling (status 429){(pause > TimeSpan.Zero ? $" and asks to wait {pause.TotalSeconds:0} s" : "")}. The papers left are judged at the next run; lower Llm:Concurrency, or check your plan's limits.{Quoted(said)}"));
            case >= 300 and < 400:
                return new LlmException(LlmFailure.RequestRefused, $"The language model at {options.Endpoint.Host} answers with a redirect (status {response.Status}), which is not followed because it would carry the key elsewhere. Set Llm:BaseUrl to the final address.");
            case >= 500:
                return new RetryException(RetryAfter(response) ?? TimeSpan.Zero, new LlmException(LlmFailure.ServerFailed, $"The language model at {options.Endpoint.Host} failed (status {response.Status}). Try again later, or look at its log.{Quoted(said)}"));
            default:
                return new LlmException(LlmFailure.RequestRefused, $"The language model at {options.Endpoint.Host} refused the request (status {response.Status}).{Quoted(said)}");
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
        if (options.ApiKey is { Length: > 3 } key) said = said.Replace(key, "…", StringComparison.Ordinal);
        return said.Length > 300 ? said[..300] + "…" : said;
    }

    private static string Quoted(string said) => said.Length == 0 ? "" : $" It says: “{said.ReplaceLineEndings(" ").Trim()}”";

    private ChatAnswer Read(BinaryData content, out long input, out long output)
    {
        input = output = 0;
        try
        {
            using var json = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = 32 });
            var root = json.RootElement;
            if (root.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object)
            {
                input = Tokens(usage, "prompt_tokens");
                output = Tokens(usage, "completion_tokens");
            }
            if (!root.TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array || choices.GetArrayLength() == 0) throw new JsonException("no choices");
            var choice = choices[0];
            var message = choice.GetProperty("message");
            var finish = choice.TryGetProperty("finish_reason", out var reason) && reason.ValueKind == JsonValueKind.String ? reason.GetString() : null;
            var refusal = message.TryGetProperty("refusal", out var refused) && refused.ValueKind == JsonValueKind.String && refused.GetString() is { Length: > 0 } words ? words : null;
            return new ChatAnswer(Text(message), refusal, finish == "length", finish == "content_filter");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new LlmException(LlmFailure.ServerFailed, $"The language model {options} sent an answer that is not of the chat completions form. Check that Llm:BaseUrl ends in /v1 and speaks OpenAI's protocol.", error);
        }
    }

    /// <summary>The text of a message: a string, or the parts of one.</summary>
    private static string Text(JsonElement message)
    {
        if (!message.TryGetProperty("content", out var content)) return "";
        if (content.ValueKind == JsonValueKind.String) return content.GetString()!;
        if (content.ValueKind != JsonValueKind.Array) return "";
        var text = new StringBuilder();
        foreach (var part in content.EnumerateArray())
        {
            if (part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out var piece) && piece.ValueKind == JsonValueKind.String) text.Append(piece.GetString());
        }
        return text.ToString();
    }

    private static long Tokens(JsonElement usage, string name) =>
        usage.TryGetProperty(name, out var count) && count.ValueKind == JsonValueKind.Number && count.TryGetInt64(out var tokens) && tokens is >= 0 and < 1L << 40 ? tokens : 0;

    /// <summary>The server does not know the answer form that was asked for.</summary>
    private sealed class FormatRefusedException : Exception;

    /// <summary>Worth another try after a pause.</summary>
    private sealed class RetryException(TimeSpan pause, LlmException final) : Exception(final.Message, final)
    {
        public TimeSpan Pause { get; } = pause;

        public LlmException Final { get; } = final;
    }
}

/// <summary>Ends the reading of an answer that does not end by itself.</summary>
internal sealed class BoundedAnswer(long longest, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var buffer = new MemoryStream();
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var chunk = new byte[16 * 1024];
            int read;
            while ((read = await stream.ReadAsync(chunk, cancellationToken)) > 0)
            {
                if (buffer.Length + read > longest) throw new AnswerTooLongException();
                buffer.Write(chunk, 0, read);
            }
        }
        catch
        {
            response.Dispose();
            throw;
        }
        buffer.Position = 0;
        var whole = new StreamContent(buffer);
        foreach (var header in response.Content.Headers) whole.Headers.TryAddWithoutValidation(header.Key, header.Value);
        whole.Headers.ContentLength = buffer.Length;
        response.Content = whole;
        return response;
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Requests to the model are asynchronous.");
}

internal sealed class AnswerTooLongException : IOException;
