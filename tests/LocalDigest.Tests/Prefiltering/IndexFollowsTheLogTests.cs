using System.Security.Cryptography;
using System.Text;
using CsCheck;
using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Llm;
using LocalDigest.Models;
using LocalDigest.Papers;
using LocalDigest.Prefiltering;
using LocalDigest.Profiles;
using LocalDigest.Sources;
using LocalDigest.Storage;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Prefiltering;

/// <summary>
/// Random histories of a store: after each of them, the index that followed the log of changes is the same as one that is built anew from what is on disk.
/// </summary>
public sealed class IndexFollowsTheLogTests : IDisposable
{
    private const int Histories = 2000;

    /// <summary>Few names, so that they meet again and again.</summary>
    private const int Names = 9;

    private static readonly string[] Subjects = ["beetles", "bark", "forest", "towels", "robots", "attention", "language", "models", "galaxies", "dust", "tides", "harbour"];

    private const string Question = "beetles below bark";

    private const string Abbreviated = "FBB and DHT";

    private static readonly Profile Reader = new()
    {
        Id = "default",
        Name = "Default",
        Interests = "1. Language models\n   Relevant: attention in language models.\n\n2. Beetles\n   Relevant: beetles in the forest.\n   Not relevant: harbour.",
        CreatedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
    };

    private readonly TempFolder folder = new();
    private readonly Database database;
    private readonly PaperTable papers;
    private readonly VectorTable vectors;
    private readonly Ingestor ingestor;
    private readonly EmbeddingEndpoint endpoint;
    private readonly PaperIndexFile file;

    public IndexFollowsTheLogTests()
    {
        database = Database.Open(folder.Path, TimeProvider.System);
        papers = new PaperTable(database, TimeProvider.System, [new FeedbackTable(database, TimeProvider.System)]);
        vectors = new VectorTable(database);
        ingestor = new Ingestor(database, papers);
        file = new PaperIndexFile(database);
        endpoint = new EmbeddingEndpoint(new EmbeddingOptions { BaseUrl = "http://127.0.0.1:9/v1", Model = "theirs", Dimensions = 48 }, new CallLedger(database, TimeProvider.System), TimeProvider.System);
    }

    /// <summary>One thing that happens to a store.</summary>
    private enum Happening
    {
        /// <summary>A paper comes in under an arXiv id: a new one, a new version, or the same again.</summary>
        Arxiv,

        /// <summary>A record comes in under a DOI.</summary>
        Doi,

        /// <summary>A paper comes in under an arXiv id with its DOI: two records may become one.</summary>
        Both,

        /// <summary>The invented papers come in.</summary>
        Sample,

        /// <summary>A source says that a paper was withdrawn.</summary>
        Gone,

        /// <summary>Who reads looks.</summary>
        Look,

        /// <summary>The endpoint embeds some of the papers.</summary>
        Embed,

        /// <summary>What is in memory is written to its file.</summary>
        Save,

        /// <summary>The daemon starts anew.</summary>
        Restart,

        /// <summary>The daemon starts anew with another version of the shipped embedding.</summary>
        NewEmbedding,
    }

    /// <param name="Name">Which paper.</param>
    /// <param name="Text">What it says.</param>
    /// <param name="Version">Which version it is.</param>
    private sealed record Step(Happening Happening, int Name, int Text, int Version);

    private static readonly Gen<List<Step>> Steps = Gen.Select(
        Gen.Frequency(
            (6, Gen.Const(Happening.Arxiv)), (3, Gen.Const(Happening.Doi)), (3, Gen.Const(Happening.Both)), (1, Gen.Const(Happening.Sample)), (1, Gen.Const(Happening.Gone)),
            (4, Gen.Const(Happening.Look)), (2, Gen.Const(Happening.Embed)), (2, Gen.Const(Happening.Save)),
                (2, Gen.Const(Happening.Restart)), (1, Gen.Const(Happening.NewEmbedding))),
        Gen.Int[0, Names - 1], Gen.Int[0, 40], Gen.Int[1, 3], (happening, name, text, version) => new Step(happening, name, text, version)).List[1, 14];

    public void Dispose()
    {
        endpoint.Dispose();
        database.Dispose();
        folder.Dispose();
    }

    [TakesLong]
    [Fact]
    public void An_index_that_followed_a_history_is_as_one_built_anew() => Steps.Sample(Play, iter: Histories, threads: 1);

    [Fact]
    public void A_number_and_a_count_of_changes_are_never_given_twice()
    {
        var numbers = new HashSet<long>();
        var last = 0L;
        Steps.Sample(
            steps =>
            {
                database.Write(session => session.Execute("DELETE FROM papers"));
                var living = new HashSet<long>();
                foreach (var step in steps)
                {
                    Do(step);
                    var now = database.Read(session => session.Query("SELECT number FROM papers", row => row.Key(0))).ToHashSet();
                    Assert.All(now.Except(living), number => Assert.True(numbers.Add(number), $"{number} was given twice."));
                    living = now;
                    var change = papers.Change();
                    Assert.True(change >= last);
                    last = change;
                }
            },
            iter: 200, threads: 1);
    }

