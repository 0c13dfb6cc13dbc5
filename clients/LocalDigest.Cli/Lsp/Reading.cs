using System.Text;
using System.Text.Json.Nodes;
using LocalDigest.Client;

namespace LocalDigest.Cli.Lsp;

/// <summary>What is shown of papers that a text names: hovers, lenses, links, and the library as symbols.</summary>
internal sealed class Reading(Project project, Papers papers)
{
    private const int MostLenses = 100;
    private const int MostSymbols = 30;
    private const int FewAuthors = 4;
    private const int File = 1;

    public async Task<JsonNode?> HoverAsync(Document document, int offset, CancellationToken ct)
    {
        if (Mentions.All(document).FirstOrDefault(mention => mention.Holds(offset)) is not { } mention) return null;
        var entry = mention.Key is null ? null : project.Entries(document).Select(found => found.Entry).FirstOrDefault(found =>
            found.Key == mention.Key);
        var id = mention.Id ?? entry?.PaperId;
        var paper = id is null ? null : await papers.FindAsync(id, ct);
        var text = paper is not null ? Describe(paper)
            : entry is not null ? $"**{Plain(entry.Title)}**\n\n{Plain(entry["author"] ?? "")}\n\n*LocalDigest has not seen this paper.*"
            : id is not null ? $"`{id}`\n\n*LocalDigest has not seen this paper.*"
            : null;
        return text is null ? null : new JsonObject
        {
            ["contents"] = new JsonObject { ["kind"] = "markdown", ["value"] = text },
                ["range"] = document.RangeOf(mention.Start, mention.Length),
        };
    }

    public static JsonArray Links(Document document) => [.. Mentions.Ids(document.Text).Select(mention => (JsonNode)new JsonObject
    {
        ["range"] = document.RangeOf(mention.Start, mention.Length), ["target"] = AddressOf(mention.Id!), ["tooltip"] = "Open the paper",
    })];

    /// <summary>Thumbs above every line that names a paper of the store. In prose a paper gets them once, where it comes first.</summary>
    public async Task<JsonNode?> LensesAsync(Document document, CancellationToken ct)
    {
        var mentions = document.Markup == Markup.BibTeX
            ? project.EntriesOf(document).Where(entry => entry.PaperId is not null).Select(entry =>
                (Id: entry.PaperId!, entry.KeyStart, entry.Key.Length))
            : Mentions.Ids(document.Text).DistinctBy(mention => mention.Id).Select(mention =>
                (Id: mention.Id!, KeyStart: mention.Start, mention.Length));
        var named = mentions.Take(MostLenses).ToList();
        var found = await papers.FindAsync(named.Select(mention => mention.Id), ct);
        var lenses = new JsonArray();
        foreach (var (id, start, length) in named)
        {
            if (!found.TryGetValue(id, out var paper)) continue;
            void Add(string title, string command) => lenses.Add((JsonNode)new JsonObject
            {
                ["range"] = document.RangeOf(start, length), ["command"] = Doing.Command(title, command, paper.Id, document.Uri),
            });
            Add(paper.Feedback == "up" ? "👍 liked" : "👍", paper.Feedback == "up" ? Doing.Clear : Doing.Up);
            Add(paper.Feedback == "down" ? "👎 not for me" : "👎", paper.Feedback == "down" ? Doing.Clear : Doing.Down);
            Add("similar", Doing.Similar);
            if (document.Markup != Markup.BibTeX) Add("BibTeX", Doing.AddEntry);
        }
        return lenses;
    }

    /// <summary>The library's papers as symbols, each with a file that describes it.</summary>
    public async Task<JsonNode?> SymbolsAsync(string query, CancellationToken ct)
    {
        if (query.Trim().Length == 0) return new JsonArray();
        var page = await papers.Client.ListPapersAsync(new PaperQuery { Q = query, Limit = MostSymbols }, ct);
        var symbols = new JsonArray();
        foreach (var paper in page.Items)
        {
            symbols.Add((JsonNode)new JsonObject
            {
                ["name"] = Plain(paper.Title), ["kind"] = File, ["containerName"] = Authors(paper),
                ["location"] = new JsonObject { ["uri"] = Document.UriOf(Pages.Write(paper.Id, Page(paper))),
                    ["range"] = new Document("", "").RangeOf(0, 0) },
            });
        }
        return symbols;
    }

