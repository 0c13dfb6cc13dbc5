using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using LocalDigest.Reading;

namespace LocalDigest.Digests;

/// <summary>
/// Something that a run reads or writes because a style shows it: one kind of summary of the best papers, or the day's overview.
/// </summary>
/// <param name="Summary">The kind of summary; null for the overview.</param>
internal readonly record struct StylePart(SummaryKind? Summary)
{
    /// <summary><see cref="DigestContent.Overview"/>.</summary>
    public static StylePart Overview => new(null);

    public static IReadOnlyList<StylePart> All { get; } = [.. Enum.GetValues<SummaryKind>().Select(kind => new StylePart(kind)), Overview];

    /// <summary>
    /// As front matter names it: <c>tldr</c>, <c>topics</c>, <c>deep-dive</c>, <c>method-analysis</c>, <c>facts</c>, <c>overview</c>.
    /// </summary>
    public string Name => Summary is { } kind ? JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString()) : "overview";

    public static bool TryParse(string name, out StylePart part)
    {
        var index = All.Select(known => known.Name).ToList().IndexOf(name);
        part = index < 0 ? default : All[index];
        return index >= 0;
    }
}

internal enum StyleTagKind
{
    Plain,

    /// <summary>It opens a block: <c>{{#each papers}}</c>.</summary>
    Opens,

    /// <summary>It begins the other branch of a block: <c>{{else}}</c>, <c>{{^}}</c>.</summary>
    Else,
    Closes,
}

/// <summary>A tag of a template that is no comment.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Name">Its first word.</param>
/// <param name="Words">Its further words: paths, numbers, texts in quotation marks, names between bars; brackets are left out.</param>
/// <param name="Text">The whole tag.</param>
/// <param name="Line">Where it stands, from 1.</param>
internal sealed partial record StyleTag(StyleTagKind Kind, string Name, IReadOnlyList<string> Words, string Text, int Line)
{
    /// <summary>The tags of a template in order. Time grows with its length.</summary>
    public static IReadOnlyList<StyleTag> In(string template)
    {
        var tags = new List<StyleTag>();
        var (line, counted) = (1, 0);
        foreach (Match match in TagPattern().Matches(template))
        {
            line += template.AsSpan(counted, match.Index - counted).Count('\n');
            counted = match.Index;
            var inside = match.Groups["inside"].Value.Trim('~', ' ');
            if (!match.Groups["inside"].Success || inside.StartsWith('!')) continue;
            var kind = inside.StartsWith('#') ? StyleTagKind.Opens
                : inside.StartsWith('/') ? StyleTagKind.Closes
                : inside.StartsWith('^') || inside == "else" || inside.StartsWith("else ", StringComparison.Ordinal) ? StyleTagKind.Else
                : StyleTagKind.Plain;
            List<string> words = [.. WordPattern().Matches(inside.TrimStart('#', '/', '^', '&', '*', '>', ' ')).Select(word => word.Value)];
            tags.Add(new StyleTag(kind, words.FirstOrDefault() ?? "", [.. words.Skip(1)], match.Value, line));
        }
        return tags;
    }

    [GeneratedRegex(@"\{\{!--(?s:.*?)--\}\}|\{\{\{?(?<inside>[^}]*)\}\}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TagPattern();

    [GeneratedRegex(@"""[^""]*""|'[^']*'|\|[^|]*\||[^\s()""'|]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex WordPattern();
}

/// <summary>
/// Finds what a template shows: follows each path in its tags from the record that the tag stands in, and sees which properties it names.
/// What stands in comments, in fixed text or in quotation marks names nothing.
/// </summary>
internal sealed class StyleUse
{
    private readonly HashSet<StylePart> shown = [];

    /// <summary>The blocks around a tag, the outermost first; the content itself is the first of them.</summary>
    private readonly List<Scope> scopes = [new(typeof(DigestContent), null, IsContext: true)];

    private StyleUse()
    {
    }

    /// <summary>The parts that the tags show, test or hand to a helper.</summary>
    public static IReadOnlySet<StylePart> Of(IReadOnlyList<StyleTag> tags)
    {
        var use = new StyleUse();
        foreach (var tag in tags) use.See(tag);
        return use.shown;
    }

    private void See(StyleTag tag)
    {
        if (tag.Kind == StyleTagKind.Closes)
        {
            if (scopes.Count > 1) scopes.RemoveAt(scopes.Count - 1);
            return;
        }
        Type? first = null;
        foreach (var word in tag.Words.Prepend(tag.Name).Where(word => word.Length > 0 && word[0] is not ('"' or '\'' or '|')))
        {
            if (StyleVocabulary.Shows(word) is { } part) shown.Add(part);
            first ??= Follow(word[(word.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        }
        if (tag.Kind == StyleTagKind.Opens) scopes.Add(Inside(tag, first));
        // The other branch of a block stands outside of what the block is about.
        else if (tag.Kind == StyleTagKind.Else && scopes.Count > 1) scopes[^1] = Scope.Transparent;
    }

    private static Scope Inside(StyleTag tag, Type? about)
    {
        var name = tag.Words.FirstOrDefault(word => word[0] == '|')?.Trim('|', ' ').Split(' ')[0];
        if (StyleVocabulary.TypeInside(tag.Name) is { } given) return new Scope(given, name, IsContext: true);
        return tag.Name switch
        {
            "each" => new Scope(about is null ? null : ItemOf(about), name, IsContext: true),
            "with" => new Scope(about, name, IsContext: true),
            _ => Scope.Transparent,
        };
    }

    /// <summary>Follows a path and notes the parts that the properties on it belong to.</summary>
    /// <returns>The type of what it leads to; null where it leads to nothing that is known.</returns>
    private Type? Follow(string path)
    {
        var up = 0;
        for (; path.StartsWith("..", StringComparison.Ordinal); up++) path = path.Length > 3 ? path[3..] : "";
        var contexts = scopes.Where(scope => scope.IsContext).ToList();
        var type = contexts[Math.Max(0, contexts.Count - 1 - up)].Type;
        var steps = path.Split(['.', '/'], StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < steps.Length && (i == 0 || type is not null); i++)
        {
            if (i == 0 && scopes.FindLast(scope => scope.Name == steps[0]) is { } named) type = named.Type;
            else if (i == 0 && steps[0] == "@root") type = typeof(DigestContent);
            else if (steps[i] != "this") type = type is null ? null : Step(type, steps[i]);
        }
        return type;
    }

    private Type? Step(Type type, string step)
    {
        if (step[0] == '[' || char.IsAsciiDigit(step[0])) return ItemOf(type);
        if (type.GetProperty(char.ToUpperInvariant(step[0]) + step[1..]) is not { } property) return null;
        if (property.GetCustomAttribute<AskedForAttribute>() is { } asked) shown.Add(new StylePart(asked.Kind));
        if (property.PropertyType == typeof(DigestOverview)) shown.Add(StylePart.Overview);
        return property.PropertyType;
    }

    private static Type? ItemOf(Type list) =>
        list.IsGenericType && list.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? list.GetGenericArguments()[0] : null;

    /// <summary>A block around a tag.</summary>
    /// <param name="Type">What it is about, from which paths inside begin; null where that is not known.</param>
    /// <param name="Name">The name that it gives it; null for none.</param>
    /// <param name="IsContext">Paths inside begin from what it is about, and <c>../</c> leads out of it.</param>
    private sealed record Scope(Type? Type, string? Name, bool IsContext)
    {
        /// <summary>A block that changes nothing about paths: <c>if</c>, <c>unless</c>.</summary>
        public static Scope Transparent { get; } = new(null, null, IsContext: false);
    }
}
