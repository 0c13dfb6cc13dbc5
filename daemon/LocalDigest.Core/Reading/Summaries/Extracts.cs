using System.Text.RegularExpressions;
using LocalDigest.Models;
using LocalDigest.Papers;
using LocalDigest.Text;

namespace LocalDigest.Reading;

/// <summary>What a paper says in its own sentences, chosen without a language model; in the paper's language, word by word.</summary>
/// <param name="Tldr">One sentence, or two short ones; null where the paper has no usable sentence.</param>
/// <param name="KeyFindings">Up to five, in the paper's order.</param>
/// <param name="Outline">Its sections with a sentence each.</param>
/// <param name="Statements">The sentences of the first two, with where they stand.</param>
internal sealed record Extract(string? Tldr, IReadOnlyList<string> KeyFindings, IReadOnlyList<OutlineEntry> Outline, IReadOnlyList<SummaryStatement> Statements);

/// <summary>Chooses sentences of a paper that stand for it.</summary>
/// <remarks>
/// Candidates are the sentences of the abstract, the introduction and the conclusion. Each is weighed, as in Edmundson, "New Methods in
/// Automatic Extracting" (1969), by cue phrases for and against it, by the words of the title, and by where it stands; to these comes its
/// centrality, as in Erkan and Radev, "LexRank: Graph-based Lexical Centrality as Salience in Text Summarization" (2004): the stationary
/// distribution of a walk over sentences that are alike, with BM25 for likeness, as Barrios et al., "Variations of the Similarity Function
/// of TextRank for Automated Summarization" (2016), found best. Equal input gives equal output.
/// </remarks>
internal static partial class Extracts
{
    /// <summary>A shorter abstract of a record is a beginning or a remark.</summary>
    private const int LeastAbstract = 200;

    private const int MostCandidates = 160, MostFindings = 5, MostOutline = 60;
    private const int ShortestSentence = 40, LongestSentence = 420, ShortTldr = 120, LongestSecond = 200;
    private const float Damping = 0.85f;
    private const double MostAlike = 0.5;

    public static Extract Of(Paper paper, FullText text)
    {
        var candidates = Candidates(paper, text);
        var outline = Outline(text);
        if (candidates.Count == 0) return new Extract(null, [], outline, []);
        Weigh(candidates, paper.Title);

        var statements = new List<SummaryStatement>();
        var tldr = Tldr([.. candidates.Where(candidate => candidate.IsAbstract || !candidates.Any(other => other.IsAbstract))]);
        statements.AddRange(tldr.Select(candidate => new SummaryStatement("tldr", candidate.Text, candidate.Where)));

        var findings = Choose(candidates.Where(candidate => candidate.IsFinding), candidate => candidate.FindingWeight, MostFindings);
        findings.Sort((a, b) => a.Order.CompareTo(b.Order));
        statements.AddRange(findings.Select(candidate => new SummaryStatement("keyFindings", candidate.Text, candidate.Where)));

        var joint = tldr.Count > 0 && tldr[0].Text.Any(Sentences.IsIdeographic) ? "" : " ";
        return new Extract(tldr.Count == 0 ? null : string.Join(joint, tldr.Select(candidate => candidate.Text)), [.. findings.Select(candidate => candidate.Text)], outline, statements);
    }

    /// <summary>
    /// The sentence of a paper's abstract that says best what it found, or where none says that, what it does; null where no sentence will
    /// do.
    /// </summary>
    public static string? KeySentence(StoredPaper paper)
    {
        var candidates = Candidates(paper.Paper, Reader.Abstract(paper));
        if (candidates.Count == 0) return null;
        Weigh(candidates, paper.Paper.Title);
        var findings = candidates.Where(candidate => candidate.IsFinding).ToList();
        return findings.Count > 0
            ? findings.MaxBy(candidate => candidate.FindingWeight)!.Text
            : candidates.MaxBy(candidate => candidate.TldrWeight)!.Text;
    }

