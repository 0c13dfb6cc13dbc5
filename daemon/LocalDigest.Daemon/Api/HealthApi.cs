using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using LocalDigest.Digests;
using LocalDigest.Ingestion;
using LocalDigest.Llm;
using LocalDigest.Prefiltering;
using LocalDigest.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocalDigest.Daemon.Api;

/// <summary>That the daemon is there, and what it is.</summary>
internal static class HealthApi
{
    public static string Version { get; } =
        Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>
    /// Answers <c>GET /health</c> before any route is made: whoever has started the daemon waits for this answer, and not for what the
    /// others need.
    /// </summary>
    public static void UseHealth(this WebApplication app)
    {
        var (embeddings, database) = (app.Services.GetRequiredService<Embeddings>(), app.Services.GetRequiredService<Database>());
        var (hashes, backups) = (app.Services.GetRequiredService<RowHashes>(), app.Services.GetRequiredService<DailyBackups>());
        app.Use(async (context, next) =>
        {
            if (context.Request.Path != "/health" || !HttpMethods.IsGet(context.Request.Method) || context.Request.QueryString.HasValue)
            {
                await next(context);
                return;
            }
            var body = JsonSerializer.SerializeToUtf8Bytes(State(embeddings, database, hashes, backups), HealthJson.Default.HealthResponse);
            context.Response.ContentType = "application/json; charset=utf-8";
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        });
    }

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var daemon = routes.MapGroup("").WithTags("Daemon");
        daemon.MapGet("/health", Health).WithName("health")
            .WithSummary("Whether the daemon answers.")
            .WithDescription("Needs no token. It answers before any model is trained or any source is read.")
            .WithMetadata(new OpenMetadata());
        daemon.MapGet("/v1/info", Info).WithName("info")
            .WithSummary("What this daemon is and has.")
            .WithDescription(
                "Its version, the language model and the embedding in use, the kinds of sources, the styles and the languages that it " +
                "knows.");
    }

    private static Ok<HealthResponse> Health(Embeddings embeddings, Database database, RowHashes hashes, DailyBackups backups) =>
        TypedResults.Ok(State(embeddings, database, hashes, backups));

    // Whoever asks without the token learns that something is wrong, and not where.
    private static HealthResponse State(Embeddings embeddings, Database database, RowHashes hashes, DailyBackups backups)
    {
        var notices = new List<string>();
        if (embeddings.State.Problem is not null) notices.Add("Your embedding model fails; the shipped embedding serves meanwhile. GET /v1/info says why.");
        if (database.Loss is not null) notices.Add("Papers or thumbs may be missing. GET /v1/info says why.");
        if (hashes.Problem is not null) notices.Add("The database is damaged. GET /v1/info says what can be done.");
        if (backups.Problem is not null) notices.Add("Today's backup could not be made. GET /v1/info says why.");
        return new HealthResponse("ok", Version, notices);
    }

    private static Ok<InfoResponse> Info(
        Database database, PaperTable papers, ChatModel model, Embeddings embeddings, Harvester harvester,
        StyleCatalogue styles, RowHashes hashes, DailyBackups backups) => TypedResults.Ok(new InfoResponse(
        Version,
        database.SqliteVersion,
        papers.Count(),
        model.IsConfigured ? new ModelInfo(model.Model, model.Options.Endpoint.GetLeftPart(UriPartial.Path)) : null,
        EmbeddingInfo.Of(embeddings.State),
        [.. harvester.Kinds.Order(StringComparer.Ordinal)],
        styles.Names,
        styles.Languages,
        string.Join(' ', new[] { database.Loss, hashes.Problem }.OfType<string>()) is { Length: > 0 } loss ? loss : null,
        StoreInfo.Of(database, hashes, backups)));
}

/// <param name="Status">Always <c>ok</c>.</param>
/// <param name="Version">The daemon's version.</param>
/// <param name="Notices">What does not work as it should while the daemon goes on, as sentences.</param>
public sealed record HealthResponse([property: AllowedValues("ok")] string Status, string Version, IReadOnlyList<string> Notices);

/// <param name="Version">The daemon's version.</param>
/// <param name="SqliteVersion">The SQLite library in use.</param>
/// <param name="Papers">How many papers are stored.</param>
/// <param name="Model">The language model; null where none is configured.</param>
/// <param name="Embedding">How texts become vectors.</param>
/// <param name="Sources">The kinds of sources that can be read.</param>
/// <param name="Styles">The styles of digests.</param>
/// <param name="Languages">The languages of a digest's fixed words.</param>
/// <param name="Loss">What may be missing in the store or is damaged, as sentences; null where nothing is.</param>
/// <param name="Store">The database and its copies.</param>
public sealed record InfoResponse(
    string Version, string SqliteVersion, long Papers, ModelInfo? Model, EmbeddingInfo Embedding, IReadOnlyList<string> Sources, IReadOnlyList<string> Styles, IReadOnlyList<string> Languages,
    string? Loss, StoreInfo Store);

/// <param name="Schema">The number of the newest change of its form.</param>
/// <param name="Bytes">The size of its file and its log.</param>
/// <param name="IsWhole">Whether the last look at all rows found them as they were stored; null before the first one.</param>
/// <param name="Backups">How many daily copies there are.</param>
/// <param name="NewestBackup">The day of the newest; null where there is none.</param>
/// <param name="BackupBytes">What all of them take on the disk.</param>
/// <param name="BackupProblem">Why the last one could not be made, as a sentence; null where nothing is wrong.</param>
public sealed record StoreInfo(
    int Schema, long Bytes, bool? IsWhole, int Backups, DateOnly? NewestBackup, long BackupBytes, string? BackupProblem)
{
    internal static StoreInfo Of(Database database, RowHashes hashes, DailyBackups backups)
    {
        var copies = backups.All;
        return new StoreInfo(
            database.Schema, database.Bytes, hashes.Last?.IsWhole, copies.Count, copies.Count > 0 ? copies[0].Day : null,
            copies.Sum(copy => copy.Bytes), backups.Problem);
    }
}

/// <summary>A configured language model, without its key.</summary>
public sealed record ModelInfo(string Name, [property: Url] string BaseUrl);

/// <param name="Model">The model that is wanted.</param>
/// <param name="Serving">The model that answers now; another one while papers are being embedded, or while the wanted one fails.</param>
/// <param name="Done">Papers that have a vector of the wanted model.</param>
/// <param name="Total">Papers in memory.</param>
/// <param name="Problem">Why the wanted model does not answer, as a sentence; null where nothing is wrong.</param>
public sealed record EmbeddingInfo(string Model, string Serving, int Done, int Total, string? Problem)
{
    internal static EmbeddingInfo Of(EmbeddingState state) => new(state.Model, state.Serving, state.Done, state.Total, state.Problem);
}

/// <summary>Writes what <c>/health</c> answers without reflection, as <see cref="Wire.WireJson"/> would.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(HealthResponse))]
internal sealed partial class HealthJson : JsonSerializerContext;
