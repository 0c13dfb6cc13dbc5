using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using LocalDigest.Daemon.Wire;
using LocalDigest.Ingestion;
using LocalDigest.Papers;
using LocalDigest.Prefiltering;

namespace LocalDigest.Daemon.Api;

/// <summary>
/// Makes a profile of a pasted list of papers: known ones become its seeds, and its interests are made of them where none are written.
/// </summary>
internal sealed class ProfileFromList(Ingestor ingestor, PaperTable papers, PaperIndex index)
{
    private const int MostReported = 1000, MostSeeds = 1000;

    private const string Examples = "Write an arXiv id such as 2601.12080, a DOI or an address on each line, or paste BibTeX entries.";

    /// <summary>Takes in a list.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="errors">Receives why no profile can be made of the list. Nothing is stored then.</param>
    /// <param name="report">What came of the list.</param>
    /// <returns>The request with the list's papers as seeds, and with interests.</returns>
    public ProfileRequest? Read(AddProfileRequest request, FieldErrors errors, out FromResponse? report)
    {
        report = null;
        if (request.From is null) return request;
        var listed = PaperList.Read(request.From);
        var entries = listed.Where(item => item.Entry is not null).ToList();
        if (!listed.Any(item => item.Id is not null))
        {
            errors.Add("from", $"No paper can be recognised in it. {Examples}");
            return null;
        }
        if (entries.Count == 0 && !listed.Any(item => item.Id is { } id && papers.Find(id) is not null))
        {
            const string way = "Bring them in first with POST /v1/papers or a run, or paste their BibTeX entries.";
            errors.Add("from", $"None of the papers in it is in the store. {way}");
            return null;
        }
        var rejected = listed.Where(item => item.Problem is not null).Select(item => new RejectedLine(item.Line, item.Problem!)).ToList();
        var stored = ingestor.Import([.. entries.Select(item => item.Entry!)], isSecondhand: true);
        rejected.AddRange(stored.Rejected.Select(item => new RejectedLine(entries[item.Place].Line, item.Reason)));
        var refused = stored.Rejected.Select(item => entries[item.Place]).ToHashSet();
        var seeds = new List<StoredPaper>();
        foreach (var item in listed.Where(item => item.Id is not null && !refused.Contains(item)))
        {
            if (papers.Find(item.Id!.Value) is { } paper) seeds.Add(paper);
            else rejected.Add(new RejectedLine(item.Line, $"{item.Id} is not in the store."));
        }
        seeds = [.. seeds.DistinctBy(seed => seed.Number).Take(MostSeeds)];
        report = new FromResponse(
            seeds.Count, stored.Added, [.. rejected.OrderBy(line => line.Line).Take(MostReported)],
            Math.Max(0, rejected.Count - MostReported));
        var isWritten = !string.IsNullOrWhiteSpace(request.Interests);
        return request with
        {
            Interests = isWritten ? request.Interests : SeedInterests.Write([.. seeds.Select(seed => seed.Paper)], index),
            Seeds = [.. (request.Seeds ?? []).Concat(seeds.Select(seed => seed.Id.Value)).Distinct(StringComparer.Ordinal)],
        };
    }
}

/// <summary>A new profile. What is left out, or null, is the default.</summary>
public sealed record AddProfileRequest : ProfileRequest
{
    /// <summary>
    /// Papers to start from, as text: arXiv ids, DOIs or addresses, one or several on a line; or a reference manager's file (BibTeX, RIS,
    /// PubMed, Web of Science, EndNote's XML, CSL-JSON). Papers that the store knows become seeds; those of a file are stored first. Where
    /// no interests are written, they are made of these papers.
    /// </summary>
    [StringLength(1_000_000, MinimumLength = 1), JsonPropertyOrder(1)]
    public string? From { get; init; }
}

/// <summary>What came of the papers to start from.</summary>
/// <param name="Seeds">How many became seeds.</param>
/// <param name="Added">How many of them were stored from their entries.</param>
/// <param name="Rejected">Lines of which no paper was taken, with the reason; the first thousand.</param>
/// <param name="MoreRejected">How many more there were.</param>
public sealed record FromResponse(int Seeds, int Added, IReadOnlyList<RejectedLine> Rejected, int MoreRejected);
