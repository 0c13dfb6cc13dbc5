namespace LocalDigest.Sources;

/// <summary>Says of entries that could not be read, without saying it a thousand times.</summary>
internal sealed class Unreadable(string where)
{
    private const int Named = 5;
    private readonly List<string> reasons = [];
    private int count;

    public void Add(string reason)
    {
        if (count++ < Named) reasons.Add(reason);
    }

    /// <summary>Whole sentences; none where all was well.</summary>
    public IEnumerable<string> Notes(bool damaged = false)
    {
        if (count > 0)
        {
            yield return $"{count} {(count == 1 ? "entry" : "entries")} of {where} could not be read: "
                + $"{string.Join("; ", reasons)}{(count > Named ? "; and others" : "")}.";
        }
        if (damaged) yield return $"Some characters of {where} could not be read and are shown as \ufffd.";
    }
}
