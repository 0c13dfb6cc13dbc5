using LocalDigest.Papers;
using LocalDigest.Sources;

namespace LocalDigest.Citations;

/// <summary>
/// New papers that Semantic Scholar recommends by a reader's newest thumbs. The ids of those papers leave the machine, so that nothing is
/// asked unless Semantic Scholar is switched on.
/// </summary>
public sealed class RecommendationSource(SemanticScholar scholar, TimeProvider time) : IPaperSource
{
    private const int UsualLimit = 100;

    /// <summary>The service recommends so many at most.</summary>
    private const int MostPapers = 500;

    public string Kind => "semanticscholar";

    public string? Check(SourceSpec spec) =>
        spec.Limit is < 1 or > MostPapers ? $"Semantic Scholar recommends 1 to {MostPapers} papers; set a limit between them." : null;

    /// <inheritdoc/>
    public async IAsyncEnumerable<SourceBatch> ReadAsync(
        SourceRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        if (Check(request.Spec) is { } problem) throw new SourceException(SourceFailure.Refused, problem);
        if (!scholar.IsOn)
        {
            throw new SourceException(
                SourceFailure.Refused,
                "This source is off until you switch it on, since the ids of the papers with your thumbs go there. Set "
                + "LocalDigest:SemanticScholar:Enabled to true, or take this source out of the profile.");
        }
        if (!request.IsToday)
        {
            yield return Told($"Semantic Scholar recommends as of today, and was not asked for {Wording.Day(request.Date)}.");
            yield break;
        }
        var taste = request.Taste ?? new ReaderTaste("", [], []);
        if (!taste.Liked.Any(SemanticScholar.Names))
        {
            yield return Told(
                "Semantic Scholar recommends by papers that you like, and was not asked: "
                + (taste.Liked.Count == 0 ? "none has a thumb up yet" : "none of those with a thumb up is from arXiv or has a DOI")
                + ". Give some a thumb up.");
            yield break;
        }
        var (listings, notes) = await scholar.RecommendAsync(taste.Liked, taste.Disliked, request.Spec.Limit ?? UsualLimit, ct);
        yield return new SourceBatch
        {
            Listings = listings,
            Total = listings.Count,
            ListDate = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime),
            Notes = notes,
        };
    }

    private static SourceBatch Told(string note) => new() { Notes = [note] };
}
