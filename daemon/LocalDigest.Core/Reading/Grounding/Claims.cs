using System.Buffers;
using System.Collections.Frozen;
using System.Text.RegularExpressions;
using LocalDigest.Text;

namespace LocalDigest.Reading;

/// <summary>Something in a sentence that a reader would take to stand in the paper.</summary>
/// <param name="Start">Where it begins in the sentence.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Text">The words; for a quotation those inside the marks.</param>
/// <param name="Number">Where it is a number.</param>
internal readonly record struct Claim(ClaimKind Kind, int Start, int End, string Text, Numeral Number = default);

/// <summary>
/// Finds what can be looked up in a sentence: numbers, names (of models, data sets, people, institutions: words with a capital, or with letters and digits),
/// web addresses and quotations. A plain capitalised word at the beginning of a sentence, or in the heading words of an item, may be any word and is left out.
/// </summary>
internal static partial class Claims
{
    /// <summary>A quotation of fewer words is a term, or irony.</summary>
    private const int LeastQuotedWords = 2;

    /// <summary>In scripts without spaces, a quotation of fewer characters is a term.</summary>
    private const int LeastQuotedCharacters = 13;

    private const int LongestBeforeCompared = 40;

    /// <summary>How far "half" or "a quarter" may be from the exact share, relative to it.</summary>
    private const double MostRough = 0.12;

    private static readonly SearchValues<char> ClauseEnds = SearchValues.Create(",;，；。");

