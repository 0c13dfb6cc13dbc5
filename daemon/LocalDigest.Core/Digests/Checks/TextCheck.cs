using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LocalDigest.Text;

namespace LocalDigest.Digests;

/// <summary>Why a generated text was not published.</summary>
internal enum TextFault
{
    None,

    /// <summary>It asks for the paper, or refuses.</summary>
    Refusal,

    /// <summary>It is data of a program instead of text.</summary>
    Data,

    /// <summary>Nothing was left of it.</summary>
    Nothing,
}

/// <summary>A generated text that has been looked through.</summary>
/// <param name="Text">What may be published; null where nothing may.</param>
/// <param name="Fault">Why it is null.</param>
/// <param name="Removed">How many sentences were taken out of it.</param>
internal sealed record CheckedText(string? Text, TextFault Fault, int Removed);

/// <summary>
/// Looks through what a model wrote before it is published: a refusal, a request for the paper or a lump of JSON is no text; greetings and
/// promises around it, the model's thoughts, gaps left to be filled in, addresses that are not the paper's own, images and HTML go; LaTeX
/// becomes readable. English and Chinese.
/// </summary>
internal static partial class TextCheck
{
    private const int Longest = 40_000;

    /// <summary>A text longer than this says something beside its refusal.</summary>
    private const int LongestRefusal = 900;

