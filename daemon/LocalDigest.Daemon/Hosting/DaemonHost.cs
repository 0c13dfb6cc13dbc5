using LocalDigest.Access;
using LocalDigest.Citations;
using LocalDigest.Daemon.Api;
using LocalDigest.Daemon.Cli;
using LocalDigest.Daemon.Wire;
using LocalDigest.Delivery;
using LocalDigest.Digests;
using LocalDigest.Expecting;
using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Jobs;
using LocalDigest.Judging;
using LocalDigest.Llm;
using LocalDigest.Models;
using LocalDigest.Models.MLNet;
using LocalDigest.Preferences;
using LocalDigest.Prefiltering;
using LocalDigest.Profiles;
using LocalDigest.Ranking;
using LocalDigest.Reading;
using LocalDigest.Runs;
using LocalDigest.Sources;
using LocalDigest.Storage;
using LocalDigest.Watching;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace LocalDigest.Daemon.Hosting;

/// <summary>Puts the daemon together from its parts.</summary>
internal static class DaemonHost
{
    private const long LongestBody = 8 * 1024 * 1024;

    /// <summary>A search of 10,000 characters, each escaped in nine bytes, and the other parameters.</summary>
    private const int LongestRequestLine = 128 * 1024;

    /// <summary>Builds the daemon on a data directory; it does not listen yet.</summary>
    /// <exception cref="ConfigurationException">An option or a setting cannot be used; the message says what to do.</exception>
    /// <exception cref="StorageException">The database cannot be used; the message says what to do.</exception>
    public static WebApplication Build(DaemonArguments arguments, string folder, TimeProvider clock)
    {
        var settings = Settings.Read(arguments, folder);
        // Empty: no setting of the server's own can open another address, nothing watches the current directory, no foreign assembly is started.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRouting();
        var address = new DaemonAddress();
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("ModelContextProtocol", LogLevel.Warning)
            // What keeps the host from starting is thrown as well, and told in a sentence then.
            .AddFilter("Microsoft.Extensions.Hosting", level => level >= LogLevel.Warning && address.Known.IsCompleted);
        var options = DaemonOptions.From(arguments, folder, settings);
        if (settings.Log.Enabled) builder.Logging.AddProvider(new LogFiles(Path.Combine(options.DataDirectory, "logs"), settings.Log,
            clock));
        AddServices(builder, options, settings, address, clock);
        builder.Services.AddSingleton(provider => new ModelSettings(arguments, folder, provider.GetRequiredService<ChatModel>()));
        var app = builder.Build();
        foreach (var fault in settings.DeliveryFaults()) Log.DeliveryUnusable(app.Logger, fault);
        app.Services.GetRequiredService<ProfileTable>().EnsureOne();
        app.Services.GetRequiredService<ModelSettings>();
        Map(app, options);
        return app;
    }

