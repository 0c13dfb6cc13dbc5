using System.Text.RegularExpressions;

namespace LocalDigest.Profiles;

/// <summary>
/// Words with which people begin to say what they are interested in, in English and Chinese: "Lately I have also become interested in".
/// </summary>
internal static partial class LeadIns
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;

    /// <summary>Takes the lead-in off a clause.</summary>
    /// <returns>What is said behind it; null where the clause has no lead-in.</returns>
    public static string? Strip(string clause)
    {
        // "Lately, …" begins what is said, and is no lead-in by itself.
        var text = WithoutOpening(clause);
        var found = false;
        foreach (var pattern in new[] { Role(), Person(), Asking(), Interests(), Field(), Chinese() })
        {
            var match = pattern.Match(text);
            if (!match.Success || match.Length == 0) continue;
            // 研究 is a lead-in, 研究生 is a person.
            if (text.Length > match.Length && "生员者所组院".Contains(text[match.Length])) continue;
            found = true;
            text = text[match.Length..].TrimStart(' ', ',', ':', '：', '，', '-');
        }
        if (!found) return null;
        while (Filler().Match(text) is { Success: true, Length: > 0 } filler) text = text[filler.Length..].TrimStart();
        return text;
    }

    [GeneratedRegex(
        @"^(?:(?:and|but|so|also|plus|lately|recently|currently|nowadays|these days|in addition(?:\s+to\s+(?:that|this))?" +
        @"|additionally|besides(?:\s+that)?|furthermore|moreover|beyond\s+(?:that|this)|more\s+recently|" +
        @"at\s+the\s+moment|right\s+now|in\s+particular|primarily|mainly|methodologically|first(?:ly)?|second(?:ly)?|third(?:ly)?" +
        @"|finally|lastly|hi|hello|dear\s+\w+|(?:in|over|during|for)\s+the\s+(?:last|past)\s+(?:(?:few|two|three" +
        @"|couple\s+of)\s+)?(?:years?|months?|weeks?)|" +
        @"on\s+the\s+side|outside\s+(?:of\s+)?(?:work|that)|for\s+my\s+\w+(?:\s+\w+)?)[,:!\s]+)*",
        Options)]
    private static partial Regex Opening();

    /// <summary>A clause without "Lately," or "Besides that," before it.</summary>
    public static string WithoutOpening(string clause)
    {
        var text = clause.Trim();
        return text[Opening().Match(text).Length..];
    }

    /// <summary>Whether a clause begins with a lead-in, so that it can be told from the one before it.</summary>
    public static bool Begin(string clause) => !Field().IsMatch(clause) && Strip(clause) is not null;

    private const string Adverbs =
        @"(?:\s+(?:also|recently|lately|been|become|became|currently|mainly|mostly|primarily|chiefly|particularly|especially|very" +
        @"|really|quite|still|increasingly|more|most|getting|got|now|both|deeply|generally|broadly|long|just|" +
        @"often|always|am|would|started|begun|began|to|too|working\s+to|strongly|usually|(?:like|love|want|try|tend|hope)\s+to))*";

    private const string Verbs =
        @"(?:work(?:s|ed|ing)?\s+(?:on|in|with|at\s+the\s+intersection\s+of|around|towards?)|interested\s+in|interest\s+in|stud(?:y" +
        @"|ies|ying)|research(?:es|ing)?|likes?|enjoys?(?:\s+(?:reading|learning)(?:\s+about)?)?|loves?|cares?(?:\s+\w+)?\s+about|" +
        @"follow(?:s|ing)?|read(?:s|ing)?(?:\s+(?:about|up\s+on))?|wants?(?:\s+to\s+(?:read|see|follow|keep\s+up\s+with|know|learn" +
        @"|stay\s+up\s+to\s+date\s+(?:on|with)))?(?:\s+(?:about|of))?|look(?:s|ing)?\s+(?:for|into|at)|focus(?:es|ing|ed)?\s+on|" +
        @"do(?:es|ing)?\s+(?:research|work|a\s+phd)\s+(?:on|in|about)|do|explor(?:e|es|ing)|curious\s+about|develop(?:s|ing)?" +
        @"|build(?:s|ing)?|keep(?:ing)?\s+(?:an\s+eye\s+on|track\s+of|up\s+with)|excited\s+(?:about|by)|fascinated\s+by|" +
        @"writ(?:es?|ing)\s+(?:my|a|our)\s+(?:\w+\s+)?(?:thesis|dissertation|book|papers?)\s+(?:on|about)|design(?:s|ing)?" +
        @"|analy[sz](?:e|es|ing)|investigat(?:e|es|ing)|excel(?:s)?\s+at|engage(?:s|d)?\s+in|favou?rs?|prefers?" +
        @"|moving\s+(?:into|towards?)|dabbl(?:e|ing)\s+in|teach|need|apply(?:ing)?|use|using)";

    /// <summary>"I am a doctoral student in Lyon working on".</summary>
    [GeneratedRegex(
        @"^(?:I|we|he|she)(?:['’](?:m|re|s)|\s+(?:am|are|is))\s+(?:currently\s+)?(?:an?\s+(?:[\w'’-]+\s+)*?(?:student|researcher" +
        @"|postdoc|professor|engineer|scientist|astronomer|physicist|biologist|developer|fellow|lecturer" +
        @"|candidate)(?:\s+[\w'’.-]+)*?\s+(?:working\s+(?:on|in|with)|interested\s+in|studying|researching|specializ(?:ing|ed)\s+in" +
        @"|focus(?:ing|ed)\s+on|who\s+(?:works?\s+on|studies|is\s+interested\s+in))|" +
        @"an?\s+(?:[\w'’-]+\s+)*?(?:student|researcher|postdoc|professor|engineer|scientist)\s+in)\s+",
        Options)]
    private static partial Regex Role();

    /// <summary>"Lately I have also become interested in".</summary>
    [GeneratedRegex(
        @"^(?:I|we|you|he|she|they|(?:my|our|your)\s+(?:friend|group|lab|team|colleagues?|students?))(?:['’](?:m|ve|d|re|s)" +
        @"|\s+(?:am|have|are|would|has|is|will|do|had))?" + Adverbs + @"\s+" + Verbs + @"\s+",
        Options)]
    private static partial Regex Person();

    /// <summary>"Please show me papers on", "Also interested in", "Anything about".</summary>
    [GeneratedRegex(
        @"^(?:(?:also\s+)?(?:curious\s+about|interested\s+in|fascinated\s+by|working\s+on|looking\s+for)(?:\s*:)?" +
        @"|(?:please\s+)?(?:show|send|find|give|recommend|suggest|bring)(?:\s+(?:me|us))?\s+(?:(?:some|new|all|more)\s+)?(?:papers?" +
        @"|articles?|work|anything|everything|things)\s+(?:on|about|in|that\s+deal\s+with|related\s+to)" +
        @"|(?:of\s+)?(?:special|particular|great|additional|secondary)\s+interest\s+(?:are|is|in|to\s+me\s+(?:are|is))" +
        @"|(?:(?:any|some|all|good|new|recent|the\s+latest|interesting)\s+)?(?:papers?|articles?|work|research|anything|everything" +
        @"|news|preprints?|results)\s+(?:on|about|related\s+to|concerning|around|regarding|dealing\s+with))\s+",
        Options)]
    private static partial Regex Asking();

    /// <summary>"My main interests are", "Key focus areas include".</summary>
    [GeneratedRegex(
        @"^(?:most\s+of\s+)?(?:(?:my|our|his|her|their|your|the)\s+)?(?:(?:main|primary|current|other|secondary|second|research" +
        @"|broad(?:er)?|key" +
        @"|core|phd|general|daily|scientific|long[- ]term)\s+)*(?:interests?|research|reading|work|thesis|focus|what\s+(?:I" +
        @"|we)\s+(?:read" +
        @"|follow|like|want|do|look\s+for|am\s+interested\s+in)|topics?|areas?|project|dissertation|field|passion|keywords)" +
        @"(?:\s+(?:areas?|interests?|topics?|of\s+interest|of\s+research))?\s*(?:(?:also\s+)?(?:is|are|lies?|include[sd]?|concerns?" +
        @"|focus(?:es)?|cent(?:er|re)s?|revolves?|deals?|covers?|spans?|intersects?|:)(?:\s+(?:mainly|mostly|primarily" +
        @"|both))?(?:\s*(?:in|on|about|with|around|at|of|:)\s)?)\s*",
        Options)]
    private static partial Regex Interests();

    /// <summary>"… specializing in the study of".</summary>
    [GeneratedRegex(@"^[^.;]*?\bspeciali[sz](?:es|ing|e|ed)\s+in(?:\s+the\s+study\s+of)?\s+", Options)]
    private static partial Regex Field();

    [GeneratedRegex(
        @"^(?:(?:你好|您好|另外|此外|同时|最近|近来|近期|目前|现在|平时|其次|首先|最后|以及|而且)[，,、：]?)*" +
        @"(?:(?:我|我们|本人|本组|课题组|我们组|我的|我们的)(?:是|在)?(?:目前|主要|最近|现在|也|还|平时|一直|同时|比较|特别|非常|开始|重点|的)*(?:研究(?:方向|兴趣|领域|内容|课题)?(?:主要)?(?:是" +
        @"|为|包括|集中在|有)?|主要方向是|方向是|关注|从事|感兴趣的(?:方向|领域|主题)?(?:是|有|包括)?|对|喜欢看?|想看|想了解|希望看到|做|在做|在读|兴趣是)" +
        @"|(?:主要|重点|也|还|同时|目前|最近|比较|开始)*(?:研究(?:方向|兴趣|领域)(?:是|为|包括|有)?|关注|从事|感兴趣的(?:是|有|包括)|希望推荐|请推荐|想看|研究|在看|在做|在读" +
        @"|做))(?:的?是)?(?:关于)?[：:]?",
        Options)]
    private static partial Regex Chinese();

    [GeneratedRegex(
        @"^(?:(?:(?:all\s+kinds\s+of|every|any|some|the|new|recent|latest|interesting|good)\s+)*(?:papers?|articles?|works?" +
        @"|preprints?|publications?|literature|everything|anything|news|problems?|questions?|topics?)\s+(?:(?:that\s+)?(?:is|are" +
        @"|deal(?:s|ing)?)\s+)?(?:on|about|in|around|related\s+to|concerning|regarding|with|like|such\s+as|to\s+do\s+with)\s+" +
        @"|the\s+(?:areas?|fields?|topics?|stud(?:y|ies)|intersection|area)\s+of\s+|how\s+to\s+|(?:learning|reading" +
        @"|hearing)\s+about\s+|both\s+|(?:also|mainly|mostly|primarily|especially)\s+|:\s*)",
        Options)]
    private static partial Regex Filler();
}
