namespace LocalDigest.Sources;

/// <summary>
/// Small facts that a source must know again after a restart, such as the time of its last request. Writes are on disk when they return.
/// </summary>
public interface ISourceMemory
{
    string? Recall(string key);

    /// <summary>Keeps a fact; null forgets it.</summary>
    void Remember(string key, string? value);
}
