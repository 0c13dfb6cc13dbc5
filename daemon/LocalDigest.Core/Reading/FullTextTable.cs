using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using LocalDigest.Papers;
using LocalDigest.Storage;

namespace LocalDigest.Reading;

/// <summary>A full text as it is kept.</summary>
/// <param name="Text">What was read.</param>
/// <param name="ReadAt">When.</param>
/// <param name="AgainAt">From when on it is worth reading again, because what failed may have passed; null where nothing did.</param>
public sealed record StoredText(FullText Text, DateTimeOffset ReadAt, DateTimeOffset? AgainAt);

/// <summary>The full texts on disk, one for each paper: of the version and the text that the paper has now, or none.</summary>
public sealed class FullTextTable(Database database) : IPaperRows
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Tables => ["full_texts", "full_text_pictures"];

    /// <inheritdoc/>
    public void Move(Session session, PaperUnion pair)
    {
        var isTheirs = session.First(
            """
            SELECT f.paper = ?2 FROM full_texts f WHERE f.paper IN (?1, ?2)
            ORDER BY f.basis <> 'Abstract' DESC, f.read_at DESC, f.paper = ?1 DESC
            """,
            row => row.Flag(0), pair.Into, pair.From);
        if (isTheirs)
        {
            session.Execute("DELETE FROM full_texts WHERE paper = ?1", pair.Into);
            session.Execute(
                """
                INSERT INTO full_texts (paper, version, text_hash, basis, content, bytes, read_at, again_at)
                SELECT ?1, version, text_hash, basis, content, bytes, read_at, again_at FROM full_texts WHERE paper = ?2
                """,
                pair.Into, pair.From);
            session.Execute("UPDATE full_text_pictures SET paper = ?1 WHERE paper = ?2", pair.Into, pair.From);
        }
        session.Execute(
            "UPDATE full_texts SET version = ?4, text_hash = ?5 WHERE paper = ?1 AND text_hash IN (?2, ?3)", pair.Into, pair.FromText, pair.IntoText, pair.Version, pair.Text);
    }

    private static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The text of the paper as it stands now; null where that has not been read.</summary>
    public StoredText? Find(StoredPaper paper) => database.Read(session => session.First(
        "SELECT content, read_at, again_at FROM full_texts WHERE paper = ?1 AND version IS ?2 AND text_hash = ?3",
        row => new StoredText(Unpack(row.Bytes(0)), row.Moment(1), row.MomentOrNull(2)),
        paper.Number, paper.Paper.Version, paper.TextHash));

    /// <summary>Keeps a text in place of the one before, and gives up the ones that were read longest ago where there are more than may be.</summary>
    /// <param name="paper">The paper.</param>
    /// <param name="text">The text and its times.</param>
    /// <param name="mostBytes">What all texts and their pictures may take.</param>
    /// <returns>The pictures that are named by the texts that are left.</returns>
    public IReadOnlySet<string> Save(StoredPaper paper, StoredText text, long mostBytes)
    {
        var content = Pack(text.Text);
        var pictures = text.Text.Figures.SelectMany(figure => figure.Images).Select(image => image.Stored).OfType<StoredImage>().DistinctBy(image => image.File).ToList();
        return database.Write(session =>
        {
            session.Execute(
                """
                INSERT INTO full_texts (paper, version, text_hash, basis, content, bytes, read_at, again_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                ON CONFLICT (paper) DO UPDATE SET version = excluded.version, text_hash = excluded.text_hash, basis = excluded.basis, content = excluded.content,
                    bytes = excluded.bytes, read_at = excluded.read_at, again_at = excluded.again_at
                """,
                paper.Number, paper.Paper.Version, paper.TextHash, text.Text.Basis, content, content.Length + pictures.Sum(picture => picture.Bytes), text.ReadAt, text.AgainAt);
            session.Execute("DELETE FROM full_text_pictures WHERE paper = ?1", paper.Number);
            foreach (var picture in pictures) session.Execute("INSERT INTO full_text_pictures (paper, file) VALUES (?1, ?2)", paper.Number, picture.File);
            // The newest is kept whatever its size.
            session.Execute(
                """
                DELETE FROM full_texts WHERE paper <> ?1 AND paper IN (
                    SELECT paper FROM (SELECT paper, sum(bytes) OVER (ORDER BY read_at DESC, paper) AS total FROM full_texts) WHERE total > ?2)
                """,
                paper.Number, mostBytes);
            return session.Query("SELECT DISTINCT file FROM full_text_pictures", row => row.Text(0)).ToHashSet(StringComparer.Ordinal);
        });
    }

    private static byte[] Pack(FullText text)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) JsonSerializer.Serialize(gzip, text, Json);
        return packed.ToArray();
    }

    private static FullText Unpack(byte[] packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<FullText>(gzip, Json) ?? throw new InvalidDataException("A full text in the database is empty.");
    }
}
