using System.Globalization;
using System.Text;
using System.Text.Json;
using LocalDigest.Papers;
using LocalDigest.Text;

namespace LocalDigest.Sources;

/// <summary>
/// CSL-JSON as a library of papers, written after the schema of the Citation Style Language 1.0.2 (<c>csl-data.json</c>): a list of items, or an object that
/// holds one as <c>items</c>.
/// </summary>
public static class CslJsonFile
{
    private const int MostDepth = 32;

    private static readonly string[] NameLists = ["author", "editor", "collection-editor"];

    private static readonly string[] NameParts = ["given", "dropping-particle", "non-dropping-particle", "family", "suffix"];

    /// <summary>Reads a file, item by item. What lies behind a flaw is not read; the flaw is an entry with a problem.</summary>
    public static IEnumerable<LibraryEntry> Read(TextReader reader)
    {
        var bytes = Encoding.UTF8.GetBytes(reader.ReadToEnd().TrimStart('\ufeff'));
        var state = new JsonReaderState(new JsonReaderOptions { MaxDepth = MostDepth, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        int at = 0, line = 1;
        var isInside = false;
        while (Next(bytes, ref at, ref line, ref state, ref isInside) is { } entry) yield return entry;
    }

    private static LibraryEntry? Next(byte[] bytes, ref int at, ref int line, ref JsonReaderState state, ref bool isInside)
    {
        var begin = at;
        try
        {
            var reader = new Utf8JsonReader(bytes.AsSpan(at), isFinalBlock: true, state);
            while (reader.Read())
            {
                // The list at the top, or the one called items.
                if (!isInside)
                {
                    isInside = reader.TokenType == JsonTokenType.StartArray;
                    continue;
                }
                if (reader.TokenType == JsonTokenType.EndArray) break;
                if (reader.TokenType != JsonTokenType.StartObject) continue;
                var start = begin + (int)reader.TokenStartIndex;
                line += bytes.AsSpan(at, start - at).Count((byte)'\n');
                var item = JsonElement.ParseValue(ref reader);
                var own = line;
                var end = begin + (int)reader.BytesConsumed;
                line += bytes.AsSpan(start, end - start).Count((byte)'\n');
                (at, state) = (end, reader.CurrentState);
                return Convert(item, own);
            }
            at = bytes.Length;
            return null;
        }
        catch (JsonException damaged)
        {
            at = bytes.Length;
            state = default;
            isInside = true;
            var flaw = 1 + (int)(damaged.LineNumber ?? 0);
            return begin >= bytes.Length ? null : new LibraryEntry { Line = flaw, Problem = $"The file is read up to here: on line {flaw} it is no JSON." };
        }
    }

    private static LibraryEntry Convert(JsonElement item, int line)
    {
        var names = NameLists
            .Select(list => item.TryGetProperty(list, out var people) && people.ValueKind == JsonValueKind.Array ? people.EnumerateArray().Select(Name).OfType<string>().ToList() : [])
            .FirstOrDefault(list => list.Count > 0) ?? [];
        var note = Text(item, "note");
        return new LibraryFields
        {
            Line = line,
            Type = Text(item, "type") ?? "",
            Key = Text(item, "citation-key", "id"),
            Title = Text(item, "title"),
            Abstract = Text(item, "abstract"),
            Authors = [.. names.Select(name => new Author(LatexText.CleanName(name)))],
            Date = Date(item, "issued") ?? Date(item, "submitted"),
            Places = new()
            {
                Dois = [Text(item, "DOI"), Text(item, "URL")],
                Urls = [Text(item, "URL")],
                Journal = Text(item, "container-title", "publisher", "archive"),
                Numbers = [Text(item, "number"), Text(item, "volume"), Text(item, "page"), Text(item, "archive_location"), Text(item, "archive-place")],
                Notes = [note],
            },
            Venue = Text(item, "container-title"),
            Url = Text(item, "URL"),
            Comment = note,
            Keywords = Text(item, "keyword")?.Split([',', ';'], StringSplitOptions.TrimEntries) ?? [],
        }.ToEntry();
    }

    private static string? Name(JsonElement person)
    {
        if (person.ValueKind != JsonValueKind.Object) return null;
        if (Text(person, "literal") is { } literal) return literal;
        var parts = NameParts.Select(part => Text(person, part));
        return string.Join(' ', parts.OfType<string>()) is { Length: > 0 } name ? name : null;
    }

    private static PartialDate? Date(JsonElement item, string name)
    {
        if (!item.TryGetProperty(name, out var date) || date.ValueKind != JsonValueKind.Object) return null;
        if (date.TryGetProperty("date-parts", out var spans) && spans.ValueKind == JsonValueKind.Array && spans.GetArrayLength() > 0 && spans[0].ValueKind == JsonValueKind.Array)
        {
            // Numbers, or numbers as text.
            var parts = spans[0].EnumerateArray().Select(part => part.ToString());
            return PartialDate.Parse(string.Join('-', parts.Select(part => part.PadLeft(2, '0'))));
        }
        return PartialDate.Parse(Text(date, "raw", "literal"));
    }

    /// <summary>The first of some properties that is text or a number and not empty.</summary>
    private static string? Text(JsonElement item, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (!item.TryGetProperty(name, out var value)) continue;
            var text = value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetDouble().ToString(CultureInfo.InvariantCulture),
                _ => null,
            };
            if (!string.IsNullOrWhiteSpace(text)) return text.Trim();
        }
        return null;
    }
}
