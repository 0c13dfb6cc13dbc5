using System.Globalization;
using System.Numerics.Tensors;
using System.Text;
using System.Text.RegularExpressions;
using LocalDigest.Papers;
using LocalDigest.Profiles;

namespace LocalDigest.Prefiltering;

/// <summary>Writes interests for somebody who named papers alone: a topic for each group of papers that are near in meaning.</summary>
/// <remarks>
/// Groups are made by average-link clustering of the papers' vectors: the two nearest groups become one until the nearest are too far apart
/// and there are few enough. The text is the user's to change.
/// </remarks>
public static partial class SeedInterests
{
    /// <summary>Papers beyond so many say little that is new.</summary>
    private const int MostPapers = 200;

    private const int MostTopics = 8, MostTitles = 12;

    /// <summary>Groups whose papers have a mean cosine from here on are of one subject.</summary>
    private const float SameSubject = 0.45f;

    /// <summary>The interests as text; empty where there are no papers.</summary>
    public static string Write(IReadOnlyList<Paper> papers, PaperIndex index)
    {
        var embedder = index.Embedder;
        var seeds = papers.Take(MostPapers).ToList();
        var vectors = seeds.Select(paper =>
        {
            var vector = new float[embedder.Dimensions];
            embedder.Embed(PaperIndex.TextOf(paper.Title, paper.Abstract), vector);
            return vector;
        }).ToList();
        var text = new StringBuilder();
        var number = 0;
        foreach (var group in Group(vectors).OrderByDescending(group => group.Count).ThenBy(group => group.Min()))
        {
            // The paper in the middle gives the name.
            var order = group.OrderByDescending(Likeness).ThenBy(one => one).ToList();
            var titles = order.Take(MostTitles).Select(one => $"“{OnOneLine().Replace(seeds[one].Title, ", ")}”");
            if (number++ > 0) text.Append('\n');
            text.Append(CultureInfo.InvariantCulture, $"{number}. {NameOf(seeds[order[0]].Title)}\n");
            text.Append(CultureInfo.InvariantCulture, $"   Relevant: papers like {string.Join(", ", titles)}\n");

            float Likeness(int one) => group.Sum(other => TensorPrimitives.Dot<float>(vectors[one], vectors[other]));
        }
        return text.ToString();
    }

    private static List<List<int>> Group(List<float[]> vectors)
    {
        var groups = Enumerable.Range(0, vectors.Count).Select(i => new List<int> { i }).ToList();
        var likeness = vectors.Select(one => vectors.Select(other => TensorPrimitives.Dot<float>(one, other)).ToArray()).ToArray();
        while (groups.Count > 1)
        {
            var (best, a, b) = (float.NegativeInfinity, 0, 0);
            for (var i = 0; i < groups.Count; i++)
            {
                for (var j = i + 1; j < groups.Count; j++)
                {
                    if (likeness[i][j] > best) (best, a, b) = (likeness[i][j], i, j);
                }
            }
            if (best < SameSubject && groups.Count <= MostTopics) break;
            float inA = groups[a].Count, inB = groups[b].Count;
            for (var i = 0; i < groups.Count; i++)
            {
                likeness[i][a] = likeness[a][i] = (inA * likeness[a][i] + inB * likeness[b][i]) / (inA + inB);
            }
            groups[a].AddRange(groups[b]);
            // The last one takes the free place.
            var last = groups.Count - 1;
            groups[b] = groups[last];
            groups.RemoveAt(last);
            for (var i = 0; i < groups.Count; i++) likeness[i][b] = likeness[b][i] = likeness[last][i];
        }
        return groups;
    }

    /// <summary>"FooNet: Learning to grasp" is about what stands behind the colon.</summary>
    private static string NameOf(string title) =>
        TopicTitles.Of(title.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon ? title[(colon + 2)..] : title);

    /// <summary>What would end a line or a sentence inside a title.</summary>
    [GeneratedRegex(@"[.?!]\s+|\s*[\r\n]+\s*|[“”]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OnOneLine();
}
