namespace LocalDigest.Text;

/// <summary>
/// How patterns are kept from running for ever. Where a pattern meets text of any length or form, it is matched in linear time
/// (<c>RegexOptions.NonBacktracking</c>), which takes some two megabytes and ten milliseconds a pattern when it is first used. Patterns
/// that are
/// met at every start are compiled into the program instead: their text is short, with single spaces, and they are tried on hostile text.
/// </summary>
internal static class PatternTime
{
    /// <summary>Longer than any match takes; a pattern that reaches it is a fault of the program.</summary>
    public const int Milliseconds = 2000;
}
