using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using LocalDigest.Client;

namespace LocalDigest.Cli.Commands;

/// <summary>Makes a digest, and says how it goes.</summary>
internal static class RunCommand
{
    private const int BarColumns = 20;

    public static Command Make(Shell shell)
    {
        var date = new Option<DateOnly?>("--date") { Description = "The day; today where it is left out.", HelpName = "YYYY-MM-DD" };
        var since = new Option<DateOnly?>("--since") { Description = "Also the days since this one.", HelpName = "YYYY-MM-DD" };
        var style = new Option<string?>("--style") { Description = "A style in place of the profile's.", HelpName = "NAME" };
        var stored = new Option<bool>("--stored") { Description = "Ask no source: only of the papers that are stored." };
        var detach = new Option<bool>("--no-wait") { Description = "Only start it, and write its id." };
        var backfill = new Option<string?>("--backfill")
        {
            Description = "No digest: brings in arXiv's papers of an archive or a category that changed last from --from to --to.",
            HelpName = "CATEGORY",
        };
        var from = new Option<DateOnly?>("--from") { Description = "The first day of a backfill.", HelpName = "YYYY-MM-DD" };
        var to = new Option<DateOnly?>("--to") { Description = "The last day of a backfill.", HelpName = "YYYY-MM-DD" };
        var command = new Command("run", "Makes the digest of today. Ctrl+C leaves it to the daemon, which goes on.") { shell.Profile, date,
            since, style, stored, backfill, from, to, detach, shell.Json };
        shell.Does(command, async (words, ct) =>
        {
            using var client = shell.Client(words);
            var body = new JsonObject { ["kind"] = words.GetValue(backfill) is null ? "digest" : "backfill" };
            if (words.GetValue(shell.Profile) is { } profile) body["profile"] = profile;
            if (words.GetValue(date) is { } day) body["date"] = Day(day);
            if (words.GetValue(since) is { } first) body["since"] = Day(first);
            if (words.GetValue(style) is { } chosen) body["style"] = chosen;
            if (words.GetValue(stored)) body["sources"] = new JsonArray();
            if (words.GetValue(backfill) is { } category) body["category"] = category;
            if (words.GetValue(from) is { } begin) body["from"] = Day(begin);
            if (words.GetValue(to) is { } end) body["to"] = Day(end);
            var run = await client.StartRunAsync(body, ct);
            if (words.GetValue(detach))
            {
                shell.Terminal.Line(run.Id);
                return ExitCodes.Done;
            }
            run = await FollowAsync(shell.Terminal, client, run, ct);
            return await EndAsync(shell, words, client, run, ct);
        });
        return command;
    }

    internal static async Task<Run> FollowAsync(Terminal terminal, LocalDigestClient client, Run run, CancellationToken ct)
    {
        var stage = "";
        try
        {
            await foreach (var change in client.FollowRunAsync(run.Id, ct))
            {
                run = change;
                if (run.Stage is not { } now) continue;
                // A line for each step where nobody watches, one that changes where somebody does.
                if (terminal.IsTerminal) terminal.Progress(Shown(run));
                else if (now != stage) await terminal.Error.WriteLineAsync($"  {now}…");
                stage = now;
            }
        }
        catch (OperationCanceledException)
        {
            terminal.EndProgress();
            await terminal.Error.WriteLineAsync($"The daemon goes on with run {run.Id}.");
            throw;
        }
        terminal.EndProgress();
        return run;
    }

    private static string Shown(Run run)
    {
        if (run.Total <= 0) return $"  {run.Stage}…";
        var full = (int)((long)BarColumns * Math.Min(run.Done, run.Total) / run.Total);
        return $"  {run.Stage} [{new string('#', full)}{new string('.', BarColumns - full)}] {run.Done} of {run.Total}";
    }

    private static async Task<int> EndAsync(Shell shell, ParseResult words, LocalDigestClient client, Run run, CancellationToken ct)
    {
        var terminal = shell.Terminal;
        foreach (var problem in run.Problems) await terminal.Error.WriteLineAsync("! " + Terminal.Clean(problem.Message));
        if (words.GetValue(shell.Json)) shell.WriteJson(run, ClientJson.Default.Run);
        else if (run.Digest is { } id)
        {
            ReadingCommands.Write(terminal, await client.GetDigestAsync(id, ct: ct));
            if (run.Cost is { Requests: > 0 } cost) terminal.Line(terminal.Dim(Cost(cost)));
        }
        if (run.Kind == "backfill")
        {
            var (fetched, added) = (run.Counts.GetValueOrDefault("fetched"), run.Counts.GetValueOrDefault("new"));
            var isDone = run.State is "succeeded" or "partial";
            var told = $"{fetched} papers came in, {added} of them new.";
            if (!isDone) await terminal.Error.WriteLineAsync(told);
            else if (!words.GetValue(shell.Json)) terminal.Line(told);
            return isDone ? ExitCodes.Done : ExitCodes.Failed;
        }
        if (run.Digest is null) await terminal.Error.WriteLineAsync($"The run {run.State}: there is no digest.");
        return run.State is "succeeded" or "partial" && run.Digest is not null ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static string Cost(RunCost cost)
    {
        var usd = cost.Usd is { } money ? $", {money.ToString("0.00##", CultureInfo.InvariantCulture)} US dollars" : "";
        return $"{cost.Requests} questions to the language model, {cost.InputTokens + cost.OutputTokens} tokens{usd}.";
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
