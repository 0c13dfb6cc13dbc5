using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace LocalDigest.Client;

/// <summary>How values are read and written: made when this is built, so that a client starts fast.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(DaemonRecord))]
[JsonSerializable(typeof(Paper))]
[JsonSerializable(typeof(PaperPage))]
[JsonSerializable(typeof(ImportResult))]
[JsonSerializable(typeof(WatchCheck))]
[JsonSerializable(typeof(CitedFate))]
[JsonSerializable(typeof(PaperFate))]
[JsonSerializable(typeof(LibraryResult))]
[JsonSerializable(typeof(FeedbackResult))]
[JsonSerializable(typeof(Marks))]
[JsonSerializable(typeof(Digest))]
[JsonSerializable(typeof(DigestPage))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(Run))]
[JsonSerializable(typeof(Health))]
[JsonSerializable(typeof(Info))]
[JsonSerializable(typeof(SessionCode))]
[JsonSerializable(typeof(JsonNode))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(JsonElement))]
public sealed partial class ClientJson : JsonSerializerContext;
