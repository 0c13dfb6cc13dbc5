using LocalDigest.Digests;
using LocalDigest.Papers;
using LocalDigest.Sources;
using LocalDigest.Text;

namespace LocalDigest.Runs;

/// <summary>What a digest must tell its reader beside the papers: what went wrong, and where it is empty, why.</summary>
internal static class DayReport
{
    private const int MostNotes = 5, MostVersions = 3;

    /// <summary>Writes.</summary>
    /// <param name="day">With everything filled in.</param>
    /// <param name="counts">How many papers came how far.</param>
    /// <param name="hasInvented">Whether any of the papers is an invented one.</param>
    public static IReadOnlyList<Notice> Write(Day day, DigestCounts counts, bool hasInvented)
    {
        var (words, harvests, judged, embedding) = (day.Words, day.Harvest.Harvests, day.Judged, day.Embedding!);
        var notices = new List<Notice>();
        void Say(string kind, string name, params IReadOnlyList<string> values) => notices.Add(new Notice(kind, words.Fill(name, values)));
        if (day.Harvest.IsSample) Say("sample", "notice-sample");
        else if (hasInvented) Say("sample", "notice-invented");
        foreach (var harvest in harvests.Where(harvest => harvest.Failure is not null && !day.Harvest.IsSample))
        {
            var cause = harvest.FailureKind is { } kind ? words.Say(SourceException.CauseOf(kind, harvest.Failure!)) : harvest.Failure!;
            Say("source-failed", "notice-source-failed", Label(harvest.Spec, words), cause);
        }
        if (judged is null) Say("no-model", "notice-no-model");
        if (day.BudgetProblem is { } problem) notices.Add(new Notice("budget", words.Say(problem)));
        if (day.NewJudge is { } change)
        {
            notices.Add(new Notice("judge-new", words.Say([
                change.Before == change.Now ? new Saying("notice-judge-words") : new Saying("notice-judge-new", change.Before, change.Now),
                change.Pairs > 0 ? new Saying("notice-judge-scale", Saying.Number(change.Pairs)) : new Saying("notice-judge-no-scale"),
            ])));
        }
        foreach (var fault in judged?.Faults ?? []) Say("judge", "notice-judge", Saying.Number(fault.Papers.Count), words.Say(fault.Verdict.Cause!));
        if (embedding.Notice is { } notice)
        {
            var name = embedding.Problem is null ? "notice-embedding-behind" : "notice-embedding-failed";
            Say("embedding", name, notice, embedding.Model, Saying.Number(embedding.Done), Saying.Number(embedding.Total));
        }
        if (counts.Selected == 0)
        {
            var (kind, why) = WhyEmpty(day, counts);
            notices.Add(new Notice(kind, words.Say(why)));
        }
        else
        {
            var outcomes = day.Decisions.Select(decision => decision.Outcome).ToHashSet(StringComparer.Ordinal);
            if (counts.Judged == 0 && outcomes.Contains(Selection.TooFar) && !outcomes.Contains(Selection.BeyondMost))
                Say("match-ends", "notice-match-ends", Saying.Number(counts.Selected), Saying.Number(counts.Considered));
            if (judged is null && day.Order!.Preference is null && day.Chosen.All(contender => contender.Ranked.Closeness is null))
                Say("no-interests", "notice-no-interests");
        }
        foreach (var common in day.CommonReasons)
            Say("common-reason", "notice-common-reason", Saying.Number(common.Papers), Saying.Number(counts.Selected), common.Sentence);
        foreach (var (paper, shown) in day.Withdrawn)
            Say("withdrawn", "notice-withdrawn", paper.Paper.Title, Saying.Day(shown!.Date));
        if (day.IsOfRevisionsOnly && counts.Selected > 0 && day.Existing.Count == 0) Say("revisions-only", "notice-revisions-only");
        notices.AddRange(NewVersions(day).Select(saying => new Notice("new-version", words.Say(saying))));
        var notes = harvests.SelectMany(harvest => harvest.Notes).Distinct(StringComparer.Ordinal).ToList();
        notices.AddRange(notes.Take(MostNotes).Select(note => new Notice("note", note)));
        if (notes.Count > MostNotes) Say("note", "notice-more-notes", Saying.Number(notes.Count - MostNotes));
        return notices;
    }

