using System.Text;
using System.Text.RegularExpressions;

namespace LocalDigest.Profiles;

/// <summary>
/// Takes criteria text apart: topics that are numbered, titled, in a list or plain prose; what is and is not relevant to each; keywords;
/// closing remarks. It never fails: text without structure is one topic.
/// </summary>
/// <remarks>
/// The text is read line by line. A line is a <em>label</em> (<c>Relevant:</c>, <c>- **Usually not relevant:**</c>, <c>不相关：</c>), the
/// <em>start of a topic</em> (numbered, or a title with a label below it), a heading, or prose. Prose that follows a topic at once belongs
/// to it; prose behind an empty line, without label or list mark, closes the topics.
/// </remarks>
public static partial class InterestParser
{
    public static Interests Parse(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n').Select(Line.Read).ToList();
        var reading = new Reading(TitlesAreHeadings(lines));
        for (var i = 0; i < lines.Count; i++)
        {
            reading.Take(lines[i], Following(lines, i));
        }
        return reading.Finish();
    }

    /// <summary>The next line that is not empty.</summary>
    private static Line? Following(List<Line> lines, int index) => lines.Skip(index + 1).FirstOrDefault(line => !line.IsEmpty);

    /// <summary>Whether the numbers stand on headings; then a numbered line below one is part of its topic.</summary>
    private static bool TitlesAreHeadings(List<Line> lines) => lines.Any(line => line is { Heading: true, Numbered: true });

    private enum Place
    {
        Introduction,
        Relevant,
        NotRelevant,
        Remarks,
        Keywords,
        NegativeKeywords,
    }

    /// <summary>What has been read so far.</summary>
    private sealed class Reading(bool titlesAreHeadings)
    {
        private readonly List<(string Title, StringBuilder Relevant, StringBuilder NotRelevant)> topics = [];
        private readonly StringBuilder introduction = new();
        private readonly StringBuilder remarks = new();
        private readonly List<string> keywords = [];
        private readonly List<string> negativeKeywords = [];
        private readonly List<string> items = [];
        private Place place = Place.Introduction;
        private bool behindEmpty;
        private bool keywordSection;

        public void Take(Line line, Line? next)
        {
            if (line.IsEmpty || line.IsRule)
            {
                behindEmpty = true;
                return;
            }
            if (line.IsKeywordHead)
            {
                keywordSection = true;
                place = Place.Keywords;
                if (line.Rest.Length > 0) Append(line.Rest);
            }
            else if (line.Label is { } label && (keywordSection || topics.Count > 0 || label != LabelKind.Other))
            {
                TakeLabel(line, label);
            }
            else if (StartsTopic(line, next))
            {
                keywordSection = false;
                topics.Add((line.Numbered || line.Heading ? line.Plain : line.Content, new(), new()));
                place = Place.Relevant;
            }
            else if (line.Heading)
            {
                keywordSection = false;
                place = topics.Count == 0 ? Place.Introduction : Place.Remarks;
                // The name of a section says nothing of the interest; what stands below it does.
                if (topics.Count == 0 && introduction.Length > 0) place = Place.Remarks;
                behindEmpty = true;
                return;
            }
            else if (Closes(line))
            {
                keywordSection = false;
                place = Place.Remarks;
                Append(line.Plain);
            }
            else
            {
                if (line.Bullet && topics.Count == 0) items.Add(line.Plain);
                Append(line.Plain);
            }
            behindEmpty = false;
        }

        public Interests Finish()
        {
            var found = topics.Select((topic, i) => Build(i + 1, topic.Title, topic.Relevant.ToString(), topic.NotRelevant.ToString())).ToList();
            var before = introduction.ToString().Trim();
            if (found.Count == 0)
            {
                // A list of interests is one topic each; prose, or a list within prose, is one topic.
                var listed = items.Count > 1 && items.Sum(item => item.Length) > before.Length * 0.8;
                found = listed
                    ? [.. items.Select((item, i) => Build(i + 1, item, "", ""))]
                    : before.Length > 0 ? [Build(1, "", before, "")] : [];
                before = "";
            }
            return new Interests
            {
                Topics = found,
                Introduction = before,
                Remarks = remarks.ToString().Trim(),
                Keywords = keywords,
                NegativeKeywords = negativeKeywords,
            };
        }

        private void TakeLabel(Line line, LabelKind label)
        {
            if (keywordSection)
            {
                place = label == LabelKind.Relevant ? Place.Keywords : Place.NegativeKeywords;
            }
            else
            {
                if (topics.Count == 0) topics.Add(("", new(), new()));
                place = label == LabelKind.NotRelevant ? Place.NotRelevant : Place.Relevant;
            }
            if (line.Rest.Length > 0) Append(line.Rest);
        }

