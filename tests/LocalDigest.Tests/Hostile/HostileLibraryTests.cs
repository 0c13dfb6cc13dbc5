using System.Diagnostics;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Hostile;

/// <summary>Libraries of 300 KB that are made to cost much: each is answered soon, whatever it holds, and the work ends with the caller's
/// wish for it.</summary>
public sealed class HostileLibraryTests
{
    private const int Size = 300_000;
    private const string BibTeX = "application/x-bibtex";
    private const string Ris = "application/x-research-info-systems";
    private const string Medline = "application/nbib";
    private const string EndNote = "application/xml";
    private const string Csl = "application/vnd.citationstyles.csl+json";
    private const string NdJson = "application/x-ndjson";

    public static TheoryData<string, string, string> Libraries => new()
    {
        { BibTeX, "macros that double", string.Concat(Enumerable.Range(0, 40).Select(i => $"@string{{a{i + 1}=a{i}#a{i}}}\n"))
            .Insert(0, "@string{a0={abcdefgh}}\n") + Filled("@article{k, title=a9 # a9 # a9, author={X}}\n") },
        { BibTeX, "braces in braces", Filled("{", "@article{k,title={") },
        { BibTeX, "closed braces in braces", "@article{k,title={" + new string('{', Size / 2) + "x" + new string('}', Size / 2) + "}}" },
        { BibTeX, "entries that never close", Filled("@article{k,title={x ") },
        { BibTeX, "a chain of #", Filled("\"a\"#", "@article{k,title=", "\"b\"}") },
        { BibTeX, "macros that name each other", "@string{a=b}\n@string{b=a}\n" + Filled("@string{a=b#b}\n@string{b=a#a}\n") },
        { BibTeX, "cross references in a ring", string.Concat(Enumerable.Range(0, 6000)
            .Select(i => $"@article{{k{i},author={{A}},crossref={{k{(i + 1) % 6000}}}}}\n")) },
        { BibTeX, "a chain of xdata", string.Concat(Enumerable.Range(0, 8000)
            .Select(i => $"@xdata{{k{i},xdata={{k{i + 1}}}}}\n")) + "@article{z,title={T},xdata={k0}}" },
        { BibTeX, "xdata in rings", string.Concat(Enumerable.Range(0, 50)
            .Select(i => $"@xdata{{k{i},xdata={{k{(i + 1) % 50},k{(i + 7) % 50},k{(i + 13) % 50}}}}}\n"))
            + Filled("@article{z,title={T},xdata={k0}}\n") },
        { BibTeX, "a million commas", "@article{k" + new string(',', 1_000_000) + "title={T}}" },
        { BibTeX, "names without end", Filled("von der a, jr, b and ", "@article{k,title={T},author={", "b}}") },
        { BibTeX, "citations that open", Filled("\\cite[", "@article{k,title={T", "}}") },
        { BibTeX, "parentheses in scripts", Filled("x^(", "@article{k,title={T", "}}") },
        { Ris, "lines that go on", Filled("more text here\n", "TY  - JOUR\nTI  - a title\nAB  - x\n") },
        { Ris, "one endless line", Filled("x", "TY  - JOUR\nTI  - a title\nAB  - ") },
        { Ris, "days without a year", Filled("DA  - DEC 26\n", "TY  - JOUR\nTI  - a title\n") },
        { Ris, "one record over and over", Filled("TY  - JOUR\nTI  - t\nER  - \n") },
        { Medline, "lines that go on", Filled("      more\n", "PMID- 1\nTI  - t\nAB  - x\n") },
        { Medline, "one record over and over", Filled("PMID- 1\nTI  - t\n\n") },
        { Ris, "Web of Science, lines that go on", Filled("   Doe, J\n", "FN Clarivate\nVR 1.0\nPT J\nTI t\nAU A, B\n") },
        { Ris, "Web of Science, one record over and over", Filled("PT J\nTI t\nER\n\n", "FN Clarivate\nVR 1.0\n") },
        { EndNote, "entities of entities", "<!DOCTYPE x [<!ENTITY a0 \"xxxxxxxxxx\">" + string.Concat(Enumerable.Range(1, 9)
            .Select(i => $"<!ENTITY a{i} \"{string.Concat(Enumerable.Repeat($"&a{i - 1};", 10))}\">"))
            + "]><xml><records><record><titles><title>&a9;</title></titles></record></records></xml>" },
        { EndNote, "deep elements", Filled("<style>", "<xml><records><record><titles><title>") },
        { EndNote, "attributes", "<xml><records><record " + string.Concat(Enumerable.Range(0, 25_000).Select(i => $"a{i}=\"b\" "))
            + "><titles><title>T</title></titles></record></records></xml>" },
        { Csl, "deep lists", "[{\"issued\":{},\"title\":\"T\",\"x\":" + new string('[', Size / 2) + new string(']', Size / 2) + "}]" },
        { Csl, "a huge number", Filled("9", "[{\"title\":\"T\",\"issued\":{\"date-parts\":[[", "]]}}]") },
        { Csl, "one name twice, often", Filled("\"title\":\"T\",", "[{\"issued\":{},", "\"title\":\"U\"}]") },
        { NdJson, "deep lists", "{\"title\":\"T\",\"x\":" + new string('[', Size / 2) + new string(']', Size / 2) + "}" },
        { NdJson, "lines that are none", Filled("{\n") },
    };

