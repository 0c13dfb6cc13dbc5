using System.Globalization;
using System.Text;
using LocalDigest.Storage;

namespace LocalDigest.Ingestion;

/// <summary>Which papers a reader wants to see.</summary>
public sealed record PaperFilter
{
    /// <summary>First day of publication.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day of publication.</summary>
    public DateOnly? To { get; init; }

    /// <summary>A category such as <c>cs.CV</c>, or an archive such as <c>cs</c>.</summary>
    public string? Category { get; init; }

    /// <summary>Part of an author's name.</summary>
    public string? Author { get; init; }

}

/// <summary>Finds papers by filters and by words (SQLite FTS5, BM25 with the title weighing more).</summary>
public sealed class PaperSearch(Database database)
{
    /// <summary>The papers that pass the filter, in no order, each with its time of publication.</summary>
    public IReadOnlyDictionary<long, DateTimeOffset?> Filter(PaperFilter filter) => database.Read(session =>
    {
        var sql = new StringBuilder("SELECT p.number, p.published FROM papers p WHERE p.gone_at IS NULL");
        var arguments = new List<object?>();
        string Argument(object? value)
        {
            arguments.Add(value);
            return "?" + arguments.Count.ToString(CultureInfo.InvariantCulture);
        }
        if (filter.From is { } from) sql.Append(" AND p.published >= ").Append(Argument(Time.Text(from)));
        // A day's end is the next day's beginning: "2026-01-21T…" sorts behind "2026-01-21" and before "2026-01-22".
        if (filter.To is { } to) sql.Append(" AND p.published < ").Append(Argument(Time.Text(to.AddDays(1))));
        if (filter.Category is { } category)
        {
            sql.Append(" AND p.number IN (SELECT paper FROM paper_categories WHERE category = ").Append(Argument(category));
            if (!category.Contains('.')) sql.Append(" OR category LIKE ").Append(Argument(Escape(category) + ".%")).Append(@" ESCAPE '\'");
            sql.Append(')');
        }
        if (filter.Author is { } author && Expression(author, "AND") is { Length: > 0 } names)
        {
            sql.Append(" AND p.number IN (SELECT rowid FROM papers_fts WHERE papers_fts MATCH ").Append(Argument("author_names : " + names)).Append(')');
        }
        var found = new Dictionary<long, DateTimeOffset?>();
        session.Visit(sql.ToString(), row => found[row.Key(0)] = row.MomentOrNull(1), [.. arguments]);
        return found;
    });

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
