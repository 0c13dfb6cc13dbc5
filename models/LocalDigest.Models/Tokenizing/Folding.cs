using System.Collections.Frozen;

namespace LocalDigest.Models;

/// <summary>Plain letters and digits in place of accented, Greek, typographic and mathematical ones.</summary>
internal static class Folding
{
    private const string LatinFrom =
        "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöøùúûüýÿĀāĂăĄąĆćĈĉĊċČčĎďĐđĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĦħĨĩĪīĬĭĮįİıĴĵĶķĸĹĺĻļĽľĿŀŁłŃńŅņŇňŌōŎŏŐőŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŦŧŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽžſƒȘșȚțǍǎǏǐǑǒǓǔẀẁẂẃẄẅẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặẸẹẺẻẼẽẾếỀềỂểỄễỆệỈỉỊịỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợỤụỦủỨứỪừỬửỮữỰựỲỳỴỵỶỷỸỹƠơƯưªº";

    private const string LatinTo =
        "aaaaaaceeeeiiiinoooooouuuuyaaaaaaceeeeiiiinoooooouuuuyyaaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiijjkkkllllllllllnnnnnnoooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzsfssttaaiioouuwwwwwwaaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyyoouuao";

    private static readonly (char From, string To)[] Others =
    [
        ('Æ', "ae"), ('æ', "ae"), ('Œ', "oe"), ('œ', "oe"), ('ß', "ss"), ('ẞ', "ss"), ('Þ', "th"), ('þ', "th"), ('Ð', "d"), ('ð', "d"), ('Ĳ', "ij"), ('ĳ', "ij"), ('Ŋ', "ng"), ('ŋ', "ng"), ('ŉ', "n"),
        ('ﬀ', "ff"), ('ﬁ', "fi"), ('ﬂ', "fl"), ('ﬃ', "ffi"), ('ﬄ', "ffl"), ('ﬅ', "st"), ('ﬆ', "st"),
        ('ℓ', "l"), ('ℝ', "r"), ('ℂ', "c"), ('ℕ', "n"), ('ℤ', "z"), ('ℚ', "q"), ('ℏ', "hbar"), ('ℋ', "h"), ('ℒ', "l"), ('Å', "a"), ('⊙', "sun"), ('☉', "sun"), ('⊕', "earth"), ('µ', "mu"),
        ('²', "2"), ('³', "3"), ('¹', "1"), ('⁰', "0"), ('⁴', "4"), ('⁵', "5"), ('⁶', "6"), ('⁷', "7"), ('⁸', "8"), ('⁹', "9"), ('ⁿ', "n"),
        ('Ⅰ', "i"), ('Ⅱ', "ii"), ('Ⅲ', "iii"), ('Ⅳ', "iv"), ('Ⅴ', "v"), ('Ⅵ', "vi"), ('Ⅶ', "vii"), ('Ⅷ', "viii"), ('Ⅸ', "ix"), ('Ⅹ', "x"), ('ⅰ', "i"), ('ⅱ', "ii"), ('ⅲ', "iii"), ('ⅳ', "iv"), ('ⅴ', "v"),
        ('Α', "alpha"), ('Β', "beta"), ('Γ', "gamma"), ('Δ', "delta"), ('Ε', "epsilon"), ('Ζ', "zeta"), ('Η', "eta"), ('Θ', "theta"), ('Ι', "iota"), ('Κ', "kappa"), ('Λ', "lambda"), ('Μ', "mu"),
        ('Ν', "nu"), ('Ξ', "xi"), ('Ο', "omicron"), ('Π', "pi"), ('Ρ', "rho"), ('Σ', "sigma"), ('Τ', "tau"), ('Υ', "upsilon"), ('Φ', "phi"), ('Χ', "chi"), ('Ψ', "psi"), ('Ω', "omega"),
        ('α', "alpha"), ('β', "beta"), ('γ', "gamma"), ('δ', "delta"), ('ε', "epsilon"), ('ζ', "zeta"), ('η', "eta"), ('θ', "theta"), ('ι', "iota"), ('κ', "kappa"), ('λ', "lambda"), ('μ', "mu"),
        ('ν', "nu"), ('ξ', "xi"), ('ο', "omicron"), ('π', "pi"), ('ρ', "rho"), ('σ', "sigma"), ('ς', "sigma"), ('τ', "tau"), ('υ', "upsilon"), ('φ', "phi"), ('χ', "chi"), ('ψ', "psi"), ('ω', "omega"),
        ('ϑ', "theta"), ('ϕ', "phi"), ('ϖ', "pi"), ('ϵ', "epsilon"), ('ϱ', "rho"), ('ϰ', "kappa"), ('Ω', "omega"), ('∂', "d"),
    ];

    private static readonly FrozenSet<string> GreekNames = new[]
    {
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string> Commands = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ss"] = "ss", ["o"] = "o", ["O"] = "o", ["l"] = "l", ["L"] = "l", ["ae"] = "ae", ["AE"] = "ae", ["oe"] = "oe", ["OE"] = "oe", ["aa"] = "a", ["AA"] = "a", ["i"] = "i", ["j"] = "j",
        ["ell"] = "l", ["hbar"] = "hbar", ["odot"] = "sun", ["sun"] = "sun", ["LaTeX"] = "latex", ["TeX"] = "tex",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly string?[] Table = BuildTable();

    /// <summary>The plain spelling of a character above ASCII, in lower case; empty where there is none.</summary>
    public static string Of(char c) => c < Table.Length ? Table[c] ?? "" : "";

    /// <summary>The plain letter or digit of a mathematical alphabet (U+1D400 to U+1D7FF), or 0.</summary>
    public static char OfMathematical(int codePoint) => codePoint switch
    {
        >= 0x1D400 and < 0x1D6A4 => (char)('a' + (codePoint - 0x1D400) % 26),
        >= 0x1D7CE and < 0x1D800 => (char)('0' + (codePoint - 0x1D7CE) % 10),
        _ => '\0',
    };

    /// <summary>What a LaTeX command spells, given without its backslash: <c>alpha</c>, <c>varepsilon</c>, <c>odot</c>, <c>ss</c>; empty where it spells nothing.</summary>
    public static ReadOnlySpan<char> OfCommand(ReadOnlySpan<char> name)
    {
        if (Commands.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var spelled)) return spelled;
        if (name.Length > 3 && name.StartsWith("var")) name = name[3..];
        return GreekNames.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var greek) ? greek : default;
    }

    private static string?[] BuildTable()
    {
        var table = new string?[0x10000];
        for (var i = 0; i < LatinFrom.Length; i++) table[LatinFrom[i]] = LatinTo[i].ToString();
        foreach (var (from, to) in Others) table[from] = to;
        for (var i = 0; i < 10; i++)
        {
            table['\u2080' + i] = ((char)('0' + i)).ToString();
            table['\uFF10' + i] = ((char)('0' + i)).ToString();
        }
        for (var i = 0; i < 26; i++)
        {
            table['\uFF21' + i] = ((char)('a' + i)).ToString();
            table['\uFF41' + i] = ((char)('a' + i)).ToString();
        }
        return table;
    }
}
