using System.Text.Json;
using LocalDigest.Llm;
using LocalDigest.Papers;
using LocalDigest.Profiles;

namespace LocalDigest.Reading;

/// <summary>
/// Has the language model summarise papers and lets nothing through that does not stand in them. Without a model, and wherever it fails,
/// the paper's own sentences stand in for the short parts. Answers are stored as they arrive, so that an interrupted run asks nothing
/// twice.
/// </summary>
public sealed class Summariser(ChatModel model, SummaryTable table)
{
    private const int NotesPerPart = 14, NotesTokens = 900, LongestNote = 700;
    private const int Attempts = 2;

    private static readonly SummaryPrompt NotesPrompt = new(
        "notes-1", AnswerSchema.Object(("notes", AnswerSchema.List(AnswerSchema.Text()))), NotesTokens, ("most", NotesPerPart.ToString()));

    /// <summary>The one of a summary's problems that is no failure.</summary>
    private const string LeftOut = "Some sentences of the paper were left out of what the model read.";

    public bool IsConfigured => model.IsConfigured;

    /// <summary>Name of the model that writes.</summary>
    public string Model => model.Model;

    /// <summary>Begins a run.</summary>
    /// <param name="profile">For whom.</param>
    /// <param name="job">To which the cost belongs.</param>
    public SummaryRun Begin(Profile profile, string job) => new(profile, model.Begin(job, profile.Id));

    /// <summary>Summarises a paper: asks for what is not there yet, and gives what there is.</summary>
    /// <param name="run">From <see cref="Begin"/>; one for all papers of a run.</param>
    /// <param name="paper">The paper.</param>
    /// <param name="text">What was read of it.</param>
    /// <param name="kinds">What is wanted of the model, one request each, and one for each part of a long paper.</param>
    /// <param name="ct">Stops; what was answered is kept.</param>
    /// <returns>A summary in any case; what could not be made is in its problems.</returns>
    public async Task<PaperSummary> SummariseAsync(
        SummaryRun run, StoredPaper paper, FullText text, IReadOnlyCollection<SummaryKind> kinds, CancellationToken ct)
    {
        var work = new Work(run, paper, text);
        var problems = new List<string>();
        var answers = new List<(SummaryForm Form, StoredAnswer Answer)>();
        if (!model.IsConfigured)
        {
            if (kinds.Count > 0)
            {
                problems.Add(
                    "No language model is configured, so that only the paper's own sentences stand here. Set LocalDigest:Llm:BaseUrl, "
                        + "or LocalDigest:Llm:ApiKey, to have summaries written.");
            }
            return Assemble(paper, text, answers, problems);
        }
        work.Known = table.Of(paper, work.Material.Hash, run.Session.Model);
        foreach (var form in kinds.Distinct().Order().Select(SummaryForm.Of))
        {
            var prompt = PromptOf(form, run.Profile);
            if (!work.Known.TryGetValue(prompt.Key, out var answer) || !answer.IsFinal)
            {
                answer = await MakeAsync(work, form, prompt, ct);
                table.Save(paper, work.Material.Hash, form.Kind.ToString(), answer);
            }
            answers.Add((form, answer));
        }
        var summary = Assemble(paper, text, answers, work.Problems);
        // What was kept from the model on purpose is told, and is no failure.
        return summary with { Failures = summary.Problems, Problems = work.Material.IsShortened ? [LeftOut, .. summary.Problems] : summary.Problems };
    }

    /// <summary>The summary that there is of a text for a reader, whatever model wrote it, without asking for anything.</summary>
    public PaperSummary Standing(Profile profile, StoredPaper paper, FullText text)
    {
        var known = table.Of(paper, new PaperMaterial(paper.Paper, text).Hash, model: null);
        var answers = Enum.GetValues<SummaryKind>().Select(SummaryForm.Of)
            .Select(form => (form, known.GetValueOrDefault(PromptOf(form, profile).Key)))
            .Where(pair => pair.Item2 is not null)
            .Select(pair => (pair.form, pair.Item2!));
        return Assemble(paper, text, [.. answers], []);
    }

    private static SummaryPrompt PromptOf(SummaryForm form, Profile profile) => form.UsesInterests
        ? new(form.Prompt, form.Schema(), form.OutputTokens, ("language", profile.Language), ("interests", PaperMaterial.Cut(profile.Interests.Trim(), 4000)))
        : new(form.Prompt, form.Schema(), form.OutputTokens, ("language", profile.Language));

