namespace LocalDigest.Delivery;

/// <summary>A figure of a paper.</summary>
/// <param name="MediaType"><c>image/png</c>, <c>image/jpeg</c>, <c>image/gif</c> or <c>image/webp</c>.</param>
/// <param name="Content">The file.</param>
public sealed record FigureFile(string MediaType, byte[] Content);
