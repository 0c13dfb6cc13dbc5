using System.Buffers;
using LocalDigest.Text;

namespace LocalDigest.Reading;

/// <summary>A sentence of generated text with its content words.</summary>
internal sealed class Statement
{
    private static readonly SearchValues<char> ClauseMarks = SearchValues.Create("，；;,");

    public Statement(string text)
    {
        Text = text;
        IsIdeographic = text.Any(Sentences.IsIdeographic);
        Words = WordsOf(text);
        Names = ContentWords.AllOf(string.Join(" . ", text.Split(' ', '，', '。', '、').Where(word => word.Count(char.IsUpper) > 1)));
        All = [.. ContentWords.AllOf(text), .. Words.SelectMany(group => group)];
    }

    public string Text { get; }

    public bool IsIdeographic { get; }

    /// <summary>Groups of stems; a group stands where one of it does.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Words { get; }

    public HashSet<string> All { get; }

    /// <summary>Stems of names: words with more than one capital letter.</summary>
    public HashSet<string> Names { get; }

    /// <summary>The groups of the clause around a place in the sentence; commas inside numbers end none.</summary>
    public IReadOnlyList<IReadOnlyList<string>> WordsOfClause(int at)
    {
        at = Math.Min(at, Text.Length);
        var start = at;
        while (start > 0 && !EndsClause(start - 1)) start--;
        var end = at;
        while (end < Text.Length && !EndsClause(end)) end++;
        return start == 0 && end == Text.Length ? [] : WordsOf(Text[start..end]);
    }

    private bool EndsClause(int at) =>
        ClauseMarks.Contains(Text[at])
            && !(at > 0 && at + 1 < Text.Length && char.IsAsciiDigit(Text[at - 1]) && char.IsAsciiDigit(Text[at + 1]));

    private IReadOnlyList<IReadOnlyList<string>> WordsOf(string text)
    {
        var latin = IsIdeographic ? string.Concat(text.Select(c => Sentences.IsIdeographic(c) ? ' ' : c)) : text;
        var words = ContentWords.Of(latin).Select(word => (IReadOnlyList<string>)[word]);
        // One Chinese word has several English ones, of which one is enough.
        if (IsIdeographic) words = words.Concat(
            ScienceGlossary.Of(text).Select(meanings => (IReadOnlyList<string>)[.. ContentWords.Of(meanings)]).Where(group =>
            group.Count > 0));
        return [.. words];
    }
}