    private void Play(List<Step> steps)
    {
        database.Write(session => session.Script("DELETE FROM papers; DELETE FROM vectors; DELETE FROM source_memory;"));
        // What the endpoint says of the question is known, so that nobody waits for an endpoint that is not there.
        var answer = new float[endpoint.Vectors.Dimensions];
        new HashedEmbedding("theirs", endpoint.Vectors.Dimensions).Embed(Question, answer);
        vectors.Save(endpoint.Vectors, [TextVector.Of(SHA256.HashData(Encoding.UTF8.GetBytes(Question)), answer)]);
        ITextEmbedder embedding = new HashedEmbedding(dimensions: 32);
        var followed = New(embedding, file);
        var prefilter = new Prefilter(followed);
        foreach (var step in steps)
        {
            if (step.Happening == Happening.NewEmbedding) embedding = new HashedEmbedding($"hashed-words-{step.Version}", 32 * step.Version);
            switch (step.Happening)
            {
                case Happening.Look:
                    prefilter.Similarities(Reader);
                    break;
                case Happening.Embed:
                    Embed(followed, step.Text);
                    break;
                case Happening.Save:
                    followed.Current();
                    vectors.Save(new VectorModel(embedding.Model, embedding.Dimensions), followed.TakeUnsaved());
                    followed.Save(least: 1);
                    break;
                case Happening.Restart or Happening.NewEmbedding:
                    followed = New(embedding, file);
                    prefilter = new Prefilter(followed);
                    break;
                default:
                    Do(step);
                    break;
            }
        }
        AreTheSame(followed, prefilter, embedding);
    }

    private void AreTheSame(PaperIndex followed, Prefilter prefilter, ITextEmbedder embedding)
    {
        var anew = New(embedding);
        var (one, other) = (prefilter.Similarities(Reader), new Prefilter(anew).Similarities(Reader));
        var (mine, theirs) = (one.Papers, other.Papers);
        Assert.Equal(theirs.Numbers, mine.Numbers);
        Assert.Equal(theirs.Published, mine.Published);
        Assert.Equal(theirs.Gone, mine.Gone);
        Assert.Equal(theirs.Tags, mine.Tags);
        Assert.Equal(anew.ChosenProgress, followed.ChosenProgress);
        Assert.Equal(theirs.Chosen is null, mine.Chosen is null);
        Assert.Equal(papers.Count(), mine.Count);
        foreach (var word in Subjects) Assert.Equal(theirs.Words.Query(word).Weight, mine.Words.Query(word).Weight);
        Assert.Equal(theirs.Abbreviations.OtherForms(Abbreviated), mine.Abbreviations.OtherForms(Abbreviated));
        for (var place = 0; place < mine.Count; place++)
        {
            Assert.Equal(other.At(place), one.At(place), 6);
            Assert.Equal(other.TopicOf(mine.Numbers[place]), one.TopicOf(mine.Numbers[place]));
        }
        using var embeddings = new Embeddings(embedding, vectors, followed, papers, TimeProvider.System, endpoint);
        var meanings = new PaperMeanings(embeddings);
        foreach (var number in mine.Numbers)
        {
            Assert.Equal(meanings.NearTo(theirs, number, _ => true, 5).Papers, meanings.NearTo(mine, number, _ => true, 5).Papers);
        }
        Assert.Equal(
            meanings.NearAsync(theirs, Question, _ => true, 5, CancellationToken.None).GetAwaiter().GetResult().Papers,
            meanings.NearAsync(mine, Question, _ => true, 5, CancellationToken.None).GetAwaiter().GetResult().Papers);
    }

    private PaperIndex New(ITextEmbedder embedding, PaperIndexFile? from = null) => new(papers, vectors, embedding, endpoint, from);

    private void Do(Step step)
    {
        var arxiv = PaperId.Arxiv($"2601.{step.Name + 1:00000}");
        var doi = $"10.1000/{step.Name % 4}";
        switch (step.Happening)
        {
            case Happening.Arxiv:
                ingestor.Import([PaperOf(arxiv, step) with { Version = step.Version }]);
                break;
            case Happening.Doi:
                ingestor.Import([PaperOf(PaperId.TryDoi(doi, out var id) ? id : default, step)], isSecondhand: step.Version == 1);
                break;
            case Happening.Both:
                ingestor.Import([PaperOf(arxiv, step) with { Doi = doi, Version = step.Version }]);
                break;
            case Happening.Sample:
                ingestor.Take(new SourceBatch { Listings = [new Listing(PaperOf(arxiv, step), ListingKind.New)] }, SampleSource.Name, new Dictionary<string, string?>());
                break;
            case Happening.Gone:
                ingestor.Take(new SourceBatch { Listings = [], Deleted = [arxiv] }, "arxiv", new Dictionary<string, string?>());
                break;
        }
    }

    private void Embed(PaperIndex index, int most)
    {
        index.Current();
        var theirs = new HashedEmbedding("theirs", endpoint.Vectors.Dimensions);
        var vector = new float[endpoint.Vectors.Dimensions];
        var made = new List<TextVector>();
        foreach (var (number, hash) in index.Missing(most + 1))
        {
            if (papers.Find(number) is not { } paper) continue;
            theirs.Embed(paper.Paper.Title, vector);
            made.Add(TextVector.Of(hash, vector));
        }
        vectors.Save(endpoint.Vectors, made);
        index.Add(made);
    }

    private static Paper PaperOf(PaperId id, Step step) => new()
    {
        Id = id,
        Title = $"On {Subjects[step.Text % 12]} and {Subjects[step.Text * 5 % 12]}, part {step.Text % 7}",
        Abstract = step.Text % 5 == 0
            ? ""
            : string.Join(' ', Enumerable.Range(0, 8).Select(i => Subjects[(step.Text * (i + 1) + i) % 12]))
                + (step.Text % 2 == 0 ? ", forest bark beetles (FBB)" : ", dusty harbour tides (DHT)"),
        Authors = [new Author($"Ada {"KLMN"[step.Text % 4]}ing")],
        Categories = step.Text % 3 == 0 ? [] : [$"cs.{"ACD"[step.Text % 3]}L"],
        Published = step.Text % 4 == 0 ? null : new DateTimeOffset(2026, 1, 1 + step.Text % 28, 0, 0, 0, TimeSpan.Zero),
    };
}
