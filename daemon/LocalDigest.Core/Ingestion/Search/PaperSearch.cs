using LocalDigest.Papers;
using LocalDigest.Storage;
using LocalDigest.Text;

namespace LocalDigest.Ingestion;

/// <summary>What a search by words found.</summary>
public sealed record WordMatches
{
    /// <summary>The whole text is this paper's id, address or DOI: nothing else is meant. Null where it is none.</summary>
    public PaperId? Id { get; init; }

    /// <summary>The papers of the person whose name the text is, or that it names with <c>author:</c> alone; the newest first.</summary>
    public IReadOnlyList<long> ByAuthor { get; init; } = [];

    /// <summary>The papers with every word, best first, all of them. With an id, its paper.</summary>
    public IReadOnlyList<long> WithAll { get; init; } = [];

    /// <summary>Where hardly any paper has every word: the best of those with any of them.</summary>
    public IReadOnlyList<long> WithAny { get; init; } = [];

    /// <summary>Only these papers are asked for (<c>author:</c>); null for all.</summary>
    public IReadOnlySet<long>? Among { get; init; }

    /// <summary>These papers are not wanted (<c>-word</c>).</summary>
    public IReadOnlySet<long> Excluded { get; init; } = new HashSet<long>();

    /// <summary>Nothing is asked for but what is not wanted: every other paper is found.</summary>
    public bool IsExclusionOnly { get; init; }

    /// <summary>What to search for by meaning; null where the letters alone are asked for.</summary>
    public string? Meant { get; init; }

    /// <summary>No word of it is in a paper, and it is not written in the papers' script: an embedding of English cannot read it.</summary>
    public bool IsOfOtherScript { get; init; }

    /// <summary>What was searched for in place of the text, with its typing errors corrected; null where that is the text.</summary>
    public string? Corrected { get; init; }

    /// <summary>What to know of the search.</summary>
    public IReadOnlyList<Saying> Notices { get; init; } = [];
}

/// <summary>Finds papers by filters and by words (SQLite FTS5, BM25 with the title weighing more).</summary>
public sealed class PaperSearch(Database database, PaperTable papers)
{
    /// <summary>So many papers are put in order by BM25; the others, which match least, follow by age.</summary>
    private const int MostOrdered = 2000;

    /// <summary>A word of so few papers, or fewer, may be a typing error, or the beginning of a word that is being typed.</summary>
    private const int FewPapers = 2;

    /// <summary>A word that some papers have is taken for an error only where another is so many times as frequent.</summary>
    private const int TimesAsFrequent = 20;

    /// <summary>So many words of a text are corrected.</summary>
    private const int MostCorrections = 8;

    /// <summary>So many words are asked for one by one in place of a beginning; of more, the full-text index tells by itself.</summary>
    private const int MostWords = 256;

    /// <summary>Of papers with some of the words alone, so many are given: what matches least answers nothing.</summary>
    private const int MostWithAny = 100;

    /// <summary>Where so few papers have every word, those with some of them are given too.</summary>
    private const int FewWithAll = 10;

    /// <summary>A name has at most so many words.</summary>
    private const int LongestName = 5;

    /// <summary>The character that comes after the dot.</summary>
    private const char AfterDot = (char)('.' + 1);

    private const string TextColumns = "{title abstract keywords} : ";

    private readonly PaperVocabulary vocabulary = new(papers);

    /// <summary>The numbers of the papers of a category, or of an archive's categories.</summary>
    /// <param name="category">A category such as <c>cs.CV</c>, or an archive such as <c>cs</c>.</param>
    public IReadOnlySet<long> InCategory(string category) => database.Read(session => session.Query(
        // Two ranges of the primary key: where they are one condition, or a LIKE, SQLite reads the whole table.
        """
        SELECT paper FROM paper_categories WHERE category = ?1
        UNION SELECT paper FROM paper_categories WHERE category >= ?2 AND category < ?3
        """,
        row => row.Key(0),
        category, IsArchive(category) ? category + "." : null, IsArchive(category) ? category + AfterDot : null).ToHashSet());

