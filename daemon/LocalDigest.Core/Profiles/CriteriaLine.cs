using System.Text.RegularExpressions;
using LocalDigest.Text;

namespace LocalDigest.Profiles;

/// <summary>What a label says of the text behind it.</summary>
internal enum LabelKind
{
    Relevant,
    NotRelevant,
    Other,
}

/// <summary>A line of criteria text: its marks, its label, and what it says.</summary>
internal sealed partial record CriteriaLine
{
    public int Indent { get; private init; }

    public bool Heading { get; private init; }

    public bool Bullet { get; private init; }

    public bool Numbered { get; private init; }

    /// <summary>Without indentation and marks of headings and lists.</summary>
    public string Content { get; private init; } = "";

    /// <summary>Without number and emphasis too.</summary>
    public string Plain { get; private init; } = "";

    public LabelKind? Label { get; private init; }

    /// <summary>What stands behind the label.</summary>
    public string Rest { get; private init; } = "";

    public bool IsKeywordHead { get; private init; }

    public bool IsEmpty => Content.Length == 0;

    public bool IsRule => Content.Length >= 3 && Content.All(c => c is '-' or '=' or '*' or '_');

    public static CriteriaLine Read(string raw)
    {
        var content = raw.Trim();
        var indent = raw.Length - raw.TrimStart().Length;
        var heading = content.StartsWith('#');
        if (heading) content = content.TrimStart('#').TrimStart();
        var bullet = !heading && content.Length > 1 && content[0] is '-' or '*' or '•' or '+' or '>' && content[1] == ' ';
        if (bullet) content = content[1..].TrimStart();
        var plain = content
                .Replace("**", "", StringComparison.Ordinal)
                .Replace("__", "", StringComparison.Ordinal).Replace("`", "", StringComparison.Ordinal).Trim();
        var number = NumberPattern().Match(plain);
        if (number.Success) plain = plain[number.Length..].Trim();

        LabelKind? label = null;
        var rest = "";
        var isKeywords = false;
        var colon = plain.AsSpan().IndexOfAny(':', '：');
        if (colon > 0 && colon <= 60)
        {
            var head = plain[..colon].Trim();
            isKeywords = KeywordPattern().IsMatch(head);
            label = isKeywords ? null : KindOf(head);
            rest = plain[(colon + 1)..].Trim();
        }
        else if (heading && KeywordPattern().IsMatch(plain))
        {
            isKeywords = true;
        }
        // "1. Relevant: …" is a label in a numbered list; any other numbered line with a colon is a topic.
        if (number.Success && label == LabelKind.Other) label = null;
        return new CriteriaLine
        {
            Indent = indent,
            Heading = heading,
            Bullet = bullet,
            Numbered = number.Success && label is null && !isKeywords,
            Content = content,
            Plain = plain,
            Label = label,
            Rest = label is null && !isKeywords ? "" : rest,
            IsKeywordHead = isKeywords,
        };
    }

    /// <summary>A label is one to four words that say for or against; in keyword lists any word may name a kind to avoid.</summary>
    private static LabelKind? KindOf(string head)
    {
        if (head.Count(char.IsWhiteSpace) > 3) return null;
        if (AgainstPattern().IsMatch(head)) return LabelKind.NotRelevant;
        if (ForPattern().IsMatch(head)) return LabelKind.Relevant;
        return head.Contains(' ') ? null : LabelKind.Other;
    }

    [GeneratedRegex(@"^(?:\(?\d{1,2}[.)、:]|(?:topic|criterion" +
        @"|主题)\s*\d{1,2}\s*[.:)：-]?)\s*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, PatternTime.Milliseconds)]
    private static partial Regex NumberPattern();

    [GeneratedRegex(
        @"^(?:key ?words?|关键词|关键字)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, PatternTime.Milliseconds)]
    private static partial Regex KeywordPattern();

    [GeneratedRegex(@"^(?:(?:usually|generally|mostly|typically|explicitly|definitely)?\s*(?:not?|non|un|ir|less)[\s-]*(?:relevant" +
        @"|related|interest(?:ed|ing)?|wanted|included?)(?:\s+(?:in|to))?|irrelevant|exclu(?:de|des|ded|sions?|ding)|avoid|ignore" +
        @"|reject|skip|out of scope|weak match|不相关|无关|排除|不感兴趣)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, PatternTime.Milliseconds)]
    private static partial Regex AgainstPattern();

    [GeneratedRegex(@"^(?:(?:especially|particularly|highly|very|most|also|usually)?\s*(?:relevant|valuable|related|interest(?:ed" +
        @"|ing)|wanted|welcome)(?:\s+(?:in|to))?|includ(?:e|es|ed|ing)|(?:strong|good|close|clear|direct)\s+match(?:es)?|in scope" +
        @"|focus|look for|相关|感兴趣|包括|重点)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, PatternTime.Milliseconds)]
    private static partial Regex ForPattern();
}
