using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalDigest.Llm;
using LocalDigest.Papers;
using LocalDigest.Text;

namespace LocalDigest.Reading;

/// <summary>A paper as data for a model: without its bibliography, and without sentences that speak to the model.</summary>
internal sealed class PaperMaterial
{
    /// <summary>More parts than this are not read; a paper of that length is a book.</summary>
    public const int MostParts = 40;

    internal static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Paper paper;
    private readonly FullText text;
    private readonly List<(string Heading, string Text)> blocks = [];

    public PaperMaterial(Paper paper, FullText text)
    {
        this.paper = paper;
        this.text = text;
        Hash = HashOf(paper, text);
        foreach (var section in text.Sections)
        {
            var heading = Heading(section);
            foreach (var paragraph in section.Paragraphs) AddBlock(heading, paragraph.Text);
        }
        if (!text.Sections.Any(section => section.Id == TextSection.AbstractId)) AddBlock("Abstract", paper.Abstract, first: true);
        foreach (var figure in text.Figures.Where(figure => figure.Caption.Length > 0)) AddBlock("Figures", $"Figure {figure.Number}: {figure.Caption}");
        foreach (var table in text.Tables)
        {
            var rows = table.Rows.Count > 0 ? table.Rows.Select(row => string.Join(" | ", row)) : table.Lines;
            AddBlock("Tables", $"Table {table.Number}: {table.Caption}\n{string.Join('\n', rows.Take(60))}");
        }
    }

    /// <summary>SHA-256 of all that a summary may rest on.</summary>
    public byte[] Hash { get; }

    /// <summary>Sentences that speak to a model were left out.</summary>
    public bool IsShortened { get; private set; }

    /// <summary>Beginning and end of the paper with what its title block and its record say, within so many tokens.</summary>
    public string Brief(int room)
    {
        var json = new JsonObject
        {
            ["title"] = Safe(paper.Title),
            ["authors"] = string.Join(", ", paper.Authors.Take(30).Select(author => author.Name)),
        };
        var affiliations = text.Affiliations.Select(affiliation => affiliation.Name).Concat(paper.Authors.Select(author => author.Affiliation).OfType<string>()).Distinct(StringComparer.OrdinalIgnoreCase).Take(30);
        json["affiliations"] = new JsonArray([.. affiliations.Select(name => (JsonNode)Safe(name))]);
        if (paper.Comment is { } comment) json["authorsNote"] = Safe(comment);
        if (paper.Venue is { } venue) json["publishedIn"] = Safe(venue);
        json["addresses"] = new JsonArray([.. OwnLinks.Mentions(text).Take(20).Select(mention => (JsonNode)new JsonObject { ["url"] = mention.Url, ["where"] = Safe(Cut(mention.Context, 300)) })]);

        var left = room - TokenEstimate.Of(json.ToJsonString(Readable));
        var chosen = new SortedDictionary<int, string>();
        // The abstract, then the conclusion, then as much of the introduction as fits.
        foreach (var index in Enumerable.Range(0, blocks.Count).OrderBy(index => Rank(blocks[index].Heading, index)))
        {
            var rank = Rank(blocks[index].Heading, index);
            if (rank > 2) break;
            var piece = Cut(blocks[index].Text, Math.Min(4000, left * 3));
            if (piece.Length < 40) break;
            left -= TokenEstimate.Of(piece) + 20;
            chosen[index] = piece;
            if (left < 100) break;
        }
        json["sections"] = Sections(chosen.Select(pair => (blocks[pair.Key].Heading, pair.Value)));
        return json.ToJsonString(Readable);
    }

    /// <summary>The whole paper in as few parts as fit into so many tokens each.</summary>
    public IReadOnlyList<string> Parts(int room)
    {
        var frame = new JsonObject { ["title"] = Safe(paper.Title) };
        var space = Math.Max(200, room - TokenEstimate.Of(frame.ToJsonString(Readable)) - 50);
        var parts = new List<List<(string Heading, string Text)>> { new() };
        var used = 0;
        foreach (var (heading, block) in blocks)
        {
            foreach (var piece in Pieces(block, space))
            {
                // Quotation marks and line breaks grow when they are escaped.
                var cost = TokenEstimate.Of(piece) + piece.Count(c => c is '"' or '\\' or '\n') / 2 + TokenEstimate.Of(heading) / 2 + 12;
                if (used + cost > space && parts[^1].Count > 0)
                {
                    parts.Add([]);
                    used = 0;
                }
                parts[^1].Add((heading, piece));
                used += cost;
            }
        }
        return [.. parts.Select((part, i) =>
        {
            var json = frame.DeepClone().AsObject();
            if (parts.Count > 1) json["part"] = $"{i + 1} of {parts.Count}";
            json["sections"] = Sections(part);
            return json.ToJsonString(Readable);
        })];
    }

