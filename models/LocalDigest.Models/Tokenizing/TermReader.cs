namespace LocalDigest.Models;

/// <summary>
/// Reads the terms of a text that an embedding knows by their hashes: words, and phrases of two words that stand side by side.
/// No phrase holds a word that carries no subject, or reaches over one or over punctuation.
/// </summary>
internal ref struct TermReader
{
    private WordReader words;
    private ulong previous;

    public TermReader(ReadOnlySpan<char> text) => words = new WordReader(text);

    /// <summary>The hash of the word just read.</summary>
    public ulong Word { get; private set; }

    /// <summary>The hash of the phrase that ends with the word just read; 0 where there is none.</summary>
    public ulong Phrase { get; private set; }

    /// <summary>The letters of the word just read; valid until the next <see cref="Read"/>.</summary>
    public readonly ReadOnlySpan<char> Spelling => System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(in words.Word[0], words.Word.Length);

    /// <summary>Whether the word just read has digits only.</summary>
    public readonly bool IsNumber => words.IsNumber;

    /// <summary>Whether the word just read carries no subject.</summary>
    public bool IsStopWord { get; private set; }

    /// <summary>Moves to the next word; false at the end.</summary>
    public bool Read()
    {
        if (!words.Read()) return false;
        if (words.Link == WordLink.Break) previous = 0;
        Word = words.Hash;
        IsStopWord = StopWords.Contains(words.Word);
        Phrase = previous == 0 || IsStopWord ? 0 : WordReader.HashOfPair(previous, Word);
        previous = IsStopWord ? 0 : Word;
        return true;
    }
}
