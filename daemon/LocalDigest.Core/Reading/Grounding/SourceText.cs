using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using LocalDigest.Models;
using LocalDigest.Papers;
using LocalDigest.Text;

namespace LocalDigest.Reading;

/// <summary>
/// A paper as something to look things up in: whether a number, a name, an address or a quotation stands in it, and which passage a sentence is closest to.
/// </summary>
/// <remarks>
/// Numbers are compared by value, in all their spellings; a percentage is found where the paper has it with a percent sign, as a fraction, or as a bare number
/// in a table, with decimals, or beside other percentages. Names are compared by letters and digits alone (<c>ImageNet-1k</c> is <c>ImageNet 1K</c>), with and without
/// the s of the plural; an abbreviation of three letters or more is also found where its words stand in the paper more than once. A number of the bibliography counts only where it is a year.
/// </remarks>
internal sealed partial class SourceText
{
    private const int LongestName = 4;
    private const float LeastCloseness = 0.25f;

    private const int MostPhrases = 300_000;

    private static readonly SearchValues<char> Separators = SearchValues.Create(",;:!?。，()");
    private static readonly HashSet<string> Fillers = new("a an the of in on to for is are with we our by as that this and or it its be at from".Split(' '), StringComparer.Ordinal);

    private readonly HashSet<double> values = [], percents = [], labels = [];
    private readonly HashSet<ulong> names = [];
    private readonly HashSet<string> words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> phrases = new(StringComparer.Ordinal);
    private readonly HashSet<string> initials = new(StringComparer.Ordinal);
    private readonly HashSet<string> links = new(StringComparer.Ordinal);
    private readonly StringBuilder letters = new();
    private readonly LexicalIndex index = new();
    private readonly List<Passage> passages = [];
    private readonly Places places = new();
    private readonly bool isPaper;
    private readonly bool isIdeographic;
    private string? squeezed;

    /// <param name="paper">What its record says.</param>
    /// <param name="text">What was read of it.</param>
    public SourceText(Paper paper, FullText text)
    {
        isPaper = true;
        IsAbstractOnly = text.Basis == TextBasis.Abstract;
        Add(paper.Title);
        Add(text.Title);
        places.AddText("", paper.Title);
        foreach (var author in paper.Authors)
        {
            Add(author.Name);
            if (author.Affiliation is { } affiliation) Add(affiliation);
        }
        foreach (var metadata in new[] { paper.Venue, paper.Comment, paper.Id.Value, paper.Doi, string.Join(' ', paper.Categories), string.Join("; ", paper.Keywords) })
        {
            if (metadata is null) continue;
            Add(metadata);
            places.AddText("", metadata);
        }
        if (paper.Published is { } published) values.Add(published.Year);
        foreach (var link in new[] { paper.Url, paper.CodeUrl, paper.ProjectUrl }) AddLink(link);
        if (paper.Id.IsArxiv)
        {
            foreach (var page in (ReadOnlySpan<string>)["abs", "pdf", "html"]) AddLink($"https://arxiv.org/{page}/{paper.Id.Local}");
        }
        if (paper.Doi is { } doi) AddLink("https://doi.org/" + doi);

        foreach (var section in text.Sections)
        {
            Add(section.Title);
            places.AddSection(section.Title, [.. section.Paragraphs.Select(paragraph => paragraph.Text)]);
            if (section.Number is { } number) AddLabel(number);
            for (var p = 0; p < section.Paragraphs.Count; p++)
            {
                Add(section.Paragraphs[p].Text);
                passages.Add(new Passage(section.Id, section.Title, p + 1));
                index.Add(section.Title, section.Paragraphs[p].Text);
            }
        }
        // A text that was read without its abstract still has it in its record.
        if (!text.Sections.Any(section => section.Id == TextSection.AbstractId) && paper.Abstract.Length > 0)
        {
            Add(paper.Abstract);
            places.AddText("", paper.Abstract);
            passages.Add(new Passage(TextSection.AbstractId, "", 1));
            index.Add("", paper.Abstract);
        }
        foreach (var figure in text.Figures)
        {
            Add(figure.Caption);
            places.AddText("", figure.Caption);
            foreach (var image in figure.Images)
            {
                Add(image.Caption);
                places.AddText(figure.Caption, image.Caption);
            }
            if (figure.Number is { } number) AddLabel(number);
        }
        foreach (var table in text.Tables)
        {
            Add(table.Caption);
            places.AddText("", table.Caption);
            places.AddTable(table.Caption, table.Rows, table.Lines);
            if (table.Number is { } number) AddLabel(number);
            foreach (var line in table.Rows.Select(row => string.Join(" | ", row)).Concat(table.Lines)) Add(line, isTable: true);
        }
        foreach (var affiliation in text.Affiliations)
        {
            Add(affiliation.Name);
            Add(affiliation.ShortForm);
        }
        foreach (var link in text.Links)
        {
            AddLink(link.Url);
            Add(link.Text);
        }
        foreach (var reference in text.References)
        {
            AddNames(reference.Text);
            AddLink(reference.Url);
            foreach (var numeral in Numerals.In(reference.Text))
            {
                if (numeral.Readings[0][0] is >= 1900 and <= 2100 and var year) values.Add(year);
            }
            foreach (var numeral in Numerals.In(reference.Label)) labels.UnionWith(numeral.Readings[0]);
        }
        isIdeographic = letters.ToString().AsSpan().ContainsAnyInRange('\u3040', '\u9fff');
        foreach (var (phrase, count) in phrases)
        {
            if (count > 1) initials.Add(Initials(phrase));
        }
    }

