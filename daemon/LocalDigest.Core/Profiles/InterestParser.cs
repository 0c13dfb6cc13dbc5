using System.Text;

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
public static class InterestParser
{
    public static Interests Parse(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n').Select(CriteriaLine.Read).ToList();
        var reading = new Reading(TitlesAreHeadings(lines));
        for (var i = 0; i < lines.Count; i++)
        {
            reading.Take(lines[i], Following(lines, i));
        }
        return reading.Finish();
    }

    /// <summary>The next line that is not empty.</summary>
    private static CriteriaLine? Following(List<CriteriaLine> lines, int index) =>
        lines.Skip(index + 1).FirstOrDefault(line => !line.IsEmpty);

    /// <summary>Whether the numbers stand on headings; then a numbered line below one is part of its topic.</summary>
    private static bool TitlesAreHeadings(List<CriteriaLine> lines) => lines.Any(line => line is { Heading: true, Numbered: true });

    /// <summary>A topic as it was written. Its title may be all that there is.</summary>
    private sealed record Draft(string Title, string Relevant = "", string NotRelevant = "");

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

        /// <summary>The lines before any topic.</summary>
        private readonly List<(string Text, bool IsItem)> prose = [];

        private Place place = Place.Introduction;
        private bool behindEmpty;
        private bool keywordSection;

        public void Take(CriteriaLine line, CriteriaLine? next)
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
                if (topics.Count == 0) TakeProse(line);
                Append(line.Plain);
            }
            behindEmpty = false;
        }

        public Interests Finish()
        {
            var unwanted = new List<string>();
            var before = introduction.ToString().Trim();
            var drafts = topics.Select(topic => new Draft(topic.Title, topic.Relevant.ToString(), topic.NotRelevant.ToString())).ToList();
            if (drafts.Count == 0) (drafts, before) = WithoutTopics(before, unwanted);
            var found = drafts.Select(draft => Build(draft, unwanted)).OfType<Topic>()
                .Select((topic, i) => topic with { Number = i + 1 }).ToList();
            return new Interests
            {
                Topics = found,
                Introduction = WantedOf(before, unwanted),
                Remarks = WantedOf(remarks.ToString().Trim(), unwanted),
                Keywords = keywords,
                NegativeKeywords = negativeKeywords,
                Unwanted = unwanted,
            };
        }

        /// <summary>The interests of text that is a list or prose, and what of it stands before them.</summary>
        private (List<Draft> Drafts, string Before) WithoutTopics(string text, List<string> unwanted)
        {
            var listed = prose.Where(line => line.IsItem).Select(line => line.Text).ToList();
            if (listed.Count == 0 && AreItems()) listed = [.. prose.Select(line => line.Text)];
            if (listed.Count < 2) return Prose(text, unwanted);
            var around = string.Join(' ', prose.Where(line => !line.IsItem && !listed.Contains(line.Text)).Select(line => line.Text));
            // A list within prose is part of it; a list with a sentence before it is a list.
            var isList = listed.Sum(item => item.Length) > around.Length || around.EndsWith(':') || around.EndsWith('：');
            return isList
                ? ([.. listed.Select(item => new Draft(item))], around)
                : Prose(text, unwanted);
        }

        private static (List<Draft> Drafts, string Before) Prose(string text, List<string> unwanted)
        {
            var reading = ProseTopics.Of(WantedOf(text, unwanted));
            return ([.. reading.Interests.Select(interest => new Draft(TopicTitles.Of(interest.Phrase), interest.Text))], reading.Context);
        }

        /// <summary>Whether the lines are a list without marks: several, each as short as the name of a subject.</summary>
        private bool AreItems() =>
            prose.Count > 1 && prose.TrueForAll(line =>
                line.Text.Length <= LongestItem && line.Text.Count(c => c == ' ') < MostWordsOfItem
                && !".:：。,，".Contains(line.Text[^1], StringComparison.Ordinal));

        /// <summary>An indented line behind an item goes on with it.</summary>
        private void TakeProse(CriteriaLine line)
        {
            var goesOn = !line.Bullet && !behindEmpty && line.Indent > 0;
            if (goesOn && prose is [.., { IsItem: true } last]) prose[^1] = ($"{last.Text} {line.Plain}", true);
            else prose.Add((line.Plain, line.Bullet));
        }

        private void TakeLabel(CriteriaLine line, LabelKind label)
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

        private bool StartsTopic(CriteriaLine line, CriteriaLine? next)
        {
            if (line.Numbered) return !titlesAreHeadings || line.Heading;
            if (next is not { Label: LabelKind.Relevant or LabelKind.NotRelevant }) return false;
            if (line.Bullet) return topics.Count == 0 && next.Indent > line.Indent;
            return (line.Heading || line.Content.Length <= LongestTitleLine) && (behindEmpty || topics.Count == 0);
        }

        /// <summary>Prose at the margin behind an empty line ends the topics; so does anything behind the keywords.</summary>
        private bool Closes(CriteriaLine line) =>
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

        /// <summary>A topic; null where it says only what is not wanted.</summary>
        private static Topic? Build(Draft draft, List<string> unwanted)
        {
            var title = draft.Title.Trim().TrimEnd(':', '：');
            var stance = Negations.Read(draft.Relevant.Trim());
            var (relevant, notRelevant) = (stance.Wanted, stance.Unwanted);
            // A sentence without a body is title and content in one.
            if (draft.Relevant.Trim().Length == 0 || title.Length > LongestTitle)
            {
                var said = Negations.Read(title);
                relevant = $"{said.Wanted} {relevant}".Trim();
                notRelevant = [.. said.Unwanted, .. notRelevant];
                // A title with what is not relevant below it is the user's own.
                if (draft.NotRelevant.Length == 0 || title.Length > LongestTitle) title = TopicTitles.Of(said.Wanted);
            }
            if (relevant.Length == 0)
            {
                unwanted.AddRange(notRelevant);
                return null;
            }
            var against = draft.NotRelevant.Trim();
            if (notRelevant.Count > 0) {
                against = string.Join("; ", notRelevant.Prepend(against.TrimEnd('.', '。')).Where(text => text.Length > 0));
            }
            return new Topic(0, title.Length > 0 ? title.TrimEnd('.', ';', ',', '。') : TopicTitles.Of(relevant), relevant, against);
        }

        private static string WantedOf(string text, List<string> unwanted)
        {
            var stance = Negations.Read(text);
            unwanted.AddRange(stance.Unwanted);
            return stance.Wanted;
        }
    }

    /// <summary>A longer title is content, and a shorter one is made of it.</summary>
    private const int LongestTitle = 120;

    /// <summary>A longer line is no item of a list without marks, in characters and in words.</summary>
    private const int LongestItem = 80, MostWordsOfItem = 9;

    /// <summary>A longer line above a label is a paragraph and no title.</summary>
    private const int LongestTitleLine = 240;
}
