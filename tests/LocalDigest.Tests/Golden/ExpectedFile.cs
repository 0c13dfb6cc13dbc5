namespace LocalDigest.Tests.Golden;

/// <summary>Texts that are expected to the letter; they lie in <c>Golden/Expected</c>.</summary>
internal static class ExpectedFile
{
    /// <summary>Compares with a file. To accept a change: <c>LOCALDIGEST_ACCEPT=1 dotnet test</c>, and commit the file.</summary>
    public static void IsSame(string file, string actual)
    {
        var path = Repository.Path("tests/LocalDigest.Tests/Golden/Expected/" + file);
        if (Environment.GetEnvironmentVariable("LOCALDIGEST_ACCEPT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), actual);
    }
}
