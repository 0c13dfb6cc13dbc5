using System.Text;
using System.Text.RegularExpressions;

namespace LocalDigest.Reading;

// The entries of a bibliography.
internal sealed partial class PdfPaper
{
    private void Reference(PdfLine line, PdfLine? before)
    {
        // What a publisher writes below the last reference.
        if (PublisherPattern().IsMatch(line.Text))
        {
            EndReference();
            areReferencesOver = true;
        }
        if (areReferencesOver && !LabelPattern().IsMatch(line.Text)) return;
        // The mark of a footnote beside the list.
        if (!line.Text.Any(char.IsLetterOrDigit)) return;
        areReferencesOver = false;
        var block = layout.Pages[line.Page - 1].Lines.Where(other => other.Block == line.Block).ToList();
        var left = block.Min(other => other.Left);
        var hangs = block.Any(other => other.Left - left > 0.6 * line.Size);
        var isNew = IsNextLabel(line) || (hangs && line.Left - left < 0.3 * line.Size && !LabelPattern().IsMatch(entry?.ToString() ?? ""))
            || (before is not null && !hangs && before.Block == line.Block && line.Top - before.Bottom > 0.45 * line.Size)
            // Entries of one line each: nothing hangs, and the line before was not full.
            || (before is not null && !hangs && before.Block == line.Block && before.Width < 0.85 * columnWidth
                && before.Text[^1] is '.' or ')' or (>= '0' and <= '9') && char.IsUpper(line.Text[0]));
        if (isNew || entry is null) EndReference();
        entry = entry is null ? new StringBuilder(line.Text) : new StringBuilder(Join(entry.ToString(), line.Text));
    }

    /// <summary>Whether a line begins with a label; of numbers only the next one counts, for years, volumes and pages begin lines
    /// too.</summary>
    private bool IsNextLabel(PdfLine line)
    {
        if (!ReferencePattern().IsMatch(line.Text)) return false;
        return entry is null || line.Text[0] == '[' || !int.TryParse(LabelPattern().Match(line.Text).Groups["label"].Value, out var number)
            || !int.TryParse(LabelPattern().Match(entry.ToString()).Groups["label"].Value, out var last) || number - last is > 0 and <= 10;
    }

    private void EndReference()
    {
        if (entry is null) return;
        var words = entry.ToString();
        entry = null;
        if (!words.Any(char.IsLetter)) return;
        var label = LabelPattern().Match(words);
        var url = UrlPattern().Match(words);
        text.AddReference(label.Success ? label.Groups["label"].Value : "", words[label.Length..].TrimStart(),
            url.Success ? url.Value.TrimEnd('.', ',', ')') : null);
    }

    [GeneratedRegex(@"^(?:\[[^\]]{1,40}\]|\(\d{1,3}\)|\d{1,3}\.)\s", RegexOptions.NonBacktracking)]
    private static partial Regex ReferencePattern();

    [GeneratedRegex(@"^(?:\[(?<label>[^\]]{1,40})\]|\((?<label>\d{1,3})\)|(?<label>\d{1,3})\.)\s", RegexOptions.NonBacktracking)]
    private static partial Regex LabelPattern();

    [GeneratedRegex(@"^(?:cite this article|submit your next|publisher.s note)", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex PublisherPattern();
}
