using System.Numerics;

namespace LocalDigest.Models;

/// <summary>
/// The words of many documents, kept as forward lists of hashed terms, and BM25 over them with the document frequencies of these same documents.
/// </summary>
/// <remarks>
/// BM25 as in Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the title's words counted more than once.
/// Documents are numbered 0, 1, 2, … in the order of <see cref="Add(ReadOnlySpan{char}, ReadOnlySpan{char})"/>; a number is never used twice. A document that is removed counts no more in
/// the statistics, and can still be scored by who holds its number. One thread at a time may change the index (calls wait for each other); any number
/// may score meanwhile, and see the documents that were there when they began.
/// A document takes four bytes a word; scoring is one pass over the lists, for all queries at once. Two words share a term by chance once in 2^32.
/// </remarks>
public sealed partial class LexicalIndex
{
    private const int SegmentSize = 4096, LargestTable = 1 << 22;
    private const float Saturation = 1.2f, LengthPenalty = 0.75f, TitleCount = 2f;

    private readonly Lock writing = new();
    private Segment[] segments = [];
    private int[] frequencies = new int[1 << 14];
    private int distinct;
    private long words;
    private int count, removed;

    /// <summary>How many documents were ever added: one more than the greatest number.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>How many of them were removed.</summary>
    public int Removed => Volatile.Read(ref removed);

    /// <summary>Adds a document and returns its number.</summary>
    /// <param name="title">Its title; may be empty.</param>
    /// <param name="text">Its abstract; may be empty.</param>
    public int Add(ReadOnlySpan<char> title, ReadOnlySpan<char> text)
    {
        lock (writing)
        {
            var segment = Open();
            Append(segment, title);
            var titleEnd = segment.End;
            Append(segment, text);
            return Finish(segment, titleEnd);
        }
    }

    private void Add(ReadOnlySpan<uint> terms, int titleWords)
    {
        lock (writing)
        {
            var segment = Open();
            var titleEnd = segment.End + titleWords;
            foreach (var term in terms) segment.Append(term);
            Finish(segment, titleEnd);
        }
    }

    private Segment Open()
    {
        if (count % SegmentSize == 0)
        {
            if (count > 0) segments[^1].Close();
            segments = [.. segments, new Segment()];
        }
        return segments[^1];
    }

    /// <summary>Counts the document whose terms were appended behind the last one's.</summary>
    private int Finish(Segment segment, int titleEnd)
    {
        int start = segment.Starts[count % SegmentSize], end = segment.End;
        distinct += CountOnce(segment.Terms.AsSpan(start, end - start), frequencies, 1);
        if (distinct > frequencies.Length / 4 && frequencies.Length < LargestTable) CountAnew(segment, end);
        words += end - start;
        segment.Starts[count % SegmentSize + 1] = end;
        segment.TitleEnds[count % SegmentSize] = titleEnd;
        // What a reader may see is complete before the count says so.
        Volatile.Write(ref count, count + 1);
        return count - 1;
    }

    /// <summary>Takes a document out of the statistics. Its number stays its own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such document, or it was removed before.</exception>
    public void Remove(int number)
    {
        lock (writing)
        {
            if ((uint)number >= (uint)count) throw new ArgumentOutOfRangeException(nameof(number), number, "There is no document with this number.");
            var (segment, at) = (segments[number / SegmentSize], number % SegmentSize);
            if (segment.IsRemoved[at]) throw new ArgumentOutOfRangeException(nameof(number), number, "The document was removed before.");
            segment.IsRemoved[at] = true;
            var terms = segment.Of(at);
            CountOnce(terms, frequencies, -1);
            words -= terms.Length;
            Volatile.Write(ref removed, removed + 1);
        }
    }

    /// <summary>The same documents in another index, in the order given, as 0, 1, 2, …: what was removed takes memory no more.</summary>
    /// <param name="numbers">Documents that were not removed, each once.</param>
    public LexicalIndex Keep(ReadOnlySpan<int> numbers)
    {
        var kept = new LexicalIndex();
        lock (writing)
        {
            foreach (var number in numbers)
            {
                var (segment, at) = (segments[number / SegmentSize], number % SegmentSize);
                kept.Add(segment.Of(at), segment.TitleEnds[at] - segment.Starts[at]);
            }
        }
        return kept;
    }

