using System.Text.Json.Nodes;
using LocalDigest.Client;

namespace LocalDigest.Cli.Lsp;

/// <summary>The commands that lenses, actions and keys of the editor give.</summary>
internal sealed class Doing(Project project, Papers papers, Editor editor, Progresses progresses, JsonRpc rpc)
{
    public const string Up = "localdigest.up";
    public const string Down = "localdigest.down";
    public const string Clear = "localdigest.clear";
    public const string Save = "localdigest.save";
    public const string Similar = "localdigest.similar";
    public const string Show = "localdigest.show";
    public const string AddEntry = "localdigest.addEntry";
    public const string Today = "localdigest.today";
    public const string Search = "localdigest.search";
    public const string Run = "localdigest.run";

    /// <summary>Gives papers to an editor that shows them by itself; see <see cref="Lists"/>.</summary>
    public const string List = "localdigest.list";

    /// <summary>Gives a paper, as the daemon has it.</summary>
    public const string Paper = "localdigest.paper";

    private const int Info = 3;
    private const int MostSimilar = 10;

    private static readonly TimeSpan RefreshPatience = TimeSpan.FromSeconds(2);

    public static IReadOnlyList<string> Commands { get; } = [Up, Down, Clear, Save, Similar, Show, AddEntry, Today, Search, Run, List,
        Paper];

    /// <summary>A command for an editor: the first argument is a paper, the second the text where it was given.</summary>
    public static JsonObject Command(string title, string command, string id, string uri) =>
        new() { ["title"] = title, ["command"] = command, ["arguments"] = new JsonArray(id, uri) };

    /// <summary>A key that no entry has: the wished one, or that with a letter.</summary>
    public static string FreeKey(string wished, IReadOnlyCollection<BibEntry> entries)
    {
        var key = wished;
        for (var letter = 'a'; entries.Any(entry => entry.Key == key) && letter <= 'z'; letter++) key = wished + letter;
        return key;
    }

