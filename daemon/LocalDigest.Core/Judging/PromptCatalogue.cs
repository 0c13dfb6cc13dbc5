using System.Collections.Concurrent;
using System.Reflection;
using System.Text;

namespace LocalDigest.Judging;

/// <summary>
/// The words in which the judge is asked: the version that comes with LocalDigest, <c>judge-2</c>, or the user's own in one folder,
/// <c>judge.ID.md</c> for the profile ID or <c>judge.md</c> for all. In them <c>{{criteria}}</c> stands for the profile's criteria, which
/// must be there,
/// <c>{{language}}</c> for the language of comments, and <c>{{examples}}</c> for papers that were liked and disliked. A change is seen at
/// once.
/// </summary>
/// <param name="folder">The user's prompts; null for none.</param>
public sealed class PromptCatalogue(string? folder = null)
{
    internal const string Criteria = "{{criteria}}", Language = "{{language}}", Examples = "{{examples}}";

    private const string Shipped = "judge-2";
    private const int LongestFile = 64 * 1024;

    private static readonly PromptTemplate Usual = ReadShipped(Shipped);

    /// <summary>Versions that are asked no more; they stay, so that what was judged by them is known to be by the same criteria.</summary>
    internal static IReadOnlyList<PromptTemplate> Earlier { get; } = [ReadShipped("judge-1")];

    /// <summary>The words in which a cheap model is asked about titles.</summary>
    internal static PromptTemplate Titles { get; } = ReadShipped("titles-1");

    private readonly ConcurrentDictionary<string, (DateTime Written, long Length, PromptTemplate Template)> read = new(StringComparer.Ordinal);

    /// <summary>The words for a profile. The same object as long as they are the same.</summary>
    /// <param name="profile">The profile's id.</param>
    public PromptTemplate For(string profile)
    {
        if (folder is null) return Usual;
        foreach (var name in (string[])[$"judge.{profile}.md", "judge.md"])
        {
            var file = new FileInfo(Path.Combine(folder, name));
            if (!file.Exists) continue;
            var (written, length) = (file.LastWriteTimeUtc, file.Length);
            if (read.TryGetValue(name, out var known) && known.Written == written && known.Length == length) return known.Template;
            var template = Read(file);
            read[name] = (written, length, template);
            return template;
        }
        return Usual;
    }

    private static PromptTemplate Read(FileInfo file)
    {
        string Fault(string what) => $"The file prompts/{file.Name} {what}; the judge was asked by the words that come with LocalDigest.";
        try
        {
            if (file.Length > LongestFile) return Usual with { Fault = Fault($"is longer than {LongestFile / 1024} kB") };
            var text = File.ReadAllText(file.FullName, Encoding.UTF8);
            return text.Contains(Criteria, StringComparison.Ordinal)
                ? new PromptTemplate("own", text, Fault: null)
                : Usual with { Fault = Fault($"does not hold {Criteria}, where the profile's criteria go") };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Usual with { Fault = Fault("cannot be read") };
        }
    }

    private static PromptTemplate ReadShipped(string name)
    {
        using var reader = new StreamReader(
            Assembly.GetExecutingAssembly().GetManifestResourceStream($"LocalDigest.Judging.Prompts.{name}.md")!);
        return new PromptTemplate(name, reader.ReadToEnd(), Fault: null);
    }
}

/// <summary>The words of a prompt.</summary>
/// <param name="Name">Its version; <c>own</c> for the user's.</param>
/// <param name="Text">With the places that are filled in.</param>
/// <param name="Fault">Why the user's own words are not in use, as a sentence; null where they are, or there are none.</param>
public sealed record PromptTemplate(string Name, string Text, string? Fault);

/// <summary>Papers by which the judge sees the researcher's taste.</summary>
/// <param name="Liked">Titles, newest first.</param>
/// <param name="Disliked">Titles, newest first.</param>
public sealed record TasteExamples(IReadOnlyList<string> Liked, IReadOnlyList<string> Disliked)
{
    /// <summary>So many papers at most, of both together.</summary>
    private const int Most = 6;

    public static TasteExamples None { get; } = new([], []);

    /// <summary>Half of each, or more of one where the other has less.</summary>
    public static TasteExamples Of(IReadOnlyList<string> liked, IReadOnlyList<string> disliked)
    {
        var likes = Math.Min(liked.Count, Most - Math.Min(disliked.Count, Most / 2));
        return new TasteExamples([.. liked.Take(likes)], [.. disliked.Take(Most - likes)]);
    }
}
