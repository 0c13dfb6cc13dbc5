using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalDigest.Client;

namespace LocalDigest.Cli.Commands;

/// <summary>Writes everything that the user has given the daemon, in one JSON file that other programs can read.</summary>
internal static class ExportCommand
{
    private const int PageSize = 500;

    private static readonly string[] Marks = ["saved", "noted", "seen"];
    private static readonly JsonWriterOptions Indented = new() { Indented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Make(Shell shell)
    {
        var output = new Option<string?>("--output", "-o") { Description = "A file; the output where it is left out.", HelpName = "FILE" };
        var command = new Command("export",
            "Writes all that is yours as JSON: profiles, thumbs, notes, marks, searches, library.") { output };
        shell.Does(command, async (words, ct) =>
        {
            using var client = shell.Client(words);
            var all = await GatherAsync(client, ct);
            using var written = new MemoryStream();
            using (var json = new Utf8JsonWriter(written, Indented)) all.WriteTo(json);
            if (words.GetValue(output) is not { } file)
            {
                shell.Terminal.Line(Encoding.UTF8.GetString(written.ToArray()));
                return ExitCodes.Done;
            }
            written.Position = 0;
            await PrivateCopy.WriteAsync(written, Path.GetFullPath(file), ct);
            shell.Terminal.Line($"{Path.GetFullPath(file)}: {all["profiles"]!.AsArray().Count} profile(s).");
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<JsonObject> GatherAsync(LocalDigestClient client, CancellationToken ct)
    {
        var profiles = new JsonArray();
        foreach (var profile in (await client.ListProfilesAsync(ct)).GetProperty("items").EnumerateArray())
        {
            var id = profile.GetProperty("id").GetString()!;
            profiles.Add((JsonNode)new JsonObject
            {
                ["profile"] = JsonObject.Create(profile),
                ["thumbs"] = await ThumbsAsync(client, id, ct),
                ["marks"] = await MarksAsync(client, id, ct),
                ["searches"] = JsonArray.Create((await client.ListSearchesAsync(id, ct)).GetProperty("items")),
                ["library"] = JsonArray.Create((await client.GetLibraryAsync(id, ct)).GetProperty("items")),
            });
        }
        return new JsonObject { ["format"] = "localdigest-export-1", ["exportedAt"] = DateTimeOffset.UtcNow, ["profiles"] = profiles };
    }

    private static async Task<JsonArray> ThumbsAsync(LocalDigestClient client, string profile, CancellationToken ct)
    {
        var thumbs = new JsonArray();
        string? cursor = null;
        do
        {
            var page = await client.ListFeedbackAsync(profile, PageSize, cursor, ct);
            foreach (var item in page.GetProperty("items").EnumerateArray()) thumbs.Add((JsonNode)JsonObject.Create(item)!);
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);
        return thumbs;
    }

    /// <summary>Papers with a note, a tag, or a mark. One that has several comes once.</summary>
    private static async Task<JsonArray> MarksAsync(LocalDigestClient client, string profile, CancellationToken ct)
    {
        var marks = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var mark in Marks)
        {
            string? cursor = null;
            do
            {
                var page = await client.ListPapersAsync(new PaperQuery { Profile = profile, Marked = mark, Include = "disliked",
                    Limit = PageSize, Cursor = cursor }, ct);
                foreach (var paper in page.Items)
                {
                    marks[paper.Id] = new JsonObject
                    {
                        ["id"] = paper.Id, ["title"] = paper.Title, ["seen"] = paper.Seen, ["saved"] = paper.Saved, ["note"] = paper.Note,
                        ["tags"] = new JsonArray([.. paper.Tags.Select(tag => (JsonNode)tag)]),
                    };
                }
                cursor = page.Next;
            }
            while (cursor is not null);
        }
        return new JsonArray([.. marks.Values]);
    }
}
