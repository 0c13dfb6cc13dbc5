using System.Text;
using System.Text.RegularExpressions;
using LocalDigest.Text;

namespace LocalDigest.Profiles;

/// <summary>What of a text speaks for, and what against.</summary>
/// <param name="Wanted">The text without its clauses against something; where there are none, the text as it was.</param>
/// <param name="Unwanted">What the clauses are against: <c>robots</c> of "I do not care about robots".</param>
internal sealed record Stance(string Wanted, IReadOnlyList<string> Unwanted);

/// <summary>
/// Finds the clauses of English and Chinese free text in which a reader says what is not wanted. A negation that is part of a subject
/// ("methods that do not need labels", "no-regret learning", "not only X but also Y") is none.
/// </summary>
/// <remarks>
/// A clause against something begins with a cue whose speaker is the reader ("I am not interested in", "nothing on", "please skip", 不关心);
/// words that are ambiguous in themselves ("no", "not", "except", "avoid") are cues only where a clause begins. It ends with the clause: at
/// "but", "and I", "because", a semicolon, or the parenthesis around it. A list in it is against all of its members.
/// </remarks>
internal static partial class Negations
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    /// <summary>A longer sentence is read in parts, so that time is linear in the length of the text.</summary>
    private const int LongestSentence = 2000;

    /// <summary>More words than that are no name of a subject.</summary>
    private const int MostWords = 60;

    /// <summary>A bare "no" or "not" is about so few words; what is longer is a sentence about something else.</summary>
    private const int MostWordsOfBareNo = 14;

    public static Stance Read(string text)
    {
        var wanted = new StringBuilder(text.Length);
        var unwanted = new List<string>();
        foreach (var piece in Sentences.Pieces(text).SelectMany(Parts))
        {
            var rest = ReadSentence(piece.Trim(), unwanted);
            // What is not touched stays as it was written, spaces included.
            wanted.Append(rest ?? piece);
        }
        return unwanted.Count == 0 ? new Stance(text, []) : new Stance(wanted.ToString().Trim(), unwanted);
    }

    private static IEnumerable<string> Parts(string sentence)
    {
        while (sentence.Length > LongestSentence)
        {
            var end = sentence.LastIndexOfAny([',', '，', ' '], LongestSentence) is > 0 and var found ? found : LongestSentence;
            yield return sentence[..end];
            sentence = sentence[end..];
        }
        yield return sentence;
    }

    /// <summary>What a clause is against, without what it exempts: <c>robots</c> of "robots unless they use video".</summary>
    public static string WithoutException(string unwanted) =>
        Exception().Match(unwanted) is { Success: true, Index: > 0 } exception ? unwanted[..exception.Index] : unwanted;

    /// <summary>Takes the clauses against something out of a sentence.</summary>
    /// <returns>What is left; null where there is no such clause.</returns>
    private static string? ReadSentence(string sentence, List<string> unwanted)
    {
        if (!MayNegate().IsMatch(sentence)) return null;
        // The patterns below take single spaces only: over long runs of them, their time would grow with the third power.
        sentence = string.Join(' ', sentence.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var left = new List<string>();
        var before = unwanted.Count;
        var rest = sentence;
        while (rest.Length > 0)
        {
            if (Next(rest) is not { } clause) break;
            if (clause.Before.Length > 0) left.Add(clause.Before);
            unwanted.Add(clause.Object);
            rest = clause.After;
        }
        if (unwanted.Count == before) return null;
        if (rest.Length > 0) left.Add(rest);
        // What is left of "Please, no robots." says nothing.
        left.RemoveAll(part => !part.Any(char.IsLetterOrDigit) || Leftover().IsMatch(part));
        return left.Count == 0 ? "" : $" {string.Join(", ", left)}{(char.IsLetterOrDigit(left[^1][^1]) ? "." : "")}";
    }

    private sealed record Clause(string Before, string Object, string After);

    /// <summary>The first clause against something; null where there is none.</summary>
    private static Clause? Next(string sentence)
    {
        foreach (var match in Cues(sentence))
        {
            if (IsQuoted(sentence, match.Index)) continue;
            if (match.Groups["object"] is { Success: true } named)
            {
                // "对机器人不感兴趣", "robots do not interest me": what is unwanted stands before or inside.
                if (Subject(named.Value) is not { } inside) continue;
                return new Clause(Head(sentence[..match.Index]), inside, Tail(sentence[(match.Index + match.Length)..]));
            }
            var start = match.Index + match.Length;
            var end = EndOf(sentence, start);
            if (Subject(sentence[start..end]) is not { } subject) continue;
            var bare = match.Groups["bare"];
            if (bare.Success && !IsNamedByBareNo(WithoutException(subject), sentence[end..], isNot: match.Groups["not"].Success)) continue;
            // "I am interested not in …": what stands before the "not" is not part of the cue.
            var isHalf = match.Groups["half"].Success;
            if (isHalf && !ButPattern().IsMatch(sentence[end..])) continue;
            return new Clause(Head(sentence[..(isHalf ? bare.Index : match.Index)]), subject, Tail(sentence[end..]));
        }
        return null;
    }

    /// <summary>All that looks like a cue, from left to right.</summary>
    private static IEnumerable<Match> Cues(string sentence) =>
        new[]
            {
                CaringCue(), UninterestedCue(), NoInterestCue(), DislikeCue(), TiredCue(), StartingCue(), NothingCue(), NotButCue(),
                PaperKindCue(), PassiveCue(), ChineseCue(), ChineseObjectCue(),
            }
            .SelectMany(cue => cue.Matches(sentence)).OrderBy(match => match.Index).ThenByDescending(match => match.Length);

    /// <summary>Where the clause ends that begins behind a cue.</summary>
    private static int EndOf(string sentence, int start)
    {
        var depth = 0;
        var close = sentence.Length;
        for (var i = start; i < sentence.Length; i++)
        {
            if (sentence[i] is '(' or '（' or '[') depth++;
            else if (sentence[i] is ')' or '）' or ']' && depth-- == 0)
            {
                close = i;
                break;
            }
        }
        var end = ClauseEnd().Match(sentence, start);
        return end.Success && end.Index < close ? end.Index : close;
    }

    /// <summary>Whether the words behind a bare "no" or "not" name a subject and do not go on as a sentence about something.</summary>
    private static bool IsNamedByBareNo(string subject, string after, bool isNot)
    {
        if (WordCount(subject) > MostWordsOfBareNo || FixedPhrase().IsMatch(subject)) return false;
        if (isNot && NotContent().IsMatch(subject)) return false;
        return !FiniteVerb().IsMatch(subject) && !IsTitle(subject, after);
    }

    /// <summary>"No Language Left Behind": the words of a title begin with capitals.</summary>
    private static bool IsTitle(string subject, string after)
    {
        var words = subject.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length > 3).ToList();
        return words.Count > 1 && !after.Contains("please", StringComparison.OrdinalIgnoreCase)
            && words.Take(3).All(word => char.IsUpper(word[0]) && word.Any(char.IsLower));
    }

    /// <summary>Inside quotation marks stands somebody else's text, such as a paper's title.</summary>
    private static bool IsQuoted(string sentence, int at)
    {
        var isOpen = false;
        for (var i = 0; i < at; i++)
        {
            if (sentence[i] is '"') isOpen = !isOpen;
            else if (sentence[i] is '“' or '«' or '《') isOpen = true;
            else if (sentence[i] is '”' or '»' or '》') isOpen = false;
        }
        return isOpen;
    }

    /// <summary>What is unwanted, without "papers on" before it and "at all, please" behind it; null where nothing is named.</summary>
    private static string? Subject(string text)
    {
        var subject = text.Trim(Edges);
        while (LeadingFiller().Match(subject) is { Success: true, Length: > 0 } filler) subject = subject[filler.Length..].Trim(Edges);
        while (TrailingFiller().Match(subject) is { Success: true, Length: > 0 } filler) subject = subject[..filler.Index].Trim(Edges);
        return subject.Any(char.IsLetter) && !NoSubject().IsMatch(subject) && WordCount(subject) <= MostWords ? subject : null;
    }

    private static int WordCount(string text) => text.Count(c => c == ' ') + 1;

    private static string Head(string text)
    {
        var head = text.Trim(Edges);
        while (DanglingHead().Match(head) is { Success: true } word) head = head[..word.Index].Trim(Edges);
        return Closed(head);
    }

    private static string Tail(string text)
    {
        var tail = text.Trim().TrimStart(Edges);
        while (DanglingTail().Match(tail) is { Success: true, Length: > 0 } word) tail = tail[word.Length..].TrimStart(Edges);
        return tail.Any(char.IsLetterOrDigit) ? Closed(tail) : "";
    }

    /// <summary>A parenthesis whose other half went with the clause goes too.</summary>
    private static string Closed(string text)
    {
        var open = text.Count(c => c is '(') - text.Count(c => c is ')');
        if (open > 0) text = text.Remove(text.LastIndexOf('('), 1);
        if (open < 0) text = text.Remove(text.IndexOf(')', StringComparison.Ordinal), 1);
        return text.Trim();
    }

    private static readonly char[] Edges =
        [' ', ',', ';', ':', '.', '!', '?', '-', '–', '—', '，', '；', '：', '。', '！', '？', '、', '(', '（', '"', '…', '\n', '\t'];
}
