using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using LocalDigest.Digests;

namespace LocalDigest.Daemon.Wire;

/// <summary>How requests and answers are written in JSON.</summary>
internal static class WireJson
{
    public static void Configure(JsonSerializerOptions json)
    {
        // What is described is what is taken: names in one spelling, numbers that are numbers, enumerations by name.
        json.PropertyNameCaseInsensitive = false;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.RespectRequiredConstructorParameters = true;
        json.AllowDuplicateProperties = false;
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        json.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
        json.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LetDigestsBeNameless } };
    }

    /// <summary>Who has a digest rendered has no archive: a name and an owner are only needed there.</summary>
    private static void LetDigestsBeNameless(JsonTypeInfo type)
    {
        if (type.Type != typeof(DigestContent)) return;
        foreach (var property in type.Properties)
        {
            if (property.Name is "id" or "profile") property.IsRequired = false;
        }
    }
}
