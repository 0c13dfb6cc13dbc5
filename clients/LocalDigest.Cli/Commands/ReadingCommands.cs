using System.CommandLine;
using System.Globalization;
using LocalDigest.Client;

namespace LocalDigest.Cli.Commands;

/// <summary>Shows digests and papers.</summary>
internal static class ReadingCommands
{
    private const int FewReasons = 2;

    public static IEnumerable<Command> All(Shell shell) => [Today(shell), Search(shell), Show(shell)];

    private static Command Today(Shell shell)
    {
        var date = new Option<DateOnly?>("--date") { Description = "Another day's digest.", HelpName = "YYYY-MM-DD" };
        var style = new Option<string?>("--style") { Description = "A style in place of the digest's own.", HelpName = "NAME" };
        var markdown = new Option<bool>("--md") { Description = "Write the digest as Markdown." };
        var html = new Option<bool>("--html") { Description = "Write the digest as HTML." };
        var command = new Command("today", "Shows the newest digest. Without one, 'localdigest run' makes it.") { shell.Profile, date,
            style, shell.Json, markdown, html };
        shell.Does(command, async (words, ct) =>
        {
            using var client = shell.Client(words);
            var profile = words.GetValue(shell.Profile);
            var chosen = words.GetValue(style);
            // A digest's id is its profile and its day.
            var id = words.GetValue(date) is { } day ? $"{profile ?? "default"}-{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}"
                : null;
            var media = words.GetValue(markdown) ? "text/markdown" : words.GetValue(html) ? "text/html" : null;
            if (media is not null)
            {
                var text = await (id is null ? client.LatestDigestTextAsync(media, profile, chosen, ct)
                    : client.GetDigestTextAsync(media, id, chosen, ct));
                shell.Terminal.Out.Write(text.EndsWith('\n') ? text : text + "\n");
                return ExitCodes.Done;
            }
            var digest = await (id is null ? client.LatestDigestAsync(profile, chosen, ct) : client.GetDigestAsync(id, chosen, ct));
            if (words.GetValue(shell.Json)) shell.WriteJson(digest, ClientJson.Default.Digest);
            else Write(shell.Terminal, digest);
            return ExitCodes.Done;
        });
        return command;
    }

    public static void Write(Terminal terminal, Digest digest)
    {
        var passed = digest.Counts is { } counts ? $"{digest.Papers.Count} of {counts.Considered} papers" : "";
        terminal.Heading("", $"{digest.ProfileName}, {digest.Date:yyyy-MM-dd}", terminal.Bold, [("  " + passed, terminal.Dim)]);
        foreach (var notice in digest.Notices) terminal.Paragraph(notice.Text, 2, terminal.Warn);
        for (var i = 0; i < digest.Papers.Count; i++)
        {
            var paper = digest.Papers[i];
            terminal.Line();
            Head(terminal, $"{i + 1}.", paper.Title, paper.Url, paper.Feedback, paper.Saved);
            var grade = paper.Relevance is { } relevance ? $"  relevance {relevance}"
                + (paper.Novelty is { } novelty ? $", novelty {novelty}" : "") : "";
            terminal.Paragraph($"{paper.Id}  {Some(paper.Authors)}{grade}", 3, terminal.Dim);
            if ((paper.Comment ?? paper.KeySentence) is { } comment) terminal.Paragraph(comment, 3);
            foreach (var reason in paper.Reasons.Take(FewReasons)) terminal.Paragraph("· " + reason, 3, terminal.Dim);
            if (paper.Note is { } note) terminal.Paragraph("Your note: " + note, 3);
        }
        if (digest.Foot is not { } foot) return;
        terminal.Line();
        terminal.Paragraph(foot, 0, terminal.Dim);
    }

