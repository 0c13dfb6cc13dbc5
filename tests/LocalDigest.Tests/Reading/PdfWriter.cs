using System.Globalization;
using System.Text;

namespace LocalDigest.Tests.Reading;

/// <summary>Writes plain PDFs: text in Courier, of which every letter is 0.6 of the size wide, and grey rectangles. Places are in points from left and top.</summary>
internal sealed class PdfWriter(double width = 612, double height = 792)
{
    private readonly List<StringBuilder> pages = [];

    public double Width => width;

    public double Height => height;

    public int Pages => pages.Count;

    public void AddPage() => pages.Add(new StringBuilder());

    /// <summary>Writes a line.</summary>
    /// <param name="top">Of the letters' boxes.</param>
    /// <param name="fill">How wide the line is to be; its spaces grow. Null leaves it as it is.</param>
    public void Text(double left, double top, double size, string text, bool bold = false, double? fill = null)
    {
        var spaces = text.Count(c => c == ' ');
        var wide = fill is { } wanted && spaces > 0 ? (wanted - WidthOf(text, size)) / spaces : 0;
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("(", "\\(", StringComparison.Ordinal).Replace(")", "\\)", StringComparison.Ordinal);
        pages[^1].Append(CultureInfo.InvariantCulture, $"BT /{(bold ? "F2" : "F1")} {size:0.##} Tf {wide:0.###} Tw 1 0 0 1 {left:0.##} {height - top - (0.75 * size):0.##} Tm ({escaped}) Tj ET\n");
    }

    public void Rectangle(double left, double top, double wide, double high, double grey = 0.6) =>
        pages[^1].Append(CultureInfo.InvariantCulture, $"{grey:0.##} g {left:0.##} {height - top - high:0.##} {wide:0.##} {high:0.##} re f 0 g\n");

    /// <summary>Covers the page with a picture, as a scanner does.</summary>
    public void Scan() => pages[^1].Append(CultureInfo.InvariantCulture, $"q {width} 0 0 {height} 0 0 cm BI /W 4 /H 4 /CS /G /BPC 8 /F /AHx ID 00 40 80 C0 40 80 C0 FF 80 C0 FF 00 C0 FF 00 40 > EI Q\n");

    public static double WidthOf(string text, double size) => 0.6 * size * text.Length;

    public byte[] Save()
    {
        var objects = new List<string>
        {
            "<< /Type /Catalog /Pages 2 0 R >>",
            $"<< /Type /Pages /Count {pages.Count} /Kids [{string.Join(' ', Enumerable.Range(0, pages.Count).Select(i => $"{5 + (2 * i)} 0 R"))}] >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Courier-Bold /Encoding /WinAnsiEncoding >>",
        };
        for (var i = 0; i < pages.Count; i++)
        {
            objects.Add(string.Create(CultureInfo.InvariantCulture, $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents {6 + (2 * i)} 0 R >>"));
            objects.Add($"<< /Length {pages[i].Length} >>\nstream\n{pages[i]}\nendstream");
        }
        var file = new StringBuilder("%PDF-1.4\n");
        var places = new List<int>();
        for (var i = 0; i < objects.Count; i++)
        {
            places.Add(file.Length);
            file.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }
        var start = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var place in places) file.Append(CultureInfo.InvariantCulture, $"{place:0000000000} 00000 n \n");
        file.Append(CultureInfo.InvariantCulture, $"trailer << /Size {objects.Count + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(file.ToString());
    }
}