    /// <summary>Asks for one kind of summary, once more where the answer was not good, and checks what comes.</summary>
    private async Task<StoredAnswer> MakeAsync(Work work, SummaryForm form, SummaryPrompt prompt, CancellationToken ct)
    {
        var run = work.Run;
        StoredAnswer Answer(SummaryState state, CheckedParts? made, string? detail) =>
            new(prompt.Key, run.Session.Model, state, made?.Write(), detail);
        Reply? best = null;
        try
        {
            var material = await MaterialAsync(work, form, prompt, ct);
            if (material is null) return Answer(SummaryState.Invalid, null, "The model could not take notes on any part of the paper.");
            for (var attempt = 1; attempt <= Attempts; attempt++)
            {
                var answer = await run.Session.AskAsync(prompt.Ask(material, best?.Fault), ct);
                var reply = Check(work, form, prompt, answer);
                best = best is null ? reply : best.FilledBy(reply);
                if (best.Fault is null || best.State == SummaryState.Filtered) break;
            }
        }
        catch (LlmException error)
        {
            if (best is null || best.Parts.Parts.Count == 0) return Answer(error.Failure == LlmFailure.OverBudget ? SummaryState.OverBudget : SummaryState.Failed, null, error.Message);
        }
        return best!.Parts.Parts.Count > 0 || best.State == SummaryState.Made ? Answer(SummaryState.Made, best.Parts, best.Fault) : Answer(best.State, null, best.Fault);
    }

    /// <summary>
    /// What a kind of summary is made from: the paper, or notes on its parts where it does not fit. Null where no note could be had.
    /// </summary>
    private async Task<string?> MaterialAsync(Work work, SummaryForm form, SummaryPrompt prompt, CancellationToken ct)
    {
        var room = prompt.Room(work.Run.Session.Options);
        if (!form.ReadsWhole) return work.Material.Brief(room);
        var parts = work.Material.Parts(room);
        if (parts.Count == 1) return parts[0];
        var notes = work.Notes ??= await NotesAsync(work, ct);
        return notes.Any(part => part.Count > 0) ? work.Material.FromNotes(notes, room) : null;
    }

    /// <summary>Has notes taken on each part of a long paper, side by side; those that are on disk are not asked for again.</summary>
    private async Task<IReadOnlyList<IReadOnlyList<string>>> NotesAsync(Work work, CancellationToken ct)
    {
        var parts = work.Material.Parts(NotesPrompt.Room(work.Run.Session.Options));
        if (parts.Count > PaperMaterial.MostParts)
        {
            work.Problems.Add(
                $"The paper is very long: only the first {PaperMaterial.MostParts} of {parts.Count} parts were read. Raise "
                    + "LocalDigest:Llm:ContextTokens if the model takes in more at once.");
            parts = [.. parts.Take(PaperMaterial.MostParts)];
        }
        var notes = new IReadOnlyList<string>[parts.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = work.Run.Session.AtOnce, CancellationToken = ct };
        await Parallel.ForEachAsync(Enumerable.Range(0, parts.Count), options, async (i, ct) => notes[i] = await NotesOnAsync(work, parts[i], ct));
        var without = notes.Count(part => part.Count == 0);
        if (without > 0) work.Problems.Add($"Of {parts.Count} parts of the paper, {without} gave the model nothing to note.");
        return notes;
    }

    private async Task<IReadOnlyList<string>> NotesOnAsync(Work work, string part, CancellationToken ct)
    {
        // The same instructions on another part are another question.
        var key = NotesPrompt.KeyWith(part);
        if (work.Known.TryGetValue(key, out var known) && known.IsFinal) return known.Body is null ? [] : CheckedParts.Read(known.Body).Parts.GetValueOrDefault("notes") ?? [];

        var answer = await work.Run.Session.AskAsync(NotesPrompt.Ask(part), ct);
        var check = new PartCheck(NotesPrompt, "en");
        var raw = JsonAnswer.Find(answer.Text, NotesPrompt.Answer) is { } found ? Texts(JsonAnswer.Property(found, "notes"), isList: true) : [];
        var sound = raw.Where(note => check.Fault(note, LongestNote) is null).Select(PartCheck.Tidy).Where(note => note.Length > 0).Take(NotesPerPart).ToList();
        // Invented notes would come back as facts of the paper.
        var kept = sound.SelectMany(note =>
            new Grounder(work.Source, null, "en", mayMark: false).Check("notes", [note]) is { Grounding.Marked: 0 } part ? part.Texts
            : []).ToList();
        table.Save(work.Paper, work.Material.Hash, "Notes", kept.Count > 0
            ? new StoredAnswer(key, work.Run.Session.Model, SummaryState.Made, new CheckedParts(new() { ["notes"] = kept }, [], new Grounding()).Write(), null)
            : new StoredAnswer(
                key, work.Run.Session.Model, SummaryState.Invalid, null, "The model noted nothing that stands in the paper."));
        return kept;
    }

