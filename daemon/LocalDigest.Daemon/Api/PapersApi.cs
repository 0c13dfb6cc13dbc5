using System.ComponentModel.DataAnnotations;
using System.Globalization;
using LocalDigest.Citations;
using LocalDigest.Daemon.Wire;
using LocalDigest.Digests;
using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Models;
using LocalDigest.Papers;
using LocalDigest.Profiles;
using LocalDigest.Ranking;
using LocalDigest.Sources;
using LocalDigest.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace LocalDigest.Daemon.Api;

/// <summary>The papers: bringing them in, finding them, why they rank where they rank.</summary>
internal static class PapersApi
{
    public static void MapPapers(this IEndpointRouteBuilder routes)
    {
        var papers = routes.MapGroup("/v1/papers").WithTags("Papers");
        papers.MapPost("", PaperImport.ImportAsync).WithName("importPapers")
            .WithSummary("Takes in papers.")
            .WithDescription(
                "JSON lines, BibTeX or RIS, by Content-Type; streamed, so that a body may be of any length. A line or an entry that " +
                "cannot be taken is reported with its number and stops nothing; where none can be taken the request is refused and " +
                "nothing is changed. Of a line only the fields of PaperLine are read: others are no fault.")
            .Accepts<PaperLine>(
                PaperImport.NdJson, "application/jsonl", "application/x-jsonlines",
                BibliographyBody.BibTeX, "text/x-bibtex", BibliographyBody.Ris, BibliographyBody.Medline, BibliographyBody.EndNoteXml, BibliographyBody.Csl)
            .WithMetadata(new DisableRequestSizeLimitAttribute());
        papers.MapGet("", List).WithName("listPapers")
            .WithSummary("Papers in a profile's order.")
            .WithDescription("By rank, by date or by what a judge or the interests say; with q as a search finds them. A page at a time.");
        papers.MapGet("/{id}", Get).WithName("getPaper")
            .WithSummary("One paper as a profile sees it.")
            .WithDescription("With its text as the source wrote it, where cleaning has changed that.");
        papers.MapGet("/{id}/similar", Similar).WithName("similarPapers")
            .WithSummary("The papers nearest to one in meaning.")
            .WithDescription("The nearest first; their similarity is that to the paper, in place of that to the interests.");
        papers.MapGet("/{id}/explain", Explain).WithName("explainPaper")
            .WithSummary("Why a paper ranks where it ranks.")
            .WithDescription(
                "What moved it, what was learned from thumbs taken apart, why it is or is not in the digest, and which sources listed " +
                "it.");
        papers.MapGet("/{id}/bibtex", ToBibTeX).WithName("paperBibtex")
            .WithSummary("The paper as a BibTeX entry.")
            .WithDescription("Its key is made of the first author's name, the year and the title, and stays the same.")
            .Produces<string>(contentType: BibliographyBody.BibTeX);
    }

    /// <summary>The paper that an address names; null where there is none.</summary>
    public static StoredPaper? Named(PaperTable papers, string id) => PaperId.TryParse(id, out var paperId) ? papers.Find(paperId) : null;

    public static NotFoundProblem NoPaper(string id) =>
        Problems.NotFound(
            $"There is no paper '{id}'. Ids are written like arxiv:2601.12080 or doi:10.1000/182, URL-encoded as one segment.");

    private static async Task<Results<Ok<PapersResponse>, NotFoundProblem, InvalidProblem>> List(
        [AsParameters] ListPapersRequest request, ProfileTable profiles, Annotations annotations, PaperFinder finder, DigestTable digests,
        StyleCatalogue styles, CancellationToken ct)
    {
        var id = request.Profile ?? Profile.DefaultId;
        if (profiles.Find(id) is not { } profile) return ProfilesApi.NoProfile(id);
        var list = request with { Profile = id, Limit = null, Cursor = null };
        if (!Paging.TryRead<Place>(list, request.Cursor, out var place)) return Problems.Invalid("cursor", Paging.Unknown);

        var said = annotations.All(profile.Id);
        var among = request.Among is { } isWanted ? Numbers(said, isWanted) : null;
        if (NullIfEmpty(request.Digest) is { } digest)
        {
            if (digests.Find(digest) is null) return DigestsApi.NoDigest(digest);
            HashSet<long> shown = [.. digests.PapersOf(digest)];
            if (among is null) among = shown;
            else among.IntersectWith(shown);
        }
        var page = await finder.FindAsync(
            new PaperQuery
            {
                Profile = profile,
                Filter = new PaperFilter
                {
                    From = request.From,
                    // Nothing is published after the last day that there is.
                    To = request.To == DateOnly.MaxValue ? null : request.To,
                    Category = NullIfEmpty(request.Category),
                    Author = NullIfEmpty(request.Author),
                },
                Words = NullIfEmpty(request.Q),
                Sort = request.Sort,
                Among = among,
                Except = request.Feedback == FeedbackFilter.None ? Numbers(said, note => note.Thumb is not null) : null,
                Hidden = Numbers(said, request.Hides),
            },
            request.Limit ?? Paging.UsualItems, place, ct);
        var words = styles.WordsFor(profile.Language);
        return TypedResults.Ok(new PapersResponse(
            [.. page.Items.Select(item => PaperResponse.Of(
                item.Paper, item.Ranked, said.GetValueOrDefault(item.Paper.Number, Annotation.None), words))],
            page.Next is { } next ? Paging.Cursor(list, next) : null,
            page.Total,
            Sentences([page.Notice, .. page.SearchNotices.Select(words.Say)], words),
            page.CorrectedQuery));

        static HashSet<long> Numbers(IReadOnlyDictionary<long, Annotation> said, Func<Annotation, bool> isWanted) =>
            [.. said.Where(pair => isWanted(pair.Value)).Select(pair => pair.Key)];

        static string? Sentences(IEnumerable<string?> sentences, Labels words) =>
            string.Join(words["sentence-space"], sentences.OfType<string>()) is { Length: > 0 } notice ? notice : null;
    }