    /// <summary>The sentence that says best what the paper does, and where it is short, one that says what came of it.</summary>
    private static List<Candidate> Tldr(List<Candidate> candidates)
    {
        if (candidates.Count == 0) return [];
        var first = Choose(candidates, candidate => candidate.TldrWeight, 1)[0];
        if (first.Text.Length > ShortTldr) return [first];
        var second = Choose(
            candidates.Where(candidate => candidate.IsFinding && candidate.Order > first.Order && candidate.Text.Length <= LongestSecond
                && (!DanglingPattern().IsMatch(candidate.Text) || candidate.Order == first.Order + 1) && Alike(first.Words, candidate.Words) <= MostAlike),
            candidate => candidate.FindingWeight, 1);
        return [first, .. second];
    }

    private static List<Candidate> Candidates(Paper paper, FullText text)
    {
        var candidates = new List<Candidate>();
        void Take(TextSection section, Place place)
        {
            for (var p = 0; p < section.Paragraphs.Count && candidates.Count < MostCandidates; p++)
            {
                var sentences = Sentences.Of(section.Paragraphs[p].Text).ToList();
                for (var s = 0; s < sentences.Count && candidates.Count < MostCandidates; s++)
                {
                    if (!IsUsable(sentences[s])) continue;
                    candidates.Add(new Candidate(sentences[s], new Passage(section.Id, section.Title, p + 1), place, candidates.Count, sentences.Count == 1 ? 1 : (float)s / (sentences.Count - 1)));
                }
            }
        }
        var sections = text.Sections.ToList();
        // The record's abstract is the authors' own; the one that was read off pages may hold what stands around it.
        if (paper.Abstract.Length >= LeastAbstract) sections.RemoveAll(section => section.Id == TextSection.AbstractId);
        if (!sections.Any(section => section.Id == TextSection.AbstractId) && paper.Abstract.Length > 0)
        {
            sections.Insert(0, new TextSection(TextSection.AbstractId, null, "", 1, [new TextParagraph(paper.Abstract)]));
        }
        var introduction = sections.FirstOrDefault(section => IntroductionPattern().IsMatch(section.Title));
        foreach (var section in sections)
        {
            if (section.Id == TextSection.AbstractId) Take(section, Place.Abstract);
            else if (ReferenceEquals(section, introduction)) Take(section, Place.Introduction);
            else if (ConclusionPattern().IsMatch(section.Title)) Take(section, Place.Conclusion);
        }
        return candidates;
    }

    private static bool IsUsable(string sentence)
    {
        var least = sentence.Any(Sentences.IsIdeographic) ? ShortestSentence / 3 : ShortestSentence;
        return sentence.Length >= least && sentence.Length <= LongestSentence
            && sentence[^1] is '.' or '!' or '。' or '！' or ')' or '”' or '"' && !PointerPattern().IsMatch(sentence)
            && !BackMatter.Has(sentence);
    }

    private static void Weigh(List<Candidate> candidates, string title)
    {
        var index = new LexicalIndex();
        foreach (var candidate in candidates) index.Add("", candidate.Text);
        var all = Enumerable.Range(0, candidates.Count).ToArray();
        var centrality = Centrality(index, candidates, all);
        var titleScores = new float[all.Length];
        var titleQuery = index.Query(title);
        if (!titleQuery.IsEmpty) index.Score([titleQuery], all, titleScores);
        var mostTitle = Math.Max(1e-6f, titleScores.Max());
        for (var i = 0; i < candidates.Count; i++)
        {
            var candidate = candidates[i];
            var common = 0.8 * centrality[i] + 0.4 * titleScores[i] / mostTitle - (StigmaPattern().IsMatch(candidate.Text) ? 1.2 : 0) - (DanglingPattern().IsMatch(candidate.Text) ? 0.5 : 0);
            var results = Math.Min(2, ResultPattern().Count(candidate.Text));
            var hasFigures = candidate.Text.Any(char.IsDigit);
            var contributes = ContributionPattern().IsMatch(candidate.Text);
            candidate.IsFinding = results > 0;
            candidate.TldrWeight = common + (contributes ? 1.3 : 0) + 0.2 * results;
            candidate.FindingWeight = common + 0.6 * results + (hasFigures ? 0.5 : 0) + 0.4 * candidate.Position + candidate.Place switch { Place.Abstract => 0.4, Place.Conclusion => 0.2, _ => 0 };
        }
    }

