using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using LocalDigest.Text;

namespace LocalDigest.Reading;

/// <summary>A word on a page; places in points from the page's left and top.</summary>
internal sealed record PdfWord(double Left, double Top, double Right, double Bottom, string Text)
{
    public bool IsBold { get; set; }

    public double Height => Bottom - Top;
}

/// <summary>A line of a block.</summary>
internal sealed class PdfLine
{
    public PdfLine(int page, int block, IReadOnlyList<PdfWord> words)
    {
        Page = page;
        Block = block;
        Words = words;
        Left = words.Min(word => word.Left);
        Right = words.Max(word => word.Right);
        Top = words.Min(word => word.Top);
        Bottom = words.Max(word => word.Bottom);
        Size = Median(words, word => word.Height);
        Text = Join(words, Size);
    }

    /// <summary>From 1.</summary>
    public int Page { get; }

    /// <summary>Counts the blocks of the whole document.</summary>
    public int Block { get; }

    public IReadOnlyList<PdfWord> Words { get; }

    public double Left { get; }

    public double Right { get; }

    public double Top { get; }

    public double Bottom { get; }

    public double Width => Right - Left;

    /// <summary>The height of its letters' boxes, which follows the size of the font.</summary>
    public double Size { get; }

    public string Text { get; }

    public bool IsBold => Words.Sum(word => word.IsBold ? word.Text.Length : 0) > 0.6 * Words.Sum(word => word.Text.Length);

    /// <summary>Read elsewhere, or nothing of the paper: heads, numbers of pages, captions, what is inside figures and tables.</summary>
    public bool IsTaken { get; set; }

    public bool IsRaised(PdfWord word) => word.Height < 0.82 * Size && word.Bottom < Median(Words, other => other.Bottom) - (0.12 * Size);

    private bool IsLowered(PdfWord word) => word.Height < 0.82 * Size && word.Top > Median(Words, other => other.Top) + (0.2 * Size);

    /// <summary>The words with spaces where the page has gaps, and small raised or lowered numbers as such.</summary>
    private string Join(IReadOnlyList<PdfWord> words, double size)
    {
        var text = new StringBuilder();
        PdfWord? before = null;
        foreach (var word in words)
        {
            var shown = word.Text;
            // Letters may be small for other reasons: small capitals, another font.
            if (before is not null && shown.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or '−'))
            {
                if (IsRaised(word)) shown = UnicodeText.Superscript(shown) ?? shown;
                else if (IsLowered(word)) shown = UnicodeText.Subscript(shown) ?? shown;
            }
            if (before is not null && word.Left - before.Right > 0.1 * size) text.Append(' ');
            text.Append(shown);
            before = word;
        }
        return UnicodeText.Compose(UnicodeText.Tidy(text.ToString()));
    }

    private static double Median(IReadOnlyList<PdfWord> words, Func<PdfWord, double> value)
    {
        // By letters and not by words: marks and symbols are many and small.
        var ordered = words.OrderBy(value).ToList();
        var half = ordered.Sum(word => word.Text.Length) / 2.0;
        foreach (var word in ordered)
        {
            half -= word.Text.Length;
            if (half <= 0) return value(word);
        }
        return value(ordered[^1]);
    }
}

internal sealed record PdfPage(int Number, double Width, double Height)
{
    public List<PdfLine> Lines { get; } = [];
}

/// <summary>The words of a PDF with their places, in the reading order that poppler finds.</summary>
internal sealed partial class PdfLayout
{
    private const int MostWords = 2_000_000;

    /// <summary>In points, less than a column has.</summary>
    private const double LongestBeginning = 160;

    public List<PdfPage> Pages { get; } = [];

    public IEnumerable<PdfLine> Lines => Pages.SelectMany(page => page.Lines);

