namespace LocalDigest.Preferences;

/// <summary>Knows which papers a user was shown, with or without a thumb afterwards.</summary>
public interface IShownPapers
{
    /// <summary>How many different papers stood in a profile's digests.</summary>
    int CountShownTo(string profile);
}
