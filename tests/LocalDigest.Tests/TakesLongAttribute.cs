using Xunit.v3;

namespace LocalDigest.Tests;

/// <summary>
/// A test of several seconds: whole daemons that are killed, waited for or started again, or thousands of random histories. <c>.ci/quick</c> leaves such
/// tests out unless it is asked for all; the suite runs them always.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class TakesLongAttribute : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("takes", "long")];
}