    private static bool IsArchive(string category) => !category.Contains('.');

    /// <summary>The numbers of the papers that a person wrote.</summary>
    /// <param name="author">
    /// The words of one name in any order, some or all of them, with initials for given names, and the last one may go on (<c>Fin*</c>);
    /// several persons as a list of authors (<c>Ada King; Bo Li</c>), who wrote together. None finds nobody's papers.
    /// </param>
    public IReadOnlySet<long> ByAuthor(string author)
    {
        // A name is cleaned of what belongs to no name; the star says that its last word may go on.
        var star = author.EndsWith('*') ? "*" : "";
        var persons = PersonList.Read(author, PersonListForm.Field).Select(person => new AuthorName(person.Name + star)).ToList();
        if (persons.Count == 0 || persons.Exists(person => !person.IsSearchable)) return new HashSet<long>();
        return database.Read(session => persons.Select(person => By(session, person)).Aggregate((found, next) =>
        {
            found.IntersectWith(next);
            return found;
        }));
    }

    /// <summary>The papers that a text asks for.</summary>
    /// <param name="text">
    /// What the user typed; any text is safe. Understood are an id, address or DOI; <c>"a phrase"</c>, <c>word*</c>, <c>-word</c>,
    /// <c>author:name</c>; the name of a person. The words of a question do not count, and the last word may be a beginning.
    /// </param>
    /// <param name="abbreviations">
    /// Words that are a short or a long form of these are looked for in the other forms too, behind what was typed.
    /// </param>
    internal WordMatches ByWords(string text, Abbreviations abbreviations)
    {
        var ids = SearchQuery.Ids(text).ToList();
        if (ids.Count > 0)
        {
            var paper = ids.Select(papers.Find).FirstOrDefault(found => found is not null);
            return new WordMatches
            {
                Id = ids[0],
                WithAll = paper is null ? [] : [paper.Number],
                Notices = paper is null ? [new Saying("notice-search-no-such-paper", ids[0].Value)] : [],
            };
        }
        var terms = SearchQuery.Parse(text);
        var notices = new List<Saying>();
        var excluded = Excluded(terms);
        var wanted = terms.Where(term => !term.IsExcluded).ToList();
        var among = TakeAuthors(wanted, notices);
        if (wanted.Count == 0)
        {
            return new WordMatches
            {
                IsExclusionOnly = terms.Count > 0 && among is null,
                ByAuthor = among is null ? [] : [.. among.OrderDescending()],
                Among = among,
                Excluded = excluded,
                Notices = notices,
            };
        }
        // A sentence means more than its words: it is embedded as it was typed, where all of it is asked for.
        var meant = wanted.Count == terms.Count ? text.Trim() : TextOf(wanted);
        wanted = [.. SearchQuery.WithoutStopWords(wanted)];
        var found = database.Read(session => Search(session, wanted, text, meant, abbreviations, notices));
        return found with { Among = among, Excluded = excluded, Notices = notices };
    }

