namespace LocalDigest.Tests;

/// <summary>
/// Recorded and labelled data that lies beside the repository and is not part of it. Tests that need it are skipped, and counted, where it is absent.
/// </summary>
internal static class SharedData
{
    private static readonly Lazy<string?> Root = new(Find);

    /// <summary>The path of a file or folder below <c>../shared</c>; skips the calling test where there is none.</summary>
    public static string Path(string relative)
    {
        if (Root.Value is { } root) return System.IO.Path.Combine(root, relative);
        Assert.Skip("skipped: no ../shared/data");
        return "";
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("LOCALDIGEST_SHARED") is { Length: > 0 } named) return Directory.Exists(named) ? named : null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(System.IO.Path.Combine(folder.FullName, "LocalDigest.sln"))) continue;
            var beside = System.IO.Path.Combine(folder.FullName, "..", "shared");
            return Directory.Exists(beside) ? System.IO.Path.GetFullPath(beside) : null;
        }
        return null;
    }
}
