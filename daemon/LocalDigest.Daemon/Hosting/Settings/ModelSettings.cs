using LocalDigest.Llm;

namespace LocalDigest.Daemon.Hosting;

/// <summary>Who has set a setting. Those that stand later go before those that stand earlier.</summary>
internal enum SettingSource
{
    /// <summary>Nobody.</summary>
    None,

    /// <summary><c>OPENAI_BASE_URL</c> or <c>OPENAI_API_KEY</c>, which speak where everything else is silent.</summary>
    OpenAi,

    /// <summary><c>appsettings.json</c> in the data directory.</summary>
    File,

    /// <summary>The surface, as the page does it.</summary>
    Page,

    /// <summary>A variable of the environment. The surface cannot change it.</summary>
    Environment,

    /// <summary>The command line. The surface cannot change it.</summary>
    CommandLine,
}

/// <summary>The language model's settings as they are in use.</summary>
/// <param name="Options">All of them.</param>
/// <param name="BaseUrl">Who has set the address.</param>
/// <param name="Model">Who has set the name.</param>
/// <param name="ApiKey">Who has set the key.</param>
internal sealed record ModelInUse(LlmOptions Options, SettingSource BaseUrl, SettingSource Model, SettingSource ApiKey)
{
    /// <summary>The address as it may be shown: without a name and password in it. Null where none is set.</summary>
    public string? ShownBaseUrl => Shown(Options.BaseUrl);

    /// <summary>A key is sent, or a name and password.</summary>
    public bool HasKey => !string.IsNullOrWhiteSpace(Options.ApiKey) || Options.UserInfo is not null;

    /// <summary>Whether two addresses are of one server, so that a key for the one is no news to the other.</summary>
    public bool IsSameServer(LlmOptions other) =>
        Options.Endpoint.GetLeftPart(UriPartial.Authority) == other.Endpoint.GetLeftPart(UriPartial.Authority);

    private static string? Shown(string? address)
    {
        if (string.IsNullOrWhiteSpace(address)) return null;
        var uri = new Uri(address.Trim());
        return uri.UserInfo.Length == 0 ? address.Trim() : new UriBuilder(uri) { UserName = "", Password = "" }.Uri.AbsoluteUri;
    }
}

/// <summary>A model that was to be chosen and cannot be.</summary>
/// <param name="Field">The field of the request.</param>
/// <param name="Fault">Why, as a sentence.</param>
internal sealed record ModelFault(string Field, string Fault);

/// <summary>
/// Chooses the language model while the daemon runs. A key goes to the server for which it was given and to no other: where the address
/// leads to another server, and no key comes with it, the one of before is not sent there.
/// </summary>
internal sealed class ModelSettings
{
    private readonly DaemonArguments arguments;
    private readonly string folder;
    private readonly ChatModel model;
    private readonly Lock changing = new();
    private volatile ModelInUse current;

    /// <exception cref="ConfigurationException">The settings cannot be read.</exception>
    public ModelSettings(DaemonArguments arguments, string folder, ChatModel model)
    {
        (this.arguments, this.folder, this.model) = (arguments, folder, model);
        current = Read(ModelFile.Read(folder));
    }

    /// <summary>What is in use.</summary>
    public ModelInUse Current => current;

