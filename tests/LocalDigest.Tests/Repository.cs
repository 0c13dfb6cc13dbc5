namespace LocalDigest.Tests;

/// <summary>The repository's own files.</summary>
internal static class Repository
{
    private static readonly Lazy<string> Root = new(() =>
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "LocalDigest.sln"))) return folder.FullName;
        }
        throw new DirectoryNotFoundException("The tests do not run inside the repository.");
    });

    public static string Path(string relative) => System.IO.Path.Combine(Root.Value, relative);
}