    /// <summary>The bound is generous, since other tests run beside it: what is quadratic takes minutes.</summary>
    [Theory]
    [MemberData(nameof(Libraries))]
    public async Task A_hostile_library_is_answered_soon(string type, string what, string file)
    {
        await using var daemon = await TestDaemon.StartAsync();
        var started = Stopwatch.GetTimestamp();
        using var answer = await daemon.SendAsync(HttpMethod.Post, "/v1/papers", file, type);
        Assert.True((int)answer.StatusCode is 200 or 422, $"{what}: {(int)answer.StatusCode}");
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 20);
        // What was refused is said in words, and nothing of it is stored.
        if ((int)answer.StatusCode == 200) return;
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.NotEmpty(problem["errors"]!["body"]!.AsArray());
        Assert.Equal(0, (await daemon.GetAsync("/v1/info"))["papers"]!.GetValue<int>());
    }

    [Fact]
    public async Task Repeated_entries_are_counted_and_a_change_between_them_is_seen()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var file = """
            @article{a, title={Tides}, author={Poe, A}, year=2001, doi={10.1000/a}}
            @article{a, title={Tides}, author={Poe, A}, year=2001, doi={10.1000/a}}
            @article{a, title={Tides}, author={Poe, A}, year=2001, doi={10.1000/a}, abstract={They rise.}}
            @article{a, title={Tides}, author={Poe, A}, year=2001, doi={10.1000/a}}
            @article{a, title={Tides}, author={Poe, A}, year=2001, doi={10.1000/a}, abstract={They rise.}}
            """;
        using var answer = await daemon.SendAsync(HttpMethod.Post, "/v1/papers", file, BibTeX);
        var counts = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal([1, 1, 3], ((string[])["added", "updated", "unchanged"]).Select(name => counts[name]!.GetValue<int>()));
        Assert.Equal("They rise.", (await daemon.GetAsync("/v1/papers?limit=1"))["items"]![0]!["abstract"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_import_ends_when_its_caller_goes()
    {
        const int Entries = 60_000;
        await using var daemon = await TestDaemon.StartAsync();
        var file = string.Concat(Enumerable.Range(0, Entries).Select(i =>
            $"@article{{k{i}, title={{Paper {i} of many}}, author={{Poe, A{i}}}, year={1900 + (i % 99)}, doi={{10.1000/{i}}}}}\n"));
        using var gone = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/papers") { Content = new StringContent(file, null, BibTeX) };
        var sent = daemon.Http.SendAsync(request, gone.Token);
        await TestDaemon.UntilAsync(async () => await CountAsync() > 0);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sent);
        // The batch at hand ends; then nothing more comes.
        var (before, now) = (-1, await CountAsync());
        while (before != now)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
            (before, now) = (now, await CountAsync());
        }
        Assert.InRange(now, 1, Entries - 1);

        async Task<int> CountAsync() => (await daemon.GetAsync("/v1/info"))["papers"]!.GetValue<int>();
    }

    private static string Filled(string unit, string head = "", string tail = "") =>
        head + string.Concat(Enumerable.Repeat(unit, (Size - head.Length - tail.Length) / unit.Length)) + tail;
}
