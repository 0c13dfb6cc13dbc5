using LocalDigest.Storage;

namespace LocalDigest.Ingestion;

/// <summary>Finds papers by filters and by words (SQLite FTS5, BM25 with the title weighing more).</summary>
public sealed class PaperSearch(Database database)
{
    /// <summary>The numbers of the papers of a category, or of an archive's categories.</summary>
    /// <param name="category">A category such as <c>cs.CV</c>, or an archive such as <c>cs</c>.</param>
    public IReadOnlySet<long> InCategory(string category) => database.Read(session => session.Query(
        @"SELECT DISTINCT paper FROM paper_categories WHERE category = ?1 OR (?2 IS NOT NULL AND category LIKE ?2 ESCAPE '\')",
        row => row.Key(0), category, category.Contains('.') ? null : Escape(category) + ".%").ToHashSet());

    /// <summary>The numbers of the papers that an author wrote.</summary>
    /// <param name="author">Words of the name; none finds nobody's papers.</param>
    public IReadOnlySet<long> ByAuthor(string author) => database.Read(session => Expression(author, "AND") is { Length: > 0 } names
        ? session.Query("SELECT rowid FROM papers_fts WHERE papers_fts MATCH ?1", row => row.Key(0), "author_names : " + names).ToHashSet()
        : new HashSet<long>());

    /// <summary>
    /// The papers that hold the words, best first: those with all of them, and where there are none, those with any.
    /// </summary>
    /// <param name="words">What the user typed; any text is safe. <c>"a phrase"</c> and <c>word*</c> are understood.</param>
    /// <param name="limit">At most so many.</param>
    public IReadOnlyList<long> ByWords(string words, int limit) => database.Read(session =>
    {
        foreach (var operation in (ReadOnlySpan<string>)["AND", "OR"])
        {
            var expression = Expression(words, operation);
            if (expression.Length == 0) return [];
            var found = session.Query(
                "SELECT rowid FROM papers_fts WHERE papers_fts MATCH ?1 ORDER BY bm25(papers_fts, 4.0, 1.0, 2.0, 2.0) LIMIT ?2",
                row => row.Key(0), expression, limit);
            if (found.Count > 0) return found;
        }
        return new List<long>();
    });

    /// <summary>An FTS5 expression of a user's words. Each word is quoted, so that nothing of it is an operator.</summary>
    internal static string Expression(string words, string operation)
    {
        var terms = new List<string>();
        foreach (var (text, isPrefix) in Terms(words))
        {
            terms.Add($"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"{(isPrefix ? "*" : "")}");
            if (terms.Count == 64) break;
        }
        return terms.Count == 0 ? "" : $"({string.Join($" {operation} ", terms)})";
    }

    private static IEnumerable<(string Text, bool IsPrefix)> Terms(string words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (char.IsWhiteSpace(words[i])) continue;
            int end;
            string term;
            if (words[i] == '"')
            {
                end = words.IndexOf('"', i + 1);
                if (end < 0) end = words.Length;
                term = words[(i + 1)..end];
            }
            else
            {
                end = i;
                while (end < words.Length && !char.IsWhiteSpace(words[end]) && words[end] != '"') end++;
                term = words[i..end];
                end--;
            }
            i = end;
            // Without a letter or digit FTS5 finds no token in it and would call the expression an error.
            if (term.Any(char.IsLetterOrDigit)) yield return (term.TrimEnd('*'), term.EndsWith('*'));
        }
    }

    private static string Escape(string text) => text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
}
