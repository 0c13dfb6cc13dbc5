using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LocalDigest.Models;

/// <summary>How a word is tied to the word before it.</summary>
public enum WordLink : byte
{
    /// <summary>Punctuation, or the start of the text, lies between: the two form no phrase.</summary>
    Break,

    /// <summary>Only white space, or a slash, lies between.</summary>
    Space,

    /// <summary>A hyphen joins the two, as in <c>vision-language</c>.</summary>
    Hyphen,
}

/// <summary>
/// Reads the words of scientific text one after another, folded to one spelling, without allocating.
/// </summary>
/// <remarks>
/// Folding: lower case; accents dropped; ligatures, full-width forms, sub- and superscript digits and mathematical alphabets replaced by plain letters;
/// Greek letters spelled out, so that <c>Lyα</c>, <c>Ly$\alpha$</c> and <c>Ly\ensuremath{\alpha}</c> are all <c>lyalpha</c>.
/// LaTeX: commands that only set type are looked through, accents join, <c>$ { } _</c> vanish (<c>CO$_2$</c> is <c>co2</c>), other commands separate; arguments of
/// <c>\cite</c>, <c>\ref</c>, <c>\label</c> and <c>\url</c> are left out, as are addresses that start with <c>http</c> or <c>www.</c>, HTML tags and entities.
/// Hyphenated words come part by part, tied by <see cref="WordLink.Hyphen"/>. Initials (<c>H.E.S.S.</c>) are one word. Numbers keep their decimals.
/// Chinese characters and Japanese syllables, which are not spaced, come as overlapping pairs.
/// The folding uses tables of its own, because normalisation of strings does nothing under the invariant globalization mode.
/// </remarks>
public ref struct WordReader
{
    /// <summary>Longest word in characters; what is longer is cut there.</summary>
    public const int LongestWord = 48;

    private const byte Letter = 1, Digit = 2, Space = 3, Clause = 4, Joiner = 5, Nothing = 6, Quote = 7, Backslash = 8, Tag = 9, Entity = 10, Dot = 11, Wide = 12, Slash = 13;

    private readonly ReadOnlySpan<char> text;
    private WordBuffer buffer;
    private int position;
    private int length;
    private bool insideWideRun;
    private bool letters;
    private bool digits;
    private WordLink pending;

    /// <summary>Starts before the first word of <paramref name="text"/>.</summary>
    public WordReader(ReadOnlySpan<char> text)
    {
        this.text = text;
        pending = WordLink.Break;
    }

    /// <summary>The word just read, folded, 1 to <see cref="LongestWord"/> characters. Valid until the next <see cref="Read"/>.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<char> Word => MemoryMarshal.CreateReadOnlySpan(in buffer[0], length);

    /// <summary>How the word just read is tied to the one before it.</summary>
    public WordLink Link { get; private set; }

    /// <summary>Whether the word just read has digits (and perhaps a decimal point) only.</summary>
    public readonly bool IsNumber => digits && !letters;

    /// <summary>The hash of the word just read: 64 bits, the same on every machine.</summary>
    public readonly ulong Hash => HashOf(Word);

    /// <summary>Moves to the next word; false at the end.</summary>
    public bool Read()
    {
        length = 0;
        letters = digits = false;
        Link = pending;
        var tie = Link;
        while (position < text.Length)
        {
            var c = text[position];
            var kind = c < 128 ? Kinds[c] : KindOf(c);
            switch (kind)
            {
                case Letter:
                    if (length == 0 && c is 'h' or 'w' && SkipAddress()) { tie = WordLink.Break; break; }
                    if (c < 128) Append((char)(c | 0x20), letter: true);
                    else AppendFolded(c);
                    position++;
                    break;
                case Digit:
                    if (c < 128) Append(c, letter: false);
                    else AppendFolded(c);
                    position++;
                    break;
                case Dot:
                    if (length > 0 && DotContinues()) { position++; break; }
                    position++;
                    if (length > 0) return End(tie, WordLink.Break);
                    tie = WordLink.Break;
                    break;
                case Joiner:
                    position++;
                    if (length > 0) return End(tie, position < text.Length && StartsWord(position) ? WordLink.Hyphen : WordLink.Space);
                    break;
                case Nothing:
                    position++;
                    break;
                case Quote:
                    position++;
                    if (length == 0) break;
                    // the possessive s and the rest of "don't" carry nothing
                    if (position < text.Length && char.IsAsciiLetter(text[position]))
                    {
                        while (position < text.Length && char.IsAsciiLetter(text[position])) position++;
                        return End(tie, WordLink.Space);
                    }
                    return End(tie, WordLink.Space);
                case Backslash:
                    var before = position;
                    var effect = ReadCommand();
                    if (effect == WordLink.Hyphen) break;
                    if (length > 0) return End(tie, effect);
                    if (effect == WordLink.Break) tie = WordLink.Break;
                    if (position == before) position++;
                    break;
                case Tag:
                    var transparent = SkipTag();
                    if (transparent) break;
                    if (length > 0) return End(tie, WordLink.Break);
                    tie = WordLink.Break;
                    break;
                case Entity:
                    SkipEntity();
                    if (length > 0) return End(tie, WordLink.Space);
                    break;
                case Wide:
                    if (length > 0) return End(tie, WordLink.Space);
                    var more = position + 1 < text.Length && KindOf(text[position + 1]) == Wide;
                    var lastOfRun = insideWideRun && !more;
                    insideWideRun = more;
                    if (!lastOfRun)
                    {
                        Append(text[position], letter: true);
                        if (more) Append(text[position + 1], letter: true);
                    }
                    position++;
                    if (lastOfRun) break;
                    return End(tie, WordLink.Space);
                case Space:
                case Slash:
                    position++;
                    if (length > 0) return End(tie, WordLink.Space);
                    break;
                default:
                    position++;
                    if (length > 0) return End(tie, WordLink.Break);
                    tie = WordLink.Break;
                    break;
            }
        }
        return length > 0 && End(tie, WordLink.Break);
    }

    /// <summary>The 64-bit hash of a folded word.</summary>
    public static ulong HashOf(ReadOnlySpan<char> word)
    {
        const ulong Prime = 0x9E3779B97F4A7C15;
        var hash = (ulong)word.Length * Prime;
        while (word.Length >= 4)
        {
            hash = Mix(hash ^ MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(word)), Prime);
            word = word[4..];
        }
        var rest = 0UL;
        for (var i = 0; i < word.Length; i++) rest |= (ulong)word[i] << (16 * i);
        return Mix(hash ^ rest, 0xD6E8FEB86659FD93);
    }

    /// <summary>The hash of a phrase, from the hashes of its two words in order.</summary>
    public static ulong HashOfPair(ulong first, ulong second) => Mix(first ^ 0xA0761D6478BD642F, second ^ 0xE7037ED1A0B428DB);

    private static ulong Mix(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }

    private bool End(WordLink tie, WordLink next)
    {
        Link = tie;
        pending = next;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Append(char c, bool letter)
    {
        if (letter) letters = true;
        else digits = true;
        if (length < LongestWord) buffer[length++] = c;
    }

    private void AppendFolded(char c)
    {
        var folded = Folding.Of(c);
        if (folded.Length == 0)
        {
            if (char.IsHighSurrogate(c) && position + 1 < text.Length && char.IsLowSurrogate(text[position + 1]))
            {
                var plain = Folding.OfMathematical(char.ConvertToUtf32(c, text[position + 1]));
                position++;
                if (plain != 0) Append(plain, char.IsAsciiLetter(plain));
                return;
            }
            Append(char.ToLowerInvariant(c), letter: !char.IsDigit(c));
            return;
        }
        foreach (var f in folded) Append(f, char.IsAsciiLetter(f));
    }

    // A dot goes on with the word in decimals (0.5, J1713.7) and between initials (H.E.S.S.).
    private bool DotContinues()
    {
        if (position + 1 >= text.Length) return false;
        var next = text[position + 1];
        if (char.IsAsciiDigit(next) && char.IsAsciiDigit(text[position - 1]))
        {
            if (length < LongestWord) buffer[length++] = '.';
            return true;
        }
        var alone = position == 1 || !char.IsLetterOrDigit(text[position - 2]);
        return alone && char.IsAsciiLetter(next) && char.IsAsciiLetter(text[position - 1]) && (position + 2 >= text.Length || !char.IsLetterOrDigit(text[position + 2]));
    }

    private readonly bool StartsWord(int at)
    {
        var c = text[at];
        var kind = c < 128 ? Kinds[c] : KindOf(c);
        return kind is Letter or Digit or Nothing or Backslash;
    }

    private bool SkipAddress()
    {
        var rest = text[position..];
        if (!rest.StartsWith("http://") && !rest.StartsWith("https://") && !rest.StartsWith("www.")) return false;
        var end = rest.IndexOfAny(AddressEnds);
        position = end < 0 ? text.Length : position + end;
        return true;
    }

    // Hyphen stands for "the word goes on".
    private WordLink ReadCommand()
    {
        var start = position + 1;
        var end = start;
        while (end < text.Length && char.IsAsciiLetter(text[end])) end++;
        if (end == start)
        {
            // \" \' \` \^ \~ \= \. are accents when a letter follows; all else only separates
            position = Math.Min(start + 1, text.Length);
            if (start >= text.Length) return WordLink.Space;
            var accent = text[start] is '"' or '\'' or '`' or '^' or '~' or '=' or '.';
            return accent && position < text.Length && (char.IsAsciiLetter(text[position]) || text[position] is '{' or '\\') ? WordLink.Hyphen : WordLink.Space;
        }
        var name = text[start..end];
        position = end;
        if (Folding.OfCommand(name) is { Length: > 0 } spelled)
        {
            foreach (var c in spelled) Append(c, letter: true);
            if (position < text.Length && text[position] == ' ' && position + 1 < text.Length && name.Length <= 2) position++;
            return WordLink.Hyphen;
        }
        if (name is "cite" or "citep" or "citet" or "ref" or "label" or "url" or "href" or "footnotemark" or "bibliography")
        {
            if (position < text.Length && text[position] == '{')
            {
                var close = text[position..].IndexOf('}');
                position = close < 0 ? text.Length : position + close + 1;
            }
            return WordLink.Space;
        }
        if (name is "it" or "bf" or "rm" or "em" or "sc" or "sf" or "tt" or "cal" or "sl")
        {
            while (position < text.Length && text[position] == ' ') position++;
            return WordLink.Hyphen;
        }
        if (name.Length == 1 && position + 1 < text.Length && text[position] == ' ' && char.IsAsciiLetter(text[position + 1])) position++;
        var typeOnly = name.StartsWith("text") || name.StartsWith("math") || name is "emph" or "ensuremath" or "mbox" or "operatorname" or "hbox"
            or "c" or "v" or "u" or "H" or "k" or "r" or "d" or "b" or "hat" or "tilde" or "bar" or "vec" or "dot" or "widetilde" or "widehat" or "overline" or "underline" or "bm" or "boldsymbol";
        return typeOnly ? WordLink.Hyphen : WordLink.Space;
    }

    // True where the tag only sets type, so that the word goes on: H<sub>2</sub>O.
    private bool SkipTag()
    {
        var at = position + 1;
        if (at < text.Length && text[at] == '/') at++;
        var start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == ':')) at++;
        var name = text[start..at];
        var rest = text.Slice(at, Math.Min(200, text.Length - at));
        var close = name.Length == 0 ? -1 : rest.IndexOfAny('>', '<');
        var closes = close >= 0 && rest[close] == '>' && (close == 0 || rest[..close] is "/" or " /" || (rest[0] == ' ' && rest[..close].Contains('=')));
        if (!closes)
        {
            position++;
            return false;
        }
        position = at + close + 1;
        return name is "sub" or "sup" or "i" or "b" or "em" or "inf" or "jats:sub" or "jats:sup" or "jats:italic" or "italic";
    }

    private void SkipEntity()
    {
        var at = position + 1;
        while (at < text.Length && at - position < 10 && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '#')) at++;
        position = at < text.Length && at > position + 1 && text[at] == ';' ? at + 1 : position + 1;
    }

    private static byte KindOf(char c)
    {
        if (c < 128) return Kinds[c];
        if (c is >= '\u3400' and <= '\u9FFF' or >= '\u3041' and <= '\u30FF' or >= '\uF900' and <= '\uFAFF') return Wide;
        if (c is >= '\u0300' and <= '\u036F' or '\u00AD' or '\u200B' or '\u200C' or '\u200D' or '\u2060' or '\uFEFF') return Nothing;
        if (c is '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2212' or '\uFE63' or '\uFF0D') return Joiner;
        if (c is '\u2019' or '\u2018' or '\u02BC' or '\uFF07') return Quote;
        if (Folding.Of(c) is { Length: > 0 } folded) return char.IsAsciiLetter(folded[0]) ? Letter : Digit;
        if (char.IsSurrogate(c) || char.IsLetter(c)) return Letter;
        if (char.IsDigit(c)) return Digit;
        return char.IsWhiteSpace(c) ? Space : Clause;
    }

    private static readonly SearchValues<char> AddressEnds = SearchValues.Create(" \t\r\n)]}>,;\"");

    private static ReadOnlySpan<byte> Kinds =>
    [
        Space, Space, Space, Space, Space, Space, Space, Space, Space, Space, Space, Space, Space, Space, Space, Space,
        Space, Space, Space, Space, Space, Space, Space, Space, Space, Space, Space, Space, Space, Space, Space, Space,
        // space ! " # $ % & ' ( ) * + , - . /
        Space, Clause, Space, Space, Nothing, Space, Entity, Quote, Clause, Clause, Space, Space, Clause, Joiner, Dot, Slash,
        Digit, Digit, Digit, Digit, Digit, Digit, Digit, Digit, Digit, Digit,
        // : ; < = > ? @
        Clause, Clause, Tag, Space, Space, Clause, Space,
        Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter,
        Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter,
        // [ \ ] ^ _ `
        Clause, Backslash, Clause, Space, Nothing, Space,
        Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter,
        Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter,
        // { | } ~ and delete
        Nothing, Clause, Nothing, Space, Space,
    ];

    [InlineArray(LongestWord)]
    private struct WordBuffer
    {
        private char first;
    }
}
