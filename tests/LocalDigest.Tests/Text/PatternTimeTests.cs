using System.Reflection;
using System.Text.RegularExpressions;
using LocalDigest.Papers;
using LocalDigest.Text;

namespace LocalDigest.Tests.Text;

/// <summary>Patterns that are not matched in linear time by construction are quick on text that is made to be slow.</summary>
public class PatternTimeTests
{
    private const int Length = 2000;

    private static readonly string[] Pieces =
    [
        "a ", "no ", "not ", "I do not ", "I really ", "without any ", "papers or ", "but ", "anything but ", "(", ", ", "a-", "'", "/",
            "[", ": ",
        "the user ", "on about ", "really ", "at all ", "论文", "不", "对", "除", "我们不想看", ",不要", "关于", "1.", "(1) ", "topic 1 ", "arxiv:",
            "doi:",
        "https://doi.org/", "10.1234/", "2601.12345", "v1", "/v1", "é", "\u3042", "x", "thanks, ", "should be ", "never ",
    ];

    [Fact]
    public void PatternsThatTrackBackAreQuickOnHostileText()
    {
        var patterns = typeof(PaperId).Assembly.GetTypes().SelectMany(type =>
            type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(method => method.GetCustomAttribute<GeneratedRegexAttribute>() is { } made
                && !made.Options.HasFlag(RegexOptions.NonBacktracking))
            .Select(method => (Name: $"{method.DeclaringType!.Name}.{method.Name}", Regex: (Regex)method.Invoke(null, null)!)).ToList();

        Assert.NotEmpty(patterns);
        foreach (var (name, regex) in patterns)
        {
            Assert.True(regex.MatchTimeout == TimeSpan.FromMilliseconds(PatternTime.Milliseconds), $"{name} may run for ever.");
            for (var i = 0; i < Pieces.Length; i++)
            {
                foreach (var step in (int[])[0, 1, 7])
                {
                    // It throws where it takes too long.
                    var end = Pieces[(i + step) % Pieces.Length];
                    _ = regex.Count(string.Concat(Enumerable.Repeat(Pieces[i], 3)) + string.Concat(Enumerable.Repeat(end,
                        Length / end.Length)) + "!");
                }
            }
        }
    }
}
