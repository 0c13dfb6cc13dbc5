using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using HandlebarsDotNet;
using HandlebarsDotNet.Compiler;
using HandlebarsDotNet.Compiler.Resolvers;

namespace LocalDigest.Digests;

/// <summary>
/// Writes a digest in a style. A style is a Handlebars template from <see cref="DigestContent"/> to Markdown, in the words of <see cref="StyleVocabulary"/>; the HTML page
/// is made of that Markdown, so that both always say the same.
/// </summary>
public sealed partial class DigestRenderer(StyleCatalogue catalogue)
{
    private const int DeepestNesting = 50;

    private static readonly Lazy<string> Css = new(() =>
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("LocalDigest.Digests.Styles.page.css")!);
        return reader.ReadToEnd();
    });

    private readonly ConcurrentDictionary<string, (string Source, HandlebarsTemplate<object, object> Template)> compiled = new(StringComparer.Ordinal);

    /// <summary>With the styles that come with LocalDigest.</summary>
    public DigestRenderer() : this(new StyleCatalogue())
    {
    }

    public StyleCatalogue Catalogue => catalogue;

    /// <summary>The hash of a page's style sheet, as a content security policy names it.</summary>
    public static string StyleHash { get; } = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Css.Value)))}'";

    /// <summary>What a page may load, for the header that goes with it: its own style sheet by its hash, the daemon's figures, nothing else.</summary>
    public static string ContentSecurityPolicy { get; } =
        $"default-src 'none'; style-src {StyleHash}; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    /// <summary>Every style, with what is wrong with it where something is.</summary>
    public IReadOnlyList<StyleEntry> Styles() => catalogue.List(style =>
    {
        try
        {
            TemplateOf(style);
            return null;
        }
        catch (StyleException fault)
        {
            return fault.Message;
        }
    });

    /// <summary>Writes a digest as Markdown.</summary>
    /// <param name="content">The digest.</param>
    /// <param name="style">A style of <see cref="Catalogue"/>; null for the digest's own, or the usual one with a word on it where that is gone.</param>
    /// <exception cref="StyleException">There is no such style, or it is faulty; the message says where.</exception>
    public string Markdown(DigestContent content, string? style = null)
    {
        var labels = catalogue.LabelsFor(content.Language);
        if (style is null && !catalogue.Has(content.Style))
        {
            content = content with { Notices = [new Notice("style", labels.Fill("style-gone", [content.Style])), .. content.Notices] };
            style = StyleCatalogue.Usual;
        }
        style ??= content.Style;
        var template = TemplateOf(style);
        var rendering = new StyleVocabulary.Rendering(content, labels, catalogue.LabelsFor);
        try
        {
            return Tidy(template(content, new Dictionary<string, object>(StringComparer.Ordinal) { [StyleVocabulary.RenderingKey] = rendering }));
        }
        // Templates call into many kinds of code: whatever goes wrong there is the template's fault, and is told to who wrote it.
        catch (Exception error) when (error is HandlebarsException or HandlebarsUndefinedBindingException or StyleException or ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            throw Fault(style, error);
        }
    }

    /// <summary>Writes a digest as a whole HTML page that loads nothing from elsewhere and runs no script.</summary>
    /// <inheritdoc cref="Markdown"/>
    public string Html(DigestContent content, string? style = null)
    {
        var title = WebUtility.HtmlEncode(string.Create(CultureInfo.InvariantCulture, $"{(content.ProfileName.Length > 0 ? content.ProfileName : "LocalDigest")}, {content.Date:yyyy-MM-dd}"));
        return $"""
            <!DOCTYPE html>
            <html lang="{WebUtility.HtmlEncode(content.Language)}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <title>{title}</title>
            <style>{Css.Value}</style>
            </head>
            <body>
            <main>
            {Body(content, style)}</main>
            </body>
            </html>

            """;
    }

    /// <summary>The inside of the page's body alone, for a feed.</summary>
    /// <inheritdoc cref="Markdown"/>
    public string Body(DigestContent content, string? style = null) =>
        SafeHtml.FromMarkdown(Markdown(content, style), [.. content.Papers.SelectMany(paper => paper.Figures)]);

    private HandlebarsTemplate<object, object> TemplateOf(string style)
    {
        var source = catalogue.Template(style);
        if (compiled.TryGetValue(style, out var known) && known.Source == source) return known.Template;
        if (StructureFault(source) is var (line, what)) throw new StyleException(Sentence(style, line, what));
        try
        {
            var template = Compile(source);
            compiled[style] = (source, template);
            return template;
        }
        catch (HandlebarsException error)
        {
            throw Fault(style, error);
        }
    }

    private static HandlebarsTemplate<object, object> Compile(string source)
    {
        var handlebars = Handlebars.Create(new HandlebarsConfiguration
        {
            NoEscape = true,
            ThrowOnUnresolvedBindingExpression = true,
            ExpressionNameResolver = new UpperCamelCaseExpressionNameResolver(),
        });
        StyleVocabulary.Register(handlebars);
        return handlebars.Compile(source);
    }

    /// <summary>The first block that is not closed, closed without having been opened, or too deep, with its line from 1.</summary>
    private static (int Line, string What)? StructureFault(string source)
    {
        var open = new Stack<(string Name, int Line)>();
        var line = 1;
        var counted = 0;
        foreach (Match tag in TagPattern().Matches(source))
        {
            line += source.AsSpan(counted, tag.Index - counted).Count('\n');
            counted = tag.Index;
            if (!tag.Groups["kind"].Success) continue;
            var name = tag.Groups["name"].Value;
            if (tag.Groups["kind"].Value == "#")
            {
                open.Push((name, line));
                if (open.Count > DeepestNesting) return (line, $"blocks are nested more than {DeepestNesting} deep");
            }
            else if (!open.TryPop(out var opened))
            {
                return (line, $"{{{{/{name}}}}} closes a block that was not opened");
            }
            else if (opened.Name != name)
            {
                return (line, $"{{{{/{name}}}}} stands where {{{{/{opened.Name}}}}} is needed for line {opened.Line}");
            }
        }
        return open.TryPop(out var last) ? (last.Line, $"{{{{#{last.Name}}}}} is not closed") : null;
    }

    private StyleException Fault(string style, Exception error)
    {
        var source = catalogue.Template(style);
        var place = PlacePattern().Match(error.Message);
        var what = error switch
        {
            HandlebarsUndefinedBindingException undefined => $"there is nothing called '{undefined.MissingKey}' here",
            HandlebarsException or StyleException => error.Message.Split('\n')[0].Trim().TrimEnd('.'),
            _ => "a value is missing or of the wrong kind",
        };
        var line = place.Success ? int.Parse(place.Groups["line"].ValueSpan, CultureInfo.InvariantCulture) + 1 : LineOf(source, error);
        return new StyleException(Sentence(style, line, what), error);
    }

    /// <summary>The first line whose tags name what could not be found; null where nothing says which.</summary>
    private static int? LineOf(string source, Exception error)
    {
        var name = error is HandlebarsUndefinedBindingException undefined ? undefined.MissingKey : QuotedPattern().Match(error.Message).Groups["name"].Value;
        if (string.IsNullOrEmpty(name)) return null;
        foreach (Match tag in TagPattern().Matches(source))
        {
            if (tag.Value.Contains(name, StringComparison.OrdinalIgnoreCase)) return source.AsSpan(0, tag.Index).Count('\n') + 1;
        }
        return null;
    }

    private string Sentence(string style, int? line, string what) =>
        (catalogue.IsOwn(style) ? $"The style '{style}' (styles/{style}.md.hbs) is faulty" : $"The style '{style}' is faulty")
        + (line is { } number ? string.Create(CultureInfo.InvariantCulture, $" at line {number}: ") : ": ") + what + ".";

    /// <summary>At most two empty lines in a row, and one line end at the end.</summary>
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

    [GeneratedRegex(@"\{\{!--(?s:.*?)--\}\}|\{\{~?(?<kind>[#/])?[*>]?\s*(?<name>[^\s}~]*)[^}]*\}\}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TagPattern();

    [GeneratedRegex(@"Occured at: (?<line>\d{1,9}):", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PlacePattern();

    [GeneratedRegex("'(?<name>[^']{1,200})'", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex QuotedPattern();
}
