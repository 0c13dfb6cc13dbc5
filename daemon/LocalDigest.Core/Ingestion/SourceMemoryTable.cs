using LocalDigest.Sources;
using LocalDigest.Storage;

namespace LocalDigest.Ingestion;

/// <summary>What sources must know again after a restart, on disk.</summary>
public sealed class SourceMemoryTable(Database database) : ISourceMemory
{
    public string? Recall(string key) => database.Read(session => Get(session, key));

    public void Remember(string key, string? value) => database.Write(session => Set(session, key, value));

    internal static string? Get(Session session, string key) =>
        session.First("SELECT value FROM source_memory WHERE key = ?1", row => row.Text(0), key);

    internal static void Set(Session session, string key, string? value)
    {
        if (value is null) session.Execute("DELETE FROM source_memory WHERE key = ?1", key);
        else session.Execute("INSERT INTO source_memory (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value);
    }
}
