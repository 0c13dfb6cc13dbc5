using LocalDigest.Citations;
using LocalDigest.Delivery;
using LocalDigest.Llm;
using LocalDigest.Reading;
using LocalDigest.Sources;
using LocalDigest.Storage;
using LocalDigest.Watching;

namespace LocalDigest.Daemon.Hosting;

/// <summary>
/// Everything below <c>LocalDigest:</c> in the configuration: <c>appsettings.json</c> in the data directory, over it what the surface has
/// set (<see cref="ModelFile"/>), over that the environment and then the command line. What else stands there is none of the daemon's.
/// </summary>
internal sealed record Settings
{
    public const string Root = "LocalDigest";

    /// <summary>Where to listen; <c>--urls</c> goes before it.</summary>
    public string? Urls { get; init; }

    /// <summary><c>token</c> or <c>none</c>; <c>--auth</c> and <c>LOCALDIGEST_AUTH</c> go before it.</summary>
    public string? Auth { get; init; }

    /// <summary>Host names beside the loopback ones that requests may name.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    public ArxivOptions Arxiv { get; init; } = new();

    public HuggingFaceOptions HuggingFace { get; init; } = new();

    public SemanticScholarOptions SemanticScholar { get; init; } = new();

    /// <summary>Looking up what became of papers that are held or cited.</summary>
    public WatchOptions Watch { get; init; } = new();

    public BiorxivOptions Biorxiv { get; init; } = new();

    public OpenReviewOptions OpenReview { get; init; } = new();

    public FeedOptions Feeds { get; init; } = new();

    public ZoteroOptions Zotero { get; init; } = new();

    /// <summary>The language model; where these are silent, <c>OPENAI_BASE_URL</c> and <c>OPENAI_API_KEY</c> speak.</summary>
    public LlmOptions Llm { get; init; } = new();

    public EmbeddingOptions Embedding { get; init; } = new();

    public ReadingOptions Reading { get; init; } = new();

    /// <summary>The daily copies of the database.</summary>
    public BackupOptions Backups { get; init; } = new();

    /// <summary>The files of the log.</summary>
    public LogFileOptions Log { get; init; } = new();

    public PreferenceOptions Preferences { get; init; } = new();

    public SmtpOptions Smtp { get; init; } = new();

    public IReadOnlyDictionary<string, WebhookOptions> Webhooks { get; init; } = new Dictionary<string, WebhookOptions>();

    /// <summary>Reads and checks.</summary>
    /// <exception cref="ConfigurationException">A setting is unknown or cannot be what it is; the message names it in full.</exception>
    public static Settings Read(DaemonArguments arguments, string folder) => Read(Sources(arguments, folder, ModelFile.Read(folder)));

    /// <inheritdoc cref="Read(DaemonArguments, string)"/>
    /// <param name="sources">From <see cref="Sources"/>.</param>
    public static Settings Read(IConfigurationRoot sources)
    {
        var section = sources.GetSection(Root);
        if (SettingsForm.Of<Settings>(Root).Fault(section) is { } fault) throw new ConfigurationException(fault);
        var settings = section.Get<Settings>() ?? new Settings();
        settings = settings with
        {
            Llm = settings.Llm with
            {
                BaseUrl = settings.Llm.BaseUrl ?? Environment.GetEnvironmentVariable("OPENAI_BASE_URL"),
                ApiKey = settings.Llm.ApiKey ?? Environment.GetEnvironmentVariable("OPENAI_API_KEY"),
            },
            Webhooks = settings.Webhooks.ToDictionary(StringComparer.OrdinalIgnoreCase),
        };
        return settings.Check() is { } wrong ? throw new ConfigurationException(wrong) : settings;
    }

    /// <summary>
    /// What the settings are read from, the weightiest last: in the order of <see cref="SettingSource"/>, from its first file on.
    /// </summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="folder">The data directory.</param>
    /// <param name="model">What the surface has set, by the settings' full names.</param>
    public static IConfigurationRoot Sources(DaemonArguments arguments, string folder, IReadOnlyDictionary<string, string> model)
    {
        const string file = "appsettings.json";
        try
        {
            return new ConfigurationBuilder()
                .AddJsonFile(Path.Combine(folder, file), optional: true, reloadOnChange: false)
                .AddInMemoryCollection(model.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
                .AddEnvironmentVariables()
                .AddCommandLine([.. arguments.Settings])
                .Build();
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            var where = error.InnerException?.InnerException is System.Text.Json.JsonException { LineNumber: { } line } ? $" at line {line + 1}" : "";
            throw new ConfigurationException($"The file {file} in the data directory cannot be read{where}. It holds JSON such as {{\"LocalDigest\":{{\"Llm\":{{\"Model\":\"NAME\"}}}}}}.", error);
        }
    }

    /// <summary>What is wrong with the places that digests are brought to, as sentences. It costs the deliveries there and nothing else.</summary>
    public IEnumerable<string> DeliveryFaults() =>
        Webhooks.Select(webhook => webhook.Value.Check(webhook.Key)).Prepend(Smtp.Check()).OfType<string>();

    /// <summary>What is wrong with the other settings, as a sentence; null where nothing is.</summary>
    private string? Check() =>
        Arxiv.Check() ?? HuggingFace.Check() ?? SemanticScholar.Check() ?? Watch.Check() ?? Biorxiv.Check() ?? OpenReview.Check()
            ?? Zotero.Check() ?? Llm.Check() ?? Embedding.Check() ?? Reading.Check() ?? Backups.Check() ?? Log.Check();
}
