namespace LocalDigest.Llm;

/// <summary>Ends the reading of an answer that does not end by itself.</summary>
internal sealed class BoundedAnswer(long longest, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var buffer = new MemoryStream();
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var chunk = new byte[16 * 1024];
            int read;
            while ((read = await stream.ReadAsync(chunk, cancellationToken)) > 0)
            {
                if (buffer.Length + read > longest) throw new AnswerTooLongException();
                buffer.Write(chunk, 0, read);
            }
        }
        catch
        {
            response.Dispose();
            throw;
        }
        buffer.Position = 0;
        var whole = new StreamContent(buffer);
        foreach (var header in response.Content.Headers) whole.Headers.TryAddWithoutValidation(header.Key, header.Value);
        whole.Headers.ContentLength = buffer.Length;
        response.Content = whole;
        return response;
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Requests to the model are asynchronous.");
}

/// <summary>An answer does not end.</summary>
internal sealed class AnswerTooLongException : IOException;
