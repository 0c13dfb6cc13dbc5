using System.Text.RegularExpressions;
using LocalDigest.Text;

namespace LocalDigest.Profiles;

/// <summary>An interest of prose.</summary>
/// <param name="Phrase">Its first words, without the lead-in.</param>
/// <param name="Text">The phrase and what is said of it.</param>
internal sealed record ProseInterest(string Phrase, string Text);

/// <param name="Interests">In the order of the text.</param>
/// <param name="Context">Who the writer is; no interest.</param>
internal sealed record ProseReading(IReadOnlyList<ProseInterest> Interests, string Context);

/// <summary>
/// Finds the interests in prose. Each clause with a lead-in ("I work on", "Lately I have also become interested in", 我的研究方向是) begins
/// one, or one for each member of the list behind it; sentences without a lead-in say more of the interest before them. Prose without any
/// lead-in is one interest, or a list.
/// </summary>
internal static partial class ProseTopics
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;

    /// <summary>A member of a list of interests has at most so many words.</summary>
    private const int MostWordsOfMember = 9;

    /// <summary>A longer sentence is one interest.</summary>
    private const int LongestSentence = 2000;

    /// <summary>Two Chinese words of so many characters are two subjects, and not a pair such as 理论和实践.</summary>
    private const int LeastIdeographs = 4;

    /// <summary>The interests of a text in its order; none only where the text is empty.</summary>
    /// <param name="prose">Sentences that are for something; see <see cref="Negations"/>.</param>
    public static ProseReading Of(string prose)
    {
        var found = new List<Said>();
        var context = new List<string>();
        var opening = new List<string>();
        foreach (var sentence in Sentences.Of(prose))
        {
            var goesOn = false;
            foreach (var (clause, isOwn) in Clauses(sentence))
            {
                if (LeadIns.Strip(clause) is { } said && said.Any(char.IsLetterOrDigit))
                {
                    found.AddRange(Members(said).Select(member => new Said(member)));
                    goesOn = true;
                }
                else if (Praise().Match(LeadIns.WithoutOpening(clause)) is { Success: true } praise)
                {
                    var what = praise.Groups["what"].Value;
                    found.AddRange(Members(LeadIns.Strip(what) ?? what).Select(member => new Said(member)));
                }
                else if (goesOn && isOwn && IsFragment(clause))
                {
                    found.AddRange(Members(Also().Replace(clause, "")).Select(member => new Said(member)));
                }
                else if (found.Count > 0) found[^1].Details.Add(clause);
                else if (Greeting().IsMatch(clause) || Introduction().IsMatch(LeadIns.WithoutOpening(clause))) context.Add(clause);
                else opening.Add(clause);
            }
        }
        if (found.Count == 0) return new ProseReading([.. Fragments(prose).Select(text => new ProseInterest(text, text))], "");
        if (opening.Count > 0) found.Insert(0, new Said(opening[0]) { Details = [.. opening.Skip(1)] });
        return new ProseReading([.. found.Select(said => said.ToInterest())], string.Join(' ', context));
    }

    private sealed record Said(string Phrase)
    {
        public List<string> Details { get; init; } = [];

        public ProseInterest ToInterest()
        {
            var phrase = Details.Count == 0 || !char.IsLetterOrDigit(Phrase[^1]) ? Phrase : Phrase + ".";
            return new ProseInterest(Phrase, Details.Count == 0 ? phrase : $"{phrase} {string.Join(' ', Details)}");
        }
    }

    /// <summary>Terse text has no lead-ins: a list such as "Diffusion models, protein folding", or short sentences without verbs.</summary>
    private static IReadOnlyList<string> Fragments(string text)
    {
        text = text.Trim();
        if (text.Length == 0) return [];
        const StringSplitOptions options = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        var parts = Sentences.Of(text).SelectMany(sentence => sentence.Split([';', '；'], options)).ToList();
        if (parts.Count > 1) return parts.TrueForAll(IsFragment) ? parts : [text];
        return Members(text) is { Count: > 2 } members ? members : [text];
    }

    private static bool IsFragment(string text) =>
        WordCount(text) <= MostWordsOfMember && !Verb().IsMatch(text) && text.Count(Sentences.IsIdeographic) < 20;

    /// <summary>The clauses of a sentence that can each begin an interest.</summary>
    /// <returns>Each with whether it stands behind a semicolon and so for itself.</returns>
    private static IEnumerable<(string Text, bool IsOwn)> Clauses(string sentence)
    {
        if (sentence.Length > LongestSentence)
        {
            yield return (sentence, false);
            yield break;
        }
        var start = 0;
        var isOwn = false;
        foreach (Match boundary in Boundary().Matches(sentence))
        {
            var split = boundary.Groups["next"].Index;
            if (split <= start || IsInParenthesis(sentence, split)) continue;
            // What follows a semicolon is a clause of its own; behind a comma only a lead-in is.
            var isSure = boundary.Groups["sure"].Success;
            // "Besides that, I like …" is one clause.
            if (!LeadIns.WithoutOpening(sentence[start..boundary.Index] + ",").Any(char.IsLetterOrDigit)) continue;
            if (!isSure && !LeadIns.Begin(sentence[split..])) continue;
            yield return (sentence[start..boundary.Index].Trim(), isOwn);
            (start, isOwn) = (split, isSure);
        }
        yield return (sentence[start..].Trim(), isOwn);
    }

    /// <summary>The members of a list of interests; one where it is no list.</summary>
    private static IReadOnlyList<string> Members(string text)
    {
        text = Enumerator().Replace(text, "").Trim().TrimEnd('.', '。', ';', '；', '!', '！');
        if (text.Length > LongestSentence) return [text];
        var detail = Detail().Match(text);
        var end = detail.Success && !IsInParenthesis(text, detail.Index) ? detail.Index : text.Length;
        var (list, more) = (text[..end], text[end..]);
        var parts = Parts(list);
        if (parts.Count < 2 || !AreMembers(parts)) return [text];
        // Details belong to what they stand behind.
        parts[^1] += more;
        return parts;
    }

    private static List<string> Parts(string list)
    {
        var parts = new List<string>();
        var start = 0;
        foreach (Match mark in Separator().Matches(list))
        {
            if (IsInParenthesis(list, mark.Index)) continue;
            parts.Add(list[start..mark.Index].Trim());
            start = mark.Index + mark.Length;
        }
        parts.Add(list[start..].Trim());
        // "X, Y and Z", "X and Y": the last "and" separates too; 和 does where 、 stands before it.
        var last = parts[^1];
        foreach (Match and in And().Matches(last))
        {
            if (IsInParenthesis(last, and.Index)) continue;
            var (one, other) = (last[..and.Index].Trim(), last[(and.Index + and.Length)..].Trim());
            // "on auctions and on games": the second preposition says that they are two.
            if (parts.Count == 1 && !and.Groups["again"].Success && !IsPair(one, other)) continue;
            if (one.Length == 0 || other.Length == 0) continue;
            parts.RemoveAt(parts.Count - 1);
            parts.AddRange([one, other]);
            break;
        }
        parts.RemoveAll(part => part.Length == 0);
        return parts;
    }

    /// <summary>"vision-language models and robot learning" are two; "training and inference of language models" is one.</summary>
    private static bool IsPair(string one, string other) =>
        (one.Count(Sentences.IsIdeographic) >= LeastIdeographs && other.Count(Sentences.IsIdeographic) >= LeastIdeographs)
        || (WordCount(one) is > 1 and <= MostWordsOfMember && WordCount(other) is > 1 and <= MostWordsOfMember
            && (!Preposition().IsMatch(other) || Preposition().IsMatch(one)));

    private static bool AreMembers(List<string> parts)
    {
        var isList = parts.TrueForAll(part => WordCount(part) <= MostWordsOfMember && part.Any(char.IsLetter) && !NoMember().IsMatch(part));
        // "speech, image and video generation": the last word belongs to all of them.
        var single = parts.Take(parts.Count - 1).All(part => WordCount(part) == 1 && part.All(c => c < 128));
        return isList && !(single && WordCount(parts[^1]) > 1);
    }

    private static int WordCount(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;

    private static bool IsInParenthesis(string text, int at)
    {
        var depth = 0;
        for (var i = 0; i < at; i++)
        {
            if (text[i] is '(' or '（' or '[' or '“') depth++;
            else if (text[i] is ')' or '）' or ']' or '”') depth--;
        }
        return depth > 0;
    }

    [GeneratedRegex(@"\s*(?:(?<sure>[;；])\s*(?<next>\S)|[,，]\s*(?<next>(?:and\s+|but\s+|as\s+well\s+as\s+)?\S)|\s(?<next>(?:and|but" +
        @"|while)\s+(?:I|we|also|lately|recently|my)\b)|,?\s+as\s+well\s+as\s+(?<sure>in\s+)?(?<next>\S))", Options)]
    private static partial Regex Boundary();

    [GeneratedRegex(@"\s*(?:[,，、;；]|,?\s+as\s+well\s+as\b)\s*(?:(?:and|or|as\s+well\s+as|和|以及)\s*\b)?", Options)]
    private static partial Regex Separator();

    [GeneratedRegex(@"\s+(?:and|as\s+well\s+as|&)\s+(?:(?:(?<again>in|on|about)|also|recently|lately)\s+)?|和|以及|与", Options)]
    private static partial Regex And();

    /// <summary>Where details of the phrase before begin.</summary>
    [GeneratedRegex(
        @"\s*(?:,\s*|\s[-–—]\s*|\s)(?:mostly|mainly|especially|particularly|in\s+particular|such\s+as|including|e\.g\." +
        @"|for\s+example|for\s+instance|with\s+(?:a|an|the|some)?\s*(?:focus|emphasis|interest)|typically|usually|preferably" +
        @"|ideally|which|that|where|using|leveraging|like|to\s+\w+)\b|，?(?:尤其|特别是|例如|比如|包括)",
        Options)]
    private static partial Regex Detail();

    [GeneratedRegex(@"\s(?:of|for|in|with|from|on|by|to|under|via)\s", Options)]
    private static partial Regex Preposition();

    /// <summary>Numbers of a list within a sentence.</summary>
    [GeneratedRegex(@"\((?:\d|i{1,3}|iv|v|[a-e])\)\s*", Options)]
    private static partial Regex Enumerator();

    [GeneratedRegex(@"^(?:(?:and|but|also|lately|recently|sometimes|occasionally|plus)\s+)+", Options)]
    private static partial Regex Also();

    [GeneratedRegex(@"^(?:hi|hello|dear\b.*|hey|greetings|good\s+morning|你好|您好)(?:\s+\w+)?[\s,.!！，。]*$", Options)]
    private static partial Regex Greeting();

    /// <summary>"Theorem proving is also welcome."</summary>
    [GeneratedRegex(
        @"^(?<what>[^,;]{3,90}?)\s+(?:(?:is|are|would\s+be)\s+(?:also\s+|always\s+|very\s+|equally\s+)*(?:great|welcome|interesting" +
        @"|fine|of\s+interest|exciting|relevant|nice)" +
        @"|(?:really\s+|also\s+)*(?:interests?|fascinates?|excites?)\s+(?:me|us))\b[^,;]{0,30}$",
        Options)]
    private static partial Regex Praise();

    /// <summary>Says who somebody is.</summary>
    [GeneratedRegex(
        @"^(?:(?:I|we|you|he|she|they)\s+(?:am|are|is)|(?:I|you|we|he|she|they)['’](?:m|re|s)|this\s+is" +
        @"|我是|我们是|.{0,10}(?:研究生|博士生|硕士生|学生|博士后|教授)$|本人是)\s*",
        Options)]
    private static partial Regex Introduction();

    /// <summary>What does not begin a member of a list.</summary>
    [GeneratedRegex(@"^(?:which|that|where|who|with|for|to|using|from|by|in|on|of|its|their|it|they|this|these|then|so|if|when" +
        @"|because|etc|others?|more|such|while|the\s+like|sometimes|too|please|mostly|however|always|\w+ing\s+(?:our|the|their" +
        @"|us))\b", Options)]
    private static partial Regex NoMember();

    [GeneratedRegex(@"\b(?:is|are|was|were|am|has|have|do|does|can|will|would|should|like|want|study|work|use|prefer|I|we|you|my" +
        @"|they|it)\b", Options)]
    private static partial Regex Verb();
}
