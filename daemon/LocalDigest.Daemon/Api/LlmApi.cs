using System.ComponentModel.DataAnnotations;
using LocalDigest.Llm;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocalDigest.Daemon.Api;

/// <summary>The language model that the user configured.</summary>
internal static class LlmApi
{
    public static void MapLlm(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/v1/llm").WithTags("Daemon").MapGet("/check", CheckAsync).WithName("checkLlm")
            .WithSummary("Tries the language model.")
            .WithDescription(
                "By one short question, of a few hundred tokens: whether it answers, in which form, how fast, at which price, or what is wrong and what to " +
                "do. Servers on this machine that could be used are named, and not used unasked.");

    private static async Task<Ok<LlmCheckResponse>> CheckAsync(ModelCheck check, LlmOptions options, CancellationToken ct)
    {
        var report = await check.RunAsync(ct);
        return TypedResults.Ok(new LlmCheckResponse(
            options.IsConfigured,
            report.Works,
            options.IsConfigured ? options.Model : null,
            report.Address?.AbsoluteUri,
            report.Failure is { } failure ? new LlmProblem(failure.Failure, failure.Message) : null,
            report.Form,
            report.Seconds,
            report.TokensPerSecond,
            report.ContextTokens,
            report.UsdPerMillionInputTokens,
            report.UsdPerMillionOutputTokens,
            report.Models,
            report.Notes,
            [.. report.Found.Select(found => new FoundServer(found.Name, found.Address.AbsoluteUri, found.Models))]));
    }
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
    IReadOnlyList<FoundServer> Found);

/// <param name="Kind">The kind of failure.</param>
/// <param name="Message">A sentence that says what is wrong and what to do.</param>
public sealed record LlmProblem(LlmFailure Kind, string Message);

/// <param name="Name">The program.</param>
/// <param name="BaseUrl">What LocalDigest:Llm:BaseUrl would be.</param>
/// <param name="Models">The models that it has, for LocalDigest:Llm:Model.</param>
public sealed record FoundServer(string Name, [property: Url] string BaseUrl, IReadOnlyList<string> Models);
