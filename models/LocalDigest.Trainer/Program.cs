using System.CommandLine;
using System.Globalization;
using LocalDigest.Trainer;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var corpora = new Argument<string[]>("corpora") { Description = "JSON lines with \"title\" and \"abstract\", plain or .gz; - for standard input (xz -dc FILE | …).", Arity = ArgumentArity.OneOrMore };
var output = new Option<DirectoryInfo>("--output") { Description = "Where the weights, the model card and, while it runs, its state are written.", DefaultValueFactory = _ => new DirectoryInfo("models/science-embedding") };
var seed = new Option<int>("--seed") { Description = "Decides all that is random.", DefaultValueFactory = _ => 1 };
var epochs = new Option<int>("--epochs") { Description = "Times through the corpus.", DefaultValueFactory = _ => new Settings().Epochs };
var settings = new Option<FileInfo?>("--settings") { Description = "A JSON file with other settings; see Settings.cs." };
var train = new Command("train", "Trains an embedding. Stopped and started again with the same arguments it goes on after the last whole epoch.") { corpora, output, seed, epochs, settings };
train.SetAction((parsed, ct) => Commands.TrainAsync(parsed.GetRequiredValue(corpora), parsed.GetRequiredValue(output), parsed.GetValue(settings), parsed.GetRequiredValue(seed), parsed.GetRequiredValue(epochs), ct));

var model = new Argument<FileInfo>("embedding") { Description = "The .bin file." };
var test = new Option<string[]>("--corpora") { Description = "Documents, best ones it was not trained on, whose abstracts are to be found by their titles.", Required = true };
var evaluate = new Command("evaluate", "Measures how well an embedding finds abstracts by titles, at each length, and how fast it is.") { model, test };
evaluate.SetAction((parsed, ct) => Commands.EvaluateAsync(parsed.GetRequiredValue(model), parsed.GetRequiredValue(test), ct));

return await new RootCommand("Trains the embedding of scientific text that LocalDigest ships.") { train, evaluate }.Parse(args).InvokeAsync().ConfigureAwait(false);