    /// <param name="raw">Markdown as the model wrote it.</param>
    /// <param name="isOwnLink">Whether an address is one that the paper gives.</param>
    public static CheckedText Check(string raw, Func<string, bool> isOwnLink)
    {
        var cut = raw.Length > Longest ? raw.LastIndexOf('\n', Longest) : raw.Length;
        var text = raw[..(cut > 0 ? cut : Math.Min(Longest, raw.Length))];
        text = ModelSpeech.WithoutChatMarks(text.ReplaceLineEndings("\n"));
        text = string.Concat(text.Where(c => c is '\n' or '\t' || (!char.IsControl(c) && c is not ('\u200b' or '\u2060' or '\ufeff' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069'))))).Trim();
        if (text.Length == 0) return new CheckedText(null, TextFault.Nothing, 0);
        if (IsData(text)) return new CheckedText(null, TextFault.Data, 0);
        if (text.Length <= LongestRefusal && (ModelSpeech.Refuses(text))) return new CheckedText(null, TextFault.Refusal, 0);
        text = WithoutFrame(text);
        var removed = 0;
        text = EachLine(DisplayMath.Fold(text), line => Line(line, isOwnLink, ref removed));
        text = WithoutFrame(text);
        return text.Length == 0 ? new CheckedText(null, TextFault.Nothing, removed) : new CheckedText(text, TextFault.None, removed);
    }

    private delegate string? LineChange(string line);

    private static bool IsData(string text)
    {
        if (text.StartsWith("```", StringComparison.Ordinal) && text.IndexOf('\n', StringComparison.Ordinal) is var first and > 0 && text.EndsWith("```", StringComparison.Ordinal)) text = text[(first + 1)..^3].Trim();
        if (text.Length == 0 || text[0] is not ('{' or '[')) return false;
        // An object is begun like this whether it is whole or was cut off; prose is not.
        if (ObjectPattern().IsMatch(text)) return true;
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Takes away what speaks to whoever asked, at the beginning and at the end, with the rules that set it off.</summary>
    private static string WithoutFrame(string text)
    {
        var paragraphs = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToList();
        while (paragraphs.Count > 0)
        {
            if (IsRule(paragraphs[0])) paragraphs.RemoveAt(0);
            else if (ModelSpeech.Greets(paragraphs[0]) && !paragraphs[0].Contains('\n', StringComparison.Ordinal))
            {
                // A paragraph that is more than the greeting keeps the rest.
                var rest = string.Concat(Sentences.Pieces(paragraphs[0]).SkipWhile(ModelSpeech.Greets)).TrimStart();
                if (rest.Length == 0 || paragraphs.Count > 1 && ModelSpeech.Promises(rest)) paragraphs.RemoveAt(0);
                else if (rest == paragraphs[0]) break;
                else paragraphs[0] = rest;
            }
            else break;
        }
        while (paragraphs.Count > 0 && (IsRule(paragraphs[^1]) || (ModelSpeech.TakesLeave(paragraphs[^1]) && paragraphs[^1].Length < 300 && !paragraphs[^1].Contains('\n', StringComparison.Ordinal)))) paragraphs.RemoveAt(paragraphs.Count - 1);
        return string.Join("\n\n", paragraphs);
    }

    private static bool IsRule(string paragraph) => paragraph.Length >= 3 && paragraph.AsSpan().IndexOfAnyExcept("-*_ ") < 0;

    /// <summary>Changes all lines outside of fenced code; null takes a line out.</summary>
    private static string EachLine(string text, LineChange change)
    {
        var lines = new List<string>();
        var isCode = false;
        foreach (var line in text.Split('\n'))
        {
            if (line.AsSpan().TrimStart().StartsWith("```"))
            {
                isCode = !isCode;
                lines.Add(line);
            }
            else if (isCode)
            {
                lines.Add(line);
            }
            else if (change(line) is { } changed)
            {
                lines.Add(changed);
            }
        }
        return string.Join('\n', lines);
    }

    private static string? Line(string line, Func<string, bool> isOwnLink, ref int removed)
    {
        var start = MarkPattern().Match(line).Length;
        var (mark, body) = (line[..start], line[start..]);
        if (body.Length == 0) return line;
        body = ImagePattern().Replace(body, "");
        var isFormula = DisplayMath.IsFormula(body);
        var kept = new StringBuilder();
        foreach (var sentence in isFormula ? [body] : Sentences.Pieces(body))
        {
            if (ModelSpeech.HasGap(sentence) || ModelSpeech.Asks(sentence) || AddressPattern().Matches(sentence).Any(address => !isOwnLink(Trimmed(address.Value)))) removed++;
            else kept.Append(sentence);
        }
        body = (isFormula ? kept.ToString() : Readable(kept.ToString())).Trim();
        // What is left of an item may be its heading alone.
        if (body.Length == 0 || (kept.Length < line.Length - start && HeadingOnlyPattern().IsMatch(body))) return null;
        return mark + body;
    }

    /// <summary>LaTeX outside of code becomes readable where there is any; other text stays as it is, Markdown included.</summary>
    private static string Readable(string text)
    {
        if (!LatexPattern().IsMatch(text)) return text;
        var parts = text.Split('`');
        for (var i = 0; i < parts.Length; i += 2)
        {
            if (!LatexPattern().IsMatch(parts[i])) continue;
            var (head, tail) = (parts[i].Length - parts[i].TrimStart().Length, parts[i].Length - parts[i].TrimEnd().Length);
            parts[i] = parts[i][..head] + LatexText.Clean(parts[i]).Text + (tail > 0 ? " " : "");
        }
        return string.Join('`', parts);
    }

    private static string Trimmed(string address) => address.TrimEnd('.', ',', ';', ':', '!', '?', ')', ']', '>', '"', '\'', '*', '。', '，', '）');

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;

    [GeneratedRegex(@"\A[\[{]\s*\{?\s*""[A-Za-z_ ]{1,60}""\s*:", Options)]
    private static partial Regex ObjectPattern();

    [GeneratedRegex(@"https?://[^\s<>()\[\]""'`，。；！？）】」]+", Options)]
    private static partial Regex AddressPattern();

    [GeneratedRegex(@"!\[[^\]\n]*\]\([^)\n]*\)|</?(img|script|style|iframe|object|embed|svg|div|span|p|br|a|u|b|i|font|center|table|tr|td|th|video|audio|source|link|meta|form|input|button)\b[^>\n]*>", Options)]
    private static partial Regex ImagePattern();

    [GeneratedRegex(@"^\s*(?:(?:[*+-]|\d{1,3}[.)])\s+|#{1,6}\s+|>\s?)*", Options)]
    private static partial Regex MarkPattern();

    [GeneratedRegex(@"^\*\*[^*]{1,120}\*\*\s*[:：]?\s*$", Options)]
    private static partial Regex HeadingOnlyPattern();

    [GeneratedRegex(@"\\[A-Za-z]|\$[^$]+\$", Options)]
    private static partial Regex LatexPattern();
}
