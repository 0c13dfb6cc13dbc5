using System.Collections.Frozen;

namespace LocalDigest.Models;

/// <summary>English words that carry no subject.</summary>
internal static class StopWords
{
    private static readonly FrozenSet<string> Words = (
        "a about above after again against all also although always am among an and another any are as at be because been before being below between both but by can cannot could " +
        "did do does doing done down due during each either else et etc ever every few for from further had has have having he hence her here hers him his how however i ie eg if in into is it its itself " +
        "just like many may me might more most much must my neither no nor not now of off often on once one only onto or other others our ours out over own per rather same she should show shown shows " +
        "since so some still such than that the their them themselves then there thereby therefore these they this those though through thus to together too toward towards under until up upon us use used uses using " +
        "very via was we well were what when where whereas whether which while who whom whose why will with within without would yet you your")
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    public static bool Contains(ReadOnlySpan<char> word) => word.Length <= 10 && Words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);
}
