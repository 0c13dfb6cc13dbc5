using System.Text.RegularExpressions;

namespace LocalDigest.Text;

/// <summary>
/// The one list, in English and Chinese, of what language models say to whoever asked them where a text about a paper should stand. Three
/// look it up: the parser of verdicts (a comment), the check of an answer, which refuses a part and asks again, and the check before
/// publication, which takes sentences out. Matching takes linear time.
/// </summary>
internal static partial class ModelSpeech
{
    /// <summary>Whether a text asks for the paper, or says that none was given.</summary>
    public static bool Asks(string text) => AsksPattern().IsMatch(text);

    /// <summary>Whether a text asks for the paper or declines to write about it.</summary>
    public static bool Refuses(string text) => Asks(text) || RefusesPattern().IsMatch(text);

    /// <summary>
    /// Whether a text speaks to the one who asked in any way that a text about a paper does not. Stricter than the others together: it is
    /// for texts that can be asked for again.
    /// </summary>
    public static bool SpeaksOfTheTask(string text) =>
        Refuses(text) || Greets(text) || TakesLeave(text) || TaskPattern().IsMatch(text) || ChineseTaskPattern().IsMatch(text);

    /// <summary>Whether a text begins with a greeting, a role ("as an expert in …"), or an announcement of what follows.</summary>
    public static bool Greets(string text) => GreetingPattern().IsMatch(text);

    /// <summary>Whether a text begins by saying what the model is going to do.</summary>
    public static bool Promises(string text) => PromisePattern().IsMatch(text);

    /// <summary>Whether a text begins with words that end a conversation.</summary>
    public static bool TakesLeave(string text) => LeavePattern().IsMatch(text);

    /// <summary>Whether a text holds a placeholder that was to be filled in.</summary>
    public static bool HasGap(string text) => GapPattern().IsMatch(text);

    /// <summary>Whether a text holds marks by which programs divide a chat, or a thought of the model.</summary>
    public static bool HasChatMarks(string text) => ChatMarkPattern().IsMatch(text);

    /// <summary>A text without the thoughts at its beginning and without the marks of a chat.</summary>
    public static string WithoutChatMarks(string text) => ChatMarkPattern().Replace(ThoughtPattern().Replace(text, ""), "");

    private const RegexOptions Options =
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;

    [GeneratedRegex(
        @"\b(please|kindly|could you|can you|you need to|once you)\b[^.!?\n]{0,60}\b(provide|share|paste|upload|send|supply|attach" +
        @"|give me)\b[^.!?\n]{0,80}\b(paper|papers|abstract|text|article|content|document|pdf|manuscript|details)\b" +
        @"|\bprovide me with\b" +
        @"|\bno (paper|abstract|text|content|material) (was|has been|is|were) (provided|attached|given|supplied|included)\b" +
        @"|请(您|你)?(先)?(提供|上传|粘贴|发送|分享|给出|附上)[^。！？\n]{0,40}(论文|文章|摘要|文本|内容|全文|文件|PDF)" +
        @"|请将[^。！？\n]{0,12}(论文|文章|全文|摘要|文本)[^。！？\n]{0,8}(提供|发|贴|上传)|(您|你)(并)?(没有|未|尚未)(提供|上传|附上)[^。！？\n]{0,30}(论文|文章|摘要|内容)" +
        @"|(没有|未|尚未)(提供|收到)[^。！？\n]{0,8}(论文|文章|全文|正文|摘要)",
        Options)]
    private static partial Regex AsksPattern();

    [GeneratedRegex(
        @"\bas an (ai|artificial intelligence)\b|(\A|[.!?,]\s*)as a (large )?language model\b[^.,\n]{0,20}," +
        @"|\b(I'm|I am) (sorry|unable|not able|an ai)\b" +
        @"|\bI (cannot|can't|can not|won't) (help|assist|provide|access|analy[sz]e|summari[sz]e|read|fulfil|comply|judge|rate|assess" +
        @"|evaluate)\b|\bmy (training data|knowledge cutoff)\b|作为(一个|一名|一款)?(AI|人工智能|大型?语言模型|语言模型)|(抱歉|对不起|遗憾)[，,]?我" +
        @"|我(无法|不能|没有办法)(访问|提供|分析|阅读|完成|查看|协助|评审|评价|总结)",
        Options)]
    private static partial Regex RefusesPattern();

    [GeneratedRegex(
        @"\A[\s*_>#]*((好的|当然|没问题|可以的|明白了?|收到|了解|遵命)([，,。！!：:\s]|\z)|以下是(对|关于|根据|本|这|您|针对)" +
        @"|作为(您的|你的|一名|一个|一位)?[^，,。\n]{0,40}(专家|研究员|研究者|研究生|学者|助手|从业者)[^，,。\n]{0,3}[，,]" +
        @"|(sure|certainly|of course|absolutely|okay|ok|alright|great|got it|understood|no problem)\s*[,!.:—-]|great question" +
        @"|here('s| is| are)\b[^.!?\n]{0,120}:\s*\z" +
        @"|as an? [^.,\n]{0,60}(expert|researcher|assistant|scientist|specialist|reviewer|student)\b[^.,\n]{0,20}," +
        @"|I('ll| will) (now |first )?(analy|summar|provide|give|help|explain|break)|let me (analy|summar|break|explain|provide))",
        Options)]
    private static partial Regex GreetingPattern();