    /// <summary>How a model would be asked that is not chosen.</summary>
    /// <param name="baseUrl">Its address; null for OpenAI's own.</param>
    /// <param name="name">Its name.</param>
    /// <param name="apiKey">Its key; null for the one of before, empty for none.</param>
    /// <returns>The options, or why there can be none such.</returns>
    public (LlmOptions? Options, ModelFault? Fault) Try(string? baseUrl, string name, string? apiKey)
    {
        var before = current;
        var options = before.Options with { BaseUrl = Given(baseUrl, before), Model = name, ApiKey = apiKey };
        if (name.Length == 0) return (null, new ModelFault("model", "It is the name that the model's server has for it."));
        if (apiKey?.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)) == true) return (
            null, new ModelFault("apiKey", "A key is one word."));
        if (options.Check() is { } fault) return (null, new ModelFault("baseUrl", fault));
        if (apiKey is null && before.IsSameServer(options)) options = options with { ApiKey = before.Options.ApiKey };
        return options.IsConfigured ? (options, null) : (
            null, new ModelFault("apiKey", "OpenAI's own address needs a key. Give one, or another address."));
    }

    /// <summary>Chooses a model: it is stored, and what begins from now on asks it.</summary>
    /// <inheritdoc cref="Try"/>
    /// <returns>Why it cannot be chosen; null where it is in use.</returns>
    public ModelFault? Choose(string? baseUrl, string name, string? apiKey)
    {
        lock (changing)
        {
            var (tried, fault) = Try(baseUrl, name, apiKey);
            if (tried is null) return fault;
            var before = current;
            var wanted = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [ModelFile.BaseUrl] = tried.BaseUrl ?? "",
                [ModelFile.Model] = name,
            };
            // A key of elsewhere is not copied. Empty, it keeps such a one from being sent to another server.
            if (apiKey is not null || before.ApiKey == SettingSource.Page || !before.IsSameServer(tried)) wanted[ModelFile.ApiKey] =
                tried.ApiKey ?? "";
            if (Locked("baseUrl", before.BaseUrl, tried.BaseUrl ?? "", before.Options.BaseUrl) is { } address) return address;
            if (Locked("model", before.Model, name, before.Options.Model) is { } other) return other;
            if (apiKey is not null && Locked("apiKey", before.ApiKey, apiKey, before.Options.ApiKey) is { } key) return key;
            if (before.ApiKey >= SettingSource.Environment && !before.IsSameServer(tried))
            {
                return new ModelFault(
                    "baseUrl",
                    $"The key is set {Where(before.ApiKey)} and would be sent to another server. Set the address in the same place.");
            }
            return Take(wanted);
        }
    }

    /// <summary>Forgets what the surface has chosen; what is set elsewhere holds again.</summary>
    /// <returns>Why that cannot be; null where it is so.</returns>
    public ModelFault? Forget()
    {
        lock (changing) return Take(new Dictionary<string, string>(StringComparer.Ordinal));
    }

    private ModelFault? Take(IReadOnlyDictionary<string, string> settings)
    {
        ModelInUse read;
        try
        {
            read = Read(settings);
        }
        catch (ConfigurationException wrong)
        {
            // The user's own file has changed since the start and cannot be read any more.
            return new ModelFault("body", wrong.Message);
        }
        ModelFile.Write(folder, settings);
        model.Use(read.Options);
        current = read;
        return null;
    }

    private ModelInUse Read(IReadOnlyDictionary<string, string> settings)
    {
        var sources = Settings.Sources(arguments, folder, settings);
        var options = Settings.Read(sources).Llm;
        return new ModelInUse(
            options, SourceOf(sources, ModelFile.BaseUrl, options.BaseUrl), SourceOf(sources, ModelFile.Model, null),
            SourceOf(sources, ModelFile.ApiKey, options.ApiKey));
    }

    /// <param name="sources">In the order of <see cref="SettingSource"/>.</param>
    /// <param name="setting">Its full name.</param>
    /// <param name="value">What it is in the end, by whomever it was set.</param>
    private static SettingSource SourceOf(IConfigurationRoot sources, string setting, string? value)
    {
        var providers = sources.Providers.ToList();
        for (var i = providers.Count - 1; i >= 0; i--)
        {
            if (providers[i].TryGet(setting, out var set)
                && set is not null) return set.Length > 0 ? SettingSource.File + i : SettingSource.None;
        }
        return string.IsNullOrEmpty(value) ? SettingSource.None : SettingSource.OpenAi;
    }

    private static ModelFault? Locked(string field, SettingSource source, string wanted, string? set) =>
        source < SettingSource.Environment || wanted == (set ?? "")
            ? null
            : new ModelFault(field, $"It is set {Where(source)}, which goes before what is chosen here. Change it there.");

    private static string Where(SettingSource source) => source == SettingSource.CommandLine ? "on the command line" : "in the environment";

    /// <summary>An address as it is meant: what was shown, without its password, means what is set.</summary>
    private static string? Given(string? baseUrl, ModelInUse before) =>
        string.IsNullOrWhiteSpace(baseUrl) ? null : baseUrl.Trim() == before.ShownBaseUrl ? before.Options.BaseUrl : baseUrl.Trim();
}
