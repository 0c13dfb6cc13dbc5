using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LocalDigest.Llm;

/// <summary>What a server's refusal is about.</summary>
internal enum RefusalKind
{
    Other,
    Key,
    OutOfCredit,
    Region,
    Model,

    /// <summary>A content filter or moderation stopped it.</summary>
    Content,

    /// <summary>The question is longer than the model's context.</summary>
    Context,

    /// <summary>The model takes no message of the role system or developer.</summary>
    SystemRole,

    /// <summary>The model answers in streams only.</summary>
    StreamOnly,

    /// <summary>The server does not answer in streams.</summary>
    NoStream,

    /// <summary>The server takes no wish to learn how many tokens a streamed answer took.</summary>
    StreamUsage,

    /// <summary>The server takes no limit of the answer's length under the name that was used.</summary>
    LimitName,

    /// <summary>The server cannot hold its answer to the form that was asked for.</summary>
    Form,

    /// <summary>Not refused: the thoughts of the model left no room for its answer.</summary>
    NoRoomForThoughts,

    /// <summary>404 without a word on the model: it may be another address.</summary>
    Address,
}

/// <summary>
/// A server's error as it was received: its own words, and what they are about. Servers that speak OpenAI's protocol share no list of codes, so
/// that codes and words are looked up side by side; the patterns stand here and nowhere else.
/// </summary>
/// <param name="Status">The HTTP status, or the code in the body where that says more.</param>
/// <param name="Said">The server's own words, short.</param>
/// <param name="Kind">What they are about.</param>
internal sealed partial record ServerWords(int Status, string Said, RefusalKind Kind)
{
    private const int LongestSaid = 300;
    private const int LongestRead = 8000;

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;

    /// <summary>Reads an error's body: an object, a list with one, an error within an error, or plain text.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The body.</param>
    public static ServerWords Read(int status, string body)
    {
        var root = LooseJson.Parse(body);
        if (root is JsonArray { Count: > 0 } list) root = list[0];
        var error = (root as JsonObject)?["error"] ?? root;
        if (error is JsonObject { } outer && outer["code"] is JsonValue code
            && int.TryParse(code.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var inBody) && inBody is >= 400 and < 600 && status < 300)
        {
            status = inBody;
        }
        var said = Message(error, depth: 0) is { Length: > 0 } words ? words : root is null ? body : "";
        var all = body.Length > LongestRead ? body[..LongestRead] : body;
        return new ServerWords(status, said.Length > LongestSaid ? said[..LongestSaid] + "…" : said, KindOf(status, all + " " + said));
    }

    private static string Message(JsonNode? error, int depth)
    {
        if (error is JsonValue value) return value.ToString();
        if (error is not JsonObject members || depth > 3) return "";
        // A router passes on what the provider behind it said.
        if (members["metadata"] is JsonObject { } metadata && metadata["raw"] is JsonValue raw)
        {
            var inner = LooseJson.Parse(raw.ToString());
            var said = inner is JsonObject wrapped ? Message(wrapped["error"] ?? wrapped, depth + 1) : raw.ToString();
            if (said.Length > 0) return said;
        }
        foreach (var name in (string[])["message", "msg", "detail", "error", "error_description"])
        {
            if (members[name] is { } said && Message(said, depth + 1) is { Length: > 0 } words) return words;
        }
        return "";
    }

    private static RefusalKind KindOf(int status, string all) =>
        status == 402 || CreditPattern().IsMatch(all) ? RefusalKind.OutOfCredit
        : RegionPattern().IsMatch(all) ? RefusalKind.Region
        : status == 401 || KeyPattern().IsMatch(all) ? RefusalKind.Key
        : status == 451 || status < 500 && ContentPattern().IsMatch(all) ? RefusalKind.Content
        : status == 413 || ContextPattern().IsMatch(all) ? RefusalKind.Context
        : SystemPattern().IsMatch(all) ? RefusalKind.SystemRole
        : StreamUsagePattern().IsMatch(all) ? RefusalKind.StreamUsage
        : NoStreamPattern().IsMatch(all) ? RefusalKind.NoStream
        : StreamPattern().IsMatch(all) ? RefusalKind.StreamOnly
        : LimitNamePattern().IsMatch(all) ? RefusalKind.LimitName
        : ModelPattern().IsMatch(all) ? RefusalKind.Model
        : status == 404 ? RefusalKind.Address
        : FormPattern().IsMatch(all) ? RefusalKind.Form
        : RefusalKind.Other;

