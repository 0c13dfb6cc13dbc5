using System.Text.RegularExpressions;
using LocalDigest.Text;

namespace LocalDigest.Profiles;

/// <content>The words by which clauses against something are known, begin and end.</content>
internal static partial class Negations
{
    /// <summary>Where a clause begins: with the sentence, behind a mark, or behind a conjunction.</summary>
    private const string Start = @"(?:^|[,;:(\[–—]\s*|\s-\s+|\b(?:but|and|or|yet|so|also|please|though|however|just|nor|then|(?:but" +
        @"|and) also|(?:and|but|so) please)[, ]\s*)";

    private const string Reader = @"\b(?:I|we|you|he|she|they|me|(?:my|your|our)\s+[a-z]+|the\s+(?:user|reader|researcher|person" +
        @"|group|team|lab))\s*";

    private const string Auxiliary = @"(?:(?:do|does|did|am|are|is|was|will|would|can|could|have)\s+(?:not|never)|(?:do|does|did" +
        @"|are|is|was|wo|would|ca|have)n\s?['’]?t|['’](?:m|re|s|d|ve)\s+not|['’]?m\s+not|never|cannot)";

    private const string Adverbs =
        @"(?:\s+(?:really|particularly|especially|currently|at all|very|so|that|too|much|terribly|overly|all that|personally" +
        @"|generally|actually|usually|honestly|any ?more|longer|necessarily|remotely|specifically|also|either))*";

    private const string Caring =
        @"(?:care(?:\s+(?:much|at all|so much|a lot))?\s+(?:about|for)|interested(?:\s+at all)?\s+in|want(?:\s+to\s+(?:see|read|get" +
        @"|have|hear|be shown)(?:\s+(?:about|of))?)?|wish\s+to\s+(?:see|read|get)|" +
        @"like|love|enjoy|need(?:\s+to\s+(?:see|read))?|look(?:ing)?\s+for|follow|into|fond\s+of|keen\s+on|excited\s+(?:about|by)" +
        @"|read|a fan of|work(?:ing)?\s+(?:on|in|with)|concerned\s+with)";

    [GeneratedRegex(@"[\s,]+(?:unless|except)\s|[，,]?除非", Options, PatternTime.Milliseconds)]
    private static partial Regex Exception();

    [GeneratedRegex(@"^[\s,]*but\s", Options, PatternTime.Milliseconds)]
    private static partial Regex ButPattern();

    /// <summary>Where none of these stands nothing is negated.</summary>
    [GeneratedRegex(
        @"\b(?:not?|nor|non-?|never|nothing|cannot|dislike|hate|detest|avoid|skip|ignor|exclud|omit|except|exception|without" +
        @"|uninterest|irrelevant|tired|sick of|bored|fed up|anything|everything|little|leave out|" +
        @"leave aside|filter out|stand|stay away|steer clear|drop|spare|stop|lost interest|should be|must be|need to be|may be" +
        @"|can be|bores?|annoys?|unwanted|off[\s-]topic|other than|apart from|aside from|zero interest|out of scope|do without" +
        @"|live without)|n['’]?t\b|dont\b|不|别|没|无|避免|排除|跳过|忽略|过滤|除|勿|而非",
        Options, PatternTime.Milliseconds)]
    private static partial Regex MayNegate();

    /// <summary>"I do not care about", "don't want to see".</summary>
    [GeneratedRegex("(?:" + Reader + @"(?:(?:really|personally|currently|also|just|honestly|still|generally)\s+)?" +
        @"|" + Start + ")" + Auxiliary + Adverbs + @"\s+" + Caring + @"(?:\s*:)?\s+", Options, PatternTime.Milliseconds)]
    private static partial Regex CaringCue();

    /// <summary>"not into", "nor interested in", "I'm really not a fan of".</summary>
    [GeneratedRegex(
        "(?:" + Start + "|" + Reader + @"(?:am|are|is|['’](?:m|re|s))\s+(?:(?:really|also|just|still|honestly|personally|definitely" +
        @"|currently)\s+)+)(?:not|nor)" +
        Adverbs + @"\s+(?:interested(?:\s+at\s+all)?\s+in|into|fond\s+of|keen\s+on|excited\s+(?:about|by)|a\s+fan\s+of" +
        @"|looking\s+for)(?:\s*:)?\s+",
        Options, PatternTime.Milliseconds)]
    private static partial Regex UninterestedCue();

