using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using HandlebarsDotNet;
using HandlebarsDotNet.Compiler;
using HandlebarsDotNet.Compiler.Resolvers;

namespace LocalDigest.Digests;

/// <summary>A style or its words cannot be used. The message is a sentence for whoever wrote it.</summary>
public sealed class StyleException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// The template of one style: front matter, which says what the style is and what it asks for, and a Handlebars template from
/// <see cref="DigestContent"/> to Markdown in the words of <see cref="StyleVocabulary"/>. Never changes; safe for several threads.
/// </summary>
/// <remarks>
/// Front matter is optional and stands between two lines <c>---</c> at the top:
/// <code>
/// ---
/// description: Ten lines a paper.
/// asks-for: tldr, facts
/// also-shows: topics
/// ---
/// </code>
/// A run with the style has the parts that it asks for read and written (see <see cref="StylePart"/>); what it also shows is shown where it
/// is there already. Both together must be what the template shows. A style without front matter asks for all that it shows.
/// </remarks>
internal sealed partial class StyleTemplate
{
    private const int DeepestNesting = 50;
    private const string Fence = "---";

    private readonly string name;
    private readonly bool isOwn;
    private readonly string body;
    private readonly Lazy<HandlebarsTemplate<object, object>> compiled;
    private readonly (int Line, string What)? fault;

    /// <param name="name">The style's name.</param>
    /// <param name="isOwn">The user wrote it.</param>
    /// <param name="source">The file's text.</param>
    public StyleTemplate(string name, bool isOwn, string source)
    {
        this.name = name;
        this.isOwn = isOwn;
        Source = source;
        compiled = new Lazy<HandlebarsTemplate<object, object>>(Compile);
        var matter = FrontMatter.Read(source.ReplaceLineEndings("\n"));
        body = matter.Body;
        Description = matter.Description ?? FirstComment(body);
        var tags = StyleTag.In(body);
        var shown = StyleUse.Of(tags);
        AsksFor = matter.AsksFor ?? shown;
        fault = matter.Fault ?? StructureFault(tags) ?? matter.Differs(shown);
    }

    /// <summary>The file's text, front matter included.</summary>
    public string Source { get; }

    /// <summary>What the front matter or, without one, the first comment says; empty where neither says anything.</summary>
    public string Description { get; }

    /// <summary>What a run with this style has read and written.</summary>
    public IReadOnlySet<StylePart> AsksFor { get; }

    /// <summary>Finds what can be found without a digest.</summary>
    /// <exception cref="StyleException">The style is faulty; the message says where.</exception>
    public void Check()
    {
        if (fault is var (line, what)) throw new StyleException(Sentence(line, what));
        _ = compiled.Value;
    }

    /// <summary>Writes a digest as Markdown: at most two empty lines in a row, one line end at the end.</summary>
    /// <exception cref="StyleException">The style is faulty; the message says where.</exception>
    public string Write(StyleVocabulary.Rendering rendering)
    {
        Check();
        try
        {
            var data = new Dictionary<string, object>(StringComparer.Ordinal) { [StyleVocabulary.RenderingKey] = rendering };
            return Tidy(compiled.Value(rendering.Content, data));
        }
        catch (Exception error) when (IsOfTemplate(error))
        {
            throw Fault(error);
        }
    }

    private HandlebarsTemplate<object, object> Compile()
    {
        var handlebars = Handlebars.Create(new HandlebarsConfiguration
        {
            NoEscape = true,
            ThrowOnUnresolvedBindingExpression = true,
            ExpressionNameResolver = new UpperCamelCaseExpressionNameResolver(),
        });
        StyleVocabulary.Register(handlebars);
        try
        {
            return handlebars.Compile(body);
        }
        catch (Exception error) when (IsOfTemplate(error))
        {
            throw Fault(error);
        }
    }

    /// <summary>The first block that is not closed, closed without having been opened, or too deep, with its line from 1.</summary>
    private static (int Line, string What)? StructureFault(IReadOnlyList<StyleTag> tags)
    {
        var open = new Stack<StyleTag>();
        foreach (var tag in tags)
        {
            if (tag.Kind == StyleTagKind.Opens)
            {
                open.Push(tag);
                if (open.Count > DeepestNesting) return (tag.Line, $"blocks are nested more than {DeepestNesting} deep");
            }
            else if (tag.Kind == StyleTagKind.Closes)
            {
                if (!open.TryPop(out var opened)) return (tag.Line, $"{{{{/{tag.Name}}}}} closes a block that was not opened");
                if (opened.Name != tag.Name)
                    return (tag.Line, $"{{{{/{tag.Name}}}}} stands where {{{{/{opened.Name}}}}} is needed for line {opened.Line}");
            }
        }
        return open.TryPop(out var last) ? (last.Line, $"{{{{#{last.Name}}}}} is not closed") : null;
    }

    /// <summary>
    /// Templates call into many kinds of code, and Handlebars itself trips over some with exceptions that are not its own: whatever goes
    /// wrong there is the template's fault, and is told to who wrote it.
    /// </summary>
    private static bool IsOfTemplate(Exception error) =>
        error is HandlebarsException or HandlebarsUndefinedBindingException or StyleException
        or ArgumentException or FormatException or InvalidCastException or OverflowException or InvalidOperationException
        or NullReferenceException or IndexOutOfRangeException;