        private bool StartsTopic(Line line, Line? next)
        {
            if (line.Numbered) return !titlesAreHeadings || line.Heading;
            if (line.Bullet && topics.Count == 0) return next is { Label: LabelKind.Relevant or LabelKind.NotRelevant } && next.Indent > line.Indent;
            if (line.Bullet) return false;
            return next is { Label: LabelKind.Relevant or LabelKind.NotRelevant } && (line.Heading || line.Content.Length <= LongestTitleLine) && (behindEmpty || topics.Count == 0);
        }

        /// <summary>Prose at the margin behind an empty line ends the topics; so does anything behind the keywords.</summary>
        private bool Closes(Line line) =>
            behindEmpty && topics.Count > 0 && place != Place.Remarks && !line.Bullet && line.Indent < 3;

        private void Append(string content)
        {
            switch (place)
            {
                case Place.Keywords:
                    keywords.AddRange(Words(content));
                    return;
                case Place.NegativeKeywords:
                    negativeKeywords.AddRange(Words(content));
                    return;
            }
            var target = place switch
            {
                Place.Relevant => topics[^1].Relevant,
                Place.NotRelevant => topics[^1].NotRelevant,
                Place.Remarks => remarks,
                _ => introduction,
            };
            if (target.Length > 0) target.Append(behindEmpty ? '\n' : ' ');
            target.Append(content);
        }

        private static IEnumerable<string> Words(string content) => content
            .Split([',', ';', '，', '；', '、'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(word => word.TrimEnd('.'))
            .Where(word => word.Length > 1 && !word.Equals("etc", StringComparison.OrdinalIgnoreCase));

        private static Topic Build(int number, string title, string relevant, string notRelevant)
        {
            title = title.Trim().TrimEnd(':', '：');
            relevant = relevant.Trim();
            // A numbered sentence is title and content in one.
            if (relevant.Length == 0 || title.Length > LongestTitle) relevant = $"{title} {relevant}".Trim();
            return new Topic(number, Short(title.Length > 0 ? title : relevant), relevant, notRelevant.Trim());
        }

        private static string Short(string text)
        {
            text = text.ReplaceLineEndings(" ").Trim().TrimEnd('.', ';', ',', '。');
            if (text.Length <= LongestTitle) return text;
            var end = text.LastIndexOf(' ', LongestTitle);
            return text[..(end > LongestTitle / 2 ? end : LongestTitle)].TrimEnd('.', ';', ',', ':', '*') + "…";
        }
    }

    /// <summary>A title is cut to so many characters where it is shown.</summary>
    private const int LongestTitle = 120;

    /// <summary>A longer line above a label is a paragraph and no title.</summary>
    private const int LongestTitleLine = 240;

    private enum LabelKind
    {
        Relevant,
        NotRelevant,
        Other,
    }

    private sealed record Line
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

        public static Line Read(string raw)
        {
            var content = raw.Trim();
            var indent = raw.Length - raw.TrimStart().Length;
            var heading = content.StartsWith('#');
            if (heading) content = content.TrimStart('#').TrimStart();
            var bullet = !heading && content.Length > 1 && content[0] is '-' or '*' or '•' or '+' or '>' && content[1] == ' ';
            if (bullet) content = content[1..].TrimStart();
            var plain = content.Replace("**", "", StringComparison.Ordinal).Replace("__", "", StringComparison.Ordinal).Replace("`", "", StringComparison.Ordinal).Trim();
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
            return new Line
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
    }

    [GeneratedRegex(@"^(?:\(?\d{1,2}[.)、:]|(?:topic|criterion|主题)\s*\d{1,2}\s*[.:)：-]?)\s*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"^(?:key ?words?|关键词|关键字)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex KeywordPattern();

    [GeneratedRegex(@"^(?:(?:usually|generally|mostly|typically|explicitly|definitely)?\s*(?:not?|non|un|ir|less)[\s-]*(?:relevant|related|interest(?:ed|ing)?|wanted|included?)(?:\s+(?:in|to))?|irrelevant|exclu(?:de|des|ded|sions?|ding)|avoid|ignore|reject|skip|out of scope|weak match|不相关|无关|排除|不感兴趣)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex AgainstPattern();

    [GeneratedRegex(@"^(?:(?:especially|particularly|highly|very|most|also|usually)?\s*(?:relevant|valuable|related|interest(?:ed|ing)|wanted|welcome)(?:\s+(?:in|to))?|includ(?:e|es|ed|ing)|(?:strong|good|close|clear|direct)\s+match(?:es)?|in scope|focus|look for|相关|感兴趣|包括|重点)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ForPattern();
}