    private static Results<Ok<PapersResponse>, NotFoundProblem> Similar(
        string id, PaperTable papers, ProfileTable profiles, Annotations annotations, PaperFinder finder, StyleCatalogue styles,
        [Range(1, Paging.MostItems)] int limit = 10, string profile = Profile.DefaultId)
    {
        if (profiles.Find(profile) is not { } reader) return ProfilesApi.NoProfile(profile);
        if (Named(papers, id) is not { } paper) return NoPaper(id);
        var near = finder.Similar(reader, paper, limit);
        var words = styles.WordsFor(reader.Language);
        return TypedResults.Ok(new PapersResponse(
            [.. near.Items.Select(item => PaperResponse.Of(item.Paper, item.Ranked, annotations.Of(profile, item.Paper.Number), words))],
            null, near.Total, near.Notice));
    }

    private static Results<Ok<PaperResponse>, NotFoundProblem> Get(
        string id, PaperTable papers, ProfileTable profiles, Annotations annotations, Ranker ranker, CitationTable citations,
        StyleCatalogue styles, string profile = Profile.DefaultId)
    {
        if (profiles.Find(profile) is not { } reader) return ProfilesApi.NoProfile(profile);
        if (Named(papers, id) is not { } paper) return NoPaper(id);
        var (rawTitle, rawAbstract) = papers.Raw(paper.Number);
        var words = styles.WordsFor(reader.Language);
        return TypedResults.Ok(PaperResponse.Of(paper, ranker.For(reader).Of(paper), annotations.Of(profile, paper.Number), words) with
        {
            Citations = citations.Of([paper.Number]).GetValueOrDefault(paper.Number) is { IsKnown: true } known
                ? new CitationsResponse(known.Count, known.Influential, known.Venue, known.HighestHIndex, known.At)
                : null,
            Raw = rawTitle is null && rawAbstract is null ? null : new RawTextResponse(rawTitle ?? paper.Paper.Title, rawAbstract ?? paper.Paper.Abstract),
        });
    }

    private static Results<Ok<ExplainResponse>, NotFoundProblem> Explain(
        string id, PaperTable papers, ProfileTable profiles, Annotations annotations, Ranker ranker, DigestTable digests,
        StyleCatalogue styles, string profile = Profile.DefaultId)
    {
        if (profiles.Find(profile) is not { } reader) return ProfilesApi.NoProfile(profile);
        if (Named(papers, id) is not { } paper) return NoPaper(id);
        var shown = digests.ShownTo(profile).GetValueOrDefault(paper.Number);
        var decision = digests.DecisionOn(profile, paper.Number);
        var order = ranker.For(reader);
        var parts = order.PartsOf(paper);
        var words = styles.WordsFor(reader.Language);
        return TypedResults.Ok(new ExplainResponse(
            PaperResponse.Of(paper, order.Of(paper), annotations.Of(profile, paper.Number), words),
            order.Preference is { } preference && parts.Count > 0
                ? new PreferenceResponse(preference.Version.Version, Math.Round(parts.Sum(part => part.Value), 6), [.. parts.Select(part => new PartResponse(part.Kind, part.Name, Math.Round(part.Value, 6)))])
                : null,
            shown?.Digest,
            decision?.Outcome ?? ExplainResponse.NotConsidered,
            decision?.Reason ?? words.Say(new Saying("decision-not-considered")),
            decision?.Date,
            [.. papers.Sightings(paper.Number).Select(sighting => new SightingResponse(sighting.Source, sighting.Kind, sighting.Announced))],
            [.. order.VerdictOf(paper.Number)?.Answers.Select(answer => new AnswerResponse(answer.Relevance, answer.Novelty, answer.Comment)) ?? []]));
    }