    /// <summary>The statistics of the documents as they are now, without some of them. They do not change when the index does.</summary>
    /// <param name="excluded">Documents that were not removed and do not count, each once.</param>
    public LexicalStatistics Statistics(ReadOnlySpan<int> excluded = default)
    {
        lock (writing)
        {
            var counts = frequencies.AsSpan().ToArray();
            var all = words;
            foreach (var number in excluded)
            {
                var terms = segments[number / SegmentSize].Of(number % SegmentSize);
                CountOnce(terms, counts, -1);
                all -= terms.Length;
            }
            return new LexicalStatistics(counts, count - removed - excluded.Length, all);
        }
    }

    /// <summary>In how many of the documents the word occurs (in any of its forms), at most; rarely one too many, since terms are hashed.</summary>
    public int DocumentFrequency(ReadOnlySpan<char> word)
    {
        var reader = new WordReader(word);
        return reader.Read() ? FrequencyOf(TermOf(reader.Word)) : 0;
    }

    /// <summary>A query of plain text: each of its words weighs as rare as it is.</summary>
    /// <param name="text">The words.</param>
    /// <param name="statistics">What is rare; null for the statistics of this index as they are now.</param>
    public LexicalQuery Query(ReadOnlySpan<char> text, LexicalStatistics? statistics = null)
    {
        statistics ??= Own;
        var query = new LexicalQuery();
        var reader = new WordReader(text);
        while (reader.Read())
        {
            var term = TermOf(reader.Word);
            if (term != 0) query.Add(term, statistics.InverseFrequencyOf(term));
        }
        return query;
    }

    /// <summary>Scores documents against several queries in one pass.</summary>
    /// <param name="queries">What to score against.</param>
    /// <param name="documents">The numbers of the documents, each below <see cref="Count"/>.</param>
    /// <param name="scores">Receives one row for each document with one number for each query: 0 where nothing is shared, without upper bound.</param>
    /// <param name="statistics">What length is usual; null for the statistics of this index as they are now.</param>
    /// <exception cref="ArgumentException"><paramref name="scores"/> has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A document's number is unknown.</exception>
    public void Score(IReadOnlyList<LexicalQuery> queries, ReadOnlySpan<int> documents, Span<float> scores, LexicalStatistics? statistics = null)
    {
        if (scores.Length != documents.Length * queries.Count) throw new ArgumentException("The scores need one number for each document and query.", nameof(scores));
        var known = Count;
        var lists = Volatile.Read(ref segments);
        var average = (statistics ?? Own).AverageLength;
        var table = new LexicalQueryTable(queries);
        Span<float> counts = table.Slots <= 1024 ? stackalloc float[table.Slots] : new float[table.Slots];
        Span<int> touched = table.Slots <= 1024 ? stackalloc int[table.Slots] : new int[table.Slots];
        counts.Clear();
        for (var i = 0; i < documents.Length; i++)
        {
            var number = documents[i];
            if ((uint)number >= (uint)known) throw new ArgumentOutOfRangeException(nameof(documents), number, "There is no document with this number.");
            var segment = lists[number / SegmentSize];
            var at = number % SegmentSize;
            int start = segment.Starts[at], title = segment.TitleEnds[at], end = segment.Starts[at + 1];
            var terms = segment.Terms;
            var found = 0;
            for (var t = start; t < end; t++)
            {
                var term = terms[t];
                if (!table.MayHave(term)) continue;
                var slot = table.SlotOf(term);
                if (slot < 0) continue;
                if (counts[slot] == 0) touched[found++] = slot;
                counts[slot] += t < title ? TitleCount : 1;
            }
            var row = scores.Slice(i * queries.Count, queries.Count);
            row.Clear();
            var damping = Saturation * (1 - LengthPenalty + LengthPenalty * (end - start) / average);
            for (var f = 0; f < found; f++)
            {
                var slot = touched[f];
                var saturated = counts[slot] * (Saturation + 1) / (counts[slot] + damping);
                counts[slot] = 0;
                foreach (var (query, weight) in table.Weights(slot)) row[query] += weight * saturated;
            }
        }
    }