    /// <summary>A few texts, such as a reader's interests or titles and abstracts of other papers, to look things up in.</summary>
    public SourceText(IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            Add(text);
            places.AddText("", text);
            passages.Add(new Passage("", "", passages.Count + 1));
            index.Add("", text);
        }
        isIdeographic = letters.ToString().AsSpan().ContainsAnyInRange('\u3040', '\u9fff');
        foreach (var phrase in phrases.Keys) initials.Add(Initials(phrase));
    }

    /// <summary>Only the abstract could be read.</summary>
    public bool IsAbstractOnly { get; }

    /// <summary>Whether a claim stands here.</summary>
    public bool Has(Claim claim) => claim.Kind switch
    {
        ClaimKind.Number => HasNumber(claim.Number),
        ClaimKind.Name or ClaimKind.Comparison => HasName(claim.Text),
        ClaimKind.Design => HasWordsOfDesign(claim.Text),
        ClaimKind.Link => HasLink(claim.Text),
        ClaimKind.Quotation => HasQuotation(claim.Text),
        _ => false,
    };

    /// <summary>Whether a claim stands near what a statement says it of.</summary>
    public Standing Of(Claim claim, Statement statement)
    {
        if (claim.Kind == ClaimKind.Number && claim.Number.Use != NumeralUse.Label)
        {
            // Without a paper, such as in the reader's own words, small numbers count what stands there.
            if (claim.Number.Use == NumeralUse.Order && !isPaper) return Standing.Near;
            return places.Of(claim, statement);
        }
        if (!Has(claim)) return Standing.Absent;
        if (!isPaper) return Standing.Near;
        return claim.Kind switch
        {
            ClaimKind.Name => places.OfName(claim.Text, statement),
            ClaimKind.Comparison => places.Compares(claim, statement) ? Standing.Near : Standing.Elsewhere,
            _ => Standing.Near,
        };
    }

    /// <summary>What speaks for each place that has a number of a statement.</summary>
    internal List<Evidence> EvidenceFor(Claim claim, double value, Statement statement) => places.EvidenceFor(claim, value, statement);

    /// <summary>What a statement leaves out of the sentence that it rests on; empty where it rests on none.</summary>
    public IReadOnlyList<LostScope> LostBy(Statement statement) =>
        isPaper && places.Closest(statement) is { } sentence ? Scopes.Lost(statement.Text, sentence) : [];

    public bool HasNumber(Numeral number) => number.Use == NumeralUse.Order || number.Readings.Any(reading => reading.All(value => HasValue(value, number)));

    /// <summary>Whether the address, however it is spelled, stands here.</summary>
    public bool HasLink(string link) => links.Contains(Plain(link));

    /// <summary>Whether these words stand here one behind the other, whatever marks and spaces are between them.</summary>
    public bool HasWords(string words) => Squeeze(words).Length > 1 && HasQuotation(words);

    /// <summary>The passage that shares most with a sentence; null where none shares enough.</summary>
    public Passage? Closest(string sentence)
    {
        // Between a Chinese sentence and an English paper only names and numbers can be shared.
        if (!isIdeographic) sentence = string.Concat(sentence.Select(c => Sentences.IsIdeographic(c) ? ' ' : c));
        var query = index.Query(sentence);
        if (query.IsEmpty || passages.Count == 0) return null;
        var documents = new int[passages.Count];
        for (var i = 0; i < documents.Length; i++) documents[i] = i;
        var scores = new float[documents.Length];
        index.Score([query], documents, scores);
        var best = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[best]) best = i;
        }
        return scores[best] >= LeastCloseness * query.Weight ? passages[best] : null;
    }

    /// <summary>One address under all its spellings: without scheme, www, trailing slash, .git, and in small letters.</summary>
    public static string Plain(string link)
    {
        var plain = link.Trim().ToLowerInvariant();
        var scheme = plain.IndexOf("://", StringComparison.Ordinal);
        if (scheme is >= 0 and < 6) plain = plain[(scheme + 3)..];
        if (plain.StartsWith("www.", StringComparison.Ordinal)) plain = plain[4..];
        plain = plain.TrimEnd('/', '.', ',', ';', ':', ')', ']', '*', '_');
        if (plain.EndsWith(".git", StringComparison.Ordinal)) plain = plain[..^4];
        return plain;
    }

    private bool HasValue(double value, Numeral number)
    {
        if (number.Use == NumeralUse.Label && labels.Contains(value)) return true;
        if (!number.IsPercent) return values.Contains(value) || (value < 1 && percents.Contains(Numerals.Rounded(value * 100)));
        return percents.Contains(value) || (value < 100 && values.Contains(Numerals.Rounded(value / 100)) && value / 100 != Math.Floor(value / 100));
    }

    private bool HasName(string name)
    {
        var plain = Squeeze(name);
        if (plain.Length == 0 || IsKnown(plain)) return true;
        if (plain[^1] == 's' && (IsKnown(plain[..^1]) || initials.Contains(plain[..^1]))) return true;
        if (IsKnown(plain + "s") || initials.Contains(plain)) return true;
        var parts = name.Split(['-', '‑', '/', '’', '\'', '.', '+', '_'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length > 1)
        {
            for (var i = 0; i < parts.Length; i++)
            {
                var part = parts[i];
                if (part.All(char.IsLower)) continue;
                // GPT-5 is not found where GPT stands and a 5 somewhere; top-5 is.
                var isFound = char.IsAsciiDigit(part[0])
                    ? (i > 0 && IsKnown(Squeeze(parts[i - 1] + part))) || ((i == 0 || parts[i - 1].All(char.IsLower)) && Numerals.In(part).All(HasNumber))
                    : HasName(part);
                if (!isFound) return false;
            }
            return true;
        }
        // A plain capitalised word may stand in another form: Reasoning, Reasoners.
        if (name.Length < 5 || !name.Skip(1).All(char.IsLower)) return false;
        var stem = plain[..Math.Max(4, plain.Length - 3)];
        return words.Any(word => word.StartsWith(stem, StringComparison.Ordinal) && Math.Abs(word.Length - plain.Length) <= 4);
    }

    /// <summary>Whether a word for the design of a study stands here in any of its forms, in English for one in Chinese.</summary>
    private bool HasWordsOfDesign(string design)
    {
        var forms = Claims.FormsOfDesign(design);
        return words.Any(word => forms.Any(form => word.StartsWith(form, StringComparison.Ordinal))) || HasQuotation(design);
    }

    private bool IsKnown(string squeezed) => names.Contains(WordReader.HashOf(squeezed));

    private bool HasQuotation(string quoted)
    {
        squeezed ??= letters.ToString();
        // An omission in the middle of a quotation joins what stands apart.
        return quoted.Split(["…", "...", "[…]", "[...]"], StringSplitOptions.RemoveEmptyEntries).All(piece => squeezed.Contains(Squeeze(piece), StringComparison.Ordinal));
    }

    private void Add(string text, bool isTable = false)
    {
        AddNames(text);
        letters.Append(Squeeze(text)).Append('\n');
        foreach (var match in AddressPattern().EnumerateMatches(text)) AddLink(text.Substring(match.Index, match.Length));
        var numerals = Numerals.In(text);
        var hasPercent = isTable || numerals.Any(numeral => numeral.IsPercent);
        foreach (var numeral in numerals)
        {
            foreach (var value in numeral.Readings.SelectMany(reading => reading))
            {
                values.Add(value);
                if (hasPercent || value != Math.Floor(value)) percents.Add(value);
                if (numeral.Use == NumeralUse.Label) labels.Add(value);
            }
        }
    }

    private void AddLabel(string number)
    {
        foreach (var numeral in Numerals.In(number)) labels.UnionWith(numeral.Readings[0]);
    }

    private void AddLink(string? link)
    {
        if (!string.IsNullOrWhiteSpace(link)) links.Add(Plain(link));
    }

    /// <summary>Adds words, and what neighbouring words may be joined to: <c>ImageNet</c>, <c>1K</c>, <c>ImageNet1K</c>.</summary>
    private void AddNames(string text)
    {
        text = Plainly(text);
        var recent = new List<(string Word, int End)>();
        for (var i = 0; i < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[i]) || Sentences.IsIdeographic(text[i]))
            {
                i++;
                continue;
            }
            var end = i;
            while (end < text.Length && char.IsLetterOrDigit(text[end]) && !Sentences.IsIdeographic(text[end]) && end - i < 100) end++;
            var word = text[i..end].ToLowerInvariant();
            words.Add(word);
            if (word.Any(c => !IsPlain(c)))
            {
                // ΛCDM is also looked for as CDM, µJy as Jy.
                foreach (var plain in string.Concat(word.Select(c => IsPlain(c) ? c : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries)) names.Add(WordReader.HashOf(plain));
            }
            if (recent.Count > 0 && !IsJoint(text.AsSpan(recent[^1].End, i - recent[^1].End))) recent.Clear();
            if (recent.Count == LongestName + 1) recent.RemoveAt(0);
            recent.Add((word, end));
            var joined = "";
            var phrase = "";
            for (var back = recent.Count - 1; back >= 0; back--)
            {
                joined = recent[back].Word + joined;
                phrase = phrase.Length == 0 ? recent[back].Word : recent[back].Word + " " + phrase;
                if (recent.Count - back <= LongestName) names.Add(WordReader.HashOf(joined));
                if (recent.Count - back > 2 && phrases.Count < MostPhrases && !Fillers.Contains(word) && !Fillers.Contains(recent[back].Word)) phrases[phrase] = phrases.GetValueOrDefault(phrase) + 1;
            }
            i = end;
        }
    }

    /// <summary>What may stand between the parts of one name: spaces, hyphens, what is left of LaTeX; no comma or full stop.</summary>
    private static bool IsJoint(ReadOnlySpan<char> between) => between.Length <= 4 && !between.ContainsAny(Separators) && between is not ". ";

    private static bool IsPlain(char c) => Numerals.IsLatin(c) || char.IsAsciiDigit(c);

    private static string Initials(string phrase) => string.Concat(phrase.Split(' ').Select(word => word[0]));

    private static string Squeeze(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in Plainly(text))
        {
            if (char.IsLetterOrDigit(c)) plain.Append(char.ToLowerInvariant(c));
        }
        return plain.ToString();
    }

    /// <summary>Subscripts as digits on the line and Greek letters by their names: CO₂, CO$_2$ and CO2 are one, and so are β₂ and
    /// beta2.</summary>
    private static string Plainly(string text)
    {
        if (text.Contains('_', StringComparison.Ordinal)) text = SubscriptPattern().Replace(text, "${base}${index}");
        if (!text.AsSpan().ContainsAnyInRange('\u0370', '\u03ff') && !text.AsSpan().ContainsAnyInRange('₀', '₉')
            && !text.Contains('\u03f5', StringComparison.Ordinal)) return text;
        var plain = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (c is >= '₀' and <= '₉') plain.Append((char)('0' + (c - '₀')));
            else if (c is >= 'α' and <= 'ω') plain.Append(Greek[c - 'α']);
            else if (c == 'ϵ') plain.Append("epsilon");
            else plain.Append(c);
        }
        return plain.ToString();
    }

    private static readonly string[] Greek =
    [
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi", "omicron", "pi",
            "rho", "sigma", "sigma", "tau", "upsilon", "phi", "chi",
        "psi", "omega",
    ];

    [GeneratedRegex(@"(?<base>[\p{L}\d])\$?_\{?(?<index>\d+)\}?\$?",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex SubscriptPattern();

    [GeneratedRegex(@"(?:https?://|www\.)[^\s<>()\[\]{}""]+|\b[a-z0-9](?:[a-z0-9-]{0,62}\.){1,4}[a-z]{2,8}/[^\s<>()\[\]{}""]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex AddressPattern();
}
