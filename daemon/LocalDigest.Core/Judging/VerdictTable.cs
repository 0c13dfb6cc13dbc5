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
    internal void Save(JudgePrompt prompt, string model, IReadOnlyCollection<(StoredPaper Paper, Verdict Verdict)> verdicts)
    {
        database.Write(session =>
        {
            foreach (var (paper, verdict) in verdicts)
            {
                session.Execute(
                    """
                    INSERT INTO verdicts (paper, text_hash, prompt, model, state, relevance, novelty, topic, comment, detail, answers, at, failure, criteria)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
                    ON CONFLICT (paper, prompt, model, text_hash) DO UPDATE SET
                        -- The check of a surprising verdict is no second asking.
                        relevance_before = CASE
                            WHEN state = 'Scored' AND coalesce(json_array_length(excluded.answers), 0) <= 1 THEN relevance ELSE relevance_before END,
                        state = excluded.state, relevance = excluded.relevance, novelty = excluded.novelty, topic = excluded.topic,
                        comment = excluded.comment, detail = excluded.detail, answers = excluded.answers, failure = excluded.failure,
                        criteria = excluded.criteria,
                        -- Since when it has been asked for in vain.
                        at = CASE WHEN state NOT IN ('Scored', 'Failed', 'OverBudget') AND excluded.state <> 'Scored' THEN at ELSE excluded.at END
                    -- Who is asked again in vain has said what it said before.
                    WHERE state <> 'Scored' OR excluded.state = 'Scored'
                    """,
                    paper.Number, paper.TextHash, prompt.Key, model, verdict.State, verdict.Relevance, verdict.Novelty, verdict.Topic,
                    verdict.Comment, verdict.Detail, verdict.Answers.Count > 0 ? JsonSerializer.Serialize(verdict.Answers) : null, verdict.At,
                    verdict.Failure, prompt.CriteriaKey);
            }
        });
        Interlocked.Increment(ref changes);
    }

    /// <summary>The verdicts of a prompt and a model on texts as they stand now, by paper number.</summary>
    /// <param name="prompt">From <see cref="JudgePrompt.Key"/>.</param>
    /// <param name="model">The model.</param>
    public IReadOnlyDictionary<long, Verdict> Of(string prompt, string model) =>
        Given(criteria: null, [prompt]).Where(given => given.Model == model)
            .ToDictionary(given => given.Verdict.PaperNumber, given => given.Verdict);

    /// <summary>
    /// The verdicts on some criteria, in whatever words they were asked for and by whatever model, on texts as they stand now: in the order
    /// of their making, those with grades last.
    /// </summary>
    internal IReadOnlyList<GivenVerdict> Given(JudgePrompt prompt) => Given(prompt.CriteriaKey, prompt.Keys);

    private List<GivenVerdict> Given(string? criteria, IReadOnlyCollection<string> prompts) => database.Read(session => session.Query(
        """
        SELECT v.paper, v.state, v.relevance, v.novelty, v.topic, v.comment, v.detail, v.answers, v.at, v.failure, v.relevance_before, v.prompt, v.model
        FROM verdicts v JOIN papers p ON p.number = v.paper AND p.text_hash = v.text_hash
        WHERE v.criteria = ?1 OR v.prompt IN (SELECT value FROM json_each(?2))
        ORDER BY v.state = 'Scored', v.at
        """,
        row => new GivenVerdict(row.Text(11), row.Text(12), new Verdict
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
            RelevanceBefore = row.NumberOrNull(10),
        }),
        criteria, JsonSerializer.Serialize(prompts)));
}
