namespace LocalDigest.Text;

/// <summary>
/// A formula as a tree: what LaTeX commands mean, without how they were typed. <see cref="MathParser"/> builds it, <see
/// cref="MathPlainText"/> writes it as Unicode
/// text and <see cref="MathMarkup"/> as MathML. A writer that cannot express a node gives up the whole formula.
/// </summary>
internal abstract record MathNode
{
    /// <summary>
    /// White space stood before it in the source. TeX ignores that space; plain text keeps it between things that were typed as themselves.
    /// </summary>
    public bool IsSpaced { get; set; }
}

/// <summary>The alphabet and the weight in which letters and digits are set.</summary>
/// <param name="Alphabet">Which letters they are.</param>
/// <param name="IsBold">They are bold.</param>
/// <param name="IsUpright">They are upright, where letters of mathematics are slanted otherwise.</param>
internal readonly record struct MathFont(MathAlphabet Alphabet, bool IsBold = false, bool IsUpright = false);

/// <summary>A Latin letter.</summary>
internal sealed record MathLetter(char Letter, MathFont Font) : MathNode;

/// <summary>A number in digits, with the points and commas inside of it: <c>1,000.5</c>.</summary>
internal sealed record MathNumber(string Digits, MathFont Font) : MathNode;

/// <summary>Any other symbol, or a named function.</summary>
/// <param name="Text">The character, or the function's name.</param>
/// <param name="Kind">How it is set beside others.</param>
/// <param name="IsPlain">It was typed as itself rather than as a command, so that white space beside it was meant.</param>
internal sealed record MathSymbol(string Text, AtomKind Kind, bool IsPlain) : MathNode;

/// <summary>A delimiter whose size the source names: <c>\bigl(</c>, <c>\middle|</c>.</summary>
internal sealed record MathDelimiter(string Sign, AtomKind Kind) : MathNode;

/// <summary>
/// A word in upright letters that is one name: <c>\mathrm{eff}</c>, or a function that LaTeX does not know, <c>\operatorname{softmax}</c>.
/// </summary>
internal sealed record MathName(string Text, AtomKind Kind) : MathNode;

/// <summary>
/// Words of the text between the formula's parts: <c>\text{if }</c>. What stands between dollars in them is mathematics again.
/// </summary>
internal sealed record MathWords(string Text) : MathNode;

/// <summary>A command that only its author knows, with its arguments in braces.</summary>
internal sealed record MathMacro(string Name, IReadOnlyList<MathNode> Arguments) : MathNode;

/// <summary>Space of a width in em; negative where the parts move together.</summary>
internal sealed record MathSpace(string Width) : MathNode
{
    public bool IsNegative => Width[0] == '-';
}

/// <summary>A sign that has no meaning where it stands: <c>&amp;</c> outside of a table, <c>#</c>, a brace that nothing opened.</summary>
internal sealed record MathStray(char Sign) : MathNode;

/// <summary>Parts one after another: a formula, or a group in braces.</summary>
internal sealed record MathRow(IReadOnlyList<MathNode> Parts) : MathNode;

/// <summary>A formula that is set as one symbol.</summary>
/// <param name="Body">What it consists of.</param>
/// <param name="Kind">How it is set beside others; null: as the symbol that it is.</param>
/// <param name="IsPlain">White space beside it was meant.</param>
internal sealed record MathAtom(MathNode Body, AtomKind? Kind, bool IsPlain) : MathNode;

/// <summary>Subscript, superscript and primes.</summary>
/// <param name="Base">What they belong to; null where nothing stands before them.</param>
/// <param name="Lower">The subscript.</param>
/// <param name="Upper">The superscript without primes.</param>
/// <param name="Primes">The number of primes.</param>
internal sealed record MathScripts(MathNode? Base, MathNode? Lower, MathNode? Upper, int Primes) : MathNode;

/// <summary>A fraction or, without the bar and between parentheses, a binomial coefficient.</summary>
internal sealed record MathFraction(MathNode Over, MathNode Under, bool HasBar = true, string Open = "", string Close = "") : MathNode;

/// <summary>A square root, or a root of the degree named.</summary>
internal sealed record MathRoot(MathNode Radicand, MathNode? Degree) : MathNode;

/// <summary>An accent, a bar or an arrow over its body; under it where the mark is U+0332, through it where it is U+0338.</summary>
/// <param name="Body">What carries it.</param>
/// <param name="Mark">The combining character.</param>
internal sealed record MathAccent(MathNode Body, char Mark) : MathNode;

/// <summary>A formula between two signs that grow with it.</summary>
/// <param name="Open">The sign before it; empty for none.</param>
/// <param name="Body">The formula.</param>
/// <param name="Close">The sign behind it; empty for none, null where the source forgot to close.</param>
internal sealed record MathFenced(string Open, MathRow Body, string? Close) : MathNode;

/// <summary>Something with a formula under it, over it, or both.</summary>
/// <param name="Base">What stands on the line.</param>
/// <param name="Below">What is under it.</param>
/// <param name="Above">What is over it.</param>
/// <param name="IsBrace">The upper or lower part is a brace, and scripts label the brace.</param>
internal sealed record MathStack(MathNode Base, MathNode? Below, MathNode? Above, bool IsBrace = false) : MathNode;

/// <summary>An arrow as long as what is written over and under it.</summary>
internal sealed record MathArrow(string Sign, MathNode? Below, MathNode Above) : MathNode;

/// <summary>A matrix, an alignment or a distinction of cases.</summary>
/// <param name="Rows">The cells, row by row; rows may differ in length.</param>
/// <param name="Open">The sign before it; empty for none.</param>
/// <param name="Close">The sign behind it; empty for none.</param>
/// <param name="IsCases">It is a distinction of cases.</param>
internal sealed record MathTable(IReadOnlyList<IReadOnlyList<MathRow>> Rows, string Open, string Close, bool IsCases) : MathNode;
