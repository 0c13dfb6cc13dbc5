using System.Text.Json.Nodes;
using LocalDigest.Client;

namespace LocalDigest.Cli.Lsp;

/// <summary>What may be wrong with citations, as hints, and what can be done at a place.</summary>
internal sealed class Hints(Project project, Papers papers, Fates fates)
{
    private const int Hint = 4;
    private const int Warning = 2;

    private static readonly string[] PlacesOfVersions = ["eprint", "url", "note", "journal"];

    /// <summary>All that may be wrong in a text.</summary>
    /// <param name="document">The text.</param>
    /// <param name="advance">Told how many papers have been looked up, of how many.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<JsonArray> OfAsync(Document document, Func<int, int, Task>? advance, CancellationToken ct)
    {
        if (document.Markup != Markup.BibTeX) return OfKeys(document);
        var (hints, byId) = OfEntries(document);
        var found = await fates.OfAsync(byId.Keys, advance, ct);
        foreach (var (id, entry) in byId) AddStatus(document, entry, found[id], hints);
        return hints;
    }

    /// <summary>What a bibliography says by itself, where it will take a while to hear the rest; null where it will not.</summary>
    public JsonArray? AtOnce(Document document)
    {
        if (document.Markup != Markup.BibTeX) return null;
        var (hints, byId) = OfEntries(document);
        return fates.Has(byId.Keys) ? null : hints;
    }

    /// <summary>Thumbs and more for the paper at a place, and what a hint offers.</summary>
    public async Task<JsonNode?> ActionsAsync(Document document, JsonNode parameters, CancellationToken ct)
    {
        var actions = new JsonArray();
        foreach (var diagnostic in parameters["context"]?["diagnostics"]?.AsArray() ?? [])
        {
            if (diagnostic?["source"]?.GetValue<string>() != "localdigest" || diagnostic["data"] is not JsonObject fix) continue;
            actions.Add((JsonNode)new JsonObject
            {
                ["title"] = fix["title"]!.GetValue<string>(), ["kind"] = "quickfix",
                    ["diagnostics"] = new JsonArray(diagnostic.DeepClone()), ["isPreferred"] = true,
                ["edit"] = new JsonObject { ["changes"] = new JsonObject { [document.Uri] = new JsonArray(fix["edit"]!.DeepClone()) } },
            });
        }
        var offset = document.OffsetOf(parameters["range"]!["start"]!);
        var until = Math.Max(offset, document.OffsetOf(parameters["range"]!["end"]!));
        var mention = Mentions.All(document).FirstOrDefault(mention => mention.Start <= until && mention.Start + mention.Length >= offset);
        var entries = mention?.Key is null ? [] : project.Entries(document).Where(found => found.Entry.Key == mention.Key).ToList();
        var id = mention?.Id ?? entries.Select(found => found.Entry.PaperId).FirstOrDefault();
        if (id is null || await papers.FindAsync(id, ct) is not { } paper) return actions;
        void Add(string title, string command) => actions.Add((JsonNode)new JsonObject
        {
            ["title"] = title, ["kind"] = "source", ["command"] = Doing.Command(title, command, paper.Id, document.Uri),
        });
        if (paper.Feedback != "up") Add("👍 I like this paper", Doing.Up);
        if (paper.Feedback != "down") Add("👎 Not for me", Doing.Down);
        if (paper.Feedback is not null) Add("Take the thumb back", Doing.Clear);
        if (!paper.Saved) Add("Save for later", Doing.Save);
        Add("Show similar papers", Doing.Similar);
        Add("Show the paper", Doing.Show);
        if (document.Markup != Markup.BibTeX && entries.Count == 0) Add("Add its BibTeX entry", Doing.AddEntry);
        return actions;
    }

    /// <summary>Keys that no entry has. Without a bibliography nothing is known of keys.</summary>
    private JsonArray OfKeys(Document document)
    {
        var known = project.Entries(document).Select(found => found.Entry.Key).ToHashSet(StringComparer.Ordinal);
        var hints = new JsonArray();
        if (known.Count == 0) return hints;
        foreach (var mention in Mentions.Keys(document).Where(mention => mention.IsCertain && !known.Contains(mention.Key!)))
        {
            // A label of a figure or a section is written in the same way.
            if (document.Markup != Markup.Latex && (document.Text.Contains($"#{mention.Key}", StringComparison.Ordinal)
                || (document.Markup == Markup.Typst && document.Text.Contains($"<{mention.Key}>", StringComparison.Ordinal)))) continue;
            hints.Add((JsonNode)Diagnostic(document, mention.Start, mention.Length, "unknown-key",
                $"No entry of the bibliography has the key '{mention.Key}'."));
        }
        return hints;
    }