    /// <summary>Gives the words of documents as a learner sees them: by TF-IDF, the heaviest of each.</summary>
    /// <remarks>
    /// A weight is (1 + ln of the count, title words counted twice) × the inverse document frequency; each row is made of length 1.
    /// Ids are the same in every index and for ever, see <see cref="Spell"/>.
    /// </remarks>
    /// <param name="start">The first document's number.</param>
    /// <param name="rows">How many documents.</param>
    /// <param name="most">At most so many words of each.</param>
    /// <param name="statistics">What is rare; null for the statistics of this index as they are now.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no such documents.</exception>
    public SparseRows Words(int start, int rows, int most, LexicalStatistics? statistics = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)start + rows, Count, nameof(rows));
        var lists = Volatile.Read(ref segments);
        var result = new WordRows(most, statistics ?? Own);
        for (var document = start; document < start + rows; document++)
        {
            var (segment, at) = (lists[document / SegmentSize], document % SegmentSize);
            result.Add(segment.Of(at), segment.TitleEnds[at] - segment.Starts[at]);
        }
        return result.ToRows();
    }

    /// <summary>
    /// Describes documents as <see cref="Words"/> does, to be kept for long: <see cref="Unpack"/> gives the words from this index.
    /// </summary>
    /// <inheritdoc cref="Words"/>
    public PackedWords Pack(int start, int rows, int most, LexicalStatistics? statistics = null)
    {
        var described = Words(start, rows, most, statistics);
        var lists = Volatile.Read(ref segments);
        return PackedWords.Of(described, row => lists[(start + row) / SegmentSize].Of((start + row) % SegmentSize));
    }

    /// <summary>Gives the words of documents as <see cref="Words"/> does.</summary>
    /// <param name="start">The number of the first document that was packed.</param>
    /// <param name="packed">What this index has made of it and of those behind it.</param>
    /// <param name="from">The first row that is wanted.</param>
    /// <param name="count">How many are.</param>
    /// <param name="ids">Memory that is used where it is long enough, and else made anew: who unpacks again and again makes no
    /// garbage.</param>
    /// <param name="weights">The same.</param>
    public SparseRows Unpack(int start, PackedWords packed, int from, int count, ref uint[] ids, ref float[] weights)
    {
        var lists = Volatile.Read(ref segments);
        var all = packed.Starts;
        var starts = from == 0 && count == packed.Count ? all : [.. all.Skip(from).Take(count + 1).Select(at => at - all[from])];
        if (ids.Length < starts[^1]) ids = new uint[starts[^1]];
        if (weights.Length < starts[^1]) weights = new float[starts[^1]];
        for (var row = 0; row < count; row++)
        {
            var (document, part) = (start + from + row, starts[row]..starts[row + 1]);
            packed.Read(from + row, lists[document / SegmentSize].Of(document % SegmentSize), ids.AsSpan(part), weights.AsSpan(part));
        }
        return new SparseRows(starts, ids, weights);
    }

    /// <summary>Gives the words and pairs of words of documents by their counts alone, hashed into <see cref="TermBuckets"/> buckets.</summary>
    /// <remarks>It depends on the documents' own text only, and is the same in every index and for ever.</remarks>
    /// <param name="documents">The documents' numbers.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such document.</exception>
    public SparseRows Terms(IReadOnlyList<int> documents)
    {
        var lists = Volatile.Read(ref segments);
        var known = Count;
        var bag = new TermBag();
        var starts = new int[documents.Count + 1];
        var ids = new List<uint>();
        var weights = new List<float>();
        for (var i = 0; i < documents.Count; i++)
        {
            var document = documents[i];
            if ((uint)document >= (uint)known) throw new ArgumentOutOfRangeException(nameof(documents), document, "There is no document with this number.");
            var (segment, at) = (lists[document / SegmentSize], document % SegmentSize);
            bag.Read(segment.Of(at), segment.TitleEnds[at] - segment.Starts[at], ids, weights);
            starts[i + 1] = ids.Count;
        }
        return new SparseRows(starts, [.. ids], [.. weights]);
    }

    /// <summary>How many buckets <see cref="Terms"/> knows.</summary>
    public const int TermBuckets = TermBag.Buckets;

    /// <summary>How the words of a text are spelled there, in lower case, by the ids that <see cref="Words"/> gives them.</summary>
    public static IReadOnlyDictionary<uint, string> Spell(ReadOnlySpan<char> text)
    {
        var spelled = new Dictionary<uint, string>();
        var reader = new WordReader(text);
        while (reader.Read())
        {
            if (TermOf(reader.Word) is not 0 and var term) spelled.TryAdd(term, reader.Word.ToString());
        }
        return spelled;
    }

    /// <summary>The statistics as they are now; they change with the index.</summary>
    private LexicalStatistics Own => new(Volatile.Read(ref frequencies), Count - Removed, Volatile.Read(ref words));

    /// <summary>The term of a folded word: 32 bits; 0 for words that carry nothing.</summary>
    internal static uint TermOf(ReadOnlySpan<char> word)
    {
        if (StopWords.Contains(word)) return 0;
        Span<char> stem = stackalloc char[WordReader.LongestWord];
        word.CopyTo(stem);
        var hash = WordReader.HashOf(stem[..Stemming.Stem(stem[..word.Length])]);
        return Math.Max(1u, (uint)(hash >> 32));
    }

    private static void Append(Segment segment, ReadOnlySpan<char> text)
    {
        var reader = new WordReader(text);
        while (reader.Read())
        {
            var term = TermOf(reader.Word);
            if (term != 0) segment.Append(term);
        }
    }

    private int FrequencyOf(uint term)
    {
        var table = Volatile.Read(ref frequencies);
        return table[term & (uint)(table.Length - 1)];
    }

    private void CountAnew(Segment last, int lastEnd)
    {
        var larger = new int[Math.Min(LargestTable, frequencies.Length * 8)];
        distinct = 0;
        for (var document = 0; document < count; document++)
        {
            var (segment, at) = (segments[document / SegmentSize], document % SegmentSize);
            if (!segment.IsRemoved[at]) distinct += CountOnce(segment.Of(at), larger, 1);
        }
        var newest = last.Starts[count % SegmentSize];
        distinct += CountOnce(last.Terms.AsSpan(newest, lastEnd - newest), larger, 1);
        Volatile.Write(ref frequencies, larger);
    }

    /// <summary>Counts each term of a document once, up or down.</summary>
    /// <returns>How many places of the table were empty before.</returns>
    private static int CountOnce(ReadOnlySpan<uint> terms, int[] table, int step)
    {
        var filled = 0;
        Span<uint> seen = terms.Length <= 512 ? stackalloc uint[1024] : new uint[BitOperations.RoundUpToPowerOf2((uint)terms.Length * 2)];
        seen.Clear();
        foreach (var term in terms)
        {
            var at = (int)(term * 0x9E3779B1u) & (seen.Length - 1);
            while (seen[at] != 0 && seen[at] != term) at = (at + 1) & (seen.Length - 1);
            if (seen[at] == term) continue;
            seen[at] = term;
            ref var frequency = ref table[term & (uint)(table.Length - 1)];
            if (frequency == 0) filled++;
            frequency += step;
        }
        return filled;
    }

    private sealed class Segment(int capacity = 64 * 1024, int end = 0)
    {
        public uint[] Terms = new uint[capacity];
        public readonly int[] Starts = new int[SegmentSize + 1];
        public readonly int[] TitleEnds = new int[SegmentSize];
        public readonly bool[] IsRemoved = new bool[SegmentSize];

        public ReadOnlySpan<uint> Of(int at) => Terms.AsSpan(Starts[at]..Starts[at + 1]);

        public int End { get; private set; } = end;

        /// <summary>Nothing is appended any more: what was held for it is given back.</summary>
        public void Close() => Array.Resize(ref Terms, End);

        public void Append(uint term)
        {
            if (End == Terms.Length) Array.Resize(ref Terms, Terms.Length * 2);
            Terms[End++] = term;
        }
    }
}
