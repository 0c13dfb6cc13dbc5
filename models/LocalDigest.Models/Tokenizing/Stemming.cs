namespace LocalDigest.Models;

/// <summary>Takes the commonest English endings off a folded word, so that its forms meet.</summary>
internal static class Stemming
{
    /// <summary>The length of the stem of <paramref name="word"/>, whose last letters may be rewritten in place. Words with digits are left alone.</summary>
    public static int Stem(Span<char> word)
    {
        var n = word.Length;
        if (n < 4) return n;
        for (var i = 0; i < n; i++)
        {
            if (!char.IsAsciiLetterLower(word[i])) return n;
        }
        n = Plural(word, n);
        return n;
    }

    private static int Plural(Span<char> word, int n)
    {
        if (word[n - 1] != 's' || word[n - 2] is 's' or 'u' or 'i') return n;
        if (n > 4 && word[n - 2] == 'e' && word[n - 3] == 'i')
        {
            word[n - 3] = 'y';
            return n - 2;
        }
        if (n > 4 && word[n - 2] == 'e' && (word[n - 3] is 'x' or 'z' || word[(n - 4)..(n - 2)] is "ss" or "sh" or "ch")) return n - 2;
        return n - 1;
    }
}
