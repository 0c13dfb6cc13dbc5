using System.Text;

namespace LocalDigest.Tests.Fuzzing;

/// <summary>Makes bad inputs of good ones. The same seed makes the same inputs on every machine.</summary>
/// <param name="seed">Where the sequence begins.</param>
internal sealed class Mutator(int seed)
{
    /// <summary>What texts from outside bring along: ends of texts and lines, halves of characters, markup of every kind read
    /// here.</summary>
    public static readonly string[] Hostile =
    [
        "\0", "\ud800", "\udc00", "\ufffe", "\uffff", "\ufeff", "\u202e", "\u200b", "\r", "\n", "\r\n\r\n", "\t", " ", "\u2028", "\u0085",
        "<", ">", "&", "&#0;", "&#xD800;", "&amp;amp;", "<![CDATA[", "]]>", "<!--", "-->", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "<?xml",
            "</",
        "{", "}", "[", "]", "\"", "'", "\\", "\\\\", "$", "$$", "\\(", "\\frac{", "^{", "_", "%", "#", "~", "@", "@string{a=", "@article{",
            ",", "=",
        "TY  - ", "ER  - ", "PMID- ", "AB  - ", "{{", "}}", "{{{", "{{#each papers}}", "{{/each}}", "{{else}}", "(", ")", "|", "`", "```",
            "***", "__",
        "> ", "- ", "1. ", "![](", "](", "javascript:", "null", "true", "-1", "0", "1e999", "NaN", "99999999999999999999", "0001-01-01",
            "9999-12-31T23:59:59Z",
        "2026-02-30", "é", "𝒜", "漢", "\u0301\u0301\u0301", "http://[::1]/", "%00", "..", "/",
    ];

    private readonly Random random = new(seed);

    public int Next(int below) => random.Next(below);

    public T Of<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];

    /// <summary>A good input with one to six changes.</summary>
    /// <param name="good">What it begins from.</param>
    /// <param name="others">Good inputs of which parts may be put in.</param>
    public string Change(string good, IReadOnlyList<string> others)
    {
        var text = new StringBuilder(good);
        for (var left = 1 + random.Next(6); left > 0; left--) ChangeOnce(text, others);
        // Longer than a parser is ever given in one piece here says nothing more.
        return text.Length > 60_000 ? text.ToString(0, 60_000) : text.ToString();
    }

    private void ChangeOnce(StringBuilder text, IReadOnlyList<string> others)
    {
        var at = random.Next(text.Length + 1);
        var length = Math.Min(text.Length - at, 1 + random.Next(random.Next(8) == 0 ? 400 : 12));
        switch (random.Next(11))
        {
            case 0 or 1:
                text.Insert(at, Of(Hostile));
                break;
            case 2:
                text.Remove(at, length);
                break;
            case 3:
                text.Insert(at, text.ToString(at, length));
                break;
            case 4:
                text.Length = at;
                break;
            case 5 when at < text.Length:
                text[at] = (char)(text[at] ^ (1 << random.Next(16)));
                break;
            case 6:
                var part = Of(Hostile);
                text.Insert(at, new StringBuilder().Insert(0, part, 1 + random.Next(random.Next(5) == 0 ? 5000 : 60)));
                break;
            case 7:
                var other = Of(others);
                if (other.Length == 0) break;
                var from = random.Next(other.Length);
                text.Insert(at, other.AsSpan(from, Math.Min(other.Length - from, random.Next(300))));
                break;
            case 8:
                text.Remove(at, length).Insert(at, Of(Hostile));
                break;
            case 9:
                text.Replace(Of(Hostile), Of(Hostile), at, length);
                break;
            default:
                for (var i = at; i < at + length; i++) text[i] = (char)random.Next(1, 0x250);
                break;
        }
    }
}