    /// <summary>Reads an answer and checks each part of it.</summary>
    private static Reply Check(Work work, SummaryForm form, SummaryPrompt prompt, ChatAnswer answer)
    {
        if (answer.IsFiltered) return Reply.None(SummaryState.Filtered, "The model's content filter stopped the answer.");
        if (answer.Refusal is not null) return Reply.None(SummaryState.Refused, "The model declined to answer.");
        if (JsonAnswer.Find(answer.Text, prompt.Answer) is not { } found)
        {
            return answer.IsCut ? Reply.None(SummaryState.Invalid, "The model's answer was cut off at its length limit.")
                : answer.Text.Length > JsonAnswer.LongestAnswer ? Reply.None(SummaryState.Invalid, "The model's answer was far too long.")
                : !answer.Text.Contains('{') ? Reply.None(SummaryState.Refused, "The model wrote prose in place of the answer that was asked for.")
                : Reply.None(SummaryState.Invalid, "The model's answer was not the JSON that was asked for.");
        }
        if (form.Kind == SummaryKind.Facts)
            return new Reply(Facts.Check(found, work.Paper.Paper, work.Text, work.Source), null, SummaryState.Made);

        var check = new PartCheck(prompt, work.Run.Profile.Language);
        var parts = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var statements = new List<SummaryStatement>();
        var grounding = new Grounding();
        var problems = new List<string>();
        var isRefusal = false;
        foreach (var part in form.Parts)
        {
            JsonElement? at = found;
            foreach (var name in part.Way) at = at is { } element ? JsonAnswer.Property(element, name) : null;
            var raw = Texts(at, part.IsList);
            var faults = raw.Select(text => check.Fault(text, part.Limits.Longest)).ToList();
            List<string> sound = [.. raw.Where((_, i) => faults[i] is null).Select(PartCheck.Tidy).Where(text => text.Length > 0)];
            isRefusal |= faults.Contains(PartFault.SpeaksOfTheTask);
            problems.AddRange(faults.OfType<PartFault>().Select(fault => $"its {part.Path} {PartCheck.Words(fault)}"));

            var interests = part.Limits.MayNameInterests ? work.Interests : null;
            var grounded = new Grounder(work.Source, interests, work.Run.Profile.Language).Check(part.Path, sound);
            grounding += grounded.Grounding;
            if (grounded.Texts.Count > 0)
            {
                parts[part.Path] = grounded.Texts;
                statements.AddRange(grounded.Statements);
            }
            else if (sound.Count > 0)
            {
                problems.Add($"nothing of its {part.Path} could be found in the paper");
            }
            else if (part.Limits.IsRequired && faults.TrueForAll(fault => fault is null))
            {
                problems.Add($"its {part.Path} is empty");
            }
        }
        return new Reply(
            new CheckedParts(parts, statements, grounding),
            problems.Count == 0 ? null : $"The model's answer was not acceptable: {string.Join("; ", problems.Distinct().Take(4))}.",
            isRefusal && parts.Count == 0 ? SummaryState.Refused : SummaryState.Invalid);
    }

