using System.ComponentModel.DataAnnotations;

namespace LocalDigest.Profiles;

/// <summary>A place to which a profile's digests go. Secrets are not part of it: they stand in the configuration under a name.</summary>
public sealed record DeliveryTarget
{
    /// <summary><c>folder</c>, <c>email</c> or <c>webhook</c>.</summary>
    [AllowedValues("folder", "email", "webhook")]
    public required string Kind { get; init; }

    /// <summary>A folder's absolute path; it must exist.</summary>
    public string? Path { get; init; }

    /// <summary>An e-mail address.</summary>
    public string? To { get; init; }

    /// <summary>Name of a webhook of the configuration (<c>Webhooks:NAME</c>).</summary>
    public string? Name { get; init; }

    /// <summary>A style in place of the digest's own.</summary>
    public string? Style { get; init; }

    /// <summary>For folders: <c>markdown</c> (the default), <c>html</c> or <c>json</c>.</summary>
    [AllowedValues("markdown", "html", "json")]
    public string? Format { get; init; }

    /// <summary>A field that is set although targets of this kind have no such field; null where there is none.</summary>
    public string? StrayField()
    {
        (string Name, bool IsSet, string Kind)[] fields =
        [
            ("path", Path is not null, "folder"), ("format", Format is not null, "folder"),
            ("to", To is not null, "email"), ("name", Name is not null, "webhook"),
        ];
        return fields.FirstOrDefault(field => field.IsSet && field.Kind != Kind).Name;
    }
}
