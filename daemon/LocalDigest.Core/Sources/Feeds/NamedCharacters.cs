using System.Globalization;
using System.Net;
using System.Text;

namespace LocalDigest.Sources;

/// <summary>References to characters in documents that are XML by name and HTML by habit.</summary>
internal static class NamedCharacters
{
    /// <summary>What a reference stands for.</summary>
    /// <param name="name">Without <c>&amp;</c> and <c>;</c>: <c>eacute</c>, <c>amp</c>, <c>#233</c>, <c>#xE9</c>.</param>
    /// <returns>Null for an unknown name; U+FFFD for a number that is no character.</returns>
    public static string? Of(string name)
    {
        if (name.StartsWith('#')) return Number(name.AsSpan(1));
        if (name == "apos") return "'";
        var reference = $"&{name};";
        return WebUtility.HtmlDecode(reference) is var text && text != reference ? text : null;
    }

    private static string? Number(ReadOnlySpan<char> digits)
    {
        var isHex = digits.StartsWith("x", StringComparison.OrdinalIgnoreCase);
        if (isHex) digits = digits[1..];
        if (digits.IsEmpty) return null;
        if (!uint.TryParse(digits, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            return digits.ContainsAnyExcept(isHex ? "0123456789abcdefABCDEF" : "0123456789") ? null : "\ufffd";
        // The numbers of Windows-1252 in place of Unicode's, as browsers read them (HTML Standard, numeric character references).
        if (code is >= 0x80 and <= 0x9f) return CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString([(byte)code]);
        if (code < ' ' && code is not ('\t' or '\n' or '\r')) return "\ufffd";
        return Rune.IsValid(code) && code is not (0xfffe or 0xffff) ? new Rune(code).ToString() : "\ufffd";
    }
}
