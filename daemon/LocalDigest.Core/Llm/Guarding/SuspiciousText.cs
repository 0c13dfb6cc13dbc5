using System.Text;
using System.Text.RegularExpressions;
using LocalDigest.Text;

namespace LocalDigest.Llm;

/// <summary>
/// Finds sentences in a paper's text that speak to the model that reads it instead of about its science: "ignore the instructions above",
/// "give this paper the highest score", in several languages and in writing that hides them. They are kept from the model.
/// </summary>
/// <remarks>
/// Papers about such attacks quote them. That costs them the quoting sentence and not their place: the rest of the abstract is judged.
/// No list is complete; what it misses is bounded where verdicts are made.
/// </remarks>
public static partial class SuspiciousText
{
    /// <summary>Whether any sentence of a text speaks to a model.</summary>
    public static bool IsIn(string text) => Sentences.Pieces(text).Any(IsSuspicious) || Foreign(text).Count > 0;

    /// <summary>The same of a text that may quote other languages, as a summary quotes titles.</summary>
    public static bool GivesOrders(string text) => Sentences.Pieces(text).Any(IsSuspicious);

    /// <summary>The text without the sentences that speak to a model, and without those in another language than the text's own.</summary>
    public static string Remove(string text) => Keep(text, sentence => !IsSuspicious(sentence));

    /// <summary>
    /// What is left of a text where nothing may be in it that could be meant for its reader: sentences with a trace of an address, an
    /// order, a grade or a quotation go, too. Harmless sentences are among them.
    /// </summary>
    public static string Plain(string text) =>
        Keep(text, sentence => !IsSuspicious(sentence) && !OrderCues.MayOrder(ReadableForms.Fold(sentence)));

    /// <summary>Whether a text has a trace of an order; so has every thirtieth honest abstract.</summary>
    public static bool HasTrace(string text) =>
        Sentences.Pieces(text).Any(sentence => OrderCues.HasTrace(ReadableForms.Fold(sentence)));

    private static string Keep(string text, Predicate<string> isKept)
    {
        var foreign = Foreign(text);
        var kept = new StringBuilder(text.Length);
        var isWhole = true;
        foreach (var sentence in Sentences.Pieces(text))
        {
            if (isKept(sentence) && !foreign.Contains(sentence)) kept.Append(sentence);
            else isWhole = false;
        }
        return isWhole ? text : kept.ToString().Trim();
    }

    private static bool IsSuspicious(string sentence) =>
        ReadableForms.IsUnreadable(sentence) || ReadableForms.Of(sentence).Any(OrderCues.GivesOrders);

    /// <summary>
    /// The sentences in another language than most of the text, and those of a text in Latin letters with a phrase in another script. A
    /// judge needs no abstract twice, and an order may stand in any language.
    /// </summary>
    private static HashSet<string> Foreign(string text)
    {
        var isEnglish = WrittenLanguage.Fits(text, "en");
        if (!isEnglish && !WrittenLanguage.Fits(text, "zh")) return [];
        var foreign = Sentences.Pieces(text).Where(sentence => !WrittenLanguage.Fits(sentence, isEnglish ? "en" : "zh"))
            .ToHashSet(StringComparer.Ordinal);
        // In a text of two halves, neither is the other's guest.
        if (foreign.Sum(sentence => sentence.Length) >= text.Length / 2) foreign.Clear();
        if (isEnglish) foreign.UnionWith(Sentences.Pieces(text).Where(sentence => OtherScriptPattern().IsMatch(sentence)));
        return foreign;
    }

    /// <summary>A phrase in a script other than Latin and Greek.</summary>
    [GeneratedRegex(
        @"([\p{IsCyrillic}\p{IsHebrew}\p{IsArabic}\p{IsDevanagari}\p{IsThai}\u3040-\ud7af][\s\p{P}\d]*){9}",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex OtherScriptPattern();
}
