using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using LocalDigest.Cli.Commands;
using LocalDigest.Client;

namespace LocalDigest.Cli.Lsp;

/// <summary>The language server: its life, the texts, and who answers what.</summary>
internal sealed class LspServer : IDisposable
{
    private const int MessageError = 1;

    private static readonly TimeSpan DiagnoseAfter = TimeSpan.FromMilliseconds(300);

    /// <summary>A check that takes longer shows its progress; shorter ones would only flicker.</summary>
    private static readonly TimeSpan ShowProgressAfter = TimeSpan.FromMilliseconds(700);

    private readonly Editor editor;
    private readonly JsonRpc rpc;
    private readonly Project project = new();
    private readonly Papers papers;
    private readonly Reading reading;
    private readonly Citing citing;
    private readonly Hints hints;
    private readonly Doing doing;
    private readonly Progresses progresses;
    private readonly Lock diagnosisLock = new();

    /// <summary>The texts about whose papers nobody is to be asked for now.</summary>
    private readonly ConcurrentDictionary<string, bool> unasked = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource ends = new();
    private CancellationTokenSource diagnosing = new();
    private Task diagnosed = Task.CompletedTask;
    private Task parentWatch = Task.CompletedTask;
    private bool isInitialized;
    private bool isShutDown;
    private bool hasToldTrouble;
    private int? exitCode;

    public LspServer(LocalDigestClient client, Editor editor, Stream input, Stream output)
    {
        this.editor = editor;
        papers = new Papers(client);
        rpc = new JsonRpc(new BufferedStream(input), output, HandleAsync);
        reading = new Reading(project, papers);
        citing = new Citing(project, papers);
        hints = new Hints(project, papers, new Fates(client));
        progresses = new Progresses(editor, rpc);
        doing = new Doing(project, papers, editor, progresses, rpc);
    }