    /// <summary>Reads the output of <c>pdftotext -bbox-layout</c>, or of <see cref="PigLayout"/>. It has one element a line, so that a head
    /// that is no XML, as titles make it, stops nothing.</summary>
    public static PdfLayout Parse(string output)
    {
        var layout = new PdfLayout();
        var words = new List<PdfWord>();
        var (block, count) = (0, 0);
        PdfPage? page = null;
        foreach (var range in output.AsSpan().Split('\n'))
        {
            var line = output.AsSpan(range).Trim();
            if (line.StartsWith("<word ", StringComparison.Ordinal))
            {
                if (page is null || ++count > MostWords || Word(line) is not { } word) continue;
                words.Add(word);
            }
            else if (line.StartsWith("</line", StringComparison.Ordinal))
            {
                if (page is not null && words.Count > 0 && new PdfLine(page.Number, block, [.. words]) is { Text.Length: > 0 } read) Add(page, read);
                words.Clear();
            }
            else if (line.StartsWith("<block", StringComparison.Ordinal))
            {
                block++;
            }
            else if (line.StartsWith("<page", StringComparison.Ordinal))
            {
                page = new PdfPage(layout.Pages.Count + 1, Attribute(line, "width"), Attribute(line, "height"));
                layout.Pages.Add(page);
            }
        }
        foreach (var read in layout.Pages) JoinNumbers(read);
        return layout;
    }

    /// <summary>Adds a line; the parts of one that is spaced wide are one line.</summary>
    private static void Add(PdfPage page, PdfLine line)
    {
        if (page.Lines.Count > 0 && page.Lines[^1] is var last && last.Block == line.Block && Math.Abs(last.Bottom - line.Bottom) < 0.2 * line.Size
            && line.Left - last.Right is var gap && gap > 0 && gap < 4 * line.Size)
        {
            page.Lines[^1] = new PdfLine(page.Number, line.Block, [.. last.Words, .. line.Words]);
        }
        else
        {
            page.Lines.Add(line);
        }
    }

    /// <summary>
    /// A heading's number, and the words with which a paragraph begins, stand apart from what follows, so that poppler takes them for two
    /// lines or two columns.
    /// </summary>
    private static void JoinNumbers(PdfPage page)
    {
        foreach (var number in page.Lines.Where(line => line.Text.Length <= 8 && NumberPattern().IsMatch(line.Text)
            || line.Words.Count <= 6 && line.Width < LongestBeginning && line.Text[^1] is '.' or ':').ToList())
        {
            var widest = (number.Text.Length <= 8 ? 3.2 : 1.6) * number.Size;
            var title = page.Lines.Where(line => line != number && line.Left > number.Right && line.Left - number.Right < widest
                && Math.Abs(line.Size - number.Size) < 0.1 * line.Size && Math.Abs(line.Bottom - number.Bottom) < 0.25 * line.Size
                && char.IsLetter(line.Text[0])).MinBy(line => line.Left);
            if (title is null) continue;
            page.Lines[page.Lines.IndexOf(title)] = new PdfLine(page.Number, title.Block, [.. number.Words, .. title.Words]);
            page.Lines.Remove(number);
        }
    }

    /// <summary>
    /// Puts the blocks of a page with two columns into reading order: what spans both divides the page into bands, and in a band the left column comes first.
    /// poppler's own order follows the places where blocks begin, and mixes columns that begin with short blocks.
    /// </summary>
    /// <param name="middle">Between the columns, in points from the left.</param>
    public void OrderColumns(double middle)
    {
        foreach (var page in Pages)
        {
            var blocks = page.Lines.GroupBy(line => line.Block)
                .Select(block => (Lines: block.ToList(), Left: block.Min(line => line.Left), Right: block.Max(line => line.Right), Top: block.Min(line => line.Top)))
                .OrderBy(block => block.Top).ToList();
            var ordered = new List<PdfLine>(page.Lines.Count);
            var (left, right) = (new List<PdfLine>(), new List<PdfLine>());
            foreach (var block in blocks)
            {
                if (block.Left < middle - 10 && block.Right > middle + 10)
                {
                    ordered.AddRange([.. left, .. right, .. block.Lines]);
                    left.Clear();
                    right.Clear();
                }
                else
                {
                    ((block.Left + block.Right) / 2 < middle ? left : right).AddRange(block.Lines);
                }
            }
            ordered.AddRange([.. left, .. right]);
            page.Lines.Clear();
            page.Lines.AddRange(ordered);
        }
    }

