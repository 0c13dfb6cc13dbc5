namespace LocalDigest.Tests;

/// <summary>A folder of a test's own, gone afterwards. It lies in memory where the machine has a place for that: each write waits for the disk otherwise.</summary>
internal sealed class TempFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    public string Path { get; } = Directory.Exists(Memory)
        ? Directory.CreateDirectory(System.IO.Path.Combine(Memory, "localdigest-test-" + System.IO.Path.GetRandomFileName())).FullName
        : Directory.CreateTempSubdirectory("localdigest-test-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
