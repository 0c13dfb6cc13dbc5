using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using LocalDigest.Digests;
using LocalDigest.Reading;
using LocalDigest.Tests.Golden;

namespace LocalDigest.Tests.Digests;

/// <summary>Nothing of a digest is published that was not looked at: a text is checked because it is a text.</summary>
public sealed class DigestSanitiserTests
{
    /// <summary>A refusal, raw LaTeX and no web address: whoever looks at it changes it.</summary>
    private const string Hostile = "Please provide the paper: \\textbf{x} javascript:alert(1)";

    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    [Fact]
    public void Every_text_of_a_digest_is_looked_at_or_named_with_a_reason()
    {
        var hostile = Filled(typeof(DigestContent), "").Deserialize<DigestContent>(Wire)!;
        var asIs = TextShape.Of<DigestContent>().Places
            .Where(place => place.Own<ShownAsIsAttribute>() is { Reason.Length: > 10 })
            .Select(place => place.Path).ToHashSet(StringComparer.Ordinal);
        var texts = Texts(JsonSerializer.SerializeToNode(hostile, Wire)!, "").ToList();
        Assert.True(texts.Count(text => text.Value == Hostile) >= 60, string.Join('\n', texts));

        var clean = new DigestSanitiser(new StyleCatalogue()).Clean(hostile);
        var overlooked = Texts(JsonSerializer.SerializeToNode(clean, Wire)!, "")
            .Where(text => text.Value == Hostile && !asIs.Contains(text.Path));
        Assert.Empty(overlooked.Select(text => text.Path));
    }

    [Fact]
    public void What_becomes_of_each_text_is_written_down()
    {
        var lines = TextShape.Of<DigestContent>().Places.Select(place => $"{place.Path}: {FateOf(place)}\n");
        ExpectedFile.IsSame("digest-texts.txt", string.Concat(lines.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void A_text_that_is_withheld_has_a_name_for_the_reader_in_every_language()
    {
        var checkedPlaces = TextShape.Of<DigestContent>().Places.Where(TextCleaner.IsGenerated).ToList();
        Assert.True(checkedPlaces.Count > 40);
        foreach (var language in (string[])["en", "zh"])
        {
            var labels = new StyleCatalogue().WordsFor(language);
            Assert.All(checkedPlaces, place => Assert.NotEmpty(labels[place.Nearest<LabelAttribute>()!.Key]));
        }
    }

    [Fact]
    public void A_comment_that_must_not_be_shown_gives_way_to_a_sentence_that_says_so()
    {
        var day = InventedDay.In("en");
        var refused = day.Papers[1] with { Comment = "I'm sorry, but I cannot judge the paper." };
        var paper = Assert.Single(new DigestSanitiser(new StyleCatalogue()).Clean(day with { Papers = [refused] }).Papers);
        Assert.Equal("Left out (Comment): the model asked for the paper or refused, instead of writing about it.", paper.Comment);
    }

    [Fact]
    public void A_missed_paper_leads_only_to_the_web()
    {
        var hostile = new MissedPaper("x", "A \\emph{title}", "javascript:alert(1)", 0.1, "Why.");
        var usual = new MissedPaper("y", "B", "https://example.org/", 0.1, "Why.");
        var missed = new DigestSanitiser(new StyleCatalogue()).Clean(InventedDay.In("en") with { Missed = [hostile, usual] }).Missed;
        Assert.Equal([null, "https://example.org/"], missed.Select(paper => paper.Url));
        Assert.Equal("A title", missed[0].Title);
    }

    [Fact]
    public void What_a_digest_holds_already_is_clean()
    {
        var sanitiser = new DigestSanitiser(new StyleCatalogue());
        foreach (var content in new[] { InventedDay.In("en"), InventedDay.WithDefects, InventedDay.In("zh") })
        {
            var clean = sanitiser.Clean(content);
            Assert.Equal(JsonSerializer.Serialize(clean), JsonSerializer.Serialize(sanitiser.Clean(clean)));
        }
    }

    private static string FateOf(TextPlace place) =>
        place.Own<ShownAsIsAttribute>() is { } asIs ? "as it is. " + asIs.Reason
        : place.Own<PlainTextAttribute>() is not null ? "plain text"
        : place.Own<WebAddressAttribute>() is not null ? "web address"
        : "checked, as " + place.Nearest<LabelAttribute>()!.Key;

    /// <summary>A JSON value of a type with every property filled and every text hostile, by what is written and read of it.</summary>
    private static JsonNode Filled(Type type, string path)
    {
        var info = Wire.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
        if (path.EndsWith("figures[].address", StringComparison.Ordinal)) return JsonValue.Create("/v1/papers/x/figures/y");
        if (info.Type == typeof(DateOnly)) return JsonValue.Create("2026-11-20");
        if (info.Type == typeof(DateTimeOffset)) return JsonValue.Create("2026-11-20T08:00:00+00:00");
        if (info.Type == typeof(bool)) return JsonValue.Create(false);
        if (info.Type.IsEnum) return JsonSerializer.SerializeToNode(Enum.GetValues(info.Type).GetValue(0), info.Type, Wire)!;
        if (info.Type.IsPrimitive) return JsonValue.Create(1);
        return info.Kind switch
        {
            JsonTypeInfoKind.Object => new JsonObject(info.Properties.Select(
                property => KeyValuePair.Create(property.Name, (JsonNode?)Filled(property.PropertyType, Below(path, property.Name))))),
            JsonTypeInfoKind.Enumerable => new JsonArray(Filled(info.ElementType!, path + "[]")),
            JsonTypeInfoKind.Dictionary => new JsonObject { ["key"] = Filled(info.ElementType!, path + ".key") },
            _ => JsonValue.Create(Hostile),
        };
    }

    private static IEnumerable<(string Path, string Value)> Texts(JsonNode? node, string path) => node switch
    {
        JsonObject parts => parts.SelectMany(part => Texts(part.Value, Below(path, part.Key))),
        JsonArray list => list.SelectMany(item => Texts(item, path + "[]")),
        JsonValue value when value.GetValueKind() == JsonValueKind.String =>
            [(path.EndsWith("[]", StringComparison.Ordinal) ? path[..^2] : path, value.GetValue<string>())],
        _ => [],
    };

    private static string Below(string path, string name) => path.Length == 0 ? name : path + "." + name;
}