    [GeneratedRegex(@"^(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,5}\.?|[A-Z](?:\.\d{1,2})?\.?|\[\d{1,3}\]|\(\d{1,3}\)|\d{3}\.)$",
        RegexOptions.NonBacktracking)]
    private static partial Regex NumberPattern();

    /// <summary>Marks the words that stand where the output of <c>pdftohtml -xml</c> has text in a bold font.</summary>
    public void MarkBold(string fonts)
    {
        var bold = new HashSet<string>(StringComparer.Ordinal);
        PdfPage? page = null;
        var number = 0;
        foreach (var range in fonts.AsSpan().Split('\n'))
        {
            var line = fonts.AsSpan(range).Trim();
            if (line.StartsWith("<page ", StringComparison.Ordinal))
            {
                page = ++number <= Pages.Count ? Pages[number - 1] : null;
            }
            else if (line.StartsWith("<fontspec", StringComparison.Ordinal))
            {
                if (IsBold(Value(line, "family"))) bold.Add(Value(line, "id").ToString());
            }
            else if (line.StartsWith("<text ", StringComparison.Ordinal) && page is not null
                && (bold.GetAlternateLookup<ReadOnlySpan<char>>().Contains(Value(line, "font"))
                || line.IndexOf("><b>", StringComparison.Ordinal) > 0))
            {
                var (left, top) = (Attribute(line, "left") - 2, Attribute(line, "top") - 2);
                var (right, bottom) = (left + Attribute(line, "width") + 4, top + Attribute(line, "height") + 4);
                foreach (var word in page.Lines.Where(other => other.Bottom >= top && other.Top <= bottom).SelectMany(other => other.Words))
                {
                    var (x, y) = ((word.Left + word.Right) / 2, (word.Top + word.Bottom) / 2);
                    if (x > left && x < right && y > top && y < bottom) word.IsBold = true;
                }
            }
        }
    }

    /// <summary>Whether a font's name says that it is bold; CMBX and its kin are the bold ones of TeX.</summary>
    public static bool IsBold(ReadOnlySpan<char> family)
    {
        if (family.IndexOf('+') is var plus and >= 0) family = family[(plus + 1)..];
        foreach (var sign in (ReadOnlySpan<string>)["Bold", "-Bd", "Black", "Heavy", "Demi", "Medi", "CMBX", "SFBX", "CMSSBX", "LinBiolinumTB", "LinLibertineTB"])
            if (family.Contains(sign, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    private static PdfWord? Word(ReadOnlySpan<char> line)
    {
        var open = line.IndexOf('>');
        var close = line.LastIndexOf("</word");
        if (open < 0 || close <= open) return null;
        var text = WebUtility.HtmlDecode(line[(open + 1)..close].ToString());
        var word = new PdfWord(Attribute(line, "xMin"), Attribute(line, "yMin"), Attribute(line, "xMax"), Attribute(line, "yMax"),
            text.Length <= 500 ? text : text[..500]) { IsBold = Value(line[..open], "bold") is "1" };
        return word.Text.Length > 0 && word.Height > 0 && word.Right >= word.Left ? word : null;
    }

    private static double Attribute(ReadOnlySpan<char> element, string name) =>
        double.TryParse(Value(element, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? Math.Clamp(value, -20_000, 20_000) : 0;

    private static ReadOnlySpan<char> Value(ReadOnlySpan<char> element, string name)
    {
        var at = element.IndexOf(name + "=\"", StringComparison.Ordinal);
        if (at < 0) return [];
        var value = element[(at + name.Length + 2)..];
        var end = value.IndexOf('"');
        return end < 0 ? [] : value[..end];
    }
}
