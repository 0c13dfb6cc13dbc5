using System.Globalization;
using System.Text.Json;
using LocalDigest.Storage;

namespace LocalDigest.Profiles;

/// <summary>The profiles on disk.</summary>
public sealed class ProfileTable(Database database, TimeProvider clock)
{
    private const string Columns = "id, revision, body, created_at, updated_at";

    public Profile? Find(string id) =>
        database.Read(session => Find(session, id));

    public IReadOnlyList<Profile> All() =>
        database.Read(session => session.Query($"SELECT {Columns} FROM profiles ORDER BY created_at, id", Read));

    /// <summary>Makes the profile called <c>default</c> where there is no profile at all.</summary>
    public void EnsureOne()
    {
        if (database.Read(session => session.First("SELECT 1 FROM profiles LIMIT 1", row => row.Number(0))) != 1) Insert(Profile.Default);
    }

    /// <summary>Adds a profile under an id made of its name.</summary>
    public Profile Add(Profile profile)
    {
        var wanted = Slug(profile.Name);
        return database.Write(session =>
        {
            var id = wanted;
            for (var i = 2; session.First("SELECT 1 FROM profiles WHERE id = ?1", row => row.Number(0), id) == 1; i++)
            {
                id = string.Create(CultureInfo.InvariantCulture, $"{wanted}-{i}");
            }
            return Insert(session, profile with { Id = id });
        });
    }

    /// <summary>Replaces a profile.</summary>
    /// <param name="profile">The new content.</param>
    /// <param name="expectedRevision">The revision that the caller read; null to replace whatever is there.</param>
    /// <returns>The stored profile; null where there is none of this id.</returns>
    /// <exception cref="ProfileChangedException">Somebody else changed it in between.</exception>
    public Profile? Replace(Profile profile, int? expectedRevision) => database.Write(session =>
    {
        if (Find(session, profile.Id) is not { } current) return null;
        if (expectedRevision is { } expected && expected != current.Revision) throw new ProfileChangedException(current.Revision);
        var next = profile with { Revision = current.Revision + 1, CreatedAt = current.CreatedAt, UpdatedAt = clock.GetUtcNow() };
        session.Execute(
            "UPDATE profiles SET revision = ?2, body = ?3, updated_at = ?4 WHERE id = ?1",
            next.Id, next.Revision, JsonSerializer.Serialize(next), next.UpdatedAt);
        return Find(session, next.Id);
    });

    /// <summary>Deletes a profile with its feedback and digests. Where it was the last one, a fresh default takes its place.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Delete(string id)
    {
        var deleted = database.Write(session => session.Execute("DELETE FROM profiles WHERE id = ?1", id)) > 0;
        EnsureOne();
        return deleted;
    }

    private Profile Insert(Profile profile) => database.Write(session => Insert(session, profile));

    private Profile Insert(Session session, Profile profile)
    {
        var now = clock.GetUtcNow();
        var stored = profile with { Revision = 1, CreatedAt = now, UpdatedAt = now };
        session.Execute(
            "INSERT INTO profiles (id, revision, body, created_at, updated_at) VALUES (?1, 1, ?2, ?3, ?3) ON CONFLICT (id) DO NOTHING",
            stored.Id, JsonSerializer.Serialize(stored), now);
        // As every later reading gives it: moments are stored in milliseconds.
        return Find(session, stored.Id)!;
    }

    private static Profile? Find(Session session, string id) => session.First($"SELECT {Columns} FROM profiles WHERE id = ?1", Read, id);

    private static Profile Read(Row row) => JsonSerializer.Deserialize<Profile>(row.Text(2))! with
    {
        Id = row.Text(0),
        Revision = row.Number(1),
        CreatedAt = row.Moment(3),
        UpdatedAt = row.Moment(4),
    };

    private static string Slug(string name)
    {
        var slug = new string([.. name.Trim().ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);
        while (slug.Contains("--", StringComparison.Ordinal)) slug = slug.Replace("--", "-", StringComparison.Ordinal);
        slug = slug.Trim('-');
        if (slug.Length > 40) slug = slug[..40].TrimEnd('-');
        return slug.Length > 0 ? slug : "profile";
    }
}

/// <summary>A profile is not what the caller read any more.</summary>
public sealed class ProfileChangedException(int revision)
    : Exception($"The profile was changed in the meantime (it is at revision {revision} now). Read it again and repeat the change.")
{
    public int Revision { get; } = revision;
}
