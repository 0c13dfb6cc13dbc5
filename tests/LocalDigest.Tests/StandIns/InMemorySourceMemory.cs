using System.Collections.Concurrent;
using LocalDigest.Sources;

namespace LocalDigest.Tests.StandIns;

/// <summary>What sources must know again after a restart; the restart is a new client with the same memory.</summary>
internal sealed class InMemorySourceMemory : ISourceMemory
{
    private readonly ConcurrentDictionary<string, string> facts = new();

    public IReadOnlyDictionary<string, string> Facts => facts;

    public string? Recall(string key) => facts.GetValueOrDefault(key);

    public void Remember(string key, string? value)
    {
        if (value is null) facts.TryRemove(key, out _);
        else facts[key] = value;
    }

    /// <summary>Keeps what a batch asks to be kept, as ingestion does together with its papers.</summary>
    public void Keep(SourceBatch batch)
    {
        foreach (var (key, value) in batch.Remember) Remember(key, value);
    }
}
