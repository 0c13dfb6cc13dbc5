using System.Text;
using System.Text.Json.Nodes;
using OpenAI.Chat;
using OpenAI.Models;

namespace LocalDigest.Llm;

/// <summary>
/// The way to one model by one set of options. Answers are read leniently, because the endpoints that speak this protocol differ; time,
/// size, redirects and spending are bounded strictly.
/// </summary>
/// <remarks>
/// Protocol: OpenAI chat completions. The request is built and the answer read by hand on the package's protocol methods: its typed
/// methods refuse finish reasons and fields that other servers send. How a server takes a question is found out and remembered
/// (<see cref="Manner"/>) while the daemon runs.
/// </remarks>
internal sealed class ModelConnection : IDisposable
{
    private readonly LlmOptions options;
    private readonly CallLedger ledger;
    private readonly TimeProvider clock;
    private readonly SemaphoreSlim slots;
    private readonly Lock learning = new();
    private Queue<Uri>? otherAddresses;
    private volatile Link? opened;
    private volatile Manner manner;
    private volatile bool hasAnswered;

    /// <summary>What the server said where the plainest form was refused as well: it is not about the form.</summary>
    private volatile string? notAboutForm;

    public ModelConnection(LlmOptions options, CallLedger ledger, TimeProvider clock)
    {
        this.options = options;
        this.ledger = ledger;
        this.clock = clock;
        slots = new SemaphoreSlim(options.AtOnce);
        manner = Manner.First(options.Endpoint);
    }

    public LlmOptions Options => options;

    /// <summary>Made when it is first asked for: the daemon's start does not wait for it.</summary>
    private Link Way
    {
        get
        {
            if (opened is { } way) return way;
            lock (learning) return opened ??= new Link(options, options.Endpoint, clock);
        }
    }

    /// <summary>How the server takes questions, as far as is known.</summary>
    internal Manner Manner => manner;

    /// <summary>Where it is asked.</summary>
    internal Uri Address => opened?.Address ?? options.Endpoint;

    /// <summary>Another address than the one configured answered: what to set, as a sentence. Null where the configured one did.</summary>
    internal string? Correction => !hasAnswered || Address == options.Endpoint
        ? null
        : $"The language model answers at {Address} and not at {options.Endpoint}. Set LocalDigest:Llm:BaseUrl to {Address}.";

    /// <inheritdoc cref="ChatModel.Begin"/>
    public ModelSession Begin(string job, string? profile)
    {
        var spent = ledger.Of(job);
        var budget = new LlmBudget(options.MaxRequestsPerRun - spent.Requests, options.MaxTokensPerRun - spent.Tokens);
        return new(this, job, profile, budget, TimeSpan.FromMinutes(options.MaxMinutesPerRun), clock);
    }

    /// <summary>The models that the server offers, as it describes them; empty where it does not tell.</summary>
    /// <exception cref="LlmException">The server was not reached, or refused; the message says why and what to do.</exception>
    internal async Task<IReadOnlyList<JsonObject>> ModelsAsync(CancellationToken ct)
    {
        var way = Way;
        var body = await Endpoint.OnceAsync(() => way.Endpoint.SendAsync(way.Models.GetModelsAsync, refused: null, ct));
        var root = LooseJson.Parse(Encoding.UTF8.GetString(body));
        return [.. ((root as JsonObject)?["data"] as JsonArray ?? []).OfType<JsonObject>()];
    }

