using LocalDigest.Reading;
using LocalDigest.Text;

namespace LocalDigest.Digests;

/// <summary>
/// Cleans all texts of a record by what their properties say that they are; a property that says nothing holds generated text.
/// </summary>
/// <param name="links">The addresses that a generated text may give.</param>
/// <param name="labels">The language of what is said of withheld texts.</param>
/// <param name="withhold">
/// Gets a sentence about a text that must not be shown, and gives what to show in its place; null for nothing.
/// </param>
internal sealed class TextCleaner(PaperLinks links, Labels labels, Func<string, string?> withhold)
{
    /// <summary>How many sentences were taken out of generated texts.</summary>
    public int Removed { get; private set; }

    /// <summary>A generated text has passed.</summary>
    public bool HasPassed { get; private set; }

    /// <summary>A copy with all texts cleaned; of a list of texts only those that are left.</summary>
    public T Clean<T>(T record) where T : class => TextShape.Change(
        record, (place, texts) => Left(texts.Select(text => CleanPlain(place, text) ?? CleanGenerated(place, text))));

    /// <summary>A copy in which only the texts are cleaned that no model wrote.</summary>
    public static T CleanPlain<T>(T record) where T : class => TextShape.Change(
        record, (place, texts) => Left(texts.Select(text => CleanPlain(place, text) ?? text)));

    /// <summary>Whether a text is taken for one that a model wrote.</summary>
    public static bool IsGenerated(TextPlace place) =>
        place.Own<ShownAsIsAttribute>() is null && place.Own<PlainTextAttribute>() is null && place.Own<WebAddressAttribute>() is null;

    private static IReadOnlyList<string> Left(IEnumerable<string?> texts) => [.. texts.OfType<string>().Where(text => text.Length > 0)];

    private static string? CleanPlain(TextPlace place, string text)
    {
        if (place.Own<ShownAsIsAttribute>() is not null) return text;
        if (place.Own<PlainTextAttribute>() is not null) return LatexText.Clean(text).Text;
        if (place.Own<WebAddressAttribute>() is not null) return PaperLinks.IsWeb(text) ? text : "";
        return null;
    }

    private string? CleanGenerated(TextPlace place, string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var check = TextCheck.Check(text, links.Has);
        Removed += check.Removed;
        HasPassed |= check.Text is not null;
        return check.Text ?? withhold(labels.Fill(ReasonOf(check.Fault), [NameOf(place)]));
    }

    /// <summary>How the reader knows the text, or the part that it belongs to.</summary>
    /// <exception cref="NotSupportedException">Neither it nor anything above it says how: a fault of the program.</exception>
    private string NameOf(TextPlace place) => place.Nearest<LabelAttribute>() is { } label
        ? labels[label.Key].TrimEnd(':', '：')
        : throw new NotSupportedException($"The text {place.Path} can be withheld and has no label by which to say so.");

    private static string ReasonOf(TextFault fault) => fault switch
    {
        TextFault.Refusal => "withheld-refusal",
        TextFault.Data => "withheld-data",
        _ => "withheld-nothing",
    };
}

/// <summary>The web addresses that papers give. What lies below one of them is the papers', too.</summary>
internal sealed class PaperLinks(IEnumerable<DigestPaper> papers)
{
    private readonly HashSet<string> known =
        papers.SelectMany(AddressesOf).Select(Key).Where(key => key.Length > 0).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a text is an http or https address.</summary>
    public static bool IsWeb(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";

    /// <summary>Whether an address is one of these or lies below one.</summary>
    public bool Has(string address)
    {
        var key = Key(address);
        if (known.Contains(key)) return true;
        // A host is a paper's only where the paper gives it without a path: many papers share the others.
        for (var slash = key.LastIndexOf('/'); slash > 0; slash = key.LastIndexOf('/', slash - 1))
        {
            if (known.Contains(key[..slash])) return true;
        }
        return false;
    }

    private static IEnumerable<string> AddressesOf(DigestPaper paper)
    {
        IEnumerable<string?> own = [paper.Url, paper.CodeUrl, paper.ProjectUrl, .. paper.Reading?.Links.Select(link => link.Url) ?? []];
        foreach (var address in own.OfType<string>()) yield return address;
        if (paper.ArxivId is { } arxiv)
        {
            yield return $"https://arxiv.org/abs/{arxiv}";
            yield return $"https://arxiv.org/pdf/{arxiv}";
        }
        foreach (var word in paper.Abstract.Split((char[])[' ', '(', ')', '[', ']', '<', '>', '{', '}', ',']))
        {
            if (word.StartsWith("http", StringComparison.OrdinalIgnoreCase)) yield return word;
        }
    }

    /// <summary>An address without its scheme, <c>www.</c> and what ends a sentence.</summary>
    private static string Key(string address)
    {
        var start = address.IndexOf("://", StringComparison.Ordinal);
        var key = (start < 0 ? address : address[(start + 3)..]).TrimEnd('/', '.', ',', ';', ')');
        return key.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? key[4..] : key;
    }
}
