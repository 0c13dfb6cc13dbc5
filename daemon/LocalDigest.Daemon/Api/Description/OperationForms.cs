using System.Globalization;
using System.Text.Json;
using LocalDigest.Daemon.Wire;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LocalDigest.Daemon.Api;

/// <summary>Marks an operation that needs no token.</summary>
internal sealed class OpenMetadata;

/// <summary>Marks an operation that a key of a feed is good for, too.</summary>
internal sealed class FeedKeyMetadata;

/// <summary>Marks an operation that keeps nothing of what it is sent.</summary>
internal sealed class StoresNothingMetadata;

/// <summary>Marks an operation whose answer carries an ETag.</summary>
/// <param name="Meaning">What it stands for.</param>
internal sealed record ETagMetadata(string Meaning);

/// <summary>Adds to operations what holds for all of their kind: errors, headers, what parameters mean.</summary>
internal static class OperationForms
{
    /// <summary>
    /// What a parameter means, with a value as an example; by its name, or by the path before it where one name means several things.
    /// </summary>
    private static readonly Dictionary<string, (string Meaning, string Example)> Parameters = new(StringComparer.Ordinal)
    {
        ["/v1/papers/{id}"] = (
            "The paper's id as lists give it, URL-encoded as one segment: arxiv%3A2601.12080. "
            + "A DOI, an arXiv identifier or an address of the paper will do too.",
            "arxiv:2601.12080"),
        ["/v1/profiles/{id}"] = ("The profile's id.", "default"),
        ["/v1/runs/{id}"] = ("The run's id.", "019bdfc840777dbe9d7b1aafbb40b9b1"),
        ["/v1/digests/{id}"] = ("The digest's id.", "default-2026-01-20"),
        ["/v1/sessions/{id}"] = ("The session's id, as GET /v1/sessions gives it.", "019bdfc8407f7a3e8a4c0f7d2b6e9c15"),
        ["/v1/feeds/{id}"] = ("The feed's id, as GET /v1/feeds gives it.", "019bdfc8407f7b1c9d2e4f60718293a4"),
        ["/v1/searches/{id}"] = ("The search's id, as GET /v1/searches gives it.", "019bdfc8407f70a1b2c3d4e5f6071829"),
        ["/v1/searches?profile"] = ("Whose searches; the default profile's where it is left out.", "default"),
        ["term"] = ("The word, the author or the category, URL-encoded, as GET /v1/profiles/{id}/model/terms gives it.", "caches"),
        ["/v1/profiles/{id}/model/terms/{term}?kind"] = ("What it is; a word where it is left out.", "word"),
        ["kind"] = ("Only terms of this kind.", "word"),
        ["key"] = ("The feed's key, in place of the token.", "a2V5IG9mIGEgZmVlZCByZWFkZXIgYW5kIG5vIG90aGVy"),
        ["figure"] = ("The id of a figure, or of one of its panels, as GET /v1/papers/{id}/reading gives it.", "fig1"),
        ["profile"] = ("Whose view it is; the default profile's where it is left out.", "default"),
        ["/v1/digests?profile"] = ("Whose digests; those of all profiles where it is left out.", "default"),
        ["limit"] = ("At most so many items.", "20"),
        ["/v1/papers?digest"] = ("Only the papers of the digest of this id, which need not be the profile's own.", "default-2026-01-20"),
        ["/v1/papers/spread?count"] = ("So many papers, or fewer where there are not as many different ones.", "30"),
        ["cursor"] = (
            "What 'next' held on the page before; the other parameters stay as they were.",
            "eyJMaXN0IjoiMDEyMzQ1Njc4OWFiIiwiUGxhY2UiOnsiS2V5IjowLjUsIk51bWJlciI6N319"),
        ["/v1/papers?q"] = (
            "What to search for, by words and by meaning. \"A phrase\" and word* are understood, and are looked for by words alone. "
            + "An arXiv identifier, a DOI or an address finds its paper. The short and the long form of a name count as one.",
            "speculative decoding"),
        ["/v1/digests?q"] = (
            "Words, at most ten; a digest is listed where one of its papers has all of them, as parts of words too.",
            "sparse caches"),
        ["/v1/sources/catalogue?q"] = ("Words that a field's name or abbreviation has; all fields where it is left out.", "vision"),
        ["/v1/papers?from"] = ("The first day of publication.", "2026-01-01"),
        ["/v1/papers?to"] = ("The last day of publication.", "2026-01-31"),
        ["from"] = ("The first day.", "2026-01-01"),
        ["to"] = ("The last day.", "2026-01-31"),
        ["category"] = ("A category such as cs.CV, or an archive such as cs.", "cs.CL"),
        ["author"] = ("Part of an author's name.", "Lee"),
        ["feedback"] = ("Only papers with such a thumb; none for those without.", "none"),
        ["marked"] = ("Only papers with such a mark: saved, seen, noted, or tag: with a tag behind it.", "tag:thesis"),
        ["include"] = ("What is left out otherwise: disliked for papers with a thumb down.", "disliked"),
        ["hideSeen"] = ("Whether papers that are marked as seen are left out.", "true"),
        ["sort"] = ("The order, the greatest first. Without it a search gives the best match first, and a list the best rank.", "date"),
        ["style"] = ("A style of GET /v1/styles in place of the digest's own.", "brief"),
        ["/v1/digests/since?from"] = ("The first day; it must be named.", "2026-01-14"),
        ["/v1/digests/since?to"] = ("The last day; today where it is left out.", "2026-01-20"),
        ["order"] = ("The best first, or the newest day first.", "grade"),
        ["month"] = ("The month, yyyy-MM; this month where it is left out.", "2026-01"),
        ["name"] = ("The library's name. What is stored under another name stays as it is.", "papers.bib"),
        ["If-Match"] = (
            "The ETag of the profile that was read; it is changed only where it is still that one. * or nothing for whatever is there.",
            "\"3\""),
    };

