using LocalDigest.Storage;

namespace LocalDigest.Tests.Storage;

/// <summary>A look through the database blames it for nothing that is whole.</summary>
public sealed class LookThroughTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_full_text_index_whose_parts_were_merged_since_a_search_is_whole()
    {
        using var database = Database.Open(folder.Path, TimeProvider.System);
        database.Write(session => session.Execute("CREATE VIRTUAL TABLE said USING fts5(words)"));
        for (var i = 0; i < 5; i++) Add(i);
        // The session of this search is kept, with what it knows of the index.
        Assert.Equal(5, database.Read(session => session.First("SELECT count(*) FROM said WHERE said MATCH 'kettle'", row => row.Number(0))));
        for (var i = 5; i < 40; i++) Add(i);
        database.Write(session => session.Execute("INSERT INTO said (said) VALUES ('optimize')"));

        database.LookThrough();

        void Add(int number) => database.Write(session => session.Execute("INSERT INTO said (words) VALUES (?1)", $"kettle number {number} boils"));
    }
}
