using System.ClientModel;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenAI.Chat;

namespace LocalDigest.Llm;

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
    private readonly LlmOptions options;
    private readonly CallLedger ledger;
    private readonly TimeProvider clock;
    private readonly Endpoint endpoint;
    private readonly ChatClient client;
    private readonly SemaphoreSlim slots;
    private int format;

    public ChatModel(LlmOptions options, CallLedger ledger, TimeProvider clock)
    {
        this.options = options;
        this.ledger = ledger;
        this.clock = clock;
        slots = new SemaphoreSlim(options.Concurrency);
        endpoint = new Endpoint(
            new EndpointNames(
                "language model", "LocalDigest:Llm", "LocalDigest:Llm:ApiKey or OPENAI_API_KEY", options.Endpoint, options.Model,
                options.TimeoutSeconds),
            options.ApiKey, clock);
        client = new ChatClient(options.Model, endpoint.Credential, endpoint.Options);
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

    /// <summary>Begins the questions of one run, with a fresh budget.</summary>
    /// <param name="job">The job to which the cost belongs.</param>
    public ModelSession Begin(string job) => new(this, job, new LlmBudget(options.MaxRequestsPerRun, options.MaxTokensPerRun));

    /// <inheritdoc cref="ModelSession.AskAsync"/>
    internal async Task<ChatAnswer> AskAsync(ChatQuestion question, string job, LlmBudget budget, CancellationToken ct)
    {
        await slots.WaitAsync(ct);
        try
        {
            while (true)
            {
                try
                {
                    return await endpoint.WithPatienceAsync(() => AskOnceAsync(question, job, budget, ct), ct);
                }
                catch (FormatRefusedException)
                {
                    // The next form is tried at once; there are three.
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
        endpoint.Dispose();
        slots.Dispose();
    }

    private async Task<ChatAnswer> AskOnceAsync(ChatQuestion question, string job, LlmBudget budget, CancellationToken ct)
    {
        var asked = (Format)format;
        var body = Request(question, asked);
        var estimate = TokenEstimate.Of(question.System) + TokenEstimate.Of(question.User) + (long)question.MaxOutputTokens;
        budget.Reserve(estimate);
        var started = clock.GetTimestamp();
        long input = 0, output = 0;
        var outcome = "cancelled";
        try
        {
            using var content = BinaryContent.Create(BinaryData.FromString(body.ToJsonString()));
            var received = await endpoint.SendAsync(with => client.CompleteChatAsync(content, with), (status, said) => RefusedFormat(status, said, asked), ct);
            outcome = "unreadable";
            var answer = Read(received, out input, out output);
            outcome = answer.IsFiltered ? "filtered" : answer.Refusal is not null ? "refused" : answer.IsCut ? "cut" : "answered";
            return answer;
        }
        catch (Exception error) when (error is LlmException or RetryException)
        {
            outcome = ((error as LlmException) ?? ((RetryException)error).Final).Failure.ToString();
            throw;
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

    /// <summary>A refusal that is about the form of the answer moves on to the next form; any other one is left to the endpoint.</summary>
    private FormatRefusedException? RefusedFormat(int status, string said, Format asked)
    {
        if (asked == Format.Free || status is not (400 or 415 or 422 or 501)) return null;
        var isAboutForm = said.Length == 0 || said.Contains("response_format", StringComparison.OrdinalIgnoreCase)
            || said.Contains("json", StringComparison.OrdinalIgnoreCase) || said.Contains("schema", StringComparison.OrdinalIgnoreCase);
        if (!isAboutForm) return null;
        Interlocked.CompareExchange(ref format, (int)asked + 1, (int)asked);
        return new FormatRefusedException();
    }

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
            throw endpoint.Unreadable(error);
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
}
