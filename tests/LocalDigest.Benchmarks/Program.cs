using System.Globalization;
using LocalDigest.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

// One entry for each command, one file for each entry.
var commands = new Dictionary<string, Action>(StringComparer.Ordinal)
{
    ["quality"] = Quality.Run,
    ["quality learning"] = LearningQuality.Run,
    ["quality funnel"] = FunnelQuality.Run,
    ["speed"] = Speed.Run,
    ["surface"] = Surface.Run,
};

var name = string.Join(' ', args);
if (commands.TryGetValue(name, out var command))
{
    command();
    return 0;
}
Console.Error.WriteLine($"There is no command '{name}'. There are: {string.Join(", ", commands.Keys)}. Run it with: dotnet run -c Release --project tests/LocalDigest.Benchmarks -- speed");
return 2;
