using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LocalDigest.Text;

namespace LocalDigest.Benchmarks;

/// <summary>
/// What is left of LaTeX in the readable text of every title and abstract of the corpus, by classes, and which words were lost on the way.
/// Each
/// class counts texts, not places. Amounts of money, sets and mathematics that stays LaTeX are no faults and are told apart.
/// </summary>
internal static partial class Texts
{
    private const int Shown = 8;

    private static readonly string[] Files = ["arxiv-1993-2019.jsonl.xz", "arxiv-2025-2026.jsonl.xz"];

    public static void Run() => Count(Shown);

    /// <summary>As <see cref="Run"/>, with a hundred examples of each class.</summary>
    public static void Examples() => Count(100);

    private static void Count(int shown)
    {
        if (EvaluationData.Folder() is not { } data)
        {
            Console.WriteLine("skipped: no ../shared/data");
            return;
        }
        var counts = new ConcurrentDictionary<string, int>();
        var examples = new ConcurrentDictionary<string, ConcurrentQueue<string>>();
        var abstracts = 0;
        foreach (var file in Files)
        {
            EvaluationData.Lines<LabelledDocument>(Path.Combine(data, "corpus", file)).AsParallel().ForAll(paper =>
            {
                if (!string.IsNullOrWhiteSpace(paper.Abstract)) Interlocked.Increment(ref abstracts);
                foreach (var raw in (string?[])[paper.Title, paper.Abstract])
                {
                    if (string.IsNullOrWhiteSpace(raw)) continue;
                    foreach (var (kind, place) in Left(raw).DistinctBy(found => found.Kind))
                    {
                        counts.AddOrUpdate(kind, 1, (_, count) => count + 1);
                        var some = examples.GetOrAdd(kind, _ => new ConcurrentQueue<string>());
                        if (some.Count < shown) some.Enqueue($"{paper.Id}: {place}");
                    }
                }
            });
        }
        var table = new Table("what is left in titles and abstracts", "texts");
        foreach (var (kind, count) in counts.OrderBy(pair => pair.Key, StringComparer.Ordinal)) table.Add(kind, $"{count}");
        table.Write(Console.Out);
        Console.WriteLine($"{abstracts} abstracts.");
        foreach (var (kind, some) in examples.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            Console.WriteLine($"\n{kind}\n  {string.Join("\n  ", some.Order(StringComparer.Ordinal))}");
    }

    /// <summary>What is left in one text, each with its surroundings.</summary>
    private static IEnumerable<(string Kind, string Place)> Left(string raw)
    {
        var clean = LatexText.Clean(raw);
        var prose = new StringBuilder();
        var hasMathematics = false;
        foreach (var (text, isMath) in LatexText.Pieces(clean.Text))
        {
            // A formula is a word without letters to what is counted here.
            prose.Append(isMath ? "\uFFFC" : text);
            hasMathematics |= isMath;
        }
        if (hasMathematics) yield return ("(no fault) mathematics that stays LaTeX", clean.Text);
        if (clean.UnknownMacros.Count > 0)
            yield return ("(no fault) unknown macros that became their names", string.Join(' ', clean.UnknownMacros));
        var words = Addresses().Replace(prose.ToString(), " ");
        foreach (var (kind, form) in Kinds)
            if (form.Match(words) is { Success: true } match) yield return (kind, Around(words, match.Index, match.Length));
        foreach (var word in Lost(raw, clean.Text))
            yield return ("lost words", $"{word} | {Around(raw, Math.Max(0, raw.IndexOf(word, StringComparison.Ordinal)), word.Length)}");
    }

    /// <summary>The words of at least three letters that stand in the source, outside of commands, more often than in the text.</summary>
    private static IEnumerable<string> Lost(string raw, string clean)
    {
        var source = Folded(Commands().Replace(raw, " "));
        var text = Folded(clean);
        foreach (var group in Word().Matches(source).GroupBy(match => match.Value))
        {
            // As a part of another word it is counted in both.
            if (Occurrences(source, group.Key) > Occurrences(text, group.Key)) yield return group.Key;
        }
    }

    private static int Occurrences(string text, string word)
    {
        var count = 0;
        for (var at = 0; (at = text.IndexOf(word, at, StringComparison.Ordinal)) >= 0; at += word.Length) count++;
        return count;
    }

    /// <summary>Letters without marks, scripts and styles, so that what was raised, lowered or accented is still found.</summary>
    private static string Folded(string text)
    {
        var folded = new StringBuilder(text.Length);
        // Half a character cannot be normalised.
        var whole = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        foreach (var rune in whole.Normalize(NormalizationForm.FormKD).EnumerateRunes())
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Format)) folded.Append(rune);
        return folded.ToString();
    }

    private static string Around(string text, int at, int length)
    {
        var from = Math.Max(0, at - 40);
        return text[from..Math.Min(text.Length, at + length + 40)].ReplaceLineEndings(" ");
    }

    private static readonly (string Kind, Regex Form)[] Kinds =
    [
        ("backslash before letters", BackslashName()),
        ("other backslashes", OtherBackslash()),
        ("dollars that are no money", StrayDollar()),
        ("braces around words", BracedWords()),
        ("braces without a partner", LoneBrace()),
        ("(no fault) sets in braces", Set()),
        ("half-converted scripts", MixedScripts()),
        ("scripts that were left", BareScript()),
        ("names of LaTeX's commands", CommandName()),
        ("ties between words", Tie()),
        ("accents apart from their letter", AccentApart()),
    ];

    [GeneratedRegex(@"\\[A-Za-z]", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex BackslashName();

    [GeneratedRegex(@"\\(?![A-Za-z])", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex OtherBackslash();

    [GeneratedRegex(@"(?<![A-Z]|\d\s?)\$(?!\s?[\d.])", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex StrayDollar();

    [GeneratedRegex(@"\{[\p{L}][\p{L} -]{2,}\}", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex BracedWords();

    [GeneratedRegex(@"\{[^{}]*$|^[^{}]*\}", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex LoneBrace();

    [GeneratedRegex(@"\{[^{}]*[^{}\p{L} -][^{}]*\}", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Set();

    [GeneratedRegex(@"[\^_][^\s⁰-ₜ²³¹ᵃ-ᵿ]{1,4}[⁰-ₜ²³¹ᵃ-ᵿ]|"
        + @"[⁰-ₜ²³¹ᵃ-ᵿ][^\s^_,.;:\u2013]{0,3}[\^_][\p{L}\d+*{(-]", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex MixedScripts();

    [GeneratedRegex(@"[\p{L}\d)\]]\^[\p{L}\d+*{(-]|[\^_]\{", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex BareScript();

    [GeneratedRegex(@"\b(emph|mbox|hbox|footnote|url|href|frac|sqrt|leq|geq|alpha|times|cdot|textquotesingle)\{|"
        + @"\b(xspace|ensuremath|text(it|bf|rm|tt|sc|sf|asciitilde)|math(bf|rm|cal|bb|it|sf|frak|scr)|boldsymbol|operatorname)\b",
        RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex CommandName();

    [GeneratedRegex(@"\p{L}{2}~\p{L}{2}", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Tie();

    [GeneratedRegex(@"\p{Ll}[`^´¨] ?[aeiouy]\p{Ll}|\p{Ll}[`^´¨] [aeiouy]\b", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex AccentApart();

    [GeneratedRegex(@"(https?://|ftp://|www\.|github\.com/)\S+", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Addresses();

    /// <summary>Commands, and arguments that are no text: names of environments, colours, labels, lengths; addresses, which the words of a
    /// link show.</summary>
    [GeneratedRegex(@"\\(href|begin|end|label|color|textcolor|vspace|hspace|include\w*|input|definecolor)"
        + @"\*?\s*(\[[^\]]*\])?\{[^{}]*\}|\\[A-Za-z]+|"
        + @"\b(sqrt|mathbb)(?=\{)|</?[A-Za-z:]+[^<>]{0,60}>|&[A-Za-z]+;|&#x?\w+;", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Commands();

    [GeneratedRegex(@"(?<![\p{L}\\^_])[A-Za-z]{3,}", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Word();
}
