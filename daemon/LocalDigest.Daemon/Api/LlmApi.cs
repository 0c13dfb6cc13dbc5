using System.ComponentModel.DataAnnotations;
using LocalDigest.Daemon.Hosting;
using LocalDigest.Daemon.Wire;
using LocalDigest.Llm;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocalDigest.Daemon.Api;

/// <summary>The language model: which one it is, whether it answers, and how another is chosen.</summary>
internal static class LlmApi
{
    public static void MapLlm(this IEndpointRouteBuilder routes)
    {
        var llm = routes.MapGroup("/v1/llm").WithTags("Daemon");
        llm.MapGet("/check", CheckAsync).WithName("checkLlm")
            .WithSummary("Tries the language model.")
            .WithDescription(
                "By one short question, of a few hundred tokens: whether it answers, in which form, how fast, at which price, or what " +
                "is wrong and what to do. Servers on this machine that could be used are named, and not used unasked.");
        llm.MapPost("/check", TryAsync).WithName("tryLlm")
            .WithSummary("Tries a language model before it is chosen.")
            .WithDescription(
                "As GET does with the one in use. Where no key is given, the key in use is sent to the server that has it already, and " +
                "to no other.");
        llm.MapGet("/settings", Settings).WithName("llmSettings")
            .WithSummary("The language model in use, and who has set it.")
            .WithDescription("Its key is never told, only whether there is one.");
        llm.MapPut("/settings", Choose).WithName("chooseLlm")
            .WithSummary("Chooses the language model.")
            .WithDescription(
                "It is in use at once and after restarts; a run that is under way ends with the model that it began with. What the " +
                "environment or the command line has set cannot be changed here. The key is stored readable by its owner alone, and is " +
                "left out where the address leads to another server and no key comes with it.");
        llm.MapDelete("/settings", Forget).WithName("forgetLlm")
            .WithSummary("Forgets the language model that was chosen.")
            .WithDescription("What is set elsewhere holds again; without that there is none.");
    }

    private static async Task<Ok<LlmCheckResponse>> CheckAsync(ModelCheck check, ChatModel model, CancellationToken ct) =>
        TypedResults.Ok(LlmCheckResponse.Of(model.Options, await check.RunAsync(ct)));

    private static async Task<Results<Ok<LlmCheckResponse>, InvalidProblem>> TryAsync(
        LlmSettingsRequest request, ModelCheck check, ModelSettings settings, CancellationToken ct)
    {
        var (options, fault) = settings.Try(request.BaseUrl, request.Model.Trim(), request.ApiKey?.Trim());
        if (options is null) return Problems.Invalid(fault!.Field, fault.Fault);
        return TypedResults.Ok(LlmCheckResponse.Of(options, await check.RunAsync(options, ct)));
    }

    private static Ok<LlmSettingsResponse> Settings(ModelSettings settings) => TypedResults.Ok(LlmSettingsResponse.Of(settings.Current));

    private static Results<Ok<LlmSettingsResponse>, InvalidProblem> Choose(LlmSettingsRequest request, ModelSettings settings)
    {
        if (settings.Choose(request.BaseUrl, request.Model.Trim(), request.ApiKey?.Trim()) is { } fault)
            return Problems.Invalid(fault.Field, fault.Fault);
        return TypedResults.Ok(LlmSettingsResponse.Of(settings.Current));
    }

    private static Results<Ok<LlmSettingsResponse>, InvalidProblem> Forget(ModelSettings settings)
    {
        if (settings.Forget() is { } fault) return Problems.Invalid(fault.Field, fault.Fault);
        return TypedResults.Ok(LlmSettingsResponse.Of(settings.Current));
    }
}

/// <summary>A language model: any endpoint that speaks OpenAI's chat completions.</summary>
public sealed record LlmSettingsRequest
{
    /// <summary>Its address, up to and including /v1; OpenAI's own where it is null, which needs a key.</summary>
    [MaxLength(2000)]
    public string? BaseUrl { get; init; }

    /// <summary>Its name, as its server has it.</summary>
    [StringLength(300, MinimumLength = 1)]
    public required string Model { get; init; }

    /// <summary>Its key. Left out or null, the one in use stays where the server stays the same; empty, there is none.</summary>
    [MaxLength(2000)]
    public string? ApiKey { get; init; }
}