    private static void AddServices(WebApplicationBuilder builder, DaemonOptions options, Settings settings, DaemonAddress address, TimeProvider clock)
    {
        var services = builder.Services;
        services.AddSingleton(options).AddSingleton(clock).AddSingleton<AccessToken>().AddSingleton<BrowserSessions>().AddSingleton(address)
            .AddSingleton(new PageFiles());

        services.AddSingleton(settings.Arxiv).AddSingleton(settings.HuggingFace).AddSingleton(settings.Zotero).AddSingleton(settings.Biorxiv)
            .AddSingleton(settings.OpenReview).AddSingleton(settings.SemanticScholar).AddSingleton(settings.Watch)
            .AddSingleton(settings.Feeds)
            .AddSingleton(settings.Llm).AddSingleton(settings.Embedding).AddSingleton(settings.Reading)
            .AddSingleton(settings.Backups).AddSingleton(settings.Smtp).AddSingleton(settings.Webhooks);
        AddChosenEmbedding(services, settings.Embedding, options.DataDirectory);
        // Opened now, so that a damaged file is told before anything starts; made by a factory, so that it is closed at the end.
        var embedder = ShippedEmbedding();
        services.AddSingleton<ITextEmbedder>(_ => embedder).AddSingleton(Learner(settings.Preferences)).AddSingleton<IVerdictLearner, MLNetVerdictLearner>();

        // The rooms, in the order in which a paper goes through them.
        services.AddStorage(options.DataDirectory).AddAccess().AddSources().AddCitations().AddIngestion().AddProfiles().AddLlm()
            .AddPrefiltering()
            .AddJudging(Path.Combine(options.DataDirectory,
                "prompts")).AddFeedback().AddWatching().AddPreferences().AddExpecting().AddRanking()
            .AddReading(Path.Combine(options.DataDirectory, "figures")).AddDigests(Path.Combine(options.DataDirectory, "styles")).AddDelivery().AddJobs().AddRuns();

        services.AddSingleton<JobEvents>().AddSingleton<JobRunner>().AddSingleton<IJobRunner>(provider => provider.GetRequiredService<JobRunner>());
        services.AddHostedService(provider => provider.GetRequiredService<JobRunner>());
        services.AddSingleton<Scheduler>().AddHostedService(provider => provider.GetRequiredService<Scheduler>());
        services.AddSingleton<DeliveryRunner>().AddHostedService(provider => provider.GetRequiredService<DeliveryRunner>());
        services.AddHostedService<IndexKeeper>().AddHostedService<TodaysDigest>().AddHostedService<ParentWatch>()
            .AddHostedService<StoreKeeper>().AddHostedService<MemoryKeeper>();
        services.AddSingleton<RequestMeter>();

        builder.WebHost.UseUrls(options.Url);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LongestBody;
            kestrel.Limits.MaxRequestLineSize = LongestRequestLine;
            ServerRefusals.WatchConnections(kestrel);
        });
        services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = TimeSpan.FromSeconds(4);
            // A service that fails is logged; the others and the daemon go on.
            host.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore;
        });
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddSingleton<JsonCheck>().AddSingleton<ProfileCheck>().AddSingleton<ProfileFromList>();
        services.ConfigureHttpJsonOptions(json => WireJson.Configure(json.SerializerOptions));
        services.AddApiDescription();
        services.AddAgents();
    }

    /// <exception cref="StorageException">Its file is missing or damaged.</exception>
    private static ScienceEmbedding ShippedEmbedding()
    {
        try
        {
            return ScienceEmbedding.OpenShipped();
        }
        catch (InvalidDataException error)
        {
            throw new StorageException(error.Message, error);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StorageException("The embedding that comes with LocalDigest, science-embedding.bin, is missing beside the program. Install LocalDigest anew.", error);
        }
    }

    /// <summary>The model that embeds in place of the shipped one, where the user has chosen one.</summary>
    /// <exception cref="ConfigurationException">A folder is named that holds no sentence model; the message says what to do.</exception>
    private static void AddChosenEmbedding(IServiceCollection services, EmbeddingOptions options, string dataDirectory)
    {
        if (options.HasEndpoint) services.AddSingleton<IEmbeddingModel, EmbeddingEndpoint>();
        if (!options.HasFolder) return;
        var folder = Path.GetFullPath(options.Folder!.Trim(), Path.GetFullPath(dataDirectory));
        try
        {
            // What can be told at once keeps the daemon from starting. A folder that is not there may come back, as one on a drive does.
            if (Directory.Exists(folder)) EmbedderSettings.Read(folder);
        }
        catch (OnnxFolderException error)
        {
            throw new ConfigurationException(error.Message, error);
        }
        services.AddSingleton<IEmbeddingModel>(_ => new FolderEmbedding(folder));
    }

    /// <summary>The method by which preferences are learned.</summary>
    private static IPreferenceLearner Learner(PreferenceOptions preferences) => preferences.Learner switch
    {
        "" or "residual" => new ResidualLearner(expert: new MLNetWordsExpert()),
        "mlnet" => new MLNetLearner(),
        var other => throw new ConfigurationException($"LocalDigest:Preferences:Learner must be residual or mlnet, and is '{other}'."),
    };

    private static void Map(WebApplication app, DaemonOptions options)
    {
        app.Services.GetRequiredService<RequestMeter>().Start();
        ServerRefusals.Use(app);
        app.UseSecurityHeaders();
        app.UseProblems();
        app.UseLocalOnly(
            options, app.Services.GetRequiredService<AccessToken>(), app.Services.GetRequiredService<BrowserSessions>(),
            app.Services.GetRequiredService<FeedTable>());
        app.UseHealth();
        app.UseSwaggerPage();
        app.UseRouting();
        app.UseRequestCheck();
        app.MapHealth();
        app.MapPapers();
        app.MapPaperMap();
        app.MapPaperSpread();
        app.MapReading();
        app.MapSearches();
        app.MapProfiles();
        app.MapSources();
        app.MapFeedback();
        app.MapMarks();
        app.MapWatch();
        app.MapModel();
        app.MapModelTerms();
        app.MapLlm();
        app.MapHeldPapers();
        app.MapPreview();
        app.MapEmbeddings();
        app.MapRuns();
        app.MapCosts();
        app.MapJudge();
        app.MapEvents();
        app.MapDigests();
        app.MapSince();
        app.MapLooks();
        app.MapDigestFeeds();
        app.MapFeedKeys();
        app.MapStyles();
        app.MapDeliveries();
        app.MapSession();
        app.MapBackup();
        app.MapMetrics();
        app.MapAgents();
        app.MapPage();
        app.MapOpenApi();
    }

    /// <summary>The address that the server really got, which differs from the one asked for where that was port 0.</summary>
    /// <exception cref="ConfigurationException">It is another one than was asked for, or not the only one.</exception>
    public static string AddressOf(WebApplication app) =>
        OnlyAddress(app.Services.GetRequiredService<DaemonOptions>().Url, app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses);

    /// <inheritdoc cref="AddressOf"/>
    internal static string OnlyAddress(string asked, ICollection<string> bound)
    {
        var wanted = new Uri(asked);
        if (bound.Count == 1 && Uri.TryCreate(bound.First(), UriKind.Absolute, out var got) && got.Scheme == wanted.Scheme
            && got.Host == wanted.Host && DaemonOptions.IsLoopback(got.DnsSafeHost) && (got.Port == wanted.Port || wanted.Port == 0))
        {
            return bound.First();
        }
        throw new ConfigurationException(
            $"The daemon was to listen on {asked} alone, and the server listens on {string.Join(", ", bound)}. It was stopped; this is a fault of LocalDigest.");
    }

    private static void UseSwaggerPage(this WebApplication app)
    {
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/swagger", StringComparison.Ordinal), swagger => swagger.Use((context, next) =>
        {
            // Swagger's page sets styles in its elements; scripts come from here only.
            context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
            return next(context);
        }));
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "swagger";
            page.DocumentTitle = "LocalDigest API";
            page.SwaggerEndpoint("/openapi/v1.json", "LocalDigest");
        });
    }
}
