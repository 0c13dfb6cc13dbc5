using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LocalDigest.Llm;

namespace LocalDigest.Reading;

/// <summary>Instructions from a versioned file, filled in for a reader.</summary>
internal sealed class SummaryPrompt
{
    private const string Rules = "rules-1";

    private readonly string purpose;
    private readonly JsonObject schema;
    private readonly int outputTokens;

    /// <param name="name">The file's name with its version: <c>tldr-1</c>.</param>
    /// <param name="schema">JSON Schema of the answer.</param>
    /// <param name="outputTokens">How long the answer may become.</param>
    /// <param name="values">What stands for <c>{{name}}</c> in the file.</param>
    public SummaryPrompt(string name, JsonObject schema, int outputTokens, params (string Name, string Value)[] values)
    {
        Name = name;
        this.schema = schema;
        this.outputTokens = outputTokens;
        purpose = name[..name.LastIndexOf('-')];
        var template = Read(name)
            .Replace("{{rules}}", Read(Rules), StringComparison.Ordinal)
            .Replace("{{answer}}", AnswerSchema.Example(schema), StringComparison.Ordinal);
        var filled = template;
        foreach (var (key, value) in values) filled = filled.Replace("{{" + key + "}}", value, StringComparison.Ordinal);
        Instructions = template;
        System = filled;
        Answer = [.. schema["properties"]!.AsObject().Select(property => property.Key)];
        AnswerNames = AnswerSchema.Names(schema).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        Key = KeyWith("");
    }

    public string Name { get; }

    /// <summary>What is sent.</summary>
    public string System { get; }

    /// <summary>The words of the file alone, without the reader's own.</summary>
    public string Instructions { get; }

    /// <summary>The names of the properties of the answer itself, without those of nested objects.</summary>
    public string[] Answer { get; }

    /// <summary>The names of all properties of the answer.</summary>
    public FrozenSet<string> AnswerNames { get; }

    /// <summary>Names the question: it changes with the prompt's version and everything that was filled in.</summary>
    public string Key { get; }

    /// <summary>Names the question about one piece of material, where several are asked about in the same words.</summary>
    public string KeyWith(string material) => Name + ":" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(System + material)))[..32];

    /// <summary>
    /// How many tokens of material fit beside the instructions and the answer, with a little to spare; at least a few hundred.
    /// </summary>
    public int Room(LlmOptions options) => Math.Max(600, (int)(0.9 * (options.ContextTokens - TokenEstimate.Of(System) - Math.Min(outputTokens, options.ContextTokens / 4))) - 100);

    /// <param name="material">What to read, as text of JSON.</param>
    /// <param name="complaint">What was wrong with the answer before; null for the first time.</param>
    public ChatQuestion Ask(string material, string? complaint = null) => new(
        purpose, System,
        $"The material, as JSON data:\n\n{material}" + (complaint is null ? "" : $"\n\nAn earlier answer could not be used: {complaint} Answer again, in the form that was asked for."),
        purpose.Replace('-', '_'), schema, outputTokens);

    private static string Read(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream($"LocalDigest.Reading.Summaries.Prompts.{name}.md")!);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Trim();
    }
}