    /// <summary>The texts of a part, also where a list came in place of a text or the other way round.</summary>
    private static List<string> Texts(JsonElement? part, bool isList)
    {
        var texts = new List<string>();
        switch (part)
        {
            case { ValueKind: JsonValueKind.String } text:
                var whole = text.GetString()!;
                if (isList) texts.AddRange(whole.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
                else texts.Add(whole);
                break;
            case { ValueKind: JsonValueKind.Array } list:
                texts.AddRange(list.EnumerateArray().Take(SummaryForm.MostPoints * 2).Select(Point).Where(point => point.Length > 0));
                if (!isList && texts.Count > 1) texts = [string.Join('\n', texts.Select(text => "- " + text))];
                break;
            case { ValueKind: JsonValueKind.Object } or { ValueKind: JsonValueKind.Number }:
                texts.Add(Point(part.Value));
                break;
        }
        // A list shows its own marks.
        return isList ? [.. texts.Take(SummaryForm.MostPoints).Select(text => Grounder.WithoutListMark(text))] : texts;
    }

    private static string Point(JsonElement point) => point.ValueKind switch
    {
        JsonValueKind.String => point.GetString()!.ReplaceLineEndings(" "),
        JsonValueKind.Object => string.Join(": ", point.EnumerateObject().Select(property => property.Value).Where(value => value.ValueKind == JsonValueKind.String).Select(value => value.GetString()!.ReplaceLineEndings(" "))),
        _ => "",
    };

    /// <summary>Puts the summary together from the answers, with the paper's own sentences where there are none.</summary>
    private static PaperSummary Assemble(
        StoredPaper paper, FullText text, IReadOnlyList<(SummaryForm Form, StoredAnswer Answer)> answers, IEnumerable<string> problems)
    {
        var grounding = new Grounding();
        var parts = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var statements = new List<SummaryStatement>();
        var origins = new List<string>();
        var missing = problems.ToList();
        var facts = Facts.Of(paper.Paper, text);
        foreach (var (form, answer) in answers)
        {
            if (answer.Detail is { } detail)
                missing.Add(answer.Body is null ? $"{form.Label} could not be made: {detail}" : $"{form.Label} is not complete. {detail}");
            if (answer.Body is not { } body) continue;
            var made = CheckedParts.Read(body);
            grounding += made.Grounding;
            if (form.Kind == SummaryKind.Facts) facts = facts.With(made);
            if (made.Parts.Count == 0) continue;
            statements.AddRange(made.Statements);
            origins.Add($"{answer.Model}/{form.Prompt}");
            foreach (var part in form.Parts)
            {
                if (made.Parts.TryGetValue(part.Path, out var texts)) parts[part.Path] = texts;
            }
        }
        var extract = Extracts.Of(paper.Paper, text);
        var written = TextsOf(parts);
        var extracted = new List<string>();
        if (written.Tldr is null && extract.Tldr is not null) extracted.Add("tldr");
        if (extract.KeyFindings.Count > 0) extracted.Add("keyFindings");
        if (extract.Outline.Count > 0) extracted.Add("outline");
        statements.AddRange(extract.Statements.Where(statement => extracted.Contains(statement.Part)));
        return new PaperSummary(written)
        {
            Tldr = written.Tldr ?? extract.Tldr,
            KeyFindings = extract.KeyFindings,
            Outline = extract.Outline,
            Affiliations = facts.Affiliations,
            Venue = facts.Venue,
            CodeUrl = facts.CodeUrl,
            ProjectUrl = facts.ProjectUrl,
            Links = facts.Links,
            Basis = text.Basis,
            Origin = origins.Count == 0 ? PaperSummary.Extractive : string.Join(", ", origins),
            ExtractedParts = extracted,
            Grounding = grounding,
            Statements = statements,
            Problems = [.. missing.Distinct()],
        };
    }

    /// <summary>Texts by the paths of their parts as a record.</summary>
    private static SummaryTexts TextsOf(Dictionary<string, IReadOnlyList<string>> parts)
    {
        var hasAnalysis = SummaryForm.Of(SummaryKind.MethodAnalysis).Parts.Any(part => parts.ContainsKey(part.Path));
        return TextShape.Change(
            new SummaryTexts { MethodAnalysis = hasAnalysis ? new MethodAnalysis() : null }, (place, _) => parts.GetValueOrDefault(place.Path) ?? []);
    }

    /// <summary>What is known while one paper is summarised.</summary>
    private sealed class Work(SummaryRun run, StoredPaper paper, FullText text)
    {
        private SourceText? source;
        private SourceText? interests;

        public SummaryRun Run => run;

        public StoredPaper Paper => paper;

        public FullText Text => text;

        public PaperMaterial Material { get; } = new(paper.Paper, text);

        public SourceText Source => LazyInitializer.EnsureInitialized(ref source, () => new SourceText(paper.Paper, text));

        public SourceText Interests => LazyInitializer.EnsureInitialized(ref interests, () => new SourceText([run.Profile.Interests, .. run.Profile.Keywords]));

        public Dictionary<string, StoredAnswer> Known { get; set; } = [];

        public IReadOnlyList<IReadOnlyList<string>>? Notes { get; set; }

        public List<string> Problems { get; } = [];
    }

    /// <summary>What came of one answer.</summary>
    /// <param name="Parts">What stood the check.</param>
    /// <param name="Fault">What was wrong, as a sentence; null where nothing was.</param>
    /// <param name="State">What it is where no part is there.</param>
    private sealed record Reply(CheckedParts Parts, string? Fault, SummaryState State)
    {
        public static Reply None(SummaryState state, string fault) => new(new CheckedParts([], [], new Grounding()), fault, state);

        /// <summary>This answer with the parts that it lacks taken from a later one.</summary>
        public Reply FilledBy(Reply later)
        {
            if (Parts.Parts.Count == 0) return later with { Parts = later.Parts with { Grounding = Parts.Grounding + later.Parts.Grounding } };
            var missing = later.Parts.Parts.Where(pair => !Parts.Parts.ContainsKey(pair.Key)).ToDictionary(StringComparer.Ordinal);
            foreach (var (path, texts) in missing) Parts.Parts[path] = texts;
            var parts = Parts with
            {
                Statements = [.. Parts.Statements, .. later.Parts.Statements.Where(statement => missing.ContainsKey(statement.Part))],
                Grounding = Parts.Grounding + later.Parts.Grounding,
            };
            return new Reply(parts, later.Fault is null ? null : Fault, State);
        }
    }
}
