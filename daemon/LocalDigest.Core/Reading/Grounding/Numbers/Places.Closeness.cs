using LocalDigest.Text;

namespace LocalDigest.Reading;

/// <content>How close the words of a statement stand to a number of the paper.</content>
internal sealed partial class Places
{
    /// <summary>How much of a statement's words stands at a number, by weight, 0 to 1.</summary>
    private double NearOf(Statement statement, double[] weights, in Quantity quantity)
    {
        double all = 0, near = 0;
        for (var t = 0; t < weights.Length; t++)
        {
            if (weights[t] == 0) continue;
            all += weights[t];
            double closest = 0;
            foreach (var stem in statement.Terms[t].Stems) closest = Math.Max(closest, Closeness(stem, quantity));
            near += weights[t] * closest;
        }
        return all == 0 ? 0 : near / all;
    }

    /// <summary>How much of a statement's words stands in the sentence, row or table's head of a number, by weight, 0 to 1.</summary>
    private double WholeOf(Statement statement, double[] weights, in Quantity quantity)
    {
        var (place, isCell) = (places[quantity.Place], quantity.IsCell);
        double all = 0, has = 0;
        for (var t = 0; t < weights.Length; t++)
        {
            all += weights[t];
            if (statement.Terms[t].Stems.Any(stem => place.Words.Contains(stem) || (isCell && place.Around.Contains(stem))))
                has += weights[t];
        }
        return all == 0 ? 0 : has / all;
    }

    /// <summary>What a word of a statement weighs for one of its numbers: by how rare it is, and how close to the number.</summary>
    private double WeightOf(Term term, Numeral number, Statement statement)
    {
        // The paper has the words of other scripts under names that are not known.
        if (statement.IsIdeographic && !term.Stems.Any(frequencies.ContainsKey)) return 0;
        // The words of the number itself.
        if (term.At >= number.Start && term.At < number.End) return 0;
        return term.Stems.Max(Weight) * (term.IsName ? NameWeight : ContentWords.IsReporting(term.Stems[0]) ? OfReporting : 1)
            * Math.Max(Around, HalfWay / (HalfWay + statement.Marks.Between(term.At, number.Start, number.End)));
    }

    /// <summary>How close a word stands to a number: 1 at it, less in its sentence or row, still less around that; 0 elsewhere.</summary>
    private double Closeness(string stem, in Quantity quantity)
    {
        var place = places[quantity.Place];
        if (!place.Words.Contains(stem))
            return place.Group?.Contains(stem) == true ? 0.8 : quantity.IsCell ? OfTable(stem, place, quantity)
                : place.Around.Contains(stem) ? Around : place.IsBeside(stem) ? Beside : 0;
        if (!quantity.IsCell)
        {
            double closest = Around;
            foreach (var at in place.At(stem))
                closest = Math.Max(closest, HalfWay / (HalfWay + place.Marks.Between(at, quantity.Number.Start, quantity.Number.End)));
            return closest;
        }
        var cell = place.CellAt(quantity.Number.Start);
        double most = Math.Max(OfRow, OfTable(stem, place, quantity));
        foreach (var at in place.At(stem))
            most = Math.Max(most, place.CellAt(at) is var own && (own < place.Labels || own == cell) ? 1 : OfRow);
        return most;
    }

    private static double OfTable(string stem, Place place, in Quantity quantity)
    {
        var table = place.Table!;
        var column = place.Cells - place.CellAt(quantity.Number.Start);
        var most = table.Caption.Contains(stem) ? OfHead : 0;
        foreach (var head in table.Heads)
        {
            // From the right: what spans rows is missing on the left.
            if (head.Count >= column && head[^column].Contains(stem)) return 1;
            if (head.Count != place.Cells && most < OfHead && head.Exists(cell => cell.Contains(stem))) most = OfHead;
            else if (most < Around && head.Exists(cell => cell.Contains(stem))) most = Around / 2;
        }
        return most;
    }

    /// <summary>The share of a statement's names, by their closeness, that the paper knows and does not have at a number.</summary>
    private double StrangeShare(Statement statement, Numeral number, in Quantity quantity)
    {
        double all = 0, strange = 0;
        foreach (var term in statement.Terms)
        {
            if (!term.IsName || !term.Stems.Any(frequencies.ContainsKey)) continue;
            var weight = term.Stems.Max(Weight) * Math.Exp(-statement.Marks.Between(term.At, number.Start, number.End) / HalfWay);
            all += weight;
            double closest = 0;
            foreach (var stem in term.Stems) closest = Math.Max(closest, Closeness(stem, quantity));
            strange += weight * (1 - closest);
        }
        return all == 0 ? 0 : strange / all;
    }

    /// <summary>Whether a factor says how much more or less something became, and not which share of a whole it is.</summary>
    private static bool IsChange(string text, Numeral number) =>
        number.Value > 1
        || !(text.AsSpan(number.End).StartsWith(" of", StringComparison.Ordinal) || text.AsSpan(number.End).StartsWith("的"))
        && ChangePattern().IsMatch(text);

    private static readonly HashSet<string> ChangeStems = ContentWords.AllOf(
        "more less fewer than times fold faster slower higher lower larger smaller longer shorter better worse cheaper increase decrease "
            + "reduce reduction drop rise raise gain improve improvement speedup factor cut save double "
            + "triple halve twice half grow decline savings");
}
