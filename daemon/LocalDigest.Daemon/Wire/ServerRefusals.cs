using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.WebUtilities;

namespace LocalDigest.Daemon.Wire;

/// <summary>
/// Gives requests that the server refuses before any handler sees them the daemon's own form of an error. The server (Kestrel) has no way
/// to say what it answers to a malformed first line, header or path: it sends the bare status and closes. But it announces each such
/// refusal. The problem details are then sent on the connection itself, and the bare answer that follows is dropped.
/// </summary>
internal sealed class ServerRefusals : IObserver<KeyValuePair<string, object?>>
{
    private const string Refused = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    /// <summary>Takes hold of what connections send.</summary>
    public static void WatchConnections(KestrelServerOptions kestrel) => kestrel.ConfigureEndpointDefaults(endpoint =>
        endpoint.Use(next => async connection =>
        {
            var transport = connection.Transport;
            var output = new Output(transport.Output);
            connection.Features.Set(output);
            connection.Transport = new DuplexPipe(transport.Input, output);
            try
            {
                await next(connection);
            }
            finally
            {
                connection.Transport = transport;
            }
        }));

    /// <summary>Listens to the server's refusals.</summary>
    public static void Use(WebApplication app) =>
        app.Services.GetRequiredService<DiagnosticListener>().Subscribe(new ServerRefusals(), name => name == Refused);

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is not IFeatureCollection request || request.Get<Output>() is not { } output) return;
        // What is wrong with a body that a handler reads is the handler's to answer; behind its answer nothing more is sent.
        if (request.Get<IHttpResponseFeature>() is not { HasStarted: false }) return;
        if (request.Get<IBadRequestExceptionFeature>()?.Error is not Microsoft.AspNetCore.Http.BadHttpRequestException refusal) return;
        output.AnswerAndDropTheRest(Answer(refusal.StatusCode));
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    /// <summary>A whole HTTP/1.1 answer.</summary>
    private static byte[] Answer(int status)
    {
        var (type, detail) = status switch
        {
            StatusCodes.Status408RequestTimeout => ("timeout", "The request did not come to its end in time. Send it again."),
            StatusCodes.Status413PayloadTooLarge or StatusCodes.Status414UriTooLong or StatusCodes.Status431RequestHeaderFieldsTooLarge =>
                ("too-large", "The address or the headers of the request are longer than the server takes."),
            StatusCodes.Status505HttpVersionNotsupported => ("malformed", "The server speaks HTTP/1.1 here."),
            _ => ("malformed", "The request is not HTTP: its first line, its path or a header is malformed. A path holds no %00."),
        };
        var body = JsonSerializer.SerializeToUtf8Bytes(Problems.Make(status, type, detail), Problems.Json);
        var head = new StringBuilder($"HTTP/1.1 {status} {ReasonPhrases.GetReasonPhrase(status)}\r\n");
        Header("Content-Type", Problems.MediaType);
        Header("Content-Length", body.Length.ToString(CultureInfo.InvariantCulture));
        Header("Connection", "close");
        foreach (var (name, text) in SecurityHeaders.All) Header(name, text);
        return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. body];

        void Header(string name, string text) => head.Append(name).Append(": ").Append(text).Append("\r\n");
    }

    private sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>What a connection sends, until an answer of another's making takes its place.</summary>
    private sealed class Output(PipeWriter inner) : PipeWriter
    {
        private byte[]? dropped;

        /// <summary>Sends an answer with the next flush; nothing that is written after it is sent.</summary>
        public void AnswerAndDropTheRest(byte[] answer)
        {
            if (dropped is not null) return;
            inner.Write(answer);
            dropped = [];
        }

        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override void Advance(int bytes)
        {
            if (dropped is null) inner.Advance(bytes);
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => dropped is null ? inner.GetMemory(sizeHint) : Dropped(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => dropped is null ? inner.GetSpan(sizeHint) : Dropped(sizeHint);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
            inner.FlushAsync(cancellationToken);

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
            dropped is null ? inner.WriteAsync(source, cancellationToken) : inner.FlushAsync(cancellationToken);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

        private byte[] Dropped(int sizeHint) =>
            dropped!.Length >= Math.Max(sizeHint, 1) ? dropped : dropped = new byte[Math.Max(sizeHint, 4096)];
    }
}
