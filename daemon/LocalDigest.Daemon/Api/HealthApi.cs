using System.Reflection;
using LocalDigest.Digests;
using LocalDigest.Ingestion;
using LocalDigest.Llm;
using LocalDigest.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocalDigest.Daemon.Api;

/// <summary>That the daemon is there, and what it is.</summary>
internal static class HealthApi
{
    public static string Version { get; } =
        Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health", Health).WithName("health").WithSummary("Whether the daemon answers. Needs no token.").WithTags("Daemon");
        routes.MapGet("/v1/info", Info).WithName("info").WithSummary("Version, store, model and sources of this daemon.").WithTags("Daemon");
    }

    private static Ok<HealthResponse> Health() => TypedResults.Ok(new HealthResponse("ok", Version));

    private static Ok<InfoResponse> Info(Database database, PaperTable papers, LlmOptions llm, Harvester harvester, StyleCatalogue styles) => TypedResults.Ok(new InfoResponse(
        Version,
        database.SqliteVersion,
        papers.Count(),
        llm.IsConfigured ? new ModelInfo(llm.Model, llm.Endpoint.GetLeftPart(UriPartial.Path)) : null,
        [.. harvester.Kinds.Order(StringComparer.Ordinal)],
        styles.Names,
        styles.Languages));
}

/// <param name="Status">Always <c>ok</c>.</param>
/// <param name="Version">The daemon's version.</param>
public sealed record HealthResponse(string Status, string Version);

/// <param name="Version">The daemon's version.</param>
/// <param name="SqliteVersion">The SQLite library in use.</param>
/// <param name="Papers">How many papers are stored.</param>
/// <param name="Model">The language model; null where none is configured.</param>
/// <param name="Sources">The kinds of sources that can be read.</param>
/// <param name="Styles">The styles of digests.</param>
/// <param name="Languages">The languages of a digest's fixed words.</param>
public sealed record InfoResponse(
    string Version, string SqliteVersion, long Papers, ModelInfo? Model, IReadOnlyList<string> Sources, IReadOnlyList<string> Styles, IReadOnlyList<string> Languages);

/// <summary>A configured language model, without its key.</summary>
public sealed record ModelInfo(string Name, string BaseUrl);
