using System.Text.Json;
using LocalDigest.Llm;
using LocalDigest.Storage;

namespace LocalDigest.Daemon.Hosting;

/// <summary>
/// <c>model.json</c> in the data directory: the language model as it was chosen over the surface, readable by its owner only. It is a
/// file of its own, so that what users write into <c>appsettings.json</c>, comments included, stays as it is.
/// </summary>
internal static class ModelFile
{
    private const string Name = "model.json";

    private const string Llm = Settings.Root + ":" + nameof(Settings.Llm) + ":";

    public const string BaseUrl =
        Llm + nameof(LlmOptions.BaseUrl), Model = Llm + nameof(LlmOptions.Model), ApiKey = Llm + nameof(LlmOptions.ApiKey);

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The settings in it, by their full names; none where there is no file.</summary>
    /// <exception cref="ConfigurationException">It cannot be read.</exception>
    public static IReadOnlyDictionary<string, string> Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path)) return new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path)) ?? throw new JsonException();
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(
                $"The file {Name} in the data directory, which holds the language model that was chosen in the page, cannot be read. "
                + "Delete it and choose the model again.", error);
        }
    }

    /// <summary>Puts settings in its place; none take it away.</summary>
    /// <exception cref="StorageException">It cannot be written.</exception>
    public static void Write(string folder, IReadOnlyDictionary<string, string> settings)
    {
        var path = Path.Combine(folder, Name);
        try
        {
            if (settings.Count == 0) File.Delete(path);
            else PrivateFiles.Replace(path, JsonSerializer.Serialize(settings, Indented) + "\n");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(
                "The model could not be stored. Check that the disk is not full and that the data directory belongs to you; the model of "
                + "before is in use.",
                error);
        }
    }
}
