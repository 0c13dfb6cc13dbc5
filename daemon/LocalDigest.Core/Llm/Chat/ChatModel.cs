using System.Text;
using System.Text.Json.Nodes;
using OpenAI.Chat;

namespace LocalDigest.Llm;

/// <summary>
/// Asks the configured model. Answers are read leniently, because the endpoints that speak this protocol differ; time, size, redirects
/// and spending are bounded strictly.
/// </summary>
/// <remarks>
/// Protocol: OpenAI chat completions. The request is built and the answer read by hand on the package's protocol methods: its typed
/// methods refuse finish reasons and fields that other servers send. What a server does not take is left out of the next request: the schema
/// (<c>json_object</c> in its place, then neither), the system's role (its words go before the user's), the answer in one piece (a stream is
/// asked for). What was found out is remembered while the daemon runs.
/// </remarks>
public sealed class ChatModel : IDisposable
{
    private readonly LlmOptions options;
    private readonly CallLedger ledger;
    private readonly TimeProvider clock;
    private readonly Endpoint endpoint;
    private readonly ChatClient client;
    private readonly SemaphoreSlim slots;
    private volatile Manner manner = new(Format.JsonSchema, HasSystemRole: true, IsStreamed: false);

    /// <summary>What the server said where the plainest form was refused as well: it is not about the form.</summary>
    private volatile string? notAboutForm;

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

    /// <summary>Begins the questions of one run, or goes on with what an interrupted one has left of its budget.</summary>
    /// <param name="job">The job to which the cost belongs.</param>
    /// <param name="profile">The profile for which is asked.</param>
    public ModelSession Begin(string job, string profile)
    {
        var spent = ledger.Of(job);
        return new(this, job, profile, new LlmBudget(options.MaxRequestsPerRun - spent.Requests, options.MaxTokensPerRun - spent.Tokens));
    }

