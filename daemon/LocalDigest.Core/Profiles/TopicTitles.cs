using System.Text.RegularExpressions;

namespace LocalDigest.Profiles;

/// <summary>Gives a short name to a topic that its writer gave none: the heart of its first phrase, two to six words.</summary>
internal static partial class TopicTitles
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;

    private const int MostWords = 6;

    /// <summary>Chinese words are not spaced: a name has so many characters.</summary>
    private const int MostIdeographs = 16;

    /// <summary>The name of what a text is about; never empty where the text has a letter.</summary>
    public static string Of(string text)
    {
        var whole = Trimmed(Spaces().Replace(text, " "));
        if (IsShort(whole) && LeadIns.Strip(whole) is null && !Detail().IsMatch(whole)) return whole;
        var name = Trimmed(LeadIns.Strip(whole) ?? whole);
        if (Colon().Match(name) is { Success: true } head && IsShort(head.Groups["name"].Value)) return head.Groups["name"].Value.Trim();
        name = Trimmed(Parenthesis().Replace(name, ""));
        while (Generic().Match(name) is { Success: true, Length: > 0 } filler && filler.Length < name.Length)
        {
            name = Trimmed(name[filler.Length..]);
        }
        // "Methods that need no labels": one word is no name where the whole is short.
        if (Detail().Match(name) is { Success: true, Index: > 0 } detail)
        {
            var first = name[..detail.Index];
            if (WordCount(first) > 1 || !IsShort(name) || Ideographs(name) > 0) name = Trimmed(first);
        }
        name = ChineseTail().Replace(name, "");
        if (!IsShort(name) && Relation().Match(name) is { Success: true } relation && WordCount(name[..relation.Index]) > 1)
        {
            name = Trimmed(name[..relation.Index]);
        }
        name = Trimmed(Cut(name));
        return name.Any(char.IsLetterOrDigit) ? name : Trimmed(Cut(whole)) is { Length: > 0 } begin ? begin : whole;
    }

    private static bool IsShort(string text) => WordCount(text) <= MostWords && Ideographs(text) <= MostIdeographs;

    private static int WordCount(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;

    private static int Ideographs(string text) => text.Count(LocalDigest.Text.Sentences.IsIdeographic);

    /// <summary>The first words, without a preposition or article at their end.</summary>
    private static string Cut(string name)
    {
        if (Ideographs(name) > MostIdeographs)
        {
            var stop = name.AsSpan(0, Math.Min(name.Length, MostIdeographs + 1)).LastIndexOfAny("和与及、的");
            return name[..(stop > 4 ? stop : MostIdeographs)];
        }
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var count = Math.Min(words.Length, MostWords);
        while (count > 1 && count < words.Length && Function().IsMatch(words[count - 1])) count--;
        while (count > 1 && Function().IsMatch(words[count - 1])) count--;
        return string.Join(' ', words.Take(count));
    }

    private static string Trimmed(string text) => text.Trim(' ', '.', ',', ';', ':', '!', '-', '*', '。', '，', '；', '：', '、', '！', '"');

    [GeneratedRegex(@"\s+", Options)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"^(?<name>[^:：]{3,60})[:：]\s*\S", Options)]
    private static partial Regex Colon();

    [GeneratedRegex(@"\s*[(（\[][^)）\]]*[)）\]]", Options)]
    private static partial Regex Parenthesis();

    /// <summary>Words before the heart: "new methodological improvements to".</summary>
    [GeneratedRegex(
        @"^(?:(?:the|a|an|any|all|some)\s+|(?:shows?|presents?|proposes?|introduces?)\s+(?:(?:new|novel)\s+)?|(?:(?:new|novel" +
        @"|recent|latest|methodological|theoretical|algorithmic|empirical|practical|important|significant|further" +
        @"|general)[,\s]+(?:and\s+|or\s+)?)*" +
        @"(?:improvements?|advances?|advancements?|progress|work|research|papers?|articles?|methods?|approaches|developments?" +
        @"|insights?|techniques?|results?|contributions?|applications?|algorithms?|studies|analys[ie]s|understanding" +
        @"|problems?)\s+(?:and\s+\w+\s+)?(?:to|in|on|about|for|of|into|around|related\s+to|concerning)\s+|(?:new|novel|recent)\s+)",
        Options)]
    private static partial Regex Generic();

    /// <summary>Where details begin.</summary>
    [GeneratedRegex(
        @"\s*(?:[,;，；。]|\s[-–—]\s)|\s+(?:that|which|where|whose|who|such\s+as|including|e\.g\.|i\.e\.|like|especially|particularly" +
        @"|in\s+particular|mostly|mainly|ideally|preferably|related|papers?\s+(?:on|about)|and\s+(?:its|their|other|related)" +
        @"|as\s+well\s+as|" +
        @"with\s+(?:a|an|the)\s+(?:focus|emphasis|clear)|to\s+(?:improve|enable|make|be|get|solve|understand|reduce|build)" +
        @"|so\s+that|because|when|if|but|without\s+(?:a|any)|if\s+possible|too|sometimes|(?:is|are)\s+(?:also\s+|always\s+" +
        @"|very\s+)?(?:my|our|welcome|great|fine|of\s+interest|what|interesting|good))\b",
        Options)]
    private static partial Regex Detail();

    [GeneratedRegex(@"\s+(?:with|using|by|from|via|through|based\s+on|under|across|towards?|within|between|for|on|in)\s", Options)]
    private static partial Regex Relation();

    [GeneratedRegex(@"(?:(?:很|非常|比较|特别|都|也)?感兴趣|(?:方面|领域|方向)?的?(?:最新)?(?:论文|文章|工作|研究|进展)|方面|相关)+$", Options)]
    private static partial Regex ChineseTail();

    [GeneratedRegex(@"^(?:of|for|in|on|to|with|and|or|the|a|an|from|by|at|as|via|using|into|over|under|than|that|their|its|is|are" +
        @"|be|especially|both|new)$", Options)]
    private static partial Regex Function();
}