/// <param name="Configured">There is a language model.</param>
/// <param name="BaseUrl">Its address, without a name and password in it; null where none is set.</param>
/// <param name="Model">Its name; null where there is none.</param>
/// <param name="HasKey">A key is sent to it, which is told to nobody.</param>
/// <param name="SetBy">Who has set each of them.</param>
public sealed record LlmSettingsResponse(bool Configured, [property: Url] string? BaseUrl, string? Model, bool HasKey, LlmSetBy SetBy)
{
    internal static LlmSettingsResponse Of(ModelInUse model) => new(
        model.Options.IsConfigured, model.ShownBaseUrl, model.Options.IsConfigured || model.Model != SettingSource.None
            ? model.Options.Model : null,
        model.HasKey, new LlmSetBy(Name(model.BaseUrl), Name(model.Model), Name(model.ApiKey)));

    private static SetBy Name(SettingSource source) => Enum.Parse<SetBy>(source.ToString());
}

/// <summary>Who has set the parts of the language model. What the environment or the command line has set cannot be changed here.</summary>
/// <param name="BaseUrl">The address.</param>
/// <param name="Model">The name.</param>
/// <param name="ApiKey">The key.</param>
public sealed record LlmSetBy(SetBy BaseUrl, SetBy Model, SetBy ApiKey);

/// <summary>Who has set something.</summary>
public enum SetBy
{
    /// <summary>Nobody.</summary>
    None,

    /// <summary>OPENAI_BASE_URL or OPENAI_API_KEY, which speak where everything else is silent.</summary>
    OpenAi,

    /// <summary>appsettings.json in the data directory.</summary>
    File,

    /// <summary>PUT /v1/llm/settings.</summary>
    Page,

    /// <summary>A variable of the environment.</summary>
    Environment,

    /// <summary>The command line.</summary>
    CommandLine,
}

/// <param name="Configured">A language model is set in the settings.</param>
/// <param name="Works">It answered.</param>
/// <param name="Model">Its name; null where none is configured.</param>
/// <param name="BaseUrl">Where it was asked; null where none is configured.</param>
/// <param name="Problem">Why it did not answer; null where it did.</param>
/// <param name="Form">What makes its answers have the form that is asked for: schema, json, or nothing but the asking.</param>
/// <param name="Seconds">From the question to the end of the answer.</param>
/// <param name="TokensPerSecond">Of the answer; null where the server does not count.</param>
/// <param name="ContextTokens">How much it takes in at once, as its server says; null where that says nothing.</param>
/// <param name="UsdPerMillionInputTokens">Price of a million tokens read; null where it is not known, which is not free.</param>
/// <param name="UsdPerMillionOutputTokens">Price of a million tokens written; null where it is not known, which is not free.</param>
/// <param name="Models">The models that its server has; empty where it does not tell.</param>
/// <param name="Notes">What could be set better, as sentences.</param>
/// <param name="Found">Servers on this machine that could be used.</param>
public sealed record LlmCheckResponse(
    bool Configured, bool Works, string? Model, [property: Url] string? BaseUrl, LlmProblem? Problem, FormOfAnswers? Form,
    [property: Range(0, double.MaxValue)] double? Seconds, [property: Range(0, double.MaxValue)] double? TokensPerSecond, long? ContextTokens,
    decimal? UsdPerMillionInputTokens, decimal? UsdPerMillionOutputTokens, IReadOnlyList<string> Models, IReadOnlyList<string> Notes,
    IReadOnlyList<FoundServer> Found)
{
    internal static LlmCheckResponse Of(LlmOptions options, ModelReport report) => new(
        options.IsConfigured, report.Works, options.IsConfigured ? options.Model : null, report.Address?.AbsoluteUri,
        report.Failure is { } failure
            ? new LlmProblem(failure.Failure, failure.Message) : null, report.Form, report.Seconds, report.TokensPerSecond,
        report.ContextTokens, report.UsdPerMillionInputTokens, report.UsdPerMillionOutputTokens, report.Models, report.Notes,
        [.. report.Found.Select(found => new FoundServer(found.Name, found.Address.AbsoluteUri, found.Models))]);
}

/// <param name="Kind">The kind of failure.</param>
/// <param name="Message">A sentence that says what is wrong and what to do.</param>
public sealed record LlmProblem(LlmFailure Kind, string Message);

/// <param name="Name">The program.</param>
/// <param name="BaseUrl">What LocalDigest:Llm:BaseUrl would be.</param>
/// <param name="Models">The models that it has, for LocalDigest:Llm:Model.</param>
public sealed record FoundServer(string Name, [property: Url] string BaseUrl, IReadOnlyList<string> Models);
