namespace LocalDigest.Runs;

/// <summary>A sentence that holds for most papers of a digest.</summary>
/// <param name="Sentence">In the digest's language.</param>
/// <param name="Papers">For how many papers.</param>
internal sealed record CommonReason(string Sentence, int Papers)
{
    /// <summary>A sentence that fewer papers have may stand at each of them.</summary>
    private const int Least = 5;

    /// <summary>Takes the sentences that most papers would repeat out of their reasons, to be said once.</summary>
    /// <param name="reasons">The reasons of each paper.</param>
    /// <returns>The sentences that were taken out, and what is left for each paper.</returns>
    public static (IReadOnlyList<CommonReason> Common, IReadOnlyList<IReadOnlyList<string>> Left) TakeOut(IReadOnlyList<IReadOnlyList<string>> reasons)
    {
        var common = reasons.SelectMany(own => own.Distinct(StringComparer.Ordinal)).CountBy(sentence => sentence, StringComparer.Ordinal)
            .Where(said => said.Value >= Least && 2 * said.Value > reasons.Count)
            .ToDictionary(said => said.Key, said => new CommonReason(said.Key, said.Value), StringComparer.Ordinal);
        return ([.. common.Values], [.. reasons.Select(own => own.Where(sentence => !common.ContainsKey(sentence)).ToList())]);
    }
}
