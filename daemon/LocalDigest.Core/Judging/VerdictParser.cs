using System.Text.Json;
using LocalDigest.Papers;
using LocalDigest.Text;

namespace LocalDigest.Judging;

/// <summary>
/// Reads the judge's answer. Lenient about the wrapping (code fences, prose around the JSON, a bare list, one object a line, an answer cut
/// off in the middle), strict about each verdict: a known id, whole scores from 1 to 10, and a comment that says something.
/// </summary>
public static class VerdictParser
{
    private const int LongestComment = 1200;

    /// <summary>A longer object is no verdict; reading it again for every brace in it would take time without end.</summary>
    private const int LongestItem = 20_000;

    private static readonly string[] IdNames = ["id", "paper_id", "paperid", "arxiv_id", "arxivid", "arxiv"];
    private static readonly string[] CriterionNames = ["criterion", "criteria", "topic", "matched_criterion"];

    /// <summary>What was found in an answer.</summary>
    /// <param name="Items">The items for papers that were asked about, accepted or with the reason why not.</param>
    /// <param name="Invented">Ids that nobody asked about.</param>
    public sealed record Reading(IReadOnlyDictionary<PaperId, Item> Items, IReadOnlyList<string> Invented)
    {
        public bool HasAnything => Items.Count > 0 || Invented.Count > 0;
    }

    /// <summary>One verdict as read.</summary>
    /// <param name="Fault">Why it cannot be accepted; null where it can.</param>
    public sealed record Item(int Relevance, int Novelty, int? Topic, string Comment, string? Fault);

    /// <summary>Reads an answer to a question about <paramref name="asked"/>.</summary>
    /// <param name="text">The answer.</param>
    /// <param name="asked">The papers that were asked about.</param>
    /// <param name="topics">How many topics there are.</param>
    public static Reading Parse(string text, IReadOnlyCollection<PaperId> asked, int topics)
    {
        var items = new Dictionary<PaperId, Item>();
        var invented = new List<string>();
        foreach (var element in Objects(text))
        {
            if (Named(element, IdNames) is not { } idElement) continue;
            var idText = idElement.ValueKind == JsonValueKind.String ? idElement.GetString()! : idElement.GetRawText();
            if (!PaperId.TryParse(idText, out var id) || !asked.Contains(id))
            {
                invented.Add(idText.Length > 80 ? idText[..80] + "…" : idText);
                continue;
            }
            var item = ReadItem(element, topics);
            if (items.TryGetValue(id, out var earlier) && !Agree(earlier, item))
            {
                item = item with { Fault = "it was judged twice, differently" };
            }
            items[id] = item;
        }
        return new Reading(items, invented);
    }

    private static bool Agree(Item one, Item other) => one.Fault is null && other.Fault is null && one.Relevance == other.Relevance && one.Novelty == other.Novelty;

    private static Item ReadItem(JsonElement element, int topics)
    {
        var comment = Named(element, ["comment", "reason", "explanation"]) is { ValueKind: JsonValueKind.String } words ? Tidy(words.GetString()!) : "";
        var relevance = Score(element, "relevance");
        var novelty = Score(element, "novelty");
        var topic = Named(element, CriterionNames) is { } criterion && Whole(criterion) is { } number && number >= 1 && number <= topics ? number : (int?)null;
        var fault = relevance is null ? "its relevance is not a whole number from 1 to 10"
            : novelty is null ? "its novelty is not a whole number from 1 to 10"
            : comment.Length == 0 ? "its comment is empty"
            : ModelSpeech.Refuses(comment) ? "its comment asks for the paper instead of judging it"
            : null;
        return new Item(relevance ?? 0, novelty ?? 0, topic, comment, fault);
    }

    private static int? Score(JsonElement element, string name) =>
        Named(element, [name, name + "_score"]) is { } value && Whole(value) is >= 1 and <= 10 and var score ? score : null;

    /// <summary>A whole number, also one that is written as text or with a fraction of zero.</summary>
    private static int? Whole(JsonElement value)
    {
        double number;
        switch (value.ValueKind)
        {
            case JsonValueKind.Number when value.TryGetDouble(out number):
                break;
            case JsonValueKind.String when double.TryParse(value.GetString()!.Trim().Replace("/10", "", StringComparison.Ordinal), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out number):
                break;
            default:
                return null;
        }
        return Math.Abs(number) < 1000 && number == Math.Floor(number) ? (int)number : null;
    }

    private static JsonElement? Named(JsonElement element, ReadOnlySpan<string> names)
    {
        foreach (var property in element.EnumerateObject())
        {
            foreach (var name in names)
            {
                if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return property.Value;
            }
        }
        return null;
    }

    private static string Tidy(string comment)
    {
        comment = string.Join(' ', LatexText.Clean(comment).Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return comment.Length > LongestComment ? comment[..LongestComment].TrimEnd() + "…" : comment;
    }

    /// <summary>
    /// All objects of the answer that may be verdicts, also where the whole is not valid JSON: every brace that closes gives an object,
    /// and of nested ones the innermost that parse with an id are verdicts.
    /// </summary>
    private static IEnumerable<JsonElement> Objects(string text)
    {
        var open = new Stack<int>();
        var inString = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (inString)
            {
                if (c == '\\') i++;
                else if (c == '"') inString = false;
                continue;
            }
            switch (c)
            {
                // Quotation marks of prose around the JSON are not strings of it.
                case '"' when open.Count > 0:
                    inString = true;
                    break;
                case '{':
                    open.Push(i);
                    break;
                case '}' when open.Count > 0:
                    var start = open.Pop();
                    if (i - start < LongestItem && TryParse(text.AsSpan(start, i + 1 - start)) is { } element && !HoldsObjects(element)) yield return element;
                    break;
            }
        }
    }

    private static bool HoldsObjects(JsonElement element) => element.EnumerateObject().Any(property => property.Value.ValueKind switch
    {
        JsonValueKind.Object => true,
        JsonValueKind.Array => property.Value.EnumerateArray().Any(inner => inner.ValueKind == JsonValueKind.Object),
        _ => false,
    });

    private static JsonElement? TryParse(ReadOnlySpan<char> json)
    {
        try
        {
            var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(json.ToArray()), new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 16 });
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            // Not an object of the answer but braces in its prose; a verdict in it that is lost is asked for again.
            return null;
        }
    }
}
