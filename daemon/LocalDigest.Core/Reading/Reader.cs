using System.Globalization;
using LocalDigest.Papers;
using LocalDigest.Sources;
using LocalDigest.Storage;
using Microsoft.Extensions.Logging;

namespace LocalDigest.Reading;

/// <summary>
/// Reads papers in full: from arXiv's HTML, else from the PDF of arXiv or of the user's own library, else from the abstract. What fails on
/// the way becomes a note of the text, so that no paper ends the run that wanted it. Texts are stored; a paper is read again when its text
/// or version has changed, or later where the failure may have passed.
/// </summary>
public sealed class Reader : IDisposable
{
    /// <summary>The most panels of one figure that are fetched.</summary>
    private const int MostPanels = 4;

    private const int Dpi = 144;

    private const string NotAsked = "arXiv could not be reached a moment ago and was not asked for this paper. Check the network and run again.";

    private static readonly TimeSpan AfterPassing = TimeSpan.FromHours(6);
    private static readonly TimeSpan AfterLasting = TimeSpan.FromDays(7);

    /// <summary>How long arXiv is left alone after it could not be reached: each further paper would wait through all attempts.</summary>
    private static readonly TimeSpan Unreachable = TimeSpan.FromMinutes(5);

    private readonly ArxivClient arxiv;
    private readonly FullTextTable texts;
    private readonly LibraryPdfTable library;
    private readonly FigureStore figures;
    private readonly Poppler poppler;
    private readonly ReadingOptions options;
    private readonly TimeProvider clock;
    private readonly PaperGuard guard;
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly Pause arxivRests;

    /// <exception cref="ArgumentException">The options are wrong; the message says which.</exception>
    public Reader(
        ArxivClient arxiv, FullTextTable texts, LibraryPdfTable library, FigureStore figures, ReadingOptions options, TimeProvider clock,
        ILogger<Reader> logger)
    {
        if (options.Check() is { } problem) throw new ArgumentException(problem, nameof(options));
        this.arxiv = arxiv;
        this.library = library;
        this.figures = figures;
        this.options = options;
        this.clock = clock;
        arxivRests = new Pause(clock);
        this.texts = texts;
        guard = new PaperGuard(logger);
        poppler = new Poppler(options);
    }

    /// <summary>The text of a paper as it stands now, where it was read; nothing is fetched.</summary>
    public StoredText? Find(StoredPaper paper) => texts.Find(paper);

