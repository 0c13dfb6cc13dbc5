using System.Globalization;
using LocalDigest.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

// One entry for each command, one file for each entry.
var commands = new Dictionary<string, Func<Task>>(StringComparer.Ordinal)
{
    ["quality"] = () => Task.Run(Quality.Run),
    ["quality learning"] = () => Task.Run(LearningQuality.Run),
    ["quality funnel"] = () => Task.Run(FunnelQuality.Run),
    ["soak"] = Soak.RunAsync,
    ["speed"] = () => Task.Run(Speed.Run),
    ["surface"] = Surface.RunAsync,
    ["texts"] = () => Task.Run(Texts.Run),
    ["texts examples"] = () => Task.Run(Texts.Examples),
};

var name = string.Join(' ', args);
if (commands.TryGetValue(name, out var command))
{
    await command();
    return 0;
}
Console.Error.WriteLine($"There is no command '{name}'. There are: {string.Join(", ", commands.Keys)}. Run it with: dotnet run -c Release --project tests/LocalDigest.Benchmarks -- speed");
return 2;