    private static readonly Dictionary<string, string[]> ExampleErrors = new()
    {
        ["limit"] = [$"It is a whole number from 1 to {Paging.MostItems}."],
    };

    public static void Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var description = context.Description;
        var metadata = description.ActionDescriptor.EndpointMetadata;
        var path = "/" + description.RelativePath!.TrimEnd('/');
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>()) Describe(parameter, path);

        var isOpen = metadata.OfType<OpenMetadata>().Any();
        if (isOpen) operation.Security = [];
        if (metadata.OfType<FeedKeyMetadata>().Any())
            operation.Security = [.. ApiDescription.SignedIn(context.Document!, withFeedKey: true)];
        List<int> statuses = [400, 403, 422];
        if (!isOpen) statuses.AddRange([401, 503]);
        if (operation.RequestBody is not null) statuses.AddRange([413, 415]);
        var stores = description.HttpMethod != HttpMethods.Get && !isOpen && !metadata.OfType<StoresNothingMetadata>().Any();
        if (stores) statuses.Add(507);
        var answers = operation.Responses ?? [];
        foreach (var status in statuses) answers.TryAdd(status.ToString(CultureInfo.InvariantCulture), new OpenApiResponse());

        var tag = metadata.OfType<ETagMetadata>().FirstOrDefault();
        operation.Responses = [];
        foreach (var (code, answer) in answers.OrderBy(answer => answer.Key, StringComparer.Ordinal))
        {
            Describe((OpenApiResponse)answer, int.Parse(code, CultureInfo.InvariantCulture), tag, context.Document!);
            operation.Responses[code] = answer;
        }
    }

    private static void Describe(OpenApiParameter parameter, string path)
    {
        var name = parameter.Name!;
        var part = $"{{{name}}}";
        var place = parameter.In == ParameterLocation.Path
            ? path[..(path.IndexOf(part, StringComparison.Ordinal) + part.Length)]
            : $"{path}?{name}";
        if (!Parameters.TryGetValue(place, out var known) && !Parameters.TryGetValue(name, out known))
        {
            throw new InvalidOperationException($"The parameter {name} of {path} is not described.");
        }
        parameter.Description = known.Meaning;
        parameter.Example = parameter.Schema?.Type switch
        {
            JsonSchemaType.Integer => int.Parse(known.Example, CultureInfo.InvariantCulture),
            JsonSchemaType.Boolean => bool.Parse(known.Example),
            _ => known.Example,
        };
    }

    private static void Describe(OpenApiResponse response, int status, ETagMetadata? tag, OpenApiDocument document)
    {
        if (Statuses.Find(status) is { } error)
        {
            response.Description = error.Meaning;
            var errors = status == StatusCodes.Status422UnprocessableEntity ? ExampleErrors : null;
            var problem = Problems.Make(status, error.Type, error.Detail, errors);
            response.Content = new Dictionary<string, OpenApiMediaType>
            {
                [Problems.MediaType] = new()
                {
                    Schema = new OpenApiSchemaReference(nameof(ProblemResponse), document),
                    Example = JsonSerializer.SerializeToNode(problem, Problems.Json),
                },
            };
        }
        else
        {
            response.Description = status switch
            {
                200 => "Done.",
                201 => "It was made.",
                202 => "It was taken on and goes on by itself.",
                204 => "Done. There is nothing to say.",
                304 => "It is what the caller has, by its If-None-Match.",
                _ => response.Description,
            };
            foreach (var (type, content) in response.Content ?? new Dictionary<string, OpenApiMediaType>())
            {
                if (SchemaForms.IsJson(type)) continue;
                content.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = SchemaForms.IsBinary(type) ? "binary" : null };
            }
        }
        if (status is 201 or 202) AddHeader(response, "Location", "Where it is found.", "/v1/runs/019bdfc840777dbe9d7b1aafbb40b9b1");
        if (status is 503 or 429) AddHeader(response, "Retry-After", "After so many seconds it may be tried again.", "5");
        if (status is 401) AddHeader(response, "WWW-Authenticate", "How to sign in.", "Bearer");
        if (tag is not null && status is 200 or 201 or 304) AddHeader(response, "ETag", tag!.Meaning, "\"3\"");
    }

    private static void AddHeader(OpenApiResponse response, string name, string meaning, string example)
    {
        response.Headers ??= new Dictionary<string, IOpenApiHeader>();
        var schema = new OpenApiSchema { Type = JsonSchemaType.String };
        response.Headers[name] = new OpenApiHeader { Description = meaning, Schema = schema, Example = example };
    }
}
