using System.Net.Http.Headers;
using System.Text;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Contract;

/// <summary>Every request of <c>clients/http/localdigest.http</c> works as it stands, in the order in which it stands.</summary>
public sealed class HttpFileTests
{
    [Fact]
    public async Task Every_request_works_as_it_stands()
    {
        await using var zotero = new FakeZotero();
        zotero.Items.Add(FakeZotero.Item("AAAA2222", "Place cells of made-up mice"));
        await using var daemon = await TestDaemon.StartAsync([$"--LocalDigest:Zotero:ApiUrl={zotero.Local.ApiUrl}"], auth: "none");
        var requests = Parse(await File.ReadAllLinesAsync(Repository.Path("clients/http/localdigest.http"), TestContext.Current.CancellationToken), daemon.Url);
        Assert.True(requests.Count >= 15);
        using var http = new HttpClient();
        foreach (var request in requests)
        {
            using (request)
            {
                using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
                var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                Assert.True(response.IsSuccessStatusCode, $"{request.Method} {request.RequestUri}: {(int)response.StatusCode} {text}");
                if (response.Headers.Location?.ToString() is { } made && made.StartsWith("/v1/runs/", StringComparison.Ordinal)) await daemon.EndOfAsync(made.Split('/')[^1]);
            }
        }
    }

    /// <summary>The part of the format that the editors share: ### between requests, @name = value, {{name}}, headers, an empty line, the body.</summary>
    private static List<HttpRequestMessage> Parse(string[] lines, string host)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var requests = new List<HttpRequestMessage>();
        HttpRequestMessage? request = null;
        StringBuilder? body = null;
        var contentType = "text/plain";
        void End()
        {
            if (request is null) return;
            if (body?.ToString().Trim() is { Length: > 0 } text) request.Content = new StringContent(text, new UTF8Encoding(false), MediaTypeHeaderValue.Parse(contentType));
            requests.Add(request);
            request = null;
            body = null;
        }
        foreach (var raw in lines)
        {
            var line = values.Aggregate(raw, (text, known) => text.Replace("{{" + known.Key + "}}", known.Value, StringComparison.Ordinal));
            if (line.StartsWith("###", StringComparison.Ordinal))
            {
                End();
            }
            else if (request is null && line.StartsWith('@'))
            {
                var parts = line[1..].Split('=', 2, StringSplitOptions.TrimEntries);
                values[parts[0]] = parts[0] == "host" ? host : parts[1];
            }
            else if (request is null && line.Trim().Length > 0)
            {
                var parts = line.Split(' ', 2);
                request = new HttpRequestMessage(new HttpMethod(parts[0]), parts[1]);
            }
            else if (request is not null && body is null && line.Trim().Length == 0)
            {
                body = new StringBuilder();
            }
            else if (body is not null)
            {
                body.AppendLine(line);
            }
            else if (request is not null && line.Split(": ", 2) is [var name, var value])
            {
                if (name == "Content-Type") contentType = value;
                else request.Headers.TryAddWithoutValidation(name, value);
            }
        }
        End();
        return requests;
    }
}