    /// <returns>The exit code: 0 where the editor shut the server down as it should.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, ends.Token);
        // Reading from a pipe cannot be called off: where the editor's process is gone, its reader is left behind.
        var messages = Task.Run(() => rpc.RunAsync(either.Token), CancellationToken.None);
        var ended = await Task.WhenAny(messages, Task.Delay(Timeout.InfiniteTimeSpan, either.Token));
        await ends.CancelAsync();
        if (ended == messages && messages.IsFaulted) await messages;
        await Task.WhenAll(diagnosed, parentWatch);
        return exitCode ?? (isShutDown ? ExitCodes.Done : ExitCodes.Failed);
    }

    public void Dispose()
    {
        rpc.Dispose();
        ends.Dispose();
        diagnosing.Dispose();
        Pages.Forget();
    }

    private async Task<JsonNode?> HandleAsync(string method, JsonNode? parameters, CancellationToken ct)
    {
        if (method == "exit")
        {
            exitCode = isShutDown ? ExitCodes.Done : ExitCodes.Failed;
            await ends.CancelAsync();
            return null;
        }
        if (method == "initialize") return Initialize(parameters!);
        if (!isInitialized) throw new RpcException(RpcException.NotInitialized, "Send initialize first.");
        if (isShutDown) throw new RpcException(RpcException.InvalidRequest, "The server was shut down.");
        try
        {
            var answer = await AnswerAsync(method, parameters, ct);
            return answer;
        }
        catch (Exception error) when (error is DaemonException or RefusedException)
        {
            // The editor goes on without papers; a command that was given is told, the rest once.
            if (method == "workspace/executeCommand" || !hasToldTrouble) await ShowAsync(MessageError, error.Message);
            hasToldTrouble = true;
            if (method == "workspace/executeCommand") throw new RpcException(RpcException.RequestFailed, error.Message);
            return null;
        }
    }

    private async Task<JsonNode?> AnswerAsync(string method, JsonNode? parameters, CancellationToken ct)
    {
        switch (method)
        {
            case "initialized" or "$/setTrace" or "workspace/didChangeConfiguration" or "textDocument/willSave":
                return null;
            case "window/workDoneProgress/cancel":
                progresses.Cancel(parameters!["token"]);
                return null;
            case "shutdown":
                isShutDown = true;
                return null;
            case "textDocument/didOpen":
                var item = parameters!["textDocument"]!;
                project.Add(item["uri"]!.GetValue<string>(), item["text"]!.GetValue<string>(), item["languageId"]?.GetValue<string>());
                Diagnose();
                return null;
            case "textDocument/didChange":
                project.Change(UriOf(parameters!), parameters!["contentChanges"]!.AsArray());
                Diagnose();
                return null;
            case "textDocument/didSave":
                unasked.TryRemove(UriOf(parameters!), out _);
                Diagnose();
                return null;
            case "workspace/didChangeWatchedFiles":
                Diagnose();
                return null;
            case "textDocument/didClose":
                project.Close(UriOf(parameters!));
                unasked.TryRemove(UriOf(parameters!), out _);
                await PublishAsync(UriOf(parameters!), []);
                return null;
            case "workspace/executeCommand":
                var result = await doing.ExecuteAsync(parameters!["command"]!.GetValue<string>(), parameters["arguments"]?.AsArray() ?? [],
                    parameters["workDoneToken"], ct);
                hasToldTrouble = false;
                Diagnose();
                return result;
            case "workspace/symbol":
                return await reading.SymbolsAsync(parameters!["query"]!.GetValue<string>(), ct);
            case "codeLens/resolve" or "completionItem/resolve":
                return parameters!.DeepClone();
        }
        if (!IsKnown(method)) throw new RpcException(RpcException.MethodNotFound, $"'{method}' is not served.");
        if (project.Find(UriOf(parameters!)) is not { } document) return null;
        JsonNode? answer = method switch
        {
            "textDocument/hover" => await reading.HoverAsync(document, OffsetOf(document, parameters!), ct),
            "textDocument/documentLink" => Reading.Links(document),
            "textDocument/codeLens" => await reading.LensesAsync(document, ct),
            "textDocument/codeAction" => await hints.ActionsAsync(document, parameters!, ct),
            "textDocument/completion" => await citing.CompleteAsync(document, OffsetOf(document, parameters!), ct),
            "textDocument/definition" => citing.Definition(document, OffsetOf(document, parameters!)),
            _ => citing.References(document, OffsetOf(document, parameters!),
                parameters!["context"]?["includeDeclaration"]?.GetValue<bool>() ?? true),
        };
        hasToldTrouble = false;
        return answer;
    }

    private static bool IsKnown(string method) =>
        method is "textDocument/hover" or "textDocument/documentLink" or "textDocument/codeLens" or "textDocument/codeAction"
        or "textDocument/completion" or "textDocument/definition" or "textDocument/references";

    private JsonObject Initialize(JsonNode parameters)
    {
        if (isInitialized) throw new RpcException(RpcException.InvalidRequest, "initialize was sent before.");
        editor.Read(parameters);
        project.Roots = editor.Roots;
        isInitialized = true;
        parentWatch = WatchAsync(editor.ProcessId);
        return new JsonObject
        {
            ["capabilities"] = new JsonObject
            {
                ["positionEncoding"] = "utf-16",
                ["textDocumentSync"] = new JsonObject { ["openClose"] = true, ["change"] = 2, ["save"] = true },
                ["hoverProvider"] = true,
                ["codeLensProvider"] = new JsonObject { ["resolveProvider"] = false },
                ["codeActionProvider"] = new JsonObject { ["codeActionKinds"] = new JsonArray("quickfix", "source") },
                ["completionProvider"] = new JsonObject { ["triggerCharacters"] = new JsonArray("{", ",", "@", ":"),
                    ["resolveProvider"] = false },
                ["definitionProvider"] = true,
                ["referencesProvider"] = true,
                ["documentLinkProvider"] = new JsonObject { ["resolveProvider"] = false },
                ["workspaceSymbolProvider"] = true,
                ["executeCommandProvider"] = new JsonObject { ["commands"] = new JsonArray([.. Doing.Commands.Select(name =>
                    (JsonNode)name)]), ["workDoneProgress"] = true },
            },
            ["serverInfo"] = new JsonObject { ["name"] = "localdigest", ["version"] = CareCommands.Version },
        };
    }

    /// <summary>An editor that is gone without a word takes its server along.</summary>
    private async Task WatchAsync(int? id)
    {
        if (id is not { } pid) return;
        try
        {
            using var process = Process.GetProcessById(pid);
            await process.WaitForExitAsync(ends.Token);
        }
        catch (ArgumentException)
        {
            // It was gone before.
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // Another user's, whose end cannot be waited for; the end of the input is the sign then.
            return;
        }
        catch (OperationCanceledException)
        {
            return;
        }
        await ends.CancelAsync();
    }

    /// <summary>Looks through what is open, once no more is typed for a moment.</summary>
    private void Diagnose()
    {
        lock (diagnosisLock)
        {
            diagnosing.Cancel();
            diagnosing.Dispose();
            diagnosing = CancellationTokenSource.CreateLinkedTokenSource(ends.Token);
            diagnosed = DiagnoseAsync(diagnosed, diagnosing.Token);
        }
    }

    private async Task DiagnoseAsync(Task before, CancellationToken ct)
    {
        try
        {
            await before;
            await Task.Delay(DiagnoseAfter, ct);
            foreach (var document in project.Open.ToList())
            {
                if (hints.AtOnce(document) is { } first) await PublishAsync(document.Uri, first);
                await PublishAsync(document.Uri, await HintsAsync(document, ct));
            }
            hasToldTrouble = false;
        }
        catch (OperationCanceledException)
        {
            // More was typed.
        }
        catch (Exception error) when (error is DaemonException or RefusedException)
        {
            if (!hasToldTrouble) await ShowAsync(MessageError, error.Message);
            hasToldTrouble = true;
        }
        catch (Exception error) when (error is IOException or TimeoutException)
        {
            // A text that cannot be looked through keeps no other from it.
            await Console.Error.WriteLineAsync(error.Message);
        }
    }

    /// <summary>
    /// What may be wrong in a text. Where papers are asked about for long, the editor shows how far that is, and its reader may end it:
    /// then nothing more is asked about this text until it is saved.
    /// </summary>
    private async Task<JsonArray> HintsAsync(Document document, CancellationToken ct)
    {
        if (unasked.ContainsKey(document.Uri) && hints.AtOnce(document) is { } known) return known;
        using var checking = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var (done, total) = (0, 0);
        Progress? progress = null;
        var check = hints.OfAsync(document, (now, of) =>
        {
            (done, total) = (now, of);
            return progress?.ReportAsync($"{now} of {of} papers", now, of) ?? Task.CompletedTask;
        }, checking.Token);
        try
        {
            if (await Task.WhenAny(check, Task.Delay(ShowProgressAfter, ct)) == check) return await check;
            var begun = await progresses.BeginAsync($"LocalDigest checks the citations of {NameOf(document)}", null, ct);
            using var ended = begun.Ended.Register(checking.Cancel);
            await begun.ReportAsync($"{done} of {total} papers", done, total);
            progress = begun;
            return await check;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            unasked[document.Uri] = true;
            return hints.AtOnce(document) ?? [];
        }
        finally
        {
            await ((Task)check).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (progress is not null) await progress.EndAsync(checking.IsCancellationRequested ? "ended" : "checked");
        }
    }

    private static string NameOf(Document document) => Path.GetFileName(document.Path ?? document.Uri);

    private Task PublishAsync(string uri, JsonArray diagnostics) =>
        rpc.NotifyAsync("textDocument/publishDiagnostics", new JsonObject { ["uri"] = uri, ["diagnostics"] = diagnostics });

    private Task ShowAsync(int type, string message) =>
        rpc.NotifyAsync("window/showMessage", new JsonObject { ["type"] = type, ["message"] = "LocalDigest: " + message });

    private static string UriOf(JsonNode parameters) => parameters["textDocument"]!["uri"]!.GetValue<string>();

    private static int OffsetOf(Document document, JsonNode parameters) => document.OffsetOf(parameters["position"]!);
}
