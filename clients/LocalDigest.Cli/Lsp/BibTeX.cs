using LocalDigest.Client;

namespace LocalDigest.Cli.Lsp;

/// <summary>A value of an entry, and where it stands without its braces.</summary>
internal readonly record struct BibValue(string Text, int Start);

/// <summary>An entry of a BibTeX file, with where its parts stand.</summary>
internal sealed record BibEntry(string Type, string Key, int KeyStart, int Start, int End, IReadOnlyDictionary<string, BibValue> Fields)
{
    private static readonly string[] PlacesOfIds = ["doi", "url", "journal", "note", "howpublished"];

    public string? this[string field] => Fields.TryGetValue(field, out var value) ? value.Text : null;

    /// <summary>The paper's id; null where the entry names none.</summary>
    public string? PaperId
    {
        get
        {
            if (this["eprint"] is { } eprint && PaperName.Find(eprint.Trim()) is { } arxiv
                && arxiv.StartsWith("arxiv:", StringComparison.Ordinal)) return arxiv;
            foreach (var name in PlacesOfIds)
            {
                if (this[name] is { } value && Mentions.Ids(name == "doi" ? "doi:" + value.Trim() : value)
                    .FirstOrDefault() is { } found) return found.Id;
            }
            return null;
        }
    }

    /// <summary>It is cited as a preprint: nothing says where it was published.</summary>
    public bool IsPreprint =>
        this["journal"] is not { } journal ? this["booktitle"] is null : journal.Contains("arxiv", StringComparison.OrdinalIgnoreCase);

    public string Title => (this["title"] ?? Key).Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
}

/// <summary>Reads where the entries of a BibTeX file stand. A broken one does not hide those behind it.</summary>
internal static class BibTeX
{
    public static BibEntry? First(string text) => Parse(text) is [var first, ..] ? first : null;

    public static IReadOnlyList<BibEntry> Parse(string text)
    {
        var entries = new List<BibEntry>();
        for (var at = text.IndexOf('@'); at >= 0; at = text.IndexOf('@', at))
        {
            var i = at + 1;
            while (i < text.Length && char.IsAsciiLetter(text[i])) i++;
            var type = text[(at + 1)..i].ToLowerInvariant();
            i = SkipSpace(text, i);
            if (type.Length == 0 || type is "comment" or "string" or "preamble" || i >= text.Length || text[i] is not ('{' or '('))
            {
                at++;
                continue;
            }
            var keyStart = SkipSpace(text, i + 1);
            var keyEnd = keyStart;
            while (keyEnd < text.Length && text[keyEnd] is not (',' or '}' or ')' or '\n' or '=' or ' ')) keyEnd++;
            var fields = new Dictionary<string, BibValue>(StringComparer.OrdinalIgnoreCase);
            var end = ReadFields(text, keyEnd, fields);
            if (keyEnd > keyStart) entries.Add(new BibEntry(type, text[keyStart..keyEnd], keyStart, at, end, fields));
            at = end;
        }
        return entries;
    }

    /// <returns>Behind the entry.</returns>
    private static int ReadFields(string text, int i, Dictionary<string, BibValue> fields)
    {
        while (true)
        {
            while (i < text.Length && (char.IsWhiteSpace(text[i]) || text[i] == ',')) i++;
            if (i >= text.Length || text[i] == '@') return i;
            if (text[i] is '}' or ')') return i + 1;
            var nameStart = i;
            while (i < text.Length && (char.IsLetterOrDigit(text[i]) || text[i] is '_' or '-')) i++;
            var name = text[nameStart..i];
            i = SkipSpace(text, i);
            if (name.Length == 0 || i >= text.Length || text[i] != '=')
            {
                if (i < text.Length && text[i] != '@' && text[i] is not ('}' or ')')) i++;
                continue;
            }
            i = SkipSpace(text, i + 1);
            var (value, next) = ReadValue(text, i);
            fields.TryAdd(name, value);
            i = next;
        }
    }

    private static (BibValue Value, int Next) ReadValue(string text, int i)
    {
        if (i >= text.Length) return (new BibValue("", i), i);
        var isBraced = text[i] == '{';
        var isQuoted = text[i] == '"';
        var start = isBraced || isQuoted ? i + 1 : i;
        var depth = 0;
        for (i = start; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '{') depth++;
            var ends = isBraced ? c == '}' && depth == 0 : isQuoted ? c == '"' && depth == 0 : c is ',' or '}' or '\n';
            if (ends) return (new BibValue(text[start..i].Trim(), start), isBraced || isQuoted ? i + 1 : i);
            if (c == '}') depth--;
        }
        return (new BibValue(text[start..].Trim(), start), text.Length);
    }

    private static int SkipSpace(string text, int i)
    {
        while (i < text.Length && char.IsWhiteSpace(text[i])) i++;
        return i;
    }
}
