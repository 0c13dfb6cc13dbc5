using System.ClientModel;

namespace LocalDigest.Llm;

/// <summary>A request as the ledger notes it.</summary>
internal sealed record LedgerCall
{
    /// <summary>The job that it belongs to; null for none.</summary>
    public string? Job { get; init; }

    /// <summary>For whom; null for nobody.</summary>
    public string? Profile { get; init; }

    public required string Purpose { get; init; }

    public required string Model { get; init; }

    /// <summary>Tokens that the model will read, estimated.</summary>
    public required long InputTokens { get; init; }

    /// <summary>Tokens that it will write, estimated.</summary>
    public long OutputTokens { get; init; }

    /// <summary>US dollars for tokens read and written; null where they are not known.</summary>
    public Func<long, long, decimal?> Price { get; init; } = (_, _) => null;

    /// <summary>What it may not exceed together with others; null for nothing.</summary>
    public SpendingLimit? Limit { get; init; }
}

/// <summary>The way of one request through the ledger. One that was never sent leaves no row.</summary>
internal sealed class LedgerEntry(CallLedger ledger, LedgerCall call, TimeProvider clock)
{
    private readonly long started = clock.GetTimestamp();
    private long? id;

    /// <summary>The request's body, which is noted when it is about to leave the machine.</summary>
    public BinaryContent Content(BinaryData body) => new NotedContent(body, Open);

    /// <summary>Notes how the request ended.</summary>
    /// <param name="outcome">In a word.</param>
    /// <param name="used">Tokens read and written; null where nobody knows, and then the estimate stands.</param>
    /// <returns>The tokens that it counts with.</returns>
    public long Settle(string outcome, (long Input, long Output)? used)
    {
        if (id is not { } row) return 0;
        var (input, output) = used ?? (call.InputTokens, call.OutputTokens);
        ledger.Settle(row, outcome, clock.GetElapsedTime(started), input, output, call.Price(input, output), isEstimate: used is null);
        return input + output;
    }

    private void Open() =>
        id = ledger.Open(call, clock.GetUtcNow()) ?? throw new LlmException(LlmFailure.OverProfileBudget, call.Limit!.Refusal);

    /// <summary>Bytes that are announced before the first of them is written: what cannot be connected is not announced.</summary>
    private sealed class NotedContent(BinaryData body, Action announce) : BinaryContent
    {
        public override bool TryComputeLength(out long length)
        {
            length = body.ToMemory().Length;
            return true;
        }

        public override void WriteTo(Stream stream, CancellationToken cancellationToken = default)
        {
            announce();
            stream.Write(body.ToMemory().Span);
        }

        public override async Task WriteToAsync(Stream stream, CancellationToken cancellationToken = default)
        {
            announce();
            await stream.WriteAsync(body.ToMemory(), cancellationToken);
        }

        public override void Dispose()
        {
            // It holds nothing but memory.
        }
    }
}
