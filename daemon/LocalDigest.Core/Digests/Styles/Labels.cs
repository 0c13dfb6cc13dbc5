using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using LocalDigest.Text;

namespace LocalDigest.Digests;

/// <summary>The fixed words of digests in one language.</summary>
/// <param name="dictionaries">The first that has a word gives it.</param>
public sealed partial class Labels(IReadOnlyList<IReadOnlyDictionary<string, string>> dictionaries)
{
    /// <exception cref="StyleException">There is no such word in any of them, English included.</exception>
    public string this[string key] => TryGet(key, out var words) ? words : throw new StyleException($"there is no label '{key}'");

    public bool TryGet(string key, [NotNullWhen(true)] out string? words)
    {
        foreach (var dictionary in dictionaries)
        {
            if (dictionary.TryGetValue(key, out words) && words is not null) return true;
        }
        words = null;
        return false;
    }

    /// <summary>A sentence in this language.</summary>
    public string Say(Saying saying) => Fill(saying.Name, saying.Values);

    /// <summary>Sentences in this language, one after another.</summary>
    public string Say(IEnumerable<Saying> sayings) => string.Join(this["sentence-space"], sayings.Select(Say));

    /// <summary>
    /// Words with their gaps <c>{0}</c>, <c>{1}</c>, … filled in. Of <c>{0:paper|papers}</c> stays the first where the value of gap 0 is 1, and otherwise the second;
    /// both may have gaps. A gap without a value stays.
    /// </summary>
    public string Fill(string key, IReadOnlyList<string> values)
    {
        string? ValueOf(Match match) => match.Groups["gap"].ValueSpan[0] - '0' is var gap && gap < values.Count ? values[gap] : null;
        // The forms are chosen before any value is filled in, so that nothing in a value is taken for one.
        var words = FormsPattern().Replace(this[key], match => ValueOf(match) is { } value ? match.Groups[value == "1" ? "one" : "many"].Value : match.Value);
        return GapPattern().Replace(words, match => ValueOf(match) ?? match.Value);
    }

    [GeneratedRegex(@"\{(?<gap>[0-9]):(?<one>(?:[^{}|]|\{[0-9]\})*)\|(?<many>(?:[^{}|]|\{[0-9]\})*)\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex FormsPattern();

    [GeneratedRegex(@"\{(?<gap>[0-9])\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex GapPattern();
}
