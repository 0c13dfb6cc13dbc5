using Microsoft.ML.Data;

namespace LocalDigest.Models.MLNet;

/// <summary>One verdict as ML.NET reads it.</summary>
internal sealed class VerdictRow
{
    public VBuffer<float> Features { get; set; }

    public float Value { get; set; }

    public bool Label { get; set; }

    public float Weight { get; set; } = 1;

    [NoColumn]
    public int Grade { get; set; }

    public VerdictRow With(bool label) => new() { Features = Features, Weight = Weight, Grade = Grade, Label = label };

    /// <summary>Tells ML.NET how long the numbers are.</summary>
    public static SchemaDefinition Schema(int length)
    {
        var schema = SchemaDefinition.Create(typeof(VerdictRow));
        schema[nameof(Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, length);
        return schema;
    }
}
