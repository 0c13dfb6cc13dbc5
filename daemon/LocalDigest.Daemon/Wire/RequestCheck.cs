using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace LocalDigest.Daemon.Wire;

/// <summary>Marks an operation whose body is a JSON Merge Patch (RFC 7396) to the type that it accepts.</summary>
internal sealed class MergePatchMetadata;

/// <summary>
/// Looks at every request before its handler does. The parts of its path are decoded once. Parameters and fields that the operation does
/// not know, values of a wrong kind and values out of range are 422, each of them named. What is checked is what handlers declare: their
/// parameters, the types of their bodies, and the validation attributes on both.
/// </summary>
internal static class RequestCheck
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static void UseRequestCheck(this WebApplication app)
    {
        var json = app.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var bodies = app.Services.GetRequiredService<JsonCheck>();
        var operations = new ConditionalWeakTable<Endpoint, Operation>();
        app.Use(async (context, next) =>
        {
            if (context.GetEndpoint() is RouteEndpoint endpoint && IsDescribed(endpoint))
            {
                var operation = operations.GetValue(endpoint, of => new Operation((RouteEndpoint)of, json));
                if (await CheckAsync(context.Request, operation, bodies) is { } problem)
                {
                    await problem.ExecuteAsync(context);
                    return;
                }
            }
            await next(context);
        });
    }

    /// <summary>The page and the description itself take what they are sent.</summary>
    private static bool IsDescribed(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is not { ExcludeFromDescription: true };

    /// <summary>Why the handler does not get the request; null where it does.</summary>
    private static async Task<ProblemResult?> CheckAsync(HttpRequest request, Operation operation, JsonCheck bodies)
    {
        DecodePath(request, operation);
        var errors = new FieldErrors();
        CheckQuery(request, operation, errors);
        // It is not unpacked: what a few bytes become would have no bound, and nobody needs it on the own machine.
        if (operation.TakesBody && request.Headers.ContentEncoding is { Count: > 0 } coding
            && !"identity".Equals(coding.ToString(), StringComparison.OrdinalIgnoreCase))
        {
            var named = new string([.. coding.ToString().Where(char.IsLetterOrDigit).Take(20)]);
            return new MediaTypeProblem(
                $"A body with the Content-Encoding '{named}' is not read. Send it uncompressed, without that header.");
        }
        // A body of another media type is the handler's or the framework's to refuse.
        if (operation.Body is { } type && request.HasJsonContentType())
        {
            if (await CheckBodyAsync(request, type, operation.IsPatch, bodies, errors) is { } unreadable) return unreadable;
        }
        return errors.Any ? Problems.Invalid(errors) : null;
    }

    /// <summary>
    /// Decodes the parts of the path that are parameters once, from what was sent. The server leaves an escaped slash as it is, so that in
    /// what it decoded "%2F" may be a slash or these three characters.
    /// </summary>
    private static void DecodePath(HttpRequest request, Operation operation)
    {
        if (operation.PathParameters.Count == 0) return;
        var parts = SentPath(request).Split('/')[1..];
        // The server takes "." and ".." out of a path; no part of what is left is then where it was.
        if (parts.Length != operation.PathLength || parts.Any(part => part is "." or "..")) return;
        foreach (var (place, name) in operation.PathParameters) request.RouteValues[name] = Uri.UnescapeDataString(parts[place]);
    }

    /// <summary>The path as it was sent, without what stands before and behind it.</summary>
    private static string SentPath(HttpRequest request)
    {
        var sent = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (sent.IndexOf('?') is >= 0 and var query) sent = sent[..query];
        // A proxy's form has the host before the path.
        if (sent.IndexOf("://", StringComparison.Ordinal) is > 0 and var scheme && sent.IndexOf('/', scheme + 3) is > 0 and var path)
        {
            sent = sent[path..];
        }
        return sent;
    }

    private static void CheckQuery(HttpRequest request, Operation operation, FieldErrors errors)
    {
        var given = new Dictionary<string, StringValues>();
        foreach (var (name, values) in request.Query)
        {
            if (errors.IsFull) return;
            if (!operation.Query.TryGetValue(name, out var rule))
            {
                errors.Add(name.Length <= 100 ? name : name[..100] + "…", Unknown(name, operation.Query.Keys));
            }
            else if (values.Count > 1)
            {
                errors.Add(name, "It is given more than once.");
            }
            // A form that sends its empty fields means nothing by them.
            else if (values.ToString() is { Length: > 0 } text)
            {
                if (rule.FaultOf(text) is { } fault) errors.Add(name, fault);
                else given[name] = rule.NameInCode(text);
            }
        }
        request.Query = new QueryCollection(given);
    }

    private static string Unknown(string name, IReadOnlyCollection<string> names)
    {
        if (names.Count == 0) return "This address takes no parameters.";
        var meant = NearName.Of(name, names) is { } near ? $"; did you mean {near}?" : ".";
        return $"There is no such parameter{meant} There are: {string.Join(", ", names)}.";
    }

    /// <summary>Takes in the whole body, which is of JSON, and looks it over; whoever binds it reads it again.</summary>
    /// <returns>Why it cannot be read at all; null where it can.</returns>
    private static async Task<ProblemResult?> CheckBodyAsync(
        HttpRequest request, Type type, bool isPatch, JsonCheck bodies, FieldErrors errors)
    {
        if (request.GetTypedHeaders().ContentType?.Encoding is not (null or UTF8Encoding or ASCIIEncoding))
        {
            return new MediaTypeProblem("JSON is written in UTF-8. Leave the charset out.");
        }
        var ct = request.HttpContext.RequestAborted;
        var body = new MemoryStream();
        request.HttpContext.Response.RegisterForDispose(body);
        await request.Body.CopyToAsync(body, ct);
        if (body.Length == 0) return new MalformedProblem("This request needs a body, sent as application/json. See /openapi/v1.json.");
        body.Position = 0;
        JsonDocument document;
        try
        {
            document = await JsonDocument.ParseAsync(body, Strict, ct);
        }
        catch (JsonException error)
        {
            var line = (error.LineNumber ?? 0) + 1;
            return new MalformedProblem(
                $"The body is not JSON, holds one name twice in an object, or is nested too deeply: see its line {line}.");
        }
        catch (InvalidOperationException)
        {
            // So the parser says it, which compares the names of an object.
            return new MalformedProblem($"The name of a field of the body cannot be read. {ValueRule.UnreadableText}");
        }
        using (document) bodies.Check(document.RootElement, type, errors, isPatch);
        body.Position = 0;
        request.Body = body;
        return null;
    }

    /// <summary>What an operation takes.</summary>
    private sealed class Operation
    {
        public Operation(RouteEndpoint endpoint, JsonSerializerOptions json)
        {
            var segments = endpoint.RoutePattern.PathSegments;
            PathLength = segments.Count;
            PathParameters =
            [
                .. segments.SelectMany((segment, place) =>
                    segment.Parts.OfType<RoutePatternParameterPart>().Select(part => (place, part.Name))),
            ];
            foreach (var parameter in endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>())
            {
                if (QueryName(parameter, endpoint.RoutePattern) is not { } name) continue;
                Query[name] = ValueRule.Of(parameter.ParameterInfo.ParameterType, parameter.ParameterInfo, json);
            }
            var accepts = endpoint.Metadata.GetMetadata<IAcceptsMetadata>();
            TakesBody = accepts is not null;
            Body = accepts?.ContentTypes.Contains("application/json") == true ? accepts.RequestType : null;
            IsPatch = endpoint.Metadata.GetMetadata<MergePatchMetadata>() is not null;
        }

        /// <summary>How many parts the path has.</summary>
        public int PathLength { get; }

        /// <summary>The places of the parameters among the parts of the path, with their names.</summary>
        public IReadOnlyList<(int Place, string Name)> PathParameters { get; }

        /// <summary>The parameters behind the question mark, by name.</summary>
        public Dictionary<string, ValueRule> Query { get; } = new(StringComparer.Ordinal);

        /// <summary>The type of a body of JSON; null where there is none.</summary>
        public Type? Body { get; }

        /// <summary>Whether it takes a body, of whatever media type.</summary>
        public bool TakesBody { get; }

        public bool IsPatch { get; }

        /// <summary>The name of a parameter behind the question mark; null for what comes from elsewhere.</summary>
        private static string? QueryName(IParameterBindingMetadata parameter, RoutePattern pattern)
        {
            var attributes = parameter.ParameterInfo.GetCustomAttributes(inherit: true);
            if (attributes.OfType<IFromQueryMetadata>().FirstOrDefault() is { } query) return query.Name ?? parameter.Name;
            // Text needs no parsing, and is not always said to have any.
            var isValue = parameter.HasTryParse || parameter.ParameterInfo.ParameterType == typeof(string);
            if (!isValue || pattern.GetParameter(parameter.Name) is not null) return null;
            var isElsewhere = attributes.Any(attribute =>
                attribute is IFromHeaderMetadata or IFromRouteMetadata or IFromServiceMetadata or IFromBodyMetadata);
            return isElsewhere ? null : parameter.Name;
        }
    }
}
