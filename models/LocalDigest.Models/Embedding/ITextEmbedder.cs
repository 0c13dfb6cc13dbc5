namespace LocalDigest.Models;

/// <summary>Turns text into unit vectors. Implementations are safe to call from several threads at once.</summary>
public interface ITextEmbedder
{
    /// <summary>Name and version of the model, part of the key under which its vectors are stored.</summary>
    string Model { get; }

    /// <summary>Length of the vectors.</summary>
    int Dimensions { get; }

    /// <summary>Writes the embedding of <paramref name="text"/> into <paramref name="vector"/>.</summary>
    /// <param name="text">Any text; a text without a known word gives the zero vector.</param>
    /// <param name="vector">Receives <see cref="Dimensions"/> numbers of Euclidean length 1, or 0.</param>
    /// <exception cref="ArgumentException"><paramref name="vector"/> has another length.</exception>
    void Embed(ReadOnlySpan<char> text, Span<float> vector);

    /// <summary>How well the model knows a text's words.</summary>
    /// <returns>The share of words that it has learned well, from 0 (it compares spellings only) to 1.</returns>
    float Familiarity(ReadOnlySpan<char> text);
}
