using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LocalDigest.Client;

namespace LocalDigest.Cli.Lsp;

/// <summary>Writing citations: completion, and the ways between a key, its entry, and where it is cited.</summary>
internal sealed partial class Citing(Project project, Papers papers)
{
    private const int MostFound = 10;
    private const int MostOwn = 50;
    private const int ReferenceKind = 18;

    public async Task<JsonNode?> CompleteAsync(Document document, int offset, CancellationToken ct)
    {
        var start = document.Text.LastIndexOf('\n', Math.Max(0, offset - 1)) + 1;
        var before = document.Text[Math.Min(start, offset)..offset];
        if (Id().Match(before) is { Success: true } id) return await CompleteIdsAsync(document, offset, id.Groups["word"].Value, ct);
        var context = document.Markup switch
        {
            Markup.Latex => LatexContext(),
            Markup.Markdown or Markup.Typst => AtContext(),
            _ => null,
        };
        if (context?.Match(before) is not { Success: true } match) return null;
        var word = match.Groups["word"].Value;
        var items = new JsonArray();
        var own = project.Entries(document).Select(found => found.Entry).DistinctBy(entry => entry.Key).ToList();
        foreach (var entry in own.Where(entry => Fits(entry, word)).Take(MostOwn))
        {
            items.Add((JsonNode)Item(document, offset, word, entry.Key, entry.Title, entry["author"] ?? "", items.Count));
        }
        foreach (var (paper, entry) in await FoundAsync(word, own, ct))
        {
            var item = Item(document, offset, word, entry.Key, paper.Title, Reading.Authors(paper), items.Count);
            // The entry goes into the bibliography when the key is taken.
            item["command"] = Doing.Command("Add the entry", Doing.AddEntry, paper.Id, document.Uri);
            items.Add((JsonNode)item);
        }
        return new JsonObject { ["isIncomplete"] = true, ["items"] = items };
    }

    public JsonNode? Definition(Document document, int offset)
    {
        if (Mentions.Keys(document).FirstOrDefault(mention => mention.Holds(offset)) is not { } mention) return null;
        return new JsonArray([.. project.Entries(document).Where(found => found.Entry.Key == mention.Key)
            .Select(found => (JsonNode)Location(found.File, found.Entry.KeyStart, found.Entry.Key.Length))]);
    }

    public JsonNode? References(Document document, int offset, bool withDeclaration)
    {
        if (Mentions.Keys(document).FirstOrDefault(mention => mention.Holds(offset)) is not { } mention) return null;
        var places = new JsonArray();
        IEnumerable<Document> files = withDeclaration ? project.Citing(document).Concat(project.Bibliographies(document))
            : project.Citing(document);
        var wanted = files.Append(document).Where(file => withDeclaration || file.Markup != Markup.BibTeX).DistinctBy(file => file.Uri);
        foreach (var file in wanted)
        {
            foreach (var place in Mentions.Keys(file).Where(place => place.Key == mention.Key))
            {
                places.Add((JsonNode)Location(file, place.Start, place.Length));
            }
        }
        return places;
    }

    /// <summary>Papers that a word means, each with the entry that it would have, under a key that nothing else has.</summary>
    private async Task<List<(Paper Paper, BibEntry Entry)>> FoundAsync(string word, List<BibEntry> own, CancellationToken ct)
    {
        var query = word.Replace('_', ' ').Replace('-', ' ').Trim();
        var page = await papers.Client.ListPapersAsync(new PaperQuery { Q = query.Length > 1 ? query : null, Limit = MostFound }, ct);
        var known = own.Select(entry => entry.PaperId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var found = page.Items.Where(paper => !known.Contains(paper.Id)).ToList();
        var entries = await Task.WhenAll(found.Select(paper => papers.Client.PaperBibtexAsync(paper.Id, ct)));
        return [.. found.Zip(entries.Select(BibTeX.First)).Where(pair => pair.Second is not null).Select(pair =>
            (pair.First, pair.Second! with { Key = Doing.FreeKey(pair.Second!.Key, own) }))];
    }

    private async Task<JsonNode?> CompleteIdsAsync(Document document, int offset, string word, CancellationToken ct)
    {
        var page = await papers.Client.ListPapersAsync(new PaperQuery { Q = word.Length > 1 ? word : null, Limit = MostFound * 2 }, ct);
        var items = new JsonArray();
        foreach (var paper in page.Items.Where(paper => paper.Id.StartsWith("arxiv:", StringComparison.Ordinal)))
        {
            items.Add((JsonNode)Item(document, offset, word, paper.Id[6..], paper.Title, Reading.Authors(paper), items.Count));
        }
        return new JsonObject { ["isIncomplete"] = true, ["items"] = items };
    }

    private static bool Fits(BibEntry entry, string word) => word.Length == 0 || word.Split(' ', '_', '-').All(part =>
        entry.Key.Contains(part, StringComparison.OrdinalIgnoreCase) || entry.Title.Contains(part, StringComparison.OrdinalIgnoreCase)
        || (entry["author"] ?? "").Contains(part, StringComparison.OrdinalIgnoreCase));

    private static JsonObject Item(Document document, int offset, string word, string key, string title, string authors, int place) => new()
    {
        ["label"] = key,
        ["kind"] = ReferenceKind,
        ["detail"] = Terminal.Clean(title).Replace('\n', ' '),
        ["documentation"] = Terminal.Clean(authors),
        // What was typed has found the item by its meaning: the editor is not to filter by letters.
        ["filterText"] = word.Length > 0 ? word : key,
        ["sortText"] = $"{place:000}",
        ["textEdit"] = new JsonObject { ["range"] = document.RangeOf(offset - word.Length, word.Length), ["newText"] = key },
    };

    private static JsonObject Location(Document file, int start, int length) =>
        new() { ["uri"] = file.Uri, ["range"] = file.RangeOf(start, length) };

    [GeneratedRegex(@"\\[A-Za-z]*cite[A-Za-z]*\*?(?:\s*\[[^\]]*\]){0,2}\s*\{(?:[^{}]*,)?\s*(?<word>[^{},]*)$", RegexOptions.None, 1000)]
    private static partial Regex LatexContext();

    [GeneratedRegex(@"(?<![\w.@])@(?<word>[\w:.-]*)$", RegexOptions.None, 1000)]
    private static partial Regex AtContext();

    [GeneratedRegex(@"arxiv:(?<word>[\w. -]*)$", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Id();
}