    private StyleException Fault(Exception error)
    {
        var place = PlacePattern().Match(error.Message);
        var what = error switch
        {
            HandlebarsUndefinedBindingException undefined => $"there is nothing called '{undefined.MissingKey}' here",
            HandlebarsException or StyleException => error.Message.Split('\n')[0].Trim().TrimEnd('.'),
            _ => "a value is missing or of the wrong kind",
        };
        int? line = place.Success ? int.Parse(place.Groups["line"].ValueSpan, CultureInfo.InvariantCulture) + 1 : LineOf(error);
        return new StyleException(Sentence(line, what), error);
    }

    /// <summary>The first line whose tags name what could not be found; null where nothing says which.</summary>
    private int? LineOf(Exception error)
    {
        var missing = error is HandlebarsUndefinedBindingException undefined
            ? undefined.MissingKey : QuotedPattern().Match(error.Message).Groups["name"].Value;
        if (string.IsNullOrEmpty(missing)) return null;
        return StyleTag.In(body).FirstOrDefault(tag => tag.Text.Contains(missing, StringComparison.OrdinalIgnoreCase))?.Line;
    }

    private string Sentence(int? line, string what) =>
        (isOwn ? $"The style '{name}' (styles/{name}.md.hbs) is faulty" : $"The style '{name}' is faulty")
        + (line is { } number ? string.Create(CultureInfo.InvariantCulture, $" at line {number}: ") : ": ") + what + ".";

    private static string Tidy(string text)
    {
        var tidy = new StringBuilder(text.Length);
        var empty = 0;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var trimmed = line.TrimEnd();
            empty = trimmed.Length == 0 ? empty + 1 : 0;
            if (empty <= 2) tidy.Append(trimmed).Append('\n');
        }
        return tidy.ToString().Trim('\n') + "\n";
    }

    private static string FirstComment(string template)
    {
        var comment = CommentPattern().Match(template);
        return string.Join(' ', comment.Groups["text"].Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    [GeneratedRegex(@"^\s*\{\{!--(?<text>[^}]*?)--\}\}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex CommentPattern();

    [GeneratedRegex(@"Occured at: (?<line>\d{1,9}):", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PlacePattern();

    [GeneratedRegex("'(?<name>[^']{1,200})'", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex QuotedPattern();

    /// <summary>What stands between the lines <c>---</c> at the top of a template.</summary>
    private sealed record FrontMatter
    {
        /// <summary>The template below it. Empty lines stand in its place, so that lines keep their numbers.</summary>
        public required string Body { get; init; }

        public string? Description { get; private set; }

        /// <summary>Null where there is no front matter.</summary>
        public HashSet<StylePart>? AsksFor { get; private set; }

        public HashSet<StylePart> AlsoShows { get; } = [];

        /// <summary>What is wrong with it, and at which line from 1; null where nothing is.</summary>
        public (int Line, string What)? Fault { get; private set; }

        public static FrontMatter Read(string source)
        {
            var lines = source.Split('\n');
            if (lines[0].TrimEnd() != Fence) return new FrontMatter { Body = source };
            var end = Array.FindIndex(lines, 1, line => line.TrimEnd() == Fence);
            if (end < 0)
            {
                const string endless = "the front matter that begins here is not ended by a line ---";
                return new FrontMatter { Body = "", AsksFor = [], Fault = (1, endless) };
            }
            var matter = new FrontMatter { Body = new string('\n', end + 1) + string.Join('\n', lines[(end + 1)..]), AsksFor = [] };
            for (var i = 1; i < end && matter.Fault is null; i++)
            {
                if (lines[i].Trim().Length > 0 && matter.Take(lines[i]) is { } what) matter.Fault = (i + 1, what);
            }
            return matter;
        }

        /// <summary>
        /// How what it says differs from what the template shows; null where it does not, or where there is no front matter.
        /// </summary>
        public (int Line, string What)? Differs(IReadOnlySet<StylePart> shown)
        {
            if (AsksFor is null) return null;
            if (AsksFor.Intersect(AlsoShows).ToList() is [var twice, ..])
                return (1, $"'{twice.Name}' stands in asks-for and in also-shows");
            if (AsksFor.Union(AlsoShows).Except(shown).ToList() is [var unused, ..])
                return (1, $"the front matter names '{unused.Name}', and the template shows nothing of it");
            if (shown.Except(AsksFor).Except(AlsoShows).ToList() is [var unsaid, ..])
                return (1, $"the template shows '{unsaid.Name}', and the front matter does not name it: add it to asks-for or also-shows");
            return null;
        }

        /// <summary>Takes a line in; gives what is wrong with it.</summary>
        private string? Take(string line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (key, value) = colon < 0 ? (line.Trim(), "") : (line[..colon].Trim(), line[(colon + 1)..].Trim());
            switch (key)
            {
                case "description":
                    Description = value;
                    return null;
                case "asks-for":
                    return Take(value, AsksFor!);
                case "also-shows":
                    return Take(value, AlsoShows);
                default:
                    return $"front matter has no '{key}': it has description, asks-for and also-shows";
            }
        }

        private static string? Take(string value, HashSet<StylePart> parts)
        {
            foreach (var name in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (!StylePart.TryParse(name, out var part))
                    return $"there is no part '{name}': use {string.Join(", ", StylePart.All.Select(known => known.Name))}";
                parts.Add(part);
            }
            return null;
        }
    }
}
