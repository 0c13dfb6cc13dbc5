using System.Runtime.InteropServices;
using LocalDigest.Llm;
using LocalDigest.Models;
using LocalDigest.Storage;

namespace LocalDigest.Prefiltering;

/// <summary>A text's vector as <see cref="VectorIndex.Quantise"/> writes it.</summary>
/// <param name="TextHash">SHA-256 of the text.</param>
/// <param name="Codes">One signed byte for each dimension.</param>
/// <param name="Scale">What a byte is multiplied with.</param>
public sealed record TextVector(byte[] TextHash, sbyte[] Codes, float Scale)
{
    public static TextVector Of(byte[] textHash, ReadOnlySpan<float> vector)
    {
        var codes = new sbyte[vector.Length];
        var scale = VectorIndex.Quantise(vector, codes);
        return new TextVector(textHash, codes, scale);
    }

    public float[] ToFloats() => [.. Codes.Select(code => code * Scale)];
}

/// <summary>The vectors on disk, by the text that they stand for: one that was made is never made again.</summary>
public sealed class VectorTable(Database database)
{
    /// <summary>The vectors of texts.</summary>
    /// <param name="model">Whose vectors.</param>
    /// <param name="textHashes">SHA-256 of each text.</param>
    /// <returns>One for each text in their order; null where there is none.</returns>
    public IReadOnlyList<TextVector?> Find(VectorModel model, IReadOnlyList<byte[]> textHashes) => database.Read(session =>
    {
        var found = new TextVector?[textHashes.Count];
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = session.First(
                "SELECT codes, scale FROM vectors WHERE model = ?1 AND dimensions = ?2 AND text_hash = ?3",
                row => Read(textHashes[i], row), model.Model, model.Dimensions, textHashes[i]);
        }
        return found;
    });

    /// <summary>Keeps vectors; of texts that have one already nothing changes.</summary>
    public void Save(VectorModel model, IReadOnlyCollection<TextVector> vectors) => database.Write(session =>
    {
        foreach (var vector in vectors)
        {
            session.Execute(
                "INSERT INTO vectors (model, dimensions, text_hash, codes, scale) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
                model.Model, model.Dimensions, vector.TextHash, MemoryMarshal.AsBytes(vector.Codes.AsSpan()).ToArray(), vector.Scale);
        }
    });

    /// <summary>How many vectors of a model there are.</summary>
    public int Count(VectorModel model) => database.Read(session => session.First(
        "SELECT count(*) FROM vectors WHERE model = ?1 AND dimensions = ?2", row => row.Number(0), model.Model, model.Dimensions));

    /// <summary>Deletes the vectors of models that are used no more.</summary>
    /// <param name="kept">Those that are.</param>
    public void DeleteOthers(IReadOnlyCollection<VectorModel> kept) => database.Write(session =>
    {
        foreach (var model in session.Query("SELECT DISTINCT model, dimensions FROM vectors", row => new VectorModel(row.Text(0), row.Number(1))).Except(kept).ToList())
        {
            session.Execute("DELETE FROM vectors WHERE model = ?1 AND dimensions = ?2", model.Model, model.Dimensions);
        }
    });

    private static TextVector Read(byte[] textHash, Row row) => new(textHash, MemoryMarshal.Cast<byte, sbyte>(row.Bytes(0)).ToArray(), (float)row.Real(1));
}
