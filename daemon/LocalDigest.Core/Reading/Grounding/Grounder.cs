using System.Text.RegularExpressions;
using LocalDigest.Text;

namespace LocalDigest.Reading;

/// <summary>A part of generated text after its check.</summary>
/// <param name="Texts">What is left: one text, or the items of a list; empty where nothing is.</param>
/// <param name="Statements">The sentences that are left, with where they stand.</param>
/// <param name="Grounding">What was checked and what came of it.</param>
internal sealed record GroundedPart(IReadOnlyList<string> Texts, IReadOnlyList<SummaryStatement> Statements, Grounding Grounding);

/// <summary>
/// Checks generated text against its source, sentence by sentence. A sentence with a number, a name, an address or a quotation that does not stand there is
/// taken out; where that would leave nothing, the sentence that lacks least is kept with what is missing blotted out. What stands in the
/// source, and not near what the sentence says it of, is masked as "not found there".
/// </summary>
/// <param name="source">The paper.</param>
/// <param name="also">What the text may speak of besides, such as the reader's interests; names only. Null for nothing.</param>
/// <param name="language">The language of the text, a BCP 47 tag.</param>
/// <param name="mayMark">Whether a sentence may stay with what is not found near what it is said of masked; it is taken out
/// otherwise.</param>
internal sealed partial class Grounder(SourceText source, SourceText? also, string language, bool mayMark = true)
{
    /// <summary>A sentence with more that is missing is not worth keeping in pieces.</summary>
    private const int MostBlots = 2;

    private string ElsewhereBlot => language.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? "【该处未见】" : "[not found there]";

    private string Blot => language.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? "【论文中未见】" : "[not in the paper]";

    /// <summary>Checks one part.</summary>
    /// <param name="part">Its name, for the record.</param>
    /// <param name="texts">One text of one or more lines, or the items of a list.</param>
    public GroundedPart Check(string part, IReadOnlyList<string> texts)
    {
        var statements = new List<SummaryStatement>();
        var removals = new List<Removal>();
        var kept = new List<string>();
        Candidate? fallback = null;
        var count = 0;
        var removed = 0;
        var marked = 0;
        foreach (var text in texts)
        {
            var lines = new List<string>();
            foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                var mark = ListMark().Match(line).Value;
                var sentences = new List<string>();
                foreach (var sentence in Sentences.Of(line[mark.Length..]))
                {
                    count++;
                    var statement = new Statement(sentence);
                    var missing = Missing(statement);
                    if (missing.Count == 0)
                    {
                        sentences.Add(sentence);
                        if (!IsHeading(sentence)) statements.Add(Stated(part, sentence, statement));
                        continue;
                    }
                    if (mayMark && missing.Count <= MostBlots
                        && missing.TrueForAll(claim => source.Of(claim, statement) == Standing.Elsewhere))
                    {
                        var masked = Blotted(sentence, missing, ElsewhereBlot);
                        sentences.Add(masked);
                        statements.Add(Stated(part, masked, statement) with { Note = NoteOn(missing, isElsewhere: true) });
                        marked++;
                        removals.AddRange(missing.Select(claim => new Removal(part, claim.Kind, IsMarked: true)));
                        continue;
                    }
                    removed++;
                    if (missing.Count <= MostBlots && (fallback is null || missing.Count < fallback.Missing.Count)) fallback = new Candidate(sentence, missing, removals.Count);
                    removals.AddRange(missing.Select(claim => new Removal(part, claim.Kind, IsMarked: false)));
                }
                if (sentences.Count == 0) continue;
                lines.Add(mark + string.Join(Sentences.IsIdeographic(sentences[0][^1]) ? "" : " ", sentences));
            }
            // Heading words before what is gone say nothing.
            while (lines.Count > 0 && IsHeading(lines[^1])) lines.RemoveAt(lines.Count - 1);
            if (lines.Count > 0) kept.Add(string.Join('\n', lines));
        }
        if (kept.Count > 0 || fallback is null) return new GroundedPart(kept, statements,
            new Grounding { Checked = count, Removed = removed, Marked = marked, Removals = removals });