    /// <summary>Notes on all parts in place of the paper, within so many tokens.</summary>
    public string FromNotes(IReadOnlyList<IReadOnlyList<string>> notes, int room)
    {
        var perPart = Math.Max(40, (room - 200) / Math.Max(1, notes.Count));
        var all = new JsonArray();
        foreach (var part in notes)
        {
            var left = perPart;
            foreach (var note in part)
            {
                left -= TokenEstimate.Of(note) + 4;
                if (left < 0) break;
                all.Add((JsonNode)note);
            }
        }
        var json = new JsonObject { ["title"] = Safe(paper.Title), ["abstract"] = Safe(Cut(paper.Abstract, 3000)), ["notes"] = all };
        return json.ToJsonString(Readable);
    }

    /// <summary>A heading with its number.</summary>
    public static string Heading(TextSection section) => string.Join(' ', new[] { section.Number, section.Title }.Where(piece => !string.IsNullOrEmpty(piece)));

    /// <summary>The beginning of a text, cut at a sentence where one ends near, else at a word.</summary>
    public static string Cut(string text, int longest)
    {
        if (text.Length <= longest) return text;
        if (longest < 10) return "";
        var end = text.LastIndexOf(". ", longest - 1, StringComparison.Ordinal);
        if (end < longest / 2) end = text.LastIndexOf(' ', longest - 1) - 1;
        return end > longest / 2 ? text[..(end + 1)] + " …" : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)] + "…";
    }

    private static JsonArray Sections(IEnumerable<(string Heading, string Text)> blocks)
    {
        var sections = new JsonArray();
        string? heading = null;
        var paragraphs = new StringBuilder();
        void Flush()
        {
            if (paragraphs.Length > 0) sections.Add((JsonNode)new JsonObject { ["heading"] = heading, ["text"] = paragraphs.ToString() });
            paragraphs.Clear();
        }
        foreach (var (of, text) in blocks)
        {
            if (of != heading) Flush();
            heading = of;
            if (paragraphs.Length > 0) paragraphs.Append('\n');
            paragraphs.Append(text);
        }
        Flush();
        return sections;
    }

    private static int Rank(string heading, int index)
    {
        if (heading.Contains("abstract", StringComparison.OrdinalIgnoreCase)) return 0;
        if (heading.Contains("conclu", StringComparison.OrdinalIgnoreCase) || heading.Contains("结论", StringComparison.Ordinal)) return 1;
        return index < 12 ? 2 : 3;
    }

    /// <summary>A paragraph in pieces of so many tokens at most, cut between sentences where it can be.</summary>
    private static IEnumerable<string> Pieces(string block, int tokens)
    {
        if (TokenEstimate.Of(block) <= tokens - 40)
        {
            yield return block;
            yield break;
        }
        var piece = new StringBuilder();
        var used = 0;
        foreach (var sentence in Sentences.Of(block).SelectMany(sentence => Chunks(sentence, tokens - 40)))
        {
            var cost = TokenEstimate.Of(sentence) + 1;
            if (used + cost > tokens - 40 && piece.Length > 0)
            {
                yield return piece.ToString();
                piece.Clear();
                used = 0;
            }
            if (piece.Length > 0) piece.Append(' ');
            piece.Append(sentence);
            used += cost;
        }
        if (piece.Length > 0) yield return piece.ToString();
    }

    private static IEnumerable<string> Chunks(string sentence, int tokens)
    {
        for (var from = 0; from < sentence.Length; from += tokens) yield return sentence.Substring(from, Math.Min(tokens, sentence.Length - from));
    }

    private static byte[] HashOf(Paper paper, FullText text)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string? piece)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(piece ?? ""));
            hash.AppendData([0]);
        }
        Add(paper.Title);
        Add(paper.Abstract);
        Add(paper.Comment);
        Add(paper.Venue);
        foreach (var section in text.Sections)
        {
            Add(section.Title);
            foreach (var paragraph in section.Paragraphs) Add(paragraph.Text);
        }
        foreach (var figure in text.Figures) Add(figure.Caption);
        foreach (var table in text.Tables)
        {
            Add(table.Caption);
            foreach (var cell in table.Rows.SelectMany(row => row).Concat(table.Lines)) Add(cell);
        }
        foreach (var affiliation in text.Affiliations) Add(affiliation.Name);
        foreach (var link in text.Links) Add(link.Url);
        return hash.GetHashAndReset();
    }

    private void AddBlock(string heading, string block, bool first = false)
    {
        var safe = Safe(block);
        if (safe.Length == 0) return;
        if (first) blocks.Insert(0, (heading, safe));
        else blocks.Add((heading, safe));
    }

    private string Safe(string piece)
    {
        if (!SuspiciousText.IsIn(piece)) return piece;
        IsShortened = true;
        return SuspiciousText.Remove(piece);
    }
}
