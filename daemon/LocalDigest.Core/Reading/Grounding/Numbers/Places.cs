using System.Globalization;
using System.Text.RegularExpressions;
using LocalDigest.Text;

namespace LocalDigest.Reading;

/// <summary>How far a number, a name or a comparison of a statement stands in the paper.</summary>
internal enum Standing
{
    /// <summary>Nowhere.</summary>
    Absent,

    /// <summary>It stands in the paper, and not near what the statement says it of.</summary>
    Elsewhere,

    /// <summary>It stands in a passage, or a row of a table, that shares the statement's other words.</summary>
    Near,
}

/// <summary>
/// The sentences and the rows of tables of a paper, to find out whether a number, a name or a comparison stands near what a statement says
/// it of.
/// </summary>
/// <remarks>
/// A statement's content words count by how rare they are among the paper's own places, as in weighting by inverse document frequency
/// (Spärck Jones 1972); words that the paper never uses count little, as a summary may put things in words of its own. A place has its own
/// words in full, and those around it (its paragraph and heading; of a row, the table's head and caption) in part. How much must be shared
/// depends on how probable it is to meet the number by chance: a number of four digits needs almost nothing, a digit alone needs its noun.
/// The thresholds were set on labelled statements.
/// </remarks>
internal sealed partial class Places
{
    /// <summary>What a word in the surroundings counts, against one at the number itself.</summary>
    private const double Around = 0.3;

    /// <summary>What a word in the paragraph before or behind counts.</summary>
    private const double Beside = 0.15;

    /// <summary>At this distance, in words, a word counts half of one at the number itself; never less than around it.</summary>
    private const double HalfWay = 8;

    /// <summary>What a word of the same row, which is another cell's, counts.</summary>
    private const double OfRow = 0.4;

    /// <summary>What a word in the head of a table counts whose columns are not the row's.</summary>
    private const double OfHead = 0.5;

    /// <summary>The weight of a word that the paper never uses, as a share of that of a rare one.</summary>
    private const double Unknown = 0.35;

    /// <summary>What a word counts with which any paper is reported.</summary>
    private const double OfReporting = 0.5;

    /// <summary>Rows of more columns than that are none of a head.</summary>
    private const int MostHeadRows = 2;

    /// <summary>Fewer words beside a name say nothing of where it belongs.</summary>
    private const int LeastBesideName = 2;

    private const double LeastSharedByName = 0.12;

    /// <summary>How much more a name says than a word: a number of another data set's stands near all the same words.</summary>
    private const double NameWeight = 1.8;

    /// <summary>A name in more of the places is what the paper is about.</summary>
    private const double Pervasive = 0.15;

    private static readonly List<string> ComparingStems = [.. ContentWords.AllOf(
        "outperforms surpass exceed beats better faster higher lower superior improves improvement baseline baselines best worse slower "
            + "than comparison compared versus against gains margin")];

    private readonly List<Place> places = [];
    private readonly Dictionary<string, int> frequencies = new(StringComparer.Ordinal);
    private readonly List<Quantity> quantities = [];

    /// <summary>Adds a paragraph, a caption, a title: sentence by sentence.</summary>
    /// <param name="heading">Of its section; may be empty.</param>
    /// <param name="text">The paragraph.</param>
    public void AddText(string heading, string text) => AddSection(heading, [text]);

    /// <summary>Adds the paragraphs of a section, each in the light of its neighbours.</summary>
    public void AddSection(string heading, IReadOnlyList<string> paragraphs)
    {
        var words = paragraphs.Select(paragraph => ContentWords.AllOf(heading + " . " + paragraph)).ToList();
        for (var p = 0; p < paragraphs.Count; p++)
        {
            HashSet<string>?[] beside = [p > 0 ? words[p - 1] : null, p + 1 < words.Count ? words[p + 1] : null];
            foreach (var sentence in Sentences.Of(paragraphs[p])) AddPlace(sentence, words[p], table: null,
                [.. beside.OfType<HashSet<string>>()]);
        }
    }