        var blotted = Blotted(fallback.Sentence, fallback.Missing, Blot);
        for (var i = 0; i < fallback.Missing.Count; i++) removals[fallback.FirstRemoval + i] = removals[fallback.FirstRemoval + i] with { IsMarked = true };
        var single = new SummaryStatement(
            part, blotted, source.Closest(fallback.Sentence), Note: NoteOn(fallback.Missing, isElsewhere: false));
        return new GroundedPart([blotted], [single],
            new Grounding { Checked = count, Removed = removed - 1, Marked = 1, Removals = removals });
    }

    /// <summary>An item of a list without the mark before it.</summary>
    public static string WithoutListMark(string item) => item[ListMark().Match(item).Length..];

    /// <summary>What a sentence claims and the source does not have, or not there.</summary>
    internal List<Claim> Missing(Statement statement)
    {
        var missing = Claims.In(statement.Text, language)
            .Where(claim => source.Of(claim, statement) != Standing.Near
                && !(claim.Kind is ClaimKind.Name or ClaimKind.Comparison && also is not null && also.Has(claim))).ToList();
        // With a name that is missing goes the comparison with it.
        missing.RemoveAll(claim => claim.Kind == ClaimKind.Comparison
            && missing.Exists(other => other.Kind == ClaimKind.Name && other.Start == claim.Start));
        return missing;
    }

    private SummaryStatement Stated(string part, string shown, Statement statement) =>
        new(part, shown, source.Closest(statement.Text), source.LostBy(statement) is { Count: > 0 } lost ? lost : null);

    /// <summary>Says what was masked, and where it was looked for; never what it was, as what is invented is kept nowhere.</summary>
    private string NoteOn(List<Claim> missing, bool isElsewhere)
    {
        var isChinese = language.StartsWith("zh", StringComparison.OrdinalIgnoreCase);
        var kinds = missing.Select(claim => claim.Kind).Distinct().Select(kind => (kind, isChinese) switch
        {
            (ClaimKind.Number, true) => "数字",
            (ClaimKind.Number, false) => "a number",
            (ClaimKind.Name, true) => "名称",
            (ClaimKind.Name, false) => "a name",
            (ClaimKind.Comparison, true) => "比较",
            (ClaimKind.Comparison, false) => "a comparison",
            (ClaimKind.Link, true) => "网址",
            (ClaimKind.Link, false) => "an address",
            (ClaimKind.Quotation, true) => "引文",
            (ClaimKind.Quotation, false) => "a quotation",
            (_, true) => "研究设计",
            (_, false) => "a word for the study's design",
        }).ToList();
        var where = source.IsAbstractOnly ? (isChinese ? "论文摘要" : "the abstract, as no full text was read")
            : isChinese ? "论文全文、表格和图注" : "the whole text, its tables and captions";
        if (isChinese) return $"此句中隐去的{string.Join('、', kinds)}"
            + (isElsewhere ? "在论文中有，但不在与此句内容相应之处" : "在论文中未找到") + $"；查找范围：{where}。";
        var what = string.Join(" and ", kinds);
        what = char.ToUpperInvariant(what[0]) + what[1..];
        return isElsewhere
            ? $"{what} of this sentence stands in the paper, but not near what the sentence says it of; looked for in {where}."
            : $"{what} of this sentence does not stand in the paper; looked for in {where}.";
    }

    private static string Blotted(string text, List<Claim> missing, string blot)
    {
        var cuts = new List<(int Start, int End)>();
        foreach (var claim in missing.OrderBy(claim => claim.Start).ThenByDescending(claim => claim.End))
        {
            if (cuts.Count > 0 && claim.Start < cuts[^1].End) cuts[^1] = (cuts[^1].Start, Math.Max(cuts[^1].End, claim.End));
            else cuts.Add((claim.Start, claim.End));
        }
        // From behind, so that places stay right.
        for (var i = cuts.Count - 1; i >= 0; i--) text = text[..cuts[i].Start] + blot + text[cuts[i].End..];
        return text;
    }

    private static bool IsHeading(string sentence) => sentence.TrimEnd('*', ' ') is [.., ':' or '：'];

    private sealed record Candidate(string Sentence, List<Claim> Missing, int FirstRemoval);

    /// <summary>The mark of a list's item with the space behind it.</summary>
    [GeneratedRegex(@"^\s*(?:[-*•+]|\d{1,2}[.)、]|[(（]\d{1,2}[)）])\s+|^\s*\d{1,2}、", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ListMark();
}
