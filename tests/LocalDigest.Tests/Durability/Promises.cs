using System.Diagnostics;

namespace LocalDigest.Tests.Durability;

/// <summary>
/// What clients were told to be stored: for each key the writes with their beginning and end. A value may be there when its write is not
/// followed by another that began after it had ended and was acknowledged, as for a register whose operations are linearizable (Herlihy and
/// Wing 1990). A write without an answer may have been stored or not.
/// </summary>
internal sealed class Promises
{
    private readonly Dictionary<string, List<Write>> writes = new(StringComparer.Ordinal);

    private (string Kind, Action? Do) next = ("", null);

    /// <summary>How many writes were acknowledged.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>Has something done once, when a write is acknowledged whose key begins so; null takes that back.</summary>
    public void AtNext(string kind, Action? what)
    {
        lock (writes) next = (kind, what);
    }

    /// <summary>Says that a write is about to be sent.</summary>
    /// <param name="value">What will be there; null where the write removes it.</param>
    public Write Begin(string key, string? value)
    {
        lock (writes)
        {
            if (!writes.TryGetValue(key, out var list)) writes[key] = list = [new Write(key, null, 0) { End = 0 }];
            var write = new Write(key, value, Stopwatch.GetTimestamp());
            list.Add(write);
            return write;
        }
    }

    /// <summary>Says that the write was answered with success.</summary>
    public void End(Write write)
    {
        Action? what = null;
        lock (writes)
        {
            write.End = Stopwatch.GetTimestamp();
            Acknowledged++;
            if (write.Key.StartsWith(next.Kind, StringComparison.Ordinal)) (what, next) = (next.Do, ("", null));
        }
        what?.Invoke();
    }

    /// <summary>Says that the write was refused: it must not be there.</summary>
    public void Refuse(string key, Write write)
    {
        lock (writes) writes[key].Remove(write);
    }

    /// <summary>Notes a write whose key only its answer tells.</summary>
    public void Note(string key, string value) => End(Begin(key, value));

    /// <summary>What in a store is not as it was promised; empty where everything is.</summary>
    /// <param name="stored">The values of the store by key; no key for what is not there.</param>
    /// <param name="asOf">A moment of <see cref="Stopwatch"/>: what was acknowledged before it must be there. Null for now.</param>
    public List<string> Broken(IReadOnlyDictionary<string, string> stored, long? asOf = null)
    {
        lock (writes)
        {
            var until = asOf ?? long.MaxValue;
            return
            [
                .. writes.Where(pair => !IsAllowed(pair.Value, stored.GetValueOrDefault(pair.Key), until))
                    .Select(pair => $"{pair.Key} is {stored.GetValueOrDefault(pair.Key) ?? "not there"}; "
                        + $"promised: {string.Join(", ", pair.Value.Select(write => write.ToString()))}"),
                .. stored.Keys.Where(key => !writes.ContainsKey(key) && !key.StartsWith("run ", StringComparison.Ordinal))
                    .Select(key => $"{key} is there, and nobody asked for it"),
            ];
        }
    }

    /// <summary>Takes what a store has for the outcome of all writes that are open: what was seen once stays.</summary>
    public void Settle(IReadOnlyDictionary<string, string> stored)
    {
        lock (writes)
        {
            var now = Stopwatch.GetTimestamp();
            foreach (var (key, list) in writes)
            {
                foreach (var open in list.Where(write => write.End is null)) open.Closed ??= now;
                list.Add(new Write(key, stored.GetValueOrDefault(key), now + 1) { End = now + 1 });
            }
        }
    }

    private static bool IsAllowed(List<Write> list, string? value, long asOf) => list.Any(write =>
        write.Value == value && !list.Exists(later =>
            later.End is { } end && end < asOf && later.Begin > (write.End ?? write.Closed ?? long.MaxValue)));

    /// <param name="Key">What it changes.</param>
    /// <param name="Value">What it stores; null where it removes.</param>
    /// <param name="Begin">A moment of <see cref="Stopwatch"/>.</param>
    internal sealed record Write(string Key, string? Value, long Begin)
    {
        /// <summary>When it was acknowledged; null while it was not.</summary>
        public long? End { get; set; }

        /// <summary>When a write without an answer was over, as its daemon had died; null for one with an answer.</summary>
        public long? Closed { get; set; }

        public override string ToString() => (Value ?? "removed") + (End is null ? " (no answer)" : "");
    }
}
