namespace LocalDigest.Daemon.Hosting;

/// <summary>How preferences are learned.</summary>
internal sealed record PreferenceOptions
{
    /// <summary><c>residual</c>, LocalDigest's own learner, or <c>mlnet</c>, ML.NET's logistic regression.</summary>
    public string Learner { get; init; } = "residual";
}
