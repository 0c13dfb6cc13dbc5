using System.Globalization;
using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace LocalDigest.Digests;

/// <summary>
/// Writes a digest in a style, as Markdown or as an HTML page, which is made of that Markdown, so that both always say the same.
/// </summary>
public sealed class DigestRenderer(StyleCatalogue catalogue)
{
    private static readonly Lazy<string> Css = new(() =>
    {
        const string sheet = "LocalDigest.Digests.Styles.page.css";
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(sheet)!);
        return reader.ReadToEnd();
    });

    /// <summary>With the styles that come with LocalDigest.</summary>
    public DigestRenderer() : this(new StyleCatalogue())
    {
    }

    public StyleCatalogue Catalogue => catalogue;

    /// <summary>The hash of a page's style sheet, as a content security policy names it.</summary>
    public static string StyleHash { get; } = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Css.Value)))}'";

    /// <summary>
    /// What a page may load, for the header that goes with it: its own style sheet by its hash, the daemon's figures, nothing else.
    /// </summary>
    public static string ContentSecurityPolicy { get; } =
        $"default-src 'none'; style-src {StyleHash}; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    /// <summary>Every style, with what is wrong with it where something is.</summary>
    public IReadOnlyList<StyleEntry> Styles() => catalogue.List();

    /// <summary>Writes a digest as Markdown.</summary>
    /// <param name="content">The digest.</param>
    /// <param name="style">
    /// A style of <see cref="Catalogue"/>; null for the digest's own, or the usual one with a word on it where that is gone.
    /// </param>
    /// <exception cref="StyleException">There is no such style, or it is faulty; the message says where.</exception>
    public string Markdown(DigestContent content, string? style = null)
    {
        var labels = catalogue.LabelsFor(content.Language);
        if (style is null && !catalogue.Has(content.Style))
        {
            content = content with { Notices = [new Notice("style", labels.Fill("style-gone", [content.Style])), .. content.Notices] };
            style = StyleCatalogue.Usual;
        }
        return catalogue.Template(style ?? content.Style).Write(new StyleVocabulary.Rendering(content, labels, catalogue.LabelsFor));
    }

    /// <summary>Writes a digest as a whole HTML page that loads nothing from elsewhere and runs no script.</summary>
    /// <inheritdoc cref="Markdown"/>
    public string Html(DigestContent content, string? style = null)
    {
        var name = content.ProfileName.Length > 0 ? content.ProfileName : "LocalDigest";
        var title = WebUtility.HtmlEncode(string.Create(CultureInfo.InvariantCulture, $"{name}, {content.Date:yyyy-MM-dd}"));
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
}
