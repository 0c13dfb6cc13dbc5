using System.Text.RegularExpressions;

namespace LocalDigest.Reading;

/// <summary>
/// Tells sentences that stand in abstracts and papers beside what these say: who paid and who did what, lists of abbreviations and
/// keywords, registrations, licences, where data lie. They are full of figures and of the title's words, and say nothing of what was found.
/// </summary>
internal static partial class BackMatter
{
    public static bool Has(string sentence) =>
        HeadingPattern().IsMatch(sentence) || PhrasePattern().IsMatch(sentence) || AbbreviationsPattern().IsMatch(sentence);

    /// <summary>What such a part is called where its heading runs into its text.</summary>
    [GeneratedRegex(
        @"^\W*(?:(?:funding|financial support|sponsors?(?:hip)?|grants?)(?: (?:sources?|information|statement))?|acknowledge?ments?"
        + @"|(?:authors?['’]?s?['’]? |credit )?contributions?(?: statement)?|(?:declaration of )?(?:competing|conflicts? of) interests?"
        + @"|(?:data|code|data and code|materials?) availability(?: statement)?|availability of (?:data|code|materials?)[\w ]*"
        + @"|(?:list of )?abbreviations?(?: used)?|acronyms|nomenclature|key ?words?(?: and phrases)?|index terms|(?:ccs|subject) "
            + @"(?:concepts|headings)"
        + @"|msc(?: ?\d{4})?|pacs|jel(?: classification)?|(?:clinical )?trial registration(?: number)?|registration|ethics(?: approval| "
            + @"statement)?"
        + @"|consent(?: for publication| to participate)?|copyright|licen[cs]e|corresponding author|correspondence|supplementary "
            + @"(?:material|information|data))"
        + @"\s*(?:[:.—–]|-\s)"
        + @"|^\W*(?:基金(?:项目|资助)?|资助|致谢|作者贡献|利益冲突|数据可用性|缩写|缩略语|关键词|关键字|版权|通讯作者|注册号|中图分类号)\s*[:：]",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex HeadingPattern();

    /// <summary>What is said nowhere else.</summary>
    [GeneratedRegex(
        @"^\W*(?:this|the|our|that) (?:present |current )?(?:\w+ )?(?:work|study|research|project|trial|paper|article|investigation|survey)"
        + @" (?:was|is|has been|were) (?:\w+ly )?(?:in part |also )?(?:supported|funded|sponsored|financed|made possible)\b"
        + @"|\b(?:funded|supported|sponsored|financed) (?:in part )?by (?:the |a |an )?(?:\w+ ){0,6}?(?:grants?|foundation|council"
            + @"|ministry|programme?|fellowship"
        + @"|institutes? of health|science fund|commission|horizon|nih|nsf|erc|dfg|epsrc|nsfc|darpa|doe)\b"
        + @"|\bgrants? (?:agreement )?(?:no\b|nos\b|number|#|[A-Z]*\d)|\b(?:we|the authors?) (?:\w+ly )?(?:thank|acknowledge|are grateful"
            + @"|declare|wish to thank)\b"
        + @"|\bno (?:competing|conflicts? of) interests?\b|\bcontributed equally\b|\b(?:wrote|drafted|revised|approved) the (?:final "
            + @")?(?:manuscript|paper|draft)\b"
        + @"|\b(?:conceived|designed) (?:and \w+ )?the (?:study|experiments?)[,;]|©|\(c\) ?(?:19|20)\d\d|\ball rights reserved\b"
            + @"|\bcreative commons\b|\bCC[ -]BY\b"
        + @"|\bopen access article\b|\bpublished by (?:elsevier|springer|wiley|oxford university|the royal|iop|aip|sage|taylor)\b"
        + @"|\b(?:NCT|ISRCTN|ChiCTR|CRD|EudraCT)[ -]?(?:number )?\d{6,}|\bregistered (?:at|with|in|on) (?:clinicaltrials|prospero|the "
            + @"isrctn|osf)"
        + @"|\b(?:data|datasets?|code|software|materials?|models?|weights|scripts?)\b[^.]{0,60} (?:is|are|will be|can be)"
        + @" (?:made |also |freely |publicly |openly )*(?:available|accessed|found|downloaded|released|obtained)\b(?: (?:at|from|on|upon"
            + @"|via|online)\b|\W*$)"
        + @"|\bavailable (?:upon|on) (?:reasonable )?request\b"
        + @"|本(?:研究|工作|文|项目|课题)(?:得到|获得?|由|受)[^。]{0,40}(?:资助|支持|基金)|(?:同等|相同)贡献|版权所有|保留所有权利",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PhrasePattern();

    /// <summary>Three or more short forms, each with its long one.</summary>
    [GeneratedRegex(
        @"^(?:\W*(?:[A-Z][A-Za-z0-9-]{1,9}\s?[:=,–]\s?[A-Za-z][^;:=]{3,70}[;.]\s?)){3,}",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex AbbreviationsPattern();
}