    /// <summary>Adds a table: a place for each row.</summary>
    public void AddTable(string caption, IReadOnlyList<IReadOnlyList<string>> rows, IReadOnlyList<string> lines)
    {
        var headRows = rows.Count > 1 && rows[1].Count > 0 && string.IsNullOrWhiteSpace(rows[1][0]) ? MostHeadRows : 1;
        var head = rows.Take(headRows).ToList();
        var table = new Table(ContentWords.AllOf(caption + " . " + string.Join(" | ", head.SelectMany(row => row))),
            ContentWords.AllOf(caption), ScalesIn(string.Join(" | ", head.SelectMany(row => row)) + " | " + caption),
            [.. head.Select(row => row.Select(cell => ContentWords.AllOf(cell)).ToList())]);
        HashSet<string>? group = null;
        for (var r = 0; r < rows.Count; r++)
        {
            var row = rows[r];
            // A row without numbers names what the rows below it are.
            if (r >= headRows && !row.Any(cell => cell.Any(char.IsAsciiDigit))) group = ContentWords.AllOf(string.Join(" ", row));
            AddPlace(string.Join(" | ", row), table.Words, table, group: r < headRows ? null : group, cells: row.Count);
        }
        foreach (var line in lines) AddPlace(line, table.Words, table);
    }

    private void AddPlace(string text, HashSet<string> around, Table? table, HashSet<string>[]? beside = null,
        HashSet<string>? group = null, int cells = 0)
    {
        var words = ContentWords.AllOf(text);
        var place = places.Count;
        places.Add(new Place(text, words, around, table, beside ?? [], group, cells));
        foreach (var word in words) frequencies[word] = frequencies.GetValueOrDefault(word) + 1;
        foreach (var word in around)
        {
            if (!frequencies.ContainsKey(word)) frequencies[word] = 1;
        }
        foreach (var number in Numerals.In(text))
        {
            if (number.Use == NumeralUse.Label) continue;
            var unit = Units.Behind(text, number.End);
            foreach (var value in number.Readings.SelectMany(reading => reading).Distinct())
                quantities.Add(new Quantity(number, value, unit, place, table is not null && cells > 0));
        }
    }

    /// <summary>Whether a number stands near what a statement says it of.</summary>
    public Standing Of(Claim claim, Statement statement)
    {
        if (MonthOf(claim, statement.Text) is { } month) return frequencies.ContainsKey(month) ? Standing.Near : Standing.Absent;
        if (IsTurnedRound(claim, statement)) return Standing.Elsewhere;
        var best = Standing.Absent;
        foreach (var reading in claim.Number.Readings)
        {
            var all = Standing.Near;
            foreach (var value in reading)
            {
                var evidence = EvidenceFor(claim, value, statement);
                var stands = evidence.Count == 0 ? Standing.Absent : evidence.Exists(one => one.IsBelieved) ? Standing.Near : Standing.Elsewhere;
                if (stands < all) all = stands;
            }
            if (all > best) best = all;
        }
        return best;
    }

    /// <summary>The stem of the English name of a month that is given by its number, as in <c>6月</c>; null for all else.</summary>
    private static string? MonthOf(Claim claim, string text) =>
        claim.Number.Value is >= 1 and <= 12 && claim.End < text.Length && text[claim.End] == '月'
            ? ContentWords.AllOf(CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName((int)claim.Number.Value)).First() : null;

    /// <summary>
    /// Whether a statement says "from 46% to 57%" where the paper only has the two the other way round, as in "from 57% to 46%".
    /// </summary>
    private bool IsTurnedRound(Claim claim, Statement statement)
    {
        var numbers = Numerals.In(statement.Text);
        var first = numbers.FindIndex(number => number.Start == claim.Number.Start);
        if (first < 0 || first + 1 >= numbers.Count || !FromPattern().IsMatch(statement.Text[..claim.Number.Start])) return false;
        var (from, to) = (numbers[first], numbers[first + 1]);
        if (!ToPattern().IsMatch(statement.Text[from.End..to.Start])) return false;
        var isTurned = false;
        foreach (var place in quantities.Where(quantity => quantity.Value == from.Value && !quantity.IsCell).Select(quantity => places[quantity.Place]))
        {
            var here = Numerals.In(place.Text);
            for (var i = 0; i < here.Count; i++)
            {
                if (here[i].Value != from.Value) continue;
                if (here.FindIndex(i + 1, number => number.Value == to.Value) > 0) return false;
                isTurned |= here.Take(i).Any(number => number.Value == to.Value);
            }
        }
        return isTurned;
    }