    private static Results<ContentHttpResult, NotFoundProblem> ToBibTeX(string id, PaperTable papers) =>
        Named(papers, id) is { } paper ? TypedResults.Text(BibTeXFile.Write(paper.Cited), BibliographyBody.BibTeX) : NoPaper(id);

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>A paper as a profile sees it; null where something is not known.</summary>
public sealed record PaperResponse
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public required string Abstract { get; init; }

    public required IReadOnlyList<Author> Authors { get; init; }

    public DateTimeOffset? Published { get; init; }

    public DateTimeOffset? Updated { get; init; }

    public int? Version { get; init; }

    public required IReadOnlyList<string> Categories { get; init; }

    /// <summary>The page to link to. That of a DOI is written as the DOI is, unescaped.</summary>
    public string? Url { get; init; }

    public string? Doi { get; init; }

    public string? Venue { get; init; }

    /// <summary>The authors' own note: pages, figures, where it was accepted.</summary>
    public string? AuthorsNote { get; init; }

    /// <summary>What arXiv's moderators noted on it, such as an overlap with other papers; null where they noted nothing.</summary>
    public string? ModeratorsNote { get; init; }

    [Url]
    public string? CodeUrl { get; init; }

    [Url]
    public string? ProjectUrl { get; init; }

    /// <summary>From 0 to 1: the profile's order.</summary>
    [Range(0.0, 1.0)]
    public required double Score { get; init; }

    /// <summary>Nearness to the profile's interests, from 0 to 1.</summary>
    [Range(0.0, 1.0)]
    public double? Similarity { get; init; }

    /// <summary>What the profile's thumbs say, from 0 to 1.</summary>
    [Range(0.0, 1.0)]
    public double? Preference { get; init; }

    /// <summary>The relevance that the judge would give, by what it said of other papers; null while too little is known.</summary>
    [Range(1.0, 10.0)]
    public double? Expected { get; init; }

    /// <summary>The probability that the judge would give at least the profile's <c>minRelevance</c>; null while too little is known.</summary>
    [Range(0.0, 1.0)]
    public double? Likelihood { get; init; }

    /// <summary>The judge's, 1 to 10.</summary>
    [Range(1, 10)]
    public int? Relevance { get; init; }

    /// <summary>The judge's, 1 to 10.</summary>
    [Range(1, 10)]
    public int? Novelty { get; init; }

    /// <summary>The judge's.</summary>
    public string? Comment { get; init; }

    /// <summary>The judge gave it far more than others like it, and was asked again; the lower answer counts.</summary>
    public bool IsCheckedAgain { get; init; }

    /// <summary>The topic of the interests that it comes nearest to.</summary>
    public string? Topic { get; init; }

    /// <summary>The profile's thumb; null where it gave none.</summary>
    public Thumb? Feedback { get; init; }

    /// <summary>The profile has marked it as seen.</summary>
    public bool Seen { get; init; }

    /// <summary>The profile keeps it for later.</summary>
    public bool Saved { get; init; }

    /// <summary>The profile's own words on it; null for none.</summary>
    public string? Note { get; init; }

    /// <summary>The profile's own keywords of it.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>What moved it, as sentences in the profile's language, the weightiest first.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>It is an invented paper of the sample day: there is no such paper.</summary>
    public bool IsSample { get; init; }

    /// <summary>It has been withdrawn: its title, its note or its abstract says so.</summary>
    public bool IsWithdrawn { get; init; }

    /// <summary>Title and abstract as the source wrote them, where cleaning changed them; only where one paper is asked for.</summary>
    public RawTextResponse? Raw { get; init; }

    /// <summary>
    /// What Semantic Scholar knew of it, where the user has it asked; only where one paper is asked for.
    /// </summary>
    public CitationsResponse? Citations { get; init; }