    [GeneratedRegex(@"\A(我将|我会|接下来|下面|I will|I'll|Let me|Below)", Options)]
    private static partial Regex PromisePattern();

    [GeneratedRegex(
        @"\A[\s*_]*(希望(这|以上|上述|本|对|能)|如果(您|你)(有|还有|需要)|如有(任何)?(疑问|问题|需要)|I hope (this|that|it)|hope this helps|let me know" +
        @"|feel free to|if you (have|need|would like|want)|please let me know)",
        Options)]
    private static partial Regex LeavePattern();

    [GeneratedRegex(
        @"\[\s*(insert|your|add|fill in|placeholder|date|the date|todo|tbd|xx+|paper title|author names?|title of" +
        @"|name of)\b[^\]\n]{0,80}\]([^(]|\z)|[\[【]\s*(插入|填写|填入|此处|在此|待补充|待填|请填|请输入|日期|论文标题)[^\]】\n]{0,30}[\]】]([^(]|\z)" +
        @"|[（(](插入|待补充|待填|请填写|请输入|此处插入|此处填写)[^）)\n]{0,30}[）)]|\{\{[^}\n]{0,80}\}\}" +
        @"|<(insert|your|placeholder|paper title)\b[^>\n]{0,80}>|\blorem ipsum\b",
        Options)]
    private static partial Regex GapPattern();

    /// <summary>Words to the one who asked, wherever they stand.</summary>
    [GeneratedRegex(
        @"\b(?:please|kindly|could you|can you|if you(?: could| can| would| like)?)\b[^.\n]{0,30}\b(?:provide|share|upload|paste|attach|send|supply|give me)\b" +
        @"|\b(?:provide|upload|paste|send)\s+(?:me\s+)?(?:with\s+)?(?:the|your)\s+(?:full\s+)?(?:paper|abstract|article|pdf|manuscript)\b|\byour\s+(?:paper|text|document|manuscript|request|question)\b" +
        @"|\bI(?:'m| am)\s+(?:afraid|just an?|happy to|ready to|going to)\b|\bI\s+(?:apologi[sz]e|cannot|can't|can not|won't|do not have|don't have|could not (?:find|access)|will (?:now |first )?(?:write|read)|have (?:analy[sz]ed|summari[sz]ed|read|written)|would be happy|need the)\b" +
        @"|\bthe\s+(?:provided|supplied)\s+(?:text|material|excerpt|paper|abstract|article|notes|json)\b|\bthe\s+(?:given|above)\s+(?:paper|abstract|excerpt|material|notes|article)\b|\b(?:text|material|excerpt|paper|abstract|document|notes)\s+you\s+(?:have\s+)?(?:provided|supplied|gave|shared)\b" +
        @"|\b(?:let me know|feel free to|hope this helps|hope that helps|would you like|happy to help|glad to help|do you want me)\b" +
        @"|^\W*(?:here(?:'s| is| are)|below (?:is|are)|the following (?:is|are)|let me|let's|this is (?:a|the|my) (?:summary|tl;?dr|analysis)|(?:summary|analysis|tl;?dr|answer|output|response)\s*:)",
        Options)]
    private static partial Regex TaskPattern();

    [GeneratedRegex(
        @"请(?:您|你)?(?:先)?(?:提供|上传|粘贴|发送|分享|补充|给出)|请将[^。]{0,12}(?:论文|全文|摘要|内容|文本)[^。]{0,8}(?:提供|发|贴|上传)|(?:您|你)(?:所)?(?:提供|给出|上传|希望|需要|想要)|(?:所|已)提供的(?:论文|文本|摘要|材料|内容|笔记)" +
        @"|(?:^|[，。！；：\s])我(?:将|会|无法|不能|没有|已经|已|很抱歉|可以|来)|抱歉|对不起|很遗憾，" +
        @"|^[\s*#]*(?:以下|下面|这)(?:是|为)[^。\n]{0,30}(?:摘要|总结|分析|概述|解读|翻译|概括|内容|报告)|希望(?:这|本|以上|上述)[^。\n]{0,20}(?:帮助|有用|洞察|启发|价值|参考)|如(?:果|有|需)[^。\n]{0,12}(?:问题|需要|疑问|帮助)[^。\n]{0,10}(?:请|告诉|联系|随时)|随时(?:告诉|联系)我",
        Options)]
    private static partial Regex ChineseTaskPattern();

    [GeneratedRegex(@"\A\s*<think(ing)?>(?s:.*?)</think(ing)?>", Options)]
    private static partial Regex ThoughtPattern();

    [GeneratedRegex(@"<\|[a-z_]{1,30}\|>|</?think(ing)?>|\[/?INST\]|</?s>", Options)]
    private static partial Regex ChatMarkPattern();
}
