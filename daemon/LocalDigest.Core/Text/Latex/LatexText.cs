using System.Buffers;
using System.Text;

namespace LocalDigest.Text;

/// <summary>Readable text made from LaTeX.</summary>
/// <param name="Text">One line of Unicode. The mathematics that <see cref="LatexText.Pieces"/> finds in it is LaTeX between
/// dollars.</param>
/// <param name="UnknownMacros">The names, without backslash, of unknown macros; the text has the names in their place.</param>
internal sealed record CleanText(string Text, IReadOnlyList<string> UnknownMacros)
{
    public override string ToString() => Text;
}

/// <summary>
/// Turns LaTeX in titles, abstracts and names into readable Unicode where that is exact. The rule: a reader of the result must read the
/// same words and the same mathematical objects as a reader of the typeset page. So
/// <list type="bullet">
/// <item>formatting is dropped (bold, italics, sizes, colours), content stays;</item>
/// <item>accents, symbols, dashes (<c>--</c> –, <c>---</c> —) and quotation marks become the characters that they stand for;</item>
/// <item>mathematics becomes plain text where Unicode has every superscript and subscript (10⁻⁵, H₂, xᵢ) and fractions and roots stay
/// unambiguous (1/√n, (a+b)/c); the script O of a bound becomes a plain O, other script letters stay distinct;</item>
/// <item>all other mathematics stays LaTeX between single dollars, in the commands of amsmath;</item>
/// <item>a tie <c>~</c> is a space, but a tilde before or between numbers is kept; <c>%</c> never begins a comment; amounts of money are
/// not mathematics;</item>
/// <item>the keys of citations and references stand in brackets, footnotes in parentheses, the address of a link behind its words;</item>
/// <item>an unknown macro becomes its name, and is reported;</item>
/// <item>HTML character references and tags of running text are resolved, invisible and control characters removed, accents composed, white
/// space folded.</item>
/// </list>
/// No input throws, time is linear in the length of the text, and cleaning clean text changes nothing.
/// </summary>
internal static class LatexText
{
    /// <summary>Cleans a title or an abstract.</summary>
    public static CleanText Clean(string raw) => Clean(raw, LatexSource.Prose);

    /// <summary>Cleans a value of a BibTeX file, in which braces group wherever they stand.</summary>
    public static CleanText CleanBraced(string raw)
    {
        var unknown = new List<string>();
        var once = Pass(WithoutPhantoms(raw), LatexSource.BibTeX, unknown);
        // The braces that are left were escaped; to the next pass they are text.
        var clean = Clean(once, LatexSource.Prose);
        return clean with { UnknownMacros = [.. unknown.Union(clean.UnknownMacros)] };
    }

    /// <summary>
    /// Without what exporters put in place of a character that they could not write: braces that balance by a phantom (Better BibTeX), and a stroke
    /// through nothing.
    /// </summary>
    private static string WithoutPhantoms(string raw)
    {
        if (!raw.Contains("\\vphantom", StringComparison.Ordinal) && !raw.Contains("$\\not$", StringComparison.Ordinal)) return raw;
        foreach (var phantom in (ReadOnlySpan<string>)["\\{\\vphantom\\}", "\\vphantom\\{\\}", "{$\\not$}", "$\\not$"]) raw = raw.Replace(phantom, "", StringComparison.Ordinal);
        return raw;
    }

    /// <summary>Cleans a person's name: <c>Jos\'e~Garc{\'\i}a$^{1}$</c> is <c>José García</c>.</summary>
    public static string CleanName(string raw)
    {
        var name = Clean(WithoutPhantoms(raw), LatexSource.Name).Text;
        var end = name.Length;
        while (end > 0 && (name[end - 1] is '*' or '†' or '‡' or '§' or '¶' or ',' or ' ' || UnicodeText.IsRaised(name[end - 1]))) end--;
        // A name of footnote marks only stays as it is.
        return end == 0 ? name : name[..end];
    }

