using Microsoft.ML;

namespace LocalDigest.Models.MLNet;

/// <summary>What all of ML.NET's work in this process shares. The first use loads ML.NET.</summary>
internal static class MachineLearning
{
    /// <summary>One context for the process, as ML.NET advises. The seed makes what it draws at random the same in every run.</summary>
    public static MLContext Context { get; } = new(seed: 1);
}