    /// <inheritdoc cref="ModelSession.AskAsync"/>
    internal async Task<ChatAnswer> AskAsync(ChatQuestion question, string job, string profile, LlmBudget budget, CancellationToken ct)
    {
        await slots.WaitAsync(ct);
        try
        {
            LlmException? unexplained = null;
            while (true)
            {
                // A refusal that does not say what it is about may be about the form: the question is put once as plainly as can be.
                var asked = unexplained is null ? manner : manner with { Format = Format.Free };
                try
                {
                    if (unexplained is null) return await endpoint.WithPatienceAsync(() => AskOnceAsync(question, asked, job, profile, budget, ct), ct);
                    var answer = await Endpoint.OnceAsync(() => AskOnceAsync(question, asked, job, profile, budget, ct));
                    manner = manner with { Format = Format.Free };
                    return answer;
                }
                catch (MannerRefusedException refused)
                {
                    // What another request has found out meanwhile holds as well.
                    manner = refused.Next.And(manner);
                }
                catch (LlmException error) when (error.MayBeForm && asked.Format != Format.Free && error.Message != notAboutForm)
                {
                    unexplained = error;
                }
                catch (LlmException error) when (unexplained is not null)
                {
                    notAboutForm = error.Message;
                    throw;
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

    private async Task<ChatAnswer> AskOnceAsync(
        ChatQuestion question, Manner asked, string job, string profile, LlmBudget budget, CancellationToken ct)
    {
        var body = Request(question, asked);
        var read = (long)TokenEstimate.Of(question.System) + TokenEstimate.Of(question.User);
        var estimate = read + question.MaxOutputTokens;
        budget.Reserve(estimate);
        var day = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var entry = ledger.Begin(new LedgerCall
        {
            Job = job,
            Profile = profile,
            Purpose = question.Purpose,
            Model = options.Model,
            InputTokens = read,
            OutputTokens = question.UsualOutputTokens,
            Price = (input, output) => options.Price(input, output, day),
            Limit = question.Limit,
        });
        // Of a request that was given up, or of an answer that does not tell, nobody knows what it took.
        (long Input, long Output)? used = null;
        var (outcome, hasArrived) = ("cancelled", false);
        try
        {
            using var content = entry.Content(BinaryData.FromString(body.ToJsonString()));
            var received = await endpoint.SendAsync(with => client.CompleteChatAsync(content, with), said => RefusedManner(said, asked), ct);
            (outcome, hasArrived) = ("unreadable", true);
            var answer = Read(received, asked, out used);
            outcome = answer.IsFiltered ? "filtered" : answer.Refusal is not null ? "refused" : answer.IsCut ? "cut" : "answered";
            return answer;
        }
        catch (MannerRefusedException)
        {
            (outcome, used) = ("manner-refused", (0, 0));
            throw;
        }
        catch (Exception error) when (error is LlmException or RetryException)
        {
            var failure = ((error as LlmException) ?? ((RetryException)error).Final).Failure;
            if (!hasArrived && failure is not (LlmFailure.TimedOut or LlmFailure.Unreachable)) used = (0, 0);
            outcome = failure.ToString();
            throw;
        }
        finally
        {
            budget.Settle(estimate, entry.Settle(outcome, used));
        }
    }

    private JsonObject Request(ChatQuestion question, Manner asked)
    {
        var request = new JsonObject
        {
            ["model"] = options.Model,
            ["messages"] = asked.HasSystemRole
                ? new JsonArray(Message("system", question.System), Message("user", question.User))
                : new JsonArray(Message("user", $"{question.System}\n\n{question.User}")),
        };
        if (options.Temperature is { } temperature) request["temperature"] = temperature;
        if (asked.IsStreamed) request["stream"] = true;
        switch (asked.Format)
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

    private static JsonObject Message(string role, string content) => new() { ["role"] = role, ["content"] = content };

    /// <summary>A refusal that is about the manner of asking leads to another manner; any other one is left to the endpoint.</summary>
    private static MannerRefusedException? RefusedManner(ServerWords said, Manner asked) => said.Kind switch
    {
        RefusalKind.SystemRole when asked.HasSystemRole => new MannerRefusedException(asked with { HasSystemRole = false }),
        RefusalKind.StreamOnly when !asked.IsStreamed => new MannerRefusedException(asked with { IsStreamed = true }),
        RefusalKind.Form when asked.Format != Format.Free => new MannerRefusedException(asked with { Format = asked.Format + 1 }),
        _ => null,
    };

    /// <param name="used">Tokens read and written; null where the server does not tell.</param>
    private ChatAnswer Read(BinaryData content, Manner asked, out (long Input, long Output)? used)
    {
        used = null;
        // Decoded first: a byte that is no UTF-8 costs one character and not the answer.
        var body = Encoding.UTF8.GetString(content);
        if (CompletionText.Read(body) is { } completion && (completion.Choices > 0 || CompletionText.ErrorIn(body) is null))
        {
            if (completion.Input + completion.Output > 0) used = (completion.Input, completion.Output);
            if (completion.Choices == 0) throw new LlmException(LlmFailure.NoAnswer, endpoint.NoAnswer("an answer without any choice in it"));
            var (isCut, isFiltered) = (completion.Finish is "length" or "max_tokens", completion.Finish is "content_filter");
            if (completion is { Text.Length: 0, HasReasoning: true, Refusal: null } && !isFiltered)
            {
                throw new LlmException(LlmFailure.NoAnswer, endpoint.NoAnswer("an empty answer, only reasoning"));
            }
            return new ChatAnswer(completion.Text, completion.Refusal, isCut, isFiltered);
        }
        if (CompletionText.ErrorIn(body) is { } error)
        {
            var said = ServerWords.Read(200, error.ToJsonString());
            throw RefusedManner(said, asked) ?? endpoint.Failure(said, response: null);
        }
        throw endpoint.Unreadable(body);
    }

    /// <summary>How the server takes a question.</summary>
    /// <param name="Format">The form of answer that is asked for.</param>
    /// <param name="HasSystemRole">The instructions are a message of their own.</param>
    /// <param name="IsStreamed">The answer is asked for in pieces.</param>
    private sealed record Manner(Format Format, bool HasSystemRole, bool IsStreamed)
    {
        public Manner And(Manner other) =>
            new((Format)Math.Max((int)Format, (int)other.Format), HasSystemRole && other.HasSystemRole, IsStreamed || other.IsStreamed);
    }

    /// <summary>The server does not take the question in this manner.</summary>
    private sealed class MannerRefusedException(Manner next) : Exception
    {
        public Manner Next { get; } = next;
    }
}
