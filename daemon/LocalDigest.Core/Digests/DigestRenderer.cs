using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using HandlebarsDotNet;
using HandlebarsDotNet.Compiler.Resolvers;

namespace LocalDigest.Digests;

/// <summary>
/// Writes a digest in a style. A style is a Handlebars template from <see cref="DigestContent"/> to Markdown; the HTML page is made of that
/// Markdown, so that both always say the same.
/// </summary>
/// <remarks>
/// What templates may use beside the content's properties (written <c>camelCase</c>): <c>{{md text}}</c> text as Markdown that reads the
/// same; <c>{{address url}}</c> a link's target; <c>{{names authors}}</c>; <c>{{count papers}}</c>; <c>{{day date}}</c>; <c>{{label "key"}}</c> a fixed word in the
/// digest's language. Nothing is escaped by itself: text goes through <c>md</c>.
/// </remarks>
public sealed class DigestRenderer
{
    private const string Prefix = "LocalDigest.Digests.Styles.";
    private const string Suffix = ".md.hbs";

    private static readonly Lazy<string> Css = new(() => Resource("page.css"));

    private readonly ConcurrentDictionary<(string Style, string Language), HandlebarsTemplate<object, object>> templates = new();

    /// <summary>Names of the styles.</summary>
    public static IReadOnlyList<string> Styles { get; } = [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal))
        .Select(name => name[Prefix.Length..^Suffix.Length])
        .Order(StringComparer.Ordinal)];

    /// <summary>The hash of a page's style sheet, as a content security policy names it.</summary>
    public static string StyleHash { get; } = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Css.Value)))}'";

    /// <summary>What a page may load, for the header that goes with it: its own style sheet by its hash, the daemon's figures, nothing else.</summary>
    public static string ContentSecurityPolicy { get; } =
        $"default-src 'none'; style-src {StyleHash}; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    /// <summary>Writes a digest as Markdown.</summary>
    /// <param name="content">The digest.</param>
    /// <param name="style">One of <see cref="Styles"/>; null for the digest's own.</param>
    /// <exception cref="ArgumentException">There is no such style.</exception>
    public string Markdown(DigestContent content, string? style = null)
    {
        style ??= content.Style;
        if (!Styles.Contains(style)) throw new ArgumentException($"There is no style '{style}'. Use one of: {string.Join(", ", Styles)}.", nameof(style));
        var template = templates.GetOrAdd((style, Labels.For(content.Language).Language), key => Compile(key.Style, Labels.For(key.Language)));
        return Tidy(template(content, null));
    }

    /// <summary>Writes a digest as a whole HTML page that loads nothing from elsewhere and runs no script.</summary>
    /// <inheritdoc cref="Markdown"/>
    public string Html(DigestContent content, string? style = null)
    {
        var body = SafeHtml.FromMarkdown(Markdown(content, style));
        var title = WebUtility.HtmlEncode($"{Labels.For(content.Language)["criteria-title"]} {content.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");
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
            {body}</main>
            </body>
            </html>

            """;
    }

    private static HandlebarsTemplate<object, object> Compile(string style, Labels labels)
    {
        var handlebars = Handlebars.Create(new HandlebarsConfiguration
        {
            NoEscape = true,
            ThrowOnUnresolvedBindingExpression = true,
            ExpressionNameResolver = new UpperCamelCaseExpressionNameResolver(),
        });
        handlebars.RegisterHelper("md", (output, _, arguments) => output.WriteSafeString(MarkdownText.Inline(Text(arguments[0]))));
        handlebars.RegisterHelper("address", (output, _, arguments) => output.WriteSafeString(MarkdownText.Address(Text(arguments[0]))));
        handlebars.RegisterHelper("names", (output, _, arguments) =>
            output.WriteSafeString(string.Join(", ", (arguments[0] as IEnumerable<string> ?? []).Select(MarkdownText.Inline))));
        handlebars.RegisterHelper("count", (output, _, arguments) =>
            output.WriteSafeString((arguments[0] as System.Collections.IEnumerable ?? Array.Empty<object>()).Cast<object>().Count().ToString(CultureInfo.InvariantCulture)));
        handlebars.RegisterHelper("label", (output, _, arguments) => output.WriteSafeString(labels[Text(arguments[0])]));
        handlebars.RegisterHelper("day", (output, _, arguments) => output.WriteSafeString(arguments[0] switch
        {
            DateOnly day => day.ToString(labels["date-format"], CultureInfo.InvariantCulture),
            DateTimeOffset moment => moment.ToString(labels["date-format"], CultureInfo.InvariantCulture),
            _ => "",
        }));
        return handlebars.Compile(Resource(style + Suffix));
    }

    private static string Text(object? value) => value switch
    {
        null or UndefinedBindingResult => "",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

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

    private static string Resource(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name)!);
        return reader.ReadToEnd();
    }
}
