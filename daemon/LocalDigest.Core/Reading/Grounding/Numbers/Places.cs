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
/// words in full, and those around it (its paragraph and heading; of a row, the table's head and caption) in part. A word counts the
/// more the
/// closer it stands to the number; in a table, its row's labels and the head of its column are closest. What is asked is whether no other
/// number of the paper fits the statement better (<see cref="Evidence"/>).
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

    /// <summary>The head of a table has no more rows.</summary>
    private const int MostHeadRows = 2;

    /// <summary>What another number of the statement counts that stands in the same paragraph, and not the same sentence.</summary>
    private const double OfParagraph = 0.5;

    /// <summary>A number of so many digits is believed among numbers alone, as in tables that have lost their form.</summary>
    private const int DigitsOfBare = 3;

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
                var stands = evidence.Count == 0 ? Standing.Absent
                    : evidence.Exists(one => one.IsBelieved) ? Standing.Near : Standing.Elsewhere;
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
        foreach (var place in quantities.Where(quantity => quantity.Value == from.Value && !quantity.IsCell)
            .Select(quantity => places[quantity.Place]))
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

    [GeneratedRegex(@"(?:\bfrom(?: about| around| roughly)?|从|由)\s*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
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
        var company = CompanyOf(claim, statement);
        // What the statement says of other things is no rival to what it says of this one.
        var others = Numerals.In(statement.Text).Where(number => number.Start != claim.Number.Start)
            .SelectMany(number => number.Readings).SelectMany(reading => reading).ToHashSet();
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
                (symbol.Length > 0 && SymbolBefore(place.Text, quantity.Number.Start) == symbol)
                    || (asked.Digits >= DigitsOfBare && place.Words.Count <= 1 && place.Table is null),
                company.Contains((object?)place.Table ?? place) ? 1 : company.Contains(place.Around) ? OfParagraph : 0,
                StrangeShare(statement, claim.Number, quantity) * place.ForeignAt(quantity.Number, statement));
        });
    }

    /// <summary>The sentences, paragraphs and tables that have another number of a statement.</summary>
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
                if (!other.Is(quantity, tolerance, place.Table?.Scales ?? [], place.CountsTimes)) continue;
                company.Add((object?)place.Table ?? place);
                company.Add(place.Around);
            }
        }
        return company;
    }

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
            foreach (var at in place.At(stems.First()))
            {
                var here = Claims.SideOf(place.Text, at);
                same |= here == side;
                other |= here == -side && here != 0;
            }
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
}
