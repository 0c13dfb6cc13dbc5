using System.ComponentModel;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LocalDigest.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace LocalDigest.Mcp;

/// <summary>
/// LocalDigest for agents, by the Model Context Protocol: the same tools, resources and prompt over a program's input and output and over
/// the daemon's own HTTP.
/// </summary>
public static class AgentSurface
{
    private const string DigestUri = "localdigest://digest/";
    private const string PaperUri = "localdigest://paper/";
    private const string Markdown = "text/markdown";
    private const int ListedDigests = 30;

    /// <summary>Nulls are written, as the schemas of the results say.</summary>
    private static readonly JsonSerializerOptions Json = new(
        JsonSerializerDefaults.Web) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    /// <summary>Gives a server its tools, resources and prompt.</summary>
    /// <param name="options">The server's.</param>
    /// <param name="client">Asks the daemon.</param>
    /// <param name="version">The program's version.</param>
    public static void Fill(McpServerOptions options, LocalDigestClient client, string version)
    {
        var tools = new PaperTools(client);
        options.ServerInfo = new Implementation { Name = "localdigest", Title = "LocalDigest", Version = version };
        options.ServerInstructions =
            "LocalDigest knows which new papers matter to its user. Begin with todays_digest or search_papers; read_paper gives full "
                + "texts. " + Untrusted.Notice;
        options.ToolCollection = [];
        options.ResourceCollection = [];
        options.PromptCollection = [];
        foreach (var method in typeof(PaperTools).GetMethods().Where(method =>
            method.GetCustomAttribute<McpServerToolAttribute>() is not null))
        {
            var tool = McpServerTool.Create(method, tools, new McpServerToolCreateOptions { SerializerOptions = Json });
            options.ToolCollection.Add(new RefusingTool(tool));
        }
        options.ResourceCollection.Add(McpServerResource.Create(
            (string id, CancellationToken ct) =>
                PaperTools.Asked(() => client.GetDigestTextAsync(Markdown, Uri.UnescapeDataString(id), ct: ct)),
            new McpServerResourceCreateOptions { UriTemplate = DigestUri + "{id}", Name = "digest", Title = "A day's digest",
                Description = "As Markdown. " + Untrusted.Notice, MimeType = Markdown }));
        options.ResourceCollection.Add(McpServerResource.Create(
            (string id, CancellationToken ct) =>
                PaperTools.Asked(async () => Write(await client.GetPaperAsync(Uri.UnescapeDataString(id), ct: ct))),
            new McpServerResourceCreateOptions { UriTemplate = PaperUri + "{id}", Name = "paper", Title = "A paper",
                Description = "As Markdown. " + Untrusted.Notice, MimeType = Markdown }));
        options.Handlers.ListResourcesHandler = async (_, ct) => new ListResourcesResult
        {
            Resources =
            [
                .. (await PaperTools.Asked(() => client.ListDigestsAsync(limit: ListedDigests, ct: ct))).Items.Select(digest => new Resource
                {
                    Uri = DigestUri + Uri.EscapeDataString(digest.Id), Name = digest.Id, Title = $"Digest of {digest.Date:yyyy-MM-dd}",
                        MimeType = Markdown,
                    Description = $"{digest.Papers} papers",
                }),
            ],
        };
        options.PromptCollection.Add(McpServerPrompt.Create(
            ([Description("Whose digest; the default profile's where it is left out.")] string? profile = null,
                CancellationToken ct = default) => PaperTools.Asked(async () =>
                $"""
                Below is my digest of today's papers. Tell me which two or three I should read first and why, how they relate to each other and to my notes,
                and what you would ask their authors. Use read_paper before you claim what a paper shows. {Untrusted.Notice}

                <digest>
                {await client.LatestDigestTextAsync(Markdown, profile, ct: ct)}
                </digest>
                """),
            new McpServerPromptCreateOptions { Name = "discuss_todays_papers", Title = "Discuss today's papers",
                Description = "Talks over the newest digest." }));
    }

    private static string Write(Paper paper)
    {
        var text = new StringBuilder().Append("# ").AppendLine(paper.Title.ReplaceLineEndings(" ")).AppendLine()
            .AppendLine(string.Join(", ", paper.Authors.Select(author => author.Name))).AppendLine().AppendLine(paper.Id);
        if (paper.Url is { } url) text.AppendLine(url);
        text.AppendLine().AppendLine("> " + Untrusted.Notice).AppendLine().AppendLine(paper.Abstract);
        if (paper.Comment is { } comment) text.AppendLine().AppendLine("Judge: " + comment);
        if (paper.Note is { } note) text.AppendLine().AppendLine("The user's note: " + note);
        return text.ToString();
    }
}