    /// <summary>How central each sentence is, 0 to 1.</summary>
    private static float[] Centrality(LexicalIndex index, List<Candidate> candidates, int[] all)
    {
        var n = all.Length;
        var likeness = new float[n * n];
        index.Score([.. candidates.Select(candidate => index.Query(candidate.Text))], all, likeness);
        for (var i = 0; i < n; i++) likeness[i * n + i] = 0;
        var sums = new float[n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++) sums[i] += likeness[i * n + j];
        }
        var rank = new float[n];
        Array.Fill(rank, 1f / n);
        for (var round = 0; round < 30; round++)
        {
            var next = new float[n];
            var loose = 0f;
            for (var i = 0; i < n; i++)
            {
                if (sums[i] == 0) loose += rank[i];
                else
                {
                    for (var j = 0; j < n; j++) next[j] += Damping * rank[i] * likeness[i * n + j] / sums[i];
                }
            }
            for (var j = 0; j < n; j++) next[j] += (1 - Damping + Damping * loose) / n;
            rank = next;
        }
        var most = rank.Max();
        return [.. rank.Select(value => value / most)];
    }

    /// <summary>The weightiest sentences that do not repeat each other, the weightiest first.</summary>
    private static List<Candidate> Choose(IEnumerable<Candidate> candidates, Func<Candidate, double> weight, int most)
    {
        var chosen = new List<Candidate>();
        foreach (var candidate in candidates.OrderByDescending(weight).ThenBy(candidate => candidate.Order))
        {
            if (chosen.Count == most) break;
            if (!chosen.Any(other => Alike(other.Words, candidate.Words) > MostAlike)) chosen.Add(candidate);
        }
        return chosen;
    }

    /// <summary>The share of words that two sentences have in common, 0 to 1.</summary>
    private static double Alike(HashSet<ulong> one, HashSet<ulong> other)
    {
        var shared = one.Count(other.Contains);
        return shared == 0 ? 0 : (double)shared / Math.Min(one.Count, other.Count);
    }

    private static List<OutlineEntry> Outline(FullText text)
    {
        var outline = new List<OutlineEntry>();
        foreach (var section in text.Sections)
        {
            if (section.Id == TextSection.AbstractId || section.Title.Length == 0 || section.Level > 3 || BackMatterPattern().IsMatch(section.Title)) continue;
            if (outline.Count == MostOutline) break;
            outline.Add(new OutlineEntry(section.Id, PaperMaterial.Heading(section), section.Level, Lead(section)));
        }
        return outline;
    }

    /// <summary>The first sentence of a section that says something by itself.</summary>
    private static string Lead(TextSection section)
    {
        var first = section.Paragraphs.Take(3).SelectMany(paragraph => Sentences.Of(paragraph.Text).Take(4)).ToList();
        return first.FirstOrDefault(sentence => IsUsable(sentence) && !DanglingPattern().IsMatch(sentence)) ?? first.FirstOrDefault(IsUsable) ?? "";
    }

    private static HashSet<ulong> WordsOf(string text)
    {
        var words = new HashSet<ulong>();
        var reader = new WordReader(text);
        while (reader.Read())
        {
            if (reader.Word.Length > 1) words.Add(reader.Hash);
        }
        return words;
    }

    private enum Place
    {
        Abstract,
        Introduction,
        Conclusion,
    }

    /// <param name="position">0 for the first sentence of its paragraph, 1 for the last.</param>
    private sealed class Candidate(string text, Passage where, Place place, int order, float position)
    {
        public string Text => text;

        public Passage Where => where;

        public Place Place => place;

        public int Order => order;

        public float Position => position;

        public bool IsAbstract => place == Place.Abstract;

        public HashSet<ulong> Words { get; } = WordsOf(text);

        public bool IsFinding { get; set; }

        public double TldrWeight { get; set; }

        public double FindingWeight { get; set; }
    }

    [GeneratedRegex(@"introduction|引言|介绍|绪论|einleitung", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex IntroductionPattern();

    [GeneratedRegex(@"conclu|结论|总结|fazit|^summary", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ConclusionPattern();

    [GeneratedRegex(@"^(?:references|bibliography|acknowledg\w*|author contributions|funding|ethics statement|conflicts? of interest|competing interests|参考文献|致谢)\b?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex BackMatterPattern();

    /// <summary>Sentences that point elsewhere instead of saying something.</summary>
    [GeneratedRegex(@"https?://|github\.com|\b(?:see|in) (?:figure|fig|table|section|appendix)\b|\b(?:figure|fig\.|table) \d|\?$|(?:remainder|rest) of (?:this|the) paper|organi[sz]ed as follows|code (?:is|will be|and)\b|如图|如表|本文(?:其余|结构)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PointerPattern();

    [GeneratedRegex(@"\b(?:in this (?:paper|work|study|article|survey|report|letter)|this (?:paper|work|study|article|survey|report|letter) (?:\w+ )?(?:\w+s)\b|we (?:\w+ly )?(?:propose|introduce|present|develop|describe|design|study|investigate|address|formulate|build|construct|devise|ask|examine|explore|seek|prove|establish|derive|show that)|here,? we|to (?:this|that) end|to address this|our (?:key|main) (?:idea|insight|contribution))\b|本文|我们(?:提出|介绍|设计|研究|开发|构建|引入)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ContributionPattern();

    [GeneratedRegex(@"\b(?:outperform\w*|state[- ]of[- ]the[- ]art|improv(?:es|ed|ement|ements|ing)|achiev(?:es|ed|ing)|reduc(?:es|ed|tion|ing)|surpass\w*|exceed\w*|results? (?:show|suggest|indicate|demonstrate|reveal)\w*|experiments? (?:show|suggest|indicate|demonstrate|reveal|confirm)\w*|evaluations? \w* ?(?:show|demonstrate)\w*|(?:we|and) (?:find|found|show|observe|demonstrate|prove|identify|confirm|establish|report|measure)\w*|reveals?|demonstrates?|superior|competitive|faster|fewer|higher|lower|accura(?:cy|te)|gains?|enabl(?:es|ing)|yields?|attains?|converges?)\b|优于|提升|提高|降低|结果表明|实验表明|达到|超过", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ResultPattern();

    /// <summary>Cue phrases of background and outlook.</summary>
    [GeneratedRegex(@"^(?:recent(?:ly)?|in recent|over the (?:past|last)|traditional(?:ly)?|existing|previous(?:ly)?|prior|despite|while|although|however|most|many|current(?:ly)?|conventional|with the (?:rise|advent|growth)|future work|in (?:the )?future)\b|\b(?:have been widely|has attracted|have attracted|remains? (?:a |an )?(?:challeng|open|unclear|difficult)\w*|future work|we thank|for example|for instance)\b|^(?:近年来|随着|然而|尽管|现有|目前|未来)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex StigmaPattern();

    /// <summary>Sentences that cannot be understood without the one before.</summary>
    [GeneratedRegex(@"^(?:this|these|those|that|it|they|such|its|their|he|she|thus|therefore|hence|moreover|furthermore|in addition|additionally|also|then|finally|second(?:ly)?|third(?:ly)?|specifically|consequently|as a result|for this|instead|but|and|so)\b|^(?:这|其|该|此外|因此|另外|同时|具体)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex DanglingPattern();
}
