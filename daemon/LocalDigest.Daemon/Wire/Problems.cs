using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using LocalDigest.Digests;
using LocalDigest.Profiles;
using LocalDigest.Sources;
using LocalDigest.Storage;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.WebUtilities;

namespace LocalDigest.Daemon.Wire;

/// <summary>An error on the wire: RFC 9457 problem details.</summary>
/// <param name="Type">Stable: <c>urn:localdigest:problem:…</c>.</param>
/// <param name="Title">The kind, in a few words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">A sentence that says what to do.</param>
/// <param name="Errors">Faults by the field's name.</param>
/// <param name="Rejected">Of an import from which nothing was taken: its lines or entries with what is wrong; the first thousand.</param>
/// <param name="MoreRejected">How many more there were.</param>
public sealed record ProblemResponse(
    string Type, string Title, int Status, string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string[]>? Errors = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<RejectedLine>? Rejected = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? MoreRejected = null);

/// <summary>Makes every failure an answer of one form, without stack traces, paths or secrets.</summary>
internal static partial class Problems
{
    public const string MediaType = "application/problem+json";

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static NotFoundProblem NotFound(string detail) => new(detail);

    public static InvalidProblem Invalid(FieldErrors errors) => new(errors.ByField);

    public static InvalidProblem Invalid(string field, string fault) => new(new Dictionary<string, string[]> { [field] = [fault] });

    public static Task WriteAsync(HttpContext context, int status, string type, string detail)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(Make(status, type, detail), Json, MediaType, context.RequestAborted);
    }

    /// <summary>Says what is always said with a status.</summary>
    public static Task WriteAsync(HttpContext context, int status)
    {
        var usual = Statuses.Find(status)!;
        return WriteAsync(context, status, usual.Type, usual.Detail);
    }

    /// <summary>Turns exceptions and bare status codes into problem details.</summary>
    public static void UseProblems(this WebApplication app)
    {
        app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
            {
                // The client has gone; there is nobody to tell.
                return;
            }
            catch (Exception error) when (!context.Response.HasStarted)
            {
                var (status, type, detail) = Of(error);
                if (status == StatusCodes.Status500InternalServerError) RequestFailed(app.Logger, error, context.Request.Method, context.Request.Path);
                context.Response.Clear();
                if (status is StatusCodes.Status503ServiceUnavailable) context.Response.Headers.RetryAfter = "5";
                await WriteAsync(context, status, type, detail);
                return;
            }
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null or 0, ContentType: null })
            {
                var (type, detail) = OfStatus(context.Response.StatusCode, context);
                await WriteAsync(context, context.Response.StatusCode, type, detail);
            }
        });
    }

    internal static ProblemResponse Make(int status, string type, string detail, IReadOnlyDictionary<string, string[]>? errors = null) =>
        new("urn:localdigest:problem:" + type, ReasonPhrases.GetReasonPhrase(status), status, detail, errors);

    [LoggerMessage(2, LogLevel.Error, "{Method} {Path} failed")]
    private static partial void RequestFailed(ILogger logger, Exception error, string method, string path);

    private static (int Status, string Type, string Detail) Of(Exception error) => error switch
    {
        BadHttpRequestException bad when Statuses.Find(bad.StatusCode) is { } known => (bad.StatusCode, known.Type, known.Detail),
        BadHttpRequestException bad => (bad.StatusCode, "malformed", "The request could not be read. See /openapi/v1.json."),
        ProfileChangedException changed => (412, "changed", changed.Message),
        StyleException style => (422, "invalid", style.Message),
        DatabaseBusyException busy => (503, "database-busy", busy.Message),
        DiskFullException full => (507, "disk-full", full.Message),
        StorageException storage => (500, "storage", storage.Message),
        _ => (500, "internal", "Something went wrong inside the daemon; its log says what. The request may be sent again."),
    };

    private static (string Type, string Detail) OfStatus(int status, HttpContext context) => status switch
    {
        404 => ("not-found", $"There is nothing at {context.Request.Path}. See /openapi/v1.json for what there is."),
        405 => ("method", $"{context.Request.Method} is not possible at {context.Request.Path}."),
        _ when Statuses.Find(status) is { } known => (known.Type, known.Detail),
        _ => ("failed", ReasonPhrases.GetReasonPhrase(status) + "."),
    };
}

/// <summary>An error that a handler answers with, as problem details.</summary>
internal abstract class ProblemResult(ProblemResponse problem) : IResult, IStatusCodeHttpResult
{
    protected ProblemResult(int status, string type, string detail) : this(Problems.Make(status, type, detail))
    {
    }

