using System.Globalization;
using LocalDigest.Digests;
using LocalDigest.Ingestion;
using LocalDigest.Judging;
using LocalDigest.Papers;

namespace LocalDigest.Runs;

/// <summary>What a digest must tell its reader beside the papers: what went wrong, and where it is empty, why.</summary>
internal static class DayReport
{
    private const int MostNotes = 5;

    public static IReadOnlyList<Notice> Write(DateOnly date, IReadOnlyList<HarvestReport> harvests, DigestCounts counts, JudgeReport? judged, string? embeddingNotice, bool isSample)
    {
        var notices = new List<Notice>();
        if (isSample)
        {
            notices.Add(new Notice("sample", "No source could be reached, so this digest shows the sample day that comes with LocalDigest: every paper in it is invented. It makes way for real ones as soon as a source answers."));
        }
        foreach (var harvest in harvests.Where(harvest => harvest.Failure is not null && !isSample))
        {
            notices.Add(new Notice("source-failed", $"{Label(harvest.Spec)} could not be read: {harvest.Failure}"));
        }
        if (judged is null)
        {
            notices.Add(new Notice("no-model", "No language model is configured: papers are ordered by similarity to your interests and by your feedback alone. Set Llm:BaseUrl and Llm:Model (or OPENAI_BASE_URL and OPENAI_API_KEY) to have them judged."));
        }
        else
        {
            foreach (var fault in judged.Faults) notices.Add(new Notice("judge", $"{Papers(fault.Papers.Count)} not judged: {fault.Detail}"));
        }
        if (embeddingNotice is not null) notices.Add(new Notice("embedding", embeddingNotice));
        if (counts.Selected == 0) notices.Add(WhyEmpty(date, harvests, counts));
        var notes = harvests.SelectMany(harvest => harvest.Notes).Distinct(StringComparer.Ordinal).ToList();
        notices.AddRange(notes.Take(MostNotes).Select(note => new Notice("note", note)));
        if (notes.Count > MostNotes) notices.Add(new Notice("note", $"{notes.Count - MostNotes} more notes of this kind are in the run's problems."));
        return notices;
    }

    /// <summary>Whether a digest is empty for a cause that may pass within hours: a source that is down, a list that is late.</summary>
    public static bool MayPass(DigestContent digest) =>
        digest.Papers.Count == 0 && digest.Notices.Any(notice => notice.Kind is "source-failed" or "late" or "repeated");

    /// <summary>How a source is called in a digest.</summary>
    public static string Label(SourceSpec spec) => spec.Kind switch
    {
        "arxiv" => "arXiv " + string.Join(", ", spec.Categories),
        "huggingface" => "Hugging Face daily papers",
        "sample" => "The sample day",
        "biorxiv" => ("bioRxiv " + string.Join(", ", spec.Categories)).TrimEnd(),
        "medrxiv" => ("medRxiv " + string.Join(", ", spec.Categories)).TrimEnd(),
        "zotero" => spec.Collection is { } collection ? $"Zotero collection {collection}" : "Zotero",
        _ => spec.Url is { } url ? $"{spec.Kind} {url}" : spec.Kind,
    };

    private static Notice WhyEmpty(DateOnly date, IReadOnlyList<HarvestReport> harvests, DigestCounts counts)
    {
        if (counts.Considered > 0)
        {
            return new Notice("nothing-passed", counts.Considered == 1
                ? "The one new paper did not pass; the reason is below."
                : $"None of the {counts.Considered} new papers passed. The best that missed are below, each with its reason.");
        }
        if (harvests.Count == 0) return new Notice("nothing-new", "No source was read, and nothing new came in since the last digest.");
        if (harvests.All(harvest => harvest.Failure is not null)) return new Notice("source-failed", "No source could be read, so there is nothing new. What was missed is read as soon as a source answers again.");
        var arxiv = harvests.Where(harvest => harvest.Spec.Kind == "arxiv" && harvest.Failure is null).ToList();
        if (arxiv.Count > 0 && arxiv.All(harvest => harvest.Listed == 0 || harvest.NotModified || harvest.ListDate < date))
        {
            var weekday = date.DayOfWeek;
            if (weekday is DayOfWeek.Saturday or DayOfWeek.Sunday)
            {
                return new Notice("weekend", $"It is {weekday}: arXiv announces no papers at weekends.");
            }
            if (arxiv.FirstOrDefault(harvest => harvest.ListDate < date) is { ListDate: { } listed })
            {
                return new Notice("late", string.Create(CultureInfo.InvariantCulture, $"arXiv's list is still that of {listed:yyyy-MM-dd}, which has been considered before: today's is late, or the old one was served again. New lists come at about 04:00 UTC; run again later, nothing is lost."));
            }
            if (arxiv.All(harvest => harvest.NotModified))
            {
                return new Notice("repeated", "arXiv's list has not changed since it was last read. New lists come at about 04:00 UTC on weekdays; run again later, nothing is lost.");
            }
            if (arxiv.All(harvest => harvest.Listed == 0))
            {
                return new Notice("holiday", "arXiv's list is empty on a weekday: a holiday there, or the list is late. Run again later, nothing is lost.");
            }
        }
        var listedInAll = harvests.Sum(harvest => harvest.Listed);
        return listedInAll == 0
            ? new Notice("nothing-new", "The sources listed no papers.")
            : new Notice("nothing-new", $"All {listedInAll} papers that the sources listed had been considered before: the same lists were served again.");
    }

    private static string Papers(int count) => count == 1 ? "One paper was" : $"{count} papers were";
}
