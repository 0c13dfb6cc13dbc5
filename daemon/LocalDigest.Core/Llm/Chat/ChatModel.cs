using System.Text.Json.Nodes;

namespace LocalDigest.Llm;

/// <summary>
/// The language model that the user has chosen. Another one may be chosen while the daemon runs: what begins then asks that one, and a
/// run that is under way ends with the model that it began with.
/// </summary>
public sealed class ChatModel : IDisposable
{
    private readonly CallLedger ledger;
    private readonly TimeProvider clock;
    private readonly Lock changing = new();

    /// <summary>The models of before, whose last questions may still be under way.</summary>
    private readonly List<ModelConnection> left = [];
    private volatile ModelConnection current;

    public ChatModel(LlmOptions options, CallLedger ledger, TimeProvider clock)
    {
        (this.ledger, this.clock) = (ledger, clock);
        current = new ModelConnection(options, ledger, clock);
    }

    public bool IsConfigured => Options.IsConfigured;

    public string Model => Options.Model;

    public LlmOptions Options => current.Options;

    /// <inheritdoc cref="ModelConnection.Manner"/>
    internal Manner Manner => current.Manner;

    /// <inheritdoc cref="ModelConnection.Address"/>
    internal Uri Address => current.Address;

    /// <inheritdoc cref="ModelConnection.Correction"/>
    internal string? Correction => current.Correction;

    /// <summary>Takes another model, or none, from now on.</summary>
    public void Use(LlmOptions options)
    {
        lock (changing)
        {
            left.Add(current);
            current = new ModelConnection(options, ledger, clock);
        }
    }

    /// <summary>Begins the questions of one run, or goes on with what an interrupted one has left of its budget.</summary>
    /// <param name="job">The job to which the cost belongs.</param>
    /// <param name="profile">The profile for which is asked; null for none.</param>
    public ModelSession Begin(string job, string? profile) => current.Begin(job, profile);

    /// <inheritdoc cref="ModelConnection.ModelsAsync"/>
    internal Task<IReadOnlyList<JsonObject>> ModelsAsync(CancellationToken ct) => current.ModelsAsync(ct);

    /// <inheritdoc cref="ModelSession.AskAsync"/>
    internal Task<ChatAnswer> AskAsync(ChatQuestion question, string job, string? profile, LlmBudget budget, CancellationToken ct) =>
        current.AskAsync(question, job, profile, budget, ct);

    public void Dispose()
    {
        lock (changing)
        {
            current.Dispose();
            foreach (var before in left) before.Dispose();
        }
    }
}