    public int? StatusCode => problem.Status;

    public Task ExecuteAsync(HttpContext httpContext) =>
        Results.Json(problem, Problems.Json, statusCode: problem.Status, contentType: Problems.MediaType).ExecuteAsync(httpContext);

    protected static void Describe(EndpointBuilder builder, int status) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(ProblemResponse), [Problems.MediaType]));
}

/// <summary>400: no sense can be made of the request.</summary>
internal sealed class MalformedProblem(string detail)
    : ProblemResult(StatusCodes.Status400BadRequest, "malformed", detail), IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Describe(builder, StatusCodes.Status400BadRequest);
}

/// <summary>404.</summary>
internal sealed class NotFoundProblem(string detail) : ProblemResult(StatusCodes.Status404NotFound, "not-found", detail), IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Describe(builder, StatusCodes.Status404NotFound);
}

/// <summary>422, with the fields named.</summary>
internal sealed class InvalidProblem(IReadOnlyDictionary<string, string[]> errors)
    : ProblemResult(Problems.Make(
        StatusCodes.Status422UnprocessableEntity, "invalid",
        $"Correct {string.Join(", ", errors.Keys)} and send it again; nothing was changed.", errors)),
    IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        Describe(builder, StatusCodes.Status422UnprocessableEntity);
}

/// <summary>422: a file from which not one paper could be taken.</summary>
internal sealed class NothingTakenProblem(FileFormat expected, FileFormat found, IReadOnlyList<RejectedLine> rejected, int moreRejected)
    : ProblemResult(Describe(expected, found, rejected, moreRejected)), IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Describe(builder, StatusCodes.Status422UnprocessableEntity);

    private static ProblemResponse Describe(FileFormat expected, FileFormat found, IReadOnlyList<RejectedLine> rejected, int more)
    {
        var (one, many, example) = expected switch
        {
            FileFormat.BibTeX => ("BibTeX entry", "BibTeX entries", "An entry begins like @article{key,"),
            FileFormat.Ris => ("RIS record", "RIS records", "A record begins with 'TY  - JOUR' and ends with 'ER  - '"),
            _ => ("line with a JSON object", "lines", "A paper is one line like {\"title\":\"…\"}"),
        };
        var count = rejected.Count + more;
        // Every line of a text that is no JSON at all is rejected; that there is none says more.
        var isForeign = count == 0 || (expected == FileFormat.JsonLines && found != expected);
        var fault = isForeign ? $"There is no {one} in it"
            : count == 1 ? $"The only {one} in it could not be taken"
            : $"None of the {count} {many} in it could be taken";
        var kind = found == FileFormat.Empty ? "; it is empty"
            : found != expected && FileFormats.Name(found) is { } name ? $"; it looks like {name}"
            : "";
        return Problems.Make(
            StatusCodes.Status422UnprocessableEntity, "nothing-taken", $"{fault}{kind}. {example}. Nothing was changed.",
            new Dictionary<string, string[]> { ["body"] = [$"{fault}{kind}."] }) with { Rejected = rejected, MoreRejected = more };
    }
}

/// <summary>412: the thing is not what the caller read.</summary>
internal sealed class ChangedProblem(string detail) : ProblemResult(StatusCodes.Status412PreconditionFailed, "changed", detail), IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Describe(builder, StatusCodes.Status412PreconditionFailed);
}

/// <summary>406.</summary>
internal sealed class NotAcceptableProblem(string detail) : ProblemResult(StatusCodes.Status406NotAcceptable, "not-acceptable", detail), IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Describe(builder, StatusCodes.Status406NotAcceptable);
}

/// <summary>415.</summary>
internal sealed class MediaTypeProblem(string detail) : ProblemResult(StatusCodes.Status415UnsupportedMediaType, "media-type", detail), IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Describe(builder, StatusCodes.Status415UnsupportedMediaType);
}

/// <summary>401.</summary>
internal sealed class TokenProblem(string detail) : ProblemResult(StatusCodes.Status401Unauthorized, "token", detail), IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Describe(builder, StatusCodes.Status401Unauthorized);
}

/// <summary>502: another service that the answer depends on could not be read.</summary>
internal sealed class UpstreamProblem(string detail) : ProblemResult(StatusCodes.Status502BadGateway, "upstream", detail), IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Describe(builder, StatusCodes.Status502BadGateway);
}