    /// <summary>Whether a digest is empty for a cause that may pass within hours: a source that is down, a list that is late.</summary>
    public static bool MayPass(DigestContent digest) =>
        digest.Papers.Count == 0 && digest.Notices.Any(notice => notice.Kind is "source-failed" or "late" or "repeated");

    /// <summary>How a source is called in a digest.</summary>
    public static string Label(SourceSpec spec, Labels words) => spec.Kind switch
    {
        "arxiv" => "arXiv " + string.Join(", ", spec.Categories),
        "huggingface" or "sample" => words["name-" + spec.Kind],
        "biorxiv" => ("bioRxiv " + string.Join(", ", spec.Categories)).TrimEnd(),
        "medrxiv" => ("medRxiv " + string.Join(", ", spec.Categories)).TrimEnd(),
        "openreview" => $"OpenReview {spec.Venue}",
        "semanticscholar" => "Semantic Scholar",
        "zotero" => spec.Collection is { } collection ? words.Fill("name-zotero-collection", [collection]) : "Zotero",
        _ => spec.Url is { } url ? $"{spec.Kind} {url}" : spec.Kind,
    };

    /// <summary>The new versions of papers that fit, and why they are not among the papers.</summary>
    private static IEnumerable<Saying> NewVersions(Day day)
    {
        var fitting = day.Versions.Select(version => (Version: version, Ranked: day.Order!.Of(version.Paper)))
            .Where(item => item.Ranked.Fits(day.Profile.Digest.MinRelevance))
            .OrderByDescending(item => item.Ranked.Score).ThenBy(item => item.Ranked.PaperNumber).ToList();
        foreach (var (version, _) in fitting.Take(MostVersions))
        {
            var (title, number) = (DayEntries.TitleOf(version.Paper, day.Words), Saying.Number(version.Paper.Paper.Version ?? 1));
            yield return version.Shown is { } shown
                ? new Saying("notice-version-shown", title, number, Saying.Day(shown.Date))
                : new Saying("notice-version-not-wanted", title, number);
        }
        if (fitting.Count > MostVersions) yield return new Saying("notice-more-versions", Saying.Number(fitting.Count - MostVersions));
    }

    private static (string Kind, Saying Why) WhyEmpty(Day day, DigestCounts counts)
    {
        var (date, harvests) = (day.Request.Date, day.Harvest.Harvests);
        if (counts.Considered > 0)
        {
            var name = day.Decisions.Count > 0 && day.Decisions.All(decision => decision.Outcome == Selection.TooFar) ? "nothing-near" : "nothing-passed";
            return (name, new Saying("notice-" + name, Saying.Number(counts.Considered)));
        }
        if (day.IsOfRevisionsOnly) return ("revisions-only", new Saying("notice-revisions-only"));
        if (harvests.Count == 0) return ("nothing-new", new Saying("notice-no-source"));
        if (harvests.All(harvest => harvest.Failure is not null)) return ("source-failed", new Saying("notice-all-failed"));
        var arxiv = harvests.Where(harvest => harvest.Spec.Kind == "arxiv" && harvest.Failure is null).ToList();
        if (arxiv.Count > 0 && arxiv.All(harvest => harvest.Listed == 0 || harvest.NotModified || harvest.ListDate < date))
        {
            if (date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) return ("weekend", new Saying("notice-weekend"));
            if (arxiv.FirstOrDefault(harvest => harvest.ListDate < date) is { ListDate: { } listed }) return ("late", new Saying("notice-late", Saying.Day(listed)));
            if (arxiv.All(harvest => harvest.NotModified)) return ("repeated", new Saying("notice-repeated"));
            if (arxiv.All(harvest => harvest.Listed == 0)) return ("holiday", new Saying("notice-holiday"));
        }
        return ("nothing-new", WhyNoNews(day.Days, harvests.Sum(harvest => harvest.Listed), day.Others));
    }

    private static Saying WhyNoNews((DateOnly From, DateOnly To)? days, int listed, IReadOnlyList<Decision> others)
    {
        if (listed == 0) return new Saying("notice-nothing-listed");
        // Not every source can be asked for a day: a feed and the sample day list what they have.
        if (others.Count == 0 && days is var (from, to)) return new Saying("notice-other-days", Saying.Number(listed), Saying.Day(from), Saying.Day(to));
        if (others.Any(decision => decision.Outcome != Selection.AlreadyShown)) return new Saying("notice-no-news", Saying.Number(listed));
        return new Saying("notice-all-known", Saying.Number(listed));
    }
}
