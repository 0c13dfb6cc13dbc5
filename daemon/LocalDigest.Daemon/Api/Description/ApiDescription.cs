using LocalDigest.Daemon.Hosting;
using Microsoft.OpenApi;

namespace LocalDigest.Daemon.Api;

/// <summary>The description of the surface at <c>/openapi/v1.json</c> (OpenAPI 3.1).</summary>
internal static class ApiDescription
{
    /// <summary>Groups of operations, in the order in which a reader meets them.</summary>
    private static readonly (string Name, string Description)[] Tags =
    [
        ("Daemon", "Whether the daemon is there, what it is, and how browsers sign in."),
        ("Papers", "Papers come in, are found, and say why they rank where they rank."),
        ("Profiles", "What a reader is interested in, from which sources, and how the digest looks."),
        ("Feedback", "Thumbs and other signs of interest."),
        ("Model", "What was learned from them, and the libraries that learning starts from."),
        ("Ranking", "Papers that the caller holds, in order. Nothing of them is stored."),
        ("Embeddings", "Texts as vectors, in the form of OpenAI's embeddings."),
        ("Runs", "Long work: asked for, watched, cancelled."),
        ("Digests", "The archive of digests, their styles, feeds and deliveries."),
    ];

    public static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        var schemas = new SchemaForms();
        options.CreateSchemaReferenceId = SchemaForms.Name;
        options.AddSchemaTransformer((schema, context, _) =>
        {
            schemas.Describe(schema, context);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            OperationForms.Describe(operation, context);
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "LocalDigest",
                Version = HealthApi.Version,
                Summary = "New papers, ranked and digested, on your own machine.",
                Description =
                    """
                    A daemon that tells a researcher every day which new papers matter, why, and what they say.

                    Every request but `GET /health` needs the token from `daemon.json` in the data directory, or the cookie of a browser
                    that was signed in by a link, and names this machine in its Host header. Errors are `application/problem+json`
                    (RFC 9457) with a stable `type`.

                    What cannot be meant is refused: fields and parameters that an operation does not know, values of a wrong kind, and
                    values out of range are 422, each named with what is allowed there. Empty parameters are as if they were not there.
                    Lines of an import and papers that the caller holds come from many programs: of them other fields are not read, and
                    are no fault.

                    Lists come a page at a time: `next` is the `cursor` of the next page, null at the end. More fields may come into
                    answers; none is renamed.
                    """,
                License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
            };
            // Wherever this description was read from; the port is the user's choice.
            document.Servers = [new OpenApiServer { Url = "/", Description = "The daemon that this description is from." }];
            document.Tags = new HashSet<OpenApiTag>(Tags.Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }));
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
            {
                ["token"] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    Description = "The token from daemon.json in the data directory; new at each start.",
                },
                ["session"] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.ApiKey,
                    In = ParameterLocation.Cookie,
                    Name = BrowserSessions.CookiePrefix + "7417",
                    Description = "Of a browser that was signed in by POST /v1/sessions. The name ends in the daemon's port.",
                },
                ["feedKey"] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.ApiKey,
                    In = ParameterLocation.Query,
                    Name = "key",
                    Description = "Of a feed of POST /v1/feeds; good for its profile's feeds alone.",
                },
            };
            document.Security = [.. SignedIn(document, withFeedKey: false)];
            schemas.Finish(document);
            new Examples(document).Add();
            return Task.CompletedTask;
        });
    });

    /// <summary>The ways of which one is enough to be let in.</summary>
    public static IEnumerable<OpenApiSecurityRequirement> SignedIn(OpenApiDocument document, bool withFeedKey)
    {
        string[] ways = withFeedKey ? ["token", "session", "feedKey"] : ["token", "session"];
        return ways.Select(way => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(way, document)] = [] });
    }
}
