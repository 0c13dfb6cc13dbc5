namespace LocalDigest.Reading;

/// <summary>A text or picture could not be read. The message is a sentence for the user.</summary>
public sealed class ReadingException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether trying again later may well help.</summary>
    public bool IsPassing { get; init; }
}
