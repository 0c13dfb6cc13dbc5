using System.Diagnostics.CodeAnalysis;
using System.Text;
using LocalDigest.Papers;

namespace LocalDigest.Digests;

/// <summary>The fixed words of digests in one language.</summary>
/// <param name="dictionaries">The first that has a word gives it.</param>
public sealed class Labels(IReadOnlyList<IReadOnlyDictionary<string, string>> dictionaries)
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

    /// <summary>Words with their gaps <c>{0}</c>, <c>{1}</c>, … filled in. A gap without a value stays.</summary>
    public string Fill(string key, IReadOnlyList<string> values)
    {
        var words = this[key];
        var filled = new StringBuilder(words.Length + 32);
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] == '{' && i + 2 < words.Length && words[i + 2] == '}' && words[i + 1] - '0' is var gap && gap >= 0 && gap < values.Count)
            {
                filled.Append(values[gap]);
                i += 2;
            }
            else
            {
                filled.Append(words[i]);
            }
        }
        return filled.ToString();
    }
}
