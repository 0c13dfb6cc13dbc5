namespace LocalDigest.Models;

/// <summary>
/// In how many documents each term occurs, and how long the documents are: what BM25 and TF-IDF weigh words by. Made by a <see cref="LexicalIndex"/>.
/// Safe to use from several threads at once.
/// </summary>
public sealed class LexicalStatistics
{
    /// <summary>So many unseen documents count as well: a handful of papers on one subject must not make the subject's own words worthless.</summary>
    private const int UnseenDocuments = 500;

    /// <summary>For fewer words no table is made.</summary>
    private const int FewAsked = 1000;

    /// <summary>A logarithm is taken once for each number of documents up to this.</summary>
    private const int MostRemembered = 1 << 20;

    private readonly int[] frequencies;
    private readonly long words;
    private readonly LexicalStatistics? others;
    private float[]? inverses;
    private int asked;

    /// <param name="frequencies">Document frequencies by the lower bits of the term; the length is a power of two.</param>
    /// <param name="documents">How many documents were counted.</param>
    /// <param name="words">How many words they have together.</param>
    /// <param name="others">Statistics of other documents that count as well.</param>
    internal LexicalStatistics(int[] frequencies, int documents, long words, LexicalStatistics? others = null)
    {
        (this.frequencies, Documents, this.words, this.others) = (frequencies, documents, words, others);
    }

    /// <summary>How many documents were counted, those of <see cref="Plus"/> not included.</summary>
    public int Documents { get; }

    /// <summary>These statistics and others together: a few documents are weighed as part of many.</summary>
    public LexicalStatistics Plus(LexicalStatistics other) => new(frequencies, Documents, words, others is null ? other : others.Plus(other));

    /// <summary>BM25's inverse document frequency, ln(1 + (n - df + ½) / (df + ½)): above 0.</summary>
    internal float InverseFrequencyOf(uint term)
    {
        // Read before it is counted: threads that count one number for each word wait for each other.
        var isFew = Volatile.Read(ref asked) < FewAsked && Interlocked.Increment(ref asked) < FewAsked;
        if (others is not null || isFew) return InverseOf(DocumentsWith(term));
        // Any two threads that find a place empty write the same number into it.
        var known = inverses ??= new float[Math.Min(Documents, MostRemembered) + 1];
        var df = Math.Min(Documents, frequencies[term & (uint)(frequencies.Length - 1)]);
        if (df >= known.Length) return InverseOf(df);
        return known[df] is > 0 and var inverse ? inverse : known[df] = InverseOf(df);
    }

    private double DocumentsWith(uint term)
    {
        var df = 0.0;
        for (var part = this; part is not null; part = part.others) df += Math.Min(part.Documents,
            part.frequencies[term & (uint)(part.frequencies.Length - 1)]);
        return df;
    }

    private float InverseOf(double df) => (float)Math.Log(1 + (UnseenDocuments + Totals.Documents - df + 0.5) / (df + 0.5));

    /// <summary>How many documents there are, with those of <see cref="Plus"/>, and how many words they have together.</summary>
    internal (int Documents, long Words) Totals
    {
        get
        {
            var (documents, all) = (0, 0L);
            for (var part = this; part is not null; part = part.others)
            {
                documents += part.Documents;
                all += part.words;
            }
            return (documents, all);
        }
    }

    /// <summary>Words of a document on average, at least 1.</summary>
    internal float AverageLength => Totals is (> 0 and var documents, var all) ? Math.Max(1f, (float)(all / (double)documents)) : 1;
}
