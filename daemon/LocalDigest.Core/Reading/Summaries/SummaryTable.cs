using System.Text.Json;
using System.Text.Json.Serialization;
using LocalDigest.Papers;
using LocalDigest.Storage;

namespace LocalDigest.Reading;

/// <summary>What came of a question to the model about a paper.</summary>
public enum SummaryState
{
    /// <summary>There is text that stood the check.</summary>
    Made,

    /// <summary>The model declined, or asked for the paper.</summary>
    Refused,

    /// <summary>It answered, and nothing of it could be used.</summary>
    Invalid,

    /// <summary>The service's content filter stopped the answer.</summary>
    Filtered,

    /// <summary>The request failed; the next run asks again.</summary>
    Failed,

    /// <summary>The run's budget was used up; the next run asks again.</summary>
    OverBudget,
}

/// <summary>An answer on disk.</summary>
/// <param name="Body">JSON; null unless made.</param>
/// <param name="Detail">What went wrong, as a sentence; also where only some parts did.</param>
internal sealed record StoredAnswer(string Prompt, string Model, SummaryState State, string? Body, string? Detail)
{
    /// <summary>Whether asking again would be the same question with the same answer.</summary>
    public bool IsFinal => State is not (SummaryState.Failed or SummaryState.OverBudget);
}

/// <summary>The checked parts of an answer, as they are stored.</summary>
/// <param name="Parts">The texts of each part by its path; a text that is no list has one.</param>
/// <param name="Statements">The sentences that were kept.</param>
/// <param name="Grounding">What came of the check.</param>
internal sealed record CheckedParts(Dictionary<string, IReadOnlyList<string>> Parts, IReadOnlyList<SummaryStatement> Statements, Grounding Grounding)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    public static CheckedParts Read(string body) => JsonSerializer.Deserialize<CheckedParts>(body, Json)!;

    public string Write() => JsonSerializer.Serialize(this, Json);
}

/// <summary>
/// Summaries and overviews on disk. An answer belongs to a text, a prompt and a model: when one of them changes, it is no longer an answer.
/// </summary>
public sealed class SummaryTable(Database database, TimeProvider clock) : IPaperRows
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Tables => ["summaries"];

    /// <inheritdoc/>
    public void Move(Session session, PaperUnion pair) => session.Execute("UPDATE OR IGNORE summaries SET paper = ?1 WHERE paper = ?2", pair.Into, pair.From);

    internal void Save(StoredPaper paper, byte[] textHash, string kind, StoredAnswer answer) => database.Write(session => session.Execute(
        """
        INSERT INTO summaries (paper, text_hash, prompt, model, kind, state, body, detail, at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        ON CONFLICT (paper, prompt, model, text_hash) DO UPDATE SET state = excluded.state, body = excluded.body, detail = excluded.detail, at = excluded.at
        """,
        paper.Number, textHash, answer.Prompt, answer.Model, kind, answer.State, answer.Body, answer.Detail, clock.GetUtcNow()));

    /// <summary>The answers about a text of a paper by prompt, the newest one of each that was made, else the newest.</summary>
    /// <param name="model">The model; null for whichever answered last.</param>
    internal Dictionary<string, StoredAnswer> Of(StoredPaper paper, byte[] textHash, string? model) => database.Read(session =>
    {
        var answers = new Dictionary<string, StoredAnswer>(StringComparer.Ordinal);
        session.Visit(
            """
            SELECT prompt, model, state, body, detail FROM summaries
            WHERE paper = ?1 AND text_hash = ?2 AND (?3 IS NULL OR model = ?3)
            ORDER BY state = 'Made', at
            """,
            row => answers[row.Text(0)] = new StoredAnswer(row.Text(0), row.Text(1), row.Name<SummaryState>(2), row.TextOrNull(3), row.TextOrNull(4)),
            paper.Number, textHash, model);
        return answers;
    });

    internal void SaveOverview(byte[] papersHash, StoredAnswer answer) => database.Write(session => session.Execute(
        """
        INSERT INTO overviews (prompt, papers_hash, model, state, body, detail, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (prompt, papers_hash, model) DO UPDATE SET state = excluded.state, body = excluded.body, detail = excluded.detail, at = excluded.at
        """,
        answer.Prompt, papersHash, answer.Model, answer.State, answer.Body, answer.Detail, clock.GetUtcNow()));

    internal StoredAnswer? OverviewOf(byte[] papersHash, string prompt, string model) => database.Read(session => session.First(
        "SELECT prompt, model, state, body, detail FROM overviews WHERE prompt = ?1 AND papers_hash = ?2 AND model = ?3",
        row => new StoredAnswer(row.Text(0), row.Text(1), row.Name<SummaryState>(2), row.TextOrNull(3), row.TextOrNull(4)),
        prompt, papersHash, model));
}
