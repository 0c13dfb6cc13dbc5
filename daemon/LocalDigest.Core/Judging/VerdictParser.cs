using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LocalDigest.Llm;
using LocalDigest.Papers;
using LocalDigest.Text;

namespace LocalDigest.Judging;

/// <summary>
/// Reads the judge's answer. Lenient about the wrapping (thoughts, code fences, prose around the JSON, a bare list, one object a line, objects by
/// id or by number, JSON in a string, a table, an answer cut off in the middle), strict about each verdict: a paper that was asked about, scores
/// from 1 to 10, and a comment that says something.
/// </summary>
public static partial class VerdictParser
{
    private const int LongestComment = 1200;

    private const RegexOptions PatternOptions =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;

    private static readonly string[] IdNames = ["id", "paper_id", "paperid", "arxiv_id", "arxivid", "arxiv", "paper"];
    private static readonly string[] IndexNames = ["index", "number", "no", "#", "n"];
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
    /// <param name="asked">The papers that were asked about, in the question's order.</param>
    /// <param name="topics">How many topics there are.</param>
    public static Reading Parse(string text, IReadOnlyList<PaperId> asked, int topics)
    {
        var items = new Dictionary<PaperId, Item>();
        var invented = new List<string>();
        var entries = Entries(text);
        var places = Places(entries, asked.Count);
        foreach (var entry in entries)
        {
            PaperId id;
            if (entry.Place is { } place)
            {
                if (places.Count == 0) continue;
                id = asked[places[place]];
            }
            else if (!PaperId.TryParse(entry.Name, out id) || !asked.Contains(id))
            {
                invented.Add(entry.Name.Length > 80 ? entry.Name[..80] + "…" : entry.Name);
                continue;
            }
            var item = ReadItem(entry.Body, topics);
            if (items.TryGetValue(id, out var earlier) && !Agree(earlier, item))
            {
                item = item with { Fault = "it was judged twice, differently" };
            }
            items[id] = item;
        }
        return new Reading(items, invented);
    }

    /// <summary>
    /// Where papers are numbered and not named: which number means which place in the question. Only the whole row of numbers, from 0 or from 1
    /// on, tells what is meant; with a gap a verdict might be another paper's.
    /// </summary>
    private static Dictionary<int, int> Places(IReadOnlyList<Entry> entries, int count)
    {
        var numbers = entries.Select(entry => entry.Place).OfType<int>().Distinct().Order().ToList();
        return numbers.Count == count && numbers[0] is 0 or 1 && numbers[^1] - numbers[0] == count - 1
            ? numbers.ToDictionary(number => number, number => number - numbers[0])
            : [];
    }

    private static bool Agree(Item one, Item other) => one.Fault is null && other.Fault is null && one.Relevance == other.Relevance && one.Novelty == other.Novelty;

    private static Item ReadItem(JsonObject body, int topics)
    {
        var raw = Text(Named(body, ["comment", "reason", "explanation"]));
        var comment = Tidy(raw);
        var relevance = Score(body, "relevance");
        var novelty = Score(body, "novelty");
        var topic = Named(body, CriterionNames) is { } criterion && Number(criterion) is { } number && number >= 1 && number <= topics && number == Math.Floor(number)
            ? (int)number
            : (int?)null;
        var fault = relevance is null ? "its relevance is not a number from 1 to 10"
            : novelty is null ? "its novelty is not a number from 1 to 10"
            : SaysNothing(comment) ? "its comment is empty"
            : ModelSpeech.Refuses(comment) ? "its comment asks for the paper instead of judging it"
            : TagPattern().IsMatch(raw) ? "its comment is HTML"
            : null;
        return new Item(relevance ?? 0, novelty ?? 0, topic, comment, fault);
    }

    /// <summary>A grade, rounded half away from zero.</summary>
    private static int? Score(JsonObject body, string name) =>
        Named(body, [name, name + "_score", name + "score"]) is { } value && Number(value) is >= 1 and <= 10 and var score
            ? (int)Math.Round(score, MidpointRounding.AwayFromZero)
            : null;

