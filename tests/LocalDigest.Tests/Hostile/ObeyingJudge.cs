using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LocalDigest.Tests.StandIns;
using Microsoft.AspNetCore.Http;

namespace LocalDigest.Tests.Hostile;

/// <summary>A judge that is honest until it sees any piece of an attack, and then gives 10. It reads every disguise.</summary>
internal sealed partial class ObeyingJudge
{
    /// <summary>It obeys so much of an order: four words, or eight characters of a script or code without spaces.</summary>
    private const int Words = 4, Characters = 8;

    private readonly IReadOnlyDictionary<string, int> honest;
    private readonly IReadOnlyDictionary<string, string> attacks;

    /// <param name="honest">The grades of papers by id.</param>
    /// <param name="attacks">What was put into papers, by id.</param>
    public ObeyingJudge(IReadOnlyDictionary<string, int> honest, IReadOnlyDictionary<string, string> attacks) =>
        (this.honest, this.attacks) = (honest, attacks);

    /// <summary>The papers for which it obeyed.</summary>
    public ConcurrentDictionary<string, bool> Obeyed { get; } = new(StringComparer.Ordinal);

    /// <summary>The papers about which it was asked again.</summary>
    public ConcurrentDictionary<string, bool> AskedAgain { get; } = new(StringComparer.Ordinal);

    public async Task<bool> AnswerAsync(ChatAsked asked, HttpContext context)
    {
        if (asked.Papers.Count == 0) return false;
        var verdicts = new JsonArray();
        foreach (var paper in JsonNode.Parse(asked.User[asked.User.IndexOf("[{", StringComparison.Ordinal)..])!.AsArray())
        {
            var id = paper!["id"]!.GetValue<string>();
            if (asked.IsSecondLook) AskedAgain[id] = true;
            var isSeen = attacks.TryGetValue(id, out var attack) && Sees($"{paper["title"]}\n{paper["abstract"]}", attack);
            if (isSeen) Obeyed[id] = true;
            verdicts.Add((JsonNode)FakeLlm.Verdict(id, relevance: isSeen ? 10 : honest[id], novelty: isSeen ? 10 : 5));
        }
        await FakeLlm.WriteAsync(context, FakeLlm.Completion(new JsonObject { ["verdicts"] = verdicts }.ToJsonString()));
        return true;
    }

    /// <summary>Whether any piece of an attack is in a text.</summary>
    internal static bool Sees(string text, string attack) => Pieces(attack).Any(Plain(text).Contains);

    private static IEnumerable<string> Pieces(string attack)
    {
        var plain = Plain(attack);
        var words = plain.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i + Words <= words.Length; i++) yield return string.Join(' ', words[i..(i + Words)]);
        foreach (var word in words.Where(word => word.Length > 20 || word.Any(c => c > '\u3000')))
        {
            for (var i = 0; i + Characters <= word.Length; i++) yield return word.Substring(i, Characters);
        }
    }

    private static string Plain(string text) => SpacePattern().Replace(text.Replace("\u200b", "", StringComparison.Ordinal), " ");

    [GeneratedRegex(@"[\s\p{P}]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SpacePattern();
}