    /// <summary>
    /// The full text of a paper with its figures: the one that is stored, or else read now, which takes a minute or more at arXiv.
    /// </summary>
    /// <exception cref="StorageException">What was read could not be kept.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled; nothing was kept.</exception>
    public async Task<FullText> ReadAsync(StoredPaper paper, CancellationToken ct)
    {
        // One after another: arXiv is asked one thing at a time anyway, and the same paper is read once.
        await gate.WaitAsync(ct);
        try
        {
            var known = texts.Find(paper);
            if (known is not null && !(known.AgainAt <= clock.GetUtcNow())) return known.Text;
            var (text, again) = await ReadNewAsync(paper, ct);
            // A second try that comes to less than the first takes nothing away.
            if (known is not null && known.Text.Basis < text.Basis) text = known.Text;
            var now = clock.GetUtcNow();
            var stored = new StoredText(text, now, again is { } wait ? now + wait : null);
            figures.Sweep(texts.Save(paper, stored, (long)options.MaxMegabytes << 20), now);
            return text;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>What is known of a paper without reading it.</summary>
    /// <param name="paper">The paper.</param>
    /// <param name="note">Why it is not read, as a sentence; null for nothing to say.</param>
    public static FullText Abstract(StoredPaper paper, string? note = null)
    {
        var text = new FullTextBuilder(TextBasis.Abstract) { Title = paper.Paper.Title };
        if (paper.Paper.Abstract.Length > 0)
        {
            text.BeginSection(TextSection.AbstractId, null, "Abstract", 1);
            text.AddParagraph(paper.Paper.Abstract);
            text.AddLinksIn(paper.Paper.Abstract);
        }
        if (note is not null) text.Note(note);
        var placed = paper.Paper.Authors.Where(author => author.Affiliation is not null);
        text.Affiliations = TitleBlock.Gather(placed.Select(author => (author.Affiliation!, (string?)author.Name)));
        return text.Build(paper.Paper.Title);
    }

    public void Dispose() => gate.Dispose();

    private async Task<(FullText Text, TimeSpan? Again)> ReadNewAsync(StoredPaper paper, CancellationToken ct)
    {
        var failures = new Failures(paper.Id, guard);
        var isResting = paper.Id.IsArxiv && arxivRests.Left > TimeSpan.Zero;
        var asksArxiv = paper.Id.IsArxiv && !isResting;
        if (isResting) failures.Add(NotAsked, isPassing: true);
        if (asksArxiv && await failures.TryAsync("arXiv's HTML", () => HtmlAsync(paper.Paper, ct)) is { } html) return (html, null);
        if (asksArxiv && failures.IsArxivGone)
        {
            arxivRests.Begin(Unreachable);
            asksArxiv = false;
        }
        if (!poppler.IsInstalled && !PdfChild.IsThere && (asksArxiv || HasOwn(paper))) failures.Add(Poppler.Missing, isPassing: true);
        else if (asksArxiv && await failures.TryAsync("arXiv's PDF", () => ArxivPdfAsync(paper.Paper, ct)) is { } pdf)
            return (failures.Tell(pdf), failures.ArePassing ? AfterPassing : null);
        else if (await failures.TryAsync("The PDF of your library", () => OwnPdfAsync(paper, ct)) is { } own)
            return (failures.Tell(own), failures.ArePassing ? AfterPassing : null);

        const string nowhere = "No full text of this paper is known here: it is not on arXiv, and no PDF of it lies in LocalDigest:Reading:LibraryFolders.";
        var text = Abstract(paper, failures.Any ? null : nowhere);
        return (failures.Tell(text), isResting ? TimeSpan.Zero : failures.ArePassing ? AfterPassing : AfterLasting);
    }

    private async Task<FullText?> HtmlAsync(Paper paper, CancellationToken ct)
    {
        Fetched page;
        try
        {
            page = await arxiv.GetHtmlAsync(paper.Id, paper.Version, ct);
        }
        catch (SourceException e) when (e.Status is 404)
        {
            throw new ReadingException("arXiv has no HTML of this paper.", e);
        }
        FullText text;
        using (page)
        {
            using var html = page.OpenText();
            text = await LatexmlPage.ReadAsync(html, page.Address, paper, ct);
        }
        return await WithPicturesAsync(text, async image =>
        {
            using var picture = await arxiv.GetFigureAsync(new Uri(image.Address!), FigureStore.MostFetched, ct);
            return figures.Save(await BytesAsync(picture.Content, ct));
        });
    }

    private async Task<FullText?> ArxivPdfAsync(Paper paper, CancellationToken ct)
    {
        using var fetched = await arxiv.GetPdfAsync(paper.Id, paper.Version, ct);
        fetched.Content.Position = 0;
        return await PdfAsync(fetched.Content, paper, ct);
    }

    private bool HasOwn(StoredPaper paper)
    {
        using var file = library.Open(paper.Number);
        return file is not null;
    }

    private async Task<FullText?> OwnPdfAsync(StoredPaper paper, CancellationToken ct)
    {
        await using var file = library.Open(paper.Number);
        return file is null ? null : await PdfAsync(file, paper.Paper, ct);
    }

    private async Task<FullText> PdfAsync(Stream content, Paper paper, CancellationToken ct)
    {
        using var file = await PdfFile.CopyAsync(content, ct);
        var text = await PdfPaper.ReadAsync(file, paper, poppler, options, ct);
        if (!poppler.IsInstalled) return text;
        return await WithPicturesAsync(text, async image =>
        {
            var picture = PngPicture.Decode(await poppler.PictureAsync(file, image.Region!, Dpi, ct), int.MaxValue);
            if (picture.IsBlank) throw new ReadingException("could not be found on its page");
            return figures.Save(picture.Trim().Encode());
        });
    }

    /// <summary>Gets the pictures of the figures that are worth it; a figure that cannot be had is a note.</summary>
    private async Task<FullText> WithPicturesAsync(FullText text, Func<FigureImage, Task<StoredImage>> getAsync)
    {
        var notes = new List<string>();
        var chosen = Choose(text, options.FiguresPerPaper);
        var read = new List<Figure>(text.Figures.Count);
        var isStopped = false;
        foreach (var figure in text.Figures)
        {
            if (!chosen.Contains(figure.Id) || isStopped)
            {
                read.Add(figure);
                continue;
            }
            var name = figure.Number is { } number ? "Figure " + number : "A figure";
            if (figure.Images.Count is > MostPanels and var panels)
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"{name} has {panels} panels; the first {MostPanels} of them are kept."));
            var images = new List<FigureImage>(figure.Images.Count);
            foreach (var image in figure.Images)
            {
                StoredImage? stored = null;
                if (images.Count < MostPanels && !isStopped)
                {
                    try
                    {
                        stored = await getAsync(image);
                    }
                    catch (ReadingException e)
                    {
                        var fault = e.Message.TrimEnd('.');
                        notes.Add(char.IsLower(fault[0]) ? $"{name} {fault}." : $"{name} could not be read: {fault}.");
                    }
                    catch (SourceException e)
                    {
                        notes.Add($"{name} could not be fetched: {e.Message}");
                        isStopped = e.Failure is SourceFailure.Throttled or SourceFailure.Unreachable;
                    }
                }
                images.Add(image with { Stored = stored });
            }
            read.Add(figure with { Images = images });
        }
        return text with { Figures = read, Notes = [.. text.Notes, .. notes.Distinct(StringComparer.Ordinal)] };
    }

