namespace LocalDigest.Models;

/// <summary>Draws a few of the papers that were left out, so that what is missed can be estimated without bias.</summary>
public static class Exploration
{
    /// <summary>How much of the usual likelihood every paper gets on top of its own: what the model is sure of is looked at too.</summary>
    private const double Floor = 0.5;

    /// <summary>
    /// The chance of each paper to be drawn, so that the expected cost of what is drawn is the budget. It rises with the spread of what is asked
    /// about and falls with the cost, by their roots (Neyman, "On the Two Different Aspects of the Representative Method", 1934): this makes
    /// the estimate as exact as the budget allows.
    /// </summary>
    /// <param name="likelihoods">What is thought of each paper, 0 to 1.</param>
    /// <param name="costs">The cost of each, above 0.</param>
    /// <param name="budget">To be spent in the mean, 0 or more.</param>
    /// <returns>From 0 to 1, one for each paper; 0 only where there is no budget.</returns>
    public static double[] Chances(IReadOnlyList<double> likelihoods, IReadOnlyList<double> costs, double budget)
    {
        var count = likelihoods.Count;
        var chances = new double[count];
        if (count == 0 || !(budget > 0)) return chances;
        var floor = Math.Max(1e-6, Floor * likelihoods.Average());
        var sizes = likelihoods.Select((likelihood, i) => Math.Sqrt((likelihood * (1 - likelihood) + floor) / costs[i])).ToArray();
        var (open, left) = (Enumerable.Range(0, count).ToList(), budget);
        while (open.Count > 0 && left > 0)
        {
            var scale = left / open.Sum(i => sizes[i] * costs[i]);
            // Who is drawn for certain leaves the rest of the budget to the others.
            var certain = open.Where(i => scale * sizes[i] >= 1).ToList();
            foreach (var i in certain.Count > 0 ? certain : open)
            {
                chances[i] = Math.Min(1, scale * sizes[i]);
                left -= chances[i] * costs[i];
            }
            if (certain.Count == 0) break;
            open.RemoveAll(i => chances[i] > 0);
        }
        return chances;
    }
}
