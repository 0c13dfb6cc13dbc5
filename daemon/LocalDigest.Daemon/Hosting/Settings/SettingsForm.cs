using System.ComponentModel;
using System.Reflection;
using LocalDigest.Daemon.Wire;

namespace LocalDigest.Daemon.Hosting;

/// <summary>
/// Which settings there are, read from the types that take them: a record is a section, a list is numbered, a dictionary has names of the user's, and
/// everything else is one value.
/// </summary>
internal sealed class SettingsForm
{
    private readonly string name;
    private readonly Type type;
    private readonly List<SettingsForm> parts;
    private readonly SettingsForm? each;

    private SettingsForm(string name, Type type)
    {
        this.name = name;
        this.type = Nullable.GetUnderlyingType(type) ?? type;
        parts = [];
        if (this.type == typeof(string) || this.type.IsPrimitive || this.type == typeof(decimal)) return;
        if (ElementOf(this.type, typeof(IReadOnlyDictionary<,>)) is { } named) each = new SettingsForm($"{name}:NAME", named);
        else if (ElementOf(this.type, typeof(IReadOnlyList<>)) is { } numbered) each = new SettingsForm($"{name}:0", numbered);
        else parts.AddRange(Settable(this.type).Select(property => new SettingsForm($"{name}:{property.Name}", property.PropertyType)));
    }

    private bool IsValue => parts.Count == 0 && each is null;

    /// <param name="name">The section's full name.</param>
    public static SettingsForm Of<T>(string name) => new(name, typeof(T));

    /// <summary>What is wrong with the names and the forms of settings, as a sentence; null where nothing is.</summary>
    public string? Fault(IConfigurationSection section) => Fault(section, this);

    private string? Fault(IConfigurationSection section, SettingsForm root)
    {
        if (IsValue)
        {
            if (section.GetChildren().FirstOrDefault() is { } below) return Unknown(below, root);
            return section.Value is null || type == typeof(string) || TypeDescriptor.GetConverter(type).IsValid(section.Value)
                ? null
                : $"{section.Path} must be {(type == typeof(bool) ? "true or false" : type == typeof(int) || type == typeof(long) ? "a whole number" : type == typeof(DateOnly) ? "a day such as 2026-01-31" : "a number")}.";
        }
        // An empty list or section of JSON has an empty value.
        if (section.Value is { Length: > 0 })
        {
            return each is null ? Unknown(section, this) : $"{section.Path} has several values. Set {each.name} in its place.";
        }
        foreach (var child in section.GetChildren())
        {
            var form = each ?? parts.Find(part => part.name.EndsWith(':' + child.Key, StringComparison.OrdinalIgnoreCase));
            if (form is null) return Unknown(child, root);
            if (form.Fault(child, root) is { } fault) return fault;
        }
        return null;
    }

    /// <param name="section">What was set, or what stands above it.</param>
    /// <param name="among">Where the one that was meant is looked for.</param>
    private static string Unknown(IConfigurationSection section, SettingsForm among)
    {
        while (section.Value is null && section.GetChildren().FirstOrDefault() is { } below) section = below;
        var nearest = NearName.Of(section.Path, among.Values().Select(value => value.name));
        return $"There is no setting {section.Path}." + (nearest is null ? "" : $" The nearest one is {nearest}.");
    }

    private IEnumerable<SettingsForm> Values() => IsValue ? [this] : each?.Values() ?? parts.SelectMany(part => part.Values());

    private static IEnumerable<PropertyInfo> Settable(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is { IsPublic: true });

    private static Type? ElementOf(Type type, Type collection) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == collection ? type.GetGenericArguments()[^1] : null;
}
