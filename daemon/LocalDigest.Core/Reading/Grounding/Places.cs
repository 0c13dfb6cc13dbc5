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
    /// <summary>What a word in the surroundings counts, against one in the sentence or row itself.</summary>
    private const double Around = 0.6;

    /// <summary>What a word in the paragraph before or behind counts.</summary>
    private const double Beside = 0.35;

    /// <summary>How many characters behind and before a number are its own.</summary>
    private const int Adjacent = 30;

    /// <summary>The share that is enough where the noun that a statement counts stands at the number in the paper, too: by its
    /// digits.</summary>
    private static readonly double[] LeastSharedAtNoun = [0.40, 0.25, 0.10, 0.04];

    /// <summary>What is wanted more where the paper counts other things by the number.</summary>
    private const double Foreign = 0.4;

    /// <summary>The weight of a word that the paper never uses, as a share of that of a rare one.</summary>
    private const double Unknown = 0.35;

    private const int MostHeadRows = 2;

    /// <summary>A clause of fewer words is no statement of its own.</summary>
    private const int LeastOfClause = 2;

    /// <summary>The share of a statement's words that a place of a number must have, by the number's digits: 1, 2, 3, 4 and more.</summary>
    private static readonly double[] LeastShared = [0.40, 0.30, 0.20, 0.08];

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
    private readonly List<Table> tables = [];

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
            foreach (var sentence in Sentences.Of(paragraphs[p])) AddPlace(sentence, words[p], table: null, label: null,
                [.. beside.OfType<HashSet<string>>()]);
        }
    }

    /// <summary>Adds a table: a place for each row.</summary>
    public void AddTable(string caption, IReadOnlyList<IReadOnlyList<string>> rows, IReadOnlyList<string> lines)
    {
        var head = string.Join(" | ", rows.Take(MostHeadRows).SelectMany(row => row));
        var table = new Table(ContentWords.AllOf(caption + " . " + head), ScalesIn(head + " | " + caption), []);
        tables.Add(table);
        foreach (var row in rows) AddPlace(string.Join(" | ", row), table.Words, table, row.Any(cell => cell.Any(char.IsAsciiDigit))
            ? row.FirstOrDefault(cell => cell.Any(char.IsLetter)) : null);
        foreach (var line in lines) AddPlace(line, table.Words, table, null);
    }

    private void AddPlace(string text, HashSet<string> around, Table? table, string? label, HashSet<string>[]? beside = null)
    {
        var words = ContentWords.AllOf(text);
        var place = places.Count;
        // A year in a word is a citation's.
        var labelled = label is null ? null
            : ContentWords.AllOf(label).Where(word => word.Count(char.IsAsciiDigit) < 4).ToHashSet(StringComparer.Ordinal);
        if (labelled is { Count: > 0 }) table!.Labels.Add(labelled);
        places.Add(new Place(text, words, around, table, labelled, beside ?? []));
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
                quantities.Add(new Quantity(number, value, unit, place, table is not null));
        }
    }

    /// <summary>Whether a number stands near what a statement says it of.</summary>
    public Standing Of(Claim claim, Statement statement)
    {
        var number = claim.Number;
        var unit = Units.Behind(statement.Text, number.End);
        var counted = ContentWords.Counted(statement.Text, number.End);
        var best = Standing.Absent;
        foreach (var reading in number.Readings)
        {
            var all = Standing.Near;
            foreach (var value in reading)
            {
                var stands = OfValue(new Quantity(number, value, unit), counted, statement);
                if (stands < all) all = stands;
            }
            if (all > best) best = all;
        }
        return best;
    }

    /// <summary>
    /// Whether a name stands near what a statement says of it. A name that is all over the paper, and a statement with little else in it,
    /// leave nothing to compare.
    /// </summary>
    public Standing OfName(string name, Statement statement)
    {
        var stems = ContentWords.AllOf(name);
        var others = statement.Words.Where(group => !group.Any(stems.Contains) && group.Any(frequencies.ContainsKey)).ToList();
        if (stems.Count == 0 || others.Count < LeastBesideName) return Standing.Near;
        var homes = places.Where(place => stems.All(stem => place.Has(stem) >= Around)).ToList();
        if (homes.Count == 0 || homes.Count > Pervasive * places.Count) return Standing.Near;
        return homes.Exists(place => Shared(statement, others, place) >= LeastSharedByName) ? Standing.Near : Standing.Elsewhere;
    }

    /// <summary>Whether the paper compares anything with a name, in words or as a row or column of a table.</summary>
    public bool Compares(string name)
    {
        var stems = ContentWords.AllOf(name);
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

    private Standing OfValue(Quantity asked, List<string> counted, Statement statement)
    {
        var tolerance = asked.Tolerance(statement.Text);
        var found = quantities.Where(quantity =>
            asked.Is(quantity, tolerance, places[quantity.Place].Table?.Scales ?? [], places[quantity.Place].CountsTimes)).ToList();
        if (found.Count == 0) return Standing.Absent;
        // Where a table says whose a number is, a sentence must say so, too.
        var foreign = asked.Digits < 3 ? [] : found.SelectMany(quantity => OtherRow(statement, places[quantity.Place])).ToList();
        var symbol = SymbolBefore(statement.Text, asked.Number.Start);
        // The noun of several words is the last one: sentence pairs, map tasks.
        var known = counted.Where(frequencies.ContainsKey).TakeLast(statement.IsIdeographic ? counted.Count : 1).ToList();
        var clause = statement.WordsOfClause(asked.Number.Start);
        foreach (var quantity in found)
        {
            var place = places[quantity.Place];
            if (OtherRow(statement, place).Count > 0) continue;
            if (foreign.Count > 0 && place.Table is null && !foreign.TrueForAll(place.Words.Contains)) continue;
            if (symbol.Length > 0 && SymbolBefore(place.Text, quantity.Number.Start) == symbol) return Standing.Near;
            var shared = Math.Max(Shared(statement, statement.Words, place), clause.Count >= LeastOfClause
                ? Shared(statement, clause, place) : 0);
            if (shared >= Least(asked, quantity, place, counted, known)) return Standing.Near;
        }
        return Standing.Elsewhere;
    }

    /// <summary>The share of a statement's words that must stand where its number does; above 1 where nothing is enough.</summary>
    private static double Least(in Quantity asked, in Quantity quantity, Place place, List<string> counted, List<string> known)
    {
        var isMeasured = asked.Unit is not null && quantity.Unit is not null;
        // Six years are not found as six vitals.
        if (asked.Unit is not null && !isMeasured && asked.Digits < 3 && !quantity.IsCell
            && SymbolBefore(place.Text, quantity.Number.Start).Length == 0) return 2;
        var bonus = (isMeasured ? 1 : 0)
            + asked.Value switch { >= 1e12 or (> 0 and < 1e-6) => 2, > 1000 when asked.Digits == 1 => 1, _ => 0 };
        var digits = Math.Min(asked.Digits + bonus, LeastShared.Length) - 1;
        if (digits >= 2 && place.Words.Count <= 1 && place.Table is null) return 0;
        if (known.Count == 0)
        {
            // "50 experts", where the paper has 50 queries and never speaks of experts.
            var isOther = counted.Count > 0 && digits < 3 && ContentWords.Counted(place.Text, quantity.Number.End).Count > 0;
            return LeastShared[digits] + (isOther ? Foreign : 0);
        }
        if (known.Exists(ContentWords.AllOf(place.Near(quantity.Number)).Contains)) return LeastSharedAtNoun[digits];
        var has = known.Max(place.Has);
        return has == 1 || digits >= 2 ? LeastShared[digits] : has > 0 ? LeastShared[digits] + Foreign / 2 : 2;
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

    /// <summary>The share of a statement's words that a place has, 0 to 1; by weight. A statement without words that could be looked up
    /// shares all.</summary>
    private double Shared(Statement statement, IReadOnlyList<IReadOnlyList<string>> words, Place place)
    {
        double all = 0, shared = 0;
        var isForeign = statement.IsIdeographic;
        foreach (var group in words)
        {
            double weight = 0, has = 0;
            foreach (var word in group)
            {
                weight = Math.Max(weight, Weight(word));
                has = Math.Max(has, place.Has(word));
            }
            if (isForeign && !group.Any(frequencies.ContainsKey)) continue;
            if (statement.Names.Overlaps(group)) weight *= NameWeight;
            all += weight;
            shared += weight * has;
        }
        return all == 0 ? (isForeign ? 0.25 : 0) : shared / all;
    }

    private double Weight(string word)
    {
        var rarest = Math.Log(1 + places.Count);
        return frequencies.TryGetValue(word, out var count) ? Math.Max(0.1, Math.Log(1 + ((double)places.Count / count)))
            : Unknown * rarest;
    }

    /// <summary>
    /// The words by which a statement names another row of the table than the one in which its number stands: "the base model reaches 41.8"
    /// where 41.8 is what the big one reaches. Empty where it does not.
    /// </summary>
    private static IReadOnlyList<string> OtherRow(Statement statement, Place place)
    {
        if (place.Table is not { } table || place.Label is not { Count: > 0 } label) return [];
        IReadOnlyList<string> most = [];
        foreach (var other in table.Labels)
        {
            if (ReferenceEquals(other, label)) continue;
            var own = other.Where(word => !label.Contains(word)).ToList();
            var lacking = label.Where(word => !other.Contains(word)).ToList();
            if (own.Count == 0 || lacking.Count == 0) continue;
            if (own.TrueForAll(statement.All.Contains) && !lacking.Exists(statement.All.Contains) && own.Count > most.Count) most = own;
        }
        return most;
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

    /// <summary>A sentence, or a row of a table, with what stands around it.</summary>
    private sealed class Place(string text, HashSet<string> words, HashSet<string> around, Table? table, HashSet<string>? label,
        HashSet<string>[] beside)
    {
        public string Text => text;

        public HashSet<string> Words => words;

        /// <summary>What stands at a number: the characters before and behind it.</summary>
        public string Near(Numeral number) =>
            text[Math.Max(0, number.Start - Adjacent)..Math.Min(text.Length, number.End + Adjacent)];

        public Table? Table => table;

        public HashSet<string>? Label => label;

        /// <summary>The table gives factors.</summary>
        public bool CountsTimes => table is not null
            && (around.Contains("speedu") || around.Contains("factor") || around.Contains("ratio") || around.Contains("fold"));

        /// <summary>How much a word is at home here: 1 where it stands in the place itself, less around it, 0 elsewhere.</summary>
        public double Has(string word) => words.Contains(word) ? 1 : around.Contains(word) ? Around
            : beside.Any(paragraph => paragraph.Contains(word)) ? Beside : 0;
    }

    private sealed record Table(HashSet<string> Words, IReadOnlyList<double> Scales, List<HashSet<string>> Labels);
}