    /// <summary>"I have no interest in", "no time for".</summary>
    [GeneratedRegex(
        @"(?:\b(?:I|we|he|she|they)(?:\s+have|\s+has|['’]ve)?\s+(?:got\s+)?|" + Start + @")(?:(?:absolutely|really)\s+)?(?:no|zero" +
        @"|little|not much|not any|lost(?:\s+(?:my|all))?)\s+(?:interest\s+in|use\s+for|time\s+for|need\s+(?:for|of))\s+",
        Options, PatternTime.Milliseconds)]
    private static partial Regex NoInterestCue();

    /// <summary>"I dislike", "we usually skip", "I would rather not see".</summary>
    [GeneratedRegex(
        Reader + @"(?:(?:would|['’]d)\s+(?:rather|prefer)\s+(?:to\s+)?not\s+(?:to\s+)?(?:see|read|get|have)(?:\s+about)?" +
        @"|(?:(?:really|also|strongly|just|would|usually|generally|rather|want\s+to|like\s+to|['’]d|prefer\s+to" +
        @"|try\s+to)\s+)*(?:dislikes?|hates?|detests?|avoid|ignores?|skips?|exclude|leave\s+out|(?:can['’]t|cannot" +
        @"|can\s+not)\s+stand|(?:can|could)\s+(?:live|do)\s+without|stay\s+away\s+from))\s+",
        Options, PatternTime.Milliseconds)]
    private static partial Regex DislikeCue();

    /// <summary>"I am tired of", "bored by".</summary>
    [GeneratedRegex(
        "(?:" + Reader + @"(?:am|are|is|['’](?:m|re|s))\s+|" + Start + @")(?:(?:really|so|a bit|rather|quite" +
        @"|very)\s+)*(?:tired\s+of|sick\s+of|bored\s+(?:of|by|with)|fed\s+up\s+with|uninterested\s+in|indifferent\s+to)\s+",
        Options, PatternTime.Milliseconds)]
    private static partial Regex TiredCue();

    /// <summary>Orders, and words that are cues only where a clause begins.</summary>
    [GeneratedRegex(
        Start + @"(?:please\s+)?(?:(?:do\s+not|don['’]?t|never|stop)\s+(?:(?:ever|please|bother)\s+)?(?:show(?:ing)?|send(?:ing)?" +
        @"|give|giving|include|including|recommend(?:ing)?|suggest(?:ing)?|list(?:ing)?|pick|select|bring|propose|add" +
        @"|want)(?:\s+(?:me|us|him|her|them))?(?:\s+with)?" +
        @"|leave\s+(?:out|aside)|filter\s+out|spare\s+(?:me|us)|stay\s+away\s+from|steer\s+clear\s+of)(?:\s*:)?\s+" +
        // Methods avoid and skip things too: only an order begins with such a word.
        @"|(?:^|[;:(\[–—]\s*|\bplease[, ]\s*|\bbut\s+)(?:please\s+)?(?:skip|avoid|exclude|ignore|omit|reject)(?:\s*:)?\s+" +
        @"|\bnor\s+(?<bare>(?:in|about|for|on)\s+)" +
        @"|" + Start + @"(?<bare>(?:absolutely\s+|definitely\s+|certainly\s+)?(?:no\s+more|no|neither)|(?<not>(?:certainly\s+" +
        @"|definitely\s+|absolutely\s+)?not))(?:\s*:)?\s+(?:in\s+|on\s+|about\s+|for\s+)?" +
        @"|(?:^|[,;:(–—]\s*|\bbut\s+|\b(?:anything|everything|any|all|papers)\s+)(?:excepting|excluding)\s+" +
        @"|(?<bare>\bexcept(?:\s+for)?|\bwith\s+the\s+exception\s+of)\s+",
        Options, PatternTime.Milliseconds)]
    private static partial Regex StartingCue();

