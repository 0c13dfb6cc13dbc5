using LocalDigest.Papers;

namespace LocalDigest.Sources;

/// <summary>Reads the file of a reference manager, in whichever of the formats it is.</summary>
public static class Library
{
    /// <summary>Whether files of a format are read.</summary>
    public static bool IsRead(FileFormat format) => ReaderOf(format) is not null;

    /// <summary>
    /// The entries, in the file's order as far as references between them allow. The file is read twice: what many entries name as theirs, although title and
    /// first author differ, is the name of none of them, and that is known at its end only.
    /// </summary>
    /// <param name="open">Opens the file at its beginning; called twice.</param>
    /// <param name="format">What the file is.</param>
    /// <param name="ct">Stops reading.</param>
    /// <exception cref="ArgumentException">Files of this format are not read.</exception>
    public static IEnumerable<LibraryEntry> Read(Func<TextReader> open, FileFormat format, CancellationToken ct = default)
    {
        var reader = ReaderOf(format) ?? throw new ArgumentException($"Files of the format {format} are not read.", nameof(format));
        var claims = new Dictionary<PaperId, PaperLikeness>();
        var contested = new HashSet<PaperId>();
        foreach (var entry in Entries())
        {
            if (entry.Paper is not { } paper) continue;
            foreach (var name in NamesOf(paper))
            {
                var likeness = PaperLikeness.Of(paper.Title, paper.Authors);
                if (claims.TryAdd(name, likeness)) continue;
                if (claims[name].IsOther(likeness)) contested.Add(name);
            }
        }
        foreach (var entry in Entries())
        {
            var wrong = entry.Paper is { } paper ? NamesOf(paper).Where(contested.Contains).ToList() : [];
            yield return wrong.Count == 0 ? entry : WithoutNames(entry, wrong);
        }

        IEnumerable<LibraryEntry> Entries()
        {
            using var text = open();
            foreach (var entry in reader(text))
            {
                ct.ThrowIfCancellationRequested();
                yield return entry;
            }
        }
    }

    private static LibraryEntry WithoutNames(LibraryEntry entry, List<PaperId> wrong)
    {
        var paper = entry.Paper!;
        var isDoi = paper.Doi is { } doi && wrong.Exists(name => name.IsDoi && name.Local == doi);
        var remark = $"{string.Join(" and ", wrong)} is given to papers with other titles and authors in this file, too. It was not taken as the name of this one.";
        return entry with
        {
            Paper = wrong.Contains(paper.Id) ? PaperIdentity.WithoutContested(paper, isDoi) : paper with { Doi = isDoi ? null : paper.Doi },
            Remark = entry.Remark is { } other ? $"{other} {remark}" : remark,
        };
    }

    private static IEnumerable<PaperId> NamesOf(Paper paper)
    {
        if (!paper.Id.IsDerived) yield return paper.Id;
        if (!paper.Id.IsDoi && PaperId.TryDoi(paper.Doi, out var doi) && doi.IsDoi) yield return doi;
    }

    private static Func<TextReader, IEnumerable<LibraryEntry>>? ReaderOf(FileFormat format) => format switch
    {
        FileFormat.BibTeX => BibTeXFile.Read,
        FileFormat.Ris => RisFile.Read,
        FileFormat.Medline => MedlineFile.Read,
        FileFormat.WebOfScience => WebOfScienceFile.Read,
        FileFormat.EndNoteXml => EndNoteXmlFile.Read,
        FileFormat.CslJson => CslJsonFile.Read,
        _ => null,
    };
}
