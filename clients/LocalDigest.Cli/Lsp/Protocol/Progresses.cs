using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace LocalDigest.Cli.Lsp;

/// <summary>Work whose progress an editor shows, and ends where its reader says so.</summary>
internal sealed class Progresses(Editor editor, JsonRpc rpc)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, CancellationTokenSource> open = new(StringComparer.Ordinal);

    /// <summary>Begins to tell of some work.</summary>
    /// <param name="title">What is done.</param>
    /// <param name="given">The editor's own token for it (<c>workDoneToken</c>); null to ask for a place to show it, if the editor has
    /// such places.</param>
    /// <param name="ct">Ends the work in any case.</param>
    public async Task<Progress> BeginAsync(string title, JsonNode? given, CancellationToken ct)
    {
        var token = given?.DeepClone() ?? "localdigest-" + Guid.NewGuid().ToString("N");
        var isShown = given is not null || await MayShowAsync(token, ct);
        var ends = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var key = token.ToJsonString();
        open[key] = ends;
        var progress = new Progress(isShown ? value => TellAsync(token, value) : null, ends, () => open.TryRemove(key, out _));
        await progress.TellAsync(new JsonObject { ["kind"] = "begin", ["title"] = title, ["cancellable"] = true });
        return progress;
    }

    /// <summary>The reader has pressed what ends the work; of a token that is not known, or not any more, nothing comes.</summary>
    public void Cancel(JsonNode? token)
    {
        if (token is not null && open.TryGetValue(token.ToJsonString(), out var ends)) ends.Cancel();
    }

    /// <summary>An editor that refuses, or does not answer, is not told; the work is done all the same.</summary>
    private async Task<bool> MayShowAsync(JsonNode token, CancellationToken ct)
    {
        if (!editor.ShowsProgress) return false;
        try
        {
            await rpc.AskAsync("window/workDoneProgress/create", new JsonObject { ["token"] = token.DeepClone() }, ct)
                .WaitAsync(Patience, ct);
            return true;
        }
        catch (Exception error) when (error is RpcException or TimeoutException)
        {
            return false;
        }
    }

    private Task TellAsync(JsonNode token, JsonObject value) =>
        rpc.NotifyAsync("$/progress", new JsonObject { ["token"] = token.DeepClone(), ["value"] = value });
}

/// <summary>The progress of one piece of work. It ends with <see cref="EndAsync"/>, of which the editor is told once.</summary>
internal sealed class Progress(Func<JsonObject, Task>? tell, CancellationTokenSource ends, Action close)
{
    private const int Whole = 100;

    /// <summary>The reader has ended the work, or whoever asked for it.</summary>
    public CancellationToken Ended { get; } = ends.Token;

    /// <summary>Tells how far it is.</summary>
    /// <param name="message">What goes on.</param>
    /// <param name="done">How many are done.</param>
    /// <param name="total">Of how many; 0 where nobody knows.</param>
    public Task ReportAsync(string? message, int done, int total)
    {
        var report = new JsonObject { ["kind"] = "report", ["message"] = message };
        if (total > 0) report["percentage"] = (int)((long)Whole * Math.Clamp(done, 0, total) / total);
        return TellAsync(report);
    }

    /// <summary>Tells that it has ended, and how.</summary>
    public async Task EndAsync(string? message)
    {
        close();
        await TellAsync(new JsonObject { ["kind"] = "end", ["message"] = message });
        ends.Dispose();
    }

    internal Task TellAsync(JsonObject value) => tell is null ? Task.CompletedTask : tell(value);
}
