using LocalDigest.Ingestion;
using LocalDigest.Llm;
using LocalDigest.Papers;
using LocalDigest.Prefiltering;
using LocalDigest.Storage;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Prefiltering;

/// <summary>The papers in memory as a file: read where it is whole and belongs to the database, and made anew in every other
/// case.</summary>
public sealed class PaperIndexFileTests : IDisposable
{
    private const int Papers = 60;

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string FilePath => Path.Combine(folder.Path, "papers.index");

    [Fact]
    public void A_whole_file_spares_the_store_and_the_embedding()
    {
        Make(folder.Path);
        using var database = Database.Open(folder.Path, TimeProvider.System);
        // What the store has is not asked for: without its vectors all would be embedded again.
        database.Write(session => session.Execute("DELETE FROM vectors"));
        Assert.Equal((Papers, 0), Start(database));
        // What came since is.
        Import(database, Papers, 5);
        Assert.Equal((Papers + 5, 5), Start(database));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    [InlineData(-1)]
    public void A_flipped_bit_is_noticed(int at)
    {
        Make(folder.Path);
        var bytes = File.ReadAllBytes(FilePath);
        bytes[at < 0 ? bytes.Length + at : at] ^= 0x10;
        File.WriteAllBytes(FilePath, bytes);
        IsMadeAnew();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(5000)]
    public void A_file_that_was_cut_is_noticed(int length)
    {
        Make(folder.Path);
        using (var file = File.OpenWrite(FilePath)) file.SetLength(length);
        IsMadeAnew();
    }

    [Fact]
    public void A_file_of_another_database_is_not_believed()
    {
        using var other = new TempFolder();
        Make(other.Path, from: 1000);
        Make(folder.Path);
        File.Copy(Path.Combine(other.Path, "papers.index"), FilePath, overwrite: true);
        IsMadeAnew();
    }

    [Fact]
    public void A_file_that_another_embedding_has_written_is_not_read()
    {
        Make(folder.Path);
        using var database = Database.Open(folder.Path, TimeProvider.System);
        Assert.Equal((Papers, Papers), Start(database, new CountingEmbedder("another")));
    }

    [Fact]
    public void A_backup_that_was_put_back_has_what_it_had()
    {
        Make(folder.Path);
        var backup = File.ReadAllBytes(Path.Combine(folder.Path, "localdigest.db"));
        using (var database = Database.Open(folder.Path, TimeProvider.System))
        {
            Import(database, Papers, 40);
            Save(database);
        }
        File.WriteAllBytes(Path.Combine(folder.Path, "localdigest.db"), backup);
        using var restored = Database.Open(folder.Path, TimeProvider.System);
        Assert.Equal(Papers, Start(restored).Papers);
    }

    private void IsMadeAnew()
    {
        using var database = Database.Open(folder.Path, TimeProvider.System);
        database.Write(session => session.Execute("DELETE FROM vectors"));
        Assert.Equal((Papers, Papers), Start(database));
    }

    private static void Make(string path, int from = 0)
    {
        using var database = Database.Open(path, TimeProvider.System);
        Import(database, from, Papers);
        Save(database);
        Assert.True(File.Exists(Path.Combine(path, "papers.index")));
    }

    private static void Save(Database database)
    {
        var (index, vectors, embedder) = New(database, new CountingEmbedder("counted"));
        index.Current();
        vectors.Save(new VectorModel(embedder.Model, embedder.Dimensions), index.TakeUnsaved());
        index.Save(least: 1);
    }

    /// <summary>How many papers there are, and how many had to be embedded.</summary>
    private static (int Papers, int Embedded) Start(Database database, CountingEmbedder? embedder = null)
    {
        var (index, _, counting) = New(database, embedder ?? new CountingEmbedder("counted"));
        return (index.Current().Count, counting.Count);
    }

    private static (PaperIndex Index, VectorTable Vectors, CountingEmbedder Embedder) New(Database database, CountingEmbedder embedder)
    {
        var (papers, vectors) = (new PaperTable(database, TimeProvider.System, []), new VectorTable(database));
        return (new PaperIndex(papers, vectors, embedder, file: new PaperIndexFile(database)), vectors, embedder);
    }

    private static void Import(Database database, int from, int count)
    {
        var ingestor = new Ingestor(database, new PaperTable(database, TimeProvider.System, []));
        ingestor.Import([.. Enumerable.Range(from, count).Select(i => new Paper
        {
            Id = PaperId.Arxiv($"2601.{i + 1:00000}"),
            Title = $"Beetles of the {i}th forest",
            Abstract = $"Forest bark beetles (FBB) of the kind {i} live below bark.",
            Authors = [new Author("Ada King")],
            Categories = ["q-bio.PE"],
        })]);
    }
}
