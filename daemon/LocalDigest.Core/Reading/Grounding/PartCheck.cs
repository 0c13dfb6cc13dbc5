using System.Text;
using System.Text.RegularExpressions;
using LocalDigest.Llm;
using LocalDigest.Text;

namespace LocalDigest.Reading;

/// <summary>
/// Looks through a part of a summary before it is kept: refusals, requests for the paper, greetings and closing words, remarks on the task, echoes of the prompt,
/// leftovers of the answer's form, placeholders, another language. Such a part has failed; it is not repaired, because the model can be asked again. It is therefore
/// stricter than what looks through texts that are to be published.
/// </summary>
/// <param name="prompt">The instructions that were given, for echoes of them.</param>
/// <param name="language">The language that was asked for, a BCP 47 tag.</param>
internal sealed partial class PartCheck(string prompt, string language)
{
    /// <summary>So many words in a row that stand in the prompt are no chance.</summary>
    private const int EchoLength = 8;

    private readonly HashSet<string> echoes = [.. Runs(prompt)];

    /// <summary>
    /// Brings a part into the form that summaries have: plain lines with marks for emphasis and lists. Headings become lines, code marks and pictures go,
    /// LaTeX of running text becomes Unicode; formulas that stand by themselves stay LaTeX, each on a line of its own. Empty for words that only say that there is nothing.
    /// </summary>
    public static string Tidy(string raw)
    {
        var lines = new List<string>();
        foreach (var rawLine in DisplayMath.Fold(raw.ReplaceLineEndings("\n")).Split('\n'))
        {
            var line = ImagePattern().Replace(rawLine, "").Replace("`", "", StringComparison.Ordinal).Trim();
            line = line.TrimStart('#').TrimStart();
            if (line.Length == 0 || line.All(c => c is '-' or '*' or '_' or '=' or '~')) continue;
            lines.Add(DisplayMath.IsFormula(line) ? line : LatexText.Clean(line).Text);
        }
        var text = string.Join('\n', lines);
        return NothingPattern().IsMatch(text) ? "" : text;
    }

    /// <summary>What is wrong with a part, as the end of a sentence that begins with the part; null where nothing is.</summary>
    /// <param name="raw">As the model wrote it.</param>
    /// <param name="longest">The most characters that the part may have.</param>
    public string? Fault(string raw, int longest)
    {
        if (raw.Length > longest) return "is far too long";
        if (LeftoverPattern().IsMatch(raw)) return "holds leftovers of the answer's form";
        if (ModelSpeech.Refuses(raw) || ModelSpeech.Greets(raw) || ModelSpeech.TakesLeave(raw) || TaskPattern().IsMatch(raw) || ChineseTaskPattern().IsMatch(raw)) return "speaks about the task instead of the paper";
        if (ModelSpeech.HasGap(raw)) return "holds a placeholder";
        if (SuspiciousText.IsIn(raw)) return "speaks to a model";
        if (Runs(raw).Any(echoes.Contains)) return "repeats the instructions";
        return WrittenLanguage.Fits(raw, language) ? null : "is not in the language that was asked for";
    }

