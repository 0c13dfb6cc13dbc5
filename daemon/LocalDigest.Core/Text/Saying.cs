using System.Globalization;

namespace LocalDigest.Text;

/// <summary>A sentence to the reader in no language yet: a name and values, which a digest words in its language.</summary>
/// <param name="Name">The name of its wording in <c>labels.XX.json</c>.</param>
/// <param name="Values">What stands in its gaps <c>{0}</c>, <c>{1}</c>, ….</param>
public sealed record Saying(string Name, params IReadOnlyList<string> Values)
{
    /// <summary>A whole number as it stands in a gap.</summary>
    public static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A day as it stands in a gap.</summary>
    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A share or probability from 0 to 1 as it stands in a gap.</summary>
    public static string Number(double share) => share.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>A share from 0 to 1 as a percentage in a gap.</summary>
    public static string Percent(double share) => Math.Round(100 * share).ToString("0", CultureInfo.InvariantCulture) + "%";
}
