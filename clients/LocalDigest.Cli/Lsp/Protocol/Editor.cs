using System.Text.Json.Nodes;

namespace LocalDigest.Cli.Lsp;

/// <summary>What the editor said of itself when it began.</summary>
internal sealed class Editor
{
    /// <summary>Its process; null where it did not say.</summary>
    public int? ProcessId { get; private set; }

    /// <summary>It shows files and addresses that it is asked to show.</summary>
    public bool ShowsDocuments { get; private set; }

    /// <summary>It makes a place for progress where it is asked.</summary>
    public bool ShowsProgress { get; private set; }

    /// <summary>It draws its lenses anew where it is asked.</summary>
    public bool RefreshesLenses { get; private set; }

    public IReadOnlyList<string> Roots { get; private set; } = [];

    public void Read(JsonNode parameters)
    {
        ProcessId = parameters["processId"] is JsonValue id && id.TryGetValue<int>(out var pid) ? pid : null;
        var window = parameters["capabilities"]?["window"];
        ShowsDocuments = window?["showDocument"]?["support"]?.GetValue<bool>() == true;
        ShowsProgress = window?["workDoneProgress"]?.GetValue<bool>() == true;
        RefreshesLenses = parameters["capabilities"]?["workspace"]?["codeLens"]?["refreshSupport"]?.GetValue<bool>() == true;
        var folders = parameters["workspaceFolders"] is JsonArray { Count: > 0 } named
            ? named.Select(folder => folder!["uri"]!.GetValue<string>())
            : parameters["rootUri"] is JsonValue root && root.TryGetValue<string>(out var uri) ? [uri] : (IEnumerable<string>)[];
        Roots = [.. folders.Select(Document.PathOf).OfType<string>().Where(Directory.Exists)];
    }
}