    /// <summary>A number, also one that is written as text: <c>"7.5"</c>, <c>"8/10"</c>, <c>"8 out of 10"</c>, in digits of any width.</summary>
    private static double? Number(JsonNode value)
    {
        var match = NumberPattern().Match(string.Concat(Text(value).Select(Narrow)));
        return match.Success && double.TryParse(match.Groups["number"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>ASCII for its full-width form. Normalisation would throw at halves of characters, which broken answers have.</summary>
    private static char Narrow(char letter) => letter is >= '\uff01' and <= '\uff5e' ? (char)(letter - 0xfee0) : letter;

    private static JsonNode? Named(JsonObject body, ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            foreach (var (key, value) in body)
            {
                if (value is not null && key.Trim(' ', '*', '`').Equals(name, StringComparison.OrdinalIgnoreCase)) return value;
            }
        }
        return null;
    }

    private static string Text(JsonNode? value) => value is JsonValue ? value.ToString() : "";

    private static string Tidy(string comment)
    {
        comment = string.Join(' ', LatexText.Clean(comment).Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return comment.Length > LongestComment ? comment[..LongestComment].TrimEnd() + "…" : comment;
    }

    private static bool SaysNothing(string comment) => !comment.Any(char.IsLetter) || NothingPattern().IsMatch(comment);

    /// <summary>What may be verdicts: the innermost objects with a paper's name, and rows of tables.</summary>
    private static List<Entry> Entries(string text)
    {
        text = JsonAnswer.Said(text);
        if (text.Length > JsonAnswer.LongestAnswer) return [];
        var entries = new List<Entry>();
        Collect(text, entries, depth: 0);
        if (entries.Count == 0) entries.AddRange(Rows(text).Select(row => EntryOf(row, null)).OfType<Entry>());
        return entries;
    }

    private static void Collect(string text, List<Entry> entries, int depth)
    {
        foreach (var found in LooseJson.Objects(text))
        {
            // JSON that was put into a string of JSON.
            foreach (var wrapped in found.Node.Select(pair => pair.Value).OfType<JsonValue>())
            {
                if (depth < 2 && wrapped.ToString().TrimStart() is ['[' or '{', ..] inner) Collect(inner, entries, depth + 1);
            }
            if (!HoldsObjects(found.Node) && EntryOf(found.Node, found.Key) is { } entry) entries.Add(entry);
        }
    }

    private static Entry? EntryOf(JsonObject body, string? key)
    {
        if (Named(body, IdNames) is { } named)
        {
            var name = Text(named);
            return IsPlace(name, out var number) ? new Entry(name, number, body) : new Entry(name, null, body);
        }
        if (Named(body, IndexNames) is { } index && IsPlace(Text(index), out var place)) return new Entry("", place, body);
        if (key is null || Named(body, ["relevance", "relevance_score"]) is null) return null;
        return IsPlace(key, out var numbered) ? new Entry(key, numbered, body) : PaperId.TryParse(key, out _) ? new Entry(key, null, body) : null;
    }

    private static bool IsPlace(string text, out int place) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out place) && place < 1000;

    private static bool HoldsObjects(JsonObject body) => body.Any(property => property.Value switch
    {
        JsonObject => true,
        JsonArray list => list.Any(inner => inner is JsonObject),
        _ => false,
    });

    /// <summary>The rows of Markdown's tables, by the names in their first row.</summary>
    private static IEnumerable<JsonObject> Rows(string text)
    {
        string[]? names = null;
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            if (!line.StartsWith('|'))
            {
                names = null;
                continue;
            }
            string[] cells = [.. line.Trim('|').Split('|').Select(cell => cell.Trim(' ', '*', '`'))];
            if (names is null) names = cells;
            else if (cells.Length == names.Length && !cells.All(cell => cell.Trim('-', ':').Length == 0))
            {
                var row = new JsonObject();
                foreach (var (name, cell) in names.Zip(cells)) row[name] = cell;
                yield return row;
            }
        }
    }

    [GeneratedRegex(@"^[\s*]*(?<number>\d{1,3}(\.\d+)?)[\s*]*((/|out\s+of|of|von|sur)\s*10(\.0)?)?[\s*.]*分?(\s*\([^)]*\))?\s*$", PatternOptions)]
    private static partial Regex NumberPattern();

    /// <summary>What stands in a field that was not filled in.</summary>
    [GeneratedRegex(@"^\W*(n\W?a|none|null|nil|no comments?|not (applicable|available)|tbd|todo|comment|string|empty|unknown|无|暂无|没有|不适用|无评论)\W*$", PatternOptions)]
    private static partial Regex NothingPattern();

    [GeneratedRegex(@"</?(a|b|i|u|em|strong|p|br|hr|div|span|img|script|style|table|tr|td|ul|ol|li|h[1-6]|html|body|iframe|font|code|pre)(\s[^<>]*)?/?>", PatternOptions)]
    private static partial Regex TagPattern();

    /// <summary>What may be a verdict.</summary>
    /// <param name="Name">The paper as the model named it.</param>
    /// <param name="Place">Its number, where it is numbered.</param>
    /// <param name="Body">What was said of it.</param>
    private sealed record Entry(string Name, int? Place, JsonObject Body);
}
