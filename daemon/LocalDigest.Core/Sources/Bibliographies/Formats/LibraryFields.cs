using LocalDigest.Papers;
using LocalDigest.Text;

namespace LocalDigest.Sources;

/// <summary>What a record of a library says, field by field, as its format writes it.</summary>
internal sealed record LibraryFields
{
    /// <summary>The line on which the record begins, from 1.</summary>
    public required int Line { get; init; }

    public string Type { get; init; } = "";

    public string? Key { get; init; }

    public string? Title { get; init; }

    public string? Abstract { get; init; }

    public IReadOnlyList<Author> Authors { get; init; } = [];

    public PartialDate? Date { get; init; }

    /// <summary>Where arXiv's id and the DOI may stand.</summary>
    public required PaperIdentity.Places Places { get; init; }

    public string? Venue { get; init; }

    public string? Url { get; init; }

    public string? Comment { get; init; }

    public IEnumerable<string> Keywords { get; init; } = [];

    /// <summary>The entry in clean text.</summary>
    public LibraryEntry ToEntry()
    {
        var result = new LibraryEntry { Line = Line, Type = Type.ToLowerInvariant(), Key = Key };
        var title = LatexText.Clean(Title ?? "");
        if (title.Text.Length == 0) return result with { Problem = "The record has no title." };
        var summary = LatexText.Clean(Abstract ?? "");
        var identity = PaperIdentity.Of(Places, title.Text, Authors, Date?.Year);
        return result with
        {
            Date = Date,
            UnknownMacros = [.. title.UnknownMacros.Union(summary.UnknownMacros)],
            Paper = new Paper
            {
                Id = identity.Id,
                Version = identity.Version,
                Title = title.Text,
                Abstract = summary.Text,
                Authors = Authors,
                Published = Date?.Start,
                Url = Uri.TryCreate(Url, UriKind.Absolute, out var page) && page.Scheme is "http" or "https" ? Url : identity.Page,
                Doi = identity.Doi,
                Venue = Clean(Venue),
                Comment = Clean(Comment),
                Keywords = [.. Keywords.Select(keyword => LatexText.Clean(keyword).Text).Where(keyword => keyword.Length > 0).Distinct()],
            },
        };
    }

    private static string? Clean(string? text) => text is not null && LatexText.Clean(text).Text is { Length: > 0 } clean ? clean : null;
}

/// <summary>The fields of one record of a tagged format, in their order; a tag may stand there several times.</summary>
/// <param name="line">The line on which the record begins, from 1.</param>
/// <param name="type">What the record says it is of, where its first line says so; upper case.</param>
internal sealed class TaggedRecord(int line, string type = "")
{
    /// <summary>No field is longer in earnest; the rest of a longer one is left out.</summary>
    private const int LongestField = 1_000_000;

    private readonly List<(string Tag, System.Text.StringBuilder Value)> fields = [];

    public int Line { get; } = line;

    public string Type { get; } = type.ToUpperInvariant();

    public bool IsEmpty => fields.Count == 0;

    public void Add(string tag, string value) => fields.Add((tag, new System.Text.StringBuilder(value)));

    /// <summary>A line that goes on with the field before it.</summary>
    /// <param name="text">The line.</param>
    /// <param name="between">What stands between it and the line before.</param>
    public void Continue(string text, char between)
    {
        if (fields.Count > 0 && text.Length > 0 && fields[^1].Value is { Length: < LongestField } value) value.Append(between).Append(text);
    }

    /// <summary>The values of some tags, in the order of the record.</summary>
    public IEnumerable<string> All(params string[] tags) =>
        fields.Where(field => field.Value.Length > 0 && tags.Contains(field.Tag)).Select(field => field.Value.ToString());

    /// <summary>The first value of the first of the tags that has one; null where none has.</summary>
    public string? First(params ReadOnlySpan<string> tags)
    {
        foreach (var tag in tags)
            foreach (var field in fields)
                if (field.Tag == tag && field.Value.Length > 0) return field.Value.ToString();
        return null;
    }
}
