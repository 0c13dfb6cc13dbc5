using System.Collections.Frozen;

namespace LocalDigest.Text;

/// <summary>
/// Tells whether a text is written in a language: by its script, and among languages of the Latin script by their most frequent words. In
/// doubt the answer is yes: for short texts, and for languages without a word list.
/// </summary>
internal static class WrittenLanguage
{
    private const int LeastLetters = 12;
    private const int LeastCommonWords = 5;

    private static readonly Dictionary<string, FrozenSet<string>> CommonWords = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["en"] = "the of and to in is that for with are this by be it we on from an which not can has have its their than these was were",
        
        ["de"] = "der die das und ist von mit den für ein eine auf dem nicht werden wird sich des im zu auch als durch bei sind "
            + "einer eines oder aus zur",
        ["fr"] = "le la les des et est une dans pour que qui sur par avec ce cette sont plus au aux du ne pas nous ses leur été ou",
        ["es"] = "el la los las de y en que un una por con para es se del al como más su sus son lo esta este no o entre",
        ["it"] = "il lo la gli le di e in che un una per con non è del della dei delle al alla come più sono si da nel questo questa",
        ["pt"] = "o a os as de e em que um uma por com para é se do da dos das no na como mais são ao não este esta ou",
        ["nl"] = "de het een en van in is dat op te voor met zijn niet aan er ook als door bij naar uit deze dit wordt worden of",
    }.ToDictionary(pair => pair.Key, pair => pair.Value.Split(' ').ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>Whether the text may be in the language.</summary>
    /// <param name="text">A sentence or more.</param>
    /// <param name="language">A BCP 47 tag.</param>
    public static bool Fits(string text, string language)
    {
        int latin = 0, han = 0, kana = 0, hangul = 0, cyrillic = 0, arabic = 0;
        foreach (var c in text)
        {
            switch (c)
            {
                case >= '\u3040' and <= '\u30ff': kana++; break;
                case >= '\u3400' and <= '\u9fff': han++; break;
                case >= '\uac00' and <= '\ud7af': hangul++; break;
                case >= '\u0400' and <= '\u04ff': cyrillic++; break;
                case >= '\u0600' and <= '\u06ff': arabic++; break;
                default:
                    if (Numerals.IsLatin(c)) latin++;
                    break;
            }
        }
        var all = latin + han + kana + hangul + cyrillic + arabic;
        if (all < LeastLetters) return true;
        var main = language.Split('-', '_')[0].ToLowerInvariant();
        // One Chinese character is worth about three letters, and names of methods stay in Latin letters.
        return main switch
        {
            "zh" => han * 6 >= latin && kana * 4 <= han,
            "ja" => (kana + han) * 6 >= latin && kana > 0,
            "ko" => hangul * 6 >= latin,
            "ru" or "uk" or "bg" or "sr" => cyrillic * 3 >= latin,
            "ar" or "fa" => arabic * 3 >= latin,
            _ when CommonWords.ContainsKey(main) => latin >= 2 * (han + kana + hangul + cyrillic + arabic) && HasWordsOf(text, main),
            _ => true,
        };
    }

    /// <summary>
    /// The language of a text: the one that it is said to be in where it may be, for tools put English where authors say nothing; else the
    /// one that script and frequent words tell.
    /// </summary>
    /// <param name="text">A page or more.</param>
    /// <param name="said">A BCP 47 tag; null where nothing is said.</param>
    /// <returns>A BCP 47 tag; null where neither tells.</returns>
    public static string? Of(string text, string? said)
    {
        if (said is not null && Fits(text, said)) return said;
        if (text.Count(c => c is >= '\u3040' and <= '\u30ff') is > LeastLetters && Fits(text, "ja")) return "ja";
        if (text.Count(c => c is >= '\uac00' and <= '\ud7af') is > LeastLetters && Fits(text, "ko")) return "ko";
        if (text.Count(c => c is >= '\u3400' and <= '\u9fff') is > LeastLetters && Fits(text, "zh")) return "zh";
        var words = Words(text.ToLowerInvariant());
        var counts = CommonWords.Select(common => (Language: common.Key, Count: words.Count(common.Value.Contains)))
            .OrderByDescending(entry => entry.Count).ToList();
        return counts[0].Count >= LeastCommonWords && 2 * counts[0].Count > 3 * counts[1].Count ? counts[0].Language : null;
    }

    /// <summary>How many words of a text are among the most frequent ones of one language: of that of which there are most.</summary>
    /// <param name="text">In lower case; accents may be missing.</param>
    public static int MostCommonWords(string text)
    {
        var words = Words(text);
        return CommonWords.Values.Max(common => words.Count(common.Contains));
    }

    private static string[] Words(string lower) => lower.Split([.. " \n\t.,;:!?()\"'*’"], StringSplitOptions.RemoveEmptyEntries);

    private static bool HasWordsOf(string text, string language)
    {
        var words = Words(text.ToLowerInvariant());
        var own = words.Count(CommonWords[language].Contains);
        return CommonWords.Where(other => other.Key != language)
            .Select(other => words.Count(other.Value.Contains))
            .All(foreign => foreign < LeastCommonWords || foreign <= 2 * own);
    }
}
