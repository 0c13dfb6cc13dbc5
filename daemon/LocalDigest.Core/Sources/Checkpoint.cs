using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalDigest.Sources;

/// <summary>Something that a source writes down to go on from later: its place in a reading, or what it knows of the last answer.</summary>
internal interface ICheckpoint
{
    /// <summary>Name and version of the form, such as <c>biorxiv/1</c>. Another form is another name.</summary>
    static abstract string Form { get; }
}

/// <summary>Writes and reads what sources go on from: JSON, with the name and the version of its form.</summary>
internal static class Checkpoint
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static string Write<T>(T state) where T : ICheckpoint => JsonSerializer.Serialize(new Written<T>(T.Form, state), Json);

    /// <summary>
    /// Reads what <see cref="Write"/> wrote. What another version wrote, or what was damaged, is as if there were nothing, and is noted.
    /// </summary>
    /// <param name="text">The text; null for none.</param>
    /// <param name="of">Whose it is, as the user knows it: <c>arXiv</c>.</param>
    /// <param name="notes">Takes a sentence where it cannot be read.</param>
    public static T? Read<T>(string? text, string of, ICollection<string> notes) where T : class, ICheckpoint
    {
        if (text is null) return null;
        try
        {
            if (JsonSerializer.Deserialize<Written<T>>(text, Json) is { State: { } state } written && written.Form == T.Form) return state;
        }
        catch (JsonException)
        {
            // Noted below, like a form of another name.
        }
        notes.Add(
            $"What was kept of an earlier reading of {of} could not be read, so that it was read from its beginning. Nothing is lost.");
        return null;
    }

    private sealed record Written<T>(string Form, T? State);
}
