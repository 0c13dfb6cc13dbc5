namespace LocalDigest.Benchmarks;

/// <summary>
/// A linear support vector machine with squared hinge loss, by dual coordinate descent (Hsieh et al. 2008, "A Dual Coordinate Descent
/// Method for Large-scale Linear SVM"; LIBLINEAR's solver 1, with a bias feature of 1).
/// </summary>
internal static class LinearSvm
{
    private const int Passes = 200;
    private const double Tolerance = 1e-4;

    /// <summary>Trains on some rows and scores all.</summary>
    /// <param name="rows">The documents.</param>
    /// <param name="train">Which of them to train on.</param>
    /// <param name="labels">Whether each of those is positive.</param>
    /// <param name="cost">Of an error.</param>
    /// <param name="positive">How many times as much one at a positive costs; null to balance the classes.</param>
    public static float[] Score(
        (int[] Ids, float[] Weights)[] rows, IReadOnlyList<int> train, IReadOnlyList<bool> labels, double cost, double? positive = null)
    {
        var weights = new double[rows.Max(row => row.Ids.Length == 0 ? 0 : row.Ids[^1]) + 2];
        var bias = weights.Length - 1;
        int positives = labels.Count(label => label), negatives = labels.Count - positives;
        double costOfPositive = cost * (positive ?? labels.Count / (2.0 * positives)), costOfNegative = positive is null ? cost * labels.Count / (2.0 * negatives) : cost;
        var alphas = new double[train.Count];
        var order = Enumerable.Range(0, train.Count).ToArray();
        var random = new Random(1);
        for (var pass = 0; pass < Passes; pass++)
        {
            random.Shuffle(order);
            var largest = 0.0;
            foreach (var i in order)
            {
                var (ids, values) = rows[train[i]];
                var y = labels[i] ? 1 : -1;
                var diagonal = 0.5 / (labels[i] ? costOfPositive : costOfNegative);
                var gradient = y * Dot(ids, values) - 1 + diagonal * alphas[i];
                var projected = alphas[i] == 0 ? Math.Min(gradient, 0) : gradient;
                if (projected == 0) continue;
                largest = Math.Max(largest, Math.Abs(projected));
                var square = 1 + diagonal + values.Sum(value => (double)value * value);
                var next = Math.Max(0, alphas[i] - gradient / square);
                var step = (next - alphas[i]) * y;
                alphas[i] = next;
                for (var k = 0; k < ids.Length; k++) weights[ids[k]] += step * values[k];
                weights[bias] += step;
            }
            if (largest < Tolerance) break;
        }
        return [.. rows.Select(row => (float)Dot(row.Ids, row.Weights))];

        double Dot(int[] ids, float[] values)
        {
            var sum = weights[bias];
            for (var k = 0; k < ids.Length; k++) sum += weights[ids[k]] * values[k];
            return sum;
        }
    }
}
