using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Judging;
using LocalDigest.Profiles;

namespace LocalDigest.Runs;

/// <summary>Gives the judge papers by which it sees a profile's taste: those of the newest thumbs, by title.</summary>
internal sealed class ThumbExamples(FeedbackTable feedback, PaperTable papers)
{
    private const int Newest = 200;

    public TasteExamples Of(Profile profile)
    {
        var thumbs = feedback.Page(profile.Id, Newest, before: null);
        var titles = papers.Find([.. thumbs.Select(thumb => thumb.PaperNumber)])
            .ToDictionary(paper => paper.Number, paper => paper.Paper.Title);
        List<string> With(Thumb value) =>
            [.. thumbs.Where(thumb => thumb.Value == value).Select(thumb => titles.GetValueOrDefault(thumb.PaperNumber)).OfType<string>()];
        return TasteExamples.Of(With(Thumb.Up), With(Thumb.Down));
    }
}