    /// <summary>"nothing on", "anything but", "everything except".</summary>
    [GeneratedRegex(
        @"\b(?:nothing|not\s+anything|no\s+(?:more\s+)?(?:papers?|work|works|stuff|articles?|studies|preprints?" +
        @"|things?))\s+(?:at\s+all\s+)?(?:that\s+is\s+)?(?:on|about|from|in|with|for|using|involving|concerning|related\s+to" +
        @"|to\s+do\s+with|that\s+has\s+to\s+do\s+with|regarding|around)\s+" +
        @"|\b(?:anything|everything|all)\s+(?:but|except(?:\s+for)?|other\s+than|apart\s+from|aside\s+from|save)\s+",
        Options, PatternTime.Milliseconds)]
    private static partial Regex NothingCue();

    /// <summary>"not in X but in Y", where the first half is about what the reader looks for.</summary>
    [GeneratedRegex(@"(?:\b(?:is|are)|['’]s)\s+(?<bare>(?<not>not))\s+(?:about|on)\s+|(?<half>\b(?:interested(?:\s+in)?|focus" +
        @"|focusing|work(?:ing)?(?:\s+on)?|want|care(?:\s+about)?|like|read|study|prefer|on" +
        @"|about)\s+)(?<bare>(?<not>not))\s+(?:in\s+|on\s+|about\s+|for\s+)?", Options, PatternTime.Milliseconds)]
    private static partial Regex NotButCue();

    /// <summary>"without surveys": a kind of paper and no property of a method.</summary>
    [GeneratedRegex(@"\bwithout\s+(?:any\s+|the\s+usual\s+|all\s+the\s+)?(?<object>(?:[\w-]+\s+){0,3}?(?:surveys?|reviews?" +
        @"|position\s+papers?|papers?|articles?|tutorials?|editorials?|preprints?|benchmark\s+papers?)(?:\s+(?:on" +
        @"|about)\s+[\w\s-]+)?(?:\s+(?:or|and)\s+(?:[\w-]+\s+){0,3}(?:surveys?|reviews?|papers?|articles?|tutorials?" +
        @"|editorials?))*)", Options, PatternTime.Milliseconds)]
    private static partial Regex PaperKindCue();

    /// <summary>"robots do not interest me", "surveys should be left out", "robotics is not relevant to me".</summary>
    [GeneratedRegex(
        @"(?:^|[,;:(–—]\s*|\b(?:but|and)\s+)(?<object>(?:[\w/'’()-]+\s+){0,9}?[\w/'’()-]+)\s+(?:(?:do(?:es)?\s+not" +
        @"|do(?:es)?n['’]t)\s+(?:really\s+)?interest\s+(?:me|us|him|her)|(?:is|are)\s+(?:not|n['’]t" +
        @"|of\s+no)\s+(?:of\s+)?(?:interest(?:ing)?\b(?:\s+(?:to|for)\s+(?:me|us|him|her))?|relevant\s+(?:to|for)\s+(?:me|us" +
        @"|my\s+\w+)|(?:for|my)\s+(?:me|thing|cup\s+of\s+tea))|(?:bores?|annoys?)\s+(?:me|us)" +
        @"|(?:should|can|may|must|need\s+to)\s+(?:all\s+)?be\s+(?:excluded|skipped|avoided|ignored|left\s+out|filtered\s+out" +
        @"|omitted|dropped)|(?:is|are)\s+(?:irrelevant|out\s+of\s+scope|off[\s-]topic|not\s+wanted|unwanted)(?:\s+(?:to" +
        @"|for)\s+(?:me|us))?)",
        Options, PatternTime.Milliseconds)]
    private static partial Regex PassiveCue();

    private const string ChineseStart = @"(?:^|[，。；：、,;:（(！!\s]|但是?|而且?|也|并且?|请|都|同时|另外)";

