using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LocalDigest.Models.MLNet;

/// <summary>What of a sentence model ML.NET must be told to run it.</summary>
/// <param name="Inputs">The names of its inputs.</param>
/// <param name="Output">The name of the output with one vector for each token.</param>
/// <param name="Dimensions">Length of the vectors.</param>
internal sealed record OnnxForm(IReadOnlyList<string> Inputs, string Output, int Dimensions)
{
    /// <summary>Models may have some rows more than there are tokens, to fill up a round number.</summary>
    private const int MostSpareRows = 128, RoundNumber = 8;

    private const int ShortText = 3;

    internal const string VocabularyRemedy = "Put the vocabulary there that came with the model.";

    private static readonly string[] KnownInputs = [TokenRow.Ids, TokenRow.Mask, TokenRow.Types];

    /// <summary>Looks at a model before it is used, since ML.NET says little of what is wrong with one.</summary>
    /// <param name="path">The model.</param>
    /// <param name="vocabulary">How many tokens it must know.</param>
    /// <param name="longest">How long its texts may become, in tokens.</param>
    /// <exception cref="OnnxFolderException">It is damaged, is no sentence model, or does not fit the vocabulary or the length.</exception>
    public static OnnxForm Of(string path, int vocabulary, int longest)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            IntraOpNumThreads = 1,
            // What fails here is told in a sentence, not on the console.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        InferenceSession session;
        try
        {
            session = new InferenceSession(path, options);
        }
        catch (OnnxRuntimeException error)
        {
            throw Wrong("is damaged, or of a kind that ONNX Runtime does not know", error);
        }
        using (session)
        {
            var output = OutputOf(session);
            CheckVocabulary(session, output, vocabulary);
            if (Run(session, output, token: 0, longest) is null)
            {
                var remedy = $"Set maxTokens in {EmbedderSettings.SettingsFile} to what it takes in.";
                throw OnnxFolderException.Of(EmbedderSettings.ModelFile, $"does not run on a text of {longest} tokens", remedy);
            }
            return new OnnxForm([.. session.InputMetadata.Keys], output, Run(session, output, token: 0, ShortText)!.Value);
        }
    }

    /// <summary>Checks the inputs and finds the output.</summary>
    private static string OutputOf(InferenceSession session)
    {
        foreach (var (name, input) in session.InputMetadata)
        {
            if (!KnownInputs.Contains(name)) throw Wrong($"has an input '{name}', which a sentence model has not");
            var isOfTokens = input.ElementType == typeof(long) && input.Dimensions.Length == 2;
            if (!isOfTokens) throw Wrong($"has an input '{name}' that is not [texts, tokens] in int64");
        }
        if (!session.InputMetadata.ContainsKey(TokenRow.Ids)) throw Wrong($"has no input '{TokenRow.Ids}'");
        var outputs = session.OutputMetadata.Where(item => item.Value.ElementType == typeof(float) && item.Value.Dimensions.Length == 3);
        return outputs.FirstOrDefault().Key ?? throw Wrong("has no output [texts, tokens, dimensions] in float32");
    }

    private static void CheckVocabulary(InferenceSession session, string output, int vocabulary)
    {
        bool Knows(int token) => Run(session, output, token, ShortText) is not null;
        if (!Knows(0)) throw Wrong("does not run on a short text");
        if (!Knows(vocabulary - 1)) throw Misfit("fewer");
        var spare = Enumerable.Range(0, MostSpareRows).TakeWhile(extra => Knows(vocabulary + extra)).Count();
        if (spare == MostSpareRows || (spare > 0 && (vocabulary + spare) % RoundNumber != 0)) throw Misfit("more");

        OnnxFolderException Misfit(string known) => OnnxFolderException.Of(
            EmbedderSettings.VocabularyFile, $"has {vocabulary} tokens, and the model knows {known}", VocabularyRemedy);
    }

    /// <summary>Runs the model on a text that repeats one token.</summary>
    /// <returns>The length of its vectors; null where it does not take such a text in.</returns>
    private static int? Run(InferenceSession session, string output, int token, int length)
    {
        var inputs = session.InputMetadata.Keys.Select(name =>
        {
            var numbers = new DenseTensor<long>([1, length]);
            numbers.Fill(name == TokenRow.Ids ? token : name == TokenRow.Mask ? 1 : 0);
            return NamedOnnxValue.CreateFromTensor(name, numbers);
        });
        try
        {
            using var results = session.Run([.. inputs], [output]);
            return results[0].AsTensor<float>().Dimensions[^1];
        }
        catch (OnnxRuntimeException)
        {
            // Which tokens and lengths it takes in is just what is asked here.
            return null;
        }
    }

    private static OnnxFolderException Wrong(string fault, Exception? inner = null) =>
        OnnxFolderException.Of(EmbedderSettings.ModelFile, fault, "Put an ONNX export of a BERT-like sentence model there.", inner);
}
