using Xunit.v3;

namespace LocalDigest.Tests;

/// <summary>
/// A test of about a second or more: whole days that a daemon reads, daemons that are killed, waited for or started again, thousands of
/// random histories. <c>.ci/quick</c> leaves such tests out unless it is asked for all; the suite runs them always.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class TakesLongAttribute : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("takes", "long")];
}
