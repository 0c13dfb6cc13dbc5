namespace LocalDigest.Client;

/// <summary>An answer that is read as it comes. Dispose of it.</summary>
public sealed class StreamedAnswer(HttpResponseMessage answer, Stream content) : IDisposable
{
    public Stream Content => content;

    public string? MediaType => answer.Content.Headers.ContentType?.MediaType;

    public void Dispose()
    {
        content.Dispose();
        answer.Dispose();
    }
}
