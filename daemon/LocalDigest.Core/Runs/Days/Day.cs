using System.Globalization;
using LocalDigest.Digests;
using LocalDigest.Ingestion;
using LocalDigest.Jobs;
using LocalDigest.Judging;
using LocalDigest.Papers;
using LocalDigest.Prefiltering;
using LocalDigest.Profiles;
using LocalDigest.Ranking;
using LocalDigest.Reading;
using LocalDigest.Text;
using LocalDigest.Watching;

namespace LocalDigest.Runs;

/// <summary>A digest in the making. Each step of <see cref="DigestRun"/> fills in its part, from top to bottom, and reads those above.</summary>
/// <param name="request">Which digest to make.</param>
/// <param name="profile">Whose.</param>
/// <param name="words">The fixed words of the profile's language.</param>
/// <param name="progress">Told how far the work is, and what went wrong.</param>
/// <param name="job">The job that makes it.</param>
internal sealed class Day(DigestRequest request, Profile profile, Labels words, JobProgress progress, string job)
{
    public DigestRequest Request => request;

    public Profile Profile => profile;

    public Labels Words => words;

    public JobProgress Progress => progress;

    public string Job => job;

    public string DigestId { get; } = string.Create(CultureInfo.InvariantCulture, $"{request.Profile}-{request.Date:yyyy-MM-dd}");

    public string Style => request.Style ?? profile.Digest.Style;

    /// <summary>Everything that the run asks of the language model.</summary>
    public required SummaryRun Asking { get; init; }

    /// <summary>What came of reading the sources.</summary>
    public Harvested Harvest { get; set; } = new();

    /// <summary>The days whose papers are wanted, whenever they came in; null for those that came in since the last digest.</summary>
    public (DateOnly From, DateOnly To)? Days { get; set; }

    /// <summary>Which search of the reader's found a paper that came in, by its number.</summary>
    public IReadOnlyDictionary<long, string> Found { get; set; } = new Dictionary<long, string>();

    /// <summary>The papers that are news to the profile.</summary>
    public IReadOnlyList<StoredPaper> News { get; set; } = [];

    /// <summary>Why the other papers that came in are none.</summary>
    public IReadOnlyList<Decision> Others { get; set; } = [];

    /// <summary>The numbers of the papers with a thumb down: no digest shows them.</summary>
    public IReadOnlySet<long> Disliked { get; set; } = new HashSet<long>();

    /// <summary>Papers that digests of earlier days have shown and that wait for the judge's verdict still.</summary>
    public IReadOnlyList<StoredPaper> Owed { get; set; } = [];

    /// <summary>New versions that came in and are no news.</summary>
    public IReadOnlyList<NewVersion> Versions { get; set; } = [];

    /// <summary>Papers that a digest has shown and that were withdrawn since.</summary>
    public IReadOnlyList<NewVersion> Withdrawn { get; set; } = [];

    /// <summary>Something came in, and nothing of it is a new paper.</summary>
    public bool IsOfRevisionsOnly { get; set; }

    /// <summary>How it stands with embeddings.</summary>
    public EmbeddingState? Embedding { get; set; }

    /// <summary>The news in order, each with what the prefilter says of it.</summary>
    public IReadOnlyList<Shortlisted> Shortlist { get; set; } = [];

    /// <summary>Why nothing may be spent on the judge; null where something may.</summary>
    public Saying? BudgetProblem { get; set; }

    /// <summary>Papers that the day's digest holds already; they stay.</summary>
    public IReadOnlyList<StoredPaper> Existing { get; set; } = [];

    /// <summary>What the judge sees and the digest is chosen from: the shortlist, and what the digest holds already.</summary>
    public IReadOnlyList<StoredPaper> Open { get; set; } = [];

    /// <summary>What the judge did; null where there is none.</summary>
    public JudgeReport? Judged { get; set; }

    /// <summary>The judge that took the place of another today; null where none did.</summary>
    public JudgeChange? NewJudge { get; set; }

    /// <summary>The order by which the digest is chosen.</summary>
    public Order? Order { get; set; }

    /// <summary>The papers of the digest, best first.</summary>
    public IReadOnlyList<Contender> Chosen { get; set; } = [];

    /// <summary>Those among them that are there to learn from.</summary>
    public IReadOnlySet<long> Explored { get; set; } = new HashSet<long>();

    /// <summary>Why each paper of the shortlist is or is not in the digest.</summary>
    public IReadOnlyList<Decision> Decisions { get; set; } = [];

    /// <summary>The papers as the digest shows them, in its order.</summary>
    public IReadOnlyList<DigestPaper> Entries { get; set; } = [];

    /// <summary>What holds for most of them, and is said once.</summary>
    public IReadOnlyList<CommonReason> CommonReasons { get; set; } = [];

    /// <summary>What they say together; null where the style does not show it.</summary>
    public DigestOverview? Overview { get; set; }

    /// <summary>What became of papers that the reader holds or likes, as the digest tells it.</summary>
    public IReadOnlyList<WatchedNews> Watch { get; set; } = [];

    /// <summary>The same as it is noted to have been told.</summary>
    public IReadOnlyList<WatchChange> WatchChanges { get; set; } = [];
}

/// <summary>What came of reading the sources. It is kept on disk between two sources, to go on after a crash.</summary>
internal sealed record Harvested
{
    public IReadOnlyList<HarvestReport> Harvests { get; init; } = [];

    /// <summary>No source could be reached, and the sample day stands in.</summary>
    public bool IsSample { get; init; }

    /// <summary>The digest is of the day on which the run began, or a later one.</summary>
    public bool IsToday { get; init; }

    /// <summary>Papers that had arrived by then are considered; set when all sources have been read.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Up to when the digest before had considered papers.</summary>
    public DateTimeOffset? After { get; init; }
}

/// <summary>A new version of a paper that is no news.</summary>
/// <param name="Paper">The paper as it is now.</param>
/// <param name="Shown">When a digest showed it; null where none did, and new versions of such papers are not wanted.</param>
internal sealed record NewVersion(StoredPaper Paper, Shown? Shown);
