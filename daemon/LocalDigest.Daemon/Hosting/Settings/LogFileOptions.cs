namespace LocalDigest.Daemon.Hosting;

/// <summary>The files of the log in the data directory's folder <c>logs</c>. Bound from the configuration section <c>Log</c>.</summary>
internal sealed class LogFileOptions
{
    public bool Enabled { get; set; } = true;

    /// <summary>The size at which a file is put aside and a new one begun.</summary>
    public int MaxMegabytes { get; set; } = 5;

    /// <summary>Files that are kept, the current one included.</summary>
    public int Files { get; set; } = 5;

    /// <summary>Files that were last written so many days ago are removed.</summary>
    public int Days { get; set; } = 30;

    /// <summary>What is wrong with the settings, as a sentence; null where nothing is.</summary>
    public string? Check() =>
        MaxMegabytes is < 1 or > 1000 ? $"LocalDigest:Log:{nameof(MaxMegabytes)} must be from 1 to 1000, and is {MaxMegabytes}."
        : Files is < 1 or > 100 ? $"LocalDigest:Log:{nameof(Files)} must be from 1 to 100, and is {Files}."
        : Days is < 1 or > 3650 ? $"LocalDigest:Log:{nameof(Days)} must be from 1 to 3650, and is {Days}."
        : null;
}