    /// <inheritdoc cref="ModelSession.AskAsync"/>
    internal async Task<ChatAnswer> AskAsync(ChatQuestion question, string job, string? profile, LlmBudget budget, CancellationToken ct)
    {
        await slots.WaitAsync(ct);
        try
        {
            LlmException? unexplained = null, notThere = null;
            while (true)
            {
                // A refusal that does not say what it is about may be about the form: the question is put once as plainly as can be.
                var (at, asked) = (Way, unexplained is null ? manner : manner with { Format = AnswerFormat.Free });
                try
                {
                    var answer = unexplained is null
                        ? await at.Endpoint.WithPatienceAsync(() => AskOnceAsync(question, at, asked, job, profile, budget, ct), ct)
                        : await Endpoint.OnceAsync(() => AskOnceAsync(question, at, asked, job, profile, budget, ct));
                    hasAnswered = true;
                    if (unexplained is not null) Learn(known => known with { Format = AnswerFormat.Free });
                    return answer;
                }
                catch (MannerRefusedException refused)
                {
                    Learn(known => known.Without(refused.What, asked));
                }
                catch (LlmException error) when (error.MayBeAddress)
                {
                    // The sentence is on the address that the user has set.
                    notThere ??= error;
                    if (!TryElsewhere(at)) throw notThere;
                }
                catch (LlmException error) when (error.MayBeForm && asked.Format != AnswerFormat.Free && error.Message != notAboutForm)
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
        opened?.Dispose();
        slots.Dispose();
    }

    /// <summary>
    /// What was found out changes what is known: other requests may have found out something else meanwhile, which holds as well.
    /// </summary>
    private void Learn(Func<Manner, Manner> change)
    {
        lock (learning) manner = change(manner);
    }

    /// <summary>Goes to the next address where the model may be meant to be; false where there is none.</summary>
    private bool TryElsewhere(Link from)
    {
        lock (learning)
        {
            if (hasAnswered) return false;
            // Another request has gone on already.
            if (from != opened) return true;
            otherAddresses ??= new(options.OtherEndpoints);
            if (!otherAddresses.TryDequeue(out var next))
            {
                // Nothing answered: sentences name the address that the user has set.
                if (from.Address != options.Endpoint) opened = new Link(options, options.Endpoint, clock);
                return false;
            }
            opened = new Link(options, next, clock);
            return true;
        }
    }

    private async Task<ChatAnswer> AskOnceAsync(
        ChatQuestion question, Link at, Manner asked, string job, string? profile, LlmBudget budget, CancellationToken ct)
    {
        var body = Request(question, asked);
        var sent = (long)question.InputTokens;
        var estimate = sent + asked.LongestAnswer(question, options.ContextTokens);
        budget.Reserve(estimate);
        var day = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var entry = ledger.Begin(new LedgerCall
        {
            Job = job,
            Profile = profile,
            Purpose = question.Purpose,
            Model = options.Model,
            InputTokens = sent,
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
            var received = await at.Endpoint.SendAsync(
                with => at.Chat.CompleteChatAsync(content, with), said => RefusedManner(said, asked), ct);
            (outcome, hasArrived) = ("unreadable", true);
            var answer = Read(received, at, asked, out used);
            outcome = answer.IsFiltered ? "filtered" : answer.Refusal is not null ? "refused" : answer.IsCut ? "cut" : "answered";
            if (question.IsDivisible && IsCutShort(answer.InputTokens, sent)) throw at.Endpoint.CutShort(answer.InputTokens, sent);
            return answer;
        }
        catch (MannerRefusedException)
        {
            outcome = "manner-refused";
            if (!hasArrived) used = (0, 0);
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

    /// <summary>
    /// Whether a server read far less than it was sent: it cut the question to its context without a word. Counts below the smallest
    /// context that servers are set to are no true counts.
    /// </summary>
    private static bool IsCutShort(long read, long sent) => read >= 1900 && read < 0.6 * sent;

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
        asked.AddTo(request, question, options.ContextTokens);
        return request;
    }

    private static JsonObject Message(string role, string content) => new() { ["role"] = role, ["content"] = content };

    /// <summary>A refusal that is about the manner of asking leads to another manner; any other one is left to the endpoint.</summary>
    private static MannerRefusedException? RefusedManner(ServerWords said, Manner asked) =>
        asked.Without(said.Kind, asked) == asked ? null : new MannerRefusedException(said.Kind);

    /// <param name="used">Tokens read and written; null where the server does not tell.</param>
    private static ChatAnswer Read(BinaryData content, Link at, Manner asked, out (long Input, long Output)? used)
    {
        used = null;
        // Decoded first: a byte that is no UTF-8 costs one character and not the answer.
        var body = Encoding.UTF8.GetString(content);
        if (CompletionText.Read(body) is { } completion && (completion.Choices > 0 || CompletionText.ErrorIn(body) is null))
        {
            if (completion.Input + completion.Output > 0) used = (completion.Input, completion.Output);
            if (completion.Choices == 0)
                throw new LlmException(LlmFailure.NoAnswer, at.Endpoint.NoAnswer("an answer without any choice in it"));
            var (isCut, isFiltered) = (completion.Finish is "length" or "max_tokens", completion.Finish is "content_filter");
            // Thoughts have used up the room that was meant for the answer: it gets more.
            if (isCut && completion.HasReasoning && asked.Without(RefusalKind.NoRoomForThoughts, asked) != asked)
            {
                throw new MannerRefusedException(RefusalKind.NoRoomForThoughts);
            }
            if (completion is { Text.Length: 0, HasReasoning: true, Refusal: null } && !isFiltered)
            {
                throw new LlmException(LlmFailure.NoAnswer, at.Endpoint.NoAnswer("an empty answer, only reasoning"));
            }
            return new ChatAnswer(completion.Text, completion.Refusal, isCut, isFiltered) { InputTokens = completion.Input, OutputTokens = completion.Output };
        }
        if (CompletionText.ErrorIn(body) is { } error)
        {
            var said = ServerWords.Read(200, error.ToJsonString());
            throw RefusedManner(said, asked) ?? at.Endpoint.Failure(said, response: null);
        }
        throw at.Endpoint.Unreadable(body);
    }

    /// <summary>The way to a server at one address.</summary>
    private sealed class Link : IDisposable
    {
        public Link(LlmOptions options, Uri address, TimeProvider clock)
        {
            Address = address;
            Endpoint = new Endpoint(
                new EndpointNames(
                    "language model", "LocalDigest:Llm", "LocalDigest:Llm:ApiKey or OPENAI_API_KEY", address, options.Model, options.TimeoutSeconds)
                {
                    UserInfo = options.UserInfo,
                },
                options.ApiKey, clock);
            Chat = new ChatClient(options.Model, Endpoint.Credential, Endpoint.Options);
            Models = new OpenAIModelClient(Endpoint.Credential, Endpoint.Options);
        }

        public Uri Address { get; }

        public Endpoint Endpoint { get; }

        public ChatClient Chat { get; }

        public OpenAIModelClient Models { get; }

        public void Dispose() => Endpoint.Dispose();
    }

    /// <summary>The server does not take the question in this manner.</summary>
    private sealed class MannerRefusedException(RefusalKind what) : Exception
    {
        public RefusalKind What { get; } = what;
    }
}
