using System.Text;
using System.Text.Json.Nodes;

namespace LocalDigest.Llm;

/// <summary>What a server sent in answer to a question.</summary>
/// <param name="Choices">How many choices were in it.</param>
/// <param name="Text">What the model said: its content, the arguments of the tool that it called, or the reasoning that holds an answer.</param>
/// <param name="HasReasoning">Reasoning came with it.</param>
/// <param name="Refusal">The words of a refusal that was marked as one.</param>
/// <param name="Finish">Why the model stopped.</param>
/// <param name="Input">Tokens read.</param>
/// <param name="Output">Tokens written.</param>
internal sealed record CompletionText(int Choices, string Text, bool HasReasoning, string? Refusal, string? Finish, long Input, long Output)
{
    /// <summary>Reads a body: a completion, also behind keep-alive lines, or a stream of events, whether it was asked for or not.</summary>
    /// <param name="body">The body, decoded.</param>
    /// <returns>Null where it is neither.</returns>
    public static CompletionText? Read(string body)
    {
        var lines = body.AsSpan().TrimStart("\uFEFF \t\r\n");
        // Comments of an event stream, which proxies put before any answer to keep the connection open.
        while (lines.StartsWith(":") && lines.IndexOf('\n') is >= 0 and var end) lines = lines[(end + 1)..].TrimStart("\uFEFF \t\r\n");
        var draft = new Draft();
        if (lines.StartsWith("{") || lines.StartsWith("["))
        {
            var root = LooseJson.Parse(lines.ToString());
            if ((root is JsonArray { Count: > 0 } list ? list[0] : root) is not JsonObject completion) return null;
            return completion.ContainsKey("choices") ? draft.With(completion).Made() : null;
        }
        var isStream = false;
        foreach (var line in lines.EnumerateLines())
        {
            if (!line.StartsWith("data:", StringComparison.OrdinalIgnoreCase)) continue;
            isStream = true;
            if (LooseJson.Parse(line[5..].ToString()) is JsonObject piece) draft.With(piece);
        }
        return isStream ? draft.Made() : null;
    }

    /// <summary>The error that a body holds in place of a completion, or in a stream's events; null where it holds none.</summary>
    public static JsonNode? ErrorIn(string body)
    {
        var text = body.TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (text.StartsWith('{') || text.StartsWith('['))
        {
            var root = LooseJson.Parse(text);
            return Error(root is JsonArray { Count: > 0 } list ? list[0] : root);
        }
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith("data:", StringComparison.OrdinalIgnoreCase) && Error(LooseJson.Parse(line[5..].ToString())) is { } error) return error;
        }
        return null;
    }

    /// <summary>Whether a line of a stream of events brings a word, of the answer or of the thoughts before it.</summary>
    /// <param name="line">The line in UTF-8, without its end.</param>
    public static bool Says(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("data:"u8) || LooseJson.Parse(Encoding.UTF8.GetString(line[5..])) is not JsonObject piece) return false;
        var draft = new Draft().With(piece);
        return draft.HasWords;
    }

    private static JsonObject? Error(JsonNode? node) => node is JsonObject root && root["error"] is JsonObject or JsonValue ? root : null;

    private sealed class Draft
    {
        private readonly StringBuilder content = new();
        private readonly StringBuilder arguments = new();
        private readonly StringBuilder reasoning = new();
        private int choices;
        private string? refusal;
        private string? finish;
        private long input;
        private long output;

        public Draft With(JsonObject piece)
        {
            if (piece["usage"] is JsonObject usage)
            {
                input = Math.Max(input, Tokens(usage["prompt_tokens"] ?? usage["input_tokens"]));
                output = Math.Max(output, Tokens(usage["completion_tokens"] ?? usage["output_tokens"]));
            }
            if (piece["choices"] is not JsonArray { Count: > 0 } list || list[0] is not JsonObject choice) return this;
            choices++;
            if (Words(choice["finish_reason"]) is { Length: > 0 } reason) finish = reason;
            if ((choice["message"] ?? choice["delta"]) is not JsonObject message)
            {
                content.Append(Words(choice["text"]));
                return this;
            }
            content.Append(Words(message["content"]));
            reasoning.Append(Words(message["reasoning_content"] ?? message["reasoning"] ?? message["thinking"]));
            if (Words(message["refusal"]) is { Length: > 0 } words) refusal += words;
            if (message["tool_calls"] is JsonArray calls)
            {
                foreach (var call in calls.OfType<JsonObject>()) arguments.Append(Arguments(call["function"]));
            }
            arguments.Append(Arguments(message["function_call"]));
            return this;
        }

        public bool HasWords => content.Length + arguments.Length + reasoning.Length > 0;

        public CompletionText Made()
        {
            var said = !IsBlank(content) ? content : !IsBlank(arguments) ? arguments : null;
            // Some servers put all that a thinking model wrote into its reasoning, the answer too.
            var text = said?.ToString() ?? (refusal is null && reasoning.ToString() is var thought && JsonAnswer.Said(thought).Contains('{') ? thought : "");
            return new CompletionText(choices, text, reasoning.Length > 0, refusal, finish, input, output);
        }

        private static bool IsBlank(StringBuilder text) => string.IsNullOrWhiteSpace(text.ToString());

        private static string Arguments(JsonNode? function) => function is JsonObject { } named ? named["arguments"] is JsonObject given ? given.ToJsonString() : Words(named["arguments"]) : "";

        /// <summary>A text: a string, or the parts of one.</summary>
        private static string Words(JsonNode? node) => node switch
        {
            JsonValue value => value.ToString(),
            JsonArray parts => string.Concat(parts.Select(part => part is JsonObject { } piece ? Words(piece["text"] ?? piece["content"]) : Words(part))),
            JsonObject { } whole when whole["text"] is { } inner => Words(inner),
            JsonObject { } answer => answer.ToJsonString(),
            _ => "",
        };

        private static long Tokens(JsonNode? count) =>
            count is JsonValue value && value.TryGetValue<long>(out var tokens) && tokens is >= 0 and < 1L << 40 ? tokens : 0;
    }
}
