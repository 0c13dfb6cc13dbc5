using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using LocalDigest.Models;

namespace LocalDigest.Trainer;

/// <summary>What the program does.</summary>
internal static class Commands
{
    private const string ModelName = "science-embedding-2";

    /// <summary>Documents kept out of the training, to measure on.</summary>
    private const int HeldOut = 2000;

    private static readonly JsonSerializerOptions Json = new() { PropertyNameCaseInsensitive = true, WriteIndented = true };

    public static async Task<int> TrainAsync(string[] paths, DirectoryInfo output, FileInfo? settingsFile, int seed, int epochs, CancellationToken ct)
    {
        var settings = (settingsFile is null ? null : JsonSerializer.Deserialize<Settings>(await File.ReadAllTextAsync(settingsFile.FullName, ct).ConfigureAwait(false), Json)) ?? new Settings();
        settings = settings with { Seed = seed, Epochs = epochs };
        if (settings.Problem is { } problem) return Fail(problem);
        if (paths.Where(path => path != "-" && !File.Exists(path)).ToList() is { Count: > 0 } missing) return Fail($"There is no file {missing[0]}.");
        output.Create();
        var state = Path.Combine(output.FullName, "training.state");
        var watch = Stopwatch.StartNew();
        Corpus corpus;
        try
        {
            corpus = Corpus.Read(paths, count => Progress($"Reading: {count:N0} documents"), ct);
        }
        catch (InvalidDataException e)
        {
            return Fail(e.Message);
        }
        if (corpus.Documents.Count < HeldOut + settings.Batch) return Fail($"The corpus has {corpus.Documents.Count:N0} documents; at least {HeldOut + settings.Batch:N0} are needed.");
        var held = corpus.TakeOut(HeldOut, seed);
        var vocabulary = Vocabulary.Choose(corpus, settings.Words, settings.Phrases);
        Line($"{corpus.Documents.Count:N0} documents ({corpus.Skipped} lines skipped), {vocabulary.Terms.Count(term => !term.IsPhrase):N0} words, {vocabulary.Terms.Count(term => term.IsPhrase):N0} phrases");
        using var training = new ContrastiveTraining(settings, corpus, vocabulary);
        if (File.Exists(state))
        {
            try
            {
                using var saved = File.OpenRead(state);
                training.Restore(saved);
                Line($"Going on after epoch {training.Epoch}.");
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
            {
                return Fail($"{state} is of another training, or damaged. Delete it to start anew.");
            }
        }
        var losses = new List<double>();
        while (training.Epoch < settings.Epochs)
        {
            var epoch = training.Epoch + 1;
            losses.Add(training.RunEpoch((done, loss) => Progress($"Epoch {epoch} of {settings.Epochs} {Bar(done, training.Batches)} loss {loss:0.000}"), ct));
            Line($"Epoch {epoch} of {settings.Epochs}: loss {losses[^1]:0.0000}, {watch.Elapsed.TotalSeconds:0} s");
            // written aside, so that a stop in the midst leaves the state before
            var aside = state + ".new";
            using (var saving = File.Create(aside)) training.Save(saving);
            File.Move(aside, state, overwrite: true);
        }
        var path = Path.Combine(output.FullName, "science-embedding.bin");
        Write(path + ".new", settings, vocabulary, training);
        File.Move(path + ".new", path, overwrite: true);
        using (var embedding = ScienceEmbedding.Open(path))
        {
            var figures = Retrieval.Measure(embedding, held, ct);
            await ModelCard.WriteAsync(Path.Combine(output.FullName, "README.md"), ModelName, settings, paths, corpus, vocabulary, new FileInfo(path).Length, losses, figures, ct).ConfigureAwait(false);
            foreach (var figure in figures) Line(figure.ToString());
        }
        File.Delete(state);
        Line($"{path}: {new FileInfo(path).Length:N0} bytes, {watch.Elapsed.TotalMinutes:0.0} minutes");
        return 0;
    }

    public static Task<int> EvaluateAsync(FileInfo model, string[] paths, CancellationToken ct)
    {
        try
        {
            using var embedding = ScienceEmbedding.Open(model.FullName);
            var corpus = Corpus.Read(paths, count => Progress($"Reading: {count:N0} documents"), ct);
            Line($"{embedding.Model}: {embedding.Terms:N0} terms; {corpus.Documents.Count:N0} documents");
            foreach (var figure in Retrieval.Measure(embedding, corpus.TakeOut(Math.Min(HeldOut, corpus.Documents.Count), seed: 1), ct)) Line(figure.ToString());
            return Task.FromResult(0);
        }
        catch (Exception e) when (e is InvalidDataException or FileNotFoundException)
        {
            return Task.FromResult(Fail(e.Message));
        }
    }

    private static void Write(string path, Settings settings, Vocabulary vocabulary, ContrastiveTraining training)
    {
        var terms = vocabulary.Terms.Select((term, row) => (term.Documents, Term: (term.Hash, term.Spelling, training.Vector(row).ToArray()))).ToList();
        var length = (float)terms.Average(term => TensorPrimitives.Norm<float>(term.Term.Item3));
        using var stream = File.Create(path);
        EmbeddingFile.Write(stream, ModelName, [.. settings.Cuts], settings.UnseenShare * length,
        [
            (settings.Dimensions, [.. terms.Where(term => term.Documents >= settings.FamiliarDocuments).Select(term => term.Term)]),
            (settings.Dimensions, [.. terms.Where(term => term.Documents < settings.FamiliarDocuments).Select(term => term.Term)]),
        ]);
    }

    private static string Bar(int done, int total)
    {
        var full = (int)(20.0 * done / total);
        return string.Create(CultureInfo.InvariantCulture, $"[{new string('#', full)}{new string('.', 20 - full)}] {100.0 * done / total:0}%");
    }

    private static void Progress(string text)
    {
        if (!Console.IsErrorRedirected) Console.Error.Write("\r" + text.PadRight(79));
    }

    private static void Line(string text)
    {
        Progress("");
        if (!Console.IsErrorRedirected) Console.Error.Write('\r');
        Console.WriteLine(text);
    }

    private static int Fail(string text)
    {
        Console.Error.WriteLine(text);
        return 1;
    }
}
