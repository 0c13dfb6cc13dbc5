using LocalDigest.Papers;

namespace LocalDigest.Sources;

/// <summary>Which paper an entry of a library is, by the best of the names it has: arXiv's, the publisher's DOI, otherwise title and first author.</summary>
internal readonly record struct PaperIdentity(PaperId Id, int? Version, string? Doi, string? Page)
{
    /// <param name="eprint">An arXiv identifier, where the entry has a field for it.</param>
    /// <param name="dois">Where a DOI may stand.</param>
    /// <param name="urls">Addresses that may be arXiv's or doi.org's.</param>
    /// <param name="mention">Text that may say <c>arXiv:2601.12080</c>, as preprints have in place of a journal.</param>
    /// <param name="title">For papers without a name.</param>
    /// <param name="authors">For papers without a name.</param>
    public static PaperIdentity Of(string? eprint, IEnumerable<string?> dois, IReadOnlyList<string?> urls, string? mention, string title, IReadOnlyList<Author> authors)
    {
        PaperId? arxiv = null;
        int? version = null;
        string? doi = null;
        if (eprint is not null) TakeArxiv(eprint);
        foreach (var candidate in dois.Concat(urls))
        {
            if (!PaperId.TryDoi(candidate, out var id)) continue;
            if (id.IsArxiv) arxiv ??= id;
            else doi ??= id.Local;
        }
        foreach (var url in urls)
            if (url is not null) TakeArxiv(url);
        foreach (var word in (mention ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var trimmed = word.Trim('(', ')', '[', ']', '{', '}', ',', ';', '.', ':');
            if (trimmed.StartsWith("arXiv:", StringComparison.OrdinalIgnoreCase)) TakeArxiv(trimmed);
            else if (trimmed.StartsWith("abs/", StringComparison.Ordinal)) TakeArxiv(trimmed[4..]);
        }
        if (arxiv is { } paper) return new(paper, version, doi, "https://arxiv.org/abs/" + paper.Local);
        if (doi is not null && PaperId.TryDoi(doi, out var published)) return new(published, null, doi, "https://doi.org/" + doi);
        return new(PaperId.Derive(title, authors.Count > 0 ? authors[0].Name : null), null, null, null);

        void TakeArxiv(string text)
        {
            if (!PaperId.TryArxiv(text, out var id, out var named) || (arxiv is { } known && known != id)) return;
            arxiv = id;
            version ??= named;
        }
    }
}
