using System.Text.Json.Nodes;

namespace LocalDigest.Cli.Lsp;

/// <summary>What a text is written in.</summary>
internal enum Markup
{
    Plain,
    Markdown,
    Latex,
    Typst,
    BibTeX,
}

/// <summary>A text with its lines. Positions are a line and UTF-16 code units in it, both from 0, as in LSP 3.17.</summary>
internal sealed class Document
{
    private readonly List<int> starts = [0];

    public Document(string uri, string text, string? languageId = null)
    {
        Uri = uri;
        Text = text;
        Markup = MarkupOf(uri, languageId);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n'))) starts.Add(i + 1);
        }
    }

    public string Uri { get; }

    public string Text { get; }

    public Markup Markup { get; }

    /// <summary>Its path; null where it is not a file.</summary>
    public string? Path => PathOf(Uri);

    public static string? PathOf(string uri) =>
        System.Uri.TryCreate(uri, UriKind.Absolute, out var address) && address.IsFile ? address.LocalPath : null;

    public static string UriOf(string path) => new Uri(path).AbsoluteUri;

    /// <summary>Where a position is in the text; beyond a line's end is its end.</summary>
    public int OffsetOf(JsonNode position)
    {
        var line = position["line"]!.GetValue<int>();
        if (line < 0) return 0;
        if (line >= starts.Count) return Text.Length;
        var start = starts[line];
        var end = line + 1 < starts.Count ? starts[line + 1] : Text.Length;
        while (end > start && Text[end - 1] is '\r' or '\n') end--;
        return start + Math.Clamp(position["character"]!.GetValue<int>(), 0, end - start);
    }

    public JsonObject PositionOf(int offset)
    {
        var line = starts.BinarySearch(offset);
        if (line < 0) line = ~line - 1;
        return new JsonObject { ["line"] = line, ["character"] = offset - starts[line] };
    }

    public JsonObject RangeOf(int start, int length) => new() { ["start"] = PositionOf(start), ["end"] = PositionOf(start + length) };

    /// <summary>The text after a change of <c>textDocument/didChange</c>.</summary>
    public Document Changed(JsonNode change, string? languageId)
    {
        var text = change["text"]!.GetValue<string>();
        if (change["range"] is not { } range) return new Document(Uri, text, languageId);
        var start = OffsetOf(range["start"]!);
        var end = Math.Max(start, OffsetOf(range["end"]!));
        return new Document(Uri, string.Concat(Text.AsSpan(0, start), text, Text.AsSpan(end)), languageId);
    }

    private static Markup MarkupOf(string uri, string? languageId) => languageId switch
    {
        "markdown" or "quarto" or "rmd" or "pandoc" or "gfm" => Markup.Markdown,
        "latex" or "tex" or "plaintex" or "context" => Markup.Latex,
        "bibtex" or "bib" or "biblatex" => Markup.BibTeX,
        "typst" => Markup.Typst,
        _ => System.IO.Path.GetExtension(uri).ToLowerInvariant() switch
        {
            ".md" or ".markdown" or ".qmd" or ".rmd" => Markup.Markdown,
            ".tex" or ".ltx" or ".sty" => Markup.Latex,
            ".bib" => Markup.BibTeX,
            ".typ" => Markup.Typst,
            _ => Markup.Plain,
        },
    };
}
