using System.Text.RegularExpressions;

namespace LocalDigest.Text;

/// <summary>
/// Phrases of language models that answer their user instead of writing about a paper: the one list of them, in English and Chinese. The
/// caller decides what to do about them. Matching takes linear time.
/// </summary>
internal static partial class ModelSpeech
{
    /// <summary>Whether a text asks for the paper, or says that none was given.</summary>
    public static bool Asks(string text) => AsksPattern().IsMatch(text);

    /// <summary>Whether a text asks for the paper or declines to write about it.</summary>
    public static bool Refuses(string text) => Asks(text) || RefusesPattern().IsMatch(text);

    /// <summary>Whether a text begins with a greeting, a role ("as an expert in …"), or an announcement of what follows.</summary>
    public static bool Greets(string text) => GreetingPattern().IsMatch(text);

    /// <summary>Whether a text begins by saying what the model is going to do.</summary>
    public static bool Promises(string text) => PromisePattern().IsMatch(text);

    /// <summary>Whether a text begins with words that end a conversation.</summary>
    public static bool TakesLeave(string text) => LeavePattern().IsMatch(text);

    /// <summary>Whether a text holds a placeholder that was to be filled in.</summary>
    public static bool HasGap(string text) => GapPattern().IsMatch(text);

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
}