    private WordMatches Search(
        Session session, List<SearchTerm> typed, string text, string meant, Abbreviations abbreviations, List<Saying> notices)
    {
        var terms = WithBeginning(session, typed, text);
        var found = WithEvery(session, terms);
        var byAuthor = ByName(session, typed);
        var (otherwise, forms) = InOtherForms(session, terms, found, abbreviations);
        string? corrected = null;
        if (found.Count + otherwise.Count <= FewPapers && byAuthor.Count == 0 && Correct(session, typed) is { } mended)
        {
            var (instead, author) = (WithEvery(session, mended), ByName(session, mended));
            // A word that no paper has need not be an error: it is one where the other word fits to the rest.
            if (instead.Count + author.Count > found.Count)
            {
                (terms, byAuthor, corrected) = (mended, author, TextOf(mended));
                found = [.. found, .. instead.Except(found)];
                (otherwise, forms) = InOtherForms(session, terms, found, abbreviations);
                notices.Add(new Saying("notice-search-corrected", corrected, TextOf(typed)));
            }
        }
        if (otherwise.Count > 0) notices.Add(new Saying("notice-search-other-forms", forms));
        found = [.. found, .. otherwise];
        var unread = terms.Where(term => SearchWords.IsOfOtherScript(term.Text) && !Has(session, Expression(term))).ToList();
        if (unread.Count > 0) notices.Add(new Saying("notice-search-other-script", TextOf(unread)));
        var isNobody = found.Count == 0 && byAuthor.Count == 0 && IsName(terms) && terms.TrueForAll(term => IsInNamesOnly(session, term));
        if (isNobody) notices.Add(new Saying("notice-search-no-author", TextOf(terms)));
        var isByLetters = terms.Exists(term => term.Kind != SearchTermKind.Word && typed.Contains(term));
        var isLoose = !isByLetters && !isNobody && byAuthor.Count == 0;
        var isSparse = isLoose && terms.Count > 1 && found.Count < FewWithAll;
        return new WordMatches
        {
            ByAuthor = byAuthor,
            WithAll = found,
            WithAny = isSparse ? Best(session, TextColumns + Join(terms, "OR"), MostWithAny) : [],
            Meant = isLoose ? corrected ?? meant : null,
            IsOfOtherScript = unread.Count == terms.Count,
            Corrected = corrected,
        };
    }

    /// <summary>The papers with every term, best first.</summary>
    private List<long> WithEvery(Session session, List<SearchTerm> terms)
    {
        var every = Join(terms, "AND");
        var found = terms.Count == 1 ? Ordered(session, every) : Ordered(session, TextColumns + every);
        if (terms.Count > 1)
        {
            // A name and a subject, "Finn meta-learning": what names hold of the words must be in one of them.
            var words = terms.SelectMany(term => SearchWords.Of(term.Text)).ToHashSet(StringComparer.Ordinal);
            var mixed = session.Query(
                "SELECT rowid, author_names FROM papers_fts WHERE papers_fts MATCH ?1", row => (Number: row.Key(0), Names: row.Text(1)),
                $"({every}) AND author_names : {Join(terms, "OR")} NOT {TextColumns}{every}");
            var ofOnePerson = mixed.Where(paper => AuthorName.Count(words, paper.Names) is var (ofOne, ofAll) && ofOne == ofAll);
            found.AddRange(ofOnePerson.Select(paper => paper.Number));
        }
        foreach (var term in terms.Where(term => SearchWords.HasSymbols(term.Text)))
        {
            var literal = Literally(session, term);
            var held = found.Where(literal.Contains).ToList();
            if (held.Count > 0) found = held;
        }
        return found;
    }

    /// <summary>
    /// The papers with every term, best first, where what has a short and a long form stands in another form than in the terms; and
    /// these forms.
    /// </summary>
    private (List<long> Papers, string Forms) InOtherForms(
        Session session, List<SearchTerm> terms, List<long> found, Abbreviations abbreviations)
    {
        var (parts, others) = (new List<string>(), new List<string>());
        for (var start = 0; start < terms.Count;)
        {
            var words = terms.Skip(start).TakeWhile(term => term.Kind == SearchTermKind.Word).Take(Abbreviations.MostWords).ToList();
            IReadOnlyList<string> forms = [];
            // The longest form counts: a large language model is more than a language model.
            while (words.Count > 0 && (forms = abbreviations.FormsOf(TextOf(words))).Count < 2) words.RemoveAt(words.Count - 1);
            if (words.Count == 0) words.Add(terms[start]);
            parts.Add($"({string.Join(" OR ", forms.Skip(1).Select(Quoted).Prepend(Join(words, "AND")))})");
            others.AddRange(forms.Skip(1));
            start += words.Count;
        }
        if (others.Count == 0) return ([], "");
        return ([.. Ordered(session, $"{TextColumns}({string.Join(" AND ", parts)})").Except(found)], string.Join(", ", others));
    }

