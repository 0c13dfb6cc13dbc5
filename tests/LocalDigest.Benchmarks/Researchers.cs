using System.Text.Json.Serialization;

namespace LocalDigest.Benchmarks;

/// <summary>
/// Researchers who rated papers by their own expertise, to be predicted from their own papers (Stelmakh et al. 2023, "A Gold Standard Dataset for the
/// Reviewer Assignment Problem", arXiv:2303.16750).
/// </summary>
internal sealed class Researchers
{
    private readonly Profile[] profiles;
    private readonly ILookup<string, Rating> ratings;
    private readonly string data;

    public Researchers(string data)
    {
        this.data = Path.Combine(data, "researchers");
        profiles = [.. EvaluationData.Lines<Profile>(Path.Combine(this.data, "profiles_d20.jsonl.xz"))];
        ratings = EvaluationData.Lines<Rating>(Path.Combine(this.data, "ratings.jsonl")).ToLookup(rating => rating.User, StringComparer.Ordinal);
        Papers = EvaluationData.Lines<LabelledDocument>(Path.Combine(this.data, "papers.jsonl.xz")).ToDictionary(paper => paper.Id.GetString()!, StringComparer.Ordinal);
    }

    /// <summary>Each paper by its id.</summary>
    public IReadOnlyDictionary<string, LabelledDocument> Papers { get; }

    /// <summary>The share of pairs of differently rated papers, weighted by the difference, that are put in the wrong order; a tie counts half. The mean over the draws.</summary>
    /// <param name="similarity">How near two papers are; a paper's score is the mean of the nearest three of the researcher's own.</param>
    public double Loss(Func<string, string, double> similarity) =>
        LossOf(own => paper => own.Select(one => similarity(one, paper)).OrderDescending().Take(3).Average());

    /// <summary>The same of a method that is given a researcher's own papers and then scores others.</summary>
    public double LossOf(Func<IReadOnlyList<string>, Func<string, double>> learn) => Loss(profiles.GroupBy(profile => profile.Draw).Select(draw => draw.Select(profile =>
    {
        var score = learn([.. profile.Papers.Where(Papers.ContainsKey).Distinct(StringComparer.Ordinal)]);
        return ratings[profile.User].Select(rating => (rating.Expertise, Score: score(rating.Paper))).ToList();
    })));

    /// <summary>The losses of the published scores, by the method's name.</summary>
    public IEnumerable<(string Method, double Loss)> Published() => EvaluationData.Lines<Prediction>(Path.Combine(data, "baseline_predictions.jsonl.xz"))
        .GroupBy(prediction => prediction.Method, StringComparer.Ordinal)
        .Select(method => (method.Key, Loss(method.Select(draw => draw.Scores.Select(user =>
            ratings[user.Key].Where(rating => user.Value.ContainsKey(rating.Paper)).Select(rating => (rating.Expertise, Score: user.Value[rating.Paper])).ToList())))));

    private static double Loss(IEnumerable<IEnumerable<List<(double Expertise, double Score)>>> draws) => draws.Average(draw =>
    {
        double wrong = 0, all = 0;
        foreach (var rated in draw)
        {
            for (var i = 0; i < rated.Count; i++)
            {
                for (var k = i + 1; k < rated.Count; k++)
                {
                    var difference = rated[i].Expertise - rated[k].Expertise;
                    all += Math.Abs(difference);
                    var order = Math.Sign(rated[i].Score - rated[k].Score);
                    if (order == 0) wrong += Math.Abs(difference) / 2;
                    else if (order != Math.Sign(difference)) wrong += Math.Abs(difference);
                }
            }
        }
        return wrong / all;
    });

    private sealed record Profile([property: JsonPropertyName("iter")] int Draw, [property: JsonPropertyName("user")] string User, [property: JsonPropertyName("papers")] string[] Papers);

    private sealed record Rating([property: JsonPropertyName("user")] string User, [property: JsonPropertyName("paper")] string Paper, [property: JsonPropertyName("expertise")] double Expertise);

    private sealed record Prediction([property: JsonPropertyName("algo")] string Method, [property: JsonPropertyName("scores")] Dictionary<string, Dictionary<string, double>> Scores);
}
