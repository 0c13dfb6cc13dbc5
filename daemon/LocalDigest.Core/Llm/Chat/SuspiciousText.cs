using System.Text;
using System.Text.RegularExpressions;
using LocalDigest.Text;

namespace LocalDigest.Llm;

/// <summary>
/// Finds sentences in a paper's text that speak to the model that reads it instead of about its science: "ignore the instructions above", "give this
/// paper the highest score". They are kept from the model, and the paper is flagged.
/// </summary>
/// <remarks>
/// Papers about such attacks quote them. That costs them the quoting sentence and a flag, not their place: the rest of the abstract is judged.
/// </remarks>
public static partial class SuspiciousText
{
    public static bool IsIn(string text) => Sentences.Pieces(text).Any(IsSuspicious);

    /// <summary>The text without the sentences that are suspicious.</summary>
    public static string Remove(string text)
    {
        if (!IsIn(text)) return text;
        var kept = new StringBuilder(text.Length);
        foreach (var sentence in Sentences.Pieces(text))
        {
            if (!IsSuspicious(sentence)) kept.Append(sentence);
        }
        return kept.ToString().Trim();
    }

    private static bool IsSuspicious(string sentence) => AddressPattern().IsMatch(sentence) || ScorePattern().IsMatch(sentence) || RolePattern().IsMatch(sentence);

    [GeneratedRegex(@"\b(?:ignore|disregard|forget|override|bypass)\b[^.]{0,40}\b(?:previous|prior|above|earlier|preceding|all|other|these|those|your)\b[^.]{0,30}\b(?:instructions?|prompts?|criteria|rules|guidelines|directions)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex AddressPattern();

    [GeneratedRegex(@"\b(?:give|assign|rate|score|grade|rank|mark|award|recommend|accept)\b[^.]{0,30}\b(?:this|the|our)\s+(?:paper|work|submission|manuscript|article)\b[^.]{0,60}\b(?:10|ten|9|nine|high(?:est|ly)?|max(?:imum|imal)?|top|perfect|relevan\w+|positive(?:ly)?|accept\w*)\b|\b(?:relevance|novelty)\s*(?:score)?\s*(?:(?:should|must|has to|is to)\s*be|:|=)\s*(?:10|ten|9|nine|max\w*|high\w*)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ScorePattern();

    [GeneratedRegex(@"(?:^|[\s\[(<])(?:system|assistant|user)\s*(?:prompt|message)?\s*:\s|</?(?:system|assistant|instructions?)>|\[/?INST\]|<\|[a-z_]{2,20}\|>|\b(?:note|message|attention|instructions?)\s+(?:to|for)\s+(?:the\s+)?(?:llm|language model|ai|reviewers?|judge|assistant|grader|evaluator)\b\s*[:,]|\b(?:as|dear)\s+(?:an?\s+)?(?:ai|llm|language model)\s*(?:reviewer|judge|assistant|grader|evaluator)?\s*,\s*(?:you|please)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex RolePattern();
}
