using System.Text.RegularExpressions;
using LocalDigest.Papers;

namespace LocalDigest.Sources;

/// <summary>Which paper an entry of a library is, by the best of the names it has: arXiv's, the publisher's DOI, otherwise title, first author and year.</summary>
/// <param name="Id">The best name.</param>
/// <param name="Version">The version that was named.</param>
/// <param name="Doi">The publisher's DOI.</param>
/// <param name="Page">Where the paper is on the web.</param>
internal readonly partial record struct PaperIdentity(PaperId Id, int? Version, string? Doi, string? Page)
{
    /// <summary>Where in an entry names may stand, best first.</summary>
    public sealed record Places
    {
        /// <summary>Fields for an arXiv identifier alone.</summary>
        public IReadOnlyList<string?> Eprints { get; init; } = [];

        /// <summary>arXiv's archive of <see cref="Eprints"/>, which old identifiers begin with: <c>hep-th</c>.</summary>
        public string? Archive { get; init; }

        /// <summary>Where a DOI may stand, or several.</summary>
        public IReadOnlyList<string?> Dois { get; init; } = [];

        /// <summary>Addresses.</summary>
        public IReadOnlyList<string?> Urls { get; init; } = [];

        /// <summary>The journal, which may say that the paper is on arXiv.</summary>
        public string? Journal { get; init; }

        /// <summary>Numbers beside the journal, one of which is the identifier where that is arXiv: <c>abs/1706.03762</c>.</summary>
        public IReadOnlyList<string?> Numbers { get; init; } = [];

        /// <summary>Text that may name the paper among other things.</summary>
        public IReadOnlyList<string?> Notes { get; init; } = [];
    }

    /// <summary>Finds the names.</summary>
    /// <param name="places">Where they may stand.</param>
    /// <param name="title">For papers without a name.</param>
    /// <param name="authors">For papers without a name.</param>
    /// <param name="year">For papers without a name.</param>
    public static PaperIdentity Of(Places places, string title, IReadOnlyList<Author> authors, int? year)
    {
        PaperId? arxiv = null;
        int? version = null;
        string? doi = null;
        foreach (var eprint in places.Eprints)
        {
            if (eprint is null) continue;
            if (!TakeNamed(eprint)) TakeBare(eprint);
            // 9407087 of hep-th is hep-th/9407087.
            if (arxiv is null && places.Archive is { } archive) TakeArxiv($"{archive}/{eprint.Trim()}");
        }
        foreach (var candidate in places.Dois.SelectMany(Words).Concat(places.Urls))
        {
            if (!PaperId.TryDoi(candidate, out var id)) continue;
            if (id.IsArxiv) arxiv ??= id;
            else doi ??= id.Local;
        }
        foreach (var place in places.Dois.Concat(places.Urls).Append(places.Journal).Concat(places.Numbers)) TakeNamed(place);
        if (places.Journal is { } journal && PreprintPattern().IsMatch(journal))
        {
            TakeBare(journal);
            foreach (var number in places.Numbers) TakeBare(number);
        }
        foreach (var note in places.Notes)
            if (note is not null && !OfAnotherPattern().IsMatch(note)) TakeNamed(note);
        if (arxiv is { } paper) return new(paper, version, doi, "https://arxiv.org/abs/" + paper.Local);
        if (doi is not null && PaperId.TryDoi(doi, out var published)) return new(published, null, doi, "https://doi.org/" + doi);
        return new(PaperId.Derive(title, authors.Count > 0 ? authors[0].Name : null, year), null, null, null);

        bool TakeArxiv(string text)
        {
            if (!PaperId.TryArxiv(text, out var id, out var named)) return false;
            if (arxiv is { } known && known != id) return true;
            arxiv = id;
            version ??= named;
            return true;
        }

        bool TakeNamed(string? text) => text is not null && Take(NamedPattern().Match(text), text);

        void TakeBare(string? text)
        {
            if (text is not null) Take(BarePattern().Match(text), text);
        }

        // What goes on with a digit is a longer number.
        bool Take(Match match, string text) =>
            match.Success && match.Groups["id"] is var named && (named.Index + named.Length == text.Length || !char.IsAsciiDigit(text[named.Index + named.Length]))
            && TakeArxiv(named.Value);
    }

    /// <summary>The best name that an entry has when the one it has is another paper's.</summary>
    /// <param name="paper">The entry as it was read.</param>
    /// <param name="isDoiContested">The DOI is another paper's, too.</param>
    public static Paper WithoutContested(Paper paper, bool isDoiContested)
    {
        var doi = isDoiContested ? null : paper.Doi;
        var id = doi is not null && PaperId.TryDoi(doi, out var published) ? published
            : PaperId.Derive(paper.Title, paper.Authors.Count > 0 ? paper.Authors[0].Name : null, paper.Published?.Year);
        var isOfContested = paper.Url is { } url && (PaperId.TryArxiv(url, out var named, out _) || PaperId.TryDoi(url, out named)) && named == paper.Id;
        return paper with { Id = id, Doi = doi, Version = null, Url = isOfContested ? (id.IsDoi ? "https://doi.org/" + id.Local : null) : paper.Url };
    }

    private static IEnumerable<string?> Words(string? text) =>
        text is null ? [] : text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is { Length: > 1 } words ? words : [text];

    private const string Identifier = @"(?<id>(?:\d{4}\.\d{4,5}|[a-z][a-z-]*(?:\.[a-z]{2})?/\d{7})(?:v\d{1,3})?)";

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;

    // "arXiv preprint arXiv:1910.06508", "arXiv: hep-th/9901001", "arxiv.org/pdf/2101.00019v2", "10.48550/arXiv.2404.14619".
    [GeneratedRegex(@"arxiv(?:\.org/(?:abs|pdf|html|format)/|[.:\s]|e-?prints?|preprint|\bid\b)*" + Identifier, Options)]
    private static partial Regex NamedPattern();

    [GeneratedRegex(@"^\s*(?:[^\s\d]\S*\s+)*(?:abs/)?" + Identifier, Options)]
    private static partial Regex BarePattern();

    [GeneratedRegex(@"^\W*(?:arxiv|corr)\b", Options)]
    private static partial Regex PreprintPattern();

    // "Comment on arXiv:2101.00008" is another paper.
    [GeneratedRegex(@"\b(?:comments?|reply|response|addendum|corrigendum|erratum|sequel|supplement|companion)\s+(?:on|to|of|for)\b", Options)]
    private static partial Regex OfAnotherPattern();
}
