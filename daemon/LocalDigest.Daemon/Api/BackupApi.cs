using System.Globalization;
using LocalDigest.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocalDigest.Daemon.Api;

/// <summary>A copy of everything in the database, to be kept elsewhere.</summary>
internal static class BackupApi
{
    public const string MediaType = "application/vnd.sqlite3";

    public static void MapBackup(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/v1/backup").WithTags("Daemon").MapGet("", Get).WithName("getBackup")
            .WithSummary("The whole database as one file.")
            .WithDescription(
                "A consistent state of it as a SQLite file, taken while everything goes on. It holds papers, thumbs, notes, profiles, digests " +
                "and what was learned; no key of a language model. Figures of papers are not in it, nor are settings. The daemon needs room " +
                "for a copy on its disk. The program's option --restore puts such a file back.")
            .Produces<byte[]>(200, MediaType).Produces(507);

    private static async Task<FileStreamHttpResult> Get(Database database, TimeProvider clock, CancellationToken ct)
    {
        // The copy takes seconds where much is stored.
        var copy = await Task.Run(() => DatabaseCopies.Take(database), ct);
        var day = clock.GetLocalNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return TypedResults.Stream(copy, MediaType, $"localdigest-{day}.db");
    }
}
