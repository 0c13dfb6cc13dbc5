using System.Text.Json.Nodes;

namespace LocalDigest.Daemon.Wire;

/// <summary>JSON Merge Patch (RFC 7396).</summary>
internal static class MergePatch
{
    /// <summary>What a patch makes of a value. Neither of them is changed.</summary>
    /// <param name="target">The value; null for JSON's null.</param>
    /// <param name="patch">
    /// Of an object: fields to set, and fields that are null to take out. Whatever else it is takes the value's place.
    /// </param>
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes) return patch?.DeepClone();
        var patched = target is JsonObject ? target.DeepClone().AsObject() : [];
        foreach (var (name, change) in changes)
        {
            if (change is null) patched.Remove(name);
            else patched[name] = Apply(patched[name], change);
        }
        return patched;
    }
}
