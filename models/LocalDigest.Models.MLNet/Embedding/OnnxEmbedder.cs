using System.Numerics.Tensors;
using System.Security.Cryptography;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Tokenizers;
using Microsoft.ML.Transforms.Onnx;

namespace LocalDigest.Models.MLNet;

/// <summary>The tokens of one text as the model takes them in.</summary>
internal sealed class TokenRow
{
    public const string Ids = "input_ids", Mask = "attention_mask", Types = "token_type_ids";

    [ColumnName(Ids)]
    public long[] TokenIds { get; set; } = [];

    /// <summary>1 for each token: texts are embedded one at a time, and none is filled up.</summary>
    [ColumnName(Mask)]
    public long[] TokenMask { get; set; } = [];

    /// <summary>0 for each token: there is one sentence.</summary>
    [ColumnName(Types)]
    public long[] TokenTypes { get; set; } = [];
}

/// <summary>
/// A sentence model of the BERT family out of a folder, run by ML.NET: WordPiece tokens, an ONNX model, pooling. What the folder holds
/// is told by <see cref="EmbedderSettings"/>. Safe to use from several threads at once.
/// </summary>
public sealed class OnnxEmbedder : IDisposable
{
    private const string OtherExport = "Use another export of the model.";
    private const int HashDigits = 12;
    private const float LengthTolerance = 1e-3f;

    private readonly OnnxTransformer model;
    private readonly BertTokenizer tokenizer;
    private readonly EmbedderSettings settings;
    private readonly OnnxForm form;

    private OnnxEmbedder(OnnxTransformer model, BertTokenizer tokenizer, EmbedderSettings settings, OnnxForm form, string hash)
    {
        (this.model, this.tokenizer, this.settings, this.form) = (model, tokenizer, settings, form);
        Identity = $"{settings.Name}@{hash}";
    }

    /// <summary>The model's name, <c>@</c>, and a hash of its files: other files under the same name are another model.</summary>
    public string Identity { get; }

    /// <summary>Length of the vectors.</summary>
    public int Dimensions => form.Dimensions;

    /// <summary>Opens the model; that takes seconds, and several times the memory that the file is large.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="threads">At most so many threads work on one text.</param>
    /// <exception cref="OnnxFolderException">The folder holds no sentence model that can be used.</exception>
    public static OnnxEmbedder Open(string folder, int threads)
    {
        var read = EmbedderSettings.Read(folder);
        try
        {
            var (tokenizer, vocabulary) = TokenizerOf(Path.Combine(folder, EmbedderSettings.VocabularyFile), read);
            var path = Path.Combine(folder, EmbedderSettings.ModelFile);
            var found = OnnxForm.Of(path, vocabulary, read.MaxTokens);
            return new OnnxEmbedder(ModelOf(path, found, threads), tokenizer, read, found, HashOf(folder));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OnnxFolderException("A file in the folder that LocalDigest:Embedding:Folder names cannot be read. Let this user read it.", error);
        }
        catch (Exception error) when (error is DllNotFoundException or TypeInitializationException or BadImageFormatException)
        {
            throw new OnnxFolderException("ONNX Runtime does not load on this machine. Take the setting LocalDigest:Embedding:Folder out.", error);
        }
    }

    /// <summary>Embeds what is searched for.</summary>
    /// <returns>A unit vector of <see cref="Dimensions"/> numbers.</returns>
    /// <exception cref="OnnxFolderException">The model gave none; the message says what to do.</exception>
    public float[] EmbedQuery(string text) => Embed(settings.QueryPrefix + text);

    /// <summary>Embeds what is found.</summary>
    /// <returns>A unit vector of <see cref="Dimensions"/> numbers.</returns>
    /// <exception cref="OnnxFolderException">The model gave none; the message says what to do.</exception>
    public float[] EmbedDocument(string text) => Embed(settings.DocumentPrefix + text);

    public void Dispose() => model.Dispose();

    /// <summary>The tokens of a text, <c>[CLS]</c> first and <c>[SEP]</c> last.</summary>
    internal long[] TokensOf(string text)
    {
        // The tokenizer drops line breaks and joins the words on both sides (dotnet/machinelearning#7724).
        var plain = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return [.. tokenizer.EncodeToIds(plain, settings.MaxTokens, out _, out _).Select(id => (long)id)];
    }

