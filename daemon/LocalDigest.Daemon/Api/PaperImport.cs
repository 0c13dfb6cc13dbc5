using System.Buffers;
using System.ComponentModel.DataAnnotations;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LocalDigest.Daemon.Wire;
using LocalDigest.Ingestion;
using LocalDigest.Papers;
using LocalDigest.Reading;
using LocalDigest.Sources;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocalDigest.Daemon.Api;

/// <summary>Takes in papers that a caller sends, a batch at a time, so that a body of any length needs little memory.</summary>
internal static class PaperImport
{
    public const string NdJson = "application/x-ndjson";

    public const int MostReported = 1000;

    private const int BatchSize = 500;
    private const int LongestLine = 1024 * 1024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { MaxDepth = 16, NumberHandling = JsonNumberHandling.AllowReadingFromString };

    public static async Task<Results<Ok<ImportResponse>, NothingTakenProblem, MediaTypeProblem>> ImportAsync(
        HttpRequest request, Ingestor ingestor, LibraryPdfTable library, CancellationToken ct)
    {
        if (await BibliographyBody.ReadAsync(request, ct) is { } bibliography)
        {
            await using var entries = new Sum(ingestor, isSecondhand: true);
            await TakeAsync(bibliography, entries, library, ct);
            return await entries.ResultAsync(bibliography.Expected, bibliography.Found);
        }
        if (request.MediaType() is NdJson or "application/jsonl" or "application/x-jsonlines")
        {
            await using var lines = new Sum(ingestor, isSecondhand: false);
            var beginning = await LinesAsync(request.BodyReader, lines, ct);
            return await lines.ResultAsync(FileFormat.JsonLines, FileFormats.Recognise(beginning));
        }
        return new MediaTypeProblem($"Send papers as {NdJson} (one JSON object a line), or a bibliography as {BibliographyBody.Types}, named in Content-Type.");
    }

    private static async Task TakeAsync(BibliographyBody bibliography, Sum sum, LibraryPdfTable library, CancellationToken ct)
    {
        foreach (var entry in bibliography.Entries(ct))
        {
            if (entry.Paper is not { } paper)
            {
                sum.Reject(entry.Line, entry.Problem!);
                continue;
            }
            if (entry.Remark is { } remark) sum.Remark(entry.Line, remark);
            // Only a paper that is stored can have copies.
            sum.Add(entry.Line, paper, entry.Files.Count == 0 ? null : number => library.Add(number, entry.Files));
            if (sum.IsBatchFull) await sum.FlushAsync();
        }
    }

    /// <summary>Reads one paper a line; a line that is none is noted with its number.</summary>
    /// <returns>The beginning of the first line that is not blank; empty where there is none.</returns>
    private static async Task<string> LinesAsync(PipeReader body, Sum sum, CancellationToken ct)
    {
        var line = 0;
        var isSkipping = false;
        var beginning = "";
        while (true)
        {
            var read = await body.ReadAsync(ct);
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                line++;
                if (isSkipping) isSkipping = false;
                else Read(buffer.Slice(0, end), line);
                buffer = buffer.Slice(buffer.GetPosition(1, end));
                if (sum.IsBatchFull) await sum.FlushAsync();
            }
            if (read.IsCompleted)
            {
                if (!buffer.IsEmpty && !isSkipping) Read(buffer, line + 1);
                body.AdvanceTo(buffer.End);
                return beginning;
            }
            if (buffer.Length > LongestLine)
            {
                // Without an end in sight the line is dropped as it comes, and the next one is read again.
                if (!isSkipping) sum.Reject(line + 1, $"The line is longer than {LongestLine / 1024} KiB.");
                isSkipping = true;
                Note(buffer);
                buffer = buffer.Slice(buffer.End);
            }
            body.AdvanceTo(buffer.Start, read.Buffer.End);
        }

        void Read(ReadOnlySequence<byte> bytes, int number)
        {
            if (IsBlank(bytes)) return;
            Note(bytes);
            Take(bytes, number, sum);
        }

