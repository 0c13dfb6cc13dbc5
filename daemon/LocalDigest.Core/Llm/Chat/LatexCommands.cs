using System.Collections.Frozen;

namespace LocalDigest.Llm;

/// <summary>
/// Commands of LaTeX that begin like an escape of JSON; those with b and f need no list, since nobody means a backspace or a form feed.
/// </summary>
internal static class LatexCommands
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Names = (
        "nabla neq nu not norm nolimits nabla ne ni natural times theta tau text textbf textit texttt textrm tilde to top tfrac triangle tan tanh "
        + "rho right rangle rVert rightarrow rm rfloor rceil")
        .Split(' ').ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool IsOne(ReadOnlySpan<char> command) => Names.Contains(command);
}