    internal static PaperResponse Of(StoredPaper stored, Ranked ranked, Annotation said, Labels words)
    {
        var paper = stored.Paper;
        return new PaperResponse
        {
            Id = paper.Id.Value,
            Title = paper.Title,
            Abstract = paper.Abstract,
            Authors = paper.Authors,
            Published = paper.Published,
            Updated = paper.Updated,
            Version = paper.Version,
            Categories = paper.Categories,
            Url = paper.Url,
            Doi = paper.Doi,
            Venue = paper.Venue,
            AuthorsNote = paper.Comment,
            CodeUrl = paper.CodeUrl,
            ProjectUrl = paper.ProjectUrl,
            Score = Math.Round(ranked.Score, 6),
            Similarity = ranked.Similarity is { } similarity ? Math.Round(similarity, 6) : null,
            Preference = ranked.Preference is { } preference ? Math.Round(preference, 6) : null,
            Expected = ranked.Expected is { } expected ? Math.Round(expected.Grade, 2) : null,
            Likelihood = ranked.Expected is { } chance ? Math.Round(chance.Likelihood, 4) : null,
            Relevance = ranked.Verdict?.Relevance,
            Novelty = ranked.Verdict?.Novelty,
            Comment = ranked.Verdict?.Comment,
            IsCheckedAgain = ranked.Verdict?.IsCheckedAgain ?? false,
            Topic = ranked.Topic is { } topic ? string.Create(CultureInfo.InvariantCulture, $"{topic.Number}. {topic.Title}") : null,
            Feedback = said.Thumb,
            Seen = said.Marks.Seen,
            Saved = said.Marks.Saved,
            Note = said.Marks.Note,
            Tags = said.Marks.Tags,
            IsSample = stored.IsSample,
            IsWithdrawn = stored.IsWithdrawn,
            ModeratorsNote = stored.ModeratorsNote,
            Reasons = [.. ranked.Reasons.Select(words.Say)],
        };
    }
}

/// <summary>What Semantic Scholar knows of a paper.</summary>
/// <param name="Count">Papers that cite it.</param>
/// <param name="Influential">Those of them on which it had much influence.</param>
/// <param name="Venue">Where it was published.</param>
/// <param name="HighestHIndex">The highest h-index among its authors.</param>
/// <param name="At">When it was asked.</param>
public sealed record CitationsResponse(int? Count, int? Influential, string? Venue, int? HighestHIndex, DateTimeOffset At);

/// <summary>Text with its LaTeX.</summary>
public sealed record RawTextResponse(string Title, string Abstract);

/// <summary>Why a paper ranks where it ranks.</summary>
/// <param name="Paper">The paper, with the reasons of its rank.</param>
/// <param name="Preference">What was learned from thumbs, taken apart; null where nothing was.</param>
/// <param name="Digest">The last digest that holds it; null where none does.</param>
/// <param name="Outcome">What became of it; not-considered where no run has looked at it.</param>
/// <param name="Reason">The same as a sentence in the profile's language.</param>
/// <param name="Date">The day of that decision.</param>
/// <param name="Sightings">The sources that listed it.</param>
/// <param name="Answers">What the judge said, the first answer first, where it was asked again or will be; empty otherwise.</param>
public sealed record ExplainResponse(
    PaperResponse Paper, PreferenceResponse? Preference, string? Digest,
    [property: AllowedValues(
        Selection.Selected, Selection.Exploration, Selection.NotRelevantEnough, Selection.NotNovelEnough, Selection.BeyondMost,
        Selection.NegativeKeyword, Selection.NoRequiredKeyword, Selection.BelowSimilarity, Selection.BelowHIndex, Selection.BeyondShortlist,
        Selection.DismissedByTitle, Selection.AlreadyShown, Selection.Replacement,
        Selection.CrossList, Selection.TooOld, Selection.Gone, Selection.Withdrawn, Selection.InLibrary, Selection.Disliked, Selection.TooFar,
        ExplainResponse.NotConsidered)]
    string Outcome,
    string Reason, DateOnly? Date, IReadOnlyList<SightingResponse> Sightings, IReadOnlyList<AnswerResponse> Answers)
{
    internal const string NotConsidered = "not-considered";
}

/// <param name="ModelVersion">The version of the preference model.</param>
/// <param name="LogOdds">The sum of the parts; the paper's preference is 1 / (1 + exp(−this)).</param>
/// <param name="Parts">What it is made of, the largest first.</param>
public sealed record PreferenceResponse(int ModelVersion, double LogOdds, IReadOnlyList<PartResponse> Parts);

/// <param name="Kind">What the part comes from.</param>
/// <param name="Name">The word, author, category, topic, or the title of the near paper; null where the kind says it all.</param>
/// <param name="Value">What it adds to the log odds.</param>
public sealed record PartResponse(PreferencePartKind Kind, string? Name, double Value);

/// <param name="Relevance">The judge's, 1 to 10.</param>
/// <param name="Novelty">The judge's, 1 to 10.</param>
/// <param name="Comment">The judge's.</param>
public sealed record AnswerResponse([property: Range(1, 10)] int Relevance, [property: Range(1, 10)] int Novelty, string Comment);

/// <param name="Source">The source's kind, or import.</param>
/// <param name="Kind">As what it was listed.</param>
/// <param name="Announced">The source's own day.</param>
public sealed record SightingResponse(string Source, ListingKind Kind, DateOnly? Announced);
