namespace LocalDigest.Feedback;

/// <summary>What a reader said of a paper: by a thumb, and by marks.</summary>
/// <param name="Thumb">Null where none was given.</param>
/// <param name="Marks">What is noted on it.</param>
public sealed record Annotation(Thumb? Thumb, Marks Marks)
{
    /// <summary>Of a paper of which nothing was said.</summary>
    public static Annotation None { get; } = new(null, Marks.None);
}

/// <summary>Reads what a profile's reader said of papers.</summary>
public sealed class Annotations(FeedbackTable feedback, MarkTable marks)
{
    /// <summary>Of one paper.</summary>
    public Annotation Of(string profile, long paperNumber) => new(feedback.Find(profile, paperNumber), marks.Find(profile, paperNumber));

    /// <summary>Of all papers of which anything was said, by their numbers.</summary>
    public IReadOnlyDictionary<long, Annotation> All(string profile)
    {
        var all = marks.All(profile).ToDictionary(pair => pair.Key, pair => new Annotation(null, pair.Value));
        foreach (var thumb in feedback.All(profile))
            all[thumb.PaperNumber] = all.GetValueOrDefault(thumb.PaperNumber, Annotation.None) with { Thumb = thumb.Value };
        return all;
    }
}
