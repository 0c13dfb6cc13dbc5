using System.Globalization;
using LocalDigest.Client;

namespace LocalDigest.Cli.Commands;

/// <summary>How people name a paper.</summary>
internal static class PaperIds
{
    /// <summary>The id that a word means.</summary>
    /// <param name="client">Asked where the word is a number in the newest digest, or an address.</param>
    /// <param name="word">An id, <c>2601.12080</c>, <c>10.1000/182</c>, an address of either, or the number of a paper in the newest
    /// digest.</param>
    /// <param name="profile">Whose digest.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="CommandException">The newest digest has no paper of this number.</exception>
    public static async Task<string> ResolveAsync(LocalDigestClient client, string word, string? profile, CancellationToken ct)
    {
        word = word.Trim();
        if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            var digest = await client.LatestDigestAsync(profile, ct: ct);
            return number >= 1 && number <= digest.Papers.Count
                ? digest.Papers[number - 1].Id
                : throw new CommandException($"The newest digest has the papers 1 to {digest.Papers.Count}, and no {number}.");
        }
        return PaperName.Find(word) ?? word;
    }
}
