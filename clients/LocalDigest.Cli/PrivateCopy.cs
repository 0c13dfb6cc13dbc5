namespace LocalDigest.Cli;

/// <summary>Files that only their owner may read, there whole or not at all.</summary>
internal static class PrivateCopy
{
    /// <summary>Writes a stream to a file.</summary>
    /// <returns>Its length in bytes.</returns>
    public static async Task<long> WriteAsync(Stream content, string target, CancellationToken ct)
    {
        var aside = target + ".part";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            long length;
            await using (var file = new FileStream(aside, options))
            {
                await content.CopyToAsync(file, ct);
                file.Flush(flushToDisk: true);
                length = file.Length;
            }
            File.Move(aside, target, overwrite: true);
            return length;
        }
        catch (HttpRequestException error)
        {
            throw new CommandException($"The daemon broke off: {error.Message} Nothing was written.");
        }
        finally
        {
            File.Delete(aside);
        }
    }
}
