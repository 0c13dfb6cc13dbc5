using LocalDigest.Digests;
using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Papers;
using LocalDigest.Sources;

namespace LocalDigest.Runs;

/// <summary>Papers as a digest shows them.</summary>
internal sealed class DayEntries(PaperTable papers, DigestTable digests, Annotations annotations)
{
    /// <summary>Makes the entries of a day's papers.</summary>
    /// <param name="day">With its papers chosen.</param>
    /// <param name="readings">What was read of them, by paper number.</param>
    public IReadOnlyList<DigestPaper> Make(Day day, IReadOnlyDictionary<long, PaperReading> readings)
    {
        var shown = digests.ShownTo(day.Profile.Id);
        var said = annotations.All(day.Profile.Id);
        return
        [
            .. day.Chosen.Select(contender => (Contender: contender, contender.Paper.Number))
                .Select(item => Make(day, item.Contender, shown.GetValueOrDefault(item.Number), readings.GetValueOrDefault(item.Number))
                    .With(said.GetValueOrDefault(item.Number, Annotation.None))),
        ];
    }

    /// <summary>An invented paper is marked in its title, so that no style, feed, message or reader of JSON can lose the mark.</summary>
    public static string TitleOf(StoredPaper paper, Labels words) => paper.IsSample ? words.Fill("invented-title", [paper.Paper.Title]) : paper.Paper.Title;

    private DigestPaper Make(Day day, Contender contender, Shown? before, PaperReading? reading)
    {
        var (stored, paper, ranked) = (contender.Paper, contender.Paper.Paper, contender.Ranked);
        var sightings = papers.Sightings(stored.Number);
        var isExploration = day.Explored.Contains(stored.Number);
        var verdict = ranked.Verdict;
        return new DigestPaper
        {
            Id = paper.Id.Value,
            ArxivId = paper.Id.IsArxiv ? paper.Id.Local : null,
            Version = paper.Version,
            IsNewVersion = before is not null && !before.TextHash.AsSpan().SequenceEqual(stored.TextHash),
            Title = TitleOf(stored, day.Words),
            IsSample = stored.IsSample,
            Url = paper.Url,
            Authors = [.. paper.Authors.Select(author => author.Name)],
            Abstract = paper.Abstract,
            Published = paper.Published,
            Categories = paper.Categories,
            Venue = paper.Venue ?? reading?.Summary.Venue,
            AuthorsNote = paper.Comment,
            CodeUrl = paper.CodeUrl ?? reading?.Summary.CodeUrl,
            ProjectUrl = paper.ProjectUrl ?? reading?.Summary.ProjectUrl,
            ListedBy = [.. sightings.Where(sighting => sighting.Kind != ListingKind.Imported).Select(sighting => sighting.Source).Distinct(StringComparer.Ordinal)],
            Upvotes = sightings.Max(sighting => sighting.Popularity),
            Score = ranked.Score,
            Similarity = ranked.Similarity,
            Preference = ranked.Preference,
            IsExploration = isExploration,
            Relevance = verdict?.Relevance,
            Novelty = verdict?.Novelty,
            Comment = verdict?.Comment,
            Topic = ranked.Topic is { } topic ? $"{topic.Number}. {topic.Title}" : null,
            Reasons = [.. (isExploration ? [Selection.WhyExploration, .. ranked.Reasons] : ranked.Reasons).Select(day.Words.Say)],
            IsFlagged = verdict?.IsFlagged ?? false,
            Reading = reading?.Reading,
            Figures = reading?.Figures ?? [],
        };
    }
}
