namespace LocalDigest.Sources;

/// <summary>What Zotero holds.</summary>
/// <param name="Entries">All papers of the library or collection, the last added first; null where nothing has changed since the version
/// that was known.</param>
/// <param name="Version">To be handed in the next time; null where Zotero cannot tell what changed.</param>
/// <param name="Notes">What the user should know. Whole sentences.</param>
public sealed record ZoteroReading(IReadOnlyList<LibraryEntry>? Entries, long? Version, IReadOnlyList<string> Notes);
