namespace LocalDigest.Benchmarks;

/// <summary>Figures of ranking quality.</summary>
internal static class Measures
{
    /// <summary>The chance that a positive is put before a negative; a tie counts half.</summary>
    public static double Auc(ReadOnlySpan<float> scores, ReadOnlySpan<bool> positive)
    {
        var keys = scores.ToArray();
        var order = Enumerable.Range(0, keys.Length).ToArray();
        Array.Sort(keys, order);
        double ranks = 0, positives = 0;
        for (var i = 0; i < keys.Length;)
        {
            var end = i;
            while (end < keys.Length && keys[end] == keys[i]) end++;
            for (var k = i; k < end; k++)
            {
                if (!positive[order[k]]) continue;
                ranks += (i + end + 1) / 2.0;
                positives++;
            }
            i = end;
        }
        return (ranks - positives * (positives + 1) / 2) / (positives * (keys.Length - positives));
    }

    /// <summary>The share of the positives that is among the best.</summary>
    /// <param name="top">How large a part counts as the best, from 0 to 1.</param>
    public static double ShareInTop(ReadOnlySpan<float> scores, bool[] positive, double top)
    {
        var keys = scores.ToArray();
        var order = Enumerable.Range(0, keys.Length).ToArray();
        Array.Sort(keys, order);
        return order.TakeLast((int)(keys.Length * top)).Count(i => positive[i]) / (double)positive.Count(one => one);
    }
}
