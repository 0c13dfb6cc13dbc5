namespace LocalDigest.Models;

/// <summary>
/// Learns from the grades that a judge gave what the judge would say of other documents. Until it has learned anything it says what the user's criteria
/// say.
/// </summary>
public interface IVerdictLearner
{
    /// <summary>Name and version of the method and of its file form.</summary>
    string Name { get; }

    /// <summary>The numbers that it learns with, by name.</summary>
    IReadOnlyDictionary<string, double> Settings { get; }

    /// <summary>Learns from verdicts.</summary>
    /// <param name="verdicts">What was judged; may be empty.</param>
    /// <param name="ct">Gives it up.</param>
    /// <exception cref="ArgumentException">The parts do not fit each other, or a number is not what it must be.</exception>
    IVerdictModel Train(VerdictSet verdicts, CancellationToken ct = default);

    /// <summary>Reads a model back.</summary>
    /// <param name="stream">What <see cref="IVerdictModel.Save"/> wrote.</param>
    /// <exception cref="InvalidDataException">It is damaged or of another learner; the message says which.</exception>
    IVerdictModel Load(Stream stream);
}

/// <summary>What a judge would say of documents. Never changes; safe for several threads.</summary>
public interface IVerdictModel
{
    /// <summary>How well it does.</summary>
    VerdictQuality Quality { get; }

    /// <summary>Scores documents by one number, the higher the better grades they would get; see <see cref="Scale"/>.</summary>
    /// <param name="documents">With vectors, terms, criteria and topic scores, as those that it learned from.</param>
    /// <param name="scores">Receives one number for each.</param>
    /// <exception cref="ArgumentException">The documents are not described as those were that it learned from.</exception>
    void Score(DocumentFeatures documents, Span<float> scores);

    /// <summary>What scores mean in grades.</summary>
    GradeScale Scale { get; }

    /// <summary>Writes it, to be read by <see cref="IVerdictLearner.Load"/>.</summary>
    void Save(Stream stream);
}

/// <summary>What was judged.</summary>
public sealed record VerdictSet
{
    /// <summary>The judged documents.</summary>
    public required DocumentFeatures Documents { get; init; }

    /// <summary>What names each for ever, so that two trainings hold out the same ones together.</summary>
    public required long[] Keys { get; init; }

    /// <summary>The judge's grade of each, 1 to 10.</summary>
    public required int[] Grades { get; init; }

    /// <summary>How much each counts: 1, or less for a verdict on an older wording of the criteria or by another model.</summary>
    public required float[] Weights { get; init; }

    /// <summary>Documents of which nothing is known, as they come in: what is usual. May hold the judged ones.</summary>
    public required DocumentFeatures Background { get; init; }

    /// <summary>What scored the documents by the criteria: what is saved scores text by it.</summary>
    public required CriteriaScorer Criteria { get; init; }

    /// <summary>The grade from which on the user calls a document relevant, 1 to 10.</summary>
    public required int Relevant { get; init; }

    /// <exception cref="ArgumentException">The parts do not fit each other, or a number is not what it must be.</exception>
    internal void Check(string name)
    {
        Documents.CheckNumbers(name);
        Background.CheckNumbers(name);
        var count = Documents.Count;
        if (Keys.Length != count || Grades.Length != count || Weights.Length != count)
            throw new ArgumentException("There must be one key, grade and weight for each document.", name);
        if (Documents.Dimensions != Background.Dimensions || Documents.Topics != Background.Topics)
            throw new ArgumentException("The background is described otherwise than the documents.", name);
        if (Criteria.Dimensions != Documents.Dimensions || Criteria.Topics != Documents.Topics)
            throw new ArgumentException("The criteria have other dimensions or topics than the documents.", name);
        if (Grades.Any(grade => grade is < 1 or > 10) || Relevant is < 1 or > 10)
            throw new ArgumentException("A grade is not from 1 to 10.", name);
        if (Weights.Any(weight => !(weight is >= 0 and <= 1))) throw new ArgumentException("A weight is not from 0 to 1.", name);
    }
}

/// <summary>How well a verdict model does on verdicts that it did not see.</summary>
public sealed record VerdictQuality
{
    /// <summary>How many verdicts of full weight it learned from.</summary>
    public required int Verdicts { get; init; }

    /// <summary>How many of them reached the grade from which on a document is relevant.</summary>
    public required int Relevant { get; init; }

    /// <summary>The chance that a relevant document is put before another one; null where there are not both.</summary>
    public double? Auc { get; init; }

    /// <summary>The same for the criteria alone.</summary>
    public double? CriteriaAuc { get; init; }

    /// <summary>Mean squared error of the probability of being relevant, 0 to 1, less is better; null without verdicts.</summary>
    public double? Brier { get; init; }

    /// <summary>The same where every document is given the usual rate.</summary>
    public double? BaseBrier { get; init; }
}
