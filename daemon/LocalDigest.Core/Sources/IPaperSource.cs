using LocalDigest.Papers;

namespace LocalDigest.Sources;

/// <summary>A place that lists papers. Reading goes in batches, so that what has come in is safe before more is asked for.</summary>
public interface IPaperSource
{
    /// <summary>The <see cref="SourceSpec.Kind"/> it reads.</summary>
    string Kind { get; }

    /// <summary>What is wrong with a specification, as a sentence for the user; null where it can be read.</summary>
    string? Check(SourceSpec spec);

    /// <summary>Reads the papers that the source lists, oldest checkpoint first.</summary>
    /// <exception cref="SourceException">The source could not be read to its end. Batches already given stay good.</exception>
    IAsyncEnumerable<SourceBatch> ReadAsync(SourceRequest request, CancellationToken ct);
}
