using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;

namespace LocalDigest.Reading;

/// <summary>One text, or one list of texts, in a tree of records.</summary>
/// <param name="Path">
/// Where it is, as in the JSON form: <c>methodAnalysis.design.coreIdea</c>; items of a list of records: <c>links[].url</c>.
/// </param>
/// <param name="Way">The properties that lead to it, itself last.</param>
/// <param name="IsList">It is a list of texts.</param>
/// <param name="IsNullable">It may be null; a list never is.</param>
internal sealed record TextPlace(string Path, IReadOnlyList<PropertyInfo> Way, bool IsList, bool IsNullable)
{
    /// <summary>An attribute of the property itself; null where it has none.</summary>
    public T? Own<T>() where T : Attribute => Way[^1].GetCustomAttribute<T>();

    /// <summary>An attribute of the property or, where it has none, of the nearest one above it.</summary>
    public T? Nearest<T>() where T : Attribute =>
        Way.Reverse().Select(property => property.GetCustomAttribute<T>()).FirstOrDefault(found => found is not null);
}

/// <summary>
/// Knows every text in a type of records and in the records below it, and makes changed copies. A property that could hold a text in a form
/// that is not known here is an error, so that no text can be overlooked.
/// </summary>
internal sealed class TextShape
{
    private static readonly ConcurrentDictionary<Type, TextShape> Known = new();

    private readonly MethodInfo clone;
    private readonly List<Member> members = [];

    private TextShape(Type type, string path, IReadOnlyList<PropertyInfo> way)
    {
        clone = type.GetMethod("<Clone>$")
            ?? throw new NotSupportedException($"{type.Name} is no record, so that its texts cannot be changed in a copy.");
        var nullability = new NullabilityInfoContext();
        foreach (var property in type.GetProperties().Where(property => property.CanWrite).OrderBy(property => property.MetadataToken))
        {
            var kind = KindOf(property.PropertyType);
            if (kind == MemberKind.Value) continue;
            IReadOnlyList<PropertyInfo> deeper = [.. way, property];
            var name = path + char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
            members.Add(kind switch
            {
                MemberKind.Text => new Member(property, kind, null, new TextPlace(
                    name, deeper, IsList: false, nullability.Create(property).WriteState == NullabilityState.Nullable)),
                MemberKind.Texts => new Member(property, kind, null, new TextPlace(name, deeper, IsList: true, IsNullable: false)),
                MemberKind.Record => new Member(property, kind, new TextShape(property.PropertyType, name + ".", deeper), null),
                _ => new Member(property, kind, new TextShape(ItemOf(property.PropertyType)!, name + "[].", deeper), null),
            });
        }
        Places = [.. members.SelectMany(member => member.Place is { } place ? [place] : member.Below!.Places)];
    }

    private enum MemberKind
    {
        Value,
        Text,
        Texts,
        Record,
        Records,
    }

    /// <summary>All texts, in the order in which they are declared.</summary>
    public IReadOnlyList<TextPlace> Places { get; }

    /// <exception cref="NotSupportedException">
    /// A property holds something that is neither a text, a list of texts, a value nor a record.
    /// </exception>
    public static TextShape Of<T>() where T : class => Known.GetOrAdd(typeof(T), type => new TextShape(type, "", []));

    /// <summary>A copy of a record with each of its texts changed; records that are null stay null.</summary>
    /// <param name="record">The record.</param>
    /// <param name="change">
    /// Called for each place with the texts there: none or one for a text, any number for a list; it gives what is to stand there. A text
    /// of which nothing is left is null, or empty where it may not be null.
    /// </param>
    public static T Change<T>(T record, Func<TextPlace, IReadOnlyList<string>, IReadOnlyList<string>> change) where T : class =>
        (T)Of<T>().ChangeAll(record, change);

    /// <summary>The places of a record at which there is a text that is not empty.</summary>
    public static IReadOnlyList<TextPlace> Filled<T>(T record) where T : class
    {
        var filled = new List<TextPlace>();
        Change(record, (place, texts) =>
        {
            if (texts.Any(text => text.Length > 0)) filled.Add(place);
            return texts;
        });
        return filled;
    }

    private object ChangeAll(object record, Func<TextPlace, IReadOnlyList<string>, IReadOnlyList<string>> change)
    {
        var copy = clone.Invoke(record, null)!;
        foreach (var (property, kind, below, place) in members)
        {
            var value = property.GetValue(record);
            property.SetValue(copy, (kind, value) switch
            {
                (MemberKind.Text, _) =>
                    change(place!, value is string text ? [text] : []) is [var changed, ..] ? changed : place!.IsNullable ? null : "",
                (MemberKind.Texts, _) => change(place!, (IReadOnlyList<string>)value!),
                (_, null) => null,
                (MemberKind.Record, _) => below!.ChangeAll(value, change),
                _ => below!.ChangeItems((IEnumerable)value, property.PropertyType, change),
            });
        }
        return copy;
    }

    private Array ChangeItems(
        IEnumerable items, Type listType, Func<TextPlace, IReadOnlyList<string>, IReadOnlyList<string>> change)
    {
        object[] changed = [.. items.Cast<object>().Select(item => ChangeAll(item, change))];
        var typed = Array.CreateInstance(ItemOf(listType)!, changed.Length);
        changed.CopyTo(typed, 0);
        return typed;
    }

    private static MemberKind KindOf(Type type)
    {
        if (type == typeof(string)) return MemberKind.Text;
        var value = Nullable.GetUnderlyingType(type) ?? type;
        if (value.IsPrimitive || value.IsEnum || value == typeof(DateOnly) || value == typeof(DateTimeOffset)) return MemberKind.Value;
        if (ItemOf(type) is { } item)
            return item == typeof(string) ? MemberKind.Texts : IsRecord(item) ? MemberKind.Records : throw Unknown(type);
        return IsRecord(type) ? MemberKind.Record : throw Unknown(type);
    }

    private static bool IsRecord(Type type) => type.IsClass && type.GetMethod("<Clone>$") is not null;

    private static Type? ItemOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    private static NotSupportedException Unknown(Type type) => new($"Whether there is a text in {type} is not known.");

    /// <summary>
    /// A property that is a text or leads to texts: exactly one of <paramref name="Below"/> and <paramref name="Place"/> is given.
    /// </summary>
    private sealed record Member(PropertyInfo Property, MemberKind Kind, TextShape? Below, TextPlace? Place);
}