    /// <summary>The papers of an expression, best first.</summary>
    private static List<long> Ordered(Session session, string expression)
    {
        var best = Best(session, expression, MostOrdered);
        return best.Count < MostOrdered ? best : [.. best.Union(Matching(session, expression).OrderDescending())];
    }

    private static List<long> Best(Session session, string expression, int most) => session.Query(
        "SELECT rowid FROM papers_fts WHERE papers_fts MATCH ?1 ORDER BY bm25(papers_fts, 4.0, 1.0, 2.0, 2.0) LIMIT ?2",
        row => row.Key(0), expression, most);

    private static List<long> Matching(Session session, string expression) =>
        session.Query("SELECT rowid FROM papers_fts WHERE papers_fts MATCH ?1", row => row.Key(0), expression);

    /// <summary>Whether a paper matches.</summary>
    private static bool Has(Session session, string expression) => Count(session, expression, 1) > 0;

    /// <summary>How many papers match, counted up to a number.</summary>
    private static int Count(Session session, string expression, int most) => session.First(
        "SELECT count(*) FROM (SELECT 1 FROM papers_fts WHERE papers_fts MATCH ?1 LIMIT ?2)", row => row.Number(0), expression, most);

    /// <summary>The papers that hold a term letter by letter, in title or abstract.</summary>
    private HashSet<long> Literally(Session session, SearchTerm term) => session.Query(
        """
        SELECT f.rowid FROM papers_fts f JOIN papers p ON p.number = f.rowid
        WHERE papers_fts MATCH ?1 AND instr(lower(p.title || ' ' || p.abstract), lower(?2)) > 0
        """,
        row => row.Key(0), Expression(term), term.Text).ToHashSet();

    private IReadOnlySet<long> Excluded(IReadOnlyList<SearchTerm> terms)
    {
        var excluded = new HashSet<long>();
        foreach (var term in terms.Where(term => term.IsExcluded))
        {
            excluded.UnionWith(term switch
            {
                { Kind: SearchTermKind.Author } => ByAuthor(term.Text),
                _ when SearchWords.HasSymbols(term.Text) => database.Read(session => Literally(session, term)),
                _ => database.Read(session => Matching(session, Expression(term))),
            });
        }
        return excluded;
    }

    /// <summary>Takes the authors out of the terms, and gives the papers of all of them; null where none is named.</summary>
    private HashSet<long>? TakeAuthors(List<SearchTerm> terms, List<Saying> notices)
    {
        HashSet<long>? among = null;
        while (terms.FindIndex(term => term.Kind == SearchTermKind.Author) is >= 0 and var i)
        {
            // As many of the words behind it as still make a name of an author.
            var following = terms[i].IsQuoted ? 0 : terms.Skip(i + 1).TakeWhile(term => term.Kind == SearchTermKind.Word).Count();
            var most = Math.Min(LongestName, 1 + following);
            var names = Enumerable.Range(1, most).Reverse().Select(count => (Count: count, Name: TextOf(terms.Skip(i).Take(count))));
            var (length, name, found) = names.Select(item => (item.Count, item.Name, Papers: ByAuthor(item.Name)))
                .FirstOrDefault(item => item.Papers.Count > 0, (most, TextOf(terms.Skip(i).Take(most)), new HashSet<long>()));
            if (found.Count == 0) notices.Add(new Saying("notice-search-no-author", name));
            terms.RemoveRange(i, length);
            among = among is null ? [.. found] : [.. among.Intersect(found)];
        }
        return among;
    }

    /// <summary>The papers of the person whose name the terms are, the newest first; none where they are no such name.</summary>
    private static List<long> ByName(Session session, List<SearchTerm> terms)
    {
        if (!IsName(terms)) return [];
        var name = new AuthorName(TextOf(terms));
        return name.IsSearchable ? [.. By(session, name).OrderDescending()] : [];
    }

