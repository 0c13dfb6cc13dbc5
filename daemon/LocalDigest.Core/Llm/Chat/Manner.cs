using System.Text.Json.Nodes;

namespace LocalDigest.Llm;

/// <summary>The form of answer that a server can be asked for.</summary>
internal enum AnswerFormat
{
    /// <summary>By a JSON schema, to which the server holds the model.</summary>
    JsonSchema,

    /// <summary>Some JSON object.</summary>
    JsonObject,

    /// <summary>Any text.</summary>
    Free,
}

/// <summary>The name under which a server takes a limit of the answer's length.</summary>
internal enum LimitName
{
    MaxTokens,
    MaxCompletionTokens,

    /// <summary>It takes neither.</summary>
    None,
}

/// <summary>
/// How a server takes a question. What it refuses is left out of the next request, and what was found out holds for all later ones.
/// </summary>
/// <param name="Format">The form of answer that is asked for.</param>
/// <param name="HasSystemRole">The instructions are a message of their own; without it they stand before the user's words.</param>
/// <param name="IsStreamed">The answer is asked for in pieces.</param>
/// <param name="HasStreamUsage">A streamed answer is asked to say how many tokens it took.</param>
/// <param name="Limit">The name of the limit of the answer's length.</param>
/// <param name="CountsItems">The schema says how many items a list has. Servers on the own machine hold the model to it; some others refuse
/// it.</param>
/// <param name="Thinks">The model thinks before it answers, and its thoughts count as a part of the answer.</param>
internal sealed record Manner(
    AnswerFormat Format, bool HasSystemRole, bool IsStreamed, bool HasStreamUsage, LimitName Limit, bool CountsItems, bool Thinks)
{
    /// <summary>What thoughts may take, in tokens.</summary>
    private const int RoomForThoughts = 8000;

    /// <summary>What is tried first.</summary>
    /// <param name="address">Of the server. A model on the own machine may be slow: its answer is streamed, so that one sees that it goes
    /// on.</param>
    public static Manner First(Uri address) => new(
        AnswerFormat.JsonSchema, HasSystemRole: true, IsStreamed: address.IsLoopback, HasStreamUsage: true,
        // OpenAI's newer models take the newer name only, and it alone does not know the older one for them.
        address.Host.EndsWith("openai.com", StringComparison.OrdinalIgnoreCase) ? LimitName.MaxCompletionTokens : LimitName.MaxTokens,
        CountsItems: address.IsLoopback, Thinks: false);

    /// <summary>The manner without what was refused; itself where it has nothing of it.</summary>
    /// <param name="refused">What the server's refusal is about.</param>
    /// <param name="asked">How it was asked.</param>
    public Manner Without(RefusalKind refused, Manner asked) => refused switch
    {
        RefusalKind.SystemRole => this with { HasSystemRole = false },
        RefusalKind.StreamOnly when !asked.IsStreamed => this with { IsStreamed = true },
        RefusalKind.NoStream when asked.IsStreamed => this with { IsStreamed = false },
        RefusalKind.StreamUsage => this with { HasStreamUsage = false },
        RefusalKind.LimitName when Limit == asked.Limit => this with { Limit = NextLimit },
        RefusalKind.Form when Format == asked.Format && Format != AnswerFormat.Free => this with { Format = Format + 1 },
        RefusalKind.NoRoomForThoughts => this with { Thinks = true },
        _ => this,
    };

    /// <summary>
    /// Where the model is stopped, in tokens: twice the longest answer that makes sense, and room for thoughts where it has them, as far as
    /// its context allows.
    /// </summary>
    /// <param name="question">The question.</param>
    /// <param name="context">What the model takes in at once, question and answer together, in tokens.</param>
    public int LongestAnswer(ChatQuestion question, int context) =>
        Math.Max(question.MaxOutputTokens, Math.Min(2 * question.MaxOutputTokens + (Thinks ? RoomForThoughts : 0), context - question.InputTokens));

    /// <summary>Puts into a request what depends on the server.</summary>
    /// <inheritdoc cref="LongestAnswer"/>
    public void AddTo(JsonObject request, ChatQuestion question, int context)
    {
        if (IsStreamed) request["stream"] = true;
        if (IsStreamed && HasStreamUsage) request["stream_options"] = new JsonObject { ["include_usage"] = true };
        switch (Limit)
        {
            case LimitName.MaxTokens:
                request["max_tokens"] = LongestAnswer(question, context);
                break;
            case LimitName.MaxCompletionTokens:
                request["max_completion_tokens"] = LongestAnswer(question, context);
                break;
        }
        switch (Format)
        {
            case AnswerFormat.JsonSchema:
                var schema = question.Schema.DeepClone();
                if (!CountsItems) RemoveCounts(schema);
                request["response_format"] = new JsonObject
                {
                    ["type"] = "json_schema",
                    ["json_schema"] = new JsonObject { ["name"] = question.SchemaName, ["strict"] = true, ["schema"] = schema },
                };
                break;
            case AnswerFormat.JsonObject:
                request["response_format"] = new JsonObject { ["type"] = "json_object" };
                break;
        }
    }

    private LimitName NextLimit => Limit == LimitName.MaxTokens ? LimitName.MaxCompletionTokens : LimitName.None;

    private static void RemoveCounts(JsonNode? schema)
    {
        if (schema is JsonArray list)
        {
            foreach (var item in list) RemoveCounts(item);
        }
        if (schema is not JsonObject members) return;
        members.Remove("minItems");
        members.Remove("maxItems");
        foreach (var member in members) RemoveCounts(member.Value);
    }
}