    [GeneratedRegex(@"insufficient[ _-]?(balance|credits?|quota|funds?)|out of credits?|credit balance is too low|not enough credits?|arrearage|payment required|余额不足|欠费", Options)]
    private static partial Regex CreditPattern();

    [GeneratedRegex(@"unsupported_country|(country|region|territory|location)\b[^.\n]{0,40}\b(is )?not (supported|available|allowed)|not (supported|available) in your (country|region|location)", Options)]
    private static partial Regex RegionPattern();

    [GeneratedRegex(@"api[ _-]?key[^.\n]{0,20}\b(not valid|invalid|incorrect|expired|missing|required)|(invalid|incorrect|wrong|missing|no)[ _-]api[ _-]?key|api_key_invalid|invalid (authentication|token|credentials)|unauthori[sz]ed", Options)]
    private static partial Regex KeyPattern();

    [GeneratedRegex(@"content[ _-]?(filter|policy|management)|responsible_?ai|moderation|\bflagged\b|data_?inspection|inappropriate content|prohibited_content|sensitive (content|words?)|safety (system|filter|settings?)|敏感|违规", Options)]
    private static partial Regex ContentPattern();

    [GeneratedRegex(@"exceed\w*[ _](the[ _])?(available[ _])?context|context[ _-](length|size|window)|maximum (context|prompt|input|sequence)|too many (input )?tokens|(prompt|input|request|messages?) (is|are) too (long|large)|reduce the length|input[^.\n]{0,20} exceeds|max_model_len|上下文长度", Options)]
    private static partial Regex ContextPattern();

    [GeneratedRegex(@"(developer|system)[ _-]?(instructions?|roles?|messages?|prompts?)\b[^.\n]{0,30}(not|unsupported|unknown|invalid|disabled)|roles?\b[^.\n]{0,40}\b(system|developer)|(not|unsupported|unknown|invalid|only)\b[^.\n]{0,40}\b(system|developer)[^a-z]{0,3}\s*(role|message|instruction)|roles must alternate", Options)]
    private static partial Regex SystemPattern();

    [GeneratedRegex(@"stream_options|include_usage", Options)]
    private static partial Regex StreamUsagePattern();

    [GeneratedRegex(@"stream(ing|ed)?( mode| responses?)?\b[^.\n]{0,20}\b(is|are) (not|un)\s?(supported|available|allowed|enabled|implemented)|does not support stream", Options)]
    private static partial Regex NoStreamPattern();

    [GeneratedRegex(@"max_(completion_)?tokens\b[^.\n]{0,40}\b(not (supported|permitted|allowed|recogni[sz]ed)|unsupported|unknown|unexpected|unrecogni[sz]ed)|(unsupported|unknown|unexpected|unrecogni[sz]ed|extra|invalid)[ _](parameter|argument|field|inputs?|keyword|request argument)[^.\n]{0,40}\bmax_(completion_)?tokens|use '?max_(completion_)?tokens", Options)]
    private static partial Regex LimitNamePattern();

    [GeneratedRegex(@"non[- ]?stream|stream(ing)?\b[^.\n]{0,40}\b(only|required|must be (set to )?true|mode)|only\b[^.\n]{0,20}\bstream|(must|requires?)\b[^.\n]{0,20}\bstream", Options)]
    private static partial Regex StreamPattern();

    [GeneratedRegex(@"model_not_found|model\b[^.\n]{0,80}\b(not found|does not exist|not exist|is not available)|(unknown|invalid) model\b|no such model", Options)]
    private static partial Regex ModelPattern();

    [GeneratedRegex(@"response_?format|json|schema|grammar|structured|guided|sampler|constrained", Options)]
    private static partial Regex FormPattern();
}
