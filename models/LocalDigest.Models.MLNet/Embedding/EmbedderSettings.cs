using System.Text.Json;

namespace LocalDigest.Models.MLNet;

/// <summary>How the vectors of a text's tokens become the vector of the text.</summary>
public enum Pooling
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>The vector of the first token, <c>[CLS]</c>.</summary>
    Cls,
}

/// <summary>A folder holds no sentence model that can be used. The message says to the user what to do, and names no path.</summary>
public sealed class OnnxFolderException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <param name="file">The file that is at fault.</param>
    /// <param name="fault">What is wrong, to go on with after the file's name.</param>
    /// <param name="remedy">What to do, as a sentence.</param>
    /// <param name="inner">What it came from.</param>
    internal static OnnxFolderException Of(string file, string fault, string remedy, Exception? inner = null) =>
        new($"{file}, in the folder that LocalDigest:Embedding:Folder names, {fault}. {remedy}", inner);
}

/// <summary>
/// How a sentence model in a folder is used: what <c>embedder.json</c> says, and defaults where it is silent. It does not load ML.NET.
/// </summary>
/// <remarks>
/// The folder holds <c>model.onnx</c> (inputs <c>input_ids</c>, <c>attention_mask</c>, <c>token_type_ids</c>, or some of them; an output
/// with one vector for each token), <c>vocab.txt</c> (BERT's WordPiece vocabulary) and perhaps <c>embedder.json</c>.
/// </remarks>
public sealed record EmbedderSettings
{
    internal const string ModelFile = "model.onnx", VocabularyFile = "vocab.txt", SettingsFile = "embedder.json";

    private const int LongestName = 100, FewestTokens = 8, MostTokens = 8192, LargestFile = 64 << 10;

    private const string Fields = "name, pooling, queryPrefix, documentPrefix, maxTokens, lowerCase, normalise";

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>What the model is called; the folder's own name where <c>embedder.json</c> has none.</summary>
    public required string Name { get; init; }

    public Pooling Pooling { get; init; } = Pooling.Mean;

    /// <summary>Stands before what is searched for.</summary>
    public string QueryPrefix { get; init; } = "";

    /// <summary>Stands before what is found.</summary>
    public string DocumentPrefix { get; init; } = "";

    /// <summary>Longer texts are cut, in tokens, <c>[CLS]</c> and <c>[SEP]</c> among them.</summary>
    public int MaxTokens { get; init; } = 512;

    /// <summary>Whether the vocabulary knows lower case only. Accents are taken off then, as BERT does.</summary>
    public bool LowerCase { get; init; } = true;

    /// <summary>Whether vectors are brought to length 1. It may be off only where the model gives such vectors by itself.</summary>
    public bool Normalise { get; init; } = true;

    /// <summary>Reads the settings and looks whether the files are there.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="OnnxFolderException">The folder or a file is missing, or <c>embedder.json</c> is wrong.</exception>
    public static EmbedderSettings Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new OnnxFolderException("The folder that LocalDigest:Embedding:Folder names is not there. Put it back, or take the setting out.");
        }
        foreach (var name in (string[])[ModelFile, VocabularyFile])
        {
            if (!File.Exists(Path.Combine(folder, name)))
            {
                throw OnnxFolderException.Of(name, "is missing", $"Put {ModelFile} and {VocabularyFile} there, or take the setting out.");
            }
        }
        var settings = new EmbedderSettings { Name = new DirectoryInfo(folder).Name };
        var file = new FileInfo(Path.Combine(folder, SettingsFile));
        if (!file.Exists) return settings;
        if (file.Length > LargestFile) throw Wrong("is too large");
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file.FullName), Lenient);
            if (json.RootElement.ValueKind != JsonValueKind.Object) throw Wrong("is not an object");
            return json.RootElement.EnumerateObject().Aggregate(settings, With);
        }
        catch (JsonException error)
        {
            throw Wrong($"is not JSON (line {error.LineNumber + 1})", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Wrong("cannot be read", error);
        }
    }

    private static EmbedderSettings With(EmbedderSettings settings, JsonProperty field) => field.Name switch
    {
        "name" => settings with { Name = NameOf(field) },
        "pooling" => settings with { Pooling = PoolingOf(field) },
        "queryPrefix" => settings with { QueryPrefix = Text(field) },
        "documentPrefix" => settings with { DocumentPrefix = Text(field) },
        "maxTokens" => settings with { MaxTokens = Tokens(field) },
        "lowerCase" => settings with { LowerCase = Flag(field) },
        "normalise" => settings with { Normalise = Flag(field) },
        var unknown => throw Wrong($"has a field '{unknown}' that is not known; the fields are {Fields}"),
    };

    private static string NameOf(JsonProperty field) =>
        Text(field).Trim() is { Length: > 0 and <= LongestName } name && !name.Any(char.IsControl)
            ? name
            : throw Wrong($"has a name that is not 1 to {LongestName} characters on one line");

    private static Pooling PoolingOf(JsonProperty field) => Text(field) switch
    {
        "mean" => Pooling.Mean,
        "cls" => Pooling.Cls,
        _ => throw Wrong("has a pooling that is not mean or cls"),
    };

    private static string Text(JsonProperty field) =>
        field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString()! : throw Wrong($"has a {field.Name} that is no text");

    private static int Tokens(JsonProperty field) =>
        field.Value.ValueKind == JsonValueKind.Number && field.Value.TryGetInt32(out var number)
        && number is >= FewestTokens and <= MostTokens
            ? number
            : throw Wrong($"has a maxTokens that is no whole number from {FewestTokens} to {MostTokens}");

    private static bool Flag(JsonProperty field) => field.Value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong($"has a {field.Name} that is neither true nor false"),
    };

    private static OnnxFolderException Wrong(string fault, Exception? inner = null) =>
        OnnxFolderException.Of(SettingsFile, fault, "Correct it, or remove it for the defaults.", inner);
}