    /// <summary>Does what a command says.</summary>
    /// <param name="command">One of <see cref="Commands"/>.</param>
    /// <param name="arguments">What it is done with.</param>
    /// <param name="token">The editor's token for the progress; null where it gave none.</param>
    /// <param name="ct">The editor does not wait for the answer any more.</param>
    /// <exception cref="RpcException">It could not be done.</exception>
    public async Task<JsonNode?> ExecuteAsync(string command, JsonArray arguments, JsonNode? token, CancellationToken ct)
    {
        string Argument(int place) =>
            arguments.Count > place && arguments[place] is JsonValue value && value.TryGetValue<string>(out var text) ? text
            : throw new RpcException(RpcException.InvalidParams,
                $"{command} needs {(place == 0 ? "a paper's id" : "the address of a text")}.");
        switch (command)
        {
            case Up or Down or Clear or Save:
                return await MarkAsync(command, Argument(0), ct);
            case Similar:
                return await ListAsync("Similar papers", await papers.Client.SimilarPapersAsync(Argument(0), MostSimilar, ct: ct), ct);
            case Search:
                return await ListAsync($"Papers for {Argument(0)}",
                    await papers.Client.ListPapersAsync(new PaperQuery { Q = Argument(0), Limit = 20 }, ct), ct);
            case Show:
                return await ShowAsync(Pages.Write(Argument(0), Reading.Page(await papers.Client.GetPaperAsync(Argument(0), ct: ct))), ct);
            case AddEntry:
                return await AddEntryAsync(Argument(0), Argument(1), ct);
            case List:
                return await Lists.OfAsync(papers.Client, Argument(0), ct);
            case Paper:
                var paper = await papers.Client.GetPaperAsync(Argument(0), ct: ct);
                return System.Text.Json.JsonSerializer.SerializeToNode(paper, ClientJson.Default.Paper);
            case Today:
                return await TodayAsync(ct);
            case Run:
                return await RunAsync(token, ct);
            default:
                throw new RpcException(RpcException.InvalidParams, $"'{command}' is no command of LocalDigest.");
        }
    }

    private async Task<JsonNode?> MarkAsync(string command, string id, CancellationToken ct)
    {
        if (command == Clear) await papers.Client.DeleteFeedbackAsync(id, ct: ct);
        else if (command == Save) await papers.Client.PutMarksAsync(id, new JsonObject { ["saved"] = true }, ct);
        else await papers.Client.PutFeedbackAsync(id, new JsonObject { ["value"] = command == Up ? "up" : "down" }, ct);
        papers.Forget();
        // Not every editor can be asked to draw its lenses anew; those that can do so.
        await RefreshAsync(ct);
        return new JsonObject { ["id"] = id, ["done"] = command };
    }

    private async Task RefreshAsync(CancellationToken ct)
    {
        if (!editor.RefreshesLenses) return;
        try
        {
            await rpc.AskAsync("workspace/codeLens/refresh", null, ct).WaitAsync(RefreshPatience, ct);
        }
        catch (Exception error) when (error is RpcException or TimeoutException)
        {
            // The thumb is stored all the same; the lenses are drawn with the next change.
        }
    }

    private async Task<JsonNode?> ListAsync(string title, PaperPage page, CancellationToken ct)
    {
        var text = $"# {Reading.Plain(title)}\n\n" + string.Concat(page.Items.Select(paper =>
            $"- **{Reading.Plain(paper.Title)}**, {Reading.Plain(Reading.Authors(paper))}, {Reading.Name(paper.Id)}\n"));
        var shown = await ShowAsync(Pages.Write(title, text), ct);
        shown["items"] = Lists.Of(page.Items);
        return shown;
    }

    private async Task<JsonNode?> TodayAsync(CancellationToken ct)
    {
        var digest = await papers.Client.LatestDigestAsync(ct: ct);
        var shown = await ShowAsync(Pages.Write(digest.Id, await papers.Client.GetDigestTextAsync("text/markdown", digest.Id, ct: ct)), ct);
        shown["items"] = Lists.Of(digest);
        return shown;
    }

    private async Task<JsonObject> ShowAsync(string path, CancellationToken ct)
    {
        var uri = Document.UriOf(path);
        // Whoever cannot be asked opens the file by its address.
        if (editor.ShowsDocuments) await rpc.AskAsync("window/showDocument", new JsonObject { ["uri"] = uri, ["takeFocus"] = true }, ct);
        return new JsonObject { ["uri"] = uri };
    }

    /// <summary>Adds a paper's entry to the bibliography of a text. One that is there is not added again.</summary>
    private async Task<JsonNode?> AddEntryAsync(string id, string uri, CancellationToken ct)
    {
        var document = project.Find(uri) ?? throw new RpcException(RpcException.InvalidParams, $"{uri} is not open.");
        var own = project.Entries(document).Select(found => found.Entry).ToList();
        if (own.FirstOrDefault(entry => entry.PaperId == id) is { } known) return new JsonObject { ["key"] = known.Key, ["added"] = false };
        var text = await papers.Client.PaperBibtexAsync(id, ct);
        if (BibTeX.First(text) is not { } entry) throw new RpcException(RpcException.RequestFailed, $"The daemon gives no entry for {id}.");
        var key = FreeKey(entry.Key, own);
        text = string.Concat(text.AsSpan(entry.Start, entry.KeyStart - entry.Start), key,
            text.AsSpan(entry.KeyStart + entry.Key.Length, entry.End - entry.KeyStart - entry.Key.Length));
        var path = project.BibliographyFor(document);
        if (!File.Exists(path)) await File.WriteAllTextAsync(path, "", ct);
        var file = project.Find(Document.UriOf(path)) ?? new Document(Document.UriOf(path), await File.ReadAllTextAsync(path, ct));
        var gap = file.Text.Length == 0 ? "" : file.Text.EndsWith('\n') ? "\n" : "\n\n";
        var edit = new JsonObject { ["range"] = file.RangeOf(file.Text.Length, 0), ["newText"] = $"{gap}{text}\n" };
        var label = new JsonObject { ["label"] = $"Add {key}",
            ["edit"] = new JsonObject { ["changes"] = new JsonObject { [file.Uri] = new JsonArray(edit) } } };
        var applied = await rpc.AskAsync("workspace/applyEdit", label, ct);
        if (applied?["applied"]?.GetValue<bool>() != true) throw new RpcException(RpcException.RequestFailed,
            $"The editor did not take the entry into {Path.GetFileName(path)}.");
        return new JsonObject { ["key"] = key, ["added"] = true, ["uri"] = file.Uri };
    }

    /// <summary>
    /// Makes the digest, and tells how it goes. What ends the progress ends the run; who only does not wait any more leaves it to the
    /// daemon.
    /// </summary>
    private async Task<JsonNode?> RunAsync(JsonNode? token, CancellationToken ct)
    {
        var progress = await progresses.BeginAsync("LocalDigest makes the digest", token, ct);
        LocalDigest.Client.Run? run = null;
        try
        {
            run = await papers.Client.StartRunAsync(new JsonObject { ["kind"] = "digest" }, ct);
            await foreach (var change in papers.Client.FollowRunAsync(run.Id, progress.Ended))
            {
                run = change;
                await progress.ReportAsync(run.Total > 0 ? $"{run.Stage} {run.Done} of {run.Total}" : run.Stage, run.Done, run.Total);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested && run is not null)
        {
            run = await EndedAsync(run, ct);
        }
        finally
        {
            await progress.EndAsync(run?.State);
        }
        papers.Forget();
        var told = run switch
        {
            { Digest: not null } => "the digest is ready.",
            { State: "cancelled" } => "the run was ended. What was judged until then is kept.",
            _ => $"there is no digest: {string.Join(' ', run.Problems.Select(problem => problem.Message))}",
        };
        await rpc.NotifyAsync("window/showMessage", new JsonObject { ["type"] = Info, ["message"] = "LocalDigest: " + told });
        return new JsonObject { ["state"] = run.State, ["digest"] = run.Digest };
    }

    /// <summary>Asks the daemon to end a run, and waits until it has.</summary>
    private async Task<LocalDigest.Client.Run> EndedAsync(LocalDigest.Client.Run run, CancellationToken ct)
    {
        run = await papers.Client.CancelRunAsync(run.Id, ct);
        await foreach (var change in papers.Client.FollowRunAsync(run.Id, ct)) run = change;
        return run;
    }
}
