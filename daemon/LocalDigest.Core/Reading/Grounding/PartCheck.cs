using System.Text;
using System.Text.RegularExpressions;
using LocalDigest.Llm;
using LocalDigest.Text;

namespace LocalDigest.Reading;

/// <summary>What is wrong with a part of a model's answer.</summary>
internal enum PartFault
{
    TooLong,

    /// <summary>Names of the answer's own form, or marks of a chat, stand in the text.</summary>
    Leftover,

    /// <summary>It refuses, asks for the paper, greets, or takes leave.</summary>
    SpeaksOfTheTask,
    Placeholder,

    /// <summary>It gives orders to a language model, as a hostile paper does.</summary>
    SpeaksToAModel,

    /// <summary>It repeats the instructions.</summary>
    Echo,
    WrongLanguage,
}

/// <summary>
/// Looks through a part of a model's answer before it is stored. A part with a fault is refused as a whole, for the model can be asked
/// again; so this check is stricter than the one before publication, which has nothing but the text that is there.
/// </summary>
/// <param name="prompt">What was asked, for echoes of its words and for names of the form of its answer.</param>
/// <param name="language">The language that was asked for, a BCP 47 tag.</param>
internal sealed partial class PartCheck(SummaryPrompt prompt, string language)
{
    /// <summary>A run of so many words that stands in the prompt, too, is no chance.</summary>
    private const int EchoLength = 8;

    private readonly HashSet<string> echoes = [.. Runs(prompt.Instructions)];

    /// <summary>
    /// Brings a text into the form that summaries have: plain lines with marks for emphasis and lists. Headings become lines; code marks
    /// and pictures go; LaTeX of running text becomes Unicode; a formula that stands by itself stays LaTeX, on a line of its own. Empty for
    /// words that only say that there is nothing.
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

    /// <summary>A fault as the end of a sentence that begins with the name of the part.</summary>
    public static string Words(PartFault fault) => fault switch
    {
        PartFault.TooLong => "is far too long",
        PartFault.Leftover => "holds leftovers of the answer's form",
        PartFault.SpeaksOfTheTask => "speaks about the task instead of the paper",
        PartFault.Placeholder => "holds a placeholder",
        PartFault.SpeaksToAModel => "speaks to a model",
        PartFault.Echo => "repeats the instructions",
        PartFault.WrongLanguage => "is not in the language that was asked for",
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };

    /// <summary>What is wrong with a text; null where nothing is.</summary>
    /// <param name="raw">As the model wrote it.</param>
    /// <param name="longest">The most characters that the text may have.</param>
    public PartFault? Fault(string raw, int longest)
    {
        if (raw.Length > longest) return PartFault.TooLong;
        if (raw.Contains("```", StringComparison.Ordinal) || ModelSpeech.HasChatMarks(raw) || IsJson(raw)) return PartFault.Leftover;
        if (ModelSpeech.SpeaksOfTheTask(raw)) return PartFault.SpeaksOfTheTask;
        if (ModelSpeech.HasGap(raw)) return PartFault.Placeholder;
        if (SuspiciousText.GivesOrders(raw)) return PartFault.SpeaksToAModel;
        if (Runs(raw).Any(echoes.Contains)) return PartFault.Echo;
        return WrittenLanguage.Fits(raw, language) ? null : PartFault.WrongLanguage;
    }

    /// <summary>Whether a text is, or holds, a piece of the JSON that was asked for or of its schema.</summary>
    private bool IsJson(string raw) =>
        JsonPattern().IsMatch(raw) || PropertyPattern().Matches(raw).Any(match => prompt.AnswerNames.Contains(match.Groups["name"].Value));

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

    /// <summary>The beginning of an object or a list, or a word of JSON Schema as a property.</summary>
    [GeneratedRegex(
        @"^\s*[{\[]\s*[""{}\[\]]|[""'](?:type|properties|required|additionalProperties)[""']\s*:",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex JsonPattern();

    [GeneratedRegex(@"[""'](?<name>[A-Za-z]{1,40})[""']\s*:", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PropertyPattern();
}