    /// <summary>我不关心…, 请不要推荐…, 不想看….</summary>
    [GeneratedRegex(
        @"(?:我|我们)?(?:也|并|都|完全|其实|目前|现在|暂时)?(?:不太|不怎么|不是很|不大|不再|不|没有?)(?:关心|在乎|在意|关注|喜欢|感兴趣的是|研究|想(?:看到?|要|读到?|了解))(?:任何|关于|有关)*" +
        @"|" + ChineseStart + @"(?:我|我们)?(?:也|并)?(?:请)?(?:不要|不必|别|勿|无需|不用|不需要|不想)(?:再)?(?:给我|向我)?(?:推荐|推送|推|发|看到?|包括|包含|选|显示|展示" +
        @"|出现)(?:给我)?(?:任何|关于|有关)*" +
        @"|" + ChineseStart + @"(?:我|我们)?(?:也|并)?(?<bare>(?<not>不要|不需要|不包括|不含|不看|不想要))(?:任何|关于|有关)*" +
        @"|" + ChineseStart + @"(?:我|我们)?(?:请|应|应该|要|需要|希望|会)?(?:排除|跳过|忽略|过滤掉?|屏蔽|剔除)(?:掉)?(?:任何|所有|关于|有关)*" +
        @"|" + ChineseStart + @"(?:而非|而不是|但不是)",
        Options, PatternTime.Milliseconds)]
    private static partial Regex ChineseCue();

    /// <summary>对…不感兴趣, 除了…都, …除外, 不是…而是.</summary>
    [GeneratedRegex(
        @"(?:我|我们)?(?:也|但|但是|而)?(?:对于?)(?<object>[^，。；！？,;!?对]{1,60}?)(?:的(?:论文|文章|工作|研究|内容|方向))?(?:也|都|并|完全|一点也|一点都|其实|目前|现在" +
        @"|暂时)?(?:不太|不怎么|不是很|不大|不再|不|没有?|毫无|无)(?:任何|什么)?(?:感兴趣|兴趣|关心)" +
        @"|除了?(?<object>[^，。；！？,;!?]{1,60}?)(?:(?:以外|之外)[，,]?的?|外?[，,])(?:其他|其它|别的|什么|所有|任何)?[^，。；！？,;!?还也]{0,12}都" +
        @"|(?:[（(，,]|^)(?<object>[^，。；！？,;!?（(]{1,40}?)(?:除外|不要|就不用了|就算了|不用推荐|免谈)(?:$|[，。；！,;)）])" +
        @"|不是(?<object>[^，。；！？,;!?]{1,40}?)[，,]?而是",
        Options, PatternTime.Milliseconds)]
    private static partial Regex ChineseObjectCue();

    /// <summary>What ends a clause.</summary>
    [GeneratedRegex(
        @"\s*(?:[;；—。，！？]|\s[-–]\s|\.\s|\.$" +
        @"|,?\s+(?:but|although|though|because|since|whereas|while|when|if|instead|nor|yet|except|without|(?:and" +
        @"|or)\s+(?:also\s+)?(?:no|not|nothing|neither|avoid|skip|exclude|ignore)|as\s+(?:I|they|we|it|these|those))\b" +
        @"|,?\s+(?:and|so|or)\s+(?:(?:I|we|he|she|they|please|my|your|do|does|don['’]?t|am|love|like|prefer|want|enjoy|especially" +
        @"|only|instead|rather|also|certainly|definitely)\b|['’]m)" +
        @"|,\s+(?:I|we|he|she|it|they|please|my|your|only|just|rather|instead|especially|thanks?|thank\s+you|not?|nothing|avoid" +
        @"|skip|exclude|ignore)\b|\s+please\b" +
        @"|但|而是|只要|只想|只看|因为)",
        Options, PatternTime.Milliseconds)]
    private static partial Regex ClauseEnd();

    [GeneratedRegex(
        @"^(?:(?:any|all|the|those|these|more|yet another|another|other|some|purely|seeing|reading|getting|hearing|me|us|too many" +
        @"|so many|things?|stuff|topics?|anything|everything|something|(?:new\s+)?(?:papers?|articles?|works?|preprints?|studies" +
        @"|research|publications?|results|news|content))\s+" +
        @"(?:(?:that\s+(?:is|are|deal|deals)|which\s+(?:is|are)|focused|focusing|mainly|mostly|only|purely|just)\s+)*(?:about|on|in" +
        @"|from|of|for|with|like|such\s+as|related\s+to|dealing\s+with|concerning|regarding|around|to\s+do\s+with)\s+" +
        @"|(?:any|all|the|those|these|more|yet\s+another|seeing|reading|about|on|in|with|anything|everything|something|but|and|also" +
        @"|or|while)\s+|(?:任何|所有|关于|有关|一些|那些|这些))",
        Options, PatternTime.Milliseconds)]
    private static partial Regex LeadingFiller();

