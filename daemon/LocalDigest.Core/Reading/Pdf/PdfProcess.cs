using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace LocalDigest.Reading;

/// <summary>
/// A child process that reads a PDF: bounded in time, output and memory, with its file in a private folder, without shell, network address
/// or secret, ended with the cancellation of whoever waits for it. A PDF is hostile input to a large parser: that parser must not run in
/// this process.
/// </summary>
/// <param name="Program">Its path.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Folder">Its working directory, which holds the PDF.</param>
internal sealed record PdfProcess(string Program, IReadOnlyList<string> Arguments, string Folder)
{
    private const long MostOutput = 64 << 20;

    /// <summary>Of this process's environment a child needs nothing but where libraries, fonts and the runtime are; keys stay
    /// here.</summary>
    private static readonly string[] Kept =
    [
        "PATH", "SystemRoot", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "HOME",
        "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64", "DOTNET_BUNDLE_EXTRACT_BASE_DIR",
    ];

    /// <summary>After so many seconds it is ended, 1 to 600.</summary>
    public required int Seconds { get; init; }

    /// <summary>Bytes of address space that it may take, where the system can bound that (Linux with <c>prlimit</c>).</summary>
    public required long MostAddressSpace { get; init; }

    /// <summary>What to say where the program cannot be started.</summary>
    public required string Missing { get; init; }

    /// <summary>What to say where it ends with a failure.</summary>
    public required string Damaged { get; init; }

    /// <summary>More variables of its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether its input stays open while it is wanted, so that it sees this process end.</summary>
    public bool HoldsInput { get; init; }

    /// <summary>Runs it to its end.</summary>
    /// <returns>What it wrote.</returns>
    /// <exception cref="ReadingException">It could not be started, failed, wrote more than 64 MB or took too long.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled; the process has ended.</exception>
    public static async Task<byte[]> RunAsync(PdfProcess child, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(child.Seconds));
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        using var process = new Process { StartInfo = child.Start() };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new ReadingException(child.Missing, e) { IsPassing = true };
        }
        try
        {
            if (!child.HoldsInput) process.StandardInput.Close();
            var errors = ReadAsync(process.StandardError.BaseStream, 1 << 20, both.Token);
            var output = await ReadAsync(process.StandardOutput.BaseStream, MostOutput, both.Token)
                ?? throw new ReadingException("The PDF holds more than can be read.");
            await errors;
            await process.WaitForExitAsync(both.Token);
            if (process.ExitCode != 0) throw new ReadingException(child.Damaged);
            return output;
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new ReadingException(
                $"Reading the PDF took more than {child.Seconds} seconds and was given up. LocalDigest:Reading:PopplerSeconds allows more.",
                    e);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>A program where the system finds programs; null where there is none.</summary>
    public static string? FindInPath(string program) =>
        (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator,
            StringSplitOptions.RemoveEmptyEntries).Select(folder => Existing(folder, program)).FirstOrDefault(path => path is not null);

    /// <summary>A program in a folder; null where there is none.</summary>
    public static string? Existing(string folder, string program)
    {
        if (!Path.IsPathFullyQualified(folder)) return null;
        var path = Path.Combine(folder, OperatingSystem.IsWindows() ? program + ".exe" : program);
        return File.Exists(path) ? path : null;
    }

    private ProcessStartInfo Start()
    {
        var start = new ProcessStartInfo
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        foreach (var name in start.Environment.Keys.Where(name =>
            !Kept.Contains(name, StringComparer.OrdinalIgnoreCase)).ToList()) start.Environment.Remove(name);
        foreach (var (name, value) in Environment) start.Environment[name] = value;
        if (OperatingSystem.IsLinux() && FindInPath("prlimit") is { } limiter)
        {
            start.FileName = limiter;
            start.ArgumentList.Add($"--as={MostAddressSpace.ToString(CultureInfo.InvariantCulture)}");
            start.ArgumentList.Add("--core=0");
            start.ArgumentList.Add(Program);
        }
        else
        {
            start.FileName = Program;
        }
        foreach (var argument in Arguments) start.ArgumentList.Add(argument);
        return start;
    }

    /// <summary>Reads to the end; null where there is more than wanted.</summary>
    private static async Task<byte[]?> ReadAsync(Stream stream, long most, CancellationToken ct)
    {
        var kept = new MemoryStream();
        var buffer = new byte[32 << 10];
        while (await stream.ReadAsync(buffer, ct) is var count and > 0)
        {
            if (kept.Length + count > most) return null;
            kept.Write(buffer, 0, count);
        }
        return kept.ToArray();
    }
}
