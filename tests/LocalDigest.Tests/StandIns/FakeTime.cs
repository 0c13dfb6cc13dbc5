namespace LocalDigest.Tests.StandIns;

/// <summary>libfaketime, which gives another program a clock of its own.</summary>
internal static class FakeTime
{
    /// <summary>The library that is to be loaded before the program's own ones; null where there is none.</summary>
    public static string? Library { get; } = Directory.Exists("/usr/lib")
        ? Directory.GetDirectories("/usr/lib").Select(system => Path.Combine(system, "faketime", "libfaketimeMT.so.1"))
            .FirstOrDefault(File.Exists)
        : null;
}