    [GeneratedRegex(
        @"(?:,?\s+(?:please|at\s+all|any\s?more|for\s+now|these\s+days|either|though|thanks|thank\s+you|whatsoever|interesting" +
        @"|right\s+now|anyway|as\s+such|per\s+se|and|or)|的?(?:论文|文章|工作|研究|内容|方向|之类|等等?|相关)+(?:的)?|谢谢|了|的|都)$",
        Options, PatternTime.Milliseconds)]
    private static partial Regex TrailingFiller();

    /// <summary>Words that name no subject, and objects that are sentences.</summary>
    [GeneratedRegex(
        @"^(?:但|也|it|them|that|this|those|these|him|her|me|us|you|one|ones|so|much|many|anything|everything|all|any|more|papers?" +
        @"|work|works|stuff|things?|yet|sure|enough|matter|longer|to\b.*|(?:that|this|those|these|it|they|which|who|what|how" +
        @"|whether|if|why|where)\s.*|interested|relevant|limited\s.*|(?:the\s+)?\W*(?:ir)?relevant\W*(?:\s+(?:ones|papers|work))?" +
        @"|论文|文章|它们?|这些?|那些?|考虑.*)$",
        Options, PatternTime.Milliseconds)]
    private static partial Regex NoSubject();

    /// <summary>Names that begin with "no", and "not" before what goes on with "but also".</summary>
    [GeneratedRegex(
        @"^(?:free\s+lunch|regret|reference\s+(?:image|quality)|arbitrage|cloning|signall?ing|hair|go\s+theorem|matter|doubt|idea" +
        @"|need|way|one|longer|less|labels?\s+(?:are|is)|change)\b" +
        @"|^(?:only|just|merely|simply|solely|necessarily|limited|restricted|exclusively|all|every|everything|yet|so|as|too|to" +
        @"|least|sure|even|always|much|many|more|less|enough|if|when|because|unlike|being|having|requiring|using|needing|relying" +
        @"|involving|assuming|knowing|later|far|before|after|at|until|unless)\b",
        Options, PatternTime.Milliseconds)]
    private static partial Regex FixedPhrase();

    /// <summary>A participle: "images not seen in training"; and in Chinese a property of a method: 不需要标注的方法.</summary>
    [GeneratedRegex(@"^[a-z]+(?:ed|en)\b|^seen\b|的(?:方法|模型|算法|学习|训练|系统|技术|框架|策略|场景|任务|设置|数据)", Options, PatternTime.Milliseconds)]
    private static partial Regex NotContent();

    [GeneratedRegex(@"\b(?:is|are|was|were|has|have|had|can|could|will|would|may|might|must|should|does|do|did|needs?|requires?" +
        @"|knows?|works|exists?|I)\b", Options, PatternTime.Milliseconds)]
    private static partial Regex FiniteVerb();

    [GeneratedRegex(@"(?:^|[\s,;])(?:but|and|or|yet|so|please|also|with|though|however|while|just|then|nor|am|are|is|that|which)$" +
        @"|(?:但是?|而且?|也|并且?|请|和|以及|不过|我)$", Options, PatternTime.Milliseconds)]
    private static partial Regex DanglingHead();

    [GeneratedRegex(@"^(?:(?:but|and|or|yet|so|although|though|while|whereas|instead|rather|please|thanks?|thank\s+you)\b|(?:但是?|而是" +
        @"|而且|我?只(?:要|想看|看)|不过|[了的吧。，]))[\s,，]*", Options, PatternTime.Milliseconds)]
    private static partial Regex DanglingTail();

    /// <summary>What a clause leaves behind when its content is taken: no content of its own.</summary>
    [GeneratedRegex(@"^(?:please|thanks?|thank\s+you|and|but|or|also|I|we|he|she|it|they|show\s+me|give\s+me|send\s+me|I\s+(?:read" +
        @"|like|enjoy|want|am\s+(?:open\s+to|interested\s+in))|we\s+(?:read|like|want)|papers?|谢谢|我|请|推荐|感兴趣|可以|行|欢迎|想看" +
        @"|[\s,.;!。，；！])*$", Options, PatternTime.Milliseconds)]
    private static partial Regex Leftover();
}
