namespace LocalDigest.Daemon.Hosting;

/// <summary>How preferences are learned.</summary>
internal sealed record PreferenceOptions
{
    /// <summary><c>residual</c>, or <c>mlnet</c> in a build with <c>-p:MLNet=true</c>.</summary>
    public string Learner { get; init; } = "residual";
}
