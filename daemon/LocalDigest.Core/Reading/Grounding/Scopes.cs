using System.Text.RegularExpressions;

namespace LocalDigest.Reading;

/// <summary>What a statement leaves out of how far the paper's own sentence goes.</summary>
public enum LostScope
{
    /// <summary>The paper says that something may be so; the statement says that it is.</summary>
    Hedge,

    /// <summary>The paper says of what it was found (mice, cells, simulations, children, two data sets); the statement says it of
    /// all.</summary>
    Population,
}

/// <summary>
/// Tells where a statement goes further than the sentence of the paper that it rests on: without its "may", or without "in mice". Such a
/// statement stays and is flagged, since its facts are the paper's.
/// </summary>
internal static partial class Scopes
{
    /// <summary>What a statement lost of the sentence that it rests on.</summary>
    /// <param name="statement">Generated, English or Chinese.</param>
    /// <param name="source">The paper's sentence.</param>
    public static IReadOnlyList<LostScope> Lost(string statement, string source)
    {
        var lost = new List<LostScope>();
        if (HedgePattern().IsMatch(source) && !HedgePattern().IsMatch(statement)) lost.Add(LostScope.Hedge);
        if (EffectPattern().IsMatch(statement) && PopulationPattern().IsMatch(source)
            && !PopulationPattern().IsMatch(statement)) lost.Add(LostScope.Population);
        return lost;
    }

    /// <summary>The month of May is no hedge, and "could not" reports what was tried.</summary>
    [GeneratedRegex(@"\b(?:may|might|possibly|potentially|perhaps|probably|likely|suggest(?:s|ed|ing|ive)?|appears? to|seems?|preliminary"
        + @"|hypothesi[sz]\w*|speculat\w*|promising|can potentially|could(?:$| [a-mo-z]| n[^o]))\b|可能|或许|也许|有望|似乎|潜在|初步|提示|推测|大概",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex HedgePattern();

    [GeneratedRegex(@"\b(?:reduc|improv|increas|decreas|inhibit|prevent|caus|treat|protect|outperform|lower|rais|enhanc|extend|shorten"
        + @"|cure|slow|accelerat|kill|restor|effective|efficacious|safe|eliminat|suppress|work)\w*|降低|减少|提高|提升|抑制|预防|治疗|改善|增加|延长|优于|有效|保护"
        + @"|增强|恢复|消除", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex EffectPattern();

    [GeneratedRegex(@"\b(?:mice|mouse|murine|rats?|zebrafish|drosophila|monkeys?|macaques?|in vitro|in silico|ex vivo|cell (?:lines?"
        + @"|cultures?)|cultured cells|animal (?:models?|stud(?:y|ies))|simulat(?:ions?|ed|or)|healthy volunteers|children|adolescents"
        + @"|infants|pregnant women|older adults|(?:one|two|three|four|five|a single|[2-9]) (?:\w+ )?(?:data ?sets?|benchmarks?|hospitals?"
        + @"|sites?|cent(?:er|re)s?|languages?|tasks?|games?|corpora))\b|小鼠|大鼠|斑马鱼|体外|细胞|动物|模拟|仿真|儿童|孕妇|老年|[一两二三四五六七八九2-9]个?(?:数据集|基准|任务)"
        + @"|[一两二三四五2-9]家医院", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PopulationPattern();
}
