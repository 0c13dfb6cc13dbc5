using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LocalDigest.Trainer;

/// <summary>Writes what a training was done with and what it gave. What people wrote below <see cref="Mark"/> stays.</summary>
internal static class ModelCard
{
    private const string Mark = "<!-- The trainer writes what stands above this line. -->";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static async Task WriteAsync(string path, string name, Settings settings, string[] corpora, Corpus corpus, Vocabulary vocabulary, long size, List<double> losses, IReadOnlyList<RetrievalFigure> figures, CancellationToken ct)
    {
        var known = File.Exists(path) ? await File.ReadAllTextAsync(path, ct).ConfigureAwait(false) : "";
        var kept = known.IndexOf(Mark, StringComparison.Ordinal) is >= 0 and var at ? known[at..] : Mark + "\n";
        var card = new StringBuilder();
        void Line(FormattableString text) => card.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"# {name}\n");
        Line($"Vectors for {vocabulary.Terms.Count(term => !term.IsPhrase):N0} words and {vocabulary.Terms.Count(term => term.IsPhrase):N0} phrases of two words of scientific English, {settings.Dimensions} dimensions, one signed byte each; {size:N0} bytes. A text's vector is the sum of its terms', each times the fourth root of its count. It can be cut to {string.Join(" or ", settings.Cuts.SkipLast(1))} dimensions.\n");
        Line($"## Data\n");
        Line($"{corpus.Documents.Count:N0} titles with abstracts, from {string.Join(", ", corpora.Select(file => file == "-" ? "standard input" : "`" + Path.GetFileName(file) + "`"))}; {figures[0].Among:N0} more were held out. A term must stand in several documents; the rarest here stands in {vocabulary.Terms[^1].Documents}.\n");
        Line($"## Settings\n");
        Line($"```json\n{JsonSerializer.Serialize(settings, Indented)}\n```\n");
        Line($"## Figures\n");
        if (losses.Count > 0) Line($"Mean loss of each epoch: {string.Join(", ", losses.Select(loss => loss.ToString("0.000", CultureInfo.InvariantCulture)))}.\n");
        Line($"Finding held-out abstracts by their titles among {figures[0].Among:N0}:\n");
        Line($"| dimensions | own abstract first | mean reciprocal rank |\n|---:|---:|---:|");
        foreach (var figure in figures) Line($"| {figure.Dimensions} | {figure.First:P1} | {figure.ReciprocalRank:0.000} |");
        card.Append('\n').Append(kept);
        await File.WriteAllTextAsync(path, card.ToString(), ct).ConfigureAwait(false);
    }
}