    private static readonly FrozenSet<string> NoNames = (
        "Figure Figures Fig Figs Table Tables Section Sections Sec Equation Eq Eqs Appendix Algorithm Chapter Theorem Lemma Step Stage Phase Part " +
        "I II III IV V VI VII VIII IX X A TL DR AI ML DL NLP CV LLM LLMs RL GPU GPUs CPU CPUs API APIs SOTA URL PDF OK vs " +
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December")
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Languages that write all nouns, or terms of other languages, in ways that make a capital letter say other things than in English.</summary>
    private static bool HasCapitalNouns(string language) => language.StartsWith("de", StringComparison.OrdinalIgnoreCase) || language.StartsWith("lb", StringComparison.OrdinalIgnoreCase);

    /// <summary>The claims of a sentence, each kind in order.</summary>
    /// <param name="sentence">One sentence or item, without its list mark.</param>
    /// <param name="language">Its language, a BCP 47 tag.</param>
    public static List<Claim> In(string sentence, string language)
    {
        var claims = new List<Claim>();
        foreach (var match in LinkPattern().EnumerateMatches(sentence))
        {
            var link = sentence.AsSpan(match.Index, match.Length).TrimEnd(".,;:!?*_").ToString();
            claims.Add(new Claim(ClaimKind.Link, match.Index, match.Index + link.Length, link));
        }
        var links = claims.Count;
        bool InLink(int at)
        {
            for (var l = 0; l < links; l++)
            {
                if (at >= claims[l].Start && at < claims[l].End) return true;
            }
            return false;
        }
        AddQuotations(sentence, claims);
        var numbers = Numerals.In(sentence);
        // "Nearly half (49%)": the number behind says it exactly, and is looked up itself.
        bool IsGivenExactly(Numeral number) => number.IsFactor && number.Value < 1 && numbers.Exists(other => other.IsPercent
            && other.Start > number.End && Math.Abs(other.Value / 100 - number.Value) <= MostRough * number.Value);
        foreach (var number in numbers)
        {
            if ((number.Use != NumeralUse.Order || CountsThings(sentence, number))
                && !InLink(number.Start) && !IsGivenExactly(number)) claims.Add(
                new Claim(ClaimKind.Number, number.Start, number.End, sentence[number.Start..number.End], number));
        }
        AddNames(sentence, language, claims, InLink);
        AddComparisons(sentence, claims);
        foreach (Match match in DesignPattern().Matches(sentence)) claims.Add(
            new Claim(ClaimKind.Design, match.Index, match.Index + match.Length, match.Value));
        return claims;
    }

    /// <summary>The names before and behind a word that compares: a paper may name a method that it never compares with, or that it is not
    /// surpassed by.</summary>
    private static void AddComparisons(string sentence, List<Claim> claims)
    {
        var names = claims.FindAll(claim => claim.Kind == ClaimKind.Name);
        foreach (Match match in ComparingPattern().Matches(sentence))
        {
            var end = match.Index + match.Length;
            var behind = names.Find(name => name.Start >= end);
            if (behind.Text is not null && behind.Start - end <= LongestBeforeCompared
                && !sentence.AsSpan(end, behind.Start - end).ContainsAny(ClauseEnds))
                claims.Add(behind with { Kind = ClaimKind.Comparison });
            var before = names.FindLast(name => name.End <= match.Index);
            if (before.Text is not null && !sentence.AsSpan(before.End, match.Index - before.End).ContainsAny(ClauseEnds))
                claims.Add(before with { Kind = ClaimKind.Comparison });
        }
    }

    /// <summary>On which side of the nearest word that compares a name stands: -1 before it, as what is better, 1 behind it, 0 where
    /// there is none.</summary>
    /// <param name="sentence">A sentence of a summary or a paper.</param>
    /// <param name="at">Where the name begins.</param>
    internal static int SideOf(string sentence, int at)
    {
        var (side, nearest) = (0, int.MaxValue);
        foreach (Match match in ComparingPattern().Matches(sentence))
        {
            var end = match.Index + match.Length;
            var distance = at < match.Index ? match.Index - at : at - end;
            if (distance >= nearest) continue;
            nearest = distance;
            side = at < match.Index ? -1 : 1;
            // "Is outperformed by" turns the two round.
            if (sentence.AsSpan(end).StartsWith(" by ", StringComparison.Ordinal)) side = -side;
        }
        return side;
    }

    /// <summary>The beginnings of the English words for a study's design.</summary>
    internal static string[] FormsOfDesign(string design) => design.ToLowerInvariant() switch
    {
        ['r', 'a', 'n', ..] or ['随', ..] => ["randomi", "randomly", "rct"],
        ['d', 'o', ..] or ['双', ..] => ["blind", "doubleblind"],
        ['p', 'l', ..] or ['安', ..] => ["placebo"],
        ['p', 'r', ..] or ['前', ..] => ["prospective"],
        ['r', 'e', ..] or ['回', ..] => ["retrospective"],
        ['m', 'u', ..] or ['多', ..] => ["multicent", "multicenter", "centers", "centres"],
        ['m', 'e', ..] or ['荟', ..] or ['元', ..] => ["meta"],
        ['l', ..] or ['纵', ..] => ["longitudinal"],
        _ => ["cross", "crosssectional"],
    };

    /// <summary>
    /// Whether a small number in words counts something that the paper has so many of: "seven layers", "两家医院"; not the parts into which a
    /// summary itself takes things apart ("three contributions"), an order, or one.
    /// </summary>
    private static bool CountsThings(string sentence, Numeral number)
    {
        if (number.Value < 2 || number.Start > 0 && sentence[number.Start - 1] == '第') return false;
        var isDigits = char.IsAsciiDigit(sentence[number.Start]);
        if (isDigits) return false;
        var behind = sentence.AsSpan(number.End).TrimStart(" -");
        if (behind.StartsWith("of ", StringComparison.OrdinalIgnoreCase)) return false;
        var counted = ContentWords.Counted(sentence, number.End);
        return counted.Count > 0 && !counted.Exists(PartsOfAccounts.Contains);
    }

    /// <summary>What authors of summaries count on their own account.</summary>
    private static readonly FrozenSet<string> PartsOfAccounts = ContentWords.Of(
        "part aspect contribution stage step phase component challenge limitation category type way kind reason point idea insight finding "
            + "question direction problem issue advantage " +
        "factor element module perspective strategy variant technique scenario setting goal benefit drawback principle property feature "
            + "thing side")
        .ToFrozenSet(StringComparer.Ordinal);

    private static void AddQuotations(string sentence, List<Claim> claims)
    {
        for (var i = 0; i < sentence.Length; i++)
        {
            var close = sentence[i] switch { '"' => '"', '“' => '”', '„' => '“', '«' => '»', '「' => '」', '『' => '』', '《' => '》', '‘' => '’', _ => '\0' };
            if (close == '\0') continue;
            var end = sentence.IndexOf(close, i + 1);
            if (end < 0) continue;
            var quoted = sentence[(i + 1)..end];
            var words = quoted.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Count(word => word.Any(char.IsAsciiLetter));
            if (words >= LeastQuotedWords || quoted.Count(Sentences.IsIdeographic) >= LeastQuotedCharacters) claims.Add(new Claim(ClaimKind.Quotation, i, end + 1, quoted));
            i = end;
        }
    }

    private static void AddNames(string sentence, string language, List<Claim> claims, Func<int, bool> inLink)
    {
        var lead = LeadLength(sentence);
        // Chinese, Japanese and Korean have no capitals: a Western word in them is a term wherever it stands.
        var hasCapitals = !sentence.Any(Sentences.IsIdeographic);
        var isFirst = hasCapitals;
        var isMath = false;
        for (var i = 0; i < sentence.Length;)
        {
            if (sentence[i] == '$' && (i == 0 || sentence[i - 1] != '\\'))
            {
                isMath = !isMath && sentence.IndexOf('$', i + 1) > 0;
                // Two dollars open or close together.
                if (i + 1 < sentence.Length && sentence[i + 1] == '$') i++;
            }
            if (isMath || !IsWord(sentence[i]))
            {
                // A word behind a colon, a dash or an opening quotation mark may be capitalised as a first one.
                if (hasCapitals && sentence[i] is ':' or '"' or '“' or '—' or '–' or '?' or '!') isFirst = true;
                i++;
                continue;
            }
            var end = i;
            while (end < sentence.Length && (IsWord(sentence[end]) || (sentence[end] is '-' or '‑' or '.' or '\'' or '’' or '+' or '_' && end + 1 < sentence.Length && Continues(sentence, end)))) end++;
            var word = sentence[i..end];
            if (!inLink(i) && !Units.Is(sentence, i, word) && IsName(word, isFirst || i < lead, language))
                claims.Add(new Claim(ClaimKind.Name, i, end, word));
            isFirst = false;
            i = end;
        }
    }

    /// <summary>Greek letters belong to names too: ΛCDM, β-VAE.</summary>
    private static bool IsWord(char c) => Numerals.IsLatin(c) || char.IsAsciiDigit(c)
        || c is (>= '\u0370' and <= '\u03ff') or (>= '₀' and <= '₉');

    /// <summary>A mark inside a word: Llama-3, GPT-3.5, Node.js, but not the end of a sentence or a hyphen before a Chinese word.</summary>
    private static bool Continues(string text, int mark)
    {
        var next = text[mark + 1];
        if (!IsWord(next)) return false;
        return text[mark] != '.' || char.IsAsciiDigit(next) || (char.IsLower(next) && mark > 0 && IsWord(text[mark - 1]));
    }

    private static bool IsName(string word, bool mayBeCapitalised, string language)
    {
        if (NoNames.Contains(word) || word.EndsWith("'s", StringComparison.Ordinal) && NoNames.Contains(word[..^2])) return false;
        int upper = 0, lower = 0, digits = 0;
        foreach (var c in word)
        {
            if (char.IsUpper(c)) upper++;
            else if (char.IsLower(c)) lower++;
            else if (char.IsAsciiDigit(c)) digits++;
        }
        if (upper == 0)
        {
            // word2vec, gpt4; not top-5, 10k or x1.
            var firstDigit = word.AsSpan().IndexOfAnyInRange('0', '9');
            return digits > 0 && lower >= 3 && firstDigit > 0 && char.IsLower(word[firstDigit - 1]);
        }
        if (char.IsAsciiDigit(word[0])) return IsNamedByDigits(word);
        if (digits > 0) return true;
        if (lower == 0) return upper >= 2;
        if (upper == 1 && char.IsUpper(word[0])) return !mayBeCapitalised && word.Length > 2 && !HasCapitalNouns(language);
        // Title-Case compounds of a first word are words: Sub-Gaussian is looked up, Data-driven is not.
        return !(mayBeCapitalised && word.Contains('-', StringComparison.Ordinal) && word.Split('-').All(part => part.Length > 0 && !part.Skip(1).Any(char.IsUpper)));
    }

    /// <summary>3DShape2VecSet and 4DGS are names; 24GB, 5ms and 3D are amounts and kinds.</summary>
    private static bool IsNamedByDigits(string word)
    {
        var letters = word.AsSpan().IndexOfAnyExceptInRange('0', '9');
        var rest = word.AsSpan(letters);
        return rest.IndexOfAnyInRange('0', '9') > 0 && rest[0] is not ('x' or '-' or '.') || (rest[0] == 'D' && rest.Length > 1 && char.IsUpper(rest[1]));
    }

    /// <summary>The length of heading words before a colon: <c>**Temporal Diffusion:** …</c>; 0 where there are none.</summary>
    private static int LeadLength(string sentence)
    {
        var colon = sentence.AsSpan().IndexOfAny(':', '：');
        if (colon < 0 || colon > 100) return 0;
        return sentence[..colon].Split(' ', StringSplitOptions.RemoveEmptyEntries).Length <= 10 ? colon : 0;
    }

    [GeneratedRegex(
        @"\b(?:outperform\w*|surpass\w*|exceed\w*|beats?|beating|superior to|ahead of|(?:better|faster|higher|lower|cheaper|smaller|larger"
            + @"|worse|slower|more \w+|less \w+|accurate) than)\b|优于|超过|胜过|超越|高于|好于|快于|低于",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ComparingPattern();

    [GeneratedRegex(
        @"\b(?:randomi[sz]ed|double-blind(?:ed)?|placebo(?:-controlled)?|prospective(?:ly)?|retrospective(?:ly)?|multi-?cent(?:er|re)"
            + @"|meta-analys[ie]s|longitudinal|cross-sectional)\b|随机对照|双盲|安慰剂|前瞻性|回顾性|多中心|荟萃分析|元分析|纵向研究|横断面",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex DesignPattern();

    [GeneratedRegex(@"(?:[hH][tT][tT][pP][sS]?://|www\.)[^\s<>()\[\]{}""'“”，。；、）】」》]+|\b[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.){1,4}(?:com|org|net|io|ai|edu|dev|gov|co|cn|de|fr|uk|eu|ch|jp|kr|app)\b(?:/[^\s<>()\[\]{}""'“”，。；、）】」》]*)?|\b[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.){1,4}[a-z]{2,8}/[^\s<>()\[\]{}""'“”，。；、）】」》]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LinkPattern();
}
