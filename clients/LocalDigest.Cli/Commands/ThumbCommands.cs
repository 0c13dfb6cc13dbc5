using System.CommandLine;
using System.Text.Json.Nodes;
using LocalDigest.Client;

namespace LocalDigest.Cli.Commands;

/// <summary>What the user says of papers: thumbs, saving, notes.</summary>
internal static class ThumbCommands
{
    public static IEnumerable<Command> All(Shell shell) =>
    [
        Thumb(shell, "up", "Likes papers. The next list is ranked with it."),
        Thumb(shell, "down", "Dislikes papers, which puts them out of sight."),
        Clear(shell),
        Mark(shell, "save", "Saves papers for later.", isSaved: true),
        Mark(shell, "unsave", "Takes that back.", isSaved: false),
        Note(shell),
    ];

    private static Argument<string[]> Papers() => new("papers")
    {
        Description = "Ids, DOIs, or numbers of the newest digest; - reads them from the input, a line each.",
            Arity = ArgumentArity.OneOrMore,
    };

    private static Command Thumb(Shell shell, string value, string description)
    {
        var papers = Papers();
        var command = new Command(value, description) { papers, shell.Profile };
        shell.Does(command, async (words, ct) =>
        {
            using var client = shell.Client(words);
            var profile = words.GetValue(shell.Profile);
            var ids = await IdsAsync(shell, client, words.GetValue(papers)!, profile, ct);
            var body = new JsonObject { ["items"] = new JsonArray([.. ids.Select(id =>
                (JsonNode)new JsonObject { ["id"] = id, ["value"] = value })]) };
            if (profile is not null) body["profile"] = profile;
            var result = await client.PostFeedbackAsync(body, ct);
            shell.Terminal.Line($"{(ids.Count == 1 ? ids[0] : $"{ids.Count} papers")}: thumb {value}. The order is new, after {result.RankedIn:0} ms.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Clear(Shell shell)
    {
        var papers = Papers();
        var command = new Command("clear", "Takes thumbs back.") { papers, shell.Profile };
        shell.Does(command, async (words, ct) =>
        {
            using var client = shell.Client(words);
            var profile = words.GetValue(shell.Profile);
            foreach (var id in await IdsAsync(shell, client, words.GetValue(papers)!, profile, ct))
            {
                await client.DeleteFeedbackAsync(id, profile, ct);
                shell.Terminal.Line($"{id}: no thumb any more.");
            }
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Mark(Shell shell, string name, string description, bool isSaved)
    {
        var papers = Papers();
        var command = new Command(name, description) { papers, shell.Profile };
        shell.Does(command, async (words, ct) =>
        {
            using var client = shell.Client(words);
            var profile = words.GetValue(shell.Profile);
            foreach (var id in await IdsAsync(shell, client, words.GetValue(papers)!, profile, ct))
            {
                var marks = await client.PutMarksAsync(id, Body(profile, ("saved", isSaved)), ct);
                shell.Terminal.Line($"{id}: {(marks.Saved ? "saved" : "not saved any more")}.");
            }
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Note(Shell shell)
    {
        var paper = new Argument<string>("paper") { Description = "An id, a DOI, or a number of the newest digest." };
        var text = new Argument<string[]>("text") { Description = "The note; - reads it from the input; nothing shows what stands.",
            Arity = ArgumentArity.ZeroOrMore };
        var tags = new Option<string[]>("--tag") { Description = "Puts these tags in place of the old ones.", HelpName = "TAG" };
        var remove = new Option<bool>("--remove") { Description = "Takes the note away." };
        var command = new Command("note", "Writes a note on a paper.") { paper, text, tags, remove, shell.Profile };
        shell.Does(command, async (words, ct) =>
        {
            using var client = shell.Client(words);
            var profile = words.GetValue(shell.Profile);
            var id = await PaperIds.ResolveAsync(client, words.GetValue(paper)!, profile, ct);
            var note = string.Join(' ', words.GetValue(text)!);
            if (note == "-") note = (await shell.Terminal.In.ReadToEndAsync(ct)).TrimEnd();
            var body = Body(profile);
            if (note.Length > 0 || words.GetValue(remove)) body["note"] = words.GetValue(remove) ? "" : note;
            if (words.GetValue(tags) is { Length: > 0 } given) body["tags"] = new JsonArray([.. given.Select(tag => (JsonNode)tag)]);
            var isChange = body.ContainsKey("note") || body.ContainsKey("tags");
            var (shown, shownTags) = isChange ? Shown(await client.PutMarksAsync(id, body, ct))
                : Shown(await client.GetPaperAsync(id, profile, ct));
            shell.Terminal.Paragraph(shown ?? "There is no note.");
            if (shownTags.Count > 0) shell.Terminal.Paragraph("Tags: " + string.Join(", ", shownTags));
            return ExitCodes.Done;
        });
        return command;
    }

    private static (string? Note, IReadOnlyList<string> Tags) Shown(Marks marks) => (marks.Note, marks.Tags);

    private static (string? Note, IReadOnlyList<string> Tags) Shown(Paper paper) => (paper.Note, paper.Tags);

    private static JsonObject Body(string? profile, params ReadOnlySpan<(string Name, JsonNode Value)> fields)
    {
        var body = new JsonObject();
        if (profile is not null) body["profile"] = profile;
        foreach (var (name, value) in fields) body[name] = value;
        return body;
    }

    private static async Task<List<string>> IdsAsync(Shell shell, LocalDigestClient client, string[] named, string? profile,
        CancellationToken ct)
    {
        var ids = new List<string>();
        foreach (var word in named)
        {
            if (word != "-") ids.Add(await PaperIds.ResolveAsync(client, word, profile, ct));
            else while (await shell.Terminal.In.ReadLineAsync(ct) is { } line) if (line.Trim()
                .Length > 0) ids.Add(await PaperIds.ResolveAsync(client, line, profile, ct));
        }
        return ids.Count > 0 ? ids : throw new CommandException("No paper was named.", ExitCodes.Usage);
    }
}