    [GeneratedRegex(@"(?:\bfrom(?: about| around| roughly)?|从|由)\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex FromPattern();

    [GeneratedRegex(@"\bto\b|到|至|为", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ToPattern();

    /// <summary>What speaks for each place of the paper that has a number; empty where none has it.</summary>
    internal List<Evidence> EvidenceFor(Claim claim, double value, Statement statement)
    {
        var asked = new Quantity(claim.Number, value, Units.Behind(statement.Text, claim.Number.End));
        var tolerance = asked.Tolerance(statement.Text);
        var found = quantities.FindAll(quantity => places[quantity.Place] is var place
            && asked.Is(quantity, tolerance, place.Table?.Scales ?? [], place.CountsTimes));
        if (found.Count == 0) return [];
        var weights = statement.Terms.Select(term => WeightOf(term, claim.Number, statement)).ToArray();
        // What the statement says of other things is no rival to what it says of this one.
        var others = Numerals.In(statement.Text).Where(number => number.Start != claim.Number.Start)
            .SelectMany(number => number.Readings).SelectMany(reading => reading).ToHashSet();
        var company = CompanyOf(claim, statement);
        double rival = 0;
        foreach (var quantity in quantities)
        {
            if (others.Contains(quantity.Value) || !asked.IsLike(quantity)
                || asked.Is(quantity, tolerance, places[quantity.Place].Table?.Scales ?? [], false)) continue;
            rival = Math.Max(rival, NearOf(statement, weights, quantity));
        }
        var counted = ContentWords.Counted(statement.Text, claim.Number.End);
        var symbol = SymbolBefore(statement.Text, claim.Number.Start);
        var isChange = asked.Number.IsFactor && IsChange(statement.Text, asked.Number);
        var known = statement.Terms.Count(term => term.Stems.Any(frequencies.ContainsKey));
        var times = found.Select(quantity => quantity.Place).Distinct().Count();
        return found.ConvertAll(quantity =>
        {
            var place = places[quantity.Place];
            var near = NearOf(statement, weights, quantity);
            var here = ContentWords.Counted(place.Text, quantity.Number.End);
            var isSame = here.Exists(counted.Contains);
            return new Evidence(near, near - rival, times, isSame, !isSame && counted.Count > 0 && here.Count > 0, known,
                isChange && !ChangeStems.Overlaps(place.Words), quantity.IsCell, WholeOf(statement, weights, quantity),
                symbol.Length > 0 && SymbolBefore(place.Text, quantity.Number.Start) == symbol,
                company.Contains((object?)place.Table ?? place),
                StrangeShare(statement, claim.Number, quantity) * place.ForeignAt(quantity.Number, statement));
        });
    }

    /// <summary>The sentences and tables that have another number of a statement.</summary>
    private HashSet<object> CompanyOf(Claim claim, Statement statement)
    {
        var company = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (var number in Numerals.In(statement.Text))
        {
            if (number.Start == claim.Start || number.Use == NumeralUse.Label) continue;
            var other = new Quantity(number, number.Value, Units.Behind(statement.Text, number.End));
            var tolerance = other.Tolerance(statement.Text);
            foreach (var quantity in quantities)
            {
                var place = places[quantity.Place];
                if (other.Is(quantity, tolerance, place.Table?.Scales ?? [], place.CountsTimes)) company.Add((object?)place.Table ?? place);
            }
        }
        return company;
    }

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

    /// <summary>How much of a statement's words stands in the sentence or row of a number, or in its table's head, by weight, 0 to 1.</summary>
    private double WholeOf(Statement statement, double[] weights, in Quantity quantity)
    {
        var (place, isCell) = (places[quantity.Place], quantity.IsCell);
        double all = 0, has = 0;
        for (var t = 0; t < weights.Length; t++)
        {
            all += weights[t];
            if (statement.Terms[t].Stems.Any(stem => place.Words.Contains(stem) || (isCell && place.Around.Contains(stem)))) has += weights[t];
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
        foreach (var at in place.At(stem)) most = Math.Max(most, place.CellAt(at) is var own && (own < place.Labels || own == cell) ? 1 : OfRow);
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
        number.Value > 1 || !(text.AsSpan(number.End).StartsWith(" of", StringComparison.Ordinal) || text.AsSpan(number.End).StartsWith("的"))
        && ChangePattern().IsMatch(text);

    private static readonly HashSet<string> ChangeStems = ContentWords.AllOf(
        "more less fewer than times fold faster slower higher lower larger smaller longer shorter better worse cheaper increase decrease reduce "
            + "reduction drop rise raise gain improve improvement speedup factor cut save double triple halve twice half grow decline savings");

    /// <summary>
    /// Whether a name stands near what a statement says of it. A name that is all over the paper, and a statement with little else in it,
    /// leave nothing to compare.
    /// </summary>
    public Standing OfName(string name, Statement statement)
    {
        var stems = ContentWords.AllOf(name);
        var others = statement.Terms.Where(term => !term.Stems.Any(stems.Contains) && term.Stems.Any(frequencies.ContainsKey)).ToList();
        if (stems.Count == 0 || others.Count < LeastBesideName) return Standing.Near;
        var homes = places.Where(place => stems.All(stem => place.Has(stem) >= Around)).ToList();
        if (homes.Count == 0 || homes.Count > Pervasive * places.Count) return Standing.Near;
        return homes.Exists(place => Shared(others, place) >= LeastSharedByName) ? Standing.Near : Standing.Elsewhere;
    }

    /// <summary>
    /// Whether the paper compares a name with anything, in words or as a row or column of a table, and not only the other way round: as the
    /// one that is surpassed where the statement has it surpass.
    /// </summary>
    public bool Compares(Claim claim, Statement statement)
    {
        var stems = ContentWords.AllOf(claim.Text);
        var side = Claims.SideOf(statement.Text, claim.Start);
        var (same, other) = (false, false);
        foreach (var place in places.Where(place => place.Table is null && stems.All(place.Words.Contains)))
        {
            var at = place.Text.IndexOf(claim.Text, StringComparison.OrdinalIgnoreCase);
            var here = at < 0 ? 0 : Claims.SideOf(place.Text, at);
            same |= here == side;
            other |= here == -side && here != 0;
        }
        if (same || other || side < 0) return same || !other;
        return places.Exists(place => stems.All(stem => place.Has(stem) >= Around)
            && (place.Table is not null || ComparingStems.Exists(cue => place.Has(cue) >= Around)));
    }

    /// <summary>The sentence that shares most of a statement's words; null where none shares half.</summary>
    public string? Closest(Statement statement)
    {
        Place? closest = null;
        var most = 0.5;
        foreach (var place in places)
        {
            if (place.Table is not null || place.Words.Count < LeastBesideName) continue;
            // Words around it would make all sentences of a paragraph equal.
            var shared = statement.Words.Count == 0 ? 0
                : statement.Words.Where(group => group.Any(place.Words.Contains)).Sum(group =>
                    group.Max(Weight)) / statement.Words.Sum(group => group.Max(Weight));
            if (shared > most) (closest, most) = (place, shared);
        }
        return closest?.Text;
    }

    /// <summary>The symbol to which a number is set: <c>R</c> of <c>R = 5,000</c>, <c>dk</c> of <c>$d_k=64$</c>; empty where there is
    /// none.</summary>
    private static string SymbolBefore(string text, int start)
    {
        var at = Math.Min(start, text.Length) - 1;
        while (at >= 0 && text[at] is ' ' or '$' or '{') at--;
        if (at < 0 || text[at] is not ('=' or '＝')) return "";
        at--;
        while (at >= 0 && text[at] is ' ' or '$' or '}') at--;
        var end = at + 1;
        while (at >= 0 && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '{' or '}')) at--;
        return string.Concat(text[(at + 1)..end].Where(char.IsLetterOrDigit));
    }

    /// <summary>The share of words that a place has, 0 to 1; by weight.</summary>
    private double Shared(List<Term> terms, Place place)
    {
        double all = 0, shared = 0;
        foreach (var term in terms)
        {
            var weight = term.Stems.Max(Weight) * (term.IsName ? NameWeight : 1);
            all += weight;
            shared += weight * term.Stems.Max(place.Has);
        }
        return all == 0 ? 0 : shared / all;
    }

    private double Weight(string word)
    {
        var rarest = Math.Log(1 + places.Count);
        return frequencies.TryGetValue(word, out var count) ? Math.Max(0.1, Math.Log(1 + ((double)places.Count / count)))
            : Unknown * rarest;
    }

    private static List<double> ScalesIn(string head)
    {
        var scales = new List<double>();
        foreach (Match match in ScalePattern().Matches(head))
        {
            scales.AddRange(match.Value switch
            {
                ['×' or 'x' or '(' or '\\' or '·', ..] when Numerals.In("1" + match.Value.TrimStart('(')) is [var power, ..] =>
                    [power.Value],
                _ => [],
            });
            if (match.Groups["word"] is { Success: true } word)
            {
                scales.Add(word.Value.ToLowerInvariant() switch
                {
                    "k" or "thousand" or "thousands" or "千" => 1e3, "m" or "million" or "millions" or "百万" => 1e6, "万" => 1e4, "亿" => 1e8,
                        _ => 1e9,
                });
            }
        }
        return scales;
    }

    [GeneratedRegex(@"(?:[×x·]|\\times)\s?10\s?(?:\^\{?\d+\}?|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)|\((?:in )?(?<word>k|K|M|B|G|thousands?|millions?|billions?|千"
        + @"|万|百万|亿)\)|\bin (?<word>thousands|millions|billions)\b|#(?<word>[MBK])\b",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ScalePattern();

    [GeneratedRegex(@"\b(?:by|reduc|increas|decreas|halv|cut|lower|rais|less|fewer|more|drop|fell|rose)\w*|减少|降低|提高|提升|增加|缩短|下降|快|慢|高|低",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ChangePattern();

    /// <summary>A sentence, or a row of a table, with what stands around it.</summary>
    private sealed class Place(string text, HashSet<string> words, HashSet<string> around, Table? table, HashSet<string>[] beside,
        HashSet<string>? group, int cells)
    {
        private ILookup<string, int>? positions;
        private Ruler? marks;
        private int? labels;
        private List<(IReadOnlyCollection<string> Stems, int At)>? names;

        public string Text => text;

        public HashSet<string> Words => words;

        public HashSet<string> Around => around;

        public Table? Table => table;

        /// <summary>The words of the row that names what this one and its neighbours are; null where there is none.</summary>
        public HashSet<string>? Group => group;

        /// <summary>How many cells the row has; 0 for a sentence.</summary>
        public int Cells => cells;

        public Ruler Marks => marks ??= new Ruler(text);

        /// <summary>The table gives factors.</summary>
        public bool CountsTimes => table is not null
            && (around.Contains("speedu") || around.Contains("factor") || around.Contains("ratio") || around.Contains("fold"));

        /// <summary>Where the words with a stem begin.</summary>
        public IEnumerable<int> At(string stem) =>
            (positions ??= ContentWords.Placed(text).SelectMany(word => word.Stems, (word, one) => (Stem: one, word.At))
                .ToLookup(word => word.Stem, word => word.At, StringComparer.Ordinal))[stem];

        /// <summary>How close the nearest name stands to a number that a statement does not have: 1 at it, 0 where there is none.</summary>
        public double ForeignAt(Numeral number, Statement statement)
        {
            names ??= Statement.NamesIn(text);
            double closest = 0;
            foreach (var (stems, at) in names)
            {
                if (at >= number.Start && at < number.End || statement.Terms.Any(term => term.Stems.Any(stems.Contains))) continue;
                var isLabel = cells > 0 && CellAt(at) < Labels;
                closest = Math.Max(closest, isLabel ? 1 : cells > 0 ? 0 : HalfWay / (HalfWay + Marks.Between(at, number.Start, number.End)));
            }
            return closest;
        }

        /// <summary>How many cells at the beginning of the row are without numbers, and say what the row is.</summary>
        public int Labels => labels ??= Math.Max(1, text.Split(" | ").TakeWhile(cell => !cell.Any(char.IsAsciiDigit)).Count());

        /// <summary>The cell in which a character stands, from 0.</summary>
        public int CellAt(int at) => text.AsSpan(0, at).Count(" | ");

        public bool IsBeside(string word) => Array.Exists(beside, paragraph => paragraph.Contains(word));

        /// <summary>How much a word is at home here: 1 where it stands in the place itself, less around it, 0 elsewhere.</summary>
        public double Has(string word) =>
            words.Contains(word) ? 1 : around.Contains(word) ? OfRow : IsBeside(word) ? Beside : 0;
    }

    private sealed record Table(
        HashSet<string> Words, HashSet<string> Caption, IReadOnlyList<double> Scales, IReadOnlyList<List<HashSet<string>>> Heads);
}
