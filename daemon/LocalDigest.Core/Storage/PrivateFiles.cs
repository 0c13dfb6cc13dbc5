using System.Text;

namespace LocalDigest.Storage;

/// <summary>Files and folders that only their owner may read: folders 700, files 600. On Windows the profile's own rights do.</summary>
public static class PrivateFiles
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }
        Directory.CreateDirectory(folder, Owner | UnixFileMode.UserExecute);
        File.SetUnixFileMode(folder, Owner | UnixFileMode.UserExecute);
    }

    /// <summary>Opens a file, made where it is missing, that nobody else can open as long as the stream is open.</summary>
    /// <exception cref="IOException">Somebody else has it open.</exception>
    public static FileStream Hold(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Owner;
        return new FileStream(path, options);
    }

    /// <summary>Makes an empty file. SQLite gives its log and index files the mode of the database file.</summary>
    public static void Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Owner;
        new FileStream(path, options).Dispose();
        Close(path);
    }

    /// <summary>Takes everybody else's rights away from a file that exists.</summary>
    public static void Close(string path)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, Owner);
    }

    /// <summary>Writes a whole file so that a reader sees the old one or the new one and never half of it.</summary>
    public static void Replace(string path, string content) => Replace(path, Encoding.UTF8.GetBytes(content));

    /// <inheritdoc cref="Replace(string, string)"/>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var aside = path + "." + Path.GetRandomFileName();
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Owner;
        try
        {
            using (var stream = new FileStream(aside, options))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }
            File.Move(aside, path, overwrite: true);
        }
        finally
        {
            File.Delete(aside);
        }
    }
}
