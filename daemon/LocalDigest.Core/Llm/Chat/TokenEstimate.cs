namespace LocalDigest.Llm;

/// <summary>How many tokens a text is about, where the model's own count is not known.</summary>
internal static class TokenEstimate
{
    /// <summary>Four characters a token is the common rule for English; Chinese, Japanese and Korean need about one a character.</summary>
    public static int Of(string text)
    {
        var wide = 0;
        foreach (var c in text)
        {
            if (c >= '\u2e80') wide++;
        }
        return wide + (text.Length - wide + 3) / 4;
    }
}