    private static Command Search(Shell shell)
    {
        var query = new Argument<string[]>(
            "words") { Description = "Words, \"a phrase\", an id, a DOI, an address, a name; -word leaves out. None for the best papers.",
            Arity = ArgumentArity.ZeroOrMore };
        var limit = new Option<int>("--limit", "-n") { Description = "At most so many papers (1 to 500).", HelpName = "N",
            DefaultValueFactory = _ => 10 };
        var from = new Option<DateOnly?>("--from") { Description = "The first day of publication.", HelpName = "YYYY-MM-DD" };
        var to = new Option<DateOnly?>("--to") { Description = "The last day of publication.", HelpName = "YYYY-MM-DD" };
        var category = new Option<string?>("--category") { Description = "A category such as cs.CL.", HelpName = "NAME" };
        var author = new Option<string?>("--author") { Description = "Part of an author's name.", HelpName = "NAME" };
        var marked = new Option<string?>("--marked") { Description = "Only saved, seen or noted papers, or tag:TAG.", HelpName = "MARK" };
        var sort = new Option<string?>("--sort") { Description = "rank, date, relevance, novelty or similarity." };
        sort.AcceptOnlyFromAmong("rank", "date", "relevance", "novelty", "similarity");
        var ids = new Option<bool>("--ids") { Description = "Write nothing but ids, a line each, for other commands." };
        var command = new Command("search", "Searches the papers, by words and by meaning.") { query, shell.Profile, limit, from, to,
            category, author, marked, sort, ids, shell.Json };
        shell.Does(command, async (words, ct) =>
        {
            using var client = shell.Client(words);
            var text = string.Join(' ', words.GetValue(query)!);
            var page = await client.ListPapersAsync(new PaperQuery
            {
                Q = text.Length > 0 ? text : null, Profile = words.GetValue(shell.Profile), Limit = words.GetValue(limit),
                    From = words.GetValue(from),
                To = words.GetValue(to), Category = words.GetValue(category), Author = words.GetValue(author),
                    Marked = words.GetValue(marked), Sort = words.GetValue(sort),
            }, ct);
            Write(shell, words, page, words.GetValue(ids));
            return page.Items.Count > 0 ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    private static void Write(Shell shell, ParseResult words, PaperPage page, bool onlyIds)
    {
        var terminal = shell.Terminal;
        if (words.GetValue(shell.Json))
        {
            shell.WriteJson(page, ClientJson.Default.PaperPage);
            return;
        }
        if (onlyIds)
        {
            foreach (var paper in page.Items) terminal.Line(paper.Id);
            return;
        }
        if (page.Notice is { } notice) terminal.Paragraph(notice, 0, terminal.Warn);
        if (page.Items.Count == 0) terminal.Line("Nothing was found.");
        foreach (var paper in page.Items)
        {
            Head(terminal, "·", paper.Title, paper.Url, paper.Feedback, paper.Saved);
            var day = paper.Published is { } published ? $"  {published:yyyy-MM-dd}" : "";
            terminal.Paragraph($"{paper.Id}  {Some([.. paper.Authors.Select(author => author.Name)])}{day}", 2, terminal.Dim);
            if (paper.Comment is { } comment) terminal.Paragraph(comment, 2);
        }
        if (page.Total > page.Items.Count) terminal.Paragraph($"{page.Items.Count} of {page.Total}; --limit shows more.", 0,
            terminal.Dim);
    }

    private static Command Show(Shell shell)
    {
        var id = new Argument<string>(
            "paper") { Description = "An id, a DOI, an arXiv number, or the number of a paper in the newest digest." };
        var bibtex = new Option<bool>("--bibtex") { Description = "Write its BibTeX entry." };
        var similar = new Option<bool>("--similar") { Description = "Show the papers that are nearest to it." };
        var full = new Option<bool>("--full") { Description = "Write its full text, where it was read." };
        var explain = new Option<bool>(
            "--explain") { Description = "Write, as JSON, why it ranks where it ranks, and why it is or is not in the digest." };
        var command = new Command("show", "Shows a paper.") { id, shell.Profile, shell.Json, bibtex, similar, full, explain };
        shell.Does(command, async (words, ct) =>
        {
            using var client = shell.Client(words);
            var profile = words.GetValue(shell.Profile);
            var paper = await PaperIds.ResolveAsync(client, words.GetValue(id)!, profile, ct);
            if (words.GetValue(bibtex)) shell.Terminal.Out.Write((await client.PaperBibtexAsync(paper, ct)).TrimEnd() + "\n");
            else if (words.GetValue(explain)) shell.WriteJson(await client.ExplainPaperAsync(paper, profile, ct));
            else if (words.GetValue(similar)) Write(shell, words, await client.SimilarPapersAsync(paper, 10, profile, ct), onlyIds: false);
            else if (words.GetValue(full)) await WriteFullAsync(shell, client, words, paper, profile, ct);
            else if (words.GetValue(shell.Json)) shell.WriteJson(await client.GetPaperAsync(paper, profile, ct), ClientJson.Default.Paper);
            else Write(shell.Terminal, await client.GetPaperAsync(paper, profile, ct));
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task WriteFullAsync(Shell shell, LocalDigestClient client, ParseResult words, string paper, string? profile,
        CancellationToken ct)
    {
        var reading = await client.PaperReadingAsync(paper, profile, ct);
        if (words.GetValue(shell.Json))
        {
            shell.WriteJson(reading);
            return;
        }
        var terminal = shell.Terminal;
        foreach (var note in reading.GetProperty("notes").EnumerateArray()) terminal.Paragraph(note.GetString()!, 0, terminal.Warn);
        foreach (var section in reading.GetProperty("sections").EnumerateArray())
        {
            terminal.Paragraph($"{section.GetProperty("number").GetString()} {section.GetProperty("title").GetString()}".Trim(), 0,
                terminal.Bold);
            foreach (var paragraph in section.GetProperty("paragraphs").EnumerateArray())
            {
                terminal.Paragraph(paragraph.GetString()!);
                terminal.Line();
            }
        }
    }

    private static void Write(Terminal terminal, Paper paper)
    {
        Head(terminal, "", paper.Title, paper.Url, paper.Feedback, paper.Saved);
        terminal.Paragraph(string.Join(", ", paper.Authors.Select(author => author.Name)), 0, terminal.Dim);
        var facts = new List<string> { paper.Id };
        if (paper.Published is { } published) facts.Add(published.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        if (paper.Categories.Count > 0) facts.Add(string.Join(' ', paper.Categories));
        if (paper.Venue is { } venue) facts.Add(venue);
        if (paper.Relevance is { } relevance) facts.Add($"relevance {relevance}");
        if (paper.Novelty is { } novelty) facts.Add($"novelty {novelty}");
        terminal.Paragraph(string.Join("  ", facts), 0, terminal.Dim);
        if (paper.Url is { } url) terminal.Paragraph(url, 0, terminal.Dim);
        if (paper.IsWithdrawn) terminal.Line(terminal.Bad("It was withdrawn."));
        if (paper.Comment is { } comment) terminal.Paragraph("\n" + comment);
        terminal.Paragraph("\n" + paper.Abstract);
        if (paper.Reasons.Count > 0) terminal.Line();
        foreach (var reason in paper.Reasons) terminal.Paragraph("· " + reason);
        if (paper.Note is { } note) terminal.Paragraph("\nYour note: " + note);
        if (paper.Tags.Count > 0) terminal.Paragraph("Your tags: " + string.Join(", ", paper.Tags));
    }

    private static void Head(Terminal terminal, string mark, string title, string? url, string? thumb, bool saved)
    {
        List<(string Text, Func<string, string> Style)> marks = [];
        if (thumb is "up" or "down") marks.Add(($" [{thumb}]", thumb == "up" ? terminal.Good : terminal.Bad));
        if (saved) marks.Add((" [saved]", terminal.Warn));
        terminal.Heading(mark, title, line => terminal.Link(terminal.Bold(line), url), marks);
    }

    private static string Some(IReadOnlyList<string> authors) =>
        authors.Count > 3 ? $"{authors[0]}, {authors[1]} and {authors.Count - 2} more" : string.Join(", ", authors);
}