    /// <summary>Whether terms may be a name with its given name.</summary>
    private static bool IsName(List<SearchTerm> terms) =>
        terms.Count is >= 2 and <= LongestName && !terms.Exists(term => term.Kind != SearchTermKind.Word || term.Text.Any(char.IsDigit));

    /// <summary>Whether authors have a word as their name, and hardly any paper speaks of it.</summary>
    private bool IsInNamesOnly(Session session, SearchTerm term) =>
        Has(session, "author_names : " + Expression(term)) && Count(session, TextColumns + Expression(term), FewPapers + 1) <= FewPapers;

    private static HashSet<long> By(Session session, AuthorName name) => session.Query(
        "SELECT rowid, author_names FROM papers_fts WHERE papers_fts MATCH ?1", row => (Number: row.Key(0), Names: row.Text(1)),
        $"author_names : ({name.Candidates})").Where(paper => name.IsAmong(paper.Names)).Select(paper => paper.Number).ToHashSet();

    /// <summary>The terms with the last word as a beginning, where hardly any paper has it as a word.</summary>
    private List<SearchTerm> WithBeginning(Session session, List<SearchTerm> terms, string text)
    {
        if (terms[^1] is not { Kind: SearchTermKind.Word, Text.Length: > 1 } last) return terms;
        if (char.IsWhiteSpace(text[^1]) || SearchWords.HasSymbols(last.Text)) return terms;
        var own = Count(session, Expression(last), FewPapers + 1);
        if (own > FewPapers) return terms;
        var longer = last with { Kind = SearchTermKind.Beginning };
        return Count(session, Expression(longer), FewPapers + 1) > own ? [.. terms[..^1], longer] : terms;
    }

    /// <summary>The terms with the words in place that were probably meant; null where none seems to be wrong.</summary>
    private List<SearchTerm>? Correct(Session session, List<SearchTerm> terms)
    {
        var mended = new List<SearchTerm>(terms);
        var corrections = 0;
        for (var i = 0; i < terms.Count && corrections < MostCorrections; i++)
        {
            if (terms[i].Kind != SearchTermKind.Word || SearchQuery.Bare(terms[i].Text) is not { Length: > 0 } word) continue;
            var own = Count(session, Expression(terms[i]), FewPapers + 1);
            if (own > FewPapers) continue;
            var least = Math.Max(1, own * TimesAsFrequent);
            var meant = vocabulary.Near(word).FirstOrDefault(near => Count(session, $"\"{near}\"", least) >= least);
            if (meant is null) continue;
            mended[i] = terms[i] with { Text = meant };
            corrections++;
        }
        return corrections > 0 ? mended : null;
    }

    /// <summary>An FTS5 expression of terms in parentheses. Each word is quoted, so that nothing of it is an operator.</summary>
    private string Join(IEnumerable<SearchTerm> terms, string operation) => $"({string.Join($" {operation} ", terms.Select(Expression))})";

    private string Expression(SearchTerm term)
    {
        IReadOnlyList<string> words = [];
        // The index keeps stems, with which a beginning need not agree: "navigatio" is none of "navig".
        if (term.Kind == SearchTermKind.Beginning) words = vocabulary.BeginningWith(SearchQuery.Bare(term.Text));
        else if (SearchWords.IsOfOtherScript(term.Text) || SearchWords.HasSymbols(term.Text))
            words = vocabulary.Holding(term.Text.ToLowerInvariant(), MostWords);
        if (words.Count == 0) return Quoted(term.Text);
        return words.Count > MostWords ? Quoted(term.Text) + "*" : $"({string.Join(" OR ", words.Prepend(term.Text).Select(Quoted))})";
    }

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string TextOf(IEnumerable<SearchTerm> terms) => string.Join(' ', terms.Select(term => term switch
    {
        { Kind: SearchTermKind.Phrase } => Quoted(term.Text),
        { Kind: SearchTermKind.Beginning } => term.Text + "*",
        _ => term.Text,
    }));
}
