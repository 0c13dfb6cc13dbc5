using System.Text.Json;
using LocalDigest.Storage;

namespace LocalDigest.Daemon.Hosting;

/// <summary>
/// <c>daemon.json</c> in the data directory, and the lock that lets one daemon at a time use the directory. The lock ends with the process,
/// however it ends; the file is removed on a clean stop.
/// </summary>
internal sealed class DaemonFile : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly string path;
    private readonly FileStream held;

    private DaemonFile(string path, FileStream held)
    {
        this.path = path;
        this.held = held;
    }

    /// <summary>Takes the directory.</summary>
    /// <param name="folder">The data directory; made where it is missing.</param>
    /// <param name="other">The daemon that has it, where it cannot be taken and has said where it is.</param>
    /// <returns>The hold on it; null where another daemon has it.</returns>
    public static DaemonFile? Take(string folder, out DaemonRecord? other)
    {
        PrivateFiles.MakeFolder(folder);
        var recordPath = Path.Combine(folder, "daemon.json");
        other = null;
        try
        {
            return new DaemonFile(recordPath, PrivateFiles.Hold(Path.Combine(folder, "daemon.lock")));
        }
        catch (IOException)
        {
            other = Read(recordPath);
            return null;
        }
    }

    public static DaemonRecord? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<DaemonRecord>(File.ReadAllText(path), Json);
        }
        catch (Exception error) when (error is IOException or JsonException or UnauthorizedAccessException)
        {
            // The other daemon is just starting or stopping; that it holds the lock is known all the same.
            return null;
        }
    }

    public void Write(DaemonRecord record) => PrivateFiles.Replace(path, JsonSerializer.Serialize(record, Json) + "\n");

    public void Dispose()
    {
        File.Delete(path);
        held.Dispose();
    }
}