        void Note(ReadOnlySequence<byte> bytes)
        {
            if (beginning.Length == 0) beginning = Encoding.UTF8.GetString(bytes.Slice(0, Math.Min(bytes.Length, FileFormats.Beginning)));
        }
    }

    private static void Take(ReadOnlySequence<byte> bytes, int line, Sum sum)
    {
        PaperLine? paper;
        try
        {
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 16 });
            paper = JsonSerializer.Deserialize<PaperLine>(ref reader, Json);
        }
        catch (JsonException error)
        {
            sum.Reject(line, error.Path is { Length: > 1 } path ? $"The value at {path} is of the wrong kind, or the line is not JSON from there on." : "The line is not a JSON object.");
            return;
        }
        var fault = paper is null ? "The line is not a JSON object." : null;
        var read = fault is null ? paper!.ToPaper(out fault) : null;
        if (read is null) sum.Reject(line, fault!);
        else sum.Add(line, read);
    }

    private static bool IsBlank(ReadOnlySequence<byte> bytes)
    {
        foreach (var part in bytes)
        {
            if (part.Span.IndexOfAnyExcept(" \t\r"u8) >= 0) return false;
        }
        return true;
    }

    /// <summary>
    /// What has been taken in so far. While a batch is stored, which one thread alone can do, the next one is read and cleaned.
    /// </summary>
    private sealed class Sum(Ingestor ingestor, bool isSecondhand) : IAsyncDisposable
    {
        private readonly List<RejectedLine> rejected = [];
        private readonly List<LineRemark> remarks = [];
        private List<Entry> batch = new(BatchSize), stored = [];
        private Task<IngestReport>? storing;
        private int added, updated, unchanged, unreported;

        /// <param name="Line">Where the paper stands.</param>
        /// <param name="Paper">The paper.</param>
        /// <param name="Stored">Called with its number in the store; null for nothing.</param>
        private sealed record Entry(int Line, Paper Paper, Action<long>? Stored);

        /// <summary>Whether <see cref="FlushAsync"/> must be called before more is added.</summary>
        public bool IsBatchFull => batch.Count >= BatchSize;

        /// <inheritdoc cref="Entry"/>
        public void Add(int line, Paper paper, Action<long>? stored = null) => batch.Add(new Entry(line, paper, stored));

        public void Reject(int line, string reason)
        {
            if (rejected.Count < MostReported) rejected.Add(new RejectedLine(line, reason));
            else unreported++;
        }

        public void Remark(int line, string remark)
        {
            if (remarks.Count < MostReported) remarks.Add(new LineRemark(line, remark));
        }

        /// <summary>Cleans the batch, waits for the one before, and begins to store it.</summary>
        public async Task FlushAsync()
        {
            if (batch.Count == 0) return;
            var cleaned = Ingestor.Clean([.. batch.Select(entry => entry.Paper)], isSecondhand);
            await CollectAsync();
            (stored, batch) = (batch, new(BatchSize));
            storing = Task.Run(() => ingestor.Store(cleaned));
        }

        /// <summary>The answer; a body without one paper is refused.</summary>
        public async Task<Results<Ok<ImportResponse>, NothingTakenProblem, MediaTypeProblem>> ResultAsync(
            FileFormat expected, FileFormat found)
        {
            await FlushAsync();
            await CollectAsync();
            return added + updated + unchanged > 0
                ? TypedResults.Ok(new ImportResponse(
                    added, updated, unchanged, Ordered(rejected, line => line.Line), unreported, Ordered(remarks, line => line.Line)))
                : new NothingTakenProblem(expected, found, Ordered(rejected, line => line.Line), unreported);
        }

        /// <summary>Where the caller went or a batch failed, what is being stored is waited for: it says nothing any more.</summary>
        public async ValueTask DisposeAsync()
        {
            if (storing is not null) await ((Task)storing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        private static List<T> Ordered<T>(List<T> told, Func<T, int> line) => [.. told.OrderBy(line)];

        private async Task CollectAsync()
        {
            if (storing is null) return;
            var report = await storing;
            storing = null;
            added += report.Added;
            updated += report.Updated;
            unchanged += report.Unchanged;
            foreach (var (place, reason) in report.Rejected) Reject(stored[place].Line, reason);
            foreach (var (place, remark) in report.Remarks) Remark(stored[place].Line, remark);
            foreach (var (number, entry) in report.Numbers.Zip(stored))
                if (number != 0) entry.Stored?.Invoke(number);
        }
    }
}

/// <summary>One line of an import. Only a title is needed; other fields than these are not read.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record PaperLine
{
    /// <summary>arxiv:2601.12080, doi:10.…, url:https://…; derived from the rest where it is missing.</summary>
    public string? Id { get; init; }

    [Required]
    public string? Title { get; init; }

    public string? Abstract { get; init; }

    /// <summary>Each a name, or an object with name and affiliation.</summary>
    [JsonShape(JsonShapeAttribute.Authors)]
    public IReadOnlyList<JsonElement>? Authors { get; init; }

    /// <summary>A day (yyyy-MM-dd) or a time (ISO 8601).</summary>
    public string? Published { get; init; }

    /// <inheritdoc cref="Published"/>
    public string? Updated { get; init; }

    public IReadOnlyList<string?>? Categories { get; init; }

    public string? Url { get; init; }

    public string? Doi { get; init; }

    public string? Venue { get; init; }

    public string? Comment { get; init; }

    public IReadOnlyList<string?>? Keywords { get; init; }

    /// <summary>The paper that the line means, or why it means none.</summary>
    internal Paper? ToPaper(out string? fault)
    {
        fault = null;
        if (string.IsNullOrWhiteSpace(Title))
        {
            fault = "It has no title.";
            return null;
        }
        var authors = new List<Author>();
        foreach (var author in Authors ?? [])
        {
            if (ReadAuthor(author) is { } read) authors.Add(read);
            else fault = "An author is neither a name nor an object with a name.";
        }
        var published = Moment(Published, "published", ref fault);
        var updated = Moment(Updated, "updated", ref fault);
        int? version = null;
        PaperId id;
        if (!string.IsNullOrWhiteSpace(Id))
        {
            if (!PaperId.TryParse(Id, out id)) fault = $"'{(Id.Length > 100 ? Id[..100] + "…" : Id)}' is not a paper's id; write it like arxiv:2601.12080, doi:10.1000/182 or url:https://….";
            else if (id.IsArxiv) PaperId.TryArxiv(Id, out _, out version);
        }
        else if (!PaperId.TryDoi(Doi, out id) && !PaperId.TryParse(Url, out id))
        {
            id = PaperId.Derive(Title, authors.FirstOrDefault()?.Name, published?.Year);
        }
        if (fault is not null) return null;
        return new Paper
        {
            Id = id,
            Version = version,
            Title = Title,
            Abstract = Abstract ?? "",
            Authors = authors,
            Published = published,
            Updated = updated,
            Categories = [.. (Categories ?? []).OfType<string>()],
            Url = Url,
            Doi = Doi,
            Venue = Venue,
            Comment = Comment,
            Keywords = [.. (Keywords ?? []).OfType<string>()],
        };
    }

    private static Author? ReadAuthor(JsonElement author) => author.ValueKind switch
    {
        JsonValueKind.String => new Author(author.GetString()!),
        JsonValueKind.Object when author.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String =>
            new Author(name.GetString()!, author.TryGetProperty("affiliation", out var place) && place.ValueKind == JsonValueKind.String ? place.GetString() : null),
        _ => null,
    };

    private static DateTimeOffset? Moment(string? text, string field, ref string? fault)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var moment)) return moment.ToUniversalTime();
        if (text.Length == 4 && int.TryParse(text, out var year) && year is > 1000 and < 3000) return new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero);
        fault = $"'{field}' is not a date; write it as yyyy-MM-dd or in ISO 8601.";
        return null;
    }
}

/// <param name="Added">Papers that were not known.</param>
/// <param name="Updated">Known papers of which something changed.</param>
/// <param name="Unchanged">Known papers that came as they are.</param>
/// <param name="Rejected">Lines that could not be taken, with the reason; the first thousand.</param>
/// <param name="MoreRejected">How many more there were.</param>
/// <param name="Remarks">What a reader should know of entries of a bibliography that were taken: what was left out of one, with what it was made one, and which name
/// it does not have since another paper has it; the first thousand.</param>
public sealed record ImportResponse(int Added, int Updated, int Unchanged, IReadOnlyList<RejectedLine> Rejected, int MoreRejected,
    IReadOnlyList<LineRemark> Remarks);
