using System.Text.Json;
using LocalDigest.Llm;
using LocalDigest.Papers;
using LocalDigest.Storage;

namespace LocalDigest.Judging;

/// <summary>The verdicts on disk. A verdict belongs to a text, a prompt and a model: when one of them changes, it is no longer an answer.</summary>
public sealed class VerdictTable(Database database) : IPaperRows
{
    private long changes;

    /// <summary>Counts the times that verdicts were stored since the daemon started: what is kept in memory of them is right while it stays the same.</summary>
    public long Changes => Interlocked.Read(ref changes);

    /// <inheritdoc/>
    public IReadOnlyList<string> Tables => ["verdicts"];

    /// <inheritdoc/>
    public void Move(Session session, PaperUnion pair)
    {
        session.Execute("UPDATE OR IGNORE verdicts SET paper = ?1 WHERE paper = ?2", pair.Into, pair.From);
        foreach (var text in (byte[][])[pair.IntoText, pair.FromText])
        {
            session.Execute("UPDATE OR IGNORE verdicts SET text_hash = ?3 WHERE paper = ?1 AND text_hash = ?2", pair.Into, text, pair.Text);
        }
    }

    /// <summary>Stores verdicts in one transaction, over older ones of the same question.</summary>
    internal void Save(string prompt, string model, IReadOnlyCollection<(StoredPaper Paper, Verdict Verdict)> verdicts)
    {
        database.Write(session =>
        {
            foreach (var (paper, verdict) in verdicts)
            {
                session.Execute(
                    """
                    INSERT INTO verdicts (paper, text_hash, prompt, model, state, relevance, novelty, topic, comment, detail, answers, at, failure)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
                    ON CONFLICT (paper, prompt, model, text_hash) DO UPDATE SET
                        state = excluded.state, relevance = excluded.relevance, novelty = excluded.novelty, topic = excluded.topic,
                        comment = excluded.comment, detail = excluded.detail, answers = excluded.answers, failure = excluded.failure,
                        -- Since when it has been asked for in vain.
                        at = CASE WHEN state NOT IN ('Scored', 'Failed', 'OverBudget') AND excluded.state <> 'Scored' THEN at ELSE excluded.at END
                    """,
                    paper.Number, paper.TextHash, prompt, model, verdict.State, verdict.Relevance, verdict.Novelty, verdict.Topic,
                    verdict.Comment, verdict.Detail, verdict.Answers.Count > 0 ? JsonSerializer.Serialize(verdict.Answers) : null, verdict.At, verdict.Failure);
            }
        });
        Interlocked.Increment(ref changes);
    }

    /// <summary>The verdicts of a prompt on texts as they stand now, by paper number.</summary>
    /// <param name="prompt">From <see cref="JudgePrompt.Key"/>.</param>
    /// <param name="model">The model; null for whichever answered last.</param>
    public Dictionary<long, Verdict> Of(string prompt, string? model) => database.Read(session =>
    {
        var verdicts = new Dictionary<long, Verdict>();
        // In the order of their making: the last one stands.
        session.Visit(
            """
            SELECT v.paper, v.state, v.relevance, v.novelty, v.topic, v.comment, v.detail, v.answers, v.at, v.failure
            FROM verdicts v JOIN papers p ON p.number = v.paper AND p.text_hash = v.text_hash
            WHERE v.prompt = ?1 AND (?2 IS NULL OR v.model = ?2)
            ORDER BY v.state = 'Scored', v.at
            """,
            row => verdicts[row.Key(0)] = new Verdict
            {
                PaperNumber = row.Key(0),
                State = row.Name<VerdictState>(1),
                Relevance = row.NumberOrNull(2),
                Novelty = row.NumberOrNull(3),
                Topic = row.NumberOrNull(4),
                Comment = row.TextOrNull(5),
                Detail = row.TextOrNull(6),
                Answers = row.TextOrNull(7) is { } answers ? JsonSerializer.Deserialize<JudgeAnswer[]>(answers)! : [],
                At = row.Moment(8),
                Failure = row.NameOrNull<LlmFailure>(9),
            },
            prompt, model);
        return verdicts;
    });
}
