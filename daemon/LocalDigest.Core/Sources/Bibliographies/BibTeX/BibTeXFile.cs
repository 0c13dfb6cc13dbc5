using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using LocalDigest.Papers;
using LocalDigest.Text;

namespace LocalDigest.Sources;

/// <summary>
/// BibTeX and biblatex files as libraries of papers. Written after "BibTeXing" (Oren Patashnik, 1988) and the biblatex manual; tolerant of what reference managers
/// make of them. Reading streams: besides the entry at hand only the @string macros and the proceedings and books that others refer to are held,
/// and entries that refer to one which has not come yet.
/// </summary>
public static class BibTeXFile
{
    /// <summary>Reads a file, entry by entry. Entries that wait for the one they refer to come behind it, or last.</summary>
    public static IEnumerable<LibraryEntry> Read(TextReader reader)
    {
        var parents = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.OrdinalIgnoreCase);
        var waiting = new Dictionary<string, List<BibTeXReader.Entry>>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in new BibTeXReader(reader).Entries())
        {
            if (entry.Problem is null && entry.Fields.TryGetValue("crossref", out var reference) && !parents.ContainsKey(reference = reference.Trim()))
            {
                if (!waiting.TryGetValue(reference, out var children)) waiting[reference] = children = [];
                children.Add(entry);
                continue;
            }
            yield return Convert(entry, parents);
            if (entry.Problem is not null || entry.Key is null) continue;
            var isAwaited = waiting.Remove(entry.Key, out var awaiting);
            if (!isAwaited && !Collections.Contains(entry.Type)) continue;
            parents.TryAdd(entry.Key, entry.Fields.Where(field => Inherited.Contains(field.Key)).ToDictionary());
            foreach (var child in awaiting ?? []) yield return Convert(child, parents);
        }
        foreach (var orphan in waiting.Values.SelectMany(children => children).OrderBy(child => child.Line)) yield return Convert(orphan, parents);
    }

    /// <summary>One entry, ending with a line break: <c>@misc{doe2026title, …}</c>.</summary>
    /// <param name="paper">The paper.</param>
    /// <param name="key">The citation key; <see cref="Key"/> where none is given.</param>
    public static string Write(Paper paper, string? key = null)
    {
        var entry = new StringBuilder();
        var venue = paper.Venue;
        var isConference = venue is not null && ConferenceWords.Any(word => venue.Contains(word, StringComparison.OrdinalIgnoreCase));
        entry.Append('@').Append(venue is null ? "misc" : isConference ? "inproceedings" : "article").Append('{').Append(key ?? Key(paper)).Append(",\n");
        Field("title", Escape(paper.Title, protectCapitals: true));
        Field("author", string.Join(" and ", paper.Authors.Select(author => WriteName(author.Name))));
        if (venue is not null) Field(isConference ? "booktitle" : "journal", Escape(venue));
        if (paper.Published is { } date)
        {
            date = date.ToUniversalTime();
            // The first moment of a year or month is what remains of a date without month or day.
            var isFirst = date.TimeOfDay == TimeSpan.Zero && date.Day == 1;
            Field("year", date.Year.ToString(CultureInfo.InvariantCulture));
            if (!isFirst || date.Month != 1) entry.Append("  month = ").Append(CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedMonthNames[date.Month - 1].ToLowerInvariant()).Append(",\n");
            if (!isFirst) Field("day", date.Day.ToString(CultureInfo.InvariantCulture));
        }
        if (paper.Id.IsArxiv)
        {
            Field("eprint", paper.Id.Local);
            Field("archivePrefix", "arXiv");
            if (paper.Categories.Count > 0) Field("primaryClass", EscapeVerbatim(paper.Categories[0]));
            if (paper.Version is { } version) Field("version", version.ToString(CultureInfo.InvariantCulture));
        }
        Field("doi", EscapeVerbatim(paper.Doi));
        Field("url", EscapeVerbatim(paper.Url));
        Field("keywords", string.Join(", ", paper.Keywords.Select(keyword => Escape(keyword.Replace(",", " ", StringComparison.Ordinal)))));
        Field("note", Escape(paper.Comment));
        Field("abstract", Escape(paper.Abstract));
        return entry.Append("}\n").ToString();

        void Field(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value)) entry.Append("  ").Append(name).Append(" = {").Append(value).Append("},\n");
        }
    }

    /// <summary>A file of many papers, no two under one key, with an empty line behind each.</summary>
    public static string Write(IEnumerable<Paper> papers)
    {
        var keys = new CitationKeys();
        return string.Concat(papers.Select(paper => Write(paper, keys.Next(paper)) + "\n"));
    }

    /// <summary>
    /// The citation key of a paper: the first author's family name, the year, and the first word of the title that says something, in ASCII: <c>doe2026title</c>.
    /// It depends on nothing else, so it stays the same. Where neither name nor title has a letter that ASCII knows it is made of the paper's id.
    /// </summary>
    public static string Key(Paper paper)
    {
        var family = paper.Authors.Count > 0 ? UnicodeText.Fold(PersonName.Parts(paper.Authors[0].Name).Family).ToLowerInvariant() : "";
        var words = paper.Title.Split([' ', '-', '–', '—', ':', '/'], StringSplitOptions.RemoveEmptyEntries).Select(word => UnicodeText.Fold(word).ToLowerInvariant());
        var word = words.FirstOrDefault(word => word.Length > 1 && !SmallWords.Contains(word)) ?? "";
        if (family.Length + word.Length == 0) return UnicodeText.Fold(paper.Id.Value).ToLowerInvariant();
        return family + paper.Published?.ToUniversalTime().Year.ToString(CultureInfo.InvariantCulture) + word;
    }

    private static LibraryEntry Convert(BibTeXReader.Entry entry, Dictionary<string, IReadOnlyDictionary<string, string>> parents)
    {
        var result = new LibraryEntry { Line = entry.Line, Type = entry.Type, Key = entry.Key };
        if (entry.Problem is not null) return result with { Problem = entry.Problem };
        var fields = entry.Fields;
        if (fields.TryGetValue("crossref", out var reference) && parents.TryGetValue(reference.Trim(), out var parent)) fields = Inherit(fields, parent);

        var title = LatexText.CleanBraced(First("title", "maintitle") ?? "");
        if (title.Text.Length == 0) return result with { Problem = "The entry has no title." };
        var subtitle = Clean("subtitle");
        var summary = LatexText.CleanBraced(First("abstract") ?? "");
        var authors = AuthorList.Read(First("author") ?? First("editor"), PersonListForm.BibTeX);
        // A collaboration that has no author, and one beside its speaker (INSPIRE).
        if (Clean("collaboration") is { } group && !authors.Any(author => author.Name.Contains(group, StringComparison.OrdinalIgnoreCase))) authors = [.. authors, new Author(group)];
        var date = PartialDate.Parse(First("date")) ?? ReadDate();
        var url = Address(First("url")) ?? Address(First("howpublished")) ?? Address(First("ee")) ?? Address(First("link"));
        var fullTitle = subtitle is null ? title.Text : $"{title.Text}: {subtitle}";
        var identity = PaperIdentity.Of(Names(), fullTitle, authors, date?.Year);
        var paper = new Paper
        {
            Id = identity.Id,
            Version = identity.Version ?? (identity.Id.IsArxiv && int.TryParse(First("version"), out var version) ? version : null),
            Title = fullTitle,
            Abstract = summary.Text,
            Authors = authors,
            Published = date?.Start,
            Categories = identity.Id.IsArxiv && First("primaryclass", "eprintclass") is { } category ? [LatexText.Unescape(category)] : [],
            Url = url ?? identity.Page,
            Doi = identity.Doi,
            Venue = Venue(),
            Comment = Comment(),
            License = Clean("copyright", "license", "rights"),
            Keywords = [.. Keywords()],
        };
        return result with
        {
            Paper = paper,
            Date = date,
            AddedAt = AddedAt(),
            Files = [.. LibraryFiles.Parse(First("file")), .. LibraryFiles.Parse(First("pdf")), .. LibraryFiles.Parse(First("local-url"))],
            UnknownMacros = [.. title.UnknownMacros.Union(summary.UnknownMacros)],
            Remark = entry.Skipped,
        };

        string? First(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
                if (fields.TryGetValue(name, out var value)) return value;
            return null;
        }

        string? Clean(params ReadOnlySpan<string> names) => First(names) is { } value && LatexText.CleanBraced(value).Text is { Length: > 0 } text ? text : null;

        PartialDate? ReadDate()
        {
            if (PartialDate.Parse(LatexText.Unescape(First("year") ?? "")) is not { } year) return null;
            if (year.Month is not null || PartialDate.ParseMonth(First("month")) is not { } month) return year;
            // day = 10 and month = "10~jan" are both in use.
            var inMonth = First("month") is { } text && text.Any(char.IsAsciiLetter) ? new string([.. text.Where(char.IsAsciiDigit)]) : "";
            return PartialDate.Parse($"{year.Year:D4}-{month:D2}-{First("day") ?? inMonth}");
        }

        string? Plain(params ReadOnlySpan<string> names) => First(names) is { } value ? LatexText.Unescape(value) : null;

        PaperIdentity.Places Names()
        {
            var archive = Plain("archiveprefix", "eprinttype", "archive")?.Trim();
            // An eprint may be PubMed's or JSTOR's; hep-th is one of arXiv's own.
            var isOfOthers = archive is not null && !archive.Equals("arxiv", StringComparison.OrdinalIgnoreCase) && !archive.Contains('-', StringComparison.Ordinal)
                && ArxivCategory.Problem(archive) is not null;
            return new()
            {
                Eprints = isOfOthers ? [Plain("arxivid", "arxiv")] : [Plain("eprint"), Plain("arxivid", "arxiv")],
                Archive = archive?.Equals("arxiv", StringComparison.OrdinalIgnoreCase) == false ? archive : Plain("primaryclass", "eprintclass"),
                Dois = [Plain("doi"), url, Address(First("ee"))],
                Urls = [Plain("url"), Plain("arxivurl"), Plain("ee"), Plain("link"), Plain("howpublished"), Plain("bdsk-url-1"), Plain("adsurl")],
                Journal = Plain("journal", "journaltitle", "publisher", "booktitle"),
                Numbers = [Plain("volume"), Plain("number"), Plain("eid"), Plain("pages"), Plain("issue"), Plain("article-number", "articleno")],
                Notes = [Plain("note"), Plain("annote"), Plain("annotation"), Plain("addendum"), Plain("eprintnote"), Plain("howpublished"), Plain("comment")],
            };
        }

        string? Venue()
        {
            var named = First("fjournal", "journaltitle", "journal")?.Trim(' ', '{', '}', '\\');
            var venue = named is not null && JournalMacros.OfAstronomy.TryGetValue(named, out var journal)
                ? journal
                : Clean("fjournal", "journaltitle", "journal") ?? Clean("booktitle") ?? Clean("school", "institution");
            // Not where it was published, but where it was not yet.
            return venue is null || venue.StartsWith("arXiv", StringComparison.OrdinalIgnoreCase) || venue.Equals("CoRR", StringComparison.OrdinalIgnoreCase) ? null : venue;
        }

        string? Comment()
        {
            string?[] parts = [Clean("note"), Address(First("howpublished")) is null ? Clean("howpublished") : null, Clean("pubstate")];
            var text = string.Join("; ", parts.Where(part => part is not null).Distinct());
            return text.Length == 0 ? null : text;
        }

        IEnumerable<string> Keywords()
        {
            var raw = First("keywords", "keyword") ?? "";
            return raw.Split(raw.Contains(';', StringComparison.Ordinal) ? ';' : ',').Select(keyword => LatexText.CleanBraced(keyword).Text).Where(keyword => keyword.Length > 0).Distinct();
        }

        DateTimeOffset? AddedAt()
        {
            foreach (var name in (ReadOnlySpan<string>)["date-added", "added-at", "creationdate", "timestamp"])
            {
                // dblp stamps when its own record changed.
                if (name == "timestamp" && First("bibsource", "biburl")?.Contains("dblp", StringComparison.OrdinalIgnoreCase) == true) continue;
                if (WrittenDate.Moment(fields.GetValueOrDefault(name)) is { } time) return time;
            }
            return null;
        }
    }

    /// <summary>An address of the web in a value, which may have it in \url{…}.</summary>
    private static string? Address(string? raw)
    {
        if (raw is null) return null;
        var text = raw;
        if (text.IndexOf("\\url", StringComparison.Ordinal) is >= 0 and var at) text = text[(at + 4)..].Trim().TrimStart('{').Split('}')[0];
        text = LatexText.Unescape(text);
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? text : null;
    }

    /// <summary>What an entry has from the one that it names in <c>crossref</c>: every field that it lacks, and the title as the title of the book.</summary>
    private static Dictionary<string, string> Inherit(IReadOnlyDictionary<string, string> child, IReadOnlyDictionary<string, string> parent)
    {
        var fields = child.ToDictionary();
        foreach (var (name, value) in parent) fields.TryAdd(name == "title" ? "booktitle" : name, value);
        return fields;
    }

    private static readonly FrozenSet<string> Collections = FrozenSet.Create("book", "mvbook", "collection", "mvcollection", "proceedings", "mvproceedings", "conference", "periodical", "reference", "mvreference");

    private static readonly FrozenSet<string> Inherited = FrozenSet.Create(
        "title", "booktitle", "author", "editor", "year", "month", "day", "date", "journal", "journaltitle");

    private static readonly string[] ConferenceWords = ["proceedings", "conference", "workshop", "symposium", "advances in neural", "proc. "];

    private static readonly FrozenSet<string> SmallWords = FrozenSet.Create("an", "and", "are", "as", "at", "by", "can", "do", "does", "for", "from", "how", "in", "into", "is", "it", "its", "of", "on", "or", "our", "over", "that", "the", "to", "toward", "towards", "under", "via", "we", "what", "when", "where", "why", "with", "without");

    private static string WriteName(string name)
    {
        var (family, given, suffix) = PersonName.Parts(name);
        if (name.Contains(',', StringComparison.Ordinal) || name.Split(' ').Contains("and", StringComparer.OrdinalIgnoreCase)) return $"{{{Escape(name)}}}";
        return suffix.Length > 0 ? $"{Escape(family)}, {Escape(suffix)}, {Escape(given)}" : Escape(name);
    }

    /// <summary>Text as TeX: signs that TeX reads as commands are escaped, mathematics stays. No brace is left that does not close, as BibTeX counts even escaped ones.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    private static string? Escape(string? text, bool protectCapitals = false)
    {
        if (text is null) return null;
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var (piece, isMath) in LatexText.Pieces(text))
        {
            if (isMath && IsBalanced(piece))
            {
                escaped.Append('$').Append(piece).Append('$');
                continue;
            }
            for (var i = 0; i < piece.Length;)
            {
                var end = i;
                while (end < piece.Length && char.IsLetterOrDigit(piece[end])) end++;
                if (end == i)
                {
                    escaped.Append(EscapeSign(piece[i++]));
                    continue;
                }
                // Styles lower the letters of titles; names like BERT and LaTeX are to keep theirs.
                var isProtected = protectCapitals && piece.AsSpan(i + 1, end - i - 1).ContainsAnyInRange('A', 'Z');
                if (isProtected) escaped.Append('{');
                escaped.Append(piece, i, end - i);
                if (isProtected) escaped.Append('}');
                i = end;
            }
        }
        return escaped.ToString();
    }

    private static bool IsBalanced(string text)
    {
        var depth = 0;
        foreach (var c in text)
        {
            if (c == '{') depth++;
            else if (c == '}' && --depth < 0) return false;
        }
        return depth == 0;
    }

    private static string EscapeSign(char c) => c switch
    {
        '\\' => "\\textbackslash{}",
        '{' => "\\textbraceleft{}",
        '}' => "\\textbraceright{}",
        '~' => "\\textasciitilde{}",
        '^' => "\\textasciicircum{}",
        '$' or '&' or '#' or '_' or '%' => "\\" + c,
        _ => c.ToString(),
    };

    /// <summary>An identifier or address: nothing but the braces can break it out of its field.</summary>
    private static string? EscapeVerbatim(string? text) => text?.Replace("{", "%7B", StringComparison.Ordinal).Replace("}", "%7D", StringComparison.Ordinal).Replace("\\", "%5C", StringComparison.Ordinal);
}
