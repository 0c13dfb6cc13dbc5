namespace LocalDigest.Text;

/// <summary>
/// A node of a formula. The tree holds what the LaTeX means, whichever commands were used. <see cref="MathParser"/> builds it; <see
/// cref="MathPlainText"/> writes it as Unicode text, <see cref="MathMarkup"/> as MathML. A writer that cannot express one node does not
/// write the formula.
/// </summary>
internal abstract record MathNode
{
    /// <summary>
    /// White space came before it in the source. TeX ignores it; plain text keeps it between parts that were typed as themselves.
    /// </summary>
    public bool IsSpaced { get; set; }
}

/// <summary>The style of letters and digits.</summary>
/// <param name="Alphabet">The alphabet.</param>
/// <param name="IsBold">Bold.</param>
/// <param name="IsUpright">Upright; letters of mathematics are italic otherwise.</param>
internal readonly record struct MathFont(MathAlphabet Alphabet, bool IsBold = false, bool IsUpright = false);

/// <summary>A Latin letter.</summary>
internal sealed record MathLetter(char Letter, MathFont Font) : MathNode;

/// <summary>A number in digits, with the points and commas inside it: <c>1,000.5</c>.</summary>
internal sealed record MathNumber(string Digits, MathFont Font) : MathNode;

/// <summary>A symbol, or a function with a name of its own such as log.</summary>
/// <param name="Text">The character, or the function's name.</param>
/// <param name="Kind">Its class, which decides the space around it.</param>
/// <param name="IsPlain">It was typed as a character, not as a command, so that white space beside it was intended.</param>
internal sealed record MathSymbol(string Text, AtomKind Kind, bool IsPlain) : MathNode;

/// <summary>A delimiter with a given size: <c>\bigl(</c>, <c>\middle|</c>. The size itself is dropped.</summary>
internal sealed record MathDelimiter(string Sign, AtomKind Kind) : MathNode;

/// <summary>A word in upright letters that is one symbol: <c>\mathrm{eff}</c>, <c>\operatorname{softmax}</c>.</summary>
internal sealed record MathName(string Text, AtomKind Kind) : MathNode;

/// <summary>Text inside a formula: <c>\text{if }</c>. It may hold mathematics between dollars.</summary>
internal sealed record MathWords(string Text) : MathNode;

/// <summary>An unknown command, with its arguments in braces.</summary>
internal sealed record MathMacro(string Name, IReadOnlyList<MathNode> Arguments) : MathNode;

/// <summary>Horizontal space.</summary>
/// <param name="Width">The width in em; negative where the neighbours move together.</param>
internal sealed record MathSpace(double Width) : MathNode;

/// <summary>A character that has no meaning where it stands: <c>&amp;</c> outside a table, <c>#</c>, an unbalanced closing brace.</summary>
internal sealed record MathStray(char Sign) : MathNode;

/// <summary>A sequence of nodes: a formula, or a group in braces.</summary>
internal sealed record MathRow(IReadOnlyList<MathNode> Parts) : MathNode;

/// <summary>A formula that is set like one symbol.</summary>
/// <param name="Body">The formula.</param>
/// <param name="Kind">Its class; null for the class of the symbol that it is.</param>
/// <param name="IsPlain">White space beside it was intended.</param>
internal sealed record MathAtom(MathNode Body, AtomKind? Kind, bool IsPlain) : MathNode;

/// <summary>Subscript, superscript and primes.</summary>
/// <param name="Base">The node that carries them; null where nothing stands before them.</param>
/// <param name="Lower">The subscript.</param>
/// <param name="Upper">The superscript without primes.</param>
/// <param name="Primes">The number of primes.</param>
internal sealed record MathScripts(MathNode? Base, MathNode? Lower, MathNode? Upper, int Primes) : MathNode;

/// <summary>A fraction; without a bar, between delimiters, a binomial coefficient and its like.</summary>
internal sealed record MathFraction(MathNode Over, MathNode Under, bool HasBar = true, string Open = "", string Close = "") : MathNode;

/// <summary>A square root, or a root of a given degree.</summary>
internal sealed record MathRoot(MathNode Radicand, MathNode? Degree) : MathNode;

/// <summary>An accent, bar or arrow above its body; U+0332 is a line below it, U+0338 a stroke through it.</summary>
/// <param name="Body">The node that carries it.</param>
/// <param name="Mark">The combining character.</param>
internal sealed record MathAccent(MathNode Body, char Mark) : MathNode;

/// <summary>A formula between two delimiters that grow with it, as <c>\left</c> and <c>\right</c> set it.</summary>
/// <param name="Open">The opening delimiter; empty for none.</param>
/// <param name="Body">The formula.</param>
/// <param name="Close">The closing delimiter; empty for none, null where <c>\right</c> is missing.</param>
internal sealed record MathFenced(string Open, MathRow Body, string? Close) : MathNode;

/// <summary>A node with others below it, above it, or both.</summary>
/// <param name="Base">The node on the line.</param>
/// <param name="Below">The node below it.</param>
/// <param name="Above">The node above it.</param>
/// <param name="IsBrace">The node above or below is a brace, and scripts label it.</param>
internal sealed record MathStack(MathNode Base, MathNode? Below, MathNode? Above, bool IsBrace = false) : MathNode;

/// <summary>An arrow as long as the labels above and below it.</summary>
internal sealed record MathArrow(string Sign, MathNode? Below, MathNode Above) : MathNode;

/// <summary>A matrix, an aligned formula, or a list of cases.</summary>
/// <param name="Rows">The cells by rows; rows may differ in length.</param>
/// <param name="Open">The opening delimiter; empty for none.</param>
/// <param name="Close">The closing delimiter; empty for none.</param>
/// <param name="IsCases">It is a list of cases.</param>
internal sealed record MathTable(IReadOnlyList<IReadOnlyList<MathRow>> Rows, string Open, string Close, bool IsCases) : MathNode;
