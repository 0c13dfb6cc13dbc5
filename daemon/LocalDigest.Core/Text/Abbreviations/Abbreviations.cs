namespace LocalDigest.Text;

/// <summary>
/// Which short and long forms are one: what papers define often and with one meaning, and a few well-known ones that a new store cannot
/// teach. Never changes; safe for several threads.
/// </summary>
internal sealed class Abbreviations
{
    /// <summary>So many papers must define it, and this share of those that define the short form.</summary>
    private const int LeastPapers = 3;

    private const double LeastShare = 0.7;

    /// <summary>A form has at most so many words.</summary>
    public const int MostWords = 6;

    /// <summary>By each form that names it.</summary>
    private readonly Dictionary<string, Group> groups = new(StringComparer.Ordinal);

    private Abbreviations(IEnumerable<Group> groups)
    {
        foreach (var group in groups)
        {
            foreach (var form in group.Forms) this.groups.TryAdd(KeyOf(form), group);
        }
    }

    /// <summary>One thing.</summary>
    /// <param name="Forms">The short one first.</param>
    /// <param name="IsWellKnown">It was not learned.</param>
    private sealed record Group(string[] Forms, bool IsWellKnown);

    /// <summary>The well-known ones alone.</summary>
    public static Abbreviations WellKnown { get; } = Learn([]);

    /// <summary>Learns from what papers define.</summary>
    /// <param name="papers">What each paper defines; the order says nothing.</param>
    public static Abbreviations Learn(IEnumerable<IReadOnlyCollection<DefinedAbbreviation>> papers)
    {
        var counts = new Dictionary<string, Dictionary<string, int>>(StringComparer.Ordinal);
        foreach (var paper in papers)
        {
            foreach (var (shortForm, key) in paper.Select(defined => (defined.Short, KeyOf(defined.Long))).Distinct())
            {
                if (!counts.TryGetValue(shortForm, out var known)) counts[shortForm] = known = new(StringComparer.Ordinal);
                known[key] = known.GetValueOrDefault(key) + 1;
            }
        }
        var learned = new List<string[]>();
        var taught = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (shortForm, meanings) in counts.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            var (meaning, count) = meanings.OrderByDescending(item => item.Value).ThenBy(item => item.Key, StringComparer.Ordinal).First();
            if (count < LeastPapers) continue;
            var isOne = count >= LeastShare * meanings.Values.Sum();
            // A store in which a short form has several meanings, or another one than usual, takes the well-known one back.
            taught[shortForm] = isOne ? meaning : "";
            if (isOne) learned.Add([shortForm, meaning]);
        }
        var wellKnown = WellKnownForms.Groups
            .Where(group => !taught.TryGetValue(group[0], out var meaning) || group.Any(form => KeyOf(form) == meaning))
            .Select(group => new Group(group, IsWellKnown: true));
        return new Abbreviations(wellKnown.Concat(learned.Select(forms => new Group(forms, IsWellKnown: false))));
    }

    /// <summary>The other forms of what a text names in one form alone.</summary>
    /// <returns>Each with the form that stands in the text.</returns>
    public IReadOnlyList<(string Named, string Other)> OtherForms(string text)
    {
        var words = Words(text);
        var named = new List<(string Key, Group Group)>();
        for (var start = 0; start < words.Count;)
        {
            var length = Math.Min(MostWords, words.Count - start);
            // The longest form counts: a multimodal large language model is not a large language model here.
            while (length > 0 && !Names(words, start, length, named)) length--;
            start += Math.Max(1, length);
        }
        var present = named.Select(item => item.Key).ToHashSet(StringComparer.Ordinal);
        var others = new List<(string, string)>();
        foreach (var (key, group) in named.DistinctBy(item => item.Group))
        {
            var shortForm = group.Forms[0];
            if (key == shortForm)
            {
                if (!present.Overlaps(group.Forms.Skip(1).Select(KeyOf))) others.Add((key, group.Forms[1]));
            }
            else if (!present.Contains(shortForm) && (group.IsWellKnown || shortForm.Length > 2))
            {
                // Two letters that a store has learned may be anything elsewhere.
                others.Add((key, shortForm));
            }
            foreach (var kinds in WellKnownForms.Kinds.Where(kinds => group.IsWellKnown && kinds.Contains(shortForm)))
            {
                others.AddRange(kinds.Where(kind => kind != shortForm && !present.Contains(kind)).Select(kind => (key, kind)));
            }
        }
        return [.. others.DistinctBy(item => item.Item2)];
    }

    /// <summary>A subject in all its forms; the subject alone where it is more than the name of one thing.</summary>
    public IReadOnlyList<string> FormsOf(string subject)
    {
        var words = Words(subject);
        var named = new List<(string Key, Group Group)>();
        var isName = words.Count is > 0 and <= MostWords && Names(words, 0, words.Count, named);
        return isName ? [subject, .. OtherForms(subject).Select(form => form.Other)] : [subject];
    }

    private bool Names(List<string> words, int start, int length, List<(string Key, Group Group)> named)
    {
        var key = length == 1 ? ShortKeyOf(words[start]) : KeyOf(string.Join(' ', words.Skip(start).Take(length)));
        if (key is null || !groups.TryGetValue(key, out var group)) return false;
        named.Add((key, group));
        return true;
    }

    /// <summary>A word as a short form: with two capitals, or without a vowel, so that it is no word of the language.</summary>
    private string? ShortKeyOf(string word)
    {
        var form = DefinedAbbreviations.Singular(word);
        if (form.Count(char.IsUpper) > 1) return form;
        form = word.ToUpperInvariant();
        if (form.Length > 3 && form[^1] == 'S' && !groups.ContainsKey(form)) form = form[..^1];
        return form.Length > 2 && !form.Any("AEIOUY".Contains) ? form : null;
    }

    /// <summary>One spelling for each form: a short one as it is; a long one in lower case and singular, with spaces for hyphens.</summary>
    private static string KeyOf(string form) =>
        form.Contains(' ') || form.Contains('-') ? string.Join(' ', Words(form).Select(Folded)) : form;

    private static string Folded(string word)
    {
        var lower = word.ToLowerInvariant();
        return lower.Length > 3 && lower[^1] == 's' && lower[^2] != 's' ? lower[..^1] : lower;
    }

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && char.IsLetterOrDigit(text[i]))
            {
                if (start < 0) start = i;
            }
            else if (start >= 0)
            {
                words.Add(text[start..i]);
                start = -1;
            }
        }
        return words;
    }
}