    /// <summary>All runs of words of the length of an echo. Chinese is cut into characters.</summary>
    private static IEnumerable<string> Runs(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c) && !Sentences.IsIdeographic(c))
            {
                word.Append(char.ToLowerInvariant(c));
                continue;
            }
            if (word.Length > 0) words.Add(word.ToString());
            word.Clear();
            if (Sentences.IsIdeographic(c) && char.IsLetter(c)) words.Add(c.ToString());
        }
        if (word.Length > 0) words.Add(word.ToString());
        for (var i = 0; i + EchoLength <= words.Count; i++) yield return string.Join(' ', words.GetRange(i, EchoLength));
    }

    [GeneratedRegex(@"!\[[^\]]*\]\([^)]*\)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ImagePattern();

    [GeneratedRegex(@"^[\s""'(\[*.…-]*(?:n/?a|null|none|nil|undefined|string|text|todo|tbd|unknown|empty|not (?:mentioned|specified|provided|available|stated|applicable|given|reported|discussed)(?: (?:in|by) the (?:paper|text|abstract|material|authors))?|无|暂无|未知|不适用|未提及|未说明|论文(?:中)?未(?:提及|说明|提供))?[\s""')\]*.…。-]*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NothingPattern();

    [GeneratedRegex(@"^\s*[{\[]\s*[""{}\[\]]|[""'](?:type|properties|required|additionalProperties|tldr|overview|method|experiments|plainLanguage|keyContribution|methodology|takeaways|limitations|abstractTranslated|coreIdea|notes|papers|executiveSummary)[""']\s*:|```|<\|[a-z_]{2,20}\|>|</?think>|\[/?INST\]|</?s>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LeftoverPattern();

    /// <summary>Words with the one who asked that a text about a paper has no use for, wherever they stand.</summary>
    [GeneratedRegex(
        @"\b(?:please|kindly|could you|can you|if you(?: could| can| would| like)?)\b[^.\n]{0,30}\b(?:provide|share|upload|paste|attach|send|supply|give me)\b" +
        @"|\b(?:provide|upload|paste|send)\s+(?:me\s+)?(?:with\s+)?(?:the|your)\s+(?:full\s+)?(?:paper|abstract|article|pdf|manuscript)\b|\byour\s+(?:paper|text|document|manuscript|request|question)\b" +
        @"|\bI(?:'m| am)\s+(?:afraid|just an?|happy to|ready to|going to)\b|\bI\s+(?:apologi[sz]e|cannot|can't|can not|won't|do not have|don't have|could not (?:find|access)|will (?:now |first )?(?:write|read)|have (?:analy[sz]ed|summari[sz]ed|read|written)|would be happy|need the)\b" +
        @"|\bthe\s+(?:provided|supplied)\s+(?:text|material|excerpt|paper|abstract|article|notes|json)\b|\bthe\s+(?:given|above)\s+(?:paper|abstract|excerpt|material|notes|article)\b|\b(?:text|material|excerpt|paper|abstract|document|notes)\s+you\s+(?:have\s+)?(?:provided|supplied|gave|shared)\b" +
        @"|\b(?:let me know|feel free to|hope this helps|hope that helps|would you like|happy to help|glad to help|do you want me)\b" +
        @"|^\W*(?:here(?:'s| is| are)|below (?:is|are)|the following (?:is|are)|let me|let's|this is (?:a|the|my) (?:summary|tl;?dr|analysis)|(?:summary|analysis|tl;?dr|answer|output|response)\s*:)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TaskPattern();

    [GeneratedRegex(
        @"请(?:您|你)?(?:先)?(?:提供|上传|粘贴|发送|分享|补充|给出)|请将[^。]{0,12}(?:论文|全文|摘要|内容|文本)[^。]{0,8}(?:提供|发|贴|上传)|(?:您|你)(?:所)?(?:提供|给出|上传|希望|需要|想要)|(?:所|已)提供的(?:论文|文本|摘要|材料|内容|笔记)" +
        @"|(?:^|[，。！；：\s])我(?:将|会|无法|不能|没有|已经|已|很抱歉|可以|来)|抱歉|对不起|很遗憾，" +
        @"|^[\s*#]*(?:以下|下面|这)(?:是|为)[^。\n]{0,30}(?:摘要|总结|分析|概述|解读|翻译|概括|内容|报告)|希望(?:这|本|以上|上述)[^。\n]{0,20}(?:帮助|有用|洞察|启发|价值|参考)|如(?:果|有|需)[^。\n]{0,12}(?:问题|需要|疑问|帮助)[^。\n]{0,10}(?:请|告诉|联系|随时)|随时(?:告诉|联系)我",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ChineseTaskPattern();
}