    /// <summary>
    /// The figures that tell most of a paper: its teaser or a picture of its method, then of its results, then the other of the first two,
    /// then one of each section that has none yet, then the rest in order.
    /// </summary>
    internal static IReadOnlySet<string> Choose(FullText text, int count)
    {
        var there = text.Figures.Where(figure => figure.Images.Count > 0).ToList();
        Figure? First(FigureRole role) => there.Find(figure => figure.Role == role);
        List<Figure?> best = [First(FigureRole.Teaser) ?? First(FigureRole.Method), First(FigureRole.Results), First(FigureRole.Method)];
        var order = best.OfType<Figure>().Distinct().ToList();
        var sections = order.Select(figure => figure.Section).ToHashSet(StringComparer.Ordinal);
        order.AddRange(there.DistinctBy(figure => figure.Section).Where(figure => !sections.Contains(figure.Section)));
        return order.Concat(there).Select(figure => figure.Id).Distinct().Take(count).ToHashSet(StringComparer.Ordinal);
    }

    private static async Task<byte[]> BytesAsync(Stream content, CancellationToken ct)
    {
        content.Position = 0;
        var bytes = new byte[content.Length];
        await content.ReadExactlyAsync(bytes, ct);
        return bytes;
    }

    /// <summary>The ways to one paper's text that were tried in vain, as sentences.</summary>
    private sealed class Failures(PaperId paper, PaperGuard guard)
    {
        private readonly List<string> sentences = [];

        /// <summary>Trying again later may well help.</summary>
        public bool ArePassing { get; private set; }

        public bool Any => sentences.Count > 0;

        /// <summary>arXiv did not answer at all.</summary>
        public bool IsArxivGone { get; private set; }

        public void Add(string sentence, bool isPassing)
        {
            sentences.Add(sentence);
            ArePassing |= isPassing;
        }

        /// <summary>Tries one way to the text; null where it did not lead there.</summary>
        public async Task<FullText?> TryAsync(string what, Func<Task<FullText?>> readAsync)
        {
            var (text, failure) = await guard.TryAsync(paper, $"{what} could not be read", () => TryForeseenAsync(what, readAsync));
            if (failure is not null) Add(failure, isPassing: false);
            return text;
        }

        public FullText Tell(FullText text) => text with { Notes = [.. sentences, .. text.Notes] };

        private async Task<FullText?> TryForeseenAsync(string what, Func<Task<FullText?>> readAsync)
        {
            try
            {
                return await readAsync();
            }
            catch (ReadingException e)
            {
                Add(e.Message, e.IsPassing);
            }
            catch (SourceException e)
            {
                Add($"{what} could not be fetched: {e.Message}", e.Failure is SourceFailure.Unreachable or SourceFailure.Throttled);
                IsArxivGone |= e is { Failure: SourceFailure.Unreachable, Status: null };
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Add($"{what} could not be read from the disk. Check that there is room and that the files belong to you.", isPassing: true);
            }
            return null;
        }
    }
}
