using LocalDigest.Digests;
using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Papers;
using LocalDigest.Reading;
using LocalDigest.Sources;
using LocalDigest.Text;

namespace LocalDigest.Runs;

/// <summary>Papers as a digest shows them.</summary>
internal sealed class DayEntries(PaperTable papers, DigestTable digests, Annotations annotations)
{
    /// <summary>Makes the entries of a day's papers.</summary>
    /// <param name="day">With its papers chosen; receives its <see cref="Day.CommonReasons"/>.</param>
    /// <param name="readings">What was read of them, by paper number.</param>
    public IReadOnlyList<DigestPaper> Make(Day day, IReadOnlyDictionary<long, PaperReading> readings)
    {
        var shown = digests.ShownTo(day.Profile.Id);
        var said = annotations.All(day.Profile.Id);
        Annotation SaidOf(Contender contender) => said.GetValueOrDefault(contender.Paper.Number, Annotation.None);
        var (common, reasons) = CommonReason.TakeOut([.. day.Chosen.Select(contender => Reasons(day, contender, SaidOf(contender)))]);
        // Why papers were not judged is said by notices of its own.
        var told = (day.Judged?.Faults ?? []).Select(fault => day.Words.Say(fault.Verdict.Cause!)).Append(day.Words["reason-unjudged"])
            .ToHashSet(StringComparer.Ordinal);
        day.CommonReasons = [.. common.Where(reason => !told.Contains(reason.Sentence))];
        return
        [
            .. day.Chosen.Zip(Apart(day, reasons), (contender, left) => Make(
                day, contender, left, shown.GetValueOrDefault(contender.Paper.Number), readings.GetValueOrDefault(contender.Paper.Number))
                .With(SaidOf(contender))),
        ];
    }

    /// <summary>
    /// An invented or withdrawn paper is marked in its title, so that no style, feed, message or reader of JSON can lose the mark.
    /// </summary>
    public static string TitleOf(StoredPaper paper, Labels words) =>
        paper.IsSample ? words.Fill("invented-title", [paper.Paper.Title])
        : paper.IsWithdrawn ? words.Fill("withdrawn-title", [paper.Paper.Title])
        : paper.Paper.Title;

    private static IReadOnlyList<string> Reasons(Day day, Contender contender, Annotation said)
    {
        var reasons = new List<string>();
        if (said.Thumb == Thumb.Up) reasons.Add(day.Words["reason-liked-itself"]);
        if (day.Explored.Contains(contender.Paper.Number)) reasons.Add(day.Words.Say(Selection.WhyExploration));
        reasons.AddRange(contender.Ranked.Reasons.Select(day.Words.Say));
        return [.. reasons.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>
    /// Gives the papers of which everything that was said holds for most of the others, too, a reason of their own: words that set them
    /// apart, or their place.
    /// </summary>
    private static IEnumerable<IReadOnlyList<string>> Apart(Day day, IReadOnlyList<IReadOnlyList<string>> reasons)
    {
        if (reasons.All(own => own.Count > 0)) return reasons;
        var words = day.Order!.WordsApart([.. day.Chosen.Select(contender => contender.Paper)]);
        return reasons.Select((own, place) => own.Count > 0 ? own : (IReadOnlyList<string>)
        [
            day.Words.Say(words[place].Count > 0
                ? new Saying("reason-own-words", string.Join(", ", words[place]))
                : new Saying("reason-place", Saying.Number(place + 1), Saying.Number(reasons.Count))),
        ]);
    }

    private DigestPaper Make(Day day, Contender contender, IReadOnlyList<string> reasons, Shown? before, PaperReading? reading)
    {
        var (stored, paper, ranked) = (contender.Paper, contender.Paper.Paper, contender.Ranked);
        var sightings = papers.Sightings(stored.Number);
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
            ModeratorsNote = stored.ModeratorsNote,
            CodeUrl = paper.CodeUrl ?? reading?.Summary.CodeUrl,
            ProjectUrl = paper.ProjectUrl ?? reading?.Summary.ProjectUrl,
            ListedBy = [.. sightings.Where(sighting => sighting.Kind != ListingKind.Imported).Select(sighting => sighting.Source).Distinct(StringComparer.Ordinal)],
            Upvotes = sightings.Max(sighting => sighting.Popularity),
            Score = ranked.Score,
            Similarity = ranked.Similarity,
            Preference = ranked.Preference,
            IsExploration = day.Explored.Contains(stored.Number),
            Relevance = verdict?.Relevance,
            Novelty = verdict?.Novelty,
            Comment = verdict?.Comment,
            KeySentence = verdict?.Comment is null ? Extracts.KeySentence(stored) : null,
            Topic = ranked.Topic is { } topic ? $"{topic.Number}. {topic.Title}" : null,
            Reasons = reasons,
            IsCheckedAgain = verdict?.IsCheckedAgain ?? false,
            Reading = reading?.Reading,
            Figures = reading?.Figures ?? [],
        };
    }
}
