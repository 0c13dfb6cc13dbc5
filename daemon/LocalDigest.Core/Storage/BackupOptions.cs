namespace LocalDigest.Storage;

/// <summary>The daily copies of the database. Bound from the configuration section <c>Backups</c>.</summary>
public sealed class BackupOptions
{
    public bool Enabled { get; set; } = true;

    /// <summary>The newest copies that are kept, one a day; 1 or more.</summary>
    public int Days { get; set; } = 7;

    /// <summary>Of older ones one a week is kept, for so many weeks.</summary>
    public int Weeks { get; set; } = 4;

    /// <summary>What all of them may take on the disk; the newest one is kept in any case.</summary>
    public int MaxMegabytes { get; set; } = 10_000;

    /// <summary>What is wrong with the settings, as a sentence; null where nothing is.</summary>
    public string? Check() =>
        Days is < 1 or > 366 ? $"LocalDigest:Backups:{nameof(Days)} must be from 1 to 366, and is {Days}."
        : Weeks is < 0 or > 520 ? $"LocalDigest:Backups:{nameof(Weeks)} must be from 0 to 520, and is {Weeks}."
        : MaxMegabytes < 1 ? $"LocalDigest:Backups:{nameof(MaxMegabytes)} must be 1 or more, and is {MaxMegabytes}."
        : null;
}
