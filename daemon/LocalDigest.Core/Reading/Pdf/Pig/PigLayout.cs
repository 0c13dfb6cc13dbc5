using System.Globalization;
using System.Net;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.DocumentLayoutAnalysis.PageSegmenter;
using UglyToad.PdfPig.DocumentLayoutAnalysis.ReadingOrderDetector;
using UglyToad.PdfPig.DocumentLayoutAnalysis.WordExtractor;

namespace LocalDigest.Reading;

/// <summary>
/// Writes the words of a PDF with their places as <c>pdftotext -bbox-layout</c> does, one element a line, so that one reader takes both.
/// Blocks and lines are found by Docstrum (O'Gorman 1993). Runs in a child process only.
/// </summary>
internal static class PigLayout
{
    /// <summary>Of a font's size, how far boxes reach above and below the baseline.</summary>
    private const double Ascent = 0.75;
    private const double Descent = 0.22;

    private const int MostLettersOnPage = 60_000;

    public static void Write(string path, int pages, TextWriter output)
    {
        using var document = PdfDocument.Open(path,
            new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true, ClipPaths = false });
        output.Write($"<doc pages=\"{document.NumberOfPages}\">\n");
        for (var number = 1; number <= Math.Min(pages, document.NumberOfPages); number++) Write(document.GetPage(number), output);
        output.Write("</doc>\n");
    }

    private static void Write(Page page, TextWriter output)
    {
        output.Write(string.Create(CultureInfo.InvariantCulture, $"<page width=\"{page.Width:F3}\" height=\"{page.Height:F3}\">\n"));
        var letters = page.Letters.Where(letter => letter.Value.Length > 0).ToList();
        if (letters.Count is > 0 and <= MostLettersOnPage)
        {
            var words = NearestNeighbourWordExtractor.Instance.GetWords(letters).Where(word =>
                !string.IsNullOrWhiteSpace(word.Text)).ToList();
            var blocks = UnsupervisedReadingOrderDetector.Instance.Get(DocstrumBoundingBoxes.Instance.GetBlocks(words));
            foreach (var block in blocks)
            {
                output.Write("<block>\n");
                foreach (var line in block.TextLines)
                {
                    output.Write("<line>\n");
                    foreach (var word in line.Words) Write(word, page.Height, output);
                    output.Write("</line>\n");
                }
                output.Write("</block>\n");
            }
        }
        output.Write("</page>\n");
    }

    private static void Write(Word word, double height, TextWriter output)
    {
        var box = word.BoundingBox;
        var (top, bottom) = (height - box.Top, height - box.Bottom);
        if (word.TextOrientation == TextOrientation.Horizontal)
        {
            var letter = word.Letters[0];
            var size = letter.PointSize > 0 ? letter.PointSize : box.Height;
            (top, bottom) = (height - letter.StartBaseLine.Y - (Ascent * size), height - letter.StartBaseLine.Y + (Descent * size));
        }
        var isBold = word.Letters.Count(letter => PdfLayout.IsBold(letter.FontName ?? "")) * 2 > word.Letters.Count;
        var text = WebUtility.HtmlEncode(word.Text.ReplaceLineEndings(" ").Trim());
        output.Write(string.Create(CultureInfo.InvariantCulture,
            $"<word xMin=\"{box.Left:F3}\" yMin=\"{top:F3}\" xMax=\"{box.Right:F3}\" yMax=\"{bottom:F3}\"{(isBold ? " bold=\"1\"" : "")}>{text}</word>\n"));
    }
}