    /// <summary>
    /// A web address, identifier or path out of a value in which the special characters of LaTeX are escaped: <c>a\_b</c>, <c>{\&amp;}</c>,
    /// <c>$\sim$</c>. Nothing else is read as LaTeX. White space is folded, braces that are not escaped are dropped.
    /// </summary>
    public static string Unescape(string raw)
    {
        var text = raw;
        if (raw.AsSpan().ContainsAny("\\{}$"))
        {
            foreach (var (written, meant) in Escapes) text = text.Replace(written, meant, StringComparison.Ordinal);
            var plain = new StringBuilder(text.Length);
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] == '\\' && i + 1 < text.Length && Escaped.Contains(text[i + 1])) plain.Append(text[++i]);
                else if (text[i] is not ('{' or '}')) plain.Append(text[i]);
            }
            text = plain.ToString();
        }
        return UnicodeText.Tidy(text);
    }

    private static readonly SearchValues<char> Escaped = SearchValues.Create("_%&#${}~^");

    private static readonly (string, string)[] Escapes =
    [
        ("$\\sim$", "~"), ("{\\textasciitilde}", "~"), ("\\textasciitilde{}", "~"), ("\\textasciitilde ", "~"), ("\\textasciitilde", "~"),
        ("\\~{}", "~"), ("\\^{}", "^"),
        ("$\\backslash$", "\\"), ("{\\textbackslash}", "\\"), ("\\textbackslash{}", "\\"), ("\\textbackslash ", "\\"),
        ("{\\textunderscore}", "_"), ("\\textunderscore{}", "_"), ("\\textunderscore ", "_"),
        ("$<$", "<"), ("$>$", ">"), ("{\\textless}", "<"), ("{\\textgreater}", ">"), ("\\textless{}", "<"), ("\\textgreater{}", ">"),
    ];

    /// <summary>Clean text in pieces: words, and mathematics in LaTeX (without its dollars) for a renderer.</summary>
    public static IEnumerable<(string Text, bool IsMath)> Pieces(string clean)
    {
        var formulas = new FormulaFinder(clean);
        var start = 0;
        for (var at = clean.IndexOf('$', StringComparison.Ordinal); at >= 0; at = at < clean.Length ? clean.IndexOf('$', at) : -1)
        {
            if (formulas.At(at) is not { } formula)
            {
                // Several dollars that open no formula belong together.
                while (at < clean.Length && clean[at] == '$') at++;
                continue;
            }
            if (at > start) yield return (clean[start..at], false);
            yield return (clean[formula.From..formula.To], true);
            start = at = formula.End;
        }
        if (start < clean.Length) yield return (clean[start..], false);
    }

    private static CleanText Clean(string raw, LatexSource source)
    {
        var unknown = new List<string>();
        var text = raw;
        // Nearly all texts need one pass, and the second one shows that. Escaped escapes, for example, need one more.
        for (var pass = 0; pass < 5; pass++)
        {
            var next = Pass(text, source, unknown);
            if (next == text) return new CleanText(text, unknown);
            text = next;
        }
        // This is no text but nested escapes: replace the special characters by look-alikes without a meaning.
        var inert = new string([.. text.Select(c => LookAlikes.GetValueOrDefault(c, c))]);
        return new CleanText(UnicodeText.Compose(UnicodeText.Tidy(inert)), unknown);
    }

    private static string Pass(string text, LatexSource source, List<string> unknown)
    {
        var tidy = UnicodeText.Tidy(text);
        if (tidy.AsSpan().ContainsAny(Special)) tidy = UnicodeText.Tidy(LatexReader.Read(tidy, source, unknown));
        return UnicodeText.Compose(tidy);
    }

    private static readonly SearchValues<char> Special = SearchValues.Create("\\${}~^_`'\"-<");

    private static readonly Dictionary<char, char> LookAlikes = new()
    {
        ['\\'] = '∖', ['$'] = '＄', ['{'] = '｛', ['}'] = '｝', ['~'] = '∼', ['^'] = 'ˆ', ['_'] = '＿', ['`'] = '‘', ['\''] = '’', ['"'] = '”',
        ['-'] = '‐', ['<'] = '＜', ['&'] = '＆',
    };
}