    private (JsonArray Hints, IReadOnlyDictionary<string, BibEntry> ById) OfEntries(Document document)
    {
        var entries = project.EntriesOf(document);
        var hints = new JsonArray();
        var byKey = new Dictionary<string, BibEntry>(StringComparer.Ordinal);
        var byId = new Dictionary<string, BibEntry>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (!byKey.TryAdd(entry.Key, entry)) hints.Add((JsonNode)Diagnostic(document, entry, "duplicate-key",
                $"Another entry has the key '{entry.Key}', too."));
            else if (entry.PaperId is { } id && !byId.TryAdd(id, entry)) hints.Add((JsonNode)Diagnostic(document, entry, "duplicate-paper",
                $"The entry '{byId[id].Key}' is of the same paper."));
        }
        return (hints, byId);
    }

    /// <summary>What became of a paper that is cited.</summary>
    private static void AddStatus(Document document, BibEntry entry, PaperFate paper, JsonArray hints)
    {
        if (paper.Trouble is { } trouble)
        {
            var said = trouble switch
            {
                "withdrawn" => "The paper was withdrawn", "retracted" => "The paper was retracted",
                _ => "The paper's publisher has expressed concern about it",
            };
            hints.Add((JsonNode)Diagnostic(document, entry, trouble,
                $"{said}{(paper.Notice is { } notice ? $" (doi:{Terminal.Clean(notice)})" : "")}.", Warning));
        }
        var place = PlacesOfVersions.Where(entry.Fields.ContainsKey).SelectMany(field => Versions(entry, field)).FirstOrDefault();
        if (place.Version > 0 && paper.NewestVersion > place.Version)
        {
            var hint = Diagnostic(document, place.Start, place.Length, "newer-version",
                $"There is a version {paper.NewestVersion} of the paper.");
            hint["data"] = Fix($"Cite version {paper.NewestVersion}", document.RangeOf(place.Start, place.Length),
                $"v{paper.NewestVersion}");
            hints.Add((JsonNode)hint);
        }
        if (!entry.IsPreprint) return;
        var fields = new List<string>();
        if (paper.Doi is { } doi && entry["doi"] is null) fields.Add($"doi = {{{doi}}}");
        if (paper.Venue is { } venue)
        {
            var bare = venue.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
            fields.Add($"note = {{Published in {bare}}}");
        }
        if (fields.Count == 0 || entry["note"] is not null) return;
        var published = Diagnostic(document, entry, "published",
            $"The preprint was published{(paper.Venue is { } where ? " in " + Terminal.Clean(where) : "")}{(paper.Doi is null ? "" : $" (doi:{Terminal.Clean(paper.Doi)})")}.");
        var behindKey = entry.KeyStart + entry.Key.Length;
        published["data"] = Fix("Add where it was published", document.RangeOf(behindKey, 0), string.Concat(fields.Select(field =>
            $",\n  {field}")));
        hints.Add((JsonNode)published);
    }

    private static IEnumerable<(int Version, int Start, int Length)> Versions(BibEntry entry, string field)
    {
        var value = entry.Fields[field];
        var v = value.Text.LastIndexOf('v');
        var digits = v < 1 ? 0 : value.Text.Skip(v + 1).TakeWhile(char.IsAsciiDigit).Count();
        if (digits == 0 || !char.IsAsciiDigit(value.Text[v - 1])) yield break;
        yield return (int.Parse(value.Text.AsSpan(v + 1, digits), System.Globalization.CultureInfo.InvariantCulture), value.Start + v,
            digits + 1);
    }

    private static JsonObject Fix(string title, JsonObject range, string text) => new()
    {
        ["title"] = title, ["edit"] = new JsonObject { ["range"] = range, ["newText"] = text },
    };

    private static JsonObject Diagnostic(Document document, BibEntry entry, string code, string message, int severity = Hint) =>
        Diagnostic(document, entry.KeyStart, entry.Key.Length, code, message, severity);

    private static JsonObject Diagnostic(Document document, int start, int length, string code, string message, int severity = Hint) =>
        new()
    {
        ["range"] = document.RangeOf(start, length), ["severity"] = severity, ["source"] = "localdigest", ["code"] = code,
            ["message"] = message,
    };
}