    public static string Page(Paper paper)
    {
        var text = new StringBuilder().Append("# ").AppendLine(Plain(paper.Title)).AppendLine()
            .AppendLine(Plain(string.Join(", ", paper.Authors.Select(author => author.Name)))).AppendLine()
            .AppendLine(paper.Url is { } url ? $"{Name(paper.Id)}  <{url}>" : Name(paper.Id)).AppendLine();
        if (paper.Comment is { } comment) text.AppendLine(Plain(comment)).AppendLine();
        text.AppendLine(Plain(paper.Abstract)).AppendLine();
        foreach (var reason in paper.Reasons) text.AppendLine("- " + Plain(reason));
        if (paper.Note is { } note) text.AppendLine().AppendLine("Your note: " + Plain(note));
        return text.ToString();
    }

    /// <summary>An id as a text names it, so that lenses are found there again.</summary>
    public static string Name(string id) => id.StartsWith("arxiv:", StringComparison.Ordinal) ? "arXiv:" + id[6..] : id;

    /// <summary>Text of others: nothing in it is markup.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in Terminal.Clean(text).Replace('\n', ' '))
        {
            if (c is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '#' or '|' or '!' or '~' or '&') plain.Append('\\');
            plain.Append(c);
        }
        return plain.ToString();
    }

    public static string Authors(Paper paper)
    {
        var names = paper.Authors.Select(author => author.Name).ToList();
        return names.Count > FewAuthors ? $"{names[0]} and {names.Count - 1} others" : string.Join(", ", names);
    }

    private static string AddressOf(string id) =>
        id.StartsWith("arxiv:", StringComparison.Ordinal) ? "https://arxiv.org/abs/" + id[6..] : "https://doi.org/" + id[4..];

    private static string Describe(Paper paper)
    {
        var text = new StringBuilder().Append("**").Append(Plain(paper.Title)).AppendLine("**").AppendLine().Append(Plain(Authors(paper)));
        if (paper.Published is { } published) text.Append(", ").Append(published.ToString("yyyy-MM-dd"));
        if (paper.Venue is { } venue) text.Append(", ").Append(Plain(venue));
        text.AppendLine().AppendLine();
        if (paper.IsWithdrawn) text.AppendLine("**It was withdrawn.**").AppendLine();
        if (paper.Comment is { } comment) text.AppendLine(Plain(comment)).AppendLine();
        else text.AppendLine(Plain(FirstSentences(paper.Abstract))).AppendLine();
        var grades = new List<string> { $"score {paper.Score:0.00}" };
        if (paper.Relevance is { } relevance) grades.Add($"relevance {relevance}");
        if (paper.Novelty is { } novelty) grades.Add($"novelty {novelty}");
        grades.Add(paper.Feedback switch { "up" => "👍 liked", "down" => "👎 not for you", _ => "no thumb" });
        if (paper.Saved) grades.Add("saved");
        text.AppendLine(string.Join(" · ", grades)).AppendLine();
        foreach (var reason in paper.Reasons.Take(3)) text.AppendLine("- " + Plain(reason));
        if (paper.Note is { } note) text.AppendLine().AppendLine("Your note: " + Plain(note));
        return text.ToString().TrimEnd();
    }

    private static string FirstSentences(string text)
    {
        const int enough = 300;
        if (text.Length <= enough) return text;
        var end = text.LastIndexOf(". ", enough, StringComparison.Ordinal);
        return end > enough / 3 ? text[..(end + 1)] : text[..enough] + "…";
    }
}

/// <summary>Files that editors open: papers and digests as Markdown, in a folder of the user's own.</summary>
internal static class Pages
{
    private static readonly Lazy<string> Folder = new(() => Directory.CreateTempSubdirectory("localdigest-pages-").FullName);

    public static void Forget()
    {
        if (Folder.IsValueCreated) Directory.Delete(Folder.Value, recursive: true);
    }

    /// <returns>The file's path.</returns>
    public static string Write(string name, string text)
    {
        var file = Path.Combine(Folder.Value, string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '_'))
            + ".md");
        File.WriteAllText(file, text);
        return file;
    }
}
