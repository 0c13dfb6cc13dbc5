namespace LocalDigest.Reading;

/// <summary>
/// A text, or all texts below the property, that a language model is asked for by one kind of question. The properties that carry it are
/// the one description of a summary: the form of the answer, its check, its storage and what a style may ask for follow from them.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AskedForAttribute(SummaryKind kind) : Attribute
{
    public SummaryKind Kind => kind;
}

/// <summary>A text, or a list of texts, that is a part of the model's answer.</summary>
/// <param name="longest">The most characters of the text, or of one point of the list.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PartAttribute(int longest) : Attribute
{
    public int Longest => longest;

    /// <summary>An answer without it has failed.</summary>
    public bool IsRequired { get; init; }

    /// <summary>It may name what the reader's interests name, beside what the paper names.</summary>
    public bool MayNameInterests { get; init; }
}

/// <summary>The key of the fixed words by which a digest names the text, or all texts below the property, to its reader.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LabelAttribute(string key) : Attribute
{
    public string Key => key;
}

/// <summary>A text of a paper or its record, on one line and without Markdown. A digest makes LaTeX in it readable.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PlainTextAttribute : Attribute;

/// <summary>A web address. A digest shows it only where it is http or https.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WebAddressAttribute : Attribute;

/// <summary>
/// A text that a digest shows as it is. A text without this, <see cref="PlainTextAttribute"/> or <see cref="WebAddressAttribute"/> is taken
/// for one that a language model wrote, and is checked.
/// </summary>
/// <param name="reason">Why no check is needed.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ShownAsIsAttribute(string reason) : Attribute
{
    public string Reason => reason;
}
