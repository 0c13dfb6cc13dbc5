using LocalDigest.Papers;
using LocalDigest.Sources;

namespace LocalDigest.Ingestion;

/// <summary>What a line of a list, or an entry of a bibliography, stands for.</summary>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Id">The paper that is named; null where there is none.</param>
/// <param name="Entry">The paper with all that the list says of it; null where only its id stands there.</param>
/// <param name="Problem">Why there is no paper, as a sentence; null where there is one.</param>
public sealed record ListedPaper(int Line, PaperId? Id, Paper? Entry, string? Problem);

/// <summary>
/// Reads a list of papers as people paste it: arXiv ids, DOIs and addresses, one or several on a line and with words around them; BibTeX
/// or RIS; or lines and BibTeX behind them.
/// </summary>
public static class PaperList
{
    private static readonly char[] Separators = [' ', '\t', ',', ';', '|', '，', '；', '、'];

    /// <summary>What stands around an id: marks of lists, quotations and links.</summary>
    private static readonly char[] Marks = ['(', ')', '[', ']', '<', '>', '{', '}', '"', '\'', '“', '”', '*', '-', '•', '.', ',', ';', ':'];

    /// <summary>The papers of a text, and the lines that name none, in order. Blank lines are passed over.</summary>
    public static IReadOnlyList<ListedPaper> Read(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        if (FileFormats.Recognise(text) is var format && format != FileFormat.BibTeX && Library.IsRead(format)) return [.. Library.Read(() => new StringReader(text), format).Select(Of)];
        var bibliography = Array.FindIndex(lines, line => FileFormats.Recognise(line + "\n") == FileFormat.BibTeX);
        var loose = lines.Take(bibliography < 0 ? lines.Length : bibliography).SelectMany((line, i) => Of(i + 1, line));
        if (bibliography < 0) return [.. loose];
        var entries = Library.Read(() => new StringReader(string.Join('\n', lines.Skip(bibliography))), FileFormat.BibTeX).Select(Of);
        return [.. loose, .. entries.Select(entry => entry with { Line = entry.Line + bibliography })];
    }

    private static ListedPaper Of(LibraryEntry entry) => new(entry.Line, entry.Paper?.Id, entry.Paper, entry.Problem);

    private static IEnumerable<ListedPaper> Of(int number, string line)
    {
        if (string.IsNullOrWhiteSpace(line)) yield break;
        var found = Ids(line).Distinct().ToList();
        foreach (var id in found) yield return new ListedPaper(number, id, null, null);
        if (found.Count == 0) yield return new ListedPaper(number, null, null, "There is no arXiv id, DOI or address in this line.");
    }

    private static IEnumerable<PaperId> Ids(string line)
    {
        // "arXiv: 2601.12080" is one id with a space in it.
        var words = line
            .Replace("arXiv: ", "arXiv:", StringComparison.OrdinalIgnoreCase).Replace("doi: ", "doi:", StringComparison.OrdinalIgnoreCase)
            .Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        foreach (var word in words)
        {
            // A DOI may hold parentheses, and a link of Markdown ends with one.
            if (PaperId.TryParse(Whole(word), out var id)) yield return id;
            else
            {
                foreach (var part in word.Split(['(', ')', '[', ']', '<', '>'], StringSplitOptions.RemoveEmptyEntries))
                {
                    if (PaperId.TryParse(part.Trim(Marks), out id)) yield return id;
                }
            }
        }
    }

    /// <summary>Without marks around it; a parenthesis that was opened inside stays.</summary>
    private static string Whole(string word)
    {
        var whole = word.TrimStart(Marks);
        var trimmed = whole.TrimEnd(Marks);
        var isOpen = trimmed.Count(c => c == '(') > trimmed.Count(c => c == ')')
            && whole.Length > trimmed.Length && whole[trimmed.Length] == ')';
        return isOpen ? trimmed + ")" : trimmed;
    }
}
