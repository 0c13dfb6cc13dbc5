using System.Globalization;
using System.Text;

namespace LocalDigest.Reading;

/// <summary>
/// The words of a PDF without an installed program: PdfPig, in a child process of the daemon's own program (<see cref="Run"/>). The child's
/// managed heap is bounded by the runtime, it ends when its input closes, which its parent's end does, and it connects to nothing, on Linux
/// because the system refuses it sockets (<see cref="NoNetwork"/>).
/// </summary>
internal sealed class PdfChild(ReadingOptions options)
{
    /// <summary>The hidden mode of the daemon's program: <c>--read-pdf FILE PAGES</c>.</summary>
    public const string Mode = "--read-pdf";

    private const string Daemon = "LocalDigest.Daemon";
    private const string MostHeap = "40000000"; // hexadecimal: 1 GiB

    /// <summary>The runtime reserves far more addresses than it takes memory.</summary>
    private const long MostAddressSpace = 16L << 30;

    /// <summary>Whether the daemon's program is where this one is.</summary>
    public static bool IsThere => Program is not null;

    private static string? Program { get; } =
        PdfProcess.Existing(AppContext.BaseDirectory, Daemon)
        // A program in a single file may have another name.
        ?? (System.Reflection.Assembly.GetEntryAssembly()?.GetName().Name == Daemon
            && Path.GetFileNameWithoutExtension(Environment.ProcessPath) is not ("dotnet" or null)
            ? Environment.ProcessPath
            : null);

    /// <summary>The words of a PDF's first pages, in the form of <see cref="PdfLayout.Parse"/>, with the number of all pages.</summary>
    /// <exception cref="ReadingException">It could not be read; the message says why.</exception>
    public async Task<(string Layout, int Pages)> LayoutAsync(PdfFile file, int pages, CancellationToken ct)
    {
        var output = await PdfProcess.RunAsync(
            new(Program ?? throw new ReadingException(Poppler.Missing) { IsPassing = true },
                [Mode, file.Path, pages.ToString(CultureInfo.InvariantCulture)], file.Folder)
            {
                Seconds = options.PopplerSeconds,
                MostAddressSpace = MostAddressSpace,
                Missing = Poppler.Missing,
                Damaged = "The PDF is damaged, locked, or no PDF at all; it could not be read.",
                HoldsInput = true,
                Environment = new Dictionary<string, string>
                {
                    ["DOTNET_GCHeapHardLimit"] = MostHeap,
                    ["DOTNET_gcServer"] = "0",
                    ["DOTNET_EnableDiagnostics"] = "0",
                    ["DOTNET_DbgEnableMiniDump"] = "0",
                },
            },
            ct);
        var text = Encoding.UTF8.GetString(output);
        var count = text.StartsWith("<doc pages=\"", StringComparison.Ordinal) && text.IndexOf('"', 12) is > 12 and var end
            && int.TryParse(text.AsSpan(12, end - 12), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        return count > 0 ? (text, count) : throw new ReadingException("The PDF has no pages.");
    }

    /// <summary>The child: writes the words to standard output.</summary>
    /// <param name="path">The PDF.</param>
    /// <param name="pages">How many pages at most.</param>
    /// <returns>The exit code: 0, or 1 where the PDF cannot be read.</returns>
    public static int Run(string path, string pages)
    {
        if (!int.TryParse(pages, NumberStyles.None, CultureInfo.InvariantCulture, out var most) || most < 1) return 2;
        // Elsewhere, and on kernels without filters, that nothing in it connects has to do.
        _ = NoNetwork.Deny();
        var watch = new Thread(EndWithParent) { IsBackground = true };
        watch.Start();
        try
        {
            using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 1 << 16);
            PigLayout.Write(path, most, output);
            return 0;
        }
        // Whatever a damaged file does to the parser is one thing to the parent, which says it.
        catch (Exception e)
        {
            Console.Error.WriteLine(e.GetType().Name);
            return 1;
        }
    }

    /// <summary>The parent never writes; its end closes the pipe.</summary>
    private static void EndWithParent()
    {
        using var input = Console.OpenStandardInput();
        while (input.ReadByte() >= 0)
        {
        }
        Environment.Exit(3);
    }
}