    private static OnnxTransformer ModelOf(string path, OnnxForm form, int threads)
    {
        var ml = MachineLearning.Context;
        var options = new OnnxOptions
        {
            ModelFile = path,
            InputColumns = [.. form.Inputs],
            OutputColumns = [form.Output],
            // One text at a time, of any length.
            ShapeDictionary = form.Inputs.ToDictionary(name => name, _ => (int[])[1, -1], StringComparer.Ordinal),
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
        };
        try
        {
            return ml.Transforms.ApplyOnnxModel(options).Fit(ml.Data.LoadFromEnumerable<TokenRow>([]));
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or OnnxRuntimeException)
        {
            throw OnnxFolderException.Of(EmbedderSettings.ModelFile, "cannot be loaded by ML.NET", OtherExport, error);
        }
    }

    private static (BertTokenizer Tokenizer, int Vocabulary) TokenizerOf(string path, EmbedderSettings settings)
    {
        // Accents go with the upper case, as in BERT's own tokenizer.
        var options = new BertOptions { LowerCaseBeforeTokenization = settings.LowerCase, RemoveNonSpacingMarks = settings.LowerCase };
        try
        {
            return (BertTokenizer.Create(path, options), File.ReadLines(path).Count());
        }
        catch (ArgumentException error)
        {
            const string fault = "is no WordPiece vocabulary: one token a line, each once, with [UNK], [CLS], [SEP], [PAD] and [MASK]";
            throw OnnxFolderException.Of(EmbedderSettings.VocabularyFile, fault, OnnxForm.VocabularyRemedy, error);
        }
    }

    /// <summary>The first digits of SHA-256 over all files that vectors depend on; large models keep weights in further files.</summary>
    private static string HashOf(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string[] names = [EmbedderSettings.ModelFile + "*", EmbedderSettings.VocabularyFile, EmbedderSettings.SettingsFile];
        foreach (var path in names.SelectMany(name => Directory.GetFiles(folder, name).Order(StringComparer.Ordinal)))
        {
            using var file = File.OpenRead(path);
            hash.AppendData(SHA256.HashData(file));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..HashDigits];
    }

    private float[] Embed(string text)
    {
        var tokens = TokensOf(text);
        var row = new TokenRow { TokenIds = tokens, TokenMask = new long[tokens.Length], TokenTypes = new long[tokens.Length] };
        Array.Fill(row.TokenMask, 1);
        float[] ofTokens;
        try
        {
            var rows = MachineLearning.Context.Data.LoadFromEnumerable([row]);
            ofTokens = model.Transform(rows).GetColumn<float[]>(form.Output).Single();
        }
        catch (Exception error) when (error is InvalidOperationException or OnnxRuntimeException)
        {
            throw OnnxFolderException.Of(EmbedderSettings.ModelFile, "failed on a text", OtherExport, error);
        }
        return Unit(Pool(ofTokens, tokens.Length));
    }

    private float[] Pool(float[] ofTokens, int tokens)
    {
        var vector = ofTokens.AsSpan(0, Dimensions).ToArray();
        if (settings.Pooling == Pooling.Cls) return vector;
        for (var t = 1; t < tokens; t++) TensorPrimitives.Add(vector, ofTokens.AsSpan(t * Dimensions, Dimensions), vector);
        TensorPrimitives.Divide(vector, tokens, vector);
        return vector;
    }

    private float[] Unit(float[] vector)
    {
        var length = TensorPrimitives.Norm<float>(vector);
        if (!float.IsFinite(length) || length == 0)
        {
            throw OnnxFolderException.Of(EmbedderSettings.ModelFile, "gives vectors without numbers", OtherExport);
        }
        if (settings.Normalise) TensorPrimitives.Divide(vector, length, vector);
        else if (MathF.Abs(length - 1) > LengthTolerance)
        {
            const string fault = "leaves vectors as they are, and they are not of length 1";
            throw OnnxFolderException.Of(EmbedderSettings.SettingsFile, fault, "Set normalise to true.");
        }
        return vector;
    }
}
