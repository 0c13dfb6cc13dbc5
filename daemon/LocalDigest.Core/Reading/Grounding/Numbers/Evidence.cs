namespace LocalDigest.Reading;

/// <summary>What speaks for and against a number of the paper being the one that a statement gives.</summary>
/// <remarks>
/// Weighed by a logistic regression over statements about papers of several fields: true ones, invented ones, and true ones in which a
/// number was exchanged for another of the same paper.
/// </remarks>
/// <param name="Near">How much of the statement's words stands at the number, by weight and closeness, 0 to 1.</param>
/// <param name="Lead">By how much that is more than at the best other number of its kind in the paper, -1 to 1.</param>
/// <param name="Times">How many places of the paper have the number, at least 1: one that is everywhere says little.</param>
/// <param name="CountsSame">Both count the same thing.</param>
/// <param name="CountsOther">Both count something, and not the same.</param>
/// <param name="Words">How many words of the statement could be looked up.</param>
/// <param name="IsChangeless">The statement speaks of a change by a factor, and the paper of none here.</param>
/// <param name="IsCell">The number stands in a table.</param>
/// <param name="Whole">How much of the statement's words stands in its sentence or row, 0 to 1.</param>
/// <param name="IsSet">Both set the same symbol to it: <c>R = 5000</c>; or nothing but numbers stands around it.</param>
/// <param name="Company">Another number of the statement stands in the same sentence or table: 1; in the same paragraph: 0.5; else
/// 0.</param>
/// <param name="Foreign">How close a name that the statement does not have stands where one of its own is missing, 0 to 1.</param>
internal readonly record struct Evidence(
    double Near, double Lead, int Times, bool CountsSame, bool CountsOther, int Words, bool IsChangeless, bool IsCell, double Whole,
    bool IsSet, double Company, double Foreign)
{
    /// <summary>More words make a statement no more certain.</summary>
    private const int EnoughWords = 6;

    /// <summary>Moves the border to where about one in twenty-five true statements is lost, in either language.</summary>
    private const double Border = -1.2;

    private static readonly double[] Weights = [-3.35, 1.96, 4.35, -0.19, 0.62, -0.64, 2.23, -0.87, -0.72, 1.63, 2.15, -1.08];

    /// <summary>Whether the number is believed to be the statement's.</summary>
    public bool IsBelieved => IsSet || Score >= Border;

    /// <summary>The sum of what speaks for it and against it; 0 is even.</summary>
    public double Score => Parts().Zip(Weights, (part, weight) => part * weight).Sum();

    /// <summary>A constant and the parts, in the order of the weights.</summary>
    public double[] Parts() =>
    [
        1, Near, Lead, Math.Log2(1 + Times), CountsSame ? 1 : 0, CountsOther ? 1 : 0, Math.Min(Words, EnoughWords) / (double)EnoughWords,
        IsChangeless ? 1 : 0, IsCell ? 1 : 0, Whole, Company, Foreign,
    ];
}
