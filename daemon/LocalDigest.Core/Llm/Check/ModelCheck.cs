using System.Globalization;
using System.Text.Json.Nodes;

namespace LocalDigest.Llm;

/// <summary>How a model's answers come to have the form that is asked for.</summary>
public enum FormOfAnswers
{
    /// <summary>The server holds the model to a JSON schema.</summary>
    Schema,

    /// <summary>The server holds it to JSON of any form.</summary>
    Json,

    /// <summary>Nothing does: the prompt asks for it, and answers are read as they come.</summary>
    Asked,
}

/// <summary>What a trial of the configured language model showed.</summary>
public sealed record ModelReport
{
    /// <summary>It answered.</summary>
    public required bool Works { get; init; }

    /// <summary>Where it was asked; null where none is configured.</summary>
    public Uri? Address { get; init; }

    /// <summary>Why it did not answer; null where it did, or none is configured.</summary>
    public LlmException? Failure { get; init; }

    public FormOfAnswers? Form { get; init; }

    /// <summary>Seconds from the question to the end of the answer.</summary>
    public double? Seconds { get; init; }

    /// <summary>Tokens of the answer by the seconds of the whole exchange; null where the server does not count.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>How much it takes in at once, in tokens, by what its server says; null where that says nothing.</summary>
    public long? ContextTokens { get; init; }

    /// <summary>
    /// US dollars of a million tokens read, and written: as configured, or else as the server says; null where neither is known.
    /// </summary>
    public decimal? UsdPerMillionInputTokens { get; init; }

    /// <inheritdoc cref="UsdPerMillionInputTokens"/>
    public decimal? UsdPerMillionOutputTokens { get; init; }

    /// <summary>The models that its server has, by name; empty where it does not tell.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>What could be set better, as sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Servers on the own machine that could be used.</summary>
    public required IReadOnlyList<LocalServer> Found { get; init; }
}

/// <summary>Tries the configured language model by one short question, and looks for others on the own machine.</summary>
public sealed class ModelCheck(ChatModel inUse, CallLedger ledger, LocalServers servers, TimeProvider clock)
{
    /// <summary>Under which its calls stand in the ledger.</summary>
    internal const string Purpose = "check";

    private static readonly string[] ContextNames = ["max_model_len", "context_length", "context_window", "max_context_length", "max_input_tokens"];

    /// <remarks>Its words do not ask for JSON, so that an answer in JSON shows that the server holds the model to the schema.</remarks>
    private static ChatQuestion Question => new(
        Purpose, "You help a researcher.", "Say in two sentences what a preprint is, and what JSON is.", "check",
        new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = new JsonArray("preprint", "json"),
            ["properties"] = new JsonObject
            {
                ["preprint"] = new JsonObject { ["type"] = "string" },
                ["json"] = new JsonObject { ["type"] = "string" },
            },
        },
        MaxOutputTokens: 150);

    /// <summary>Asks the model in use, which costs some hundred tokens, and takes at most as long as an answer may take.</summary>
    public Task<ModelReport> RunAsync(CancellationToken ct) => RunAsync(inUse, ct);

    /// <summary>Asks a model in the same way that is not in use.</summary>
    /// <param name="options">How it would be asked.</param>
    /// <param name="ct">Gives it up.</param>
    public async Task<ModelReport> RunAsync(LlmOptions options, CancellationToken ct)
    {
        using var tried = new ChatModel(options, ledger, clock);
        return await RunAsync(tried, ct);
    }

    private async Task<ModelReport> RunAsync(ChatModel model, CancellationToken ct)
    {
        var found = servers.FindAsync(ct);
        if (!model.IsConfigured) return new ModelReport { Works = false, Notes = [Unconfigured(await found)], Found = await found };
        try
        {
            var started = clock.GetTimestamp();
            var answer = await model.Begin($"{Purpose}-{Guid.CreateVersion7():n}", profile: null).AskAsync(Question, ct);
            var seconds = clock.GetElapsedTime(started).TotalSeconds;
            var offered = await OfferedAsync(model, ct);
            var own = offered.FirstOrDefault(known => Name(known) == model.Model);
            var context = await servers.ContextAsync(model.Address, model.Model, ct)
                ?? ContextNames.Select(name => LocalServers.Number(own?[name])).FirstOrDefault(count => count is not null);
            var price = model.Options.PriceOn(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
            var pricing = own?["pricing"] as JsonObject;
            return new ModelReport
            {
                Works = true,
                Address = model.Address,
                Form = FormOf(model, answer),
                Seconds = seconds,
                TokensPerSecond = answer.OutputTokens > 0 && seconds > 0 ? answer.OutputTokens / seconds : null,
                ContextTokens = context,
                UsdPerMillionInputTokens = price.UsdPerMillionInputTokens ?? PerMillion(pricing?["prompt"]),
                UsdPerMillionOutputTokens = price.UsdPerMillionOutputTokens ?? PerMillion(pricing?["completion"]),
                Models = [.. offered.Select(Name).OfType<string>()],
                Notes = [.. Notes(model, context)],
                Found = await found,
            };
        }
        catch (LlmException failure)
        {
            return new ModelReport { Works = false, Address = model.Address, Failure = failure, Found = await found };
        }
    }

    private static string Unconfigured(IReadOnlyList<LocalServer> found)
    {
        const string said = "No language model is configured. Set LocalDigest:Llm:BaseUrl and LocalDigest:Llm:Model";
        return found.FirstOrDefault(server => server.Models.Count > 0) is { } server
            ? $"{said}, for example to {server.Address} and {server.Models[0]}, which {server.Name} serves on this machine."
            : $"{said}, or OPENAI_BASE_URL and OPENAI_API_KEY.";
    }

    private static IEnumerable<string> Notes(ChatModel model, long? context)
    {
        if (model.Correction is { } correction) yield return correction;
        if (context < model.Options.ContextTokens)
        {
            yield return $"The server takes in {context} tokens at once, and LocalDigest:Llm:ContextTokens is {model.Options.ContextTokens}. "
                + $"Set it to {context}, or raise the server's context.";
        }
    }

    /// <summary>The server's list of models. Servers need not have one: the model has answered.</summary>
    private static async Task<IReadOnlyList<JsonObject>> OfferedAsync(ChatModel model, CancellationToken ct)
    {
        try
        {
            return await model.ModelsAsync(ct);
        }
        catch (LlmException)
        {
            return [];
        }
    }

    private static FormOfAnswers FormOf(ChatModel model, ChatAnswer answer) =>
        Begun(answer) is not { } said ? FormOfAnswers.Asked
        : model.Manner.Format == AnswerFormat.JsonSchema && said["preprint"] is JsonValue
            && (said["json"] is JsonValue || answer.IsCut) ? FormOfAnswers.Schema
        : model.Manner.Format == AnswerFormat.Free ? FormOfAnswers.Asked
        : FormOfAnswers.Json;

    /// <summary>The object with which an answer begins; of one that was cut within a sentence, the part that is there.</summary>
    private static JsonObject? Begun(ChatAnswer answer) =>
        (LooseJson.Parse(answer.Text) ?? (answer.IsCut ? LooseJson.Parse(answer.Text.TrimEnd('\\') + "\"}") : null)) as JsonObject;

    private static string? Name(JsonObject known) => known["id"] is JsonValue id ? id.ToString() : null;

    private static decimal? PerMillion(JsonNode? perToken) =>
        perToken is JsonValue value && decimal.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var usd) && usd >= 0 ? usd * 1_000_000 : null;
}
